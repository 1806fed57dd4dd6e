//! The overview of statistics, and the dictionary of the published tables.

use serde::Serialize;

use super::figure::{grouped, measure};
use super::indicator::{Counts, counts, data_links};
use super::{Cell, Content, Link, Page, View};
use crate::figure::IndicatorId;
use crate::site::chart;
use crate::site::data::{COLUMNS, Column};
use crate::site::route::{Route, Table};
use crate::statistics::{Summary, by_year, in_all};
use crate::unit::Year;

/// What the archive counts, all together.
#[derive(Debug, Serialize)]
pub struct Statistics {
    /// Reports, units and years in words.
    pub summary: String,
    /// Every year.
    pub years: Vec<Link>,
    /// Indicators, those that most reports state first.
    pub indicators: Vec<IndicatorRow>,
    /// Reports by level and year.
    pub levels: Vec<LevelYears>,
    /// Units and years: what was handed in.
    pub units: Vec<UnitYears>,
    /// The table of indicators for other programs.
    pub data: Vec<Link>,
    /// The table of units and years for other programs.
    pub coverage_data: Vec<Link>,
    /// The pages of problems.
    pub problems: Vec<Link>,
    /// The page of terms.
    pub terms: Link,
    /// The dictionary.
    pub dictionary: Link,
}

/// An indicator over the years.
#[derive(Debug, Serialize)]
pub struct IndicatorRow {
    /// Its page.
    pub link: Link,
    /// Its measure word.
    pub measure: String,
    /// Medians by year as a small chart.
    pub trend: String,
    /// Medians by year.
    pub medians: Vec<String>,
    /// How many reports of all years say what.
    pub counts: Counts,
}

/// A level over the years.
#[derive(Debug, Serialize)]
pub struct LevelYears {
    /// Its page.
    pub link: Link,
    /// Reports by year.
    pub reports: Vec<usize>,
}

/// A unit over the years.
#[derive(Debug, Serialize)]
pub struct UnitYears {
    /// Its page.
    pub link: Link,
    /// Every year.
    pub cells: Vec<Cell>,
}

pub(super) fn statistics(page: &Page<'_>) -> View {
    let archive = page.archive;
    let language = page.language();
    let words = language.words();
    let years: Vec<Year> = archive.years().collect();
    let ids: Vec<IndicatorId> = archive.indicators().map(|(id, _)| id).collect();
    let mut indicators: Vec<IndicatorRow> =
        ids.into_iter().filter_map(|id| indicator(page, id, &years)).collect();
    indicators.sort_by_key(|row| std::cmp::Reverse(row.counts.stated + row.counts.withheld));
    let summary = language.dotted(&[
        language.reports(archive.entries().count()),
        language.units(archive.units().count()),
        years
            .first()
            .zip(years.last())
            .map(|(first, last)| language.years(*first, *last))
            .unwrap_or_default(),
    ]);
    let content = Statistics {
        summary: summary.clone(),
        years: years.iter().map(|year| page.link(&Route::Year(*year), &year.to_string())).collect(),
        indicators,
        levels: levels(page, &years),
        units: archive
            .units()
            .map(|unit| UnitYears {
                link: page.unit_link(unit),
                cells: years.iter().map(|year| page.cell(unit, *year)).collect(),
            })
            .collect(),
        data: data_links(page, Table::Totals),
        coverage_data: data_links(page, Table::Coverage),
        problems: archive
            .years()
            .rev()
            .filter(|year| Route::Problems(*year).exists(archive))
            .map(|year| page.link(&Route::Problems(year), &language.year(year)))
            .collect(),
        terms: page.link(&Route::Terms, words.terms),
        dictionary: page.link(&Route::Dictionary, words.dictionary),
    };
    View {
        template: "statistics.html",
        frame: page.frame(
            words.statistics.to_owned(),
            summary,
            "statistics",
            vec![page.link(&Route::Home, words.home)],
        ),
        content: Content::Statistics(Box::new(content)),
    }
}

fn indicator(page: &Page<'_>, id: IndicatorId, years: &[Year]) -> Option<IndicatorRow> {
    let indicator = page.archive.config.indicators.get(id)?;
    let of_years = by_year(page.archive, id);
    let medians: Vec<_> = years.iter().map(|year| of_years.get(year).and_then(Summary::median)).collect();
    let points: Vec<Option<f64>> =
        medians.iter().map(|median| median.map(crate::figure::Number::to_f64)).collect();
    let has_trend = points.iter().flatten().count() > 1;
    Some(IndicatorRow {
        link: page.link(&Route::Indicator(id), &indicator.name),
        measure: measure(indicator).to_owned(),
        trend: if has_trend {
            chart::sparkline(&page.language().trend(&indicator.name), &points)
        } else {
            String::new()
        },
        medians: medians.into_iter().map(|median| median.map(grouped).unwrap_or_default()).collect(),
        counts: counts(&in_all(page.archive, id)),
    })
}

fn levels(page: &Page<'_>, years: &[Year]) -> Vec<LevelYears> {
    let mut reports = std::collections::BTreeMap::new();
    for entry in page.archive.entries() {
        *reports.entry((entry.level, entry.key.year)).or_insert(0_usize) += 1;
    }
    let levels: std::collections::BTreeSet<_> = reports.keys().map(|(level, _)| *level).collect();
    let level = |level| {
        let route = Route::Level(level);
        let name = &page.archive.config.levels.get(level).name;
        let url = if route.exists(page.archive) { page.href(&route) } else { String::new() };
        LevelYears {
            link: Link { url, text: name.clone() },
            reports: years
                .iter()
                .map(|year| reports.get(&(level, *year)).copied().unwrap_or_default())
                .collect(),
        }
    };
    levels.into_iter().map(level).collect()
}

/// What the columns of the published tables mean.
#[derive(Debug, Serialize)]
pub struct Dictionary {
    /// Columns.
    pub columns: &'static [Column],
    /// Indicators.
    pub indicators: Vec<IndicatorEntry>,
    /// The JSON schema.
    pub schema: Link,
}

/// An indicator in the dictionary.
#[derive(Debug, Serialize)]
pub struct IndicatorEntry {
    /// Its key.
    pub key: String,
    /// Its name, with its page where there is one.
    pub link: Link,
    /// What it counts: count, stock, rate or money.
    pub kind: &'static str,
    /// Measure words.
    pub measures: String,
    /// Words it is known by.
    pub aliases: String,
}

pub(super) fn dictionary(page: &Page<'_>) -> View {
    let words = page.language().words();
    let indicators = page.archive.config.indicators.iter().map(|(id, indicator)| IndicatorEntry {
        key: indicator.key.clone(),
        link: Link { url: page.indicator_url(id), text: indicator.name.clone() },
        kind: page.language().indicator_kind(indicator.kind),
        measures: indicator.measures.join(words.comma),
        aliases: indicator.aliases.join(words.comma),
    });
    let content = Dictionary {
        columns: &COLUMNS,
        indicators: indicators.collect(),
        schema: page.link(&Route::Data(Table::Schema, crate::site::route::Format::Json), "data-schema.json"),
    };
    let crumbs = vec![page.link(&Route::Home, words.home), page.link(&Route::Statistics, words.statistics)];
    View {
        template: "data-dictionary.html",
        frame: page.frame(words.dictionary.to_owned(), words.dictionary.to_owned(), "statistics", crumbs),
        content: Content::Dictionary(Box::new(content)),
    }
}
