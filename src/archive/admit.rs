//! A record against configuration and roster: which unit it is of, and of which level.

use std::ops::Range;
use std::sync::Arc;

use super::{Entry, ReportKey};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, Problem};
use crate::report::Record;
use crate::report::front_matter::FrontMatter;
use crate::unit::{LevelId, Roster, Unit};

/// The problems of a record against configuration and roster, and the entry if it can be one. `place` makes
/// places of byte ranges of its file.
pub fn admit(
    record: Record,
    place: &dyn Fn(Range<usize>) -> Place,
    config: &Config,
    roster: &Roster,
) -> (Option<Box<Entry>>, Vec<Diagnostic>) {
    let mut admission = Admission { place, config, roster, problems: vec![] };
    let front = &record.front;
    let unit = admission.unit(front);
    if let Some(unit) = &unit {
        admission.check_years(front, unit);
    }
    let level = admission.level(front, unit.as_ref());
    let problems = admission.problems;
    let (Some(unit), Some(year), Some(level), Some(name)) = (unit, &front.year, level, &front.unit) else {
        return (None, problems);
    };
    let kind = front.kind.as_deref().unwrap_or(&config.default_kind);
    let key = ReportKey { unit: unit.id, year: year.value, kind: Arc::from(kind) };
    let unit_place = place(name.span.clone());
    (Some(Box::new(Entry { key, level, record, unit_place })), problems)
}

/// What a record is held against, and what was found.
struct Admission<'a> {
    place: &'a dyn Fn(Range<usize>) -> Place,
    config: &'a Config,
    roster: &'a Roster,
    problems: Vec<Diagnostic>,
}

impl Admission<'_> {
    fn report(&mut self, span: &Range<usize>, problem: Problem) {
        self.problems.push(problem.at((self.place)(span.clone())));
    }

    fn unit(&mut self, front: &FrontMatter) -> Option<Unit> {
        let name = front.unit.as_ref()?;
        if let Some(unit) = self.roster.find(&name.value) {
            return Some(unit.clone());
        }
        if self.roster.is_open() || self.config.open_roster {
            return Some(Unit::from_name(&name.value));
        }
        // The nearest name is looked up later, and not for thousands of them.
        self.report(&name.span, Problem::UnknownUnit { name: name.value.clone(), nearest: None });
        None
    }

    /// Whether the unit existed in the year, and was called so.
    fn check_years(&mut self, front: &FrontMatter, unit: &Unit) {
        let (Some(name), Some(year)) = (&front.unit, &front.year) else { return };
        let former = unit.former_names.iter().find(|former| former.name == name.value);
        if let Some(former) = former.filter(|former| !former.period.contains(year.value)) {
            let period = former.period.to_string();
            self.report(&name.span, Problem::NameOutOfPeriod { name: name.value.clone(), period });
        }
        if !unit.being.contains(year.value) {
            let period = unit.being.to_string();
            self.report(&year.span, Problem::UnitNotInBeing { year: year.value, period });
        }
    }

    /// The level that the report gives, or else the roster.
    fn level(&mut self, front: &FrontMatter, unit: Option<&Unit>) -> Option<LevelId> {
        let listed = unit.and_then(|unit| unit.level);
        let Some(level) = &front.level else {
            let is_needed = listed.is_none() && (unit.is_some() || self.roster.is_empty());
            if let Some(span) = front.level_missed.as_ref().filter(|_| is_needed) {
                self.report(span, Problem::MissingKey { key: "level".to_owned() });
            }
            return listed;
        };
        let stated = self.config.levels.find(&level.value);
        if stated.is_none() {
            self.report(&level.span, self.config.levels.unknown(&level.value));
        }
        if let (Some(stated), Some(listed)) = (stated, listed)
            && stated != listed
        {
            let name = |id| self.config.levels.get(id).name.clone();
            let problem = Problem::LevelDiffers { report: name(stated), roster: name(listed) };
            self.report(&level.span, problem);
        }
        stated.or(listed)
    }
}
