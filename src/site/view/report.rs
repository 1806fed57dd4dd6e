//! The page of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use super::comparison::called;
use super::figure::ReportFigure;
use super::{Content, Link, Page, View, title};
use crate::archive::Entry;
use crate::report::document::Target;
use crate::report::front_matter::Status;
use crate::report::section::Form;
use crate::report::{Text, html};
use crate::site::route::{Route, comparisons, successions as successions_of};

/// A report with what is known about it.
#[derive(Debug, Serialize)]
pub struct ReportPage {
    /// Title.
    pub title: String,
    /// Whether it is a draft, which only a preview shows.
    pub draft: bool,
    /// The unit as it was called then, with its page.
    pub unit: Link,
    /// The unit's name today, where it is another.
    pub now_called: String,
    /// The year's page.
    pub year: Link,
    /// The level's page.
    pub level: Link,
    /// What front matter states: label and value.
    pub facts: Vec<Fact>,
    /// Tags.
    pub tags: Vec<String>,
    /// Sections down to the second rank.
    pub outline: Vec<OutlineItem>,
    /// The same unit's report of the nearest earlier year.
    pub previous: Option<Link>,
    /// The page that compares both.
    pub compared: Option<Link>,
    /// The pages that compare it with reports of predecessors and successors of its unit.
    pub successions: Vec<Link>,
    /// The same unit's report of the nearest later year.
    pub next: Option<Link>,
    /// Files published with it.
    pub attachments: Vec<Link>,
    /// What front matter says under `extra`, for themes.
    pub extra: BTreeMap<String, String>,
    /// Its figures.
    pub figures: Vec<ReportFigure>,
    /// The text as HTML.
    pub html: String,
}

/// One statement about a report.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: &'static str,
    /// The value.
    pub value: String,
}

/// A section in the outline.
#[derive(Debug, Serialize)]
pub struct OutlineItem {
    /// Place in the page.
    pub anchor: String,
    /// Its heading.
    pub title: String,
    /// Rank, 1 or 2.
    pub depth: u8,
    /// What its heading says it is about; empty where it names a theme.
    pub kinds: String,
}

pub(super) fn report(page: &Page<'_>, entry: &Entry, text: &Text) -> View {
    let archive = page.archive;
    let language = page.language();
    let words = language.words();
    let unit = archive.unit(&entry.key.unit);
    let title = title(entry, unit, language);
    let called = entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value);
    let level = &archive.config.levels.get(entry.level).name;
    let content = ReportPage {
        unit: page.unit_called(unit, called),
        now_called: if *called == unit.name { String::new() } else { unit.name.clone() },
        year: page.link(&Route::Year(entry.key.year), &language.year(entry.key.year)),
        level: Link { url: level_url(page, entry), text: level.clone() },
        facts: facts(page, entry),
        tags: entry.record.front.tags.clone(),
        outline: outline(page, text),
        previous: neighbour(page, entry, false),
        compared: compared(page, entry),
        successions: successions(page, entry),
        next: neighbour(page, entry, true),
        attachments: attachments(page, entry),
        extra: entry.record.front.extra.iter().cloned().collect(),
        figures: page.report_figures(entry),
        html: html(page, entry, text),
        draft: entry.record.front.status == Status::Draft,
        title: title.clone(),
    };
    let crumbs = vec![
        page.link(&Route::Home, words.home),
        page.link(&Route::Units, words.units),
        page.unit_link(unit),
    ];
    View {
        template: "report.html",
        frame: page.frame(title, entry.record.beginning.to_string(), "units", crumbs),
        content: Content::Report(Box::new(content)),
    }
}

/// The page of the report's level; it exists only for levels that units have today.
fn level_url(page: &Page<'_>, entry: &Entry) -> String {
    let unit = page.archive.unit(&entry.key.unit);
    if page.archive.level(unit) == Some(entry.level) {
        page.href(&Route::Level(entry.level))
    } else {
        page.href(&Route::Levels)
    }
}

