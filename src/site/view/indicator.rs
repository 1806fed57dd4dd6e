//! The pages of an indicator: over all years, and report by report in one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::figure::{FigureItem, figured, grouped, measure};
use super::{Content, Link, Page, View};
use crate::figure::{Indicator, IndicatorId, Kind, Number};
use crate::site::chart::{self, Bar, Bin, Caption, Shown, Spread};
use crate::site::route::{Format, Route, Table};
use crate::statistics::{Summary, Told, by_year, classes, in_all, of_year, summaries, told};
use crate::unit::{LevelId, Year};

/// An indicator over all years.
#[derive(Debug, Serialize)]
pub struct IndicatorPage {
    /// Its name.
    pub name: String,
    /// What is counted, and from how many reports, in words.
    pub summary: String,
    /// Words it is known by.
    pub aliases: Vec<String>,
    /// The rule that says how often it usually takes place; empty where there is none.
    pub rule: String,
    /// How values lie year by year.
    pub spread: Option<Chart>,
    /// How the newest year's values are distributed.
    pub histogram: Option<Chart>,
    /// The newest year's medians by level.
    pub levels: Option<Chart>,
    /// Year by year.
    pub years: Vec<YearRow>,
    /// Level by level, within which figures may be added up.
    pub by_level: Vec<LevelRow>,
    /// The tables for other programs.
    pub data: Vec<Link>,
}

/// A chart with its caption.
#[derive(Debug, Serialize)]
pub struct Chart {
    /// Its finding.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// The drawing.
    pub svg: String,
}

impl Chart {
    fn new(id: &str, title: String, description: String, draw: impl FnOnce(Caption<'_>) -> String) -> Self {
        let svg = draw(Caption { id, title: &title, description: &description });
        Self { title, description, svg }
    }
}

/// One year of an indicator.
#[derive(Debug, Serialize)]
pub struct YearRow {
    /// Its page.
    pub link: Link,
    /// How many reports say what.
    pub counts: Counts,
    /// Least, first quartile, median, third quartile, greatest.
    pub spread: [String; 5],
}

/// How many reports say what.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Counts {
    /// Reports in all.
    pub reports: usize,
    /// They state a value.
    pub stated: usize,
    /// They withhold it.
    pub withheld: usize,
    /// Their statements do not agree.
    pub ambiguous: usize,
    /// They say nothing of it.
    pub silent: usize,
}

/// One level in one year.
#[derive(Debug, Serialize)]
pub struct LevelRow {
    /// The year.
    pub year: String,
    /// The level.
    pub level: String,
    /// How many reports say what.
    pub counts: Counts,
    /// The sum; empty for what does not add up.
    pub sum: String,
    /// The median.
    pub median: String,
}

/// What the reports of one year say of an indicator.
#[derive(Debug, Serialize)]
pub struct IndicatorYearPage {
    /// The indicator.
    pub name: String,
    /// The year in words.
    pub year: String,
    /// How many reports say what, in words.
    pub summary: String,
    /// The neighbouring years.
    pub others: Vec<Link>,
    /// Report by report; those that are silent are counted only.
    pub rows: Vec<ReportRow>,
}

/// What one report says.
#[derive(Debug, Serialize)]
pub struct ReportRow {
    /// The unit, with its page.
    pub unit: Link,
    /// Its level.
    pub level: String,
    /// Its figure.
    pub figure: FigureItem,
    /// The words around it.
    pub excerpt: String,
}

pub(super) fn counts(summary: &Summary) -> Counts {
    Counts {
        reports: summary.reports,
        stated: summary.stated(),
        withheld: summary.answers.withheld,
        ambiguous: summary.answers.ambiguous,
        silent: summary.silent(),
    }
}

/// How many reports say what, in words.
fn counted(page: &Page<'_>, summary: &Summary) -> String {
    let Counts { reports, stated, withheld, ambiguous, silent } = counts(summary);
    page.language().indicator_counts(reports, [stated, withheld, ambiguous, silent])
}

/// Least, first quartile, median, third quartile, greatest.
fn spread(summary: &Summary) -> [String; 5] {
    let values = [
        summary.quartile(0),
        summary.quartile(1),
        summary.median(),
        summary.quartile(3),
        summary.quartile(4),
    ];
    values.map(|value| value.map(grouped).unwrap_or_default())
}

