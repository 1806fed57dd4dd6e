//! YAML as a [`Table`] with places.
//!
//! `serde_yaml` gives values without places, and only its first error. So the common slips of clerks
//! (a full-width colon, a tab, no space after the colon) are found and mended beforehand, line by line,
//! and the place of a key is found again in the text afterwards.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Checked, Diagnostic, Problem, Source};
use crate::fields::{Entry, Node, Table, Value};

/// Reads the YAML that stands at `range` of a file.
pub fn parse(source: Source<'_>, range: Range<usize>) -> Checked<Table> {
    let text = &source.text[range.clone()];
    let (mended, mut problems) = mend(source, range.clone());
    let raw = match serde_yaml::from_str::<Raw>(&mended) {
        Ok(raw) => raw,
        Err(error) => {
            problems.push(syntax_problem(source, range, &error));
            return Checked { value: Table::new(), problems };
        }
    };
    let value = match raw {
        Raw::Table(entries) => {
            let lines = lines(text, range.start);
            locate_table(entries, source.text, &lines, &(range.start..range.start))
        }
        Raw::Null => Table::new(),
        _ => {
            let first_line = range.start..range.start + text.find('\n').unwrap_or(text.len());
            problems.push(source.problem(first_line, Problem::FrontMatterNotKeys));
            Table::new()
        }
    };
    Checked { value, problems }
}

fn syntax_problem(source: Source<'_>, range: Range<usize>, error: &serde_yaml::Error) -> Diagnostic {
    let text = &source.text[range.clone()];
    let mut reason = error.to_string();
    if reason.contains("repetition limit") || reason.contains("recursion limit") {
        return source.problem(range.start..range.start, Problem::YamlBomb);
    }
    if let Some(at) = reason.find(" at line ") {
        reason.truncate(at);
    }
    // Columns of the parser are characters of the mended text; the line is enough for a mended line.
    let at = error.location().map_or(range.start, |location| {
        let line: Option<&str> = text.split_inclusive('\n').nth(location.line().saturating_sub(1));
        let start = line.map_or(range.end, |line| line.as_ptr() as usize - source.text.as_ptr() as usize);
        let column = line.and_then(|line| line.char_indices().nth(location.column().saturating_sub(1)));
        start + column.map_or(0, |(at, _)| at)
    });
    let end = source.text[at..range.end.max(at)].find('\n').map_or(range.end, |length| at + length);
    source.problem(at..end, Problem::YamlSyntax { reason })
}

/// Mends what can be mended without doubt, and reports it.
fn mend<'t>(source: Source<'t>, range: Range<usize>) -> (Cow<'t, str>, Vec<Diagnostic>) {
    let text = &source.text[range.clone()];
    let mut mended = String::new();
    let mut problems = vec![];
    let mut start = range.start;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let (blank, content) = line.split_at(indent);
        if let Some(tab) = blank.find('\t') {
            problems.push(source.problem(start + tab..start + tab + 1, Problem::TabIndentation));
        }
        mended.push_str(&blank.replace('\t', "  "));
        let key_length = content.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(0);
        let (key, rest) = content.split_at(key_length);
        let at = start + indent + key_length;
        mended.push_str(key);
        if key.is_empty() {
            mended.push_str(rest);
        } else if let Some(value) = rest.strip_prefix('：') {
            let problem = Problem::FullWidthColon { key: key.to_owned() };
            problems.push(source.problem(at..at + '：'.len_utf8(), problem));
            mended.push_str(": ");
            mended.push_str(value);
        } else if let Some(value) = rest.strip_prefix(':').filter(|value| lacks_space(value)) {
            problems.push(source.problem(at..at + 1, Problem::NoSpaceAfterColon { key: key.to_owned() }));
            mended.push_str(": ");
            mended.push_str(value);
        } else {
            mended.push_str(rest);
        }
        start += line.len();
    }
    let text = if problems.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mended) };
    (text, problems)
}

/// A value stuck to its colon; `//` is left alone, since a line of text may start with an address.
fn lacks_space(value: &str) -> bool {
    value.chars().next().is_some_and(|first| !first.is_whitespace() && first != '/')
}

