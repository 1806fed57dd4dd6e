//! Looking at texts: results, and numbers that are sure.

use super::{Hit, Search, Seen, Term, Wish};
use crate::search::passage::{Wanted, show};
use crate::search::phrase::{self, Certainty, Depth, FEW};
use crate::search::rank::weight;
use crate::search::reader::{Files, IndexError};
use crate::search::text::{FoldedText, StoredText};

/// A text that was read.
struct Read {
    stored: StoredText,
    folded: FoldedText,
    /// Whether it says something of other reports, too.
    changes: bool,
}

impl<F: Files> Search<'_, F> {
    /// Results by their places in the order, fewer at the end. Reads what was not read before.
    pub fn results(&mut self, from: usize, to: usize) -> Result<&[Hit], IndexError> {
        // A phrase that occurs nowhere forbids nothing.
        for report in self.probes(|term| term.negated) {
            self.read_for(report)?;
        }
        let mut possible = self.truth(None).maybe;
        let mut fruitless = 0;
        while self.hits.len() < to && self.read < self.candidates.len() {
            let report = self.candidates[self.read];
            self.read += 1;
            if !possible.has(report) {
                continue;
            }
            let Read { stored, folded, mut changes } = self.read_for(report)?;
            if self.truth_at(report) {
                let shown = show(&stored, &folded, &self.wanted());
                let year = self.reader.reports[report as usize].year;
                self.hits.push(Hit { about: stored, year, shown });
            } else {
                fruitless += 1;
            }
            if fruitless == FEW {
                self.deepen()?;
                (fruitless, changes) = (fruitless + 1, true);
            }
            if changes {
                possible = self.truth(None).maybe;
            }
        }
        let to = to.min(self.hits.len());
        Ok(&self.hits[from.min(to)..to])
    }

    /// Reads texts until the number of results is known.
    pub fn settle(&mut self) -> Result<(), IndexError> {
        for report in self.probes(|_| true) {
            self.read_for(report)?;
        }
        self.deepen()?;
        let mut unsure = self.unsure();
        while let Some(report) = unsure.pop() {
            if self.read_for(report)?.changes {
                unsure = self.unsure();
            }
        }
        Ok(())
    }

    fn unsure(&self) -> Vec<u32> {
        let truth = self.truth(None);
        truth.maybe.iter().filter(|report| !truth.sure.has(*report)).collect()
    }

    /// Reads the text of a report and learns from it.
    fn read_for(&mut self, report: u32) -> Result<Read, IndexError> {
        let stored = self.reader.text(report)?;
        let folded = stored.folded();
        let changes = self.look(report, &folded);
        Ok(Read { stored, folded, changes })
    }

    /// Reports of which one look may tell whether a phrase occurs in a volume at all.
    fn probes(&self, of: impl Fn(&Term) -> bool) -> Vec<u32> {
        let mut probes = vec![];
        for term in self.terms.iter().filter(|term| of(term)) {
            for (volume, certainty) in term.certainty.iter().enumerate() {
                let range = self.reader.starts[volume]..self.reader.starts[volume + 1];
                let found = term.found.iter().filter(|(report, _)| range.contains(report));
                let best = found.max_by_key(|(report, symbol)| (weight(*symbol), *report));
                if *certainty == Certainty::ExactIfAny {
                    probes.extend(best.map(|(report, _)| *report));
                }
            }
        }
        probes
    }

    /// Looks up all of the phrases of which only a part was.
    fn deepen(&mut self) -> Result<(), IndexError> {
        for term in self.terms.iter_mut().filter(|term| !term.is_whole) {
            term.is_whole = true;
            let mut whole = vec![];
            for (volume, start) in self.reader.catalog.volumes.iter().zip(&self.reader.starts) {
                let matches = phrase::find(self.reader, volume, &term.phrase, Depth::Whole)?;
                whole.extend(matches.reports.iter().map(|report| report + start));
            }
            term.found.retain(|(report, _)| whole.binary_search(report).is_ok());
        }
        Ok(())
    }

    /// Learns from a text; gives whether that says something of other reports, too.
    fn look(&mut self, report: u32, text: &FoldedText) -> bool {
        let mut changes = false;
        let (volume, _) = self.reader.place(report);
        let range = self.reader.starts[volume]..self.reader.starts[volume + 1];
        let seen: Vec<Seen> = self.terms.iter().map(|term| self.see(term, text)).collect();
        for (term, seen) in self.terms.iter_mut().zip(seen) {
            let was_found = term.found.binary_search_by_key(&report, |(report, _)| *report).is_ok();
            if was_found && !seen.occurs && term.lacks_a_window(volume, text) {
                // All in the list would have that part if any report of the volume had it.
                term.certainty[volume] = Certainty::Exact;
                term.found.retain(|(report, _)| !range.contains(report));
                changes = true;
            } else if seen.occurs && term.certainty[volume] == Certainty::ExactIfAny {
                term.certainty[volume] = Certainty::Exact;
                changes = true;
            }
            term.seen.insert(report, seen);
        }
        changes
    }

    fn see(&self, term: &Term, text: &FoldedText) -> Seen {
        let mut seen = Seen::default();
        for place in text.places(&term.phrase) {
            let zone = text.zone(place, term.phrase.len());
            let holds = |zones: &[u16]| zones.iter().all(|any| any & zone != 0);
            seen.occurs = true;
            if holds(self.zones(term, false)) {
                seen.holds = true;
                seen.zones |= zone;
            }
            seen.holds_chosen |= holds(self.zones(term, true));
        }
        seen
    }

    /// Whether a report that was read answers the query.
    fn truth_at(&self, report: u32) -> bool {
        let holds = |wish: &Wish| match wish {
            Wish::Term(term) => self.terms[*term].seen.get(&report).is_some_and(|seen| seen.holds_chosen),
            Wish::Reports(reports) => reports.has(report),
        };
        // What is chosen and what sections a report has is known of every candidate.
        self.clauses.iter().all(|clause| clause.any.iter().any(holds) != clause.negated)
    }

    fn wanted(&self) -> Vec<Wanted<'_>> {
        let mut wanted: Vec<Wanted<'_>> = vec![];
        for term in self.terms.iter().filter(|term| !term.negated) {
            if wanted.iter().all(|known| known.phrase != term.phrase) {
                wanted.push(Wanted { phrase: &term.phrase, zones: self.zones(term, true) });
            }
        }
        wanted
    }
}

impl Term {
    fn lacks_a_window(&self, volume: usize, text: &FoldedText) -> bool {
        let mut windows = self.windows[volume].iter().map(|(at, length)| &self.phrase[*at..at + length]);
        windows.any(|window| text.places(window).next().is_none())
    }
}
