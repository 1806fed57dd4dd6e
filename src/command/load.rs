//! Files → archive: every report is read, every problem collected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ParallelProgressIterator, ProgressBar};
use rayon::prelude::*;

use super::{Site, Terminal};
use crate::archive::{Archive, Aside, Change, admit};
use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic, Place, Problem, Source};
use crate::disk;
use crate::report::front_matter::Status;
use crate::report::{self, Text, condense};
use crate::unit::Roster;

/// An archive with everything that is wrong with it.
pub struct Loaded {
    pub archive: Archive,
    /// Sorted by file and place.
    pub problems: Vec<Diagnostic>,
    /// Number of files that are reports, sound or not.
    pub files: usize,
    /// Texts by path, as far as they were kept.
    pub texts: BTreeMap<Arc<str>, Text>,
}

/// How many bytes of text are kept between reading a report and writing its page. What goes beyond is read
/// and parsed again, so that memory does not grow with the archive; a page is the same either way.
const KEPT_TEXT: usize = 128 << 20;

/// One file as read.
struct Read {
    change: Change,
    problems: Vec<Diagnostic>,
    text: Option<Text>,
}

/// Reads all reports of a site.
pub fn load(site: &Site) -> Loaded {
    let mut problems = site.problems.clone();
    let content = disk::content(&site.content, &site.content_name);
    problems.extend(content.problems);
    let roster = Arc::new(roster(site, &mut problems));
    let paths: Vec<Arc<str>> = content.reports.into_iter().collect();
    let bar = progress(site.terminal, paths.len(), true);
    let kept = AtomicUsize::new(0);
    let read = |path| read(site, &roster, path).keep_text(&kept);
    let read: Vec<Read> = paths.par_iter().progress_with(bar).map(read).collect();
    let mut archive = Archive::new(Arc::clone(&site.config), roster, content.assets);
    let mut texts = BTreeMap::new();
    for (path, Read { change, problems: found, text }) in paths.iter().zip(read) {
        problems.extend(found);
        texts.extend(text.map(|text| (Arc::clone(path), text)));
        archive.apply(change);
    }
    problems.extend(archive.problems());
    if paths.is_empty() && site.content.is_dir() {
        let path = Arc::from(site.content_name.as_str());
        problems.push(Problem::NoReports.at(Place::file(&path)));
    }
    problems.sort();
    problems.dedup();
    name_nearest_units(&mut problems, &archive.roster);
    Loaded { archive, problems, files: paths.len(), texts }
}

/// How many unknown names are compared with the whole roster.
const COMPARED_NAMES: usize = 200;

/// Completes the first problems of unknown units, in their final order, by the listed name that looks most
/// like theirs.
fn name_nearest_units(problems: &mut [Diagnostic], roster: &Roster) {
    let unknown = problems.iter_mut().map(|diagnostic| &mut diagnostic.problem);
    let unknown = unknown.filter(|problem| matches!(problem, Problem::UnknownUnit { .. }));
    for problem in unknown.take(COMPARED_NAMES) {
        if let Problem::UnknownUnit { name, .. } = problem {
            *problem = roster.unknown(name);
        }
    }
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

/// Reads one report; drafts and broken ones are set aside.
fn read(site: &Site, roster: &Roster, path: &Arc<str>) -> Read {
    let shown = site.shown_content(path);
    match disk::read_text(&site.content.join(&**path)) {
        Ok(text) => read_one(Source { path: &shown, text: &text }, path, &site.config, roster),
        Err(problem) => Read {
            change: Change::SetAside(Arc::clone(path), Aside::default()),
            problems: vec![problem.at(Place::file(&shown))],
            text: None,
        },
    }
}

impl Read {
    /// Lets the text go if enough of them are kept.
    fn keep_text(mut self, kept: &AtomicUsize) -> Self {
        let size = self.text.as_ref().map_or(0, |text| text.document.text.len());
        if kept.fetch_add(size, Ordering::Relaxed) + size > KEPT_TEXT {
            self.text = None;
        }
        self
    }
}

/// The stages of one report: parse, condense, admit.
fn read_one(source: Source<'_>, path: &Arc<str>, config: &Config, roster: &Roster) -> Read {
    let Checked { value, mut problems } = report::parse(source, path, config.demands);
    let is_draft = value.front.status == Status::Draft;
    let aside = Change::SetAside(Arc::clone(path), Aside { is_draft, links: value.links.clone() });
    if value.path.is_empty() || is_draft {
        let problems = if is_draft { vec![] } else { problems };
        return Read { change: aside, problems, text: None };
    }
    let (record, text) = condense(value);
    let (entry, found) = admit(record, &|span| source.place(span), config, roster);
    problems.extend(found);
    Read { change: entry.map_or(aside, Change::Put), problems, text: Some(text) }
}

/// Takes the broken reports out of the archive; gives their files. That breaks no other report: a link to
/// a broken one becomes plain text.
pub fn leave_out_broken(loaded: &mut Loaded, content_name: &str) -> BTreeSet<Arc<str>> {
    let prefix = format!("{content_name}/");
    let errors = loaded.problems.iter().filter(|problem| problem.is_error());
    let broken: BTreeSet<Arc<str>> = errors
        .filter_map(|problem| problem.place.path.strip_prefix(&prefix).map(Arc::from))
        .filter(|path: &Arc<str>| &**path != "units.csv")
        .collect();
    for path in &broken {
        loaded.archive.apply(Change::SetAside(Arc::clone(path), Aside::default()));
    }
    broken
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
