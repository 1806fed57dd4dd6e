//! Which indicator a quantity counts: the grammar of reports.
//!
//! A quantity is counted by the alias that fits best of those in reach: one that says where its number stands (发展#党员),
//! a noun behind it in its clause (6次党建推进会), a noun before it (党员大会4次), or else, where nothing but fillers stands
//! between, the noun before that (“第一议题”，年内累计8次20篇). Nouns that were counted already are counted once more only as
//! parts. The measure word decides between indicators that share a noun.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::context::{self, Cues};
use super::indicator::{Alias, IndicatorId, Indicators, Occurrence};
use super::quantity::Quantity;

/// How a quantity is joined to its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Pattern {
    /// Noun, number, measure word: 召开党员大会4次.
    NounNumber,
    /// Number, measure word, noun: 6次党建推进会.
    NumberNoun,
    /// A phrase with the number in it: 把92名骨干发展成党员.
    Phrase,
    /// The noun stands in an earlier clause or before another quantity.
    Elided,
    /// The noun stands behind the next quantity of a list.
    Shared,
    /// Front matter states it.
    Stated,
}

impl Pattern {
    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::NounNumber => "noun_number",
            Self::NumberNoun => "number_noun",
            Self::Phrase => "phrase",
            Self::Elided => "elided",
            Self::Shared => "shared",
            Self::Stated => "stated",
        }
    }
}

/// A quantity with its indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// What it counts.
    pub indicator: IndicatorId,
    /// Number of the quantity.
    pub quantity: usize,
    /// How the two are joined.
    pub pattern: Pattern,
    /// Whether it is a part of another of its sentence.
    pub is_part: bool,
}

/// A noun in the text that indicators are known by.
#[derive(Debug)]
struct Mention {
    span: Range<usize>,
    indicators: Vec<IndicatorId>,
    is_counted: bool,
}

/// Longest text between a noun and its number in one clause, in bytes of UTF-8.
const REACH: usize = 45;

/// Longest text between number and noun where the noun stands behind.
const REACH_BEHIND: usize = 39;

/// The quantities of a folded block that count an indicator, with the sentences that they stand in. Linear in its length but for the few words in reach of each.
pub fn attach(
    text: &str,
    (counting, cues): (&[Range<usize>], &Cues),
    quantities: &[Quantity],
    indicators: &Indicators,
) -> Vec<Attached> {
    let occurrences = indicators.occurrences(text, counting);
    let mentions = mentions(text, quantities, &occurrences, indicators);
    let mut sentence =
        Attacher { text, cues, quantities, occurrences, mentions, indicators, attached: vec![] };
    for number in 0..quantities.len() {
        sentence.attach(number);
    }
    sentence.share();
    sentence.attached
}

fn is_end_of_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?')
}

fn mentions(
    text: &str,
    quantities: &[Quantity],
    occurrences: &[Occurrence],
    indicators: &Indicators,
) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = vec![];
    for (at, occurrence) in occurrences.iter().enumerate() {
        for &number in indicators.aliases_with(occurrence.word) {
            let alias = indicators.alias(number);
            if alias.number.is_some() {
                continue;
            }
            let Some(end) = follow(text, quantities, occurrences, at, &alias.before[1..]) else { continue };
            let span = occurrence.span.start..end;
            match mentions.iter_mut().rev().take(4).find(|mention| mention.span == span) {
                Some(mention) => mention.indicators.push(alias.indicator),
                None => mentions.push(Mention { span, indicators: vec![alias.indicator], is_counted: false }),
            }
        }
    }
    // A phrase of several words takes the place of the noun that ends it.
    let phrases: Vec<Range<usize>> = mentions.iter().map(|mention| mention.span.clone()).collect();
    mentions.retain(|mention| {
        let inside =
            |phrase: &&Range<usize>| phrase.end == mention.span.end && phrase.start < mention.span.start;
        !phrases.iter().any(|phrase| inside(&phrase))
    });
    mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
    mentions
}

/// The end of the last of some words that follow an occurrence with short gaps.
fn follow(
    text: &str,
    quantities: &[Quantity],
    occurrences: &[Occurrence],
    at: usize,
    words: &[usize],
) -> Option<usize> {
    let mut end = occurrences[at].span.end;
    for word in words {
        let next = occurrences[at + 1..]
            .iter()
            .take_while(|next| next.span.start <= end + REACH_BEHIND)
            .find(|next| next.word == *word && next.span.start >= end)?;
        if !is_gap(text, quantities, end..next.span.start) {
            return None;
        }
        end = next.span.end;
    }
    Some(end)
}

