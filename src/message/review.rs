//! Phrases of reviewing.

use crate::message::Language;
use crate::reuse::Shares;
use crate::reuse::tell::Kind;

impl Language {
    /// How many reports need a look.
    pub fn reviewed(self, all: usize, needing: usize) -> String {
        match self {
            Self::Chinese => format!("{all}篇报告，{needing}篇值得再看一眼"),
            Self::English => format!("{all} reports, {needing} of which need a look"),
        }
    }

    /// Where a text comes from.
    pub fn shares(self, shares: &Shares) -> String {
        let percent = |part: usize| (shares.of(part) * 100.0).round();
        let [new, own, other, common] = [shares.new, shares.own, shares.shared, shares.common].map(percent);
        match self {
            Self::Chinese => {
                format!("本篇独有{new}%，沿用本单位往年{own}%，与其他单位相同{other}%，通用表述{common}%")
            }
            Self::English => {
                format!(
                    "new {new}%, of its own past {own}%, shared with other units {other}%, set aside {common}%"
                )
            }
        }
    }

    /// What was found in a text by itself.
    pub fn finding(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Chinese, Kind::ForeignUnit) => "出现其他单位名称",
            (Self::Chinese, Kind::ForeignPlace) => "出现其他地名",
            (Self::Chinese, Kind::SelfReference) => "自称与单位不符",
            (Self::Chinese, Kind::Outdated) => "提法已过时",
            (Self::Chinese, Kind::TooEarly) => "提法早于当年",
            (Self::English, Kind::ForeignUnit) => "another unit’s name",
            (Self::English, Kind::ForeignPlace) => "another place",
            (Self::English, Kind::SelfReference) => "speaks as another sort of unit",
            (Self::English, Kind::Outdated) => "out of date",
            (Self::English, Kind::TooEarly) => "too early for the year",
        }
    }

    /// The title of a report's review.
    pub fn review_title(self, unit: &str, year: &str) -> String {
        match self {
            Self::Chinese => format!("{unit}{year}述职报告核查"),
            Self::English => format!("Review of {unit}, {year}"),
        }
    }

    /// A passage that stands elsewhere, too.
    pub fn passage(self, sentences: usize, length: usize) -> String {
        match self {
            Self::Chinese => format!("{sentences}句，{length}字"),
            Self::English => format!("{sentences} sentences, {length} characters"),
        }
    }

    /// How many more reports need a look than are listed.
    pub fn more_to_review(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("另有{count}篇未列出，可用 shuzhi review --format csv 导出全部。"),
            Self::English => {
                format!("{count} more are not listed here; shuzhi review --format csv prints all.")
            }
        }
    }
}
