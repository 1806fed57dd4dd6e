//! The catalogue: what a reader has to know before it can ask for a list.
//!
//! The file `index` names the catalogue by its checksum, so that a browser never goes on with an old one; the catalogue names
//! checksums of all other files, 64 of them together where there are many. It is JSON, deflated (RFC 1950).

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::file::Unreadable;
use super::grams::{Gram, hash};

/// What the index holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Names of levels, highest first.
    pub levels: Vec<String>,
    /// Kinds of documents, the usual one first.
    pub kinds: Vec<String>,
    /// Names of the kinds of sections in the site's language, in the order of their bits.
    pub sections: Vec<String>,
    /// The years with their names in the site's language.
    pub years: Vec<(u16, String)>,
    /// Whether all names, those of units included, fold alike with and without the table.
    pub plain: bool,
    /// Number of units.
    pub units: u32,
    /// Checksum of the units' file.
    pub units_sum: u32,
    /// Checksum of the file `sections`.
    pub sections_sum: u32,
    /// Checksum of the dictionary.
    pub dictionary: u32,
    /// Checksum of the folding table.
    pub folding: u32,
    /// Volumes, oldest first.
    pub volumes: Vec<Volume>,
}

/// Some years of reports, indexed together: an edit changes no file of another volume.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Its folder.
    pub name: String,
    /// Number of shards, a power of two.
    pub shards: u32,
    /// Length up to which phrases that occur are exact.
    pub depth: u8,
    /// What tells this numbering of the reports from others; every shard has it.
    pub numbering: u32,
    /// Years with their numbers of reports, ascending.
    pub years: Vec<(u16, u32)>,
    /// The unit of each report: what its number exceeds that of the report before in the same year by.
    pub units: Vec<u32>,
    /// The level of each report.
    pub levels: Vec<u8>,
    /// The kind of document of each report.
    pub kinds: Vec<u16>,
    /// The kinds of all sections of each report, one bit each; these are in the file `sections`, as [`Sections`].
    #[serde(skip)]
    pub sections: Vec<u16>,
    /// Checksums of the shards, of 64 together.
    pub lists: Vec<u32>,
    /// Checksums of the texts, of 64 together.
    pub texts: Vec<u32>,
    /// Reports that are no more, ascending: a preview leaves them in the lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<u32>,
}

/// The file `sections`: [`Volume::sections`] of each volume. Half of what is known of reports, and needed only for queries
/// without words.
pub type Sections = Vec<Vec<u16>>;

/// The file `index`: four bytes, lowest first, so that a reader that asks whether an index is still the same has little to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Checksum of the catalogue.
    pub catalog: u32,
}

impl Index {
    /// Its bytes.
    pub fn to_bytes(self) -> [u8; 4] {
        self.catalog.to_le_bytes()
    }

    /// The reverse of [`Self::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let bytes = bytes.try_into().map_err(|_| Unreadable::Damaged)?;
        Ok(Self { catalog: u32::from_le_bytes(bytes) })
    }
}

/// A unit as a query finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredUnit {
    /// Its place in addresses.
    pub slug: String,
    /// Its name in pinyin, syllables joined by `-`; empty if the slug is that.
    pub pinyin: String,
    /// Its name today.
    pub name: String,
    /// Short and former names.
    pub others: Vec<String>,
}

/// How many files share a folder and a checksum.
pub const TOGETHER: u32 = 64;

impl Catalog {
    /// What the file `sections` has.
    pub fn sections_of_volumes(&self) -> Sections {
        self.volumes.iter().map(|volume| volume.sections.clone()).collect()
    }

    /// Whether its parts agree with each other, so that no reader runs past an end.
    pub fn is_sound(&self) -> bool {
        let (levels, kinds) = (self.levels.len(), self.kinds.len());
        self.volumes.iter().all(|volume| {
            volume.is_sound()
                && volume.levels.iter().all(|level| usize::from(*level) < levels)
                && volume.kinds.iter().all(|kind| usize::from(*kind) < kinds)
        })
    }
}

impl StoredUnit {
    /// The syllables of its name.
    pub fn syllables(&self) -> impl Iterator<Item = &str> {
        let pinyin = if self.pinyin.is_empty() { &self.slug } else { &self.pinyin };
        pinyin.split('-')
    }
}

impl Volume {
    /// Number of reports.
    pub fn reports(&self) -> u32 {
        self.levels.len() as u32
    }

    /// The shard of a gram.
    pub fn shard(&self, gram: Gram) -> u32 {
        hash(gram) & (self.shards - 1)
    }

    /// The name of a shard's file.
    pub fn shard_file(&self, shard: u32) -> String {
        format!("{}/l{}/{}", self.name, shard / TOGETHER, shard % TOGETHER)
    }

    /// The name of a text's file.
    pub fn text_file(&self, report: u32) -> String {
        format!("{}/t{}/{}", self.name, report / TOGETHER, report % TOGETHER)
    }

    fn is_sound(&self) -> bool {
        let reports = self.levels.len();
        let columns = [self.units.len(), self.kinds.len(), self.sections.len()];
        columns.iter().all(|length| *length == reports)
            && self.years.iter().map(|(_, count)| *count as usize).sum::<usize>() == reports
            && self.shards.is_power_of_two()
            && self.lists.len() as u32 == self.shards.div_ceil(TOGETHER)
            && self.texts.len() == reports.div_ceil(TOGETHER as usize)
            && self.hidden.iter().all(|report| (*report as usize) < reports)
    }
}

/// How many shards a volume has: lists of two kilobytes or so each. Steps of two, so that adding reports seldom changes it.
pub fn shards(reports: usize) -> u32 {
    (reports as u32 * 6 / 5).next_power_of_two().clamp(16, 1 << 15)
}

/// A value as deflated JSON.
pub fn pack(value: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(value).unwrap_or_default();
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 4), Compression::best());
    let written = encoder.write_all(&json);
    debug_assert!(written.is_ok());
    encoder.finish().unwrap_or_default()
}

/// The reverse of [`pack`].
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let mut json = vec![];
    ZlibDecoder::new(bytes).read_to_end(&mut json).map_err(|_| Unreadable::Damaged)?;
    serde_json::from_slice(&json).map_err(|_| Unreadable::Damaged)
}
