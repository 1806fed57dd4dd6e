//! Chance and words: texts from lists of alternatives with slots, tests/labelled/reuse/words.txt.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::repository;

/// A file of tests/labelled/reuse without its comments.
pub fn material(name: &str) -> Vec<String> {
    let path = repository().join("tests/labelled/reuse").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

/// A linear congruential generator: the same numbers in every run.
pub struct Lcg(u64);

impl Lcg {
    /// A generator from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a limit; the low bits of such a generator are poor, so the high ones are taken.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }

    /// A number of a range, both ends included.
    pub fn within(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Another order.
    pub fn shuffle<T>(&mut self, of: &mut [T]) {
        for at in (1..of.len()).rev() {
            of.swap(at, self.below(at + 1));
        }
    }

    /// Some of several, each once, in random order.
    pub fn some<T: Clone>(&mut self, of: &[T], count: usize) -> Vec<T> {
        let mut all = of.to_vec();
        self.shuffle(&mut all);
        all.truncate(count);
        all
    }
}

/// What is said for a slot in one report, before the lists are asked: 年度, 单位 and the like.
pub type Context = BTreeMap<&'static str, String>;

/// Lists of alternatives by name.
pub struct Grammar {
    lists: BTreeMap<String, Vec<String>>,
}

impl Grammar {
    /// Reads words.txt.
    pub fn read() -> Self {
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut name = String::new();
        for line in material("words.txt") {
            if let Some(head) = line.strip_prefix("== ") {
                head.clone_into(&mut name);
            } else {
                lists.entry(name.clone()).or_default().extend(line.split('|').map(str::to_owned));
            }
        }
        Self { lists }
    }

    /// The alternatives of a list.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).unwrap_or_else(|| panic!("no list {name}"))
    }

    /// One alternative of a list with its slots filled.
    pub fn one(&self, name: &str, context: &Context, random: &mut Lcg) -> String {
        let template = random.pick(self.list(name)).clone();
        self.fill(&template, context, random)
    }

    /// A template with its slots filled.
    pub fn fill(&self, template: &str, context: &Context, random: &mut Lcg) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').expect("a closed slot");
            out.push_str(before);
            out.push_str(&self.slot(slot, context, random));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn slot(&self, slot: &str, context: &Context, random: &mut Lcg) -> String {
        if let Some((from, to)) = slot.split_once('-') {
            let number = |text: &str| text.parse::<usize>().expect("a number");
            return random.within(number(from), number(to)).to_string();
        }
        match context.get(slot) {
            // The list of the unit's sector.
            Some(list) if slot == "task" => self.one(list, context, random),
            Some(text) => text.clone(),
            None => self.one(slot, context, random),
        }
    }
}

/// Official phrases of formulas.txt, by where they stand.
pub struct Formulas {
    /// Whole sentences, with their full stop.
    pub sentences: Vec<String>,
    /// Clauses inside of sentences.
    pub clauses: Vec<String>,
    /// Titles and quotations.
    pub titles: Vec<String>,
    /// Sentences that only two or three reports have.
    pub rare: Vec<String>,
}

impl Formulas {
    /// Reads formulas.txt.
    pub fn read() -> Self {
        let lines = material("formulas.txt");
        let of = |kind: &str| {
            let fields = lines.iter().filter_map(|line| line.split_once('\t'));
            fields.filter(|(found, _)| *found == kind).map(|(_, text)| text.to_owned()).collect()
        };
        Self { sentences: of("s"), clauses: of("c"), titles: of("t"), rare: of("r") }
    }

    /// All whole sentences.
    pub fn whole(&self) -> BTreeSet<&str> {
        self.sentences.iter().chain(&self.rare).map(String::as_str).collect()
    }

    /// What stands inside of sentences.
    pub fn all_inner(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().chain(&self.titles).map(String::as_str)
    }
}
