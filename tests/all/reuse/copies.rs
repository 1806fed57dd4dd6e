//! The archive of the test: who copies from whom, and how.

use std::collections::BTreeSet;

use super::archive::{Paragraph, Phrases, Report, Unit, Writer, campaign, congress, units};
use super::grammar::{Formulas, Grammar, Lcg, material};

/// How a report came about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// By somebody's own work.
    Honest,
    /// Most of another unit's report with the name changed.
    Verbatim,
    /// The unit's own report of the year before, with other years.
    RedatedOwn,
    /// Another unit's report of the year before, with other years and the name changed.
    RedatedOther,
    /// Another unit's sentences in another order.
    Shuffled,
    /// Another unit's report, every fifth sentence in other words.
    Synonyms,
    /// Half of the sentences of each of two units.
    Mixed,
}

impl Kind {
    /// The kinds of copies.
    pub const COPIES: [Self; 6] =
        [Self::Verbatim, Self::RedatedOwn, Self::RedatedOther, Self::Shuffled, Self::Synonyms, Self::Mixed];
}

/// A report of the archive with its label.
pub struct Labelled {
    /// The report.
    pub report: Report,
    /// How it came about.
    pub kind: Kind,
    /// The honest reports that it was copied from.
    pub sources: Vec<usize>,
}

/// Reports, labels, and pairs of reports that share official phrases and nothing else.
pub struct Archive {
    /// All units.
    pub units: Vec<Unit>,
    /// All reports; a source stands before its copies.
    pub reports: Vec<Labelled>,
    /// Innocent pairs.
    pub pairs: Vec<(usize, usize)>,
}

impl Archive {
    /// The honest reports that a report's words come from: itself, or its sources.
    pub fn origins(&self, at: usize) -> BTreeSet<usize> {
        let Labelled { kind, sources, .. } = &self.reports[at];
        if *kind == Kind::Honest { BTreeSet::from([at]) } else { sources.iter().copied().collect() }
    }

    /// A report's unit and year.
    pub fn key(&self, at: usize) -> (&str, u16) {
        let report = &self.reports[at].report;
        (&self.units[report.unit].name, report.year)
    }
}

/// A report that is to be written.
struct Slot {
    unit: usize,
    year: u16,
    kind: Kind,
    sources: Vec<usize>,
}

/// Copies of each of the five sorts, half of the re-dated ones being the units' own.
const EACH: usize = 12;
/// Innocent pairs.
const PAIRS: usize = 60;

/// Makes the archive, the same in every run.
pub fn archive(grammar: &Grammar, formulas: &Formulas) -> Archive {
    let units = units();
    let mut random = Lcg::new(20_240_701);
    let mut plan = plan(units.len(), &mut random);
    let innocent = find_sources(&mut plan, &mut random);
    let pairs = pairs(&plan, innocent, &mut random);
    let phrases = shared_phrases(&plan, &pairs, formulas, &mut random);
    let mut writer = Writer { grammar, formulas, random, written: BTreeSet::new() };
    let mut reports: Vec<Labelled> = vec![];
    for (slot, phrases) in plan.into_iter().zip(&phrases) {
        let own = writer.report(&units, slot.unit, slot.year, phrases);
        let sources: Vec<&Report> = slot.sources.iter().map(|at| &reports[*at].report).collect();
        let report = copy(slot.kind, own, &sources, &units, &mut writer);
        reports.push(Labelled { report, kind: slot.kind, sources: slot.sources });
    }
    Archive { units, reports, pairs }
}

