//! Which published reports count what.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::Entry;
use crate::config::Config;
use crate::figure::IndicatorId;
use crate::report::statement::Role;
use crate::unit::Year;

/// Published reports by what their texts or front matter count, and by year.
#[derive(Debug, Default)]
pub struct Counted(BTreeMap<IndicatorId, BTreeMap<Year, BTreeSet<Listed>>>);

/// A report in a list, by its identity and, where that is taken twice, by its path.
#[derive(Debug)]
struct Listed(Arc<Entry>);

impl Listed {
    fn place(&self) -> impl Ord {
        (&self.0.key, &self.0.record.path)
    }
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Listed {}

impl PartialOrd for Listed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Listed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl Counted {
    /// Takes a report in.
    pub fn insert(&mut self, entry: &Arc<Entry>, config: &Config) {
        for indicator in counts(entry, config) {
            let of_year = self.0.entry(indicator).or_default().entry(entry.key.year).or_default();
            of_year.insert(Listed(Arc::clone(entry)));
        }
    }

    /// Forgets a report.
    pub fn remove(&mut self, entry: &Arc<Entry>, config: &Config) {
        let listed = Listed(Arc::clone(entry));
        for indicator in counts(entry, config) {
            let Some(years) = self.0.get_mut(&indicator) else { continue };
            super::remove_from(years, &entry.key.year, &listed);
            if years.is_empty() {
                self.0.remove(&indicator);
            }
        }
    }

    /// The indicators that any report counts, in the order of their table, with the years they do so in.
    pub fn indicators(&self) -> impl Iterator<Item = (IndicatorId, impl DoubleEndedIterator<Item = Year>)> {
        self.0.iter().map(|(id, years)| (*id, years.keys().copied()))
    }

    /// The reports of some years that count an indicator, by unit, year and kind.
    pub fn of(&self, indicator: IndicatorId, years: RangeInclusive<Year>) -> Vec<&Entry> {
        let of_years = self.0.get(&indicator).into_iter().flat_map(|all| all.range(years.clone()));
        let mut listed: Vec<&Listed> = of_years.flat_map(|(_, of_year)| of_year).collect();
        // Runs that are in order already are merged.
        listed.sort();
        listed.into_iter().map(|listed| &*listed.0).collect()
    }

    /// Whether any report of a year counts an indicator.
    pub fn contains(&self, indicator: IndicatorId, year: Year) -> bool {
        self.0.get(&indicator).is_some_and(|years| years.contains_key(&year))
    }
}

/// What a published report counts.
fn counts(entry: &Entry, config: &Config) -> BTreeSet<IndicatorId> {
    if !entry.is_published() {
        return BTreeSet::new();
    }
    let stated = entry.record.front.figures.iter().filter_map(|(name, _)| config.indicators.named(name));
    let results = entry.record.figures.iter().filter(|statement| statement.role == Role::Total);
    results.map(|statement| statement.figure.indicator).chain(stated).collect()
}
