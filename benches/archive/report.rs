//! One made-up report: front matter and about 3,500 characters of text.

use std::fmt::Write as _;

use super::phrases::{self, Problem, Topic};
use super::random::Random;
use super::roster::Unit;
use super::template::{Figures, Subject, Withheld, chinese, fill};

/// The file that holds the unit's report on this year.
pub(crate) fn report(unit: &Unit, year: u16) -> String {
    let mut random = Random::keyed(&[unit.number as u64, u64::from(year)]);
    let figures = Figures {
        withheld: withheld(&mut random),
        random: Random::keyed(&[unit.number as u64, u64::from(year), 1]),
    };
    let layout = Layout::of(&mut random);
    let subject = Subject { unit, year };
    let mut draft =
        Draft { subject, random, figures, layout, sections: 0, text: String::with_capacity(16_000) };
    draft.front_matter();
    draft.opening();
    draft.sections();
    draft.text
}

/// A third of the reports withhold their figures.
fn withheld(random: &mut Random) -> Withheld {
    match random.between(1, 6) {
        1 => Withheld::Stars,
        2 => Withheld::Mark(random.choose(&["x", "x", "X", "××", "xx"])),
        _ => Withheld::Nothing,
    }
}

/// How a report is set, apart from its words.
struct Layout {
    headings: Headings,
    items: Items,
    /// The brackets around the number of a subsection, full width or half.
    brackets: (char, char),
    /// Whether it has a table of its meetings.
    table: bool,
}

impl Layout {
    /// The layout of a report drawn by `random`.
    fn of(random: &mut Random) -> Self {
        Self {
            headings: if random.chance(25) { Headings::Markdown } else { Headings::Plain },
            items: random.choose(&[Items::RunOn, Items::RunOn, Items::Paragraphs, Items::Unnumbered]),
            brackets: if random.chance(15) { ('(', ')') } else { ('（', '）') },
            table: random.chance(15),
        }
    }
}

/// How headings are marked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headings {
    /// Only by their numbers: `一、` on lines of their own, `（一）` at the head of a paragraph.
    Plain,
    /// By `##` and `###`.
    Markdown,
}

/// How the items of a subsection are set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Items {
    /// 一是, 二是 in one paragraph.
    RunOn,
    /// 一是, 二是, a paragraph each.
    Paragraphs,
    /// In one paragraph, without numbers.
    Unnumbered,
}

/// One thing said: a run-in heading without full stop, and sentences.
struct Item {
    lead: String,
    body: String,
}

/// A report being written.
struct Draft<'a> {
    subject: Subject<'a>,
    /// Chooses what belongs to this report alone.
    random: Random,
    figures: Figures,
    layout: Layout,
    /// Main sections begun so far.
    sections: u64,
    text: String,
}