/// YAML without places.
enum Raw {
    Null,
    Truth(bool),
    Integer(i64),
    /// Anything else that is one value; `true` where the text is the parser's, not the author's.
    Text(String, bool),
    List(Vec<Raw>),
    /// Keys as written, doubled ones included.
    Table(Vec<(String, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Truth(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or_else(|_| Raw::Text(value.to_string(), true), Raw::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string(), true))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned(), false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut list = vec![];
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = vec![];
        while let Some((key, value)) = access.next_entry::<Raw, Raw>()? {
            let key = match key {
                Raw::Text(text, _) => text,
                Raw::Integer(number) => number.to_string(),
                Raw::Truth(truth) => truth.to_string(),
                Raw::Null | Raw::List(_) | Raw::Table(_) => "?".to_owned(),
            };
            entries.push((key, value));
        }
        Ok(Raw::Table(entries))
    }
}

/// A line that holds something.
#[derive(Clone, Copy)]
struct Line {
    /// Offset in the file of its first character that is no space.
    start: usize,
    /// Offset of its end, without trailing space.
    end: usize,
    indent: usize,
}

fn lines(text: &str, base: usize) -> Vec<Line> {
    let mut start = base;
    let mut lines = vec![];
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if !content.is_empty() && !content.starts_with('#') {
            lines.push(Line { start: start + indent, end: start + indent + content.len(), indent });
        }
        start += line.len();
    }
    lines
}

/// Finds the places of keys in block style; where they cannot be found (flow style, anchors), the place
/// of what holds them stands in.
fn locate_table(entries: Vec<(String, Raw)>, text: &str, lines: &[Line], holder: &Range<usize>) -> Table {
    let indent = lines.first().map_or(0, |line| line.indent);
    let mut from = 0;
    let mut table = Table::new();
    for (key, raw) in entries {
        let found = (from..lines.len()).find_map(|at| {
            let line = lines[at];
            let content = &text[line.start..line.end];
            (line.indent == indent).then(|| key_span(content, &key))?.map(|(span, value)| (at, line, span, value))
        });
        let Some((at, line, span, value)) = found else {
            let node = locate(raw, text, &[], holder.clone());
            table.push(Entry { key, span: holder.clone(), node });
            continue;
        };
        let is_inner = |line: &&Line| line.indent > indent || text[line.start..].starts_with("- ");
        let inner = lines[at + 1..].iter().take_while(is_inner).count();
        from = at + 1 + inner;
        let span = line.start + span.start..line.start + span.end;
        let value = line.start + value..line.end;
        let value = if value.is_empty() { span.clone() } else { value };
        table.push(Entry { key, span, node: locate(raw, text, &lines[at + 1..from], value) });
    }
    table
}

/// Where the key stands in a line, and where its value begins.
fn key_span(content: &str, key: &str) -> Option<(Range<usize>, usize)> {
    let quote = content.chars().next().filter(|first| matches!(first, '"' | '\'')).map_or(0, char::len_utf8);
    let rest = content.get(quote..)?.strip_prefix(key)?.get(quote..)?.trim_start();
    let value = rest.strip_prefix([':', '：'])?.trim_start();
    Some((0..key.len() + 2 * quote, content.len() - value.len()))
}

fn locate(raw: Raw, text: &str, inner: &[Line], span: Range<usize>) -> Node {
    let value = match raw {
        Raw::Null => Value::Null,
        Raw::Truth(truth) => Value::Truth(truth),
        Raw::Integer(number) => Value::Integer(number),
        Raw::Text(parsed, true) => Value::Text(as_written(&text[span.clone()]).unwrap_or(parsed)),
        Raw::Text(parsed, false) => Value::Text(parsed),
        Raw::List(items) => {
            let places: Vec<_> = inner.iter().filter(|line| text[line.start..].starts_with('-')).collect();
            let known = places.len() == items.len();
            let place = |at: usize| if known { places[at].start..places[at].end } else { span.clone() };
            let nodes = items.into_iter().enumerate().map(|(at, item)| locate(item, text, &[], place(at)));
            Value::List(nodes.collect())
        }
        Raw::Table(entries) => Value::Table(locate_table(entries, text, inner, &span)),
    };
    Node { value, span }
}

/// A number as its author wrote it.
fn as_written(text: &str) -> Option<String> {
    let number = text.split(" #").next()?.trim();
    number.parse::<f64>().is_ok().then(|| number.to_owned())
}
