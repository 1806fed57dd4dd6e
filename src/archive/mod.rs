//! The archive: the records of all reports, and the units they belong to.
//!
//! A full build is as many edits as there are files: `build` and `serve` both [`Archive::apply`] changes,
//! and no other way leads in. Whatever the order of the changes, the same set of files gives the same
//! archive.

mod admit;
mod assets;
mod counted;
mod problems;
mod worded;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Place;
use crate::figure::{IndicatorId, Number};
use crate::report::front_matter::Status;
use crate::report::{Record, RelativeLink};
use crate::unit::{LevelId, Roster, Unit, UnitId, Year, likeness};

use assets::{Assets, stem};
use counted::Counted;
use worded::Worded;

pub use admit::admit;
pub use assets::fingerprint;
pub use counted::Answers;
pub use worded::{Said, Tally};

/// One report: unit, year and kind. The path of its file carries no meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportKey {
    /// The unit.
    pub unit: UnitId,
    /// The reporting year.
    pub year: Year,
    /// The kind of document 文种.
    pub kind: Arc<str>,
}

/// A record that was accepted: its unit and year are known.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its identity.
    pub key: ReportKey,
    /// Its level in that year.
    pub level: LevelId,
    /// What is known of it.
    pub record: Record,
    /// Where its front matter names unit and level, for problems found against other reports.
    pub unit_place: Place,
}

/// A change of the archive.
#[derive(Debug)]
pub enum Change {
    /// A report was added or edited.
    Put(Box<Entry>),
    /// The file at the path has a report that is not admitted.
    SetAside(Arc<str>, Aside),
    /// The report at the path is gone.
    Remove(Arc<str>),
    /// A file that is no report was added.
    PutAsset(Arc<str>),
    /// The file at the path, which is no report, is gone.
    RemoveAsset(Arc<str>),
}

/// A report that has a file and no entry.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    /// Whether its author says so; else it is broken.
    pub is_draft: bool,
    /// Links to other files.
    pub links: Vec<RelativeLink>,
}

/// The files of a unit's reports by year and kind.
type Slots = BTreeMap<(Year, Arc<str>), BTreeSet<Arc<str>>>;

