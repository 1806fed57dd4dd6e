//! Sites arranged in strange ways, and changes at the wrong moment. Each was missed once.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::client::{Serving, until};
use crate::harness::{Site, sound};

const PAGE: &str = "/units/jia-dang-zhi-bu/2022.html";

fn site() -> Site {
    Site::new().report("2022/甲.md", sound("甲党支部", 2022))
}

fn report(count: usize) -> String {
    sound("甲党支部", 2022).replace("12次", &format!("{count}次"))
}

#[track_caller]
fn put(site: &Site, path: &str, text: impl AsRef<[u8]>) {
    let file = site.root().join(path);
    fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    fs::write(file, text).expect("a file");
}

#[track_caller]
fn comes(serving: &Serving, path: &str, text: &str) {
    until(&format!("{text} on {path}"), || serving.get(path).text().contains(text).then_some(()));
}

#[test]
fn settings_saved_again_while_they_are_read() {
    let units = (0..8000).map(|unit| format!("第{unit}党支部,党支部")).collect::<Vec<_>>().join("\n");
    let site = site().file("content/units.csv", format!("name,level\n甲党支部,党支部\n{units}"));
    let serving = site.serve(&[]);
    for delay in [20, 60, 120, 200] {
        put(&site, "site.toml", "title = \"先写的\"\n");
        std::thread::sleep(Duration::from_millis(delay));
        put(&site, "site.toml", format!("title = \"后写的{delay}\"\n"));
        comes(&serving, "/404.html", &format!("后写的{delay}"));
    }
}

#[test]
fn a_page_seen_in_passing_does_not_stay() {
    let site = site();
    let serving = site.serve(&[]);
    for round in 0..8 {
        put(&site, "content/2022/甲.md", report(77));
        serving.get(PAGE);
        put(&site, "content/2022/甲.md", sound("甲党支部", 2022));
        std::thread::sleep(Duration::from_millis(100));
        until(&format!("the old text, round {round}"), || {
            serving.get(PAGE).text().contains("支委会12次").then_some(())
        });
    }
}

#[test]
fn polling_checks_reports_against_each_other() {
    let site = site();
    let serving = site.serve(&["--poll", "60"]);
    put(&site, "content/copy.md", sound("甲党支部", 2022));
    until("the error", || (serving.state("/")["error_count"].as_u64() > Some(0)).then_some(()));
}

#[test]
fn polling_is_quiet_where_nothing_changes() {
    let site = site().file("content/2022/甲.pdf", "an attachment");
    let later = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    let file = fs::File::options().write(true).open(site.root().join("content/2022/甲.pdf")).expect("it");
    file.set_modified(later).expect("a time to come");
    let serving = site.serve(&["--poll", "50"]);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(serving.state("/")["version"], 1, "{}", serving.said());
}

#[test]
fn folders_above_the_reports_go_and_come_back() {
    let site = Site::new()
        .file("site.toml", "title = \"测试档案\"\ncontent = \"a/b/reports\"\n")
        .file("a/b/reports/甲.md", report(1));
    let serving = site.serve(&[]);
    comes(&serving, PAGE, "支委会1次");
    for (round, folder) in ["a", "a/b", "a/b/reports"].into_iter().enumerate() {
        let (from, to) = (site.root().join(folder), site.root().join("elsewhere"));
        fs::rename(&from, &to).expect("renamed");
        until("no report", || (serving.get(PAGE).status == 404).then_some(()));
        fs::rename(&to, &from).expect("renamed");
        comes(&serving, PAGE, "支委会");
        put(&site, "a/b/reports/甲.md", report(10 + round));
        comes(&serving, PAGE, &format!("支委会{}次", 10 + round));
    }
}

#[test]
fn what_links_lead_to_is_watched() {
    let site = Site::new()
        .file("conf/site.toml", "title = \"测试档案\"\ntheme = \"mine\"\n")
        .file("conf/theme/theme.toml", "")
        .file("conf/theme/static/style.css", "body { order: 1 }")
        .file("conf/units.csv", "name,level\n甲党支部,党支部\n")
        .file("content/.store/甲.md", report(1))
        .file("content/readme.txt", "");
    fs::create_dir_all(site.root().join("themes")).expect("a folder");
    for (target, link) in
        [("conf/site.toml", "site.toml"), ("../conf/theme", "themes/mine"), (".store/甲.md", "content/甲.md")]
    {
        symlink(target, site.root().join(link)).expect("a link");
    }
    fs::copy(site.root().join("conf/units.csv"), site.root().join("content/.store/units.csv"))
        .expect("copied");
    symlink(".store/units.csv", site.root().join("content/units.csv")).expect("a link");
    let serving = site.serve(&[]);
    comes(&serving, PAGE, "支委会1次");
    put(&site, "content/.store/甲.md", report(2));
    comes(&serving, PAGE, "支委会2次");
    put(&site, "content/.store/units.csv", "name,level\n甲党支部,党支部\n乙党支部,党支部\n");
    comes(&serving, "/units.html", "乙党支部");
    let styles = serving.state("/")["styles"].clone();
    put(&site, "conf/theme/static/style.css", "body { order: 2 }");
    until("another style sheet", || (serving.state("/")["styles"] != styles).then_some(()));
    put(&site, "conf/site.toml", "title = \"改了名\"\ntheme = \"mine\"\n");
    comes(&serving, "/", "改了名");
}

#[test]
fn a_content_folder_appears_where_the_site_was_one() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("甲.md"), sound("甲党支部", 2022)).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuzhi"));
    command.args(["serve", "--addr", "127.0.0.1:0", "--root"]).arg(folder.path());
    let serving = Serving::start(command);
    assert_eq!(serving.get(PAGE).status, 200);
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("content/乙.md"), sound("乙党支部", 2022)).expect("a file");
    until("the reports in it alone", || {
        let units = serving.get("/units.html").text();
        (units.contains("乙党支部") && !units.contains("甲党支部")).then_some(())
    });
    fs::remove_dir_all(folder.path().join("content")).expect("removed");
    comes(&serving, "/units.html", "甲党支部");
}

#[test]
fn a_folder_becomes_a_published_site_and_reports_again() {
    let site = site().report("2021/乙.md", sound("乙党支部", 2021));
    let serving = site.serve(&[]);
    comes(&serving, "/units.html", "乙党支部");
    put(&site, "content/2021/shuzhi-manifest.json", "{}");
    until("the other reports alone", || {
        (!serving.get("/units.html").text().contains("乙党支部")).then_some(())
    });
    fs::remove_file(site.root().join("content/2021/shuzhi-manifest.json")).expect("removed");
    comes(&serving, "/units.html", "乙党支部");
}

#[test]
fn names_with_a_backslash() {
    let site = Site::new().report("长桥\\街道.md", report(1));
    let serving = site.serve(&[]);
    comes(&serving, PAGE, "支委会1次");
    put(&site, "content/长桥\\街道.md", report(2));
    comes(&serving, PAGE, "支委会2次");
    assert_eq!(serving.state(PAGE)["version"], 2);
}
