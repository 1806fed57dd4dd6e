//! Which section stands under which, and what it is about, however headings are written.

use std::sync::Arc;

use shuzhi::diagnostic::Source;
use shuzhi::report::{Text, parse_text};

/// Reads a text whose paragraphs are parted by `|`, and compares its outline: a section a line, indented by
/// depth, with its kinds.
#[track_caller]
fn case(text: &str, expected: &[&str]) {
    let path = Arc::from("content/a.md");
    let text = format!("---\nunit: 甲\nyear: 2022\n---\n\n{}\n", text.replace('|', "\n\n"));
    let Text { document, outline } = parse_text(Source { path: &path, text: &text }, "a.md");
    let line = |section: &shuzhi::report::section::Section| {
        let indent = "  ".repeat(usize::from(section.depth) - 1);
        format!("{indent}{} {}", document.slice(&section.title), section.kinds)
    };
    let found: Vec<String> = outline.0.iter().map(line).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn the_title_of_the_report_is_no_section() {
    case("# 甲支部述职报告|## 履职情况|正文。|## 存在问题|正文。", &["履职情况 duties", "存在问题 problems"]);
    case(
        "# 甲支部述职报告|一、履职情况|正文。|二、存在问题|正文。",
        &["一、履职情况 duties", "二、存在问题 problems"],
    );
    case(
        "# 存在问题|## 学习|正文。|## 作风|正文。",
        &["存在问题 problems", "  学习 problems", "  作风 problems"],
    );
    case("# 履职情况|正文。|# 存在问题|正文。", &["履职情况 duties", "存在问题 problems"]);
}

#[test]
fn numbers_stand_below_markdown_headings_that_come_first() {
    let expected = &[
        "履职情况 duties",
        "  一、抓学习 duties",
        "  二、抓队伍 duties",
        "存在问题 problems",
        "  一、学习不深 problems",
    ];
    case("## 履职情况|一、抓学习|正文。|二、抓队伍|正文。|## 存在问题|一、学习不深|正文。", expected);
    case(
        "# 报告|## 履职情况|### 一、抓学习|正文。|### 二、抓队伍|正文。|## 存在问题|### 一、学习不深|正文。",
        expected,
    );
}

#[test]
fn numbers_tell_ranks_elsewhere() {
    case(
        "## 一、履职情况|### 抓学习|正文。|### 抓队伍|正文。|## 二、存在问题|正文。",
        &["一、履职情况 duties", "  抓学习 duties", "  抓队伍 duties", "二、存在问题 problems"],
    );
    case(
        "## 一、履职情况|## （一）抓学习|正文。|## 二、存在问题|正文。",
        &["一、履职情况 duties", "  （一）抓学习 duties", "二、存在问题 problems"],
    );
}
