//! Figures against sentences that were labelled by hand: tests/labelled.
//!
//! A third of the sentences is held out: nobody looked at how they fare while the words and rules were written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use shuzhi::figure::{Indicators, figures};

/// Indicator, value and qualifier.
type Fact = (String, String, String);

/// Sentences with their facts, in the order of the file.
fn labelled() -> Vec<(String, Vec<Fact>)> {
    let mut sentences: Vec<(String, Vec<Fact>)> = vec![];
    for line in include_str!("../labelled/indicators.tsv").lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let sentence = fields[0].replace("\\n", "\n");
        if sentences.last().is_none_or(|(last, _)| *last != sentence) {
            sentences.push((sentence, vec![]));
        }
        let fact = (fields[1].to_owned(), fields[2].to_owned(), fields[3].to_owned());
        sentences.last_mut().expect("just pushed").1.push(fact);
    }
    sentences
}

fn found(text: &str, indicators: &Indicators) -> Vec<Fact> {
    let fact = |figure: &shuzhi::figure::Figure| {
        let qualifier = serde_json::to_value(figure.qualifier).expect("a name");
        (
            indicators.get(figure.indicator).expect("an indicator").key.clone(),
            figure.value.map(|value| value.to_string()).unwrap_or_default(),
            qualifier.as_str().expect("text").to_owned(),
        )
    };
    figures(text, indicators).iter().map(fact).collect()
}

fn count(facts: &[Fact]) -> BTreeMap<&Fact, usize> {
    let mut counts = BTreeMap::new();
    for fact in facts {
        *counts.entry(fact).or_default() += 1;
    }
    counts
}

/// How many facts were found, missed and made up.
#[derive(Default)]
struct Score {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }

    fn add(&mut self, expected: &[Fact], found: &[Fact]) {
        let (expected_counts, found_counts) = (count(expected), count(found));
        let right: usize = expected_counts
            .iter()
            .map(|(fact, count)| *count.min(found_counts.get(*fact).unwrap_or(&0)))
            .sum();
        self.right += right;
        self.missed += expected.len() - right;
        self.wrong += found.len() - right;
    }
}

#[test]
fn labelled_sentences() {
    let indicators = Indicators::default();
    let [mut tuned, mut held_out] = [Score::default(), Score::default()];
    let mut differences = String::new();
    for (number, (sentence, expected)) in labelled().iter().enumerate() {
        let found = found(sentence, &indicators);
        let is_held_out = number % 3 == 2;
        let score = if is_held_out { &mut held_out } else { &mut tuned };
        score.add(expected, &found);
        let shows = !is_held_out || std::env::var_os("SHUZHI_HELD_OUT").is_some();
        if shows && count(expected) != count(&found) {
            let _ = writeln!(differences, "{sentence}\n  expected {expected:?}\n  found    {found:?}");
        }
    }
    println!("{differences}");
    for (name, score) in [("tuned", &tuned), ("held out", &held_out)] {
        println!(
            "{name}: precision {:.3}, recall {:.3} ({} right, {} missed, {} wrong)",
            score.precision(),
            score.recall(),
            score.right,
            score.missed,
            score.wrong
        );
    }
    assert!(tuned.precision() >= 0.97 && tuned.recall() >= 0.92);
    assert!(held_out.precision() >= 0.95 && held_out.recall() >= 0.85);
}

#[test]
fn sentences_without_figures() {
    let indicators = Indicators::default();
    let mut made_up = vec![];
    for line in include_str!("../labelled/negatives.tsv").lines().skip(1) {
        let sentence = line.split('\t').next().unwrap_or_default();
        let found = found(sentence, &indicators);
        if !found.is_empty() {
            made_up.push(format!("{sentence}: {found:?}"));
        }
    }
    assert!(made_up.is_empty(), "{}", made_up.join("\n"));
}
