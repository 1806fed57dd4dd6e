//! Which part and which sentence of one year is which of the other.
//!
//! Parts are joined by kind and content, sentences by text: first those that are the same, then those that are the same once masked, then
//! those that are alike. Every choice is made by an order that does not know left from right, so that swapping the sides mirrors the
//! result.

#![expect(clippy::cast_precision_loss, reason = "counts are of characters in a text, far below 2^52")]

use super::sentence::{Part, Sentence, Sentences};

/// From where on two sentences are one that was changed: the share of their pairs of characters that they have in common (Dice 1945).
/// Tuned on two thirds of the labelled comparisons in tests/labelled; the published thresholds for sentences of yearly filings are 0.45 and
/// 0.5.
const ALIKE: f64 = 0.5;

/// The same for sentences in parts that are not joined.
const ALIKE_ELSEWHERE: f64 = 0.62;

/// From where on a sentence that lies within a longer one is that sentence, extended; and how long it must be for that, in pairs.
const WITHIN: f64 = 0.85;
const WITHIN_LENGTH: usize = 8;

/// So many pairs of sentences are held against each other; of longer reports only those near the same place.
const MOST_PAIRS: usize = 250_000;
const NEAR: usize = 32;

/// So many sentences of the same text are joined by their places; more are joined in order.
const MOST_SAME: usize = 16;

/// How many pairs two sets, both ascending, share.
fn common<T: Ord>(left: &[T], right: &[T]) -> usize {
    let (mut at, mut other, mut count) = (0, 0, 0);
    while at < left.len() && other < right.len() {
        match left[at].cmp(&right[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                at += 1;
                other += 1;
            }
        }
    }
    count
}

/// What each of some sentences shares with each of others, row by row: all are merged once, which costs what they share and not the
/// product of their lengths.
fn all_common([left, right]: [&Sentences; 2], [ones, twos]: [&[usize]; 2], same: &[SamePair]) -> Vec<u16> {
    let mut shared = vec![0_u16; ones.len() * twos.len()];
    let (rows, columns) = (places(left.all.len(), ones), places(right.all.len(), twos));
    let (mut own_rows, mut own_columns) = (vec![], vec![]);
    for (at, other) in same {
        own_rows.clear();
        own_rows.extend(left.words.sentences(*at).iter().filter_map(|number| rows[*number as usize]));
        if own_rows.is_empty() {
            continue;
        }
        own_columns.clear();
        own_columns
            .extend(right.words.sentences(*other).iter().filter_map(|number| columns[*number as usize]));
        for row in &own_rows {
            let row = &mut shared[row * twos.len()..][..twos.len()];
            for column in &own_columns {
                row[*column] = row[*column].saturating_add(1);
            }
        }
    }
    shared
}

/// Of each sentence its place among some of them.
fn places(count: usize, some: &[usize]) -> Vec<Option<usize>> {
    let mut places = vec![None; count];
    for (place, number) in some.iter().enumerate() {
        places[*number] = Some(place);
    }
    places
}

/// The places of a pair of characters that both sides have, in the words of each.
pub type SamePair = (u32, u32);

/// The pairs of characters that both sides have, ascending.
pub fn same_pairs(left: &Sentences, right: &Sentences) -> Vec<SamePair> {
    let (lefts, rights) = (&left.words.pairs, &right.words.pairs);
    // Which side is behind cannot be foretold, so nothing is left to a branch: what is no pair of both is written over by the next.
    let mut same = vec![(0, 0); lefts.len().min(rights.len()) + 1];
    let (mut at, mut other, mut count) = (0, 0, 0);
    while at < lefts.len() && other < rights.len() {
        let (one, two) = (lefts[at], rights[other]);
        same[count] = (at as u32, other as u32);
        count += usize::from(one == two);
        at += usize::from(one <= two);
        other += usize::from(two <= one);
    }
    same.truncate(count);
    same
}

/// How alike two sentences are, from 0 to 1: Dice's coefficient of their pairs of characters.
pub fn similarity(left: &Sentence, right: &Sentence) -> f64 {
    let all = left.pairs.len() + right.pairs.len();
    if all == 0 { 1.0 } else { 2.0 * common(&left.pairs, &right.pairs) as f64 / all as f64 }
}

/// The same in whole thousandths, which add up to the same in any order.
pub fn thousandths(left: &Sentence, right: &Sentence) -> usize {
    if left.masked == right.masked {
        return 1_000;
    }
    let all = left.pairs.len() + right.pairs.len();
    (2_000 * common(&left.pairs, &right.pairs)).checked_div(all).unwrap_or(1_000)
}

