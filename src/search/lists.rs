//! Lists of the grams of a volume: which reports have each, and where.

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
const PART: u32 = 10;

/// Records of some reports, by part.
pub fn parted(records: &[Record]) -> Vec<Vec<Record>> {
    let part = |record: Record| (record >> (Record::BITS - PART)) as usize;
    let mut sizes = [0; PARTS];
    for record in records {
        sizes[part(*record)] += 1;
    }
    let mut parts: Vec<Vec<Record>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for &record in records {
        parts[part(record)].push(record);
    }
    parts
}

/// Lists of the grams of a volume.
#[derive(Debug, Default)]
pub struct Lists {
    /// The grams, ascending; lists are numbered in their order.
    pub grams: Vec<Gram>,
    /// Where each list lies: the part, and its places there.
    places: Vec<(u32, u32, u32)>,
    parts: Vec<Part>,
}

/// The lists of a part, one after the other.
#[derive(Debug)]
struct Part {
    grams: Vec<Gram>,
    /// Where each list ends.
    ends: Vec<u32>,
    reports: Vec<u16>,
    symbols: Vec<Symbol>,
}

impl Lists {
    /// Of records as [`parted`] leaves them, of groups of reports in order. Linear in their number.
    pub fn of(groups: &[Vec<Vec<Record>>]) -> Self {
        let parts: Vec<Part> = (0..PARTS).into_par_iter().map(|part| Part::of(groups, part)).collect();
        let (mut grams, mut places) = (vec![], vec![]);
        for (number, part) in (0..).zip(&parts) {
            grams.extend(&part.grams);
            let starts = std::iter::once(0).chain(part.ends.iter().copied());
            places.extend(starts.zip(&part.ends).map(|(start, &end)| (number, start, end)));
        }
        Self { grams, places, parts }
    }

    /// The reports of the list with a number, ascending.
    pub fn list(&self, at: usize) -> &[u16] {
        let (part, start, end) = self.places[at];
        &self.parts[part as usize].reports[start as usize..end as usize]
    }

    /// The symbols of these reports.
    pub fn symbols(&self, at: usize) -> &[Symbol] {
        let (part, start, end) = self.places[at];
        &self.parts[part as usize].symbols[start as usize..end as usize]
    }
}

impl Part {
    fn of(groups: &[Vec<Vec<Record>>], part: usize) -> Self {
        let mut records = groups.iter().map(|group| group[part].as_slice()).collect::<Vec<_>>().concat();
        let gram = |record: &Record| (record >> 32) as Gram;
        // Stable, and the reports come in order.
        radsort::sort_by_key(&mut records, gram);
        let (mut grams, mut ends) = (vec![], vec![]);
        for list in records.chunk_by(|one, other| gram(one) == gram(other)) {
            grams.push(gram(&list[0]));
            ends.push(ends.last().copied().unwrap_or_default() + list.len() as u32);
        }
        Self {
            grams,
            ends,
            reports: records.iter().map(|record| (record >> 16) as u16).collect(),
            symbols: records.iter().map(|record| *record as Symbol).collect(),
        }
    }
}
