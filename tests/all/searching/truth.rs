//! The reader = substring search, for random archives and queries, filters and orders included.

use std::collections::BTreeMap;

use shuzhi::fold::folded;
use shuzhi::search::catalog::StoredUnit;
use shuzhi::search::find::{Chosen, Facet, FindError, Order, Search};
use shuzhi::search::names;
use shuzhi::search::query::{Choice, Field, Query, parse};
use shuzhi::search::reader::Reader;
use shuzhi::search::text::StoredText;

use super::archive::{Published, built, query, texts};
use crate::harness::{Random, seed};

/// A report as plain search sees it.
struct Plain {
    title: String,
    text: String,
    year: u16,
    level: String,
    kind: String,
    unit: StoredUnit,
    /// Of each byte of `text` the kinds of its section, one bit each.
    kinds: Vec<u16>,
    sections: u16,
}

/// All that is searched, in no clever form.
struct Truth {
    reports: Vec<Plain>,
    levels: Vec<String>,
    kinds: Vec<String>,
    sections: Vec<String>,
    units: Vec<StoredUnit>,
}

impl Truth {
    fn of(reader: &Reader<Published>, texts: &[StoredText]) -> Self {
        let units = reader.units().expect("units");
        let plain = |(stored, report): (&StoredText, &shuzhi::search::reader::Report)| {
            let (title, text) = stored.whole.split_once('\n').expect("a title and a text");
            let usual = reader.catalog.kinds[0].clone();
            Plain {
                title: folded(title),
                text: folded(text),
                year: report.year,
                level: stored.level.clone(),
                kind: if stored.kind.is_empty() { usual } else { stored.kind.clone() },
                unit: units[report.unit as usize].clone(),
                kinds: kinds(stored),
                sections: stored.sections.iter().fold(0, |kinds, section| kinds | section.kinds),
            }
        };
        Self {
            reports: texts.iter().zip(&reader.reports).map(plain).collect(),
            levels: reader.catalog.levels.clone(),
            kinds: reader.catalog.kinds.clone(),
            sections: reader.catalog.sections.clone(),
            units,
        }
    }

    /// The urls' numbers that answer a query.
    fn find(&self, query: &Query, chosen: &Chosen) -> Vec<u32> {
        let is_section = |clause: &&shuzhi::search::query::Clause| clause.any[0].field == Field::Section;
        let mut zones: Vec<u16> =
            query.clauses.iter().filter(is_section).map(|clause| self.zones(&clause.any)).collect();
        if !chosen.section.is_empty() {
            let bits = self.sections.iter().enumerate().filter(|(_, name)| chosen.section.contains(name));
            zones.push(bits.fold(0, |bits, (at, _)| bits | 1 << at));
        }
        let positive = |clause: &&shuzhi::search::query::Clause| !clause.negated;
        let mut positive = query.clauses.iter().filter(positive).flat_map(|clause| &clause.any);
        let has_words = positive.any(|choice| choice.field == Field::Text);
        let holds = |report: &Plain| {
            let mut clauses = query.clauses.iter().filter(|clause| !is_section(clause));
            let all = clauses.all(|clause| {
                let zones: &[u16] = if clause.negated { &[] } else { &zones };
                clause.any.iter().any(|choice| self.holds(report, choice, zones)) != clause.negated
            });
            let has =
                |values: &[String], value: &str| values.is_empty() || values.iter().any(|each| each == value);
            all && (has_words || zones.iter().all(|any| any & report.sections != 0))
                && has(&chosen.year, &report.year.to_string())
                && has(&chosen.level, &report.level)
                && has(&chosen.kind, &report.kind)
                && has(&chosen.unit, &report.unit.slug)
        };
        (0u32..).zip(&self.reports).filter(|(_, report)| holds(report)).map(|(at, _)| at).collect()
    }

    fn zones(&self, choices: &[Choice]) -> u16 {
        let numbers = choices.iter().flat_map(|choice| names::sections(&self.sections, &choice.written));
        numbers.fold(0, |bits, at| bits | 1 << at)
    }