fn facts(page: &Page<'_>, entry: &Entry) -> Vec<Fact> {
    let language = page.language();
    let words = language.words();
    let front = &entry.record.front;
    let show_grade = page.archive.config.show_grade;
    let unusual = *entry.key.kind != *page.archive.config.default_kind;
    let dated = |by: Option<&String>, date: Option<String>| {
        by.map(|by| [by.clone(), date.unwrap_or_default()].join(" ").trim().to_owned())
    };
    let facts = [
        (words.kind, unusual.then(|| entry.key.kind.to_string())),
        (words.role, front.role.clone()),
        (words.date, front.date.map(|date| date.to_string())),
        (words.grade, front.grade.clone().filter(|_| show_grade)),
        (words.length, Some(language.characters(entry.record.length as usize))),
        (words.fonds, front.archive.fonds.clone()),
        (words.item, front.archive.item.clone()),
        (words.retention, front.archive.retention.map(|kept| language.retention(kept).to_owned())),
        (words.reviewed_by, dated(front.review.by.as_ref(), front.review.date.map(|date| date.to_string()))),
        (words.approved_by, front.review.approved_by.clone()),
    ];
    facts.into_iter().filter_map(|(label, value)| Some(Fact { label, value: value? })).collect()
}

fn outline(page: &Page<'_>, text: &Text) -> Vec<OutlineItem> {
    text.outline
        .0
        .iter()
        .filter(|section| section.depth <= 2 && section.form != Form::Inside)
        .map(|section| OutlineItem {
            anchor: section.anchor.clone(),
            title: text.document.slice(&section.title).trim_end_matches('。').to_owned(),
            depth: section.depth,
            kinds: if section.depth == 1 { page.language().kinds(section.kinds) } else { String::new() },
        })
        .collect()
}

/// The nearest report of the same kind before or after.
fn neighbour(page: &Page<'_>, entry: &Entry, later: bool) -> Option<Link> {
    let same_kind = |other: &&Entry| other.key.kind == entry.key.kind && other.is_published();
    let mut reports = page.archive.of_unit(&entry.key.unit).filter(same_kind);
    let other = if later {
        reports.find(|other| other.key.year > entry.key.year)
    } else {
        reports.rfind(|other| other.key.year < entry.key.year)
    }?;
    Some(page.link(&Route::Report(other.key.clone()), &page.language().year(other.key.year)))
}

/// The comparison with the nearest earlier report.
fn compared(page: &Page<'_>, entry: &Entry) -> Option<Link> {
    let route = comparisons(page.archive, entry).into_iter().next()?;
    let Route::Comparison(_, year) = route else { return None };
    Some(page.link(&route, &page.language().compared_with(year)))
}

/// The comparisons across a merger or split.
fn successions(page: &Page<'_>, entry: &Entry) -> Vec<Link> {
    let archive = page.archive;
    let language = page.language();
    let link = |route: Route| {
        let [earlier, later] = route.compared(archive)?;
        let words = if earlier.key == entry.key {
            language.compared_with_successor(called(page, later), later.key.year)
        } else {
            language.compared_with_predecessor(called(page, earlier), earlier.key.year)
        };
        Some(page.link(&route, &words))
    };
    let is_first = |route: &Route| matches!(route, Route::Succession(..));
    let is_here =
        |route: &Route| route.compared(archive).is_some_and(|[earlier, _]| earlier.key == entry.key);
    let before = comparisons(archive, entry).into_iter().filter(is_first);
    let after = successions_of(archive, &entry.key.unit).into_iter().filter(is_here);
    before.chain(after).filter_map(link).collect()
}

fn attachments(page: &Page<'_>, entry: &Entry) -> Vec<Link> {
    let mut seen = std::collections::BTreeSet::new();
    page.archive
        .attachments(entry)
        .filter(|path| seen.insert(path.to_string()))
        .map(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            page.link(&Route::Attachment(path.clone()), name)
        })
        .collect()
}

fn html(page: &Page<'_>, entry: &Entry, text: &Text) -> String {
    let language = page.language();
    let figures: Vec<_> =
        entry.record.figures.iter().map(|statement| statement.figure.place.clone()).collect();
    let context = html::Context {
        href: &|target| href(page, text, target),
        kinds: &|kinds| language.kinds(kinds),
        footnotes: language.words().footnotes,
        table: language.words().table,
        figures: &figures,
    };
    html::write(&text.document, &text.outline, &context)
}

fn href(page: &Page<'_>, text: &Text, target: &Target) -> Option<String> {
    match target {
        Target::External(url) => Some(url.clone()),
        Target::Fragment(fragment) => text.outline.has(fragment).then(|| format!("#{fragment}")),
        Target::Content(path, fragment) => {
            let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            if let Some(entry) = page.archive.at(path) {
                let route = Route::Report(entry.key.clone());
                return route.exists(page.archive).then(|| page.href(&route) + &fragment);
            }
            let asset = page.archive.asset(path)?;
            Some(page.href(&Route::Attachment(asset.clone())))
        }
        Target::Refused => None,
    }
}
