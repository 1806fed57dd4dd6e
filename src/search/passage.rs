//! What a result shows of a text: its title, and the passages around the words that were looked for.

use super::text::{FoldedText, StoredText};

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it was looked for.
    pub is_marked: bool,
}

/// A passage of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Heading of the section; empty before the first.
    pub section: String,
    /// Place of the section in the report's page.
    pub anchor: String,
    /// Its first mark, counted from 0 through title and text.
    pub nth: usize,
    /// Its text.
    pub parts: Vec<Part>,
}

/// A phrase that is marked, and whether a place of it may be shown.
pub struct Wanted<'a> {
    /// The phrase, folded.
    pub phrase: &'a [u16],
    /// Zones of which one must hold of the whole place, in each of several groups.
    pub zones: &'a [u16],
}

/// What is shown of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The title.
    pub title: Vec<Part>,
    /// Passages in the order of the text.
    pub passages: Vec<Passage>,
    /// How many more marks there are in the text.
    pub more: usize,
}

/// Most passages of a result.
const PASSAGES: usize = 3;

/// How far a passage reaches before its first and behind its last mark, in code units.
const BEFORE: usize = 40;
const AFTER: usize = 60;

/// A place that is marked, in code units of the whole text.
#[derive(Debug, Clone, Copy)]
struct Mark {
    start: usize,
    end: usize,
    /// Number of the phrase.
    phrase: usize,
    is_wanted: bool,
}

/// Chooses what is shown of a text.
pub fn show(stored: &StoredText, folded: &FoldedText, wanted: &[Wanted<'_>]) -> Shown {
    let whole: Vec<u16> = stored.whole.encode_utf16().collect();
    let marks = marks(&whole, folded, wanted);
    let title = (stored.title as usize).min(whole.len());
    let in_title = marks.partition_point(|mark| mark.start < title);
    let windows = windows(&whole, &marks, in_title);
    let chosen = choose(&windows, &marks, wanted.len());
    let passage = |window: &Window| Passage {
        nth: window.marks.start,
        parts: window.parts(&whole, &marks),
        ..section(stored, &whole, marks[window.marks.start].start)
    };
    let shown: usize = chosen.iter().map(|window| window.marks.len()).sum();
    Shown {
        title: parts(&whole, 0..title, &marks[..in_title]),
        passages: chosen.into_iter().map(passage).collect(),
        more: marks.len() - in_title - shown,
    }
}

/// Places of all phrases that do not overlap: in order, of two at one place the longer.
fn marks(whole: &[u16], folded: &FoldedText, wanted: &[Wanted<'_>]) -> Vec<Mark> {
    let mut marks = vec![];
    for (phrase, Wanted { phrase: units, zones }) in wanted.iter().enumerate() {
        for place in folded.places(units) {
            let last = folded.at[place + units.len() - 1] as usize;
            let is_pair = whole.get(last).is_some_and(|unit| (0xD800..0xDC00).contains(unit));
            let zone = folded.zone(place, units.len());
            marks.push(Mark {
                start: folded.at[place] as usize,
                end: last + 1 + usize::from(is_pair),
                phrase,
                is_wanted: zones.iter().all(|any| any & zone != 0),
            });
        }
    }
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end), mark.phrase));
    let mut end = 0;
    marks.retain(|mark| {
        let is_free = mark.start >= end;
        end = if is_free { mark.end } else { end };
        is_free
    });
    marks
}

/// A stretch of text with the marks that begin in it.
struct Window {
    text: std::ops::Range<usize>,
    marks: std::ops::Range<usize>,
}

const LINE_END: u16 = b'\n' as u16;

fn ends_sentence(unit: u16) -> bool {
    [LINE_END, '。' as u16, '！' as u16, '？' as u16, '；' as u16].contains(&unit)
}

/// Windows that together have all wanted marks of the text.
fn windows(whole: &[u16], marks: &[Mark], from: usize) -> Vec<Window> {
    let mut windows: Vec<Window> = vec![];
    for (number, mark) in marks.iter().enumerate().skip(from) {
        let is_in = windows.last().is_some_and(|window| mark.end <= window.text.end);
        match windows.last_mut() {
            Some(window) if is_in => window.marks.end = number + 1,
            _ if mark.is_wanted => {
                let start = windows.last().map_or(0, |window| window.text.end);
                windows.push(Window { text: around(whole, mark, start), marks: number..number + 1 });
            }
            _ => {}
        }
    }
    windows
}

