//! Where sentences come from: all reports' sentences, sorted, tell which stand in several.

use rayon::prelude::*;

use super::Listed;
use super::print::{HASH_BITS, Print};

/// In the reports of so many units a sentence is anybody's, in archives of many units and of few.
const COMMON_UNITS: usize = 10;
const COMMON_UNITS_OF_FEW: usize = 4;

/// A sentence is followed to so many reports of other units, the latest first.
const MOST_SOURCES: usize = 4;

/// Sentences are sorted in so many parts, one after another, so that memory does not grow with the archive's text at once.
const PARTS: u64 = 16;

/// Shortest length that two reports must share to be listed, in characters, its least share of the report in per cent, and in how many
/// sentences: one may be chance.
const LISTED_LENGTH: usize = 60;
const LISTED_PERCENT: usize = 4;
const LISTED_SENTENCES: usize = 2;

/// From which share of the shingles on, in per cent, and from how many, sentences of two reports are aligned.
const ALIKE_PERCENT: usize = 12;
const ALIKE_SHINGLES: usize = 5;

/// A sentence of a report that another report has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// The report, by its number.
    pub report: u32,
    /// The other report.
    pub source: u32,
    /// The sentence's number among those of the report that count.
    pub sentence: u32,
}

/// A sentence that many units' reports have.
#[derive(Debug, Clone, Copy)]
pub struct Frequent {
    /// Units.
    pub units: usize,
    /// Reports.
    pub reports: usize,
    /// One of these reports, by its number.
    pub report: u32,
    /// The sentence's number in it.
    pub sentence: u32,
}

/// What is known of all sentences.
#[derive(Debug, Default)]
pub struct Origins {
    /// What sentences of many units say, ascending.
    pub common: Vec<u64>,
    /// The same with their numbers.
    pub frequent: Vec<Frequent>,
    /// Sentences of a report that an earlier one of its unit has, ascending.
    pub own: Vec<(u32, u32)>,
    /// Sentences that reports of other units have, ascending.
    pub shared: Vec<Shared>,
}

/// A sentence in the order of what it says.
type Placed = (u64, u32, u32);

/// In how many units' reports a sentence must stand to be set aside.
pub fn common_units(units: usize) -> usize {
    (units / 5).clamp(COMMON_UNITS_OF_FEW, COMMON_UNITS)
}

