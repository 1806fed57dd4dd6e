//! Paragraphs of plain text, where no blank line stands between them.
//!
//! Text pasted from Word has one paragraph a line and no blank lines, which Markdown would join into one.
//! Text that was wrapped at a width looks much the same. A line begins a paragraph where it is indented
//! by ideographic spaces or numbered like a heading, and where the line before it is a heading, or ends a
//! sentence and is longer than anybody wraps.

use crate::han;
use crate::report::insertion::Inserted;
use crate::report::section::numbering;

/// Widest line of wrapped text, in bytes: 60 Chinese characters, where mail and editors wrap at 40 at most.
const WIDEST: usize = 60 * 3;

/// Longest heading on a line of its own, in bytes.
const LONGEST_HEADING: usize = 40 * 3;

/// The text with a blank line before every line that begins a paragraph.
pub fn separate(text: &str) -> Inserted<'_> {
    let mut breaks = vec![];
    let mut before: Option<&str> = None;
    let mut in_code = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let is_fence = content.trim_start().starts_with("```") || content.trim_start().starts_with("~~~");
        let joins = !in_code && !is_fence && !content.is_empty() && !is_markdown(content);
        if joins && before.is_some_and(|before| begins_paragraph(before, content)) {
            breaks.push((start, '\n'));
        }
        in_code ^= is_fence;
        before = joins.then_some(content);
        start += line.len();
    }
    Inserted::new(text, breaks)
}

/// Whether Markdown gives the line a meaning of its own, or makes it part of a list or of code.
fn is_markdown(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with([' ', '\t', '#', '>', '|'])
        || ["- ", "* ", "+ ", "[^"].iter().any(|start| line.starts_with(start))
        || (after_digits.len() < line.len()
            && (after_digits.starts_with(". ") || after_digits.starts_with(") ")))
        || line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

fn begins_paragraph(before: &str, line: &str) -> bool {
    let rank = |text: &str| numbering(text.trim_start()).map(|(rank, _)| rank);
    let ends_sentence = before.ends_with(['。', '！', '？', '：', '；', '”', '）']);
    // The first line of a wrapped paragraph is as long as any after it, a heading is shorter than its text.
    let follows_heading = before.len() <= LONGEST_HEADING.min(line.len())
        && rank(before).is_some_and(|rank| rank <= 2)
        && before.ends_with(|c: char| han::is_ideograph(c) || c == '”' || c == '》');
    line.starts_with('\u{3000}')
        || follows_heading
        || match rank(line) {
            Some(1 | 2) => true,
            Some(_) => ends_sentence,
            None => ends_sentence && before.len() > WIDEST,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many paragraphs a text of several lines has.
    #[track_caller]
    fn case(text: &str, paragraphs: usize) {
        assert_eq!(separate(text).text.split("\n\n").count(), paragraphs, "{text}");
    }

    #[test]
    fn pasted_lines_are_paragraphs() {
        let long = "全年工作有序推进，".repeat(12);
        case(
            "一、履职情况\n今年以来，支部认真履职。\n（一）抓学习。全年学习十二次。\n（二）抓队伍。发展党员1名。",
            4,
        );
        case("　　第一段。\n　　第二段。", 2);
        case(&format!("{long}成效明显。\n下一步继续努力。"), 2);
        case("现将情况报告如下：\n一、基本情况", 2);
        case("工作有三项。\n1.抓学习。\n2.抓作风。", 3);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        case("支部坚持把学习摆在首位，全年召开支委\n会12次，党员大会4次。\n党课2次。", 1);
        case("一、二季度工作有序推进，三季度受汛\n情影响有所延后。", 1);
        case("学习\n15次", 1);
    }

    #[test]
    fn markdown_is_left_alone() {
        case("| 一、季度 |\n| --- |\n| 一、 |", 1);
        case("- 一、甲\n- 二、乙", 1);
        case("```\n一、甲\n二、乙\n```", 1);
        case("## 标题\n正文", 1);
    }
}
