//! The page of a year's problems: those most often named at each level, those that stay, those that are new.

use serde::Serialize;

use super::{Content, Link, Page, View};
use crate::archive::Entry;
use crate::ledger::cluster::{Cluster, Named, Words, clusters};
use crate::site::route::Route;
use crate::unit::{LevelId, Year};

/// A year's problems.
#[derive(Debug, Serialize)]
pub struct ProblemsPage {
    /// The same of other years.
    pub years: Vec<Link>,
    /// Levels, highest first.
    pub levels: Vec<LevelProblems>,
}

/// The problems of a level.
#[derive(Debug, Serialize)]
pub struct LevelProblems {
    /// Its name.
    pub name: String,
    /// Its place in the page.
    pub anchor: String,
    /// How many reports name problems, in words.
    pub summary: String,
    /// Whether anybody named problems the year before: else nothing can be new.
    pub has_before: bool,
    /// Problems that several reports name.
    pub rows: Vec<ProblemRow>,
}

/// A problem that several reports name.
#[derive(Debug, Serialize)]
pub struct ProblemRow {
    /// One of its statements: the shortest.
    pub text: String,
    /// Reports of the year that name it.
    pub now: usize,
    /// Reports of the year before; nothing where nobody named it then.
    pub before: Option<usize>,
    /// The statements with their reports.
    pub members: Vec<Member>,
}

/// A statement.
#[derive(Debug, Serialize)]
pub struct Member {
    /// Its report; the text is unit and year.
    pub report: Link,
    /// What it says.
    pub text: String,
}

/// Most problems that are listed of a level, and most statements of one.
const MOST: usize = 15;
const MOST_MEMBERS: usize = 40;

pub(super) fn problems(page: &Page<'_>, year: Year) -> View {
    let archive = page.archive;
    let language = page.language();
    let words = language.words();
    let levels = archive.published().filter(|((known, _), _)| *known == year);
    let levels: Vec<LevelId> = levels.map(|((_, level), _)| level).collect();
    let near = Near::of(page, year);
    // Levels name problems of their own; what all of them name stands first.
    let all = (levels.len() > 1).then_some(None);
    let content = ProblemsPage {
        years: archive
            .years()
            .rev()
            .filter(|other| *other != year)
            .map(|other| page.link(&Route::Problems(other), &language.year(other)))
            .collect(),
        levels: all
            .into_iter()
            .chain(levels.into_iter().map(Some))
            .map(|level| of_level(page, &near, level))
            .collect(),
    };
    let title = language.problems_title(year);
    let crumbs = vec![page.link(&Route::Home, words.home), page.link(&Route::Statistics, words.statistics)];
    View {
        template: "problems.html",
        frame: page.frame(title, words.problems_note.to_owned(), "statistics", crumbs),
        content: Content::Problems(Box::new(content)),
    }
}

/// What the reports of a year and of the year before name.
struct Near<'a> {
    year: Year,
    reports: Vec<&'a Entry>,
    named: Vec<Named<'a>>,
    words: Words,
}

impl<'a> Near<'a> {
    fn of(page: &Page<'a>, year: Year) -> Self {
        let is_near = |entry: &&Entry| {
            (entry.key.year == year || entry.key.year + 1 == year) && !entry.record.problems.is_empty()
        };
        let published = page.archive.published_entries();
        let reports: Vec<&Entry> = published.map(|entry| &**entry).filter(is_near).collect();
        let mut named = vec![];
        for (report, entry) in reports.iter().enumerate() {
            let is_now = entry.key.year == year;
            named.extend(entry.record.problems.lines().map(|text| Named { report, is_now, text }));
        }
        let words = Words::of(&named);
        Self { year, reports, named, words }
    }
}

/// The problems of a level, or of all.
fn of_level(page: &Page<'_>, near: &Near<'_>, level: Option<LevelId>) -> LevelProblems {
    let archive = page.archive;
    let Near { year, reports, named, words } = near;
    let is_of = |entry: &Entry| level.is_none_or(|level| entry.level == level);
    let found = clusters(named, words, |named| is_of(reports[named.report]));
    let is_told = |cluster: &&Cluster| cluster.now > 1 || (cluster.now == 1 && cluster.before > 0);
    let often = found.iter().filter(is_told).take(MOST);
    let row = |cluster: &Cluster| {
        let mut members: Vec<&Named<'_>> = cluster.members.iter().map(|at| &named[*at]).collect();
        // The year's own statements first.
        members.sort_by_key(|named| !named.is_now);
        let own = members.iter().filter(|named| named.is_now);
        let shortest = own.min_by_key(|named| named.text.chars().count()).map_or("", |named| named.text);
        let member = |named: &&Named<'_>| Member {
            report: page.report_of(&reports[named.report].key),
            text: named.text.to_owned(),
        };
        ProblemRow {
            text: shortest.to_owned(),
            now: cluster.now,
            before: Some(cluster.before).filter(|before| *before > 0),
            members: members.iter().take(MOST_MEMBERS).map(member).collect(),
        }
    };
    let reports = reports.iter().filter(|entry| is_of(entry));
    let (of_year, of_year_before): (Vec<&Entry>, Vec<&Entry>) =
        reports.partition(|entry| entry.key.year == *year);
    let naming = of_year.len();
    let single = found.iter().filter(|cluster| cluster.now == 1 && cluster.before == 0).count();
    let level = level.map(|level| archive.config.levels.get(level));
    LevelProblems {
        name: level.map_or(page.language().words().all_levels, |level| &level.name).to_owned(),
        anchor: level.map_or_else(|| "all".to_owned(), |level| format!("level-{}", level.slug)),
        summary: page.language().problems_summary(naming, single),
        has_before: !of_year_before.is_empty(),
        rows: often.map(row).collect(),
    }
}
