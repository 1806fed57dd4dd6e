//! The roster of units 单位名录: `[[units]]` in site.toml for a few, content/units.csv for many.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place, Problem, Source};
use crate::fields::{Entry, Fields, Node, Placed, Table, Value, nearest};
use crate::unit::succession::break_cycles;
use crate::unit::{FormerName, Levels, Period, Unit, UnitId, is_slug, pinyin};

/// The units that are known before any report is read.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    units: Vec<Unit>,
    /// Every name, short, former and present, to its unit.
    by_name: BTreeMap<String, usize>,
    /// Whether some row could not be read, so that a name's absence means nothing.
    is_partial: bool,
}

/// The columns of units.csv by their English and Chinese headings.
const COLUMNS: &[(&str, &str)] = &[
    ("id", "编号"),
    ("name", "名称"),
    ("slug", "网址"),
    ("short_name", "简称"),
    ("level", "层级"),
    ("form", "组织形式"),
    ("tier", "行政层级"),
    ("sector", "领域"),
    ("parent", "上级"),
    ("former_names", "曾用名"),
    ("predecessors", "前身"),
    ("established", "成立"),
    ("abolished", "撤销"),
];

/// A unit with the places of what must be checked against other units.
struct Row {
    unit: Unit,
    name: Range<usize>,
    parent: Option<Placed<String>>,
    predecessors: Vec<Placed<String>>,
}

impl Roster {
    /// Reads the tables of `[[units]]`.
    pub fn from_tables(tables: Vec<Fields<'_>>, levels: &Levels, source: Source<'_>) -> Checked<Self> {
        let mut problems = vec![];
        let count = tables.len();
        let rows: Vec<Row> =
            tables.into_iter().filter_map(|fields| row(fields, levels, &mut problems)).collect();
        let is_partial = rows.len() < count;
        let mut checked = link(rows, source, problems);
        checked.value.is_partial = is_partial;
        checked
    }

    /// Reads units.csv.
    pub fn from_csv(source: Source<'_>, levels: &Levels) -> Checked<Self> {
        let mut problems = vec![];
        let mut rows = vec![];
        let (tables, mut is_partial) = csv_tables(source, &mut problems);
        // Without names in the header, one problem is enough for all rows.
        let has_names = tables.iter().any(|(_, table)| table.iter().any(|entry| entry.key == "name"));
        for (span, table) in tables.into_iter().filter(|_| has_names) {
            let row = row(Fields::new(source, span, table), levels, &mut problems);
            is_partial |= row.is_none();
            rows.extend(row);
        }
        let mut checked = link(rows, source, problems);
        checked.value.is_partial = is_partial || !has_names;
        checked
    }

    /// All units, in the order written.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Whether no unit is listed.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Whether units that are not listed may report: nobody can say that they are not there.
    pub fn is_open(&self) -> bool {
        self.units.is_empty() || self.is_partial
    }

    /// The unit of a present, short or former name.
    pub fn find(&self, name: &str) -> Option<&Unit> {
        self.by_name.get(name).map(|&at| &self.units[at])
    }

    /// All names in use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The problem of a name that is not listed.
    ///
    /// Linear in the roster; whoever reads many reports asks for the first few only.
    pub fn unknown(&self, name: &str) -> Problem {
        let nearest = nearest(name, self.names()).map(str::to_owned);
        Problem::UnknownUnit { name: name.to_owned(), nearest }
    }
}

/// The rows of a CSV file as tables, and whether some row could not be read.
fn csv_tables(source: Source<'_>, problems: &mut Vec<Diagnostic>) -> (Vec<(Range<usize>, Table)>, bool) {
    let text = source.text;
    let skipped = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(&text.as_bytes()[skipped..]);
    let mut header: Option<Vec<Option<&'static str>>> = None;
    let mut tables = vec![];
    let mut is_partial = false;
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().byte() as usize + skipped;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.push(source.problem(start..start, Problem::CsvSyntax { reason: error.to_string() }));
                is_partial = true;
                break;
            }
        }
        let start = start + text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
        let end = (reader.position().byte() as usize + skipped).max(start);
        let row = start..start + text[start..end].trim_end().len();
        let places = fields_of(text, &row, record.len());
        let Some(columns) = &header else {
            header = Some(columns(&record, &places, &row, source, problems));
            continue;
        };
        if record.len() != columns.len() {
            let problem = Problem::CsvFields { found: record.len(), expected: columns.len() };
            problems.push(source.problem(row, problem));
            is_partial = true;
            continue;
        }
        let fields = columns.iter().copied().zip(record.iter()).zip(places);
        let entry = |((column, value), span): ((Option<&str>, &str), Range<usize>)| {
            let node = Node { value: Value::Text(value.to_owned()), span: span.clone() };
            column.filter(|_| !value.is_empty()).map(|key| Entry { key: key.to_owned(), span, node })
        };
        tables.push((row, fields.filter_map(entry).collect()));
    }
    if header.is_none() {
        problems.push(Problem::EmptyFile.at(Place::file(source.path)));
    }
    (tables, is_partial)
}

