//! The page that compares two reports of a unit.

use serde::Serialize;

use super::figure::{FigureItem, grouped, measure};
use super::ledger::{LedgerRow, ledger};
use super::{Content, Link, Page, View};
use crate::archive::Entry;
use crate::compare::difference::difference;
use crate::compare::figures::{FigureChange, figure_changes};
use crate::compare::mask::Masks;
use crate::compare::sentence::{Part, Sentences};
use crate::compare::{Class, Comparison, Pair, compare};
use crate::figure::{Kind, Number};
use crate::report::Text;
use crate::report::html::escape;
use crate::site::reading::Reading;
use crate::site::route::Route;

/// Two reports side by side.
#[derive(Debug, Serialize)]
pub struct ComparisonPage {
    /// The earlier report; its text is its year.
    pub earlier: Link,
    /// The later report.
    pub later: Link,
    /// How similar they are, in words.
    pub similar: String,
    /// Why the reports are not like for like; empty where they are of one unit.
    pub caution: String,
    /// What the unit was called in both years, where that is not the same.
    pub names: Vec<String>,
    /// How much of the texts is in which class.
    pub shares: Vec<Share>,
    /// Parts with their lengths.
    pub parts: Vec<PartRow>,
    /// Figures.
    pub figures: Vec<FigureRow>,
    /// What became of the earlier report's problems and plans.
    pub ledger: Vec<LedgerRow>,
    /// The texts, part by part.
    pub groups: Vec<Group>,
}

/// How many sentences are in a class.
#[derive(Debug, Serialize)]
pub struct Share {
    /// Its name for style sheets.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Sentences.
    pub sentences: usize,
    /// Of the length of both texts, in per cent.
    pub percent: String,
}

/// A part of both reports.
#[derive(Debug, Serialize)]
pub struct PartRow {
    /// On the earlier side; empty where there is none.
    pub earlier: PartCell,
    /// On the later side.
    pub later: PartCell,
    /// How similar they are, in per cent; empty where one is missing.
    pub similar: String,
}

/// A part of one report.
#[derive(Debug, Default, Serialize)]
pub struct PartCell {
    /// Its heading, with its place in the report.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its length in characters.
    pub length: String,
    /// Its share of the report, in per cent.
    pub share: String,
}

/// A figure of both years.
#[derive(Debug, Serialize)]
pub struct FigureRow {
    /// The indicator, with its page.
    pub link: Link,
    /// What the earlier report says.
    pub earlier: FigureItem,
    /// What the later report says.
    pub later: FigureItem,
    /// The difference, or why there is none; empty where the reports are of two units.
    pub difference: String,
    /// The difference in per cent; empty where there is none.
    pub percent: String,
    /// The median of the later report's level and year, with the quartiles; empty where few state a value.
    pub peers: String,
}

/// A part of the texts.
#[derive(Debug, Serialize)]
pub struct Group {
    /// Its heading.
    pub title: String,
    /// Its place in the page.
    pub anchor: String,
    /// Whether nothing in it was changed.
    pub is_same: bool,
    /// Its sentences.
    pub rows: Vec<Row>,
}

/// A sentence, or both.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its class for style sheets.
    pub class: &'static str,
    /// Its class.
    pub name: &'static str,
    /// The earlier sentence as HTML; empty where there is none, or both are the same.
    pub earlier: String,
    /// The later sentence as HTML.
    pub later: String,
    /// Where it was moved from or to.
    pub note: String,
}

/// The page of two reports; their texts in the order of the years.
pub(super) fn comparison(page: &Page<'_>, reports: [&Entry; 2], readings: [&Reading<'_>; 2]) -> View {
    let [earlier, later] = reports;
    let texts = readings.map(Reading::text);
    let archive = page.archive;
    let language = page.language();
    let words = language.words();
    let [before, unit] = reports.map(|entry| archive.unit(&entry.key.unit));
    let is_one_unit = before.id == unit.id;
    let called = reports.map(|entry| called(page, entry));
    let of_two;
    let [left, right] = if is_one_unit {
        [0, 1].map(|side| readings[side].sentences(archive, reports[side]))
    } else {
        of_two = of_two_units(page, reports, texts);
        [&of_two[0], &of_two[1]]
    };
    let compared = compare(left, right);
    let similar = language.similar(compared.similarity);
    let years = [earlier, later].map(|entry| language.year(entry.key.year));
    let title = title(page, reports);
    let link = |entry: &Entry, called: &str| {
        let year = entry.key.year;
        let text = if is_one_unit { language.year(year) } else { language.unit_in(called, year) };
        page.link(&Route::Report(entry.key.clone()), &text)
    };
    let content = ComparisonPage {
        earlier: link(earlier, called[0]),
        later: link(later, called[1]),
        caution: if is_one_unit { String::new() } else { language.succession_caution(called) },
        similar: similar.clone(),
        names: if called[0] == called[1] || !is_one_unit { vec![] } else { language.called(&years, called) },
        shares: shares(page, &compared),
        parts: parts(page, &compared, reports),
        figures: figures(page, earlier, later),
        ledger: if archive.config.publish_ledger { ledger(page, reports, readings) } else { vec![] },
        groups: groups(page, &compared, texts),
    };
    let crumbs = vec![
        page.link(&Route::Home, words.home),
        page.link(&Route::Units, words.units),
        page.unit_link(unit),
    ];
    View {
        template: "comparison.html",
        frame: page.frame(title, similar, "units", crumbs),
        content: Content::Comparison(Box::new(content)),
    }
}

