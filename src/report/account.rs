//! What a report says of each indicator as a whole, and where its figures cannot be.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Problem, Source};
use crate::figure::folded::FoldedBlock;
use crate::figure::quantity::quantities;
use crate::figure::settle::{Claim, Settled, settle};
use crate::figure::{IndicatorId, Indicators, Kind, Number, Qualifier};
use crate::report::statement::{Role, Statement};
use crate::report::{Record, document::Document};

impl Record {
    /// What it says of each indicator that it says anything of.
    pub fn account(&self, indicators: &Indicators) -> BTreeMap<IndicatorId, Settled> {
        let mut claims: BTreeMap<IndicatorId, Vec<Claim>> = BTreeMap::new();
        for (at, statement) in
            self.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Total)
        {
            claims.entry(statement.figure.indicator).or_default().push(claim(at, statement));
        }
        for (name, value) in &self.front.figures {
            let Some(id) = indicators.named(name) else { continue };
            claims.entry(id).or_default().extend(stated(value, id, indicators));
        }
        claims.into_iter().filter_map(|(id, claims)| Some((id, settle(claims)?))).collect()
    }

    /// What it says of one indicator.
    pub fn says(&self, id: IndicatorId, indicators: &Indicators) -> Option<Settled> {
        let own = self.figures.iter().enumerate();
        let own = own.filter(|(_, known)| known.figure.indicator == id && known.role == Role::Total);
        let mut claims: Vec<Claim> = own.map(|(at, statement)| claim(at, statement)).collect();
        if claims.is_empty() && self.front.figures.is_empty() {
            return None;
        }
        let stated_here = self.front.figures.iter().filter(|(name, _)| indicators.named(name) == Some(id));
        claims.extend(stated_here.filter_map(|(_, value)| stated(value, id, indicators)));
        settle(claims)
    }
}

/// A statement as the rules of settling see it; `at` is its number in the report.
pub fn claim(at: usize, statement: &Statement) -> Claim {
    let figure = &statement.figure;
    Claim {
        statement: Some(at),
        value: figure.value,
        high: figure.high,
        qualifier: figure.qualifier,
        scope: figure.scope,
        actor: figure.actor,
    }
}

/// The figure that front matter states: 12, 12次, 约40人次, **次.
pub fn stated(value: &str, id: IndicatorId, indicators: &Indicators) -> Option<Claim> {
    let is_bare = value.chars().all(|c| c.is_ascii_digit() || c == '.');
    let usual = indicators.get(id)?.measures.first()?;
    let text = if is_bare { format!("{value}{usual}") } else { value.to_owned() };
    let block = FoldedBlock::new(&text);
    let found = quantities(&block);
    let [quantity] = found.as_slice() else { return None };
    let is_all = quantity.span == (0..block.text.len());
    let counts = indicators.get(id)?.measures.iter().any(|measure| measure == quantity.measure.word());
    (is_all && counts).then_some(Claim {
        statement: None,
        value: quantity.value,
        high: quantity.high,
        qualifier: quantity.qualifier,
        scope: None,
        actor: None,
    })
}

/// A claim in figures, as it is told in a diagnostic.
fn shown(claim: &Claim) -> String {
    claim.value.map_or_else(|| "**".to_owned(), |value| value.to_string())
}

/// What cannot be among the figures of a report. `head` is where its front matter stands in the file.
pub fn problems(
    source: Source<'_>,
    document: &Document,
    record: &Record,
    indicators: &Indicators,
) -> Vec<Diagnostic> {
    let mut problems = vec![];
    // Where nothing is counted, front matter may name what it will.
    let stated_here = record.front.figures.iter().filter(|_| !indicators.is_empty());
    for (name, value) in stated_here {
        let at = source.text.find(name.as_str()).unwrap_or_default();
        let mut report = |problem| problems.push(source.problem(at..at + name.len(), problem));
        let Some(id) = indicators.named(name) else {
            report(Problem::FigureUnknown { name: name.clone() });
            continue;
        };
        let Some(stated) = stated(value, id, indicators) else {
            report(Problem::FigureUnreadable { name: name.clone(), value: value.clone() });
            continue;
        };
        let own = record.figures.iter().enumerate();
        let own = own.filter(|(_, known)| known.figure.indicator == id && known.role == Role::Total);
        if let Some(Settled::Value(found)) = settle(own.map(|(at, statement)| claim(at, statement)).collect())
            && stated
                .value
                .is_some_and(|value| found.qualifier == Qualifier::Exact && found.value != Some(value))
        {
            let (stated, found) = (shown(&stated), shown(&found));
            report(Problem::FigureContradicts { name: name.clone(), stated, found });
        }
    }
    let mut places = source.cursor();
    for (at, statement) in record.figures.iter().enumerate() {
        let Some(problem) = implausible(statement, indicators).or_else(|| sum(at, record, indicators)) else {
            continue;
        };
        let place = &statement.figure.place;
        let start = document.map.source(place.start);
        let end = document.map.source(place.end.saturating_sub(1)).max(start);
        problems.push(problem.at(places.place(start..start.max(next_boundary(source.text, end)))));
    }
    problems
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at + 1..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len())
}

/// A rate of more than a hundred per cent, or of less than nothing.
fn implausible(statement: &Statement, indicators: &Indicators) -> Option<Problem> {
    let indicator = indicators.get(statement.figure.indicator)?;
    let value = statement.figure.value?;
    let is_too_much = indicator.kind == Kind::Rate && Number::whole(100).is_some_and(|all| value > all);
    is_too_much
        .then(|| Problem::FigureImplausible { name: indicator.name.clone(), value: format!("{value}%") })
}

/// Parts of one sentence that are more than their whole; problems found of which the fixed, ongoing and open ones make another
/// number.
fn sum(at: usize, record: &Record, indicators: &Indicators) -> Option<Problem> {
    let whole = &record.figures[at];
    let exact = |statement: &Statement| {
        statement.figure.value.filter(|_| statement.figure.qualifier == Qualifier::Exact)
    };
    let value = exact(whole)?;
    let indicator = indicators.get(whole.figure.indicator)?;
    let near =
        record.figures[at + 1..].iter().take_while(|other| other.figure.sentence == whole.figure.sentence);
    let near: Vec<&Statement> = near.collect();
    let total = |parts: &[&Statement]| {
        parts
            .iter()
            .try_fold(0_i64, |sum, part| sum.checked_add(exact(part)?.ten_thousandths()))
            .map(Number::from_ten_thousandths)
    };
    let id = |key: &str| indicators.id(key);
    let wrong = if indicator.key == "problems_found" {
        let of = ["problems_fixed", "problems_ongoing", "problems_open"].map(id);
        let parts: Vec<&Statement> =
            near.into_iter().filter(|other| of.contains(&Some(other.figure.indicator))).collect();
        (parts.len() == 3).then(|| total(&parts)).flatten().filter(|sum| *sum != value)
    } else {
        let is_part =
            |other: &&Statement| other.figure.is_part && other.figure.indicator == whole.figure.indicator;
        let parts: Vec<&Statement> = near.into_iter().filter(is_part).collect();
        (!whole.figure.is_part && parts.len() > 1).then(|| total(&parts)).flatten().filter(|sum| *sum > value)
    };
    wrong.map(|sum| Problem::FigureSum {
        name: indicator.name.clone(),
        whole: value.to_string(),
        sum: sum.to_string(),
    })
}
