//! The ledger of problems: of two reports on the page that compares them, and of all reports of a unit on a page of its own.

use serde::Serialize;

use super::{Content, Link as PageLink, Page, View};
#[cfg(doc)]
use crate::archive::Archive;
use crate::archive::Entry;
use crate::ledger::chain::{self, Chain, Role, Step, chains};
use crate::ledger::item::Matter;
use crate::ledger::{self, Link, links};
use crate::site::reading::Reading;
use crate::site::route::Route;
use crate::unit::Unit;

/// A problem or plan of the earlier report with what the later one says that is similar.
#[derive(Debug, Serialize)]
pub struct LedgerRow {
    /// `problem` or `plan`.
    pub matter: &'static str,
    /// What it says.
    pub text: String,
    /// Its place.
    pub url: String,
    /// What is similar in the later report.
    pub follows: Vec<Follow>,
}

/// An item of the later report.
#[derive(Debug, Serialize)]
pub struct Follow {
    /// What it is to the earlier one, in words.
    pub kind: &'static str,
    /// What it says.
    pub text: String,
    /// Its place.
    pub url: String,
    /// How similar both are, in words and per cent.
    pub strength: String,
}

/// The problems and plans of the earlier report.
pub(super) fn ledger(page: &Page<'_>, reports: [&Entry; 2], readings: [&Reading<'_>; 2]) -> Vec<LedgerRow> {
    let language = page.language();
    let [before, after] = readings.map(Reading::entries);
    let links = links(before, after, &reports[1].record.front.ledger);
    let [earlier, later] = reports.map(|entry| page.href(&Route::Report(entry.key.clone())));
    let place = |report: &str, entry: &ledger::Entry| format!("{report}#{}", entry.item.anchor);
    let follow = |link: &Link| {
        let entry = &after.all[link.to];
        Follow {
            kind: language.follows(entry.item.matter),
            text: entry.text.clone(),
            url: place(&later, entry),
            strength: language.strength(link),
        }
    };
    let row = |(from, entry): (usize, &ledger::Entry)| LedgerRow {
        matter: entry.item.matter.name(),
        text: entry.text.clone(),
        url: place(&earlier, entry),
        follows: links.iter().filter(|link| link.from == from).map(follow).collect(),
    };
    let is_followed = |entry: &ledger::Entry| matches!(entry.item.matter, Matter::Problem | Matter::Plan);
    before.all.iter().enumerate().filter(|(_, entry)| is_followed(entry)).map(row).collect()
}

/// The problems and plans of a unit over the years.
#[derive(Debug, Serialize)]
pub struct LedgerPage {
    /// The unit.
    pub unit: PageLink,
    /// How many problems and plans there are, and how many come back.
    pub summary: String,
    /// Problems that come back, other problems, plans that come back, other plans; empty ones are left out.
    pub parts: Vec<LedgerPart>,
}

/// Chains of one sort.
#[derive(Debug, Serialize)]
pub struct LedgerPart {
    /// Its heading.
    pub title: &'static str,
    /// Its place in the page.
    pub anchor: &'static str,
    /// Whether it is what one looks at first.
    pub is_open: bool,
    /// Its chains.
    pub chains: Vec<ChainRow>,
}

/// A problem or a plan over the years.
#[derive(Debug, Serialize)]
pub struct ChainRow {
    /// What needs a look; empty where nothing does.
    pub flag: String,
    /// Its steps.
    pub steps: Vec<StepRow>,
    /// What the year after its last step says: that nothing similar is there. Empty for the newest report.
    pub end: String,
}

/// A statement in a chain.
#[derive(Debug, Serialize)]
pub struct StepRow {
    /// The report; its text is its year.
    pub report: PageLink,
    /// What it is in the chain.
    pub role: &'static str,
    /// What it says.
    pub text: String,
    /// How similar it is to what it follows.
    pub strength: String,
}

/// The page of a unit's problems and plans; the readings are those of its [`Archive::series`].
pub(super) fn ledger_page(page: &Page<'_>, unit: &Unit, readings: &[&Reading<'_>]) -> View {
    let language = page.language();
    let words = language.words();
    let reports = page.archive.series(&unit.id);
    let years: Vec<chain::Year<'_>> = reports
        .iter()
        .zip(readings)
        .map(|(entry, reading)| chain::Year {
            entries: reading.entries(),
            decisions: &entry.record.front.ledger,
        })
        .collect();
    let all = chains(&years);
    let matter = |chain: &Chain| years[chain.steps[0].year].entries.all[chain.steps[0].entry].item.matter;
    let part = |title, anchor, of: Matter, is_again: bool| LedgerPart {
        title,
        anchor,
        is_open: is_again || of == Matter::Problem,
        chains: all
            .iter()
            .filter(|chain| matter(chain) == of && (chain.recurrences() > 0) == is_again)
            .map(|chain| row_of(page, &reports, &years, chain, of))
            .collect(),
    };
    let parts = vec![
        part(words.ledger_again, "again", Matter::Problem, true),
        part(words.ledger_once, "once", Matter::Problem, false),
        part(words.ledger_planned_again, "planned-again", Matter::Plan, true),
        part(words.ledger_planned_once, "planned-once", Matter::Plan, false),
    ];
    let count = |numbers: &[usize]| numbers.iter().map(|at| parts[*at].chains.len()).sum();
    let summary = language.ledger_summary(count(&[0, 1]), count(&[0]), count(&[2, 3]), count(&[2]));
    let content = LedgerPage {
        unit: page.unit_link(unit),
        summary: summary.clone(),
        parts: parts.into_iter().filter(|part| !part.chains.is_empty()).collect(),
    };
    let crumbs = vec![
        page.link(&Route::Home, words.home),
        page.link(&Route::Units, words.units),
        page.unit_link(unit),
    ];
    View {
        template: "ledger.html",
        frame: page.frame(language.ledger_title(&unit.name), summary, "units", crumbs),
        content: Content::Ledger(Box::new(content)),
    }
}

fn row_of(
    page: &Page<'_>,
    reports: &[&Entry],
    years: &[chain::Year<'_>],
    chain: &Chain,
    matter: Matter,
) -> ChainRow {
    let language = page.language();
    let step = |step: &Step| {
        let (report, entry) = (reports[step.year], &years[step.year].entries.all[step.entry]);
        let url = format!("{}#{}", page.href(&Route::Report(report.key.clone())), entry.item.anchor);
        StepRow {
            report: PageLink { url, text: language.year(report.key.year) },
            role: language.role(matter, step.role),
            text: entry.text.clone(),
            strength: step.link.as_ref().map(|link| language.strength(link)).unwrap_or_default(),
        }
    };
    let again = chain.recurrences();
    let flag = match matter {
        Matter::Problem if chain.returns_after_answer() => language.words().ledger_returns.to_owned(),
        _ if again > 0 => language.named_in_years(again + 1),
        _ => String::new(),
    };
    let last = chain.steps.last().map_or(0, |step| step.year);
    let is_answered = chain.steps.iter().any(|step| step.year == last && step.role == Role::Answer);
    let next = reports.get(last + 1).filter(|_| !is_answered);
    ChainRow {
        flag,
        steps: chain.steps.iter().map(step).collect(),
        end: next.map(|next| language.not_named(next.key.year)).unwrap_or_default(),
    }
}
