//! Figures as pages show them.

use std::fmt::Write as _;

use serde::Serialize;

use super::Page;
use crate::archive::Entry;
use crate::figure::settle::{Claim, Settled};
use crate::figure::{Indicator, IndicatorId, Kind, Number, Qualifier};
use crate::report::account;
use crate::report::statement::Role;
use crate::site::route::Route;
use crate::statistics::Figured;

/// A figure in words, with the place that states it.
#[derive(Debug, Clone, Serialize)]
pub struct FigureItem {
    /// Its value with sign and measure word; for withheld ones a word.
    pub text: String,
    /// Address of the sentence; empty where there is none.
    pub url: String,
    /// `value`, `withheld`, `ambiguous` or `silent`.
    pub state: &'static str,
    /// What tables sort by.
    pub sort: String,
}

/// One line of a report's table of figures.
#[derive(Debug, Serialize)]
pub struct ReportFigure {
    /// Name of the indicator.
    pub name: String,
    /// The indicator's page; empty where there is none.
    pub url: String,
    /// Its value.
    pub value: String,
    /// Its place in the text; empty for front matter.
    pub place: String,
    /// What else is to be said: part, target, time, actor.
    pub notes: Vec<&'static str>,
    /// Whether it stands for the report.
    pub stands: bool,
}

/// A number with separators between thousands, as tables show it.
pub fn grouped(number: Number) -> String {
    let text = number.to_string();
    // As most are.
    if text.len() <= 3 {
        return text;
    }
    let (whole, parts) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, parts)| (whole, Some(parts)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(parts) = parts {
        out.extend([".", parts]);
    }
    out
}

/// The sign before a value that is not exact.
pub fn sign(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Approx => "≈",
        Qualifier::AtLeast => "≥",
        Qualifier::AtMost => "≤",
        Qualifier::Exact | Qualifier::Range | Qualifier::Redacted => "",
    }
}

/// A sum or median with its sign.
pub fn figured(figured: Figured) -> String {
    format!("{}{}", sign(figured.qualifier), grouped(figured.value))
}

/// The measure word that an indicator is usually counted in.
pub fn measure(indicator: &Indicator) -> &str {
    if indicator.kind == Kind::Rate { "%" } else { indicator.measures.first().map_or("", String::as_str) }
}

/// The address of a figure in a report's page.
fn placed(report: &str, number: usize) -> String {
    let mut url = String::with_capacity(report.len() + 16);
    url.push_str(report);
    let _ = write!(url, "#figure-{}", number + 1);
    url
}

impl Page<'_> {
    /// A claim in words.
    pub(super) fn claimed(&self, claim: &Claim, measure: &str) -> String {
        let words = self.language().words();
        let Some(value) = claim.value else { return words.withheld.to_owned() };
        match claim.high {
            Some(high) => [grouped(value).as_str(), "–", &grouped(high), measure].concat(),
            None => [sign(claim.qualifier), &grouped(value), measure].concat(),
        }
    }

    /// What a report says of an indicator; `report` is the report's address.
    pub(super) fn figure_item(
        &self,
        report: &str,
        entry: &Entry,
        id: IndicatorId,
        settled: Option<&Settled>,
    ) -> FigureItem {
        let words = self.language().words();
        let usual = self.archive.config.indicators.get(id).map_or("", measure);
        let place = |claim: &Claim| match claim.statement {
            Some(number) => placed(report, number),
            None => [report, "#figures"].concat(),
        };
        let said_in = |claim: &Claim| {
            let own = claim.statement.and_then(|number| entry.record.figures.get(number));
            own.map_or(usual, |statement| statement.figure.measure.word())
        };
        match settled {
            Some(Settled::Value(claim) | Settled::Withheld(claim)) => FigureItem {
                text: self.claimed(claim, said_in(claim)),
                url: place(claim),
                state: if claim.value.is_some() { "value" } else { "withheld" },
                sort: claim.value.map(|value| value.ten_thousandths().to_string()).unwrap_or_default(),
            },
            Some(Settled::Ambiguous(claims)) => FigureItem {
                text: claims
                    .iter()
                    .map(|claim| self.claimed(claim, said_in(claim)))
                    .collect::<Vec<_>>()
                    .join(" / "),
                url: claims.first().map(place).unwrap_or_default(),
                state: "ambiguous",
                sort: String::new(),
            },
            None => FigureItem {
                text: words.not_stated.to_owned(),
                url: String::new(),
                state: "silent",
                sort: String::new(),
            },
        }
    }

    /// All figures of a report, in the order of its text.
    pub(super) fn report_figures(&self, entry: &Entry) -> Vec<ReportFigure> {
        let indicators = &self.archive.config.indicators;
        let words = self.language().words();
        let settled = entry.record.account(indicators);
        let standing = |number: usize, id: IndicatorId| {
            settled.get(&id).and_then(Settled::claim).is_some_and(|claim| claim.statement == Some(number))
        };
        let line = |(number, statement): (usize, &crate::report::statement::Statement)| {
            let figure = &statement.figure;
            let indicator = indicators.get(figure.indicator)?;
            let claim = account::claim(number, statement);
            let role = match statement.role {
                Role::Part => words.figure_part,
                Role::Target => words.figure_target,
                Role::Previous => words.figure_previous,
                Role::Total => "",
            };
            let is_ambiguous = statement.role == Role::Total
                && matches!(settled.get(&figure.indicator), Some(Settled::Ambiguous(_)));
            let scope = figure.scope.map_or("", |scope| self.language().scope(scope));
            let actor = figure.actor.map_or("", |actor| self.language().actor(actor));
            let ambiguous = if is_ambiguous { words.figure_ambiguous } else { "" };
            let notes = [role, ambiguous, scope, actor].into_iter().filter(|note| !note.is_empty()).collect();
            Some(ReportFigure {
                name: indicator.name.clone(),
                url: self.indicator_url(figure.indicator),
                value: self.claimed(&claim, figure.measure.word()),
                place: placed("", number),
                notes,
                stands: standing(number, figure.indicator),
            })
        };
        let stated = entry.record.front.figures.iter().filter_map(|(name, _)| {
            let id = indicators.named(name)?;
            let claim = settled.get(&id)?.claim().filter(|claim| claim.statement.is_none())?;
            let indicator = indicators.get(id)?;
            Some(ReportFigure {
                name: indicator.name.clone(),
                url: self.indicator_url(id),
                value: self.claimed(claim, measure(indicator)),
                place: String::new(),
                notes: vec![words.figure_stated],
                stands: true,
            })
        });
        let of_text = entry.record.figures.iter().enumerate().filter_map(line);
        stated.chain(of_text).collect()
    }

    /// The page of an indicator, where there is one.
    pub(super) fn indicator_url(&self, id: IndicatorId) -> String {
        let route = Route::Indicator(id);
        if route.exists(self.archive) { self.href(&route) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let shown = |parts: i64| grouped(Number::from_ten_thousandths(parts));
        assert_eq!(shown(9_990_000), "999");
        assert_eq!(shown(12_345_678_000), "1,234,567.8");
        assert_eq!(shown(0), "0");
    }
}
