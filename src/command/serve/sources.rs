//! Texts of reports looked at lately, for their pages while the file is broken.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disk::ContentHash;

/// How many texts are kept.
const MOST: usize = 64;

/// Texts by path; the one kept longest ago goes first.
#[derive(Debug, Default)]
pub struct Sources {
    texts: BTreeMap<Arc<str>, Kept>,
    /// Counts what was kept.
    clock: u64,
}

#[derive(Debug)]
struct Kept {
    hash: ContentHash,
    text: Arc<str>,
    at: u64,
}

impl Sources {
    /// Keeps a text in the place of an older one of the file.
    pub fn keep(&mut self, path: &Arc<str>, hash: ContentHash, text: String) {
        self.clock += 1;
        self.texts.insert(Arc::clone(path), Kept { hash, text: Arc::from(text), at: self.clock });
        if self.texts.len() > MOST {
            let oldest = self.texts.iter().min_by_key(|(_, kept)| kept.at).map(|(path, _)| Arc::clone(path));
            self.texts.remove(&oldest.unwrap_or_default());
        }
    }

    /// The text of a file that has this hash.
    pub fn get(&self, path: &str, hash: ContentHash) -> Option<Arc<str>> {
        self.texts.get(path).filter(|kept| kept.hash == hash).map(|kept| Arc::clone(&kept.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first() {
        let mut sources = Sources::default();
        let path = |number: usize| Arc::from(format!("{number}.md"));
        let hash = ContentHash::of(b"1");
        for number in 0..=MOST {
            sources.keep(&path(number), hash, number.to_string());
        }
        assert_eq!(sources.get("0.md", hash), None);
        assert_eq!(sources.get("1.md", hash).as_deref(), Some("1"));
        assert_eq!(sources.get("1.md", ContentHash::of(b"2")), None);
    }
}
