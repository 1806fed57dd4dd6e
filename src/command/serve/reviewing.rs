//! The review of the preview: made when its pages are first asked for, and kept up to date from then on.
//!
//! It takes seconds for a large archive, and nothing may wait for it: the site is locked for a few reports at a time.

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

/// So many reports are read while the site is locked.
const AT_ONCE: usize = 64;

impl Preview {
    /// The review of the site as it is now, and the version it is of.
    pub fn review(&self) -> (u64, Arc<Review>) {
        let mut reviewing = locked(&self.reviewing);
        let mut tells: Option<(u64, Tells)> = None;
        loop {
            let current = self.current();
            let version = current.version;
            if let Some(done) = reviewing.done.as_ref().filter(|(known, _)| *known == version) {
                return done.clone();
            }
            if tells.as_ref().is_none_or(|(known, _)| *known != version) {
                let new = Tells::of(current.workspace.archive());
                if new.identity() != reviewing.units {
                    reviewing.prints.clear();
                    reviewing.units = new.identity();
                }
                tells = Some((version, new));
            }
            let entries: Vec<Arc<Entry>> =
                current.workspace.archive().published_entries().map(Arc::clone).collect();
            let is_read =
                tells.as_ref().is_none_or(|(_, tells)| !reviewing.read_some(&current, &entries, tells));
            drop(current);
            if is_read {
                let found = Arc::new(self.hold_together(&entries, &reviewing.prints));
                let paths: BTreeSet<&Arc<str>> = entries.iter().map(|entry| &entry.record.path).collect();
                reviewing.prints.retain(|path, _| paths.contains(path));
                reviewing.done = Some((version, found));
            }
        }
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
            let Opened { text, sentences } = current.workspace.pages(&texts)?.opened(entry)?;
            Some(Opened { text: Cow::Owned(text.into_owned()), sentences })
        };
        review(&listed.collect::<Vec<_>>(), &open)
    }
}

impl Reviewing {
    /// Reads some of the reports that were not read as they are; gives whether there were any.
    fn read_some(&mut self, current: &Current, entries: &[Arc<Entry>], tells: &Tells) -> bool {
        let texts = BTreeMap::new();
        let Some(pages) = current.workspace.pages(&texts) else { return false };
        let hashes = |entry: &Entry| -> Hashes {
            let known = current.workspace.loaded.files.get(&entry.record.path);
            known.map(|known| (known.applied, known.hash)).unwrap_or_default()
        };
        let is_missing = |entry: &&Arc<Entry>| {
            self.prints.get(&entry.record.path).is_none_or(|(known, _)| *known != hashes(entry))
        };
        let missing: Vec<&Arc<Entry>> = entries.iter().filter(is_missing).take(AT_ONCE).collect();
        let read = |entry: &&Arc<Entry>| {
            let print = Arc::new(pages.print(tells, entry));
            (Arc::clone(&entry.record.path), (hashes(entry), print))
        };
        let new: Vec<_> = missing.par_iter().map(read).collect();
        let has_new = !new.is_empty();
        self.prints.extend(new);
        has_new
    }
}
