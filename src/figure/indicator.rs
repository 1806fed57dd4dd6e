//! Indicators 指标: what reports count, and by which words it is known.
//!
//! They are a table, not code: `indicators.tsv` beside this file, extended or overridden in site.toml. An alias is one
//! or more words; `…` between them is a short stretch of other text, and `#` where the number must stand. An alias
//! without `#` takes a number on either side. All aliases are looked for in one pass over the text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::quantity::{MEASURES, Measure};
use crate::lexicon::Lexicon;

/// Number of an indicator in its table.
pub type IndicatorId = u16;

/// What an indicator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Things done in the year; they add up.
    Count,
    /// What there is at a time.
    Stock,
    /// Per cent.
    Rate,
    /// Yuan.
    Money,
}

impl Kind {
    /// The kind of a name in the table.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "count" => Self::Count,
            "stock" => Self::Stock,
            "rate" => Self::Rate,
            "money" => Self::Money,
            _ => return None,
        })
    }

    /// Whether figures of several reports add up.
    pub fn adds_up(self) -> bool {
        matches!(self, Self::Count | Self::Money)
    }
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its key, which stands in addresses and exported tables.
    pub key: String,
    /// Its Chinese name.
    pub name: String,
    /// What it counts.
    pub kind: Kind,
    /// Measure words that count it; the first is the usual one.
    pub measures: Vec<String>,
    /// Aliases as written.
    pub aliases: Vec<String>,
    /// Key of the indicator that it is a part of.
    pub part_of: Option<String>,
    /// Whose doing makes a figure of [`Self::part_of`] one of this.
    pub actor: Option<String>,
    /// How often it usually takes place in a year, and which rule says so.
    pub yearly: Option<(u32, String)>,
}

impl Indicator {
    /// The bits of the measure words that count it. 位 is a polite 名.
    fn counted_by(&self) -> u64 {
        let counts = |measure: &Measure| {
            let word = if measure.word() == "位" { "名" } else { measure.word() };
            self.measures.iter().any(|known| known == word)
        };
        Measure::all().filter(counts).fold(0, |bits, measure| bits | measure.bit())
    }
}

/// A table of indicators, ready to be looked for.
#[derive(Debug)]
pub struct Indicators {
    list: Vec<Indicator>,
    /// For each: the bits of the measure words that count it.
    counted_by: Vec<u64>,
    by_key: BTreeMap<String, IndicatorId>,
    aliases: Vec<Alias>,
    /// For each word: the aliases that it begins.
    begins: Vec<Vec<usize>>,
    words: Lexicon,
    /// Whether a word goes on behind a full stop.
    has_full_stop: bool,
}

/// An alias, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    pub indicator: IndicatorId,
    /// Words before the number, or all where the number may stand on either side.
    pub before: Vec<usize>,
    /// Words behind the number.
    pub behind: Vec<usize>,
    /// Whether it says where the number stands, and whether other text may stand between number and words.
    pub number: Option<Gaps>,
    /// Characters of its words.
    pub length: i64,
}

/// Whether other text may stand before and behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gaps {
    pub before: bool,
    pub behind: bool,
}

/// A word of an alias in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub span: Range<usize>,
    pub word: usize,
}

static DEFAULT: LazyLock<Vec<Indicator>> =
    LazyLock::new(|| include_str!("indicators.tsv").lines().skip(1).filter_map(from_line).collect());

/// Words that have an indicator's name in them and do not mean it.
const PASSED_OVER: &str = include_str!("passed_over.txt");

fn from_line(line: &str) -> Option<Indicator> {
    let [key, name, kind, measures, aliases, part_of, actor, yearly, source] =
        line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let words = |list: &str| list.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Indicator {
        key: key.to_owned(),
        name: name.to_owned(),
        kind: Kind::named(kind)?,
        measures: words(measures),
        aliases: words(aliases),
        part_of: some(part_of),
        actor: some(actor),
        yearly: yearly.parse().ok().map(|times| (times, source.to_owned())),
    })
}

impl Default for Indicators {
    fn default() -> Self {
        Self::new(DEFAULT.clone())
    }
}

/// The built-in table, made once.
static SHARED: LazyLock<Arc<Indicators>> = LazyLock::new(Arc::default);

impl Indicators {
    /// The built-in table.
    pub fn shared() -> Arc<Self> {
        Arc::clone(&SHARED)
    }

