//! Understanding a query: what its names mean, and the lists of its phrases.

use std::collections::BTreeMap;

use super::{Chosen, Facet, FindError, Search, Term, Wish};
use crate::search::catalog::StoredUnit;
use crate::search::grams::{KINDS, ZONE_BITS};
use crate::search::names;
use crate::search::phrase::{self, Depth};
use crate::search::query::{Choice, Fault, Field, SyntaxError};
use crate::search::reader::{Files, IndexError, Report};
use crate::search::set::Set;

impl<F: Files> Search<'_, F> {
    /// What a choice asks for: reports, or zones that text must stand in.
    pub(super) fn wish(
        &mut self,
        choice: &Choice,
        negated: bool,
        units: &[StoredUnit],
    ) -> Result<Result<Wish, u16>, FindError> {
        let catalog = &self.reader.catalog;
        let value = &choice.written;
        let known = |fault: Fault, numbers: Vec<usize>, known: &[String]| {
            let error = || SyntaxError { fault, at: choice.at, value: value.clone(), known: known.to_vec() };
            if numbers.is_empty() { Err(FindError::Syntax(error())) } else { Ok(numbers) }
        };
        let wish = match choice.field {
            Field::Text | Field::Title => Wish::Term(self.term(choice, negated)?),
            Field::Year(from, to) => Wish::Reports(self.reports(|report| (from..=to).contains(&report.year))),
            Field::Unit => {
                let near: Vec<String> =
                    names::nearest(units, value).into_iter().map(|unit| unit.name.clone()).collect();
                let units = known(Fault::Unit, names::units(units, value), &near)?;
                Wish::Reports(self.reports(|report| units.binary_search(&(report.unit as usize)).is_ok()))
            }
            Field::Level => {
                let levels = known(Fault::Level, names::named(&catalog.levels, value), &catalog.levels)?;
                Wish::Reports(self.reports(|report| levels.contains(&usize::from(report.level))))
            }
            Field::Kind => {
                let kinds = known(Fault::Kind, names::named(&catalog.kinds, value), &catalog.kinds)?;
                Wish::Reports(self.reports(|report| kinds.contains(&usize::from(report.kind))))
            }
            Field::Section => {
                let found = names::sections(&catalog.sections, value);
                return Ok(Err(zones_of(&known(Fault::Section, found, &catalog.sections)?)));
            }
        };
        Ok(Ok(wish))
    }

    pub(super) fn reports(&self, is: impl Fn(&Report) -> bool) -> Set {
        Set::of(self.reader.reports.len() as u32, |report| is(&self.reader.reports[report as usize]))
    }

    fn term(&mut self, choice: &Choice, negated: bool) -> Result<usize, IndexError> {
        let (mut found, mut certainty, mut windows, mut is_whole) = (vec![], vec![], vec![], true);
        for (volume, start) in self.reader.catalog.volumes.iter().zip(&self.reader.starts) {
            let matches = phrase::find(self.reader, volume, &choice.folded, Depth::Usual)?;
            let shown = matches.reports.into_iter().zip(matches.symbols);
            let shown = shown.filter(|(report, _)| volume.hidden.binary_search(report).is_err());
            found.extend(shown.map(|(report, symbol)| (report + start, symbol)));
            certainty.push(matches.certainty);
            windows.push(matches.windows);
            is_whole &= matches.is_whole;
        }
        self.terms.push(Term {
            written: choice.written.clone(),
            phrase: choice.folded.clone(),
            in_title: choice.field == Field::Title,
            negated,
            found,
            certainty,
            windows,
            is_whole,
            seen: BTreeMap::new(),
        });
        Ok(self.terms.len() - 1)
    }

    pub(super) fn choose(&mut self, chosen: &Chosen, units: &[StoredUnit]) {
        let catalog = &self.reader.catalog;
        let has = |values: &[String], name: &str| values.iter().any(|value| value == name);
        let mut sets = vec![];
        let mut add = |facet: Facet, values: &[String], set: &dyn Fn(&Report) -> bool| {
            if !values.is_empty() {
                sets.push((facet, self.reports(set)));
            }
        };
        add(Facet::Year, &chosen.year, &|report| has(&chosen.year, &report.year.to_string()));
        add(Facet::Level, &chosen.level, &|report| {
            has(&chosen.level, &catalog.levels[usize::from(report.level)])
        });
        add(Facet::Kind, &chosen.kind, &|report| has(&chosen.kind, &catalog.kinds[usize::from(report.kind)]));
        add(Facet::Unit, &chosen.unit, &|report| has(&chosen.unit, &units[report.unit as usize].slug));
        self.chosen = sets;
        if !chosen.section.is_empty() {
            let names = catalog.sections.iter().enumerate();
            let numbers: Vec<usize> =
                names.filter(|(_, name)| has(&chosen.section, name)).map(|(at, _)| at).collect();
            // Its place is the last; an unknown one is nowhere.
            self.zones.push(zones_of(&numbers));
            self.chosen.push((Facet::Section, Set::none(0)));
        }
    }
}

/// Kinds of sections as the bits of a zone.
fn zones_of(sections: &[usize]) -> u16 {
    let bits = sections.iter().fold(0u16, |bits, section| bits | 1 << section);
    (bits << KINDS) & ((1 << ZONE_BITS) - 1)
}