impl Draft<'_> {
    fn front_matter(&mut self) {
        let title = self.pick(phrases::TITLES);
        let Subject { unit, year } = self.subject;
        let lines = format!("unit: {}\nyear: {year}\nlevel: {}\ntitle: {title}\n", unit.name, unit.level);
        let _ = write!(self.text, "---\n{lines}---\n\n");
    }

    fn opening(&mut self) {
        let opening = self.pick(phrases::OPENINGS);
        let transition = self.pick(phrases::TRANSITIONS);
        let stock = self.random.choose(phrases::STOCK);
        self.paragraph(&format!("{opening}。{stock}{transition}："));
    }

    fn sections(&mut self) {
        if self.random.chance(25) {
            self.circumstances();
        }
        if self.random.chance(40) {
            self.rectification();
        }
        self.duties();
        self.problems();
        self.plan();
        if self.random.chance(15) {
            self.integrity();
        }
        let closing = self.pick(phrases::CLOSINGS);
        self.paragraph(&closing);
    }

    fn circumstances(&mut self) {
        self.section(phrases::BASIC);
        let facts = self.several(phrases::CIRCUMSTANCES, 5);
        let name = &self.subject.unit.short_name;
        let text = format!("{name}{}。", facts.join("，"));
        self.paragraph(&text);
    }

    fn rectification(&mut self) {
        self.section(phrases::RECTIFICATION);
        let remedies = self.several(phrases::REMEDIES, 3);
        let outcome = self.pick(phrases::REMEDIED);
        let numbered = |(remedy, number): (&String, u64)| format!("{}是{remedy}", chinese(number));
        let items: Vec<String> = remedies.iter().zip(1..).map(numbered).collect();
        self.paragraph(&format!("{}。目前，{outcome}。", items.join("；")));
    }

    fn duties(&mut self) {
        self.section(phrases::DUTIES);
        let indexes: Vec<usize> = (0..phrases::TOPICS.len()).collect();
        let count = if self.random.chance(60) { 5 } else { 6 };
        for (index, number) in self.random.sample(&indexes, count).into_iter().zip(1..) {
            let topic = &phrases::TOPICS[index];
            let heading = self.pick(topic.headings);
            let items = self.items(topic, index);
            self.subsection(number, &heading, &items);
        }
        if self.layout.table {
            self.table();
        }
    }

    /// The items of a subsection on `topic`, which is the `index`th.
    fn items(&mut self, topic: &Topic, index: usize) -> Vec<Item> {
        let count = if self.random.chance(60) { 4 } else { 3 };
        let leads = self.random.sample(topic.leads, count);
        leads.into_iter().enumerate().map(|(item, lead)| self.item(topic, lead, index * 16 + item)).collect()
    }

    /// Two or three sentences on `topic`; reports that share the `slot` may share the first.
    fn item(&mut self, topic: &Topic, lead: &str, slot: usize) -> Item {
        let mut shared = self.words(slot as u64);
        let first = self.deed(topic, &mut shared);
        let mut own = Random::keyed(&[self.random.between(0, u64::MAX - 1)]);
        let second = if self.random.chance(20) {
            self.random.choose(phrases::STOCK).to_owned()
        } else {
            self.count(topic, &mut own)
        };
        let third = if self.random.chance(90) { self.detail(&mut own) } else { String::new() };
        Item { lead: lead.to_owned(), body: first + &third + &second }
    }

    /// A sentence that says what was done.
    fn deed(&mut self, topic: &Topic, words: &mut Random) -> String {
        let deeds = words.sample(topic.deeds, 2);
        let effect = words.choose(topic.effects);
        let phrase = match words.between(1, 3) {
            1 => format!("{}，{}，{effect}。", deeds[0], deeds[1]),
            2 => format!("{{时间}}，{}，{effect}。", deeds[0]),
            _ => format!("坚持{{方式}}，{}，{}。", deeds[0], deeds[1]),
        };
        fill(&phrase, self.subject, words, &mut self.figures)
    }

    /// A sentence that tells how it was done.
    fn detail(&mut self, words: &mut Random) -> String {
        let details = words.sample(phrases::DETAILS, 3);
        fill(
            &format!("{}，{}，{}。", details[0], details[1], details[2]),
            self.subject,
            words,
            &mut self.figures,
        )
    }

    /// A sentence that counts what was done.
    fn count(&mut self, topic: &Topic, words: &mut Random) -> String {
        let counts = words.sample(topic.figures, 3);
        let phrase = match words.between(1, 4) {
            1 => format!("全年{}、{}，{}。", counts[0], counts[1], words.choose(topic.effects)),
            2 => format!("截至目前，{}，{}，{}。", counts[0], counts[1], counts[2]),
            3 => {
                format!("{}，累计{}，{}。", words.choose(topic.deeds), counts[0], words.choose(topic.effects))
            }
            _ => format!("先后{}，{}。", counts[0], counts[1]),
        };
        fill(&phrase, self.subject, words, &mut self.figures)
    }

    fn table(&mut self) {
        let rows = self.random.sample(phrases::MEETINGS, 5);
        self.text.push_str("| 项目 | 次数 | 参加人次 |\n| --- | ---: | ---: |\n");
        for (name, times) in rows {
            let phrase = format!("| {name} | {times} | {{20-600}} |\n");
            let row = self.fill(&phrase);
            self.text.push_str(&row);
        }
        self.text.push('\n');
    }

    fn problems(&mut self) {
        self.section(phrases::PROBLEMS);
        let indexes: Vec<usize> = (0..phrases::FAULTS.len()).collect();
        let count = if self.random.chance(50) { 3 } else { 4 };
        let chosen = self.random.sample(&indexes, count);
        let items: Vec<Item> = chosen.into_iter().map(|index| self.problem(index)).collect();
        let apart = self.layout.items == Items::Paragraphs || self.random.chance(40);
        self.list(&items, if apart { Items::Paragraphs } else { Items::RunOn });
        if self.random.chance(50) {
            let causes = self.several(phrases::CAUSES, 2);
            self.paragraph(&format!("原因分析：{}；{}。", causes[0], causes[1]));
        }
    }

    /// The `index`th problem, often in the words of the unit's other years.
    fn problem(&mut self, index: usize) -> Item {
        let Problem { lead, details } = &phrases::FAULTS[index];
        let mut words = self.words(1_000 + 16 * index as u64);
        let lead = fill(lead, self.subject, &mut words, &mut self.figures);
        let details = words.sample(details, 3).join("，");
        let cause = words.choose(phrases::CAUSES);
        let body = fill(&format!("{details}。{cause}。"), self.subject, &mut words, &mut self.figures);
        Item { lead, body }
    }

    fn plan(&mut self) {
        self.section(phrases::PLANS);
        let aims = self.several(phrases::AIMS, 5);
        for (aim, number) in aims.iter().zip(1..) {
            let mut words = self.words(2_000 + 16 * number);
            let promises = words.sample(phrases::PROMISES, 4);
            let first = format!("{}，{}。", promises[0], promises[1]);
            let second = format!("{}，{}。{}", promises[2], promises[3], words.choose(phrases::STOCK));
            let body = fill(&(first + &second), self.subject, &mut words, &mut self.figures);
            self.subsection(number, aim, &[Item { lead: String::new(), body }]);
        }
    }

    fn integrity(&mut self) {
        self.section(phrases::CLEAN);
        let sentences = self.several(phrases::INTEGRITY, 4);
        self.paragraph(&format!("{}。", sentences.join("，")));
    }

    /// Begins a main section under one of these headings.
    fn section(&mut self, headings: &[&'static str]) {
        self.sections += 1;
        let heading = self.pick(headings);
        let mark = self.mark("## ");
        let _ = write!(self.text, "{mark}{}、{heading}\n\n", chinese(self.sections));
    }

    /// Writes a subsection, its heading run into the first paragraph or above it.
    fn subsection(&mut self, number: u64, heading: &str, items: &[Item]) {
        let (open, close) = self.layout.brackets;
        let mark = self.mark("### ");
        let _ = write!(self.text, "{mark}{open}{}{close}{heading}", chinese(number));
        self.text.push_str(if mark.is_empty() { "。" } else { "\n\n" });
        self.list(items, self.layout.items);
    }

    /// Writes items in this setting. A single item goes without number.
    fn list(&mut self, items: &[Item], setting: Items) {
        let between = if setting == Items::Paragraphs { "\n\n" } else { "" };
        let mut texts = Vec::with_capacity(items.len());
        for (item, number) in items.iter().zip(1..) {
            let Item { lead, body } = item;
            texts.push(match setting {
                _ if lead.is_empty() => body.clone(),
                Items::Unnumbered => format!("{lead}。{body}"),
                Items::RunOn | Items::Paragraphs => format!("{}是{lead}。{body}", chinese(number)),
            });
        }
        self.paragraph(&texts.join(between));
    }

    fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// The Markdown mark of a heading, in reports that have such marks.
    fn mark(&self, mark: &'static str) -> &'static str {
        if self.layout.headings == Headings::Markdown { mark } else { "" }
    }

    /// One of the phrases, filled for this report.
    fn pick(&mut self, choices: &[&'static str]) -> String {
        let phrase = self.random.choose(choices);
        self.fill(phrase)
    }

    /// `count` different phrases, filled for this report.
    fn several(&mut self, choices: &[&'static str], count: usize) -> Vec<String> {
        let chosen = self.random.sample(choices, count);
        chosen.into_iter().map(|phrase| self.fill(phrase)).collect()
    }

    /// The phrase, filled for this report.
    fn fill(&mut self, phrase: &str) -> String {
        fill(phrase, self.subject, &mut self.random, &mut self.figures)
    }

    /// Chooses the words of a sentence in this slot. Most are this report's own; some the unit says every year, some
    /// all branches of one superior say in one year, some are said everywhere, as in real archives.
    fn words(&mut self, slot: u64) -> Random {
        let Subject { unit, year } = self.subject;
        let (number, year) = (unit.number as u64, u64::from(year));
        match self.random.between(1, 100) {
            1..=60 => Random::keyed(&[2, number, year, slot]),
            61..=78 => Random::keyed(&[3, number, slot]),
            79..=90 => Random::keyed(&[4, unit.parent.unwrap_or(unit.number) as u64, year, slot]),
            _ => Random::keyed(&[5, slot / 16, self.random.between(1, 12)]),
        }
    }
}
