//! Files of the index: scripts that carry bytes.
//!
//! Every file is one call, `shuzhi.put("catalog","…");`, of its own name (its path below `search/` without `.js`) and its
//! bytes in base64 (RFC 4648). So a page opened from a disk can load it, where browsers allow scripts and nothing else,
//! and any server that sends files can send it; one that compresses takes back what base64 adds.
//!
//! The bytes are a version, [`FORMAT`], the contents, and a checksum of both (CRC-32, IEEE 802.3) in four bytes, lowest first.

use adler2::Adler32;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

/// Version of the format. A reader refuses all others.
pub const FORMAT: u8 = 1;

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
    let mut bytes = Vec::with_capacity(contents.len() + 5);
    bytes.push(FORMAT);
    bytes.extend_from_slice(contents);
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    let mut file = String::with_capacity(bytes.len() * 4 / 3 + 40);
    file.push_str("shuzhi.put(\"");
    file.push_str(name);
    file.push_str("\",\"");
    STANDARD.encode_string(&bytes, &mut file);
    file.push_str("\");\n");
    file.into_bytes()
}

/// The contents of the file called `name`.
pub fn unwrap(name: &str, file: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let prefix = format!("shuzhi.put(\"{name}\",\"");
    let rest = file.strip_prefix(prefix.as_bytes()).ok_or(Unreadable::Damaged)?;
    let base64 = rest.strip_suffix(b"\");\n").ok_or(Unreadable::Damaged)?;
    let mut bytes = STANDARD.decode(base64).map_err(|_| Unreadable::Damaged)?;
    let (contents, sum) = bytes.split_last_chunk::<4>().ok_or(Unreadable::Damaged)?;
    if crc32fast::hash(contents) != u32::from_le_bytes(*sum) {
        return Err(Unreadable::Damaged);
    }
    if contents.first() != Some(&FORMAT) {
        return Err(Unreadable::OtherFormat);
    }
    bytes.truncate(bytes.len() - 4);
    bytes.remove(0);
    Ok(bytes)
}

/// A checksum of a file, by which a browser tells a new one from the one it keeps.
pub fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
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

    /// The rest of a zlib stream that begins with the dictionary and goes on with a text.
    pub fn compress(&self, text: &[u8]) -> Vec<u8> {
        let mut compress = Compress::new(LEVEL, false);
        let mut rest = Vec::with_capacity(text.len() / 2 + 256);
        let primed = self.text.is_empty() || compress.set_dictionary(&self.text).is_ok();
        debug_assert!(primed);
        let done = compress.compress_vec(text, &mut rest, FlushCompress::Finish);
        debug_assert!(done.is_ok());
        let mut sum = Adler32::new();
        sum.write_slice(&self.text);
        sum.write_slice(text);
        rest.extend_from_slice(&sum.checksum().to_be_bytes());
        rest
    }

    /// The reverse of [`Self::compress`].
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
            let rest = written.compress(text.as_bytes());
            prop_assert_eq!(read.inflate(&rest), Ok(text.into_bytes()));
            prop_assert_eq!(read.inflate(&rest[..rest.len() - 1]), Err(Unreadable::Damaged));
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