/// The places of a row's fields, which the `csv` crate does not keep; the whole row for each of them where
/// they cannot be told.
fn fields_of(text: &str, row: &Range<usize>, count: usize) -> Vec<Range<usize>> {
    let mut quoted = false;
    let is_comma = |character: char| {
        quoted ^= character == '"';
        character == ',' && !quoted
    };
    let places: Vec<Range<usize>> = text[row.clone()]
        .split(is_comma)
        .map(|field| {
            let start = field.as_ptr() as usize - text.as_ptr() as usize;
            let start = start + field.len() - field.trim_start().len();
            start..start + field.trim().len()
        })
        .collect();
    if places.len() == count { places } else { vec![row.clone(); count] }
}

/// The English names of the columns; nothing for one that is not known.
fn columns(
    headings: &csv::StringRecord,
    places: &[Range<usize>],
    row: &Range<usize>,
    source: Source<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Option<&'static str>> {
    let names = || COLUMNS.iter().flat_map(|(english, chinese)| [*english, *chinese]);
    let mut means_name = false;
    let mut columns: Vec<Option<&'static str>> = vec![];
    for (heading, place) in headings.iter().zip(places) {
        let known = COLUMNS.iter().find(|(english, chinese)| heading == *english || heading == *chinese);
        let column = known.map(|(english, _)| *english);
        if column.is_none() {
            let nearest = if heading.contains("单位") { Some("名称") } else { nearest(heading, names()) };
            means_name |= matches!(nearest, Some("名称" | "name"));
            let (column, nearest) = (heading.to_owned(), nearest.map(str::to_owned));
            problems.push(source.problem(place.clone(), Problem::UnknownColumn { column, nearest }));
        } else if columns.contains(&column) {
            problems.push(source.problem(place.clone(), Problem::DuplicateKey { key: heading.to_owned() }));
        }
        columns.push(column);
    }
    if !means_name && !columns.contains(&Some("name")) {
        problems.push(source.problem(row.clone(), Problem::NameColumnMissing));
    }
    columns
}

fn row(mut fields: Fields<'_>, levels: &Levels, problems: &mut Vec<Diagnostic>) -> Option<Row> {
    let name = fields.required_text("name");
    let id = fields.text("id");
    let slug = fields.text("slug");
    let short_name = fields.text("short_name");
    let level = fields.text("level");
    let (form, tier, sector) = (fields.text("form"), fields.text("tier"), fields.text("sector"));
    let parent = fields.text("parent");
    let former = fields.texts("former_names");
    let predecessors = fields.texts("predecessors").iter().flat_map(parts).collect();
    let established = fields.text("established");
    let abolished = fields.text("abolished");

    let level = level.and_then(|level| {
        let found = levels.find(&level.value);
        if found.is_none() {
            fields.report(level.span, levels.unknown(&level.value));
        }
        found
    });
    if let Some(slug) = slug.as_ref().filter(|slug| !is_slug(&slug.value)) {
        fields.report(slug.span.clone(), Problem::SlugInvalid { slug: slug.value.clone() });
    }
    let former_names = former_names(&former, &mut fields);
    let from = established.and_then(|text| year(text, &mut fields));
    let span = abolished.as_ref().map(|text| text.span.clone());
    let to = abolished.and_then(|text| year(text, &mut fields));
    let mut being = Period { from, to };
    if let (Some(first), Some(last), Some(span)) = (from, to, span)
        && first > last
    {
        fields.report(span, Problem::YearsReversed { first, last });
        being = Period::default();
    }
    problems.extend(fields.finish());

    let name = name?;
    let unit = Unit {
        id: UnitId(Arc::from(id.map_or_else(|| name.value.clone(), |id| id.value))),
        slug: slug.map_or_else(|| pinyin::slug(&name.value), |slug| slug.value),
        short_name: short_name.map(|short| short.value),
        level,
        form: form.map(|form| form.value),
        tier: tier.map(|tier| tier.value),
        sector: sector.map(|sector| sector.value),
        parent: None,
        predecessors: vec![],
        former_names,
        being,
        in_roster: true,
        sort_key: pinyin::sort_key(&name.value),
        name: name.value,
    };
    Some(Row { unit, name: name.span, parent, predecessors })
}

/// What a table's cell separates by `;`, each at the place of the cell.
fn parts(text: &Placed<String>) -> impl Iterator<Item = Placed<String>> {
    let parts = text.value.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Placed { value: part.to_owned(), span: text.span.clone() })
}

