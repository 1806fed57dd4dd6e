//! YAML as a [`Table`] with places.
//!
//! `serde_yaml` gives values without places, and only its first error. So the common slips of clerks
//! (a full-width colon, a tab, no space after the colon) are found and mended beforehand, line by line,
//! and the place of a key is found again in the text afterwards.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::diagnostic::{Checked, Diagnostic, Problem, Source};
use crate::fields::{Entry, Node, Table, Value};
use crate::han;

/// Deepest nesting of brackets: the parser's time grows with its square.
const DEEPEST: usize = 64;

/// Reads the YAML that stands at `range` of a file; gives nothing where it cannot be read.
pub fn parse(source: Source<'_>, range: Range<usize>) -> Checked<Option<Table>> {
    let text = &source.text[range.clone()];
    let (mended, mut problems) = mend(source, range.clone());
    if nesting(text) > DEEPEST {
        problems.push(bomb(source, &range));
        return Checked { value: None, problems };
    }
    let raw = match serde_yaml::from_str::<Raw>(&mended) {
        Ok(raw) => raw,
        Err(error) => {
            problems.push(syntax_problem(source, &range, &mended, &error.to_string()));
            return Checked { value: None, problems };
        }
    };
    let first_line = range.start..range.start + text.find('\n').unwrap_or(text.len());
    let value = match raw {
        Raw::Table(entries) => {
            let lines = lines(text, range.start);
            Some(locate_table(entries, source.text, &lines, &first_line))
        }
        Raw::Null => Some(Table::new()),
        _ => {
            problems.push(source.problem(first_line, Problem::FrontMatterNotKeys));
            None
        }
    };
    Checked { value, problems }
}

/// How deeply brackets nest, those in quotes counted too.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The problem of too much nesting or too many aliases, at the line that has most of them.
fn bomb(source: Source<'_>, range: &Range<usize>) -> Diagnostic {
    let weight = |line: &Line| {
        let marks = source.text[line.start..line.end].matches(['[', '{', '&', '*']).count();
        (marks, line.indent, std::cmp::Reverse(line.start))
    };
    let worst = lines(&source.text[range.clone()], range.start).into_iter().max_by_key(weight);
    source.problem(worst.map_or(range.start..range.start, |line| line.start..line.end), Problem::YamlBomb)
}

/// What the parser was reading when it gave up; the mistake is where that began, not where it gave up.
const BEGINNINGS: &[&str] =
    &["a simple key", "a quoted scalar", "a flow sequence", "a flow mapping", "an alias", "an anchor"];

/// `error` reads like `did not find expected ',' or ']' at line 6 column 1, while parsing a flow sequence
/// at line 5 column 7`.
fn syntax_problem(source: Source<'_>, range: &Range<usize>, mended: &str, error: &str) -> Diagnostic {
    if error.contains("repetition limit") || error.contains("recursion limit") {
        return bomb(source, range);
    }
    let (problem, context) = error.split_once(", while ").unwrap_or((error, ""));
    let reason = problem.split(" at line ").next().unwrap_or(problem).to_owned();
    let begins = BEGINNINGS.iter().any(|beginning| context.contains(beginning));
    let text = &source.text[range.clone()];
    let at = position(if begins { context } else { problem }).map_or(range.start, |(line, column)| {
        let Some(written) = text.split_inclusive('\n').nth(line - 1) else { return range.end };
        let start = written.as_ptr() as usize - source.text.as_ptr() as usize;
        // The column counts characters of the mended line.
        let is_mended = mended.lines().nth(line - 1) != Some(written.trim_end_matches(['\n', '\r']));
        let column = if is_mended { written.len() - written.trim_start().len() } else { column - 1 };
        start + written.char_indices().nth(column).map_or(0, |(at, _)| at)
    });
    let end = source.text[at..range.end].find('\n').map_or(range.end, |length| at + length);
    source.problem(at..end, Problem::YamlSyntax { reason })
}

/// Line and column of ` at line 6 column 1`.
fn position(text: &str) -> Option<(usize, usize)> {
    let (line, rest) = text.split_once(" at line ")?.1.split_once(" column ")?;
    let column = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((line.parse::<usize>().ok()?.max(1), column.parse::<usize>().ok()?.max(1)))
}

/// Mends what can be mended without doubt, and reports it.
fn mend(source: Source<'_>, range: Range<usize>) -> (String, Vec<Diagnostic>) {
    let text = &source.text[range.clone()];
    let mut mended = String::with_capacity(text.len() + 16);
    let mut problems = vec![];
    let mut start = range.start;
    // Indent of the key whose value is a block of text (`|` or `>`), as long as the block goes on.
    let mut block: Option<usize> = None;
    // The parser takes other characters than the line feed for line ends, and refuses some altogether;
    // both are reported as invisible characters.
    let push = |mended: &mut String, text: &str| {
        mended.extend(text.chars().filter(|c| *c != '\r' && !han::is_invisible(*c)));
    };
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let (blank, content) = line.split_at(indent);
        if block.is_some_and(|outer| indent > outer || content.trim().is_empty()) {
            push(&mut mended, line);
            continue;
        }
        let is_block = content
            .trim_end()
            .rsplit(' ')
            .next()
            .is_some_and(|last| matches!(last, "|" | ">" | "|-" | ">-" | "|+" | ">+"));
        block = is_block.then_some(indent);
        if let Some(tab) = blank.find('\t') {
            problems.push(source.problem(at + tab..at + tab + 1, Problem::TabIndentation));
        }
        mended.push_str(&blank.replace('\t', "  "));
        let key_length = content.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(0);
        let (key, rest) = content.split_at(key_length);
        let spaces = rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
        let colon = at + indent + key_length;
        mended.push_str(key);
        if key.is_empty() || key == "-" {
            push(&mut mended, rest);
        } else if let Some(value) = rest[spaces..].strip_prefix('：') {
            let colon = colon + spaces;
            let problem = Problem::FullWidthColon { key: key.to_owned() };
            problems.push(source.problem(colon..colon + '：'.len_utf8(), problem));
            mended.push_str(": ");
            push(&mut mended, value);
        } else if let Some(value) = rest.strip_prefix(':').filter(|value| lacks_space(value)) {
            problems
                .push(source.problem(colon..colon + 1, Problem::NoSpaceAfterColon { key: key.to_owned() }));
            mended.push_str(": ");
            push(&mut mended, value);
        } else {
            push(&mut mended, rest);
        }
    }
    (mended, problems)
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

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string(), true))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string(), true))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string(), true))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned(), false))
    }

    /// A value with a tag (`!name`), which means nothing here.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Raw, A::Error> {
        let (_, variant) = access.variant::<String>()?;
        variant.newtype_variant()
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
            (line.indent == indent)
                .then(|| key_span(content, &key))?
                .map(|(span, value)| (at, line, span, value))
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
