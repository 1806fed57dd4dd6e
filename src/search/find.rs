//! Answering a query: which reports, how many, in which order, and what is shown of them.
//!
//! Lists say which reports *may* have a phrase, and mostly that they do. So every answer is two sets: what may hold, and
//! what surely holds. They are joined clause by clause; a negated clause swaps them. Where they differ, the number of
//! results is about right, and reading texts draws the sets together. What is listed was always read.

mod ask;
mod facet;
mod look;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::grams::{KINDS, Symbol, TITLE};
use super::passage::Shown;
use super::phrase::Certainty;
use super::query::{Field, Query, SyntaxError};
use super::rank::{rarity, weight};
use super::reader::{Files, IndexError, Reader};
use super::set::Set;
use super::text::StoredText;

/// What a reader has chosen beside the query: names of years, levels and so on as in addresses. Nothing chosen is no
/// restriction; of several one must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Years.
    pub year: Vec<String>,
    /// Names of levels.
    pub level: Vec<String>,
    /// Names of kinds of sections.
    pub section: Vec<String>,
    /// Kinds of documents.
    pub kind: Vec<String>,
    /// Slugs of units.
    pub unit: Vec<String>,
}

/// The order of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As [`rank`](super::rank) says.
    #[default]
    Relevance,
    /// Newest first.
    Year,
    /// By unit, newest first.
    Unit,
}

/// A property that results are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Years.
    Year,
    /// Levels.
    Level,
    /// Kinds of sections.
    Section,
    /// Kinds of documents.
    Kind,
    /// Units.
    Unit,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindError {
    /// It cannot be read.
    Syntax(SyntaxError),
    /// The index cannot.
    Index(IndexError),
}

impl From<IndexError> for FindError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

/// A report that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What is kept of it.
    pub about: StoredText,
    /// Its year.
    pub year: u16,
    /// What is shown of its text.
    pub shown: Shown,
}

/// A query that is being answered.
pub struct Search<'a, F> {
    reader: &'a Reader<F>,
    clauses: Vec<Ask>,
    terms: Vec<Term>,
    /// Zones of which text must have one of each: the query's, and last the chosen.
    zones: Vec<u16>,
    /// What is chosen, by facet; sections are in `zones` if the query has words.
    chosen: Vec<(Facet, Set)>,
    /// What may hold, best first.
    candidates: Vec<u32>,
    /// Those of them that were read already, and the results among them.
    read: usize,
    hits: Vec<Hit>,
}

/// A clause that is understood.
struct Ask {
    negated: bool,
    any: Vec<Wish>,
}

enum Wish {
    /// The term with a number.
    Term(usize),
    /// One of these reports.
    Reports(Set),
}

/// A phrase of the query.
struct Term {
    written: String,
    phrase: Vec<u16>,
    in_title: bool,
    negated: bool,
    /// Reports that may have it, ascending, with what is said of it.
    found: Vec<(u32, Symbol)>,
    /// What is known of the list, by volume.
    certainty: Vec<Certainty>,
    /// Parts of the phrase that all of the list have or none, by volume.
    windows: Vec<Vec<(usize, usize)>>,
    /// Whether all of the phrase was looked up.
    is_whole: bool,
    /// What was learnt from texts.
    seen: BTreeMap<u32, Seen>,
}

/// What a text says of a phrase.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Whether it is there at all.
    occurs: bool,
    /// Whether it stands where it must, but for the chosen sections.
    holds: bool,
    /// Whether it stands where it must.
    holds_chosen: bool,
    /// What such places stand in together.
    zones: u16,
}

/// What may hold, and what does.
struct Truth {
    maybe: Set,
    sure: Set,
}

impl<'a, F: Files> Search<'a, F> {
    /// Finds what may answer a query. Reads lists, not texts.
    pub fn new(
        reader: &'a Reader<F>,
        query: &Query,
        chosen: &Chosen,
        order: Order,
    ) -> Result<Self, FindError> {
        let mut search = Self {
            reader,
            clauses: vec![],
            terms: vec![],
            zones: vec![],
            chosen: vec![],
            candidates: vec![],
            read: 0,
            hits: vec![],
        };
        let asks_units =
            query.clauses.iter().flat_map(|clause| &clause.any).any(|choice| choice.field == Field::Unit);
        let units = if asks_units || !chosen.unit.is_empty() { reader.units()? } else { vec![] };
        for clause in &query.clauses {
            let mut any = vec![];
            let mut sections = 0;
            for choice in &clause.any {
                match search.wish(choice, clause.negated, &units)? {
                    Ok(wish) => any.push(wish),
                    Err(zones) => sections |= zones,
                }
            }
            if sections > 0 {
                search.zones.push(sections);
            } else {
                search.clauses.push(Ask { negated: clause.negated, any });
            }
        }
        search.choose(chosen, &units);
        search.candidates = search.sorted(order);
        Ok(search)
    }

    /// The zones that a term must stand in.
    fn zones(&self, term: &Term, with_chosen: bool) -> &[u16] {
        if term.in_title {
            return &[TITLE];
        }
        if term.negated {
            return &[];
        }
        let chosen =
            usize::from(!with_chosen && self.chosen.iter().any(|(facet, _)| *facet == Facet::Section));
        &self.zones[..self.zones.len() - chosen]
    }

