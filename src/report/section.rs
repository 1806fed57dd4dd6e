//! The outline of a report: its sections, wherever their headings stand.
//!
//! Headings come as Markdown headings, as paragraphs numbered like official documents (GB/T 9704-2012,
//! section 7.3.3: 一、 / （一） / 1. / （1）), as the first sentence of a numbered paragraph whose text
//! follows in the same paragraph (run-in), and as short parallel sentences without a number. 一是…；二是…
//! are items of a passage, not sections.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::han;
use crate::report::document::{BlockKind, Container, Document, MarkKind};
use crate::report::kind::{Kind, Kinds, classify, classify_part};

/// The sections of a report, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline(pub Vec<Section>);

/// A heading with what follows it up to the next one.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading's bytes of the document's text.
    pub title: Range<u32>,
    /// From the heading to the next heading of the same or a higher rank.
    pub text: Range<u32>,
    /// Rank from 1, without gaps.
    pub depth: u8,
    /// How the heading stands.
    pub form: Form,
    /// Kinds that the heading itself names.
    pub own: Kinds,
    /// Kinds of the passage: its own, or else those of the section that holds it or stands before it.
    pub kinds: Kinds,
    /// Its place in an address, unique in the report.
    pub anchor: String,
}

/// How a heading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A block of its own.
    Block,
    /// The beginning of a paragraph.
    RunIn,
    /// A sentence inside a paragraph.
    Inside,
}

/// A heading before ranks and kinds are settled.
struct Found {
    title: Range<u32>,
    rank: u8,
    /// Level of a Markdown heading.
    level: Option<u8>,
    form: Form,
    id: Option<String>,
    /// A whole paragraph of one long sentence: a heading only beside others that are.
    is_sentence: bool,
}

/// Rank of a Markdown heading of level 0; their ranks follow those of numbers, 1 to 5.
const MARKDOWN: u8 = 10;

/// Added to the rank of a number where numbers stand below Markdown headings.
const BELOW_MARKDOWN: u8 = 20;

/// Rank of headings without a number, below all numbered ones they stand under.
const UNNUMBERED: u8 = 30;

/// Longest heading in characters.
const LONGEST: usize = 80;

/// Longest paragraph of one numbered sentence that is a heading without doubt, in characters.
const LONGEST_SENTENCE: usize = 24;

impl Found {
    fn plain(title: Range<u32>, rank: u8, form: Form) -> Self {
        Self { title, rank, level: None, form, id: None, is_sentence: false }
    }

    /// The rank of its number, if it has one.
    fn number(&self) -> Option<u8> {
        (self.rank <= MARKDOWN).then_some(self.rank)
    }
}

/// Finds the sections of a document. Linear in its length.
pub fn outline(document: &Document) -> Outline {
    let mut found = headings(document);
    drop_title(document, &mut found);
    rank_markdown_above_numbers(&mut found);
    drop_items(&mut found);
    drop_contents_list(document, &mut found);
    Outline(arrange(document, found))
}

fn headings(document: &Document) -> Vec<Found> {
    let mut found: Vec<Found> = vec![];
    // Paragraphs without number since the last heading, as candidates for unnumbered headings.
    let mut siblings: Vec<Range<u32>> = vec![];
    let mut depth = 0usize;
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Open(
                Container::List(_) | Container::Quote | Container::Table | Container::Footnote(_),
            ) => {
                depth += 1;
            }
            BlockKind::Close(
                Container::List(_) | Container::Quote | Container::Table | Container::Footnote(_),
            ) => depth = depth.saturating_sub(1),
            BlockKind::Heading(level, id) if !document.slice(&block.text).trim().is_empty() => {
                settle(document, &mut siblings, &mut found);
                let rank = numbering(document.slice(&block.text)).map_or(MARKDOWN + level, |(rank, _)| rank);
                let id = id.as_deref().map(str::to_owned);
                let title = block.text.clone();
                let level = Some(*level);
                found.push(Found { title, rank, level, form: Form::Block, id, is_sentence: false });
            }
            BlockKind::Paragraph if depth == 0 => {
                if let Some(heading) =
                    numbered(document, &block.text).or_else(|| strong(document, &block.text))
                {
                    settle(document, &mut siblings, &mut found);
                    found.push(heading);
                } else {
                    siblings.push(block.text.clone());
                    continue;
                }
                inside(document, &block.text, &mut found);
            }
            _ => {}
        }
    }
    settle(document, &mut siblings, &mut found);
    found
}