pub(super) fn indicator(page: &Page<'_>, id: IndicatorId) -> Option<View> {
    let archive = page.archive;
    let language = page.language();
    let indicator = archive.config.indicators.get(id)?;
    let years: Vec<(Year, Summary)> = by_year(archive, id).into_iter().collect();
    let levels = summaries(archive, id);
    let all = in_all(archive, id);
    let summary = language.indicator_summary(measure(indicator), all.stated(), all.reports);
    let content = IndicatorPage {
        name: indicator.name.clone(),
        summary: summary.clone(),
        aliases: indicator.aliases.iter().filter(|alias| !alias.contains(['#', '…'])).cloned().collect(),
        rule: indicator.yearly.as_ref().map(|(_, source)| source.clone()).unwrap_or_default(),
        spread: spread_chart(page, indicator, &years),
        histogram: histogram(page, indicator, &years),
        levels: level_chart(page, indicator, &levels, &years),
        years: years.iter().map(|(year, summary)| year_row(page, id, *year, summary)).collect(),
        by_level: level_rows(page, indicator, &levels),
        data: data_links(page, Table::Indicator(id)),
    };
    Some(View {
        template: "indicator.html",
        frame: page.frame(indicator.name.clone(), summary, "statistics", crumbs(page)),
        content: Content::Indicator(Box::new(content)),
    })
}

pub(super) fn crumbs(page: &Page<'_>) -> Vec<Link> {
    let words = page.language().words();
    vec![page.link(&Route::Home, words.home), page.link(&Route::Statistics, words.statistics)]
}

/// Links to a table in its forms.
pub(super) fn data_links(page: &Page<'_>, table: Table) -> Vec<Link> {
    let routes = Format::ALL.map(|format| (Route::Data(table, format), format.extension().to_uppercase()));
    let there = routes.into_iter().filter(|(route, _)| route.exists(page.archive));
    there.map(|(route, text)| page.link(&route, &text)).collect()
}

fn year_row(page: &Page<'_>, id: IndicatorId, year: Year, summary: &Summary) -> YearRow {
    let text = page.language().year(year);
    let link = if page.archive.is_counted(id, year) {
        page.link(&Route::IndicatorYear(id, year), &text)
    } else {
        Link { url: String::new(), text }
    };
    YearRow { link, counts: counts(summary), spread: spread(summary) }
}

fn level_rows(page: &Page<'_>, indicator: &Indicator, levels: &Levels) -> Vec<LevelRow> {
    let language = page.language();
    let years: BTreeSet<Year> = levels.keys().map(|(year, _)| *year).collect();
    let row = |((year, level), summary): (&(Year, LevelId), &Summary)| LevelRow {
        year: language.year(*year),
        level: page.archive.config.levels.get(*level).name.clone(),
        counts: counts(summary),
        sum: summary.sum().filter(|_| indicator.kind != Kind::Rate).map(figured).unwrap_or_default(),
        median: summary.median().map(grouped).unwrap_or_default(),
    };
    // The newest year first, levels in their order; where nobody says anything there is nothing to show.
    let of_year = |year: Year| {
        levels.iter().filter(move |((of, _), summary)| *of == year && summary.silent() < summary.reports)
    };
    years.into_iter().rev().flat_map(|year| of_year(year).map(row)).collect()
}

/// What is said in each year and level.
type Levels = BTreeMap<(Year, LevelId), Summary>;

/// Numbers of an axis, without needless digits.
pub(super) fn tick(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "an axis ends far below")]
    let parts = (value * 10_000.0).round() as i64;
    grouped(Number::from_ten_thousandths(parts))
}

fn spread_chart(page: &Page<'_>, indicator: &Indicator, years: &[(Year, Summary)]) -> Option<Chart> {
    let range = |summary: &Summary| {
        let at = |value: Option<Number>| value.map(Number::to_f64);
        Some(chart::Range {
            least: at(summary.quartile(0))?,
            lower: at(summary.quartile(1))?,
            median: at(summary.median())?,
            upper: at(summary.quartile(3))?,
            most: at(summary.quartile(4))?,
            label: summary.median().map(grouped)?,
        })
    };
    let of_years: Vec<Spread> = years
        .iter()
        .map(|(year, summary)| Spread { label: year.to_string(), range: range(summary) })
        .collect();
    let medians: Vec<(Year, String)> =
        years.iter().filter_map(|(year, summary)| Some((*year, grouped(summary.median()?)))).collect();
    if medians.is_empty() {
        return None;
    }
    let language = page.language();
    let title = language.medians_title(&indicator.name, measure(indicator), &medians);
    let reports = years.iter().map(|(_, summary)| summary.stated()).sum();
    let description = language.spread_description(reports);
    Some(Chart::new("chart-years", title, description, |caption| chart::spread(caption, &of_years, tick)))
}

