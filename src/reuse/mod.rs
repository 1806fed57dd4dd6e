//! Text reuse: what a report shares with others of the archive, and what else in it needs a look.
//!
//! A report becomes a [`Print`]: its sentences as numbers, with years, sessions, campaigns and its unit's names masked, and a sample of its
//! shingles. [`review`] holds all prints against each other. A sentence that stands in the reports of many units, or says little but set
//! phrases, is set aside; what the unit's own earlier reports say is its own past; what reports of other units say, of the same or an
//! earlier year, is shared. A sentence that was edited is no longer the same: where two reports share shingles, their sentences are aligned as
//! those of two years are.
//!
//! Nothing here says that anybody copied: reports are put in the order in which a look is worth it.

mod official;
mod origin;
pub mod passage;
pub mod print;
pub mod tell;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::archive::{Archive, Entry, ReportKey};
use crate::compare::align::{join_sentences, same_pairs};
use crate::compare::mask;
use crate::compare::sentence::{Sentence, Sentences};
use crate::fold::folded;
use crate::report::Text;
use crate::unit::UnitId;
use origin::{Frequent, Origins};
use print::{Print, is_counted};
use tell::Finding;

/// A report as reviewing takes it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The report.
    pub entry: &'a Entry,
    /// What is kept of its text.
    pub print: &'a Print,
}

/// The archive as reviewed.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// All reports; first what needs a look first.
    pub reports: Vec<Reviewed>,
    /// What was set aside, the most usual first.
    pub set_aside: Vec<SetAside>,
    /// Numbers of the sentences that stand in the reports of many units, ascending.
    pub common: Vec<u64>,
}

/// A report as reviewed.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// The report.
    pub key: ReportKey,
    /// Where its text comes from.
    pub shares: Shares,
    /// Reports of other units with the same passages, the most of them first.
    pub sources: Vec<Source>,
    /// What in its text by itself needs a look.
    pub findings: Box<[Finding]>,
}

/// Where a text comes from, in characters of sentences that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shares {
    /// In no other report that is listed.
    pub new: usize,
    /// In an earlier report of the same unit, but for years, sessions and names.
    pub own: usize,
    /// In reports of other units.
    pub shared: usize,
    /// Set aside: official language, and what many units say.
    pub common: usize,
}

impl Shares {
    /// Characters that count.
    pub fn all(&self) -> usize {
        self.new + self.own + self.shared + self.common
    }

    /// A part of the whole, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "lengths are of texts, far below 2^52")]
    pub fn of(&self, part: usize) -> f64 {
        part as f64 / self.all().max(1) as f64
    }
}

/// A report of another unit with passages of this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The other report.
    pub key: ReportKey,
    /// Sentences of this report that it has.
    pub sentences: usize,
    /// Their length in this report, in characters.
    pub length: usize,
    /// Whether sentences count that were edited.
    pub is_edited: bool,
}

/// Words that many units' reports have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// A sentence, as one of the reports writes it, or a set phrase.
    pub words: String,
    /// Units.
    pub units: usize,
    /// Reports.
    pub reports: usize,
}

/// From which share of a report on that it has in common with other units it needs a look.
pub const MUCH_SHARED: f64 = 0.1;

/// The same for its own unit's past.
pub const MUCH_OWN: f64 = 0.5;

impl Review {
    /// The same without reports that an archive has no more.
    #[must_use]
    pub fn known_to(&self, archive: &Archive) -> Self {
        let mut known = self.clone();
        known.reports.retain(|report| archive.get(&report.key).is_some());
        for report in &mut known.reports {
            report.sources.retain(|source| archive.get(&source.key).is_some());
        }
        known
    }
}

impl Reviewed {
    /// Whether somebody should look at it.
    pub fn needs_look(&self) -> bool {
        let Shares { own, shared, .. } = self.shares;
        self.shares.of(shared) >= MUCH_SHARED || self.shares.of(own) >= MUCH_OWN || !self.findings.is_empty()
    }

