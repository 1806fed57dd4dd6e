//! What reviewing keeps of every report: texts are read once, and again only of reports that changed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::page::Pages;
use crate::archive::Entry;
use crate::compare::mask::Masks;
use crate::compare::sentence::Sentences;
use crate::report::Text;
use crate::reuse::print::Print;
use crate::reuse::tell::Tells;
use crate::reuse::{Listed, Opened, Review, review};

/// Prints of reports, by path.
pub type Prints = BTreeMap<Arc<str>, Arc<Print>>;

impl<'a> Pages<'a> {
    /// The reports that are reviewed: those that stand and are published.
    pub fn reviewed(&self) -> Vec<&'a Entry> {
        let stands = |entry: &&Entry| {
            let standing = self.archive.get(&entry.key);
            entry.is_published() && standing.is_some_and(|first| first.record.path == entry.record.path)
        };
        self.archive.entries().filter(stands).collect()
    }

    /// A report with its text; nothing where that cannot be read.
    pub fn opened(&self, entry: &Entry) -> Option<Opened<'a>> {
        let text = self.text(&entry.record.path).ok()?;
        Some(self.opened_as(entry, text))
    }

    /// A report with a text.
    pub fn opened_as<'t>(&self, entry: &Entry, text: Cow<'t, Text>) -> Opened<'t> {
        let masks = Masks::new(&self.archive.names(&entry.key.unit));
        Opened { sentences: Sentences::of(&text, &masks), text }
    }

    /// The print of a report; an empty one where its text cannot be read.
    pub fn print(&self, tells: &Tells, entry: &Entry) -> Print {
        let Some(Opened { text, sentences }) = self.opened(entry) else { return Print::default() };
        let findings = tells.find(self.archive, entry, &text, &sentences);
        Print::of(&sentences, findings)
    }

    /// The whole archive, reviewed.
    pub fn review(&self) -> Review {
        let tells = Tells::of(self.archive);
        let entries = self.reviewed();
        let prints: Vec<Print> = entries.par_iter().map(|entry| self.print(&tells, entry)).collect();
        let listed: Vec<Listed<'_>> =
            entries.iter().zip(&prints).map(|(entry, print)| Listed { entry, print }).collect();
        review(&listed, &|entry| self.opened(entry))
    }
}
