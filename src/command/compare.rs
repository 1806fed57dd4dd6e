//! `shuzhi compare`: two reports side by side, in the terminal or as JSON.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::figures::{number, site_of};
use super::search::config;
use super::{Outcome, write_err, write_out};
use crate::cli::{CompareOptions, Format};
use crate::compare::difference::{Stretch, difference};
use crate::compare::figures::{FigureChange, figure_changes};
use crate::compare::mask::Masks;
use crate::compare::sentence::{Sentence, Sentences};
use crate::compare::{Class, Comparison, Pair, compare};
use crate::config::Config;
use crate::diagnostic::{Problem, Source};
use crate::disk;
use crate::figure::settle::Settled;
use crate::message::Language;
use crate::report::{Record, Text, condense, parse};

/// One of both reports.
struct Side {
    path: Arc<str>,
    source: String,
    record: Record,
    text: Text,
}

/// Compares two reports.
pub fn run(options: &CompareOptions) -> Outcome {
    let root = options.root.clone().unwrap_or_else(|| site_of(Some(&options.left)));
    let config = config(&root);
    let language = options.lang.map_or(config.language, Language::from);
    let (left, right) = (read(&options.left, &root, &config), read(&options.right, &root, &config));
    let (left, right) = match (left, right) {
        (Ok(left), Ok(right)) => (left, right),
        (left, right) => {
            for (path, problem) in [left.err(), right.err()].into_iter().flatten() {
                let words = language.problem(&problem);
                write_err(&format!("{}: {}\n{}\n", path.display(), words.title, words.advice));
            }
            return Outcome::Failed;
        }
    };
    let names = names(&[&left, &right], &config);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let masks = Masks::new(&names);
    let (before, after) = (Sentences::of(&left.text, &masks), Sentences::of(&right.text, &masks));
    let comparison = compare(&before, &after);
    let indicators = &config.indicators;
    let figures =
        figure_changes(&left.record.account(indicators), &right.record.account(indicators), indicators);
    let both =
        Both { left: &left, right: &right, comparison: &comparison, figures: &figures, config: &config };
    write_out(&match options.format {
        Format::Json => both.json(),
        Format::Human => both.text(language, Paint::of_output()),
    });
    Outcome::Done
}

fn read(path: &Path, root: &Path, config: &Config) -> Result<Side, (PathBuf, Problem)> {
    let source = disk::read_text(path).map_err(|problem| (path.to_path_buf(), problem))?;
    let shown: Arc<str> = Arc::from(super::shown(root, path));
    let report = parse(Source { path: &shown, text: &source }, &shown, config.demands).value;
    let (record, text) = condense(report, &config.indicators, &config.terms);
    Ok(Side { path: shown, source, record, text })
}

/// The names that the units of both reports have or had.
fn names(sides: &[&Side], config: &Config) -> Vec<String> {
    let called = |side: &&Side| side.record.front.unit.as_ref().map(|unit| unit.value.clone());
    let mut names: Vec<String> = sides.iter().filter_map(called).collect();
    for unit in config.roster.units() {
        if unit.names().any(|name| names.iter().any(|known| known == name)) {
            names.extend(unit.names().map(str::to_owned));
        }
    }
    names
}

/// What is printed.
struct Both<'a> {
    left: &'a Side,
    right: &'a Side,
    comparison: &'a Comparison<'a>,
    figures: &'a [FigureChange],
    config: &'a Config,
}

/// Colours of a terminal (ECMA-48, select graphic rendition).
#[derive(Clone, Copy)]
struct Paint {
    is_on: bool,
}