/// Whether two sentences that share some pairs are one that was changed, and how good a match they are.
fn match_of(left: &Sentence, right: &Sentence, shared: usize, is_joined: impl Fn() -> bool) -> Option<f64> {
    let (few, many) = (left.pairs.len().min(right.pairs.len()), left.pairs.len().max(right.pairs.len()));
    if shared * 2 < few {
        // Most are nowhere near either threshold.
        return None;
    }
    let (shared, is_joined) = (shared as f64, is_joined());
    let dice = 2.0 * shared / (few + many).max(1) as f64;
    let within = shared / few.max(1) as f64;
    let is_within = within >= WITHIN && few >= WITHIN_LENGTH && is_joined;
    let needed = if is_joined { ALIKE } else { ALIKE_ELSEWHERE };
    let bonus = if is_joined { 0.05 } else { 0.0 };
    (dice >= needed || is_within).then_some(dice.max(if is_within { ALIKE } else { 0.0 }) + bonus)
}

/// The parts of both sides that are the same part: a part that was split or joined with another is joined with several.
pub fn join_parts(left: &Sentences, right: &Sentences, same: &[SamePair]) -> Vec<(usize, usize)> {
    let contents = contents(left, right, same);
    let (few_left, few_right) = (words_of_parts(left), words_of_parts(right));
    let titles =
        [left, right].map(|side| side.parts.iter().map(|part| pairs(&part.title)).collect::<Vec<_>>());
    let score = |at: usize, other: usize| {
        let (one, two) = (&left.parts[at], &right.parts[other]);
        if one.sentences.is_empty() || two.sentences.is_empty() {
            return 0.0;
        }
        let few = few_left[at].min(few_right[other]).max(1);
        let content = f64::from(contents[at * right.parts.len() + other]) / few as f64;
        let kinds =
            one.kinds.bits() & two.kinds.bits() != 0 || (one.title.is_empty() && two.title.is_empty());
        let title = dice(&titles[0][at], &titles[1][other]);
        if kinds || content >= 0.4 || title >= 0.6 {
            content + title * 0.3 + if kinds { 0.5 } else { 0.0 }
        } else {
            0.0
        }
    };
    let scores: Vec<Vec<f64>> = (0..left.parts.len())
        .map(|at| (0..right.parts.len()).map(|other| score(at, other)).collect())
        .collect();
    let mut joined = vec![];
    for (at, row) in scores.iter().enumerate() {
        for (other, score) in row.iter().enumerate() {
            let best_of_row = row.iter().all(|known| known <= score);
            let best_of_column = scores.iter().all(|row| row[other] <= *score);
            if *score > 0.0 && (best_of_row || best_of_column) {
                joined.push((at, other));
            }
        }
    }
    joined
}

/// How many pairs of characters each part has.
fn words_of_parts(side: &Sentences) -> Vec<usize> {
    let of_part = |part: &Part| {
        let own = side.all[part.sentences.clone()].iter().filter(|sentence| !sentence.is_heading);
        own.map(|sentence| sentence.pairs.len()).sum()
    };
    side.parts.iter().map(of_part).collect()
}

/// How many pairs of characters each part on the left shares with each on the right, row by row.
fn contents(left: &Sentences, right: &Sentences, same: &[SamePair]) -> Vec<u32> {
    let mut contents = vec![0_u32; left.parts.len() * right.parts.len()];
    let part_of = |sentence: &Sentence| (!sentence.is_heading).then_some(sentence.part);
    let parts = [left, right].map(|side| side.all.iter().map(part_of).collect::<Vec<_>>());
    let mut counts = [vec![], vec![]];
    for (at, other) in same {
        count_parts(left.words.sentences(*at), &parts[0], &mut counts[0]);
        count_parts(right.words.sentences(*other), &parts[1], &mut counts[1]);
        for (row, one) in &counts[0] {
            for (column, two) in &counts[1] {
                contents[row * right.parts.len() + column] += one.min(two);
            }
        }
    }
    contents
}

/// How many of some sentences each part has; headings, which are of no part here, do not count.
fn count_parts(sentences: &[u32], parts: &[Option<usize>], counts: &mut Vec<(usize, u32)>) {
    counts.clear();
    // Sentences are in the order of their parts.
    for part in sentences.iter().filter_map(|number| parts[*number as usize]) {
        match counts.last_mut().filter(|(known, _)| *known == part) {
            Some((_, count)) => *count += 1,
            None => counts.push((part, 1)),
        }
    }
}

