//! [`Document`] → HTML.

use std::fmt::Write as _;
use std::ops::Range;

use crate::report::document::{Alignment, BlockKind, Container, Document, Mark, MarkKind, RowKind, Target};
use crate::report::kind::Kinds;
use crate::report::section::{Form, Outline, Section};

/// What the page knows and the text does not.
pub struct Context<'a> {
    /// The address of a target; none where it cannot be followed.
    pub href: &'a dyn Fn(&Target) -> Option<String>,
    /// The words for the kinds of a section.
    pub kinds: &'a dyn Fn(Kinds) -> String,
    /// The words for the list of footnotes.
    pub footnotes: &'a str,
    /// The words for a table that scrolls.
    pub table: &'a str,
    /// Places of figures, in order: their marks may cross any other.
    pub figures: &'a [Range<u32>],
}

/// Writes the text of a report as HTML, its headings one rank below the page's title.
///
/// All text is escaped; there are no inline styles or scripts. Linear in the length of the text.
pub fn write(document: &Document, outline: &Outline, context: &Context<'_>) -> String {
    let mut writer = Writer {
        document,
        sections: outline.0.iter().peekable(),
        context,
        out: String::with_capacity(document.text.len() + document.text.len() / 4 + 256),
        footnotes: vec![],
        saved: None,
        row: RowKind::Body,
        next_mark: 0,
        references: vec![0; document.footnotes.len()],
    };
    writer.blocks();
    writer.finish()
}

struct Writer<'a> {
    document: &'a Document,
    sections: std::iter::Peekable<std::slice::Iter<'a, Section>>,
    context: &'a Context<'a>,
    out: String,
    /// Footnotes by number, as written so far.
    footnotes: Vec<(u32, String)>,
    /// The page's text while a footnote is being written.
    saved: Option<String>,
    row: RowKind,
    /// Number of the first mark that was not met yet. One without text may stand where a heading ends and its
    /// passage begins, and belongs to the heading alone.
    next_mark: usize,
    /// How often each footnote was referred to.
    references: Vec<u32>,
}

impl<'a> Writer<'a> {
    fn blocks(&mut self) {
        for block in &self.document.blocks {
            match &block.kind {
                BlockKind::Open(container) => self.open(*container),
                BlockKind::Close(container) => self.close(*container),
                BlockKind::Rule => self.out.push_str("<hr>\n"),
                BlockKind::Plain => {
                    self.inline(&block.text);
                    self.out.push('\n');
                }
                BlockKind::Code => {
                    self.out.push_str("<pre><code>");
                    escape(self.document.slice(&block.text), &mut self.out);
                    self.out.push_str("</code></pre>\n");
                }
                BlockKind::Cell(alignment) => self.cell(&block.text, *alignment),
                BlockKind::Heading(..) | BlockKind::Paragraph => self.paragraph(&block.text),
            }
        }
    }

