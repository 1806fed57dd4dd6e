//! The page of a unit.

use serde::Serialize;

use super::report::Fact;
use super::{Cell, Content, Link, Page, ReportItem, View};
use crate::archive::Archive;
use crate::site::route::Route;
use crate::unit::{Period, Unit};

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
    /// Names it had, and when.
    pub former: Vec<FormerNameItem>,
    /// Other statements of the roster.
    pub facts: Vec<Fact>,
    /// Every year of the archive.
    pub timeline: Vec<Cell>,
    /// Its reports, newest first.
    pub reports: Vec<ReportItem>,
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
    let content = UnitPage {
        name: unit.name.clone(),
        summary: summary.clone(),
        level: level.map(|level| page.link(&Route::Level(level), &archive.config.levels.get(level).name)),
        parent: parent.map(|parent| page.unit_link(parent)),
        children: archive.children(&unit.id).iter().map(|id| child(page, archive.unit(id))).collect(),
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
    };
    let mut crumbs = vec![page.link(&Route::Home, words.home), page.link(&Route::Units, words.units)];
    crumbs.extend(ancestors(archive, unit).into_iter().map(|above| page.unit_link(above)));
    View {
        template: "unit.html",
        frame: page.frame(unit.name.clone(), summary, "units", crumbs),
        content: Content::Unit(Box::new(content)),
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
