//! One duty report 述职报告: one text in, one value out.

pub mod account;
mod asterisk;
mod cached;
pub mod document;
pub mod front_matter;
pub mod html;
mod insertion;
pub mod kind;
mod lines;
mod link;
mod markdown;
pub mod section;
pub mod statement;
mod yaml;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Checked, Diagnostic, Place, Problem, Source};
use crate::figure::Indicators;
use crate::fold;
use crate::han;
use crate::wording::{Terms, Wording, wording};
use document::{Document, Target};
use front_matter::{Demands, FrontMatter};
use section::Outline;
use statement::{Excerpts, Statement};

pub use cached::{decode, encode};

/// A report as read: what its clerk states and what its text says.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Path from the content folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Front matter.
    pub front: FrontMatter,
    /// Its text.
    pub text: Text,
    /// Places in the file of the relative links, for problems that show only against other files.
    pub links: Vec<RelativeLink>,
}

/// The text of a report.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// Blocks and marks.
    pub document: Document,
    /// Sections.
    pub outline: Outline,
}

/// A link to another file of the content folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelativeLink {
    /// Path from the content folder.
    pub path: Arc<str>,
    /// Where the link stands.
    pub place: Place,
}

/// Marks that bar a text from being published, as they stand at the head of classified papers
/// (国家秘密定密管理规定: 密级★保密期限).
const SECURITY_MARKS: &[&str] = &["绝密★", "机密★", "秘密★", "绝密☆", "机密☆", "秘密☆"];

/// Marks of papers that are not meant for publishing.
const INTERNAL_MARKS: &[&str] = &["内部文件", "内部资料", "注意保存", "不得外传", "内部参阅"];

/// How far into a text marks are looked for, in bytes: they stand at its head.
const MARK_REACH: usize = 600;

/// Reads a report: everything that can be read, and every problem of the file by itself.
///
/// `path` is the file's path from the content folder. Linear in the length of the text.
pub fn parse(source: Source<'_>, path: &str, demands: Demands) -> Checked<Report> {
    let mut problems = characters(source);
    if source.text.trim_matches(['\u{FEFF}', ' ', '\n', '\r', '\t', '\u{3000}']).is_empty() {
        return Checked {
            value: Report::default(),
            problems: vec![Problem::EmptyFile.at(Place::file(source.path))],
        };
    }
    let Checked { value: parts, problems: fences } = front_matter::split(source);
    problems.extend(fences);
    let front = front_matter::parse(source, &parts, demands);
    problems.extend(front.problems);
    let body = markdown::parse(source, parts.body.clone(), path);
    problems.extend(body.problems);
    problems.extend(marks(source, parts.body.start));
    let links = relative_links(source, &body.value);
    let text = with_outline(body.value);
    problems.extend(missing_fragments(source, &text));
    problems.extend(missing_words(source, &text, &front.value));
    Checked { value: Report { path: Arc::from(path), front: front.value, text, links }, problems }
}

/// Reads the text of a report alone, for its page; its problems were reported by [`parse`].
pub fn parse_text(source: Source<'_>, path: &str) -> Text {
    let parts = front_matter::split(source).value;
    with_outline(markdown::parse(source, parts.body, path).value)
}

fn with_outline(document: Document) -> Text {
    let outline = section::outline(&document);
    Text { document, outline }
}

fn relative_links(source: Source<'_>, document: &Document) -> Vec<RelativeLink> {
    let mut places = source.cursor();
    document
        .links
        .iter()
        .filter_map(|link| match &link.target {
            Target::Content(path, _) => Some(RelativeLink {
                path: Arc::from(path.as_str()),
                place: places.place(link.source.clone()),
            }),
            _ => None,
        })
        .collect()
}

/// Links within the report that lead nowhere.
fn missing_fragments(source: Source<'_>, text: &Text) -> Vec<Diagnostic> {
    let mut places = source.cursor();
    let links = text.document.links.iter();
    links
        .filter_map(|link| match &link.target {
            Target::Fragment(fragment) if !text.outline.has(fragment) => {
                let problem = Problem::LinkFragmentMissing { fragment: fragment.clone() };
                Some(problem.at(places.place(link.source.clone())))
            }
            _ => None,
        })
        .take(markdown::MOST_PROBLEMS)
        .collect()
}

