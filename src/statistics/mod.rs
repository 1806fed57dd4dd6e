//! Statistics 统计: what many reports say of one indicator.
//!
//! A superior's figure often includes those of the units below it, so figures are added up within one level only. Every
//! number says from how many reports it comes; what is withheld, ambiguous or not said is counted as that and never as nought.

pub mod wording;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::archive::{Archive, Entry};
use crate::figure::settle::{Claim, Settled};
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

/// How many reports say what, and how their values lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Reports in all.
    pub reports: usize,
    /// Values that are stated, ascending; of a range the lower end.
    pub values: Vec<Number>,
    /// Reports that withhold it.
    pub withheld: usize,
    /// Reports whose statements do not agree.
    pub ambiguous: usize,
    /// How far the values are exact.
    certainty: Certainty,
}

/// Which qualifiers there are among some values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Certainty {
    has_about: bool,
    has_at_least: bool,
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
    /// Of what some of so many reports say; the others are silent.
    pub fn of<'a>(reports: usize, told: impl IntoIterator<Item = &'a Told<'a>>) -> Self {
        let mut summary = Self { reports, ..Self::default() };
        for told in told {
            match &told.settled {
                Settled::Value(claim) => summary.add(claim),
                Settled::Withheld(_) => summary.withheld += 1,
                Settled::Ambiguous(_) => summary.ambiguous += 1,
            }
        }
        summary.values.sort();
        summary
    }

    fn add(&mut self, claim: &Claim) {
        self.values.extend(claim.value);
        match claim.qualifier {
            Qualifier::AtLeast => self.certainty.has_at_least = true,
            Qualifier::Approx | Qualifier::AtMost | Qualifier::Range => self.certainty.has_about = true,
            Qualifier::Exact | Qualifier::Redacted => {}
        }
    }

    /// Reports that say nothing of it.
    pub fn silent(&self) -> usize {
        self.reports.saturating_sub(self.values.len() + self.withheld + self.ambiguous)
    }

    fn qualifier(&self) -> Qualifier {
        match self.certainty {
            Certainty { has_about: true, .. } => Qualifier::Approx,
            Certainty { has_at_least: true, .. } => Qualifier::AtLeast,
            Certainty { .. } => Qualifier::Exact,
        }
    }

    /// The sum of the values; nothing where there are none, or it goes beyond all bounds.
    pub fn sum(&self) -> Option<Figured> {
        let parts =
            self.values.iter().try_fold(0_i64, |sum, value| sum.checked_add(value.ten_thousandths()))?;
        let value = Number::from_ten_thousandths(parts);
        (!self.values.is_empty()).then(|| Figured { value, qualifier: self.qualifier() })
    }

    /// The middle value; of two in the middle their mean.
    pub fn median(&self) -> Option<Number> {
        let count = self.values.len();
        let (low, high) = (self.values.get(count.checked_sub(1)? / 2)?, self.values.get(count / 2)?);
        let (low, high) = (low.ten_thousandths(), high.ten_thousandths());
        Some(Number::from_ten_thousandths(low + (high - low) / 2))
    }

    /// The value that a share of the values, in quarters, does not exceed: by the nearest rank.
    pub fn quartile(&self, quarters: usize) -> Option<Number> {
        let rank = (self.values.len() * quarters).div_ceil(4).max(1);
        self.values.get(rank - 1).copied()
    }
}

/// What is told, summed up by year and level; every year and level that has published reports is there.
pub fn summaries(archive: &Archive, told: &[Told<'_>]) -> BTreeMap<(Year, LevelId), Summary> {
    group(told, archive.published(), |entry| (entry.key.year, entry.level))
}

/// The same by year.
pub fn by_year(archive: &Archive, told: &[Told<'_>]) -> BTreeMap<Year, Summary> {
    group(told, archive.published().map(|((year, _), count)| (year, count)), |entry| entry.key.year)
}

fn group<K: Ord + Copy>(
    told: &[Told<'_>],
    published: impl Iterator<Item = (K, usize)>,
    key: impl Fn(&Entry) -> K,
) -> BTreeMap<K, Summary> {
    let mut groups: BTreeMap<K, (usize, Vec<&Told<'_>>)> = BTreeMap::new();
    for (key, count) in published {
        groups.entry(key).or_default().0 += count;
    }
    for one in told {
        groups.entry(key(one.entry)).or_default().1.push(one);
    }
    groups.into_iter().map(|(key, (reports, told))| (key, Summary::of(reports, told))).collect()
}

/// Classes of equal width over the values, at most some number of them: their lower ends and counts. Widths are 1, 2 or 5
/// times a power of ten.
pub fn classes(values: &[Number], most: i64) -> (i64, Vec<(i64, usize)>) {
    let unit = |value: &Number| value.ten_thousandths() / 10_000;
    let (Some(least), Some(greatest)) = (values.iter().map(unit).min(), values.iter().map(unit).max()) else {
        return (1, vec![]);
    };
    let fits = |width: i64| greatest.div_euclid(width) - least.div_euclid(width) < most;
    let widths = (0..18).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
    let width = widths.into_iter().find(|width| fits(*width)).unwrap_or(i64::MAX);
    let first = least.div_euclid(width);
    let place = |whole: i64| usize::try_from(whole.div_euclid(width) - first).unwrap_or_default();
    let mut counts = vec![0; place(greatest) + 1];
    for value in values {
        counts[place(unit(value))] += 1;
    }
    (width, (first..).map(|class| class * width).zip(counts).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(values: &[i64]) -> Summary {
        let values = values.iter().filter_map(|value| Number::whole(*value)).collect();
        Summary { reports: 9, values, ..Summary::default() }
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
        let values: Vec<Number> =
            [0, 3, 12, 47, 48].iter().filter_map(|value| Number::whole(*value)).collect();
        let (width, found) = classes(&values, 10);
        assert_eq!(width, 5);
        assert_eq!(found.first(), Some(&(0, 2)));
        assert_eq!(found.iter().map(|(_, count)| count).sum::<usize>(), values.len());
    }
}
