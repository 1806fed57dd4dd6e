//! Files → archive: every report is read, every problem collected.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::{Site, Terminal};
use crate::archive::{Archive, Aside, Change, admit};
use crate::diagnostic::{Checked, Diagnostic, Place, Problem, Source};
use crate::disk::{self, ContentHash, RecordCache, Stamp, TextFile};
use crate::ledger;
use crate::report::front_matter::Status;
use crate::report::{self, Record, Text, condense};
use crate::unit::Roster;

/// An archive with everything that is wrong with it.
pub struct Loaded {
    pub archive: Archive,
    /// All files of the content folder, by path from it.
    pub files: BTreeMap<Arc<str>, Known>,
    pub found: Found,
    /// Texts by path, as far as they were kept.
    pub texts: BTreeMap<Arc<str>, Text>,
    /// Folders that links lead to; if there are any, one file may have several paths.
    pub link_targets: BTreeSet<PathBuf>,
    /// Of units.csv as it was read.
    pub roster_hash: Option<ContentHash>,
    /// How many reports were parsed, and not taken from records kept before.
    parsed: usize,
    /// The content folder as diagnostics call it, if there is one.
    content: Option<Arc<str>>,
}

/// What is known of a file of the content folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// Whether it is a report, sound or not.
    pub is_report: bool,
    pub stamp: Option<Stamp>,
    /// Of the report as last read; nothing if it could not be read.
    pub hash: Option<ContentHash>,
    /// Of the report as the archive has it: the last that was sound.
    pub applied: Option<ContentHash>,
}

/// Problems by where they were found, so that those of an edited file can be replaced.
#[derive(Debug, Default)]
pub struct Found {
    /// In site.toml.
    pub settings: Vec<Diagnostic>,
    /// While the content folder was walked.
    pub walk: Vec<Diagnostic>,
    /// In the roster.
    pub roster: Vec<Diagnostic>,
    /// In the theme.
    pub theme: Vec<Diagnostic>,
    /// In reports by themselves, by path; those without problems are not listed.
    pub reports: BTreeMap<Arc<str>, Vec<Diagnostic>>,
    /// In reports against each other.
    pub whole: Vec<Diagnostic>,
}

/// What an archive is read for.
#[derive(Clone, Copy)]
pub enum Purpose<'a> {
    /// All its pages: texts are kept as far as memory goes.
    Pages,
    /// Its records: those that were read before are taken from here.
    Records(&'a RecordCache),
}

/// How many bytes of text are kept between reading a report and writing its page. If there are more, none are: all are read and
/// parsed again, so that memory does not grow with the archive; a page is the same either way.
const KEPT_TEXT: usize = 128 << 20;

/// How many reports are read before the archive takes them in.
const TOGETHER: usize = 512;

/// One report as read.
pub struct Read {
    pub change: Change,
    pub problems: Vec<Diagnostic>,
    pub known: Known,
    /// Whether its record was not one kept before.
    is_parsed: bool,
    text: Option<Text>,
}

/// Reads all reports of a site.
pub fn load(site: &Site, purpose: Purpose<'_>) -> Loaded {
    let mut found = Found { settings: site.problems.clone(), ..Found::default() };
    let content = site.content_folder().all();
    found.walk = content.problems;
    let link_targets = content.link_targets;
    let (roster, roster_hash) = roster(site, &mut found.roster);
    let roster = Arc::new(roster);
    let paths: Vec<Arc<str>> = content.reports.into_iter().collect();
    let bar = progress(site.terminal, paths.len(), true);
    let kept = AtomicUsize::new(0);
    let read = |path| read(site, &roster, path, purpose).keep_text(&kept);
    let mut files = BTreeMap::new();
    if let Purpose::Records(_) = purpose {
        let assets: Vec<&Arc<str>> = content.assets.iter().collect();
        files = assets.par_iter().map(|path| (Arc::clone(path), Known::asset(site, path))).collect();
    }
    let mut archive = Archive::new(Arc::clone(&site.config), Arc::clone(&roster), content.assets);
    let mut texts = BTreeMap::new();
    let mut parsed = 0;
    let mut take = |(path, Read { change, problems, known, text, is_parsed }): (&Arc<str>, Read)| {
        if !problems.is_empty() {
            found.reports.insert(Arc::clone(path), problems);
        }
        texts.extend(text.map(|text| (Arc::clone(path), text)));
        archive.apply(change);
        files.insert(Arc::clone(path), known);
        parsed += usize::from(is_parsed);
    };
    // The archive takes reports in one after the other, while the next are read.
    let mut before = vec![];
    for batch in paths.chunks(TOGETHER) {
        let read = || batch.par_iter().map(|path| (path, read(path))).inspect(|_| bar.inc(1)).collect();
        let taken = std::mem::take(&mut before);
        before = rayon::join(|| taken.into_iter().for_each(&mut take), read).1;
    }
    before.into_iter().for_each(take);
    bar.finish_and_clear();
    if kept.into_inner() > KEPT_TEXT {
        texts.clear();
    }
    let content = site.content.is_dir().then(|| Arc::from(site.content_name.as_str()));
    let mut loaded = Loaded { archive, files, found, texts, link_targets, roster_hash, parsed, content };
    loaded.found.whole = loaded.find_whole();
    loaded
}

