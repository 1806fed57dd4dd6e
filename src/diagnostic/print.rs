//! Diagnostics for people (with the source line and a caret) and for machines (one JSON object a line).

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, EXCERPT_REACH, Excerpt, Severity};
use crate::han;
use crate::message::Language;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With the source line, without colours.
    Plain,
    /// With the source line, in the colours of a terminal.
    Coloured,
    /// One JSON object a line: `severity`, `code`, `message`, `help`, `path`, `line`, `column`, `width`,
    /// `text` (the line, or the part of a long one around the mark) and `skipped` (characters before it).
    Json,
}

/// How many problems there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Problems that stop a build.
    pub errors: usize,
    /// Problems that do not.
    pub warnings: usize,
}

impl Summary {
    /// Counts.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        Self { errors, warnings: diagnostics.len() - errors }
    }
}

/// Draws the diagnostics one after the other; the last line ends with a line feed.
pub fn print(diagnostics: &[Diagnostic], style: Style, language: Language) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        match style {
            Style::Json => out.push_str(&json(diagnostic, language).to_string()),
            Style::Plain => out.push_str(&human(diagnostic, &Renderer::plain(), language)),
            Style::Coloured => out.push_str(&human(diagnostic, &Renderer::styled(), language)),
        }
        out.push_str(if style == Style::Json { "\n" } else { "\n\n" });
    }
    out
}

fn json(diagnostic: &Diagnostic, language: Language) -> serde_json::Value {
    let words = language.problem(&diagnostic.problem);
    let excerpt = diagnostic.place.excerpt.as_ref();
    json!({
        "severity": match diagnostic.problem.severity() { Severity::Error => "error", Severity::Warning => "warning" },
        "code": diagnostic.problem.code(),
        "message": words.title,
        "help": words.advice,
        "path": &*diagnostic.place.path,
        "line": excerpt.map(|excerpt| excerpt.line),
        "column": excerpt.map(|excerpt| excerpt.column),
        "width": excerpt.map(|excerpt| excerpt.width),
        "text": excerpt.map(|excerpt| &excerpt.text),
        "skipped": excerpt.map(|excerpt| excerpt.skipped),
    })
}

fn human(diagnostic: &Diagnostic, renderer: &Renderer, language: Language) -> String {
    let words = language.problem(&diagnostic.problem);
    let page = language.words();
    let level = match diagnostic.problem.severity() {
        Severity::Error => Level::ERROR.with_name(page.error),
        Severity::Warning => Level::WARNING.with_name(page.warning),
    };
    let title = level.primary_title(harmless(&words.title)).id(diagnostic.problem.code());
    let path = harmless(&diagnostic.place.path);
    let excerpt = diagnostic.place.excerpt.as_ref();
    let window = excerpt.map(Window::of);
    let group = match (excerpt, &window) {
        (Some(excerpt), Some(window)) => Group::with_title(title).element(
            Snippet::source(window.text.as_str())
                .path(path.as_str())
                .line_start(excerpt.line)
                .annotation(AnnotationKind::Primary.span(window.mark.clone())),
        ),
        _ => Group::with_title(title).element(Origin::path(path.as_str())),
    };
    let group = group.element(Level::HELP.with_name(page.help).message(harmless(&words.advice)));
    let text = renderer.clone().decor_style(DecorStyle::Unicode).render(&[group]);
    match (excerpt, &window) {
        // The renderer derives the column from what it was shown.
        (Some(excerpt), Some(window)) if excerpt.column != window.column => {
            let place = |column| format!("{path}:{}:{column}", excerpt.line);
            text.replacen(&place(window.column), &place(excerpt.column), 1)
        }
        _ => text,
    }
}

/// Longest message, in characters: it may quote a value as long as the file.
const LONGEST_MESSAGE: usize = 600;

/// A text without what would move or recolour things in a terminal, and not too long. Line feeds stay:
/// the template engine draws excerpts of its own.
fn harmless(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(LONGEST_MESSAGE)
        .map(|c| if (c.is_control() && c != '\n') || han::is_invisible(c) { '\u{FFFD}' } else { c })
        .collect();
    if text.chars().nth(LONGEST_MESSAGE).is_some() {
        out.push('…');
    }
    out
}

/// An excerpt as it is shown.
struct Window {
    text: String,
    /// Bytes of `text`.
    mark: std::ops::Range<usize>,
    /// Column of the mark in `text`.
    column: usize,
}

impl Window {
    fn of(excerpt: &Excerpt) -> Self {
        let mut text = String::from(if excerpt.skipped > 0 { "…" } else { "" });
        let before = excerpt.column - 1 - excerpt.skipped;
        let width = excerpt.width.clamp(1, EXCERPT_REACH);
        // Tabs and control characters would move the caret.
        let shown = |c: char| if c.is_control() || han::is_invisible(c) { ' ' } else { c };
        let mut characters = excerpt.text.chars();
        text.extend(characters.by_ref().take(before).map(shown));
        let start = text.len();
        text.extend(characters.by_ref().take(width).map(shown));
        let mark = start..text.len();
        let column = text[..start].chars().count() + 1;
        text.extend(characters.by_ref().take(EXCERPT_REACH).map(shown));
        if characters.next().is_some() {
            text.push('…');
        }
        Self { text, mark, column }
    }
}
