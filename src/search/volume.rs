//! Building a volume: texts in, files out.
//!
//! Memory is bounded by the volume, not by the archive: some 20 bytes for each character of its texts at the peak.

use std::sync::atomic::{AtomicU16, Ordering};

use rayon::prelude::*;

use super::catalog::{TOGETHER, Volume, shards};
use super::closure::{Closure, close};
use super::file::{Compressor, Dictionary, checksum, wrap};
use super::grams::Counter;
use super::lists::{Lists, Parted, Record, record};
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
    let lists = Lists::of(&records);
    drop(records);
    let texts = texts.into_iter().flatten().collect();
    let closure = close(texts, &lists);
    volume.depth = closure.depth;
    volume.lists = write_shards(volume, &lists, &closure, workshop)?;
    Ok(())
}

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

/// Reports whose texts share a checksum.
struct Group {
    texts: Vec<Vec<u16>>,
    records: Parted,
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
                records.push(record(gram, report, symbol));
            });
            texts.push(indexed.units);
        }
        Ok(Self { texts, records: Parted::of(records), checksum: checksum(&sums) })
    }
}

/// Writes the shards; gives their checksums, of 64 together.
fn write_shards<W: Workshop>(
    volume: &Volume,
    lists: &Lists,
    closure: &Closure,
    workshop: &W,
) -> Result<Vec<u32>, W::Error> {
    let mut order: Vec<(u32, u32)> =
        lists.grams.iter().zip(0..).map(|(gram, at)| (volume.shard(*gram), at)).collect();
    order.par_sort_unstable();
    let write = |encoder: &mut shard::Encoder, shard: u32, order: &[(u32, u32)]| {
        let entries = order.iter().map(|&(_, list)| {
            let at = list as usize;
            let entry = encoder.entry(lists.list(at), lists.symbols(at), closure.exceptions(list));
            (lists.grams[at], entry)
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
        let mut encoder = shard::Encoder::new(volume.reports());
        for shard in first..volume.shards.min(first + TOGETHER) {
            let from = order.partition_point(|(known, _)| *known < shard);
            let to = from + order[from..].partition_point(|(known, _)| *known == shard);
            sums.extend_from_slice(&write(&mut encoder, shard, &order[from..to])?.to_le_bytes());
        }
        Ok(checksum(&sums))
    });
    sums.collect()
}
