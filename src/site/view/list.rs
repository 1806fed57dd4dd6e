//! Pages that list: units, years and levels.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Cell, Content, Link, Page, ReportItem, View, find_words};
use crate::archive::{Archive, Entry};
use crate::site::route::Route;
use crate::unit::{LevelId, Unit, Year, pinyin};

/// A year in a list.
#[derive(Debug, Serialize)]
pub struct YearItem {
    /// Its page.
    pub link: Link,
    /// Units that handed in a report.
    pub reported: usize,
    /// Units that were due and did not.
    pub missing: usize,
}

/// A level in a list.
#[derive(Debug, Serialize)]
pub struct LevelItem {
    /// Its page.
    pub link: Link,
    /// Its units.
    pub units: usize,
    /// Reports of these units.
    pub reports: usize,
}

/// The page of all units.
#[derive(Debug, Serialize)]
pub struct Units {
    /// How many there are.
    pub summary: String,
    /// Units by first letter of their pinyin.
    pub groups: Vec<UnitGroup>,
}

/// Units of one letter.
#[derive(Debug, Serialize)]
pub struct UnitGroup {
    /// The letter.
    pub name: String,
    /// The units.
    pub units: Vec<UnitItem>,
}

/// A unit in a list.
#[derive(Debug, Serialize)]
pub struct UnitItem {
    /// Its page.
    pub link: Link,
    /// Names it had.
    pub former: Vec<String>,
    /// Words that a filter finds it by.
    pub find: String,
    /// Its level.
    pub level: String,
    /// Its superior.
    pub parent: Option<Link>,
    /// The number of its reports.
    pub reports: usize,
    /// The years of its reports, in words.
    pub years: String,
}

/// The page of all years.
#[derive(Debug, Serialize)]
pub struct Years {
    /// How many there are.
    pub summary: String,
    /// Years, newest first.
    pub years: Vec<YearItem>,
}

/// The page of a year.
#[derive(Debug, Serialize)]
pub struct YearPage {
    /// The year in words.
    pub title: String,
    /// What was handed in.
    pub summary: String,
    /// Its reports by level.
    pub groups: Vec<Group>,
    /// Units that were due and did not report.
    pub missing: Vec<UnitItem>,
    /// The year with reports before it.
    pub previous: Option<Link>,
    /// The year with reports after it.
    pub next: Option<Link>,
}

/// Reports under one heading.
#[derive(Debug, Serialize)]
pub struct Group {
    /// The heading, with its page.
    pub link: Link,
    /// The reports.
    pub reports: Vec<ReportItem>,
}

/// The page of all levels.
#[derive(Debug, Serialize)]
pub struct Levels {
    /// How many there are.
    pub summary: String,
    /// Levels, highest first.
    pub levels: Vec<LevelItem>,
}

/// The page of a level: its units over the years.
#[derive(Debug, Serialize)]
pub struct LevelPage {
    /// The level.
    pub name: String,
    /// How many units and reports it has.
    pub summary: String,
    /// Columns.
    pub years: Vec<Link>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A unit over the years.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its page.
    pub link: Link,
    /// Words that a filter finds it by.
    pub find: String,
    /// One a year.
    pub cells: Vec<Cell>,
}

pub(super) fn by_name<'a>(units: impl Iterator<Item = &'a Unit>) -> Vec<&'a Unit> {
    let mut units: Vec<_> = units.collect();
    units.sort_by(|a, b| (&a.sort_key, &a.id).cmp(&(&b.sort_key, &b.id)));
    units
}

/// Years with the number of units that reported and of those that did not, newest first.
pub(super) fn year_items(page: &Page<'_>) -> Vec<YearItem> {
    let archive = page.archive;
    let mut reported: BTreeMap<Year, usize> = BTreeMap::new();
    let mut missing: BTreeMap<Year, usize> = BTreeMap::new();
    let years: Vec<Year> = archive.years().collect();
    for unit in archive.units() {
        let mut of_unit: Vec<Year> = archive.of_unit(&unit.id).map(|entry| entry.key.year).collect();
        of_unit.dedup();
        for year in &of_unit {
            *reported.entry(*year).or_default() += 1;
        }
        for year in years.iter().filter(|year| !of_unit.contains(year) && Archive::is_due(unit, **year)) {
            *missing.entry(*year).or_default() += 1;
        }
    }
    let item = |year: Year| YearItem {
        link: page.link(&Route::Year(year), &page.language().year(year)),
        reported: reported.get(&year).copied().unwrap_or(0),
        missing: missing.get(&year).copied().unwrap_or(0),
    };
    years.into_iter().rev().map(item).collect()
}

pub(super) fn level_items(page: &Page<'_>) -> Vec<LevelItem> {
    let archive = page.archive;
    let item = |level: LevelId| {
        let units: Vec<&Unit> = archive.units().filter(|unit| archive.level(unit) == Some(level)).collect();
        LevelItem {
            link: page.link(&Route::Level(level), &archive.config.levels.get(level).name),
            units: units.len(),
            reports: units.iter().map(|unit| archive.of_unit(&unit.id).count()).sum(),
        }
    };
    archive.levels().map(item).collect()
}

pub(super) fn summary(page: &Page<'_>, years: &[YearItem]) -> String {
    let language = page.language();
    let mut span = page.archive.years();
    let first = span.next();
    let span = first.map(|first| language.years(first, span.next_back().unwrap_or(first)));
    let missing: usize = years.iter().map(|year| year.missing).sum();
    language.dotted(&[
        span.unwrap_or_default(),
        language.units(page.archive.units().count()),
        language.reports(page.archive.entries().count()),
        if missing > 0 { language.missing(missing) } else { String::new() },
    ])
}