/// The pairs of characters of a title, ascending.
fn pairs(title: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<_> = title.chars().zip(title.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

fn dice(left: &[(char, char)], right: &[(char, char)]) -> f64 {
    2.0 * common(left, right) as f64 / (left.len() + right.len()).max(1) as f64
}

/// Sentences that were joined.
pub struct Joined {
    /// Of each sentence on the left the one on the right.
    pub right_of: Vec<Option<usize>>,
    /// Of each sentence on the right the one on the left.
    pub left_of: Vec<Option<usize>>,
}

impl Joined {
    fn join(&mut self, left: usize, right: usize) {
        if self.right_of[left].is_none() && self.left_of[right].is_none() {
            self.right_of[left] = Some(right);
            self.left_of[right] = Some(left);
        }
    }
}

/// Joins the sentences of two reports. Near linear for reports, and bounded for all texts.
pub fn join_sentences(
    left: &Sentences,
    right: &Sentences,
    parts: &[(usize, usize)],
    same: &[SamePair],
) -> Joined {
    let mut joined = Joined { right_of: vec![None; left.all.len()], left_of: vec![None; right.all.len()] };
    let is_joined = |one: &Sentence, two: &Sentence| parts.binary_search(&(one.part, two.part)).is_ok();
    let keys: [fn(&Sentence) -> &str; 2] = [|sentence| &sentence.exact, |sentence| &sentence.masked];
    for is_near in [true, false] {
        for key in keys {
            join_same(left, right, &mut joined, key, |one, two| !is_near || is_joined(one, two));
        }
    }
    join_alike(left, right, &mut joined, same, is_joined);
    joined
}

/// A sentence that is open yet: its key behind the key's length, by which most are told apart, whether it is on the right, and its number.
type Keyed<'a> = (usize, &'a str, bool, usize);

/// Joins those that have the same key and may be joined; of several those whose places are first.
fn join_same<'a>(
    left: &'a Sentences,
    right: &'a Sentences,
    joined: &mut Joined,
    key: fn(&Sentence) -> &str,
    may: impl Fn(&Sentence, &Sentence) -> bool,
) {
    let open = |side: &'a Sentences, taken: &[Option<usize>], is_right: bool| {
        let open = side.all.iter().zip(taken).enumerate().filter(|(_, (_, taken))| taken.is_none());
        open.map(|(at, (sentence, _))| (key(sentence).len(), key(sentence), is_right, at)).collect::<Vec<_>>()
    };
    let mut keys = open(left, &joined.right_of, false);
    keys.extend(open(right, &joined.left_of, true));
    keys.sort_unstable();
    for same in keys.chunk_by(|one, two| one.1 == two.1) {
        let (ones, twos) = same.split_at(same.partition_point(|(.., is_right, _)| !is_right));
        if ones.is_empty() || twos.is_empty() {
            continue;
        }
        let places = |(one, two): (&Keyed<'_>, &Keyed<'_>)| (one.3, two.3);
        let mut pairs: Vec<(usize, usize)> = if ones.len().max(twos.len()) > MOST_SAME {
            ones.iter().zip(twos).map(places).collect()
        } else {
            ones.iter().flat_map(|one| twos.iter().map(move |two| places((one, two)))).collect()
        };
        pairs.retain(|(one, two)| may(&left.all[*one], &right.all[*two]));
        pairs.sort_by_key(|(one, two)| (one + two, one.abs_diff(*two)));
        for (one, two) in pairs {
            joined.join(one, two);
        }
    }
}

