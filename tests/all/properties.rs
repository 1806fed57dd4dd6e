//! What holds for every text and every archive, tried on texts made to hurt.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;

use shuzhi::archive::{Archive, Change, Entry, admit};
use shuzhi::config::{self, Config};
use shuzhi::diagnostic::Source;
use shuzhi::figure::Indicators;
use shuzhi::report::document::{BlockKind, Document, MarkKind, Target};
use shuzhi::report::kind::Kinds;
use shuzhi::report::section::Outline;
use shuzhi::report::{Text, condense, decode, encode, html, parse, parse_text};
use shuzhi::site::data;
use shuzhi::site::reading::Reading;
use shuzhi::site::route::{Format, Route, routes};
use shuzhi::site::view::{reads, view};
use shuzhi::unit::pinyin;
use shuzhi::wording::Terms;

use crate::harness::{files, repository};

/// Pieces that reports, Markdown and this program read meaning into.
const PIECES: &[&str] = &[
    "*",
    "**",
    "***",
    "~",
    "~~",
    "`",
    "``",
    "```\n",
    "[",
    "]",
    "(",
    ")",
    "](b.md)",
    "](javascript:x)",
    "![",
    "|",
    " | ",
    "\n|--|:-:|\n",
    "\n---|---\n",
    "# ",
    "## ",
    "###",
    " {#甲}",
    "（一）",
    "一、",
    "二、",
    "1. ",
    "（1）",
    "①",
    "一是",
    "- ",
    "* ",
    "- [ ] ",
    "- [x] ",
    "> ",
    "\n",
    "\n\n",
    "\n",
    "  \n",
    "\\\n",
    "\\",
    "\t",
    "    ",
    "\u{3000}",
    " ",
    "\r\n",
    "党",
    "支部",
    "抓学习",
    "抓落实。",
    "开展工作",
    "情况",
    "问题",
    "。",
    "，",
    "；",
    "：",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "次",
    "名",
    "年",
    "12",
    "20",
    "0",
    "×",
    "某",
    "x",
    "abc",
    "é",
    "😀",
    "𠮷",
    "\u{301}",
    "\u{E0FE}",
    "\u{FEFF}",
    "\0",
    "\u{7F}",
    "&",
    "&amp;",
    "&lt;",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<div>\n",
    "\"",
    "'",
    "[^1]",
    "\n[^1]: ",
    "[^二]",
    "<https://a.cn>",
    "http://a.cn",
    "---\n",
    "---",
    "===\n",
    "unit: 甲\n",
    "year: 2022\n",
    ": ",
    "秘密★",
    "$",
];

/// Pieces whose characters stand in the text as they stand in the source: no entities, tabs, carriage returns,
/// controls or escapes; and no raw HTML, where an escaped asterisk can change what is HTML.
fn faithful_pieces() -> Vec<&'static str> {
    let changes =
        |piece: &str| piece.contains(['<', '&', '\t', '\r', '\0', '\u{7F}', '\\', '\u{E0FE}', '\u{FEFF}']);
    PIECES.iter().copied().filter(|piece| !changes(piece)).collect()
}

fn texts(pieces: Vec<&'static str>) -> impl Strategy<Value = String> {
    vec(select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        texts(PIECES.to_vec()),
        texts(PIECES.to_vec()).prop_map(|text| format!("---\nunit: 甲\nyear: 2022\n---\n\n{text}")),
        any::<String>(),
    ]
}

/// Enough to find what hurts, in a few seconds.
fn effort(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 4000, failure_persistence: None, ..ProptestConfig::default() }
}

fn body(text: &str) -> (Document, Outline) {
    let path = Arc::from("content/a.md");
    let Text { document, outline } = parse_text(Source { path: &path, text }, "a.md");
    (document, outline)
}

fn lies_in(range: &Range<u32>, text: &str) -> bool {
    let (start, end) = (range.start as usize, range.end as usize);
    start <= end && text.is_char_boundary(start) && text.is_char_boundary(end)
}

