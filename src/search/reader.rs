//! Reading the index: catalogue, lists, texts.

use super::catalog::{Catalog, Index, Sections, StoredUnit, Volume, unpack};
use super::file::{Dictionary, Unreadable, checksum, unwrap};
use super::grams::Gram;
use super::shard::{self, Entry};
use super::text::StoredText;

/// Where files of the index come from.
pub trait Files: Sync {
    /// A file by its name.
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable>;
}

/// A file of the index cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexError {
    /// Its name.
    pub file: String,
    /// Why.
    pub reason: Unreadable,
}

/// An index that is open.
pub struct Reader<F> {
    files: F,
    index: Index,
    /// What it holds.
    pub catalog: Catalog,
    /// All reports, volume after volume.
    pub reports: Vec<Report>,
    /// Where the reports of each volume begin, and where the last ends.
    pub starts: Vec<u32>,
    dictionary: Dictionary,
}

/// What the catalogue says of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Year.
    pub year: u16,
    /// Number of its unit.
    pub unit: u32,
    /// Number of its level.
    pub level: u8,
    /// Number of its kind of document.
    pub kind: u16,
    /// Kinds of its sections, one bit each.
    pub sections: u16,
}

impl<F: Files> Reader<F> {
    /// Opens an index.
    pub fn open(files: F) -> Result<Self, IndexError> {
        let index = file(&files, "index", Index::from_bytes)?;
        let (mut catalog, sum): (Catalog, u32) =
            file(&files, "catalog", |contents| Ok((unpack(contents)?, checksum(contents))))?;
        if sum != index.catalog {
            return Err(error("catalog", Unreadable::Damaged));
        }
        let sections: Sections = file(&files, "sections", unpack)?;
        for (volume, sections) in catalog.volumes.iter_mut().zip(sections) {
            volume.sections = sections;
        }
        if !catalog.is_sound() {
            return Err(error("sections", Unreadable::Damaged));
        }
        let dictionary = file(&files, "dictionary", Dictionary::from_bytes)?;
        let (mut reports, mut starts) = (vec![], vec![0]);
        for volume in &catalog.volumes {
            reports.extend(Report::of(volume));
            starts.push(reports.len() as u32);
        }
        Ok(Self { files, index, catalog, reports, starts, dictionary })
    }

    /// Whether the index is still the one that was opened. If it is after files were read, they were all of one publication.
    pub fn is_current(&self) -> Result<bool, IndexError> {
        let index = file(&self.files, "index", Index::from_bytes)?;
        Ok(index == self.index)
    }

    /// The volume of a report, and its number there.
    pub fn place(&self, report: u32) -> (usize, u32) {
        let volume = self.starts.partition_point(|start| *start <= report) - 1;
        (volume, report - self.starts[volume])
    }

    /// What is kept of a gram in a volume.
    pub fn entry(&self, volume: &Volume, gram: Gram) -> Result<Option<Entry>, IndexError> {
        let name = volume.shard_file(volume.shard(gram));
        file(&self.files, &name, |contents| {
            let (numbering, body) = contents.split_first_chunk::<4>().ok_or(Unreadable::Damaged)?;
            if u32::from_le_bytes(*numbering) != volume.numbering {
                return Err(Unreadable::Damaged);
            }
            let entry = shard::find(body, gram).map_err(|_| Unreadable::Damaged)?;
            let decode =
                |entry| shard::decode_entry(entry, volume.reports()).map_err(|_| Unreadable::Damaged);
            entry.map(decode).transpose()
        })
    }

    /// The text of a report.
    pub fn text(&self, report: u32) -> Result<StoredText, IndexError> {
        let (volume, number) = self.place(report);
        file(&self.files, &self.catalog.volumes[volume].text_file(number), |bytes| {
            StoredText::from_json(&self.dictionary.inflate(bytes)?)
        })
    }

    /// All units.
    pub fn units(&self) -> Result<Vec<StoredUnit>, IndexError> {
        let units: Vec<StoredUnit> = file(&self.files, "units", unpack)?;
        let is_known = |report: &Report| (report.unit as usize) < units.len();
        if self.reports.iter().all(is_known) { Ok(units) } else { Err(error("units", Unreadable::Damaged)) }
    }
}

impl Report {
    fn of(volume: &Volume) -> Vec<Self> {
        let mut reports = Vec::with_capacity(volume.levels.len());
        for &(year, count) in &volume.years {
            let mut unit = 0u32;
            for _ in 0..count {
                let at = reports.len();
                unit = unit.saturating_add(volume.units[at]);
                let (level, kind, sections) = (volume.levels[at], volume.kinds[at], volume.sections[at]);
                reports.push(Self { year, unit, level, kind, sections });
            }
        }
        reports
    }
}

fn error(name: &str, reason: Unreadable) -> IndexError {
    IndexError { file: name.to_owned(), reason }
}

fn file<T>(
    files: &impl Files,
    name: &str,
    read: impl FnOnce(&[u8]) -> Result<T, Unreadable>,
) -> Result<T, IndexError> {
    let contents = files.read(name).and_then(|bytes| unwrap(name, &bytes));
    contents.and_then(|contents| read(&contents)).map_err(|reason| error(name, reason))
}
