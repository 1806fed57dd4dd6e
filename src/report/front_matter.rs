//! Front matter: what the clerk states about a report before its text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Checked, Expected, Problem, Source};
use crate::fields::{Fields, Placed};
use crate::han;
use crate::report::yaml;
use crate::unit::Year;

/// Front matter as written, checked by itself; unit and level are looked up later.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FrontMatter {
    /// Name of the unit 单位, as it was called in the year.
    pub unit: Option<Placed<String>>,
    /// Reporting year 年度.
    pub year: Option<Placed<Year>>,
    /// Level 层级.
    pub level: Option<Placed<String>>,
    /// Where the level is missed, if it is not written; the roster may know it.
    pub level_missed: Option<Range<usize>>,
    /// Title 题名.
    pub title: Option<String>,
    /// Kind of document 文种.
    pub kind: Option<String>,
    /// Post of the one who reports 职务.
    pub role: Option<String>,
    /// Day of the report.
    pub date: Option<Date>,
    /// Grade of the review 评议等次.
    pub grade: Option<String>,
    /// Whether it is published.
    pub status: Status,
    /// Free tags.
    pub tags: Vec<String>,
    /// Stated values of figures: indicator and value as written.
    pub figures: Vec<(String, String)>,
    /// What is said of links from the problems and plans of the report before.
    pub ledger: Vec<Decision>,
    /// Archival description.
    pub archive: ArchivalDescription,
    /// Record of the review before publishing.
    pub review: Review,
    /// Anything else, for themes.
    pub extra: Vec<(String, String)>,
}

/// A link of the ledger of problems 问题台账 confirmed or refused: statements of the report before and of this one that contain some words
/// are the same matter, or are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Words of the statement in the report before.
    pub earlier: String,
    /// Words of the statement in this report.
    pub later: Placed<String>,
    /// Whether it is the same matter.
    pub is_same: bool,
}

/// Whether a report is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Status {
    /// Published.
    #[default]
    Published,
    /// Counted as handed in, its text not published.
    Internal,
    /// Left out.
    Draft,
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Archival description, DA/T 22-2015 归档文件整理规则; given, never invented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ArchivalDescription {
    /// Fonds 全宗号.
    pub fonds: Option<String>,
    /// Item 件号.
    pub item: Option<String>,
    /// Retention period 保管期限.
    pub retention: Option<Retention>,
}

/// How long the file is kept 保管期限, DA/T 22-2015 and 国家档案局令第8号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retention {
    /// 永久, code Y.
    Permanent,
    /// 30年, code D30.
    Years30,
    /// 10年, code D10.
    Years10,
}

/// Record of the review before publishing 先审查、后公开.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Review {
    /// Who reviewed.
    pub by: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// Who approved.
    pub approved_by: Option<String>,
}

/// What the site demands of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demands {
    /// First year allowed.
    pub first_year: Year,
    /// Last year allowed.
    pub last_year: Year,
    /// Whether a published report needs a record of its review.
    pub require_review: bool,
}

/// Largest front matter, in bytes.
const LIMIT: usize = 64 * 1024;

/// A file parted into front matter and text, as byte ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The line that opens the front matter, where what is missing from it is reported.
    pub fence: Range<usize>,
    /// Between the fences; nothing where there is no front matter that could be read.
    pub front: Option<Range<usize>>,
    /// After them.
    pub body: Range<usize>,
}

/// How far the front matter goes.
enum End {
    /// A fence.
    Fence(Range<usize>),
    /// Something meant as a fence.
    Misspelt(Range<usize>),
    /// The text begins at the offset without a fence before it.
    Text(usize),
}

/// Parts a file; without front matter everything is body.
pub fn split(source: Source<'_>) -> Checked<Parts> {
    let text = source.text;
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let start = start + text[start..].len() - text[start..].trim_start_matches(['\n', '\r']).len();
    let first = line_at(text, start);
    let fence = start..start + text[first.clone()].trim_end().len();
    let mut problems = vec![];
    match text[fence.clone()].trim() {
        "---" => {}
        line if is_misspelt_fence(line) => {
            problems.push(source.problem(fence.clone(), Problem::FrontMatterFence { line: line.to_owned() }));
        }
        _ => {
            problems.push(source.problem(fence.clone(), Problem::FrontMatterMissing));
            return Checked { value: Parts { fence, front: None, body: start..text.len() }, problems };
        }
    }
    let (front, body) = match end(text, first.end) {
        End::Fence(line) => (first.end..line.start, line.end..text.len()),
        End::Misspelt(line) => {
            let marks = text[line.clone()].trim();
            let span = line.start..line.start + marks.len();
            problems.push(source.problem(span, Problem::FrontMatterFence { line: marks.to_owned() }));
            (first.end..line.start, line.end..text.len())
        }
        End::Text(at) => {
            problems.push(source.problem(fence.clone(), Problem::FrontMatterUnclosed));
            (first.end..at, at..text.len())
        }
    };
    let is_too_long = front.len() > LIMIT;
    if is_too_long {
        problems.push(source.problem(fence.clone(), Problem::FrontMatterTooLong { limit: LIMIT }));
    }
    let front = (!is_too_long).then_some(front);
    Checked { value: Parts { fence, front, body }, problems }
}

