//! `shuzhi build`: the archive as a site, published in one step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::index::{self, Collected};
use super::load::Purpose;
use super::page::{Desk, Pages, theme};
use super::watch::Watch;
use super::workspace::Workspace;
use super::{Outcome, Site, load, open, stops, write_err};
use crate::archive::ReportKey;
use crate::cli::BuildOptions;
use crate::diagnostic::{Diagnostic, Place, Problem, Summary};
use crate::disk::{Published, Publisher};
use crate::message::BuildFigures;
use crate::reuse::Reviewed;
use crate::reuse::print::Print;
use crate::reuse::tell::Tells;
use crate::site::route::{Route, routes};
use crate::watcher::Dirty;

/// Builds the site.
pub fn run(options: &BuildOptions) -> Outcome {
    if options.watch {
        return in_pool(options.shared.jobs, || keep_built(options));
    }
    let started = Instant::now();
    let site = open(&options.shared);
    in_pool(options.shared.jobs, || {
        let (mut loaded, theme) = rayon::join(|| load::load(&site, Purpose::Pages), || theme(&site));
        let theme = theme.map_err(|problems| loaded.found.theme = problems).ok();
        let mut problems = loaded.problems();
        problems.extend(overlap(&site));
        site.terminal.problems(&problems);
        let summary = Summary::of(&problems);
        let has_stopped = stops(summary, options.shared.deny_warnings());
        if has_stopped && !options.keep_going {
            let language = site.terminal.language;
            let hint = if summary.errors > 0 { language.keep_going_hint() } else { "" };
            write_err(&format!("{}{hint}\n", language.nothing_published()));
            return Outcome::Problems;
        }
        let left_out = load::leave_out_broken(&mut loaded.archive, &problems, &site.content_name);
        let site_wide = problems
            .iter()
            .any(|problem| problem.is_error() && !is_left_out(problem, &site.content_name, &left_out));
        // A site without reports must not take the place of one that has some.
        let none_left = !left_out.is_empty() && loaded.archive.entries().next().is_none();
        let Some(theme) = theme.filter(|_| !site_wide && !none_left) else {
            write_err(&format!("{}\n", site.terminal.language.nothing_published()));
            return Outcome::Problems;
        };
        let pages = Pages { site: &site, archive: &loaded.archive, theme: &theme, texts: &loaded.texts };
        let outcome = match publish(&pages) {
            Ok(mut figures) => {
                figures.milliseconds = started.elapsed().as_millis();
                figures.warnings = summary.warnings;
                report(&site, &figures, &left_out);
                if has_stopped { Outcome::Problems } else { Outcome::Done }
            }
            Err(problem) => {
                let outcome = outcome(&problem);
                site.terminal.problems(&[*problem]);
                outcome
            }
        };
        // The process ends here, and the system takes memory back quicker than piece by piece.
        std::mem::forget((loaded, theme));
        outcome
    })
}

/// Builds, and builds again after every change, for ever: of a site with errors nothing is published until
/// they are mended.
fn keep_built(options: &BuildOptions) -> Outcome {
    let mut since = Instant::now();
    let mut workspace = Workspace::open(&options.shared, false);
    let mut watch = Watch::new(&workspace, options.poll);
    let mut shown = vec![];
    // What changed between reading and watching.
    let mut dirty = Some(Dirty::Everything);
    let mut is_first = true;
    loop {
        let mut is_moved = false;
        if let Some(dirty) = &dirty {
            watch.add(&workspace, dirty);
            let changes = workspace.look(dirty, &options.shared);
            let changes = workspace.take(changes);
            is_moved = changes.is_moved;
            if changes.is_moved {
                watch = Watch::new(&workspace, options.poll);
            }
            if is_first || !changes.is_empty() {
                workspace.loaded.found.whole = workspace.loaded.find_whole();
                publish_sound(&workspace, options, since, &mut shown);
            }
        }
        if std::mem::take(&mut is_first) {
            workspace.site.terminal.say(workspace.site.terminal.language.watching());
        }
        dirty = if is_moved { Some(Dirty::Everything) } else { watch.next(None) };
        since = Instant::now();
    }
}

