//! Changes as editors, file managers and version control make them, on the real file system.

use std::fs;
use std::path::{Path, PathBuf};

use super::client::{Serving, until};
use crate::harness::{Site, sound};

fn site() -> Site {
    Site::new().report("2022/甲.md", sound("甲党支部", 2022))
}

fn report(count: usize) -> String {
    sound("甲党支部", 2022).replace("12次", &format!("{count}次"))
}

/// Waits until the page of the first branch says a count.
#[track_caller]
fn says(serving: &Serving, count: usize) {
    let text = format!("支委会{count}次");
    until(&text, || serving.get("/units/jia-dang-zhi-bu/2022.html").text().contains(&text).then_some(()));
}

/// Waits until the list of units has, or lacks, a unit.
#[track_caller]
fn lists(serving: &Serving, unit: &str, is_listed: bool) {
    let lists = || serving.get("/units.html").text().contains(unit) == is_listed;
    until(&format!("{unit} listed: {is_listed}"), || lists().then_some(()));
}

#[track_caller]
fn put(path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.as_ref().parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

#[test]
fn editors_save_in_many_ways() {
    let site = site();
    let serving = site.serve(&[]);
    let file = site.root().join("content/2022/甲.md");
    let beside = |name: &str| file.with_file_name(name);
    // In place.
    put(&file, report(1));
    says(&serving, 1);
    // A temporary file takes the place: gedit, Kate, VS Code over a network.
    put(beside(".goutputstream-X"), report(2));
    fs::rename(beside(".goutputstream-X"), &file).expect("renamed");
    says(&serving, 2);
    // With a name that is a report's own.
    put(beside("新建.md.tmp"), report(3));
    fs::rename(beside("新建.md.tmp"), &file).expect("renamed");
    says(&serving, 3);
    // vim: the old one becomes a backup, the new one is written under the name, the backup goes.
    fs::rename(&file, beside("甲.md~")).expect("renamed");
    put(beside("4913"), "");
    fs::remove_file(beside("4913")).expect("removed");
    put(&file, report(4));
    fs::remove_file(beside("甲.md~")).expect("removed");
    says(&serving, 4);
    // Emacs: a lock that is a broken link, and an autosave.
    std::os::unix::fs::symlink("user@host.1:2", beside(".#甲.md")).expect("a link");
    put(beside("#甲.md#"), report(99));
    put(&file, report(5));
    fs::remove_file(beside(".#甲.md")).expect("removed");
    says(&serving, 5);
    // Word and WPS leave owner files.
    put(beside("~$甲.md"), "owner");
    put(&file, report(6));
    says(&serving, 6);
    // Removed and written again.
    fs::remove_file(&file).expect("removed");
    put(&file, report(7));
    says(&serving, 7);
    // Written piece by piece.
    let text = report(8);
    for end in [10, 40, text.len()] {
        put(&file, &text.as_bytes()[..end]);
    }
    says(&serving, 8);
    // With the times of the old one, and of the same length.
    let modified = file.metadata().expect("it").modified().expect("a time");
    put(&file, report(9));
    fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(modified)).expect("a time");
    says(&serving, 9);
    assert_eq!(serving.state("/")["error_count"], 0);
}

#[test]
fn folders_come_move_and_go() {
    let site = site();
    let serving = site.serve(&[]);
    let content = site.root().join("content");
    // Deep, at once, with reports in them.
    for number in 1..=20 {
        put(content.join(format!("新/{number}/深/{number}.md")), sound(&format!("新{number}党支部"), 2022));
    }
    lists(&serving, "新20党支部", true);
    lists(&serving, "新1党支部", true);
    // Files in folders that are new are heard of.
    put(content.join("新/7/深/7.md"), sound("改7党支部", 2022));
    lists(&serving, "改7党支部", true);
    lists(&serving, "新7党支部", false);
    // Renamed: the same reports, and still heard of.
    fs::rename(content.join("新"), content.join("旧")).expect("renamed");
    put(content.join("旧/8/深/8.md"), sound("改8党支部", 2022));
    lists(&serving, "改8党支部", true);
    lists(&serving, "新9党支部", true);
    // Moved out and in again.
    fs::rename(content.join("旧"), site.root().join("外")).expect("moved");
    lists(&serving, "新9党支部", false);
    put(site.root().join("外/9/深/9.md"), sound("改9党支部", 2022));
    fs::rename(site.root().join("外"), content.join("回来")).expect("moved");
    lists(&serving, "改9党支部", true);
    put(content.join("回来/10/深/10.md"), sound("改10党支部", 2022));
    lists(&serving, "改10党支部", true);
    // Gone and there again, under one name.
    fs::remove_dir_all(content.join("回来")).expect("removed");
    lists(&serving, "改10党支部", false);
    put(content.join("回来/11.md"), sound("又11党支部", 2022));
    lists(&serving, "又11党支部", true);
    // The content folder itself.
    fs::rename(&content, site.root().join("content2")).expect("renamed");
    lists(&serving, "甲党支部", false);
    fs::rename(site.root().join("content2"), &content).expect("renamed");
    lists(&serving, "甲党支部", true);
    put(content.join("回来/12.md"), sound("又12党支部", 2022));
    lists(&serving, "又12党支部", true);
}

#[test]
fn a_checkout_of_thousands_of_files() {
    let site = site();
    let serving = site.serve(&[]);
    let path = |number: usize| site.root().join(format!("content/{}/{number}.md", number % 20));
    let text = |number: usize, mark: &str| sound(&format!("第{number}党支部{mark}"), 2022);
    for number in 0..3000 {
        put(path(number), text(number, ""));
    }
    lists(&serving, "第2999党支部", true);
    for number in 0..3000 {
        if number % 3 == 0 {
            fs::remove_file(path(number)).expect("removed");
        } else {
            put(path(number), text(number, "乙"));
        }
    }
    lists(&serving, "第2997党支部", false);
    lists(&serving, "第2998党支部乙", true);
    until("all reports", || serving.get("/__shuzhi/").text().contains("<dd>2,001</dd>").then_some(()));
    assert_eq!(serving.state("/")["error_count"], 0);
}

