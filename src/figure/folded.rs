//! Text as extraction sees it: folded, without quotation marks, titles and glosses, and with the way back.

use std::ops::Range;

use crate::fold;

/// What stands for a title 《…》: numbers in it are part of a name.
pub const TITLE: char = '\u{FFFC}';

/// Text of one block, folded.
#[derive(Debug, Default)]
pub struct FoldedBlock {
    /// Folded text.
    pub text: String,
    /// Offset in the original of each byte, and the original's end.
    at: Vec<u32>,
    /// What stood between quotation marks, in bytes of `text`.
    pub quoted: Vec<Range<usize>>,
}

/// Longest quotation that is a slogan or a name rather than a passage, in characters.
const LONGEST_NAME: usize = 24;

impl FoldedBlock {
    /// Folds a block of text. Linear in its length.
    pub fn new(text: &str) -> Self {
        let mut block = Self::default();
        let mut quotation: Option<usize> = None;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '《' | '〈' => {
                    let close = if character == '《' { '》' } else { '〉' };
                    let Some(length) = text[at..].find(close) else { continue };
                    block.push(TITLE, at);
                    while characters.next_if(|(next, _)| *next <= at + length).is_some() {}
                }
                '“' | '「' | '『' | '‘' => quotation = Some(block.text.len()),
                '”' | '」' | '』' | '’' => {
                    let Some(start) = quotation.take() else { continue };
                    if block.text[start..].chars().count() <= LONGEST_NAME {
                        block.quoted.push(start..block.text.len());
                    }
                }
                '(' | '（' if gloss(&text[at..]).is_some_and(|_| block.ends_in_han()) => {
                    let length = gloss(&text[at..]).unwrap_or_default();
                    while characters.next_if(|(next, _)| *next < at + length).is_some() {}
                }
                _ => block.fold(character, at, characters.peek().map(|(_, next)| *next)),
            }
        }
        block.at.push(text.len() as u32);
        block
    }

    fn fold(&mut self, character: char, at: usize, next: Option<char>) {
        if character.is_whitespace() {
            // Between two words or numbers it separates; inside Chinese, and beside a number, it is nothing.
            let is_word = |c: char| c.is_ascii_alphanumeric();
            if self.text.chars().next_back().is_some_and(is_word) && next.is_some_and(is_word) {
                self.push(' ', at);
            }
            return;
        }
        for folded in fold::characters(character) {
            self.push(folded, at);
        }
    }

    fn push(&mut self, character: char, at: usize) {
        self.text.push(character);
        self.at.extend(std::iter::repeat_n(at as u32, character.len_utf8()));
    }

    fn ends_in_han(&self) -> bool {
        self.text.chars().next_back().is_some_and(crate::han::is_ideograph)
    }

    /// The bytes of the original that a range comes from.
    pub fn original(&self, range: &Range<usize>) -> Range<u32> {
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.at[last..].iter().copied().find(|at| *at > self.at[last]);
        self.at[range.start]..end.unwrap_or(self.at[last])
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
