//! Exception closure: why lists of pairs are enough.
//!
//! The reports with the phrase *xyz* are some of those that have *xy* and *yz*, and mostly all of them. So a list for
//! *xyz* is kept only where it is shorter than that intersection, and then as the ranks of its reports within the
//! intersection; phrases of four characters follow from those of three in the same way. Of every phrase of up to
//! [`Closure::depth`] characters that occurs anywhere in the volume, the lists together give the exact reports. Of one
//! that occurs nowhere they may give some: a reader looks at the text of one of them, and knows.

use std::ops::Range;

use rayon::prelude::*;

use super::grams::gram;
use super::lists::Lists;
use super::threes::{Part, Phrases, Table, Three};

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

    /// Those of phrases that begin with the gram of a list.
    fn of(&self, list: u32) -> &[Exception] {
        let from = self.all.partition_point(|exception| exception.list < list);
        let to = from + self.all[from..].partition_point(|exception| exception.list == list);
        &self.all[from..to]
    }
}

/// What [`close`] finds.
#[derive(Debug, Default)]
pub struct Closure {
    /// Length up to which phrases are exact.
    pub depth: u8,
    /// Exceptions by the part of their lists.
    parts: Vec<Exceptions>,
    /// So many low bits of a list's number do not tell its part.
    shift: u32,
}

impl Closure {
    /// The exceptions that begin with the gram of a list, by rest, and where their ranks lie.
    pub fn exceptions(&self, list: u32) -> (&[Exception], &[u16]) {
        match self.parts.get((list >> self.shift) as usize) {
            Some(part) => (part.of(list), &part.ranks),
            None => (&[], &[]),
        }
    }
}

/// Finds the phrases of three and four units that do not follow from shorter ones.
///
/// Sorts every place of every text once; needs some 20 bytes a place.
pub fn close(texts: Vec<Vec<u16>>, lists: &Lists) -> Closure {
    let reports = texts.len();
    let table = Table::new(&lists.grams);
    let Some(phrases) = Phrases::of(texts, lists, &table) else {
        return Closure { depth: 2, ..Closure::default() };
    };
    let dense = Dense::new(lists, reports);
    let closing = Closing { phrases: &phrases, lists, table: &table, dense: &dense };
    let parts = phrases.parts.par_iter().map(|part| closing.exceptions(part)).collect();
    Closure { depth: 4, parts, shift: phrases.shift }
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

/// What exceptions are found from.
struct Closing<'a> {
    phrases: &'a Phrases,
    lists: &'a Lists,
    table: &'a Table,
    dense: &'a Dense,
}

impl Closing<'_> {
    /// Those of a part, by list and rest.
    fn exceptions(&self, part: &Part) -> Exceptions {
        let Self { phrases, lists, table, dense } = self;
        let mut exceptions = Exceptions::default();
        let mut fours = part.fours();
        let mut shared = Intersection::default();
        let (mut first, mut of_first) = (None, vec![0; dense.words]);
        let mut of_three = vec![0; dense.words];
        for (at, three) in part.threes.iter().enumerate() {
            let Three { pair, last } = *three;
            let reports = part.reports(at);
            let suffix = table.get(gram(lists.grams[pair as usize] as u16, last));
            let (prefix, others) = (lists.list(pair as usize), lists.list(suffix as usize));
            if prefix.len() > reports.len() && others.len() > reports.len() {
                if first != Some(pair) {
                    fill(&mut of_first, prefix);
                    first = Some(pair);
                }
                match &dense.bits[suffix as usize] {
                    Some(bits) => {
                        let both = shared.fill(&of_first, bits);
                        if both > reports.len() {
                            exceptions.push(pair, (last, 0), both as u32, shared.ranks(reports));
                        }
                    }
                    None => exceptions.add(pair, (last, 0), reports, (others, &of_first)),
                }
            }
            let mut is_filled = false;
            while let Some((_, fourth, ends)) = fours.next_if(|(three, ..)| *three == at) {
                let others = phrases.reports(suffix, fourth);
                if reports.len() > ends.len() && others.len() > ends.len() {
                    if !std::mem::replace(&mut is_filled, true) {
                        fill(&mut of_three, reports);
                    }
                    exceptions.add(pair, (last, fourth), ends, (others, &of_three));
                }
            }
        }
        exceptions
    }
}

impl Exceptions {
    /// Adds the list of a phrase, if the intersection of a list and a set has more reports than it.
    fn add(&mut self, list: u32, rest: (u16, u16), reports: &[u16], (one, other): (&[u16], &Bits)) {
        let both = one.iter().filter(|report| has(other, **report));
        let of = both.clone().count();
        if of > reports.len() {
            let mut wanted = reports.iter().peekable();
            let ranks = both.zip(0..).filter_map(|(report, rank)| wanted.next_if_eq(&report).map(|_| rank));
            self.push(list, rest, of as u32, ranks);
        }
    }
}
