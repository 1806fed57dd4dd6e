//! What reviewing keeps of a report when its text is gone.

use super::official::{is_official, phrases};
use super::tell::Finding;
use crate::compare::sentence::{Sentence, Sentences, hash};

/// A report without its text: about a kilobyte and a half.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Print {
    /// Its sentences that count, in order.
    pub marks: Box<[Mark]>,
    /// A sample of its shingles, ascending.
    pub sketch: Box<[u32]>,
    /// Its clauses as numbers, ascending.
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
    /// Of a sentence.
    pub fn of(sentence: &Sentence) -> Self {
        let length = (sentence.length as u64).min((1 << LENGTH_BITS) - 1);
        let official = u64::from(is_official(&sentence.exact));
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
    pub fn of(sentences: &Sentences, findings: Vec<Finding>) -> Self {
        let counted = || sentences.all.iter().filter(|sentence| is_counted(sentence));
        let marks: Box<[Mark]> = counted().map(Mark::of).collect();
        let mut sketch = vec![];
        for (sentence, _) in counted().zip(&marks).filter(|(_, mark)| !mark.is_official()) {
            let starts: Vec<usize> = sentence.masked.char_indices().map(|(at, _)| at).collect();
            let ends = starts.iter().skip(SHINGLE).copied().chain([sentence.masked.len()]);
            let shingles = starts.iter().zip(ends).filter(|_| starts.len() >= SHINGLE);
            let numbers = shingles.map(|(start, end)| hash(&sentence.masked[*start..end]));
            sketch.extend(numbers.filter(|number| number % SAMPLE == 0).map(|number| (number >> 32) as u32));
        }
        sketch.sort_unstable();
        sketch.dedup();
        let mut clauses: Vec<u32> = counted().flat_map(clauses).map(|(_, number)| number).collect();
        clauses.sort_unstable();
        clauses.dedup();
        let mut phrases: Vec<u16> =
            sentences.all.iter().flat_map(|sentence| phrases(&sentence.exact)).collect();
        phrases.sort_unstable();
        phrases.dedup();
        Self {
            marks,
            sketch: sketch.into(),
            clauses: clauses.into(),
            phrases: phrases.into(),
            findings: findings.into(),
        }
    }
}