#[test]
fn an_overflow_of_the_event_queue_loses_nothing() {
    let site = site();
    let serving = site.serve(&[]);
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill").args([name, &serving.process().to_string()]).status();
        assert!(sent.expect("kill").success());
    };
    let most: usize = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(16_384);
    lists(&serving, "甲党支部", true);
    // Nobody reads the queue, until it has overflowed.
    signal("-STOP");
    for round in 0..=most / 400 {
        for number in 0..200 {
            put(
                site.root().join(format!("content/2022/{number}.md")),
                sound(&format!("第{number}党支部{round}"), 2022),
            );
        }
    }
    put(site.root().join("content/最后/乙.md"), sound("最后党支部", 2022));
    fs::remove_file(site.root().join("content/2022/甲.md")).expect("removed");
    signal("-CONT");
    lists(&serving, "最后党支部", true);
    lists(&serving, "甲党支部", false);
    until("all reports", || serving.get("/__shuzhi/").text().contains("<dd>201</dd>").then_some(()));
    // And what comes later is heard of, also in the folder that came unheard.
    put(site.root().join("content/最后/丙.md"), sound("后来党支部", 2022));
    lists(&serving, "后来党支部", true);
}

#[test]
fn links_within_the_folder_are_followed_in_both_names() {
    let site = site();
    let content = site.root().join("content");
    put(content.join("2022/乙.md"), sound("乙党支部", 2022));
    std::os::unix::fs::symlink("../2022/乙.pdf", content.join("2022/附件.pdf")).expect("a link to nothing");
    fs::remove_file(content.join("2022/附件.pdf")).expect("removed");
    let shared = site.root().join("content/公用");
    fs::create_dir_all(&shared).expect("a folder");
    std::os::unix::fs::symlink("公用", content.join("别名")).expect("a link");
    let serving = site.serve(&[]);
    put(shared.join("丙.md"), sound("丙党支部", 2022));
    // Known by two names it is there twice, which is an error, as it is in a build.
    until("the error", || (serving.state("/")["error_count"].as_u64() > Some(0)).then_some(()));
    fs::remove_file(content.join("别名")).expect("removed");
    until("no error", || (serving.state("/")["error_count"] == 0).then_some(()));
    lists(&serving, "丙党支部", true);
}

#[test]
fn polling_sees_what_watching_sees() {
    let site = site();
    let serving = site.serve(&["--poll", "50"]);
    let file = site.root().join("content/2022/甲.md");
    put(&file, report(1));
    says(&serving, 1);
    let modified = file.metadata().expect("it").modified().expect("a time");
    put(&file, report(2));
    fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(modified)).expect("a time");
    says(&serving, 2);
    put(site.root().join("content/新/乙.md"), sound("乙党支部", 2022));
    lists(&serving, "乙党支部", true);
    fs::remove_dir_all(site.root().join("content/新")).expect("removed");
    lists(&serving, "乙党支部", false);
    put(site.root().join("site.toml"), "title = \"改了\"\n");
    until("the title", || serving.get("/").text().contains("改了").then_some(()));
}

/// Descriptors of inotify with the watches they hold.
fn watches(process: u32) -> Option<usize> {
    let folder = PathBuf::from(format!("/proc/{process}/fdinfo"));
    let infos = fs::read_dir(folder).ok()?.filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok());
    let count: usize =
        infos.map(|info| info.lines().filter(|line| line.starts_with("inotify wd:")).count()).sum();
    (count > 0).then_some(count)
}

#[test]
fn one_watch_a_folder() {
    let site = site();
    for folder in 0..30 {
        for report in 0..5 {
            put(
                site.root().join(format!("content/{folder}/{report}.md")),
                sound(&format!("第{folder}之{report}党支部"), 2022),
            );
        }
    }
    let serving = site.serve(&[]);
    // The site, content, 2022 and thirty more.
    until("the watches", || (watches(serving.process()) == Some(33)).then_some(()));
    fs::create_dir(site.root().join("content/新")).expect("a folder");
    until("one more", || (watches(serving.process()) == Some(34)).then_some(()));
    fs::remove_dir(site.root().join("content/新")).expect("removed");
    until("one less", || (watches(serving.process()) == Some(33)).then_some(()));
    until("the same in the status", || {
        serving.get("/__shuzhi/").text().contains("<dd>33</dd>").then_some(())
    });
}

/// A user name space has limits of its own, so that other tests go on watching.
#[test]
fn without_watches_everything_is_looked_through() {
    let may = std::process::Command::new("unshare").args(["--user", "--map-root-user", "true"]).status();
    if !may.is_ok_and(|status| status.success()) {
        eprintln!("not tested: no user name space may be made here");
        return;
    }
    let site = site();
    let inner = site.command(&["serve", "--addr", "127.0.0.1:0"]);
    let script = "echo 2 > /proc/sys/user/max_inotify_watches && exec \"$@\"";
    let mut command = std::process::Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "sh", "-c", script, "sh"])
        .arg(inner.get_program())
        .args(inner.get_args());
    let serving = Serving::start(command);
    until("what it falls back to", || serving.said().contains("每秒查看一遍").then_some(()));
    put(site.root().join("content/2022/甲.md"), report(1));
    says(&serving, 1);
    put(site.root().join("content/新/乙.md"), sound("乙党支部", 2022));
    lists(&serving, "乙党支部", true);
}
