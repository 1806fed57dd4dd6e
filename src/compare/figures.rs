//! The figures of two years side by side, with a difference only where both can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::figure::settle::{Claim, Settled};
use crate::figure::{IndicatorId, Indicators, Kind, Number, Qualifier};

/// What both years say of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureChange {
    /// The indicator.
    pub indicator: IndicatorId,
    /// What the earlier report says.
    pub left: Option<Settled>,
    /// What the later report says.
    pub right: Option<Settled>,
    /// The difference, or why there is none.
    pub difference: Result<Difference, Incomparable>,
}

/// A difference between two values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The later value less the earlier one.
    pub value: Number,
    /// In per cent of the earlier value; nothing where that is nought, and for rates, whose difference is in points.
    pub percent: Option<f64>,
    /// Whether either value is only about right.
    pub is_approximate: bool,
}

/// Why two statements have no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Incomparable {
    /// One report does not say it.
    NotStated,
    /// One withholds it.
    Withheld,
    /// One contradicts itself.
    Ambiguous,
    /// One says a bound or a range only.
    Bound,
    /// They are of different times: the whole year and half of it.
    Scope,
    /// They are of different actors: the branch and its secretary.
    Actor,
}

impl Incomparable {
    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStated => "not_stated",
            Self::Withheld => "withheld",
            Self::Ambiguous => "ambiguous",
            Self::Bound => "bound",
            Self::Scope => "scope",
            Self::Actor => "actor",
        }
    }
}

/// The figures of two reports, in the order of the indicators.
pub fn figure_changes(
    left: &BTreeMap<IndicatorId, Settled>,
    right: &BTreeMap<IndicatorId, Settled>,
    indicators: &Indicators,
) -> Vec<FigureChange> {
    let ids: BTreeSet<IndicatorId> = left.keys().chain(right.keys()).copied().collect();
    let change = |id: IndicatorId| {
        let (left, right) = (left.get(&id), right.get(&id));
        let is_rate = indicators.get(id).is_some_and(|indicator| indicator.kind == Kind::Rate);
        let difference = comparable(left).and_then(|left| difference(left, comparable(right)?, is_rate));
        FigureChange { indicator: id, left: left.cloned(), right: right.cloned(), difference }
    };
    ids.into_iter().map(change).collect()
}

fn comparable(settled: Option<&Settled>) -> Result<&Claim, Incomparable> {
    match settled {
        None => Err(Incomparable::NotStated),
        Some(Settled::Withheld(_)) => Err(Incomparable::Withheld),
        Some(Settled::Ambiguous(_)) => Err(Incomparable::Ambiguous),
        Some(Settled::Value(claim)) => match claim.qualifier {
            Qualifier::Exact | Qualifier::Approx => Ok(claim),
            Qualifier::AtLeast | Qualifier::AtMost | Qualifier::Range => Err(Incomparable::Bound),
            Qualifier::Redacted => Err(Incomparable::Withheld),
        },
    }
}

fn difference(left: &Claim, right: &Claim, is_rate: bool) -> Result<Difference, Incomparable> {
    use crate::figure::Scope::{HalfYear, Quarter};
    let part = |claim: &Claim| claim.scope.filter(|scope| matches!(scope, HalfYear | Quarter));
    if part(left) != part(right) {
        return Err(Incomparable::Scope);
    }
    if left.actor != right.actor {
        return Err(Incomparable::Actor);
    }
    let (before, now) = left.value.zip(right.value).ok_or(Incomparable::NotStated)?;
    let parts = now.ten_thousandths().checked_sub(before.ten_thousandths()).ok_or(Incomparable::Bound)?;
    let value = Number::from_ten_thousandths(parts);
    let percent =
        (!is_rate && before.ten_thousandths() != 0).then(|| value.to_f64() / before.to_f64() * 100.0);
    let is_approximate = [left, right].iter().any(|claim| claim.qualifier == Qualifier::Approx);
    Ok(Difference { value, percent, is_approximate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Scope;

    fn value(number: i64, qualifier: Qualifier, scope: Option<Scope>) -> Settled {
        let value = Number::whole(number);
        Settled::Value(Claim { statement: Some(0), value, high: None, qualifier, scope, actor: None })
    }

    #[test]
    fn only_what_is_comparable_has_a_difference() {
        let indicators = Indicators::default();
        let id = indicators.id("theme_day").expect("built in");
        let of = |left: Option<Settled>, right: Option<Settled>| {
            let side = |settled: Option<Settled>| settled.map(|settled| (id, settled)).into_iter().collect();
            figure_changes(&side(left), &side(right), &indicators).remove(0).difference
        };
        let exact = |number| Some(value(number, Qualifier::Exact, None));
        let found = of(exact(10), exact(12)).expect("a difference");
        assert_eq!(
            (found.value, found.percent, found.is_approximate),
            (Number::whole(2).unwrap(), Some(20.0), false)
        );
        assert_eq!(of(exact(0), exact(12)).expect("a difference").percent, None);
        assert!(
            of(exact(10), Some(value(40, Qualifier::Approx, None))).expect("a difference").is_approximate
        );
        assert_eq!(of(exact(10), None), Err(Incomparable::NotStated));
        assert_eq!(of(exact(10), Some(value(40, Qualifier::AtLeast, None))), Err(Incomparable::Bound));
        let half = Some(value(6, Qualifier::Exact, Some(Scope::HalfYear)));
        assert_eq!(of(half, exact(12)), Err(Incomparable::Scope));
    }
}
