//! A site as it stands on the disk, kept up to date edit by edit.
//!
//! [`Workspace::look`] finds out what an edit changed, reading and parsing no more than that;
//! [`Workspace::take`] takes it over, which is quick. So pages can be answered meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::inputs::{Folders, Settings};
use super::load::{self, Known, Loaded, Purpose, Read};
use super::page::{self, Pages};
use super::{Site, open};
use crate::archive::{Archive, Change, ReportKey};
use crate::cli::Shared;
use crate::diagnostic::Diagnostic;
use crate::disk::{self, Content, Stamp};
use crate::report::Text;
use crate::site::render::Theme;
use crate::site::theme::Layer;
use crate::watcher::Dirty;

/// A site as it stands.
pub struct Workspace {
    pub site: Site,
    pub loaded: Loaded,
    /// The theme in use, or the last that could be used.
    pub theme: Option<Theme>,
    layers: Vec<Layer>,
    settings: Settings,
    /// Folders as the operating system calls them: absolute.
    folders: Folders,
}

/// What an edit changes.
#[derive(Default)]
pub struct Edit {
    /// site.toml or the roster changed: everything was read again.
    reopened: Option<Box<Workspace>>,
    /// site.toml or the roster changed and has errors: the last good ones stay.
    refused: Option<(Settings, Found)>,
    theme: Option<ReadTheme>,
    files: Vec<FileEdit>,
    walk: Option<Vec<Diagnostic>>,
    link_targets: BTreeSet<PathBuf>,
}

/// A theme with the layers it was made of, or what is wrong with it.
type ReadTheme = Result<(Vec<Layer>, Theme), Vec<Diagnostic>>;

/// Problems of settings that were refused.
struct Found {
    settings: Vec<Diagnostic>,
    roster: Vec<Diagnostic>,
}

/// What happened to one file of the content folder.
enum FileEdit {
    Read(Arc<str>, Box<Read>),
    Asset(Arc<str>, Known),
    Gone(Arc<str>),
    /// Its bytes are the same.
    Same(Arc<str>, Known),
}

/// What an edit changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Files as diagnostics call them.
    pub files: Vec<Arc<str>>,
    /// Reports that were put, by identity.
    pub put: Vec<ReportKey>,
    /// Reports that are, or were, in the files that changed.
    pub touched: Vec<ReportKey>,
    /// Whether everything was read again.
    pub is_reopened: bool,
    /// Whether other folders must be watched.
    pub is_moved: bool,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.is_reopened
    }
}

impl Workspace {
    /// Opens the site at hand and reads everything.
    pub fn open(shared: &Shared, with_drafts: bool) -> Self {
        Self::of(Site { with_drafts, ..open(shared) })
    }

    fn of(site: Site) -> Self {
        let mut loaded = load::load(&site, Purpose::Records(&load::cache(&site)));
        let (mut layers, mut theme) = (vec![], None);
        match read_theme(&site) {
            Ok(read) => (layers, theme) = (read.0, Some(read.1)),
            Err(problems) => loaded.found.theme = problems,
        }
        let folders = Folders::of(&site);
        let settings = Settings::read(&site, loaded.roster_hash);
        Self { site, loaded, theme, layers, settings, folders }
    }

    /// Keeps the records for the next start.
    pub fn keep_records(&self) {
        load::keep_records(&self.site, &self.loaded);
    }

    /// The archive.
    pub fn archive(&self) -> &Archive {
        &self.loaded.archive
    }

    /// The pages, if there is a theme to make them with.
    pub fn pages<'a>(&'a self, texts: &'a BTreeMap<Arc<str>, Text>) -> Option<Pages<'a>> {
        let theme = self.theme.as_ref()?;
        Some(Pages { site: &self.site, archive: self.archive(), theme, texts })
    }

    /// Folders that links lead to, from anywhere.
    pub fn linked(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.linked.iter().chain(&self.loaded.link_targets)
    }

    /// The folders to watch.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// What changed at the dirty paths. Reads, and changes nothing.
    pub fn look(&self, dirty: &Dirty, shared: &Shared) -> Edit {
        let settings = Settings::seen(&self.site);
        let mut edit = Edit { link_targets: self.loaded.link_targets.clone(), ..Edit::default() };
        // A link makes one file known by two names, of which the system tells one.
        let everything = Dirty::Everything;
        let dirty = if self.linked().next().is_some() { &everything } else { dirty };
        if settings != self.settings {
            match self.reopen(shared) {
                Ok(workspace) => return Edit { reopened: Some(Box::new(workspace)), ..edit },
                Err(refused) => edit.refused = Some(refused),
            }
        }
        if dirty.touches(&self.folders.themes) {
            edit.theme = self.look_at_theme();
        }
        match self.dirty_content(dirty) {
            Some(paths) => self.look_at(&paths, &mut edit),
            None => self.look_at_all(&mut edit),
        }
        edit
    }

