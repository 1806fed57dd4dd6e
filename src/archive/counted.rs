//! Which published reports count what, and how their values lie.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{AddAssign, RangeInclusive};
use std::sync::Arc;

use super::Entry;
use crate::config::Config;
use crate::figure::settle::Settled;
use crate::figure::{IndicatorId, Number, Qualifier};
use crate::unit::{LevelId, Year};

/// Published reports by what their texts or front matter count, and by year.
#[derive(Debug, Default)]
pub struct Counted(BTreeMap<IndicatorId, BTreeMap<Year, OfYear>>);

/// What the reports of a year say of an indicator.
#[derive(Debug, Default)]
struct OfYear {
    reports: BTreeSet<Listed>,
    levels: BTreeMap<LevelId, Answers>,
}

/// What some reports say of an indicator, all together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many reports state each value; of a range its lower end.
    pub values: BTreeMap<Number, usize>,
    /// Reports that withhold it.
    pub withheld: usize,
    /// Reports whose statements do not agree.
    pub ambiguous: usize,
    /// Values that are about right, at most, or a range.
    pub about: usize,
    /// Values that are at least so high.
    pub at_least: usize,
}

impl Answers {
    /// That of one report.
    fn of(settled: &Settled) -> Self {
        let mut answers = Self::default();
        match settled {
            Settled::Value(claim) => {
                answers.values.extend(claim.value.map(|value| (value, 1)));
                match claim.qualifier {
                    Qualifier::AtLeast => answers.at_least = 1,
                    Qualifier::Approx | Qualifier::AtMost | Qualifier::Range => answers.about = 1,
                    Qualifier::Exact | Qualifier::Redacted => {}
                }
            }
            Settled::Withheld(_) => answers.withheld = 1,
            Settled::Ambiguous(_) => answers.ambiguous = 1,
        }
        answers
    }

    /// Takes back what was added.
    fn take(&mut self, other: &Self) {
        for (value, count) in &other.values {
            (0..*count).for_each(|_| super::take_one(&mut self.values, value));
        }
        self.withheld -= other.withheld;
        self.ambiguous -= other.ambiguous;
        self.about -= other.about;
        self.at_least -= other.at_least;
    }
}

impl AddAssign<&Self> for Answers {
    fn add_assign(&mut self, other: &Self) {
        for (value, count) in &other.values {
            *self.values.entry(*value).or_default() += count;
        }
        self.withheld += other.withheld;
        self.ambiguous += other.ambiguous;
        self.about += other.about;
        self.at_least += other.at_least;
    }
}

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
        for (indicator, answers) in answers(entry, config) {
            let of_year = self.0.entry(indicator).or_default().entry(entry.key.year).or_default();
            of_year.reports.insert(Listed(Arc::clone(entry)));
            *of_year.levels.entry(entry.level).or_default() += &answers;
        }
    }

    /// Forgets a report that was taken in.
    pub fn remove(&mut self, entry: &Arc<Entry>, config: &Config) {
        let listed = Listed(Arc::clone(entry));
        for (indicator, answers) in answers(entry, config) {
            let Some(years) = self.0.get_mut(&indicator) else { continue };
            let Some(of_year) = years.get_mut(&entry.key.year) else { continue };
            of_year.reports.remove(&listed);
            if let Some(sum) = of_year.levels.get_mut(&entry.level) {
                sum.take(&answers);
            }
            of_year.levels.retain(|_, sum| *sum != Answers::default());
            if of_year.reports.is_empty() {
                years.remove(&entry.key.year);
            }
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
        let mut listed: Vec<&Listed> = of_years.flat_map(|(_, of_year)| &of_year.reports).collect();
        // Runs that are in order already are merged.
        listed.sort();
        listed.into_iter().map(|listed| &*listed.0).collect()
    }

    /// What the reports of each year and level say of an indicator.
    pub fn answers(&self, indicator: IndicatorId) -> impl Iterator<Item = ((Year, LevelId), &Answers)> {
        let of_years = self.0.get(&indicator).into_iter().flatten();
        of_years.flat_map(|(year, of_year)| of_year.levels.iter().map(|(level, sum)| ((*year, *level), sum)))
    }

    /// What the reports of one year and level say of an indicator.
    pub fn answers_of(&self, indicator: IndicatorId, year: Year, level: LevelId) -> Option<&Answers> {
        self.0.get(&indicator)?.get(&year)?.levels.get(&level)
    }

    /// Whether any report of a year counts an indicator.
    pub fn contains(&self, indicator: IndicatorId, year: Year) -> bool {
        self.0.get(&indicator).is_some_and(|years| years.contains_key(&year))
    }
}

/// What a published report says of each indicator.
fn answers(entry: &Entry, config: &Config) -> Vec<(IndicatorId, Answers)> {
    if !entry.is_published() {
        return vec![];
    }
    let account = entry.record.account(&config.indicators);
    account.iter().map(|(id, settled)| (*id, Answers::of(settled))).collect()
}
