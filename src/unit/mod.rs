//! Units 单位: the Party organisations that report, their names over time, levels and hierarchy.

mod level;
mod likeness;
pub mod pinyin;
mod roster;
mod succession;

use std::sync::Arc;

pub use level::{Level, LevelId, Levels};
pub use likeness::key as likeness;
pub use roster::Roster;

/// A reporting year 年度: the year a report is about, not the one it was written in.
pub type Year = u16;

/// An opaque, stable identity: the roster's id, or the name where there is none. A rename keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub Arc<str>);

/// A span of years; an open end has no year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// First year.
    pub from: Option<Year>,
    /// Last year.
    pub to: Option<Year>,
}

impl Period {
    /// Whether the year lies in it.
    pub fn contains(self, year: Year) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// `2015-2022`, `2015-`, `-2022`, or one year alone.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let year = |part: &str| -> Option<Option<Year>> {
            if part.trim().is_empty() { Some(None) } else { crate::han::year(part).map(Some) }
        };
        let Some((from, to)) = text.split_once(['-', '–', '—', '~', '～', '至']) else {
            let year = crate::han::year(text)?;
            return Some(Self { from: Some(year), to: Some(year) });
        };
        let period = Self { from: year(from)?, to: year(to)? };
        let reversed = matches!(period, Self { from: Some(from), to: Some(to) } if from > to);
        (!reversed).then_some(period)
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let year = |year: Option<Year>| year.map(|year| year.to_string()).unwrap_or_default();
        write!(formatter, "{}–{}", year(self.from), year(self.to))
    }
}

/// A name a unit had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The years it was in use.
    pub period: Period,
}

/// A Party organisation that reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its identity.
    pub id: UnitId,
    /// Its part of an address: lower-case ASCII letters, digits and hyphens.
    pub slug: String,
    /// Its name today.
    pub name: String,
    /// A short form for lists.
    pub short_name: Option<String>,
    /// Its level; the reports may differ by year.
    pub level: Option<LevelId>,
    /// Form of organisation, where the roster gives it.
    pub form: Option<String>,
    /// Tier of administration 省/市/县区/乡镇街道/村社区.
    pub tier: Option<String>,
    /// Sector 机关/国企/高校/医院/学校/农村/社区/两新.
    pub sector: Option<String>,
    /// Its superior.
    pub parent: Option<UnitId>,
    /// Units it came from by a merger 合并 or a split 分设: other units, whereas a rename keeps the unit.
    pub predecessors: Vec<UnitId>,
    /// Names it had.
    pub former_names: Vec<FormerName>,
    /// From its establishment to its abolition.
    pub being: Period,
    /// Whether the roster lists it.
    pub in_roster: bool,
    /// Orders lists by pinyin, derived from the name.
    pub sort_key: String,
}

impl Unit {
    /// Its name and those that it had.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let former = self.former_names.iter().map(|former| former.name.as_str());
        std::iter::once(self.name.as_str()).chain(former)
    }

    /// A unit known from reports alone.
    pub fn from_name(name: &str) -> Self {
        Self {
            id: UnitId(Arc::from(name)),
            slug: pinyin::slug(name),
            name: name.to_owned(),
            short_name: None,
            level: None,
            form: None,
            tier: None,
            sector: None,
            parent: None,
            predecessors: vec![],
            former_names: vec![],
            being: Period::default(),
            in_roster: false,
            sort_key: pinyin::sort_key(name),
        }
    }
}

/// Whether a text can be part of an address.
fn is_slug(text: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte != b'-');
    edge(text.bytes().next())
        && edge(text.bytes().last())
        && text.len() <= 120
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
