//! `shuzhi figures`: what was found in reports, and why.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::search::config;
use super::{Outcome, content_folder, root, write_err, write_out};
use crate::cli::{FiguresOptions, TableFormat};
use crate::config::Config;
use crate::diagnostic::{Place, Problem, Source};
use crate::disk::{self, ContentFolder};
use crate::figure::settle::{Claim, Settled};
use crate::figure::{Actor, IndicatorId, Indicators, Number, Pattern, Scope};
use crate::message::Language;
use crate::report::account::{self, stated};
use crate::report::statement::Role;
use crate::report::{Record, condense, kind, parse};
use crate::site::table::{Cell, csv};

/// The fields of a finding, in the order of columns.
const COLUMNS: [&str; 17] = [
    "report",
    "unit",
    "year",
    "indicator",
    "name",
    "value",
    "high",
    "qualifier",
    "measure",
    "role",
    "scope",
    "actor",
    "section",
    "line",
    "column",
    "text",
    "pattern",
];

/// A figure as it is printed: its fields in the order of columns.
type Finding = [Value; COLUMNS.len()];

/// A report with its figures.
struct Found {
    path: String,
    findings: Vec<Finding>,
    record: Record,
}

/// Prints the figures of reports.
pub fn run(options: &FiguresOptions) -> Outcome {
    let root = options.root.clone().unwrap_or_else(|| site_of(options.reports.first()));
    let config = config(&root);
    let language = options.lang.map_or(config.language, Language::from);
    let paths = if options.all { all(&root, &config) } else { options.reports.clone() };
    let found: Vec<Result<Found, (PathBuf, Problem)>> =
        paths.par_iter().map(|path| figures(path, &root, &config)).collect();
    let mut reports = vec![];
    let mut outcome = Outcome::Done;
    for found in found {
        match found {
            Ok(found) => reports.push(found),
            Err((path, problem)) => {
                let words = language.problem(&problem);
                write_err(&format!("{}: {}\n{}\n", path.display(), words.title, words.advice));
                outcome = Outcome::Failed;
            }
        }
    }
    match options.format {
        TableFormat::Json => write_out(&json(&reports)),
        TableFormat::Csv => write_out(&table(&reports)),
        TableFormat::Human => write_out(&text(&reports, &config.indicators, language)),
    }
    outcome
}

/// The site that a report belongs to: the nearest site.toml above it, or else above where one is.
pub(super) fn site_of(report: Option<&PathBuf>) -> PathBuf {
    let folder = report.and_then(|report| std::path::absolute(report).ok()?.parent().map(Path::to_path_buf));
    folder.and_then(|folder| disk::find_root(&folder)).unwrap_or_else(|| root(None))
}

fn all(root: &Path, config: &Config) -> Vec<PathBuf> {
    let folder = content_folder(root, config);
    let content = ContentFolder { folder: &folder, shown_as: &config.content, with_drafts: false }.all();
    content.reports.into_iter().map(|path| folder.join(&*path)).collect()
}

fn figures(path: &Path, root: &Path, config: &Config) -> Result<Found, (PathBuf, Problem)> {
    let text = disk::read_text(path).map_err(|problem| (path.to_path_buf(), problem))?;
    let shown: Arc<str> = Arc::from(super::shown(root, path));
    let source = Source { path: &shown, text: &text };
    let (record, text) =
        condense(parse(source, &shown, config.demands).value, &config.indicators, &config.terms);
    let unit = record.front.unit.as_ref().map(|unit| unit.value.clone());
    let year = record.front.year.as_ref().map(|year| year.value);
    let mut places = source.cursor();
    let mut findings = vec![];
    for (name, value) in &record.front.figures {
        let Some(id) = config.indicators.named(name) else { continue };
        let Some(claim) = stated(value, id, &config.indicators) else { continue };
        let at = source.text.find(name.as_str()).unwrap_or_default();
        let place = source.place(at..at + name.len());
        let about = [json!(shown), json!(unit), json!(year)];
        findings.push(finding(about, id, &claim, &config.indicators, &Said::front(name, value), &place));
    }
    for (number, statement) in record.figures.iter().enumerate() {
        let figure = &statement.figure;
        let place = places.place(
            text.document.map.source(figure.place.start)..text.document.map.source(figure.place.start),
        );
        let claim = account::claim(number, statement);
        let kinds: Vec<&str> = statement.kinds.iter().map(kind::Kind::name).collect();
        let said = Said {
            measure: figure.measure.word(),
            role: statement.role,
            section: kinds.join("+"),
            text: text.document.slice(&figure.sentence).replace('\n', ""),
            pattern: figure.pattern,
        };
        let about = [json!(shown), json!(unit), json!(year)];
        findings.push(finding(about, figure.indicator, &claim, &config.indicators, &said, &place));
    }
    Ok(Found { path: shown.to_string(), findings, record })
}

