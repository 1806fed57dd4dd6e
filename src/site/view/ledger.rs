//! The ledger on the page that compares two reports: what became of the earlier one's problems and plans.

use serde::Serialize;

use super::Page;
use crate::archive::Entry;
use crate::ledger::item::Matter;
use crate::ledger::{self, Link, links};
use crate::site::reading::Reading;
use crate::site::route::Route;

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
    let links = links(before, after);
    let [earlier, later] = reports.map(|entry| page.href(&Route::Report(entry.key.clone())));
    let place = |report: &str, entry: &ledger::Entry| format!("{report}#{}", entry.item.anchor);
    let follow = |link: &Link| {
        let entry = &after[link.to];
        Follow {
            kind: language.follows(entry.item.matter),
            text: entry.text.clone(),
            url: place(&later, entry),
            strength: language.strength(link.strength),
        }
    };
    let row = |(from, entry): (usize, &ledger::Entry)| LedgerRow {
        matter: entry.item.matter.name(),
        text: entry.text.clone(),
        url: place(&earlier, entry),
        follows: links.iter().filter(|link| link.from == from).map(follow).collect(),
    };
    let is_followed = |entry: &ledger::Entry| matches!(entry.item.matter, Matter::Problem | Matter::Plan);
    before.iter().enumerate().filter(|(_, entry)| is_followed(entry)).map(row).collect()
}