/// Publishes a site without errors; says what is wrong that was not said before.
fn publish_sound(workspace: &Workspace, options: &BuildOptions, since: Instant, shown: &mut Vec<Diagnostic>) {
    let site = &workspace.site;
    let mut problems = workspace.loaded.problems();
    problems.extend(overlap(site));
    let summary = Summary::of(&problems);
    let texts = BTreeMap::new();
    let pages = workspace.pages(&texts).filter(|_| !stops(summary, options.shared.deny_warnings()));
    match pages.map(|pages| publish(&pages)) {
        Some(Ok(mut figures)) => {
            figures.milliseconds = since.elapsed().as_millis();
            figures.warnings = summary.warnings;
            report(site, &figures, &BTreeSet::new());
        }
        Some(Err(problem)) => problems.push(*problem),
        None => write_err(&format!("{}\n", site.terminal.language.waits())),
    }
    let new = problems.iter().filter(|problem| !shown.contains(problem)).cloned();
    site.terminal.problems(&new.collect::<Vec<_>>());
    *shown = problems;
}

/// How a command ends that met a problem while pages were made: a template is the archive's, all else the
/// machine's.
pub fn outcome(problem: &Diagnostic) -> Outcome {
    match problem.problem {
        Problem::Template { .. } => Outcome::Problems,
        _ => Outcome::Failed,
    }
}

fn is_left_out(problem: &Diagnostic, content_name: &str, left_out: &BTreeSet<Arc<str>>) -> bool {
    let path = problem.place.path.strip_prefix(&format!("{content_name}/"));
    path.is_some_and(|path| left_out.contains(path))
}

/// Says what was done, and which files were left out.
fn report(site: &Site, figures: &BuildFigures, left_out: &BTreeSet<Arc<str>>) {
    let language = site.terminal.language;
    if !left_out.is_empty() {
        let mut text = language.left_out(left_out.len());
        for path in left_out {
            text.push_str("\n  ");
            text.push_str(&site.content_name);
            text.push('/');
            text.push_str(path);
        }
        write_err(&format!("{text}\n"));
    }
    site.terminal.say(&language.built(figures, &super::shown(&site.root, &site.out)));
}

/// Runs with a number of threads; all there are by default.
pub fn in_pool<T: Send>(jobs: Option<usize>, run: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
}

/// Publishing over the sources would destroy them.
pub fn overlap(site: &Site) -> Option<Diagnostic> {
    let out = real(&site.out);
    let sources = [site.root.clone(), site.content.clone(), site.root.join("themes")];
    let clash = sources.iter().enumerate().find(|(at, source)| {
        let source = real(source);
        source.starts_with(&out) || (*at > 0 && out.starts_with(&source) && source != real(&site.root))
    });
    let other = super::shown(&site.root, clash?.1);
    Some(site.output_problem(Problem::OutputOverlaps { other }))
}

/// The path without links and relative parts, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let known = path.ancestors().find_map(|known| Some((known, known.canonicalize().ok()?)));
    let Some((known, real)) = known else { return path };
    path.strip_prefix(known).map_or_else(|_| path.clone(), |rest| real.join(rest))
}

/// What was made of some routes.
#[derive(Default)]
struct Made {
    files: Vec<(Published, bool)>,
    prints: Vec<(ReportKey, Print)>,
}

