//! Tables for other programs: CSV with a byte-order mark, which spreadsheets need to know that it is UTF-8, and JSON.
//!
//! Columns have English names, since programs read them; what they mean stands in the data dictionary and in the schema.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::route::{Table, report_url, unit_url};
use super::table::{Both, Cell};
use crate::archive::{Archive, Entry};
use crate::figure::settle::{Claim, Settled};
use crate::figure::{IndicatorId, Number, Qualifier};
use crate::statistics::wording::{Frequency, shifts};
use crate::statistics::{ALL, Told, by_year, told};
use crate::unit::Year;

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

/// A published table, as CSV and as JSON: both forms are made at once. The schema has one.
pub fn files(archive: &Archive, table: Table) -> [Vec<u8>; 2] {
    let rows = match table {
        Table::Schema => return [vec![], schema().into_bytes()],
        Table::Coverage => coverage(archive),
        Table::Totals => totals(archive),
        Table::Terms => terms(archive),
        Table::Phrases => phrases(archive),
        Table::Indicator(id) => reports(archive, id),
    };
    rows.done()
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn number(value: Option<Number>) -> Cell<'static> {
    value.map_or(Cell::Empty, |value| Cell::Number(value.to_string()))
}

fn year(year: Year) -> Cell<'static> {
    Cell::Count(usize::from(year))
}

fn coverage(archive: &Archive) -> Both {
    const COLUMNS: [&str; 7] = ["unit", "unit_page", "level", "year", "status", "kind", "url"];
    let mut rows = Both::new(&COLUMNS, COLUMNS.len());
    for unit in archive.units() {
        let reports: Vec<&Entry> = archive.of_unit(&unit.id).collect();
        let unit_page = unit_url(unit);
        let mut row = |of: Year, status: &str, entry: Option<&Entry>| {
            let level = entry.map(|entry| entry.level).or_else(|| archive.level(unit));
            let level = level.map_or("", |level| &archive.config.levels.get(level).name);
            let published = entry.filter(|entry| entry.is_published());
            let url = published.map(|entry| report_url(archive, unit, &entry.key)).unwrap_or_default();
            let kind = entry.map_or("", |entry| &entry.key.kind);
            let cells = [
                text(&unit.name),
                text(&unit_page),
                text(level),
                year(of),
                text(status),
                text(kind),
                text(&url),
            ];
            rows.row(&cells);
        };
        for year in archive.years() {
            let mut of_year = reports.iter().filter(|entry| entry.key.year == year).peekable();
            if of_year.peek().is_none() {
                let status = match () {
                    () if !unit.being.contains(year) => "absent",
                    () if Archive::is_due(unit, year) => "missing",
                    () => "unknown",
                };
                row(year, status, None);
            }
            for entry in of_year {
                row(year, if entry.is_published() { "reported" } else { "internal" }, Some(entry));
            }
        }
    }
    rows
}

fn totals(archive: &Archive) -> Both {
    const COLUMNS: [&str; 14] = [
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
    let mut rows = Both::new(&COLUMNS, COLUMNS.len());
    for (id, _) in archive.indicators() {
        let Some(indicator) = archive.config.indicators.get(id) else { continue };
        for (of, summary) in by_year(archive, id) {
            rows.row(&[
                text(&indicator.key),
                text(&indicator.name),
                text(indicator.measures.first().map_or("", String::as_str)),
                year(of),
                Cell::Count(summary.reports),
                Cell::Count(summary.stated()),
                Cell::Count(summary.answers.withheld),
                Cell::Count(summary.answers.ambiguous),
                Cell::Count(summary.silent()),
                number(summary.quartile(0)),
                number(summary.quartile(1)),
                number(summary.median()),
                number(summary.quartile(3)),
                number(summary.quartile(4)),
            ]);
        }
    }
    rows
}

fn reports(archive: &Archive, id: IndicatorId) -> Both {
    const COLUMNS: [&str; 11] =
        ["unit", "level", "year", "kind", "state", "value", "high", "qualifier", "measure", "url", "excerpt"];
    // Programs that read JSON follow the address to the words.
    let mut rows = Both::new(&COLUMNS, COLUMNS.len() - 1);
    for told in told(archive, id, ALL) {
        let Told { entry, settled } = &told;
        let unit = archive.unit(&entry.key.unit);
        let called = entry.record.front.unit.as_ref().map_or(&unit.name, |name| &name.value);
        let (state, claim) = match settled {
            Settled::Value(claim) => ("value", Some(claim)),
            Settled::Withheld(claim) => ("withheld", Some(claim)),
            Settled::Ambiguous(claims) => ("ambiguous", claims.first()),
        };
        let statement = claim.and_then(|claim| claim.statement);
        let mut url = report_url(archive, unit, &entry.key);
        if let Some(number) = statement {
            let _ = write!(url, "#figure-{}", number + 1);
        }
        let said = claim.filter(|_| state != "ambiguous");
        let measure = statement.and_then(|number| entry.record.figures.get(number));
        rows.row(&[
            text(called),
            text(&archive.config.levels.get(entry.level).name),
            year(entry.key.year),
            text(&entry.key.kind),
            text(state),
            number(said.and_then(|claim| claim.value)),
            number(said.and_then(|claim| claim.high)),
            text(said.map_or("", qualifier)),
            text(measure.map_or("", |statement| statement.figure.measure.word())),
            text(&url),
            text(statement.and_then(|number| entry.record.excerpts.get(number)).unwrap_or_default()),
        ]);
    }
    rows
}

fn terms(archive: &Archive) -> Both {
    const COLUMNS: [&str; 7] =
        ["term", "year", "level", "times", "reports", "characters", "per_ten_thousand"];
    let mut rows = Both::new(&COLUMNS, COLUMNS.len());
    for (number, term) in (0_u16..).zip(archive.config.terms.words()) {
        for ((of, level), tally) in archive.tallies() {
            let frequency = Frequency::of(number, tally);
            let decimal = |value: f64| Cell::Number(format!("{value:.3}"));
            rows.row(&[
                text(term),
                year(of),
                text(&archive.config.levels.get(level).name),
                Cell::Number(frequency.said.times.to_string()),
                Cell::Count(frequency.said.reports),
                Cell::Number(frequency.characters.to_string()),
                frequency.per_ten_thousand().map_or(Cell::Empty, decimal),
            ]);
        }
    }
    rows
}

fn phrases(archive: &Archive) -> Both {
    const COLUMNS: [&str; 6] = ["phrase", "year", "reports", "year_before", "reports_before", "z"];
    let mut rows = Both::new(&COLUMNS, COLUMNS.len());
    for shifts in shifts(archive) {
        for shift in shifts.more.iter().chain(&shifts.fewer) {
            rows.row(&[
                text(shift.phrase),
                year(shifts.year),
                Cell::Count(shift.now),
                year(shifts.before),
                Cell::Count(shift.before),
                Cell::Number(format!("{:.2}", shift.z)),
            ]);
        }
    }
    rows
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