/// The line that starts at an offset, its end included.
fn line_at(text: &str, start: usize) -> Range<usize> {
    start..text[start..].find('\n').map_or(text.len(), |length| start + length + 1)
}

/// Looks for the end of the front matter that begins at an offset. A line that is no YAML ends it as well
/// after a blank line; a rule further down in the text is no fence.
fn end(text: &str, first: usize) -> End {
    let mut at = first;
    let mut blank = None;
    let mut odd = None;
    while at < text.len() {
        let line = line_at(text, at);
        let content = text[line.clone()].trim_end();
        if matches!(content, "---" | "...") {
            return End::Fence(line);
        }
        if is_misspelt_fence(content) && content.chars().count() > 1 {
            return End::Misspelt(line);
        }
        if content.is_empty() {
            blank = blank.or(Some(at));
        } else if !may_be_yaml(content) {
            if let Some(blank) = blank {
                return End::Text(odd.unwrap_or(blank));
            }
            odd = odd.or(Some(at));
        }
        at = line.end;
    }
    End::Text(odd.or(blank).unwrap_or(text.len()))
}

/// Whether a line can belong to front matter: indented, an item, a comment, or a key with a colon.
fn may_be_yaml(line: &str) -> bool {
    let key = line.trim_start_matches(|c: char| c.is_alphanumeric() || "_-\"'".contains(c)).trim_start();
    line.starts_with([' ', '\t', '#', '[', ']', '{', '}'])
        || line.starts_with("- ")
        || key.starts_with([':', '：'])
}

fn is_misspelt_fence(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| "-－—–−_─".contains(c))
}

/// Reads the front matter and checks every value by itself.
pub fn parse(source: Source<'_>, parts: &Parts, demands: Demands) -> Checked<FrontMatter> {
    let Some(range) = parts.front.clone() else { return Checked::default() };
    let Checked { value: table, mut problems } = yaml::parse(source, range);
    let Some(table) = table else { return Checked { value: FrontMatter::default(), problems } };
    let mut fields = Fields::new(source, parts.fence.clone(), table);
    let value = read(&mut fields, demands);
    problems.extend(fields.finish());
    Checked { value, problems }
}

fn read(fields: &mut Fields<'_>, demands: Demands) -> FrontMatter {
    let unit = fields.required_text("unit");
    let year = fields.required_text("year").and_then(|text| year(text, fields, demands));
    let level_missed = fields.lacks("level");
    let level = fields.text("level");
    let text = |fields: &mut Fields<'_>, key| fields.text(key).map(|text| text.value);
    let title = text(fields, "title");
    let kind = text(fields, "kind");
    let role = text(fields, "role");
    let date = date(fields, year.as_ref().map(|year| year.value));
    let grade = text(fields, "grade");
    let status = fields.choice("status", STATUSES).unwrap_or_default();
    let tags = fields.texts("tags").into_iter().map(|tag| tag.value).collect();
    let figures = fields.free_table("figures", Expected::Number);
    let ledger = ledger(fields);
    let archive = archive(fields);
    let review = review(fields, status == Status::Published && demands.require_review);
    let extra = fields.free_table("extra", Expected::Text);
    FrontMatter {
        unit,
        year,
        level,
        level_missed,
        title,
        kind,
        role,
        date,
        grade,
        status,
        tags,
        figures,
        ledger,
        archive,
        review,
        extra,
    }
}

const STATUSES: &[(&str, Status)] =
    &[("published", Status::Published), ("internal", Status::Internal), ("draft", Status::Draft)];

