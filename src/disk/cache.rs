//! Records of reports, kept from one start of the preview to the next.
//!
//! One file: a line that names what the records depend on, then for each report the length of its path, the
//! path, the hash of its file, the hash of its record, the record's length, and the record. All numbers are
//! little-endian. A record is taken only if its own hash is right, so that a damaged file costs time and never
//! gives a wrong record.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use super::ContentHash;

/// Name of the file.
const FILE: &str = "records";

/// Kept records by path.
#[derive(Debug, Default)]
pub struct RecordCache {
    bytes: Vec<u8>,
    index: BTreeMap<Box<str>, Kept>,
}

/// Where a record stands, and what it is of.
#[derive(Debug)]
struct Kept {
    file: ContentHash,
    record: ContentHash,
    place: Range<usize>,
}

impl RecordCache {
    /// The records kept in a folder under a key; none if there is no such file, or it is another key's.
    pub fn open(folder: &Path, key: &str) -> Self {
        let bytes = fs::read(folder.join(FILE)).unwrap_or_default();
        let Some(body) = bytes.strip_prefix(first_line(key).as_bytes()) else { return Self::default() };
        let mut at = bytes.len() - body.len();
        let mut index = BTreeMap::new();
        while let Some((path, kept)) = entry(&bytes, &mut at) {
            index.insert(path, kept);
        }
        Self { bytes, index }
    }

    /// The record of a file at a path with a hash.
    pub fn get(&self, path: &str, file: ContentHash) -> Option<&[u8]> {
        let kept = self.index.get(path).filter(|kept| kept.file == file)?;
        let record = &self.bytes[kept.place.clone()];
        (ContentHash::of(record) == kept.record).then_some(record)
    }

    /// Keeps records, each with its path and the hash of its file, in the place of those kept before.
    pub fn store<'a>(
        folder: &Path,
        key: &str,
        records: impl Iterator<Item = (&'a str, ContentHash, Vec<u8>)>,
    ) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        // For version control, and for backups (bford.info/cachedir).
        fs::write(folder.join(".gitignore"), "*\n")?;
        fs::write(folder.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")?;
        let temporary = folder.join(format!("{FILE}.{}", std::process::id()));
        let mut file = BufWriter::with_capacity(1 << 20, fs::File::create(&temporary)?);
        let written = (|| {
            file.write_all(first_line(key).as_bytes())?;
            for (path, hash, record) in records {
                file.write_all(&(path.len() as u32).to_le_bytes())?;
                file.write_all(path.as_bytes())?;
                file.write_all(&hash.to_bytes())?;
                file.write_all(&ContentHash::of(&record).to_bytes())?;
                file.write_all(&(record.len() as u32).to_le_bytes())?;
                file.write_all(&record)?;
            }
            file.flush()?;
            fs::rename(&temporary, folder.join(FILE))
        })();
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

fn first_line(key: &str) -> String {
    format!("shuzhi records 1 {}\n", key.escape_debug())
}

/// The entry that begins at a position, which moves behind it.
fn entry(bytes: &[u8], at: &mut usize) -> Option<(Box<str>, Kept)> {
    let length = number(take(bytes, at, 4)?);
    let path = std::str::from_utf8(take(bytes, at, length)?).ok()?;
    let file = ContentHash::from_bytes(take(bytes, at, 8)?.try_into().ok()?);
    let record = ContentHash::from_bytes(take(bytes, at, 8)?.try_into().ok()?);
    let length = number(take(bytes, at, 4)?);
    take(bytes, at, length)?;
    Some((path.into(), Kept { file, record, place: *at - length..*at }))
}

fn take<'a>(bytes: &'a [u8], at: &mut usize, length: usize) -> Option<&'a [u8]> {
    let part = bytes.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(part)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Vec<(String, ContentHash, Vec<u8>)> {
        let record = |number: u8| {
            (format!("{number}/甲.md"), ContentHash::of(&[number]), vec![number; usize::from(number) * 3])
        };
        (0..50).map(record).collect()
    }

    fn store(folder: &Path) {
        let records = records();
        let entries = records.iter().map(|(path, hash, record)| (path.as_str(), *hash, record.clone()));
        RecordCache::store(folder, "key", entries).unwrap();
    }

    #[test]
    fn what_is_kept_is_found() {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path());
        let cache = RecordCache::open(folder.path(), "key");
        for (path, hash, record) in records() {
            assert_eq!(cache.get(&path, hash), Some(record.as_slice()));
            assert_eq!(cache.get(&path, ContentHash::of(b"another version")), None);
        }
        assert_eq!(RecordCache::open(folder.path(), "another key").index.len(), 0);
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 3, "no temporary file is left");
    }

    #[test]
    fn a_damaged_file_never_gives_a_wrong_record() {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path());
        let file = folder.path().join(FILE);
        let sound = fs::read(&file).unwrap();
        let check = |bytes: &[u8]| {
            fs::write(&file, bytes).unwrap();
            let cache = RecordCache::open(folder.path(), "key");
            for (path, hash, record) in records() {
                assert!(cache.get(&path, hash).is_none_or(|kept| kept == record));
            }
        };
        for at in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << (at % 8);
            check(&bytes);
            if at % 7 == 0 {
                check(&sound[..at]);
            }
        }
    }
}