/// The rank of a numbering and its length in bytes: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①.
pub(super) fn numbering(text: &str) -> Option<(u8, usize)> {
    let is_chinese = |c: char| {
        matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇')
    };
    let is_digit = |c: char| han::fold_width(c).is_ascii_digit();
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some((5, first.len_utf8()));
    }
    let body =
        if matches!(first, '（' | '(' | '〔' | '[' | '【') { &text[first.len_utf8()..] } else { text };
    let bracketed = body.len() < text.len();
    let is_number: &dyn Fn(char) -> bool = match body.chars().next()? {
        c if is_chinese(c) => &is_chinese,
        c if is_digit(c) => &is_digit,
        _ => return None,
    };
    let rest = body.trim_start_matches(is_number);
    let digits = body[..body.len() - rest.len()].chars().count();
    let end = rest.chars().next()?;
    let after = &rest[end.len_utf8()..];
    let chinese = is_chinese(body.chars().next()?);
    let rank = match (bracketed, chinese) {
        (true, true) if "）)〕]】".contains(end) && digits <= 3 => 2,
        (true, false) if "）)〕]】".contains(end) && digits <= 2 => 4,
        (false, true) if "、．.".contains(end) && digits <= 3 => 1,
        (false, false)
            if ".．、".contains(end) && digits <= 2 && !after.chars().next().is_some_and(is_digit) =>
        {
            3
        }
        _ => return None,
    };
    let spaces = after.len() - after.trim_start().len();
    Some((rank, text.len() - after.len() + spaces))
}

/// A paragraph that is, or begins with, a numbered heading.
fn numbered(document: &Document, block: &Range<u32>) -> Option<Found> {
    let text = document.slice(block);
    let (rank, start) = numbering(text)?;
    let line = text.find('\n').map_or(text, |end| &text[..end]);
    let body = han::sentence_ends(line).next().unwrap_or(line.len());
    let title = text[..body].trim_end();
    if title.len() <= start || title.chars().count() > LONGEST {
        return None;
    }
    let runs_in = !text[body..].trim().is_empty();
    // 1.…； without an end is an item of a list, not a heading.
    if !runs_in && (title.ends_with(['；', ';', '，', ',']) || (rank >= 3 && title.contains('；'))) {
        return None;
    }
    let is_sentence =
        !runs_in && rank > 1 && title.ends_with('。') && title.chars().count() > LONGEST_SENTENCE;
    let title = block.start..block.start + title.len() as u32;
    let form = if runs_in { Form::RunIn } else { Form::Block };
    Some(Found { title, rank, level: None, form, id: None, is_sentence })
}

/// A short paragraph that is emphasised as a whole.
fn strong(document: &Document, block: &Range<u32>) -> Option<Found> {
    let text = document.slice(block);
    let is_strong = document.marks[document.marks_in(block)]
        .first()
        .is_some_and(|mark| mark.kind == MarkKind::Strong && mark.text == *block);
    let is_title = !text.contains(['。', '；', '\n', '：']) && text.chars().count() <= 30;
    (is_strong && is_title).then(|| Found::plain(block.clone(), UNNUMBERED - 1, Form::Block))
}

/// The first sentence of a text, if it can be an unnumbered heading: short, without figures, and followed
/// by more.
fn lead(text: &str, longest: usize) -> Option<&str> {
    let mut ends = han::sentence_ends(text);
    let lead = &text[..ends.next()?];
    let follows = &text[lead.len()..ends.next().unwrap_or(text.len())];
    is_lead(lead, follows, longest).then_some(lead)
}

/// Whether a sentence can be an unnumbered heading of the one that follows it.
fn is_lead(lead: &str, follows: &str, longest: usize) -> bool {
    // Most sentences are too long, which their bytes tell.
    if lead.len() > longest * 3 || follows.len() < lead.len() {
        return false;
    }
    let mut characters = lead.chars();
    let is_item =
        characters.next().is_some_and(|c| han::digit(c).is_some()) && characters.next() == Some('是');
    let has_figure =
        lead.chars().any(|c| han::fold_width(c).is_ascii_digit() || matches!(c, '*' | '×' | '；' | '：'));
    lead.chars().count() >= 4 && !is_item && !has_figure
}

