//! What the pages show, on small sites made for the purpose.

use crate::harness::{Run, Site, sound};

const ROSTER: &str = "\
id,name,short_name,level,parent,former_names,established,abolished
U1,鹤鸣区直机关工委,区直工委,党工委,,,,
U2,鹤鸣区水务局机关第一党支部,水务一支部,党支部,U1,鹤鸣区水务局机关党支部@-2022,,
U3,鹤鸣区水务局机关第二党支部,,党支部,U1,,2023,
";

/// A branch renamed in 2023, another established then, and a superior that never reported.
fn renamed() -> Site {
    Site::new()
        .file("content/units.csv", ROSTER)
        .report("2021/甲.md", sound("鹤鸣区水务局机关党支部", 2021))
        .report("2023/甲.md", sound("鹤鸣区水务局机关第一党支部", 2023))
        .report("2023/乙.md", sound("鹤鸣区水务局机关第二党支部", 2023))
}

const FIRST: &str = "he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu";

#[track_caller]
fn built(site: &Site) -> Run<'_> {
    site.build().succeeds()
}

#[test]
fn a_renamed_unit_is_one_unit() {
    let site = renamed();
    let run = built(&site);
    run.page(&format!("units/{FIRST}.html"))
        .contains("曾用名</dt><dd>鹤鸣区水务局机关党支部<br><span class=\"note\">2022年以前</span>")
        .contains("时称“鹤鸣区水务局机关党支部”");
    run.page(&format!("units/{FIRST}/2021.html"))
        .contains(">鹤鸣区水务局机关党支部</a>")
        .contains("现称“鹤鸣区水务局机关第一党支部”")
        .contains("href=\"../../units/he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu.html\"");
}

#[test]
fn neighbours_are_the_nearest_years_with_a_report() {
    let site = renamed();
    let run = built(&site);
    run.page(&format!("units/{FIRST}/2021.html")).contains("2023.html\" rel=\"next\"").lacks("rel=\"prev\"");
    run.page(&format!("units/{FIRST}/2023.html")).contains("2021.html\" rel=\"prev\"").lacks("rel=\"next\"");
}

#[test]
fn who_has_not_reported_is_said_and_who_did_not_exist_is_not_missed() {
    let site = renamed()
        .report("2022/丙.md", sound("鹤鸣区直机关工委", 2022).replace("level: 党支部", "level: 党工委"));
    let run = built(&site);
    run.page("years/2022.html").contains("缺报1个").contains("鹤鸣区水务局机关第一党支部");
    let level = run.page("levels/dang-zhi-bu.html");
    level
        .contains("<td class=\"state-absent\">未设立</td>")
        .contains("<td class=\"state-missing\">缺报</td>");
    run.page("index.html").contains("2021—2023年 · 3个单位 · 4份报告 · 缺报3份");
}

#[test]
fn without_a_roster_nobody_is_said_to_be_missing() {
    let site = Site::new().report("a.md", sound("甲党支部", 2021)).report("b.md", sound("乙党支部", 2022));
    let run = built(&site);
    run.page("index.html").contains("2021—2022年 · 2个单位 · 2份报告</p>");
    run.page("levels/dang-zhi-bu.html").contains("<td class=\"state-unknown\">未见</td>").lacks("缺报</td>");
}

#[test]
fn internal_reports_are_counted_and_not_shown_and_drafts_are_neither() {
    let site = Site::new()
        .report("a.md", sound("甲党支部", 2022).replace("---\n\n", "status: internal\n---\n\n"))
        .report("b.md", sound("乙党支部", 2022).replace("---\n\n", "status: draft\n---\n\n"))
        .report("_drafts/c.md", "no front matter")
        .report(".hidden/d.md", "no front matter")
        .report("e.md", sound("戊党支部", 2022));
    let run = built(&site);
    run.page("index.html").contains("2个单位 · 2份报告");
    run.page("units/jia-dang-zhi-bu.html").contains("已交，内容不公开").lacks("2022.html");
    let pages = site.published();
    assert!(!pages.contains_key("units/jia-dang-zhi-bu/2022.html"));
    assert!(!pages.keys().any(|path| path.contains("yi-dang-zhi-bu")));
    assert!(pages.contains_key("units/wu-dang-zhi-bu/2022.html"));
}

