//! Building a volume: texts in, files out.
//!
//! Memory is bounded by the volume, not by the archive: some 40 bytes for each character of its texts at the peak.

use std::sync::atomic::{AtomicU16, Ordering};

use rayon::prelude::*;

use super::catalog::{TOGETHER, Volume, shards};
use super::closure::{Closure, Exceptions, Lists, close};
use super::file::{Compressor, Dictionary, checksum, wrap};
use super::grams::{Counter, Gram, Symbol};
use super::shard;
use super::text::StoredText;

/// Where texts come from and files go to.
pub trait Workshop: Sync {
    /// Why either fails.
    type Error: Send;
    /// The text of a report, by its number in the volume.
    fn text(&self, report: u32) -> Result<StoredText, Self::Error>;
    /// Whether files of texts are wanted; who makes them when they are asked for needs lists only.
    fn wants_texts(&self) -> bool {
        true
    }
    /// Takes a file of the index.
    fn write(&self, name: &str, file: &[u8]) -> Result<(), Self::Error>;
}

/// Most reports of a volume: numbers of reports have 16 bits, and memory should not grow with the archive.
pub const MOST_REPORTS: usize = 1 << 13;

/// Writes the lists and texts of a volume, of which name, numbering and columns are given, and completes it.
pub fn build<W: Workshop>(
    volume: &mut Volume,
    dictionary: &Dictionary,
    workshop: &W,
) -> Result<(), W::Error> {
    let reports = volume.reports();
    volume.shards = shards(reports as usize);
    let sections: Vec<AtomicU16> = (0..reports).map(|_| AtomicU16::new(0)).collect();
    let groups: Vec<u32> = (0..reports).step_by(TOGETHER as usize).collect();
    let draft = &*volume;
    let groups = groups.into_par_iter().map_init(
        || Tools::new(dictionary),
        |tools, first| {
            let group = first..reports.min(first + TOGETHER);
            Group::read(group, draft, tools, workshop, &sections)
        },
    );
    let groups = groups.collect::<Result<Vec<_>, _>>()?;
    volume.texts = groups.iter().map(|group| group.checksum).collect();
    volume.sections = sections.into_iter().map(AtomicU16::into_inner).collect();
    let (texts, records): (Vec<_>, Vec<_>) =
        groups.into_iter().map(|group| (group.texts, group.records)).unzip();
    let (lists, symbols) = lists(&records);
    drop(records);
    let texts = texts.into_iter().flatten().collect();
    let Closure { depth, exceptions } = close(texts, &lists);
    volume.depth = depth;
    volume.lists = write_shards(volume, &lists, &symbols, &exceptions, workshop)?;
    Ok(())
}

/// A gram in a report: gram, report and symbol, from the high end.
type Record = u64;

/// How many parts the records are cut into, by the highest bits of the first unit, so that each is sorted in a cache.
const PARTS: usize = 1 << PART;
const PART: u32 = 10;

/// How many of them are sorted at a time.
const AT_ONCE: usize = PARTS / 8;

/// What every group needs room for.
struct Tools<'a> {
    compressor: Compressor<'a>,
    counter: Counter,
    records: Vec<Record>,
}

impl<'a> Tools<'a> {
    fn new(dictionary: &'a Dictionary) -> Self {
        Self { compressor: dictionary.compressor(), counter: Counter::default(), records: vec![] }
    }
}