/// Decisions of the ledger on words that the report does not have.
fn missing_words(source: Source<'_>, text: &Text, front: &FrontMatter) -> Vec<Diagnostic> {
    if front.ledger.is_empty() {
        return vec![];
    }
    let folded = fold::folded(&text.document.text.replace('\n', ""));
    let missing =
        front.ledger.iter().filter(|decision| !folded.contains(&fold::folded(&decision.later.value)));
    let problem = |decision: &front_matter::Decision| {
        let problem = Problem::LedgerWordsMissing { words: decision.later.value.clone() };
        source.problem(decision.later.span.clone(), problem)
    };
    missing.map(problem).take(markdown::MOST_PROBLEMS).collect()
}

/// Problems of single characters; each kind is reported once, at its first place.
fn characters(source: Source<'_>) -> Vec<Diagnostic> {
    let text = source.text;
    let mut problems = vec![];
    if text.starts_with('\u{FEFF}') {
        problems.push(source.problem(0..'\u{FEFF}'.len_utf8(), Problem::ByteOrderMark));
    }
    if let Some(at) = memchr::memmem::find(text.as_bytes(), b"\r\n") {
        problems.push(source.problem(at..at, Problem::CarriageReturn));
    }
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if let Some((at, character)) = han::find_invisible(body) {
        let at = at + text.len() - body.len();
        let span = at..at + character.len_utf8();
        problems.push(source.problem(span, Problem::ControlCharacter { character }));
    }
    if let Some(at) = memchr::memmem::find(text.as_bytes(), asterisk::SENTINEL.to_string().as_bytes()) {
        let end = at + asterisk::SENTINEL.len_utf8();
        problems.push(source.problem(at..end, Problem::ReservedCharacter));
    }
    problems
}

/// Marks of classified and internal papers at the head of the text.
fn marks(source: Source<'_>, body: usize) -> Vec<Diagnostic> {
    let mut end = source.text.len().min(body + MARK_REACH);
    while !source.text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &source.text[body..end];
    let find = |mark: &&'static str| {
        let at = body + head.find(*mark)?;
        Some((at..at + mark.len(), (*mark).to_owned()))
    };
    let security = SECURITY_MARKS.iter().find_map(find);
    let internal = INTERNAL_MARKS.iter().find_map(find);
    security
        .map(|(at, mark)| source.problem(at, Problem::SecurityMark { mark }))
        .into_iter()
        .chain(internal.map(|(at, mark)| source.problem(at, Problem::InternalMark { mark })))
        .collect()
}

/// What stays in memory of a report when its text is gone: 4 to 6 KB.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Path from the content folder.
    pub path: Arc<str>,
    /// Front matter.
    pub front: FrontMatter,
    /// Headings of the sections that head the report.
    pub headings: Vec<Heading>,
    /// Length in characters, white space not counted.
    pub length: u32,
    /// The beginning of the text, for lists and feeds.
    pub beginning: Box<str>,
    /// Links to other files.
    pub links: Vec<RelativeLink>,
    /// Figures, in the order of the text.
    pub figures: Box<[Statement]>,
    /// The words around each figure that is a result of the year.
    pub excerpts: Excerpts,
    /// Its wording.
    pub wording: Wording,
    /// The problems that it names, a line each; empty before it is admitted.
    pub problems: Box<str>,
}

/// A heading without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its words.
    pub title: Box<str>,
    /// Its place in an address.
    pub anchor: Box<str>,
    /// Kinds of the passage.
    pub kinds: kind::Kinds,
}

/// Length of [`Record::beginning`], in characters.
const BEGINNING: usize = 90;

/// Parts a report into what lists and comparisons need of it, and its text.
pub fn condense(report: Report, indicators: &Indicators, terms: &Terms) -> (Record, Text) {
    let Report { path, front, text, links } = report;
    let Text { document, outline } = &text;
    let figures = statement::statements(&text, indicators);
    let excerpts = Excerpts::of(&figures, document);
    let heading = |section: &section::Section| Heading {
        title: document.slice(&section.title).into(),
        anchor: section.anchor.as_str().into(),
        kinds: section.kinds,
    };
    let record = Record {
        headings: outline.0.iter().filter(|section| section.depth == 1).map(heading).collect(),
        length: han::length(&document.text) as u32,
        beginning: beginning(document).into(),
        path,
        front,
        links,
        figures: figures.into(),
        excerpts,
        wording: wording(&document.text, terms),
        problems: Box::default(),
    };
    (record, text)
}

/// The first words of the first paragraph that is no heading.
fn beginning(document: &Document) -> String {
    let paragraph = document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, document::BlockKind::Paragraph))
        .map(|block| document.slice(&block.text))
        .find(|text| text.chars().count() > 30)
        .unwrap_or_default();
    let mut words: String = paragraph.chars().take(BEGINNING).collect();
    if words.len() < paragraph.len() {
        words.push('…');
    }
    words
}