/// `旧名称@2015-2022`, several of them separated by `;` in a table's cell.
fn former_names(texts: &[Placed<String>], fields: &mut Fields<'_>) -> Vec<FormerName> {
    let mut names = vec![];
    for text in texts {
        for Placed { value: part, span } in parts(text) {
            let (name, period) = match part.split_once('@') {
                Some((name, period)) => (name.trim(), Period::parse(period)),
                None => (part.as_str(), Some(Period::default())),
            };
            match period {
                Some(period) if !name.is_empty() => names.push(FormerName { name: name.to_owned(), period }),
                _ => fields.report(span, Problem::RosterPeriod { value: part }),
            }
        }
    }
    names
}

fn year(text: Placed<String>, fields: &mut Fields<'_>) -> Option<u16> {
    let year = crate::han::year(&text.value);
    if year.is_none() {
        fields.report(text.span, Problem::RosterPeriod { value: text.value });
    }
    year
}

/// Checks the units against each other and resolves superiors and predecessors.
fn link(rows: Vec<Row>, source: Source<'_>, mut problems: Vec<Diagnostic>) -> Checked<Roster> {
    let mut roster = Roster::default();
    let mut taken: BTreeSet<(&str, &str)> = BTreeSet::new();
    for row in &rows {
        let unit = &row.unit;
        for identity in [("id", &*unit.id.0), ("slug", unit.slug.as_str())] {
            if !taken.insert(identity) {
                let other = rows.iter().find(|other| match identity.0 {
                    "id" => other.unit.id == unit.id,
                    _ => other.unit.slug == unit.slug,
                });
                if identity.0 == "slug" && other.is_some_and(|other| other.unit.name == unit.name) {
                    continue;
                }
                let problem = match other.filter(|_| identity.0 == "slug") {
                    Some(other) => Problem::SlugCollision {
                        slug: unit.slug.clone(),
                        name: unit.name.clone(),
                        other: other.unit.name.clone(),
                    },
                    None => Problem::RosterDuplicate { value: identity.1.to_owned() },
                };
                problems.push(source.problem(row.name.clone(), problem));
            }
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let unit = &row.unit;
        let former = unit.former_names.iter().map(|former| &former.name);
        for name in std::iter::once(&unit.name).chain(&unit.short_name).chain(former) {
            let first = *roster.by_name.entry(name.clone()).or_insert(at);
            if first != at {
                let problem = Problem::RosterDuplicate { value: name.clone() };
                problems.push(source.problem(row.name.clone(), problem));
            }
        }
    }
    let by_id: BTreeMap<&str, usize> =
        rows.iter().enumerate().map(|(at, row)| (&*row.unit.id.0, at)).collect();
    let [mut parents, mut predecessors] = refer(&rows, &roster, &by_id, source, &mut problems);
    let name = |at: usize| rows[at].unit.name.clone();
    let superiors =
        break_cycles(&mut parents).into_iter().map(|at| (at, Problem::RosterCycle { name: name(at) }));
    let origins = break_cycles(&mut predecessors).into_iter();
    let origins = origins.map(|at| (at, Problem::RosterPredecessorCycle { name: name(at) }));
    for (at, problem) in superiors.chain(origins) {
        problems.push(source.problem(rows[at].name.clone(), problem));
    }
    let ids: Vec<UnitId> = rows.iter().map(|row| row.unit.id.clone()).collect();
    let linked = rows.into_iter().zip(parents).zip(predecessors).map(|((row, parents), predecessors)| Unit {
        parent: parents.first().map(|at| ids[*at].clone()),
        predecessors: predecessors.into_iter().map(|at| ids[at].clone()).collect(),
        ..row.unit
    });
    roster.units = linked.collect();
    Checked { value: roster, problems }
}

/// The superior and the predecessors of each row; what refers to no unit is a problem.
fn refer(
    rows: &[Row],
    roster: &Roster,
    by_id: &BTreeMap<&str, usize>,
    source: Source<'_>,
    problems: &mut Vec<Diagnostic>,
) -> [Vec<Vec<usize>>; 2] {
    let mut refer = |to: &[Placed<String>], unknown: fn(String, Option<String>) -> Problem| {
        let mut found: Vec<usize> = vec![];
        for word in to {
            match by_id.get(word.value.as_str()).or_else(|| roster.by_name.get(&word.value)) {
                Some(at) if found.contains(at) => {}
                Some(at) => found.push(*at),
                None => {
                    let nearest = nearest(&word.value, roster.names()).map(str::to_owned);
                    problems.push(source.problem(word.span.clone(), unknown(word.value.clone(), nearest)));
                }
            }
        }
        found
    };
    let parents = rows.iter().map(|row| {
        refer(row.parent.as_slice(), |parent, nearest| Problem::RosterUnknownParent { parent, nearest })
    });
    let parents = parents.collect();
    let predecessors = rows.iter().map(|row| {
        refer(&row.predecessors, |predecessor, nearest| Problem::RosterUnknownPredecessor {
            predecessor,
            nearest,
        })
    });
    [parents, predecessors.collect()]
}