/// Sentences of reports of two units, with the names of both masked. Those of a [`Reading`] know one unit's only.
fn of_two_units(page: &Page<'_>, reports: [&Entry; 2], texts: [&Text; 2]) -> [Sentences; 2] {
    let names = reports.map(|entry| page.archive.names(&entry.key.unit)).concat();
    let masks = Masks::new(&names);
    texts.map(|text| Sentences::of(text, &masks))
}

/// What a page is called that compares two reports. Units before and after a merger or split have the names of then.
pub(super) fn title(page: &Page<'_>, reports: [&Entry; 2]) -> String {
    let language = page.language();
    let [earlier, later] = reports.map(|entry| entry.key.year);
    if reports[0].key.unit == reports[1].key.unit {
        language.comparison_title(&page.archive.unit(&reports[1].key.unit).name, earlier, later)
    } else {
        language.succession_title(reports.map(|entry| called(page, entry)), [earlier, later])
    }
}

/// The unit's name in a report.
pub(super) fn called<'a>(page: &Page<'a>, entry: &'a Entry) -> &'a str {
    let unit = page.archive.unit(&entry.key.unit);
    entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value)
}

#[expect(clippy::cast_precision_loss, reason = "lengths are of texts")]
fn percent(part: usize, all: usize) -> String {
    if all == 0 { String::new() } else { format!("{:.0}", part as f64 * 100.0 / all as f64) }
}

/// How much is in each class; headings do not count.
fn shares(page: &Page<'_>, compared: &Comparison<'_>) -> Vec<Share> {
    let Comparison { left, right, pairs, .. } = compared;
    // Of each class its pairs and their length.
    let mut counts = [(0, 0); Class::ALL.len()];
    for pair in pairs {
        let sides = [pair.left.map(|at| &left.all[at]), pair.right.map(|at| &right.all[at])];
        let told = sides.into_iter().flatten().filter(|sentence| !sentence.is_heading);
        let (sentences, length) = told.fold((0, 0), |(_, length), sentence| (1, length + sentence.length));
        let count = &mut counts[pair.class as usize];
        *count = (count.0 + sentences, count.1 + length);
    }
    let all = counts.iter().map(|(_, length)| length).sum();
    let share = |(class, (sentences, length)): (Class, (usize, usize))| Share {
        class: class.name(),
        name: page.language().class(class),
        meaning: page.language().class_meaning(class),
        sentences,
        percent: percent(length, all),
    };
    Class::ALL.into_iter().zip(counts).map(share).collect()
}

fn parts(page: &Page<'_>, compared: &Comparison<'_>, entries: [&Entry; 2]) -> Vec<PartRow> {
    let Comparison { left, right, parts, .. } = compared;
    let words = page.language().words();
    let urls = entries.map(|entry| page.href(&Route::Report(entry.key.clone())));
    let cell = |side: &Sentences, number: Option<usize>, url: &str| {
        let Some(part) = number.map(|number| &side.parts[number]) else { return PartCell::default() };
        let all = side.parts.iter().map(|part| part.length).sum();
        let place = if part.anchor.is_empty() { String::new() } else { format!("#{}", part.anchor) };
        PartCell {
            title: heading(part, words.preamble),
            url: format!("{url}{place}"),
            length: crate::message::grouped(part.length),
            share: percent(part.length, all),
        }
    };
    let row = |pair: &crate::compare::PartPair| PartRow {
        earlier: cell(left, pair.left, &urls[0]),
        later: cell(right, pair.right, &urls[1]),
        similar: match (pair.left, pair.right) {
            (Some(_), Some(_)) => format!("{:.0}%", pair.similarity * 100.0),
            _ => String::new(),
        },
    };
    parts.iter().map(row).collect()
}

fn heading(part: &Part, preamble: &str) -> String {
    if part.title.is_empty() { preamble.to_owned() } else { part.title.clone() }
}

