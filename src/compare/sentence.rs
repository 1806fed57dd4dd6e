//! A report as sentences in parts: what is compared.

use std::ops::Range;

use super::mask::Masks;
use crate::fold;
use crate::han;
use crate::report::Text;
use crate::report::document::{BlockKind, Document};
use crate::report::kind::Kinds;

/// A part of a report: a section of the first rank, or what stands before the first.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its heading; empty for what stands before the first.
    pub title: String,
    /// Its place in an address.
    pub anchor: String,
    /// What it is about.
    pub kinds: Kinds,
    /// Its sentences.
    pub sentences: Range<usize>,
    /// Its length in characters, its heading not counted.
    pub length: usize,
}

/// A sentence, or a heading.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its bytes of the document's text.
    pub place: Range<u32>,
    /// The number of its part.
    pub part: usize,
    /// Whether it is the heading of a block of its own.
    pub is_heading: bool,
    /// Its length in characters.
    pub length: usize,
    /// Folded: what makes two sentences the same.
    pub exact: String,
    /// Folded and masked: what makes one the other's, re-dated.
    pub masked: String,
    /// Its pairs of neighbouring characters, masked, ascending.
    pub pairs: Vec<u64>,
}

/// Most parts of a report; every part is held against every other, and what has more is no report.
const MOST_PARTS: usize = 100;

/// A report as it is compared.
#[derive(Debug, Clone, Default)]
pub struct Sentences {
    /// Parts in order, at least one.
    pub parts: Vec<Part>,
    /// Sentences in order.
    pub all: Vec<Sentence>,
    /// The pairs of all sentences.
    pub words: Words,
}

/// Pairs of characters with the sentences that have them.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The pairs, ascending, each once.
    pub pairs: Vec<u64>,
    /// Where the sentences of each pair begin among the numbers, and where those of the last end.
    bounds: Vec<u32>,
    numbers: Vec<u32>,
}

impl Words {
    /// Of pairs with numbers of sentences, ascending.
    fn of(placed: &[(u64, u32)]) -> Self {
        let (mut pairs, mut bounds) = (vec![0; placed.len()], vec![0; placed.len() + 1]);
        // No pair has all bits. Whether a pair is a new one cannot be foretold, so that nothing is left to a branch.
        let (mut count, mut before) = (0, u64::MAX);
        for ((pair, _), end) in placed.iter().zip(1..) {
            count += usize::from(*pair != before);
            pairs[count - 1] = *pair;
            bounds[count] = end;
            before = *pair;
        }
        pairs.truncate(count);
        bounds.truncate(count + 1);
        Self { pairs, bounds, numbers: placed.iter().map(|(_, number)| *number).collect() }
    }

    /// The sentences that have the pair at a place, ascending.
    pub fn sentences(&self, at: u32) -> &[u32] {
        let [start, end] = [0, 1].map(|behind| self.bounds[at as usize + behind] as usize);
        &self.numbers[start..end]
    }
}

impl Sentences {
    /// Of a text. Linear in its length.
    pub fn of(text: &Text, masks: &Masks) -> Self {
        let Text { document, outline } = text;
        let heads = outline.0.iter().filter(|section| section.depth == 1);
        let heads: Vec<_> = heads.take(MOST_PARTS).collect();
        let mut parts = vec![Part {
            title: String::new(),
            anchor: String::new(),
            kinds: Kinds::default(),
            sentences: 0..0,
            length: 0,
        }];
        parts.extend(heads.iter().map(|head| Part {
            title: document.slice(&head.title).trim_end_matches('。').to_owned(),
            anchor: head.anchor.clone(),
            kinds: head.kinds,
            sentences: 0..0,
            length: 0,
        }));
        let mut all: Vec<Sentence> = vec![];
        for block in &document.blocks {
            let is_heading = matches!(block.kind, BlockKind::Heading(..));
            if !is_heading
                && !matches!(block.kind, BlockKind::Paragraph | BlockKind::Plain | BlockKind::Cell(_))
            {
                continue;
            }
            sentences(document, &block.text, |place| {
                let part = heads.partition_point(|head| head.title.start <= place.start);
                let heads_part = part > 0 && heads[part - 1].title.start == place.start;
                let is_heading = is_heading || (heads_part && heads[part - 1].title.end >= place.end);
                all.push(sentence(document, place, part, is_heading, masks));
            });
        }
        let placed = placed(&all);
        for (pair, number) in &placed {
            all[*number as usize].pairs.push(*pair);
        }
        for (number, part) in parts.iter_mut().enumerate() {
            let start = all.partition_point(|sentence| sentence.part < number);
            part.sentences = start..all.partition_point(|sentence| sentence.part <= number);
            let own = all[part.sentences.clone()].iter().filter(|sentence| !sentence.is_heading);
            part.length = own.map(|sentence| sentence.length).sum();
        }
        Self { parts, all, words: Words::of(&placed) }
    }
}