/// How many values of a newest year a distribution is worth drawing of.
const WORTH_DRAWING: usize = 8;

fn newest(years: &[(Year, Summary)]) -> Option<&(Year, Summary)> {
    years.iter().rev().find(|(_, summary)| summary.stated() > 0)
}

fn histogram(page: &Page<'_>, indicator: &Indicator, years: &[(Year, Summary)]) -> Option<Chart> {
    let (year, summary) = newest(years).filter(|(_, summary)| summary.stated() >= WORTH_DRAWING)?;
    let (width, counts) = classes(&summary.answers.values, 12);
    let bins: Vec<Bin> = counts
        .into_iter()
        .map(|(low, count)| {
            let label = if width == 1 { low.to_string() } else { format!("{low}–{}", low + width - 1) };
            Bin { label, count }
        })
        .collect();
    let language = page.language();
    let title = language.distribution_title(&indicator.name, measure(indicator), *year);
    let description = language.distribution_description(summary.stated());
    Some(Chart::new("chart-values", title, description, |caption| chart::histogram(caption, &bins)))
}

fn level_chart(
    page: &Page<'_>,
    indicator: &Indicator,
    levels: &Levels,
    years: &[(Year, Summary)],
) -> Option<Chart> {
    let (year, _) = newest(years)?;
    let words = page.language().words();
    let bars: Vec<Bar> = levels
        .iter()
        .filter(|((of, _), _)| of == year)
        .map(|((_, level), summary)| {
            let value = match summary.median() {
                Some(median) => {
                    Shown::Value { number: median.to_f64(), label: grouped(median), is_approximate: false }
                }
                None if summary.answers.withheld > 0 => Shown::Withheld(words.withheld.to_owned()),
                None => Shown::Missing,
            };
            Bar { label: page.archive.config.levels.get(*level).name.clone(), value }
        })
        .collect();
    if bars.len() < 2 {
        return None;
    }
    let language = page.language();
    let title = language.levels_title(&indicator.name, measure(indicator), *year);
    let description = words.levels_description.to_owned();
    Some(Chart::new("chart-levels", title, description, |caption| chart::bars(caption, &bars)))
}

pub(super) fn indicator_year(page: &Page<'_>, id: IndicatorId, year: Year) -> Option<View> {
    let archive = page.archive;
    let language = page.language();
    let indicator = archive.config.indicators.get(id)?;
    let told = told(archive, id, year..=year);
    let summary = counted(page, &of_year(archive, id, year)?);
    let row = |told: &Told<'_>| {
        let settled = &told.settled;
        let unit = archive.unit(&told.entry.key.unit);
        let called = told.entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value);
        let report = page.report_href(unit, &told.entry.key);
        let statement = match settled {
            crate::figure::settle::Settled::Ambiguous(claims) => {
                claims.first().and_then(|claim| claim.statement)
            }
            other => other.claim().and_then(|claim| claim.statement),
        };
        ReportRow {
            unit: page.unit_called(unit, called),
            level: archive.config.levels.get(told.entry.level).name.clone(),
            figure: page.figure_item(&report, told.entry, id, Some(settled)),
            excerpt: statement
                .and_then(|number| told.entry.record.excerpts.get(number))
                .unwrap_or_default()
                .to_owned(),
        }
    };
    let others = archive.years().rev().filter(|other| *other != year && archive.is_counted(id, *other));
    let content = IndicatorYearPage {
        name: indicator.name.clone(),
        year: language.year(year),
        summary: summary.clone(),
        others: others
            .map(|other| page.link(&Route::IndicatorYear(id, other), &language.year(other)))
            .collect(),
        rows: told.iter().map(row).collect(),
    };
    let title = language.indicator_year_title(&indicator.name, year);
    let mut crumbs = crumbs(page);
    crumbs.push(page.link(&Route::Indicator(id), &indicator.name));
    Some(View {
        template: "indicator-year.html",
        frame: page.frame(title, summary, "statistics", crumbs),
        content: Content::IndicatorYear(Box::new(content)),
    })
}
