//! Statistics 统计: what many reports say of one indicator.
//!
//! A superior's figure often includes those of the units below it, so figures are added up within one level only. Every
//! number says from how many reports it comes; what is withheld, ambiguous or not said is counted as that and never as nought.

use std::collections::BTreeMap;

use crate::archive::{Archive, Entry};
use crate::figure::settle::{Claim, Settled};
use crate::figure::{IndicatorId, Number, Qualifier};
use crate::unit::{LevelId, Year};

/// What a report says of an indicator.
#[derive(Debug)]
pub struct Told<'a> {
    /// The report.
    pub entry: &'a Entry,
    /// What it says; nothing where it is silent.
    pub settled: Option<Settled>,
}

/// What all published reports of the archive say of an indicator, by unit and year. Linear in their number.
pub fn told(archive: &Archive, id: IndicatorId) -> Vec<Told<'_>> {
    of_reports(archive, id, |_| true)
}

/// The same of one year.
pub fn told_in(archive: &Archive, id: IndicatorId, year: Year) -> Vec<Told<'_>> {
    of_reports(archive, id, |entry| entry.key.year == year)
}

fn of_reports(archive: &Archive, id: IndicatorId, is_wanted: impl Fn(&Entry) -> bool) -> Vec<Told<'_>> {
    let indicators = &archive.config.indicators;
    let reports = archive.units().flat_map(|unit| archive.of_unit(&unit.id));
    let wanted = reports.filter(|entry| entry.is_published() && is_wanted(entry));
    wanted.map(|entry| Told { entry, settled: entry.record.says(id, indicators) }).collect()
}

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
    /// Of what some reports say.
    pub fn of<'a>(told: impl IntoIterator<Item = &'a Told<'a>>) -> Self {
        let mut summary = Self::default();
        for told in told {
            summary.reports += 1;
            match &told.settled {
                Some(Settled::Value(claim)) => summary.add(claim),
                Some(Settled::Withheld(_)) => summary.withheld += 1,
                Some(Settled::Ambiguous(_)) => summary.ambiguous += 1,
                None => {}
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
        self.reports - self.values.len() - self.withheld - self.ambiguous
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

/// Some reports by year.
pub fn by_year<'a, 'b>(told: &'b [Told<'a>]) -> BTreeMap<Year, Vec<&'b Told<'a>>> {
    grouped(told, |entry| entry.key.year)
}

/// Some reports by their level then.
pub fn by_level<'a, 'b>(told: &'b [Told<'a>]) -> BTreeMap<LevelId, Vec<&'b Told<'a>>> {
    grouped(told, |entry| entry.level)
}

fn grouped<'a, 'b, K: Ord>(
    told: &'b [Told<'a>],
    key: impl Fn(&Entry) -> K,
) -> BTreeMap<K, Vec<&'b Told<'a>>> {
    let mut groups: BTreeMap<K, Vec<&Told<'_>>> = BTreeMap::new();
    for one in told {
        groups.entry(key(one.entry)).or_default().push(one);
    }
    groups
}

/// Classes of equal width over the values, at most some number of them: their lower ends and counts. Widths are 1, 2 or 5
/// times a power of ten.
pub fn classes(values: &[Number], most: usize) -> (i64, Vec<(i64, usize)>) {
    let unit = |value: &Number| value.ten_thousandths() / 10_000;
    let (Some(least), Some(greatest)) = (values.iter().map(unit).min(), values.iter().map(unit).max()) else {
        return (1, vec![]);
    };
    let fits = |width: i64| greatest.div_euclid(width) - least.div_euclid(width) < most as i64;
    let widths = (0..18).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
    let width = widths.into_iter().find(|width| fits(*width)).unwrap_or(i64::MAX);
    let (first, last) = (least.div_euclid(width), greatest.div_euclid(width));
    let mut counts = vec![0; (last - first + 1) as usize];
    for value in values {
        counts[(unit(value).div_euclid(width) - first) as usize] += 1;
    }
    (width, counts.into_iter().enumerate().map(|(at, count)| ((first + at as i64) * width, count)).collect())
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