pub(super) fn level_name(archive: &Archive, unit: &Unit) -> String {
    archive.level(unit).map(|level| archive.config.levels.get(level).name.clone()).unwrap_or_default()
}

fn unit_item(page: &Page<'_>, unit: &Unit) -> UnitItem {
    let archive = page.archive;
    let mut years = archive.of_unit(&unit.id).map(|entry| entry.key.year);
    let first = years.next();
    let span = first.map(|first| page.language().years(first, years.next_back().unwrap_or(first)));
    UnitItem {
        link: page.unit_link(unit),
        former: unit.former_names.iter().map(|former| former.name.clone()).collect(),
        find: find_words(unit),
        level: level_name(archive, unit),
        parent: unit.parent.as_ref().map(|parent| page.unit_link(archive.unit(parent))),
        reports: archive.of_unit(&unit.id).count(),
        years: span.unwrap_or_default(),
    }
}

pub(super) fn units(page: &Page<'_>) -> View {
    let words = page.language().words();
    let units = by_name(page.archive.units());
    let summary = page.language().units(units.len());
    let mut groups: Vec<UnitGroup> = vec![];
    for unit in units {
        let letter = pinyin::initial(&unit.name).to_string();
        if groups.last().is_none_or(|group| group.name != letter) {
            groups.push(UnitGroup { name: letter, units: vec![] });
        }
        if let Some(group) = groups.last_mut() {
            group.units.push(unit_item(page, unit));
        }
    }
    View {
        template: "units.html",
        frame: listing(page, words.units.to_owned(), &summary, "units", None),
        content: Content::Units(Units { summary, groups }),
    }
}

/// The frame of a page that lists.
pub(super) fn listing(
    page: &Page<'_>,
    title: String,
    summary: &str,
    section: &'static str,
    above: Option<Link>,
) -> super::Frame {
    let mut crumbs = vec![page.link(&Route::Home, page.language().words().home)];
    crumbs.extend(above);
    page.frame(title, summary.to_owned(), section, crumbs)
}

pub(super) fn years(page: &Page<'_>) -> View {
    let words = page.language().words();
    let years = year_items(page);
    let summary = summary(page, &years);
    View {
        template: "years.html",
        frame: listing(page, words.years.to_owned(), &summary, "years", None),
        content: Content::Years(Years { summary, years }),
    }
}

pub(super) fn year(page: &Page<'_>, year: Year) -> View {
    let archive = page.archive;
    let language = page.language();
    let mut by_level: BTreeMap<LevelId, Vec<&Entry>> = BTreeMap::new();
    let mut missing = vec![];
    let mut reported = 0;
    for unit in by_name(archive.units()) {
        let mut any = false;
        for entry in archive.of_unit(&unit.id).filter(|entry| entry.key.year == year) {
            by_level.entry(entry.level).or_default().push(entry);
            any = true;
        }
        reported += usize::from(any);
        if !any && Archive::is_due(unit, year) {
            missing.push(unit_item(page, unit));
        }
    }
    let known: BTreeSet<LevelId> = archive.levels().collect();
    let group = |(level, entries): (LevelId, Vec<&Entry>)| {
        let name = &archive.config.levels.get(level).name;
        let link = if known.contains(&level) {
            page.link(&Route::Level(level), name)
        } else {
            Link { url: String::new(), text: name.clone() }
        };
        Group { link, reports: entries.into_iter().map(|entry| page.report_item(entry)).collect() }
    };
    let groups: Vec<Group> = by_level.into_iter().map(group).collect();
    let lacking = if missing.is_empty() { String::new() } else { language.missing_units(missing.len()) };
    let reports = language.reports(groups.iter().map(|group| group.reports.len()).sum());
    let summary = language.dotted(&[language.units(reported), reports, lacking]);
    let title = language.year(year);
    let neighbour = |year: Option<Year>| year.map(|year| page.link(&Route::Year(year), &language.year(year)));
    let above = page.link(&Route::Years, language.words().years);
    View {
        template: "year.html",
        frame: listing(page, title.clone(), &summary, "years", Some(above)),
        content: Content::Year(YearPage {
            title,
            summary,
            groups,
            missing,
            previous: neighbour(archive.years().rfind(|other| *other < year)),
            next: neighbour(archive.years().find(|other| *other > year)),
        }),
    }
}

pub(super) fn levels(page: &Page<'_>) -> View {
    let words = page.language().words();
    let levels = level_items(page);
    let summary = summary(page, &[]);
    View {
        template: "levels.html",
        frame: listing(page, words.levels.to_owned(), &summary, "levels", None),
        content: Content::Levels(Levels { summary, levels }),
    }
}

pub(super) fn level(page: &Page<'_>, level: LevelId) -> View {
    let archive = page.archive;
    let language = page.language();
    let name = archive.config.levels.get(level).name.clone();
    let units = by_name(archive.units().filter(|unit| archive.level(unit) == Some(level)));
    let reports = units.iter().map(|unit| archive.of_unit(&unit.id).count()).sum();
    let summary = language.dotted(&[language.units(units.len()), language.reports(reports)]);
    let row = |unit: &&Unit| Row {
        link: page.unit_link(unit),
        find: find_words(unit),
        cells: archive.years().map(|year| page.cell(unit, year)).collect(),
    };
    let years = archive.years().map(|year| page.link(&Route::Year(year), &year.to_string())).collect();
    let above = page.link(&Route::Levels, language.words().levels);
    View {
        template: "level.html",
        frame: listing(page, name.clone(), &summary, "levels", Some(above)),
        content: Content::Level(LevelPage { name, summary, years, rows: units.iter().map(row).collect() }),
    }
}
