//! How many headings of real reports are understood: the kind of the section, in whatever form the heading
//! stands. The figures are printed; run with `--nocapture`.

use std::sync::Arc;

use shuzhi::diagnostic::Source;
use shuzhi::report::{Text, parse_text};

/// Least share of labelled headings that must be right, in percent.
const LEAST: usize = 95;

/// What follows a heading in the texts that are read.
const PASSAGE: &str = "全年召开支委会12次，组织党员大会4次，讲党课3次，走访党员群众36户。";

/// Kind and heading of a table.
fn labelled(table: &'static str) -> Vec<(&'static str, &'static str)> {
    let rows = table.lines().skip(1).filter(|line| !line.trim().is_empty());
    rows.map(|line| line.split_once('\t').expect("two columns")).collect()
}

/// The kinds of the first section whose heading holds a text.
fn kinds(heading: &str, text: &str) -> String {
    let path = Arc::from("content/a.md");
    let text = format!("---\nunit: 甲\nyear: 2022\n---\n\n{text}");
    let Text { document, outline } = parse_text(Source { path: &path, text: &text }, "a.md");
    let section = outline.0.iter().find(|section| document.slice(&section.title).contains(heading));
    section.map_or_else(|| "no heading".to_owned(), |section| section.own.to_string())
}

/// The heading without its number.
fn bare(heading: &str) -> &str {
    let unnumbered = heading.split_once(['、', '）', '.']).filter(|(number, _)| number.chars().count() <= 2);
    unnumbered.map_or(heading, |(_, rest)| rest)
}

/// Texts are kept apart from the table's own number, so that each form has one only.
fn markdown(heading: &str) -> String {
    format!("## {heading}\n\n{PASSAGE}\n")
}

fn numbered(heading: &str) -> String {
    format!("一、{}\n\n{PASSAGE}\n", bare(heading))
}

fn run_in(heading: &str) -> String {
    format!("一、{}。{PASSAGE}\n", bare(heading))
}

/// The right ones and the misses of a table in one form.
fn measure(table: &'static str, form: fn(&str) -> String) -> (usize, Vec<String>) {
    let mut misses = vec![];
    let rows = labelled(table);
    for (kind, heading) in &rows {
        let found = kinds(bare(heading), &form(heading));
        if found != *kind {
            misses.push(format!("{heading}: {found}, not {kind}"));
        }
    }
    (rows.len() - misses.len(), misses)
}

#[track_caller]
fn case(name: &str, table: &'static str, form: fn(&str) -> String) {
    let (right, misses) = measure(table, form);
    let all = right + misses.len();
    println!("{name}: {right} of {all} headings are right");
    assert!(all > 0 && right * 100 >= all * LEAST, "{name}: {right} of {all}\n{}", misses.join("\n"));
}

#[test]
fn labelled_headings_are_understood_in_every_form() {
    let table = include_str!("../data/headings.tsv");
    case("labelled, Markdown", table, markdown);
    case("labelled, numbered", table, numbered);
    case("labelled, run in", table, run_in);
}

#[test]
fn headings_of_our_own_are_understood_in_every_form() {
    let table = include_str!("../data/headings_own.tsv");
    case("our own, Markdown", table, markdown);
    case("our own, numbered", table, numbered);
    case("our own, run in", table, run_in);
}
