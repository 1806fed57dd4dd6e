//! Units before and after a merger or a split: their pages, and their reports side by side.

use crate::harness::{Run, Site};

/// 甲 and 乙 were merged into 丙; 丁 was split into 戊, 己, and all but the names of the latter is known.
const ROSTER: &str = "\
编号,名称,层级,曾用名,前身,成立,撤销
A,甲厂第一党支部,党支部,甲厂党支部@-2020,,,2022
B,乙厂党支部,党支部,,,,2022
C,丙厂联合党支部,党支部,,A;乙厂党支部,2023,
D,丁街道党支部,党支部,,,,2022
E,戊社区党支部,党支部,,D,2023,
F,己社区党支部,党支部,,丁街道党支部,2023,
";

const MERGED: &str = "units/bing-chang-lian-he-dang-zhi-bu";
const FIRST: &str = "jia-chang-di-yi-dang-zhi-bu";
const SECOND: &str = "yi-chang-dang-zhi-bu";
const DIVIDED: &str = "ding-jie-dao-dang-zhi-bu";

/// A report with a number of meetings.
fn report(unit: &str, year: u16, more: &str, meetings: u16) -> String {
    format!(
        "---\nunit: {unit}\nyear: {year}\n{more}---\n\n一、履职情况\n\n{unit}全年召开支委会{meetings}次。\
         {unit}坚持把政治建设摆在首位。\n\n二、存在问题\n\n一是学习不够深入。\n"
    )
}

fn site(toml: &str) -> Site {
    Site::new()
        .file("site.toml", format!("title = \"测试档案\"\n{toml}"))
        .report("units.csv", ROSTER)
        .report("a20.md", report("甲厂党支部", 2020, "", 10))
        .report("a21.md", report("甲厂第一党支部", 2021, "", 12))
        .report("b21.md", report("乙厂党支部", 2021, "", 9))
        .report("b22.md", report("乙厂党支部", 2022, "", 11))
        .report("b22r.md", report("乙厂党支部", 2022, "kind: 整改报告\n", 11))
        .report("c23.md", report("丙厂联合党支部", 2023, "", 24))
        .report("c24.md", report("丙厂联合党支部", 2024, "", 26))
        .report("c24r.md", report("丙厂联合党支部", 2024, "kind: 整改报告\n", 26))
        .report("d22.md", report("丁街道党支部", 2022, "", 14))
        .report("e23.md", report("戊社区党支部", 2023, "", 8))
        .report("f23.md", report("己社区党支部", 2023, "status: internal\n", 8))
        .report("f24.md", report("己社区党支部", 2024, "", 8))
}

fn built(site: &Site) -> Run<'_> {
    site.build().succeeds()
}

/// The pages that compare reports of two units.
fn successions(site: &Site) -> Vec<String> {
    let pages = site.published().into_keys().filter(|path| path.starts_with("units/"));
    pages.filter(|path| path.matches('/').count() == 3).collect()
}

#[test]
fn a_unit_and_those_before_and_after_it_are_linked() {
    let site = site("");
    let run = built(&site);
    run.page(&format!("{MERGED}.html")).contains(&format!(
        "<dt>前身</dt><dd><a href=\"../units/{FIRST}.html\">甲厂第一党支部</a><br>\
         <a href=\"../units/{SECOND}.html\">乙厂党支部</a></dd>"
    ));
    run.page(&format!("units/{FIRST}.html"))
        .contains(&format!("<dt>后继</dt><dd><a href=\"../{MERGED}.html\">丙厂联合党支部</a></dd>"))
        .lacks("前身</dt>");
    run.page(&format!("units/{DIVIDED}.html")).contains(
        "<dt>后继</dt><dd><a href=\"../units/wu-she-qu-dang-zhi-bu.html\">戊社区党支部</a><br>\
         <a href=\"../units/ji-she-qu-dang-zhi-bu.html\">己社区党支部</a></dd>",
    );
}

