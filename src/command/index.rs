//! The search index of a site: every volume built, and the files that lead to them.

use std::sync::Mutex;

use super::page::Pages;
use crate::archive::ReportKey;
use crate::diagnostic::Diagnostic;
use crate::fold;
use crate::search::catalog::{Index, pack};
use crate::search::file::{Dictionary, checksum, wrap};
use crate::search::text::StoredText;
use crate::search::volume::{MOST_REPORTS, Workshop, build};
use crate::site::index::{Contents, contents, stored_text};

/// Takes a file of the index: its path from the site's root, and its bytes.
pub type Write<'a> = &'a (dyn Fn(&str, &[u8]) -> Result<(), Box<Diagnostic>> + Sync);

/// Builds the index of all reports on the site, volume by volume.
pub fn write(pages: &Pages<'_>, write: Write<'_>) -> Result<(), Box<Diagnostic>> {
    let Contents { mut catalog, units, reports, .. } = contents(pages.archive, MOST_REPORTS);
    let put = |name: &str, contents: &[u8]| -> Result<u32, Box<Diagnostic>> {
        write(&path(name), &wrap(name, contents))?;
        Ok(checksum(contents))
    };
    let dictionary = dictionary(&reports, &|key| stored(pages, key))?;
    catalog.dictionary = put("dictionary", &dictionary.to_bytes())?;
    catalog.folding = put("folding", &pack(&fold::TABLE))?;
    catalog.units_sum = put("units", &pack(&units))?;
    for (volume, reports) in catalog.volumes.iter_mut().zip(&reports) {
        build(volume, &dictionary, &Shelf { pages, reports, write })?;
    }
    catalog.sections_sum = put("sections", &pack(&catalog.sections_of_volumes()))?;
    let sum = put("catalog", &pack(&catalog))?;
    put("index", &Index { catalog: sum }.to_bytes())?;
    Ok(())
}

/// The path of a file of the index from the site's root.
pub fn path(name: &str) -> String {
    format!("search/{name}.js")
}

/// The name of a file of the index by its path.
pub fn name(path: &str) -> Option<&str> {
    path.strip_prefix("search/")?.strip_suffix(".js")
}

/// How many reports lend their words to the dictionary.
const SAMPLES: usize = 3;

/// The dictionary: reports of the newest years that are complete, so that it changes seldom.
pub fn dictionary<E>(
    volumes: &[Vec<ReportKey>],
    stored: &dyn Fn(&ReportKey) -> Result<StoredText, E>,
) -> Result<Dictionary, E> {
    let reports = match volumes {
        [] => return Ok(Dictionary::new(b"")),
        [only] => only,
        [.., closed, _] => closed,
    };
    let mut text = vec![];
    for sample in 0..SAMPLES.min(reports.len()) {
        let at = reports.len() * (sample + 1) / (SAMPLES + 1);
        text.extend_from_slice(stored(&reports[at])?.whole.as_bytes());
    }
    Ok(Dictionary::new(&text))
}

/// The reports of one volume.
struct Shelf<'a> {
    pages: &'a Pages<'a>,
    reports: &'a [ReportKey],
    write: Write<'a>,
}

impl Workshop for Shelf<'_> {
    type Error = Box<Diagnostic>;

    fn text(&self, report: u32) -> Result<StoredText, Self::Error> {
        stored(self.pages, &self.reports[report as usize])
    }

    fn write(&self, name: &str, file: &[u8]) -> Result<(), Self::Error> {
        (self.write)(&path(name), file)
    }
}

fn stored(pages: &Pages<'_>, key: &ReportKey) -> Result<StoredText, Box<Diagnostic>> {
    let Some(entry) = pages.archive.get(key) else { return Ok(StoredText::default()) };
    let text = pages.text(&entry.record.path)?;
    Ok(stored_text(pages.archive, entry, &text))
}

/// Collects what is written from several threads.
pub struct Collected<T>(Mutex<Vec<T>>);

impl<T> Collected<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Mutex::new(vec![]))
    }

    /// Adds one.
    pub fn push(&self, item: T) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(item);
    }

    /// All of them, in no order.
    pub fn into_inner(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