    fn holds(&self, report: &Plain, choice: &Choice, zones: &[u16]) -> bool {
        let phrase = String::from_utf16(&choice.folded).expect("a phrase");
        let one_of = |names: &[String], name: &str| {
            names::named(names, &choice.written).into_iter().any(|at| names[at] == name)
        };
        match choice.field {
            Field::Text if zones.is_empty() => {
                report.title.contains(&phrase) || report.text.contains(&phrase)
            }
            Field::Text => places(&report.text, &phrase).any(|at| {
                let kinds =
                    report.kinds[at..at + phrase.len()].iter().fold(u16::MAX, |all, kinds| all & kinds);
                zones.iter().all(|any| any & kinds != 0)
            }),
            Field::Title => report.title.contains(&phrase),
            Field::Year(from, to) => (from..=to).contains(&report.year),
            Field::Level => one_of(&self.levels, &report.level),
            Field::Kind => one_of(&self.kinds, &report.kind),
            Field::Unit => {
                let found = names::units(&self.units, &choice.written);
                found.into_iter().any(|at| self.units[at].slug == report.unit.slug)
            }
            Field::Section => unreachable!("not a choice of its own"),
        }
    }
}

/// Where a phrase stands, overlapping places included.
fn places<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let first = phrase.chars().next().expect("a phrase");
    text.match_indices(first).map(|(at, _)| at).filter(move |at| text[*at..].starts_with(phrase))
}

/// The kinds of every byte of the folded text: folded piece by piece, and aligned with the whole.
fn kinds(stored: &StoredText) -> Vec<u16> {
    let folded = stored.folded();
    let start = folded.units.iter().position(|unit| *unit == u16::from(b'\n')).expect("the title's end") + 1;
    let mut kinds = vec![];
    let body = &folded.units[start..];
    let mut at = start;
    for character in char::decode_utf16(body.iter().copied()) {
        let character = character.expect("text");
        // By the sections themselves, the innermost last.
        let from = folded.at[at];
        let inner = stored.sections.iter().rfind(|section| (section.start..section.end).contains(&from));
        kinds.extend(std::iter::repeat_n(inner.map_or(0, |section| section.kinds), character.len_utf8()));
        at += character.len_utf16();
    }
    kinds
}

fn chosen(random: &mut Random, truth: &Truth) -> Chosen {
    let mut chosen = Chosen::default();
    let mut some = |of: &[String]| -> Vec<String> {
        (0..random.below(7).saturating_sub(4)).map(|_| random.pick(of).clone()).collect()
    };
    chosen.year = some(&["2019", "2022", "2024", "1999"].map(str::to_owned));
    chosen.level = some(&truth.levels);
    chosen.section = some(&truth.sections);
    chosen.kind = some(&truth.kinds);
    chosen.unit = some(&truth.units.iter().map(|unit| unit.slug.clone()).collect::<Vec<_>>());
    chosen
}

/// Checks one query in every way.
fn check(reader: &Reader<Published>, truth: &Truth, text: &str, chosen: &Chosen, order: Order) -> usize {
    let Ok(query) = parse(text) else { return 0 };
    let mut search = match Search::new(reader, &query, chosen, order) {
        Ok(search) => search,
        Err(FindError::Syntax(_)) => return 0,
        Err(FindError::Index(error)) => panic!("{error:?}"),
    };
    let expected = truth.find(&query, chosen);
    let (about, is_exact) = search.count();
    assert!(about as usize >= expected.len() || !query.clauses.is_empty(), "{text}");
    assert!(
        !is_exact || about as usize == expected.len(),
        "{text}: {about} said to be exact, {}",
        expected.len()
    );
    let year_facet = |search: &Search<'_, Published>| search.facet(Facet::Section);
    let before = year_facet(&search);
    let candidates = search.candidates().to_vec();
    assert!(expected.iter().all(|report| candidates.contains(report)), "{text}: a report is missed");
    let hits: Vec<_> = search.results(0, usize::MAX).expect("results").to_vec();
    search.settle().expect("texts");
    assert_eq!(search.count(), (expected.len() as u32, true), "{text} {chosen:?}");
    let mut found: Vec<u32> = candidates.into_iter().filter(|report| expected.contains(report)).collect();
    assert_eq!(hits.len(), found.len(), "{text}");
    check_order(reader, &found, order);
    found.sort_unstable();
    assert_eq!(found, expected, "{text}");
    check_facets(truth, &search, &query, chosen, text);
    if before.1 {
        assert_eq!(before.0, year_facet(&search).0, "{text}: said to be exact");
    }
    for hit in &hits {
        check_passages(&query, hit);
    }
    expected.len()
}

fn check_order(reader: &Reader<Published>, found: &[u32], order: Order) {
    let report = |number: &u32| reader.reports[*number as usize];
    match order {
        Order::Year => assert!(found.iter().map(report).map(|report| report.year).rev().is_sorted()),
        Order::Unit => assert!(found.iter().map(report).map(|report| report.unit).is_sorted()),
        Order::Relevance => {}
    }
}

