//! Problems, rectification, plans and results as single items, each with its place.

use std::ops::Range;

use crate::fold::folded;
use crate::report::Text;
use crate::report::document::BlockKind;
use crate::report::kind::{Kind, Kinds};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// A problem 问题.
    Problem,
    /// What was done about last year's 整改.
    Rectification,
    /// What was done 履职.
    Duty,
    /// What is to be done 打算.
    Plan,
}

impl Matter {
    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Rectification => "rectified",
            Self::Duty => "duties",
            Self::Plan => "plan",
        }
    }

    /// Of a passage; nothing where that is none of them.
    fn of(kinds: Kinds) -> Option<Self> {
        // 存在问题及整改措施 tells problems; 问题整改情况 is no problem.
        [
            (Kind::Rectification, Self::Rectification),
            (Kind::Problems, Self::Problem),
            (Kind::Plan, Self::Plan),
            (Kind::Duties, Self::Duty),
            (Kind::Highlights, Self::Duty),
        ]
        .into_iter()
        .find(|(kind, _)| kinds.has(*kind))
        .map(|(_, matter)| matter)
    }
}

/// A problem, a plan, or what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub matter: Matter,
    /// Its bytes of the document's text.
    pub place: Range<u32>,
    /// The place of its section in an address.
    pub anchor: String,
}

/// Most items of a report: those of two years are held against each other, and what has more is no report.
const MOST: usize = 500;

/// The items of a report, in order. Linear in its length.
pub fn items(text: &Text) -> Vec<Item> {
    items_of(text, |_| true)
}

/// The problems of a report, in order.
pub fn problems(text: &Text) -> Vec<Item> {
    let mut items = items_of(text, |matter| matter == Matter::Problem);
    items.retain(|item| item.matter == Matter::Problem);
    items
}

/// The items of a report; paragraphs that are not wanted, which are most of it, are not taken apart.
fn items_of(text: &Text, is_wanted: impl Fn(Matter) -> bool) -> Vec<Item> {
    let Text { document, outline } = text;
    let mut items: Vec<Item> = vec![];
    // Whether the last item is a heading whose text is still to come.
    let mut is_open = false;
    for block in &document.blocks {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Plain) {
            continue;
        }
        let before = outline.0.partition_point(|section| section.title.start <= block.text.start);
        let Some(section) = before.checked_sub(1).map(|at| &outline.0[at]) else { continue };
        let Some(matter) = Matter::of(section.kinds) else { continue };
        let paragraph = document.slice(&block.text);
        let is_heading = section.title.start == block.text.start
            && document.slice(&section.title).trim_end().len() >= paragraph.trim_end().len();
        let is_told = !paragraph.trim_end().ends_with(['。', '；', '！', '？']);
        let item = |place: Range<u32>| Item { matter, place, anchor: section.anchor.clone() };
        if is_heading {
            // A short item on a line of its own looks like a heading, and a heading may head the text of one.
            is_open = section.depth > 1 && matter != Matter::Duty && is_told;
            if section.depth > 1 && matter != Matter::Duty {
                items.push(item(block.text.clone()));
            }
            continue;
        }
        if let Some(last) = items.last_mut().filter(|_| std::mem::take(&mut is_open)) {
            last.place.end = block.text.end;
            continue;
        }
        if !is_wanted(matter) {
            continue;
        }
        items.extend(
            split(paragraph, matter).into_iter().map(|place| {
                item(block.text.start + place.start as u32..block.text.start + place.end as u32)
            }),
        );
        if items.len() > MOST {
            break;
        }
    }
    items.truncate(MOST);
    items
}

/// The items of a paragraph: one for each 一是, 二是; else the whole of a numbered paragraph; else its sentences. What leads up to a list is
/// none.
fn split(paragraph: &str, matter: Matter) -> Vec<Range<usize>> {
    let ends = |text: &str| text.trim_end().ends_with(['：', ':']);
    if matter != Matter::Duty {
        let mut starts = ordinals(paragraph);
        if !starts.is_empty() {
            starts.push(paragraph.len());
            return starts.windows(2).map(|pair| trimmed(paragraph, pair[0]..pair[1])).collect();
        }
        if is_numbered(paragraph) {
            let mut starts = numbers(paragraph);
            starts.push(paragraph.len());
            return starts.windows(2).map(|pair| trimmed(paragraph, pair[0]..pair[1])).collect();
        }
    }
    let mut sentences = vec![];
    let mut start = 0;
    for end in crate::han::sentence_ends(paragraph).chain([paragraph.len()]) {
        let place = trimmed(paragraph, start..end);
        if !place.is_empty() && !ends(&paragraph[place.clone()]) {
            sentences.push(place);
        }
        start = end;
    }
    sentences
}

/// Where 一是, 二是 … begin.
fn ordinals(text: &str) -> Vec<usize> {
    let is_numeral = |character: char| {
        matches!(character, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let begins = |at: usize| {
        let before = text[..at].trim_end().chars().next_back();
        before.is_none_or(|before| matches!(before, '。' | '；' | ';' | '：' | ':' | '，' | '、' | '！'))
    };
    let found = text.match_indices('是').filter_map(|(at, _)| {
        let digits = text[..at].chars().rev().take_while(|character| is_numeral(*character)).count();
        let start = at - digits * '一'.len_utf8();
        ((1..=2).contains(&digits) && begins(start)).then_some(start)
    });
    found.collect()
}

/// Where a numbered paragraph begins, and （二）, （三） … behind a full stop.
fn numbers(text: &str) -> Vec<usize> {
    let begins =
        |at: &usize| text[..*at].trim_end().ends_with(['。', '；', ';']) && is_numbered(&text[*at..]);
    let inside = text.match_indices(['（', '(']).map(|(at, _)| at).filter(begins);
    std::iter::once(0).chain(inside).collect()
}

/// Whether a text begins with （一）, 1. or 1、.
fn is_numbered(text: &str) -> bool {
    let head: String = text.chars().take(8).collect();
    let text = folded(&head);
    let inner = text.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inner, _)| inner);
    let is_number = |text: &str| {
        (1..=4).contains(&text.chars().count())
            && text
                .chars()
                .all(|character| character.is_ascii_digit() || "一二三四五六七八九十".contains(character))
    };
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    inner.is_some_and(is_number) || (digits > 0 && digits < 3 && text[digits..].starts_with(['.', '、']))
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(paragraph: &str, matter: Matter) -> Vec<&str> {
        split(paragraph, matter).into_iter().map(|place| &paragraph[place]).collect()
    }

    #[test]
    fn lists_numbers_and_sentences_are_items() {
        let of = |paragraph| shown(paragraph, Matter::Problem);
        assert_eq!(
            of("主要有：一是学习不够；二是融合不深，也是难点。三是"),
            ["一是学习不够；", "二是融合不深，也是难点。", "三是"]
        );
        assert_eq!(of("（一）学习不够。没有计划。"), ["（一）学习不够。没有计划。"]);
        assert_eq!(
            of("（一）学习（含自学）不够。（二）融合不深。"),
            ["（一）学习（含自学）不够。", "（二）融合不深。"]
        );
        assert_eq!(of("对照要求，主要表现在："), [""; 0]);
        assert_eq!(of("学习不够。融合不深。"), ["学习不够。", "融合不深。"]);
        assert_eq!(shown("一是学习12次。好。", Matter::Duty), ["一是学习12次。", "好。"]);
    }
}