const RETENTIONS: &[(&str, Retention)] = &[
    ("永久", Retention::Permanent),
    ("30年", Retention::Years30),
    ("10年", Retention::Years10),
    ("Y", Retention::Permanent),
    ("D30", Retention::Years30),
    ("D10", Retention::Years10),
];

fn year(text: Placed<String>, fields: &mut Fields<'_>, demands: Demands) -> Option<Placed<Year>> {
    let Some(year) = han::year(&text.value) else {
        let is_span = text.value.split(['-', '—', '–', '至', '/', '~']).filter_map(han::year).count() > 1
            || text.value.contains("学年");
        let problem = if is_span {
            Problem::YearSpan { value: text.value }
        } else {
            Problem::YearUnreadable { value: text.value }
        };
        fields.report(text.span, problem);
        return None;
    };
    let (first, last) = (demands.first_year, demands.last_year);
    if !(first..=last).contains(&year) {
        fields.report(text.span.clone(), Problem::YearOutOfRange { year, first, last });
        return None;
    }
    Some(Placed { value: year, span: text.span })
}

fn date(fields: &mut Fields<'_>, year: Option<Year>) -> Option<Date> {
    let text = fields.text("date")?;
    let date = parse_date(&text.value);
    match (date, year) {
        (None, _) => fields.report(text.span, Problem::DateUnreadable { value: text.value }),
        (Some(date), Some(year)) if date.year < year => {
            fields.report(text.span, Problem::DateBeforeYear { date: date.to_string(), year });
        }
        _ => {}
    }
    date
}

/// 2023-01-12, 2023/1/12, 2023.1.12 or 2023年1月12日, in any width; a time after it is passed over.
pub fn parse_date(text: &str) -> Option<Date> {
    let folded = han::narrow(text.trim());
    let day_end = folded.find(['T', ' ', '日']).unwrap_or(folded.len());
    let mut parts = folded[..day_end].split(['-', '/', '.', '年', '月']);
    let year = han::year(parts.next()?)?;
    let mut small = || -> Option<u8> { parts.next()?.trim().parse().ok() };
    let (month, day) = (small()?, small()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (parts.next().is_none() && (1..=days).contains(&day)).then_some(Date { year, month, day })
}

fn archive(fields: &mut Fields<'_>) -> ArchivalDescription {
    let Some(mut inner) = fields.table("archive") else { return ArchivalDescription::default() };
    let fonds = inner.text("fonds").map(|text| text.value);
    let item = inner.text("item").map(|text| text.value);
    let retention = inner.choice("retention", RETENTIONS);
    if let Some(security) = inner.text("security") {
        // Anything but an explicit "public" is a mark: the default is not to publish.
        if !matches!(security.value.as_str(), "公开" | "无" | "public" | "none") {
            inner.report(security.span, Problem::SecurityMark { mark: security.value });
        }
    }
    fields.close(inner);
    ArchivalDescription { fonds, item, retention }
}

fn ledger(fields: &mut Fields<'_>) -> Vec<Decision> {
    let mut decisions = vec![];
    for mut inner in fields.tables("ledger") {
        let earlier = inner.required_text("earlier").map(|text| text.value);
        let later = inner.required_text("later");
        let is_same = inner.truth("same").unwrap_or(true);
        fields.close(inner);
        decisions.extend(earlier.zip(later).map(|(earlier, later)| Decision { earlier, later, is_same }));
    }
    decisions
}

fn review(fields: &mut Fields<'_>, required: bool) -> Review {
    let Some(mut inner) = fields.table("review") else {
        if required {
            fields.report_here(Problem::ReviewMissing { key: "by".to_owned() });
        }
        return Review::default();
    };
    for key in ["by", "date", "approved_by"] {
        if required && !inner.has(key) {
            inner.report_here(Problem::ReviewMissing { key: key.to_owned() });
        }
    }
    let by = inner.text("by").map(|text| text.value);
    let date = date(&mut inner, None);
    let approved_by = inner.text("approved_by").map(|text| text.value);
    fields.close(inner);
    Review { by, date, approved_by }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        #[track_caller]
        fn case(text: &str, expected: Option<&str>) {
            assert_eq!(parse_date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
        case("2023-01-12", Some("2023-01-12"));
        case("2023/1/2", Some("2023-01-02"));
        case("2023年1月12日", Some("2023-01-12"));
        case("２０２３．１．１２", Some("2023-01-12"));
        case("2024-02-29", Some("2024-02-29"));
        case("2023-02-29", None);
        case("2023-13-01", None);
        case("2023-01", None);
        case("昨天", None);
    }
}
