//! Words looked for all at once, those inside others included, and sets of characters.
//!
//! An automaton waits at each byte for what the byte before led to, and Chinese has three bytes a character. Here one bit tells of two
//! neighbouring characters whether a word may begin with them, and hardly any two do; only there words are compared.

use std::cmp::Reverse;
use std::ops::Range;

/// Words by number.
#[derive(Debug)]
pub struct Lexicon {
    words: Vec<String>,
    /// A bit for each [`hash`] of the two characters that a word begins with.
    heads: Box<[u64]>,
    /// Words by the hash of their heads, longer before shorter; of those with one hash, `starts` says where the first stands.
    sorted: Vec<usize>,
    starts: Box<[u32]>,
    /// Whether there are words of one character.
    has_short: bool,
}

/// Bits of a [`hash`]: with hundreds of words, few pairs of characters have the hash of a word's.
const BITS: u32 = 16;

/// What follows the only character of a word.
const NONE: char = '\0';

fn hash(first: char, second: char) -> usize {
    let mixed = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (mixed >> (u32::BITS - BITS)) as usize
}

impl Lexicon {
    /// Of some words; empty ones are never found.
    pub fn new(words: Vec<String>) -> Self {
        let head = |word: &str| {
            let mut characters = word.chars();
            Some(hash(characters.next()?, characters.next().unwrap_or(NONE)))
        };
        let mut sorted: Vec<(usize, usize)> =
            words.iter().enumerate().filter_map(|(number, word)| Some((head(word)?, number))).collect();
        sorted.sort_by_key(|(head, word)| (*head, Reverse(words[*word].len())));
        let mut heads = vec![0; (1 << BITS) / u64::BITS as usize];
        for (head, _) in &sorted {
            heads[head / u64::BITS as usize] |= 1 << (head % u64::BITS as usize);
        }
        let mut starts = vec![0; (1 << BITS) + 1];
        for (head, _) in &sorted {
            starts[head + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let has_short = words.iter().any(|word| word.chars().count() == 1);
        let sorted = sorted.into_iter().map(|(_, word)| word).collect();
        Self { words, heads: heads.into(), sorted, starts: starts.into(), has_short }
    }

    /// The words, by their numbers.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Gives every place of every word with the word's number, in the order in which they begin, longer before shorter ones.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>, usize)) {
        let mut before = None;
        for (at, character) in text.char_indices() {
            if let Some((start, first)) = before {
                if self.may_begin(first, character) {
                    self.find_at(text, start, hash(first, character), &mut found);
                }
                // Where both have one hash, the words were found together.
                let is_other = || hash(first, NONE) != hash(first, character);
                if self.has_short && self.may_begin(first, NONE) && is_other() {
                    self.find_at(text, start, hash(first, NONE), &mut found);
                }
            }
            before = Some((at, character));
        }
        if let Some((start, last)) = before {
            self.find_at(text, start, hash(last, NONE), &mut found);
        }
    }

    /// Does the same for some stretches of a text, in their order.
    pub fn find_within(
        &self,
        text: &str,
        stretches: &[Range<usize>],
        mut found: impl FnMut(Range<usize>, usize),
    ) {
        for stretch in stretches {
            let from = stretch.start;
            self.find(&text[stretch.clone()], |place, word| {
                found(from + place.start..from + place.end, word);
            });
        }
    }

    #[inline]
    fn may_begin(&self, first: char, second: char) -> bool {
        let head = hash(first, second);
        self.heads[head / u64::BITS as usize] >> (head % u64::BITS as usize) & 1 != 0
    }

    /// Gives the words that begin at a place, of those whose heads have a hash.
    #[inline(never)]
    fn find_at(&self, text: &str, start: usize, head: usize, found: &mut impl FnMut(Range<usize>, usize)) {
        for &number in &self.sorted[self.starts[head] as usize..self.starts[head + 1] as usize] {
            let word = &self.words[number];
            if text[start..].starts_with(word) {
                found(start..start + word.len(), number);
            }
        }
    }
}

/// A set of characters of the basic plane, asked for each character of every text.
#[derive(Debug)]
pub struct CharacterSet(Box<[u64]>);

impl CharacterSet {
    /// Those of the basic plane that a rule takes.
    pub fn of(is_in: impl Fn(char) -> bool) -> Self {
        let mut bits = vec![0; (1 << 16) / u64::BITS as usize];
        for character in (0..1 << 16).filter_map(char::from_u32).filter(|character| is_in(*character)) {
            bits[character as usize / u64::BITS as usize] |= 1 << (character as u32 % u64::BITS);
        }
        Self(bits.into())
    }

    /// Whether a character is in it.
    #[inline]
    pub fn has(&self, character: char) -> bool {
        self.0
            .get(character as usize / u64::BITS as usize)
            .is_some_and(|bits| bits >> (character as u32 % u64::BITS) & 1 != 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_set_has_its_characters_alone() {
        let set = CharacterSet::of(|character| "一丁\u{FFFF}".contains(character));
        let all = (0..=0x10_FFFF).filter_map(char::from_u32).filter(|character| set.has(*character));
        assert_eq!(all.collect::<String>(), "一丁\u{FFFF}");
    }

    proptest! {
        #[test]
        fn every_word_is_found_wherever_it_stands(
            words in proptest::collection::btree_set("[ab党委\u{5E9A}\u{1F600}]{0,4}", 0..12),
            text in "[ab党委\u{5E9A}\u{1F600}]{0,40}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let mut expected = vec![];
            for (start, _) in text.char_indices() {
                for (number, word) in words.iter().enumerate() {
                    if !word.is_empty() && text[start..].starts_with(word.as_str()) {
                        expected.push((start..start + word.len(), number));
                    }
                }
            }
            expected.sort_by_key(|(place, _)| (place.start, Reverse(place.end)));
            let mut found = vec![];
            Lexicon::new(words).find(&text, |place, word| found.push((place, word)));
            prop_assert_eq!(found, expected);
        }
    }
}
