//! Files → archive: every report is read, every problem collected.

use std::collections::BTreeSet;
use std::sync::Arc;

use indicatif::{ParallelProgressIterator, ProgressBar};
use rayon::prelude::*;

use super::{Site, Terminal};
use crate::archive::{Archive, Change, Entry, admit};
use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place, Problem, Source};
use crate::disk;
use crate::report::front_matter::Status;
use crate::report::{self, condense};
use crate::unit::Roster;

/// An archive with everything that is wrong with it.
pub struct Loaded {
    pub archive: Archive,
    /// Sorted by file and place.
    pub problems: Vec<Diagnostic>,
    /// Number of files that are reports, sound or not.
    pub files: usize,
}

/// Reads all reports of a site.
pub fn load(site: &Site) -> Loaded {
    let mut problems = site.problems.clone();
    let content = disk::content(&site.content, &site.content_name);
    problems.extend(content.problems);
    let roster = Arc::new(roster(site, &mut problems));
    let paths: Vec<Arc<str>> = content.reports.into_iter().collect();
    let bar = progress(site.terminal, paths.len(), true);
    let read: Vec<(Option<Box<Entry>>, Vec<Diagnostic>)> =
        paths.par_iter().progress_with(bar).map(|path| read(site, &roster, path)).collect();
    let mut archive = Archive::new(Arc::clone(&site.config), roster, content.assets);
    for (entry, found) in read {
        problems.extend(found);
        if let Some(entry) = entry {
            archive.apply(Change::Put(entry));
        }
    }
    problems.extend(archive.problems());
    if paths.is_empty() {
        let path = Arc::from(site.content_name.as_str());
        problems.push(Problem::NoReports.at(Place::file(&path)));
    }
    problems.sort();
    problems.dedup();
    Loaded { archive, problems, files: paths.len() }
}

/// The roster of content/units.csv, or that of site.toml.
fn roster(site: &Site, problems: &mut Vec<Diagnostic>) -> Roster {
    let file = site.content.join("units.csv");
    if !file.is_file() {
        return site.config.roster.clone();
    }
    let path = Arc::from(format!("{}/units.csv", site.content_name));
    if !site.config.roster.is_empty() {
        problems.push(Problem::TwoRosters.at(Place::file(&path)));
    }
    match disk::read_text(&file) {
        Ok(text) => {
            let checked = Roster::from_csv(Source { path: &path, text: &text }, &site.config.levels);
            problems.extend(checked.problems);
            checked.value
        }
        Err(problem) => {
            problems.push(problem.at(Place::file(&path)));
            site.config.roster.clone()
        }
    }
}

/// Reads one report; gives no entry for drafts and for files that cannot be reports.
fn read(site: &Site, roster: &Roster, path: &Arc<str>) -> (Option<Box<Entry>>, Vec<Diagnostic>) {
    let shown = Arc::from(format!("{}/{path}", site.content_name));
    match disk::read_text(&site.content.join(&**path)) {
        Ok(text) => read_one(Source { path: &shown, text: &text }, path, &site.config, roster),
        Err(problem) => (None, vec![problem.at(Place::file(&shown))]),
    }
}

/// The stages of one report: parse, condense, admit.
fn read_one(
    source: Source<'_>,
    path: &Arc<str>,
    config: &Config,
    roster: &Roster,
) -> (Option<Box<Entry>>, Vec<Diagnostic>) {
    let Checked { value, mut problems } = report::parse(source, path, &config.demands);
    let is_draft = value.front.status == Status::Draft;
    if value.path.is_empty() || is_draft {
        return (None, if is_draft { vec![] } else { problems });
    }
    let (entry, found) = admit(condense(value), &|span| source.place(span), config, roster);
    problems.extend(found);
    (entry, problems)
}

/// Takes the broken reports out of the archive; gives their files. Taking one out can break a link of
/// another, so it goes on until nothing changes.
pub fn leave_out_broken(loaded: &mut Loaded, content_name: &str) -> BTreeSet<Arc<str>> {
    let mut broken: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut problems = loaded.problems.clone();
    loop {
        let prefix = format!("{content_name}/");
        let errors = problems.iter().filter(|problem| problem.is_error());
        let fresh: Vec<Arc<str>> = errors
            .filter_map(|problem| problem.place.path.strip_prefix(&prefix).map(Arc::from))
            .filter(|path: &Arc<str>| &**path != "units.csv" && !broken.contains(path))
            .collect();
        if fresh.is_empty() {
            return broken;
        }
        for path in fresh {
            loaded.archive.apply(Change::Remove(Arc::clone(&path)));
            broken.insert(path);
        }
        problems = loaded.archive.problems();
    }
}

/// A bar of progress, on a terminal only.
pub fn progress(terminal: Terminal, length: usize, reading: bool) -> ProgressBar {
    if !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{prefix} [{bar:40}] {pos}/{len}");
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()))
        .with_prefix(terminal.language.progress(reading))
}