#[test]
fn two_kinds_of_one_year_have_two_pages() {
    let site = Site::new()
        .report("a.md", sound("甲党支部", 2022))
        .report("b.md", sound("甲党支部", 2022).replace("---\n\n", "kind: 述廉报告\n---\n\n"));
    let run = built(&site);
    run.page("units/jia-dang-zhi-bu/2022.html").lacks("述廉报告");
    run.page("units/jia-dang-zhi-bu/2022-shu-lian-bao-gao.html").contains("<dt>文种</dt><dd>述廉报告</dd>");
}

#[test]
fn attachments_are_those_of_the_same_name_and_those_linked_to() {
    let text = sound("甲党支部", 2022) + "\n见[台账](台账.xlsx)，![现场](图片/现场.png)。\n";
    let site = Site::new()
        .report("2022/甲.md", text)
        .report("2022/甲.pdf", "scan")
        .report("2022/台账.xlsx", "table")
        .report("2022/图片/现场.png", "picture")
        .report("2022/原稿.docx", "not to be published");
    let run = built(&site);
    let page = run.page("units/jia-dang-zhi-bu/2022.html");
    page.contains("download=\"甲.pdf\"").contains("download=\"台账.xlsx\"").contains("alt=\"现场\"");
    let bytes: Vec<_> = site
        .published()
        .into_iter()
        .filter(|(path, _)| path.starts_with("attachments/"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("text"))
        .collect();
    assert_eq!(bytes.len(), 3, "{bytes:?}");
    assert!(!bytes.iter().any(|bytes| bytes.contains("not to be")));
}

#[test]
fn links_to_reports_lead_to_their_pages() {
    let site = Site::new()
        .report("2022/a.md", sound("甲党支部", 2022) + "\n见[去年](../2021/a.md#s2)。\n")
        .report("2021/a.md", sound("甲党支部", 2021));
    let run = built(&site);
    run.page("units/jia-dang-zhi-bu/2022.html").contains("href=\"../../units/jia-dang-zhi-bu/2021.html#s2\"");
}

#[test]
fn sections_show_their_kinds_and_headings_run_in() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    let run = built(&site);
    run.page("units/jia-dang-zhi-bu/2022.html")
        .contains("<h2 id=\"s1\">一、履职情况</h2><p class=\"kind\">履职</p>")
        .contains("<div class=\"run-in\"><h3 id=\"s2\">（一）抓学习。</h3><p>甲党支部全年")
        .contains("<h2 id=\"s3\">二、存在问题</h2><p class=\"kind\">问题</p>");
}

#[test]
fn the_feed_is_sound_and_the_sitemap_needs_an_address() {
    let site =
        Site::new().report("a.md", sound("甲党支部", 2022).replace("---\n\n", "date: 2023-01-05\n---\n\n"));
    let run = built(&site);
    run.page("feed.xml")
        .contains("<updated>2023-01-05T00:00:00+08:00</updated>")
        .contains("href=\"units/jia-dang-zhi-bu/2022.html\"")
        .contains("<id>urn:uuid:");
    assert!(!site.published().contains_key("sitemap.xml"));
    let site = site.file("site.toml", "base_url = \"https://a.example/sub/\"\nbase_path = \"/sub/\"\n");
    let run = built(&site);
    run.page("sitemap.xml").contains("<loc>https://a.example/sub/units/jia-dang-zhi-bu/2022.html</loc>");
    run.page("404.html").contains("href=\"/sub/index.html\"");
}

