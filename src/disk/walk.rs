//! The content folder: which files are reports, which lie beside them, and which links lead out of it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::publish::MANIFEST;
use crate::diagnostic::{Diagnostic, Place, Problem};

/// What lies in the content folder.
#[derive(Debug, Default)]
pub struct Content {
    /// Reports, by path from the content folder.
    pub reports: BTreeSet<Arc<str>>,
    /// Other files, by path from the content folder.
    pub assets: BTreeSet<Arc<str>>,
    /// What cannot be read or must not be followed.
    pub problems: Vec<Diagnostic>,
}

/// Walks the content folder, whatever its layout. Hidden files, `_drafts` and published sites are passed
/// over; links are followed within the folder only.
pub fn content(folder: &Path, shown_as: &str) -> Content {
    let mut found = Content::default();
    let real = match folder.canonicalize() {
        Ok(real) => real,
        Err(error) => {
            let problem = Problem::Unreadable { reason: super::reason(&error) };
            found.problems.push(problem.at(Place::file(&Arc::from(shown_as))));
            return found;
        }
    };
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| is_wanted(entry) && !leads_out(entry, &real)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.file(folder, shown_as, &entry),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().and_then(|path| relative(folder, path)).unwrap_or_default();
                let problem = if error.loop_ancestor().is_some() {
                    Problem::SymlinkLoop
                } else {
                    let reason = error.io_error().map(super::reason).unwrap_or_default();
                    Problem::Unreadable { reason }
                };
                found.report(shown_as, &path, problem);
            }
        }
    }
    found.links_that_lead_out(folder, shown_as, &real);
    found
}

impl Content {
    fn file(&mut self, folder: &Path, shown_as: &str, entry: &DirEntry) {
        let Some(path) = relative(folder, entry.path()) else {
            let lossy = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy();
            let lossy = lossy.replace('\\', "/");
            self.report(shown_as, &lossy, Problem::FileNameNotUnicode);
            return;
        };
        let is_report =
            Path::new(&path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        let path = Arc::from(path);
        if is_report {
            self.reports.insert(path);
        } else if &*path != "units.csv" {
            self.assets.insert(path);
        }
    }

    fn report(&mut self, shown_as: &str, path: &str, problem: Problem) {
        let path = Arc::from(format!("{shown_as}/{path}"));
        self.problems.push(problem.at(Place::file(&path)));
    }

    /// Links that were not followed, found in a walk that follows none.
    fn links_that_lead_out(&mut self, folder: &Path, shown_as: &str, real: &Path) {
        let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_wanted);
        for entry in walk.filter_map(Result::ok) {
            if entry.path_is_symlink() && target_is_outside(entry.path(), real) {
                let path = relative(folder, entry.path()).unwrap_or_default();
                self.report(shown_as, &path, Problem::SymlinkOutside);
            }
        }
    }
}

fn is_wanted(entry: &DirEntry) -> bool {
    entry.depth() == 0
        || !(is_hidden(entry.file_name()) || entry.file_name() == "_drafts" || is_published_site(entry))
}

/// Without site.toml, reports and the published site share a folder.
fn is_published_site(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() && entry.path().join(MANIFEST).is_file()
}

/// Whether a file is hidden: a dot in front, or an editor's backup or lock.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~')
}

fn leads_out(entry: &DirEntry, real: &Path) -> bool {
    entry.depth() > 0 && entry.path_is_symlink() && target_is_outside(entry.path(), real)
}

/// Whether a link's target exists and lies outside the folder. A broken link is reported as unreadable.
fn target_is_outside(link: &Path, real: &Path) -> bool {
    link.canonicalize().is_ok_and(|target: PathBuf| !target.starts_with(real))
}

/// The path from a folder with `/` between its parts; nothing if it is not Unicode.
pub(super) fn relative(folder: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(folder).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
