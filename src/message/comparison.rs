//! Phrases of comparisons.

use crate::compare::Class;
use crate::message::Language;

impl Language {
    /// What became of a sentence.
    pub fn class(self, class: Class) -> &'static str {
        match (self, class) {
            (Self::Chinese, Class::Kept) => "保留",
            (Self::Chinese, Class::ReDated) => "换年份",
            (Self::Chinese, Class::Changed) => "改动",
            (Self::Chinese, Class::Moved) => "移动",
            (Self::Chinese, Class::Added) => "新增",
            (Self::Chinese, Class::Dropped) => "删去",
            (Self::English, Class::Kept) => "kept",
            (Self::English, Class::ReDated) => "re-dated",
            (Self::English, Class::Changed) => "changed",
            (Self::English, Class::Moved) => "moved",
            (Self::English, Class::Added) => "added",
            (Self::English, Class::Dropped) => "dropped",
        }
    }

    /// How similar two reports are, in per cent and in words.
    pub fn similar(self, similarity: f64) -> String {
        let percent = (similarity * 100.0).round();
        let words = match (self, similarity) {
            (Self::Chinese, 0.9..) => "几乎相同",
            (Self::Chinese, 0.7..) => "大部分相同",
            (Self::Chinese, 0.4..) => "一部分相同",
            (Self::Chinese, _) => "大部分不同",
            (Self::English, 0.9..) => "nearly the same",
            (Self::English, 0.7..) => "mostly the same",
            (Self::English, 0.4..) => "partly the same",
            (Self::English, _) => "mostly different",
        };
        match self {
            Self::Chinese => format!("与较早的报告{words}（相似度{percent}%）"),
            Self::English => format!("{words} (similarity {percent}%)"),
        }
    }
}
