//! What was changed in a sentence, character by character; numbers and words of letters are never cut.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of both sentences, in bytes of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Whether both sides have it.
    pub is_same: bool,
    /// On the left.
    pub left: Range<usize>,
    /// On the right.
    pub right: Range<usize>,
}

/// Sentences of more tokens are told as a whole: the cost of telling them is their product.
const MOST_TOKENS: usize = 1_500;

/// What both sides share between two changes is told as changed if it is no longer than this, in tokens: 的 between two new words.
const ISLAND: usize = 1;

/// The stretches of two sentences, in order; together they are both sentences.
pub fn difference(left: &str, right: &str) -> Vec<Stretch> {
    let (lefts, rights) = (tokens(left), tokens(right));
    let whole = Stretch { is_same: left == right, left: 0..left.len(), right: 0..right.len() };
    if lefts.len().max(rights.len()) > MOST_TOKENS || left == right {
        return vec![whole];
    }
    let mut several = vec![];
    let lefts_numbers = numbers(left, &lefts, &mut several);
    let ops = capture_diff_slices(Algorithm::Myers, &lefts_numbers, &numbers(right, &rights, &mut several));
    let bytes = |tokens: &[Range<usize>], end: usize, range: Range<usize>| {
        let start = tokens.get(range.start).map_or(end, |token| token.start);
        start..tokens.get(range.end).map_or(end, |token| token.start)
    };
    let last = ops.len().saturating_sub(1);
    let mut stretches: Vec<Stretch> = vec![];
    for (at, op) in ops.iter().enumerate() {
        let is_island = at > 0 && at < last && op.new_range().len() <= ISLAND;
        let is_same = matches!(op, DiffOp::Equal { .. }) && !is_island;
        let left = bytes(&lefts, left.len(), op.old_range());
        let right = bytes(&rights, right.len(), op.new_range());
        match stretches.last_mut().filter(|last| last.is_same == is_same) {
            Some(last) => {
                last.left.end = left.end;
                last.right.end = right.end;
            }
            None => stretches.push(Stretch { is_same, left, right }),
        }
    }
    stretches
}

/// Tokens as numbers, which are held against each other quicker: a character is its own; those of several characters, which are few, have
/// the numbers behind all characters.
fn numbers<'a>(text: &'a str, tokens: &[Range<usize>], several: &mut Vec<&'a str>) -> Vec<u32> {
    let mut number = |token: &'a str| {
        let mut characters = token.chars();
        if let (Some(only), None) = (characters.next(), characters.next()) {
            return u32::from(only);
        }
        let place = several.iter().position(|known| *known == token).unwrap_or_else(|| {
            several.push(token);
            several.len() - 1
        });
        u32::from(char::MAX) + 1 + place as u32
    };
    tokens.iter().map(|token| number(&text[token.clone()])).collect()
}

/// Characters, but numbers (12.5%, 两百余, **) and words of letters whole.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let kind = |character: char| match character {
        '*' | '×' => 3,
        '〇' | '零' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百'
        | '千' | '万' | '亿' => 2,
        _ if character.is_numeric() => 1,
        _ if character.is_ascii_alphabetic()
            || (character.is_alphabetic() && u32::from(character) < 0x2E80) =>
        {
            4
        }
        _ => 0,
    };
    let mut tokens: Vec<Range<usize>> = vec![];
    let mut before = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        let now = match (before, character) {
            // The point, the sign and the unit of a number.
            (1, '.' | ',' | '%' | '％' | '万' | '亿' | '余' | '多') => 1,
            (2, '余' | '多') => 2,
            _ => kind(character),
        };
        match tokens.last_mut().filter(|_| now > 0 && now == before) {
            Some(last) => last.end = end,
            None => tokens.push(at..end),
        }
        before = now;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(left: &str, right: &str) -> String {
        let stretch = |stretch: &Stretch| {
            let (left, right) = (&left[stretch.left.clone()], &right[stretch.right.clone()]);
            if stretch.is_same { left.to_owned() } else { format!("[{left}→{right}]") }
        };
        difference(left, right).iter().map(stretch).collect()
    }

    #[test]
    fn numbers_and_words_are_not_cut() {
        assert_eq!(shown("召开支委会12次。", "召开支委会14次。"), "召开支委会[12→14]次。");
        assert_eq!(shown("完成率98.5%。", "完成率9.5%。"), "完成率[98.5%→9.5%]。");
        assert_eq!(shown("走访二十三户。", "走访二十四户。"), "走访[二十三→二十四]户。");
        assert_eq!(shown("培训**次。", "培训16次。"), "培训[**→16]次。");
        assert_eq!(shown("用OA系统。", "用OAS系统。"), "用[OA→OAS]系统。");
        assert_eq!(shown("学习党章。", "认真学习党章党规。"), "[→认真]学习党章[→党规]。");
        assert_eq!(shown("相同。", "相同。"), "相同。");
    }
}
