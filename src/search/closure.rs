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

/// Most parts that the work is cut into, so that each is sorted in a cache.
const PARTS: usize = 256;

/// Most places of several parts that are in memory at a time, eight bytes each.
const AT_ONCE: usize = 10 << 20;

/// Finds the phrases of three and four units that do not follow from shorter ones.
///
/// Sorts every place of every text twice; needs some 12 bytes a place.
pub fn close(texts: Vec<Vec<u16>>, lists: &Lists) -> Closure {
    // Numbers of lists and reports share 64 bits.
    if lists.grams.len() >= 1 << 24 {
        return Closure { depth: 2, exceptions: Exceptions::default() };
    }
    let table = Table::new(&lists.grams);
    let numbered = Numbered::new(texts, &table, lists.grams.len());
    let dense = Dense::new(lists, numbered.texts.len());
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

/// Texts as lists of the pairs at each place.
struct Numbered {
    texts: Vec<Vec<u32>>,
    /// So many texts are looked through together.
    chunk: usize,
    /// How many places the pairs of each part have in each chunk.
    places: Vec<[u32; PARTS]>,
    /// Of the number of a pair so many low bits do not tell its part.
    shift: u32,
}

impl Numbered {
    fn new(texts: Vec<Vec<u16>>, table: &Table, pairs: usize) -> Self {
        let shift = pairs.div_ceil(PARTS).next_power_of_two().ilog2();
        let chunk = texts.len().div_ceil(rayon::current_num_threads() * 4).max(1);
        let texts: Vec<Vec<u32>> = texts.into_par_iter().map(|text| table.number(&text)).collect();
        let places = texts.par_chunks(chunk).map(|texts| {
            let mut places = [0; PARTS];
            for pair in texts.iter().flatten().filter(|pair| **pair != NO_PAIR) {
                places[(pair >> shift) as usize] += 1;
            }
            places
        });
        Self { places: places.collect(), texts, chunk, shift }
    }

    /// The parts that are in memory together.
    fn rounds(&self) -> Vec<Range<usize>> {
        let mut rounds: Vec<Range<usize>> = vec![];
        let mut sum = 0;
        for part in 0..PARTS {
            let places: usize = self.places.iter().map(|places| places[part] as usize).sum();
            sum += places;
            match rounds.last_mut().filter(|_| sum <= AT_ONCE) {
                Some(round) => round.end = part + 1,
                None => {
                    sum = places;
                    rounds.push(part..part + 1);
                }
            }
        }
        rounds
    }

    /// Sorted records of some parts at a time: `record` makes one of a report's number and a place in its text.
    fn in_parts<T: Send>(
        &self,
        record: impl Fn(usize, &[u32], usize) -> Option<u64> + Sync,
        work: impl Fn(&[u64]) -> T + Sync,
    ) -> Vec<T> {
        let mut done = Vec::with_capacity(PARTS);
        for round in self.rounds() {
            let chunks = self.texts.par_chunks(self.chunk).zip(&self.places).enumerate();
            let chunks = chunks.map(|(at, (texts, places))| {
                // Sizes are known, since memory that is new is dear.
                let sizes = places[round.clone()].iter();
                let mut parts: Vec<Vec<u64>> = sizes.map(|size| Vec::with_capacity(*size as usize)).collect();
                self.scatter(at * self.chunk, texts, &round, &record, &mut parts);
                parts
            });
            let chunks: Vec<Vec<Vec<u64>>> = chunks.collect();
            let sorted = (0..round.len()).into_par_iter().map(|part| {
                let mut records =
                    chunks.iter().map(|parts| parts[part].as_slice()).collect::<Vec<_>>().concat();
                // Stable, and the reports come in order.
                radsort::sort_by_key(&mut records, |record| record >> 16);
                records.dedup();
                work(&records)
            });
            done.extend(sorted.collect::<Vec<_>>());
        }
        done
    }

    /// Puts the records of pairs of some parts into these.
    fn scatter(
        &self,
        report: usize,
        texts: &[Vec<u32>],
        round: &Range<usize>,
        record: impl Fn(usize, &[u32], usize) -> Option<u64>,
        parts: &mut [Vec<u64>],
    ) {
        let range = (round.start as u32) << self.shift..(round.end as u32) << self.shift;
        for (report, text) in (report..).zip(texts) {
            for (at, pair) in text.iter().enumerate().filter(|(_, pair)| range.contains(pair)) {
                parts[(pair >> self.shift) as usize - round.start].extend(record(report, text, at));
            }
        }
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

/// The reports of two sets, with how many of them stand before each word of bits.
#[derive(Default)]
struct Intersection(Vec<(u64, u16)>);

impl Intersection {
    /// Takes two sets; gives how many reports both have.
    fn fill(&mut self, one: &Bits, other: &Bits) -> usize {
        let mut count = 0;
        self.0.clear();
        self.0.extend(one.iter().zip(other).map(|(one, other)| {
            let both = one & other;
            let before = count;
            count += both.count_ones() as u16;
            (both, before)
        }));
        usize::from(count)
    }

    /// The ranks of some of the reports.
    fn ranks<'a>(&'a self, reports: &'a [u16]) -> impl Iterator<Item = u16> + 'a {
        reports.iter().map(|report| {
            let (both, before) = self.0[usize::from(report / 64)];
            before + (both & ((1 << (report % 64)) - 1)).count_ones() as u16
        })
    }
}

/// Lists of phrases of three units.
struct Threes {
    /// By part: of the number of the pair and that of the next, the place where its reports begin.
    parts: Vec<Lists3>,
    shift: u32,
}

#[derive(Default)]
struct Lists3 {
    keys: Vec<u64>,
    starts: Vec<u32>,
    reports: Vec<u16>,
}

impl Threes {
    fn get(&self, pair: u32, next: u32) -> &[u16] {
        let part = &self.parts[(pair >> self.shift) as usize];
        let key = u64::from(pair) << 24 | u64::from(next);
        match part.keys.binary_search(&key) {
            Ok(at) => &part.reports[part.starts[at] as usize..part.starts[at + 1] as usize],
            Err(_) => &[],
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

fn close_threes(numbered: &Numbered, lists: &Lists, dense: &Dense) -> (Threes, Exceptions) {
    let record = |report: usize, text: &[u32], at: usize| {
        let next = *text.get(at + 1)?;
        (next != NO_PAIR).then(|| u64::from(text[at]) << 40 | u64::from(next) << 16 | report as u64)
    };
    let done = numbered.in_parts(record, |records| {
        let mut threes = Lists3::default();
        let mut exceptions = Exceptions::default();
        let (mut prefix, mut bits) = (NO_PAIR, vec![0; dense.words]);
        let mut shared = Intersection::default();
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
            let rest = (lists.grams[suffix] as u16, 0);
            if let Some(others) = &dense.bits[suffix] {
                let both = shared.fill(&bits, others);
                if both > reports.len() {
                    exceptions.push(pair, rest, both as u32, shared.ranks(reports));
                }
                return;
            }
            let others = lists.list(suffix);
            let both = others.iter().filter(|report| has(&bits, **report)).count();
            if both > reports.len() {
                exceptions.push(pair, rest, both as u32, ranks(others, &bits, reports));
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
    (Threes { parts, shift: numbered.shift }, all)
}

fn close_fours(numbered: &Numbered, lists: &Lists, threes: &Threes, table: &Table) -> Vec<Exceptions> {
    let record = |report: usize, text: &[u32], at: usize| {
        let (middle, last) = (*text.get(at + 1)?, *text.get(at + 2)?);
        (middle != NO_PAIR && last != NO_PAIR)
            .then(|| u64::from(text[at]) << 40 | u64::from(last) << 16 | report as u64)
    };
    numbered.in_parts(record, |records| {
        let mut exceptions = Exceptions::default();
        let mut bits = vec![0; numbered.texts.len().div_ceil(64)];
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
