//! Numbers as reports write them: 12, １２, 48,632.5, 十二, 两百余, 1.2万, 50余万, 七万三千, 廿三.
//!
//! The text is folded beforehand ([`crate::fold`]): digits are ASCII, characters simplified.

use std::cmp::Ordering;
use std::num::NonZeroI64;

use serde::{Deserialize, Serialize};

/// A number in ten-thousandths, so that sums are exact and do not depend on their order.
///
/// Kept with its sign bit turned over, so that the one number that is never met, the least, is nought in memory: a figure that has none then
/// takes no more room, and millions of figures are in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Number(NonZeroI64);

/// Parts of one.
const SCALE: i64 = 10_000;

impl Number {
    /// A whole number; nothing beyond 900 million million.
    pub fn whole(number: i64) -> Option<Self> {
        number.checked_mul(SCALE).map(Self::from_ten_thousandths)
    }

    /// In ten-thousandths.
    pub fn ten_thousandths(self) -> i64 {
        self.0.get() ^ i64::MIN
    }

    /// Of ten-thousandths; the least number there is becomes the next.
    pub fn from_ten_thousandths(parts: i64) -> Self {
        Self(NonZeroI64::new(parts ^ i64::MIN).unwrap_or(NonZeroI64::MIN))
    }

    /// For charts, which need no more digits than they have pixels.
    #[expect(clippy::cast_precision_loss, reason = "a chart shows three digits")]
    pub fn to_f64(self) -> f64 {
        self.ten_thousandths() as f64 / SCALE as f64
    }

    fn times(self, factor: i64) -> Option<Self> {
        self.ten_thousandths().checked_mul(factor).map(Self::from_ten_thousandths)
    }

    fn plus(self, other: Self) -> Option<Self> {
        self.ten_thousandths().checked_add(other.ten_thousandths()).map(Self::from_ten_thousandths)
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::from_ten_thousandths(0)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ten_thousandths().cmp(&other.ten_thousandths())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(parts: i64) -> Self {
        Self::from_ten_thousandths(parts)
    }
}

impl From<Number> for i64 {
    fn from(number: Number) -> Self {
        number.ten_thousandths()
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({})", self.ten_thousandths())
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.ten_thousandths();
        let sign = if number < 0 { "-" } else { "" };
        let (whole, parts) = (number.unsigned_abs() / SCALE as u64, number.unsigned_abs() % SCALE as u64);
        if parts == 0 {
            return write!(f, "{sign}{whole}");
        }
        let parts = format!("{parts:04}");
        write!(f, "{sign}{whole}.{}", parts.trim_end_matches('0'))
    }
}

/// A number read at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Its value.
    pub value: Number,
    /// Whether 余, 多 or 几 says that it is more.
    pub is_more: bool,
    /// Its bytes.
    pub length: usize,
}

/// Reads the number that a text begins with: in digits, in characters, or in both (1.2万, 50余万).
pub fn read(text: &str) -> Option<Reading> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        let (value, length) = digits(text)?;
        multiplied(text, value, length)
    } else {
        characters(text)
    }
}

/// Digits with separators of thousands and a decimal point.
fn digits(text: &str) -> Option<(Number, usize)> {
    let bytes = text.as_bytes();
    let count = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = count(0);
    let mut whole = text[..end].to_owned();
    while end <= 12
        && bytes.get(end) == Some(&b',')
        && count(end + 1) == 3
        && whole.len() >= end.min(3).min(1)
    {
        whole.push_str(&text[end + 1..end + 4]);
        end += 4;
    }
    let mut value = Number::whole(whole.parse().ok()?)?;
    if bytes.get(end) == Some(&b'.') && count(end + 1) > 0 {
        let places = count(end + 1);
        let part = &text[end + 1..end + 1 + places.min(4)];
        let scale = 10_i64.pow(4 - part.len() as u32);
        value = value.plus(Number::from_ten_thousandths(part.parse::<i64>().ok()? * scale))?;
        end += 1 + places;
    }
    Some((value, end))
}

/// 余, 多 and 几 before or after 十, 百, 千, 万 and 亿.
fn multiplied(text: &str, mut value: Number, mut end: usize) -> Option<Reading> {
    let mut is_more = false;
    loop {
        let rest = &text[end..];
        let Some(next) = rest.chars().next() else { break };
        if matches!(next, '余' | '多' | '几') && !is_more {
            is_more = true;
        } else if let Some(unit) = unit(next).filter(|_| !rest.starts_with("千米")) {
            value = value.times(unit)?;
        } else {
            break;
        }
        end += next.len_utf8();
    }
    Some(Reading { value, is_more, length: end })
}

fn unit(character: char) -> Option<i64> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

fn digit(character: char) -> Option<i64> {
    match character {
        '两' => Some(2),
        '0'..='9' => None,
        _ => crate::han::digit(character).map(i64::from),
    }
}

