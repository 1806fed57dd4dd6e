//! What the search index is made of: which reports stand in which volume, and what is said of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{Archive, Entry, ReportKey};
use crate::fold::is_plain;
use crate::report::Text;
use crate::report::kind::{Kind, Kinds};
use crate::search::catalog::{Catalog, StoredUnit, Volume};
use crate::search::file::checksum;
use crate::search::text::{About, StoredText};
use crate::search::volume::MOST_REPORTS;
use crate::site::route::Route;
use crate::site::view::title;
use crate::unit::{Unit, UnitId, Year, pinyin};

/// The index before anything is written: its catalogue with the columns that need no text.
#[derive(Debug)]
pub struct Contents {
    /// The catalogue; checksums, shards and sections are filled in by building.
    pub catalog: Catalog,
    /// All units, by their numbers.
    pub units: Vec<StoredUnit>,
    /// Who they are.
    pub ids: Vec<UnitId>,
    /// The reports of each volume, by their numbers.
    pub reports: Vec<Vec<ReportKey>>,
}

/// Years are joined in one volume while they have so few reports together. The newest year stands alone: it is the
/// one that changes, and files of the others stay as they are.
const JOINED: usize = 5_000;

/// What the index of an archive holds, in volumes of no more than so many reports. Linear in the number of reports.
pub fn contents(archive: &Archive, most: usize) -> Contents {
    let mut units: Vec<&Unit> = archive.units().collect();
    units.sort_by_key(|unit| (&unit.slug, &unit.id));
    let numbers: BTreeMap<&UnitId, u32> =
        units.iter().zip(0..).map(|(unit, number)| (&unit.id, number)).collect();
    let mut years: BTreeMap<Year, Vec<(u32, &Entry)>> = BTreeMap::new();
    for unit in &units {
        for entry in archive.of_unit(&unit.id).filter(|entry| entry.is_published()) {
            years.entry(entry.key.year).or_default().push((numbers[&unit.id], entry));
        }
    }
    let kinds = kinds(archive, years.values().flatten().map(|(_, entry)| *entry));
    let volumes = split(years, most);
    let language = archive.config.language;
    let mut catalog = Catalog {
        levels: archive.config.levels.iter().map(|level| level.name.clone()).collect(),
        sections: Kind::ALL.iter().map(|kind| language.kinds(Kinds::default().with(*kind))).collect(),
        years: archive.years().map(|year| (year, language.year(year))).collect(),
        units: units.len() as u32,
        kinds,
        ..Catalog::default()
    };
    let ids = units.iter().map(|unit| unit.id.clone()).collect();
    let units: Vec<StoredUnit> = units.into_iter().map(stored_unit).collect();
    catalog.plain = are_plain(units.iter().flat_map(|unit| unit.others.iter().chain([&unit.name])))
        && are_plain(catalog.levels.iter().chain(&catalog.kinds).chain(&catalog.sections));
    catalog.volumes =
        volumes.iter().map(|(name, reports)| volume(archive, &catalog.kinds, name, reports)).collect();
    Contents {
        catalog,
        units,
        ids,
        reports: volumes
            .into_iter()
            .map(|(_, reports)| reports.into_iter().map(|(_, entry)| entry.key.clone()).collect())
            .collect(),
    }
}

/// What an index holds after some reports were touched: what it held, less those reports, and a last volume with what they
/// are now. Its numbers of units go on from the index's; only its last volume is to be built.
pub fn amended(base: &Contents, archive: &Archive, touched: &BTreeSet<ReportKey>, name: &str) -> Contents {
    let mut now = Contents {
        catalog: base.catalog.clone(),
        units: base.units.clone(),
        ids: base.ids.clone(),
        reports: vec![],
    };
    for (volume, reports) in now.catalog.volumes.iter_mut().zip(&base.reports) {
        let is_of = |year: Year| volume.years.iter().any(|(known, _)| *known == year);
        let places = touched
            .iter()
            .filter(|key| is_of(key.year))
            .filter_map(|key| reports.iter().position(|report| report == key).map(|at| at as u32));
        volume.hidden = places.collect();
        volume.hidden.sort_unstable();
    }
    let entries: Vec<&Entry> =
        touched.iter().filter_map(|key| archive.get(key)).filter(|entry| entry.is_published()).collect();
    let mut edits: Reports<'_> = vec![];
    for entry in entries {
        let known = now.ids.iter().position(|id| *id == entry.key.unit);
        let number = known.unwrap_or_else(|| {
            now.ids.push(entry.key.unit.clone());
            now.units.push(stored_unit(archive.unit(&entry.key.unit)));
            now.ids.len() - 1
        });
        if !now.catalog.kinds.iter().any(|kind| **kind == *entry.key.kind) {
            now.catalog.kinds.push(entry.key.kind.to_string());
        }
        edits.push((number as u32, entry));
    }
    edits.sort_by_key(|(unit, entry)| (entry.key.year, *unit, entry.key.kind.clone()));
    let language = archive.config.language;
    let catalog = &mut now.catalog;
    catalog.years = archive.years().map(|year| (year, language.year(year))).collect();
    catalog.units = now.units.len() as u32;
    catalog.plain &= are_plain(now.units[base.units.len()..].iter().map(|unit| &unit.name))
        && are_plain(catalog.kinds.iter());
    if !edits.is_empty() {
        catalog.volumes.push(volume(archive, &catalog.kinds, name, &edits));
        now.reports.push(edits.into_iter().map(|(_, entry)| entry.key.clone()).collect());
    }
    now
}

