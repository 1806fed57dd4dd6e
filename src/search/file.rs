//! Files of the index: scripts that carry bytes.
//!
//! Every file is one call, `shuzhi.put("catalog","…");`, of its own name (its path below `search/` without `.js`) and its
//! bytes. So a page opened from a disk can load it, where browsers allow scripts and nothing else, and any server that
//! sends files can send it.
//!
//! The whole file is text in UTF-16, little-endian, behind a byte order mark, which for a browser outweighs whatever a server says
//! of the encoding. A code unit of the second word is two bytes, lowest first; one that cannot stand in a string of
//! a script, which is a surrogate, a quotation mark, a backslash or a line's end, stands as `ESCAPE` and the unit with its highest
//! bit changed, and so does `ESCAPE` itself. Of bytes without a pattern that is one unit in 32: three percent more, where base64 adds a third.
//!
//! The bytes are a version, [`FORMAT`], the number of bytes that fill up (0 or 1, so that all are an even number), the contents, what
//! fills up, and a checksum of all this (CRC-32, IEEE 802.3) in four bytes, lowest first.

use adler2::Adler32;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

/// Version of the format. A reader refuses all others.
pub const FORMAT: u8 = 2;

/// What stands before a unit that was changed.
const ESCAPE: u16 = 0xE000;

/// What changes it.
const CHANGE: u16 = 0x8000;

/// Why a file of the index cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It cannot be read at all, and why.
    Missing(String),
    /// It is cut short, was changed, or does not belong to the others.
    Damaged,
    /// It was written by another version of the program.
    OtherFormat,
}

/// The file called `name` with contents.
pub fn wrap(name: &str, contents: &[u8]) -> Vec<u8> {
    let (head, filled) = around(contents);
    let sum = checksum(contents).to_le_bytes();
    let mut file = Vec::with_capacity((contents.len() + 2 * name.len()) * 17 / 16 + 60);
    let mut put = |unit: u16| file.extend_from_slice(&unit.to_le_bytes());
    put(0xFEFF);
    before(name).for_each(&mut put);
    let bytes = head.iter().chain(contents).chain(filled).chain(&sum).copied();
    for unit in pairs(bytes) {
        if is_escaped(unit) {
            put(ESCAPE);
            put(unit ^ CHANGE);
        } else {
            put(unit);
        }
    }
    AFTER.encode_utf16().for_each(&mut put);
    file
}

/// The contents of the file called `name`.
pub fn unwrap(name: &str, file: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let bytes = bytes(name, file).ok_or(Unreadable::Damaged)?;
    let (rest, sum) = bytes.split_last_chunk::<4>().ok_or(Unreadable::Damaged)?;
    if crc32fast::hash(rest) != u32::from_le_bytes(*sum) {
        return Err(Unreadable::Damaged);
    }
    let ([format, filled], rest) = rest.split_first_chunk::<2>().ok_or(Unreadable::Damaged)?;
    if *format != FORMAT {
        return Err(Unreadable::OtherFormat);
    }
    let end = rest.len().checked_sub(usize::from(*filled)).ok_or(Unreadable::Damaged)?;
    Ok(rest[..end].to_vec())
}

/// The checksum that the file with these contents ends with, by which a browser tells a new one from the one it keeps.
pub fn checksum(contents: &[u8]) -> u32 {
    let (head, filled) = around(contents);
    let mut sum = crc32fast::Hasher::new();
    for part in [&head, contents, filled] {
        sum.update(part);
    }
    sum.finalize()
}

/// What stands before and after contents, but for the checksum.
fn around(contents: &[u8]) -> ([u8; 2], &'static [u8]) {
    let filled: &[u8] = if contents.len().is_multiple_of(2) { &[] } else { &[0] };
    ([FORMAT, filled.len() as u8], filled)
}

/// What stands before the bytes of the file called `name`.
fn before(name: &str) -> impl Iterator<Item = u16> {
    "shuzhi.put(\"".encode_utf16().chain(name.encode_utf16()).chain("\",\"".encode_utf16())
}