fn sentence(
    document: &Document,
    place: Range<u32>,
    part: usize,
    is_heading: bool,
    masks: &Masks,
) -> Sentence {
    let text = document.slice(&place);
    // Folded, but for the blanks between words.
    let mut exact = String::with_capacity(text.len());
    exact.extend(text.chars().flat_map(fold::characters).filter(|character| !character.is_whitespace()));
    let masked = masks.apply(&exact);
    let pairs = Vec::with_capacity(masked.len() / '一'.len_utf8());
    Sentence { part, is_heading, length: han::length(text), pairs, exact, masked, place }
}

/// Pairs of neighbouring characters of all sentences, ascending; of a single character that alone. A pair that comes again in a sentence
/// is another one, so that what two sentences share can be counted as sets: two characters and how often they came before, 21 bits each.
///
/// They are sorted all at once, and not sentence by sentence, since comparisons need them both ways.
fn placed(all: &[Sentence]) -> Vec<(u64, u32)> {
    // A pair and its sentence in one number, which sorts quickest.
    let bytes: usize = all.iter().map(|sentence| sentence.masked.len()).sum();
    let mut packed: Vec<u64> = Vec::with_capacity(bytes / '一'.len_utf8());
    for (sentence, number) in all.iter().zip(0..1 << NUMBER_BITS) {
        let mut before = None;
        for character in sentence.masked.chars().map(|character| u64::from(u32::from(character))) {
            packed.extend(before.map(|before: u64| (before << 21 | character) << NUMBER_BITS | number));
            before = Some(character);
        }
        let only = before.filter(|_| sentence.masked.chars().nth(1).is_none());
        packed.extend(only.map(|only| only << (21 + NUMBER_BITS) | number));
    }
    packed.sort_unstable();
    let number = |packed: u64| (packed & ((1 << NUMBER_BITS) - 1)) as u32;
    let mut placed: Vec<(u64, u32)> =
        packed.into_iter().map(|packed| (packed >> NUMBER_BITS << 21, number(packed))).collect();
    // Hardly any comes again, and only such need to be put in order once more.
    let mut at = 1;
    while at < placed.len() {
        if placed[at] != placed[at - 1] {
            at += 1;
            continue;
        }
        let is_same = |other: &&(u64, u32)| other.0 == placed[at].0;
        let start = at - placed[..at].iter().rev().take_while(is_same).count();
        let end = at + placed[at..].iter().take_while(is_same).count();
        let same = &mut placed[start..end];
        for at in 1..same.len() {
            if same[at].1 == same[at - 1].1 {
                same[at].0 |= ((same[at - 1].0 & REPEATS) + 1).min(REPEATS);
            }
        }
        same.sort_unstable();
        at = end;
    }
    placed
}

/// A number of a text: FNV-1a of 64 bits (Fowler, Noll & Vo), with its bits mixed as `MurmurHash3` ends, so that any of them may be used
/// alone.
pub fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mix = |hash: u64, factor: u64| (hash ^ (hash >> 33)).wrapping_mul(factor);
    let hash = mix(mix(hash, 0xFF51_AFD7_ED55_8CCD), 0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

/// Bits of a sentence's number: of more sentences, which no report has, the later ones have no pairs and are like none.
const NUMBER_BITS: u32 = 22;

/// The bits of a pair that tell how often it came before.
const REPEATS: u64 = (1 << 21) - 1;

/// Calls for each sentence of a block, with its full stop and the quotation marks and brackets behind it. White space at the edges
/// belongs to none.
fn sentences(document: &Document, block: &Range<u32>, mut call: impl FnMut(Range<u32>)) {
    let text = document.slice(block);
    let (mut start, mut ended) = (0, false);
    let mut push = |from: usize, to: usize| {
        let piece = &text[from..to];
        let lead = piece.len() - piece.trim_start().len();
        let length = piece.trim().len();
        if length > 0 {
            let at = block.start + (from + lead) as u32;
            call(at..at + length as u32);
        }
    };
    for (at, character) in text.char_indices() {
        let is_end = matches!(character, '。' | '！' | '？' | '!' | '?');
        if ended && !is_end && !han::is_closing(character) {
            push(start, at);
            start = at;
            ended = false;
        }
        ended = ended || is_end;
    }
    push(start, text.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::report::parse_text;

    #[test]
    fn sentences_keep_their_marks_and_know_their_part() {
        let text =
            "前言。\n\n一、履职情况\n\n（一）抓学习。他说：“好！”很好。  还有\n\n二、问题\n\n不足？！\n";
        let text = parse_text(Source { path: &"a.md".into(), text }, "a.md");
        let found = Sentences::of(&text, &Masks::new(&[]));
        let shown: Vec<(usize, bool, &str)> = found
            .all
            .iter()
            .map(|sentence| (sentence.part, sentence.is_heading, text.document.slice(&sentence.place)))
            .collect();
        assert_eq!(
            shown,
            [
                (0, false, "前言。"),
                (1, true, "一、履职情况"),
                (1, false, "（一）抓学习。"),
                (1, false, "他说：“好！”"),
                (1, false, "很好。"),
                (1, false, "还有"),
                (2, true, "二、问题"),
                (2, false, "不足？！"),
            ]
        );
        assert_eq!(found.parts.iter().map(|part| part.length).collect::<Vec<_>>(), [3, 19, 4]);
    }
}
