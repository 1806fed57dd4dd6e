//! Statistics 统计: what many reports say of one indicator.
//!
//! A superior's figure often includes those of the units below it, so figures are added up within one level only. Every
//! number says from how many reports it comes; what is withheld, ambiguous or not said is counted as that and never as nought.

pub mod wording;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::archive::{Answers, Archive, Entry};
use crate::figure::settle::Settled;
use crate::figure::{IndicatorId, Number, Qualifier};
use crate::unit::{LevelId, Year};

/// What a report says of an indicator.
#[derive(Debug)]
pub struct Told<'a> {
    /// The report.
    pub entry: &'a Entry,
    /// What it says.
    pub settled: Settled,
}

/// What the published reports of some years say of an indicator, by unit and year; those that are silent are left out. Linear in
/// the reports that count it.
pub fn told(archive: &Archive, id: IndicatorId, years: RangeInclusive<Year>) -> Vec<Told<'_>> {
    let indicators = &archive.config.indicators;
    let says = |entry: &Entry| entry.record.says(id, indicators);
    let reports = archive.counting(id, years).into_iter();
    reports.filter_map(|entry| Some(Told { entry, settled: says(entry)? })).collect()
}

/// All years.
pub const ALL: RangeInclusive<Year> = Year::MIN..=Year::MAX;

/// How many of some reports say what, and how their values lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Reports in all.
    pub reports: usize,
    /// What they say; the others are silent.
    pub answers: Answers,
}

/// A sum or a median with its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figured {
    /// Its value.
    pub value: Number,
    /// Exact, about or at least.
    pub qualifier: Qualifier,
}

impl Summary {
    /// Reports that state a value.
    pub fn stated(&self) -> usize {
        self.answers.values.values().sum()
    }

    /// Reports that say nothing of it.
    pub fn silent(&self) -> usize {
        let Answers { withheld, ambiguous, .. } = self.answers;
        self.reports.saturating_sub(self.stated() + withheld + ambiguous)
    }

    fn qualifier(&self) -> Qualifier {
        match self.answers {
            Answers { about: 1.., .. } => Qualifier::Approx,
            Answers { at_least: 1.., .. } => Qualifier::AtLeast,
            Answers { .. } => Qualifier::Exact,
        }
    }

    /// The sum of the values; nothing where there are none, or it goes beyond all bounds.
    pub fn sum(&self) -> Option<Figured> {
        let all = |(value, count): (&Number, &usize)| {
            value.ten_thousandths().checked_mul(i64::try_from(*count).ok()?)
        };
        let parts = self.answers.values.iter().try_fold(0_i64, |sum, value| sum.checked_add(all(value)?))?;
        let value = Number::from_ten_thousandths(parts);
        (!self.answers.values.is_empty()).then(|| Figured { value, qualifier: self.qualifier() })
    }

    /// The middle value; of two in the middle their mean.
    pub fn median(&self) -> Option<Number> {
        self.answers.median()
    }

    /// The value that a share of the values, in quarters, does not exceed: by the nearest rank. Of no quarter the least.
    pub fn quartile(&self, quarters: usize) -> Option<Number> {
        self.answers.quartile(quarters)
    }
}

/// What is said of an indicator by year and level; every year and level that has published reports is there.
pub fn summaries(archive: &Archive, id: IndicatorId) -> BTreeMap<(Year, LevelId), Summary> {
    group(archive, id, Some)
}

/// The same by year.
pub fn by_year(archive: &Archive, id: IndicatorId) -> BTreeMap<Year, Summary> {
    group(archive, id, |(year, _)| Some(year))
}

/// The same of one year, if any reports of it are published.
pub fn of_year(archive: &Archive, id: IndicatorId, year: Year) -> Option<Summary> {
    group(archive, id, |(of, _)| (of == year).then_some(())).remove(&())
}

/// The same of all years together.
pub fn in_all(archive: &Archive, id: IndicatorId) -> Summary {
    group(archive, id, |_| Some(())).remove(&()).unwrap_or_default()
}

/// By what `key` makes of a year and a level; what it makes nothing of is left out. Linear in the years, the levels and the values that
/// differ.
fn group<K: Ord>(
    archive: &Archive,
    id: IndicatorId,
    key: impl Fn((Year, LevelId)) -> Option<K>,
) -> BTreeMap<K, Summary> {
    let mut groups: BTreeMap<K, Summary> = BTreeMap::new();
    for (place, reports) in archive.published() {
        if let Some(key) = key(place) {
            groups.entry(key).or_default().reports += reports;
        }
    }
    for (place, answers) in archive.answers(id) {
        if let Some(key) = key(place) {
            groups.entry(key).or_default().answers += answers;
        }
    }
    groups
}

/// Classes of equal width over the values, at most some number of them: their lower ends and counts. Widths are 1, 2 or 5
/// times a power of ten.
pub fn classes(values: &BTreeMap<Number, usize>, most: i64) -> (i64, Vec<(i64, usize)>) {
    let unit = |value: &Number| value.ten_thousandths() / 10_000;
    let (Some(least), Some(greatest)) = (values.keys().next().map(unit), values.keys().next_back().map(unit))
    else {
        return (1, vec![]);
    };
    let fits = |width: i64| greatest.div_euclid(width) - least.div_euclid(width) < most;
    let widths = (0..18).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
    let width = widths.into_iter().find(|width| fits(*width)).unwrap_or(i64::MAX);
    let first = least.div_euclid(width);
    let place = |whole: i64| usize::try_from(whole.div_euclid(width) - first).unwrap_or_default();
    let mut counts = vec![0; place(greatest) + 1];
    for (value, count) in values {
        counts[place(unit(value))] += count;
    }
    (width, (first..).map(|class| class * width).zip(counts).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(values: &[i64]) -> BTreeMap<Number, usize> {
        let mut counts = BTreeMap::new();
        for value in values.iter().filter_map(|value| Number::whole(*value)) {
            *counts.entry(value).or_default() += 1;
        }
        counts
    }

    fn summary(values: &[i64]) -> Summary {
        Summary { reports: 9, answers: Answers { values: counts(values), ..Answers::default() } }
    }

    #[test]
    fn the_middle_and_the_quarters() {
        let shown = |values: &[i64]| {
            let summary = summary(values);
            [summary.quartile(1), summary.median(), summary.quartile(3)]
                .map(|value| value.map(|value| value.to_string()))
        };
        assert_eq!(shown(&[]), [None, None, None]);
        assert_eq!(shown(&[4]), [Some("4".into()), Some("4".into()), Some("4".into())]);
        assert_eq!(shown(&[1, 2, 3, 10]), [Some("1".into()), Some("2.5".into()), Some("3".into())]);
        assert_eq!(summary(&[1, 2]).sum().map(|sum| sum.value.to_string()), Some("3".into()));
        assert_eq!(summary(&[]).sum(), None);
        assert_eq!(summary(&[1, 2]).silent(), 7);
    }

    #[test]
    fn classes_cover_every_value() {
        let values = counts(&[0, 3, 12, 47, 48, 48]);
        let (width, found) = classes(&values, 10);
        assert_eq!(width, 5);
        assert_eq!(found.first(), Some(&(0, 2)));
        assert_eq!(found.iter().map(|(_, count)| count).sum::<usize>(), 6);
    }
}
