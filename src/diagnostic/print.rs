//! Diagnostics for people (with the source line and a caret) and for machines (one JSON object a line).

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, EXCERPT_REACH, Excerpt, Severity};
use crate::message::Language;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With the source line, without colours.
    Plain,
    /// With the source line, in the colours of a terminal.
    Coloured,
    /// One JSON object a line: `severity`, `code`, `message`, `help`, `path`, `line`, `column`, `width`, `text`.
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
    })
}

fn human(diagnostic: &Diagnostic, renderer: &Renderer, language: Language) -> String {
    let words = language.problem(&diagnostic.problem);
    let page = language.words();
    let level = match diagnostic.problem.severity() {
        Severity::Error => Level::ERROR.with_name(page.error),
        Severity::Warning => Level::WARNING.with_name(page.warning),
    };
    let title = level.primary_title(words.title).id(diagnostic.problem.code());
    let path = &*diagnostic.place.path;
    // The line may be cut, which would shift the column that the renderer derives: the origin is given.
    let window = diagnostic.place.excerpt.as_ref().map(|excerpt| (excerpt, Window::around(excerpt)));
    let group = match &window {
        Some((excerpt, window)) => Group::with_title(title)
            .element(Origin::path(path).line(excerpt.line).char_column(excerpt.column))
            .element(
                Snippet::source(window.text.as_str())
                    .line_start(excerpt.line)
                    .annotation(AnnotationKind::Primary.span(window.mark.clone())),
            ),
        None => Group::with_title(title).element(Origin::path(path)),
    };
    let group = group.element(Level::HELP.with_name(page.help).message(words.advice));
    renderer.clone().decor_style(DecorStyle::Unicode).render(&[group])
}

/// The part of a long line around its mark.
struct Window {
    text: String,
    /// Bytes of `text`.
    mark: std::ops::Range<usize>,
}

impl Window {
    fn around(excerpt: &Excerpt) -> Self {
        let from = (excerpt.column - 1).saturating_sub(EXCERPT_REACH);
        let width = excerpt.width.clamp(1, EXCERPT_REACH);
        let mut text = String::from(if from > 0 { "…" } else { "" });
        let mut mark = text.len()..text.len();
        for (at, character) in excerpt.text.chars().enumerate().skip(from) {
            if at == excerpt.column - 1 {
                mark.start = text.len();
            }
            if at >= excerpt.column - 1 + width + EXCERPT_REACH {
                text.push('…');
                break;
            }
            // Tabs and control characters would move the caret.
            text.push(if character.is_control() { ' ' } else { character });
            if at < excerpt.column - 1 + width {
                mark.end = text.len();
            }
        }
        if excerpt.column > excerpt.text.chars().count() {
            mark = text.len()..text.len();
        }
        Self { text, mark }
    }
}