/// Every unit reports on two years; the second reports of sixty units are copies. Honest reports come first.
fn plan(units: usize, random: &mut Lcg) -> Vec<Slot> {
    let mut order: Vec<usize> = (0..units).collect();
    random.shuffle(&mut order);
    let first = |at: usize| 2021 + (at % 3) as u16;
    let slot = |unit: usize, year: u16, kind: Kind| Slot { unit, year, kind, sources: vec![] };
    let mut plan: Vec<Slot> =
        order.iter().enumerate().map(|(at, unit)| slot(*unit, first(at), Kind::Honest)).collect();
    let second = |(at, unit): (usize, &usize)| {
        let kind = match at / EACH {
            0 => Kind::Verbatim,
            1 if at % 2 == 0 => Kind::RedatedOwn,
            1 => Kind::RedatedOther,
            2 => Kind::Shuffled,
            3 => Kind::Synonyms,
            4 => Kind::Mixed,
            _ => Kind::Honest,
        };
        slot(*unit, first(at) + 1, kind)
    };
    plan.extend(order.iter().enumerate().map(second));
    plan.sort_by_key(|slot| slot.kind);
    plan
}

/// Gives every copy its sources; returns the honest reports that may be called innocent, those that were not copied in their own year.
fn find_sources(plan: &mut [Slot], random: &mut Lcg) -> Vec<usize> {
    let mut copied = BTreeSet::new();
    let mut innocent: BTreeSet<usize> = (0..plan.len()).filter(|at| plan[*at].kind == Kind::Honest).collect();
    for at in 0..plan.len() {
        let count = match plan[at].kind {
            Kind::Honest => 0,
            Kind::Mixed => 2,
            _ => 1,
        };
        for number in 0..count {
            let is_same_year = at % 3 == 0 && number + 1 == count;
            // Now and then somebody copies what somebody else has copied already.
            let is_again = at % EACH == 7;
            let source = source(plan, at, is_same_year, |other| copied.contains(other) == is_again, random);
            copied.insert(source);
            if plan[source].year == plan[at].year {
                innocent.remove(&source);
            }
            plan[at].sources.push(source);
        }
    }
    innocent.into_iter().collect()
}

/// An honest report that a copy may be made of.
fn source(
    plan: &[Slot],
    at: usize,
    is_same_year: bool,
    is_wanted: impl Fn(&usize) -> bool,
    random: &mut Lcg,
) -> usize {
    let slot = &plan[at];
    let is_own = slot.kind == Kind::RedatedOwn;
    let is_redated = matches!(slot.kind, Kind::RedatedOwn | Kind::RedatedOther);
    let year = if is_same_year && !is_redated { slot.year } else { slot.year - 1 };
    let fits = |other: &usize| {
        let from = &plan[*other];
        from.kind == Kind::Honest
            && from.year == year
            && (from.unit == slot.unit) == is_own
            && !slot.sources.contains(other)
    };
    let fitting: Vec<usize> = (0..plan.len()).filter(fits).collect();
    let wanted: Vec<usize> = fitting.iter().copied().filter(|other| is_wanted(other)).collect();
    *random.pick(if wanted.is_empty() { &fitting } else { &wanted })
}

/// Pairs of innocent reports of different units.
fn pairs(plan: &[Slot], mut innocent: Vec<usize>, random: &mut Lcg) -> Vec<(usize, usize)> {
    random.shuffle(&mut innocent);
    let mut pairs = vec![];
    while let Some(one) = innocent.pop() {
        let other = innocent.iter().rposition(|other| plan[*other].unit != plan[one].unit);
        pairs.extend(other.map(|other| (one, innocent.remove(other))));
    }
    assert!(pairs.len() >= PAIRS, "{}", pairs.len());
    pairs.truncate(PAIRS);
    pairs
}

