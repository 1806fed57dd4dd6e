//! How many results have each year, level, kind and unit.

use super::{Ask, Facet, Search, Wish};
use crate::search::grams::KINDS;
use crate::search::reader::Files;
use crate::search::set::Set;

impl<F: Files> Search<'_, F> {
    /// How many results there are by the values of a facet, in the order of the catalogue, and whether the numbers are
    /// sure. What is chosen of the facet itself does not count, so that one can choose more of it.
    pub fn facet(&self, facet: Facet) -> (Vec<u32>, bool) {
        let catalog = &self.reader.catalog;
        let truth = self.truth(Some(facet));
        let values = match facet {
            Facet::Year => catalog.years.len(),
            Facet::Level => catalog.levels.len(),
            Facet::Section => catalog.sections.len(),
            Facet::Kind => catalog.kinds.len(),
            Facet::Unit => catalog.units as usize,
        };
        let mut counts = vec![0; values];
        let mut is_exact = truth.maybe == truth.sure;
        if facet == Facet::Section {
            is_exact &= self.count_sections(&truth.maybe, &mut counts);
            return (counts, is_exact);
        }
        for number in truth.maybe.iter() {
            let report = &self.reader.reports[number as usize];
            let value = match facet {
                Facet::Year => {
                    catalog.years.binary_search_by_key(&report.year, |(year, _)| *year).unwrap_or(values)
                }
                Facet::Level => usize::from(report.level),
                Facet::Kind => usize::from(report.kind),
                Facet::Unit | Facet::Section => report.unit as usize,
            };
            if let Some(count) = counts.get_mut(value) {
                *count += 1;
            }
        }
        (counts, is_exact)
    }

    /// Counts in which kinds of sections the words stand, or which the reports have; gives whether that is sure.
    fn count_sections(&self, reports: &Set, counts: &mut [u32]) -> bool {
        let mut masks: Vec<u16> = self.reader.reports.iter().map(|report| report.sections).collect();
        let mut is_exact = true;
        if self.has_words() {
            masks.fill(u16::MAX);
            for clause in self.clauses.iter().filter(|clause| !clause.negated) {
                is_exact &= self.mask(clause, reports, &mut masks);
            }
        }
        for report in reports.iter() {
            for (kind, count) in counts.iter_mut().enumerate() {
                *count += u32::from(masks[report as usize] >> kind & 1);
            }
        }
        is_exact
    }

    /// Keeps of masks what one clause says; gives whether that is sure.
    fn mask(&self, clause: &Ask, reports: &Set, masks: &mut [u16]) -> bool {
        let mut is_exact = true;
        let mut any = vec![0u16; masks.len()];
        for wish in &clause.any {
            match wish {
                Wish::Reports(set) => reports
                    .iter()
                    .filter(|report| set.has(*report))
                    .for_each(|report| any[report as usize] = u16::MAX),
                Wish::Term(term) => {
                    let term = &self.terms[*term];
                    let zones = self.zones(term, false);
                    let is_simple = term.phrase.len() <= 2 && (zones.is_empty() || term.in_title);
                    for &(report, symbol) in term.found.iter().filter(|(report, _)| reports.has(*report)) {
                        let seen = term.seen.get(&report);
                        is_exact &= is_simple || seen.is_some();
                        let holds = seen.map_or_else(
                            || zones.iter().all(|any| any & (symbol >> 2) != 0),
                            |seen| seen.holds,
                        );
                        let zones = seen.map_or(symbol >> 2, |seen| seen.zones);
                        any[report as usize] |= match holds {
                            true if term.in_title => u16::MAX,
                            true => zones >> KINDS,
                            false => 0,
                        };
                    }
                }
            }
        }
        masks.iter_mut().zip(any).for_each(|(mask, any)| *mask &= any);
        is_exact
    }
}
