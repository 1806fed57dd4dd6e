//! The order of results.
//!
//! Relevance is BM25F (Robertson, Zaragoza and Taylor, 2004) over title, headings and text, with k₁ = 1.2 and without
//! normalising by length, since reports of one kind are of one length. Occurrences are known in four steps
//! ([`Symbol`]), each counted as a number in its midst (1, 2.5, 5.5, 12); a heading counts as four more. A title
//! outweighs any text, so that a report titled with the phrase comes first. All in whole numbers, so that every reader
//! gets the same order. Equally relevant reports stand newest first, then by unit.

use super::grams::{HEADING, Symbol, TITLE};

/// 64 times (tf · 2.2) / (tf + 1.2) for the four steps, without and with a heading.
const WEIGHTS: [[u32; 4]; 2] = [[64, 95, 116, 128], [114, 119, 125, 131]];

/// What a title adds.
const TITLE_WEIGHT: u32 = 1024;

/// What a report says of a phrase, as a number.
pub fn weight(symbol: Symbol) -> u32 {
    let zones = symbol >> 2;
    let in_heading = usize::from(zones & HEADING != 0);
    WEIGHTS[in_heading][usize::from(symbol & 3)] + if zones & TITLE != 0 { TITLE_WEIGHT } else { 0 }
}

/// How rare a phrase is: 16 times the binary logarithm of (N + 1) / (n + ½), with four bits behind the point, and 1 at
/// least.
pub fn rarity(all: u32, with: u32) -> u32 {
    let ratio = (u64::from(all) + 1) * 512 / (2 * u64::from(with) + 1);
    let high = ratio.max(1).ilog2();
    let fraction = if high >= 4 { (ratio >> (high - 4)) & 15 } else { (ratio << (4 - high)) & 15 };
    ((high * 16 + fraction as u32).saturating_sub(8 * 16)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_phrases_and_titles_weigh_more() {
        assert!(rarity(10_000, 3) > rarity(10_000, 30) && rarity(10_000, 30) > rarity(10_000, 9_000));
        assert_eq!((rarity(10_000, 10_000), rarity(0, 0)), (1, 16));
        let title = TITLE << 2;
        assert!(weight(title) > 4 * weight(HEADING << 2 | 3));
        assert!(weight(HEADING << 2) > weight(1) && weight(1) > weight(0));
    }
}
