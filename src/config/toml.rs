//! TOML as a [`Table`] with places; every syntax error is reported, not only the first.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Checked, Problem, Source};
use crate::fields::{Entry, Node, Table, Value};

/// Reads a TOML file.
pub fn parse(source: Source<'_>) -> Checked<Table> {
    let (table, errors) = DeTable::parse_recoverable(source.text);
    let problems = errors
        .into_iter()
        .map(|error| {
            let reason = error.message().to_owned();
            let problem = match reason.as_str() {
                "duplicate key" => {
                    let key = error.span().and_then(|span| source.text.get(span)).unwrap_or("?").to_owned();
                    Problem::DuplicateKey { key }
                }
                _ => Problem::TomlSyntax { reason },
            };
            source.problem(error.span().unwrap_or(0..0), problem)
        })
        .collect();
    Checked { value: entries(table.into_inner()), problems }
}

fn entries(table: DeTable<'_>) -> Table {
    let mut entries: Table = table
        .into_iter()
        .map(|(key, value)| Entry { span: key.span(), key: key.into_inner().into_owned(), node: node(value) })
        .collect();
    entries.sort_by_key(|entry| entry.span.start);
    entries
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
            .map_or_else(|_| Value::Text(number.to_string()), Value::Integer),
        DeValue::Float(number) => Value::Text(number.to_string()),
        DeValue::Boolean(truth) => Value::Truth(truth),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(array) => Value::List(array.into_iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { value, span }
}
