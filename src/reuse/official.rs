//! Official language 套话: set phrases that any two honest reports may share.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::bare;
use crate::han;

/// Formulas, openings and closings, names of regulations and systems, one a line.
static PHRASES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("official.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});

static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let phrases = PHRASES.iter().map(|phrase| bare(phrase));
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases).ok()
});

/// A set phrase, by its number.
pub fn phrase(number: u16) -> &'static str {
    PHRASES.get(usize::from(number)).copied().unwrap_or_default()
}

/// The numbers of the set phrases of a text, in order.
pub fn phrases(text: &str) -> impl Iterator<Item = u16> {
    let text = bare(text);
    let words = WORDS.as_ref();
    let found =
        words.map(|words| words.find_iter(&text).map(|found| found.pattern().as_usize() as u16).collect());
    found.unwrap_or_else(Vec::new).into_iter()
}

/// Which share of a sentence's characters must be official, in per cent, for the sentence to be.
const MOSTLY: usize = 60;

/// Whether a sentence says little but set phrases, titles and quotations. Linear in its length.
pub fn is_official(sentence: &str) -> bool {
    let without_titles = without_titles(sentence);
    let text = bare(&without_titles);
    let letters = |text: &str| text.chars().filter(|character| han::is_ideograph(*character)).count();
    let titles = letters(sentence) - letters(&without_titles);
    let Some(phrases) = &*WORDS else { return false };
    let known: usize = phrases.find_iter(&text).map(|found| letters(&text[found.range()])).sum();
    let all = letters(sentence);
    all > 0 && (known + titles) * 100 >= all * MOSTLY
}

/// A text without what stands between 《 and 》.
fn without_titles(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(start) = rest.find('《') {
        let Some(length) = rest[start..].find('》') else { break };
        out.push_str(&rest[..start]);
        rest = &rest[start + length + '》'.len_utf8()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_official_and_deeds_are_not() {
        for official in [
            "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大精神。",
            "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
            "学习《中国共产党章程》《中国共产党纪律处分条例》《中国共产党支部工作条例（试行）》。",
        ] {
            assert!(is_official(official), "{official}");
        }
        for own in [
            "牵头修复渡槽三处，让下游两个村的春灌提前了九天。",
            "增强“四个意识”，推动河道清淤、水费收缴和泵站改造三项难题逐一化解，群众反映的堵点由专班跟到底。",
            "",
            "《",
        ] {
            assert!(!is_official(own), "{own}");
        }
    }
}