/// What the index keeps of a report.
pub fn stored_text(archive: &Archive, entry: &Entry, text: &Text) -> StoredText {
    let unit = archive.unit(&entry.key.unit);
    let language = archive.config.language;
    let usual = *entry.key.kind == *archive.config.default_kind;
    let about = About {
        title: title(entry, unit, language),
        url: Route::Report(entry.key.clone()).url(archive),
        unit: entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value).clone(),
        unit_url: Route::Unit(unit.id.clone()).url(archive),
        level: archive.config.levels.get(entry.level).name.clone(),
        kind: if usual { String::new() } else { entry.key.kind.to_string() },
    };
    StoredText::new(about, text)
}

fn are_plain<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    names.all(|name| name.chars().all(is_plain))
}

fn kinds<'a>(archive: &Archive, entries: impl Iterator<Item = &'a Entry>) -> Vec<String> {
    let usual = archive.config.default_kind.as_str();
    let others: BTreeSet<&str> =
        entries.map(|entry| &*entry.key.kind).filter(|kind| *kind != usual).collect();
    std::iter::once(usual).chain(others).map(str::to_owned).collect()
}

/// Reports in the order of a volume: by year, unit and kind.
type Reports<'a> = Vec<(u32, &'a Entry)>;

/// Volumes with their names, oldest first.
fn split(years: BTreeMap<Year, Reports<'_>>, most: usize) -> Vec<(String, Reports<'_>)> {
    let newest = years.keys().next_back().copied();
    let mut volumes: Vec<(Year, Year, Reports<'_>)> = vec![];
    for (year, reports) in years {
        let joins = Some(year) != newest
            && volumes.last().is_some_and(|(_, _, before)| before.len() + reports.len() <= JOINED.min(most));
        match volumes.last_mut().filter(|_| joins) {
            Some((_, last, before)) => {
                *last = year;
                before.extend(reports);
            }
            None => volumes.push((year, year, reports)),
        }
    }
    let pieces = volumes.into_iter().flat_map(|(first, last, reports)| {
        let years = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let count = reports.len().div_ceil(most.min(MOST_REPORTS));
        let pieces: Vec<Reports<'_>> =
            reports.chunks(reports.len().div_ceil(count)).map(<[_]>::to_vec).collect();
        let name = move |at: usize| if at == 0 { years.clone() } else { format!("{years}.{at}") };
        pieces.into_iter().enumerate().map(move |(at, piece)| (name(at), piece))
    });
    pieces.collect()
}

fn volume(archive: &Archive, kinds: &[String], name: &str, reports: &Reports<'_>) -> Volume {
    let mut volume = Volume { name: name.to_owned(), ..Volume::default() };
    let mut urls = String::new();
    let mut unit_before = 0;
    for (unit, entry) in reports {
        if let Some((_, count)) = volume.years.last_mut().filter(|(year, _)| *year == entry.key.year) {
            *count += 1;
        } else {
            volume.years.push((entry.key.year, 1));
            unit_before = 0;
        }
        volume.units.push(unit - unit_before);
        unit_before = *unit;
        volume.levels.push(entry.level.0 as u8);
        volume.kinds.push(kinds.iter().position(|kind| **kind == *entry.key.kind).unwrap_or_default() as u16);
        urls.push_str(&Route::Report(entry.key.clone()).url(archive));
        urls.push('\n');
    }
    volume.numbering = checksum(urls.as_bytes());
    volume
}

fn stored_unit(unit: &Unit) -> StoredUnit {
    let former = unit.former_names.iter().map(|former| former.name.clone());
    let spelled = pinyin::spelled(&unit.name);
    StoredUnit {
        pinyin: if spelled == unit.slug { String::new() } else { spelled },
        slug: unit.slug.clone(),
        name: unit.name.clone(),
        others: unit.short_name.iter().cloned().chain(former).collect(),
    }
}