/// How a figure is said.
struct Said {
    measure: &'static str,
    role: Role,
    section: String,
    text: String,
    pattern: Pattern,
}

impl Said {
    fn front(name: &str, value: &str) -> Self {
        Self {
            measure: "",
            role: Role::Total,
            section: String::new(),
            text: format!("{name}: {value}"),
            pattern: Pattern::Stated,
        }
    }
}

fn finding(
    about: [Value; 3],
    id: IndicatorId,
    claim: &Claim,
    indicators: &Indicators,
    said: &Said,
    place: &Place,
) -> Finding {
    let indicator = indicators.get(id);
    let usual =
        indicator.and_then(|indicator| indicator.measures.first()).map(String::as_str).unwrap_or_default();
    let excerpt = place.excerpt.as_ref();
    let [report, unit, year] = about;
    [
        report,
        unit,
        year,
        json!(indicator.map(|indicator| &indicator.key)),
        json!(indicator.map(|indicator| &indicator.name)),
        number(claim.value),
        number(claim.high),
        json!(claim.qualifier),
        json!(if said.measure.is_empty() { usual } else { said.measure }),
        json!(said.role.name()),
        json!(claim.scope.map(Scope::name)),
        json!(claim.actor.map(Actor::name)),
        json!(said.section),
        json!(excerpt.map(|excerpt| excerpt.line)),
        json!(excerpt.map(|excerpt| excerpt.column)),
        json!(said.text),
        json!(said.pattern.name()),
    ]
}

/// A number as JSON has it, digit for digit.
pub(super) fn number(value: Option<Number>) -> Value {
    value.and_then(|value| serde_json::from_str(&value.to_string()).ok()).unwrap_or_default()
}

fn json(reports: &[Found]) -> String {
    let object = |finding: &Finding| -> Value {
        COLUMNS.iter().zip(finding).map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    let all: Vec<Value> = reports.iter().flat_map(|report| &report.findings).map(object).collect();
    format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
}

fn table(reports: &[Found]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::Text(text.clone().into()),
        other => Cell::Number(other.to_string()),
    };
    let rows = reports.iter().flat_map(|report| &report.findings);
    csv(&COLUMNS, rows.map(|finding| finding.iter().map(cell).collect::<Vec<_>>()))
}

fn text(reports: &[Found], indicators: &Indicators, language: Language) -> String {
    let words = language.words();
    let mut out = String::new();
    for report in reports {
        let _ = writeln!(out, "{}", report.path);
        if report.findings.is_empty() {
            let _ = writeln!(out, "  {}", words.figures_none);
        }
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for finding in &report.findings {
            let [.., name, _, _, _, measure, role, scope, actor, section, line, column, text, pattern] =
                finding;
            let claim = shown_value(finding);
            let more = [role, scope, actor, section, pattern].map(|value| value.as_str().unwrap_or_default());
            let more: Vec<&str> = more.into_iter().filter(|text| !text.is_empty()).collect();
            let _ = writeln!(
                out,
                "  {}:{}  {}  {claim}{}  ({})",
                plain(line),
                plain(column),
                plain(name),
                plain(measure),
                more.join(", ")
            );
            let _ = writeln!(out, "      {}", plain(text));
        }
        for (id, settled) in report.record.account(indicators) {
            if let (Settled::Ambiguous(claims), Some(indicator)) = (&settled, indicators.get(id)) {
                let _ = writeln!(
                    out,
                    "  {}",
                    words
                        .figures_ambiguous
                        .replace("{}", &indicator.name)
                        .replace("{n}", &claims.len().to_string())
                );
            }
        }
    }
    out
}

/// The value of a finding as people write it; withheld ones as asterisks.
fn shown_value(finding: &Finding) -> String {
    let [_, _, _, _, _, value, high, qualifier, ..] = finding;
    match (value, qualifier.as_str().unwrap_or_default()) {
        (Value::Null, _) => "**".to_owned(),
        (value, "approx") => format!("≈{value}"),
        (value, "at_least") => format!("≥{value}"),
        (value, "at_most") => format!("≤{value}"),
        (value, "range") => format!("{value}–{high}"),
        (value, _) => value.to_string(),
    }
}