/// Renders the pages of the review.
fn publish_review(
    pages: &Pages<'_>,
    publisher: &Publisher,
    prints: &[(ReportKey, Print)],
) -> Result<Vec<(Published, bool)>, Box<Diagnostic>> {
    let review = pages.review_of(prints);
    let url = |route: &Route| route.url(pages.archive);
    let list = write(pages.site, publisher, &url(&Route::Review), &pages.review_list(&review)?)?;
    let needing: Vec<&Reviewed> = review.reports.iter().filter(|report| report.needs_look()).collect();
    let written = needing.par_iter().map(|report| {
        let bytes = pages.review_page(report, &review)?;
        write(pages.site, publisher, &url(&Route::Reviewed(report.key.clone())), &bytes)
    });
    let mut written: Vec<_> = written.collect::<Result<_, Box<Diagnostic>>>()?;
    written.push(list);
    Ok(written)
}

/// Renders every page of some routes, and those of the review where it is published.
fn publish_pages(
    pages: &Pages<'_>,
    publisher: &Publisher,
    routes: &[Route],
) -> Result<Vec<(Published, bool)>, Box<Diagnostic>> {
    let Pages { site, archive, .. } = pages;
    let bar = load::progress(site.terminal, routes.len(), false);
    // Pages of a unit are made one after another, so that its texts are read once, and so are the forms of a table.
    let parts: Vec<&[Route]> = routes.chunk_by(Route::is_beside).collect();
    let tells = site.config.publish_review.then(|| Tells::of(archive));
    // Small parts: pages of statistics take longer than others.
    let made = parts.par_iter().with_max_len(2).map(|part| {
        let mut desk = Desk::default();
        let mut made = Made::default();
        for route in *part {
            let bytes = pages.page_at(&mut desk, route)?;
            made.files.push(write(site, publisher, &route.url(archive), &bytes)?);
            if let (Route::Report(key), Some(tells)) = (route, &tells) {
                let print = archive.get(key).map(|entry| pages.print_at(&desk, tells, entry));
                made.prints.extend(print.map(|print| (key.clone(), print)));
            }
            bar.inc(1);
        }
        Ok(made)
    });
    let made = made.collect::<Result<Vec<Made>, Box<Diagnostic>>>()?;
    bar.finish_and_clear();
    let (mut files, mut prints) = (vec![], vec![]);
    for part in made {
        files.extend(part.files);
        prints.extend(part.prints);
    }
    if tells.is_some() {
        files.extend(publish_review(pages, publisher, &prints)?);
    }
    Ok(files)
}

/// Writes the search index.
fn publish_index(
    pages: &Pages<'_>,
    publisher: &Publisher,
) -> Result<Vec<(Published, bool)>, Box<Diagnostic>> {
    let indexed = Collected::new();
    index::write(pages, &|path, bytes| {
        indexed.push(write(pages.site, publisher, path, bytes)?);
        Ok(())
    })?;
    Ok(indexed.into_inner())
}

/// Renders every page and puts the site in the old one's place.
pub fn publish(pages: &Pages<'_>) -> Result<BuildFigures, Box<Diagnostic>> {
    let Pages { site, archive, theme, .. } = pages;
    let in_output = |problem: Problem| Box::new(site.output_problem(problem));
    let publisher = Publisher::begin(&site.out).map_err(in_output)?;
    let routes = routes(archive);
    // Not side by side, which would be a little quicker: the index wants the memory.
    let mut files = publish_pages(pages, &publisher, &routes)?;
    files.extend(publish_index(pages, &publisher)?);
    for file in theme.statics.values() {
        files.push(write(site, &publisher, &file.url, &file.bytes)?);
    }
    let reports = routes.iter().filter(|route| matches!(route, Route::Report(_))).count();
    let done = publisher.commit(files).map_err(in_output)?;
    Ok(BuildFigures {
        reports,
        files: done.files,
        written: done.written,
        bytes: done.bytes,
        ..Default::default()
    })
}

fn write(
    site: &Site,
    publisher: &Publisher,
    url: &str,
    bytes: &[u8],
) -> Result<(Published, bool), Box<Diagnostic>> {
    publisher.write(url, bytes).map_err(|problem| {
        let path = Arc::from(format!("{}/{url}", super::shown(&site.root, &site.out)));
        Box::new(problem.at(Place::file(&path)))
    })
}
