//! The same reports give the same bytes: whatever the threads, the order and age of the files, the folder, the
//! working directory and the environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::harness::{Site, files, repository, sound};

/// The example archive and made-up reports with attachments, links, drafts and several kinds.
fn sources() -> Vec<(String, Vec<u8>)> {
    let example = files(&repository().join("content")).into_iter();
    let mut sources: Vec<_> = example.map(|(path, bytes)| (format!("content/{path}"), bytes)).collect();
    let settings = std::fs::read_to_string(repository().join("site.toml")).expect("a file");
    sources.push((
        "site.toml".to_owned(),
        format!("open_roster = true\ntheme = \"bare\"\n{settings}").into_bytes(),
    ));
    for number in 0..60u16 {
        let unit = format!("青禾县第{}党支部", number % 20 + 1);
        let kind = if number % 7 == 0 { "kind: 整改报告\n" } else { "" };
        let text = sound(&unit, 2018 + number % 3).replace("level:", &format!("{kind}level:"));
        let text = text + &format!("\n相关材料见[附件]({number}.pdf)。[^一]\n\n[^一]: 第{number}号。\n");
        sources.push((format!("content/made/{number}.md"), text.into_bytes()));
        sources.push((format!("content/made/{number}.pdf"), vec![number as u8; 64]));
    }
    let theme =
        "<main>{{ view.html | safe }}</main>{% for file in view.attachments %}{{ file.text }}{% endfor %}";
    sources.push(("themes/bare/templates/report.html".to_owned(), theme.as_bytes().to_vec()));
    sources
}

fn site(sources: &[(String, Vec<u8>)]) -> Site {
    sources.iter().fold(Site::new(), |site, (path, bytes)| site.file(path, bytes))
}

/// Builds with some arguments, after the command was changed.
#[track_caller]
fn built(site: &Site, arguments: &[&str], change: impl Fn(&mut Command)) -> BTreeMap<String, Vec<u8>> {
    let mut arguments = arguments.to_vec();
    arguments.insert(0, "build");
    let mut command = site.command(&arguments);
    change(&mut command);
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    site.published()
}

#[track_caller]
fn assert_alike(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert!(expected.len() > 100, "{} files are too few to tell", expected.len());
    let paths = found.keys().chain(expected.keys()).filter(|path| found.get(*path) != expected.get(*path));
    let paths: Vec<_> = paths.collect();
    assert!(paths.is_empty(), "{paths:?} differ");
}

#[test]
fn threads_do_not_matter() {
    let sources = sources();
    let expected = built(&site(&sources), &["--jobs", "1"], |_| {});
    for jobs in ["2", "8"] {
        assert_alike(&built(&site(&sources), &["--jobs", jobs], |_| {}), &expected);
    }
}

#[test]
fn order_and_age_of_files_do_not_matter() {
    let mut sources = sources();
    let expected = built(&site(&sources), &[], |_| {});
    sources.reverse();
    sources.rotate_left(41);
    let shuffled = site(&sources);
    for (number, (path, _)) in sources.iter().enumerate() {
        let age = Duration::from_secs(86_400 * (number as u64 * 37 % 4001));
        let file = std::fs::File::options().append(true).open(shuffled.root().join(path)).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH + age).expect("a time");
    }
    assert_alike(&built(&shuffled, &[], |_| {}), &expected);
}

#[test]
fn a_build_over_an_old_site_gives_what_a_fresh_one_does() {
    let sources = sources();
    let expected = built(&site(&sources), &[], |_| {});
    let mut other = sources.clone();
    other.retain(|(path, _)| !path.ends_with("3.md"));
    let site = other.iter().fold(site(&other), |site, (path, bytes)| {
        if path.ends_with("5.md") {
            site.file(path, String::from_utf8_lossy(bytes).replace("12次", "99次"))
        } else {
            site
        }
    });
    assert_ne!(built(&site, &[], |_| {}), expected);
    let site = sources.iter().fold(site, |site, (path, bytes)| site.file(path, bytes));
    assert_alike(&built(&site, &[], |_| {}), &expected);
}

#[test]
fn folder_and_working_directory_do_not_matter() {
    let sources = sources();
    let expected = built(&site(&sources), &[], |_| {});
    let elsewhere = sources
        .iter()
        .fold(Site::new(), |site, (path, bytes)| site.file(&format!("档案 与 空格/深/{path}"), bytes));
    let root = elsewhere.root().join("档案 与 空格/深");
    let build = |from: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuzhi"));
        let output =
            command.arg("build").args(arguments).current_dir(from).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    build(&root.join("content/made"), &[]);
    assert_alike(&files(&root.join("public")), &expected);
    build(elsewhere.root(), &["--root", "档案 与 空格/深", "--out", "网站"]);
    assert_alike(&files(&elsewhere.root().join("网站")), &expected);
}

#[test]
fn the_environment_does_not_matter() {
    let sources = sources();
    let expected = built(&site(&sources), &[], |_| {});
    for (language, zone) in
        [("en_US.UTF-8", "America/New_York"), ("tr_TR.ISO-8859-9", "Asia/Kathmandu"), ("C", "")]
    {
        let change = |command: &mut Command| {
            command.env("LANG", language).env("LC_ALL", language).env("TZ", zone).env("HOME", "/nonexistent");
            command.env("SOURCE_DATE_EPOCH", "1").env("NO_COLOR", "1").env("COLUMNS", "20");
        };
        assert_alike(&built(&site(&sources), &["--lang", "en"], change), &expected);
    }
}
