//! Comparison: what is different from last year.
//!
//! Two texts become sentences ([`sentence`]), their parts and sentences are joined ([`align`]), each sentence of both sides is put into
//! exactly one class, and changed ones are told character by character ([`difference`]).

pub mod align;
pub mod difference;
pub mod figures;
pub mod mask;
pub mod sentence;

use serde::Serialize;

use sentence::Sentences;

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The same, in its place.
    Kept,
    /// The same but for years, sessions, campaigns and the unit's name.
    ReDated,
    /// Recognisably the same, with other words or numbers.
    Changed,
    /// The same, in another place.
    Moved,
    /// Only in the later report.
    Added,
    /// Only in the earlier report.
    Dropped,
}

impl Class {
    /// All, in this order.
    pub const ALL: [Self; 6] =
        [Self::Kept, Self::ReDated, Self::Changed, Self::Moved, Self::Added, Self::Dropped];

    /// Its name in exported data and style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::ReDated => "re_dated",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Added => "added",
            Self::Dropped => "dropped",
        }
    }
}

/// A sentence of either side, or one of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// What became of it.
    pub class: Class,
    /// Its number on the left.
    pub left: Option<usize>,
    /// Its number on the right.
    pub right: Option<usize>,
    /// How alike both are, from 0 to 1; 1 for those that are the same once masked, 0 for those of one side.
    pub similarity: f64,
}

/// Two parts that are the same part, or one without a counterpart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartPair {
    /// Its number on the left.
    pub left: Option<usize>,
    /// Its number on the right.
    pub right: Option<usize>,
    /// How much of both texts is in the other, from 0 to 1.
    pub similarity: f64,
}

/// Two reports side by side.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The earlier report.
    pub left: &'a Sentences,
    /// The later report.
    pub right: &'a Sentences,
    /// Every sentence of both sides once, in the order of the right; what was dropped stands where it stood on the left.
    pub pairs: Vec<Pair>,
    /// Parts in the order of the right, then those of the left without a counterpart.
    pub parts: Vec<PartPair>,
    /// How much of both texts is in the other, from 0 to 1.
    pub similarity: f64,
}

/// Compares two reports whose sentences were masked alike. Near linear in their length for reports, and bounded for all texts.
pub fn compare<'a>(left: &'a Sentences, right: &'a Sentences) -> Comparison<'a> {
    let same = align::same_pairs(left, right);
    let joined_parts = align::join_parts(left, right, &same);
    let joined = align::join_sentences(left, right, &joined_parts, &same);
    let classes = classes(left, right, &joined_parts, &joined);
    let pairs = in_reading_order(left, right, &joined_parts, &joined, &classes);
    let similarity = shared(left, right, &pairs, |_, _| true);
    let parts = part_pairs(left, right, &joined_parts, &pairs);
    Comparison { left, right, pairs, parts, similarity }
}

/// The class of each sentence on the right that has a counterpart.
fn classes(
    left: &Sentences,
    right: &Sentences,
    joined_parts: &[(usize, usize)],
    joined: &align::Joined,
) -> Vec<Option<Class>> {
    let mut classes: Vec<Option<Class>> =
        joined.left_of.iter().map(|left| left.map(|_| Class::Moved)).collect();
    for &(one, two) in joined_parts {
        let of_parts = left.parts[one].sentences.clone().filter_map(|at| {
            let other = joined.right_of[at].filter(|other| right.all[*other].part == two)?;
            Some((at, other))
        });
        let mut pairs: Vec<(usize, usize)> = of_parts.collect();
        // Mostly all are, and then it does not matter what they weigh.
        if !pairs.is_sorted_by_key(|(_, other)| *other) {
            let weighed = pairs.iter().map(|&(at, other)| {
                let (one, two) = (&left.all[at], &right.all[other]);
                let weight = (one.length + two.length) * align::thousandths(one, two);
                (at, other, weight, tie(&one.exact) + tie(&two.exact))
            });
            let mut stays = align::in_order(&weighed.collect::<Vec<_>>()).into_iter();
            pairs.retain(|_| stays.next() == Some(true));
        }
        for (_, other) in pairs {
            classes[other] = Some(Class::Kept);
        }
    }
    for (at, other) in joined.right_of.iter().enumerate().filter_map(|(at, other)| Some((at, (*other)?))) {
        let (one, two) = (&left.all[at], &right.all[other]);
        if one.masked != two.masked {
            classes[other] = Some(Class::Changed);
        } else if one.exact != two.exact {
            classes[other] = Some(Class::ReDated);
        }
    }
    classes
}