/// Whether headings are parallel: as many clauses each, and of nearly one length.
fn parallel<'t>(leads: impl Iterator<Item = &'t str> + Clone, slack: usize) -> bool {
    let lengths = leads.clone().map(|lead| lead.chars().count());
    let clauses = leads.map(|lead| lead.matches(['，', '、']).count());
    let spread = |mut values: Box<dyn Iterator<Item = usize> + '_>| {
        let first = values.next().unwrap_or(0);
        let (low, high) = values.fold((first, first), |(low, high), value| (low.min(value), high.max(value)));
        high - low
    };
    spread(Box::new(lengths)) <= slack && spread(Box::new(clauses)) == 0
}

/// Turns sibling paragraphs into sections where their first sentences are parallel headings, and looks
/// for headings inside the others.
fn settle(document: &Document, siblings: &mut Vec<Range<u32>>, found: &mut Vec<Found>) {
    let leads: Vec<Option<&str>> = siblings.iter().map(|block| lead(document.slice(block), 24)).collect();
    let are_headings = leads.iter().flatten().count() >= 2 && parallel(leads.iter().flatten().copied(), 2);
    for (block, lead) in siblings.drain(..).zip(leads) {
        if let Some(lead) = lead.filter(|_| are_headings) {
            let title = block.start..block.start + lead.len() as u32;
            found.push(Found::plain(title, UNNUMBERED, Form::RunIn));
        }
        inside(document, &block, found);
    }
}

/// Headings inside a paragraph: at least three short sentences of one length, each followed by a longer
/// one (提高政治站位。… 加强理论学习。… 凝聚思想共识。…).
fn inside(document: &Document, block: &Range<u32>, found: &mut Vec<Found>) {
    let text = document.slice(block);
    let mut leads: Vec<(usize, &str)> = vec![];
    // The sentence before the one at hand.
    let mut before: Option<Range<usize>> = None;
    let mut start = 0;
    for end in han::sentence_ends(text).chain(std::iter::once(text.len())) {
        if let Some(before) = before.filter(|before| before.start > 0) {
            let lead = &text[before.clone()];
            if is_lead(lead, &text[start..end], 14) && !lead.contains('，') {
                leads.push((before.start, lead));
            }
        }
        before = Some(start..end);
        start = end;
    }
    if leads.len() >= 3 && parallel(leads.iter().map(|(_, lead)| *lead), 0) {
        for (start, lead) in leads {
            let start = block.start + start as u32;
            let title = start..start + lead.len() as u32;
            found.push(Found::plain(title, UNNUMBERED + 1, Form::Inside));
        }
    }
}

/// Drops the title of the report: the Markdown heading before everything else, if it is the only one of its
/// level, all others are lower, and it names no kind of section (履职情况 alone would be a chapter).
fn drop_title(document: &Document, found: &mut Vec<Found>) {
    let [first, others @ ..] = &found[..] else { return };
    let Some(level) = first.level.filter(|_| first.number().is_none() && !others.is_empty()) else { return };
    let title = document.slice(&first.title);
    let is_title = document.text[..first.title.start as usize].trim().is_empty()
        && others.iter().all(|other| other.level.is_none_or(|other| other > level))
        && (title.contains("报告") || classify(title).is_thematic());
    if is_title {
        found.remove(0);
    }
}

/// Lets Markdown headings hold numbered ones where the author uses them so: an unnumbered Markdown heading
/// comes first, it is not the only one of its level or a Markdown heading below it is numbered, and no
/// number stands at its level or above. Otherwise numbers tell ranks, as in official documents.
fn rank_markdown_above_numbers(found: &mut [Found]) {
    let Some(top) = found.first().filter(|first| first.number().is_none()).and_then(|first| first.level)
    else {
        return;
    };
    let is_chapter = |found: &&Found| found.level == Some(top) && found.number().is_none();
    let levels = || found.iter().filter(|found| found.number().is_some()).filter_map(|found| found.level);
    let several = found.iter().filter(is_chapter).count() > 1;
    if levels().any(|level| level <= top) || !(several || levels().next().is_some()) {
        return;
    }
    for heading in found {
        if let Some(number) = heading.number() {
            heading.rank = heading.level.map_or(BELOW_MARKDOWN + number, |level| MARKDOWN + level);
        }
    }
}

