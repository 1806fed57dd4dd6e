//! Problems that several reports name: statements of one level and two years, put together by what their words share.

use std::collections::BTreeMap;

use super::{GENERIC_PAIRS, pairs};

/// A problem that a report names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'a> {
    /// Number of the report.
    pub report: usize,
    /// Whether it is of the later year.
    pub is_now: bool,
    /// What it says.
    pub text: &'a str,
}

/// Statements that are alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    /// Their numbers, in the order given.
    pub members: Vec<usize>,
    /// Reports of the later year among them, each once.
    pub now: usize,
    /// The same of the earlier year.
    pub before: usize,
}

/// From where on a statement joins others: the share of its words that the first of them has, and the other way round (the cosine of both,
/// rare words weighing more). Higher than where links within a unit are told, since here nothing else ties two statements together.
const ALIKE: f64 = 0.34;

/// A statement is looked for by so many of its rarest words.
const LOOKED_FOR: usize = 8;

/// So many groups that have one of them are held against it, the newest first.
const MOST_HELD: usize = 64;

/// Puts statements together; the most often named in the later year first. Each joins the group whose first statement is most like it, or begins
/// one. Near linear in their number.
pub fn clusters(named: &[Named<'_>]) -> Vec<Cluster> {
    let words: Vec<Vec<u64>> = named.iter().map(|named| words(named.text)).collect();
    let weights = weights(&words);
    let mut clusters: Vec<Cluster> = vec![];
    // Groups by the words of their first statement.
    let mut by_word: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (number, own) in words.iter().enumerate() {
        let mut rarest: Vec<u64> = own.clone();
        rarest.sort_by(|one, two| weights[two].total_cmp(&weights[one]).then_with(|| one.cmp(two)));
        rarest.truncate(LOOKED_FOR);
        let mut held: Vec<usize> = rarest
            .iter()
            .flat_map(|word| {
                by_word.get(word).into_iter().flat_map(|groups| groups.iter().rev().take(MOST_HELD))
            })
            .copied()
            .collect();
        held.sort_unstable();
        held.dedup();
        let alike = |group: usize| similarity(own, &words[clusters[group].members[0]], &weights);
        let best = held.into_iter().map(|group| (alike(group), group));
        let best = best.max_by(|one, two| one.0.total_cmp(&two.0).then(two.1.cmp(&one.1)));
        match best.filter(|(similarity, _)| *similarity >= ALIKE) {
            Some((_, group)) => clusters[group].members.push(number),
            None => {
                for word in own {
                    by_word.entry(*word).or_default().push(clusters.len());
                }
                clusters.push(Cluster { members: vec![number], ..Cluster::default() });
            }
        }
    }
    for cluster in &mut clusters {
        let reports = |is_now: bool| {
            let of_year = cluster.members.iter().map(|at| &named[*at]).filter(|named| named.is_now == is_now);
            let mut reports: Vec<usize> = of_year.map(|named| named.report).collect();
            reports.sort_unstable();
            reports.dedup();
            reports.len()
        };
        (cluster.now, cluster.before) = (reports(true), reports(false));
    }
    clusters.sort_by(|one, two| {
        (two.now, two.before).cmp(&(one.now, one.before)).then(one.members.cmp(&two.members))
    });
    clusters
}

/// The pairs of characters of a statement, ascending, each once.
fn words(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = pairs(text).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How much each pair says: the rarer, the more.
fn weights(all: &[Vec<u64>]) -> BTreeMap<u64, f64> {
    let mut often: BTreeMap<u64, usize> = BTreeMap::new();
    for word in all.iter().flatten() {
        *often.entry(*word).or_default() += 1;
    }
    let weight = |(word, often): (u64, usize)| {
        let rarity = (1.0 + all.len() as f64 / often as f64).ln();
        (word, if GENERIC_PAIRS.binary_search(&word).is_ok() { rarity * 0.2 } else { rarity })
    };
    often.into_iter().map(weight).collect()
}

fn similarity(one: &[u64], two: &[u64], weights: &BTreeMap<u64, f64>) -> f64 {
    let sum = |words: &[u64]| -> f64 { words.iter().map(|word| weights[word]).sum() };
    let shared: f64 =
        one.iter().filter(|word| two.binary_search(word).is_ok()).map(|word| weights[word]).sum();
    let both = (sum(one) * sum(two)).sqrt();
    if both > 0.0 { shared / both } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_problem_of_several_units_is_one() {
        let texts = [
            (0, true, "一是理论学习不够系统深入"),
            (0, true, "二是调查研究深入基层偏少"),
            (1, true, "理论学习系统性不够"),
            (2, false, "理论学习还不系统"),
            (3, true, "党员教育形式单一"),
            (3, true, "理论学习不够系统，学用脱节"),
        ];
        let named: Vec<Named<'_>> = texts
            .iter()
            .map(|(report, is_now, text)| Named { report: *report, is_now: *is_now, text })
            .collect();
        let found = clusters(&named);
        assert_eq!(found[0], Cluster { members: vec![0, 2, 3, 5], now: 3, before: 1 });
        assert_eq!(found.len(), 3);
    }
}
