//! The review of the preview: made when its pages are first asked for, and kept up to date from then on.
//!
//! It takes seconds for a large archive, and nothing may wait for it: the site is locked for a report at a time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Current, Preview, locked};
use crate::archive::Entry;
use crate::disk::ContentHash;
use crate::reuse::print::Print;
use crate::reuse::tell::Tells;
use crate::reuse::{Listed, Opened, Review, review};

/// The review as far as it was asked for.
#[derive(Default)]
pub struct Reviewing {
    /// Prints by path, each of a file as it was.
    prints: Prints,
    /// The units that findings were held against.
    units: u64,
    /// The review of one version of the site.
    done: Option<(u64, Arc<Review>)>,
}

/// The hashes of a report's file: as the archive has it, and as it was last read.
type Hashes = (Option<ContentHash>, Option<ContentHash>);

type Prints = BTreeMap<Arc<str>, (Hashes, Arc<Print>)>;

/// So often a review is made anew for a site that changed meanwhile.
const MOST_ROUNDS: usize = 3;

/// What a review is made of.
struct Wanted {
    version: u64,
    tells: Tells,
    entries: Vec<Arc<Entry>>,
    /// Reports that were not read as they are.
    missing: Vec<(Arc<Entry>, Hashes)>,
}

impl Preview {
    /// The review of the site as it is now, or was a moment ago where it changes all the time, and the version it is of.
    pub fn review(&self) -> (u64, Arc<Review>) {
        let mut reviewing = locked(&self.reviewing);
        for _ in 1..MOST_ROUNDS {
            if let Some(done) = self.review_once(&mut reviewing) {
                return done;
            }
        }
        self.review_once(&mut reviewing).or_else(|| reviewing.done.clone()).unwrap_or_default()
    }

    /// The review, unless the site changed while it was made.
    fn review_once(&self, reviewing: &mut Reviewing) -> Option<(u64, Arc<Review>)> {
        let wanted = reviewing.wanted(&self.current());
        let Some(Wanted { version, tells, entries, missing }) = wanted else { return reviewing.done.clone() };
        // Threads that wait for the site must not be waited for by one that has it.
        let read = |(entry, hashes): &(Arc<Entry>, Hashes)| {
            let current = self.current();
            let texts = BTreeMap::new();
            let archive = current.workspace.archive();
            let pages = current.workspace.pages(&texts).filter(|_| archive.get(&entry.key).is_some())?;
            Some((Arc::clone(&entry.record.path), (*hashes, Arc::new(pages.print(&tells, entry)))))
        };
        let new: Vec<_> = missing.par_iter().filter_map(read).collect();
        reviewing.prints.extend(new);
        let paths: BTreeSet<&Arc<str>> = entries.iter().map(|entry| &entry.record.path).collect();
        reviewing.prints.retain(|path, _| paths.contains(path));
        let found = Arc::new(self.hold_together(&entries, &reviewing.prints));
        reviewing.done = Some((version, found));
        reviewing.done.clone().filter(|_| self.current().version == version)
    }

    /// Holds all prints against each other; the site is not locked meanwhile.
    fn hold_together(&self, entries: &[Arc<Entry>], prints: &Prints) -> Review {
        let listed = entries.iter().filter_map(|entry| {
            let (_, print) = prints.get(&entry.record.path)?;
            Some(Listed { entry, print })
        });
        let open = |entry: &Entry| -> Option<Opened<'static>> {
            let current = self.current();
            let texts = BTreeMap::new();
            let Opened { text, sentences } = current.workspace.pages(&texts)?.opened(entry).ok()?;
            Some(Opened { text: Cow::Owned(text.into_owned()), sentences })
        };
        review(&listed.collect::<Vec<_>>(), &open)
    }
}

impl Reviewing {
    /// What the review of the site is to be made of; nothing if it is made.
    fn wanted(&mut self, current: &Current) -> Option<Wanted> {
        let version = current.version;
        if self.done.as_ref().is_some_and(|(known, _)| *known == version) {
            return None;
        }
        let archive = current.workspace.archive();
        let tells = Tells::of(archive);
        if tells.identity() != self.units {
            self.prints.clear();
            self.units = tells.identity();
        }
        let entries: Vec<Arc<Entry>> = archive.published_entries().map(Arc::clone).collect();
        let missing = entries.iter().filter_map(|entry| {
            let known = current.workspace.loaded.files.get(&entry.record.path);
            let hashes = known.map(|known| (known.applied, known.hash)).unwrap_or_default();
            let is_read = self.prints.get(&entry.record.path).is_some_and(|(read, _)| *read == hashes);
            (!is_read).then(|| (Arc::clone(entry), hashes))
        });
        Some(Wanted { version, missing: missing.collect(), tells, entries })
    }
}