/// The official phrases that each report must have: those of a pair are the same, and some pairs have a rare one.
fn shared_phrases(
    plan: &[Slot],
    pairs: &[(usize, usize)],
    formulas: &Formulas,
    random: &mut Lcg,
) -> Vec<Phrases> {
    let copied: BTreeSet<usize> = plan.iter().flat_map(|slot| slot.sources.clone()).collect();
    let mut phrases = vec![Phrases::default(); plan.len()];
    let mut rare = formulas.rare.iter().enumerate();
    let mut thirds =
        (0..plan.len()).filter(|at| plan[*at].kind == Kind::Honest && !copied.contains(at)).rev();
    for (one, other) in pairs {
        let mut shared = Phrases {
            sentences: random.some(&formulas.sentences, 4),
            clauses: random.some(&formulas.clauses, 2),
            titles: random.some(&formulas.titles, 1),
        };
        let is_copied = copied.contains(one) || copied.contains(other);
        if let Some((number, text)) = (!is_copied).then(|| rare.next()).flatten() {
            shared.sentences.push(text.clone());
            if number % 2 == 0 {
                let third = thirds.find(|third| third != one && third != other).expect("another report");
                phrases[third].sentences.push(text.clone());
            }
        }
        for at in [*one, *other] {
            phrases[at].sentences.extend(shared.sentences.clone());
            phrases[at].clauses.clone_from(&shared.clauses);
            phrases[at].titles.clone_from(&shared.titles);
        }
    }
    assert!(rare.next().is_none(), "every rare phrase has its pair");
    phrases
}

/// What becomes of a report that was begun honestly.
fn copy(kind: Kind, own: Report, sources: &[&Report], units: &[Unit], writer: &mut Writer) -> Report {
    let Writer { formulas, random, .. } = writer;
    let Some(source) = sources.first() else { return own };
    let unit = &units[own.unit];
    let renamed = |source: &Report| rename(source, &units[source.unit], unit);
    match kind {
        Kind::Honest => own,
        Kind::Verbatim => verbatim(&own, renamed(source), random),
        Kind::RedatedOwn | Kind::RedatedOther => {
            let dates = dates(source.year, own.year);
            with_paragraphs(&own, map(&renamed(source).paragraphs, |text| replace(text, &dates)))
        }
        Kind::Shuffled => {
            let mut sentences = renamed(source).sentences();
            random.shuffle(&mut sentences);
            spread(&own, sentences)
        }
        Kind::Synonyms => {
            let copied = renamed(source);
            with_paragraphs(&own, in_other_words(&copied.paragraphs, formulas, random))
        }
        Kind::Mixed => {
            let halves: Vec<Vec<String>> =
                sources.iter().map(|source| half(&renamed(source).sentences(), random)).collect();
            spread(&own, merged(halves, random))
        }
    }
}

fn with_paragraphs(own: &Report, paragraphs: Vec<Paragraph>) -> Report {
    Report { unit: own.unit, year: own.year, paragraphs }
}

/// Paragraphs with every text changed in the same way.
fn map(paragraphs: &[Paragraph], change: impl Fn(&str) -> String) -> Vec<Paragraph> {
    let paragraph = |from: &Paragraph| Paragraph {
        lead: change(&from.lead),
        sentences: from.sentences.iter().map(|text| change(text)).collect(),
    };
    paragraphs.iter().map(paragraph).collect()
}

/// Puts a unit's names in the place of another's.
fn rename(report: &Report, from: &Unit, to: &Unit) -> Report {
    let names = [(from.name.clone(), to.name.clone()), (from.short.clone(), to.short.clone())];
    with_paragraphs(report, map(&report.paragraphs, |text| replace(text, &names)))
}

/// What a year's words become in another year.
fn dates(from: u16, to: u16) -> Vec<(String, String)> {
    let words = [(congress(from), congress(to)), (campaign(from), campaign(to))];
    let years = (from - 1..=from + 1).map(|year| (year.to_string(), (year + to - from).to_string()));
    words.map(|(one, other)| (one.to_owned(), other.to_owned())).into_iter().chain(years).collect()
}

