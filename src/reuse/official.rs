//! Official language 套话: set phrases that any two honest reports may share.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::bare;
use crate::han;

/// Formulas, openings and closings, names of regulations and systems, one a line.
static PHRASES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("official.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});

/// The same for looking.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let phrases = PHRASES.iter().map(|phrase| bare(phrase));
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases).ok()
});

/// A set phrase, by its number.
pub fn phrase(number: u16) -> &'static str {
    PHRASES.get(usize::from(number)).copied().unwrap_or_default()
}

/// What of a sentence is official language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Set phrases by number, in the order of the sentence.
    pub phrases: Vec<u16>,
    /// Whether the sentence says little else: set phrases and titles in 《》.
    pub is_mostly: bool,
}

/// Which share of a sentence's characters must be official, in per cent, for the sentence to be.
const MOSTLY: usize = 60;

/// Looks for official language in a sentence that is [`bare`]. Linear in its length.
pub fn official(sentence: &str) -> Official {
    let letters = |text: &str| text.chars().filter(|character| han::is_ideograph(*character)).count();
    let mut phrases = vec![];
    // Up to where what is official was counted.
    let (mut known, mut end) = (0, 0);
    let mut titles = titles(sentence).peekable();
    let found = WORDS.iter().flat_map(|words| words.find_iter(sentence));
    for hit in found {
        phrases.push(hit.pattern().as_usize() as u16);
        while let Some(title) = titles.next_if(|title| title.start <= hit.start()) {
            known += letters(&sentence[title.start.max(end)..title.end.max(end)]);
            end = end.max(title.end);
        }
        known += letters(&sentence[hit.start().max(end)..hit.end().max(end)]);
        end = end.max(hit.end());
    }
    for title in titles {
        known += letters(&sentence[title.start.max(end)..title.end.max(end)]);
        end = end.max(title.end);
    }
    let all = letters(sentence);
    Official { phrases, is_mostly: all > 0 && known * 100 >= all * MOSTLY }
}

/// What stands between 《 and 》, with these.
fn titles(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find('《')?;
        at = start + text[start..].find('》')? + '》'.len_utf8();
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_official_and_deeds_are_not() {
        for text in [
            "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大精神。",
            "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
            "学习《中国共产党章程》《中国共产党纪律处分条例》《中国共产党支部工作条例（试行）》。",
        ] {
            assert!(official(&bare(text)).is_mostly, "{text}");
        }
        for own in [
            "牵头修复渡槽三处，让下游两个村的春灌提前了九天。",
            "增强“四个意识”，推动河道清淤、水费收缴和泵站改造三项难题逐一化解，群众反映的堵点由专班跟到底。",
            "",
            "《",
        ] {
            assert!(!official(&bare(own)).is_mostly, "{own}");
        }
    }
}
