//! Tables for other programs: CSV with a byte-order mark, which spreadsheets need to know that it is UTF-8, and JSON.
//!
//! Columns have English names, since programs read them; what they mean stands in the data dictionary and in the schema.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::route::{Format, Route, Table};
use super::table::{Cell, csv};
use crate::archive::{Archive, Entry};
use crate::figure::settle::{Claim, Settled};
use crate::figure::{IndicatorId, Number, Qualifier};
use crate::statistics::wording::{Frequency, Shift, Shifts, shifts};
use crate::statistics::{ALL, by_year, told};

/// A column of the published tables.
#[derive(Debug, Serialize)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds: `string`, `integer` or `number`.
    pub kind: &'static str,
    /// Its meaning in Chinese.
    pub chinese: &'static str,
    /// Its meaning in English.
    pub english: &'static str,
}

macro_rules! columns {
    ($($name:literal $kind:literal $chinese:literal $english:literal;)*) => {
        /// All columns of all tables.
        pub const COLUMNS: [Column; [$($name),*].len()] =
            [$( Column { name: $name, kind: $kind, chinese: $chinese, english: $english } ),*];
    };
}

columns! {
    "unit" "string" "单位名称（报告当年的叫法）" "the unit, as it was called then";
    "unit_page" "string" "单位页的地址" "address of the unit's page";
    "level" "string" "层级" "the level";
    "year" "integer" "年度" "the reporting year";
    "kind" "string" "文种" "kind of document";
    "status" "string" "reported 已交并公开；internal 已交未公开；missing 未交；absent 当年不存在；unknown 不详" "reported; internal (handed in, not published); missing; absent (not in being); unknown";
    "url" "string" "报告页（或报告中该句）的地址" "address of the report, or of the sentence in it";
    "indicator" "string" "指标代码" "the indicator's key";
    "name" "string" "指标名称" "the indicator's name";
    "measure" "string" "量词" "the measure word";
    "value" "number" "数值，已换算为基本单位（万元换成元）；空表示没有数值，不是零" "the value in base units; empty means that there is none, not nought";
    "high" "number" "区间的上限" "the upper end of a range";
    "qualifier" "string" "exact 确数；approx 约数；at_least 至少；at_most 至多；range 区间；redacted 未公开" "exact, approx, at_least, at_most, range or redacted";
    "state" "string" "value 有数值；withheld 未公开；ambiguous 前后不一致，不计入统计；未写的报告不列出" "value, withheld or ambiguous (counted nowhere); reports that are silent are not listed";
    "excerpt" "string" "原句中的前后文" "the words around it";
    "term" "string" "统计的用语" "a term that is watched";
    "times" "integer" "出现次数" "how often it is said";
    "characters" "integer" "已公开报告的总字数" "length of the published reports";
    "per_ten_thousand" "number" "每万字出现的次数" "times in ten thousand characters";
    "phrase" "string" "加引号或书名号的提法" "a phrase between quotation or title marks";
    "year_before" "integer" "相比的年度" "the year that it is compared with";
    "reports_before" "integer" "相比年度提到它的份数" "reports of that year that set it off";
    "z" "number" "差异相当于几个标准差：正为增多，负为减少" "difference in standard deviations, above nought where it is more frequent";
    "reports" "integer" "报告份数" "reports in all, or those that say the term or phrase";
    "stated" "integer" "写明数值的份数" "reports that state a value";
    "withheld" "integer" "未公开的份数" "reports that withhold it";
    "ambiguous" "integer" "前后不一致的份数" "reports whose statements do not agree";
    "silent" "integer" "未写的份数" "reports that say nothing of it";
    "least" "number" "最小值" "the least value";
    "lower_quartile" "number" "下四分位数" "a quarter of the values do not exceed it";
    "median" "number" "中位数" "the middle value";
    "upper_quartile" "number" "上四分位数" "three quarters of the values do not exceed it";
    "greatest" "number" "最大值" "the greatest value";
}

