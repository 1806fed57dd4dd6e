//! Hashes that tell one version of a file from another.

use std::fmt;
use std::hash::{DefaultHasher, Hasher};

/// A hash of bytes (SipHash-1-3 of the standard library). It tells versions of one file apart and guards
/// nothing: nobody gains by making two of them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentHash(u64);

impl ContentHash {
    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Self(hasher.finish())
    }

    /// Of several stretches of bytes, and of where each ends.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = DefaultHasher::new();
        for part in parts {
            hasher.write_u64(part.len() as u64);
            hasher.write(part);
        }
        Self(hasher.finish())
    }

    /// As eight bytes.
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// From eight bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_bytes_and_their_parting() {
        assert_eq!(ContentHash::of(b"ab"), ContentHash::of(b"ab"));
        assert_ne!(ContentHash::of(b"ab"), ContentHash::of(b"ab\0"));
        assert_ne!(ContentHash::of_parts(&[b"ab", b"c"]), ContentHash::of_parts(&[b"a", b"bc"]));
        let hash = ContentHash::of("党".as_bytes());
        assert_eq!(ContentHash::from_bytes(hash.to_bytes()), hash);
    }
}
