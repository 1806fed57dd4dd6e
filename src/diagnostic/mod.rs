//! What is wrong with the input, and where.
//!
//! Broken content is data: a stage returns what it could read together with the problems it met
//! ([`Checked`]), so that one run reports all of them. A [`Diagnostic`] carries no words; those are
//! in [`crate::message`], once per language.

mod print;
mod problem;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use print::{Style, Summary, print};
pub use problem::{Expected, Problem, Severity};

/// A value together with the problems met while it was read.
#[derive(Debug, Clone, Default)]
pub struct Checked<T> {
    /// What could be read.
    pub value: T,
    /// What was wrong, in the order it was met.
    pub problems: Vec<Diagnostic>,
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub problem: Problem,
}

impl Diagnostic {
    /// Whether the problem stops a build.
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }
}

/// A place in a file, or the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path from the site's root, with `/` between its parts.
    pub path: Arc<str>,
    /// The source line; absent where the problem is the file itself.
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: &Arc<str>) -> Self {
        Self { path: Arc::clone(path), excerpt: None }
    }
}

/// One line of a file with a marked stretch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Excerpt {
    /// Line, from 1.
    pub line: usize,
    /// First marked character of the line, from 1, counted in Unicode characters.
    pub column: usize,
    /// Number of marked characters; 0 marks the point before `column`.
    pub width: usize,
    /// The line without its end; of a long line, the part around the mark.
    pub text: String,
    /// Number of characters of the line before `text`.
    pub skipped: usize,
}

/// A text with the path it came from: makes [`Place`]s out of byte ranges.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path from the site's root.
    pub path: &'a Arc<str>,
    /// The whole text.
    pub text: &'a str,
}

/// Longest source line that is kept in an excerpt, in characters on each side of the mark. A paragraph
/// of a report is one line of a thousand characters, which nobody reads in a terminal.
const EXCERPT_REACH: usize = 36;

/// Longest mark, in characters.
const LONGEST_MARK: usize = 200;

impl<'a> Source<'a> {
    /// The place of a byte range; a range over several lines is cut at the end of its first.
    ///
    /// Linear in the position; for many of them there is [`Source::cursor`].
    pub fn place(&self, range: Range<usize>) -> Place {
        self.cursor().place(range)
    }

    /// Makes places of ranges in order.
    pub fn cursor(&self) -> Cursor<'a> {
        // Editors do not count a byte-order mark.
        let start = if self.text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Cursor { source: *self, at: start, line: 1, column: 1, line_start: start, line_end: None }
    }

    /// A problem at a byte range.
    pub fn problem(&self, range: Range<usize>, problem: Problem) -> Diagnostic {
        Diagnostic { place: self.place(range), problem }
    }
}

/// Makes [`Place`]s of ranges that come in order, all of them together in time linear in the text.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    source: Source<'a>,
    /// The offset that line and column stand for.
    at: usize,
    line: usize,
    column: usize,
    line_start: usize,
    /// The line's end, once it was looked for.
    line_end: Option<usize>,
}

impl Cursor<'_> {
    /// The place of a byte range; one before the last begins anew.
    pub fn place(&mut self, range: Range<usize>) -> Place {
        let text = self.source.text;
        let start = floor_boundary(text, range.start);
        if start < self.at {
            *self = self.source.cursor();
        }
        self.advance(start.max(self.at));
        let start = self.at;
        let line_end = *self
            .line_end
            .get_or_insert_with(|| text[start..].find('\n').map_or(text.len(), |at| start + at));
        let end = floor_boundary(text, range.end.clamp(start, line_end));
        let width = text[start..end].chars().take(LONGEST_MARK).count();
        let before = text[self.line_start..start].chars().rev().take(EXCERPT_REACH);
        let (kept, from) =
            before.fold((0, start), |(kept, at), character| (kept + 1, at - character.len_utf8()));
        let after = text[start..line_end].char_indices().nth(width.min(EXCERPT_REACH) + EXCERPT_REACH + 1);
        let to = after.map_or(line_end, |(at, _)| start + at);
        let excerpt = Excerpt {
            line: self.line,
            column: self.column,
            width,
            text: text[from..to].trim_end_matches('\r').to_owned(),
            skipped: self.column - 1 - kept,
        };
        Place { path: Arc::clone(self.source.path), excerpt: Some(excerpt) }
    }

    fn advance(&mut self, to: usize) {
        let passed = &self.source.text[self.at..to];
        if let Some(last) = passed.rfind('\n') {
            self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
            self.line_start = self.at + last + 1;
            self.line_end = None;
            self.column = 1 + self.source.text[self.line_start..to].chars().count();
        } else {
            self.column += passed.chars().count();
        }
        self.at = to;
    }
}

/// The greatest character boundary at or before `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_stays_on_its_line() {
        let path = Arc::from("content/a.md");
        let source = Source { path: &path, text: "第一行\n年度：二〇二二\r\n末行" };
        let at = source.text.find('：').unwrap();
        let excerpt = source.place(at..source.text.len()).excerpt.unwrap();
        assert_eq!((excerpt.line, excerpt.column), (2, 3));
        assert_eq!(excerpt.text, "年度：二〇二二");
    }

    #[test]
    fn places_in_order_are_those_one_by_one() {
        let path = Arc::from("content/a.md");
        let text = format!("\u{FEFF}---\r\nunit：x\n\n{}末\n", "长行".repeat(60));
        let source = Source { path: &path, text: &text };
        let mut cursor = source.cursor();
        for start in (0..text.len()).chain([3, 9]) {
            assert_eq!(cursor.place(start..start + 7), source.place(start..start + 7), "{start}");
        }
        let excerpt = source.place(text.find('末').unwrap()..text.len()).excerpt.unwrap();
        assert_eq!((excerpt.line, excerpt.column, excerpt.skipped), (4, 121, 120 - EXCERPT_REACH));
        assert_eq!(source.place(3..6).excerpt.unwrap().column, 1);
    }

    #[test]
    fn a_place_never_panics_off_a_boundary() {
        let path = Arc::from("a.md");
        let source = Source { path: &path, text: "年\n" };
        for at in 0..9 {
            source.place(at..at + 1);
        }
    }
}
