//! Lists of the grams of a volume: which reports have each, and where.

use std::ops::Range;

use rayon::prelude::*;

use super::grams::{Gram, Symbol};

/// A gram in a report: gram, report and symbol, from the high end.
pub type Record = u64;

/// The record of a gram in a report.
pub fn record(gram: Gram, report: u32, symbol: Symbol) -> Record {
    u64::from(gram) << 32 | u64::from(report) << 16 | u64::from(symbol)
}

/// How many parts the records are cut into, by the highest bits of the first unit, so that each is sorted in a cache.
const PARTS: usize = 1 << PART;
const PART: u32 = 12;

/// The part of a gram.
fn part(gram: Gram) -> usize {
    (gram >> (Gram::BITS - PART)) as usize
}

/// The gram of a record.
fn gram(record: Record) -> Gram {
    (record >> 32) as Gram
}

/// Records of some reports, part after part.
#[derive(Debug)]
pub struct Parted {
    records: Vec<Record>,
    /// Where each part begins; one more for the end.
    starts: Vec<u32>,
}

impl Parted {
    /// Of records in any order of their grams; within a part it stays.
    pub fn of(records: &[Record]) -> Self {
        let mut starts = vec![0; PARTS + 1];
        for &record in records {
            starts[part(gram(record)) + 1] += 1;
        }
        for at in 0..PARTS {
            starts[at + 1] += starts[at];
        }
        let (mut next, mut parted) = (starts.clone(), vec![0; records.len()]);
        for &record in records {
            let next = &mut next[part(gram(record))];
            parted[*next as usize] = record;
            *next += 1;
        }
        Self { records: parted, starts }
    }

    fn part(&self, part: usize) -> &[Record] {
        &self.records[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

/// Lists of the grams of a volume.
#[derive(Debug, Default)]
pub struct Lists {
    /// The grams, ascending; lists are numbered in their order.
    pub grams: Vec<Gram>,
    parts: Vec<Part>,
}

/// The lists of a part, one after the other.
#[derive(Debug, Default)]
struct Part {
    /// The number of the first.
    first: usize,
    /// Where each list begins; one more for the end.
    starts: Vec<u32>,
    reports: Vec<u16>,
    symbols: Vec<Symbol>,
}

impl Lists {
    /// Of records of groups of reports, these in order. Linear in their number.
    pub fn of(groups: &[Parted]) -> Self {
        // Parts differ in size, most are empty.
        let parts = (0..PARTS).into_par_iter().with_max_len(8);
        let parts = parts.map(|part| Part::of(groups, part));
        let (of_parts, mut parts): (Vec<Vec<Gram>>, Vec<Part>) = parts.unzip();
        let mut grams = vec![];
        for (of_part, part) in of_parts.iter().zip(&mut parts) {
            part.first = grams.len();
            grams.extend(of_part);
        }
        Self { grams, parts }
    }

    /// The reports of the list with a number, ascending.
    pub fn list(&self, at: usize) -> &[u16] {
        let (part, list) = self.place(at);
        &part.reports[list]
    }

    /// The symbols of these reports.
    pub fn symbols(&self, at: usize) -> &[Symbol] {
        let (part, list) = self.place(at);
        &part.symbols[list]
    }

    /// Where a list lies.
    fn place(&self, at: usize) -> (&Part, Range<usize>) {
        let part = &self.parts[part(self.grams[at])];
        let at = at - part.first;
        (part, part.starts[at] as usize..part.starts[at + 1] as usize)
    }
}

impl Part {
    /// A part, and its grams.
    fn of(groups: &[Parted], part: usize) -> (Vec<Gram>, Self) {
        let mut records = groups.iter().map(|group| group.part(part)).collect::<Vec<_>>().concat();
        // Stable, and the reports come in order.
        radsort::sort_by_key(&mut records, |record| gram(*record));
        let (mut grams, mut starts) = (vec![], vec![0]);
        for list in records.chunk_by(|one, other| gram(*one) == gram(*other)) {
            grams.push(gram(list[0]));
            starts.push(starts[starts.len() - 1] + list.len() as u32);
        }
        let part = Self {
            first: 0,
            starts,
            reports: records.iter().map(|record| (record >> 16) as u16).collect(),
            symbols: records.iter().map(|record| *record as Symbol).collect(),
        };
        (grams, part)
    }
}
