//! Exception closure: why lists of pairs are enough.
//!
//! The reports with the phrase *xyz* are some of those that have *xy* and *yz*, and mostly all of them. So a list for
//! *xyz* is kept only where it is shorter than that intersection, and then as the ranks of its reports within the
//! intersection; phrases of four characters follow from those of three in the same way. Of every phrase of up to
//! [`Closure::depth`] characters that occurs anywhere in the volume, the lists together give the exact reports. Of one
//! that occurs nowhere they may give some: a reader looks at the text of one of them, and knows.

use std::ops::Range;

use rayon::prelude::*;

use super::grams::{Gram, TITLE_END, gram, hash};

/// Lists of the grams of a volume, in the order of the grams.
#[derive(Debug, Default)]
pub struct Lists {
    /// The grams, ascending.
    pub grams: Vec<Gram>,
    /// Where the list of each begins in `reports`; one more for the end.
    pub starts: Vec<u32>,
    /// Reports by number, ascending in each list.
    pub reports: Vec<u16>,
}

impl Lists {
    /// The reports of the list with a number.
    pub fn list(&self, at: usize) -> &[u16] {
        &self.reports[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// A list that does not follow from shorter grams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Number of the list of the gram it begins with.
    pub list: u32,
    /// The third unit, and the fourth or 0.
    pub rest: (u16, u16),
    /// Size of the intersection.
    pub of: u32,
    /// Where its ranks within the intersection lie in [`Exceptions::ranks`], ascending.
    pub ranks: Range<u32>,
}

/// All such lists. There are some hundred thousand of few ranks each, so these lie in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exceptions {
    /// By list and rest.
    pub all: Vec<Exception>,
    /// The ranks of one list after the other.
    pub ranks: Vec<u16>,
}

impl Exceptions {
    /// Adds a list.
    pub fn push(&mut self, list: u32, rest: (u16, u16), of: u32, ranks: impl Iterator<Item = u16>) {
        let start = self.ranks.len() as u32;
        self.ranks.extend(ranks);
        self.all.push(Exception { list, rest, of, ranks: start..self.ranks.len() as u32 });
    }

    fn append(&mut self, other: Self) {
        let start = self.ranks.len() as u32;
        self.ranks.extend(other.ranks);
        self.all.extend(other.all.into_iter().map(|exception| {
            let ranks = exception.ranks.start + start..exception.ranks.end + start;
            Exception { ranks, ..exception }
        }));
    }