#[test]
fn the_first_report_is_compared_with_the_nearest_of_each_predecessor() {
    let site = site("");
    built(&site);
    let adjacent = [
        &format!("{MERGED}/{FIRST}/2021-2023.html"),
        &format!("{MERGED}/{SECOND}/2022-2023.html"),
        // Of the same kind, whatever the year of the first report of another.
        &format!("{MERGED}/{SECOND}/2022-2024-zheng-gai-bao-gao.html"),
        // The first report that is published.
        &format!("units/ji-she-qu-dang-zhi-bu/{DIVIDED}/2022-2024.html"),
        &format!("units/wu-she-qu-dang-zhi-bu/{DIVIDED}/2022-2023.html"),
    ];
    assert_eq!(successions(&site).iter().collect::<Vec<_>>(), adjacent);
    let all = self::site("compare = \"all\"\n");
    built(&all);
    let found = successions(&all);
    assert_eq!(found.len(), adjacent.len() + 2, "{found:?}");
    assert!(adjacent.iter().all(|path| found.contains(path)));
}

#[test]
fn two_units_are_not_like_for_like() {
    let site = site("");
    let run = built(&site);
    let page = run.page(&format!("{MERGED}/{FIRST}/2021-2023.html"));
    page.contains("<h1>丙厂联合党支部2023年与前身甲厂第一党支部2021年对比</h1>")
        .contains("<p class=\"note caution\">不是同一个单位：“甲厂第一党支部”是“丙厂联合党支部”合并或分设以前的单位。")
        .contains("口径不同，不能直接对比")
        .contains("href=\"../../../units/jia-chang-di-yi-dang-zhi-bu/2021.html\">甲厂第一党支部2021年</a>")
        .contains("两份报告是两个单位的，范围和人数不同，相减没有意义")
        // Both values, and neither difference nor per cent.
        .contains(">12次</a>")
        .contains(">24次</a>")
        .lacks("+12次")
        .lacks("+100%")
        .lacks("增减幅度")
        // The names of both units are one.
        .contains("<div class=\"row row-re_dated\"><span class=\"class class-re_dated\">换年份</span>");
    run.page(&format!("{MERGED}/2023-2024.html")).contains("增减幅度").lacks("不是同一个单位");
    let english = self::site("language = \"en\"\n");
    built(&english).page(&format!("{MERGED}/{FIRST}/2021-2023.html")).contains("not like for like");
}

#[test]
fn reports_and_units_lead_to_the_comparison_from_both_sides() {
    let site = site("");
    let run = built(&site);
    let link = |words: &str| format!("/{SECOND}/2022-2023.html\">{words}</a>");
    let title = link("丙厂联合党支部2023年与前身乙厂党支部2022年对比");
    for unit in [MERGED, &format!("units/{SECOND}")] {
        run.page(&format!("{unit}.html")).contains(&title);
    }
    run.page(&format!("units/{FIRST}.html")).lacks(&title);
    run.page(&format!("{MERGED}/2023.html")).contains(&link("与前身乙厂党支部2022年对比"));
    run.page(&format!("{MERGED}/2024.html")).lacks("前身");
    run.page(&format!("units/{SECOND}/2022.html")).contains(&link("与后继丙厂联合党支部2023年对比"));
    run.page(&format!("units/{SECOND}/2021.html")).lacks("后继");
    // Every link within such a page leads to one.
    let published = site.published();
    for path in successions(&site) {
        let page = run.page(&path);
        for href in page.text.split("href=\"../../../").skip(1) {
            let target = href.split(['"', '#']).next().expect("an address");
            assert!(published.contains_key(target), "{path} leads to {target}");
        }
    }
}

#[test]
fn a_preview_compares_any_report_with_any_earlier_one_of_a_predecessor() {
    let site = site("");
    let serving = site.serve(&[]);
    let of = |path: &str| serving.get(&format!("/{MERGED}/{path}"));
    for path in ["2020-2023", "2021-2024", "2020-2024"] {
        assert_eq!(of(&format!("{FIRST}/{path}.html")).status, 200, "{path}");
    }
    for path in ["2022-2023", "2023-2024", "2021-2021", "2021-2023-zheng-gai-bao-gao", "2021"] {
        assert_eq!(of(&format!("{FIRST}/{path}.html")).status, 404, "{path}");
    }
    // No predecessor of it.
    assert_eq!(of(&format!("{DIVIDED}/2022-2023.html")).status, 404);
    assert_eq!(of("bing-chang-lian-he-dang-zhi-bu/2023-2024.html").status, 404);
}
