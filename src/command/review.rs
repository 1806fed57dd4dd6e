//! `shuzhi review`: the reports that need a look, first what needs it most.

use std::fmt::Write as _;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::load::{self, Purpose};
use super::page::{Pages, theme};
use super::{Outcome, open, write_out};
use crate::archive::Archive;
use crate::cli::{Format, ReviewFormat, ReviewOptions, Shared};
use crate::diagnostic::{Source, Summary};
use crate::disk;
use crate::message::Language;
use crate::report::parse_text;
use crate::reuse::tell::Finding;
use crate::reuse::{Review, Reviewed};
use crate::site::route::Route;
use crate::site::table::{Cell, csv};
use crate::site::view::review_alone;

/// Reviews the archive.
pub fn run(options: &ReviewOptions) -> Outcome {
    let site = open(&Shared::of_root(options.root.clone(), options.lang));
    let loaded = load::load(&site, Purpose::Pages);
    let mut problems = loaded.problems();
    let theme = match theme(&site) {
        Ok(theme) => theme,
        Err(found) => {
            problems.extend(found);
            site.terminal.problems(&problems);
            return Outcome::Problems;
        }
    };
    let errors: Vec<_> = problems.into_iter().filter(crate::diagnostic::Diagnostic::is_error).collect();
    site.terminal.problems(&errors);
    let pages = Pages { site: &site, archive: &loaded.archive, theme: &theme, texts: &loaded.texts };
    let review = pages.review();
    match options.format {
        ReviewFormat::Json => write_out(&to_json(&pages, &review)),
        ReviewFormat::Csv => write_out(&to_csv(&pages, &review)),
        ReviewFormat::Human => write_out(&to_text(&pages, &review, options.limit)),
        ReviewFormat::Html => match pages.render(&review_alone(&loaded.archive, &review, &theme)) {
            Ok(page) => write_out(&String::from_utf8_lossy(&page)),
            Err(problem) => {
                site.terminal.problems(&[*problem]);
                return Outcome::Problems;
            }
        },
    }
    if Summary::of(&errors).errors > 0 { Outcome::Problems } else { Outcome::Done }
}

impl Shared {
    /// Options of a command on a site that writes nothing.
    fn of_root(root: Option<std::path::PathBuf>, lang: Option<crate::cli::LanguageName>) -> Self {
        Self {
            root,
            content: None,
            out: None,
            lang,
            jobs: None,
            quiet: true,
            format: Format::Human,
            deny: None,
        }
    }
}