impl Paint {
    /// Where a terminal shows it, and nobody asked for none (no-color.org).
    fn of_output() -> Self {
        Self { is_on: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    fn dropped(self, text: &str) -> String {
        if self.is_on { format!("\x1b[9;31m{text}\x1b[0m") } else { format!("[-{text}-]") }
    }

    fn added(self, text: &str) -> String {
        if self.is_on { format!("\x1b[32m{text}\x1b[0m") } else { format!("{{+{text}+}}") }
    }
}

impl Both<'_> {
    fn json(&self) -> String {
        let Comparison { left, right, pairs, parts, similarity } = self.comparison;
        let part =
            |side: &Sentences, number: Option<usize>| number.map(|number| side.parts[number].title.clone());
        let sections: Vec<Value> = parts
            .iter()
            .map(|pair| {
                let of_right = pair.right.map(|number| &right.parts[number]);
                let known = of_right.or(pair.left.map(|number| &left.parts[number]));
                let kinds = known.map(|part| part.kinds.to_string());
                json!({
                    "kind": kinds,
                    "left": part(left, pair.left),
                    "right": part(right, pair.right),
                    "similarity": rounded(pair.similarity),
                })
            })
            .collect();
        let (lefts, rights) = (places(self.left, left), places(self.right, right));
        let sentences: Vec<Value> = pairs
            .iter()
            .map(|pair| {
                json!({
                    "class": pair.class.name(),
                    "left": pair.left.map(|number| &lefts[number]),
                    "right": pair.right.map(|number| &rights[number]),
                    "similarity": rounded(pair.similarity),
                })
            })
            .collect();
        let figures: Vec<Value> = self.figures.iter().map(|change| figure(change, self.config)).collect();
        let whole = json!({
            "left": &*self.left.path,
            "right": &*self.right.path,
            "similarity": rounded(*similarity),
            "sections": sections,
            "sentences": sentences,
            "figures": figures,
        });
        format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
    }

    fn text(&self, language: Language, paint: Paint) -> String {
        let Comparison { left, right, pairs, similarity, .. } = self.comparison;
        let mut out =
            format!("{} → {}\n{}\n", self.left.path, self.right.path, language.similar(*similarity));
        let mut counts = vec![];
        for class in Class::ALL {
            let is_of = |pair: &&Pair| pair.class == class && !self.is_heading(pair);
            counts.push(format!("{} {}", language.class(class), pairs.iter().filter(is_of).count()));
        }
        let _ = writeln!(out, "{}\n", counts.join("  "));
        for pair in pairs {
            let one = pair.left.map(|number| self.left.text.document.slice(&left.all[number].place));
            let two = pair.right.map(|number| self.right.text.document.slice(&right.all[number].place));
            let text = match (one, two) {
                (Some(one), Some(two)) if pair.class == Class::Changed || pair.class == Class::ReDated => {
                    painted(one, two, paint)
                }
                (Some(one), None) => paint.dropped(one),
                (None, Some(two)) => paint.added(two),
                (_, two) => two.unwrap_or_default().to_owned(),
            };
            let _ = writeln!(out, "{}  {}", language.class(pair.class), text.replace('\n', ""));
        }
        out
    }

    fn is_heading(&self, pair: &Pair) -> bool {
        let Comparison { left, right, .. } = self.comparison;
        pair.right.map_or_else(
            || pair.left.is_some_and(|at| left.all[at].is_heading),
            |at| right.all[at].is_heading,
        )
    }
}

/// Both sentences as one.
fn painted(left: &str, right: &str, paint: Paint) -> String {
    let stretch = |stretch: Stretch| {
        let (one, two) = (&left[stretch.left], &right[stretch.right]);
        match (stretch.is_same, one.is_empty(), two.is_empty()) {
            (true, ..) => two.to_owned(),
            (_, true, _) => paint.added(two),
            (_, _, true) => paint.dropped(one),
            _ => paint.dropped(one) + &paint.added(two),
        }
    };
    difference(left, right).into_iter().map(stretch).collect()
}

/// A similarity with three digits: more say nothing.
fn rounded(similarity: f64) -> Value {
    json!((similarity * 1000.0).round() / 1000.0)
}

/// The sentences of a report with their places, in order.
fn places(side: &Side, sentences: &Sentences) -> Vec<Value> {
    let mut places = Source { path: &side.path, text: &side.source }.cursor();
    let told = |sentence: &Sentence| {
        let start = side.text.document.map.source(sentence.place.start);
        let excerpt = places.place(start..start).excerpt;
        json!({
            "line": excerpt.as_ref().map(|excerpt| excerpt.line),
            "column": excerpt.as_ref().map(|excerpt| excerpt.column),
            "text": side.text.document.slice(&sentence.place).replace('\n', ""),
        })
    };
    sentences.all.iter().map(told).collect()
}

fn figure(change: &FigureChange, config: &Config) -> Value {
    let indicator = config.indicators.get(change.indicator);
    let side = |settled: &Option<Settled>| match settled {
        None => Value::Null,
        Some(Settled::Ambiguous(_)) => json!({ "value": null, "qualifier": "ambiguous" }),
        Some(Settled::Value(claim) | Settled::Withheld(claim)) => json!({
            "value": number(claim.value),
            "high": number(claim.high),
            "qualifier": claim.qualifier,
        }),
    };
    let difference = change.difference.as_ref().ok();
    json!({
        "indicator": indicator.map(|indicator| &indicator.key),
        "name": indicator.map(|indicator| &indicator.name),
        "left": side(&change.left),
        "right": side(&change.right),
        "difference": difference.map(|difference| number(Some(difference.value))),
        "percent": difference.and_then(|difference| difference.percent).map(|percent| (percent * 10.0).round() / 10.0),
        "approximate": difference.map(|difference| difference.is_approximate),
        "not_comparable": change.difference.as_ref().err().map(|reason| reason.name()),
    })
}