/// Whether a stretch of text can stand inside a phrase: it ends no clause and counts nothing.
fn is_gap(text: &str, quantities: &[Quantity], gap: Range<usize>) -> bool {
    let ends_clause = |c: char| matches!(c, ',' | '、' | ';' | '。' | ':' | '(' | ')' | '!' | '?');
    gap.start <= gap.end
        && !text[gap.clone()].contains(ends_clause)
        && !quantities.iter().any(|quantity| quantity.core.start < gap.end && quantity.core.end > gap.start)
}

struct Attacher<'a> {
    text: &'a str,
    cues: &'a Cues,
    quantities: &'a [Quantity],
    occurrences: Vec<Occurrence>,
    mentions: Vec<Mention>,
    indicators: &'a Indicators,
    attached: Vec<Attached>,
}

/// What a quantity may count.
struct Candidate {
    indicator: IndicatorId,
    mention: Option<usize>,
    pattern: Pattern,
    score: i64,
}

impl Attacher<'_> {
    fn attach(&mut self, number: usize) {
        let quantity = &self.quantities[number];
        let start = self.sentence_start(quantity.span.start);
        let clause = context::clause(self.text, quantity.span.start);
        let before = &self.text[start..quantity.span.start];
        let end = quantity.span.start;
        let is_result = self.cues.is_result(start..end, clause.start.max(start)..end)
            && !context::is_former(before, &self.text[quantity.span.end..])
            && !context::is_intended(&self.text[quantity.span.end..]);
        let mut candidates: Vec<Candidate> = self.phrases(quantity);
        candidates.extend(self.behind(number));
        candidates.extend(self.before(number, start));
        // Of equals the first stands: phrases before nouns, nouns behind before nouns before.
        let best = candidates.into_iter().rev().max_by_key(|candidate| candidate.score);
        let Some(best) = best.or_else(|| self.elided(number, start)) else { return };
        if let Some(mention) = best.mention {
            self.mentions[mention].is_counted = true;
        }
        if is_result {
            let is_part = self.is_part(number, start, &best);
            let indicator = self.refined(best.indicator, number, start);
            self.attached.push(Attached { indicator, quantity: number, pattern: best.pattern, is_part });
        }
    }

    fn sentence_start(&self, at: usize) -> usize {
        self.text[..at]
            .rfind(is_end_of_sentence)
            .map_or(0, |end| end + self.text[end..].chars().next().map_or(1, char::len_utf8))
    }

    /// Where the text that belongs to a quantity begins: behind the one before, or with its sentence.
    fn segment_start(&self, number: usize, start: usize) -> usize {
        number.checked_sub(1).map_or(start, |before| self.quantities[before].span.end.max(start))
    }

    fn counts(&self, id: IndicatorId, quantity: &Quantity) -> bool {
        self.indicators.counts(id, quantity.measure)
    }

    /// Aliases that say where their number stands.
    fn phrases(&self, quantity: &Quantity) -> Vec<Candidate> {
        let from =
            self.occurrences.partition_point(|known| known.span.start + 3 * REACH < quantity.span.start);
        let mut candidates = vec![];
        for at in from..self.occurrences.len() {
            let occurrence = &self.occurrences[at];
            if occurrence.span.start > quantity.span.end + REACH_BEHIND {
                break;
            }
            for &alias in self.indicators.aliases_with(occurrence.word) {
                let alias = self.indicators.alias(alias);
                if let Some(gap) =
                    self.counts(alias.indicator, quantity).then(|| self.phrase(alias, at, quantity)).flatten()
                {
                    let score = 10 * alias.length + 16 - i64::try_from(gap / 3).unwrap_or_default();
                    candidates.push(Candidate {
                        indicator: alias.indicator,
                        mention: None,
                        pattern: Pattern::Phrase,
                        score,
                    });
                }
            }
        }
        candidates
    }

    /// Whether the words of an alias stand around a quantity, the first of them at an occurrence: bytes between.
    fn phrase(&self, alias: &Alias, at: usize, quantity: &Quantity) -> Option<usize> {
        let gaps = alias.number?;
        let mut between = 0;
        let mut next = at;
        if !alias.before.is_empty() {
            let end = follow(self.text, self.quantities, &self.occurrences, at, &alias.before[1..])?;
            let gap = end..quantity.span.start;
            let others = self.quantities.iter().filter(|other| other.core != quantity.core);
            let is_free = gap.start <= gap.end
                && !others.clone().any(|other| other.core.start < gap.end && other.core.end > gap.start);
            let inner = self.text.get(gap.clone())?;
            let fits = if gaps.before {
                is_gap(self.text, &[], gap.clone())
            } else {
                context::is_filler(inner) && !inner.contains(['、', ','])
            };
            if !is_free || gap.len() > REACH || !fits {
                return None;
            }
            between += gap.len();
            next = self.occurrences.partition_point(|known| known.span.start < quantity.span.end);
        }
        let Some(first) = alias.behind.first() else { return Some(between) };
        let found = (next..self.occurrences.len())
            .take_while(|at| self.occurrences[*at].span.start <= quantity.span.end + REACH_BEHIND)
            .find(|at| self.occurrences[*at].word == *first)?;
        let gap = quantity.span.end..self.occurrences[found].span.start;
        follow(self.text, self.quantities, &self.occurrences, found, &alias.behind[1..])?;
        let fits = if gaps.behind {
            is_gap(self.text, self.quantities, gap.clone())
        } else {
            gap.start <= gap.end && matches!(&self.text[gap.clone()], "" | "的")
        };
        fits.then_some(between + gap.len())
    }

    /// The noun behind a quantity, in its clause.
    fn behind(&self, number: usize) -> Option<Candidate> {
        let quantity = &self.quantities[number];
        let from = self.mentions.partition_point(|mention| mention.span.start < quantity.span.end);
        for (at, mention) in self.mentions.iter().enumerate().skip(from) {
            let gap = quantity.span.end..mention.span.start;
            if gap.len() > REACH_BEHIND || !is_gap(self.text, self.quantities, gap.clone()) {
                return None;
            }
            if let Some(&indicator) = mention.indicators.iter().find(|id| self.counts(**id, quantity)) {
                // What follows the next number belongs to it, if that stands closer.
                let score = 10 * chars(&self.text[mention.span.clone()]) - 2 * chars(&self.text[gap]);
                return Some(Candidate { indicator, mention: Some(at), pattern: Pattern::NumberNoun, score });
            }
        }
        None
    }

    /// The noun before a quantity, behind the quantity before.
    fn before(&self, number: usize, start: usize) -> Option<Candidate> {
        let quantity = &self.quantities[number];
        let from = self.segment_start(number, start);
        let end = self.mentions.partition_point(|mention| mention.span.end <= quantity.span.start);
        let mut bracketed = None;
        for (at, mention) in self.mentions[..end].iter().enumerate().rev() {
            if mention.span.start < from {
                break;
            }
            let gap = &self.text[mention.span.end..quantity.span.start];
            let is_filler = context::is_filler(gap);
            let is_plain = !gap.contains([',', ';', ':', '、']) && gap.len() <= REACH;
            let is_joined =
                is_filler || is_plain || (gap.contains(')') && gap.len() <= REACH && !gap.contains(','));
            let Some(&indicator) = mention.indicators.iter().find(|id| self.counts(**id, quantity)) else {
                continue;
            };
            if mention.is_counted || !is_joined {
                continue;
            }
            let distance = if is_filler { 0 } else { 2 * chars(gap) };
            let score = 10 * chars(&self.text[mention.span.clone()]) - distance + i64::from(is_filler) * 60;
            let candidate = Candidate { indicator, mention: Some(at), pattern: Pattern::NounNumber, score };
            // 民主生活会（支部为组织生活会）21次 counts what stands before the bracket.
            if gap.contains(')') && !gap.contains('(') {
                bracketed.get_or_insert(candidate);
                continue;
            }
            return Some(candidate);
        }
        bracketed
    }

    /// The nearest noun before, counted or not, where nothing else stands between.
    fn elided(&self, number: usize, start: usize) -> Option<Candidate> {
        let quantity = &self.quantities[number];
        let from = self.segment_start(number, start);
        let own = &self.text[from..quantity.span.start];
        let after_noun = self
            .mentions
            .iter()
            .rfind(|mention| mention.span.end <= quantity.span.start && mention.span.start >= from);
        let rest = after_noun.map_or(own, |mention| &self.text[mention.span.end..quantity.span.start]);
        let names_another = after_noun.is_some_and(|noun| {
            !noun.indicators.iter().any(|id| self.counts(*id, quantity))
                && !context::is_filler(&self.text[noun.span.clone()])
        });
        if !context::is_filler(rest) || names_another || own.contains(';') && after_noun.is_none() {
            return None;
        }
        let end = self.mentions.partition_point(|mention| mention.span.end <= quantity.span.start);
        let candidates = self.mentions[..end].iter().rev().take_while(|mention| mention.span.start >= start);
        let noun = candidates.flat_map(|mention| &mention.indicators).find(|id| self.counts(**id, quantity));
        let by_phrase = self
            .attached
            .iter()
            .rev()
            .filter(|attached| self.quantities[attached.quantity].span.start >= start);
        let last = by_phrase.map(|attached| attached.indicator).find(|id| self.counts(*id, quantity));
        let indicator = noun.copied().or(last)?;
        Some(Candidate { indicator, mention: None, pattern: Pattern::Elided, score: 0 })
    }

    /// Whether a figure is a part of one before it in its sentence.
    fn is_part(&self, number: usize, start: usize, best: &Candidate) -> bool {
        let quantity = &self.quantities[number];
        let id = |key: &Option<String>| key.as_deref().and_then(|key| self.indicators.id(key));
        let own = self.indicators.get(best.indicator);
        let parent = own.and_then(|own| id(&own.part_of));
        let whole = self.attached.iter().rev().find(|attached| {
            let is_near = self.quantities[attached.quantity].span.start >= start;
            let of_whole = self.indicators.get(attached.indicator).and_then(|known| id(&known.part_of));
            is_near
                && (attached.indicator == best.indicator
                    || Some(attached.indicator) == parent
                    || of_whole.is_some() && of_whole == parent && attached.is_part)
        });
        let Some(whole) = whole else { return false };
        let between = &self.text[self.quantities[whole.quantity].span.end..quantity.span.start];
        let repeats = best.pattern == Pattern::Elided && whole.indicator == best.indicator;
        repeats || context::makes_part(between) || whole.is_part && !between.contains([';', '。', ')'])
    }

    /// 本人…讲党课 is a lecture of one's own: the actor decides between an indicator and its part.
    fn refined(&self, indicator: IndicatorId, number: usize, start: usize) -> IndicatorId {
        let from = self.segment_start(number, start);
        let before = from..self.quantities[number].span.start;
        let Some(actor) = self.cues.actor(self.text, before) else { return indicator };
        let key = self.indicators.get(indicator).map(|known| known.key.as_str());
        let is_refinement = |known: &super::Indicator| {
            known.part_of.as_deref() == key && known.actor.as_deref() == Some(actor.name())
        };
        self.indicators.iter().find(|(_, known)| is_refinement(known)).map_or(indicator, |(id, _)| id)
    }

    /// 4万名党员、2600名职工捐款: of a list, the last quantity's noun counts the ones before, too.
    fn share(&mut self) {
        for number in (1..self.quantities.len()).rev() {
            let is_free = |wanted: usize| !self.attached.iter().any(|attached| attached.quantity == wanted);
            let [before, own] = [&self.quantities[number - 1], &self.quantities[number]];
            let Some(attached) = self.attached.iter().find(|attached| attached.quantity == number) else {
                continue;
            };
            let between = &self.text[before.span.end..own.span.start];
            if between.is_empty() && is_free(number - 1) {
                // 学习8次20篇: one noun for both.
                let start = self.sentence_start(before.span.start);
                let of_both =
                    self.mentions.iter().rev().filter(|mention| {
                        mention.span.start >= start && mention.span.end <= before.span.start
                    });
                let found = of_both.filter(|mention| mention.indicators.contains(&attached.indicator));
                let indicator =
                    found.flat_map(|mention| &mention.indicators).find(|id| self.counts(**id, before));
                if let Some(&indicator) = indicator {
                    let shared = Attached { indicator, quantity: number - 1, ..attached.clone() };
                    self.attached.push(shared);
                    continue;
                }
            }
            let is_list = between.contains('、')
                && !between.contains([',', ';', '。', ':'])
                && between.len() <= REACH_BEHIND;
            let stands_behind =
                matches!(attached.pattern, Pattern::Phrase | Pattern::NumberNoun | Pattern::Shared);
            let has_noun = self
                .mentions
                .iter()
                .any(|mention| mention.span.start >= before.span.end && mention.span.end <= own.span.start);
            if is_list && stands_behind && !has_noun && before.measure == own.measure && is_free(number - 1) {
                let shared = Attached { quantity: number - 1, pattern: Pattern::Shared, ..attached.clone() };
                self.attached.push(shared);
            }
        }
        self.attached.sort_by_key(|attached| attached.quantity);
    }
}

fn chars(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}