    /// How much it needs a look, in thousandths: what it shares with others, half of what it repeats of its own past, and 50 for each of the
    /// first six findings.
    fn urgency(&self) -> usize {
        let Shares { own, shared, .. } = self.shares;
        (shared * 1_000 + own * 500) / self.shares.all().max(1) + 50 * self.findings.len().min(6)
    }
}

/// Text folded, without quotation marks and spaces: as formulas and names are looked for.
fn bare(text: &str) -> String {
    let folded = folded(text);
    unquoted(&folded.replace(char::is_whitespace, ""))
}

/// Folded text without quotation marks.
fn unquoted(text: &str) -> String {
    text.replace(['“', '”', '‘', '’', '"', '\''], "")
}

/// So many reports with a sentence of another are looked at in full, those with the most first.
const MOST_CANDIDATES: usize = 16;

/// So many reports are read again to find edited sentences of one.
const MOST_READ: usize = 3;

/// So many sentences and set phrases are told of what was set aside.
const MOST_SET_ASIDE: usize = 200;

/// A report with its text.
#[derive(Debug, Clone)]
pub struct Opened<'t> {
    /// The text.
    pub text: Cow<'t, Text>,
    /// Its sentences, with the names of its unit masked.
    pub sentences: Sentences,
}

/// Opens a report again; nothing where that fails.
pub type Open<'o, 'a, 't> = dyn Fn(&'a Entry) -> Option<Opened<'t>> + Sync + 'o;

/// Reviews all reports of an archive, in any order. Near linear in their number: a sentence is followed to a bounded number of reports, and
/// texts are read again only of pairs that share shingles which their equal sentences do not explain.
pub fn review<'a>(listed: &[Listed<'a>], open: &Open<'_, 'a, '_>) -> Review {
    let mut listed = listed.to_vec();
    listed.sort_by(|one, two| one.entry.key.cmp(&two.entry.key));
    let origins = origin::origins(&listed);
    let alike = origin::alike(&listed);
    let whole = Whole { listed: &listed, origins: &origins, alike: &alike, open };
    let mut reports: Vec<Reviewed> =
        (0..listed.len() as u32).into_par_iter().map(|number| whole.reviewed(number)).collect();
    reports.sort_by(|one, two| two.urgency().cmp(&one.urgency()).then_with(|| one.key.cmp(&two.key)));
    let set_aside = whole.set_aside();
    Review { reports, set_aside, common: origins.common }
}

/// Everything that is known of all reports.
struct Whole<'a, 'b, 't> {
    listed: &'b [Listed<'a>],
    origins: &'b Origins,
    alike: &'b [(u32, u32, usize)],
    open: &'b Open<'b, 'a, 't>,
}

