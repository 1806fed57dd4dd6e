//! Wording 提法: how often a text says the terms that are watched, and which phrases it sets off.
//!
//! Chinese has no spaces, and a guess at where a new slogan begins and ends would be an invention. So the phrases that are found
//! without being told are those that authors set off themselves: between quotation marks “…” and title marks 《…》, as duty
//! reports do with campaigns, slogans and papers.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;

/// Terms that are watched where site.toml names none.
const BUILT_IN: &[&str] = &[
    "第一议题",
    "主题教育",
    "党史学习教育",
    "党纪学习教育",
    "中央八项规定精神",
    "三会一课",
    "主题党日",
    "组织生活会",
    "民主评议党员",
    "谈心谈话",
    "两个确立",
    "两个维护",
    "意识形态",
    "全面从严治党",
    "一岗双责",
    "形式主义",
    "标准化规范化",
    "模范机关",
    "双报到",
    "为群众办实事",
    "乡村振兴",
    "新质生产力",
];

/// The terms that are watched.
#[derive(Debug)]
pub struct Terms(Lexicon);

impl Terms {
    /// Of some words, in this order, each once.
    pub fn new(words: Vec<String>) -> Self {
        let mut known = BTreeSet::new();
        Self(Lexicon::new(words.into_iter().filter(|word| known.insert(word.clone())).collect()))
    }

    /// The built-in ones, made once.
    pub fn shared() -> Arc<Self> {
        static BUILT: OnceLock<Arc<Terms>> = OnceLock::new();
        let made = || Arc::new(Self::new(BUILT_IN.iter().map(|word| (*word).to_owned()).collect()));
        Arc::clone(BUILT.get_or_init(made))
    }

    /// They, by their numbers.
    pub fn words(&self) -> &[String] {
        self.0.words()
    }
}

/// What a text says of the terms, and which phrases it sets off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// How often it says each term that it says, by the term's number, in order.
    pub terms: Box<[(u16, u16)]>,
    /// Phrases, in order, each once and with a line feed behind it: thousands of reports are in memory at once.
    phrases: Box<str>,
}

impl Wording {
    /// The phrases that it sets off, in order, each once; titles with their marks.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.split_terminator('\n')
    }
}

/// The wording of a text. Linear in its length.
pub fn wording(text: &str, terms: &Terms) -> Wording {
    let mut counts = vec![0_u16; terms.words().len()];
    terms.0.find(text, |_, word| counts[word] = counts[word].saturating_add(1));
    let said = (0_u16..).zip(counts).filter(|(_, count)| *count > 0);
    let mut all = String::new();
    for phrase in phrases(text) {
        all.push_str(phrase);
        all.push('\n');
    }
    Wording { terms: said.collect(), phrases: all.into() }
}

/// Longest phrase, in characters with its marks: what is longer is a sentence that somebody said.
const LONGEST: usize = 24;

fn phrases(text: &str) -> BTreeSet<&str> {
    let opened = |mark: char| crate::han::places(text, mark);
    let quoted = opened('“').filter_map(|at| phrase(&text[at..], false));
    quoted.chain(opened('《').filter_map(|at| phrase(&text[at..], true))).collect()
}

/// The phrase that an opening mark begins; nothing where it is a sentence, or something of it is withheld.
fn phrase(text: &str, is_title: bool) -> Option<&str> {
    let close = if is_title { '》' } else { '”' };
    let (end, _) = text.char_indices().take(LONGEST).find(|(_, character)| *character == close)?;
    let inside = &text[text.chars().next()?.len_utf8()..end];
    let is_plain =
        |character: char| character.is_alphanumeric() || matches!(character, '（' | '）' | '·' | '+');
    let is_phrase = inside.chars().count() > 1 && inside.chars().all(is_plain);
    is_phrase.then(|| if is_title { &text[..end + close.len_utf8()] } else { inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_and_phrases_found() {
        let terms = Terms::new(["主题教育", "教育", "党建", "教育"].map(str::to_owned).to_vec());
        assert_eq!(terms.words().len(), 3);
        let text = "主题教育期间，主题教育读书班讲“两个维护”“两个维护”，学《中国共产党支部工作条例（试行）》。\
                    他说：“我们要做好，再做好。”“**行动”“好”“没有结束";
        let found = wording(text, &terms);
        assert_eq!(*found.terms, [(0, 2), (1, 2)]);
        assert_eq!(found.phrases().collect::<Vec<_>>(), ["《中国共产党支部工作条例（试行）》", "两个维护"]);
        assert_eq!(wording("", &Terms::new(vec![])), Wording::default());
    }
}
