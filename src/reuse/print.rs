//! What reviewing keeps of a report when its text is gone.

use super::official::{Official, official};
use super::tell::{Finding, Tells};
use super::unquoted;
use crate::archive::{Archive, Entry};
use crate::compare::sentence::{Sentence, Sentences, hash};
use crate::report::Text;

/// A report without its text: about two kilobytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Print {
    /// Its sentences that count, in order.
    pub marks: Box<[Mark]>,
    /// A sample of its shingles, ascending.
    pub sketch: Box<[u32]>,
    /// Its clauses as numbers, ascending; of a large archive a sample.
    pub clauses: Box<[u32]>,
    /// Set phrases of official language in it, by number, ascending.
    pub phrases: Box<[u16]>,
    /// What in the text by itself needs a look.
    pub findings: Box<[Finding]>,
}

/// A sentence as a number: 50 bits of what it says once masked, whether that is official, and its length in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

const LENGTH_BITS: u32 = 13;

/// How many bits of a sentence's number are left.
pub const HASH_BITS: u32 = 64 - LENGTH_BITS - 1;

impl Mark {
    /// Of a sentence, official or not.
    pub fn of(sentence: &Sentence, is_official: bool) -> Self {
        let length = (sentence.length as u64).min((1 << LENGTH_BITS) - 1);
        let official = u64::from(is_official);
        Self(
            hash(&sentence.masked) >> (64 - HASH_BITS) << (LENGTH_BITS + 1)
                | official << LENGTH_BITS
                | length,
        )
    }

    /// What it says once masked; two sentences that say the same have the same.
    pub fn hash(self) -> u64 {
        self.0 >> (LENGTH_BITS + 1)
    }

    /// Whether it says little but set phrases.
    pub fn is_official(self) -> bool {
        self.0 >> LENGTH_BITS & 1 == 1
    }

    /// Its length in characters.
    pub fn length(self) -> usize {
        (self.0 & ((1 << LENGTH_BITS) - 1)) as usize
    }
}

/// Shortest sentence that counts, in characters: 成效明显。 may be anybody's.
const SHORTEST: usize = 10;

/// Whether a sentence counts.
pub fn is_counted(sentence: &Sentence) -> bool {
    !sentence.is_heading && sentence.length >= SHORTEST
}

/// Length of a shingle, in characters.
const SHINGLE: usize = 10;

/// One shingle of so many is kept: those whose number is a multiple (Broder 1997). What is kept does not depend on what stands around it,
/// so sentences that were put into another order keep theirs, which they would not with winnowing (Schleimer 2003).
const SAMPLE: u64 = 32;

/// Shortest clause that is told of, in characters.
const SHORTEST_CLAUSE: usize = 10;

/// The clauses of a sentence, with their numbers.
pub fn clauses(sentence: &Sentence) -> impl Iterator<Item = (&str, u32)> {
    let is_edge = |character: char| matches!(character, ',' | '。' | ';' | '!' | '?' | ':');
    let parts = sentence.masked.split(is_edge).filter(|part| part.chars().count() >= SHORTEST_CLAUSE);
    parts.map(|part| (part, (hash(part) >> 32) as u32))
}

impl Print {
    /// Of a report. Linear in its length.
    pub fn of(text: &Text, sentences: &Sentences, tells: &Tells, archive: &Archive, entry: &Entry) -> Self {
        let (mut marks, mut sketch, mut set_phrases, mut numbers) = (vec![], vec![], vec![], vec![]);
        let mut search = tells.search(archive, entry, text, sentences);
        for sentence in &sentences.all {
            let bare = unquoted(&sentence.exact);
            let Official { phrases, is_mostly } = official(&bare);
            set_phrases.extend(phrases);
            search.look(sentence, &bare);
            if !is_counted(sentence) {
                continue;
            }
            marks.push(Mark::of(sentence, is_mostly));
            let told = clauses(sentence).map(|(_, number)| number);
            numbers.extend(told.filter(|number| number.is_multiple_of(tells.clause_sample)));
            if !is_mostly {
                sketch.extend(shingles(&sentence.masked));
            }
        }
        Self {
            marks: marks.into(),
            sketch: set(sketch),
            clauses: set(numbers),
            phrases: set(set_phrases),
            findings: search.found().into(),
        }
    }
}

/// The shingles of a sentence that are in the sample.
fn shingles(sentence: &str) -> impl Iterator<Item = u32> {
    let starts: Vec<usize> = sentence.char_indices().map(|(at, _)| at).collect();
    let count = (starts.len() + 1).saturating_sub(SHINGLE);
    (0..count).filter_map(move |at| {
        let end = starts.get(at + SHINGLE).copied().unwrap_or(sentence.len());
        let number = hash(&sentence[starts[at]..end]);
        number.is_multiple_of(SAMPLE).then_some((number >> 32) as u32)
    })
}

/// Numbers, ascending, each once.
fn set<T: Ord>(mut numbers: Vec<T>) -> Box<[T]> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into()
}
