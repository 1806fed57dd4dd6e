//! Tables for other programs: CSV as RFC 4180 has it.

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is said: not the same as nought.
    Empty,
    /// Words.
    Text(String),
    /// A number as written.
    Number(String),
}

/// Writes a table with its headings.
pub fn csv(headings: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let mut out = headings.join(",");
    out.push_str("\r\n");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => out.push_str(number),
                Cell::Text(text) => quoted(text, &mut out),
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// Text with quotation marks where it needs them. What a spreadsheet would take for a formula gets an apostrophe: texts
/// come from anybody.
fn quoted(text: &str, out: &mut String) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) {
        out.extend(["\"", &text.replace('"', "\"\""), "\""]);
    } else {
        out.push_str(&text);
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
        assert_eq!(csv(&["a", "b", "c", "d"], [row]), "a,b,c,d\r\n\"甲,“乙”\"\"丙\"\"\",,12.5,'=1+1\r\n");
    }
}
