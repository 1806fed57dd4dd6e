//! Tables for other programs: CSV as RFC 4180 has it, and JSON.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is said: not the same as nought.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// A number as written.
    Number(String),
    /// So many.
    Count(usize),
}

impl Cell<'_> {
    fn csv(&self, out: &mut String) {
        match self {
            Self::Empty => {}
            Self::Number(number) => out.push_str(number),
            Self::Count(count) => {
                let _ = write!(out, "{count}");
            }
            Self::Text(text) => quoted(text, out),
        }
    }
}

/// Writes a table with its headings.
pub fn csv<'a>(headings: &[&str], rows: impl IntoIterator<Item = Vec<Cell<'a>>>) -> String {
    let mut out = headings.join(",");
    out.push_str("\r\n");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            cell.csv(&mut out);
        }
        out.push_str("\r\n");
    }
    out
}

/// Text with quotation marks where it needs them. What a spreadsheet would take for a formula gets an apostrophe: texts
/// come from anybody.
fn quoted(text: &str, out: &mut String) {
    let apostrophe = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    if text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        out.extend(["\"", apostrophe, &text.replace('"', "\"\""), "\""]);
    } else {
        out.extend([apostrophe, text]);
    }
}

/// A table being written as CSV and as JSON at once: what its rows are made of lies all over the memory.
pub struct Both {
    csv: String,
    json: Vec<u8>,
    /// The names of the columns that stand in the JSON, as they stand there.
    names: Vec<String>,
    has_rows: bool,
}

impl Both {
    /// Begins a table. So many columns, the first, are in the JSON; the others in the CSV only.
    pub fn new(columns: &[&str], in_json: usize) -> Self {
        let name = |(at, name): (usize, &&str)| format!("{}\"{name}\":", if at > 0 { "," } else { "" });
        Self {
            // A byte-order mark: spreadsheets need it to know that it is UTF-8.
            csv: format!("\u{FEFF}{}\r\n", columns.join(",")),
            json: b"{\"rows\":[".to_vec(),
            names: columns[..in_json].iter().enumerate().map(name).collect(),
            has_rows: false,
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell<'_>]) {
        self.json.extend_from_slice(if self.has_rows { b",\n{" } else { b"\n{" });
        self.has_rows = true;
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.csv.push(',');
            }
            let start = self.csv.len();
            cell.csv(&mut self.csv);
            let Some(name) = self.names.get(at) else { continue };
            self.json.extend_from_slice(name.as_bytes());
            match cell {
                Cell::Empty => self.json.extend_from_slice(b"null"),
                Cell::Number(_) | Cell::Count(_) => {
                    self.json.extend_from_slice(&self.csv.as_bytes()[start..]);
                }
                Cell::Text(text) => {
                    // Writing to memory does not fail.
                    let _ = serde_json::to_writer(&mut self.json, text);
                }
            }
        }
        self.csv.push_str("\r\n");
        self.json.push(b'}');
    }

    /// The CSV and the JSON.
    pub fn done(mut self) -> [Vec<u8>; 2] {
        self.json.extend_from_slice(b"\n]}\n");
        [self.csv.into_bytes(), self.json]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let row = vec![
            Cell::Text("甲,“乙”\"丙\"".into()),
            Cell::Empty,
            Cell::Number("12.5".into()),
            Cell::Text("=1+1".into()),
        ];
        let [written, json] = {
            let mut both = Both::new(&["a", "b", "c", "d"], 3);
            both.row(&row);
            both.row(&[Cell::Count(3), Cell::Empty, Cell::Empty, Cell::Empty]);
            both.done().map(|bytes| String::from_utf8(bytes).unwrap())
        };
        let line = "\"甲,“乙”\"\"丙\"\"\",,12.5,'=1+1\r\n";
        assert_eq!(csv(&["a", "b", "c", "d"], [row]), format!("a,b,c,d\r\n{line}"));
        assert_eq!(written, format!("\u{FEFF}a,b,c,d\r\n{line}3,,,\r\n"));
        let rows = r#"{"a":"甲,“乙”\"丙\"","b":null,"c":12.5},|{"a":3,"b":null,"c":null}"#.replace('|', "\n");
        assert_eq!(json, format!("{{\"rows\":[\n{rows}\n]}}\n"));
    }
}
