//! Which published reports count what, and how their values lie.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{AddAssign, RangeInclusive};
use std::sync::{Arc, OnceLock};

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
    levels: BTreeMap<LevelId, OfLevel>,
}

/// What the reports of a level and year say of an indicator.
#[derive(Debug, Default)]
struct OfLevel {
    answers: Answers,
    /// Found when they are first asked for: the pages of all comparisons with that year and level tell them.
    quartiles: OnceLock<Option<[Number; 3]>>,
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

    /// The middle value; of two in the middle their mean.
    pub fn median(&self) -> Option<Number> {
        let [low, high] = at(&self.values, middle(self.values.values().sum()));
        Some(mean(low?, high?))
    }

    /// The value that a share of the values, in quarters, does not exceed: by the nearest rank. Of no quarter the least.
    pub fn quartile(&self, quarters: usize) -> Option<Number> {
        let [value] = at(&self.values, [quarter(self.values.values().sum(), quarters)]);
        value
    }

    /// Lower quartile, median and upper quartile; nothing where there are few values.
    fn quartiles(&self) -> Option<[Number; 3]> {
        let stated: usize = self.values.values().sum();
        if stated < FEW {
            return None;
        }
        let [low, high] = middle(stated);
        let [lower, low, high, upper] = at(&self.values, [quarter(stated, 1), low, high, quarter(stated, 3)]);
        Some([lower?, mean(low?, high?), upper?])
    }
}

/// So few values have no quartiles worth telling.
const FEW: usize = 4;

/// The values at some places in their order, from nought; the places ascend. Linear in the values that differ, of which it goes through
/// all but once.
fn at<const N: usize>(values: &BTreeMap<Number, usize>, places: [usize; N]) -> [Option<Number>; N] {
    let mut rest = values.iter();
    let (mut value, mut before) = (None, 0);
    places.map(|place| {
        while before <= place {
            let (next, count) = rest.next()?;
            value = Some(*next);
            before += count;
        }
        value
    })
}

/// The places of the middle value of so many, or of the two in the middle.
fn middle(count: usize) -> [usize; 2] {
    [count.saturating_sub(1) / 2, count / 2]
}

/// The place that a share of so many values, in quarters, comes up to.
fn quarter(count: usize, quarters: usize) -> usize {
    (count * quarters).div_ceil(4).max(1) - 1
}

fn mean(low: Number, high: Number) -> Number {
    let (low, high) = (low.ten_thousandths(), high.ten_thousandths());
    Number::from_ten_thousandths(low + (high - low) / 2)
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
            let of_level = of_year.levels.entry(entry.level).or_default();
            of_level.answers += &answers;
            of_level.quartiles.take();
        }
    }

    /// Forgets a report that was taken in.
    pub fn remove(&mut self, entry: &Arc<Entry>, config: &Config) {
        let listed = Listed(Arc::clone(entry));
        for (indicator, answers) in answers(entry, config) {
            let Some(years) = self.0.get_mut(&indicator) else { continue };
            let Some(of_year) = years.get_mut(&entry.key.year) else { continue };
            of_year.reports.remove(&listed);
            if let Some(of_level) = of_year.levels.get_mut(&entry.level) {
                of_level.answers.take(&answers);
                of_level.quartiles.take();
            }
            of_year.levels.retain(|_, of_level| of_level.answers != Answers::default());
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
        of_years.flat_map(|(year, of_year)| {
            of_year.levels.iter().map(|(level, of_level)| ((*year, *level), &of_level.answers))
        })
    }

    /// Lower quartile, median and upper quartile of what the reports of one year and level say of an indicator; nothing where few state a
    /// value.
    pub fn quartiles(&self, indicator: IndicatorId, year: Year, level: LevelId) -> Option<[Number; 3]> {
        let of_level = self.0.get(&indicator)?.get(&year)?.levels.get(&level)?;
        *of_level.quartiles.get_or_init(|| of_level.answers.quartiles())
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
