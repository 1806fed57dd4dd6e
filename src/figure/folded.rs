//! Text as extraction sees it: folded, without quotation marks, titles and glosses, and with the way back.

use std::ops::Range;
use std::sync::LazyLock;

use crate::fold;
use crate::lexicon::CharacterSet;

/// What stands for a title 《…》: numbers in it are part of a name.
pub const TITLE: char = '\u{FFFC}';

/// Text of one block, folded.
#[derive(Debug, Default)]
pub struct FoldedBlock {
    /// Folded text.
    pub text: String,
    /// Where pieces begin in `text` and in the original: stretches that the two share, and single characters.
    pieces: Vec<(u32, u32)>,
    /// Length of the original.
    length: u32,
    /// What stood between quotation marks, in bytes of `text`.
    pub quoted: Vec<Range<usize>>,
}

/// Longest quotation that is a slogan or a name rather than a passage, in characters.
const LONGEST_NAME: usize = 24;

/// Characters that are taken over as they are; most of a text are.
static PLAIN: LazyLock<CharacterSet> = LazyLock::new(|| {
    let has_meaning = |character| "《〈“「『‘”」』’(（".contains(character);
    CharacterSet::of(|character| {
        !character.is_whitespace() && !has_meaning(character) && fold::characters(character).eq([character])
    })
});

impl FoldedBlock {
    /// Folds a block of text. Linear in its length.
    pub fn new(text: &str) -> Self {
        let mut block = Self { length: text.len() as u32, ..Self::default() };
        block.text.reserve(text.len());
        let mut quotation: Option<usize> = None;
        let plain = &*PLAIN;
        let mut from = 0;
        while let Some(length) = text[from..].find(|character| !plain.has(character)) {
            let at = from + length;
            block.push(&text[from..at], from);
            from = at + block.read(&text[at..], at, &mut quotation);
        }
        block.push(&text[from..], from);
        block
    }

    /// Reads what begins with a character that is not plain; gives its length.
    fn read(&mut self, rest: &str, at: usize, quotation: &mut Option<usize>) -> usize {
        let mut characters = rest.chars();
        let Some(character) = characters.next() else { return 0 };
        match character {
            '《' | '〈' => {
                let close = if character == '《' { '》' } else { '〉' };
                if let Some(length) = rest.find(close) {
                    self.push(TITLE.encode_utf8(&mut [0; 4]), at);
                    return length + close.len_utf8();
                }
            }
            '“' | '「' | '『' | '‘' => *quotation = Some(self.text.len()),
            '”' | '」' | '』' | '’' => {
                if let Some(start) = quotation.take()
                    && self.text[start..].chars().count() <= LONGEST_NAME
                {
                    self.quoted.push(start..self.text.len());
                }
            }
            '(' | '（' if self.ends_in_han() && gloss(rest).is_some() => {
                return gloss(rest).unwrap_or_default();
            }
            _ => self.fold(character, at, characters.next()),
        }
        character.len_utf8()
    }

    fn fold(&mut self, character: char, at: usize, next: Option<char>) {
        if character.is_whitespace() {
            // Between two words or numbers it separates; inside Chinese, and beside a number, it is nothing.
            let is_word = |c: char| c.is_ascii_alphanumeric();
            if self.text.chars().next_back().is_some_and(is_word) && next.is_some_and(is_word) {
                self.push(" ", at);
            }
            return;
        }
        for folded in fold::characters(character) {
            self.push(folded.encode_utf8(&mut [0; 4]), at);
        }
    }

    fn push(&mut self, piece: &str, at: usize) {
        if !piece.is_empty() {
            self.pieces.push((self.text.len() as u32, at as u32));
            self.text.push_str(piece);
        }
    }

    fn ends_in_han(&self) -> bool {
        self.text.chars().next_back().is_some_and(crate::han::is_ideograph)
    }

    /// The bytes of the original that a range of characters comes from.
    pub fn original(&self, range: &Range<usize>) -> Range<u32> {
        let last = self.text[range.clone()].char_indices().next_back();
        let last = self.character(last.map_or(range.start, |(at, _)| range.start + at));
        let behind = self.text[range.end..].char_indices().map(|(at, _)| self.character(range.end + at));
        // Several characters may come from one.
        let end = behind.chain([self.length]).find(|at| *at > last);
        self.character(range.start)..end.unwrap_or(last)
    }

    /// Where the character of the original begins that one of the text comes from.
    fn character(&self, at: usize) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start as usize <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(self.length, |(start, original)| original + (at as u32 - start))
    }

    /// Whether a place stands in a short quotation.
    pub fn is_quoted(&self, at: usize) -> bool {
        self.quoted.iter().any(|range| range.contains(&at))
    }
}

/// The length of a gloss in letters with tones, as converters leave it behind characters: 書(shū).
fn gloss(text: &str) -> Option<usize> {
    let close = text.char_indices().skip(1).take(8).find(|(_, c)| matches!(c, ')' | '）'))?;
    let inner = text.get(text.chars().next()?.len_utf8()..close.0)?;
    let has_tone = inner.chars().any(|c| c.is_alphabetic() && !c.is_ascii() && !crate::han::is_ideograph(c));
    let is_gloss = has_tone && inner.chars().all(|c| c.is_alphabetic() && !crate::han::is_ideograph(c));
    is_gloss.then_some(close.0 + close.1.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_goes() {
        let block = FoldedBlock::new("xx鎮(zhèn)“三会一课”，《第2辑》学习　１２\n次");
        assert_eq!(block.text, format!("xx镇三会一课,{TITLE}学习12次"));
        assert_eq!(block.quoted.len(), 1);
    }

    #[test]
    fn the_way_back() {
        let text = "学习 22\n次。";
        let block = FoldedBlock::new(text);
        let at = block.text.find("22次").unwrap();
        let original = block.original(&(at..at + "22次".len()));
        assert_eq!(&text[original.start as usize..original.end as usize], "22\n次");
    }
}
