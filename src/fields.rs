//! Keys and values as written, with their places, read key by key.
//!
//! Front matter (YAML), site.toml and theme.toml (TOML) and units.csv all come as a [`Table`] and are
//! read through [`Fields`], so that a missing, misspelt, doubled or misshapen key is found in the same
//! way, at its place, together with all others.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Expected, Problem, Source};
use crate::han;

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// true or false.
    Truth(bool),
    /// A whole number.
    Integer(i64),
    /// Text; also numbers with a fraction and dates, as they were written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with values.
    Table(Table),
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// Keys with values, in the order written; a key may stand twice.
pub type Table = Vec<Entry>;

/// One key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// Something read, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed<T> {
    /// What was read.
    pub value: T,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// Reads a table key by key and remembers which keys were asked for.
#[derive(Debug)]
pub struct Fields<'a> {
    source: Source<'a>,
    /// Keys above this table, each followed by a dot.
    prefix: String,
    /// Where a missing key is reported.
    span: Range<usize>,
    entries: Table,
    known: Vec<&'static str>,
    problems: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// Begins to read; `span` is where missing keys are reported.
    pub fn new(source: Source<'a>, span: Range<usize>, table: Table) -> Self {
        let mut fields = Self {
            source,
            prefix: String::new(),
            span,
            entries: Table::new(),
            known: vec![],
            problems: vec![],
        };
        fields.keep_first(table);
        fields
    }

    fn keep_first(&mut self, table: Table) {
        for entry in table {
            if self.entries.iter().any(|earlier| earlier.key == entry.key) {
                let key = self.full(&entry.key);
                self.report(entry.span, Problem::DuplicateKey { key });
            } else {
                self.entries.push(entry);
            }
        }
    }

    fn full(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// Adds a problem of a value that was read well but means nothing.
    pub fn report(&mut self, span: Range<usize>, problem: Problem) {
        self.problems.push(self.source.problem(span, problem));
    }

    /// Adds a problem of the table as a whole.
    pub fn report_here(&mut self, problem: Problem) {
        self.report(self.span.clone(), problem);
    }

    /// The value of a key; an empty one is a problem and counts as absent.
    pub fn node(&mut self, key: &'static str) -> Option<Node> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        let entry = self.entries.remove(at);
        let empty = match &entry.node.value {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if empty {
            let key = self.full(key);
            self.report(entry.span, Problem::EmptyValue { key });
            return None;
        }
        Some(entry.node)
    }

    /// Adds the problem of a value of the wrong shape.
    pub fn wrong(&mut self, key: &str, node: &Node, expected: Expected) {
        let key = self.full(key);
        self.report(node.span.clone(), Problem::WrongType { key, expected });
    }

    /// A line of text, trimmed; a number stands as it was written.
    pub fn text(&mut self, key: &'static str) -> Option<Placed<String>> {
        let node = self.node(key)?;
        let text = match &node.value {
            Value::Text(text) if !text.trim().contains('\n') => visible(text),
            Value::Integer(number) => self.written(&node.span).unwrap_or_else(|| number.to_string()),
            _ => {
                self.wrong(key, &node, Expected::Text);
                return None;
            }
        };
        Some(Placed { value: text, span: node.span })
    }

    /// The source of a number, so that `0012` stays what it is.
    fn written(&self, span: &Range<usize>) -> Option<String> {
        let text = self.source.text.get(span.clone())?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.to_owned())
    }

    /// Like [`Fields::text`]; its absence is a problem.
    pub fn required_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        if let Some(at) = self.lacks(key) {
            self.report(at, Problem::MissingKey { key: self.full(key) });
        }
        self.text(key)
    }

    /// Where a key is missed, if neither it nor a misspelling of it is written: that is a problem of its own.
    pub fn lacks(&self, key: &'static str) -> Option<Range<usize>> {
        let means =
            |entry: &Entry| translation(&entry.key) == Some(key) || nearest(&entry.key, [key]).is_some();
        (!self.has(key) && !self.entries.iter().any(means)).then(|| self.span.clone())
    }

    /// Whether the key is written and not read yet.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// true or false.
    pub fn truth(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        if let Value::Truth(value) = node.value {
            return Some(value);
        }
        self.wrong(key, &node, Expected::Truth);
        None
    }

    /// A list of lines of text; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        let Some(node) = self.node(key) else { return vec![] };
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            _ => vec![node],
        };
        let mut texts = vec![];
        for node in nodes {
            match node.value {
                Value::Text(text) => texts.push(Placed { value: visible(&text), span: node.span }),
                Value::Integer(number) => {
                    texts.push(Placed { value: number.to_string(), span: node.span });
                }
                _ => self.wrong(key, &node, Expected::List),
            }
        }
        texts
    }

    /// One of a fixed list.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let chosen = choices.iter().find(|(name, _)| *name == text.value);
        if chosen.is_none() {
            let choices = choices.iter().map(|(name, _)| (*name).to_owned()).collect();
            let problem = Problem::NotOneOf { key: self.full(key), value: text.value, choices };
            self.report(text.span, problem);
        }
        chosen.map(|(_, value)| *value)
    }

    /// The table under a key, to be read in its turn; end it with [`Fields::close`].
    pub fn table(&mut self, key: &'static str) -> Option<Fields<'a>> {
        let span = self.entries.iter().find(|entry| entry.key == key).map(|entry| entry.span.clone());
        let node = self.node(key)?;
        let Value::Table(table) = node.value else {
            self.wrong(key, &node, Expected::Table);
            return None;
        };
        Some(self.inner(key, span.unwrap_or(node.span), table))
    }

    /// The tables of a list of tables.
    pub fn tables(&mut self, key: &'static str) -> Vec<Fields<'a>> {
        let Some(node) = self.node(key) else { return vec![] };
        let Value::List(nodes) = node.value else {
            self.wrong(key, &node, Expected::Tables);
            return vec![];
        };
        let mut tables = vec![];
        for node in nodes {
            if let Value::Table(table) = node.value {
                tables.push(self.inner(key, node.span, table));
            } else {
                self.wrong(key, &node, Expected::Tables);
            }
        }
        tables
    }

    fn inner(&self, key: &str, span: Range<usize>, table: Table) -> Fields<'a> {
        let mut fields = Fields::new(self.source, span, table);
        fields.prefix = format!("{}{key}.", self.prefix);
        fields
    }

    /// Ends the reading of an inner table and takes over its problems.
    pub fn close(&mut self, inner: Fields<'a>) {
        self.problems.extend(inner.finish());
    }

    /// The table under a key whose keys are free: each with its value as text; one that is no single value
    /// is a problem.
    pub fn free_table(&mut self, key: &'static str, expected: Expected) -> Vec<(String, String)> {
        let Some(mut inner) = self.table(key) else { return vec![] };
        let mut pairs = vec![];
        for entry in std::mem::take(&mut inner.entries) {
            match &entry.node.value {
                Value::Text(text) => pairs.push((entry.key, text.clone())),
                Value::Integer(number) => pairs.push((entry.key, number.to_string())),
                Value::Truth(truth) => pairs.push((entry.key, truth.to_string())),
                Value::Null | Value::List(_) | Value::Table(_) => {
                    inner.wrong(&entry.key, &entry.node, expected);
                }
            }
        }
        self.close(inner);
        pairs
    }

    /// Ends the reading: what was not asked for is unknown. Gives all problems.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for entry in std::mem::take(&mut self.entries) {
            let nearest = translation(&entry.key)
                .filter(|key| self.known.contains(key))
                .or_else(|| nearest(&entry.key, self.known.iter().copied()))
                .map(str::to_owned);
            let key = self.full(&entry.key);
            self.report(entry.span, Problem::UnknownKey { key, nearest });
        }
        self.problems
    }
}

/// A text without what cannot be seen.
fn visible(text: &str) -> String {
    text.trim().chars().filter(|character| !han::is_invisible(*character)).collect()
}

/// The key that a Chinese word means, for advice.
fn translation(key: &str) -> Option<&'static str> {
    let key = match key {
        "单位" | "单位名称" | "名称" => "unit",
        "年度" | "年份" | "年" => "year",
        "层级" | "级别" => "level",
        "标题" | "题名" | "站名" => "title",
        "语言" => "language",
        "主题" => "theme",
        "副标题" => "subtitle",
        "日期" | "时间" => "date",
        "职务" | "述职人" => "role",
        "状态" => "status",
        "标签" => "tags",
        "种类" | "文种" | "类型" => "kind",
        _ => return None,
    };
    Some(key)
}

/// The candidate that looks most like a word, if any does: an edit distance of at most a third of its length.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = word.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), candidate), candidate))
        .filter(|(distance, _)| *distance <= (length / 3).max(1) && *distance < length)
        .min()
        .map(|(_, candidate)| candidate)
}
