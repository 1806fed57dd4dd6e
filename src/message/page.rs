//! Phrases of pages and of the command line that hold figures.

use crate::message::Language;
use crate::report::front_matter::Retention;
use crate::report::kind::{Kind, Kinds};
use crate::unit::Period;

/// A count with its noun in English.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with thousands set apart: 12,345.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Language {
    /// 47份报告.
    pub fn reports(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("{}份报告", grouped(count)),
            Self::English => counted(count, "report", "reports"),
        }
    }

    /// 12个单位.
    pub fn units(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("{}个单位", grouped(count)),
            Self::English => counted(count, "unit", "units"),
        }
    }

    /// 缺报1份.
    pub fn missing(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("缺报{}份", grouped(count)),
            Self::English => format!("{} missing", grouped(count)),
        }
    }

    /// 缺报3个单位.
    pub fn missing_units(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("缺报{}个", grouped(count)),
            Self::English => format!("{} missing", grouped(count)),
        }
    }

    /// 1,234字.
    pub fn characters(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("{}字", grouped(count)),
            Self::English => counted(count, "character", "characters"),
        }
    }

    /// 2022年.
    pub fn year(self, year: u16) -> String {
        match self {
            Self::Chinese => format!("{year}年"),
            Self::English => year.to_string(),
        }
    }

    /// 2021—2024年.
    pub fn years(self, first: u16, last: u16) -> String {
        match self {
            _ if first == last => self.year(first),
            Self::Chinese => format!("{first}—{last}年"),
            Self::English => format!("{first}–{last}"),
        }
    }

    /// 2015—2022年, 2022年以前, 2015年以来; empty for all time.
    pub fn period(self, period: Period) -> String {
        match (self, period.from, period.to) {
            (_, None, None) => String::new(),
            (_, Some(from), Some(to)) => self.years(from, to),
            (Self::Chinese, Some(from), None) => format!("{from}年以来"),
            (Self::Chinese, None, Some(to)) => format!("{to}年以前"),
            (Self::English, Some(from), None) => format!("since {from}"),
            (Self::English, None, Some(to)) => format!("until {to}"),
        }
    }

    /// The title of a report that gives none.
    pub fn report_title(self, unit: &str, year: u16, kind: &str) -> String {
        match self {
            Self::Chinese => format!("{unit}{year}年度{kind}"),
            Self::English => format!("{unit}: {kind} {year}"),
        }
    }

    /// What a kind of section is called.
    pub fn kind(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Chinese, Kind::Rectification) => "整改",
            (Self::Chinese, Kind::Basic) => "基本情况",
            (Self::Chinese, Kind::Duties) => "履职",
            (Self::Chinese, Kind::Highlights) => "亮点",
            (Self::Chinese, Kind::Problems) => "问题",
            (Self::Chinese, Kind::Causes) => "原因",
            (Self::Chinese, Kind::Plan) => "打算",
            (Self::Chinese, Kind::Clean) => "廉洁",
            (Self::English, kind) => match kind {
                Kind::Rectification => "rectification",
                Kind::Basic => "basics",
                Kind::Duties => "duties",
                Kind::Highlights => "highlights",
                Kind::Problems => "problems",
                Kind::Causes => "causes",
                Kind::Plan => "plan",
                Kind::Clean => "integrity",
            },
        }
    }

    /// What several kinds are called together.
    pub fn kinds(self, kinds: Kinds) -> String {
        let names: Vec<_> = kinds.iter().map(|kind| self.kind(kind)).collect();
        names.join(if self == Self::Chinese { "、" } else { ", " })
    }

    /// A retention period.
    pub fn retention(self, retention: Retention) -> &'static str {
        match (self, retention) {
            (Self::Chinese, Retention::Permanent) => "永久",
            (Self::Chinese, Retention::Years30) => "30年",
            (Self::Chinese, Retention::Years10) => "10年",
            (Self::English, Retention::Permanent) => "permanent",
            (Self::English, Retention::Years30) => "30 years",
            (Self::English, Retention::Years10) => "10 years",
        }
    }

    /// Joins parts of a heading.
    pub fn dotted(self, parts: &[String]) -> String {
        parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// The last line of a run that checked only.
    pub fn checked(self, reports: usize, errors: usize, warnings: usize) -> String {
        match self {
            Self::Chinese => format!("检查了{}份报告：{errors}个错误，{warnings}个警告", grouped(reports)),
            Self::English => format!(
                "{} checked: {}, {}",
                counted(reports, "report", "reports"),
                counted(errors, "error", "errors"),
                counted(warnings, "warning", "warnings")
            ),
        }
    }

    /// Said when a build stops at problems.
    pub fn nothing_published(self) -> &'static str {
        match self {
            Self::Chinese => "没有发布，原来的网站没有改动",
            Self::English => "nothing was published, the old site is as it was",
        }
    }

    /// Said after it where errors are the reason and may be passed over.
    pub fn keep_going_hint(self) -> &'static str {
        match self {
            Self::Chinese => "；加 --keep-going 可略过有错的报告",
            Self::English => "; --keep-going leaves broken reports out",
        }
    }

    /// Said before the list of reports that were left out.
    pub fn left_out(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("略过{}个有错的文件：", grouped(count)),
            Self::English => format!("left out {}:", counted(count, "broken file", "broken files")),
        }
    }

    /// What a bar of progress is about.
    pub fn progress(self, reading: bool) -> &'static str {
        match (self, reading) {
            (Self::Chinese, true) => "读取",
            (Self::Chinese, false) => "生成",
            (Self::English, true) => "reading",
            (Self::English, false) => "writing",
        }
    }
}

/// Figures of a finished build.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildFigures {
    /// Reports published.
    pub reports: usize,
    /// Files of the site.
    pub files: usize,
    /// Of these, written anew.
    pub written: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// Wall time in milliseconds.
    pub milliseconds: u128,
    /// Warnings.
    pub warnings: usize,
}

impl Language {
    /// The last line of a build.
    pub fn built(self, figures: &BuildFigures, out: &str) -> String {
        let BuildFigures { reports, files, written, bytes, milliseconds, warnings } = *figures;
        let (reports, all, new) = (grouped(reports), grouped(files), grouped(written));
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let (megabytes, seconds) = (bytes as f64 / 1e6, milliseconds as f64 / 1e3);
        match self {
            Self::Chinese => format!(
                "已发布到 {out}：{reports}份报告，{all}个文件（新写{new}个），{megabytes:.1} MB，用时{seconds:.2}秒，{warnings}个警告"
            ),
            Self::English => format!(
                "published to {out}: {reports} reports, {all} files ({new} written), {megabytes:.1} MB, {seconds:.2} s, {warnings} warnings"
            ),
        }
    }
}
