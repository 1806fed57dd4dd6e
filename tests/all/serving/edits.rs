//! One edit after another, as a clerk makes them: what the pages say, and what browsers are told.

use super::client::{Serving, until};
use crate::harness::{Site, sound};

const PAGE: &str = "/units/jia-dang-zhi-bu/2022.html";

fn site() -> Site {
    Site::new().report("2022/甲.md", sound("甲党支部", 2022)).report("2022/乙.md", sound("乙党支部", 2022))
}

fn write(site: &Site, path: &str, text: impl AsRef<[u8]>) {
    let file = site.root().join(path);
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    std::fs::write(file, text).expect("a file");
}

#[track_caller]
fn comes(serving: &Serving, path: &str, text: &str) {
    until(&format!("{text} on {path}"), || serving.get(path).text().contains(text).then_some(()));
}

#[test]
fn an_edit_changes_the_pages_it_touches_and_no_other() {
    let site = site();
    let serving = site.serve(&[]);
    let other = "/units/yi-dang-zhi-bu/2022.html";
    let identity = |page: &str| serving.state(page)["page"].as_str().expect("a page").to_owned();
    let before = [PAGE, other, "/units.html", "/"].map(identity);
    write(&site, "content/2022/甲.md", sound("甲党支部", 2022).replace("12次", "13次"));
    comes(&serving, PAGE, "支委会13次");
    let after = [PAGE, other, "/units.html", "/"].map(identity);
    assert_ne!(before[0], after[0]);
    assert_eq!(before[1..3], after[1..3]);
    assert!(serving.said().contains("改动 content/2022/甲.md：0个错误"), "{}", serving.said());
}

#[test]
fn the_same_bytes_again_are_no_change() {
    let site = site();
    let serving = site.serve(&[]);
    for _ in 0..5 {
        write(&site, "content/2022/甲.md", sound("甲党支部", 2022));
    }
    write(&site, "content/2022/乙.md", sound("乙党支部", 2022).replace("12次", "14次"));
    comes(&serving, "/units/yi-dang-zhi-bu/2022.html", "14次");
    let version =
        until("a version", || serving.state("/")["version"].as_u64().filter(|version| *version > 1));
    assert_eq!(version, 2, "one change");
}

#[test]
fn a_broken_report_leaves_its_last_good_page() {
    let site = site();
    let serving = site.serve(&[]);
    let good = serving.get(PAGE);
    write(
        &site,
        "content/2022/甲.md",
        "---\nunit: 甲党支部\nyear: <img src=x>\nlevel: 党支部\n---\n\n别的正文。\n",
    );
    let state = until("an error", || {
        let state = serving.state(PAGE);
        (state["error_count"] == 1).then_some(state)
    });
    assert_eq!(state["errors"][0]["path"], "content/2022/甲.md");
    assert_eq!((&state["errors"][0]["line"], &state["errors"][0]["column"]), (&3.into(), &7.into()));
    assert_eq!(state["errors"][0]["text"], "year: <img src=x>");
    assert_eq!(serving.get(PAGE).page(), good.page(), "the last good page stays");
    assert!(serving.get("/units.html").text().contains("甲党支部"));
    assert!(
        serving.said().contains("content/2022/甲.md:3:7"),
        "the terminal tells it too: {}",
        serving.said()
    );
    write(&site, "content/2022/甲.md", sound("甲党支部", 2022).replace("12次", "15次"));
    comes(&serving, PAGE, "15次");
    assert_eq!(serving.state(PAGE)["error_count"], 0);
}

#[test]
fn what_is_broken_at_the_start_is_told_and_appears_when_mended() {
    let site = site().report("2022/丙.md", "---\nunit: 丙党支部\nyear: 二\nlevel: 党支部\n---\n\n正文。\n");
    let serving = site.serve(&[]);
    let page = "/units/bing-dang-zhi-bu/2022.html";
    assert_eq!(serving.get(page).status, 404);
    assert_eq!(serving.state("/")["error_count"], 1);
    write(&site, "content/2022/丙.md", sound("丙党支部", 2022));
    until("the page", || (serving.get(page).status == 200).then_some(()));
    assert_eq!(serving.state("/")["error_count"], 0);
}

#[test]
fn reports_against_each_other_are_checked_when_it_is_quiet() {
    let site = site();
    let serving = site.serve(&[]);
    write(&site, "content/copy.md", sound("甲党支部", 2022));
    let state = until("the error", || {
        let state = serving.state("/");
        (state["error_count"].as_u64() > Some(0)).then_some(state)
    });
    assert_eq!(state["errors"][0]["code"], "duplicate-report");
    std::fs::remove_file(site.root().join("content/copy.md")).expect("removed");
    until("no error", || (serving.state("/")["error_count"] == 0).then_some(()));
}

#[test]
fn settings_with_errors_leave_the_last_good_ones() {
    let site = site();
    let serving = site.serve(&[]);
    comes(&serving, "/", "测试档案");
    write(&site, "site.toml", "title = \"新的名字\nlevels = 3");
    until("the error", || (serving.state("/")["error_count"].as_u64() > Some(0)).then_some(()));
    assert!(serving.get("/").text().contains("测试档案"));
    write(&site, "site.toml", "title = \"新的名字\"\n");
    comes(&serving, "/", "新的名字");
    assert_eq!(serving.state("/")["error_count"], 0);
}

