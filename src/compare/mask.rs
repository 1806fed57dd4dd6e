//! What a text is re-dated by: masked, two years' texts that differ in nothing else are the same.
//!
//! Masked are years and days, numbers of congresses, plenums and sessions, names of study campaigns, and the names of the unit. Counts
//! are not: 召开12次 and 召开14次 are two statements.

use std::sync::LazyLock;

use crate::fold::folded;

/// Campaigns of study and education, longest first.
static CAMPAIGNS: LazyLock<Vec<(char, String)>> =
    LazyLock::new(|| with_first(include_str!("campaigns.txt").lines().map(folded)));

/// Names with their first characters.
fn with_first(names: impl Iterator<Item = String>) -> Vec<(char, String)> {
    names.filter_map(|name| Some((name.chars().next()?, name))).collect()
}

/// Shortest name that is masked, in characters: 机关 may be anybody's.
const SHORTEST_NAME: usize = 4;

/// What is masked in the reports of a unit.
#[derive(Debug)]
pub struct Masks {
    /// Folded, longest first, with their first characters.
    names: Vec<(char, String)>,
    /// What may begin anything that is masked.
    begins: Begins,
}

/// Some characters, and a few others that have the same lowest bits: it is made for every unit, so it is small where a set of all
/// characters would be exact.
#[derive(Debug)]
struct Begins([u64; 16]);

impl Begins {
    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut bits = [0; 16];
        characters.map(Self::place).for_each(|(word, bit)| bits[word] |= bit);
        Self(bits)
    }

    fn may(&self, character: char) -> bool {
        let (word, bit) = Self::place(character);
        self.0[word] & bit != 0
    }

    fn place(character: char) -> (usize, u64) {
        let code = u32::from(character);
        (code as usize / 64 % 16, 1 << (code % 64))
    }
}

/// What stands for what is masked.
const NAME: char = '\u{E000}';
const CAMPAIGN: char = '\u{E001}';
const SESSION: char = '\u{E002}';
const TIME: char = '\u{E003}';

/// Whether a character stands for what is masked.
pub fn is_mask(character: char) -> bool {
    (NAME..=TIME).contains(&character)
}

impl Masks {
    /// With the names of the unit, today's and former ones.
    pub fn new(names: &[&str]) -> Self {
        let mut names: Vec<String> = names.iter().map(|name| folded(name)).collect();
        names.retain(|name| name.chars().count() >= SHORTEST_NAME);
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
        names.dedup();
        let names = with_first(names.into_iter());
        let firsts = names.iter().chain(&*CAMPAIGNS).map(|(first, _)| *first);
        Self { begins: Begins::of(firsts.chain(NUMBERS.chars())), names }
    }

