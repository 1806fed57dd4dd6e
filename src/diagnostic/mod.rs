//! What is wrong with the input, and where.
//!
//! Broken content is data: a stage returns what it could read together with the problems it met
//! ([`Checked`]), so that one run reports all of them. A [`Diagnostic`] carries no words; those are
//! in [`crate::message`], once per language.

mod print;
mod problem;

use std::ops::Range;
use std::sync::Arc;

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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// Line, from 1.
    pub line: usize,
    /// First marked character of the line, from 1, counted in Unicode characters.
    pub column: usize,
    /// Number of marked characters; 0 marks the point before `column`.
    pub width: usize,
    /// The line without its end.
    pub text: String,
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

impl Source<'_> {
    /// The place of a byte range; a range over several lines is cut at the end of its first.
    ///
    /// Linear in the position, so it is for problems only.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = floor_boundary(self.text, range.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let end = floor_boundary(self.text, range.end.clamp(start, line_end));
        let excerpt = Excerpt {
            line: self.text[..start].matches('\n').count() + 1,
            column: self.text[line_start..start].chars().count() + 1,
            width: self.text[start..end].chars().count(),
            text: self.text[line_start..line_end].trim_end_matches('\r').to_owned(),
        };
        Place { path: Arc::clone(self.path), excerpt: Some(excerpt) }
    }

    /// A problem at a byte range.
    pub fn problem(&self, range: Range<usize>, problem: Problem) -> Diagnostic {
        Diagnostic { place: self.place(range), problem }
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
    fn a_place_never_panics_off_a_boundary() {
        let path = Arc::from("a.md");
        let source = Source { path: &path, text: "年\n" };
        for at in 0..9 {
            source.place(at..at + 1);
        }
    }
}
