//! What the published reports of a year say, and how often.

use std::collections::BTreeMap;

use super::Entry;
use crate::unit::{LevelId, Year};

/// Terms and phrases of the published reports.
#[derive(Debug, Default)]
pub struct Worded {
    /// Reports of each year that set a phrase off.
    phrases: BTreeMap<Box<str>, BTreeMap<Year, usize>>,
    tallies: BTreeMap<(Year, LevelId), Tally>,
}

/// How often the published reports of one year and level say the terms that are watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Length of the reports in characters.
    pub characters: u64,
    /// By the terms' numbers.
    pub terms: BTreeMap<u16, Said>,
}

/// How often a term is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// Times.
    pub times: u64,
    /// Reports that say it.
    pub reports: usize,
}

impl std::ops::AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        self.characters += other.characters;
        for (term, said) in &other.terms {
            let sum = self.terms.entry(*term).or_default();
            *sum = Said { times: sum.times + said.times, reports: sum.reports + said.reports };
        }
    }
}

impl Worded {
    /// Takes a report in.
    pub fn insert(&mut self, entry: &Entry) {
        let Some(tally) = tally(entry) else { return };
        *self.tallies.entry((entry.key.year, entry.level)).or_default() += &tally;
        for phrase in entry.record.wording.phrases() {
            let years = match self.phrases.get_mut(phrase) {
                Some(years) => years,
                None => self.phrases.entry(phrase.into()).or_default(),
            };
            *years.entry(entry.key.year).or_default() += 1;
        }
    }

    /// Forgets a report that was taken in.
    pub fn remove(&mut self, entry: &Entry) {
        let Some(own) = tally(entry) else { return };
        let place = (entry.key.year, entry.level);
        if let Some(tally) = self.tallies.get_mut(&place) {
            tally.characters -= own.characters;
            for (term, said) in own.terms {
                let Some(sum) = tally.terms.get_mut(&term) else { continue };
                *sum = Said { times: sum.times - said.times, reports: sum.reports - said.reports };
            }
            tally.terms.retain(|_, said| said.reports > 0);
            if *tally == Tally::default() {
                self.tallies.remove(&place);
            }
        }
        for phrase in entry.record.wording.phrases() {
            let Some(years) = self.phrases.get_mut(phrase) else { continue };
            super::take_one(years, &entry.key.year);
            if years.is_empty() {
                self.phrases.remove(phrase);
            }
        }
    }

    /// Phrases, with the reports of each year that set them off.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &BTreeMap<Year, usize>)> {
        self.phrases.iter().map(|(phrase, years)| (&**phrase, years))
    }

    /// Tallies by year and level.
    pub fn tallies(&self) -> impl Iterator<Item = ((Year, LevelId), &Tally)> {
        self.tallies.iter().map(|(place, tally)| (*place, tally))
    }
}

/// What a published report says.
fn tally(entry: &Entry) -> Option<Tally> {
    let said = |(term, times): &(u16, u16)| (*term, Said { times: u64::from(*times), reports: 1 });
    let terms = entry.record.wording.terms.iter().map(said).collect();
    entry.is_published().then(|| Tally { characters: u64::from(entry.record.length), terms })
}