    /// Opens the site anew, unless its settings have errors.
    fn reopen(&self, shared: &Shared) -> Result<Self, (Settings, Found)> {
        let mut site = open(shared);
        site.with_drafts = self.site.with_drafts;
        let mut problems = vec![];
        let (_, roster) = load::roster(&site, &mut problems);
        let found = Found { settings: site.problems.clone(), roster: problems };
        let has_errors = found.settings.iter().chain(&found.roster).any(Diagnostic::is_error);
        if has_errors {
            // The content folder stays the old one until they are mended.
            let mut settings = Settings::read(&site, roster);
            settings.content = Settings::seen(&self.site).content;
            return Err((settings, found));
        }
        let mut workspace = Self::of(site);
        if workspace.theme.is_none() && workspace.site.config.theme == self.site.config.theme {
            // The theme was broken before, and is so still: its problems are told, the last good one stays.
            workspace.layers.clone_from(&self.layers);
            workspace.theme = page::compile(&workspace.site, &self.layers).ok();
        }
        Ok(workspace)
    }

    fn look_at_theme(&self) -> Option<ReadTheme> {
        let read = page::layers(&self.site);
        let is_same = read.as_ref().is_ok_and(|layers| *layers == self.layers);
        if is_same && self.loaded.found.theme.is_empty() {
            return None;
        }
        Some(read.and_then(|layers| {
            let theme = page::compile(&self.site, &layers)?;
            Ok((layers, theme))
        }))
    }

    /// The dirty paths from the content folder; nothing where all of it must be looked through.
    fn dirty_content(&self, dirty: &Dirty) -> Option<BTreeSet<String>> {
        let Dirty::Paths(paths) = dirty else { return None };
        let below: Vec<&Path> =
            paths.iter().filter_map(|path| path.strip_prefix(&self.folders.content).ok()).collect();
        let name = |path: &&Path| {
            // With the list that marks a published site, its folder comes or goes.
            let path = if disk::is_manifest(path) { path.parent()? } else { path };
            disk::relative(Path::new(""), path).filter(|name| !name.is_empty())
        };
        // A content folder inside a dirty folder that came or went.
        let is_inside = paths.iter().any(|path| self.folders.content.starts_with(path));
        if is_inside { None } else { below.iter().map(name).collect() }
    }

    fn look_at(&self, paths: &BTreeSet<String>, edit: &mut Edit) {
        let mut found = Content::default();
        let mut gone = BTreeSet::new();
        for path in paths {
            let there = self.site.content_folder().at(path);
            gone.extend(self.known_below(path).cloned());
            edit.link_targets.extend(there.link_targets);
            found.reports.extend(there.reports);
            found.assets.extend(there.assets);
            found.problems.extend(there.problems);
        }
        let is_below = |diagnostic: &&Diagnostic| {
            let of_content = diagnostic.place.path.strip_prefix(&format!("{}/", self.site.content_name));
            of_content.is_some_and(|path| paths.iter().any(|dirty| is_at_or_below(path, dirty)))
        };
        let before = &self.loaded.found.walk;
        if before.iter().any(|diagnostic| is_below(&diagnostic)) || !found.problems.is_empty() {
            let kept = before.iter().filter(|diagnostic| !is_below(diagnostic)).cloned();
            edit.walk = Some(kept.chain(found.problems.drain(..)).collect());
        }
        edit.files = self.compare(&found, gone, false);
    }

    fn look_at_all(&self, edit: &mut Edit) {
        let mut found = self.site.content_folder().all();
        edit.link_targets = std::mem::take(&mut found.link_targets);
        let problems = std::mem::take(&mut found.problems);
        edit.walk = (problems != self.loaded.found.walk).then_some(problems);
        edit.files = self.compare(&found, self.loaded.files.keys().cloned().collect(), true);
    }

    /// Files known at a path or below it.
    fn known_below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Arc<str>> {
        let folder: Arc<str> = Arc::from(format!("{path}/"));
        let prefix = Arc::clone(&folder);
        let itself = self.loaded.files.get_key_value(path).map(|(path, _)| path);
        let below = self.loaded.files.range(folder..).map(|(path, _)| path);
        itself.into_iter().chain(below.take_while(move |path| path.starts_with(&*prefix)))
    }

    /// What is there against what was known. Where everything is looked through, a file with the same stamp
    /// is not read again.
    fn compare(&self, found: &Content, known: BTreeSet<Arc<str>>, by_stamp: bool) -> Vec<FileEdit> {
        let is_gone = |path: &Arc<str>| !found.reports.contains(path) && !found.assets.contains(path);
        let mut edits: Vec<FileEdit> = known.into_iter().filter(is_gone).map(FileEdit::Gone).collect();
        let reports: Vec<&Arc<str>> = found.reports.iter().collect();
        edits.par_extend(reports.par_iter().filter_map(|path| self.compare_report(path, by_stamp)));
        edits.extend(found.assets.iter().filter_map(|path| {
            let now = Known::asset(&self.site, path);
            let before = self.loaded.files.get(path);
            let is_same = before.is_some_and(|before| now.stamp.is_some() && before.stamp == now.stamp);
            (!is_same).then(|| FileEdit::Asset(Arc::clone(path), now))
        }));
        edits
    }

