//! Folding: what a search regards as the same text.
//!
//! Both a report and a query are folded, and a phrase occurs in a report if its folded form is a substring of the
//! report's. In this order:
//!
//! 1. ASCII capitals become small; full-width ASCII (U+FF01–FF5E) becomes ASCII; every other character listed in
//!    `folding.txt` becomes what stands behind it there: compatibility forms as NFKC has them (Unicode Standard
//!    Annex #15), small letters for capitals, simplified for traditional characters (Unicode's and `OpenCC`'s
//!    one-to-one pairs). The table is closed: what a line ends in folds to itself.
//! 2. NUL and characters without width (soft hyphens, joiners, marks of direction and byte order, variation selectors) are
//!    dropped.
//! 3. White space, line ends included, is dropped, unless an ASCII letter or digit stands on both sides of it; then
//!    it is one blank. So 第 1 次 is 第1次, a line break inside Chinese is nothing, and `party building` has two words.

use std::sync::LazyLock;

/// The pairs, one a line: a character, and what it becomes. The browser's table is made of the same file.
pub const TABLE: &str = include_str!("folding.txt");

/// Folded text in UTF-16 code units, as JavaScript counts, and where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Code units.
    pub units: Vec<u16>,
    /// Offset in the original, in code units, of what each unit comes from, and the original's length at the end.
    pub at: Vec<u32>,
}

/// Folds a text. Linear in its length.
pub fn fold(text: &str) -> Folded {
    let end = utf16_length(text);
    let mut folded = Folded::with_capacity(end as usize);
    folded.append(text, 0);
    folded.at.push(end);
    folded
}

/// How many UTF-16 code units a text has: one for each byte that begins a character, and another for those of four bytes.
pub fn utf16_length(text: &str) -> u32 {
    text.bytes().map(|byte| u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0)).sum()
}

/// The folded text alone.
pub fn folded(text: &str) -> String {
    String::from_utf16_lossy(&fold(text).units)
}

/// What a character that is no white space becomes; nothing for those without width.
pub fn characters(character: char) -> impl Iterator<Item = char> {
    let (one, several) = match FOLDING.get(character) {
        Becomes::One(one) => (Some(one), ""),
        Becomes::Several(several) => (None, several),
        Becomes::Space | Becomes::Nothing => (None, ""),
    };
    one.into_iter().chain(several.chars())
}

impl Folded {
    /// Nothing, with room for what a text of so many code units mostly becomes.
    pub fn with_capacity(units: usize) -> Self {
        Self { units: Vec::with_capacity(units), at: Vec::with_capacity(units + 1) }
    }

    /// Folds a text that begins at an offset of a longer one; gives the offset where it ends.
    pub fn append(&mut self, text: &str, start: u32) -> u32 {
        let folding = &*FOLDING;
        let mut at = start;
        let mut had_space = None;
        let first = self.units.len();
        for character in text.chars() {
            let begins = at;
            at += character.len_utf16() as u32;
            let becomes = folding.get(character);
            let begin = match becomes {
                Becomes::One(one) => one,
                Becomes::Several(several) => several.chars().next().unwrap_or(character),
                Becomes::Space => {
                    had_space.get_or_insert(begins);
                    continue;
                }
                Becomes::Nothing => continue,
            };
            if let Some(space) = had_space.take()
                && joins_words(self.units[first..].last(), begin)
            {
                self.push(' ', space);
            }
            match becomes {
                Becomes::Several(characters) => {
                    for character in characters.chars() {
                        self.push(character, begins);
                    }
                }
                _ => self.push(begin, begins),
            }
        }
        at
    }

    fn push(&mut self, character: char, at: u32) {
        if let Ok(unit) = u16::try_from(u32::from(character)) {
            self.units.push(unit);
            self.at.push(at);
            return;
        }
        for &unit in &*character.encode_utf16(&mut [0; 2]) {
            self.units.push(unit);
            self.at.push(at);
        }
    }
}

fn joins_words(before: Option<&u16>, after: char) -> bool {
    let is_word = |unit: &u16| u8::try_from(*unit).is_ok_and(|byte| byte.is_ascii_alphanumeric());
    before.is_some_and(is_word) && after.is_ascii_alphanumeric()
}

