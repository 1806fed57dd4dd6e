//! Reports that honest people wrote: every sentence is their own but for the official phrases.

use std::collections::BTreeSet;

use super::grammar::{Context, Formulas, Grammar, Lcg, material};

/// A unit of units.tsv.
#[derive(Clone)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// What its people call it.
    pub short: String,
    level: String,
    sector: String,
}

/// Reads units.tsv.
pub fn units() -> Vec<Unit> {
    let unit = |line: &String| {
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [name, short, level, sector] = fields.try_into().expect("four fields");
        Unit { name, short, level, sector }
    };
    material("units.tsv").iter().map(unit).collect()
}

/// What is read on a paragraph's line: a heading or number before its sentences.
#[derive(Clone, Default)]
pub struct Paragraph {
    /// 一、…, （一）…, 一是, or nothing.
    pub lead: String,
    /// Sentences with their full stops.
    pub sentences: Vec<String>,
}

/// A report that is still in pieces.
#[derive(Clone)]
pub struct Report {
    /// Place of the unit in the list.
    pub unit: usize,
    /// The year reported on.
    pub year: u16,
    /// The text.
    pub paragraphs: Vec<Paragraph>,
}

impl Report {
    /// All sentences in their order.
    pub fn sentences(&self) -> Vec<String> {
        self.paragraphs.iter().flat_map(|paragraph| paragraph.sentences.clone()).collect()
    }

    /// The text without front matter.
    pub fn body(&self) -> String {
        let line = |paragraph: &Paragraph| format!("{}{}\n\n", paragraph.lead, paragraph.sentences.concat());
        self.paragraphs.iter().map(line).collect()
    }

    /// The file.
    pub fn markdown(&self, units: &[Unit]) -> String {
        let Unit { name, level, .. } = &units[self.unit];
        let Self { year, .. } = self;
        format!(
            "---\nunit: {name}\nyear: {year}\nlevel: {level}\ntitle: {name}{year}年度抓党建工作述职报告\n---\n\n{}",
            self.body()
        )
    }
}

/// Congress or plenum that was spoken of in a year.
pub fn congress(year: u16) -> &'static str {
    match year {
        2021 => "党的十九大",
        2022 => "党的二十大",
        2023 => "二十届二中全会",
        _ => "二十届三中全会",
    }
}

/// Campaign of a year.
pub fn campaign(year: u16) -> &'static str {
    match year {
        2021 => "党史学习教育",
        2022 => "能力作风建设年",
        2023 => "主题教育",
        _ => "党纪学习教育",
    }
}

/// Official phrases that a report has to have.
#[derive(Clone, Default)]
pub struct Phrases {
    /// Whole sentences.
    pub sentences: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
    /// Titles and quotations.
    pub titles: Vec<String>,
}

/// Numbers of items.
const NUMERALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

/// Writes honest reports.
pub struct Writer<'a> {
    /// Words.
    pub grammar: &'a Grammar,
    /// Official phrases.
    pub formulas: &'a Formulas,
    /// Chance.
    pub random: Lcg,
    /// Sentences that were written already, without their digits.
    pub written: BTreeSet<String>,
}