impl Whole<'_, '_, '_> {
    fn reviewed(&self, number: u32) -> Reviewed {
        let Listed { entry, print } = self.listed[number as usize];
        let length = |sentence: u32| print.marks[sentence as usize].length();
        let all: usize = print.marks.iter().map(|mark| mark.length()).sum();
        let is_open = |sentence: u32| {
            let mark = print.marks[sentence as usize];
            let is_common = mark.is_official() || self.origins.common.binary_search(&mark.hash()).is_ok();
            !is_common && !self.origins.is_own(number, sentence)
        };
        let mut by_source: BTreeMap<u32, (BTreeSet<u32>, bool)> = BTreeMap::new();
        for shared in self.origins.shared_by(number) {
            by_source.entry(shared.source).or_default().0.insert(shared.sentence);
        }
        for (source, edited) in self.edited(number, all, &by_source) {
            let (sentences, is_edited) = by_source.entry(source).or_default();
            let before = sentences.len();
            sentences.extend(edited.into_iter().filter(|sentence| is_open(*sentence)));
            *is_edited = sentences.len() > before;
        }
        let length_of = |sentences: &BTreeSet<u32>| sentences.iter().map(|sentence| length(*sentence)).sum();
        let mut candidates: Vec<(u32, BTreeSet<u32>, bool)> = by_source
            .into_iter()
            .map(|(source, (sentences, is_edited))| (source, sentences, is_edited))
            .collect();
        candidates.sort_by_cached_key(|(source, sentences, _)| {
            let length: usize = length_of(sentences);
            (std::cmp::Reverse(length), *source)
        });
        let mut elsewhere: BTreeSet<u32> = BTreeSet::new();
        let mut sources = vec![];
        for (source, mut sentences, is_edited) in candidates.into_iter().take(MOST_CANDIDATES) {
            // Sentences that were followed to later reports stand here, too.
            sentences.extend(self.equal(print, source).filter(|sentence| is_open(*sentence)));
            let length = length_of(&sentences);
            if origin::is_listed(sentences.len(), length, all) {
                let key = self.listed[source as usize].entry.key.clone();
                sources.push(Source { key, sentences: sentences.len(), length, is_edited });
                elsewhere.extend(sentences);
            }
        }
        sources.sort_by(|one, two| two.length.cmp(&one.length).then_with(|| one.key.cmp(&two.key)));
        let mut shares = Shares::default();
        for (mark, sentence) in print.marks.iter().zip(0_u32..) {
            let share = if elsewhere.contains(&sentence) {
                &mut shares.shared
            } else if is_open(sentence) {
                &mut shares.new
            } else if self.origins.is_own(number, sentence) {
                &mut shares.own
            } else {
                &mut shares.common
            };
            *share += mark.length();
        }
        Reviewed { key: entry.key.clone(), shares, sources, findings: print.findings.clone() }
    }

    /// Sentences of a print that another report has.
    fn equal(&self, print: &Print, source: u32) -> impl Iterator<Item = u32> {
        let of_source = &self.listed[source as usize].print.marks;
        let mut known: Vec<u64> = of_source.iter().map(|mark| mark.hash()).collect();
        known.sort_unstable();
        let numbered = print.marks.iter().zip(0_u32..);
        numbered
            .filter(move |(mark, _)| known.binary_search(&mark.hash()).is_ok())
            .map(|(_, sentence)| sentence)
    }

    /// Sentences of a report that are like those of a report with which it shares more shingles than equal sentences explain.
    fn edited(
        &self,
        number: u32,
        all: usize,
        by_source: &BTreeMap<u32, (BTreeSet<u32>, bool)>,
    ) -> Vec<(u32, Vec<u32>)> {
        let report = self.listed[number as usize];
        let equal = |source: u32| {
            let sentences = by_source.get(&source).map(|(sentences, _)| sentences);
            let marks = sentences.into_iter().flatten().map(|at| report.print.marks[*at as usize]);
            marks.map(print::Mark::length).sum::<usize>() * 100 / all.max(1)
        };
        let start = self.alike.partition_point(|(one, ..)| *one < number);
        let pairs = self.alike[start..].iter().take_while(|(one, ..)| *one == number);
        let mut pairs: Vec<(usize, u32)> = pairs
            .filter(|(_, source, percent)| *percent > equal(*source) + UNEXPLAINED)
            .map(|(_, source, percent)| (*percent, *source))
            .collect();
        pairs.sort_by_key(|(percent, source)| (std::cmp::Reverse(*percent), *source));
        let own = if pairs.is_empty() { None } else { (self.open)(report.entry) };
        // It may have been saved since it was read: then the numbers of its sentences are others.
        let is_same = |own: &Opened<'_>| counted(&own.sentences).count() == report.print.marks.len();
        let Some(own) = own.filter(is_same) else { return vec![] };
        let of_source = |(_, source): (usize, u32)| {
            let other = (self.open)(self.listed[source as usize].entry)?.sentences;
            Some((source, edited(&other, &own.sentences)))
        };
        pairs.into_iter().take(MOST_READ).filter_map(of_source).collect()
    }

    /// What many units say: sentences, set phrases, and clauses that are part of neither.
    fn set_aside(&self) -> Vec<SetAside> {
        let aside = |words: String, frequent: &Frequent| SetAside {
            words,
            units: frequent.units,
            reports: frequent.reports,
        };
        let mut all: Vec<SetAside> = vec![];
        for frequent in self.origins.frequent.iter().take(MOST_SET_ASIDE) {
            let Some(Opened { text, sentences }) = self.opened(frequent) else { continue };
            let found = counted(&sentences).nth(frequent.sentence as usize);
            let place = found.map(|(_, sentence)| sentence.place.clone());
            let words = place.map(|place| text.document.slice(&place).replace('\n', ""));
            all.extend(words.map(|words| aside(words, frequent)));
        }
        all.extend(self.set_phrases());
        let mut known: Vec<String> = all.iter().map(|aside| bare(&aside.words)).collect();
        for (clause, frequent) in origin::frequent_clauses(self.listed).iter().take(MOST_SET_ASIDE) {
            let Some(Opened { sentences, .. }) = self.opened(frequent) else { continue };
            let clauses = sentences.all.iter().flat_map(print::clauses);
            let words = clauses.filter(|(_, number)| number == clause).map(|(words, _)| shown(words)).next();
            let words = words.filter(|words| known.iter().all(|known| !known.contains(&bare(words))));
            known.extend(words.as_ref().map(|words| bare(words)));
            all.extend(words.map(|words| aside(words, frequent)));
        }
        all.sort_by_key(|aside| std::cmp::Reverse((aside.units, aside.reports)));
        all
    }

    fn opened(&self, frequent: &Frequent) -> Option<Opened<'_>> {
        (self.open)(self.listed[frequent.report as usize].entry)
    }

    /// Set phrases in the reports of many units.
    fn set_phrases(&self) -> Vec<SetAside> {
        let mut by_phrase: BTreeMap<u16, (usize, BTreeSet<&UnitId>)> = BTreeMap::new();
        for Listed { entry, print } in self.listed {
            for phrase in &print.phrases {
                let (reports, units) = by_phrase.entry(*phrase).or_default();
                *reports += 1;
                units.insert(&entry.key.unit);
            }
        }
        let units = self.listed.chunk_by(|one, two| one.entry.key.unit == two.entry.key.unit).count();
        let many = origin::common_units(units);
        let phrases = by_phrase.into_iter().filter(|(_, (_, units))| units.len() >= many);
        let mut phrases: Vec<SetAside> = phrases
            .map(|(phrase, (reports, units))| SetAside {
                words: official::phrase(phrase).to_owned(),
                units: units.len(),
                reports,
            })
            .collect();
        phrases.sort_by_key(|aside| std::cmp::Reverse((aside.units, aside.reports)));
        phrases.truncate(MOST_SET_ASIDE);
        phrases
    }
}