impl Loaded {
    /// Finds the problems of the reports against each other. Linear in their number.
    pub fn find_whole(&self) -> Vec<Diagnostic> {
        let mut problems = self.archive.problems();
        if let Some(content) = self.content.as_ref().filter(|_| self.reports() == 0) {
            problems.push(Problem::NoReports.at(Place::file(content)));
        }
        problems.sort();
        problems
    }

    /// Number of files that are reports, sound or not.
    pub fn reports(&self) -> usize {
        self.files.values().filter(|known| known.is_report).count()
    }

    /// All problems, sorted by file and place.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let found = &self.found;
        let of_site = [&found.settings, &found.walk, &found.roster, &found.theme, &found.whole];
        let of_reports = found.reports.values();
        let mut problems: Vec<Diagnostic> =
            of_site.into_iter().chain(of_reports).flatten().cloned().collect();
        problems.sort();
        problems.dedup();
        name_nearest_units(&mut problems, &self.archive.roster);
        problems
    }
}

/// The records kept of an earlier reading with the same demands.
pub fn cache(site: &Site) -> RecordCache {
    RecordCache::open(&site.cache_folder(), &site.cache_key())
}

/// So few reports are parsed before anyone notices.
const WORTH_KEEPING: usize = 2000;

/// Keeps the records of sound reports for the next start, where that saves time. That fails without a word: it
/// only costs time then.
pub fn keep_records(site: &Site, loaded: &Loaded) {
    if loaded.parsed < WORTH_KEEPING {
        return;
    }
    let sound = loaded.archive.entries().filter_map(|entry| {
        let path = &entry.record.path;
        let known = loaded.files.get(path)?;
        let is_sound = entry.record.front.status != Status::Draft && !loaded.found.reports.contains_key(path);
        let hash = known.applied.filter(|hash| is_sound && Some(*hash) == known.hash)?;
        Some((&**path, hash, report::encode(&entry.record)?))
    });
    let _ = RecordCache::store(&site.cache_folder(), &site.cache_key(), sound);
}

impl Known {
    /// What is known of a report that was read, with its text.
    fn report(file: Result<TextFile, Problem>) -> (Self, Result<String, Problem>) {
        let unread = Self { is_report: true, ..Self::default() };
        match file {
            Ok(TextFile { stamp, hash, text }) => {
                (Self { stamp, hash: Some(hash), applied: Some(hash), ..unread }, text)
            }
            Err(problem) => (unread, Err(problem)),
        }
    }

