//! Asterisks before Markdown sees them: withheld numbers stay, Chinese emphasis works.
//!
//! Published copies of reports withhold numbers and names as asterisks (`开展研讨交流**次`), which
//! `CommonMark` would pair as emphasis; and its flanking rules leave `**“三会一课”**制度` unemphasised,
//! because they take Chinese punctuation for the edge of a word. So every run of asterisks is decided
//! here, and the Markdown parser only carries the decision out: what is withheld is escaped with
//! backslashes, what is emphasis gets a [`SENTINEL`] on its inner side, which is neither space nor
//! punctuation. A run counts as withheld unless it is clearly emphasis, since a lost redaction would
//! read as a sentence that never had a number.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::han;
use crate::report::insertion::Inserted;

/// The character inserted inside emphasis; reports that hold it are refused.
pub const SENTINEL: char = '\u{E0FE}';

/// The Markdown that reports are read as.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// A text whose asterisks and tildes are decided.
#[derive(Debug)]
pub struct Decided<'t> {
    /// The text with backslashes and sentinels inserted.
    pub inserted: Inserted<'t>,
    /// Text between asterisks that were kept although they may be emphasis, in the original text.
    pub ambiguous: Vec<Range<usize>>,
}

/// A run of one delimiter.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    span: Range<usize>,
    mark: char,
    fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Undecided,
    Withheld,
    Opens,
    Closes,
}

/// Decides every run of asterisks and tildes of a text.
pub fn decide(text: &str) -> Decided<'_> {
    if memchr::memchr2(b'*', b'~', text.as_bytes()).is_none() {
        return Decided { inserted: Inserted::none(text), ambiguous: vec![] };
    }
    let code = code_ranges(text);
    let mut segments: Vec<Vec<Run>> =
        segments(text).into_iter().map(|segment| runs(text, segment, &code)).collect();
    for run in segments.iter_mut().flatten() {
        if run.mark == '*' && is_withheld(text, &run.span) {
            run.fate = Fate::Withheld;
        }
    }
    let withholds = segments.iter().flatten().any(|run| run.fate == Fate::Withheld);
    let mut ambiguous = vec![];
    for runs in &mut segments {
        pair(text, runs, withholds, &mut ambiguous);
    }
    let insertions = segments.iter().flatten().flat_map(|run| insertions(text, run));
    Decided { inserted: Inserted::new(text, insertions), ambiguous }
}

/// Code, raw HTML and bare addresses are shown as they are, so nothing may be inserted there.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let may_have_code = text.contains(['`', '<', '\t']) || text.contains("~~~") || text.contains("    ");
    if !may_have_code {
        return vec![];
    }
    Parser::new_ext(text, OPTIONS)
        .into_offset_iter()
        .filter(|(event, _)| match event {
            Event::Start(Tag::Link { link_type, .. }) => {
                matches!(link_type, LinkType::Autolink | LinkType::Email)
            }
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::CodeBlock(_)) => true,
            _ => false,
        })
        .map(|(_, range)| range)
        .collect()
}

/// Stretches that emphasis cannot cross: paragraphs, headings, list items, cells of tables.
fn segments(text: &str) -> Vec<Range<usize>> {
    let mut segments: Vec<Range<usize>> = vec![];
    let mut open = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let content = line.trim();
        if content.is_empty() {
            open = false;
        } else if content.starts_with('|') {
            let mut cell = start;
            for (at, _) in line.match_indices('|') {
                segments.push(cell..start + at);
                cell = start + at + 1;
            }
            segments.push(cell..end);
            open = false;
        } else if open && !starts_block(content) {
            if let Some(last) = segments.last_mut() {
                last.end = end;
            }
        } else {
            segments.push(start..end);
            open = true;
        }
        start = end;
    }
    segments
}

fn starts_block(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['#', '>'])
        || ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet))
        || (after_digits.len() < line.len()
            && (after_digits.starts_with(". ") || after_digits.starts_with(") ")))
}