/// Masked words with … for what is masked.
fn shown(masked: &str) -> String {
    masked.chars().map(|character| if mask::is_mask(character) { '…' } else { character }).collect()
}

/// Shared shingles in excess of equal sentences, in per cent, that are a sample's chance.
const UNEXPLAINED: usize = 5;

/// The sentences that count, with their numbers among all.
fn counted(sentences: &Sentences) -> impl Iterator<Item = (usize, &Sentence)> {
    sentences.all.iter().enumerate().filter(|(_, sentence)| is_counted(sentence))
}

/// The sentences of a report that are like one of another, by their numbers among those that count.
fn edited(other: &Sentences, own: &Sentences) -> Vec<u32> {
    let pairs: BTreeMap<usize, usize> = edited_pairs(other, own).collect();
    counted(own)
        .zip(0_u32..)
        .filter(|((at, _), _)| pairs.contains_key(at))
        .map(|(_, number)| number)
        .collect()
}

/// Sentences of a report, each with the one of another that it is like.
fn edited_pairs(other: &Sentences, own: &Sentences) -> impl Iterator<Item = (usize, usize)> {
    let joined = join_sentences(other, own, &[], &same_pairs(other, own));
    joined.left_of.into_iter().enumerate().filter_map(|(at, there)| Some((at, there?)))
}