/// Records by part.
fn parted(records: &[Record]) -> Vec<Vec<Record>> {
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

/// Reports whose texts share a checksum.
struct Group {
    texts: Vec<Vec<u16>>,
    /// By part.
    records: Vec<Vec<Record>>,
    checksum: u32,
}

impl Group {
    fn read<W: Workshop>(
        reports: std::ops::Range<u32>,
        volume: &Volume,
        tools: &mut Tools<'_>,
        workshop: &W,
        sections: &[AtomicU16],
    ) -> Result<Self, W::Error> {
        let Tools { compressor, counter, records } = tools;
        let (mut texts, mut sums) = (vec![], vec![]);
        records.clear();
        for report in reports {
            let text = workshop.text(report)?;
            sections[report as usize].store(text.kinds(), Ordering::Relaxed);
            if workshop.wants_texts() {
                let name = volume.text_file(report);
                let contents = compressor.compress(&text.to_json());
                sums.extend_from_slice(&checksum(&contents).to_le_bytes());
                workshop.write(&name, &wrap(&name, &contents))?;
            }
            let indexed = text.folded().into_indexed();
            counter.count(&indexed, |gram, symbol| {
                records.push(u64::from(gram) << 32 | u64::from(report) << 16 | u64::from(symbol));
            });
            texts.push(indexed.units);
        }
        Ok(Self { texts, records: parted(records), checksum: checksum(&sums) })
    }
}

fn lists(groups: &[Vec<Vec<Record>>]) -> (Lists, Vec<Symbol>) {
    let count = groups.iter().flatten().map(Vec::len).sum();
    let mut lists = Lists { grams: vec![], starts: vec![], reports: Vec::with_capacity(count) };
    let mut symbols = Vec::with_capacity(count);
    // Some at a time, so that their copies are given back before all are sorted.
    for first in (0..PARTS).step_by(AT_ONCE) {
        let parts = (first..first + AT_ONCE).into_par_iter().map(|part| part_of_lists(groups, part));
        for (part, its_symbols) in parts.collect::<Vec<_>>() {
            let start = lists.reports.len() as u32;
            lists.grams.extend(part.grams);
            lists.starts.extend(part.starts.iter().map(|own| start + own));
            lists.reports.extend(part.reports);
            symbols.extend(its_symbols);
        }
    }
    lists.starts.push(lists.reports.len() as u32);
    (lists, symbols)
}

/// The lists of the grams of a part, without the end of the last.
fn part_of_lists(groups: &[Vec<Vec<Record>>], part: usize) -> (Lists, Vec<Symbol>) {
    let mut records = groups.iter().map(|group| group[part].as_slice()).collect::<Vec<_>>().concat();
    // Stable, and the reports come in order.
    radsort::sort_by_key(&mut records, |record| (record >> 32) as Gram);
    let mut lists = Lists::default();
    for (at, record) in records.iter().enumerate() {
        let gram = (record >> 32) as Gram;
        if lists.grams.last() != Some(&gram) {
            lists.grams.push(gram);
            lists.starts.push(at as u32);
        }
    }
    lists.reports = records.iter().map(|record| (record >> 16) as u16).collect();
    let symbols = records.iter().map(|record| *record as Symbol).collect();
    (lists, symbols)
}

/// Writes the shards; gives their checksums, of 64 together.
fn write_shards<W: Workshop>(
    volume: &Volume,
    lists: &Lists,
    symbols: &[Symbol],
    exceptions: &Exceptions,
    workshop: &W,
) -> Result<Vec<u32>, W::Error> {
    let mut order: Vec<(u32, u32)> =
        lists.grams.iter().zip(0..).map(|(gram, at)| (volume.shard(*gram), at)).collect();
    order.par_sort_unstable();
    let all = &exceptions.all;
    let write = |encoder: &mut shard::Encoder<'_>, shard: u32, order: &[(u32, u32)]| {
        let entries = order.iter().map(|&(_, at)| {
            let gram = lists.grams[at as usize];
            let (start, end) = (lists.starts[at as usize] as usize, lists.starts[at as usize + 1] as usize);
            let from = all.partition_point(|exception| exception.list < at);
            let to = from + all[from..].partition_point(|exception| exception.list == at);
            let (reports, symbols) = (&lists.reports[start..end], &symbols[start..end]);
            (gram, encoder.entry(reports, symbols, &all[from..to]))
        });
        let entries: Vec<_> = entries.collect();
        let name = volume.shard_file(shard);
        let mut contents = volume.numbering.to_le_bytes().to_vec();
        contents.extend_from_slice(&shard::encode(&entries));
        workshop.write(&name, &wrap(&name, &contents))?;
        Ok(checksum(&contents))
    };
    let groups: Vec<u32> = (0..volume.shards).step_by(TOGETHER as usize).collect();
    let sums = groups.into_par_iter().map(|first| {
        let mut sums = vec![];
        let mut encoder = shard::Encoder::new(volume.reports(), &exceptions.ranks);
        for shard in first..volume.shards.min(first + TOGETHER) {
            let from = order.partition_point(|(known, _)| *known < shard);
            let to = from + order[from..].partition_point(|(known, _)| *known == shard);
            sums.extend_from_slice(&write(&mut encoder, shard, &order[from..to])?.to_le_bytes());
        }
        Ok(checksum(&sums))
    });
    sums.collect()
}
