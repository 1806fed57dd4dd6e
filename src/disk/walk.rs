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
    /// Folders that links lead to: what changes there is not told of the links.
    pub link_targets: BTreeSet<PathBuf>,
}

/// The content folder, and what of it is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ContentFolder<'a> {
    /// Where it is.
    pub folder: &'a Path,
    /// What diagnostics call it.
    pub shown_as: &'a str,
    /// Whether `_drafts` are wanted.
    pub with_drafts: bool,
}

impl ContentFolder<'_> {
    /// Walks the folder, whatever its layout. Hidden files, `_drafts` and published sites are passed over;
    /// links are followed within the folder only.
    pub fn all(&self) -> Content {
        match self.folder.canonicalize() {
            Ok(real) => self.walk(self.folder, &real),
            Err(error) => {
                let problem = Problem::Unreadable { reason: super::reason(&error) };
                let problems = vec![problem.at(Place::file(&Arc::from(self.shown_as)))];
                Content { problems, ..Content::default() }
            }
        }
    }

    /// Walks what lies at a path from the folder: a file, a folder, or nothing any more. It finds there what
    /// [`Self::all`] would.
    pub fn at(&self, path: &str) -> Content {
        let start = self.folder.join(path);
        let Ok(real) = self.folder.canonicalize() else { return Content::default() };
        let mut folder = self.folder.to_path_buf();
        let is_reached = path.split('/').all(|part| {
            folder.push(part);
            let is_wanted = self.is_wanted_name(OsStr::new(part));
            is_wanted && !(folder.is_dir() && folder.join(MANIFEST).is_file())
        });
        if !is_reached || start.symlink_metadata().is_err() {
            return Content::default();
        }
        if target_is_outside(&start, &real) {
            let mut found = Content::default();
            found.report(self.shown_as, path, Problem::SymlinkOutside);
            return found;
        }
        self.walk(&start, &real)
    }

    /// The folders in a folder that [`Self::all`] would look into. Links are not followed.
    pub fn subfolders(&self, folder: &Path) -> Vec<PathBuf> {
        let walk = WalkDir::new(folder).min_depth(1).max_depth(1).into_iter();
        let folders = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
        folders.filter(|entry| self.is_wanted(entry)).map(DirEntry::into_path).collect()
    }

    fn walk(&self, start: &Path, real: &Path) -> Content {
        let mut found = Content::default();
        if start.is_dir() {
            // A folder that cannot be opened is passed over, and its reports would be gone.
            super::with_patience(|| std::fs::read_dir(start)).ok();
        }
        let walk = WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| self.is_wanted(entry) && !leads_out(entry, real)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => found.file(self.folder, self.shown_as, &entry),
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().and_then(|path| relative(self.folder, path)).unwrap_or_default();
                    let problem = if error.loop_ancestor().is_some() {
                        Problem::SymlinkLoop
                    } else {
                        let reason = error.io_error().map(super::reason).unwrap_or_default();
                        Problem::Unreadable { reason }
                    };
                    found.report(self.shown_as, &path, problem);
                }
            }
        }
        self.links(start, real, &mut found);
        found
    }

    /// Links, found in a walk that follows none: those that lead out were not followed.
    fn links(&self, start: &Path, real: &Path, found: &mut Content) {
        let walk = WalkDir::new(start).sort_by_file_name().into_iter();
        let walk = walk.filter_entry(|entry| self.is_wanted(entry));
        for entry in walk.filter_map(Result::ok).filter(DirEntry::path_is_symlink) {
            found.link_targets.extend(super::link_target(entry.path()));
            if target_is_outside(entry.path(), real) {
                let path = relative(self.folder, entry.path()).unwrap_or_default();
                found.report(self.shown_as, &path, Problem::SymlinkOutside);
            }
        }
    }

    fn is_wanted(&self, entry: &DirEntry) -> bool {
        entry.depth() == 0 || (self.is_wanted_name(entry.file_name()) && !is_published_site(entry))
    }

    fn is_wanted_name(&self, name: &OsStr) -> bool {
        !is_hidden(name) && (self.with_drafts || name != "_drafts")
    }
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