fn ranges_are_sound(document: &Document, outline: &Outline) -> Result<(), TestCaseError> {
    let text = &document.text;
    let mut at = 0;
    for block in &document.blocks {
        prop_assert!(lies_in(&block.text, text), "{block:?}");
        prop_assert!(block.text.start >= at, "{block:?} before {at}");
        at = block.text.end;
    }
    let mut before = (0, u32::MAX);
    for mark in &document.marks {
        prop_assert!(lies_in(&mark.text, text), "{mark:?}");
        prop_assert!(mark.text.start >= before.0, "{mark:?} after {before:?}");
        let nests = mark.text.start >= before.1 || mark.text.end <= before.1 || before.1 == u32::MAX;
        prop_assert!(nests, "{mark:?} crosses the end of {before:?}");
        before = (mark.text.start, mark.text.end);
    }
    let mut at = 0;
    for section in &outline.0 {
        prop_assert!(lies_in(&section.title, text) && lies_in(&section.text, text), "{section:?}");
        prop_assert!(section.title.start >= at && !section.title.is_empty(), "{section:?} after {at}");
        prop_assert!(section.text.start == section.title.start && section.text.end >= section.title.end);
        prop_assert!(section.depth >= 1);
        at = section.title.end;
    }
    Ok(())
}

/// Whether a character of the text is made by the program: the end of a block.
fn inserted(document: &Document) -> Vec<u32> {
    let is_leaf =
        |kind: &BlockKind| !matches!(kind, BlockKind::Open(_) | BlockKind::Close(_) | BlockKind::Rule);
    document.blocks.iter().filter(|block| is_leaf(&block.kind)).map(|block| block.text.end).collect()
}

/// Code over several lines, whose indents Markdown leaves out: its place is right as a whole only.
fn in_broken_code(document: &Document, source: &str, at: u32) -> bool {
    let is_broken = |range: &Range<u32>| {
        let start = document.map.source(range.start);
        source.bytes().skip(start.saturating_sub(2)).take(range.len() + 8).any(|byte| byte == b'\n')
    };
    let mut codes = document.marks.iter().filter(|mark| mark.kind == MarkKind::Code);
    codes.any(|mark| mark.text.contains(&at) && is_broken(&mark.text))
}

fn map_leads_back(document: &Document, source: &str) -> Result<(), TestCaseError> {
    let ends = inserted(document);
    for (at, character) in document.text.char_indices() {
        if ends.contains(&(at as u32)) || in_broken_code(document, source, at as u32) {
            continue;
        }
        let place = document.map.source(at as u32);
        let found = source.get(place..).and_then(|rest| rest.chars().next());
        // A line break of the source is a space or the end of a line.
        let is_break = character.is_whitespace() && found.is_some_and(char::is_whitespace);
        prop_assert!(found == Some(character) || is_break, "{at} {character:?} → {place} {found:?}");
    }
    Ok(())
}

fn written(document: &Document, outline: &Outline) -> String {
    let href = |target: &Target| match target {
        Target::External(url) => Some(url.clone()),
        Target::Content(path, _) => Some(path.clone()),
        Target::Fragment(_) | Target::Refused => None,
    };
    let kinds = |kinds: Kinds| kinds.to_string();
    // Figures cross marks and headings as they like.
    let ends: Vec<u32> = document.text.char_indices().map(|(at, _)| at as u32).step_by(3).collect();
    let figures: Vec<Range<u32>> = ends.chunks_exact(2).map(|ends| ends[0]..ends[1]).collect();
    let context = html::Context {
        href: &href,
        kinds: &kinds,
        footnotes: "注释 & \"",
        table: "表格 <",
        figures: &figures,
    };
    html::write(document, outline, &context)
}

/// Name of a tag whose attributes are all of the form `name="value"`.
fn tag_name(tag: &str) -> Option<&str> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    while !rest.is_empty() {
        let (attribute, value) = rest.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        if !is_name(attribute.trim_start()) || !is_escaped(value) {
            return None;
        }
        rest = after;
    }
    is_name(name).then_some(name)
}