/// Numbers in characters: 十二, 一百零五, 两千多, 三万五千, 廿三, 二〇二二.
fn characters(text: &str) -> Option<Reading> {
    let (mut total, mut section, mut current) = (0_i64, 0_i64, None::<i64>);
    let (mut end, mut is_more, mut digits_in_row) = (0, false, 0);
    for character in text.chars() {
        if let Some(value) = digit(character).filter(|_| !is_more) {
            digits_in_row += 1;
            let by_place = digits_in_row > 1 && section == 0 && current != Some(0);
            current = Some(if by_place { current?.checked_mul(10)?.checked_add(value)? } else { value });
        } else if let Some(value) = match character {
            '廿' => Some(20),
            '卅' => Some(30),
            _ => None,
        } {
            section += value;
            digits_in_row = 0;
        } else if let Some(unit) = unit(character) {
            digits_in_row = 0;
            if unit < 10_000 {
                // 十二 begins without 一, 余 stands before 万 (两百余万).
                if is_more {
                    break;
                }
                section = section.checked_add(current.take().unwrap_or(1).checked_mul(unit)?)?;
            } else {
                let below = section.checked_add(current.take().unwrap_or(0))?;
                let below = if below == 0 && total == 0 { 1 } else { below };
                total = total.checked_add(below)?.checked_mul(unit)?;
                section = 0;
            }
        } else if matches!(character, '余' | '多' | '几') && end > 0 && !is_more {
            is_more = true;
        } else {
            break;
        }
        end += character.len_utf8();
    }
    if end == 0 {
        return None;
    }
    let value = total.checked_add(section)?.checked_add(current.unwrap_or(0))?;
    Some(Reading { value: Number::whole(value)?, is_more, length: end })
}

/// 五点五 behind 百分之: a number with decimals in characters.
pub fn decimal(text: &str) -> Option<Reading> {
    let whole = read(text)?;
    let Some(rest) = text[whole.length..].strip_prefix('点') else { return Some(whole) };
    let (mut value, mut scale, mut length) = (whole.value, SCALE / 10, whole.length + '点'.len_utf8());
    for character in rest.chars() {
        let Some(digit) = digit(character).filter(|_| scale > 0) else { break };
        value = value.plus(Number::from_ten_thousandths(digit * scale))?;
        scale /= 10;
        length += character.len_utf8();
    }
    Some(Reading { value, is_more: whole.is_more, length })
}

/// Two neighbouring numbers for a range, as in 两三次.
pub fn neighbours(text: &str) -> Option<(Number, Number, usize)> {
    let mut characters = text.chars();
    let (first, second) = (characters.next()?, characters.next()?);
    let (low, high) = (digit(first)?, digit(second)?);
    let ends = characters.next().is_none_or(|next| digit(next).is_none() && unit(next).is_none());
    let is_range = ends && low > 0 && (high == low + 1 || (low, high) == (3, 5));
    is_range.then_some((Number::whole(low)?, Number::whole(high)?, first.len_utf8() + second.len_utf8()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Option<String> {
        read(text).filter(|reading| reading.length == text.len()).map(|reading| {
            let more = if reading.is_more { "+" } else { "" };
            format!("{}{more}", reading.value)
        })
    }

    #[test]
    fn numbers_in_every_writing() {
        for (text, expected) in [
            ("12", "12"),
            ("48,632.5", "48632.5"),
            ("1.2万", "12000"),
            ("50余万", "500000+"),
            ("15万余", "150000+"),
            ("4万多", "40000+"),
            ("1.03亿", "103000000"),
            ("8802.50万", "88025000"),
            ("十二", "12"),
            ("二十", "20"),
            ("一百零五", "105"),
            ("二百一十余", "210+"),
            ("两千", "2000"),
            ("千余", "1000+"),
            ("百", "100"),
            ("七万三千", "73000"),
            ("廿三", "23"),
            ("二〇二二", "2022"),
            ("三十余", "30+"),
            ("十几", "10+"),
            ("两百余万", "2000000+"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(value("余"), None);
        assert_eq!(decimal("九十八点五").unwrap().value.to_string(), "98.5");
        assert_eq!(
            neighbours("两三次").map(|(low, high, _)| (low.to_string(), high.to_string())),
            Some(("2".into(), "3".into()))
        );
    }

    /// A number in characters, as one writes it.
    fn in_characters(number: u32) -> String {
        const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        let below = |mut number: u32, whole: bool| {
            let mut out = String::new();
            let mut has_gap = false;
            for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let digit = number / unit;
                number %= unit;
                if digit == 0 {
                    has_gap |= !out.is_empty() && number > 0;
                    continue;
                }
                if std::mem::take(&mut has_gap) {
                    out.push('零');
                }
                if !(digit == 1 && unit == 10 && out.is_empty() && whole) {
                    out.push(DIGITS[digit as usize]);
                }
                out.push_str(name);
            }
            out
        };
        let (high, low) = (number / 10_000, number % 10_000);
        match (high, low) {
            (0, 0) => "零".to_owned(),
            (0, low) => below(low, true),
            (high, 0) => below(high, true) + "万",
            (high, low) => below(high, true) + "万" + if low < 1000 { "零" } else { "" } + &below(low, false),
        }
    }

    proptest! {
        #[test]
        fn every_writing_of_a_number_is_the_same_number(number in 0_u32..100_000_000) {
            let expected = Some(number.to_string());
            prop_assert_eq!(value(&number.to_string()), expected.clone());
            prop_assert_eq!(value(&in_characters(number)), expected.clone());
            let digits = number.to_string();
            let grouped: Vec<String> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|group| String::from_utf8_lossy(group).into_owned())
                .collect();
            prop_assert_eq!(value(&grouped.join(",")), expected);
        }

        #[test]
        fn nothing_panics(text in "[0-9零一两三十百千万亿廿余多几点.,]{0,24}") {
            let _ = (read(&text), decimal(&text), neighbours(&text));
        }
    }
}
