//! Records of reports, kept from one start of the preview to the next.
//!
//! One file: a line that names what the records depend on, then for each report the length of its path, the
//! path, the hash of its file, its seal, the record's length, and the record. All numbers are little-endian.
//! The seal is a hash of the line, the path, the file's hash and the record; a record is taken only if it is
//! unbroken, so that a damaged file costs time and never gives a wrong record, nor that of another path.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use super::ContentHash;

/// Name of the file.
const FILE: &str = "records";

/// How the name of a file begins that is being written; the number of the process follows.
const UNFINISHED: &str = "records.";

/// Kept records by path.
#[derive(Debug, Default)]
pub struct RecordCache {
    bytes: Vec<u8>,
    first_line: String,
    index: BTreeMap<Box<str>, Kept>,
}

/// Where a record stands, and what it is of.
#[derive(Debug)]
struct Kept {
    file: ContentHash,
    seal: ContentHash,
    place: Range<usize>,
}

impl RecordCache {
    /// The records kept in a folder under a key; none if there is no such file, or it is another key's.
    pub fn open(folder: &Path, key: &str) -> Self {
        Self::read(fs::read(folder.join(FILE)).unwrap_or_default(), first_line(key))
    }

    fn read(bytes: Vec<u8>, first_line: String) -> Self {
        if !bytes.starts_with(first_line.as_bytes()) {
            return Self::default();
        }
        let mut at = first_line.len();
        let mut index = BTreeMap::new();
        while let Some((path, kept)) = entry(&bytes, &mut at) {
            index.insert(path, kept);
        }
        Self { bytes, first_line, index }
    }

    /// The record of a file at a path with a hash.
    pub fn get(&self, path: &str, file: ContentHash) -> Option<&[u8]> {
        let kept = self.index.get(path).filter(|kept| kept.file == file)?;
        let record = &self.bytes[kept.place.clone()];
        (seal(&self.first_line, path, file, record) == kept.seal).then_some(record)
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
        remove_unfinished(folder)?;
        let temporary = folder.join(format!("{UNFINISHED}{}", std::process::id()));
        let written = write(&temporary, &first_line(key), records)
            .and_then(|()| fs::rename(&temporary, folder.join(FILE)));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

fn first_line(key: &str) -> String {
    format!("shuzhi records 2 {}\n", key.escape_debug())
}

fn seal(first_line: &str, path: &str, file: ContentHash, record: &[u8]) -> ContentHash {
    ContentHash::of_parts(&[first_line.as_bytes(), path.as_bytes(), &file.to_bytes(), record])
}

/// Removes what processes left that were killed while they wrote. One that still writes then fails to put its
/// file in place, and the records of this one stand.
fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(UNFINISHED));
        if process.is_some_and(|process| process.bytes().all(|byte| byte.is_ascii_digit())) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Writes the whole file. It is not synced: what a loss of power leaves of it has no unbroken seals.
fn write<'a>(
    path: &Path,
    first_line: &str,
    records: impl Iterator<Item = (&'a str, ContentHash, Vec<u8>)>,
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, fs::File::create(path)?);
    file.write_all(first_line.as_bytes())?;
    for (path, hash, record) in records {
        file.write_all(&(path.len() as u32).to_le_bytes())?;
        file.write_all(path.as_bytes())?;
        file.write_all(&hash.to_bytes())?;
        file.write_all(&seal(first_line, path, hash, &record).to_bytes())?;
        file.write_all(&(record.len() as u32).to_le_bytes())?;
        file.write_all(&record)?;
    }
    file.flush()
}