/// The runs of a segment, but for escaped ones, bullets, rules and code. Linear in its length.
fn runs(text: &str, segment: Range<usize>, code: &[Range<usize>]) -> Vec<Run> {
    let mut runs = vec![];
    let mut line_end = segment.start;
    for line in text[segment].split_inclusive('\n') {
        let line_start = line_end;
        line_end += line.len();
        let content = line.trim();
        let is_rule = |mark: char| content.len() >= 3 && content.chars().all(|c| c == mark || c == ' ');
        if is_rule('*') || is_rule('~') {
            continue;
        }
        let mut at = 0;
        while let Some(found) = line[at..].find(['*', '~']) {
            let start = at + found;
            let mark = if line[start..].starts_with('*') { '*' } else { '~' };
            let rest = line[start..].trim_start_matches(mark);
            let (before, end) = (&line[..start], line.len() - rest.len());
            at = end;
            let escaped = (before.len() - before.trim_end_matches('\\').len()) % 2 == 1;
            let is_bullet = end == start + 1 && rest.starts_with([' ', '\t']) && before.trim_end().is_empty();
            let span = line_start + start..line_start + end;
            let in_code = code.get(code.partition_point(|range| range.end <= span.start));
            if !escaped && !is_bullet && !in_code.is_some_and(|range| range.contains(&span.start)) {
                runs.push(Run { span, mark, fate: Fate::Undecided });
            }
        }
    }
    runs
}

/// Measure words that follow a withheld number, each with characters that would make another word of it.
const MEASURES: &[(&str, &str)] = &[
    ("次", "数序要"),
    ("人", "才民员大事文心均物力气格间情生际社"),
    ("名", "单称誉"),
    ("余", "额"),
    ("多", "元种方样"),
    ("个", "别性体"),
    ("项", "目"),
    ("条", "例件款"),
    ("件", "件"),
    ("份", "量"),
    ("篇", "章幅"),
    ("期", "间限望待初末"),
    ("册", ""),
    ("本", "人着质次职地区年单级科来土领支局院校"),
    ("场", "所景地馆"),
    ("类", "别型似"),
    ("批", "评准复示"),
    ("支", "部持委付撑援队出"),
    ("户", "籍口外"),
    ("元", "旦素"),
    ("万", "众"),
    ("亿", ""),
    ("小时", ""),
    ("天", "天下气然"),
    ("家", "庭风校国长园访教"),
    ("所", "有以在属"),
    ("处", "理级置室长分"),
    ("张", ""),
    ("套", ""),
    ("堂", ""),
    ("例", "会如行"),
    ("起", "来草到点"),
    ("周", "密到年边期"),
    ("年", "度初末轻终代底龄限"),
    ("月", "度初末"),
    ("日", "常"),
    ("公里", ""),
    ("亩", ""),
    ("吨", ""),
    ("％", ""),
    ("%", ""),
];

/// Ends of names of organisations and people that are withheld in front.
const NAME_ENDS: &[(&str, &str)] = &[
    ("党支部", ""),
    ("党总支", ""),
    ("党委", ""),
    ("党组", "织"),
    ("支部", ""),
    ("街道", ""),
    ("社区", ""),
    ("同志", ""),
    ("书记", ""),
    ("区", "域别分"),
    ("市", "场容"),
    ("县", "域"),
    ("镇", ""),
    ("乡", "村镇"),
    ("村", "民居"),
    ("局", "面部限"),
    ("厅", ""),
    ("委", "员托"),
    ("办", "法理好事"),
    ("中心", "组工任"),
    ("公司", ""),
];

/// Whether the text starts with one of the words, not as part of another.
fn starts_with_any(text: &str, words: &[(&str, &str)]) -> bool {
    words.iter().any(|(word, other)| {
        text.strip_prefix(word)
            .is_some_and(|rest| !rest.chars().next().is_some_and(|next| other.contains(next)))
    })
}

/// Whether a run by itself is a withheld number or name: a measure word follows, brackets hold nothing
/// else, or it is part of a year.
fn is_withheld(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = &text[span.end..];
    let bracketed = before.is_some_and(han::is_opening) && after.chars().next().is_some_and(han::is_closing);
    let in_year = before.is_some_and(|c| c.is_ascii_digit()) && after.starts_with('年');
    bracketed || in_year || starts_with_any(after, MEASURES)
}