    /// A folded text, masked. Linear in its length.
    pub fn apply(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        // Hardly a character begins what is masked, and all are looked at.
        while let Some((at, first)) = rest.char_indices().find(|(_, character)| self.begins.may(*character)) {
            masked.push_str(&rest[..at]);
            rest = &rest[at..];
            let name = |names: &[(char, String)]| {
                let found = names.iter().find(|(begins, name)| *begins == first && rest.starts_with(name));
                found.map(|(_, name)| name.len())
            };
            let is_number = NUMBERS.contains(first);
            let found = name(&self.names).map(|length| (NAME, length));
            let found = found.or_else(|| name(&CAMPAIGNS).map(|length| (CAMPAIGN, length)));
            let number =
                || session(rest).map(|length| (SESSION, length)).or_else(|| Some((TIME, time(rest)?)));
            let found = found.or_else(|| is_number.then(number).flatten());
            match found {
                Some((mask, length)) => {
                    masked.push(mask);
                    rest = &rest[length..];
                }
                // A number is taken whole: its end is no year.
                None if first.is_ascii_digit() => {
                    let digits =
                        rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
                    masked.push_str(&rest[..digits]);
                    rest = &rest[digits..];
                }
                None => {
                    masked.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        masked.push_str(rest);
        masked
    }
}

/// How many characters of a kind a text begins with, in bytes and characters.
fn run(text: &str, is: impl Fn(char) -> bool) -> (usize, usize) {
    let count = text.chars().take_while(|character| is(*character)).count();
    (text.chars().take(count).map(char::len_utf8).sum(), count)
}

/// What a year, a day or the number of a session begins with.
const NUMBERS: &str = "第〇0123456789一二三四五六七八九十百";

fn is_numeral(character: char) -> bool {
    matches!(character, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百')
}

/// 十九大, 二十届三中全会, 第三届, 第十四次会议.
fn session(text: &str) -> Option<usize> {
    let (start, rest) = match text.strip_prefix('第') {
        Some(rest) => ('第'.len_utf8(), rest),
        None => (0, text),
    };
    let is_number = |character: char| is_numeral(character) || character.is_ascii_digit();
    let (length, count) = run(rest, is_number);
    if count == 0 || count > 4 {
        return None;
    }
    let behind = &rest[length..];
    let end = start + length;
    if behind.starts_with('大') && start == 0 && rest[..length].contains('十') && count > 1 {
        // 十九大 and not 十大.
        return Some(end + '大'.len_utf8());
    }
    let behind = behind.strip_prefix('届')?;
    let end = end + '届'.len_utf8();
    let (length, count) = run(behind, is_numeral);
    let plenum = behind[length..].strip_prefix("中全会").filter(|_| count > 0);
    Some(plenum.map_or(end, |_| end + length + "中全会".len()))
}

/// 2022年, 2022年度, 二〇二二年, 2021-2023年, 6月28日, 6月, 12月底, 2022.
fn time(text: &str) -> Option<usize> {
    if let Some(year) = year(text) {
        let mut end = year;
        let rest = text[end..].trim_start_matches(['-', '~', '至', '—', '–']);
        if rest.len() < text.len() - end
            && let Some(second) = self::year(rest)
        {
            end = text.len() - rest.len() + second;
        }
        let unit = ["年度", "年"].iter().find(|unit| text[end..].starts_with(**unit));
        end += unit.map_or(0, |unit| unit.len());
        return Some(end + day(&text[end..]).unwrap_or_default());
    }
    day(text)
}

/// Four digits of the years from 1900 to 2099, with nothing of a number behind them.
fn year(text: &str) -> Option<usize> {
    let (length, count) = run(text, |character| character.is_ascii_digit());
    if count == 4 && (text.starts_with("19") || text.starts_with("20")) {
        let behind = text[length..].chars().next();
        let counts = |character: char| "人次个名元万亿项条场期件户课时家支篇份.,%余多".contains(character);
        return (!behind.is_some_and(counts)).then_some(length);
    }
    let (length, count) = run(text, |character| matches!(character, '〇' | '零') || is_numeral(character));
    (count == 4 && text[length..].starts_with('年')).then_some(length)
}

/// 6月28日, 6月, 六月底.
fn day(text: &str) -> Option<usize> {
    let number = |text: &str| {
        let (length, count) = run(text, |character| character.is_ascii_digit() || is_numeral(character));
        (1..=3).contains(&count).then_some(length)
    };
    let month = number(text)?;
    text[month..].strip_prefix('月')?;
    let end = month + '月'.len_utf8();
    let rest = &text[end..];
    let day = number(rest).filter(|length| rest[*length..].starts_with('日'));
    let more = match day {
        Some(length) => length + '日'.len_utf8(),
        None => ["上旬", "中旬", "下旬", "份", "底", "初"]
            .iter()
            .find(|word| rest.starts_with(**word))
            .map_or(0, |word| word.len()),
    };
    Some(end + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_names_and_campaigns_are_masked() {
        let masks = Masks::new(&["云岭县水利局党支部", "云岭县水务局党支部", "局"]);
        let same = [
            ("2022年度召开", "2023年度召开"),
            ("二〇二二年召开", "二〇二三年召开"),
            ("2021—2022年，6月28日", "2022-2023年，7月1日"),
            ("十九大精神", "二十大精神"),
            ("十九届六中全会", "二十届二中全会"),
            ("第三届理事会", "第四届理事会"),
            ("开展党史学习教育", "开展“两学一做”学习教育"),
            ("云岭县水利局党支部", "云岭县水务局党支部"),
            ("６月底", "12月中旬"),
        ];
        let apply = |text: &str| masks.apply(&folded(text));
        for (left, right) in same {
            assert_eq!(apply(left), apply(right), "{left} {right}");
            assert_ne!(apply(left), folded(left), "{left}");
        }
        for plain in [
            "召开12次",
            "2022人次",
            "投入2000元",
            "十大行动",
            "每月1次",
            "12个月",
            "第三党支部",
            "12022",
            "**次",
            "五大项",
        ] {
            assert_eq!(apply(plain), folded(plain), "{plain}");
        }
    }
}