    fn truth_of(&self, term: &Term, with_chosen: bool) -> Truth {
        let end = self.reader.reports.len() as u32;
        let mut truth = Truth { maybe: Set::none(end), sure: Set::none(end) };
        let zones = self.zones(term, with_chosen);
        // Of a pair it is known where it stands; of a longer phrase only where its pairs do.
        let is_placed = zones.is_empty() || (zones.len() == 1 && term.phrase.len() <= 2);
        let mut volume = 0;
        for &(report, symbol) in &term.found {
            while self.reader.starts[volume + 1] <= report {
                volume += 1;
            }
            let (maybe, sure) = if let Some(seen) = term.seen.get(&report) {
                let holds = if with_chosen { seen.holds_chosen } else { seen.holds };
                (holds, holds)
            } else {
                let maybe = zones.iter().all(|any| any & (symbol >> 2) != 0);
                (maybe, maybe && is_placed && term.certainty[volume] == Certainty::Exact)
            };
            if maybe {
                truth.maybe.add(report);
            }
            if sure {
                truth.sure.add(report);
            }
        }
        truth
    }

    /// All reports but the hidden.
    fn shown(&self) -> Set {
        let mut hidden = Set::none(self.reader.reports.len() as u32);
        for (volume, start) in self.reader.catalog.volumes.iter().zip(&self.reader.starts) {
            volume.hidden.iter().for_each(|report| hidden.add(start + report));
        }
        hidden.flip();
        hidden
    }

    /// The reports that answer the query, but for what is chosen of one facet.
    fn truth(&self, but: Option<Facet>) -> Truth {
        let end = self.reader.reports.len() as u32;
        let shown = self.shown();
        let mut truth = Truth { maybe: shown.clone(), sure: shown };
        let with_chosen = but != Some(Facet::Section);
        for clause in &self.clauses {
            let mut any = Truth { maybe: Set::none(end), sure: Set::none(end) };
            for wish in &clause.any {
                match wish {
                    Wish::Term(term) => any.or(&self.truth_of(&self.terms[*term], with_chosen)),
                    Wish::Reports(reports) => {
                        any.or(&Truth { maybe: reports.clone(), sure: reports.clone() });
                    }
                }
            }
            truth.and(&if clause.negated { any.negated() } else { any });
        }
        for (_, chosen) in
            self.chosen.iter().filter(|(facet, _)| *facet != Facet::Section && Some(*facet) != but)
        {
            truth.maybe.and(chosen);
            truth.sure.and(chosen);
        }
        if !self.has_words() {
            let left_out = self.zones.len() - usize::from(!with_chosen && self.has_chosen_sections());
            let zones = &self.zones[..left_out];
            let has_sections =
                self.reports(|report| zones.iter().all(|any| any & (report.sections << KINDS) != 0));
            truth.maybe.and(&has_sections);
            truth.sure.and(&has_sections);
        }
        truth
    }

    fn has_chosen_sections(&self) -> bool {
        self.chosen.iter().any(|(facet, _)| *facet == Facet::Section)
    }

    /// Whether the query asks for text: sections are then where it stands, else what a report has.
    fn has_words(&self) -> bool {
        self.terms.iter().any(|term| !term.negated && !term.in_title)
    }

    /// How many reports answer the query, and whether that is known for sure.
    pub fn count(&self) -> (u32, bool) {
        let truth = self.truth(None);
        (truth.maybe.len(), truth.maybe == truth.sure)
    }

    /// The numbers of the reports that may answer the query.
    pub fn candidates(&self) -> &[u32] {
        &self.candidates
    }

    /// Positive terms as they were written, which are marked in texts.
    pub fn marked(&self) -> Vec<&str> {
        let mut phrases: Vec<&[u16]> = vec![];
        let mut marked = vec![];
        for term in self.terms.iter().filter(|term| !term.negated) {
            if !phrases.contains(&&*term.phrase) {
                phrases.push(&term.phrase);
                marked.push(term.written.as_str());
            }
        }
        marked
    }

    fn sorted(&self, order: Order) -> Vec<u32> {
        let reports = &self.reader.reports;
        let mut scores = vec![0u32; if order == Order::Relevance { reports.len() } else { 0 }];
        if order == Order::Relevance {
            self.score(&mut scores);
        }
        let mut candidates: Vec<u32> = self.truth(None).maybe.iter().collect();
        candidates.sort_by_key(|&number| {
            let report = &reports[number as usize];
            let score = scores.get(number as usize).copied().unwrap_or_default();
            let unit = if order == Order::Unit { report.unit } else { 0 };
            (Reverse(score), unit, Reverse(report.year), number)
        });
        candidates
    }

    /// Adds what each clause says of each report: the most that one of its choices says.
    fn score(&self, scores: &mut [u32]) {
        let all = scores.len() as u32;
        for clause in self.clauses.iter().filter(|clause| !clause.negated) {
            let mut best = vec![0u32; scores.len()];
            for wish in &clause.any {
                let Wish::Term(term) = wish else { continue };
                let term = &self.terms[*term];
                let rarity = rarity(all, term.found.len() as u32);
                for &(report, symbol) in &term.found {
                    let best = &mut best[report as usize];
                    *best = (*best).max(weight(symbol) * rarity);
                }
            }
            scores.iter_mut().zip(best).for_each(|(score, best)| *score = score.saturating_add(best));
        }
    }
}

impl Truth {
    fn or(&mut self, other: &Self) {
        self.maybe.or(&other.maybe);
        self.sure.or(&other.sure);
    }

    fn and(&mut self, other: &Self) {
        self.maybe.and(&other.maybe);
        self.sure.and(&other.sure);
    }

    fn negated(mut self) -> Self {
        self.maybe.flip();
        self.sure.flip();
        Self { maybe: self.sure, sure: self.maybe }
    }
}
