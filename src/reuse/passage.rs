//! A report passage by passage, each with the place it stands in, too.

use std::collections::BTreeMap;

use super::official::official;
use super::print::{Mark, is_counted};
use super::{counted, edited_pairs, unquoted};
use crate::compare::sentence::{Sentence, Sentences};

/// Where a passage stands, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere else.
    New,
    /// In an earlier report of the unit, by its number.
    Own(usize),
    /// In a report of another unit, by its number.
    Shared(usize),
    /// In the reports of many units, or in any.
    Common,
}

/// A run of sentences of one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Their origin.
    pub origin: Origin,
    /// Their numbers in the report, with those in the other.
    pub sentences: Vec<(usize, Option<usize>)>,
    /// Length of those that count, in characters.
    pub length: usize,
}

/// Another report.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// Its sentences.
    pub sentences: &'a Sentences,
    /// Whether sentences that were edited are looked for.
    pub is_edited: bool,
}

/// The passages of a report, in order; sentences too short to count, and headings, belong to the passage before. `earlier` are the unit's own
/// reports, the latest first, `sources` those of other units, the most important first, `common` what was set aside. Linear in the length of
/// all of them, but for edited sources.
pub fn passages(
    own: &Sentences,
    earlier: &[Other<'_>],
    sources: &[Other<'_>],
    common: &[u64],
) -> Vec<Passage> {
    let places = |others: &[Other<'_>]| -> Vec<BTreeMap<String, usize>> {
        others.iter().map(|other| by_text(other.sentences)).collect()
    };
    let (own_past, shared) = (places(earlier), places(sources));
    let edited: Vec<BTreeMap<usize, usize>> = sources
        .iter()
        .map(
            |other| {
                if other.is_edited { edited_pairs(other.sentences, own).collect() } else { BTreeMap::new() }
            },
        )
        .collect();
    let find = |places: &[BTreeMap<String, usize>], text: &str| {
        places.iter().enumerate().find_map(|(number, texts)| Some((number, *texts.get(text)?)))
    };
    let origin = |at: usize, sentence: &Sentence| -> (Origin, Option<usize>) {
        let mark = Mark::of(sentence, official(&unquoted(&sentence.exact)).is_mostly);
        if mark.is_official() || common.binary_search(&mark.hash()).is_ok() {
            return (Origin::Common, None);
        }
        if let Some((number, other)) = find(&own_past, &sentence.masked) {
            return (Origin::Own(number), Some(other));
        }
        if let Some((number, other)) = find(&shared, &sentence.masked) {
            return (Origin::Shared(number), Some(other));
        }
        let changed = edited.iter().enumerate().find_map(|(number, pairs)| Some((number, *pairs.get(&at)?)));
        changed.map_or((Origin::New, None), |(number, other)| (Origin::Shared(number), Some(other)))
    };
    let mut passages: Vec<Passage> = vec![];
    for (at, sentence) in own.all.iter().enumerate() {
        if !is_counted(sentence) {
            if let Some(last) = passages.last_mut() {
                last.sentences.push((at, None));
            }
            continue;
        }
        let (origin, other) = origin(at, sentence);
        match passages.last_mut().filter(|last| last.origin == origin) {
            Some(last) => {
                last.sentences.push((at, other));
                last.length += sentence.length;
            }
            None => passages.push(Passage { origin, sentences: vec![(at, other)], length: sentence.length }),
        }
    }
    passages
}

/// The first place of each sentence that counts.
fn by_text(sentences: &Sentences) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for (at, sentence) in counted(sentences) {
        places.entry(sentence.masked.clone()).or_insert(at);
    }
    places
}
