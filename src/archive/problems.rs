//! What is wrong with reports against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Archive;
use crate::diagnostic::{Diagnostic, Problem};
use crate::report::RelativeLink;
use crate::unit::{Unit, Year, likeness, pinyin};

/// Most links to nothing reported of one report.
const MOST_MISSING: usize = 1000;

impl Archive {
    /// Problems of the reports against each other, in no order. Linear in their number.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = vec![];
        self.duplicates(&mut problems);
        self.near_identical(&mut problems);
        self.slug_collisions(&mut problems);
        self.missing_targets(&mut problems);
        problems
    }

    /// Reports that would stand at one address: the same unit, year and kind, or kinds that sound alike.
    fn duplicates(&self, problems: &mut Vec<Diagnostic>) {
        for slots in self.index.values() {
            let years = slots.keys().map(|(year, _)| year);
            if years.clone().zip(years.skip(1)).all(|(year, next)| year != next)
                && slots.values().all(|paths| paths.len() == 1)
            {
                continue;
            }
            let mut by_address: BTreeMap<(Year, String), BTreeSet<&Arc<str>>> = BTreeMap::new();
            for ((year, kind), paths) in slots {
                let is_usual = **kind == *self.config.default_kind;
                let kind = if is_usual { String::new() } else { pinyin::slug(kind) };
                by_address.entry((*year, kind)).or_default().extend(paths);
            }
            self.duplicates_among(by_address.into_values(), problems);
        }
    }

    fn duplicates_among<'a>(
        &self,
        groups: impl Iterator<Item = BTreeSet<&'a Arc<str>>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for paths in groups.filter(|paths| paths.len() > 1) {
            for &path in &paths {
                let entry = &self.entries[path];
                let other = paths.iter().find(|other| **other != path).map_or("", |other| self.shown(other));
                let report =
                    format!("{} {} {}", self.unit(&entry.key.unit).name, entry.key.year, entry.key.kind);
                let problem = Problem::DuplicateReport { report, other: other.to_owned() };
                problems.push(problem.at(entry.unit_place.clone()));
            }
        }
    }

    /// Units known from reports alone whose names look like another's: the rarer spelling is reported.
    fn near_identical(&self, problems: &mut Vec<Diagnostic>) {
        let reports = |unit: &Unit| self.index.get(&unit.id).map_or(0, BTreeMap::len);
        for units in self.alike.values().filter(|units| units.len() > 1) {
            let units: Vec<&Unit> = units.iter().map(|id| self.unit(id)).collect();
            let Some(usual) = units
                .iter()
                .max_by_key(|unit| (unit.in_roster, reports(unit), std::cmp::Reverse(&unit.name)))
            else {
                continue;
            };
            for unit in units.iter().filter(|unit| unit.id != usual.id && !unit.in_roster) {
                let seen = self.of_unit(&usual.id).next().map_or("units.csv", |entry| &entry.unit_place.path);
                for entry in self.of_unit(&unit.id) {
                    let problem = Problem::NearIdenticalUnits {
                        name: unit.name.clone(),
                        other: usual.name.clone(),
                        seen: seen.to_owned(),
                    };
                    problems.push(problem.at(entry.unit_place.clone()));
                }
            }
        }
    }

    /// Units known from reports alone whose addresses clash; among units of the roster this is its own problem.
    fn slug_collisions(&self, problems: &mut Vec<Diagnostic>) {
        for (slug, units) in self.slugs.iter().filter(|(_, units)| units.len() > 1) {
            let units: Vec<&Unit> = units.iter().map(|id| self.unit(id)).collect();
            for unit in units.iter().filter(|unit| !unit.in_roster) {
                // Two spellings of one unit are the other problem.
                let key = likeness(&unit.name);
                let other = units.iter().find(|other| other.id != unit.id && likeness(&other.name) != key);
                let Some(other) = other.map(|other| &other.name) else { continue };
                for entry in self.of_unit(&unit.id) {
                    let problem = Problem::SlugCollision {
                        slug: slug.clone(),
                        name: unit.name.clone(),
                        other: other.to_owned(),
                    };
                    problems.push(problem.at(entry.unit_place.clone()));
                }
            }
        }
    }

    /// Links to nothing. One to a broken report is none of them: that report has its own problems.
    fn missing_targets(&self, problems: &mut Vec<Diagnostic>) {
        let admitted = self.entries.values().map(|entry| &entry.record.links);
        let aside = self.aside.values().filter(|aside| !aside.is_draft).map(|aside| &aside.links);
        for links in admitted.chain(aside) {
            let of_report = links.iter().filter_map(|link| {
                let problem = self.missing_target(link)?;
                Some(problem.at(link.place.clone()))
            });
            problems.extend(of_report.take(MOST_MISSING));
        }
    }

    fn missing_target(&self, link: &RelativeLink) -> Option<Problem> {
        let target = || link.path.to_string();
        match (self.entries.get(&link.path), self.aside.get(&link.path)) {
            (Some(other), _) if other.is_published() => None,
            (None, Some(aside)) if !aside.is_draft => None,
            (Some(_), _) | (None, Some(_)) => Some(Problem::LinkTargetUnpublished { target: target() }),
            (None, None) if self.assets.contains(&link.path) => None,
            (None, None) => Some(Problem::LinkTargetMissing { target: target() }),
        }
    }

    /// A report's path as diagnostics show it.
    fn shown(&self, path: &Arc<str>) -> &str {
        &self.entries[path].unit_place.path
    }
}
