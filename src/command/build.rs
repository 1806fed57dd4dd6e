//! `shuzhi build`: the archive as a site, published in one step.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use indicatif::ParallelProgressIterator;
use rayon::prelude::*;

use super::{Outcome, Site, load, open, stops};
use crate::archive::Archive;
use crate::cli::BuildOptions;
use crate::config::parse_theme;
use crate::diagnostic::{Diagnostic, Place, Problem, Source, Summary};
use crate::disk::{self, Publisher};
use crate::message::BuildFigures;
use crate::report::parse_text;
use crate::site::render::Theme;
use crate::site::route::{Route, routes};
use crate::site::theme::{Layer, default_layer};
use crate::site::view::{Text, view};

/// Builds the site.
pub fn run(options: &BuildOptions) -> Outcome {
    let started = Instant::now();
    let site = open(&options.shared);
    in_pool(options.shared.jobs, || {
        let mut loaded = load::load(&site);
        let theme = theme(&site);
        let (theme, theme_problem) = match theme {
            Ok(theme) => (Some(theme), None),
            Err(problem) => (None, Some(problem)),
        };
        loaded.problems.extend(theme_problem);
        loaded.problems.extend(overlap(&site));
        site.terminal.problems(&loaded.problems);
        let summary = Summary::of(&loaded.problems);
        let has_stopped = stops(summary, options.shared.deny_warnings());
        if has_stopped && !options.keep_going {
            site.terminal.insist(site.terminal.language.nothing_published());
            return Outcome::Problems;
        }
        let left_out = load::leave_out_broken(&mut loaded, &site.content_name);
        let site_wide = loaded.problems.iter().any(|problem| {
            problem.is_error() && !is_left_out(problem, &site.content_name, &left_out)
        });
        let Some(theme) = theme.filter(|_| !site_wide) else {
            site.terminal.insist(site.terminal.language.nothing_published());
            return Outcome::Problems;
        };
        match publish(&site, &loaded.archive, &theme) {
            Ok(mut figures) => {
                figures.milliseconds = started.elapsed().as_millis();
                figures.warnings = summary.warnings;
                report(&site, &figures, &left_out);
                if has_stopped { Outcome::Problems } else { Outcome::Done }
            }
            Err(problem) => {
                site.terminal.problems(&[problem]);
                Outcome::Failed
            }
        }
    })
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
        site.terminal.insist(&text);
    }
    site.terminal.say(&language.built(figures, &super::shown(&site.root, &site.out)));
}

/// Runs with a number of threads; all there are by default.
pub fn in_pool(jobs: Option<usize>, run: impl FnOnce() -> Outcome + Send) -> Outcome {
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
}

/// The theme in use, with those it inherits from; the default theme is always beneath.
pub fn theme(site: &Site) -> Result<Theme, Diagnostic> {
    let themes = site.root.join("themes");
    let mut layers: Vec<Layer> = vec![];
    let mut next = Some(site.config.theme.clone());
    let mut named = site.config.theme_place.clone();
    while let Some(name) = next.take() {
        let place = named.take().unwrap_or_else(|| Place::file(&site.config_path));
        if layers.iter().any(|layer| layer.name == name) {
            return Err(Problem::ThemeCycle { name }.at(place));
        }
        let path: Arc<str> = Arc::from(format!("themes/{name}/theme.toml"));
        let found = disk::theme_layer(&themes, &name);
        match found.map_err(|problem| problem.at(Place::file(&path)))? {
            Some((layer, settings)) => {
                layers.push(layer);
                let checked = parse_theme(&path, &settings);
                if let Some(problem) = checked.problems.into_iter().next() {
                    return Err(problem);
                }
                next = checked.value.extends;
                named = checked.value.extends_place;
            }
            None if name == "default" => layers.push(default_layer()),
            None => return Err(Problem::ThemeMissing { name }.at(place)),
        }
    }
    if layers.iter().all(|layer| layer.name != "default") {
        layers.push(default_layer());
    }
    let place = Place::file(&Arc::from(format!("themes/{}", site.config.theme)));
    Theme::new(&layers, &site.config).map_err(|reason| Problem::Template { reason }.at(place))
}

/// Publishing over the sources would destroy them.
fn overlap(site: &Site) -> Option<Diagnostic> {
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

/// Renders every page and puts the site in the old one's place.
fn publish(site: &Site, archive: &Archive, theme: &Theme) -> Result<BuildFigures, Diagnostic> {
    let in_output = |problem: Problem| site.output_problem(problem);
    let publisher = Publisher::begin(&site.out).map_err(in_output)?;
    let routes = routes(archive);
    let bar = load::progress(site.terminal, routes.len(), false);
    let pages = routes.par_iter().progress_with(bar).map(|route| {
        let bytes = page(site, archive, theme, route)?;
        write(site, &publisher, &route.url(archive), &bytes)
    });
    let mut files = pages.collect::<Result<Vec<_>, Diagnostic>>()?;
    for file in theme.statics.values() {
        files.push(write(site, &publisher, &file.url, &file.bytes)?);
    }
    let reports = routes.iter().filter(|route| matches!(route, Route::Report(_))).count();
    let done = publisher.commit(files).map_err(in_output)?;
    Ok(BuildFigures { reports, files: done.files, written: done.written, bytes: done.bytes, ..Default::default() })
}

fn write(
    site: &Site,
    publisher: &Publisher,
    url: &str,
    bytes: &[u8],
) -> Result<(disk::Published, bool), Diagnostic> {
    publisher.write(url, bytes).map_err(|problem| {
        let path = Arc::from(format!("{}/{url}", super::shown(&site.root, &site.out)));
        problem.at(Place::file(&path))
    })
}

/// The bytes of a page: its report, if it has one, is read again, so that texts need not stay in memory.
fn page(site: &Site, archive: &Archive, theme: &Theme, route: &Route) -> Result<Vec<u8>, Diagnostic> {
    let text = match route {
        Route::Report(key) => match archive.get(key) {
            Some(entry) => Some(text(site, &entry.record.path)?),
            None => None,
        },
        Route::Attachment(path) => {
            let shown = Arc::from(format!("{}/{path}", site.content_name));
            let bytes = disk::read_bytes(&site.content.join(&**path));
            return bytes.map_err(|problem| problem.at(Place::file(&shown)));
        }
        _ => None,
    };
    let Some(view) = view(archive, route, text.as_ref()) else { return Ok(vec![]) };
    let page = theme.render(&view).map_err(|reason| {
        let path = Arc::from(format!("themes/{}/templates/{}", site.config.theme, view.template));
        Problem::Template { reason }.at(Place::file(&path))
    })?;
    Ok(page)
}

fn text(site: &Site, path: &Arc<str>) -> Result<Text, Diagnostic> {
    let shown = Arc::from(format!("{}/{path}", site.content_name));
    let text = disk::read_text(&site.content.join(&**path))
        .map_err(|problem| problem.at(Place::file(&shown)))?;
    let (document, outline) = parse_text(Source { path: &shown, text: &text }, path);
    Ok(Text { document, outline })
}
