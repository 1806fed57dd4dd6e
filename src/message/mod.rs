//! The words of diagnostics, pages and the command line, in Chinese and English.
//!
//! One catalogue: a word that lacks a translation does not compile.

mod comparison;
mod help;
mod page;
mod preview;
mod problem_en;
mod problem_zh;
mod review;
mod statistics;
mod words;

pub use page::{BuildFigures, grouped};
pub use preview::{ChangeFigures, PreviewWords};
pub use words::Words;

use crate::diagnostic::Problem;

/// A language of the site or of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// 简体中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The language of a short name as in `language = "zh"`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name() == name)
    }

    /// The short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The language tag for pages (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Fixed words.
    pub fn words(self) -> &'static Words {
        match self {
            Self::Chinese => &words::CHINESE,
            Self::English => &words::ENGLISH,
        }
    }

    /// What is wrong, and what to do about it.
    pub fn problem(self, problem: &Problem) -> ProblemWords {
        let (title, advice) = match self {
            Self::Chinese => problem_zh::words(problem),
            Self::English => problem_en::words(problem),
        };
        ProblemWords { title, advice }
    }
}

/// The words of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemWords {
    /// What is wrong: lower case, no full stop, the user's own words in backticks.
    pub title: String,
    /// What to do.
    pub advice: String,
}