    /// The next section, if its heading stands in the block.
    fn section_in(&mut self, block: &Range<u32>, form: Form) -> Option<&'a Section> {
        // Sections that were passed over (a heading in a quotation, say) do not hold up the others.
        while self.sections.next_if(|section| section.title.start < block.start).is_some() {}
        self.sections.next_if(|section| section.form == form && section.title.end <= block.end)
    }

    fn paragraph(&mut self, block: &Range<u32>) {
        if let Some(section) = self.section_in(block, Form::Block) {
            self.heading(section);
            self.out.push('\n');
            let rest = section.title.end..block.end;
            if !self.document.slice(&rest).trim().is_empty() {
                self.wrapped("p", &rest);
            }
        } else if let Some(section) = self.section_in(block, Form::RunIn) {
            self.out.push_str("<div class=\"run-in\">");
            // No white space between the two: it would show as a gap in the line.
            self.heading(section);
            self.wrapped("p", &(section.title.end..block.end));
            self.out.push_str("</div>\n");
        } else {
            self.wrapped("p", block);
        }
    }

    fn heading(&mut self, section: &Section) {
        let rank = (section.depth + 1).min(6);
        let labelled = section.depth == 1 && !section.kinds.is_thematic();
        if labelled {
            self.out.push_str("<div class=\"section-head\">");
        }
        let _ = write!(self.out, "<h{rank} id=\"");
        escape(&section.anchor, &mut self.out);
        self.out.push_str("\">");
        self.inline(&section.title);
        let _ = write!(self.out, "</h{rank}>");
        if labelled {
            self.out.push_str("<p class=\"kind\">");
            escape(&(self.context.kinds)(section.kinds), &mut self.out);
            self.out.push_str("</p></div>");
        }
    }

    fn wrapped(&mut self, tag: &str, text: &Range<u32>) {
        let _ = write!(self.out, "<{tag}>");
        self.inline(text);
        let _ = writeln!(self.out, "</{tag}>");
    }

    fn cell(&mut self, text: &Range<u32>, alignment: Alignment) {
        let tag = if self.row == RowKind::Head { "th" } else { "td" };
        let class = match alignment {
            Alignment::Default => "",
            Alignment::Left => " class=\"left\"",
            Alignment::Centre => " class=\"centre\"",
            Alignment::Right => " class=\"right\"",
        };
        let scope = if self.row == RowKind::Head { " scope=\"col\"" } else { "" };
        let _ = write!(self.out, "<{tag}{scope}{class}>");
        self.inline(text);
        let _ = writeln!(self.out, "</{tag}>");
    }

    fn open(&mut self, container: Container) {
        match container {
            Container::List(None) => self.out.push_str("<ul>\n"),
            Container::List(Some(1)) => self.out.push_str("<ol>\n"),
            Container::List(Some(start)) => {
                let _ = writeln!(self.out, "<ol start=\"{start}\">");
            }
            Container::Item(None) => self.out.push_str("<li>"),
            Container::Item(Some(done)) => {
                self.out.push_str("<li class=\"task\">");
                self.out.push_str(if done { "☑ " } else { "☐ " });
            }
            Container::Quote => self.out.push_str("<blockquote>\n"),
            Container::Table => {
                self.out.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
                escape(self.context.table, &mut self.out);
                self.out.push_str("\"><table>\n");
            }
            Container::Row(row) => {
                self.row = row;
                self.out.push_str(if row == RowKind::Head { "<thead><tr>\n" } else { "<tr>\n" });
            }
            Container::Footnote(_) => self.saved = Some(std::mem::take(&mut self.out)),
        }
    }

    fn close(&mut self, container: Container) {
        match container {
            Container::List(None) => self.out.push_str("</ul>\n"),
            Container::List(Some(_)) => self.out.push_str("</ol>\n"),
            Container::Item(_) => self.out.push_str("</li>\n"),
            Container::Quote => self.out.push_str("</blockquote>\n"),
            Container::Table => self.out.push_str("</tbody></table></div>\n"),
            Container::Row(RowKind::Head) => self.out.push_str("</tr></thead>\n<tbody>\n"),
            Container::Row(RowKind::Body) => self.out.push_str("</tr>\n"),
            Container::Footnote(number) => {
                if let Some(page) = self.saved.take() {
                    let text = std::mem::replace(&mut self.out, page);
                    self.footnotes.push((number, text));
                }
            }
        }
    }

    /// Text with its marks; headings that stand inside it are set off.
    fn inline(&mut self, range: &Range<u32>) {
        let mut at = range.start;
        loop {
            while self.sections.next_if(|section| section.title.start < at).is_some() {}
            let inside = self.sections.next_if(|section| {
                section.form == Form::Inside && section.title.start >= at && section.title.end <= range.end
            });
            let Some(section) = inside else { break };
            self.marked(&(at..section.title.start));
            self.out.push_str("<strong class=\"lead\" id=\"");
            escape(&section.anchor, &mut self.out);
            self.out.push_str("\">");
            self.marked(&section.title);
            self.out.push_str("</strong>");
            at = section.title.end;
        }
        self.marked(&(at..range.end));
    }

    /// Text with its marks; a mark that crosses the edge of the range is left out.
    fn marked(&mut self, range: &Range<u32>) {
        let document = self.document;
        let mut marks = document.marks_in(range);
        marks.start = marks.start.max(self.next_mark);
        let mut open: Vec<&Mark> = vec![];
        let mut at = range.start;
        let mut skip_to = range.start;
        for number in marks {
            let mark = &document.marks[number];
            if mark.text.start == range.end && mark.text.end > range.end {
                break;
            }
            self.next_mark = number + 1;
            if mark.text.start < skip_to {
                continue;
            }
            while let Some(outer) = open.pop_if(|outer| outer.text.end <= mark.text.start) {
                self.plain(at..outer.text.end.max(at));
                at = outer.text.end.max(at);
                self.close_mark(outer);
            }
            if mark.text.end > range.end {
                continue;
            }
            self.plain(at..mark.text.start);
            at = mark.text.start;
            match mark.kind {
                MarkKind::Image(number) => {
                    self.image(number, &mark.text);
                    at = mark.text.end;
                    skip_to = mark.text.end;
                }
                MarkKind::Footnote(number) => self.reference(number),
                _ => {
                    self.open_mark(mark);
                    open.push(mark);
                }
            }
        }
        while let Some(outer) = open.pop() {
            self.plain(at..outer.text.end.max(at));
            at = outer.text.end.max(at);
            self.close_mark(outer);
        }
        self.plain(at..range.end);
    }

    /// Text without marks but those of figures, which begin and end anew at the edges of others.
    fn plain(&mut self, range: Range<u32>) {
        let figures = self.context.figures;
        let mut at = range.start;
        let first = figures.partition_point(|figure| figure.end <= range.start);
        for (number, figure) in figures.iter().enumerate().skip(first) {
            if figure.start >= range.end {
                break;
            }
            self.unmarked(at..figure.start);
            let place = figure.start.max(at)..figure.end.min(range.end);
            if figure.start >= range.start {
                let _ = write!(self.out, "<span class=\"figure\" id=\"figure-{}\">", number + 1);
            } else {
                self.out.push_str("<span class=\"figure\">");
            }
            at = place.end;
            self.unmarked(place);
            self.out.push_str("</span>");
        }
        self.unmarked(at..range.end);
    }

    fn unmarked(&mut self, range: Range<u32>) {
        if range.start >= range.end {
            return;
        }
        let mut lines = self.document.slice(&range).split('\n');
        if let Some(first) = lines.next() {
            escape(first, &mut self.out);
        }
        for line in lines {
            self.out.push_str("<br>\n");
            escape(line, &mut self.out);
        }
    }

    fn href(&self, number: u32) -> Option<String> {
        (self.context.href)(&self.document.links[number as usize].target)
    }

    fn open_mark(&mut self, mark: &Mark) {
        match mark.kind {
            MarkKind::Emphasis => self.out.push_str("<em>"),
            MarkKind::Strong => self.out.push_str("<strong>"),
            MarkKind::Strikethrough => self.out.push_str("<del>"),
            MarkKind::Code => self.out.push_str("<code>"),
            MarkKind::Link(number) => {
                if let Some(href) = self.href(number) {
                    self.out.push_str("<a href=\"");
                    escape(&href, &mut self.out);
                    self.out.push_str(if href.starts_with("http") {
                        "\" rel=\"noreferrer\">"
                    } else {
                        "\">"
                    });
                }
            }
            MarkKind::Image(_) | MarkKind::Footnote(_) => {}
        }
    }

    fn close_mark(&mut self, mark: &Mark) {
        match mark.kind {
            MarkKind::Emphasis => self.out.push_str("</em>"),
            MarkKind::Strong => self.out.push_str("</strong>"),
            MarkKind::Strikethrough => self.out.push_str("</del>"),
            MarkKind::Code => self.out.push_str("</code>"),
            MarkKind::Link(number) if self.href(number).is_some() => self.out.push_str("</a>"),
            MarkKind::Link(_) | MarkKind::Image(_) | MarkKind::Footnote(_) => {}
        }
    }

    fn image(&mut self, number: u32, text: &Range<u32>) {
        let Some(src) = self.href(number) else {
            self.plain(text.clone());
            return;
        };
        self.out.push_str("<img src=\"");
        escape(&src, &mut self.out);
        self.out.push_str("\" alt=\"");
        escape(self.document.slice(text), &mut self.out);
        self.out.push_str("\">");
    }

    fn reference(&mut self, number: u32) {
        let times = &mut self.references[number as usize];
        *times += 1;
        let again = if *times > 1 { format!("-{times}") } else { String::new() };
        let shown = number + 1;
        let _ =
            write!(self.out, "<sup id=\"ref-{shown}{again}\"><a href=\"#note-{shown}\">[{shown}]</a></sup>");
    }

    fn finish(mut self) -> String {
        self.footnotes.sort_by_key(|(number, _)| *number);
        if !self.footnotes.is_empty() {
            self.out.push_str("<section class=\"footnotes\" aria-label=\"");
            escape(self.context.footnotes, &mut self.out);
            self.out.push_str("\"><ol>\n");
            let mut before = None;
            for (number, text) in &self.footnotes {
                let shown = number + 1;
                // A label that is defined twice has both texts, and one place to lead to.
                let is_first = before.replace(number) != Some(number);
                let id = if is_first { format!(" id=\"note-{shown}\"") } else { String::new() };
                let _ = write!(self.out, "<li{id} value=\"{shown}\">{}", text.trim_end());
                if is_first && self.references[*number as usize] > 0 {
                    let _ = write!(self.out, " <a href=\"#ref-{shown}\">↩</a>");
                }
                self.out.push_str("</li>\n");
            }
            self.out.push_str("</ol></section>\n");
        }
        self.out
    }
}

/// Appends text with `&`, `<`, `>` and `"` escaped.
pub fn escape(text: &str, out: &mut String) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(entity);
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
}
