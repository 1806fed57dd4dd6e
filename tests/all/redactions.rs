//! Withheld numbers and names on the published page: none is lost, and emphasis that is meant works beside them.

use std::fmt::Write as _;

use crate::harness::{Site, without_figures};

/// Sentences with marks as published copies have them. Emphasis that is meant stands as `⟦…⟧` (strong) and
/// `⟨…⟩`, in the source `**…**` and `*…*`; every other asterisk is withheld text.
const SENTENCES: &[&str] = &[
    "全年开展研讨交流**次，购买发放书籍**册",
    "召开支委会*次、党员大会*次、讲党课*次",
    "支部现有党员*名，其中女党员*名、预备党员*名",
    "发展党员x名，转正x名，培养积极分子xx名",
    "开展志愿服务xx小时，参与党员xx人次",
    "投入资金×元，慰问困难党员×户，发放慰问金××元",
    "***党支部坚持以政治建设为统领",
    "20**年，我认真履行第一责任人职责",
    "学习《**》《**》等文件精神",
    "开展“**”主题活动，打造“**”党建品牌",
    "梳理问题**余项，整改**余项，余下**项正在推进",
    "对**同志进行提醒谈话，对**同志诫勉谈话",
    "**局党组、**局机关党委、**街道党工委联合开展共建",
    "在**市**区**街道**社区开展走访",
    "⟦重点：⟧抓实⟦“三会一课”⟧制度落实",
    "落实⟦“三会一课”⟧制度，全年召开党员大会*次、支委会**次",
    "⟦存在问题：⟧一是学习不深，全年集中学习仅*次",
    "⟦一是抓学习。⟧全年学习**次，撰写心得**篇",
    "共收缴党费****元，支出***元",
    "获评**省先进基层党组织、**市文明单位",
    "完成招商引资*.*亿元，同比增长**%",
    "满意度达到**％，较上年提高*个百分点",
    "×××同志任书记，×××、×××任委员",
    "某某支部书记某某某同志带头讲党课*次",
    "于*月*日召开专题组织生活会",
    "于20**年**月**日完成换届",
    "近**年来，**党支部先后**次获得表彰",
    "支委（**人）、小组长（*人）参加",
    "——**党支部书记抓党建述职报告",
    "处理信访件**件，办结率**%，其中**件为重复件",
    "严格执行⟦《中国共产党支部工作条例》⟧，修订制度**项",
    "建立“**+”工作模式，推出“*微”服务",
    "“*锐提能”行动和“五心组工”品牌",
    "走访企业**家（次），解决难题**个",
    "完成**项目、**工程、**改造等重点任务",
    "与**公司、**银行签订共建协议**份",
    "第一书记***、队员***驻村**天",
    "分管领导**带队督导*轮，发现问题**条",
    "从**人增加到**人，增长*倍",
    "⟦（一）政治建设方面：⟧开展专题党课**场",
    "党员⟨“先锋指数”⟩考评**人，评出*星级党员**名",
    "坚决整治**等突出问题，防止出现政令中梗阻",
];

/// A sentence as its author wrote it.
fn source(sentence: &str) -> String {
    sentence.replace(['⟦', '⟧'], "**").replace(['⟨', '⟩'], "*")
}

/// A published text, emphasis as in [`SENTENCES`], everything else as a reader sees it.
fn visible(html: &str) -> String {
    let marked = [("<strong>", "⟦"), ("</strong>", "⟧"), ("<em>", "⟨"), ("</em>", "⟩")];
    let html = marked.iter().fold(html.to_owned(), |html, (tag, mark)| html.replace(tag, mark));
    // What the program says of a section is no text of the report.
    let html = html
        .split("<p class=\"kind\">")
        .map(|part| part.split_once("</p></div>").map_or(part, |(_, text)| text));
    let html = html.collect::<String>();
    let mut text = String::new();
    let mut parts = html.split('<');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push_str(part.split_once('>').expect("a tag ends").1);
    }
    let text = text.replace('\n', "");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The text of the page that a text gives, as HTML.
#[track_caller]
fn html(text: &str) -> String {
    let front = "---\nunit: 鹤鸣区第一党支部\nyear: 2022\nlevel: 党支部\n---\n\n";
    let site = Site::new().bare_theme().report("a.md", format!("{front}{text}\n"));
    let page = site.build().succeeds().page("units/he-ming-qu-di-yi-dang-zhi-bu/2022.html");
    without_figures(page.text.trim().trim_start_matches("<main>").trim_end_matches("</main>"))
}

/// The text of a page has every sentence with every mark; `form` is how the sentences stand in the source.
#[track_caller]
fn case(form: impl Fn(&str) -> String) {
    let mut text = String::new();
    for sentence in SENTENCES {
        let _ = write!(text, "{}\n\n", form(&source(sentence)));
    }
    let page = visible(&html(&text));
    let misses: Vec<_> = SENTENCES.iter().filter(|sentence| !page.contains(**sentence)).collect();
    let marks = |text: &str| text.matches(['*', '×', 'x']).count();
    let expected: usize = SENTENCES.iter().map(|sentence| marks(sentence)).sum();
    println!("{} of {expected} marks, {} sentences", marks(&page), SENTENCES.len() - misses.len());
    assert!(misses.is_empty(), "{misses:#?}\n{page}");
    assert_eq!(marks(&page), expected);
}