    /// What is known of a file that is no report.
    pub fn asset(site: &Site, path: &str) -> Self {
        Self { stamp: Stamp::of(&site.content.join(path)), ..Self::default() }
    }
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
pub fn roster(site: &Site, problems: &mut Vec<Diagnostic>) -> (Roster, Option<ContentHash>) {
    let file = site.content.join("units.csv");
    if !file.is_file() {
        return (site.config.roster.clone(), None);
    }
    let path = Arc::from(format!("{}/units.csv", site.content_name));
    if !site.config.roster.is_empty() {
        problems.push(Problem::TwoRosters.at(Place::file(&path)));
    }
    let mut hash = None;
    let read = disk::read_text_file(&file).and_then(|file| {
        hash = Some(file.hash);
        file.text
    });
    match read {
        Ok(text) => {
            let checked = Roster::from_csv(Source { path: &path, text: &text }, &site.config.levels);
            problems.extend(checked.problems);
            (checked.value, hash)
        }
        Err(problem) => {
            problems.push(problem.at(Place::file(&path)));
            (site.config.roster.clone(), hash)
        }
    }
}

/// Reads one report; drafts and broken ones are set aside.
fn read(site: &Site, roster: &Roster, path: &Arc<str>, purpose: Purpose<'_>) -> Read {
    let file = site.content.join(&**path);
    let read = match purpose {
        // Nobody asks later whether the file has changed.
        Purpose::Pages => (Known { is_report: true, ..Known::default() }, disk::read_text(&file)),
        Purpose::Records(_) => Known::report(disk::read_text_file(&file)),
    };
    read_text(site, roster, path, (read, purpose))
}

/// Reads one report unless its bytes are the ones with a hash; then its stamp is given.
pub fn read_changed(
    site: &Site,
    roster: &Roster,
    path: &Arc<str>,
    before: Option<ContentHash>,
) -> Result<Read, Option<Stamp>> {
    let file = disk::read_text_file(&site.content.join(&**path));
    match &file {
        Ok(file) if Some(file.hash) == before => Err(file.stamp),
        _ => {
            let read = (Known::report(file), Purpose::Pages);
            Ok(Read { text: None, ..read_text(site, roster, path, read) })
        }
    }
}

fn read_text(
    site: &Site,
    roster: &Roster,
    path: &Arc<str>,
    ((known, text), purpose): ((Known, Result<String, Problem>), Purpose<'_>),
) -> Read {
    let shown = site.shown_content(path);
    let text = match text {
        Ok(text) => text,
        Err(problem) => {
            let change = Change::SetAside(Arc::clone(path), Aside::default());
            let problems = vec![problem.at(Place::file(&shown))];
            return Read { change, problems, known, is_parsed: true, text: None };
        }
    };
    let source = Source { path: &shown, text: &text };
    let kept = match (purpose, known.hash) {
        (Purpose::Records(cache), Some(hash)) => cached(cache, path, hash),
        _ => None,
    };
    let is_parsed = kept.is_none();
    let read = match kept {
        Some(record) => admit_one(site, roster, source, record),
        None => read_one(site, roster, source, path),
    };
    let text = read.text.filter(|_| matches!(purpose, Purpose::Pages));
    Read { known, is_parsed, text, ..read }
}

/// The record of a file with these bytes at this path, if it was kept.
fn cached(cache: &RecordCache, path: &Arc<str>, hash: ContentHash) -> Option<Record> {
    let mut record = report::decode(cache.get(path, hash)?)?;
    record.path = Arc::clone(path);
    Some(record)
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
fn read_one(site: &Site, roster: &Roster, source: Source<'_>, path: &Arc<str>) -> Read {
    let Checked { value, mut problems } = report::parse(source, path, site.config.demands);
    let is_draft = value.front.status == Status::Draft && !site.with_drafts;
    let aside = Change::SetAside(Arc::clone(path), Aside { is_draft, links: value.links.clone() });
    if value.path.is_empty() || is_draft {
        let problems = if is_draft { vec![] } else { problems };
        return Read { change: aside, problems, known: Known::default(), is_parsed: true, text: None };
    }
    let indicators = &site.config.indicators;
    let (mut record, text) = condense(value, indicators, &site.config.terms);
    if site.config.publish_ledger {
        record.problems = ledger::named(&text);
    }
    problems.extend(report::account::problems(source, &text.document, &record, indicators));
    let Read { change, problems: found, known, .. } = admit_one(site, roster, source, record);
    problems.extend(found);
    Read { change, problems, known, is_parsed: true, text: Some(text) }
}

/// The last stage alone. Only sound records that are no drafts are kept, so nothing is lost that the others
/// would have found.
fn admit_one(site: &Site, roster: &Roster, source: Source<'_>, record: Record) -> Read {
    let aside = Aside { is_draft: false, links: record.links.clone() };
    let path = Arc::clone(&record.path);
    let (entry, problems) = admit(record, &|span| source.place(span), &site.config, roster);
    let change = entry.map_or(Change::SetAside(path, aside), Change::Put);
    Read { change, problems, known: Known::default(), is_parsed: true, text: None }
}

/// Takes the broken reports out of the archive; gives their files. That breaks no other report: a link to
/// a broken one becomes plain text.
pub fn leave_out_broken(
    archive: &mut Archive,
    problems: &[Diagnostic],
    content_name: &str,
) -> BTreeSet<Arc<str>> {
    let prefix = format!("{content_name}/");
    let errors = problems.iter().filter(|problem| problem.is_error());
    let broken: BTreeSet<Arc<str>> = errors
        .filter_map(|problem| problem.place.path.strip_prefix(&prefix).map(Arc::from))
        .filter(|path: &Arc<str>| &**path != "units.csv")
        .collect();
    for path in &broken {
        archive.apply(Change::SetAside(Arc::clone(path), Aside::default()));
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