/// The units of reports in order, as numbers, and in how many units a sentence is anybody's.
fn units(listed: &[Listed<'_>]) -> (Vec<u32>, usize) {
    let of_units = listed.chunk_by(|one, two| one.entry.key.unit == two.entry.key.unit);
    let many = common_units(of_units.clone().count());
    let numbered = of_units.zip(0_u32..);
    (numbered.flat_map(|(reports, number)| std::iter::repeat_n(number, reports.len())).collect(), many)
}

/// Where the sentences of all reports come from; these are in the order of their keys. In n log n of the number of sentences.
pub fn origins(listed: &[Listed<'_>]) -> Origins {
    let (units, many) = units(listed);
    let mut origins = Origins::default();
    for part in 0..PARTS {
        let mut placed: Vec<Placed> = vec![];
        for (report, number) in listed.iter().zip(0_u32..) {
            let marks = report.print.marks.iter().zip(0_u32..);
            let of_part = marks.filter(|(mark, _)| mark.hash() >> (HASH_BITS - PARTS.ilog2()) == part);
            placed.extend(of_part.map(|(mark, sentence)| (mark.hash(), number, sentence)));
        }
        placed.par_sort_unstable();
        placed.chunk_by(|one, two| one.0 == two.0).for_each(|same| origins.take(same, &units, many, listed));
    }
    origins.own.par_sort_unstable();
    origins.shared.par_sort_unstable();
    origins.frequent.sort_by_key(|frequent| std::cmp::Reverse((frequent.units, frequent.reports)));
    origins
}

impl Origins {
    /// Takes in the sentences that say the same.
    fn take(&mut self, same: &[Placed], units: &[u32], many: usize, listed: &[Listed<'_>]) {
        let unit = |placed: &Placed| units[placed.1 as usize];
        let of_units = same.chunk_by(|one, two| unit(one) == unit(two)).count();
        if of_units >= many {
            let reports = same.chunk_by(|one, two| one.1 == two.1).count();
            let (hash, report, sentence) = same[0];
            self.common.push(hash);
            self.frequent.push(Frequent { units: of_units, reports, report, sentence });
            return;
        }
        let mark = |placed: &Placed| listed[placed.1 as usize].print.marks[placed.2 as usize];
        if same.iter().all(|placed| mark(placed).is_official()) {
            return;
        }
        let year = |placed: &Placed| listed[placed.1 as usize].entry.key.year;
        // A sentence may come many times in one report.
        let reports: Vec<Placed> = same.chunk_by(|one, two| one.1 == two.1).map(|same| same[0]).collect();
        for of_unit in same.chunk_by(|one, two| unit(one) == unit(two)) {
            for placed in of_unit.iter().filter(|placed| !mark(placed).is_official()) {
                if of_unit[0].1 != placed.1 {
                    self.own.push((placed.1, placed.2));
                    continue;
                }
                let is_source = |other: &&Placed| unit(other) != unit(placed) && year(other) <= year(placed);
                let mut sources: Vec<&Placed> = reports.iter().filter(is_source).collect();
                sources.sort_by_key(|other| (std::cmp::Reverse(year(other)), other.1));
                let shared = sources.into_iter().take(MOST_SOURCES);
                self.shared.extend(shared.map(|other| Shared {
                    report: placed.1,
                    source: other.1,
                    sentence: placed.2,
                }));
            }
        }
    }

    /// The sentences of a report that others have, by the other report.
    pub fn shared_by(&self, report: u32) -> &[Shared] {
        let start = self.shared.partition_point(|shared| shared.report < report);
        let length = self.shared[start..].partition_point(|shared| shared.report == report);
        &self.shared[start..start + length]
    }

    /// Whether an earlier report of its unit has a sentence.
    pub fn is_own(&self, report: u32, sentence: u32) -> bool {
        self.own.binary_search(&(report, sentence)).is_ok()
    }
}

/// Calls for each number of the prints with the reports that have it, ascending. In n log n of the number of them.
fn for_each_same(
    listed: &[Listed<'_>],
    numbers: fn(&Print) -> &[u32],
    mut call: impl FnMut(u32, &[(u32, u32)]),
) {
    for part in 0..PARTS {
        let mut placed: Vec<(u32, u32)> = vec![];
        for (report, number) in listed.iter().zip(0_u32..) {
            let of_part = numbers(report.print).iter().filter(|known| u64::from(**known) % PARTS == part);
            placed.extend(of_part.map(|known| (*known, number)));
        }
        placed.par_sort_unstable();
        placed.chunk_by(|one, two| one.0 == two.0).for_each(|same| call(same[0].0, same));
    }
}

/// Clauses that many units' reports have, by number, with units, reports, and one of these reports. In n log n of their number.
pub fn frequent_clauses(listed: &[Listed<'_>]) -> Vec<(u32, Frequent)> {
    let (units, many) = units(listed);
    let mut frequent = vec![];
    for_each_same(
        listed,
        |print| &print.clauses,
        |clause, same| {
            let of_units = same.chunk_by(|one, two| units[one.1 as usize] == units[two.1 as usize]).count();
            if of_units >= many {
                let report = same[0].1;
                frequent
                    .push((clause, Frequent { units: of_units, reports: same.len(), report, sentence: 0 }));
            }
        },
    );
    frequent
        .sort_by_key(|(clause, frequent)| (std::cmp::Reverse((frequent.units, frequent.reports)), *clause));
    frequent
}

/// Whether two reports share enough to be listed: sentences, their length, and that of the report.
pub fn is_listed(sentences: usize, length: usize, all: usize) -> bool {
    sentences >= LISTED_SENTENCES && length >= LISTED_LENGTH && length * 100 >= all * LISTED_PERCENT
}

/// Reports with other units' reports that share shingles, the later first, with the share in per cent; ascending. In n log n of the number of
/// shingles.
pub fn alike(listed: &[Listed<'_>]) -> Vec<(u32, u32, usize)> {
    let (units, many) = units(listed);
    let unit = |report: u32| units[report as usize];
    let year = |report: u32| listed[report as usize].entry.key.year;
    let mut pairs: Vec<(u32, u32)> = vec![];
    // Of each report the shingles that are not anybody's.
    let mut own = vec![0_usize; listed.len()];
    for_each_same(
        listed,
        |print| &print.sketch,
        |_, same| {
            if same.chunk_by(|one, two| unit(one.1) == unit(two.1)).count() >= many {
                return;
            }
            for (_, report) in same {
                own[*report as usize] += 1;
                let is_source =
                    |other: &&(u32, u32)| unit(other.1) != unit(*report) && year(other.1) <= year(*report);
                let mut sources: Vec<u32> = same.iter().filter(is_source).map(|other| other.1).collect();
                sources.sort_by_key(|other| (std::cmp::Reverse(year(*other)), *other));
                pairs.extend(sources.into_iter().take(MOST_SOURCES).map(|other| (*report, other)));
            }
        },
    );
    pairs.par_sort_unstable();
    let counted = pairs.chunk_by(|one, two| one == two).map(|same| (same[0], same.len()));
    let percent = |((report, other), count): ((u32, u32), usize)| {
        let percent = count * 100 / own[report as usize].max(1);
        (count >= ALIKE_SHINGLES && percent >= ALIKE_PERCENT).then_some((report, other, percent))
    };
    counted.filter_map(percent).collect()
}