#[test]
fn marks_stay_in_paragraphs() {
    case(str::to_owned);
}

#[test]
fn marks_stay_in_headings() {
    case(|sentence| format!("## {sentence}"));
    case(|sentence| format!("（一）{sentence}。"));
}

#[test]
fn marks_stay_in_lists() {
    case(|sentence| format!("- {sentence}"));
    case(|sentence| format!("1. {sentence}"));
    case(|sentence| format!("* 一层\n  * {sentence}"));
}

#[test]
fn marks_stay_in_quotations() {
    case(|sentence| format!("> {sentence}"));
}

#[test]
fn marks_stay_in_tables() {
    case(|sentence| format!("| 项目 | 内容 |\n|:--|--:|\n| 一 | {sentence} |"));
    case(|sentence| format!("项目 | 内容\n--- | ---\n一 | {sentence}"));
}

#[test]
fn marks_stay_in_footnotes() {
    let mut number = 0;
    let numbered = SENTENCES.iter().map(|sentence| {
        number += 1;
        format!("见注[^{number}]。\n\n[^{number}]: {}\n", source(sentence))
    });
    let page = visible(&html(&numbered.collect::<Vec<_>>().join("\n")));
    let misses: Vec<_> = SENTENCES.iter().filter(|sentence| !page.contains(**sentence)).collect();
    assert!(misses.is_empty(), "{misses:#?}\n{page}");
}

#[test]
fn marks_stay_across_line_breaks() {
    case(|sentence| broken(sentence, 0));
    case(|sentence| broken(sentence, 1));
    case(|sentence| broken(sentence, 2));
}

/// The sentence broken between two Chinese characters, at the first, middle or last such place.
fn broken(sentence: &str, which: usize) -> String {
    let is_plain = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let characters: Vec<(usize, char)> = sentence.char_indices().collect();
    let pairs = characters.windows(2).filter(|pair| is_plain(pair[0].1) && is_plain(pair[1].1));
    let places: Vec<usize> = pairs.map(|pair| pair[1].0).collect();
    let at = match which {
        0 => places[0],
        1 => places[places.len() / 2],
        _ => places[places.len() - 1],
    };
    format!("{}\n{}", &sentence[..at], &sentence[at..])
}

#[test]
fn marks_stay_when_all_stand_in_one_paragraph() {
    let text = SENTENCES.iter().map(|sentence| source(sentence)).collect::<Vec<_>>().join("；");
    let page = html(&text);
    let stars = |text: &str| text.matches('*').count();
    let expected: usize = SENTENCES.iter().map(|sentence| stars(sentence)).sum();
    assert_eq!(stars(&visible(&page)), expected, "{}", visible(&page));
}

#[test]
fn marks_stay_in_title_and_lists() {
    let text = "---\nunit: 鹤鸣区第一党支部\nyear: 2022\nlevel: 党支部\ntitle: 20**年**党支部述职报告\n---\n\n\
                20**年，**党支部坚持以政治建设为统领，开展研讨交流**次，购买发放书籍**册，走访群众**户。\n";
    let site = Site::new().bare_theme().report("a.md", text);
    let list = "{% for group in view.groups %}{% for item in group.reports %}{{ item.title }}{% endfor %}{% endfor %}";
    let site = site.file("themes/bare/templates/year.html", list);
    let run = site.build().succeeds();
    run.page("units/he-ming-qu-di-yi-dang-zhi-bu/2022.html").contains("开展研讨交流**次，购买发放书籍**册");
    run.page("years/2022.html").contains("20**年**党支部述职报告");
}

/// The page holds these pieces of HTML in their order.
#[track_caller]
fn shows(text: &str, expected: &[&str]) {
    let page = html(text);
    let mut rest = page.as_str();
    for piece in expected {
        let (_, after) =
            rest.split_once(piece).unwrap_or_else(|| panic!("{text:?} lacks {piece:?} in order:\n{page}"));
        rest = after;
    }
}

/// The page does not hold a piece of HTML.
#[track_caller]
fn hides(text: &str, unwanted: &str) {
    let page = html(text);
    assert!(!page.contains(unwanted), "{text:?} shows {unwanted:?}:\n{page}");
}

#[test]
fn line_breaks_join_chinese_and_part_latin() {
    shows("坚持党要管党、\n全面从严治党", &["<p>坚持党要管党、全面从严治党</p>"]);
    shows("学习“三会\n一课”\n制度", &["<p>学习“三会一课”制度</p>"]);
    shows("运用 Word\nExcel 办公", &["Word Excel"]);
    shows("全年共\n12次", &["共 12次"]);
    shows("第一行  \n第二行", &["第一行<br>", "第二行"]);
    shows("第一行\\\n第二行", &["第一行<br>", "第二行"]);
    shows("坚持\n**重点：**\n抓落实", &["坚持<strong>重点：</strong>抓落实"]);
}

