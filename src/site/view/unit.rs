//! The page of a unit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::comparison;
use super::figure::FigureItem;
use super::report::Fact;
use super::{Cell, Content, Link, Page, ReportItem, View};
use crate::archive::{Archive, Entry};
use crate::figure::settle::Settled;
use crate::figure::{Actor, Indicator, IndicatorId, Indicators, Number, Qualifier, Scope};
use crate::site::chart;
use crate::site::route::{Route, comparisons as comparisons_of, successions};
use crate::unit::{Period, Unit, Year};

/// A unit with its reports.
#[derive(Debug, Serialize)]
pub struct UnitPage {
    /// Its name today.
    pub name: String,
    /// The years and reports it has, in words.
    pub summary: String,
    /// Its level, with the level's page.
    pub level: Option<Link>,
    /// Its superior.
    pub parent: Option<Link>,
    /// Units directly under it, with the number of their reports.
    pub children: Vec<Child>,
    /// Units it came from by a merger or split.
    pub predecessors: Vec<Link>,
    /// Units that came from it.
    pub successors: Vec<Link>,
    /// Names it had, and when.
    pub former: Vec<FormerNameItem>,
    /// Other statements of the roster.
    pub facts: Vec<Fact>,
    /// Every year of the archive.
    pub timeline: Vec<Cell>,
    /// Its reports, newest first.
    pub reports: Vec<ReportItem>,
    /// The pages that compare its reports, also with those of predecessors and successors, newest first.
    pub comparisons: Vec<Link>,
    /// Its problems and plans over the years.
    pub ledger: Option<Link>,
    /// The years that stand above its figures.
    pub figure_years: Vec<String>,
    /// Its figures by year.
    pub figures: Vec<UnitFigure>,
}

/// An indicator over the years of one unit.
#[derive(Debug, Serialize)]
pub struct UnitFigure {
    /// Its page.
    pub link: Link,
    /// Values by year as a small chart; empty where there are fewer than two.
    pub trend: String,
    /// Year by year.
    pub cells: Vec<UnitYearFigure>,
}

/// A figure of one year.
#[derive(Debug, Serialize)]
pub struct UnitYearFigure {
    /// What the report says.
    pub figure: FigureItem,
    /// How it stands to the usual frequency, where the site shows that.
    pub usual: &'static str,
}

/// A subordinate unit.
#[derive(Debug, Serialize)]
pub struct Child {
    /// Its page.
    pub link: Link,
    /// Its level.
    pub level: String,
    /// The number of its reports, in words.
    pub reports: String,
}

/// A former name.
#[derive(Debug, Serialize)]
pub struct FormerNameItem {
    /// The name.
    pub name: String,
    /// When it was in use, in words; empty if that is not known.
    pub period: String,
}

pub(super) fn unit(page: &Page<'_>, unit: &Unit) -> View {
    let archive = page.archive;
    let language = page.language();
    let words = language.words();
    let level = archive.level(unit);
    let reports: Vec<ReportItem> =
        archive.of_unit(&unit.id).rev().map(|entry| page.report_item(entry)).collect();
    let parent = unit.parent.as_ref().map(|parent| archive.unit(parent));
    let summary = summary(page, unit, reports.len());
    let years: Vec<Year> = archive
        .years()
        .filter(|year| archive.of_unit(&unit.id).any(|entry| entry.key.year == *year && entry.is_published()))
        .collect();
    let content = UnitPage {
        name: unit.name.clone(),
        summary: summary.clone(),
        level: level.map(|level| page.link(&Route::Level(level), &archive.config.levels.get(level).name)),
        parent: parent.map(|parent| page.unit_link(parent)),
        children: archive.children(&unit.id).iter().map(|id| child(page, archive.unit(id))).collect(),
        predecessors: unit.predecessors.iter().map(|id| page.unit_link(archive.unit(id))).collect(),
        successors: archive.successors(&unit.id).iter().map(|id| page.unit_link(archive.unit(id))).collect(),
        former: unit
            .former_names
            .iter()
            .map(|former| FormerNameItem {
                name: former.name.clone(),
                period: language.period(former.period),
            })
            .collect(),
        facts: facts(page, unit),
        timeline: archive.years().map(|year| page.cell(unit, year)).collect(),
        reports,
        comparisons: comparisons(page, unit),
        ledger: ledger(page, unit),
        figure_years: years.iter().map(ToString::to_string).collect(),
        figures: figures(page, unit, &years),
    };
    let mut crumbs = vec![page.link(&Route::Home, words.home), page.link(&Route::Units, words.units)];
    crumbs.extend(ancestors(archive, unit).into_iter().map(|above| page.unit_link(above)));
    View {
        template: "unit.html",
        frame: page.frame(unit.name.clone(), summary, "units", crumbs),
        content: Content::Unit(Box::new(content)),
    }
}

/// The page of the unit's problems and plans, if there is one.
fn ledger(page: &Page<'_>, unit: &Unit) -> Option<Link> {
    let route = Route::Ledger(unit.id.clone());
    route.exists(page.archive).then(|| page.link(&route, page.language().words().ledger_of_unit))
}

/// The pages that compare the unit's reports, among themselves and with those of predecessors and successors.
fn comparisons(page: &Page<'_>, unit: &Unit) -> Vec<Link> {
    let archive = page.archive;
    let reports = archive.of_unit(&unit.id).rev().filter(|entry| entry.is_published());
    let own = reports.flat_map(|entry| comparisons_of(archive, entry));
    let mut routes: Vec<Route> = own.chain(successions(archive, &unit.id)).collect();
    routes.sort_by_key(|route| route.compared(archive).map(|[_, later]| Reverse(later.key.year)));
    let link = |route: Route| {
        let [earlier, later] = route.compared(archive)?;
        let kind = &later.key.kind;
        let unusual = if **kind == *archive.config.default_kind { "" } else { kind };
        let words = if earlier.key.unit == later.key.unit {
            page.language().years(earlier.key.year, later.key.year)
        } else {
            comparison::title(page, [earlier, later])
        };
        Some(page.link(&route, format!("{words} {unusual}").trim_end()))
    };
    routes.into_iter().filter_map(link).collect()
}

