//! Problems that several reports name: statements of one level and two years, put together by what their words share.

use super::words::{is_generic_pair, pairs, rarity, weight};

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
    let Words { statements, weights } = Words::of(named);
    let mut clusters: Vec<Cluster> = vec![];
    // Groups by the words of their first statement.
    let mut by_word: Vec<Vec<u32>> = vec![vec![]; weights.len()];
    let mut held: Vec<u32> = vec![];
    for (number, own) in statements.iter().enumerate() {
        held.clear();
        for word in &own.rarest {
            held.extend(by_word[*word as usize].iter().rev().take(MOST_HELD));
        }
        held.sort_unstable();
        held.dedup();
        let alike = |group: u32| {
            let first = clusters[group as usize].members[0];
            own.similarity(&statements[first], &weights)
        };
        let best = held.iter().map(|group| (alike(*group), *group));
        let best = best.max_by(|one, two| one.0.total_cmp(&two.0).then(two.1.cmp(&one.1)));
        if let Some((_, group)) = best.filter(|(similarity, _)| *similarity >= ALIKE) {
            clusters[group as usize].members.push(number);
            continue;
        }
        for word in &own.words {
            by_word[*word as usize].push(clusters.len() as u32);
        }
        clusters.push(Cluster { members: vec![number], ..Cluster::default() });
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

/// The words of statements: pairs of characters, as numbers.
struct Words {
    statements: Vec<Statement>,
    /// How much each says: the rarer, the more.
    weights: Vec<f64>,
}

/// The words of a statement.
#[derive(Default)]
struct Statement {
    /// Ascending, each once.
    words: Vec<u32>,
    /// The rarest of them.
    rarest: Vec<u32>,
    /// What they weigh together.
    sum: f64,
}

impl Words {
    fn of(named: &[Named<'_>]) -> Self {
        let all = named.iter().zip(0_u32..);
        let mut placed: Vec<(u64, u32)> =
            all.flat_map(|(named, number)| pairs(named.text).into_iter().map(move |pair| (pair, number))).collect();
        placed.sort_unstable();
        placed.dedup();
        let mut statements: Vec<Statement> = named.iter().map(|_| Statement::default()).collect();
        let mut weights = vec![];
        for same in placed.chunk_by(|one, two| one.0 == two.0) {
            let weight = weight(rarity(named.len(), same.len()), is_generic_pair(same[0].0));
            for (_, number) in same {
                let statement = &mut statements[*number as usize];
                statement.words.push(weights.len() as u32);
                statement.sum += weight;
            }
            weights.push(weight);
        }
        for statement in &mut statements {
            let mut rarest = statement.words.clone();
            let weight = |word: &u32| weights[*word as usize];
            rarest.sort_by(|one, two| weight(two).total_cmp(&weight(one)).then(one.cmp(two)));
            rarest.truncate(LOOKED_FOR);
            statement.rarest = rarest;
        }
        Self { statements, weights }
    }
}

impl Statement {
    fn similarity(&self, other: &Self, weights: &[f64]) -> f64 {
        let (mut shared, mut rest) = (0.0, other.words.as_slice());
        for word in &self.words {
            while rest.first().is_some_and(|known| known < word) {
                rest = &rest[1..];
            }
            if rest.first() == Some(word) {
                shared += weights[*word as usize];
            }
        }
        let both = (self.sum * other.sum).sqrt();
        if both > 0.0 { shared / both } else { 0.0 }
    }
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