#[test]
fn lists_tables_and_notes_are_written() {
    shows("- [x] 已完成\n- [ ] 未完成", &["<ul>", "☑ 已完成", "☐ 未完成", "</ul>"]);
    shows("3. 第三\n4. 第四", &["<ol start=\"3\">", "<li>第三", "<li>第四", "</ol>"]);
    shows(
        "| 左 | 中 | 右 | 无 |\n|:--|:-:|--:|---|\n| 一 | 二 | 三 | 四 |",
        &[
            "<th scope=\"col\" class=\"left\">左",
            "class=\"centre\">中",
            "class=\"right\">右",
            "<th scope=\"col\">无",
            "<td class=\"left\">一",
            "<td class=\"centre\">二",
            "<td class=\"right\">三",
            "<td>四",
        ],
    );
    shows("据统计[^甲]。\n\n[^甲]: 数据来自年报。", &["[1]</a></sup>", "id=\"note-1\"", "数据来自年报。"]);
    shows("已经~~取消~~的活动", &["已经<del>取消</del>的活动"]);
    shows("## 存在问题 {#wenti}\n\n不足。", &["id=\"wenti\">存在问题</h"]);
    shows("> 引用的话", &["<blockquote>", "<p>引用的话</p>", "</blockquote>"]);
    shows("甲\n\n---\n\n乙", &["<p>甲</p>", "<hr>", "<p>乙</p>"]);
    shows("用 `**次` 表示", &["<code>**次</code>"]);
    shows("```\n**次 <b>\n```", &["<pre><code>**次 &lt;b&gt;", "</code></pre>"]);
}

#[test]
fn raw_html_is_shown_as_text() {
    shows("前<b>粗</b>后", &["前&lt;b&gt;粗&lt;/b&gt;后"]);
    shows("<script>alert(1)</script>\n\n正文", &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    shows("<div onclick=\"x\">\n正文\n</div>", &["&lt;div onclick=&quot;x&quot;&gt;"]);
    shows("<div>\n研讨**次，书籍**册\n</div>", &["研讨**次，书籍**册"]);
    hides("<script>alert(1)</script>\n\n正文<img src=x onerror=alert(1)>", "<script");
    hides("正文<img src=x onerror=alert(1)>", "<img");
    shows("党建 & 业务 < 融合", &["党建 &amp; 业务 &lt; 融合"]);
}

/// A link that is an error: nothing is published, and the address is on no page even with --keep-going.
#[track_caller]
fn refused(text: &str) {
    let front = "---\nunit: 鹤鸣区第一党支部\nyear: 2022\nlevel: 党支部\n---\n\n";
    let path = std::sync::Arc::from("content/a.md");
    let whole = format!("{front}{text}\n");
    let source = shuzhi::diagnostic::Source { path: &path, text: &whole };
    let document = shuzhi::report::parse_text(source, "a.md").document;
    let is_refused =
        |link: &shuzhi::report::document::Link| link.target == shuzhi::report::document::Target::Refused;
    assert!(
        !document.links.is_empty() && document.links.iter().all(is_refused),
        "{text}: {:?}",
        document.links
    );
    let site = Site::new().bare_theme().report("a.md", &whole);
    let run = site.run(&["check", "--deny", "warnings"]).ends_with(1);
    assert!(run.stderr().contains("a.md:"), "{}", run.stderr());
    site.run(&["build", "--keep-going"]);
    let shown = site.published().into_iter().filter(|(path, _)| path.ends_with("html"));
    for (path, bytes) in shown {
        let page = String::from_utf8(bytes).expect("UTF-8");
        let attributes =
            page.split('<').map(|part| part.split('>').next().unwrap_or_default().to_lowercase());
        assert!(
            !attributes.into_iter().any(|tag| tag.contains("script:") || tag.contains("data:")),
            "{path}: {page}"
        );
    }
}

#[test]
fn links_that_run_code_are_refused() {
    refused("[点此](javascript:alert(1))");
    refused("[点此](JAVASCRIPT:alert(1))");
    refused("[点此](<java\tscript:alert(1)>)");
    refused("[点此](java&#x73;cript:alert(1))");
    refused("[点此](javascript&colon;alert(1))");
    refused("[点此](data:text/html,<script>1</script>)");
    refused("[点此](vbscript:x)");
    refused("[点此](file:///etc/passwd)");
    refused("<javascript:alert(1)>");
    refused("[点此][x]\n\n[x]: javascript:alert(1)");
    refused("![图](javascript:alert(1))");
    refused("![图](data:image/svg+xml,x)");
    refused("![图](https://evil.example/x.png)");
    refused("[点此](//evil.example/x)");
}

#[test]
fn links_that_lead_elsewhere_work() {
    shows(
        "[网站](https://www.example.cn/?a=1&b=2)",
        &["href=\"https://www.example.cn/?a=1&amp;b=2\"", ">网站</a>"],
    );
    shows("[信箱](mailto:a@example.cn)", &["href=\"mailto:a@example.cn\""]);
    shows("## 存在问题 {#wenti}\n\n见[上文](#wenti)。", &["href=\"#wenti\">上文</a>"]);
}