    /// The indicators that the program knows of itself.
    pub fn built_in() -> &'static [Indicator] {
        &DEFAULT
    }

    /// A table of indicators; of two with one key the later stands.
    pub fn new(indicators: Vec<Indicator>) -> Self {
        let mut list: Vec<Indicator> = vec![];
        let mut by_key: BTreeMap<String, IndicatorId> = BTreeMap::new();
        for indicator in indicators {
            if let Some(&id) = by_key.get(&indicator.key) {
                list[usize::from(id)] = indicator;
            } else {
                by_key.insert(indicator.key.clone(), list.len() as IndicatorId);
                list.push(indicator);
            }
        }
        let mut words = Words::default();
        let mut aliases = vec![];
        for (id, indicator) in list.iter().enumerate() {
            aliases
                .extend(indicator.aliases.iter().filter_map(|alias| words.alias(id as IndicatorId, alias)));
        }
        for word in PASSED_OVER.lines() {
            words.number(word);
        }
        let counted_by = list.iter().map(Indicator::counted_by).collect();
        let words = words.list;
        let mut begins = vec![vec![]; words.len()];
        for (at, alias) in aliases.iter().enumerate() {
            if let Some(first) = alias.before.first().or(alias.behind.first()) {
                begins[*first].push(at);
            }
        }
        Self {
            list,
            counted_by,
            by_key,
            aliases,
            begins,
            has_full_stop: words.iter().any(|word| word.contains('。')),
            words: Lexicon::new(words),
        }
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All indicators, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.list.iter().enumerate().map(|(id, indicator)| (id as IndicatorId, indicator))
    }

    /// An indicator by its number.
    pub fn get(&self, id: IndicatorId) -> Option<&Indicator> {
        self.list.get(usize::from(id))
    }

    /// The number of the indicator with a key.
    pub fn id(&self, key: &str) -> Option<IndicatorId> {
        self.by_key.get(key).copied()
    }

    /// The indicator that a clerk calls by its key, name or alias.
    pub fn named(&self, name: &str) -> Option<IndicatorId> {
        let is_meant = |indicator: &Indicator| {
            indicator.name == name || indicator.aliases.iter().any(|alias| alias == name)
        };
        self.id(name).or_else(|| self.iter().find(|(_, indicator)| is_meant(indicator)).map(|(id, _)| id))
    }

    /// Whether a measure word counts an indicator.
    pub(super) fn counts(&self, id: IndicatorId, measure: Measure) -> bool {
        self.counted_by.get(usize::from(id)).is_some_and(|bits| bits & measure.bit() != 0)
    }

    pub(super) fn alias(&self, at: usize) -> &Alias {
        &self.aliases[at]
    }

    pub(super) fn aliases_with(&self, word: usize) -> &[usize] {
        &self.begins[word]
    }

    /// The words of all aliases in some sentences of a text, longest first where they begin together, without those inside longer ones.
    pub(super) fn occurrences(&self, text: &str, sentences: &[Range<usize>]) -> Vec<Occurrence> {
        let mut found = vec![];
        let mut end = 0;
        let whole = 0..text.len();
        // Nobody has named an indicator so; if somebody does, its words are found.
        let sentences = if self.has_full_stop { std::slice::from_ref(&whole) } else { sentences };
        self.words.find_within(text, sentences, |span, word| {
            // A word inside a longer one ends no later than some word found before it.
            if span.end > end {
                end = span.end;
                found.push(Occurrence { span, word });
            }
        });
        found
    }

    /// Everything that what is found depends on, as text: what was found with another table is not to be taken.
    pub fn describe(&self) -> String {
        format!("{:?}{}{}", self.list, self.words.words().len(), MEASURES.len())
    }
}

/// Words by number.
#[derive(Default)]
struct Words {
    list: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Words {
    fn number(&mut self, word: &str) -> usize {
        let folded = crate::fold::folded(word);
        if let Some(&number) = self.known.get(&folded) {
            return number;
        }
        self.known.insert(folded.clone(), self.list.len());
        self.list.push(folded);
        self.list.len() - 1
    }

    fn alias(&mut self, indicator: IndicatorId, alias: &str) -> Option<Alias> {
        let (before, behind) =
            alias.split_once('#').map_or((alias, None), |(before, behind)| (before, Some(behind)));
        let gaps =
            behind.map(|behind| Gaps { before: before.ends_with('…'), behind: behind.starts_with('…') });
        let length = alias.chars().filter(|c| !matches!(c, '…' | '#')).map(|_| 1).sum();
        let mut words = |text: &str| -> Vec<usize> {
            text.split('…').filter(|word| !word.is_empty()).map(|word| self.number(word)).collect()
        };
        let (before, behind) = (words(before), words(behind.unwrap_or_default()));
        (length > 0).then_some(Alias { indicator, before, behind, number: gaps, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let lines = include_str!("indicators.tsv").lines().count() - 1;
        let indicators = Indicators::default();
        assert_eq!(indicators.list.len(), lines, "every line is read, every key stands once");
        for (_, indicator) in indicators.iter() {
            for measure in &indicator.measures {
                assert!(MEASURES.contains(&measure.as_str()) || measure == "%", "{measure}");
            }
            let parent = indicator.part_of.as_deref();
            assert!(parent.is_none_or(|parent| indicators.id(parent).is_some()), "{}", indicator.key);
        }
    }

    #[test]
    fn words_inside_longer_ones_are_passed_over() {
        let indicators = Indicators::default();
        let text = "召开党小组会和退休党员大会";
        let found: Vec<&str> = indicators
            .occurrences(text, std::slice::from_ref(&(0..text.len())))
            .iter()
            .map(|occurrence| &text[occurrence.span.clone()])
            .collect();
        assert_eq!(found, ["党小组会", "退休党员大会"]);
    }
}