fn check_facets(truth: &Truth, search: &Search<'_, Published>, query: &Query, chosen: &Chosen, text: &str) {
    let count = |facet: Facet, without: Chosen, value: &dyn Fn(&Plain) -> usize| {
        let mut expected: BTreeMap<usize, u32> = BTreeMap::new();
        for report in truth.find(query, &without) {
            *expected.entry(value(&truth.reports[report as usize])).or_default() += 1;
        }
        let (counts, _) = search.facet(facet);
        let found: BTreeMap<usize, u32> =
            counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
        // A facet that leaves its own choice out may hold reports that were not read.
        if search.facet(facet).1 {
            assert_eq!(found, expected, "{text} {facet:?} {chosen:?}");
        } else {
            assert!(
                expected.iter().all(|(value, count)| found.get(value) >= Some(count)),
                "{text} {facet:?}"
            );
        }
    };
    let position =
        |names: &[String], name: &str| names.iter().position(|known| known == name).expect("a name");
    count(Facet::Level, Chosen { level: vec![], ..chosen.clone() }, &|report| {
        position(&truth.levels, &report.level)
    });
    count(Facet::Kind, Chosen { kind: vec![], ..chosen.clone() }, &|report| {
        position(&truth.kinds, &report.kind)
    });
    count(Facet::Unit, Chosen { unit: vec![], ..chosen.clone() }, &|report| {
        truth.units.iter().position(|unit| unit.slug == report.unit.slug).expect("a unit")
    });
    let (counts, is_exact) = search.facet(Facet::Section);
    for (at, name) in truth.sections.iter().enumerate() {
        let with = Chosen { section: vec![name.clone()], ..chosen.clone() };
        let expected = truth.find(query, &with).len() as u32;
        assert!(
            if is_exact { counts[at] == expected } else { counts[at] >= expected },
            "{text} {name}: {} {expected}",
            counts[at]
        );
    }
}

/// Every mark is one of the phrases, and every passage has one.
fn check_passages(query: &Query, hit: &shuzhi::search::find::Hit) {
    let phrases: Vec<String> = query
        .clauses
        .iter()
        .filter(|clause| !clause.negated)
        .flat_map(|clause| &clause.any)
        .filter(|choice| matches!(choice.field, Field::Text | Field::Title))
        .map(|choice| String::from_utf16(&choice.folded).expect("text"))
        .collect();
    assert!(hit.shown.passages.len() <= 3);
    for passage in &hit.shown.passages {
        assert!(passage.parts.iter().any(|part| part.is_marked), "{passage:?}");
        for part in passage.parts.iter().filter(|part| part.is_marked) {
            // A character that folds to several is marked as a whole.
            let marked = folded(&part.text);
            assert!(
                phrases.iter().any(|phrase| marked.contains(phrase)),
                "{:?} is none of {phrases:?}",
                part.text
            );
        }
    }
}

#[test]
fn random_queries_find_what_plain_search_finds() {
    let mut random = Random(seed());
    let (mut asked, mut answered) = (0, 0);
    for reports in [12, 90] {
        let site = built(&mut random, reports);
        let reader = Reader::open(Published(site.out())).expect("an index");
        let texts = texts(&reader);
        let truth = Truth::of(&reader, &texts);
        for _ in 0..150 {
            let text = query(&mut random, &texts);
            let chosen = if random.below(2) == 0 { Chosen::default() } else { chosen(&mut random, &truth) };
            let order = *random.pick(&[Order::Relevance, Order::Year, Order::Unit]);
            asked += 1;
            answered += usize::from(check(&reader, &truth, &text, &chosen, order) > 0);
        }
    }
    assert!(answered * 3 > asked, "{answered} of {asked} found anything: too few to tell");
}

#[test]
fn every_window_of_every_length_is_found() {
    let mut random = Random(seed());
    let site = built(&mut random, 30);
    let reader = Reader::open(Published(site.out())).expect("an index");
    let texts = texts(&reader);
    let truth = Truth::of(&reader, &texts);
    for length in 1..=40 {
        for _ in 0..5 {
            let stored = random.pick(&texts);
            let (title, text) = stored.whole.split_once('\n').expect("a title and a text");
            let part: Vec<char> = if random.below(4) == 0 { title } else { text }.chars().collect();
            let start = random.below(part.len());
            let window: String = part[start..(start + length).min(part.len())].iter().collect();
            let found =
                check(&reader, &truth, &format!("\"{window}\""), &Chosen::default(), Order::Relevance);
            assert!(found > 0 || folded(&window).is_empty(), "{window:?}");
        }
    }
}