#[test]
fn a_roster_comes_changes_and_goes() {
    let site = site();
    let serving = site.serve(&[]);
    let roster = "name,level\n甲党支部,党支部\n乙党支部,党支部\n丁党支部,党支部\n";
    write(&site, "content/units.csv", roster);
    comes(&serving, "/units.html", "丁党支部");
    write(&site, "content/units.csv", roster.replace("丁党支部,党支部", "丁党支部,没有的层级"));
    until("the error", || (serving.state("/")["error_count"].as_u64() > Some(0)).then_some(()));
    assert!(serving.get("/units.html").text().contains("丁党支部"), "the last good roster stays");
    std::fs::remove_file(site.root().join("content/units.csv")).expect("removed");
    until("the units without roster", || {
        (!serving.get("/units.html").text().contains("丁党支部")).then_some(())
    });
    assert_eq!(serving.state("/")["error_count"], 0);
}

#[test]
fn a_theme_comes_changes_breaks_and_goes() {
    let site = site()
        .file("site.toml", "title = \"测试档案\"\ntheme = \"mine\"\n")
        .file("themes/mine/theme.toml", "");
    let serving = site.serve(&[]);
    let styles = |serving: &Serving| serving.state("/")["styles"].clone();
    let first = styles(&serving);
    let identity = serving.state("/")["page"].clone();
    write(&site, "themes/mine/static/style.css", "body { color: red }");
    until("another style sheet", || {
        let address = styles(&serving)[0].as_str().expect("an address").to_owned();
        (serving.get(&address).text() == "body { color: red }").then_some(())
    });
    assert_eq!(serving.state("/")["page"], identity, "the page itself is the same");
    write(
        &site,
        "themes/mine/templates/404.html",
        "{% extends \"base.html\" %}{% block main %}没有这一页{% endblock %}",
    );
    comes(&serving, "/404.html", "没有这一页");
    write(&site, "themes/mine/templates/404.html", "{% block main %");
    until("the error", || (serving.state("/")["error_count"].as_u64() > Some(0)).then_some(()));
    assert!(serving.get("/404.html").text().contains("没有这一页"), "the last good theme stays");
    write(&site, "themes/mine/templates/404.html", "{{ nothing.of.that }}");
    until("the page that cannot be made", || (serving.get("/404.html").status == 500).then_some(()));
    let state = serving.state("/404.html");
    assert_eq!((&state["page"], &state["error_count"]), (&serde_json::Value::Null, &1.into()));
    assert_eq!(serving.get("/units.html").status, 200);
    std::fs::remove_dir_all(site.root().join("themes/mine/static")).expect("removed");
    until("the theme of the program", || (styles(&serving) == first).then_some(()));
}

#[test]
fn the_page_saved_last_is_followed_where_that_is_asked_for() {
    let site = site();
    let (asked, unasked) = (site.serve(&["--follow"]), site.serve(&[]));
    write(&site, "content/2022/甲.md", sound("甲党支部", 2022).replace("12次", "16次"));
    comes(&unasked, PAGE, "16次");
    let state = until("a page to follow", || Some(asked.state("/")).filter(|state| state["followed"] == 2));
    assert_eq!(state["follow"], PAGE);
    assert_eq!(unasked.state("/")["follow"], serde_json::Value::Null);
}

#[test]
fn build_watch_publishes_what_changed() {
    let site = site();
    let mut child =
        site.command(&["build", "--watch"]).stderr(std::process::Stdio::null()).spawn().expect("started");
    let page = |path: &str| std::fs::read_to_string(site.out().join(path)).unwrap_or_default();
    until("the site", || page("units.html").contains("甲党支部").then_some(()));
    let unchanged = site.out().join("units/yi-dang-zhi-bu/2022.html");
    let before = unchanged.metadata().expect("a page").modified().expect("a time");
    write(&site, "content/2022/甲.md", sound("甲党支部", 2022).replace("12次", "17次"));
    until("the edit", || page("units/jia-dang-zhi-bu/2022.html").contains("17次").then_some(()));
    assert_eq!(
        unchanged.metadata().expect("a page").modified().expect("a time"),
        before,
        "other pages are not written"
    );
    write(&site, "content/2022/甲.md", "---\nunit: 甲党支部\n---\n");
    write(&site, "content/2022/丙.md", sound("丙党支部", 2022));
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(!page("units.html").contains("丙党支部"), "with errors the old site stays");
    write(&site, "content/2022/甲.md", sound("甲党支部", 2022));
    until("both", || {
        (page("units.html").contains("丙党支部") && page("units/jia-dang-zhi-bu/2022.html").contains("12次"))
            .then_some(())
    });
    child.kill().and_then(|()| child.wait()).expect("ended");
    let published = site.published();
    site.build().succeeds();
    assert_eq!(site.published(), published, "a fresh build publishes the same");
}
