//! Files of the content folder that are no reports.

use std::collections::BTreeSet;
use std::ops::Bound::{Included, Unbounded};
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Files of the content folder that are no reports, by path and by fingerprint.
#[derive(Debug, Default)]
pub(super) struct Assets {
    paths: BTreeSet<Arc<str>>,
    fingerprints: BTreeSet<(u64, Arc<str>)>,
}

/// What stands for a path in an address, where a name must not: names of attachments are Chinese as a rule.
/// The first bytes of its SHA-256.
pub fn fingerprint(path: &str) -> u64 {
    let hash: [u8; 32] = Sha256::digest(path.as_bytes()).into();
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A path to its last dot, which reports and the files beside them share: the dot included, so that 2022.md
/// has 2022.pdf, but not 2022.internal.pdf, which is another's.
pub(super) fn stem(path: &str) -> Option<&str> {
    let dot = path.rfind('.').filter(|dot| !path[*dot..].contains('/'))?;
    Some(&path[..=dot])
}

impl Assets {
    pub(super) fn insert(&mut self, path: Arc<str>) {
        self.fingerprints.insert((fingerprint(&path), Arc::clone(&path)));
        self.paths.insert(path);
    }

    pub(super) fn remove(&mut self, path: &Arc<str>) {
        self.fingerprints.remove(&(fingerprint(path), Arc::clone(path)));
        self.paths.remove(path);
    }

    pub(super) fn get(&self, path: &str) -> Option<&Arc<str>> {
        self.paths.get(path)
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<str>> {
        self.paths.iter()
    }

    /// The files that share their stem with a report.
    pub(super) fn beside<'a>(&'a self, report: &'a str) -> impl Iterator<Item = &'a Arc<str>> {
        let of_stem = |stem: &'a str| {
            let alike = self
                .paths
                .range::<str, _>((Included(stem), Unbounded))
                .take_while(move |path| path.starts_with(stem));
            alike.filter(move |path| self::stem(path) == Some(stem))
        };
        stem(report).into_iter().flat_map(of_stem)
    }

    /// The files with a fingerprint: one, as far as anybody will ever see.
    pub(super) fn with_fingerprint(&self, fingerprint: u64) -> impl Iterator<Item = &Arc<str>> {
        let from = self.fingerprints.range((fingerprint, Arc::from(""))..);
        from.take_while(move |(other, _)| *other == fingerprint).map(|(_, path)| path)
    }
}

impl FromIterator<Arc<str>> for Assets {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(paths: I) -> Self {
        let paths: BTreeSet<Arc<str>> = paths.into_iter().collect();
        let fingerprints = paths.iter().map(|path| (fingerprint(path), Arc::clone(path))).collect();
        Self { paths, fingerprints }
    }
}
