//! What a report says of an indicator as a whole, from all its statements of it.
//!
//! Rules, in this order:
//!
//! 1. What front matter states, stands.
//! 2. Parts, plans and last year's figures are no totals. A statement of each of several branches is none either.
//! 3. The figure of the whole year stands over one up to a day, that over one of half a year or a quarter, and a yearly average or
//!    one of several years is none of this year.
//! 4. The figure of the whole stands over one's own or that of the leaders.
//! 5. Statements that agree are one. One that is the sum of the others is the whole, and the others are its parts.
//! 6. An exact figure stands over an approximate one that allows it (40余 and 43).
//! 7. What is withheld in one place and said in another is said.
//!
//! What is still more than one is ambiguous: it is shown, and counted in no total. Overlapping figures are never added.

use super::context::{Actor, Scope};
use super::number::Number;
use super::quantity::Qualifier;

/// One statement of an indicator, as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its number among the report's statements; nothing for front matter.
    pub statement: Option<usize>,
    /// Its value; nothing where it is withheld.
    pub value: Option<Number>,
    /// The upper end of a range.
    pub high: Option<Number>,
    /// How it is qualified.
    pub qualifier: Qualifier,
    /// The time it is of.
    pub scope: Option<Scope>,
    /// Whose it is.
    pub actor: Option<Actor>,
}

/// What a report says of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// One figure.
    Value(Claim),
    /// It is withheld.
    Withheld(Claim),
    /// Several that do not agree.
    Ambiguous(Vec<Claim>),
}

impl Settled {
    /// The claim that stands, if one does.
    pub fn claim(&self) -> Option<&Claim> {
        match self {
            Self::Value(claim) | Self::Withheld(claim) => Some(claim),
            Self::Ambiguous(_) => None,
        }
    }
}

/// Settles the claims of one report about one indicator; nothing where none is a total of the year.
pub fn settle(mut claims: Vec<Claim>) -> Option<Settled> {
    if let Some(stated) = claims.iter().position(|claim| claim.statement.is_none()) {
        return Some(one(claims.swap_remove(stated)));
    }
    claims.retain(|claim| rank(claim.scope).is_some() && claim.actor != Some(Actor::Each));
    let best =
        claims.iter().filter(|claim| claim.value.is_some()).filter_map(|claim| rank(claim.scope)).min();
    let Some(best) = best else { return claims.into_iter().next().map(Settled::Withheld) };
    claims.retain(|claim| claim.value.is_some() && rank(claim.scope) == Some(best));
    let is_whole = |claim: &Claim| !matches!(claim.actor, Some(Actor::Own | Actor::Leaders));
    if claims.iter().any(is_whole) {
        claims.retain(is_whole);
    }
    let mut distinct: Vec<Claim> = vec![];
    for claim in claims {
        if !distinct.iter().any(|known| says_no_more(&claim, known)) {
            distinct.retain(|known| !says_no_more(known, &claim));
            distinct.push(claim);
        }
    }
    if let Some(whole) = whole(&distinct) {
        distinct = vec![whole];
    }
    if distinct.len() == 1 { distinct.pop().map(one) } else { Some(Settled::Ambiguous(distinct)) }
}

fn one(claim: Claim) -> Settled {
    if claim.value.is_some() { Settled::Value(claim) } else { Settled::Withheld(claim) }
}

/// Which scopes stand over which; none for those that are not of the year.
fn rank(scope: Option<Scope>) -> Option<u8> {
    Some(match scope {
        Some(Scope::Year) => 0,
        None | Some(Scope::ToDate) => 1,
        Some(Scope::HalfYear) => 2,
        Some(Scope::Quarter) => 3,
        Some(Scope::SinceLastYear | Scope::YearlyAverage | Scope::SeveralYears) => return None,
    })
}

/// Whether a claim says nothing that another does not say as well or better.
fn says_no_more(claim: &Claim, other: &Claim) -> bool {
    let (Some(value), Some(known)) = (claim.value, other.value) else { return false };
    if value == known && claim.high == other.high {
        return claim.qualifier == other.qualifier || other.qualifier == Qualifier::Exact;
    }
    other.qualifier == Qualifier::Exact
        && match claim.qualifier {
            // 40余 is 41 to 49: what its last digit that counts leaves open.
            Qualifier::Approx => {
                known > value && known.ten_thousandths() < value.ten_thousandths() + step(value)
            }
            Qualifier::AtLeast => known > value,
            Qualifier::AtMost => known < value,
            Qualifier::Range => claim.high.is_some_and(|high| value <= known && known <= high),
            Qualifier::Exact | Qualifier::Redacted => false,
        }
}

/// The place of the last digit that is not nought.
fn step(value: Number) -> i64 {
    let mut step = 10_000;
    while value.ten_thousandths() % (step * 10) == 0 && step < value.ten_thousandths() {
        step *= 10;
    }
    step
}

/// The claim that is the sum of all others.
fn whole(claims: &[Claim]) -> Option<Claim> {
    if claims.len() < 3 || claims.iter().any(|claim| claim.qualifier != Qualifier::Exact) {
        return None;
    }
    let parts = |claim: &Claim| claim.value.map_or(0, Number::ten_thousandths);
    let sum = claims.iter().try_fold(0_i64, |sum, claim| sum.checked_add(parts(claim)))?;
    claims.iter().find(|claim| parts(claim).checked_mul(2) == Some(sum)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(number: usize, value: i64, qualifier: Qualifier, scope: Option<Scope>) -> Claim {
        let value = (qualifier != Qualifier::Redacted).then(|| Number::whole(value)).flatten();
        Claim { statement: Some(number), value, high: None, qualifier, scope, actor: None }
    }

    fn value(settled: Option<Settled>) -> String {
        match settled {
            None => "nothing".to_owned(),
            Some(Settled::Value(claim)) => claim.value.map(|value| value.to_string()).unwrap_or_default(),
            Some(Settled::Withheld(_)) => "withheld".to_owned(),
            Some(Settled::Ambiguous(claims)) => format!("{} claims", claims.len()),
        }
    }

    #[test]
    fn rules() {
        use Qualifier::{Approx, Exact, Redacted};
        let year = Some(Scope::Year);
        assert_eq!(value(settle(vec![])), "nothing");
        assert_eq!(
            value(settle(vec![claim(0, 6, Exact, Some(Scope::HalfYear)), claim(1, 12, Exact, year)])),
            "12"
        );
        assert_eq!(value(settle(vec![claim(0, 12, Exact, None), claim(1, 12, Exact, None)])), "12");
        assert_eq!(value(settle(vec![claim(0, 12, Exact, None), claim(1, 13, Exact, None)])), "2 claims");
        assert_eq!(
            value(settle(vec![claim(0, 8, Exact, None), claim(1, 5, Exact, None), claim(2, 3, Exact, None)])),
            "8"
        );
        assert_eq!(value(settle(vec![claim(0, 40, Approx, None), claim(1, 43, Exact, None)])), "43");
        assert_eq!(value(settle(vec![claim(0, 40, Approx, None), claim(1, 53, Exact, None)])), "2 claims");
        assert_eq!(value(settle(vec![claim(0, 0, Redacted, None)])), "withheld");
        assert_eq!(value(settle(vec![claim(0, 0, Redacted, year), claim(1, 4, Exact, None)])), "4");
        assert_eq!(value(settle(vec![claim(0, 8, Exact, Some(Scope::YearlyAverage))])), "nothing");
        let stated = Claim { statement: None, ..claim(0, 7, Exact, None) };
        assert_eq!(value(settle(vec![claim(0, 9, Exact, None), stated])), "7");
    }
}