/// Joins those that are left and alike, the most alike first.
fn join_alike(
    left: &Sentences,
    right: &Sentences,
    joined: &mut Joined,
    same: &[SamePair],
    is_joined: impl Fn(&Sentence, &Sentence) -> bool,
) {
    let open = |taken: &[Option<usize>]| -> Vec<usize> {
        taken.iter().enumerate().filter(|(_, taken)| taken.is_none()).map(|(at, _)| at).collect()
    };
    let (ones, twos) = (open(&joined.right_of), open(&joined.left_of));
    let mut matches: Vec<(f64, usize, usize)> = vec![];
    let mut consider = |one: usize, two: usize, shared: usize| {
        let (left, right) = (&left.all[one], &right.all[two]);
        if left.is_heading == right.is_heading {
            let score = match_of(left, right, shared, || is_joined(left, right));
            matches.extend(score.map(|score| (score, one, two)));
        }
    };
    if ones.len().saturating_mul(twos.len()) > MOST_PAIRS {
        for (place, one) in ones.iter().enumerate() {
            // Near the same share of the text.
            let middle = place * twos.len() / ones.len().max(1);
            for two in &twos[middle.saturating_sub(NEAR)..twos.len().min(middle + NEAR)] {
                consider(*one, *two, common(&left.all[*one].pairs, &right.all[*two].pairs));
            }
        }
    } else {
        let shared = all_common([left, right], [&ones, &twos], same);
        for (row, one) in shared.chunks(twos.len().max(1)).zip(&ones) {
            for (shared, two) in row.iter().zip(&twos).filter(|(shared, _)| **shared > 0) {
                consider(*one, *two, usize::from(*shared));
            }
        }
    }
    matches.sort_by(|left, right| {
        let place = |(_, one, two): &(f64, usize, usize)| (one + two, one.abs_diff(*two));
        right.0.total_cmp(&left.0).then_with(|| place(left).cmp(&place(right)))
    });
    for (_, one, two) in matches {
        joined.join(one, two);
    }
}

/// Of pairs of places those that stay where they are: the heaviest of them that are in the same order on both sides. Ties are broken by
/// the text, which both sides share.
///
/// `pairs` are ascending by their first place, with a weight and a tie-breaker. Of n pairs in n log n (Fredman 1975, with weights).
pub fn in_order(pairs: &[(usize, usize, usize, u64)]) -> Vec<bool> {
    let mut order: Vec<usize> = pairs.iter().map(|(_, right, ..)| *right).collect();
    order.sort_unstable();
    // Of each rank the best sum that ends there or before, and the pair it ends with.
    let mut best: Vec<((usize, u64), Option<usize>)> = vec![((0, 0), None); order.len() + 1];
    let mut before: Vec<Option<usize>> = vec![];
    for (number, (_, right, weight, tie)) in pairs.iter().enumerate() {
        let rank = order.partition_point(|known| known < right) + 1;
        let mut top = ((0, 0), None);
        let mut at = rank - 1;
        while at > 0 {
            if best[at].0 > top.0 {
                top = best[at];
            }
            at &= at - 1;
        }
        before.push(top.1);
        let sum = (top.0.0 + weight, top.0.1.wrapping_add(*tie));
        let mut at = rank;
        while at < best.len() {
            if sum > best[at].0 {
                best[at] = (sum, Some(number));
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut stays = vec![false; pairs.len()];
    let last = best.iter().max_by_key(|(sum, _)| *sum).and_then(|(_, number)| *number);
    let mut next = last;
    while let Some(number) = next {
        stays[number] = true;
        next = before[number];
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::mask::Masks;
    use crate::diagnostic::Source;
    use crate::report::parse_text;

    #[test]
    fn the_heaviest_pairs_in_order_stay() {
        let of = |pairs: &[(usize, usize, usize)]| {
            let pairs: Vec<_> =
                pairs.iter().map(|(left, right, weight)| (*left, *right, *weight, 1)).collect();
            in_order(&pairs)
        };
        assert_eq!(of(&[(0, 0, 1), (1, 1, 1), (2, 2, 1)]), [true; 3]);
        assert_eq!(of(&[(0, 2, 5), (1, 0, 3), (2, 1, 3)]), [false, true, true]);
        assert_eq!(of(&[(0, 2, 9), (1, 0, 3), (2, 1, 3)]), [true, false, false]);
        assert_eq!(of(&[]), [false; 0]);
    }

    #[test]
    fn what_sentences_share_is_counted_one_by_one_and_all_at_once() {
        let text = "开展开展开展活动。开展活动。好。一个。开展学习。";
        let text = parse_text(Source { path: &"a.md".into(), text }, "a.md");
        let side = Sentences::of(&text, &Masks::new(&[]));
        let every: Vec<usize> = (0..side.all.len()).collect();
        let all = all_common([&side; 2], [&every; 2], &same_pairs(&side, &side));
        for at in &every {
            for other in &every {
                let expected = common(&side.all[*at].pairs, &side.all[*other].pairs);
                assert_eq!(usize::from(all[at * every.len() + other]), expected);
            }
        }
        // 开展 three times, 展开 twice, 展活, 活动, 动。
        assert_eq!(side.all[0].pairs.len(), 8);
        assert_eq!(common(&side.all[0].pairs, &side.all[1].pairs), 4);
    }
}
