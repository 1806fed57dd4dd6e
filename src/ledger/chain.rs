//! Chains over the years: a problem, what was said to be done about it, whether it comes back; a plan, its result, or the same plan again.

use super::item::Matter;
use super::{Entries, Link, links, links_among};
use crate::report::front_matter::Decision;

/// What an entry is in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Where it begins.
    First,
    /// What was done about it.
    Answer,
    /// The same again.
    Again,
    /// The same again, after a year in which it was not named.
    AfterGap,
}

/// An entry in a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Number of its report.
    pub year: usize,
    /// Its number in the report.
    pub entry: usize,
    /// What it is.
    pub role: Role,
    /// How similar it is to what it follows; nothing for the first.
    pub link: Option<Link>,
}

/// A problem or a plan over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its steps, by year; what was done stands before what came back.
    pub steps: Vec<Step>,
}

impl Chain {
    /// How often it is named again.
    pub fn recurrences(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.role, Role::Again | Role::AfterGap)).count()
    }

    /// Whether something was said to be done about it before it came back, or in the same report.
    pub fn returns_after_answer(&self) -> bool {
        let answered = self.steps.iter().position(|step| step.role == Role::Answer);
        answered.is_some_and(|at| {
            self.steps[at..].iter().any(|step| matches!(step.role, Role::Again | Role::AfterGap))
        })
    }
}

/// A unit's report as chains take it.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// Its entries.
    pub entries: &'a Entries,
    /// What its front matter says of links to the report before.
    pub decisions: &'a [Decision],
}

/// Links from each report to the next, and of problems that the next does not name to the one after.
struct Links {
    next: Vec<Vec<Link>>,
    after: Vec<Vec<Link>>,
}

impl Links {
    fn of(years: &[Year<'_>]) -> Self {
        let next: Vec<Vec<Link>> =
            years.windows(2).map(|pair| links(pair[0].entries, pair[1].entries, pair[1].decisions)).collect();
        let after = years.windows(3).zip(next.windows(2)).map(|(years, next)| after_gap(years, next));
        Self { after: after.collect(), next }
    }
}

/// From where on such a link is told: the labelled chains have none, so it is asked for more than between neighbours.
const SIMILAR_AFTER_GAP: f64 = 0.3;

/// Links of problems of the first of three years to those of the last which the year between does not name.
fn after_gap(years: &[Year<'_>], next: &[Vec<Link>]) -> Vec<Link> {
    let is_problem =
        |year: usize, entry: usize| years[year].entries.all[entry].item.matter == Matter::Problem;
    let leads_on = |entry: &usize| next[0].iter().any(|link| link.from == *entry && is_problem(1, link.to));
    let is_led_to = |entry: &usize| next[1].iter().any(|link| link.to == *entry && is_problem(1, link.from));
    let (mut ones, mut twos) =
        (years[0].entries.numbers(Matter::Problem), years[2].entries.numbers(Matter::Problem));
    ones.retain(|entry| !leads_on(entry));
    twos.retain(|entry| !is_led_to(entry));
    links_among((years[0].entries, &ones), (years[2].entries, &twos), SIMILAR_AFTER_GAP)
}

/// The chains of a unit's reports, which are in order; the longest first. Linear in the number of reports.
pub fn chains(years: &[Year<'_>]) -> Vec<Chain> {
    let links = Links::of(years);
    let matter = |year: usize, entry: usize| years[year].entries.all[entry].item.matter;
    let is_again = |year: usize, link: &Link, later: usize| matter(year, link.from) == matter(later, link.to);
    let mut chains = vec![];
    for (year, report) in years.iter().enumerate() {
        for entry in 0..report.entries.all.len() {
            let is_followed = matches!(matter(year, entry), Matter::Problem | Matter::Plan);
            let leads = |links: &[Vec<Link>], gap: usize| {
                year >= gap
                    && links[year - gap]
                        .iter()
                        .any(|link| link.to == entry && is_again(year - gap, link, year))
            };
            if is_followed && !leads(&links.next, 1) && !leads(&links.after, 2) {
                let first = Step { year, entry, role: Role::First, link: None };
                chains.push(follow(first, &links, years));
            }
        }
    }
    chains.sort_by_key(|chain| std::cmp::Reverse((chain.recurrences(), chain.steps.len())));
    chains
}

/// The chain that begins with an entry.
fn follow(first: Step, links: &Links, years: &[Year<'_>]) -> Chain {
    let matter = |year: usize, entry: usize| years[year].entries.all[entry].item.matter;
    let mut steps = vec![first];
    let mut now = Some((first.year, first.entry));
    while let Some((year, entry)) = now.take() {
        let of_entry = |links: &[Vec<Link>]| -> Vec<Link> {
            links.get(year).into_iter().flatten().filter(|link| link.from == entry).copied().collect()
        };
        for link in of_entry(&links.next) {
            let is_again = matter(year, entry) == matter(year + 1, link.to);
            let role = if is_again { Role::Again } else { Role::Answer };
            steps.push(Step { year: year + 1, entry: link.to, role, link: Some(link) });
            if is_again {
                now = Some((year + 1, link.to));
            }
        }
        if let Some(link) = of_entry(&links.after).first().filter(|_| now.is_none()) {
            steps.push(Step { year: year + 2, entry: link.to, role: Role::AfterGap, link: Some(*link) });
            now = Some((year + 2, link.to));
        }
    }
    steps.sort_by_key(|step| (step.year, step.role));
    Chain { steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::fields::Placed;
    use crate::report::parse_text;

    fn report(problem: &str, done: &str) -> Entries {
        let text = format!("一、整改落实情况\n\n{done}\n\n二、存在的问题\n\n{problem}\n");
        Entries::of(&parse_text(Source { path: &"a.md".into(), text: &text }, "a.md"))
    }

    #[test]
    fn a_problem_is_followed_over_the_years() {
        let texts = [
            report("一是理论学习不够系统，学用结合不紧。", "无。"),
            report("一是调研走访次数偏少。", "针对理论学习不够系统的问题，建立了每周学习制度。"),
            report("一是理论学习仍不系统，学用结合不紧。", "针对调研走访偏少，建立了台账。"),
        ];
        let years: Vec<Year<'_>> = texts.iter().map(|entries| Year { entries, decisions: &[] }).collect();
        let found = chains(&years);
        let roles: Vec<(usize, Role)> = found[0].steps.iter().map(|step| (step.year, step.role)).collect();
        assert_eq!(roles, [(0, Role::First), (1, Role::Answer), (2, Role::AfterGap)]);
        assert!(found[0].returns_after_answer());
        assert_eq!(found[1].recurrences(), 0);
    }

    #[test]
    fn what_front_matter_says_wins() {
        let texts = [
            report("一是理论学习不够系统，学用结合不紧。二是阵地老旧。", "无。"),
            report("一是理论学习仍不系统，学用结合不紧。二是活动室的屋顶漏水。", "无。"),
        ];
        let decision = |earlier: &str, later: &str, is_same| Decision {
            earlier: earlier.to_owned(),
            later: Placed { value: later.to_owned(), span: 0..0 },
            is_same,
        };
        let decisions = [decision("学用结合", "学用结合", false), decision("阵地老旧", "屋顶漏水", true)];
        let found = links(&texts[0], &texts[1], &decisions);
        let problems: Vec<(&str, &str, bool)> = found
            .iter()
            .map(|link| (&*texts[0].all[link.from].text, &*texts[1].all[link.to].text, link.is_confirmed))
            .collect();
        assert_eq!(problems, [("二是阵地老旧。", "二是活动室的屋顶漏水。", true)]);
    }
}
