//! Problems that several reports name: statements of one level and two years, put together by what their words share.

use std::mem::replace;

use super::words::{Pairs, is_generic_pair, rarity, weight};

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

/// Puts those statements together that are chosen; the most often named in the later year first. Each joins the group whose first statement is
/// most like it, or begins one. Near linear in their number.
pub fn clusters(named: &[Named<'_>], words: &Words, is_chosen: impl Fn(&Named<'_>) -> bool) -> Vec<Cluster> {
    let chosen: Vec<usize> = (0..named.len()).filter(|at| is_chosen(&named[*at])).collect();
    let weights = words.weights(&chosen);
    let mut groups: Vec<Group<'_>> = vec![];
    // Groups by the words of their first statement.
    let mut by_word: Vec<Vec<u32>> = vec![vec![]; weights.len()];
    // What words of the statement at hand weigh; all others nothing, so that a sum over the words of another is of what both share.
    let mut own = vec![0.0; weights.len()];
    let mut rarest = vec![];
    for number in chosen {
        let said = &words.statements[number];
        for word in said {
            own[*word as usize] = weights[*word as usize];
        }
        let sum = weighed(said, &own);
        rarest.clone_from(said);
        let by_rarity =
            |one: &u32, two: &u32| own[*two as usize].total_cmp(&own[*one as usize]).then(one.cmp(two));
        if rarest.len() > LOOKED_FOR {
            rarest.select_nth_unstable_by(LOOKED_FOR - 1, by_rarity);
            rarest.truncate(LOOKED_FOR);
        }
        rarest.sort_unstable_by(by_rarity);
        let mut best: Option<(f64, u32)> = None;
        for word in &rarest {
            for &group in by_word[*word as usize].iter().rev().take(MOST_HELD) {
                let known = &mut groups[group as usize];
                if replace(&mut known.held, number) == number {
                    continue;
                }
                let similarity = weighed(known.words, &own) / (sum * known.sum).sqrt();
                // Of groups that are equally like it the first.
                let is_better =
                    |(most, of): (f64, u32)| similarity.total_cmp(&most).then(of.cmp(&group)).is_gt();
                if similarity >= ALIKE && best.is_none_or(is_better) {
                    best = Some((similarity, group));
                }
            }
        }
        if let Some((_, group)) = best {
            groups[group as usize].members.push(number);
        } else {
            for word in said {
                by_word[*word as usize].push(groups.len() as u32);
            }
            groups.push(Group { members: vec![number], words: said, sum, held: number });
        }
        for word in said {
            own[*word as usize] = 0.0;
        }
    }
    let cluster = |Group { members, .. }: Group<'_>| {
        let reports = |is_now: bool| {
            let of_year = members.iter().map(|at| &named[*at]).filter(|named| named.is_now == is_now);
            let mut reports: Vec<usize> = of_year.map(|named| named.report).collect();
            reports.sort_unstable();
            reports.dedup();
            reports.len()
        };
        Cluster { now: reports(true), before: reports(false), members }
    };
    let mut clusters: Vec<Cluster> = groups.into_iter().map(cluster).collect();
    clusters.sort_by(|one, two| {
        (two.now, two.before).cmp(&(one.now, one.before)).then(one.members.cmp(&two.members))
    });
    clusters
}

/// A cluster in the making.
struct Group<'a> {
    members: Vec<usize>,
    /// The words of its first statement, and what they weigh together.
    words: &'a [u32],
    sum: f64,
    /// The statement that was held against it last: it has several of its words.
    held: usize,
}

/// The words of statements, which are pairs of characters: found once, however many choices of them are put together.
#[derive(Debug)]
pub struct Words {
    /// Numbers of the words of each statement, ascending, each once.
    statements: Vec<Vec<u32>>,
    /// Whether each word says nothing of the matter.
    is_generic: Vec<bool>,
}

impl Words {
    /// Of some statements.
    pub fn of(named: &[Named<'_>]) -> Self {
        let (mut placed, mut pairs): (Vec<(u64, u32)>, _) = (vec![], Pairs::default());
        for (named, number) in named.iter().zip(0..) {
            pairs.each(named.text, |pair| placed.push((pair, number)));
        }
        placed.sort_unstable();
        placed.dedup();
        let mut statements = vec![vec![]; named.len()];
        let mut is_generic = vec![];
        for same in placed.chunk_by(|one, two| one.0 == two.0) {
            for (_, number) in same {
                statements[*number as usize].push(is_generic.len() as u32);
            }
            is_generic.push(is_generic_pair(same[0].0));
        }
        Self { statements, is_generic }
    }

    /// How much each word says among some statements: the rarer, the more.
    fn weights(&self, chosen: &[usize]) -> Vec<f64> {
        let mut having = vec![0; self.is_generic.len()];
        for number in chosen {
            for word in &self.statements[*number] {
                having[*word as usize] += 1;
            }
        }
        let weight = |(having, is_generic)| weight(rarity(chosen.len(), having), is_generic);
        having.into_iter().zip(self.is_generic.iter().copied()).map(weight).collect()
    }
}

/// What words weigh together.
fn weighed(words: &[u32], weights: &[f64]) -> f64 {
    words.iter().map(|word| weights[*word as usize]).sum()
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
        let words = Words::of(&named);
        let found = clusters(&named, &words, |_| true);
        assert_eq!(found[0], Cluster { members: vec![0, 2, 3, 5], now: 3, before: 1 });
        assert_eq!(found.len(), 3);
        let of_later = clusters(&named, &words, |named| named.is_now);
        assert_eq!(of_later[0], Cluster { members: vec![0, 2, 5], now: 3, before: 0 });
    }
}
