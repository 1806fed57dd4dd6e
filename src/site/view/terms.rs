//! The page of terms and phrases.

use serde::Serialize;

use super::indicator::{crumbs, data_links};
use super::{Content, Link, Page, View};
use crate::archive::Tally;
use crate::site::chart;
use crate::site::route::{Route, Table};
use crate::statistics::wording::{Frequency, Shift, Shifts, by_level, by_year, shifts};
use crate::unit::Year;

/// Most phrases that are listed of a year's that became more frequent, and of the others.
const LISTED: usize = 20;

/// Terms over years and levels, and phrases that came and went.
#[derive(Debug, Serialize)]
pub struct TermsPage {
    /// What is shown, in words.
    pub summary: String,
    /// Years, as heads of columns.
    pub years: Vec<Year>,
    /// Terms by year.
    pub terms: Vec<TermRow>,
    /// The newest year, in words.
    pub newest: String,
    /// Levels, as heads of columns.
    pub levels: Vec<String>,
    /// Terms of the newest year by level.
    pub by_level: Vec<TermRow>,
    /// What came and went from year to year, newest first.
    pub shifts: Vec<ShiftsItem>,
    /// The table of terms for other programs.
    pub data: Vec<Link>,
    /// The table of phrases for other programs.
    pub phrase_data: Vec<Link>,
}

/// A term.
#[derive(Debug, Serialize)]
pub struct TermRow {
    /// It, with the search for it.
    pub link: Link,
    /// Its frequency by year as a small chart; empty where that says nothing.
    pub trend: String,
    /// Times in ten thousand characters, column by column; empty where there are no texts.
    pub frequencies: Vec<String>,
}

/// What came and went from one year to the next.
#[derive(Debug, Serialize)]
pub struct ShiftsItem {
    /// The years, in words.
    pub title: String,
    /// The year.
    pub year: Year,
    /// The year before.
    pub before: Year,
    /// More frequent.
    pub more: Vec<ShiftItem>,
    /// Less frequent.
    pub fewer: Vec<ShiftItem>,
}

/// A phrase that came or went.
#[derive(Debug, Serialize)]
pub struct ShiftItem {
    /// It, with the search for it in the year that has it.
    pub link: Link,
    /// Reports of the year.
    pub now: usize,
    /// Reports of the year before.
    pub before: usize,
    /// Whether no year before had it, or the year has it no more.
    pub is_end: bool,
}

pub(super) fn terms(page: &Page<'_>) -> View {
    let archive = page.archive;
    let language = page.language();
    let of_years = by_year(archive);
    let newest = of_years.keys().next_back().copied();
    let of_levels = newest.map(|year| by_level(archive, year)).unwrap_or_default();
    let rows = |tallies: &[&Tally], year: Option<Year>| -> Vec<TermRow> {
        let terms = (0_u16..).zip(archive.config.terms.words());
        terms.map(|(number, term)| row(page, number, term, tallies, year)).collect()
    };
    let summary = language.terms_summary(archive.config.terms.words().len());
    let content = TermsPage {
        summary: summary.clone(),
        years: of_years.keys().copied().collect(),
        terms: rows(&of_years.values().collect::<Vec<_>>(), None),
        newest: newest.map(|year| language.year(year)).unwrap_or_default(),
        levels: of_levels.keys().map(|level| archive.config.levels.get(*level).name.clone()).collect(),
        by_level: rows(&of_levels.values().collect::<Vec<_>>(), newest),
        shifts: shifts(archive).into_iter().rev().map(|shifts| shifts_item(page, &shifts)).collect(),
        data: data_links(page, Table::Terms),
        phrase_data: data_links(page, Table::Phrases),
    };
    View {
        template: "terms.html",
        frame: page.frame(language.words().terms.to_owned(), summary, "statistics", crumbs(page)),
        content: Content::Terms(Box::new(content)),
    }
}

/// A term in some groups of reports; a small chart where these are years, that is where none is given.
fn row(page: &Page<'_>, number: u16, term: &str, tallies: &[&Tally], year: Option<Year>) -> TermRow {
    let frequencies: Vec<Frequency> = tallies.iter().map(|tally| Frequency::of(number, tally)).collect();
    let values: Vec<Option<f64>> = frequencies.iter().map(|known| known.per_ten_thousand()).collect();
    let is_said = frequencies.iter().any(|known| known.said.times > 0);
    let has_trend = year.is_none() && is_said && values.iter().flatten().count() > 1;
    TermRow {
        link: if is_said {
            search(page, term, year)
        } else {
            Link { url: String::new(), text: term.to_owned() }
        },
        trend: if has_trend {
            chart::sparkline(&page.language().trend(term), &values)
        } else {
            String::new()
        },
        frequencies: frequencies.into_iter().map(shown).collect(),
    }
}

/// A frequency with one decimal place; nought is nought only where the term is never said.
fn shown(frequency: Frequency) -> String {
    match frequency.per_ten_thousand() {
        None => String::new(),
        Some(_) if frequency.said.times == 0 => "0".to_owned(),
        Some(value) if value < 0.05 => "<0.1".to_owned(),
        Some(value) => format!("{value:.1}"),
    }
}

fn shifts_item(page: &Page<'_>, shifts: &Shifts<'_>) -> ShiftsItem {
    let Shifts { year, before, .. } = *shifts;
    let items = |shifts: &[Shift<'_>], of: Year| {
        let item = |shift: &Shift<'_>| ShiftItem {
            link: search(page, shift.phrase, Some(of)),
            now: shift.now,
            before: shift.before,
            is_end: shift.is_end,
        };
        shifts.iter().take(LISTED).map(item).collect()
    };
    ShiftsItem {
        title: page.language().shifts_title(year, before),
        year,
        before,
        more: items(&shifts.more, year),
        fewer: items(&shifts.fewer, before),
    }
}

/// A phrase with the search for it, in a year if one is given.
fn search(page: &Page<'_>, phrase: &str, year: Option<Year>) -> Link {
    let year = year.map(|year| format!("&year={year}")).unwrap_or_default();
    let url = format!("{}?q={}{year}", page.href(&Route::Search), encoded(phrase));
    Link { url, text: phrase.to_owned() }
}

/// Text as part of an address (RFC 3986, section 2.1).
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