/// Characters without width, which nobody sees and nobody types, and NUL, which stands for no second unit in the index.
fn is_dropped(character: char) -> bool {
    matches!(character, '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// What a character becomes.
#[derive(Clone, Copy)]
enum Becomes {
    One(char),
    Several(&'static str),
    /// White space, which may part words.
    Space,
    Nothing,
}

/// Whether the rules without the table fold the character: so reads a browser until it has fetched the table.
pub fn is_plain(character: char) -> bool {
    FOLDING.entry(character) & BY_TABLE == 0
}

/// The rules without the table.
fn by_rule(character: char) -> char {
    match character {
        'A'..='Z' => character.to_ascii_lowercase(),
        '\u{FF01}'..='\u{FF5E}' => {
            let narrow = char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character);
            narrow.to_ascii_lowercase()
        }
        _ => character,
    }
}

/// What each character of the basic plane becomes: itself, another one, a stretch of [`TABLE`], or nothing.
struct Folding(Vec<u32>);

/// Set in entries of [`Folding`] whose character the rules without the table fold to something else.
const BY_TABLE: u32 = 1 << 31;
/// Set in entries that refer to the table: offset and length in bytes.
const SEVERAL: u32 = 1 << 30;
/// Set in those of white space.
const SPACE: u32 = 1 << 29;
/// Set in those of characters that are dropped.
const DROPPED: u32 = 1 << 28;
/// How many bits the length of a stretch of the table has.
const LENGTH: u32 = 6;

static FOLDING: LazyLock<Folding> = LazyLock::new(Folding::new);

impl Folding {
    fn new() -> Self {
        let entry = |code: u32| {
            let character = char::from_u32(code).unwrap_or_default();
            if character.is_whitespace() {
                code | SPACE
            } else if is_dropped(character) {
                code | DROPPED
            } else {
                by_rule(character).into()
            }
        };
        let mut entries: Vec<u32> = (0..=0xFFFF).map(entry).collect();
        let mut start = 0;
        for line in TABLE.split_inclusive('\n') {
            let mut characters = line.trim_end_matches('\n').chars();
            if let Some(from) = characters.next() {
                let becomes = characters.as_str();
                let offset = start + from.len_utf8();
                let mut single = becomes.chars();
                entries[u32::from(from) as usize] = match (single.next(), single.next()) {
                    (Some(one), None) if one == by_rule(from) => u32::from(one),
                    (Some(one), None) => BY_TABLE | u32::from(one),
                    _ => BY_TABLE | SEVERAL | (offset << LENGTH) as u32 | becomes.len() as u32,
                };
            }
            start += line.len();
        }
        Self(entries)
    }

    fn entry(&self, character: char) -> u32 {
        let code = u32::from(character);
        self.0.get(code as usize).copied().unwrap_or(code)
    }

    fn get(&self, character: char) -> Becomes {
        let entry = self.entry(character);
        let value = entry & (DROPPED - 1);
        if entry & (SEVERAL | SPACE | DROPPED) == 0 {
            Becomes::One(char::from_u32(value).unwrap_or(character))
        } else if entry & SEVERAL != 0 {
            let (start, length) = (value >> LENGTH, value & ((1 << LENGTH) - 1));
            Becomes::Several(&TABLE[start as usize..(start + length) as usize])
        } else if entry & SPACE != 0 {
            Becomes::Space
        } else {
            Becomes::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_script_and_white_space_are_one() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            assert_eq!(folded(text), expected, "{text:?}");
            assert_eq!(folded(&folded(text)), expected, "folding twice: {text:?}");
        }
        case("２０２２年　ＡＢＣ", "2022年abc");
        case("黨建工作責任制", "党建工作责任制");
        case("第 1 次\n主题党日", "第1次主题党日");
        case("Party  Building 2022 年", "party building 2022年");
        case("①㈠㎡……", "1(一)m2......");
        case("支\u{200B}部\u{FEFF}", "支部");
        case("“三会一课”，**次", "“三会一课”,**次");
        case("", "");
    }

    #[test]
    fn every_line_of_the_table_is_closed_and_sorted() {
        let firsts: Vec<char> = TABLE.lines().filter_map(|line| line.chars().next()).collect();
        assert!(firsts.is_sorted() && firsts.len() > 5000);
        for line in TABLE.lines() {
            let mut characters = line.chars();
            let from = characters.next().expect("a character");
            let becomes = characters.as_str();
            assert_eq!(folded(&from.to_string()), becomes);
            assert_eq!(folded(becomes), becomes, "{from}");
        }
    }

    #[test]
    fn offsets_lead_back() {
        let text = "第 ３ 次㎡😀完";
        let folded = fold(text);
        assert_eq!(String::from_utf16_lossy(&folded.units), "第3次m2😀完");
        assert_eq!(folded.at, [0, 2, 4, 5, 5, 6, 6, 8, 9]);
    }
}
