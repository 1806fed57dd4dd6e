//! What the names in a query mean: units, levels, sections, kinds of documents.

use super::catalog::StoredUnit;
use crate::fold::{folded, utf16_length};

/// Numbers of the names that a value means: the one that it is, else all that have it in them.
pub fn named(names: &[String], value: &str) -> Vec<usize> {
    let value = folded(value);
    let names: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let equal = names.iter().position(|name| *name == value);
    equal.map_or_else(|| positions(&names, |name| name.contains(&value)), |at| vec![at])
}

/// Numbers of the kinds of sections that a value means: those whose names it has in it, too, so that 存在问题 is 问题.
pub fn sections(names: &[String], value: &str) -> Vec<usize> {
    let value = folded(value);
    let names: Vec<String> = names.iter().map(|name| folded(name)).collect();
    positions(&names, |name| name.contains(&value) || value.contains(name))
}

fn positions(names: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at).collect()
}

/// How a name matches, best first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is one of its names.
    Whole,
    /// Its name begins so.
    Start,
    /// Its name has it.
    Within,
    /// Its name in pinyin, or its initials, begin so.
    SpelledStart,
    /// A short or former name has it.
    Other,
    /// Its name in pinyin has it from a syllable's start, or its initials.
    Spelled,
}

/// How a unit matches a folded value, and by which of its other names.
fn fit<'a>(unit: &'a StoredUnit, value: &str) -> Option<(Fit, &'a str)> {
    let name = folded(&unit.name);
    if name == value {
        return Some((Fit::Whole, ""));
    }
    let others = || unit.others.iter().map(|other| (other.as_str(), folded(other)));
    if let Some((other, _)) = others().find(|(_, folded)| folded == value) {
        return Some((Fit::Whole, other));
    }
    if let Some(at) = name.find(value) {
        return Some((if at == 0 { Fit::Start } else { Fit::Within }, ""));
    }
    let spelled = spelled(unit, value);
    if spelled == Some(true) {
        return Some((Fit::SpelledStart, ""));
    }
    if let Some((other, _)) = others().find(|(_, folded)| folded.contains(value)) {
        return Some((Fit::Other, other));
    }
    spelled.map(|_| (Fit::Spelled, ""))
}

/// Whether a value of Latin letters is in the unit's name in pinyin, and whether at its start.
fn spelled(unit: &StoredUnit, value: &str) -> Option<bool> {
    let value: String = value.chars().filter(|character| !matches!(character, ' ' | '\'')).collect();
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let syllables: Vec<&str> = unit.syllables().collect();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    if let Some(at) = initials.find(&value) {
        return Some(at == 0);
    }
    (0..syllables.len()).find(|from| syllables[*from..].concat().starts_with(&value)).map(|from| from == 0)
}

/// Numbers of the units that a value names.
pub fn units(units: &[StoredUnit], value: &str) -> Vec<usize> {
    let value = folded(value);
    let fits = |unit: &StoredUnit| fit(unit, &value).is_some();
    units.iter().enumerate().filter(|(_, unit)| fits(unit)).map(|(at, _)| at).collect()
}

/// Most units that are suggested.
const SUGGESTED: usize = 10;

/// Units that a value may mean, best first, with the other name that has it.
pub fn suggest<'a>(units: &'a [StoredUnit], value: &str) -> Vec<(&'a StoredUnit, &'a str)> {
    let value = folded(value);
    if value.is_empty() {
        return vec![];
    }
    let fits = units.iter().filter_map(|unit| fit(unit, &value).map(|(fit, other)| (fit, unit, other)));
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(fit, unit, _)| (fit.clone(), utf16_length(&unit.name)));
    fits.truncate(SUGGESTED);
    fits.into_iter().map(|(_, unit, other)| (unit, other)).collect()
}

/// Most units that are offered where none is called so.
const NEAREST: usize = 5;

/// Units with names like a value: those that share a third of the pairs of characters of both (Dice's coefficient), most
/// alike first.
pub fn nearest<'a>(units: &'a [StoredUnit], value: &str) -> Vec<&'a StoredUnit> {
    let value = pairs(value);
    let mut near: Vec<(u32, &StoredUnit)> = vec![];
    for unit in units {
        let names = std::iter::once(&unit.name).chain(&unit.others);
        let alike = names.map(|name| likeness(&value, &pairs(name))).max().unwrap_or_default();
        if alike >= 333 {
            near.push((alike, unit));
        }
    }
    near.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    near.truncate(NEAREST);
    near.into_iter().map(|(_, unit)| unit).collect()
}

fn pairs(text: &str) -> Vec<(u16, u16)> {
    let units: Vec<u16> = folded(text).encode_utf16().collect();
    let mut pairs: Vec<(u16, u16)> = units.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// In thousandths.
fn likeness(left: &[(u16, u16)], right: &[(u16, u16)]) -> u32 {
    let both = left.iter().filter(|pair| right.binary_search(pair).is_ok()).count();
    (2000 * both / (left.len() + right.len()).max(1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, slug: &str, others: &[&str]) -> StoredUnit {
        let others = others.iter().map(|other| (*other).to_owned()).collect();
        StoredUnit { slug: slug.to_owned(), pinyin: String::new(), name: name.to_owned(), others }
    }

    #[test]
    fn units_are_known_by_all_their_names() {
        let all = [
            unit("鹤鸣区委组织部机关党支部", "he-ming-qu-wei-zu-zhi-bu-ji-guan-dang-zhi-bu", &["组干支部"]),
            unit("鹤鸣区水务局党委", "he-ming-qu-shui-wu-ju-dang-wei", &["鹤鸣区水利局党委", "水务党委"]),
        ];
        for (value, expected) in [
            ("组织部", vec![0]),
            ("zzb", vec![0]),
            ("zuzhibu", vec![0]),
            ("ZuZhi", vec![0]),
            ("he'ming", vec![0, 1]),
            ("uzhi", vec![]),
            ("水利", vec![1]),
            ("鶴鳴區水務", vec![1]),
            ("组干", vec![0]),
            ("财政", vec![]),
        ] {
            assert_eq!(units(&all, value), expected, "{value}");
        }
        assert_eq!(suggest(&all, "水利局")[0].1, "鹤鸣区水利局党委");
        assert_eq!(suggest(&all, "水务党委")[0], (&all[1], "水务党委"));
        assert_eq!(nearest(&all, "鹤鸣区水务党组"), [&all[1]]);
        assert_eq!(nearest(&all, ""), [] as [&StoredUnit; 0]);
    }

    #[test]
    fn sections_are_known_by_what_reports_call_them() {
        let names = ["整改", "履职", "问题"].map(str::to_owned);
        assert_eq!(sections(&names, "存在问题"), [2]);
        assert_eq!(sections(&names, "问"), [2]);
        assert_eq!(sections(&names, "打算"), [] as [usize; 0]);
        let levels = ["党委", "党总支", "党支部"].map(str::to_owned);
        assert_eq!((named(&levels, "党委"), named(&levels, "支")), (vec![0], vec![1, 2]));
    }
}