/// What stands after them.
const AFTER: &str = "\");\n";

/// Units of two bytes each.
fn pairs(bytes: impl Iterator<Item = u8>) -> impl Iterator<Item = u16> {
    let mut bytes = bytes.fuse();
    std::iter::from_fn(move || Some(u16::from_le_bytes([bytes.next()?, bytes.next()?])))
}

/// Whether a unit cannot stand in a string, or would be taken for another.
fn is_escaped(unit: u16) -> bool {
    matches!(unit, 0xD800..=0xDFFF | 0x22 | 0x5C | 0x0A | 0x0D | ESCAPE)
}

/// The bytes that a file carries, if it is whole.
fn bytes(name: &str, file: &[u8]) -> Option<Vec<u8>> {
    if !file.len().is_multiple_of(2) {
        return None;
    }
    let units: Vec<u16> = pairs(file.iter().copied()).collect();
    let prefix: Vec<u16> = std::iter::once(0xFEFF).chain(before(name)).collect();
    let suffix: Vec<u16> = AFTER.encode_utf16().collect();
    let mut units = units.strip_prefix(prefix.as_slice())?.strip_suffix(suffix.as_slice())?.iter();
    let mut bytes = Vec::with_capacity(units.len() * 2);
    while let Some(&unit) = units.next() {
        let unit = if unit == ESCAPE { units.next()? ^ CHANGE } else { unit };
        bytes.extend_from_slice(&unit.to_le_bytes());
    }
    Some(bytes)
}

/// Texts compressed against a dictionary that all share.
///
/// Browsers inflate zlib streams (RFC 1950), yet take no dictionary. So the dictionary is the beginning of every stream: it
/// is compressed once, up to a byte's end, and a reader puts those bytes before those of the text it wants, inflates
/// both, and drops the dictionary's length from the front.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    text: Vec<u8>,
    /// The beginning of a zlib stream that inflates to the text.
    stream: Vec<u8>,
}

/// Longest dictionary: matches reach back so far (RFC 1951).
pub const LONGEST_DICTIONARY: usize = 32 << 10;

/// A third quicker than 6, and 4 % larger.
const LEVEL: Compression = Compression::new(3);

impl Dictionary {
    /// Compresses a dictionary; what is too long is cut off its front.
    pub fn new(text: &[u8]) -> Self {
        let text = &text[text.len().saturating_sub(LONGEST_DICTIONARY - 300)..];
        let mut stream = Vec::with_capacity(text.len() + 1024);
        let mut compress = Compress::new(Compression::best(), true);
        let done = compress.compress_vec(text, &mut stream, FlushCompress::Sync);
        debug_assert!(done.is_ok() && compress.total_in() == text.len() as u64);
        Self { text: text.to_vec(), stream }
    }

    /// The dictionary's file: the length of its text in four bytes, lowest first, and the stream.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.text.len() as u32).to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.stream);
        bytes
    }

    /// Reads the dictionary's file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let (length, stream) = bytes.split_first_chunk::<4>().ok_or(Unreadable::Damaged)?;
        let length = u32::from_le_bytes(*length) as usize;
        let mut text = Vec::with_capacity(length.min(LONGEST_DICTIONARY));
        let mut inflate = Decompress::new(true);
        let done = inflate.decompress_vec(stream, &mut text, FlushDecompress::Sync);
        if done.is_err() || text.len() != length {
            return Err(Unreadable::Damaged);
        }
        Ok(Self { text, stream: stream.to_vec() })
    }

    /// Compresses texts against the dictionary, one after the other.
    pub fn compressor(&self) -> Compressor<'_> {
        let mut sum = Adler32::new();
        sum.write_slice(&self.text);
        Compressor { dictionary: self, compress: Compress::new(LEVEL, false), sum }
    }

    /// The reverse of [`Compressor::compress`].
    pub fn inflate(&self, rest: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let mut inflate = Decompress::new(true);
        let mut text = Vec::with_capacity(64 << 10);
        for (part, flush) in
            [(self.stream.as_slice(), FlushDecompress::Sync), (rest, FlushDecompress::Finish)]
        {
            let mut part = part;
            loop {
                let before = inflate.total_in();
                let status =
                    inflate.decompress_vec(part, &mut text, flush).map_err(|_| Unreadable::Damaged)?;
                part = &part[(inflate.total_in() - before) as usize..];
                if status == flate2::Status::StreamEnd {
                    return text.get(self.text.len()..).map(<[u8]>::to_vec).ok_or(Unreadable::Damaged);
                }
                if text.len() < text.capacity() {
                    break;
                }
                text.reserve(text.capacity().max(64 << 10));
            }
        }
        Err(Unreadable::Damaged)
    }
}

