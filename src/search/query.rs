//! The query language.
//!
//! ```text
//! query  = clause { blank clause }            all of them
//! clause = [ "-" ] choice { "|" choice }      any of them; "-": none of them
//! choice = [ field ":" ] ( word | '"' phrase '"' )
//! field  = 年度 | 单位 | 层级 | 章节 | 标题 | 文种
//! ```
//!
//! `|` binds tighter than blanks (`党课|主题党日 2022`), since one looks for a thing under several names more often than for
//! one of two lists of things. A choice without a field takes the one before it in its clause (`层级:党委|党总支`). Colons
//! and bars may be full-width; a word before a colon that is no field is text. Everything else between blanks is text,
//! looked for as it stands.

use crate::fold::{fold, utf16_length};

/// A query as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// All of them must hold.
    pub clauses: Vec<Clause>,
}

/// Choices, of which one must hold, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether none must hold.
    pub negated: bool,
    /// The choices.
    pub any: Vec<Choice>,
}

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is asked.
    pub field: Field,
    /// The words, as written.
    pub written: String,
    /// The words, folded, in UTF-16 code units.
    pub folded: Vec<u16>,
    /// Where it begins in the query, in UTF-16 code units.
    pub at: u32,
}

/// What a choice asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Whether title or text has the words.
    Text,
    /// Whether the title has them 标题.
    Title,
    /// Whether the year is one, or lies between two 年度.
    Year(u16, u16),
    /// Whether a name of the unit has them 单位.
    Unit,
    /// Whether the level is called so 层级.
    Level,
    /// Where the words of the query must stand 章节.
    Section,
    /// Whether the kind of document is called so 文种.
    Kind,
}

/// What is wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A quotation mark without its partner.
    Quote,
    /// A field without a value.
    EmptyField,
    /// Words of which nothing is left when they are folded.
    EmptyTerm,
    /// Neither a year nor two.
    Year,
    /// The first year comes after the last.
    Range,
    /// No level is called so.
    Level,
    /// No kind of section is called so.
    Section,
    /// `章节` negated or beside other choices, which has no meaning.
    SectionPlace,
    /// No kind of document is called so.
    Kind,
    /// No unit is called so.
    Unit,
    /// Longer than any phrase may be.
    Long,
    /// `-` or `|` without words.
    Alone,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What.
    pub fault: Fault,
    /// Where, in UTF-16 code units from the beginning of the query.
    pub at: u32,
    /// The words in question.
    pub value: String,
    /// What would be known instead, if it is a short list.
    pub known: Vec<String>,
}

impl Fault {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::EmptyField => "empty-field",
            Self::EmptyTerm => "empty-term",
            Self::Year => "year",
            Self::Range => "range",
            Self::Level => "level",
            Self::Section => "section",
            Self::SectionPlace => "section-place",
            Self::Kind => "kind",
            Self::Unit => "unit",
            Self::Long => "long",
            Self::Alone => "alone",
        }
    }
}

/// Longest phrase in code units.
pub const LONGEST: usize = 100;

/// Longest query.
pub const LONGEST_QUERY: usize = 1000;

const FIELDS: &[(&str, Field)] = &[
    ("年度", Field::Year(0, 0)),
    ("年份", Field::Year(0, 0)),
    ("year", Field::Year(0, 0)),
    ("单位", Field::Unit),
    ("unit", Field::Unit),
    ("层级", Field::Level),
    ("level", Field::Level),
    ("章节", Field::Section),
    ("section", Field::Section),
    ("标题", Field::Title),
    ("title", Field::Title),
    ("文种", Field::Kind),
    ("kind", Field::Kind),
];

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, SyntaxError> {
    let length = utf16_length(text) as usize;
    if length > LONGEST_QUERY {
        return error(Fault::Long, LONGEST_QUERY as u32, "");
    }
    let mut parser = Parser { rest: text, at: 0 };
    let mut query = Query::default();
    parser.skip_blanks();
    while !parser.rest.is_empty() {
        query.clauses.push(parser.clause()?);
        parser.skip_blanks();
    }
    Ok(query)
}

struct Parser<'a> {
    rest: &'a str,
    /// Code units before `rest`.
    at: u32,
}

fn is_bar(character: char) -> bool {
    matches!(character, '|' | '｜')
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '＂')
}

fn error<T>(fault: Fault, at: u32, value: &str) -> Result<T, SyntaxError> {
    Err(SyntaxError { fault, at, value: value.to_owned(), known: vec![] })
}

/// A clause on sections speaks of all words of the query, so it stands for itself.
fn placed(clause: Clause) -> Result<Clause, SyntaxError> {
    let sections = clause.any.iter().filter(|choice| choice.field == Field::Section).count();
    match clause.any.first() {
        Some(first) if sections > 0 && (clause.negated || sections < clause.any.len()) => {
            error(Fault::SectionPlace, first.at, &first.written)
        }
        _ => Ok(clause),
    }
}