/// How many runs without a partner may stand between the ends of an emphasis; a paragraph of nothing but
/// asterisks would else take time that grows with the square of its length.
const FARTHEST: usize = 32;

/// Pairs the undecided runs of a segment; whatever finds no partner is withheld.
fn pair(text: &str, runs: &mut [Run], withholds: bool, ambiguous: &mut Vec<Range<usize>>) {
    let mut open: Vec<usize> = vec![];
    for at in 0..runs.len() {
        if runs[at].fate != Fate::Undecided {
            continue;
        }
        let near = open.len().saturating_sub(FARTHEST);
        let partner = open[near..].iter().rposition(|&earlier| matches(text, &runs[earlier], &runs[at]));
        let Some(depth) = partner.map(|depth| near + depth) else {
            open.push(at);
            continue;
        };
        let earlier = open[depth];
        let inner = runs[earlier].span.end..runs[at].span.start;
        match judge(text, &inner, runs[at].mark, withholds) {
            Verdict::Emphasis => {
                runs[earlier].fate = Fate::Opens;
                runs[at].fate = Fate::Closes;
                open.truncate(depth);
            }
            Verdict::Withheld => open.push(at),
            Verdict::Ambiguous => {
                ambiguous.push(inner);
                runs[earlier].fate = Fate::Withheld;
                runs[at].fate = Fate::Withheld;
                open.truncate(depth);
            }
        }
    }
    let is_chinese = runs.iter().any(|run| touches_chinese(text, &run.span));
    for run in runs {
        // Latin text is left to the rules of CommonMark.
        if run.fate == Fate::Undecided && (is_chinese || run.mark == '~') {
            run.fate = Fate::Withheld;
        }
    }
}

/// Whether two runs can be the ends of one emphasis.
fn matches(text: &str, open: &Run, close: &Run) -> bool {
    let length = open.span.len();
    let starts = text[open.span.end..].chars().next().is_some_and(|c| !c.is_whitespace());
    let ends = text[..close.span.start].chars().next_back().is_some_and(|c| !c.is_whitespace());
    open.mark == close.mark
        && length == close.span.len()
        && (if open.mark == '~' { length == 2 } else { length <= 3 })
        && starts
        && ends
        && (touches_chinese(text, &open.span) || touches_chinese(text, &close.span) || open.mark == '~')
}

fn touches_chinese(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    before.is_some_and(han::is_wide) || after.is_some_and(han::is_wide) || is_quote(before) || is_quote(after)
}

fn is_quote(character: Option<char>) -> bool {
    character.is_some_and(han::is_wide_punctuation)
}

enum Verdict {
    Emphasis,
    Withheld,
    Ambiguous,
}

/// Whether the text between two runs is emphasised. `withholds` says that the report withholds numbers
/// elsewhere, which makes it the likelier reading here.
fn judge(text: &str, inner: &Range<usize>, mark: char, withholds: bool) -> Verdict {
    let content = &text[inner.clone()];
    if mark == '~' {
        return Verdict::Emphasis;
    }
    let (Some(first), Some(last)) = (content.chars().next(), content.chars().next_back()) else {
        return Verdict::Withheld;
    };
    let before = text[..inner.start].trim_end_matches(mark).chars().next_back();
    let after = text[inner.end..].trim_start_matches(mark);
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '*' | '%'));
    let starts_clause = is_edge(before) || han::is_opening(first);
    let ends_clause =
        is_edge(after.chars().next()) || han::is_closing(last) || "：。；！？:;.!?".contains(last);
    let holds_clauses = content.chars().any(|c| "，。；！？、,;!?".contains(c));
    let parallel = {
        let mut pairs = content.chars().zip(after.chars());
        pairs.by_ref().take(2).all(|(left, right)| left == right) && after.chars().nth(1).is_some()
    };
    let names = starts_with_any(content, NAME_ENDS);
    if !is_balanced(content) || parallel || (names && starts_with_any(after, NAME_ENDS)) {
        return Verdict::Withheld;
    }
    // Names withheld at the head of two sentences look like emphasis over both.
    let spans_sentences = content.trim_end_matches(['。', '；']).contains(['。', '；']);
    match (starts_clause && ends_clause, holds_clauses) {
        (true, _) if withholds && spans_sentences => Verdict::Withheld,
        (true, _) if withholds && names => Verdict::Ambiguous,
        (false, true) => Verdict::Withheld,
        (false, false) if withholds => Verdict::Ambiguous,
        (true, _) | (false, false) => Verdict::Emphasis,
    }
}