/// A number of a text, small enough to be added up: the sum for two texts does not know left from right.
fn tie(text: &str) -> u64 {
    sentence::hash(text) >> 24
}

/// All sentences, as one reads the right with what was dropped in between.
fn in_reading_order(
    left: &Sentences,
    right: &Sentences,
    joined_parts: &[(usize, usize)],
    joined: &align::Joined,
    classes: &[Option<Class>],
) -> Vec<Pair> {
    let mut pairs = vec![];
    let mut is_left: Vec<bool> = joined.right_of.iter().map(Option::is_none).collect();
    let mut drop_up_to = |end: usize, part: usize, pairs: &mut Vec<Pair>| {
        let sentences = &left.parts[part].sentences;
        for at in sentences.start..end.min(sentences.end) {
            if is_left.get_mut(at).is_some_and(std::mem::take) {
                pairs.push(Pair { class: Class::Dropped, left: Some(at), right: None, similarity: 0.0 });
            }
        }
    };
    for (other, sentence) in right.all.iter().enumerate() {
        let class = classes[other].unwrap_or(Class::Added);
        let one = joined.left_of[other];
        let is_in_place = one.is_some_and(|one| joined_parts.contains(&(left.all[one].part, sentence.part)))
            && class != Class::Moved;
        if let Some(one) = one.filter(|_| is_in_place) {
            drop_up_to(one, left.all[one].part, &mut pairs);
        }
        let similarity = match class {
            Class::Added => 0.0,
            Class::Changed => one.map_or(0.0, |one| align::similarity(&left.all[one], sentence)),
            _ => 1.0,
        };
        pairs.push(Pair { class, left: one, right: Some(other), similarity });
        if other + 1 == right.parts[sentence.part].sentences.end {
            for (part, _) in joined_parts.iter().filter(|(_, two)| *two == sentence.part) {
                drop_up_to(usize::MAX, *part, &mut pairs);
            }
        }
    }
    for part in 0..left.parts.len() {
        drop_up_to(usize::MAX, part, &mut pairs);
    }
    pairs
}

/// How much of some sentences of both sides has a counterpart among them: by length, a changed sentence in the measure it is alike.
#[expect(clippy::cast_precision_loss, reason = "lengths are of texts, far below 2^52")]
fn shared(
    left: &Sentences,
    right: &Sentences,
    pairs: &[Pair],
    is_of: impl Fn(Option<usize>, Option<usize>) -> bool,
) -> f64 {
    let (mut shared, mut all) = (0.0, 0);
    for pair in pairs {
        let one = pair.left.map(|at| &left.all[at]).filter(|one| !one.is_heading);
        let two = pair.right.map(|at| &right.all[at]).filter(|two| !two.is_heading);
        let counts_one = one.filter(|one| is_of(Some(one.part), None));
        let counts_two = two.filter(|two| is_of(None, Some(two.part)));
        let length = counts_one.map_or(0, |one| one.length) + counts_two.map_or(0, |two| two.length);
        all += length;
        if counts_one.is_some() && counts_two.is_some() {
            shared += pair.similarity * length as f64;
        }
    }
    match all {
        0 => f64::from(u8::from(left.all.len() == right.all.len())),
        all => shared / all as f64,
    }
}

fn part_pairs(
    left: &Sentences,
    right: &Sentences,
    joined: &[(usize, usize)],
    pairs: &[Pair],
) -> Vec<PartPair> {
    let mut parts: Vec<PartPair> = vec![];
    for two in 0..right.parts.len() {
        let of_part = joined.iter().filter(|(_, other)| *other == two);
        let before = parts.len();
        parts.extend(of_part.map(|&(one, two)| PartPair {
            left: Some(one),
            right: Some(two),
            similarity: shared(left, right, pairs, |left, right| left == Some(one) || right == Some(two)),
        }));
        if parts.len() == before && !right.parts[two].sentences.is_empty() {
            parts.push(PartPair { left: None, right: Some(two), similarity: 0.0 });
        }
    }
    for one in 0..left.parts.len() {
        let has_counterpart = joined.iter().any(|(known, _)| *known == one);
        if !has_counterpart && !left.parts[one].sentences.is_empty() {
            parts.push(PartPair { left: Some(one), right: None, similarity: 0.0 });
        }
    }
    parts
}
