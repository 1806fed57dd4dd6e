//! The text of a report as data: plain text, blocks over it, and marks over it.
//!
//! Everything that later looks at a report (sections, figures, sentences, search) works on the plain
//! [`Document::text`] and speaks of byte ranges in it; the map leads back to the source file. Marks stand
//! off the text, so that more of them can be laid over it when it is written as HTML.

use std::ops::Range;

/// The text of a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The text of all blocks, each ended by a line feed. Withheld numbers stand as written.
    pub text: String,
    /// Blocks in order; containers as an opening and a closing one.
    pub blocks: Vec<Block>,
    /// Inline markup in order of start, outer before inner.
    pub marks: Vec<Mark>,
    /// Targets of links and images, which marks refer to by number.
    pub links: Vec<Link>,
    /// Labels of footnotes, which marks and containers refer to by number.
    pub footnotes: Vec<String>,
    /// Where stretches of the text stand in the source, by start.
    pub map: SourceMap,
}

/// A block and the text it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes of [`Document::text`]; empty for containers.
    pub text: Range<u32>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A Markdown heading, 1 to 6, and the id its author gave it.
    Heading(u8, Option<Box<str>>),
    /// A paragraph.
    Paragraph,
    /// Text of a list item or footnote without paragraphs.
    Plain,
    /// Code, shown as it is.
    Code,
    /// A cell of a table with its alignment.
    Cell(Alignment),
    /// A rule across the page.
    Rule,
    /// A container begins.
    Open(Container),
    /// It ends.
    Close(Container),
}

/// What holds other blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A list; numbered from the number.
    List(Option<u64>),
    /// An item; ticked or not, in a list of tasks.
    Item(Option<bool>),
    /// A quotation.
    Quote,
    /// A table.
    Table,
    /// A row; of the head or the body.
    Row(RowKind),
    /// The text of a footnote, by number.
    Footnote(u32),
}

/// Whether a row heads its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// It does.
    Head,
    /// It does not.
    Body,
}

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// As the page has it.
    Default,
    /// Left.
    Left,
    /// Centre.
    Centre,
    /// Right.
    Right,
}

/// Inline markup over a stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its bytes of [`Document::text`].
    pub text: Range<u32>,
    /// What it is.
    pub kind: MarkKind,
}

/// Kinds of inline markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out.
    Strikethrough,
    /// Code.
    Code,
    /// A link, by number.
    Link(u32),
    /// An image, by number; the text is what stands for it.
    Image(u32),
    /// A reference to a footnote, by number; the text is empty.
    Footnote(u32),
}

/// A link or image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Bytes of the file.
    pub source: Range<usize>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An http, https or mailto address.
    External(String),
    /// A file of the content folder, by its path from there, with a fragment.
    Content(String, Option<String>),
    /// A place in the same report.
    Fragment(String),
    /// Not allowed; shown as text.
    Refused,
}

/// Where the text stands in the source: breakpoints (offset in the text, offset in the file), between
/// which both run in step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap(Vec<(u32, u32)>);

impl SourceMap {
    /// Says that the text from `text` on stands at `source`.
    pub fn add(&mut self, text: usize, source: usize) {
        // White space at the end of a block is taken back.
        while self.0.pop_if(|&mut (t, _)| t > text as u32).is_some() {}
        let continues =
            self.0.last().is_some_and(|&(t, s)| text as u32 - t == (source as u32).wrapping_sub(s));
        if !continues {
            self.0.push((text as u32, source as u32));
        }
    }

    /// The offset in the file of an offset in the text.
    pub fn source(&self, text: u32) -> usize {
        let at = self.0.partition_point(|&(t, _)| t <= text);
        at.checked_sub(1).map_or(0, |at| (self.0[at].1 + (text - self.0[at].0)) as usize)
    }
}

impl Document {
    /// The text of a range.
    pub fn slice(&self, range: &Range<u32>) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }

    /// Numbers of the marks that begin in a range, those at its very end included: a reference to a footnote
    /// has no text of its own.
    pub fn marks_in(&self, range: &Range<u32>) -> Range<usize> {
        let start = self.marks.partition_point(|mark| mark.text.start < range.start);
        start..start + self.marks[start..].partition_point(|mark| mark.text.start <= range.end)
    }
}