/// Whether every bracket and quotation that opens closes again.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for character in text.chars() {
        depth += i32::from(han::is_opening(character)) - i32::from(han::is_closing(character));
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// What carries out the fate of a run.
fn insertions(text: &str, run: &Run) -> Vec<(usize, char)> {
    let Range { start, end } = run.span;
    match run.fate {
        Fate::Undecided => vec![],
        Fate::Withheld => text[start..end].char_indices().map(|(at, _)| (start + at, '\\')).collect(),
        Fate::Opens => vec![(end, SENTINEL)],
        Fate::Closes => vec![(start, SENTINEL)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with emphasis as `<…>` and everything else as it was.
    fn shown(text: &str) -> String {
        let decided = decide(text);
        let mut out = String::new();
        for event in Parser::new_ext(&decided.inserted.text, Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => out.push('<'),
                Event::End(tag) if !matches!(tag, pulldown_cmark::TagEnd::Paragraph) => out.push('>'),
                Event::Text(text) | Event::Code(text) => out.push_str(&text.replace(SENTINEL, "")),
                _ => {}
            }
        }
        out
    }

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(shown(text), expected);
    }

    #[track_caller]
    fn kept(text: &str) {
        assert_eq!(shown(text), text);
    }

    #[test]
    fn chinese_emphasis_works() {
        case("落实**“三会一课”**制度", "落实<“三会一课”>制度");
        case("**重点：**内容", "<重点：>内容");
        case("是**《条例》**规定的", "是<《条例》>规定的");
        case("占**98.5%**以上", "占<98.5%>以上");
        case("坚持**人民至上**理念", "坚持<人民至上>理念");
        case("**一是强化学习，提高站位。**全年开展学习", "<一是强化学习，提高站位。>全年开展学习");
        case("抓好**条例**学习和**个别谈话**", "抓好<条例>学习和<个别谈话>");
        case("这是*重点*内容", "这是<重点>内容");
        case("已经~~取消~~的活动", "已经<取消>的活动");
        case("**党建*引领*治理**格局", "<党建<引领>治理>格局");
    }

    #[test]
    fn withheld_numbers_stay() {
        kept("开展研讨交流**次，购买发放书籍**册");
        kept("全年学习**次*篇");
        kept("举办*期轮训班，对*名干部提醒谈话，对*人批评教育");
        kept("梳理问题*类**余项，健全制度**项");
        kept("观看《**》《**》等警示片");
        kept("“**”近**期");
        kept("市**窗口被评为优质窗口，为推动**发展提供保证");
        kept("对*个别干部违纪案件，在全*范围内开展整治");
        kept("20**年，***党支部坚持");
        kept("制定《**工作制度》《**党支部工作制度》");
        kept("**党支部被评为先进，**党支部被评为优秀");
        kept("在**市**局党委领导下");
        kept("3~5次，6~8人");
        kept("对*名干部谈话。*纪委全程监督，贯穿各项工作。三是强化教育。*政委作辅导");
        kept("获评**区首批“双报到**在”");
    }

    #[test]
    fn both_in_one_report() {
        case("开展活动**次，**重点：**抓**“三会一课”**落实", "开展活动**次，<重点：>抓<“三会一课”>落实");
        let decided = decide("召开会议**次，坚持**人民至上**理念");
        assert_eq!(decided.ambiguous.len(), 1);
    }

    #[test]
    fn latin_and_code_are_left_to_commonmark() {
        case("a *b* **c** d", "a <b> <c> d");
        assert_eq!(decide("用 `**次` 表示").inserted.text, "用 `**次` 表示");
    }

    #[test]
    fn offsets_lead_back() {
        let text = "交流**次，落实**“三会一课”**制度";
        let decided = decide(text);
        for (at, character) in decided.inserted.text.char_indices() {
            if character != SENTINEL && character != '\\' {
                assert!(text[decided.inserted.original(at)..].starts_with(character), "{at}");
            }
        }
    }
}