    fn compare_report(&self, path: &Arc<str>, by_stamp: bool) -> Option<FileEdit> {
        let before = self.loaded.files.get(path).copied().unwrap_or_default();
        if by_stamp {
            let stamp = Stamp::of(&self.site.content.join(&**path));
            if stamp.is_some() && stamp == before.stamp {
                return None;
            }
        }
        let read = load::read_changed(&self.site, &self.archive().roster, path, before.hash);
        Some(match read {
            Ok(read) => FileEdit::Read(Arc::clone(path), Box::new(read)),
            Err(stamp) => FileEdit::Same(Arc::clone(path), Known { stamp, ..before }),
        })
    }

    /// Takes an edit over, and says what changed.
    pub fn take(&mut self, edit: Edit) -> Changes {
        let Edit { reopened, refused, theme, files, walk, link_targets } = edit;
        if let Some(workspace) = reopened {
            let is_moved = workspace.folders != self.folders;
            *self = *workspace;
            let files = self.settings_files();
            return Changes { files, is_reopened: true, is_moved, ..Changes::default() };
        }
        let mut changes = Changes::default();
        if let Some((settings, found)) = refused {
            self.settings = settings;
            self.loaded.found.settings = found.settings;
            self.loaded.found.roster = found.roster;
            changes.files = self.settings_files();
        }
        self.loaded.link_targets = link_targets;
        if let Some(theme) = theme {
            self.take_theme(theme, &mut changes);
        }
        if let Some(walk) = walk {
            changes.files.extend(walk.iter().map(|problem| Arc::clone(&problem.place.path)));
            self.loaded.found.walk = walk;
        }
        for file in files {
            self.take_file(file, &mut changes);
        }
        changes
    }

    fn settings_files(&self) -> Vec<Arc<str>> {
        vec![Arc::clone(&self.site.config_path)]
    }

    fn take_theme(&mut self, theme: ReadTheme, changes: &mut Changes) {
        let problems = match theme {
            Ok((layers, theme)) => {
                (self.layers, self.theme) = (layers, Some(theme));
                vec![]
            }
            Err(problems) => problems,
        };
        self.loaded.found.theme = problems;
        changes.files.push(Arc::from(format!("themes/{}", self.site.config.theme)));
    }

    fn take_file(&mut self, file: FileEdit, changes: &mut Changes) {
        let loaded = &mut self.loaded;
        let path = match file {
            FileEdit::Same(path, known) => {
                loaded.files.insert(path, known);
                return;
            }
            FileEdit::Read(path, read) => {
                let Read { change, problems, mut known, .. } = *read;
                let is_broken = problems.iter().any(Diagnostic::is_error);
                // Of a broken one, too: what is shown of it may be what can be read.
                changes.touched.extend(loaded.archive.at(&path).map(|entry| entry.key.clone()));
                if is_broken && loaded.archive.at(&path).is_some() {
                    // The last good one stays.
                    known.applied = loaded.files.get(&path).and_then(|before| before.applied);
                } else {
                    if let Change::Put(entry) = &change {
                        changes.put.push(entry.key.clone());
                        changes.touched.push(entry.key.clone());
                    }
                    loaded.archive.apply(change);
                }
                loaded.found.reports.remove(&path);
                if !problems.is_empty() {
                    loaded.found.reports.insert(Arc::clone(&path), problems);
                }
                loaded.files.insert(Arc::clone(&path), known);
                path
            }
            FileEdit::Asset(path, known) => {
                loaded.archive.apply(Change::PutAsset(Arc::clone(&path)));
                loaded.files.insert(Arc::clone(&path), known);
                path
            }
            FileEdit::Gone(path) => {
                let was_report = loaded.files.remove(&path).is_some_and(|known| known.is_report);
                loaded.found.reports.remove(&path);
                changes.touched.extend(loaded.archive.at(&path).map(|entry| entry.key.clone()));
                let gone = Arc::clone(&path);
                loaded.archive.apply(if was_report {
                    Change::Remove(gone)
                } else {
                    Change::RemoveAsset(gone)
                });
                path
            }
        };
        changes.files.push(self.site.shown_content(&path));
    }
}

impl Dirty {
    /// Whether something may have changed at the path, below it, or in where it lies.
    fn touches(&self, path: &Path) -> bool {
        match self {
            Self::Everything => true,
            Self::Paths(paths) => {
                paths.iter().any(|dirty| dirty.starts_with(path) || path.starts_with(dirty))
            }
        }
    }
}

fn read_theme(site: &Site) -> ReadTheme {
    let layers = page::layers(site)?;
    let theme = page::compile(site, &layers)?;
    Ok((layers, theme))
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