/// A text with words replaced in one pass, so that nothing is replaced twice; the first that fits wins.
fn replace(text: &str, words: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((from, to)) = words.iter().find(|(from, _)| rest.starts_with(from.as_str())) {
            out.push_str(to);
            rest = &rest[from.len()..];
        } else {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    out
}

fn length(sentences: &[String]) -> usize {
    sentences.iter().map(|text| text.chars().count()).sum()
}

/// The source with own paragraphs in the place of some of its own: of none of the text up to two fifths of it.
fn verbatim(own: &Report, mut copied: Report, random: &mut Lcg) -> Report {
    let all = length(&copied.sentences());
    let mut left = all * random.within(0, 40) / 100;
    let mut places: Vec<usize> = (0..copied.paragraphs.len()).collect();
    random.shuffle(&mut places);
    let mut fresh = own.paragraphs.iter().filter(|paragraph| !paragraph.sentences.is_empty());
    for at in places {
        let paragraph = &mut copied.paragraphs[at];
        let size = length(&paragraph.sentences);
        if size == 0 || size > left {
            continue;
        }
        if let Some(fresh) = fresh.next() {
            paragraph.sentences.clone_from(&fresh.sentences);
            while paragraph.sentences.len() > 1 && length(&paragraph.sentences) > size {
                paragraph.sentences.pop();
            }
            left -= size;
        }
    }
    with_paragraphs(own, copied.paragraphs)
}

/// Sentences over the paragraphs of another report, each of which gets its part.
fn spread(own: &Report, sentences: Vec<String>) -> Report {
    let places = own.sentences().len();
    let count = sentences.len();
    let mut sentences = sentences.into_iter();
    let (mut seen, mut given) = (0, 0);
    let mut paragraph = |from: &Paragraph| {
        seen += from.sentences.len();
        let part = seen * count / places - given;
        given += part;
        Paragraph { lead: from.lead.clone(), sentences: sentences.by_ref().take(part).collect() }
    };
    let paragraphs = own.paragraphs.iter().map(&mut paragraph).collect();
    with_paragraphs(own, paragraphs)
}

/// One sentence of five in other words, that of the five which has the most words to change. Nobody rewords official sentences.
fn in_other_words(paragraphs: &[Paragraph], formulas: &Formulas, random: &mut Lcg) -> Vec<Paragraph> {
    let synonyms: Vec<(String, String)> = material("synonyms.tsv")
        .iter()
        .filter_map(|line| line.split_once('\t'))
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect();
    let official = formulas.whole();
    let count = |text: &str| {
        let words = synonyms.iter().filter(|(from, _)| text.contains(from.as_str())).count();
        if official.contains(text) { 0 } else { words }
    };
    let all: Vec<&String> = paragraphs.iter().flat_map(|paragraph| &paragraph.sentences).collect();
    let offset = random.below(5);
    let mut changed = BTreeSet::new();
    for from in (offset..all.len()).step_by(5) {
        let five = from..(from + 5).min(all.len());
        changed.extend(five.max_by_key(|at| count(all[*at])));
    }
    let mut result = paragraphs.to_vec();
    let sentences = result.iter_mut().flat_map(|paragraph| &mut paragraph.sentences);
    for (_, sentence) in sentences.enumerate().filter(|(number, _)| changed.contains(number)) {
        *sentence = replace(sentence, &synonyms);
    }
    result
}

/// Half of the sentences in their order.
fn half(sentences: &[String], random: &mut Lcg) -> Vec<String> {
    let mut places = random.some(&(0..sentences.len()).collect::<Vec<_>>(), sentences.len().div_ceil(2));
    places.sort_unstable();
    places.into_iter().map(|at| sentences[at].clone()).collect()
}

/// Several texts in turns of one to four sentences.
fn merged(halves: Vec<Vec<String>>, random: &mut Lcg) -> Vec<String> {
    let mut halves: Vec<_> = halves.into_iter().map(|half| half.into_iter().peekable()).collect();
    let mut out = vec![];
    while halves.iter_mut().any(|half| half.peek().is_some()) {
        for half in &mut halves {
            let turn = random.within(1, 4);
            out.extend(half.by_ref().take(turn));
        }
    }
    out
}