/// The entry that begins at a position, which moves behind it.
fn entry(bytes: &[u8], at: &mut usize) -> Option<(Box<str>, Kept)> {
    let length = number(take(bytes, at, 4)?);
    let path = std::str::from_utf8(take(bytes, at, length)?).ok()?;
    let file = ContentHash::from_bytes(take(bytes, at, 8)?.try_into().ok()?);
    let seal = ContentHash::from_bytes(take(bytes, at, 8)?.try_into().ok()?);
    let length = number(take(bytes, at, 4)?);
    take(bytes, at, length)?;
    Some((path.into(), Kept { file, seal, place: *at - length..*at }))
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

    /// Records of files of which many have the same bytes.
    fn records() -> Vec<(String, ContentHash, Vec<u8>)> {
        let record = |number: u8| {
            let record: Vec<u8> = (0..40 + number).map(|byte| byte ^ number).collect();
            (format!("{number}/甲.md"), ContentHash::of(&[number % 3]), record)
        };
        (0..50).map(record).collect()
    }

    fn store(folder: &Path) -> Vec<u8> {
        let records = records();
        let entries = records.iter().map(|(path, hash, record)| (path.as_str(), *hash, record.clone()));
        RecordCache::store(folder, "key", entries).unwrap();
        fs::read(folder.join(FILE)).unwrap()
    }

    /// How many records are found of a file of these bytes; those found must be the right ones.
    #[track_caller]
    fn found(bytes: &[u8]) -> usize {
        let cache = RecordCache::read(bytes.to_vec(), first_line("key"));
        let is_found = |(path, hash, record): &(String, ContentHash, Vec<u8>)| {
            let kept = cache.get(path, *hash);
            assert!(kept.is_none_or(|kept| kept == record), "{path} has another record");
            kept.is_some()
        };
        records().iter().filter(|record| is_found(record)).count()
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
        assert_eq!(cache.get("51/甲.md", ContentHash::of(&[0])), None);
        assert!(RecordCache::open(folder.path(), "another key").index.is_empty());
        assert!(RecordCache::open(&folder.path().join("nothing"), "key").index.is_empty());
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 3, "no temporary file is left");
    }

    #[test]
    fn a_damaged_file_never_gives_a_wrong_record() {
        let folder = tempfile::tempdir().unwrap();
        let sound = store(folder.path());
        assert_eq!(found(&sound), records().len());
        // Every bit of the first entries, which stands for the others, and single bits all over the file.
        let first = first_line("key").len() * 8..(first_line("key").len() + 3 * 90) * 8;
        let all_over = (0..sound.len() * 8).step_by(13);
        for bit in first.chain(all_over) {
            let mut bytes = sound.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(found(&bytes) < records().len(), "bit {bit} counts for nothing");
        }
    }

    #[test]
    fn a_cut_file_gives_the_records_before_the_cut() {
        let folder = tempfile::tempdir().unwrap();
        let sound = store(folder.path());
        let mut before = 0;
        for length in 0..sound.len() {
            let found = found(&sound[..length]);
            assert!(found == before || found == before + 1, "{found} after {before} at {length}");
            before = found;
        }
        assert_eq!(before, records().len() - 1);
    }

    #[test]
    fn a_record_under_the_path_of_a_file_with_the_same_bytes_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let hash = ContentHash::of(b"the same bytes");
        let records = [("2.md", b"links of 2".to_vec()), ("3.md", b"links of 3".to_vec())];
        RecordCache::store(
            folder.path(),
            "key",
            records.into_iter().map(|(path, record)| (path, hash, record)),
        )
        .unwrap();
        let mut bytes = fs::read(folder.path().join(FILE)).unwrap();
        let at = memchr::memmem::find(&bytes, b"3.md").unwrap();
        bytes[at] = b'2';
        fs::write(folder.path().join(FILE), &bytes).unwrap();
        assert_eq!(RecordCache::open(folder.path(), "key").get("2.md", hash), None);
    }

    #[test]
    fn a_writer_that_was_killed_leaves_the_records_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let sound = store(folder.path());
        let unfinished = folder.path().join(format!("{UNFINISHED}4194305"));
        let other = folder.path().join("records.old");
        fs::write(&unfinished, &sound[..sound.len() / 2]).unwrap();
        fs::write(&other, "of somebody else").unwrap();
        assert_eq!(RecordCache::open(folder.path(), "key").index.len(), records().len());
        store(folder.path());
        assert!(!unfinished.exists() && other.exists());
    }

    #[test]
    fn a_write_that_fails_says_so_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FILE)).unwrap();
        assert!(RecordCache::store(folder.path(), "key", std::iter::empty()).is_err());
        assert!(RecordCache::open(folder.path(), "key").index.is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        let file = folder.path().join("CACHEDIR.TAG");
        assert!(RecordCache::store(&file, "key", std::iter::empty()).is_err(), "the folder is a file");
    }
}