/// What the unit's reports of the usual kind count, year by year.
fn figures(page: &Page<'_>, unit: &Unit, years: &[Year]) -> Vec<UnitFigure> {
    let archive = page.archive;
    let indicators = &archive.config.indicators;
    let reports: Vec<(String, &Entry, BTreeMap<IndicatorId, Settled>)> = years
        .iter()
        .filter_map(|year| {
            archive.of_unit(&unit.id).find(|entry| entry.key.year == *year && entry.is_published())
        })
        .map(|entry| (page.report_href(unit, &entry.key), entry, entry.record.account(indicators)))
        .collect();
    let counted: BTreeSet<IndicatorId> =
        reports.iter().flat_map(|(_, _, account)| account.keys().copied()).collect();
    let row = |id: IndicatorId| {
        let indicator = indicators.get(id)?;
        let value = |account: &BTreeMap<IndicatorId, Settled>| {
            account.get(&id).and_then(Settled::claim).and_then(|claim| claim.value)
        };
        let points: Vec<Option<f64>> =
            reports.iter().map(|(_, _, account)| value(account).map(Number::to_f64)).collect();
        let cell =
            |(url, entry, account): &(String, &Entry, BTreeMap<IndicatorId, Settled>)| UnitYearFigure {
                figure: page.figure_item(url, entry, id, account.get(&id)),
                usual: usual(page, indicator, account, indicators),
            };
        let has_trend = points.iter().flatten().count() > 1;
        Some(UnitFigure {
            link: Link { url: page.indicator_url(id), text: indicator.name.clone() },
            trend: if has_trend {
                chart::sparkline(&page.language().trend(&indicator.name), &points)
            } else {
                String::new()
            },
            cells: reports.iter().map(cell).collect(),
        })
    };
    counted.into_iter().filter_map(row).collect()
}

/// How a figure stands to the usual frequency of its rule. A figure of several branches, or of a unit that is not one
/// branch, cannot tell.
fn usual(
    page: &Page<'_>,
    indicator: &Indicator,
    account: &BTreeMap<IndicatorId, Settled>,
    indicators: &Indicators,
) -> &'static str {
    let words = page.language().words();
    let Some((times, _)) = indicator.yearly.as_ref().filter(|_| page.archive.config.usual_frequencies) else {
        return "";
    };
    let Some(id) = indicators.id(&indicator.key) else { return "" };
    let several = indicators.id("org_branches").and_then(|id| account.get(&id)).and_then(Settled::claim);
    let has_several = several.is_some_and(|claim| claim.value > Number::whole(1));
    match account.get(&id) {
        None => words.usual_not_stated,
        Some(Settled::Withheld(_)) => words.usual_withheld,
        Some(Settled::Ambiguous(_)) => words.usual_unknown,
        Some(Settled::Value(claim)) if has_several || claim.actor == Some(Actor::Branches) => {
            words.usual_several
        }
        Some(Settled::Value(claim)) => {
            let needed = match claim.scope {
                Some(Scope::HalfYear) => i64::from(*times).div_euclid(2).max(1),
                Some(Scope::Quarter) => return words.usual_unknown,
                _ => i64::from(*times),
            };
            let is_met = claim.value >= Number::whole(needed);
            match claim.qualifier {
                _ if is_met && claim.qualifier != Qualifier::AtMost => words.usual_met,
                Qualifier::AtLeast | Qualifier::Approx => words.usual_unknown,
                _ => words.usual_below,
            }
        }
    }
}

fn summary(page: &Page<'_>, unit: &Unit, reports: usize) -> String {
    let language = page.language();
    let mut years = page.archive.of_unit(&unit.id).map(|entry| entry.key.year);
    let first = years.next();
    let span = first.map(|first| language.years(first, years.next_back().unwrap_or(first)));
    let missing = page.archive.years().filter(|year| page.cell(unit, *year).state == "missing").count();
    let missing = if missing > 0 { language.missing(missing) } else { String::new() };
    language.dotted(&[span.unwrap_or_default(), language.reports(reports), missing])
}

fn child(page: &Page<'_>, unit: &Unit) -> Child {
    let level = page.archive.level(unit);
    Child {
        link: page.unit_link(unit),
        level: level.map(|level| page.archive.config.levels.get(level).name.clone()).unwrap_or_default(),
        reports: page.language().reports(page.archive.of_unit(&unit.id).count()),
    }
}

fn facts(page: &Page<'_>, unit: &Unit) -> Vec<Fact> {
    let language = page.language();
    let words = language.words();
    let Period { from, to } = unit.being;
    let facts = [
        (words.established, from.map(|year| language.year(year))),
        (words.abolished, to.map(|year| language.year(year))),
        (words.form, unit.form.clone()),
        (words.tier, unit.tier.clone()),
        (words.sector, unit.sector.clone()),
    ];
    facts.into_iter().filter_map(|(label, value)| Some(Fact { label, value: value? })).collect()
}

/// The superiors of a unit, highest first. The roster has no cycles.
fn ancestors<'a>(archive: &'a Archive, unit: &'a Unit) -> Vec<&'a Unit> {
    let mut above = vec![];
    let mut parent = unit.parent.as_ref();
    while let Some(id) = parent {
        let unit = archive.unit(id);
        above.push(unit);
        parent = unit.parent.as_ref();
    }
    above.reverse();
    above
}