#[test]
fn pages_speak_english_on_request() {
    let site = Site::new().file("site.toml", "language = \"en\"\ntitle = \"Archive\"\n").sound_reports(2);
    let run = built(&site);
    run.page("index.html").contains("<html lang=\"en\">").contains("2 units · 2 reports").lacks("单位");
    assert!(run.stderr().contains("published to public: 2 reports"), "{}", run.stderr());
}

#[test]
fn a_theme_overrides_templates_and_inherits_the_rest() {
    let site = Site::new()
        .file("site.toml", "theme = \"red\"\n[extra]\nmotto = \"实\"\n")
        .file("themes/red/theme.toml", "extends = \"base\"\n")
        .file("themes/red/static/style.css", "body { background: url(logo.svg) }")
        .file("themes/red/static/logo.svg", "<svg/>")
        .file("themes/base/templates/404.html", "{% extends \"default/404.html\" %}{% block main %}{{ site.extra.motto }}{{ super() }}{% endblock %}")
        .sound_reports(1);
    let run = built(&site);
    run.page("404.html").contains("实").contains("没有这一页");
    let pages = site.published();
    let named = |start: &str, end: &str| {
        pages.keys().find(|path| path.starts_with(start) && path.ends_with(end)).expect("a file").clone()
    };
    let logo = named("static/logo.", ".svg");
    let style = named("static/style.", ".css");
    run.page(&style).contains(&format!("url({})", logo.trim_start_matches("static/")));
    run.page("index.html").contains(&style);
}

#[test]
fn a_thousand_units_are_listed_by_letter() {
    let rows: Vec<String> = (0..1000).map(|number| format!("鹤鸣区第{number}党支部,党支部")).collect();
    let roster = format!("name,level\n{}\n", rows.join("\n"));
    let site = Site::new().file("content/units.csv", roster).report("a.md", sound("鹤鸣区第7党支部", 2022));
    let run = built(&site);
    run.page("units.html")
        .contains("1,000个单位")
        .contains("data-find=\"鹤鸣区第999党支部 hemingqudi999dangzhibu hmqd9dzb\"");
    run.page("index.html").contains("全部单位").lacks("class=\"tree\"");
}

#[test]
fn adding_a_report_changes_no_address() {
    let site = Site::new().sound_reports(3);
    built(&site);
    let before: Vec<String> = site.published().into_keys().collect();
    let site = site.report("2023/new.md", sound("鹤鸣区新党支部", 2023));
    built(&site);
    let after: Vec<String> = site.published().into_keys().collect();
    assert!(before.iter().all(|path| after.contains(path)));
}

#[test]
fn text_pasted_from_word_keeps_its_paragraphs() {
    let text = "---\nunit: 甲党支部\nyear: 2022\nlevel: 党支部\n---\n现将情况报告如下：\n一、履职情况\n今年以来，支部认真履职尽责。\n\
                （一）抓学习。全年学习**次。\n（二）抓队伍。发展党员*名。\n二、存在问题\n　　学习不够深入。\n";
    let site = Site::new().report("a.md", text);
    built(&site)
        .page("units/jia-dang-zhi-bu/2022.html")
        .contains("<p>现将情况报告如下：</p>")
        .contains("<h2 id=\"s1\">一、履职情况</h2>")
        .contains("<p>今年以来，支部认真履职尽责。</p>")
        .contains("<h3 id=\"s2\">（一）抓学习。</h3><p>全年学习**次。</p>")
        .contains("<p>学习不够深入。</p>");
}

#[test]
fn an_empty_content_folder_does_not_take_the_place_of_a_site() {
    let site = Site::new().sound_reports(2);
    built(&site);
    let before = site.published();
    std::fs::remove_dir_all(site.root().join("content/2022")).expect("a folder");
    assert!(site.build().ends_with(1).stderr().contains("no-reports"));
    assert!(site.published() == before);
}

