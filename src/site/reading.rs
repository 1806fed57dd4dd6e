//! A report's text with what comparisons make of it, each made once.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::archive::{Archive, Entry};
use crate::compare::mask::Masks;
use crate::compare::sentence::Sentences;
use crate::ledger::Entries;
use crate::report::Text;

/// A report's text as pages need it.
#[derive(Debug)]
pub struct Reading<'a> {
    text: Cow<'a, Text>,
    sentences: OnceCell<Sentences>,
    entries: OnceCell<Entries>,
}

impl<'a> Reading<'a> {
    /// Of a text.
    pub fn new(text: Cow<'a, Text>) -> Self {
        Self { text, sentences: OnceCell::new(), entries: OnceCell::new() }
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Its sentences, with the names of the report's unit masked.
    pub fn sentences(&self, archive: &Archive, entry: &Entry) -> &Sentences {
        self.sentences.get_or_init(|| Sentences::of(&self.text, &Masks::new(&archive.names(&entry.key.unit))))
    }

    /// Its problems, plans and deeds.
    pub fn entries(&self) -> &Entries {
        self.entries.get_or_init(|| Entries::of(&self.text))
    }
}