fn figures(page: &Page<'_>, earlier: &Entry, later: &Entry) -> Vec<FigureRow> {
    let indicators = &page.archive.config.indicators;
    let language = page.language();
    let changes =
        figure_changes(&earlier.record.account(indicators), &later.record.account(indicators), indicators);
    let urls = [earlier, later].map(|entry| page.href(&Route::Report(entry.key.clone())));
    let row = |change: &FigureChange| {
        let id = change.indicator;
        let indicator = indicators.get(id)?;
        let (difference, percent) = match &change.difference {
            // Of two units a difference would mean nothing.
            _ if earlier.key.unit != later.key.unit => Default::default(),
            Err(reason) => (language.incomparable(*reason).to_owned(), String::new()),
            Ok(found) => {
                let about = if found.is_approximate { "≈" } else { "" };
                let sign = if found.value.ten_thousandths() > 0 { "+" } else { "" };
                let points = indicator.kind == Kind::Rate;
                let unit = if points { language.words().points } else { measure(indicator) };
                let percent = found.percent.filter(|_| found.value.ten_thousandths() != 0);
                let percent = percent.map(|percent| format!("{about}{percent:+.0}%"));
                (format!("{about}{sign}{}{unit}", grouped(found.value)), percent.unwrap_or_default())
            }
        };
        let quartiles = page.archive.quartiles(id, later.key.year, later.level);
        Some(FigureRow {
            link: Link { url: page.indicator_url(id), text: indicator.name.clone() },
            earlier: page.figure_item(&urls[0], earlier, id, change.left.as_ref()),
            later: page.figure_item(&urls[1], later, id, change.right.as_ref()),
            difference,
            percent,
            peers: quartiles.map(shown_quartiles).unwrap_or_default(),
        })
    };
    changes.iter().filter_map(row).collect()
}

/// 12（8–14）.
fn shown_quartiles(quartiles: [Number; 3]) -> String {
    let [lower, median, upper] = quartiles.map(grouped);
    if lower == upper { median } else { format!("{median} ({lower}–{upper})") }
}

/// The texts in the order of the later one; what was dropped stands where it stood.
fn groups(page: &Page<'_>, compared: &Comparison<'_>, texts: [&Text; 2]) -> Vec<Group> {
    let Comparison { left, right, pairs, .. } = compared;
    let words = page.language().words();
    let mut groups: Vec<Group> = vec![];
    let mut part_of_group = None;
    for pair in pairs {
        // The heading of a group that says what it did is told by the group's own.
        let heads_group = pair.right.is_some_and(|at| right.all[at].is_heading && is_first(right, at));
        let part = match pair.right {
            Some(at) => Some((true, right.all[at].part)),
            // What was dropped from a part stands within the one that took its place.
            None if part_of_group.is_some() => part_of_group,
            None => pair.left.map(|at| (false, left.all[at].part)),
        };
        if part != part_of_group || groups.is_empty() {
            let title = match part {
                Some((true, number)) => heading(&right.parts[number], words.preamble),
                Some((false, number)) => heading(&left.parts[number], words.preamble),
                None => String::new(),
            };
            groups.push(Group {
                title,
                anchor: format!("part-{}", groups.len() + 1),
                is_same: true,
                rows: vec![],
            });
            part_of_group = part;
        }
        let is_told = !heads_group || pair.class != Class::Kept;
        if let Some(group) = groups.last_mut().filter(|_| is_told) {
            group.is_same &= pair.class == Class::Kept;
            group.rows.push(row(page, compared, texts, pair));
        }
    }
    groups
}

/// Whether a part begins with the sentence.
fn is_first(side: &Sentences, at: usize) -> bool {
    side.parts[side.all[at].part].sentences.start == at
}

fn row(page: &Page<'_>, compared: &Comparison<'_>, texts: [&Text; 2], pair: &Pair) -> Row {
    let Comparison { left, right, .. } = compared;
    let language = page.language();
    let one = pair.left.map(|at| texts[0].document.slice(&left.all[at].place)).unwrap_or_default();
    let two = pair.right.map(|at| texts[1].document.slice(&right.all[at].place)).unwrap_or_default();
    let (earlier, later) = match pair.class {
        Class::Changed | Class::ReDated => marked(one, two),
        Class::Kept | Class::Moved => (String::new(), plain(two)),
        Class::Added | Class::Dropped => (plain(one), plain(two)),
    };
    let from = pair.left.filter(|_| pair.class == Class::Moved).map(|at| &left.parts[left.all[at].part]);
    let note = from.map(|part| language.moved_from(&heading(part, language.words().preamble)));
    Row {
        class: pair.class.name(),
        name: language.class(pair.class),
        earlier,
        later,
        note: note.unwrap_or_default(),
    }
}

pub(super) fn plain(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_plain(text, &mut html);
    html
}

fn push_plain(text: &str, html: &mut String) {
    text.split('\n').for_each(|line| escape(line, html));
}

/// Both sentences with what is changed in them.
pub(super) fn marked(one: &str, two: &str) -> (String, String) {
    // Sentences with room for a few marks.
    let [mut earlier, mut later] = [one, two].map(|text| String::with_capacity(text.len() + 64));
    let mark = |text: &str, tag: &str, is_same: bool, html: &mut String| {
        if is_same || text.is_empty() {
            push_plain(text, html);
        } else {
            html.extend(["<", tag, ">"]);
            push_plain(text, html);
            html.extend(["</", tag, ">"]);
        }
    };
    for stretch in difference(one, two) {
        mark(&one[stretch.left], "del", stretch.is_same, &mut earlier);
        mark(&two[stretch.right], "ins", stretch.is_same, &mut later);
    }
    (earlier, later)
}