/// All reports.
#[derive(Debug)]
pub struct Archive {
    /// The configuration the reports were read with.
    pub config: Arc<Config>,
    /// The units known beforehand.
    pub roster: Arc<Roster>,
    entries: BTreeMap<Arc<str>, Arc<Entry>>,
    aside: BTreeMap<Arc<str>, Aside>,
    /// Paths by report; more than one is a problem.
    index: BTreeMap<UnitId, Slots>,
    units: BTreeMap<UnitId, Unit>,
    children: BTreeMap<UnitId, Vec<UnitId>>,
    successors: BTreeMap<UnitId, Vec<UnitId>>,
    /// Units by their place in addresses; more than one is a problem.
    slugs: BTreeMap<String, BTreeSet<UnitId>>,
    /// Units by what near-identical names share.
    alike: BTreeMap<String, BTreeSet<UnitId>>,
    /// Reports by year.
    years: BTreeMap<Year, usize>,
    /// Units by their level today.
    levels: BTreeMap<LevelId, usize>,
    assets: Assets,
    counted: Counted,
    worded: Worded,
    /// Published reports by year and level.
    published: BTreeMap<(Year, LevelId), usize>,
    /// Files that are no reports, whether they exist or not, with the reports that link to them.
    linked: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl Archive {
    /// An archive without reports.
    pub fn new(config: Arc<Config>, roster: Arc<Roster>, assets: BTreeSet<Arc<str>>) -> Self {
        let listed: BTreeMap<UnitId, Unit> =
            roster.units().iter().map(|unit| (unit.id.clone(), unit.clone())).collect();
        let mut children: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
        let mut successors: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
        for unit in roster.units() {
            if let Some(parent) = &unit.parent {
                children.entry(parent.clone()).or_default().push(unit.id.clone());
            }
            for predecessor in &unit.predecessors {
                successors.entry(predecessor.clone()).or_default().push(unit.id.clone());
            }
        }
        let mut archive = Self {
            config,
            roster,
            entries: BTreeMap::new(),
            aside: BTreeMap::new(),
            index: BTreeMap::new(),
            units: BTreeMap::new(),
            children,
            successors,
            slugs: BTreeMap::new(),
            alike: BTreeMap::new(),
            years: BTreeMap::new(),
            levels: BTreeMap::new(),
            assets: assets.into_iter().collect(),
            counted: Counted::default(),
            worded: Worded::default(),
            published: BTreeMap::new(),
            linked: BTreeMap::new(),
        };
        for (id, unit) in listed {
            archive.recount(None, unit.level);
            archive.put_unit(id, unit);
        }
        archive
    }

    /// Takes a change over. Logarithmic in the number of reports.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put(entry) => {
                self.remove(&Arc::clone(&entry.record.path));
                self.put(&Arc::from(entry));
            }
            Change::SetAside(path, aside) => {
                self.remove(&path);
                self.aside.insert(path, aside);
            }
            Change::Remove(path) => self.remove(&path),
            Change::PutAsset(path) => self.assets.insert(path),
            Change::RemoveAsset(path) => self.assets.remove(&path),
        }
    }

    fn put(&mut self, entry: &Arc<Entry>) {
        let ReportKey { unit, year, kind } = entry.key.clone();
        let before = self.level_of(&unit);
        let name = entry.record.front.unit.as_ref().map_or("", |name| name.value.as_str());
        if !self.units.contains_key(&unit) {
            self.put_unit(unit.clone(), Unit::from_name(name));
        }
        let path = Arc::clone(&entry.record.path);
        for target in links_to_assets(entry) {
            self.linked.entry(Arc::clone(target)).or_default().insert(Arc::clone(&path));
        }
        *self.years.entry(year).or_default() += 1;
        let stood = self.standing(&entry.key);
        let of_unit = self.index.entry(unit.clone()).or_default();
        of_unit.entry((year, kind)).or_default().insert(Arc::clone(&path));
        self.entries.insert(path, Arc::clone(entry));
        self.restate(&entry.key, stood);
        self.recount(before, self.level_of(&unit));
    }

    fn remove(&mut self, path: &Arc<str>) {
        self.aside.remove(path);
        let Some(key) = self.entries.get(path).map(|entry| entry.key.clone()) else { return };
        let before = self.level_of(&key.unit);
        let stood = self.standing(&key);
        let Some(entry) = self.entries.remove(path) else { return };
        for target in links_to_assets(&entry) {
            remove_from(&mut self.linked, target, path);
        }
        take_one(&mut self.years, &key.year);
        if let Some(of_unit) = self.index.get_mut(&key.unit) {
            remove_from(of_unit, &(key.year, Arc::clone(&key.kind)), path);
            if of_unit.is_empty() {
                self.index.remove(&key.unit);
                self.remove_unit(&key.unit);
            }
        }
        self.restate(&key, stood);
        self.recount(before, self.level_of(&key.unit));
    }

    /// The report that stands: of several that claim to be it the first by path.
    fn standing(&self, key: &ReportKey) -> Option<Arc<Entry>> {
        let paths = self.index.get(&key.unit)?.get(&(key.year, Arc::clone(&key.kind)))?;
        paths.first().map(|path| Arc::clone(&self.entries[path]))
    }

    /// Counts the report that stands now in place of the one that stood.
    fn restate(&mut self, key: &ReportKey, stood: Option<Arc<Entry>>) {
        let stands = self.standing(key);
        let is_same = |(before, now): (&Arc<Entry>, &Arc<Entry>)| Arc::ptr_eq(before, now);
        if stood.as_ref().zip(stands.as_ref()).is_some_and(is_same) {
            return;
        }
        if let Some(entry) = stood {
            self.counted.remove(&entry, &self.config);
            self.worded.remove(&entry);
            if entry.is_published() {
                take_one(&mut self.published, &(key.year, entry.level));
            }
        }
        if let Some(entry) = stands {
            self.counted.insert(&entry, &self.config);
            self.worded.insert(&entry);
            if entry.is_published() {
                *self.published.entry((key.year, entry.level)).or_default() += 1;
            }
        }
    }

    fn put_unit(&mut self, id: UnitId, unit: Unit) {
        self.slugs.entry(unit.slug.clone()).or_default().insert(id.clone());
        self.alike.entry(likeness(&unit.name)).or_default().insert(id.clone());
        self.units.insert(id, unit);
    }

    /// Forgets a unit without reports, unless the roster lists it.
    fn remove_unit(&mut self, id: &UnitId) {
        let Some(unit) = self.units.get(id).filter(|unit| !unit.in_roster) else { return };
        remove_from(&mut self.slugs, &unit.slug, id);
        remove_from(&mut self.alike, &likeness(&unit.name), id);
        self.units.remove(id);
    }

    fn level_of(&self, id: &UnitId) -> Option<LevelId> {
        self.units.get(id).and_then(|unit| self.level(unit))
    }

    /// Counts a unit under the level it has now.
    fn recount(&mut self, before: Option<LevelId>, now: Option<LevelId>) {
        if let Some(level) = before {
            take_one(&mut self.levels, &level);
        }
        if let Some(level) = now {
            *self.levels.entry(level).or_default() += 1;
        }
    }

    /// A unit that reports refer to or the roster lists.
    ///
    /// # Panics
    /// Never for ids taken from this archive.
    pub fn unit(&self, id: &UnitId) -> &Unit {
        &self.units[id]
    }

    /// Whether reports refer to the unit or the roster lists it.
    pub fn knows(&self, id: &UnitId) -> bool {
        self.units.contains_key(id)
    }

    /// Units with a place in addresses: one, unless that is reported as a problem.
    pub fn with_slug(&self, slug: &str) -> impl Iterator<Item = &Unit> {
        self.slugs.get(slug).into_iter().flatten().map(|id| self.unit(id))
    }

    /// All units, by id.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The report in a file.
    pub fn at(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path).map(|entry| &**entry)
    }

    /// All reports by path; drafts only where they were asked for.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|entry| &**entry)
    }

    /// The reports of a unit by year and kind. Of two files for one report the first by path stands.
    pub fn of_unit(&self, id: &UnitId) -> impl DoubleEndedIterator<Item = &Entry> {
        let slots = self.index.get(id).into_iter().flat_map(BTreeMap::values);
        slots.filter_map(|paths| paths.first()).map(|path| &*self.entries[path])
    }

    /// The published reports of the same unit and kind in earlier years, in order.
    pub fn earlier<'a>(&'a self, entry: &Entry) -> impl DoubleEndedIterator<Item = &'a Entry> {
        self.earlier_of(&entry.key.unit, entry)
    }

    /// The published reports of a unit that are of the kind of a report and of years before it, in order.
    pub fn earlier_of<'a>(
        &'a self,
        unit: &UnitId,
        entry: &Entry,
    ) -> impl DoubleEndedIterator<Item = &'a Entry> {
        let ReportKey { year, kind, .. } = entry.key.clone();
        let is_earlier =
            move |other: &&Entry| other.key.year < year && other.key.kind == kind && other.is_published();
        self.of_unit(unit).filter(is_earlier)
    }

    /// What a unit is and was called, in the roster and in its reports.
    pub fn names<'a>(&'a self, id: &UnitId) -> Vec<&'a str> {
        let Some(unit) = self.units.get(id) else { return vec![] };
        let called =
            self.of_unit(id).filter_map(|entry| Some(entry.record.front.unit.as_ref()?.value.as_str()));
        unit.names().chain(called).collect()
    }

    /// A unit's published reports of the kind of which it has most, in order: those that are followed over the years. Nothing of a unit with
    /// one report of each kind.
    pub fn series(&self, id: &UnitId) -> Vec<&Entry> {
        let mut kinds: BTreeMap<&Arc<str>, Vec<&Entry>> = BTreeMap::new();
        for entry in self.of_unit(id).filter(|entry| entry.is_published()) {
            kinds.entry(&entry.key.kind).or_default().push(entry);
        }
        let default = &*self.config.default_kind;
        let most = kinds.into_iter().filter(|(_, reports)| reports.len() > 1);
        let most = most.max_by_key(|(kind, reports)| (reports.len(), &***kind == default));
        most.map(|(_, reports)| reports).unwrap_or_default()
    }

    /// The units directly under a unit, in the order of the roster.
    pub fn children(&self, id: &UnitId) -> &[UnitId] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    /// The units that came from a unit by a merger or a split, in the order of the roster.
    pub fn successors(&self, id: &UnitId) -> &[UnitId] {
        self.successors.get(id).map_or(&[], Vec::as_slice)
    }

    /// The years with reports, in order.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = Year> {
        self.years.keys().copied()
    }

    /// The indicators that published reports count, in the order of their table, with the years they do so in.
    pub fn indicators(&self) -> impl Iterator<Item = (IndicatorId, impl DoubleEndedIterator<Item = Year>)> {
        self.counted.indicators()
    }

    /// The published reports of some years that count an indicator, by unit, year and kind.
    pub fn counting(&self, indicator: IndicatorId, years: RangeInclusive<Year>) -> Vec<&Entry> {
        self.counted.of(indicator, years)
    }

    /// What the published reports of each year and level say of an indicator.
    pub fn answers(&self, indicator: IndicatorId) -> impl Iterator<Item = ((Year, LevelId), &Answers)> {
        self.counted.answers(indicator)
    }

    /// Lower quartile, median and upper quartile of what the published reports of one year and level say of an indicator; nothing where few
    /// state a value.
    pub fn quartiles(&self, indicator: IndicatorId, year: Year, level: LevelId) -> Option<[Number; 3]> {
        self.counted.quartiles(indicator, year, level)
    }

    /// How many reports are published of each year and level.
    pub fn published(&self) -> impl Iterator<Item = ((Year, LevelId), usize)> {
        self.published.iter().map(|(key, count)| (*key, *count))
    }

    /// Whether any published report of a year counts an indicator.
    pub fn is_counted(&self, indicator: IndicatorId, year: Year) -> bool {
        self.counted.contains(indicator, year)
    }

    /// The phrases that published reports set off, in order, with the number of reports of each year that do.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &BTreeMap<Year, usize>)> {
        self.worded.phrases()
    }

    /// How often the published reports of each year and level say the terms that are watched.
    pub fn tallies(&self) -> impl Iterator<Item = ((Year, LevelId), &Tally)> {
        self.worded.tallies()
    }

    /// The levels that any unit has today, highest first.
    pub fn levels(&self) -> impl Iterator<Item = LevelId> {
        self.levels.keys().copied()
    }

    /// A unit's level today: the roster's, or else that of its newest report.
    pub fn level(&self, unit: &Unit) -> Option<LevelId> {
        unit.level.or_else(|| self.of_unit(&unit.id).next_back().map(|entry| entry.level))
    }

    /// Files published with a report: those that share its name, and those that its text links to.
    pub fn attachments<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Arc<str>> {
        let linked = links_to_assets(entry).filter_map(|path| self.assets.get(path));
        self.assets.beside(&entry.record.path).chain(linked)
    }

    /// Files that are no reports, by path.
    pub fn assets(&self) -> impl Iterator<Item = &Arc<str>> {
        self.assets.iter()
    }

    /// A file that is no report.
    pub fn asset(&self, path: &str) -> Option<&Arc<str>> {
        self.assets.get(path)
    }

    /// Files that are no reports with a [`fingerprint`]: one at most, as far as anybody will ever see.
    pub fn with_fingerprint(&self, fingerprint: u64) -> impl Iterator<Item = &Arc<str>> {
        self.assets.with_fingerprint(fingerprint)
    }

    /// Whether a report whose text is on the site has the file as an attachment.
    pub fn is_attached(&self, asset: &str) -> bool {
        let is_on_site = |entry: &&Entry| {
            let stands = self.get(&entry.key).is_some_and(|first| first.record.path == entry.record.path);
            stands && entry.is_published()
        };
        let linked = self.linked.get(asset).into_iter().flatten().map(|path| &*self.entries[path]);
        self.assets.contains(asset) && self.beside(asset).chain(linked).any(|entry| is_on_site(&entry))
    }

    /// The reports that share their name with a file.
    fn beside<'a>(&'a self, asset: &'a str) -> impl Iterator<Item = &'a Entry> {
        let of_stem = |stem: &'a str| {
            let alike = self
                .entries
                .range::<str, _>((Included(stem), Unbounded))
                .take_while(move |(path, _)| path.starts_with(stem));
            alike.filter(move |(path, _)| assets::stem(path) == Some(stem)).map(|(_, entry)| &**entry)
        };
        stem(asset).into_iter().flat_map(of_stem)
    }

    /// Whether a report of the unit was due in a year. Known from a roster only: without one, nobody can
    /// say which units there were.
    pub fn is_due(unit: &Unit, year: Year) -> bool {
        unit.in_roster && unit.being.contains(year)
    }

    /// The reports that stand and are published, by unit, year and kind.
    pub fn published_entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        let slots = self.index.values().flat_map(BTreeMap::values);
        slots.filter_map(|paths| self.entries.get(paths.first()?)).filter(|entry| entry.is_published())
    }

    /// A report by its identity.
    pub fn get(&self, key: &ReportKey) -> Option<&Entry> {
        let paths = self.index.get(&key.unit)?.get(&(key.year, Arc::clone(&key.kind)))?;
        paths.first().map(|path| &*self.entries[path])
    }
}

impl Entry {
    /// Whether its text is on the site. Drafts enter an archive only where they are asked for, to be seen in a
    /// preview; a build sets them aside.
    pub fn is_published(&self) -> bool {
        self.record.front.status != Status::Internal
    }
}

fn links_to_assets(entry: &Entry) -> impl Iterator<Item = &Arc<str>> {
    entry.record.links.iter().map(|link| &link.path).filter(|path| !path.ends_with(".md"))
}

/// Counts one less, and none not at all.
fn take_one<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// Removes a value, and the key with its last.
fn remove_from<K, Q, V>(map: &mut BTreeMap<K, BTreeSet<V>>, key: &Q, value: &V)
where
    K: Ord + Borrow<Q>,
    Q: Ord + ?Sized,
    V: Ord,
{
    if let Some(values) = map.get_mut(key) {
        values.remove(value);
        if values.is_empty() {
            map.remove(key);
        }
    }
}
