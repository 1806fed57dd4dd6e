//! The search index of the preview, in memory.
//!
//! It is built when a page first asks for it. From then on, reports that change are hidden in it, and stand in a small
//! volume of their own, which is built anew with every change; once there are many, everything is. Texts are made when they
//! are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use super::{Current, Preview, locked};
use crate::archive::ReportKey;
use crate::command::index::dictionary;
use crate::fold;
use crate::search::catalog::{Catalog, Index as IndexFile, pack};
use crate::search::file::{Dictionary, checksum, wrap};
use crate::search::text::StoredText;
use crate::search::volume::{Workshop, build};
use crate::site::index::{Contents, amended, contents, stored_text};

/// The index as far as it was asked for.
#[derive(Default)]
pub struct Index {
    base: Option<Base>,
    now: Option<Now>,
}

/// Files by name.
type Files = BTreeMap<String, Arc<[u8]>>;

/// The index of one version of the site.
struct Base {
    version: u64,
    contents: Contents,
    dictionary: Dictionary,
    /// Lists, dictionary and table.
    files: Files,
}

/// What is added for a later version.
struct Now {
    version: u64,
    contents: Contents,
    /// Catalogue, units, and lists of what changed.
    files: Files,
}

/// Most reports of a volume: memory while it is built should be little beside the site's.
const MOST_REPORTS: usize = 4096;

/// So many changed reports stand in a volume of their own.
const MOST_TOUCHED: usize = 128;

impl Current {
    /// Reports that changed since a version.
    fn touched_since(&self, version: u64) -> BTreeSet<ReportKey> {
        self.touched.iter().filter(|(_, since)| **since > version).map(|(key, _)| key.clone()).collect()
    }
}

impl Preview {
    /// A file of the index as the site is now.
    pub fn index_file(&self, name: &str) -> Option<Arc<[u8]>> {
        let mut index = locked(&self.index);
        let Index { base, now } = &mut *index;
        let (version, is_old) = {
            let current = self.current();
            let is_old = base.as_ref().is_none_or(|base| {
                base.version < current.reopened || current.touched_since(base.version).len() > MOST_TOUCHED
            });
            (current.version, is_old)
        };
        if is_old {
            (*base, *now) = (None, None);
        }
        let base = base.get_or_insert_with(|| self.build_base());
        if now.as_ref().is_none_or(|now| now.version != version) {
            *now = None;
        }
        let now = now.get_or_insert_with(|| self.amend(base));
        let held = now.files.get(name).or_else(|| base.files.get(name));
        held.cloned().or_else(|| self.text_file(base, now, name))
    }

    fn build_base(&self) -> Base {
        let (version, mut contents) = {
            let current = self.current();
            (current.version, contents(current.workspace.archive(), MOST_REPORTS))
        };
        let made: Result<_, Infallible> = dictionary(&contents.reports, &|key| Ok(self.stored(key).0));
        let Ok(dictionary) = made;
        let mut files = Files::new();
        contents.catalog.dictionary = put(&mut files, "dictionary", &dictionary.to_bytes());
        contents.catalog.folding = put(&mut files, "folding", &pack(&fold::TABLE));
        let lists = Shelf::build(self, &mut contents.catalog, &contents.reports, 0, &dictionary, version);
        files.extend(lists);
        Base { version, contents, dictionary, files }
    }

    fn amend(&self, base: &Base) -> Now {
        let (version, mut contents) = {
            let current = self.current();
            let (touched, name) = (current.touched_since(base.version), format!("edits-{}", current.version));
            (current.version, amended(&base.contents, current.workspace.archive(), &touched, &name))
        };
        let from = base.contents.reports.len();
        let mut files =
            Shelf::build(self, &mut contents.catalog, &contents.reports, from, &base.dictionary, version);
        contents.catalog.units_sum = put(&mut files, "units", &pack(&contents.units));
        contents.catalog.sections_sum =
            put(&mut files, "sections", &pack(&contents.catalog.sections_of_volumes()));
        let catalog = put(&mut files, "catalog", &pack(&contents.catalog));
        put(&mut files, "index", &IndexFile { catalog }.to_bytes());
        Now { version, contents, files }
    }

    /// The file of a text.
    fn text_file(&self, base: &Base, now: &Now, name: &str) -> Option<Arc<[u8]>> {
        let from = base.contents.reports.len();
        let volumes = base.contents.catalog.volumes.iter().zip(&base.contents.reports);
        let edits = now.contents.catalog.volumes[from..].iter().zip(&now.contents.reports);
        let (volume, reports) = volumes.chain(edits).find(|(volume, _)| {
            name.strip_prefix(volume.name.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })?;
        let report = (0..volume.reports()).find(|report| volume.text_file(*report) == name)?;
        let (text, is_passing) = self.stored(&reports[report as usize]);
        // A text that the lists do not know yet would belie them; the page asks again in a moment.
        (!is_passing).then(|| Arc::from(wrap(name, &base.dictionary.compressor().compress(&text.to_json()))))
    }

    /// What the index keeps of a report as it is now, nothing of one that is gone; and whether the archive has not that text.
    fn stored(&self, key: &ReportKey) -> (StoredText, bool) {
        let current = self.current();
        let archive = current.workspace.archive();
        let Some(entry) = archive.get(key) else { return (StoredText::default(), false) };
        let path = &entry.record.path;
        let mut is_passing = false;
        let text = match self.text(&current, path, false, &mut is_passing) {
            Ok(text) => stored_text(archive, entry, &text),
            Err(_) => StoredText::default(),
        };
        (text, is_passing)
    }
}

fn put(files: &mut Files, name: &str, contents: &[u8]) -> u32 {
    files.insert(name.to_owned(), Arc::from(wrap(name, contents)));
    checksum(contents)
}

/// The reports of one volume.
struct Shelf<'a> {
    preview: &'a Preview,
    reports: &'a [ReportKey],
    files: Mutex<Files>,
}

impl Shelf<'_> {
    /// Builds the volumes of a catalogue from one on; gives their lists.
    fn build(
        preview: &Preview,
        catalog: &mut Catalog,
        reports: &[Vec<ReportKey>],
        from: usize,
        dictionary: &Dictionary,
        version: u64,
    ) -> Files {
        let mut files = Files::new();
        for (volume, reports) in catalog.volumes[from..].iter_mut().zip(reports) {
            let shelf = Shelf { preview, reports, files: Mutex::default() };
            let Ok(()) = build(volume, dictionary, &shelf);
            files.extend(std::mem::take(&mut *locked(&shelf.files)));
            // Texts are never sums of what they are, but of when the index was built.
            volume.texts.fill(version as u32);
        }
        files
    }
}

impl Workshop for Shelf<'_> {
    type Error = Infallible;

    fn text(&self, report: u32) -> Result<StoredText, Infallible> {
        Ok(self.preview.stored(&self.reports[report as usize]).0)
    }

    fn wants_texts(&self) -> bool {
        false
    }

    fn write(&self, name: &str, file: &[u8]) -> Result<(), Infallible> {
        locked(&self.files).insert(name.to_owned(), Arc::from(file));
        Ok(())
    }
}
