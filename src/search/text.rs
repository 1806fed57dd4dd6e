//! Texts as the index keeps them: what a result shows, and what a query is verified against.
//!
//! A text's file is JSON, deflated against the dictionary ([`Dictionary`](super::file::Dictionary)): an array of the fields
//! of [`StoredText`] in their order. All offsets are in UTF-16 code units of [`StoredText::whole`], as JavaScript counts.

use serde::{Deserialize, Serialize};

use super::file::Unreadable;
use super::grams::{HEADING, Indexed, KINDS, TITLE, TITLE_END};
use crate::fold::{self, Folded};
use crate::report::Text;

/// A report's text with what is said of it in a list of results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredText {
    /// Address from the site's root.
    pub url: String,
    /// The unit as it was called then.
    pub unit: String,
    /// Address of the unit's page.
    pub unit_url: String,
    /// Level in that year, in words.
    pub level: String,
    /// Kind of document; empty for the usual one.
    pub kind: String,
    /// Length of the title.
    pub title: u32,
    /// Sections in order, outer before inner.
    pub sections: Vec<StoredSection>,
    /// Characters that fold to something else than the rules without the table say, and to what.
    pub folds: Vec<(u32, String)>,
    /// Title, line feed, text.
    pub whole: String,
}

/// A section of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSection {
    /// Where it begins, heading included.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Where its heading begins.
    pub heading: u32,
    /// Where its heading ends.
    pub heading_end: u32,
    /// Kinds of the passage, one bit each.
    pub kinds: u16,
    /// Its place in the report's page.
    pub anchor: String,
}

/// What a text's file says beside the text.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Title.
    pub title: String,
    /// Address from the site's root.
    pub url: String,
    /// The unit as it was called then.
    pub unit: String,
    /// Address of the unit's page.
    pub unit_url: String,
    /// Level in that year, in words.
    pub level: String,
    /// Kind of document; empty for the usual one.
    pub kind: String,
}

impl StoredText {
    /// What the index keeps of a report.
    pub fn new(about: About, text: &Text) -> Self {
        // Only the title's own end is one line feed between them.
        let title = about.title.replace('\n', " ");
        let whole = format!("{title}\n{}", text.document.text);
        let mut offsets = Offsets { text: &whole, bytes: 0, units: 0 };
        let title_bytes = title.len() as u32 + 1;
        let mut wanted: Vec<u32> = text
            .outline
            .0
            .iter()
            .flat_map(|section| {
                [section.text.start, section.text.end, section.title.start, section.title.end]
            })
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let units: Vec<u32> = wanted.iter().map(|at| offsets.units(at + title_bytes)).collect();
        let at = |offset: u32| units[wanted.binary_search(&offset).unwrap_or_default()];
        let sections = text.outline.0.iter().map(|section| StoredSection {
            start: at(section.text.start),
            end: at(section.text.end),
            heading: at(section.title.start),
            heading_end: at(section.title.end),
            kinds: section.kinds.bits(),
            anchor: section.anchor.clone(),
        });
        Self {
            sections: sections.collect(),
            folds: folds(&whole),
            title: fold::utf16_length(&title),
            url: about.url,
            unit: about.unit,
            unit_url: about.unit_url,
            level: about.level,
            kind: about.kind,
            whole,
        }
    }

    /// Its file's bytes before they are deflated.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&(
            &self.url,
            &self.unit,
            &self.unit_url,
            &self.level,
            &self.kind,
            self.title,
            self.sections.iter().map(StoredSection::fields).collect::<Vec<_>>(),
            &self.folds,
            &self.whole,
        ))
        .unwrap_or_default()
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Unreadable> {
        serde_json::from_slice(bytes).map_err(|_| Unreadable::Damaged)
    }

    /// The text folded, with what each code unit stands in and where it comes from.
    pub fn folded(&self) -> FoldedText {
        let (title, text) = self.whole.split_once('\n').unwrap_or((&self.whole, ""));
        let mut folded = Folded::with_capacity(fold::utf16_length(&self.whole) as usize + 1);
        let at = folded.append(title, 0);
        folded.units.push(TITLE_END);
        folded.at.push(at);
        let end = folded.append(text, at + 1);
        let zones = self.zones(end);
        let zones = folded.at.iter().map(|at| zones[*at as usize]).collect();
        folded.at.push(end);
        FoldedText { units: folded.units, at: folded.at, zones }
    }

    /// The zone of each code unit, up to the end of the text.
    fn zones(&self, end: u32) -> Vec<u16> {
        let mut zones = vec![0; end as usize + 1];
        let range = |from: u32, to: u32| from.min(end) as usize..to.max(from).min(end) as usize;
        zones[range(0, self.title)].fill(TITLE);
        for section in &self.sections {
            zones[range(section.start, section.end)].fill(section.kinds << KINDS);
        }
        for section in &self.sections {
            for zone in &mut zones[range(section.heading, section.heading_end)] {
                *zone |= HEADING;
            }
        }
        zones
    }

    /// The kinds of all its sections together.
    pub fn kinds(&self) -> u16 {
        self.sections.iter().fold(0, |kinds, section| kinds | section.kinds)
    }
}