impl Writer<'_> {
    /// A report of a unit in a year, with certain official phrases and others by chance.
    pub fn report(&mut self, units: &[Unit], unit: usize, year: u16, phrases: &Phrases) -> Report {
        let context = context(&units[unit], year);
        let mut paragraphs = vec![self.opening(&context)];
        paragraphs.push(heading("一、履行党建责任情况"));
        let mut topics = vec!["study", "branch", "work", "clean", "serve"];
        self.random.shuffle(&mut topics);
        let is_run_in = self.random.below(2) == 0;
        for (number, topic) in topics.iter().enumerate() {
            let head = self.grammar.one(&format!("head_{topic}"), &context, &mut self.random);
            let head = format!("（{}）{head}", NUMERALS[number]);
            let count = self.random.within(4, 7);
            let sentences = self.sentences(topic, count, &context);
            if is_run_in {
                paragraphs.push(Paragraph { lead: format!("{head}。"), sentences });
            } else {
                paragraphs.push(heading(&head));
                paragraphs.push(Paragraph { lead: String::new(), sentences });
            }
        }
        paragraphs.push(heading("二、存在的主要问题"));
        self.items("problem", &context, &mut paragraphs);
        paragraphs.push(heading("三、下一步工作打算"));
        self.items("plan", &context, &mut paragraphs);
        self.put_phrases(&mut paragraphs, phrases);
        Report { unit, year, paragraphs }
    }

    fn opening(&mut self, context: &Context) -> Paragraph {
        let mut clauses = self.random.some(self.grammar.list("base"), 2);
        clauses.extend(self.random.some(self.grammar.list("open"), 1));
        Paragraph { lead: String::new(), sentences: vec![self.sentence(&clauses, context)] }
    }

    fn items(&mut self, list: &str, context: &Context, into: &mut Vec<Paragraph>) {
        for numeral in &NUMERALS[..self.random.within(3, 5)] {
            let count = self.random.within(2, 3);
            let sentences = self.sentences(list, count, context);
            into.push(Paragraph { lead: format!("{numeral}是"), sentences });
        }
    }

    /// Sentences of two to four clauses each; no template is used twice, and one clause names unit or year.
    fn sentences(&mut self, list: &str, count: usize, context: &Context) -> Vec<String> {
        let mut templates = self.random.some(self.grammar.list(list), count * 4);
        let mut groups = vec![];
        for _ in 0..count {
            let rest = templates.split_off(self.random.within(2, 4).min(templates.len()));
            groups.push(std::mem::replace(&mut templates, rest));
        }
        if !matches!(list, "problem" | "plan") {
            let at = self.random.below(count);
            groups[at].push(self.random.pick(self.grammar.list("mid")).clone());
        }
        groups.iter().map(|group| self.sentence(group, context)).collect()
    }

    /// Clauses in one sentence, again until nobody has written it before.
    fn sentence(&mut self, templates: &[String], context: &Context) -> String {
        for _ in 0..100 {
            let clauses: Vec<String> =
                templates.iter().map(|clause| self.grammar.fill(clause, context, &mut self.random)).collect();
            let words: String = clauses.concat().chars().filter(|letter| !letter.is_ascii_digit()).collect();
            if self.written.insert(words) {
                return format!("{}。", clauses.join("，"));
            }
        }
        panic!("{templates:?} say too little");
    }

    /// Puts official phrases into the text: those asked for, and as many others as a report has.
    fn put_phrases(&mut self, paragraphs: &mut [Paragraph], phrases: &Phrases) {
        let filled = |random: &mut Lcg, given: &[String], of: &[String], count: usize| {
            let others: Vec<String> = of.iter().filter(|text| !given.contains(text)).cloned().collect();
            let others = random.some(&others, count.saturating_sub(given.len()));
            [given.to_vec(), others].concat()
        };
        let Self { formulas, random, .. } = self;
        let count = random.within(2, 4);
        for title in filled(random, &phrases.titles, &formulas.titles, count) {
            let form = *random.pick(&["对照*，", "重温*，", "想到*，", "以*为镜，", "每月学*，"]);
            put_before(random, paragraphs, &form.replace('*', &title));
        }
        let count = random.within(3, 5);
        for clause in filled(random, &phrases.clauses, &formulas.clauses, count) {
            put_before(random, paragraphs, &format!("{clause}，"));
        }
        let count = random.within(6, 10);
        for sentence in filled(random, &phrases.sentences, &formulas.sentences, count) {
            let (paragraph, at) = place(random, paragraphs);
            paragraphs[paragraph].sentences.insert(at, sentence);
        }
    }
}

fn heading(text: &str) -> Paragraph {
    Paragraph { lead: text.to_owned(), sentences: vec![] }
}

/// A sentence somewhere in the text.
fn place(random: &mut Lcg, paragraphs: &[Paragraph]) -> (usize, usize) {
    let all: Vec<(usize, usize)> = paragraphs
        .iter()
        .enumerate()
        .flat_map(|(number, paragraph)| (0..paragraph.sentences.len()).map(move |at| (number, at)))
        .collect();
    *random.pick(&all)
}

/// Puts a clause before a sentence of the report's own.
fn put_before(random: &mut Lcg, paragraphs: &mut [Paragraph], clause: &str) {
    let (paragraph, at) = place(random, paragraphs);
    paragraphs[paragraph].sentences[at].insert_str(0, clause);
}

fn context(unit: &Unit, year: u16) -> Context {
    Context::from([
        ("unit", unit.name.clone()),
        ("short", unit.short.clone()),
        ("year", year.to_string()),
        ("last", (year - 1).to_string()),
        ("congress", congress(year).to_owned()),
        ("campaign", campaign(year).to_owned()),
        ("task", format!("task_{}", unit.sector)),
    ])
}
