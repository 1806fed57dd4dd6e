//! Figures 数据: what a report says it did, counted, with the sentence that says so.
//!
//! [`folded`] makes a block of text plain, [`quantity`] finds numbers with their measure words, [`indicator`] the words that
//! say what may be counted, [`attach`] joins the two, and [`context`] says of when and whose a figure is and whether it is a
//! result at all. Nothing is guessed: a withheld number has no value, and what counts no indicator is no figure.

pub mod attach;
pub mod context;
pub mod folded;
pub mod indicator;
pub mod number;
pub mod quantity;
pub mod settle;

use std::ops::Range;

pub use attach::Pattern;
pub use context::{Actor, Scope};
pub use indicator::{Indicator, IndicatorId, Indicators, Kind};
pub use number::Number;
pub use quantity::{Measure, Qualifier};

use serde::{Deserialize, Serialize};

use context::Cues;
use folded::FoldedBlock;

/// A figure in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What it counts.
    pub indicator: IndicatorId,
    /// Its value in base units; nothing where it is withheld.
    pub value: Option<Number>,
    /// The upper end of a range.
    pub high: Option<Number>,
    /// How it is qualified.
    pub qualifier: Qualifier,
    /// Its measure word.
    pub measure: Measure,
    /// Whether it is a part of another figure of its sentence.
    pub is_part: bool,
    /// The time it is of, where the sentence says so.
    pub scope: Option<Scope>,
    /// Whose doing it is, where the sentence says so.
    pub actor: Option<Actor>,
    /// How the grammar joined it to its indicator.
    pub pattern: Pattern,
    /// Its bytes of the text: number and measure word with their qualifiers.
    pub place: Range<u32>,
    /// The bytes of its sentence.
    pub sentence: Range<u32>,
}

/// Most bytes that are looked at together. Within them everything is held against everything near it; a paragraph of a
/// report is far shorter.
const TOGETHER: usize = 16 << 10;

/// The figures of a stretch of text, in order. Linear in its length.
pub fn figures(text: &str, indicators: &Indicators) -> Vec<Figure> {
    let mut all = vec![];
    if indicators.is_empty() {
        return all;
    }
    let mut start = 0;
    while start < text.len() {
        let end = piece_end(text, start);
        for mut figure in figures_of(&text[start..end], indicators) {
            for place in [&mut figure.place, &mut figure.sentence] {
                *place = start as u32 + place.start..start as u32 + place.end;
            }
            all.push(figure);
        }
        start = end;
    }
    all
}

/// Where a piece ends that begins at a place: behind its last sentence, if the text is too long for one.
fn piece_end(text: &str, start: usize) -> usize {
    if text.len() - start <= TOGETHER {
        return text.len();
    }
    let mut most = start + TOGETHER;
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    text[start..most].rfind('。').map_or(most, |at| start + at + '。'.len_utf8())
}

fn figures_of(text: &str, indicators: &Indicators) -> Vec<Figure> {
    let block = FoldedBlock::new(text);
    let quantities = quantity::quantities(&block);
    if quantities.is_empty() {
        return vec![];
    }
    let counting = counting(&block.text, &quantities);
    let cues = Cues::new(&block.text, &counting);
    let attached = attach::attach(&block.text, (&counting, &cues), &quantities, indicators);
    let figure = |attached: attach::Attached| {
        let quantity = &quantities[attached.quantity];
        let sentence = sentence(&block.text, quantity.span.start);
        let before = sentence.start..quantity.span.start;
        Figure {
            indicator: attached.indicator,
            value: quantity.value,
            high: quantity.high,
            qualifier: quantity.qualifier,
            measure: quantity.measure,
            is_part: attached.is_part,
            scope: cues.scope(before.clone()),
            actor: cues.actor(&block.text, before),
            pattern: attached.pattern,
            place: block.original(&quantity.span),
            sentence: block.original(&sentence),
        }
    };
    attached.into_iter().map(figure).collect()
}

/// The sentences that count something: the grammar looks no farther than a full stop.
fn counting(text: &str, quantities: &[quantity::Quantity]) -> Vec<Range<usize>> {
    let mut sentences = vec![];
    let mut quantities = quantities.iter().map(|quantity| quantity.span.start).peekable();
    let mut start = 0;
    for end in crate::han::sentence_ends(text).chain([text.len()]) {
        if quantities.peek().is_some_and(|at| *at < end) {
            sentences.push(start..end);
            while quantities.next_if(|at| *at < end).is_some() {}
        }
        start = end;
    }
    sentences
}

/// The sentence that a place stands in, its full stop included.
fn sentence(text: &str, at: usize) -> Range<usize> {
    let is_end = |c: char| matches!(c, '。' | '!' | '?');
    let after = |end: usize| end + text[end..].chars().next().map_or(0, char::len_utf8);
    let start = text[..at].rfind(is_end).map_or(0, after);
    let end = text[at..].find(is_end).map_or(text.len(), |end| after(at + end));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_any_length_is_read_piece_by_piece() {
        let sentence = "全年召开支委会12次，主题党日**次。";
        let text = sentence.repeat(2_000);
        let found = figures(&text, &Indicators::default());
        assert_eq!(found.len(), 4_000);
        let places = |figure: &Figure| &text[figure.place.start as usize..figure.place.end as usize];
        assert!(found.chunks(2).all(|pair| places(&pair[0]) == "12次" && places(&pair[1]) == "**次"));
        // Without an end of a sentence it is cut where it must be.
        assert!(figures(&"支委会12次、".repeat(20_000), &Indicators::default()).len() > 19_000);
    }
}