/// The rows of a table under their columns.
struct Rows {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// The bytes of a published table.
pub fn bytes(archive: &Archive, table: Table, format: Format) -> Vec<u8> {
    let rows = match table {
        Table::Schema => return schema().into_bytes(),
        Table::Coverage => coverage(archive),
        Table::Totals => totals(archive),
        Table::Terms => terms(archive),
        Table::Phrases => phrases(archive),
        Table::Indicator(id) => reports(archive, id),
    };
    match format {
        Format::Csv => format!("\u{FEFF}{}", csv(&rows.columns, rows.rows)).into_bytes(),
        // Programs follow the address to the words.
        Format::Json => rows.without("excerpt").json().into_bytes(),
    }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn number(value: Option<Number>) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Number(value.to_string()))
}

fn count(count: usize) -> Cell {
    Cell::Number(count.to_string())
}

impl Rows {
    /// The same without its last column, if that has the name.
    fn without(mut self, name: &str) -> Self {
        if self.columns.pop_if(|last| *last == name).is_some() {
            for row in &mut self.rows {
                row.pop();
            }
        }
        self
    }

    fn json(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|name| format!("\"{name}\":")).collect();
        let mut out = String::from("{\"rows\":[");
        for (at, row) in self.rows.iter().enumerate() {
            out.push_str(if at > 0 { ",\n{" } else { "\n{" });
            for (at, (name, cell)) in names.iter().zip(row).enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(name);
                match cell {
                    Cell::Empty => out.push_str("null"),
                    Cell::Number(number) => out.push_str(number),
                    Cell::Text(text) => out.push_str(&serde_json::to_string(text).unwrap_or_default()),
                }
            }
            out.push('}');
        }
        out.push_str("\n]}\n");
        out
    }
}

fn coverage(archive: &Archive) -> Rows {
    let mut rows = vec![];
    for unit in archive.units() {
        for year in archive.years() {
            let mut of_year = archive.of_unit(&unit.id).filter(|entry| entry.key.year == year).peekable();
            let unit_page = Route::Unit(unit.id.clone()).url(archive);
            let row = |status: &str, entry: Option<&Entry>| {
                let level = entry.map(|entry| entry.level).or_else(|| archive.level(unit));
                let level = level.map_or("", |level| &archive.config.levels.get(level).name);
                let published = entry.filter(|entry| entry.is_published());
                let url =
                    published.map(|entry| Route::Report(entry.key.clone()).url(archive)).unwrap_or_default();
                let kind = entry.map_or("", |entry| &entry.key.kind);
                vec![
                    text(&unit.name),
                    text(&unit_page),
                    text(level),
                    count(usize::from(year)),
                    text(status),
                    text(kind),
                    text(&url),
                ]
            };
            if of_year.peek().is_none() {
                let status = match () {
                    () if !unit.being.contains(year) => "absent",
                    () if Archive::is_due(unit, year) => "missing",
                    () => "unknown",
                };
                rows.push(row(status, None));
            }
            for entry in of_year {
                rows.push(row(if entry.is_published() { "reported" } else { "internal" }, Some(entry)));
            }
        }
    }
    Rows { columns: vec!["unit", "unit_page", "level", "year", "status", "kind", "url"], rows }
}

fn totals(archive: &Archive) -> Rows {
    let mut rows = vec![];
    for (id, _) in archive.indicators() {
        let Some(indicator) = archive.config.indicators.get(id) else { continue };
        for (year, summary) in by_year(archive, id) {
            let counts = [
                summary.reports,
                summary.stated(),
                summary.answers.withheld,
                summary.answers.ambiguous,
                summary.silent(),
            ];
            let measure = indicator.measures.first().map_or("", String::as_str);
            let mut row =
                vec![text(&indicator.key), text(&indicator.name), text(measure), count(usize::from(year))];
            row.extend(counts.map(count));
            let values = [
                summary.quartile(0),
                summary.quartile(1),
                summary.median(),
                summary.quartile(3),
                summary.quartile(4),
            ];
            row.extend(values.map(number));
            rows.push(row);
        }
    }
    let columns = vec![
        "indicator",
        "name",
        "measure",
        "year",
        "reports",
        "stated",
        "withheld",
        "ambiguous",
        "silent",
        "least",
        "lower_quartile",
        "median",
        "upper_quartile",
        "greatest",
    ];
    Rows { columns, rows }
}

