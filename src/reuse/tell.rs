//! What in a text by itself needs a look: another unit's name, another sort of unit's 我校 or 我镇, and words out of date.

mod dated;
mod name;

use std::ops::Range;

use crate::archive::{Archive, Entry};
use crate::compare::sentence::{Sentence, Sentences};
use crate::fold;
use crate::report::Text;
use crate::unit::Year;

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
    /// The words, folded and bare.
    pub words: Box<str>,
    /// The same as written.
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
    /// One clause of so many is kept, those whose numbers are multiples: what many units say is told with a sample of it in large archives.
    pub clause_sample: u32,
}

/// From so many reports on clauses are sampled, and how.
const LARGE: usize = 20_000;
const SAMPLE_OF_LARGE: u32 = 8;

/// Most findings of a report.
const MOST: usize = 50;

impl Tells {
    /// Of an archive. Linear in its units.
    pub fn of(archive: &Archive) -> Self {
        let reports: usize = archive.published().map(|(_, reports)| reports).sum();
        let clause_sample = if reports < LARGE { 1 } else { SAMPLE_OF_LARGE };
        Self { names: name::Names::of(archive), clause_sample }
    }

    /// What prints depend on beside a text, as a number: while it is the same, so are they.
    pub fn identity(&self) -> u64 {
        self.names.identity ^ u64::from(self.clause_sample)
    }

    /// Begins to look through a report.
    pub fn search<'a>(
        &'a self,
        archive: &Archive,
        entry: &Entry,
        text: &'a Text,
        sentences: &'a Sentences,
    ) -> Search<'a> {
        let own = name::Own::of(archive, entry, &self.names);
        Search { names: &self.names, own, year: entry.key.year, text, sentences, findings: vec![] }
    }
}

/// A report being looked through.
pub struct Search<'a> {
    names: &'a name::Names,
    own: name::Own,
    year: Year,
    text: &'a Text,
    sentences: &'a Sentences,
    findings: Vec<Finding>,
}

impl Search<'_> {
    /// Looks at a sentence, which without quotation marks is `bare`. Linear in its length.
    pub fn look(&mut self, sentence: &Sentence, bare: &str) {
        let is_plan = dated::is_plan(&self.sentences.parts[sentence.part]);
        let names = self.names.find(&self.own, &sentence.exact, bare).into_iter();
        for (kind, words, why) in names.chain(dated::find(bare, self.year, is_plan)) {
            let is_known = self.findings.iter().any(|known| known.kind == kind && *known.words == *words);
            if is_known || self.findings.len() >= MOST {
                continue;
            }
            let place = sentence.place.clone();
            let sentence: Box<str> = self.text.document.slice(&place).replace('\n', "").into();
            let text = as_written(&sentence, &words).into();
            self.findings.push(Finding { kind, words: words.into(), text, sentence, place, why: why.into() });
        }
    }

    /// What was found, each word once.
    pub fn found(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.kind);
        self.findings
    }
}

/// So many characters beside words are looked at: a clause is shorter.
const NEAR: usize = 60;

/// The clause around some words: what stands before and behind them, as far as it is near. Bounded, since words may come often.
fn around(sentence: &str, words: Range<usize>) -> [&str; 2] {
    let is_edge = |character: char| matches!(character, ',' | '。' | ';' | '!' | '?' | ':' | ')');
    let (before, behind) = (&sentence[..words.start], &sentence[words.end..]);
    let start = before.char_indices().rev().take(NEAR).take_while(|(_, c)| !is_edge(*c)).last();
    let end = behind.char_indices().take(NEAR).find(|(_, character)| is_edge(*character));
    let end = end.or_else(|| behind.char_indices().nth(NEAR)).map_or(behind.len(), |(at, _)| at);
    [&before[start.map_or(before.len(), |(at, _)| at)..], &behind[..end]]
}

/// What was found: its kind, its folded words, why.
type Found = (Kind, String, &'static str);

/// Folded words as the sentence writes them, where that is found at once.
fn as_written(sentence: &str, words: &str) -> String {
    let sentence = sentence.replace(' ', "");
    let end_of = |start: usize| {
        let quotes: &[char] = &['“', '”', '"', '‘', '’'];
        let mut rest = sentence[start..].char_indices();
        let mut expected = words.chars().peekable();
        while expected.peek().is_some() {
            let (_, character) = rest.next()?;
            if fold::characters(character).eq(expected.peek().copied()) {
                expected.next();
            } else if !quotes.contains(&character) {
                return None;
            }
        }
        Some(rest.next().map_or(sentence.len(), |(at, _)| start + at))
    };
    let first = words.chars().next();
    let begins = |character: char| fold::characters(character).eq(first);
    let starts = sentence.char_indices().filter(|(_, character)| begins(*character));
    let found = starts.map(|(start, _)| start).find_map(|start| Some(start..end_of(start)?));
    found.map_or_else(|| words.to_owned(), |range| sentence[range].to_owned())
}