/// The sentence around a mark, cut where it is long.
fn around(whole: &[u16], mark: &Mark, from: usize) -> std::ops::Range<usize> {
    let earliest = mark.start.saturating_sub(BEFORE).max(from).min(mark.start);
    let start =
        (earliest..mark.start).rev().find(|at| ends_sentence(whole[*at])).map_or(earliest, |at| at + 1);
    let latest = (mark.end + AFTER).min(whole.len());
    let end = (mark.end..latest).find(|at| ends_sentence(whole[*at]));
    let end = end.map_or(latest, |at| if whole[at] == LINE_END { at } else { at + 1 });
    let is_low = |at: usize| whole.get(at).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
    start - usize::from(start > from && is_low(start))..end - usize::from(is_low(end))
}

/// The windows that show most phrases, then the first, in the order of the text.
fn choose<'a>(windows: &'a [Window], marks: &[Mark], phrases: usize) -> Vec<&'a Window> {
    let mut is_shown = vec![false; phrases];
    let mut chosen: Vec<usize> = vec![];
    while chosen.len() < PASSAGES.min(windows.len()) {
        let fresh = |window: &Window| {
            let mut new: Vec<usize> = marks[window.marks.clone()].iter().map(|mark| mark.phrase).collect();
            new.sort_unstable();
            new.dedup();
            new.into_iter().filter(|phrase| !is_shown[*phrase]).count()
        };
        let left = windows.iter().enumerate().filter(|(at, _)| !chosen.contains(at));
        let best = left.max_by_key(|(at, window)| (fresh(window), std::cmp::Reverse(*at)));
        let Some((at, window)) = best else { break };
        for mark in &marks[window.marks.clone()] {
            is_shown[mark.phrase] = true;
        }
        chosen.push(at);
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|at| &windows[at]).collect()
}

impl Window {
    fn parts(&self, whole: &[u16], marks: &[Mark]) -> Vec<Part> {
        let mut shown = parts(whole, self.text.clone(), &marks[self.marks.clone()]);
        let plain = |text: &str| Part { text: text.to_owned(), is_marked: false };
        if self.text.start > 0 && !ends_sentence(whole[self.text.start - 1]) {
            shown.insert(0, plain("…"));
        }
        let is_cut = whole.get(self.text.end).is_some_and(|next| *next != LINE_END);
        if is_cut && self.text.end > 0 && !ends_sentence(whole[self.text.end - 1]) {
            shown.push(plain("…"));
        }
        shown
    }
}

/// A stretch of text in parts, marked and not. A mark may reach across a line end, which is shown as a blank.
fn parts(whole: &[u16], range: std::ops::Range<usize>, marks: &[Mark]) -> Vec<Part> {
    let mut parts = vec![];
    let mut add = |from: usize, to: usize, is_marked: bool| {
        if from < to {
            let text = String::from_utf16_lossy(&whole[from..to]).replace('\n', " ");
            parts.push(Part { text, is_marked });
        }
    };
    let mut at = range.start;
    for mark in marks {
        add(at, mark.start, false);
        add(mark.start, mark.end.min(range.end), true);
        at = mark.end;
    }
    add(at, range.end, false);
    parts
}

/// The innermost section at a place: the last that holds it.
fn section(stored: &StoredText, whole: &[u16], at: usize) -> Passage {
    let holds =
        |section: &&super::text::StoredSection| (section.start as usize..section.end as usize).contains(&at);
    let found = stored.sections.iter().rev().find(holds);
    let heading = found.and_then(|section| whole.get(section.heading as usize..section.heading_end as usize));
    Passage {
        section: heading.map(String::from_utf16_lossy).unwrap_or_default().trim_end_matches('。').to_owned(),
        anchor: found.map(|section| section.anchor.clone()).unwrap_or_default(),
        nth: 0,
        parts: vec![],
    }
}