impl<'a> Parser<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        self.at += utf16_length(taken);
        taken
    }

    fn take_if(&mut self, is: impl Fn(char) -> bool) -> bool {
        let first = self.rest.chars().next().filter(|first| is(*first));
        self.take(first.map_or(0, char::len_utf8));
        first.is_some()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest.trim_start();
        self.take(self.rest.len() - rest.len());
    }

    fn clause(&mut self) -> Result<Clause, SyntaxError> {
        let start = self.at;
        let negated = self.take_if(|first| matches!(first, '-' | '－'));
        let mut clause = Clause { negated, any: vec![] };
        loop {
            let is_alone = self.rest.chars().next().is_none_or(|next| next.is_whitespace() || is_bar(next));
            if is_alone {
                return error(Fault::Alone, start, if negated { "-" } else { "|" });
            }
            let field = clause.any.last().map_or(Field::Text, |before: &Choice| before.field);
            clause.any.push(self.choice(field)?);
            let ended = (self.rest, self.at);
            self.skip_blanks();
            if !self.take_if(is_bar) {
                (self.rest, self.at) = ended;
                return placed(clause);
            }
            self.skip_blanks();
        }
    }

    fn choice(&mut self, before: Field) -> Result<Choice, SyntaxError> {
        let at = self.at;
        let named = self.field();
        let field = named.unwrap_or(before);
        let is_quoted = self.take_if(is_quote);
        let end = if is_quoted {
            match self.rest.find(is_quote) {
                Some(end) => end,
                None => return error(Fault::Quote, at, self.rest),
            }
        } else {
            self.rest.find(|next: char| next.is_whitespace() || is_bar(next)).unwrap_or(self.rest.len())
        };
        let written = self.take(end);
        self.take_if(|next| is_quoted && is_quote(next));
        if written.trim().is_empty() {
            let fault = if named.is_some() { Fault::EmptyField } else { Fault::EmptyTerm };
            return error(fault, at, written);
        }
        let folded = fold(written).units;
        let field = match field {
            Field::Year(..) => match years(&folded) {
                None => return error(Fault::Year, at, written),
                Some((from, to)) if from > to => return error(Fault::Range, at, written),
                Some((from, to)) => Field::Year(from, to),
            },
            field => field,
        };
        match folded.len() {
            0 => error(Fault::EmptyTerm, at, written),
            length if length > LONGEST => error(Fault::Long, at, written),
            _ => Ok(Choice { field, written: written.to_owned(), folded, at }),
        }
    }

    /// The field that is named here, if any, with its colon.
    fn field(&mut self) -> Option<Field> {
        let colon = self.rest.find([':', '：'])?;
        let name = self.rest[..colon].to_ascii_lowercase();
        let (_, field) = FIELDS.iter().find(|(known, _)| *known == name)?;
        self.take(colon);
        self.take_if(|_| true);
        Some(*field)
    }
}

/// `2022`, `2022..2024`, `2022-2024`, `2022..`, `..2024`.
fn years(folded: &[u16]) -> Option<(u16, u16)> {
    let text = String::from_utf16_lossy(folded);
    let year = |part: &str, open: u16| -> Option<u16> {
        let part = part.trim_end_matches('年');
        if part.is_empty() {
            return Some(open);
        }
        (part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let dashes = ["..", "-", "–", "—", "~", "至"];
    let Some((from, to)) = dashes.iter().find_map(|dash| text.split_once(dash)) else {
        return year(&text, 0).filter(|year| *year > 0).map(|year| (year, year));
    };
    if from.is_empty() && to.is_empty() { None } else { Some((year(from, 0)?, year(to, u16::MAX)?)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A query written out: fields in brackets, choices joined by `/`.
    fn shown(text: &str) -> String {
        match parse(text) {
            Err(error) => format!("{}@{} {}", error.fault.name(), error.at, error.value),
            Ok(query) => {
                let clause = |clause: &Clause| {
                    let choice = |choice: &Choice| {
                        let words = String::from_utf16_lossy(&choice.folded);
                        match choice.field {
                            Field::Text => words,
                            field => format!("[{field:?}]{words}"),
                        }
                    };
                    let choices: Vec<_> = clause.any.iter().map(choice).collect();
                    format!("{}{}", if clause.negated { "-" } else { "" }, choices.join("/"))
                };
                query.clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn queries_are_read() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            assert_eq!(shown(text), expected, "{text:?}");
        }
        case("", "");
        case("党课　主题党日", "党课 主题党日");
        case("党课|主题党日 -扶贫", "党课/主题党日 -扶贫");
        case("党课 ｜ \"第 1 次\"", "党课/第1次");
        case(
            "年度:2022..2024 層級：党委",
            "[Year(2022, 2024)]2022..2024 層级:党委".replace('層', "层").as_str(),
        );
        case(
            "年度:2022.. 年度:..2024 year:2022-2023",
            "[Year(2022, 65535)]2022.. [Year(0, 2024)]..2024 [Year(2022, 2023)]2022-2023",
        );
        case("层级:党委|党总支", "[Level]党委/[Level]党总支");
        case("标题:\"a b\"", "[Title]a b");
        case("一是：学习 2022-2023 “三会一课”", "一是:学习 2022-2023 “三会一课”");
        case("a\"b", "a\"b");
        case("\"甲\"乙", "甲 乙");
        case("党课 \"甲", "quote@3 甲");
        case("年度:", "empty-field@0 ");
        case("年度:二二", "year@0 二二");
        case("年度:2024..2022", "range@0 2024..2022");
        case("年度:..", "year@0 ..");
        case("党课 -", "alone@3 -");
        case("| 党课", "alone@0 |");
        case("党课 |", "alone@0 |");
        case("-章节:问题", "section-place@1 问题");
        case("党课|章节:问题", "section-place@0 党课");
        case("\u{200B}", "empty-term@0 \u{200B}");
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_or_an_error(text in ".{0,60}") {
            if let Err(error) = parse(&text) {
                prop_assert!(error.at as usize <= text.encode_utf16().count());
            }
        }

        #[test]
        fn nested_signs_are_no_panic(text in "[-|\"：:年度章节 2.ab]{0,24}") {
            let _ = parse(&text);
        }
    }
}