fn reports(archive: &Archive, id: IndicatorId) -> Rows {
    let told = told(archive, id, ALL);
    let rows = told.iter().map(|told| {
        let entry = told.entry;
        let unit = archive.unit(&entry.key.unit);
        let called = entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value);
        let report = Route::Report(entry.key.clone()).url(archive);
        let (state, claim) = match &told.settled {
            Settled::Value(claim) => ("value", Some(claim)),
            Settled::Withheld(claim) => ("withheld", Some(claim)),
            Settled::Ambiguous(claims) => ("ambiguous", claims.first()),
        };
        let statement = claim.and_then(|claim| claim.statement);
        let url =
            statement.map_or_else(|| report.clone(), |number| format!("{report}#figure-{}", number + 1));
        let said = claim.filter(|_| state != "ambiguous");
        let measure = statement.and_then(|number| entry.record.figures.get(number));
        vec![
            text(called),
            text(&archive.config.levels.get(entry.level).name),
            count(usize::from(entry.key.year)),
            text(&entry.key.kind),
            text(state),
            number(said.and_then(|claim| claim.value)),
            number(said.and_then(|claim| claim.high)),
            text(said.map_or("", qualifier)),
            text(measure.map_or("", |statement| statement.figure.measure.word())),
            text(&url),
            text(statement.and_then(|number| entry.record.excerpts.get(number)).unwrap_or_default()),
        ]
    });
    let columns = vec![
        "unit",
        "level",
        "year",
        "kind",
        "state",
        "value",
        "high",
        "qualifier",
        "measure",
        "url",
        "excerpt",
    ];
    Rows { columns, rows: rows.collect() }
}

fn terms(archive: &Archive) -> Rows {
    let mut rows = vec![];
    for (number, term) in (0_u16..).zip(archive.config.terms.words()) {
        for ((year, level), tally) in archive.tallies() {
            let frequency = Frequency::of(number, tally);
            let decimal = |value: f64| Cell::Number(format!("{value:.3}"));
            rows.push(vec![
                text(term),
                count(usize::from(year)),
                text(&archive.config.levels.get(level).name),
                Cell::Number(frequency.said.times.to_string()),
                count(frequency.said.reports),
                Cell::Number(frequency.characters.to_string()),
                frequency.per_ten_thousand().map_or(Cell::Empty, decimal),
            ]);
        }
    }
    Rows {
        columns: vec!["term", "year", "level", "times", "reports", "characters", "per_ten_thousand"],
        rows,
    }
}

fn phrases(archive: &Archive) -> Rows {
    let row = |shifts: &Shifts<'_>, shift: &Shift<'_>| {
        vec![
            text(shift.phrase),
            count(usize::from(shifts.year)),
            count(shift.now),
            count(usize::from(shifts.before)),
            count(shift.before),
            Cell::Number(format!("{:.2}", shift.z)),
        ]
    };
    let of_years = shifts(archive);
    let rows = of_years
        .iter()
        .flat_map(|shifts| shifts.more.iter().chain(&shifts.fewer).map(move |shift| row(shifts, shift)));
    Rows {
        columns: vec!["phrase", "year", "reports", "year_before", "reports_before", "z"],
        rows: rows.collect(),
    }
}

fn qualifier(claim: &Claim) -> &'static str {
    match claim.qualifier {
        Qualifier::Exact => "exact",
        Qualifier::Approx => "approx",
        Qualifier::AtLeast => "at_least",
        Qualifier::AtMost => "at_most",
        Qualifier::Range => "range",
        Qualifier::Redacted => "redacted",
    }
}

/// The schema of the JSON tables (JSON Schema, draft 2020-12).
fn schema() -> String {
    let property = |column: &Column| {
        let meaning = format!("{}; {}", column.chinese, column.english);
        (column.name.to_owned(), json!({ "type": [column.kind, "null"], "description": meaning }))
    };
    let properties: Map<String, Value> = COLUMNS.iter().map(property).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["rows"],
        "properties": {
            "rows": { "type": "array", "items": { "type": "object", "properties": properties, "additionalProperties": false } }
        },
    });
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default())
}