    fn sort(&mut self) {
        self.all.par_sort_unstable_by_key(|exception| (exception.list, exception.rest));
    }
}

/// What [`close`] finds.
#[derive(Debug)]
pub struct Closure {
    /// Length up to which phrases are exact.
    pub depth: u8,
    /// The lists.
    pub exceptions: Exceptions,
}

/// How many parts the work is cut into, and how many of them are in memory at a time.
const PARTS: usize = 64;
const AT_ONCE: usize = 32;

/// Finds the phrases of three and four units that do not follow from shorter ones.
///
/// Sorts every place of every text twice; needs some 12 bytes a place.
pub fn close(texts: Vec<Vec<u16>>, lists: &Lists) -> Closure {
    // Numbers of lists and reports share 64 bits.
    if lists.grams.len() >= 1 << 24 {
        return Closure { depth: 2, exceptions: Exceptions::default() };
    }
    let table = Table::new(&lists.grams);
    let numbered: Vec<Vec<u32>> = texts.into_par_iter().map(|text| table.number(&text)).collect();
    let dense = Dense::new(lists, numbered.len());
    let (threes, mut exceptions) = close_threes(&numbered, lists, &dense);
    drop(dense);
    for fours in close_fours(&numbered, lists, &threes, &table) {
        exceptions.append(fours);
    }
    exceptions.sort();
    Closure { depth: 4, exceptions }
}

/// Grams to numbers of lists.
struct Table {
    /// Gram and number; no gram is 0.
    slots: Vec<(Gram, u32)>,
}

/// In numbered texts: no pair begins here.
const NO_PAIR: u32 = u32::MAX;

impl Table {
    fn new(grams: &[Gram]) -> Self {
        let mut slots = vec![(0, 0); (grams.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        for (number, &gram) in grams.iter().enumerate() {
            let mut at = hash(gram) as usize & mask;
            while slots[at].0 != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = (gram, number as u32);
        }
        Self { slots }
    }

    fn get(&self, gram: Gram) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = hash(gram) as usize & mask;
        loop {
            match self.slots[at] {
                (0, _) => return NO_PAIR,
                (found, number) if found == gram => return number,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The list of the pair at each place of a text.
    fn number(&self, text: &[u16]) -> Vec<u32> {
        let pairs = text.windows(2);
        let number = |pair: &[u16]| {
            if pair.contains(&TITLE_END) { NO_PAIR } else { self.get(gram(pair[0], pair[1])) }
        };
        pairs.map(number).collect()
    }
}

/// A set of reports, one bit each.
type Bits = Vec<u64>;

fn has(bits: &Bits, report: u16) -> bool {
    bits[usize::from(report / 64)] >> (report % 64) & 1 == 1
}

fn fill(bits: &mut Bits, reports: &[u16]) {
    bits.fill(0);
    for &report in reports {
        bits[usize::from(report / 64)] |= 1 << (report % 64);
    }
}

/// Long lists as bits, for which intersections are counted 64 reports at a time.
struct Dense {
    bits: Vec<Option<Bits>>,
    words: usize,
}

impl Dense {
    fn new(lists: &Lists, reports: usize) -> Self {
        let words = reports.div_ceil(64);
        let dense = |at: usize| {
            let list = lists.list(at);
            (list.len() > words * 2).then(|| {
                let mut bits = vec![0; words];
                fill(&mut bits, list);
                bits
            })
        };
        Self { bits: (0..lists.grams.len()).into_par_iter().map(dense).collect(), words }
    }
}

/// Lists of phrases of three units.
struct Threes {
    /// By part: of the number of the pair and that of the next, the place where its reports begin.
    parts: Vec<Lists3>,
    width: u32,
}

#[derive(Default)]
struct Lists3 {
    keys: Vec<u64>,
    starts: Vec<u32>,
    reports: Vec<u16>,
}

impl Threes {
    fn get(&self, pair: u32, next: u32) -> &[u16] {
        let part = &self.parts[(pair / self.width) as usize];
        let key = u64::from(pair) << 24 | u64::from(next);
        match part.keys.binary_search(&key) {
            Ok(at) => &part.reports[part.starts[at] as usize..part.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }
}

/// Sorted records of some parts at a time: `record` makes one of a report's number and a place in its numbered text.
fn in_parts<T: Send>(
    numbered: &[Vec<u32>],
    width: u32,
    record: impl Fn(usize, &[u32], usize) -> Option<u64> + Sync,
    work: impl Fn(&[u64]) -> T + Sync,
) -> Vec<T> {
    let mut done = Vec::with_capacity(PARTS);
    for first in (0..PARTS).step_by(AT_ONCE) {
        let range = first as u32 * width..(first + AT_ONCE) as u32 * width;
        let parts = scatter(numbered, &range, width, &record);
        let sorted = parts.into_par_iter().map(|mut records| {
            // Stable, and the reports come in order.
            radsort::sort_by_key(&mut records, |record| record >> 16);
            records.dedup();
            work(&records)
        });
        done.extend(sorted.collect::<Vec<_>>());
    }
    done
}

/// The records of all pairs in a range, by part, each in the order of the reports. They are counted first, so that each lies in its
/// place at once: memory that is new costs more than the second look.
fn scatter(
    numbered: &[Vec<u32>],
    range: &Range<u32>,
    width: u32,
    record: &(impl Fn(usize, &[u32], usize) -> Option<u64> + Sync),
) -> Vec<Vec<u64>> {
    let size = numbered.len().div_ceil(rayon::current_num_threads() * 4).max(1);
    let chunks = || numbered.par_chunks(size).zip((0..numbered.len()).into_par_iter().step_by(size));
    let counts = chunks().map(|(texts, first)| {
        let mut counts = [0; AT_ONCE];
        each_record(texts, first, range, record, |pair, _| counts[(pair / width) as usize] += 1);
        counts
    });
    let counts: Vec<[usize; AT_ONCE]> = counts.collect();
    let of_part = |part: usize| vec![0; counts.iter().map(|counts| counts[part]).sum()];
    let mut parts: Vec<Vec<u64>> = (0..AT_ONCE).map(of_part).collect();
    // For each chunk its places in every part.
    let mut places: Vec<Vec<_>> = counts.iter().map(|_| vec![]).collect();
    for (part, records) in parts.iter_mut().enumerate() {
        let mut rest = records.as_mut_slice();
        for (places, counts) in places.iter_mut().zip(&counts) {
            let (own, behind) = rest.split_at_mut(counts[part]);
            places.push(own.iter_mut());
            rest = behind;
        }
    }
    chunks().zip(places).for_each(|((texts, first), mut places)| {
        each_record(texts, first, range, record, |pair, record| {
            if let Some(place) = places[(pair / width) as usize].next() {
                *place = record;
            }
        });
    });
    parts
}

/// Calls back for each record of some texts and a pair in a range, with how far the pair stands in the range.
fn each_record(
    texts: &[Vec<u32>],
    first: usize,
    range: &Range<u32>,
    record: impl Fn(usize, &[u32], usize) -> Option<u64>,
    mut each: impl FnMut(u32, u64),
) {
    for (report, text) in (first..).zip(texts) {
        for (at, &pair) in text.iter().enumerate() {
            if range.contains(&pair)
                && let Some(record) = record(report, text, at)
            {
                each(pair - range.start, record);
            }
        }
    }
}

/// Calls back for each run of records that agree in all but the report's number, with the reports.
fn runs(records: &[u64], mut each: impl FnMut(u64, &[u16])) {
    let mut reports: Vec<u16> = vec![];
    for run in records.chunk_by(|left, right| left >> 16 == right >> 16) {
        reports.clear();
        reports.extend(run.iter().map(|record| *record as u16));
        each(run[0] >> 16, &reports);
    }
}

fn close_threes(numbered: &[Vec<u32>], lists: &Lists, dense: &Dense) -> (Threes, Exceptions) {
    let width = (lists.grams.len() as u32).div_ceil(PARTS as u32).max(1);
    let record = |report: usize, text: &[u32], at: usize| {
        let next = *text.get(at + 1)?;
        (next != NO_PAIR).then(|| u64::from(text[at]) << 40 | u64::from(next) << 16 | report as u64)
    };
    let done = in_parts(numbered, width, record, |records| {
        let mut threes = Lists3::default();
        let mut exceptions = Exceptions::default();
        let (mut prefix, mut bits) = (NO_PAIR, vec![0; dense.words]);
        runs(records, |key, reports| {
            let (pair, next) = ((key >> 24) as u32, key as u32 & 0xFF_FFFF);
            threes.keys.push(key);
            threes.starts.push(threes.reports.len() as u32);
            threes.reports.extend(reports);
            let suffix = next as usize;
            if lists.list(pair as usize).len() == reports.len() || lists.list(suffix).len() == reports.len() {
                return;
            }
            if prefix != pair {
                fill(&mut bits, lists.list(pair as usize));
                prefix = pair;
            }
            let both = match &dense.bits[suffix] {
                Some(suffix) => {
                    suffix.iter().zip(&bits).map(|(left, right)| (left & right).count_ones() as usize).sum()
                }
                None => lists.list(suffix).iter().filter(|report| has(&bits, **report)).count(),
            };
            if both > reports.len() {
                let ranks = ranks(lists.list(suffix), &bits, reports);
                exceptions.push(pair, (lists.grams[suffix] as u16, 0), both as u32, ranks);
            }
        });
        threes.starts.push(threes.reports.len() as u32);
        (threes, exceptions)
    });
    let (mut parts, mut all) = (vec![], Exceptions::default());
    for (threes, exceptions) in done {
        parts.push(threes);
        all.append(exceptions);
    }
    (Threes { parts, width }, all)
}

fn close_fours(numbered: &[Vec<u32>], lists: &Lists, threes: &Threes, table: &Table) -> Vec<Exceptions> {
    let record = |report: usize, text: &[u32], at: usize| {
        let (middle, last) = (*text.get(at + 1)?, *text.get(at + 2)?);
        (middle != NO_PAIR && last != NO_PAIR)
            .then(|| u64::from(text[at]) << 40 | u64::from(last) << 16 | report as u64)
    };
    in_parts(numbered, threes.width, record, |records| {
        let mut exceptions = Exceptions::default();
        let mut bits = vec![0; numbered.len().div_ceil(64)];
        // Of phrases that begin with the same three units: these, the pair they end with, their reports, and whether these are in `bits`.
        let mut begins = (NO_PAIR, 0);
        let (mut middle, mut before, mut is_filled) = (NO_PAIR, [].as_slice(), false);
        runs(records, |key, reports| {
            let (pair, last) = ((key >> 24) as u32, key as u32 & 0xFF_FFFF);
            let (second, rest) = (lists.grams[pair as usize] as u16, lists.grams[last as usize]);
            let (third, fourth) = ((rest >> 16) as u16, rest as u16);
            if begins != (pair, third) {
                begins = (pair, third);
                middle = table.get(gram(second, third));
                before = threes.get(pair, middle);
                is_filled = false;
            }
            if before.len() == reports.len() {
                return;
            }
            let after = threes.get(middle, last);
            if after.len() == reports.len() {
                return;
            }
            if !is_filled {
                fill(&mut bits, before);
                is_filled = true;
            }
            let both = after.iter().filter(|report| has(&bits, **report)).count();
            if both > reports.len() {
                let ranks = ranks(after, &bits, reports);
                exceptions.push(pair, (third, fourth), both as u32, ranks);
            }
        });
        exceptions
    })
}

/// The ranks of some reports among those of a list that a set has, too.
fn ranks<'a>(list: &'a [u16], bits: &'a Bits, reports: &'a [u16]) -> impl Iterator<Item = u16> + 'a {
    let mut wanted = reports.iter().peekable();
    let both = list.iter().filter(|report| has(bits, **report)).zip(0..);
    both.filter_map(move |(report, rank)| wanted.next_if_eq(&report).map(|_| rank))
}
