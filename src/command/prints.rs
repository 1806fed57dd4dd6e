//! Reviewing: texts → prints → the reports that need a look, and the pages of that.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::page::{Desk, Pages};
use crate::archive::{Entry, ReportKey};
use crate::compare::mask::Masks;
use crate::compare::sentence::Sentences;
use crate::diagnostic::Diagnostic;
use crate::report::Text;
use crate::reuse::print::Print;
use crate::reuse::tell::Tells;
use crate::reuse::{Listed, Opened, Review, Reviewed, review};
use crate::site::view;

impl<'a> Pages<'a> {
    /// A report with its text.
    pub fn opened(&self, entry: &Entry) -> Result<Opened<'a>, Box<Diagnostic>> {
        Ok(self.opened_as(entry, self.text(&entry.record.path)?))
    }

    fn opened_as<'t>(&self, entry: &Entry, text: Cow<'t, Text>) -> Opened<'t> {
        let masks = Masks::new(&self.archive.names(&entry.key.unit));
        Opened { sentences: Sentences::of(&text, &masks), text }
    }

    /// The print of a report; an empty one where its text cannot be read.
    pub fn print(&self, tells: &Tells, entry: &Entry) -> Print {
        let opened = self.opened(entry).ok();
        let print = |Opened { text, sentences }| Print::of(&text, &sentences, tells, self.archive, entry);
        opened.map(print).unwrap_or_default()
    }

    /// The print of a report whose page was just made: its text is on the desk.
    pub fn print_at(&self, desk: &Desk<'a>, tells: &Tells, entry: &Entry) -> Print {
        let Some(reading) = desk.reading(entry) else { return self.print(tells, entry) };
        Print::of(reading.text(), reading.sentences(self.archive, entry), tells, self.archive, entry)
    }

    /// The whole archive, reviewed.
    pub fn review(&self) -> Review {
        let tells = Tells::of(self.archive);
        let entries: Vec<&Arc<Entry>> = self.archive.published_entries().collect();
        let prints = entries.par_iter().map(|entry| (entry.key.clone(), self.print(&tells, entry)));
        self.review_of(&prints.collect::<Vec<_>>())
    }

    /// The archive reviewed by the prints of its reports.
    pub fn review_of(&self, prints: &[(ReportKey, Print)]) -> Review {
        let listed =
            prints.iter().filter_map(|(key, print)| Some(Listed { entry: self.archive.get(key)?, print }));
        review(&listed.collect::<Vec<_>>(), &|entry| self.opened(entry).ok())
    }

    /// The bytes of the list of reports that need a look.
    pub fn review_list(&self, review: &Review) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.render(&view::review(self.archive, review))
    }

    /// The bytes of the page that shows a report passage by passage.
    pub fn review_page(&self, report: &Reviewed, review: &Review) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(entry) = self.archive.get(&report.key) else { return Ok(vec![]) };
        let opened = |entry: &'a Entry| Ok((entry, self.opened(entry)?));
        let is_earlier = |other: &&Entry| other.is_published() && other.key < entry.key;
        let earlier = self.archive.of_unit(&entry.key.unit).rev().filter(is_earlier).map(opened);
        let earlier = earlier.collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
        let others = report.sources.iter().filter_map(|source| self.archive.get(&source.key));
        let others = others.map(|entry| self.opened(entry)).collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
        let own = self.opened(entry)?;
        self.render(&view::reviewed(self.archive, review, report, &own, &earlier, &others))
    }
}