/// Compresses texts against a dictionary. It takes room of its own, some 300 KB, which is costly to make for every text.
#[derive(Debug)]
pub struct Compressor<'a> {
    dictionary: &'a Dictionary,
    compress: Compress,
    /// Of the dictionary.
    sum: Adler32,
}

impl Compressor<'_> {
    /// The rest of a zlib stream that begins with the dictionary and goes on with a text.
    pub fn compress(&mut self, text: &[u8]) -> Vec<u8> {
        let Self { dictionary, compress, .. } = self;
        compress.reset();
        let mut rest = Vec::with_capacity(text.len() / 2 + 256);
        let primed = dictionary.text.is_empty() || compress.set_dictionary(&dictionary.text).is_ok();
        debug_assert!(primed);
        let done = compress.compress_vec(text, &mut rest, FlushCompress::Finish);
        debug_assert!(done.is_ok());
        let mut sum = self.sum;
        sum.write_slice(text);
        rest.extend_from_slice(&sum.checksum().to_be_bytes());
        rest
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn files_and_texts_come_back(contents in vec(any::<u8>(), 0..300), dictionary in "[党建工作a-c]{0,400}", text in "[党建工作制度x]{0,3000}") {
            let file = wrap("a/b", &contents);
            prop_assert_eq!(unwrap("a/b", &file), Ok(contents));
            prop_assert_eq!(unwrap("a/c", &file), Err(Unreadable::Damaged));
            let written = Dictionary::new(dictionary.as_bytes());
            let read = Dictionary::from_bytes(&written.to_bytes()).expect("a dictionary");
            let mut compressor = written.compressor();
            let first = compressor.compress(text.as_bytes());
            let rest = compressor.compress(text.as_bytes());
            prop_assert_eq!(&first, &rest);
            prop_assert_eq!(read.inflate(&rest), Ok(text.into_bytes()));
            prop_assert_eq!(read.inflate(&rest[..rest.len() - 1]), Err(Unreadable::Damaged));
        }

        #[test]
        fn every_unit_comes_back(unit: u16, before in vec(any::<u8>(), 0..3)) {
            let contents = [&before[..], &unit.to_le_bytes()[..]].concat();
            let file = wrap("a", &contents);
            prop_assert_eq!(unwrap("a", &file), Ok(contents));
            let units: Vec<u16> = pairs(file.iter().copied()).collect();
            // It is text: one call on one line, with four quotation marks.
            let text = String::from_utf16(&units).expect("no half characters");
            prop_assert_eq!(text.matches(['"', '\\', '\n', '\r']).count(), 5);
        }

        #[test]
        fn damage_is_found(contents in vec(any::<u8>(), 1..300), at in any::<proptest::sample::Index>(), bit in 0u8..7) {
            let mut file = wrap("a", &contents);
            let at = at.index(file.len());
            file[at] ^= 1 << bit;
            prop_assert!(unwrap("a", &file).is_err());
            prop_assert!(unwrap("a", &file[..at]).is_err());
        }
    }
}