/// Whether every `&` begins one of the entities that are written.
fn is_escaped(text: &str) -> bool {
    let known = ["amp;", "lt;", "gt;", "quot;"];
    !text.contains(['<', '>', '"'])
        && text.split('&').skip(1).all(|after| known.iter().any(|entity| after.starts_with(entity)))
}

/// Tags are balanced and everything between them is escaped.
fn is_well_formed(html: &str) -> Result<(), TestCaseError> {
    let mut open: Vec<&str> = vec![];
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        prop_assert!(is_escaped(text), "text {text:?} in {html}");
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            prop_assert_eq!(open.pop(), Some(name), "in {}", html);
            continue;
        }
        let name = tag_name(tag);
        prop_assert!(name.is_some(), "tag {tag:?} in {html}");
        open.extend(name.filter(|name| !matches!(*name, "br" | "hr" | "img")));
    }
    prop_assert!(is_escaped(rest) && open.is_empty(), "{open:?} open in {html}");
    Ok(())
}

/// A paragraph of Chinese with asterisks and tildes, nothing else that Markdown reads.
fn starred() -> impl Strategy<Value = String> {
    let pieces = vec![
        "*",
        "*",
        "**",
        "**",
        "***",
        "****",
        "~~",
        "~",
        "党",
        "支部",
        "学习",
        "次",
        "名",
        "年",
        "20",
        "3",
        "%",
        "重点：",
        "，",
        "。",
        "；",
        "：",
        "、",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "同志",
        "区",
        "abc",
        " ",
        "x",
        "×",
        "人",
        "制度",
    ];
    vec(select(pieces), 1..40).prop_map(|pieces| format!("党{}", pieces.concat()))
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Characters that Markdown took for marks, by the marks it made.
fn taken(document: &Document) -> (usize, usize) {
    let width = |kind: MarkKind| match kind {
        MarkKind::Emphasis => (2, 0),
        MarkKind::Strong => (4, 0),
        MarkKind::Strikethrough => (0, 4),
        _ => (0, 0),
    };
    let widths = document.marks.iter().map(|mark| width(mark.kind));
    widths.fold((0, 0), |sum, width| (sum.0 + width.0, sum.1 + width.1))
}

/// Texts that broke something once.
#[test]
fn a_code_span_over_lines_of_a_quotation_is_read() {
    // Its text is shorter than its source, which once led an offset into the middle of a character.
    let (document, _) = body("---\nunit: 甲\n---\n\n> \u{3000}``（一）\n|--|:-:|\n> ``[");
    assert!(document.text.contains("（一）"), "{}", document.text);
}

#[test]
fn texts_of_old_failures_are_read() {
    for text in ["** | \\\n\u{3000}\n- 党", "[```\n*```\n", "<!--\u{3000}*", "*\n[^1]: <!--~", "-     ~"] {
        let text = format!("---\nunit: 甲\nyear: 2022\n---\n\n{text}");
        let (document, outline) = body(&text);
        assert!(ranges_are_sound(&document, &outline).is_ok(), "{text}");
        assert!(is_well_formed(&written(&document, &outline)).is_ok(), "{text}");
        // A hard line break stands where its backslash does.
        assert!(text.contains('\\') || map_leads_back(&document, &text).is_ok(), "{text}");
    }
}

#[test]
fn records_of_all_reports_here_are_kept_as_they_are() {
    let mut kept = 0;
    for folder in ["content", "tests/cases"] {
        for (path, bytes) in files(&repository().join(folder)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if path.rsplit_once('.').is_none_or(|(_, extension)| extension != "md") {
                continue;
            }
            let shown = Arc::from(format!("{folder}/{path}"));
            let source = Source { path: &shown, text: &text };
            let record = condense(
                parse(source, &path, Config::default().demands).value,
                &INDICATORS,
                &Terms::shared(),
            )
            .0;
            assert_eq!(encode(&record).as_deref().and_then(decode), Some(record), "{shown}");
            kept += 1;
        }
    }
    assert!(kept > 150, "only {kept} reports");
}

static INDICATORS: LazyLock<Indicators> = LazyLock::new(Indicators::default);

proptest! {
    #![proptest_config(effort(1500))]

    #[test]
    fn reading_never_panics_and_ranges_are_sound(text in nasty()) {
        let path = Arc::from("content/a.md");
        let report = parse(Source { path: &path, text: &text }, "2022/a.md", Config::default().demands).value;
        ranges_are_sound(&report.text.document, &report.text.outline)?;
        prop_assert!(report.text.outline.0.iter().all(|section| !section.anchor.is_empty()));
        condense(report, &INDICATORS, &Terms::shared());
    }

    #[test]
    fn a_record_that_was_kept_is_the_one_read_again(text in nasty()) {
        let path = Arc::from("content/2022/a.md");
        let source = Source { path: &path, text: &text };
        let record = condense(parse(source, "2022/a.md", Config::default().demands).value, &INDICATORS, &Terms::shared()).0;
        prop_assert_eq!(encode(&record).as_deref().and_then(decode), Some(record));
    }

    #[test]
    fn damaged_records_are_read_without_panic(bytes in vec(any::<u8>(), 0..200), at: usize, bit in 0..8_u32) {
        decode(&bytes);
        let path = Arc::from("content/a.md");
        let text = "---\nunit: 甲\nyear: 2022\nfigures:\n  会: 12次\n---\n\n一、履职情况\n\n见[附件](a.pdf)。\n";
        let report = parse(Source { path: &path, text }, "2022/a.md", Config::default().demands).value;
        let mut bytes = encode(&condense(report, &INDICATORS, &Terms::shared()).0).unwrap_or_default();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        decode(&bytes);
    }

    #[test]
    fn a_text_that_was_kept_is_the_one_read_again(text in texts(faithful_pieces())) {
        let path = Arc::from("content/a.md");
        let text = format!("---\nunit: 甲\n---\n\n{text}");
        let source = Source { path: &path, text: &text };
        let kept = condense(parse(source, "2022/a.md", Config::default().demands).value, &INDICATORS, &Terms::shared()).1;
        let again = parse_text(source, "2022/a.md");
        prop_assert_eq!(kept.document, again.document);
        prop_assert_eq!(kept.outline, again.outline);
    }

    #[test]
    fn the_map_leads_back_to_the_source(text in texts(faithful_pieces())) {
        let text = format!("---\nunit: 甲\n---\n\n{text}");
        map_leads_back(&body(&text).0, &text)?;
    }

    #[test]
    fn pages_are_well_formed(text in nasty()) {
        let (document, outline) = body(&text);
        is_well_formed(&written(&document, &outline))?;
    }

    #[test]
    fn no_asterisk_is_lost_but_for_emphasis(text in starred()) {
        let (document, _) = body(&text);
        let plain = |text: &str| without_space(text).replace(['*', '~'], "");
        prop_assert_eq!(plain(&document.text), plain(&text));
        let count = |mark: char| text.matches(mark).count() - document.text.matches(mark).count();
        prop_assert_eq!((count('*'), count('~')), taken(&document), "{:?}", document.text);
    }

    #[test]
    fn a_page_shows_every_character_of_a_paragraph(text in starred()) {
        let (document, outline) = body(&text);
        let html = written(&document, &outline);
        let shown: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        prop_assert_eq!(without_space(&shown), without_space(&document.text));
    }

    #[test]
    fn addresses_are_plain(name in prop_oneof![any::<String>(), texts(PIECES.to_vec())]) {
        let slug = pinyin::slug(&name);
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        prop_assert!(!slug.is_empty() && slug.len() <= 120 && slug.bytes().all(is_plain), "{slug}");
    }
}

/// One change: the number of a file, and its text unless it is removed.
type Edit = (usize, Option<String>);

/// Reports over few units, years, kinds and levels, so that they meet.
fn report_text() -> impl Strategy<Value = String> {
    let units = vec!["甲区党委", "乙街道党工委", "乙街道  党工委", "丙支部", "饼支部", "丁社区党总支"];
    let slogans =
        vec!["开展主题教育。", "推进“红船行动”、“红船行动”。", "主题教育学《支部工作条例》、“红船行动”。"];
    let fields = (
        select(units),
        2020u16..2024,
        select(vec!["党支部", "党总支", "党委"]),
        0u8..6,
        0usize..6,
        select(slogans),
    );
    fields.prop_map(|(unit, year, level, variant, link, slogan)| {
        let more = ["", "", "kind: 整改报告\n", "status: internal\n", "title: 二〇二〇\n", "date: 2023-01-05\n"];
        let more = more[usize::from(variant)];
        format!(
            "---\nunit: {unit}\nyear: {year}\nlevel: {level}\n{more}---\n\n一、履职情况\n\n见[另一份]({link}.md)和\
             [附件](scan.pdf)。开展活动{variant}次。全年召开支委会{variant}次、党员大会**次，{slogan}\n"
        )
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec((0usize..6, proptest::option::weighted(0.7, report_text())), 0..24)
}

fn settings() -> Arc<Config> {
    let path = Arc::from("site.toml");
    let text = "title = \"档案\"\nopen_roster = true\nbase_url = \"https://a.cn/\"\n\
                [[units]]\nname = \"甲区党委\"\nlevel = \"党委\"\n\
                [[units]]\nname = \"戊支部\"\nparent = \"甲区党委\"\n";
    let checked = config::parse(Source { path: &path, text });
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    Arc::new(checked.value)
}

fn path(file: usize) -> Arc<str> {
    Arc::from(format!("{file}.md"))
}

fn entry(file: usize, text: &str, config: &Config) -> Box<Entry> {
    let shown = Arc::from(format!("content/{file}.md"));
    let source = Source { path: &shown, text };
    let report = parse(source, &path(file), config.demands).value;
    admit(
        condense(report, &INDICATORS, &Terms::shared()).0,
        &|span| source.place(span),
        config,
        &config.roster,
    )
    .0
    .expect("an entry")
}

fn empty_archive(config: &Arc<Config>) -> Archive {
    let assets = ["scan.pdf", "1.pdf"].map(Arc::from).into();
    Archive::new(Arc::clone(config), Arc::new(config.roster.clone()), assets)
}

/// Everything that a site shows of an archive, by address, and what is wrong with it.
fn site(archive: &Archive, texts: &BTreeMap<usize, &str>) -> String {
    let mut problems = archive.problems();
    problems.sort();
    let mut out = format!("{problems:#?}\n");
    for route in routes(archive) {
        let text = |entry: &&Entry| {
            let text = texts.iter().find(|(file, _)| path(**file) == entry.record.path)?;
            let (document, outline) = body(text.1);
            Some(Reading::new(Cow::Owned(Text { document, outline })))
        };
        let readings: Vec<Reading<'_>> = reads(archive, &route).iter().filter_map(text).collect();
        let shown = match &route {
            Route::Data(table, format) => {
                let [csv, json] = data::files(archive, *table);
                let bytes = if *format == Format::Csv { csv } else { json };
                String::from_utf8(bytes).expect("text")
            }
            _ => format!("{:?}", view(archive, &route, &readings.iter().collect::<Vec<_>>())),
        };
        let _ = writeln!(out, "{route:?} {} {shown}", route.url(archive));
    }
    out
}

proptest! {
    #![proptest_config(effort(150))]

    #[test]
    fn any_order_of_edits_gives_the_archive_of_their_outcome(edits in edits()) {
        let config = settings();
        let mut edited = empty_archive(&config);
        let mut outcome: BTreeMap<usize, &str> = BTreeMap::new();
        for (file, text) in &edits {
            if let Some(text) = text {
                edited.apply(Change::Put(entry(*file, text, &config)));
                outcome.insert(*file, text);
            } else {
                edited.apply(Change::Remove(path(*file)));
                outcome.remove(file);
            }
        }
        let mut fresh = empty_archive(&config);
        for (file, text) in outcome.iter().rev() {
            fresh.apply(Change::Put(entry(*file, text, &config)));
        }
        prop_assert_eq!(site(&edited, &outcome), site(&fresh, &outcome));
    }
}
