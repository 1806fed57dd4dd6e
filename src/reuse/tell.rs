//! What in a text by itself needs a look: another unit's name, another sort of unit's 我校 or 我镇, and words out of date.

mod dated;
mod name;

use std::ops::Range;

use crate::archive::{Archive, Entry};
use crate::compare::sentence::Sentences;
use crate::report::Text;

/// What a finding is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Another unit's name where the unit's own is expected.
    ForeignUnit,
    /// Another place of the sort that the unit is of.
    ForeignPlace,
    /// 我校 in a bureau's report.
    SelfReference,
    /// A phrase of earlier years.
    Outdated,
    /// A phrase that nobody knew in that year.
    TooEarly,
}

impl Kind {
    /// All, in this order.
    pub const ALL: [Self; 5] =
        [Self::ForeignUnit, Self::ForeignPlace, Self::SelfReference, Self::Outdated, Self::TooEarly];

    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::ForeignUnit => "foreign_unit",
            Self::ForeignPlace => "foreign_place",
            Self::SelfReference => "self_reference",
            Self::Outdated => "outdated",
            Self::TooEarly => "too_early",
        }
    }
}

/// Words that need a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What they are.
    pub kind: Kind,
    /// The words.
    pub text: Box<str>,
    /// The sentence they stand in.
    pub sentence: Box<str>,
    /// The same as bytes of the document's text.
    pub place: Range<u32>,
    /// Why: when the phrase was in use. Empty for the other kinds.
    pub why: Box<str>,
}

/// What texts are held against: the units of an archive, and the table of dated phrases.
#[derive(Debug)]
pub struct Tells {
    names: name::Names,
}

/// Most findings of a report.
const MOST: usize = 50;

impl Tells {
    /// Of an archive. Linear in its units.
    pub fn of(archive: &Archive) -> Self {
        Self { names: name::Names::of(archive) }
    }

    /// The units that are known, as a number: findings of other texts are the same while it is.
    pub fn identity(&self) -> u64 {
        self.names.identity
    }

    /// What needs a look in a report, each word once. Linear in its length.
    pub fn find(&self, archive: &Archive, entry: &Entry, text: &Text, sentences: &Sentences) -> Vec<Finding> {
        let mut findings: Vec<Finding> = vec![];
        let own = name::Own::of(archive, entry, &self.names);
        for sentence in &sentences.all {
            let bare = super::bare(&sentence.exact);
            let is_plan = dated::is_plan(&sentences.parts[sentence.part]);
            let found = self.names.find(&own, &sentence.exact, &bare).into_iter().chain(dated::find(
                &bare,
                entry.key.year,
                is_plan,
            ));
            for (kind, words, why) in found {
                let is_known = findings.iter().any(|known| known.kind == kind && *known.text == *words);
                if !is_known && findings.len() < MOST {
                    let place = sentence.place.clone();
                    let sentence = text.document.slice(&place).replace('\n', "");
                    let text = as_written(&sentence, &words);
                    findings.push(Finding {
                        kind,
                        text: text.into(),
                        sentence: sentence.into(),
                        place,
                        why: why.into(),
                    });
                }
            }
        }
        findings.sort_by_key(|finding| finding.kind);
        findings
    }
}

/// What was found: its kind, its folded words, why.
type Found = (Kind, String, &'static str);

/// Folded words as the sentence writes them, where that is found at once.
fn as_written(sentence: &str, words: &str) -> String {
    let sentence = sentence.replace(' ', "");
    let has_quotes = |start: usize| {
        let quotes: &[char] = &['“', '”', '"', '‘', '’'];
        let mut rest = sentence[start..].char_indices();
        let mut expected = words.chars().peekable();
        while expected.peek().is_some() {
            let (_, character) = rest.next()?;
            if expected.peek() == Some(&character) {
                expected.next();
            } else if !quotes.contains(&character) {
                return None;
            }
        }
        Some(rest.next().map_or(sentence.len(), |(at, _)| start + at))
    };
    let first = words.chars().next();
    let starts = sentence.char_indices().filter(|(_, character)| Some(*character) == first);
    let found = starts.map(|(start, _)| start).find_map(|start| Some(start..has_quotes(start)?));
    found.map_or_else(|| words.to_owned(), |range| sentence[range].to_owned())
}
