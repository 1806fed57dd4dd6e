//! Fills the braces of a phrase with words, years and figures.

#![expect(
    clippy::panic,
    reason = "the phrases are constants of the benchmark; a mistake in one must not go unseen"
)]

use super::YEARS;
use super::phrases::{CAMPAIGNS, CLASSES};
use super::random::Random;
use super::roster::Unit;

/// What a phrase may name of the report it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) unit: &'a Unit,
    /// The year reported on.
    pub(crate) year: u16,
}

/// Where a report's figures come from.
pub(crate) struct Figures {
    pub(crate) random: Random,
    pub(crate) withheld: Withheld,
}

/// How a report that was made public hides its figures.
#[derive(Clone, Copy)]
pub(crate) enum Withheld {
    /// All figures are given.
    Nothing,
    /// Most are one to three asterisks, as in `开展研讨**次`.
    Stars,
    /// Most are this mark, as in `发展党员x名`.
    Mark(&'static str),
}

/// The phrase with its braces filled: words from `words`, figures from `figures`.
///
/// The two are apart because reports share sentences with different figures in them.
pub(crate) fn fill(phrase: &str, subject: Subject, words: &mut Random, figures: &mut Figures) -> String {
    let mut text = String::with_capacity(phrase.len() * 2);
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').unwrap_or_else(|| panic!("no closing brace in `{phrase}`"));
        text.push_str(before);
        text.push_str(&value(slot, subject, words, figures));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// What stands for one pair of braces.
fn value(slot: &str, subject: Subject, words: &mut Random, figures: &mut Figures) -> String {
    match slot {
        "单位" => subject.unit.name.clone(),
        "年" => subject.year.to_string(),
        "去年" => (subject.year - 1).to_string(),
        "明年" => (subject.year + 1).to_string(),
        "主题" => CAMPAIGNS[usize::from(subject.year - YEARS.start())].to_owned(),
        "钱" => figures.amount(),
        _ => match slot.split_once('-') {
            Some((low, high)) => figures.number(bound(low), bound(high)),
            None => fill(words.choose(class(slot)), subject, words, figures),
        },
    }
}

/// The entries of the class of this name.
fn class(name: &str) -> &'static [&'static str] {
    let found = CLASSES.iter().find(|(class, _)| *class == name);
    found.unwrap_or_else(|| panic!("the phrases name no class `{name}`")).1
}

/// One end of the range in a phrase such as `{8-24}`.
fn bound(digits: &str) -> u64 {
    digits.parse().unwrap_or_else(|_| panic!("`{digits}` in a phrase is no number"))
}

impl Figures {
    /// A whole number as reports write it: mostly `12`, sometimes `十二`, rarely `１２`, or a mark that withholds it.
    fn number(&mut self, low: u64, high: u64) -> String {
        let number = self.random.between(low, high);
        if let Some(mark) = self.mark() {
            return mark;
        }
        match self.random.between(1, 100) {
            1..=6 if number < 100 => chinese(number),
            7..=8 => full_width(number),
            _ => number.to_string(),
        }
    }

    /// An amount of money in units of 万元, with two decimals.
    fn amount(&mut self) -> String {
        let hundredths = self.random.between(20, 6_800);
        self.mark().unwrap_or_else(|| format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }

    /// What stands in place of a figure, if this one is withheld.
    fn mark(&mut self) -> Option<String> {
        let mark = match self.withheld {
            Withheld::Nothing => return None,
            Withheld::Stars => self.random.choose(&["**", "**", "*", "***"]),
            Withheld::Mark(mark) => mark,
        };
        self.random.chance(75).then(|| mark.to_owned())
    }
}

/// A number below 100 in Chinese numerals.
pub(crate) fn chinese(number: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u64| DIGITS[value as usize];
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (tens, ones) => {
            let tens = if tens == 1 { "" } else { digit(tens) };
            let ones = if ones == 0 { "" } else { digit(ones) };
            format!("{tens}十{ones}")
        }
    }
}

/// A number in full-width digits.
fn full_width(number: u64) -> String {
    const DIGITS: [char; 10] = ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'];
    let digits = number.to_string().into_bytes();
    digits.iter().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}