#[test]
fn another_reports_attachment_is_not_published_with_this_one() {
    let site = Site::new()
        .report("2022.md", sound("甲党支部", 2022))
        .report("2022.内部.md", sound("乙党支部", 2022).replace("---\n\n", "status: internal\n---\n\n"))
        .report("2022.内部.pdf", "secret")
        .report("2023.MD", sound("甲党支部", 2023))
        .report("2023.pdf", "scan");
    built(&site).page("units/jia-dang-zhi-bu/2023.html").contains("download=\"2023.pdf\"");
    assert!(!site.published().values().any(|bytes| bytes == b"secret"));
}

/// Links of published pages that lead to no published file.
fn dead_links(site: &Site) -> Vec<String> {
    let files = site.published();
    let mut dead = vec![];
    for (path, bytes) in files.iter().filter(|(path, _)| path.contains(".html")) {
        let page = String::from_utf8_lossy(bytes);
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.split(['#', '?']).next().unwrap_or_default();
            let mut folders: Vec<&str> = path.split('/').collect();
            folders.pop();
            for part in link.split('/') {
                if part == ".." {
                    folders.pop();
                } else {
                    folders.push(part);
                }
            }
            if !link.is_empty() && !link.contains(':') && !files.contains_key(&folders.join("/")) {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    dead
}

#[test]
fn figures_and_ledgers_are_left_out_where_site_toml_says_so() {
    // What nothing is counted by may be called anything.
    let unknown = sound("水务局党支部", 2023).replacen("level:", "figures:\n  没有这一项: 12次\nlevel:", 1);
    let publish = |whether: &str, compare: &str| {
        let settings = format!(
            "open_roster = true\ncompare = \"{compare}\"\n[publish]\nfigures = {whether}\nledger = {whether}\n"
        );
        let site = Site::new().file("site.toml", settings);
        site.report("2021.md", sound("水务局党支部", 2021)).report("2022.md", sound("水务局党支部", 2022))
    };
    let of_texts = |site: &Site| -> Vec<String> {
        let marks = ["problems", "indicators", "branch_committee"];
        site.published().into_keys().filter(|path| marks.iter().any(|mark| path.contains(mark))).collect()
    };
    let whole = publish("true", "none");
    let run = built(&whole);
    run.page("units/shui-wu-ju-dang-zhi-bu/2022.html").contains("id=\"figure-1\"");
    run.page("units/shui-wu-ju-dang-zhi-bu.html").contains("shui-wu-ju-dang-zhi-bu/problems-and-plans.html");
    assert_eq!(of_texts(&whole).len(), 10);
    assert_eq!(dead_links(&whole), [""; 0]);
    for compare in ["none", "adjacent"] {
        let site = publish("false", compare).report("2023.md", &unknown);
        let run = built(&site);
        run.page("units/shui-wu-ju-dang-zhi-bu/2022.html").lacks("figure-1").contains("召开支委会12次");
        run.page("units/shui-wu-ju-dang-zhi-bu.html").lacks("id=\"figures\"").lacks("problems-and-plans");
        run.page("statistics.html").lacks("id=\"indicators\"").lacks("problems").contains("id=\"matrix\"");
        assert_eq!(of_texts(&site), [""; 0], "{compare}");
        assert_eq!(dead_links(&site), [""; 0], "{compare}");
        // Who asks for figures gets them.
        let report = site.root().join("content/2022.md");
        let asked = site.run(&["figures", &report.to_string_lossy(), "--format", "csv"]).stdout();
        assert!(asked.contains("branch_committee"), "{asked}");
    }
    // Nothing is counted by these.
    let silent =
        Site::new().report("2022.md", sound("水务局党支部", 2022).replace("召开支委会12次", "抓得实"));
    built(&silent);
    assert_eq!(of_texts(&silent), ["statistics/problems-2022.html"]);
    built(&publish("false", "adjacent"))
        .page("units/shui-wu-ju-dang-zhi-bu/2021-2022.html")
        .lacks("id=\"figures\"")
        .lacks("id=\"ledger\"");
}

#[test]
fn a_footnote_or_picture_where_a_heading_ends_stands_once() {
    let text = "---\nunit: 甲党支部\nyear: 2022\nlevel: 党支部\n---\n\n一、抓学习。[^1]全年学习十二次。\n\n\
                二、抓队伍。![](图.png)**全年**发展一名。\n\n[^1]: 注。\n";
    let site = Site::new().report("a.md", text).report("图.png", "picture");
    let page = built(&site).page("units/jia-dang-zhi-bu/2022.html").lacks("ref-1-2").text.clone();
    assert_eq!(page.matches("<img").count(), 1, "{page}");
    assert!(page.contains("<p><strong>全年</strong>发展一名。</p>"), "{page}");
}

#[test]
fn ids_of_a_page_are_unique_whatever_ids_authors_give() {
    let text = "---\nunit: 甲党支部\nyear: 2022\nlevel: 党支部\n---\n\n## 一、履职 {#main}\n\n正文[^1]。\n\n\
                ## 二、问题 {#note-1}\n\n正文。\n\n## 三、打算 {#plan}\n\n见[打算](#plan)。\n\n[^1]: 注。\n\n[^1]: 又注。\n";
    let site = Site::new().report("a.md", text);
    let page = built(&site).page("units/jia-dang-zhi-bu/2022.html").contains("href=\"#plan\"").text.clone();
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
}

#[test]
fn the_feed_holds_no_character_that_xml_forbids() {
    let text = sound("甲党支部", 2022)
        .replace("---\n\n", "title: \"甲\\uFFFE\\u0001报告\"\n---\n\n全年工作有序推进，\u{FFFF}各项任务&#xFFFE;如期完成，党员群众普遍满意，成效&#x202E;明显，好评不断。\n\n");
    let site = Site::new().report("a.md", text);
    let feed =
        built(&site).page("feed.xml").contains("<title>甲报告</title>").contains("全年工作").text.clone();
    let is_forbidden = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{202E}') || (c < ' ' && c != '\n');
    assert!(!feed.contains(is_forbidden), "{feed:?}");
}

#[test]
fn broken_reports_alone_do_not_take_the_place_of_a_site() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    built(&site);
    let before = site.published();
    let site = site.report("a.md", sound("甲党支部", 2022).replace("2022", "22"));
    site.run(&["build", "--keep-going"]).ends_with(1);
    assert!(site.published() == before);
}

#[test]
fn check_finds_what_a_template_lacks() {
    let site = Site::new()
        .file("site.toml", "theme = \"red\"\n")
        .file("themes/red/templates/year.html", "{{ nothing.there }}")
        .sound_reports(1);
    assert!(site.run(&["check"]).ends_with(1).stderr().contains("themes/red/templates/year.html"));
    site.build().ends_with(1);
}

#[test]
fn themes_know_the_extra_of_a_report_and_style_sheets_refer_from_their_folder() {
    let site = Site::new()
        .file("site.toml", "theme = \"red\"\n")
        .file(
            "themes/red/templates/report.html",
            "{% extends \"default/report.html\" %}{% block main %}{{ view.extra.motto }}{% endblock %}",
        )
        .file(
            "themes/red/static/css/a.css",
            "a { background: url(../img/a.svg) } b { background: url(b.svg) }",
        )
        .file("themes/red/static/img/a.svg", "<svg/>")
        .file("themes/red/static/css/b.svg", "<svg></svg>")
        .report("a.md", sound("甲党支部", 2022).replace("---\n\n", "extra: {motto: 实干}\n---\n\n"));
    built(&site).page("units/jia-dang-zhi-bu/2022.html").contains("实干");
    let pages = site.published();
    let sheet = pages.iter().find(|(path, _)| path.starts_with("static/css/a.")).expect("a style sheet");
    let text = String::from_utf8_lossy(sheet.1);
    assert!(
        text.contains("url(../img/a.") && text.contains("url(b.") && !text.contains("url(b.svg"),
        "{text}"
    );
}
