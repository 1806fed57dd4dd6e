//! Phrases that tell a time: study campaigns, congresses to come, institutions and regulations that were replaced.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Found, Kind, around};
use crate::compare::sentence::Part;
use crate::report::kind::Kind as SectionKind;
use crate::reuse::bare;
use crate::unit::Year;

/// A phrase with the reporting years in which it is in its place.
struct Dated {
    phrase: String,
    years: RangeInclusive<Year>,
    why: &'static str,
}

/// The table: phrase, first year, last year or nothing, why.
static TABLE: LazyLock<Vec<Dated>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        let phrase = bare(columns.next()?);
        let first = columns.next()?.parse().ok()?;
        let last = columns.next()?;
        let last = if last.is_empty() { Year::MAX } else { last.parse().ok()? };
        Some(Dated { phrase, years: first..=last, why: columns.next()? })
    };
    include_str!("../dated.tsv").lines().skip(1).filter_map(row).collect()
});

static PHRASES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let phrases = TABLE.iter().map(|row| &row.phrase);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases).ok()
});

/// Words beside which an old phrase is in its place: 巩固拓展党史学习教育成果.
static EXCEPTIONS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(include_str!("../exceptions.txt").lines().map(bare)).ok());

/// Whether a part tells what is to come: there, later phrases are in their place.
pub fn is_plan(part: &Part) -> bool {
    part.kinds.has(SectionKind::Plan)
}

/// The dated phrases of a sentence that are out of place in a year.
pub fn find(sentence: &str, year: Year, is_plan: bool) -> Vec<Found> {
    let Some(phrases) = &*PHRASES else { return vec![] };
    let mut found = vec![];
    for hit in phrases.find_iter(sentence) {
        let Dated { phrase, years, why } = &TABLE[hit.pattern().as_usize()];
        let kind = if year > *years.end() { Kind::Outdated } else { Kind::TooEarly };
        if found.iter().any(|(_, known, _): &Found| known == phrase) {
            continue;
        }
        let is_in_place = years.contains(&year) || (is_plan && kind == Kind::TooEarly);
        if is_in_place || is_excused(sentence, hit.range(), years) {
            continue;
        }
        found.push((kind, phrase.clone(), *why));
    }
    found
}

/// Whether the clause says that it looks back, or names a year in which the phrase is in its place.
fn is_excused(sentence: &str, hit: std::ops::Range<usize>, years: &RangeInclusive<Year>) -> bool {
    let around = around(sentence, hit);
    let is_exception = |text: &&str| EXCEPTIONS.as_ref().is_some_and(|words| words.is_match(*text));
    let names_year = |text: &&str| {
        let starts = text.char_indices().filter(|(_, character)| character.is_ascii_digit());
        let mut years_named = starts.filter_map(|(at, _)| text.get(at..at + 4)?.parse::<Year>().ok());
        years_named.any(|named| years.contains(&named))
    };
    around.iter().any(|text| is_exception(text) || names_year(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_have_their_years() {
        assert!(TABLE.len() > 300, "{}", TABLE.len());
        let of = |sentence: &str, year| -> Vec<Kind> {
            find(&bare(sentence), year, false).into_iter().map(|(kind, ..)| kind).collect()
        };
        assert_eq!(of("扎实开展党史学习教育，成效明显。", 2021), []);
        assert_eq!(of("扎实开展党史学习教育，成效明显。", 2025), [Kind::Outdated]);
        assert_eq!(of("巩固拓展党史学习教育成果。", 2025), []);
        assert_eq!(of("2021年开展党史学习教育，今年抓党纪。", 2025), []);
        assert_eq!(of("深入开展“两学一做”学习教育。", 2024), [Kind::Outdated]);
        assert_eq!(of("开展党纪学习教育。", 2022), [Kind::TooEarly]);
    }
}
