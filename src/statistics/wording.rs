//! Wording 提法: how often terms are said, and which phrases a year has more or fewer of than the one before.

#![expect(clippy::cast_precision_loss, reason = "counts are of reports and characters, far below 2^52")]

use std::collections::BTreeMap;

use crate::archive::{Archive, Said, Tally};
use crate::unit::{LevelId, Year};

/// How often a term is said in some reports.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Frequency {
    /// Times, and reports that say it.
    pub said: Said,
    /// Length of all reports in characters.
    pub characters: u64,
}

impl Frequency {
    /// Of a term, by its number, in some reports.
    pub fn of(term: u16, tally: &Tally) -> Self {
        let said = tally.terms.get(&term).copied().unwrap_or_default();
        Self { said, characters: tally.characters }
    }

    /// Times in ten thousand characters; nothing where there are no texts.
    pub fn per_ten_thousand(self) -> Option<f64> {
        (self.characters > 0).then(|| self.said.times as f64 * 10_000.0 / self.characters as f64)
    }
}

/// Tallies by year.
pub fn by_year(archive: &Archive) -> BTreeMap<Year, Tally> {
    group(archive.tallies().map(|((year, _), tally)| (year, tally)))
}

/// Tallies of a year by level.
pub fn by_level(archive: &Archive, of: Year) -> BTreeMap<LevelId, Tally> {
    let of_year = archive.tallies().filter(|((year, _), _)| *year == of);
    group(of_year.map(|((_, level), tally)| (level, tally)))
}

fn group<'a, K: Ord>(tallies: impl Iterator<Item = (K, &'a Tally)>) -> BTreeMap<K, Tally> {
    let mut groups: BTreeMap<K, Tally> = BTreeMap::new();
    for (key, tally) in tallies {
        *groups.entry(key).or_default() += tally;
    }
    groups
}

/// A phrase that one year's reports set off clearly more or less often than the other's.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift<'a> {
    /// The phrase.
    pub phrase: &'a str,
    /// Reports of the year that set it off.
    pub now: usize,
    /// Reports of the year before.
    pub before: usize,
    /// Whether no year before had it, or the year has it no more.
    pub is_end: bool,
    /// Standard deviations by which its log-odds differ; above nought where it became more frequent.
    pub z: f64,
}

/// From one year to the next: phrases that became clearly more frequent, and those that became less so, clearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifts<'a> {
    /// The year.
    pub year: Year,
    /// The year before: the nearest that has reports.
    pub before: Year,
    /// More frequent.
    pub more: Vec<Shift<'a>>,
    /// Less frequent.
    pub fewer: Vec<Shift<'a>>,
}

/// From where on a difference is told: what chance alone would exceed once in a hundred times. There are many phrases.
const CLEAR: f64 = 2.58;

/// So many reports make a phrase that no year had before, or that the year has no more, worth telling in any case: few reports
/// make no difference clear.
const SEVERAL: usize = 3;

/// The shifts of all years but the first, in order.
///
/// A report counts once for each phrase that it sets off, however often it does: one author's habit is no campaign. Frequencies are
/// compared by log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn, Fightin' Words, Political Analysis 16, 2008,
/// section 3.3.2, equations 16 and 22). The prior is what all years say, weighing a tenth of the smaller year: so a phrase that is rare
/// everywhere must do more to stand out. Linear in the phrases and years.
pub fn shifts(archive: &Archive) -> Vec<Shifts<'_>> {
    let mut sums: BTreeMap<Year, usize> = by_year(archive).keys().map(|year| (*year, 0)).collect();
    for (year, count) in archive.phrases().flat_map(|(_, years)| years) {
        *sums.entry(*year).or_default() += count;
    }
    let all: usize = sums.values().sum();
    let years: Vec<(Year, usize)> = sums.into_iter().collect();
    years
        .windows(2)
        .map(|pair| {
            let [(before, sum_before), (year, sum)] = [pair[0], pair[1]];
            let weight = sum.min(sum_before) as f64 / 10.0;
            let shift = |(phrase, counts): (_, &BTreeMap<Year, usize>)| {
                let of = |year| counts.get(&year).copied().unwrap_or_default();
                let (now, then) = (of(year), of(before));
                let prior = weight * counts.values().sum::<usize>() as f64 / all as f64;
                let z = difference([now, sum], [then, sum_before], prior, weight);
                let is_new = counts.keys().next() == Some(&year);
                Shift { phrase, now, before: then, is_end: is_new || (now == 0 && then > 0), z }
            };
            let is_told = |shift: &Shift<'_>| {
                shift.z.abs() >= CLEAR || (shift.is_end && shift.now.max(shift.before) >= SEVERAL)
            };
            let clear = archive.phrases().map(shift).filter(is_told);
            let (mut more, mut fewer): (Vec<_>, Vec<_>) = clear.partition(|shift| shift.z > 0.0);
            more.sort_by(|left, right| right.z.total_cmp(&left.z));
            fewer.sort_by(|left, right| left.z.total_cmp(&right.z));
            Shifts { year, before, more, fewer }
        })
        .collect()
}

/// The difference of two log-odds in standard deviations. Both sides are a phrase's count and that of all phrases.
fn difference([now, sum]: [usize; 2], [then, sum_then]: [usize; 2], prior: f64, weight: f64) -> f64 {
    let odds = |count: usize, sum: usize| {
        let count = count as f64 + prior;
        (count / (sum as f64 + weight - count)).ln()
    };
    let variance = 1.0 / (now as f64 + prior) + 1.0 / (then as f64 + prior);
    let z = (odds(now, sum) - odds(then, sum_then)) / variance.sqrt();
    if z.is_finite() { z } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_clear_where_counts_are_large() {
        let all = [1_000, 1_000];
        let of = |now: usize, then: usize| {
            difference([now, all[0]], [then, all[1]], (now + then) as f64 * 0.05, 100.0)
        };
        assert!(of(40, 0) > CLEAR && of(0, 40) < -CLEAR);
        assert!(of(3, 1).abs() < CLEAR && of(300, 300).abs() < 1e-9);
        assert!((of(40, 10) + of(10, 40)).abs() < 1e-9);
        // A phrase that is all there is has no odds.
        assert!(difference([5, 5], [5, 5], 0.0, 0.0).abs() < 1e-9);
        assert!(difference([0, 0], [0, 0], 0.0, 0.0).abs() < 1e-9);
    }

    #[test]
    fn a_frequency_without_texts_is_none() {
        let said = Said { times: 3, reports: 2 };
        assert_eq!(Frequency { said, characters: 6_000 }.per_ten_thousand(), Some(5.0));
        assert_eq!(Frequency { said, characters: 0 }.per_ten_thousand(), None);
    }
}
