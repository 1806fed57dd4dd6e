//! Markdown → [`Document`]: `CommonMark` with tables, footnotes, strikethrough, task lists and heading
//! attributes, as Chinese reports need it.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment as ColumnAlignment, CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::diagnostic::{Checked, Cursor, Diagnostic, Problem, Source};
use crate::han;
use crate::report::asterisk::{self, Decided, OPTIONS, SENTINEL};
use crate::report::document::{
    Alignment, Block, BlockKind, Container, Document, Link, Mark, MarkKind, RowKind, Target,
};
use crate::report::insertion::Inserted;
use crate::report::{lines, link};

/// Reads the text at `range` of a file; `path` is the file's path from the content folder, which relative
/// links start from.
///
/// Linear in the length of the text.
pub fn parse(source: Source<'_>, range: Range<usize>, path: &str) -> Checked<Document> {
    let lines = lines::separate(&source.text[range.clone()]);
    let decided = asterisk::decide(&lines.text);
    let input = Input { base: range.start, lines: &lines, decided: &decided };
    let mut builder = Builder::new(source, path, input);
    builder.ambiguous();
    for (event, at) in Parser::new_ext(input.text(), OPTIONS).into_offset_iter() {
        builder.event(event, at);
    }
    builder.finish()
}

/// A block of text that has begun.
struct Leaf {
    kind: BlockKind,
    /// Start in the document's text.
    start: usize,
    /// Number of its first mark.
    first_mark: usize,
}

/// Longest tag named in a problem, in characters.
const LONGEST_TAG: usize = 40;

/// Most problems reported of the text of one report.
pub(super) const MOST_PROBLEMS: usize = 1000;

/// The text as the parser sees it, and the way back.
#[derive(Clone, Copy)]
struct Input<'a> {
    /// Offset of the text in its file.
    base: usize,
    lines: &'a Inserted<'a>,
    decided: &'a Decided<'a>,
}

impl<'a> Input<'a> {
    fn text(self) -> &'a str {
        &self.decided.inserted.text
    }

    /// The place in the file of a place in [`Input::text`].
    fn original(self, at: usize) -> usize {
        self.base + self.lines.original(self.decided.inserted.original(at))
    }
}

struct Builder<'a> {
    source: Source<'a>,
    places: Cursor<'a>,
    /// Path from the content folder, which relative links start from.
    path: &'a str,
    input: Input<'a>,
    document: Document,
    problems: Vec<Diagnostic>,
    /// The leaf block being filled.
    leaf: Option<Leaf>,
    /// Marks that have begun: number in `document.marks`.
    open_marks: Vec<usize>,
    /// A line break that becomes a space unless it stands between Chinese characters.
    soft_break: Option<usize>,
    alignments: Vec<Alignment>,
    column: usize,
    row: RowKind,
    lists: Vec<Option<u64>>,
    /// Open items, as numbers of their opening blocks.
    items: Vec<usize>,
    footnote: u32,
    /// Numbers of the labels of footnotes.
    footnotes: BTreeMap<String, u32>,
    indented_code: bool,
    /// Whether some character of the text is to be left out.
    has_invisible: bool,
}

impl<'a> Builder<'a> {
    fn new(source: Source<'a>, path: &'a str, input: Input<'a>) -> Self {
        let document = Document {
            text: String::with_capacity(input.text().len()),
            blocks: Vec::with_capacity(32),
            ..Document::default()
        };
        Self {
            places: source.cursor(),
            source,
            path,
            input,
            document,
            problems: vec![],
            leaf: None,
            open_marks: vec![],
            soft_break: None,
            alignments: vec![],
            column: 0,
            row: RowKind::Body,
            lists: vec![],
            items: vec![],
            footnote: 0,
            footnotes: BTreeMap::new(),
            indented_code: false,
            has_invisible: han::find_invisible(input.text()).is_some(),
        }
    }

    /// The place in the file of a place in the prepared text.
    fn original(&self, at: Range<usize>) -> Range<usize> {
        self.input.original(at.start)..self.input.original(at.end)
    }

