//! The figures of a report: those of its blocks, and what their sections make of them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::figure::{Figure, Indicators, figures};
use crate::report::Text;
use crate::report::document::{BlockKind, Container, Document};
use crate::report::kind::{Kind, Kinds};

/// A figure that a report states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What it says. Places are those of the document's text.
    pub figure: Figure,
    /// What it is in the report.
    pub role: Role,
    /// Kinds of the section it stands in.
    pub kinds: Kinds,
}

/// What a figure is in its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A result of the year.
    Total,
    /// A part of another figure, which it must not be added to.
    Part,
    /// Of a section of plans: what is to come.
    Target,
    /// Of a section on the rectification of last year's problems.
    Previous,
}

impl Role {
    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Part => "part",
            Self::Target => "target",
            Self::Previous => "previous",
        }
    }
}

/// How much of a sentence is kept before and behind a figure, in characters: a hundred thousand reports are in memory at
/// once, and a link leads to the rest.
const BEFORE: usize = 24;
const BEHIND: usize = 6;

/// The words around figures, all in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpts {
    text: Box<str>,
    /// Numbers of figures, and where the words around each end.
    ends: Box<[(u16, u32)]>,
}

impl Excerpts {
    /// Those of the results of the year.
    pub fn of(statements: &[Statement], document: &Document) -> Self {
        let (mut text, mut ends) = (String::new(), vec![]);
        for (at, statement) in statements.iter().enumerate().filter(|(_, known)| known.role == Role::Total) {
            statement.excerpt(document, &mut text);
            ends.push((at as u16, text.len() as u32));
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// The words around a figure.
    pub fn get(&self, statement: usize) -> Option<&str> {
        let at = self.ends.binary_search_by_key(&statement, |(number, _)| usize::from(*number)).ok()?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].1);
        self.text.get(start as usize..self.ends[at].1 as usize)
    }
}

impl Statement {
    /// Appends the words around it, from its sentence.
    fn excerpt(&self, document: &Document, out: &mut String) {
        let Figure { place, sentence, .. } = &self.figure;
        let before = document.slice(&(sentence.start..place.start)).trim_start();
        let behind = document.slice(&(place.end..sentence.end)).trim_end();
        let mut push = |text: &str| out.extend(text.chars().filter(|character| *character != '\n'));
        match before.char_indices().rev().nth(BEFORE) {
            Some((at, first)) => {
                push("…");
                push(&before[at + first.len_utf8()..]);
            }
            None => push(before),
        }
        push(document.slice(place));
        match behind.char_indices().nth(BEHIND + 1) {
            Some((at, _)) => {
                push(&behind[..at]);
                push("…");
            }
            None => push(behind),
        }
    }
}

/// Most figures that are kept of a report; a text of more is no report.
const MOST: usize = 10_000;

/// The figures of a report's text, in order. Linear in its length.
pub fn statements(text: &Text, indicators: &Indicators) -> Vec<Statement> {
    let Text { document, outline } = text;
    let mut statements = vec![];
    let mut section = 0;
    let mut kinds = Kinds::default();
    for block in passages(document) {
        for mut figure in figures(document.slice(&block), indicators) {
            for place in [&mut figure.place, &mut figure.sentence] {
                *place = block.start + place.start..block.start + place.end;
            }
            while let Some(next) =
                outline.0.get(section).filter(|next| next.title.start <= figure.place.start)
            {
                kinds = next.kinds;
                section += 1;
            }
            if statements.len() == MOST {
                return statements;
            }
            let role = role(kinds, figure.is_part);
            statements.push(Statement { figure, role, kinds });
        }
    }
    statements
}

fn role(kinds: Kinds, is_part: bool) -> Role {
    if kinds.has(Kind::Plan) && !kinds.has(Kind::Duties) {
        Role::Target
    } else if kinds.has(Kind::Rectification) && !kinds.has(Kind::Duties) {
        Role::Previous
    } else if is_part {
        Role::Part
    } else {
        Role::Total
    }
}

/// Stretches of text that are read as one: paragraphs, headings, items, and rows of tables, where the noun stands in one
/// cell and its number in the next. Code is shown, not said.
fn passages(document: &Document) -> Vec<Range<u32>> {
    let mut passages = vec![];
    let mut row: Option<Range<u32>> = None;
    for block in &document.blocks {
        match block.kind {
            BlockKind::Heading(..) | BlockKind::Paragraph | BlockKind::Plain => {
                passages.push(block.text.clone());
            }
            BlockKind::Cell(_) => match &mut row {
                Some(row) => row.end = block.text.end,
                None => row = Some(block.text.clone()),
            },
            BlockKind::Close(Container::Row(_)) => passages.extend(row.take()),
            _ => {}
        }
    }
    passages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::report::parse_text;

    #[test]
    fn sections_say_what_a_figure_is() {
        let text = "一、上年度问题整改情况\n\n反馈问题3个，已整改2个。\n\n二、履职情况\n\n召开党员大会4次，其中换届大会1次。\n\n\
                    | 项目 | 次数 |\n| --- | --- |\n| 主题党日 | 12次 |\n\n三、下一步打算\n\n召开支委会12次。\n";
        let source = Source { path: &"a.md".into(), text };
        let text = parse_text(source, "a.md");
        let indicators = Indicators::default();
        let found: Vec<(&str, Role)> = statements(&text, &indicators)
            .iter()
            .map(|statement| (text.document.slice(&statement.figure.place), statement.role))
            .collect();
        assert_eq!(
            found,
            [
                ("3个", Role::Previous),
                ("2个", Role::Previous),
                ("4次", Role::Total),
                ("12次", Role::Total),
                ("12次", Role::Target)
            ]
        );
    }
}