impl StoredSection {
    fn fields(&self) -> (u32, u32, u32, u32, u16, &str) {
        (self.start, self.end, self.heading, self.heading_end, self.kinds, &self.anchor)
    }
}

/// A folded text in UTF-16 code units.
#[derive(Debug, Clone, Default)]
pub struct FoldedText {
    /// Title, [`TITLE_END`], text.
    pub units: Vec<u16>,
    /// What each unit stands in.
    pub zones: Vec<u16>,
    /// Where each unit comes from in [`StoredText::whole`], and its length at the end.
    pub at: Vec<u32>,
}

impl FoldedText {
    /// What the lists are made of.
    pub fn into_indexed(self) -> Indexed {
        Indexed { units: self.units, zones: self.zones }
    }

    /// Where a folded phrase occurs: every place, overlapping ones included.
    pub fn places<'a>(&'a self, phrase: &'a [u16]) -> impl Iterator<Item = usize> + 'a {
        let first = phrase.first().copied();
        let places = self.units.iter().enumerate().filter(move |(_, unit)| Some(**unit) == first);
        places.map(|(at, _)| at).filter(move |at| self.units[*at..].starts_with(phrase))
    }

    /// What all units of a stretch stand in together.
    pub fn zone(&self, start: usize, length: usize) -> u16 {
        self.zones[start..start + length].iter().fold(u16::MAX, |zone, next| zone & next)
    }
}

fn folds(whole: &str) -> Vec<(u32, String)> {
    let mut units = 0;
    let mut folds = vec![];
    for character in whole.chars() {
        if !fold::is_plain(character) && !character.is_whitespace() {
            folds.push((units, fold::folded(character.encode_utf8(&mut [0; 4]))));
        }
        units += character.len_utf16() as u32;
    }
    folds
}

/// Byte offsets to offsets in UTF-16 code units, in ascending order.
struct Offsets<'a> {
    text: &'a str,
    bytes: usize,
    units: u32,
}

impl Offsets<'_> {
    fn units(&mut self, bytes: u32) -> u32 {
        let bytes = bytes as usize;
        let between = self.text.get(self.bytes..bytes).unwrap_or_default();
        self.units += fold::utf16_length(between);
        self.bytes = bytes.max(self.bytes);
        self.units
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Source;
    use crate::report::kind::{Kind, Kinds};
    use crate::report::parse_text;

    fn stored(markdown: &str) -> StoredText {
        let path = Arc::from("a.md");
        let text = format!("---\nunit: 甲\n---\n\n{markdown}");
        let about = About { title: "甲党委述职".to_owned(), ..About::default() };
        StoredText::new(about, &parse_text(Source { path: &path, text: &text }, "a.md"))
    }

    #[test]
    fn a_text_comes_back_from_its_file() {
        let stored = stored("# 一、存在的问题\n\n理论學習不深😀，①次。\n\n# 二、下一步打算\n\n加强学习。\n");
        assert_eq!(StoredText::from_json(&stored.to_json()), Ok(stored.clone()));
        assert_eq!(
            stored.folds,
            [(16, "学".to_owned()), (17, "习".to_owned()), (23, "1".to_owned())].to_vec()
        );
    }

    #[test]
    fn zones_follow_the_sections_and_offsets_lead_back() {
        let stored = stored("# 一、存在的问题\n\n不深😀。\n\n# 二、下一步打算\n\n加强。\n");
        let folded = stored.folded();
        let whole: Vec<u16> = stored.whole.encode_utf16().collect();
        let zone = |phrase: &str| {
            let phrase: Vec<u16> = phrase.encode_utf16().collect();
            let at = folded.places(&phrase).next().expect("a place");
            assert_eq!(whole[folded.at[at] as usize], phrase[0]);
            folded.zone(at, phrase.len())
        };
        let zone_of = |kind| Kinds::default().with(kind).bits() << KINDS;
        let (problems, plan) = (zone_of(Kind::Problems), zone_of(Kind::Plan));
        assert_eq!(zone("党委"), TITLE);
        assert_eq!(zone("存在"), HEADING | problems);
        assert_eq!(zone("不深😀"), problems);
        assert_eq!(zone("加强"), plan);
        assert_eq!(zone("。二、"), 0, "across two sections");
    }
}