    fn report(&mut self, at: Range<usize>, problem: Problem) {
        let at = self.original(at);
        self.push_problem(at, problem);
    }

    /// Adds a problem at bytes of the file, unless there are more than anyone will read.
    fn push_problem(&mut self, at: Range<usize>, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            let place = self.places.place(at);
            self.problems.push(problem.at(place));
        }
    }

    fn ambiguous(&mut self) {
        for inner in &self.input.decided.ambiguous {
            let start = self.input.lines.original(inner.start);
            let end = self.input.lines.original(inner.end);
            let span = self.input.base + start..self.input.base + end;
            let text = self.source.text[span.clone()].to_owned();
            self.push_problem(span, Problem::AmbiguousAsterisks { text });
        }
    }

    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            // Mathematics is not switched on.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, at.start);
            }
            Event::Code(text) => {
                self.open_mark(MarkKind::Code);
                self.text(&text, at.start + self.fence(&text, &at));
                self.close_mark();
            }
            Event::Html(text) | Event::InlineHtml(text) => self.raw_html(&text, at),
            Event::FootnoteReference(label) => {
                let number = self.footnote_number(&label);
                self.open_mark(MarkKind::Footnote(number));
                self.close_mark();
            }
            Event::SoftBreak => self.soft_break = Some(at.start),
            Event::HardBreak => self.text("\n", at.start),
            Event::Rule => self.block(BlockKind::Rule),
            Event::TaskListMarker(done) => {
                if let Some(&item) = self.items.last() {
                    self.document.blocks[item].kind = BlockKind::Open(Container::Item(Some(done)));
                }
            }
        }
    }

    /// Length of what stands before the text of a code span: backticks, and a space that parts them from it.
    fn fence(&self, text: &str, span: &Range<usize>) -> usize {
        let code = &self.input.text()[span.clone()];
        let ticks = code.len() - code.trim_start_matches('`').len();
        ticks + usize::from(text.len() + 2 * ticks + 2 <= code.len())
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open_leaf(BlockKind::Paragraph),
            Tag::Heading { level, id, .. } => {
                let id = id.map(|id| Box::from(&*id));
                self.open_leaf(BlockKind::Heading(level as u8, id));
            }
            Tag::CodeBlock(kind) => {
                // Four spaces before a paragraph are an indent to Chinese authors, not code.
                self.indented_code = matches!(kind, CodeBlockKind::Indented);
                let kind = if self.indented_code { BlockKind::Paragraph } else { BlockKind::Code };
                self.open_leaf(kind);
            }
            Tag::List(start) => {
                self.lists.push(start);
                self.open(Container::List(start));
            }
            Tag::Item => {
                self.open(Container::Item(None));
                self.items.push(self.document.blocks.len() - 1);
            }
            Tag::BlockQuote(_) => self.open(Container::Quote),
            Tag::FootnoteDefinition(label) => {
                self.footnote = self.footnote_number(&label);
                self.open(Container::Footnote(self.footnote));
            }
            Tag::Table(alignments) => {
                self.alignments = alignments.into_iter().map(alignment).collect();
                self.open(Container::Table);
            }
            Tag::TableHead => self.open_row(RowKind::Head),
            Tag::TableRow => self.open_row(RowKind::Body),
            Tag::TableCell => {
                let alignment = self.alignments.get(self.column).copied().unwrap_or(Alignment::Default);
                self.column += 1;
                self.open_leaf(BlockKind::Cell(alignment));
            }
            Tag::Emphasis => self.open_mark(MarkKind::Emphasis),
            Tag::Strong => self.open_mark(MarkKind::Strong),
            Tag::Strikethrough => self.open_mark(MarkKind::Strikethrough),
            Tag::Link { dest_url, .. } => {
                let number = self.link(&dest_url, at);
                self.open_mark(MarkKind::Link(number));
            }
            Tag::Image { dest_url, .. } => {
                let number = self.image(&dest_url, at);
                self.open_mark(MarkKind::Image(number));
            }
            // Extensions that are not switched on.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::TableCell => {
                self.close_leaf();
            }
            TagEnd::CodeBlock => {
                self.close_leaf();
                self.indented_code = false;
            }
            TagEnd::List(_) => {
                let start = self.lists.pop().flatten();
                self.close(Container::List(start));
            }
            TagEnd::Item => {
                self.items.pop();
                self.close(Container::Item(None));
            }
            TagEnd::BlockQuote(_) => self.close(Container::Quote),
            TagEnd::FootnoteDefinition => self.close(Container::Footnote(self.footnote)),
            TagEnd::Table => self.close(Container::Table),
            TagEnd::TableHead | TagEnd::TableRow => self.close(Container::Row(self.row)),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => self.close_mark(),
            TagEnd::Image => {
                self.image_without_text();
                self.close_mark();
            }
            TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn block(&mut self, kind: BlockKind) {
        self.close_leaf();
        let at = self.document.text.len() as u32;
        self.document.blocks.push(Block { kind, text: at..at });
    }

    fn open(&mut self, container: Container) {
        self.block(BlockKind::Open(container));
    }

    fn close(&mut self, container: Container) {
        self.block(BlockKind::Close(container));
    }

    fn open_row(&mut self, row: RowKind) {
        self.row = row;
        self.column = 0;
        self.open(Container::Row(row));
    }

    fn open_leaf(&mut self, kind: BlockKind) {
        self.close_leaf();
        self.begin_leaf(kind);
    }

    fn begin_leaf(&mut self, kind: BlockKind) {
        let (start, first_mark) = (self.document.text.len(), self.document.marks.len());
        self.leaf = Some(Leaf { kind, start, first_mark });
    }

    fn close_leaf(&mut self) {
        self.soft_break = None;
        let Some(Leaf { kind, start, first_mark }) = self.leaf.take() else { return };
        while self.document.text.len() > start && self.document.text.ends_with(['\n', ' ', '\u{3000}']) {
            self.document.text.pop();
        }
        let end = self.document.text.len();
        for mark in &mut self.document.marks[first_mark..] {
            mark.text.end = mark.text.end.min(end as u32);
            mark.text.start = mark.text.start.min(mark.text.end);
        }
        self.document.text.push('\n');
        self.document.blocks.push(Block { kind, text: start as u32..end as u32 });
    }

    fn open_mark(&mut self, kind: MarkKind) {
        self.settle_soft_break(None);
        let at = self.document.text.len() as u32;
        self.open_marks.push(self.document.marks.len());
        self.document.marks.push(Mark { text: at..at, kind });
    }

    fn close_mark(&mut self) {
        if let Some(mark) = self.open_marks.pop() {
            self.document.marks[mark].text.end = self.document.text.len() as u32;
        }
    }

    /// A line break between Chinese characters vanishes; any other is a space.
    fn settle_soft_break(&mut self, next: Option<char>) {
        let Some(at) = self.soft_break.take() else { return };
        let before = self.document.text.chars().next_back();
        let joins = |character: char| han::is_wide(character) || han::is_wide_punctuation(character);
        let vanishes = before.is_some_and(joins) && next.is_none_or(joins);
        if !vanishes {
            self.append(" ", at);
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.leaf.is_none() {
            self.begin_leaf(BlockKind::Plain);
        }
        self.settle_soft_break(text.chars().find(|&c| c != SENTINEL));
        let (mut text, mut at) = (text, at);
        let length = self.document.text.len();
        if self.leaf.as_ref().is_some_and(|leaf| leaf.start == length && leaf.kind != BlockKind::Code) {
            // Authors indent with ideographic spaces; the page does it by style.
            let trimmed = text.trim_start();
            at += text.len() - trimmed.len();
            text = trimmed;
        }
        if self.indented_code {
            self.paragraphs(text, at);
        } else {
            self.append(text, at);
        }
    }

    /// Lines of an indented block, each a paragraph.
    fn paragraphs(&mut self, text: &str, at: usize) {
        let mut at = at;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            if !content.is_empty() {
                if self.leaf.is_none() {
                    self.begin_leaf(BlockKind::Paragraph);
                }
                self.append(content, at + (line.len() - line.trim_start().len()));
            }
            if line.ends_with('\n') {
                self.close_leaf();
            }
            at += line.len();
        }
    }

    fn append(&mut self, text: &str, at: usize) {
        let source = self.input.original(at);
        self.document.map.add(self.document.text.len(), source);
        // Bytes that control characters and the sentinel begin with; Chinese text has none of them.
        let may_drop = |byte: u8| (byte < b' ' && byte != b'\n') || matches!(byte, 0x7F | 0xC2 | 0xEE);
        // `&#x202E;` is a character that the source does not show.
        let is_reference = self.input.text().as_bytes().get(at) == Some(&b'&');
        if !self.has_invisible && !is_reference && !text.bytes().any(may_drop) {
            self.document.text.push_str(text);
            return;
        }
        for (offset, character) in text.char_indices() {
            if is_left_out(character) {
                continue;
            }
            let source = self.input.original(at + offset);
            self.document.map.add(self.document.text.len(), source);
            self.document.text.push(if character == '\t' { ' ' } else { character });
        }
    }

    fn raw_html(&mut self, text: &str, at: Range<usize>) {
        let tag = text.trim();
        let tag = &tag[..tag.find('>').map_or(tag.len(), |end| end + 1)];
        // A closing tag is part of the mistake that its opening one is, and so is a line of text between them.
        if tag.starts_with('<') && !tag.starts_with("</") {
            let start = at.start + text.len() - text.trim_start().len();
            let tag = tag.chars().take(LONGEST_TAG).collect();
            self.report(start..start + text.trim().len(), Problem::RawHtml { tag });
        }
        self.text(text, at.start);
    }

    fn footnote_number(&mut self, label: &str) -> u32 {
        *self.footnotes.entry(label.to_owned()).or_insert_with(|| {
            self.document.footnotes.push(label.to_owned());
            (self.document.footnotes.len() - 1) as u32
        })
    }

    fn link(&mut self, url: &str, at: Range<usize>) -> u32 {
        let (target, problem) = link::resolve(url, self.path);
        if let Some(problem) = problem {
            self.report(at.clone(), problem);
        }
        self.push_link(target, at)
    }

    fn image(&mut self, url: &str, at: Range<usize>) -> u32 {
        let (mut target, mut problem) = link::resolve(url, self.path);
        if matches!(target, Target::External(_)) {
            problem = Some(Problem::RemoteImage { target: url.to_owned() });
            target = Target::Refused;
        }
        if let Some(problem) = problem {
            self.report(at.clone(), problem);
        }
        self.push_link(target, at)
    }

    fn image_without_text(&mut self) {
        let Some(&mark) = self.open_marks.last() else { return };
        let Mark { text, kind: MarkKind::Image(number) } = &self.document.marks[mark] else { return };
        if self.document.text[text.start as usize..].trim().is_empty() {
            let at = self.document.links[*number as usize].source.clone();
            self.push_problem(at, Problem::ImageWithoutText);
        }
    }

    fn push_link(&mut self, target: Target, at: Range<usize>) -> u32 {
        let source = self.original(at);
        self.document.links.push(Link { target, source });
        (self.document.links.len() - 1) as u32
    }

    fn finish(mut self) -> Checked<Document> {
        self.close_leaf();
        if self.document.text.trim().is_empty() {
            let at = self.source.text.len();
            self.problems.push(self.source.problem(at..at, Problem::EmptyBody));
        }
        Checked { value: self.document, problems: self.problems }
    }
}

/// Whether a character has no place on a page.
fn is_left_out(character: char) -> bool {
    character == SENTINEL
        || (character.is_control() && !matches!(character, '\n' | '\t'))
        || han::is_invisible(character)
}

fn alignment(alignment: ColumnAlignment) -> Alignment {
    match alignment {
        ColumnAlignment::None => Alignment::Default,
        ColumnAlignment::Left => Alignment::Left,
        ColumnAlignment::Center => Alignment::Centre,
        ColumnAlignment::Right => Alignment::Right,
    }
}