fn to_json(pages: &Pages<'_>, review: &Review) -> String {
    let reports: Vec<Value> = review.reports.par_iter().map(|report| report_json(pages, report)).collect();
    let set_aside: Vec<Value> = review
        .set_aside
        .iter()
        .map(|aside| json!({ "text": aside.words, "units": aside.units, "reports": aside.reports }))
        .collect();
    let whole = json!({ "reports": reports, "set_aside": set_aside });
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

fn report_json(pages: &Pages<'_>, report: &Reviewed) -> Value {
    let archive = pages.archive;
    let Reviewed { key, shares, sources, findings } = report;
    let share = |part: usize| json!((shares.of(part) * 1000.0).round() / 1000.0);
    let path = |key| archive.get(key).map(|entry| pages.site.shown_content(&entry.record.path));
    let sources: Vec<Value> = sources
        .iter()
        .map(|source| {
            json!({
                "unit": archive.unit(&source.key.unit).name,
                "year": source.key.year,
                "kind": &*source.key.kind,
                "path": path(&source.key),
                "share": share(source.length),
                "sentences": source.sentences,
                "edited": source.is_edited,
            })
        })
        .collect();
    json!({
        "unit": archive.unit(&key.unit).name,
        "year": key.year,
        "kind": &*key.kind,
        "level": archive.get(key).map(|entry| &archive.config.levels.get(entry.level).name),
        "path": path(key),
        "url": Route::Report(key.clone()).url(archive),
        "needs_look": report.needs_look(),
        "shares": {
            "new": share(shares.new),
            "own": share(shares.own),
            "shared": share(shares.shared),
            "common": share(shares.common),
        },
        "sources": sources,
        "findings": places(pages, report).into_iter().zip(findings).map(finding).collect::<Vec<_>>(),
    })
}

fn finding((place, finding): ((Option<usize>, Option<usize>), &Finding)) -> Value {
    json!({
        "kind": finding.kind.name(),
        "text": &*finding.text,
        "sentence": &*finding.sentence,
        "line": place.0,
        "column": place.1,
        "why": &*finding.why,
    })
}

/// Lines and columns of a report's findings.
fn places(pages: &Pages<'_>, report: &Reviewed) -> Vec<(Option<usize>, Option<usize>)> {
    let nowhere = || vec![(None, None); report.findings.len()];
    if report.findings.is_empty() {
        return vec![];
    }
    let Some(entry) = pages.archive.get(&report.key) else { return nowhere() };
    let path = &entry.record.path;
    let Ok(text) = disk::read_text(&pages.site.content.join(&**path)) else { return nowhere() };
    let shown = pages.site.shown_content(path);
    let source = Source { path: &shown, text: &text };
    let document = parse_text(source, path).document;
    let place = |finding: &Finding| {
        let start = document.map.source(finding.place.start);
        let excerpt = source.place(start..start).excerpt;
        (excerpt.as_ref().map(|excerpt| excerpt.line), excerpt.as_ref().map(|excerpt| excerpt.column))
    };
    report.findings.iter().map(place).collect()
}

/// Columns of the table.
const COLUMNS: [&str; 13] = [
    "unit",
    "year",
    "kind",
    "level",
    "path",
    "needs_look",
    "new",
    "own",
    "shared",
    "common",
    "source",
    "source_share",
    "findings",
];

fn to_csv(pages: &Pages<'_>, review: &Review) -> String {
    let archive = pages.archive;
    let percent =
        |report: &Reviewed, part: usize| Cell::Number(format!("{:.1}", report.shares.of(part) * 100.0));
    let row = |report: &Reviewed| {
        let entry = archive.get(&report.key);
        let level = entry.map(|entry| archive.config.levels.get(entry.level).name.clone());
        let path = entry.map(|entry| pages.site.shown_content(&entry.record.path).to_string());
        let first = report.sources.first();
        let findings: Vec<&str> = report.findings.iter().map(|finding| &*finding.text).collect();
        let shares = report.shares;
        vec![
            Cell::Text(archive.unit(&report.key.unit).name.clone().into()),
            Cell::Number(report.key.year.to_string()),
            Cell::Text(report.key.kind.to_string().into()),
            level.map_or(Cell::Empty, |level| Cell::Text(level.into())),
            path.map_or(Cell::Empty, |path| Cell::Text(path.into())),
            Cell::Text(report.needs_look().to_string().into()),
            percent(report, shares.new),
            percent(report, shares.own),
            percent(report, shares.shared),
            percent(report, shares.common),
            first.map_or(Cell::Empty, |source| {
                Cell::Text(titled(archive, &source.key, pages.site.terminal.language).into())
            }),
            first.map_or(Cell::Empty, |source| percent(report, source.length)),
            Cell::Text(findings.join("；").into()),
        ]
    };
    csv(&COLUMNS, review.reports.iter().map(row))
}

/// A report as people call it.
fn titled(archive: &Archive, key: &crate::archive::ReportKey, language: Language) -> String {
    format!("{} {}", archive.unit(&key.unit).name, language.year(key.year))
}

fn to_text(pages: &Pages<'_>, review: &Review, limit: usize) -> String {
    let (archive, language) = (pages.archive, pages.site.terminal.language);
    let words = language.words();
    let needing: Vec<&Reviewed> = review.reports.iter().filter(|report| report.needs_look()).collect();
    let mut out = format!("{}\n", language.reviewed(review.reports.len(), needing.len()));
    let limit = if limit == 0 { usize::MAX } else { limit };
    for report in needing.into_iter().take(limit) {
        let Reviewed { key, shares, sources, findings } = report;
        let path: Option<Arc<str>> =
            archive.get(key).map(|entry| pages.site.shown_content(&entry.record.path));
        let _ = writeln!(out, "\n{}  {}", titled(archive, key, language), path.unwrap_or_default());
        let _ = writeln!(out, "  {}", language.shares(shares));
        for source in sources.iter().take(3) {
            let share = shares.of(source.length);
            let _ = writeln!(out, "  {} {:.0}%", titled(archive, &source.key, language), share * 100.0);
        }
        for finding in findings {
            let name = language.finding(finding.kind);
            let _ = writeln!(out, "  {name}{}{}", words.colon, finding.text);
        }
    }
    out
}