/// Drops numbered sentences that are items of a list: those all of whose neighbours of the same rank under
/// the same heading are such sentences, too.
fn drop_items(found: &mut Vec<Found>) {
    let mut keep = vec![true; found.len()];
    // Open groups of one rank: rank, members, whether all are sentences.
    let mut open: Vec<(u8, Vec<usize>, bool)> = vec![];
    let mut close = |(_, members, all): (u8, Vec<usize>, bool)| {
        if all {
            for member in members {
                keep[member] = false;
            }
        }
    };
    for (at, heading) in found.iter().enumerate() {
        while let Some(group) = open.pop_if(|(rank, ..)| *rank > heading.rank) {
            close(group);
        }
        match open.last_mut().filter(|(rank, ..)| *rank == heading.rank) {
            Some((_, members, all)) => {
                members.push(at);
                *all &= heading.is_sentence;
            }
            None => open.push((heading.rank, vec![at], heading.is_sentence)),
        }
    }
    open.into_iter().for_each(close);
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(true));
}

/// Drops a list of contents: headings without text of their own whose words come again later.
fn drop_contents_list(document: &Document, found: &mut Vec<Found>) {
    let titles: Vec<String> = found.iter().map(|found| plain(document.slice(&found.title))).collect();
    let last: BTreeMap<&str, usize> =
        titles.iter().enumerate().map(|(at, title)| (title.as_str(), at)).collect();
    let is_entry: Vec<bool> = (0..found.len())
        .map(|at| {
            let Some(next) = found.get(at + 1) else { return false };
            let between = document.slice(&(found[at].title.end..next.title.start));
            found[at].form == Form::Block && between.trim().is_empty() && last[titles[at].as_str()] > at
        })
        .collect();
    let mut is_entry = is_entry.into_iter();
    found.retain(|_| !is_entry.next().unwrap_or(false));
}

fn plain(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Settles ranks, kinds, extents and anchors.
fn arrange(document: &Document, found: Vec<Found>) -> Vec<Section> {
    let end = document.text.len() as u32;
    let mut sections: Vec<Section> = Vec::with_capacity(found.len());
    // Ranks of the sections that are open, with their numbers.
    let mut open: Vec<(u8, usize)> = vec![];
    let mut before = Kinds::default().with(Kind::Duties);
    for (number, heading) in found.into_iter().enumerate() {
        while open.last().is_some_and(|(rank, _)| *rank >= heading.rank) {
            let (_, closed) = open.pop().unwrap_or_default();
            sections[closed].text.end = heading.title.start;
        }
        let title = document.slice(&heading.title);
        let named = &title[numbering(title).map_or(0, |(_, length)| length)..];
        let own = match heading.rank {
            rank if rank > UNNUMBERED => Kinds::default(),
            _ if open.is_empty() => classify(named),
            _ => classify_part(named),
        };
        let holder = open.last().map(|(_, at)| sections[*at].kinds);
        let kinds = if own.is_thematic() { holder.unwrap_or(before) } else { own };
        if holder.is_none() {
            before = kinds;
        }
        open.push((heading.rank, sections.len()));
        sections.push(Section {
            text: heading.title.start..end,
            title: heading.title,
            depth: open.len().min(5) as u8,
            form: heading.form,
            own,
            kinds,
            anchor: heading.id.unwrap_or_else(|| format!("s{}", number + 1)),
        });
    }
    unique_anchors(&mut sections);
    sections
}

/// Ids of the page around the text (themes/default/templates/base.html and report.html).
const PAGE_IDS: &[&str] = &["main", "outline", "about", "face-label"];

/// Whether an id stands elsewhere on the page: around the text, at a footnote and its references, or in the
/// search box.
fn is_taken(anchor: &str) -> bool {
    PAGE_IDS.contains(&anchor) || ["note-", "ref-", "search-"].iter().any(|start| anchor.starts_with(start))
}

/// Ids that authors gave may clash with each other and with ours.
fn unique_anchors(sections: &mut [Section]) {
    let mut seen = BTreeSet::new();
    for (number, section) in sections.iter_mut().enumerate() {
        let is_safe = section.anchor.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if !is_safe || is_taken(&section.anchor) || !seen.insert(section.anchor.clone()) {
            section.anchor = format!("section-{}", number + 1);
            while !seen.insert(section.anchor.clone()) {
                section.anchor.push('x');
            }
        }
    }
}

impl Outline {
    /// Whether a section has the anchor. Linear in the number of sections.
    pub fn has(&self, anchor: &str) -> bool {
        self.0.iter().any(|section| section.anchor == anchor)
    }
}
