//! The roster of units 单位名录: `[[units]]` in site.toml for a few, content/units.csv for many.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Problem, Source};
use crate::fields::{Entry, Fields, Node, Placed, Table, Value, nearest};
use crate::unit::{FormerName, Levels, Period, Unit, UnitId, is_slug, pinyin};

/// The units that are known before any report is read.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    units: Vec<Unit>,
    /// Every name, short, former and present, to its unit.
    by_name: BTreeMap<String, usize>,
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
    ("established", "成立"),
    ("abolished", "撤销"),
];

/// A unit with the places of what must be checked against other units.
struct Row {
    unit: Unit,
    name: Range<usize>,
    parent: Option<Placed<String>>,
}

impl Roster {
    /// Reads the tables of `[[units]]`.
    pub fn from_tables(tables: Vec<Fields<'_>>, levels: &Levels, source: Source<'_>) -> Checked<Self> {
        let mut problems = vec![];
        let rows = tables.into_iter().filter_map(|fields| row(fields, levels, &mut problems)).collect();
        link(rows, source, problems)
    }

    /// Reads units.csv.
    pub fn from_csv(source: Source<'_>, levels: &Levels) -> Checked<Self> {
        let mut problems = vec![];
        let mut rows = vec![];
        for (span, table) in csv_tables(source, &mut problems) {
            rows.extend(row(Fields::new(source, span, table), levels, &mut problems));
        }
        link(rows, source, problems)
    }

    /// All units, in the order written.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Whether no unit is listed.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
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
    pub fn unknown(&self, name: &str) -> Problem {
        let nearest = nearest(name, self.names()).map(str::to_owned);
        Problem::UnknownUnit { name: name.to_owned(), nearest }
    }
}

/// The rows of a CSV file as tables; a field's place is its whole row, since the `csv` crate keeps no
/// places of fields.
fn csv_tables(source: Source<'_>, problems: &mut Vec<Diagnostic>) -> Vec<(Range<usize>, Table)> {
    let text = source.text;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let skipped = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut header: Vec<String> = vec![];
    let mut tables = vec![];
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, |position| position.byte() as usize + skipped);
                problems.push(source.problem(at..at, Problem::CsvSyntax { reason: error.to_string() }));
                break;
            }
        };
        let start = record.position().map_or(0, |position| position.byte() as usize + skipped);
        let start = start + text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
        let span = start..text[start..].find('\n').map_or(text.len(), |length| start + length);
        if header.is_empty() {
            header = record.iter().map(column).collect();
            continue;
        }
        if record.len() != header.len() {
            let problem = Problem::CsvFields { found: record.len(), expected: header.len() };
            problems.push(source.problem(span, problem));
            continue;
        }
        let entry = |(key, value): (&String, &str)| Entry {
            key: key.clone(),
            span: span.clone(),
            node: Node { value: Value::Text(value.to_owned()), span: span.clone() },
        };
        let filled = header.iter().zip(record.iter()).filter(|(_, value)| !value.is_empty());
        tables.push((span.clone(), filled.map(entry).collect()));
    }
    tables
}

/// The English name of a column.
fn column(heading: &str) -> String {
    let known = COLUMNS.iter().find(|(_, chinese)| *chinese == heading);
    known.map_or(heading, |(english, _)| english).to_owned()
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
    let to = abolished.and_then(|text| year(text, &mut fields));
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
        former_names,
        being: Period { from, to },
        in_roster: true,
        sort_key: pinyin::sort_key(&name.value),
        name: name.value,
    };
    Some(Row { unit, name: name.span, parent })
}

/// `旧名称@2015-2022`, several of them separated by `;` in a table's cell.
fn former_names(texts: &[Placed<String>], fields: &mut Fields<'_>) -> Vec<FormerName> {
    let mut names = vec![];
    for text in texts {
        for part in text.value.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
            let (name, period) = match part.split_once('@') {
                Some((name, period)) => (name.trim(), Period::parse(period)),
                None => (part, Some(Period::default())),
            };
            match period {
                Some(period) if !name.is_empty() => names.push(FormerName { name: name.to_owned(), period }),
                _ => fields.report(text.span.clone(), Problem::RosterPeriod { value: part.to_owned() }),
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

/// Checks the units against each other and resolves superiors.
fn link(rows: Vec<Row>, source: Source<'_>, mut problems: Vec<Diagnostic>) -> Checked<Roster> {
    let mut roster = Roster::default();
    let mut taken: BTreeMap<(&str, &str), ()> = BTreeMap::new();
    for row in &rows {
        let unit = &row.unit;
        for identity in [("id", &*unit.id.0), ("slug", unit.slug.as_str())] {
            if taken.insert(identity, ()).is_some() {
                let other = rows.iter().find(|other| match identity.0 {
                    "id" => other.unit.id == unit.id,
                    _ => other.unit.slug == unit.slug,
                });
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
            let earlier = roster.by_name.insert(name.clone(), at);
            if earlier.is_some_and(|earlier| earlier != at) {
                let problem = Problem::RosterDuplicate { value: name.clone() };
                problems.push(source.problem(row.name.clone(), problem));
            }
        }
    }
    let by_id: BTreeMap<&str, usize> = rows.iter().enumerate().map(|(at, row)| (&*row.unit.id.0, at)).collect();
    let mut parents = vec![None; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        let Some(parent) = &row.parent else { continue };
        let found = by_id.get(parent.value.as_str()).or_else(|| roster.by_name.get(&parent.value)).copied();
        if found.is_none() {
            let nearest = nearest(&parent.value, roster.names()).map(str::to_owned);
            let problem = Problem::RosterUnknownParent { parent: parent.value.clone(), nearest };
            problems.push(source.problem(parent.span.clone(), problem));
        }
        parents[at] = found;
    }
    break_cycles(&mut parents, &rows, source, &mut problems);
    let ids: Vec<UnitId> = rows.iter().map(|row| row.unit.id.clone()).collect();
    roster.units = rows
        .into_iter()
        .zip(parents)
        .map(|(row, parent)| Unit { parent: parent.map(|at| ids[at].clone()), ..row.unit })
        .collect();
    Checked { value: roster, problems }
}

/// Reports every unit that is its own superior, and makes it a root. Linear: each unit is walked once.
fn break_cycles(
    parents: &mut [Option<usize>],
    rows: &[Row],
    source: Source<'_>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut walked = vec![usize::MAX; parents.len()];
    for start in 0..parents.len() {
        let mut at = start;
        while walked[at] == usize::MAX {
            walked[at] = start;
            let Some(parent) = parents[at] else { break };
            if walked[parent] == start {
                let problem = Problem::RosterCycle { name: rows[parent].unit.name.clone() };
                problems.push(source.problem(rows[parent].name.clone(), problem));
                parents[at] = None;
                break;
            }
            at = parent;
        }
    }
}
