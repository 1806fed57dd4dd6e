//! Levels 层级: a configured, ordered vocabulary.

use crate::diagnostic::{Diagnostic, Problem, Source};
use crate::fields::{Fields, nearest};
use crate::han;
use crate::unit::pinyin;

/// A level's rank in the site's order, 0 being the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LevelId(pub u16);

/// A level of Party organisation 层级.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its name as shown.
    pub name: String,
    /// Its part of an address.
    pub slug: String,
    /// Other names it goes by in front matter.
    pub aliases: Vec<String>,
}

/// The levels of a site, highest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels(pub Vec<Level>);

/// The forms of Party organisation, highest first. Leading bodies (党组) and agencies (党工委) are no basic
/// organisations, but reports are collected from them alike.
///
/// Source: 中国共产党支部工作条例（试行）, 中国共产党党组工作条例, 中国共产党党和国家机关基层组织工作条例.
const DEFAULTS: &[(&str, &[&str])] = &[
    ("党委", &["基层党委", "党的委员会", "委员会"]),
    ("党工委", &["工委", "机关工委", "街道党工委", "党的工作委员会"]),
    ("党组", &["党组（党委）", "分党组"]),
    ("纪委", &["纪律检查委员会", "机关纪委"]),
    ("机关党委", &["机关党的委员会", "机关委员会", "直属机关党委"]),
    ("党总支", &["总支", "党总支部", "总支部", "总支部委员会", "机关党总支"]),
    ("党支部", &["支部", "支部委员会", "机关党支部"]),
    ("联合党支部", &["联合支部"]),
    ("临时党支部", &["临时支部"]),
    ("党小组", &["小组"]),
];

impl Default for Levels {
    fn default() -> Self {
        let level = |(name, aliases): &(&str, &[&str])| Level {
            name: (*name).to_owned(),
            slug: pinyin::slug(name),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        Self(DEFAULTS.iter().map(level).collect())
    }
}

impl Levels {
    /// Reads `[[levels]]`: `name`, optional `slug` and `aliases`.
    pub fn read(tables: Vec<Fields<'_>>, source: Source<'_>, problems: &mut Vec<Diagnostic>) -> Self {
        let mut levels: Vec<Level> = vec![];
        for mut fields in tables {
            let name = fields.required_text("name");
            let slug = fields.text("slug");
            let aliases = fields.texts("aliases");
            problems.extend(fields.finish());
            let Some(name) = name else { continue };
            for word in std::iter::once(&name).chain(&aliases) {
                if Self::position(&levels, &word.value).is_some() {
                    let problem = Problem::LevelDuplicate { name: word.value.clone() };
                    problems.push(source.problem(word.span.clone(), problem));
                }
            }
            if let Some(slug) = slug.as_ref().filter(|slug| !super::is_slug(&slug.value)) {
                let problem = Problem::SlugInvalid { slug: slug.value.clone() };
                problems.push(source.problem(slug.span.clone(), problem));
            }
            let slug = slug.map_or_else(|| pinyin::slug(&name.value), |slug| slug.value);
            if let Some(other) = levels.iter().find(|other| other.slug == slug && other.name != name.value) {
                let other = other.name.clone();
                let problem = Problem::SlugCollision { slug: slug.clone(), name: name.value.clone(), other };
                problems.push(source.problem(name.span.clone(), problem));
            }
            levels.push(Level {
                slug,
                aliases: aliases.into_iter().map(|alias| alias.value).collect(),
                name: name.value,
            });
        }
        if levels.is_empty() { Self::default() } else { Self(levels) }
    }

    fn position(levels: &[Level], word: &str) -> Option<usize> {
        let word: String = han::narrow(word).split_whitespace().collect();
        let is_called = |name: &str| han::narrow(name) == word;
        levels
            .iter()
            .position(|level| is_called(&level.name) || level.aliases.iter().any(|alias| is_called(alias)))
    }

    /// The level of a name or alias.
    pub fn find(&self, word: &str) -> Option<LevelId> {
        Self::position(&self.0, word).map(|at| LevelId(at as u16))
    }

    /// All levels, highest first.
    pub fn iter(&self) -> impl Iterator<Item = &Level> {
        self.0.iter()
    }

    /// The level itself.
    pub fn get(&self, id: LevelId) -> &Level {
        &self.0[usize::from(id.0)]
    }

    /// The problem of a word that is no level.
    pub fn unknown(&self, word: &str) -> Problem {
        let names = self.0.iter().map(|level| level.name.as_str());
        Problem::UnknownLevel { value: word.to_owned(), nearest: nearest(word, names).map(str::to_owned) }
    }
}
