//! Publishing: what becomes of the output folder, whatever is in it and whatever happens.

#[cfg(unix)]
mod full_disk;
#[cfg(unix)]
mod kill;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Output;

use sha2::{Digest, Sha256};

use crate::harness::{Site, repository, sound};

/// Names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What publishing left beside the output folder.
fn beside(site: &Site) -> Vec<String> {
    names(site.root()).into_iter().filter(|name| name.contains("shuzhi-")).collect()
}

/// Two sites hold the same bytes; the message names the files that differ.
#[track_caller]
fn assert_same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>, what: &str) {
    let paths = found.keys().chain(expected.keys()).filter(|path| found.get(*path) != expected.get(*path));
    let paths: Vec<_> = paths.take(8).collect();
    assert!(paths.is_empty(), "{what}: {paths:?} differ, of {} and {} files", found.len(), expected.len());
}

/// A site of three reports, published.
fn published() -> Site {
    let site = Site::new().bare_theme().sound_reports(3);
    site.build().succeeds();
    site
}

/// The page of the first report.
fn first_page(site: &Site) -> PathBuf {
    let pages =
        site.published().into_keys().filter(|path| path.ends_with("2022.html") && path.starts_with("units/"));
    site.out().join(pages.min().expect("a page"))
}

#[test]
fn the_example_archive_is_published() {
    let content = repository().join("content");
    let site = Site::new();
    crate::harness::copy_folder(&content, &site.root().join("content"));
    let site = site.file("site.toml", fs::read(repository().join("site.toml")).expect("a file"));
    site.build().succeeds();
    assert!(site.published().len() > 60);
    assert_eq!(beside(&site), [".public.shuzhi-lock"]);
}

#[test]
fn foreign_files_and_folders_survive() {
    let site = published()
        .file("public/CNAME", "dangjian.example")
        .file("public/.git/config", "[core]")
        .file("public/units/notes.txt", "mine")
        .file("public/mine/deep/x.bin", [0, 159, 146, 150]);
    fs::create_dir(site.out().join("empty")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("CNAME", site.out().join("link")).expect("a link");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", site.out().join("dangling")).expect("a link");
    let site = site.report("2022/1.md", sound("鹤鸣区第1党支部", 2023));
    site.build().succeeds();
    let found = site.published();
    assert_eq!(found["CNAME"], b"dangjian.example");
    assert_eq!(found[".git/config"], b"[core]");
    assert_eq!(found["units/notes.txt"], b"mine");
    assert_eq!(found["mine/deep/x.bin"], [0, 159, 146, 150]);
    assert!(site.out().join("empty").is_dir());
    #[cfg(unix)]
    for (link, target) in [("link", "CNAME"), ("dangling", "nowhere")] {
        assert_eq!(fs::read_link(site.out().join(link)).expect("a link"), Path::new(target));
    }
}

#[test]
fn a_foreign_file_where_a_page_must_stand_is_refused() {
    #[track_caller]
    fn case(path: &str) {
        let site = published().file(&format!("public/{path}"), "mine");
        let old = site.published();
        let site = site
            .report("2022/1.md", sound("鹤鸣区第1党支部", 2023))
            .report("2022/1.pdf", "%PDF-1.4 scan")
            .report("2022/9.md", sound("鹤鸣区第九党支部", 2024));
        let run = site.build().ends_with(3);
        assert!(run.stderr().contains("不是 shuzhi 生成"), "{}", run.stderr());
        assert_same(&site.published(), &old, path);
    }
    // The file of a page, a file where a folder must stand, and a folder where a page must stand.
    case("years/2024.html");
    case("attachments");
    case("years/2023.html/note.txt");
}

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let site = Site::new().sound_reports(1).file("public/thesis.doc", "years of work");
    let run = site.build().ends_with(3);
    assert!(run.stderr().contains("不是由 shuzhi 生成"), "{}", run.stderr());
    assert_eq!(names(&site.out()), ["thesis.doc"]);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let site = Site::new().sound_reports(1).file("public", "years of work");
    site.build().ends_with(3);
    assert_eq!(fs::read(site.out()).expect("a file"), b"years of work");
}

/// Runs a build in the site's folder with an output folder as someone would write it.
fn build_into(site: &Site, out: &str) -> Output {
    let mut command = site.command(&["build", "--out", out]);
    command.current_dir(site.root()).output().expect("the program starts")
}

#[test]
fn an_output_folder_over_the_sources_is_refused() {
    #[track_caller]
    fn case(out: &str) {
        let site = Site::new().bare_theme().sound_reports(1);
        let before = crate::harness::files(site.root());
        let output = build_into(&site, out);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{out}: {message}");
        assert!(message.contains("重叠"), "{out}: {message}");
        assert_same(&crate::harness::files(site.root()), &before, out);
    }
    case(".");
    case("..");
    case("content");
    case("content/");
    case("content/2022");
    case("content/new");
    case("./content/../content/new/site");
    case("content/new/../site");
    case("themes");
    case("themes/bare");
    case("themes/new");
}

#[test]
fn an_output_folder_named_in_the_settings_is_refused_over_the_sources() {
    #[track_caller]
    fn case(out: &str) {
        let site =
            Site::new().sound_reports(1).file("site.toml", format!("title = \"档案\"\noutput = {out:?}\n"));
        let run = site.build().ends_with(1);
        assert!(run.stderr().contains("重叠"), "{out}: {}", run.stderr());
    }
    case("content");
    case("content/site");
    case(".");
}

#[test]
fn an_output_folder_elsewhere_is_made() {
    #[track_caller]
    fn case(out: &str) {
        let site = Site::new().bare_theme().sound_reports(1);
        let output = build_into(&site, out);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(site.root().join(out).join("index.html").is_file(), "{out}");
    }
    case("public");
    case("a/b/c");
    case("./public/");
    case("contents");
    case("网站");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_stays_one() {
    let site = Site::new().bare_theme().sound_reports(1);
    fs::create_dir(site.root().join("www")).expect("a folder");
    std::os::unix::fs::symlink("www", site.out()).expect("a link");
    site.build().succeeds();
    let site = site.sound_reports(2);
    site.build().succeeds();
    assert_eq!(fs::read_link(site.out()).expect("a link"), Path::new("www"));
    assert!(site.root().join("www/index.html").is_file());
    assert_eq!(beside(&site), [".www.shuzhi-lock"]);
}

#[cfg(unix)]
#[test]
fn a_link_into_the_sources_is_refused() {
    let site = Site::new().bare_theme().sound_reports(1);
    std::os::unix::fs::symlink("content", site.out()).expect("a link");
    let run = site.build().ends_with(1);
    assert!(run.stderr().contains("重叠"), "{}", run.stderr());
}

#[test]
fn stale_pages_and_their_folders_vanish() {
    let site = published();
    let page = first_page(&site);
    fs::remove_file(site.root().join("content/2022/1.md")).expect("a file");
    site.build().succeeds();
    assert!(!page.exists());
    assert!(!page.parent().expect("a parent").exists());
    let fresh = Site::new().bare_theme().report("2022/2.md", sound("鹤鸣区第2党支部", 2022));
    let fresh = fresh.report("2022/3.md", sound("鹤鸣区第3党支部", 2022));
    fresh.build().succeeds();
    assert_same(&site.published(), &fresh.published(), "after a report is gone");
}

/// What tells a file from a rewritten one: inode, and times of contents and of the file.
#[cfg(unix)]
fn identity(path: &Path) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::symlink_metadata(path).expect("a file");
    (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[cfg(unix)]
#[test]
fn unchanged_files_keep_their_inode_and_time() {
    let site = published();
    let (changed, pages) = (first_page(&site), site.published().into_keys());
    let before: BTreeMap<String, _> =
        pages.map(|path| (path.clone(), identity(&site.out().join(path)))).collect();
    let site = site.report("2022/1.md", sound("鹤鸣区第1党支部", 2022).replace("12次", "13次"));
    site.build().succeeds();
    let rewritten = |path: &&String| identity(&site.out().join(path)) != before[*path];
    let rewritten: Vec<_> = before.keys().filter(rewritten).map(|path| site.out().join(path)).collect();
    assert!(rewritten.contains(&changed), "{rewritten:?}");
    assert!(
        !rewritten
            .iter()
            .any(|path| path.ends_with("2022.html") && path.starts_with("units") && *path != changed)
    );
    assert!(rewritten.len() < before.len() / 2, "{rewritten:?}");
}

#[cfg(unix)]
#[test]
fn a_second_build_of_the_same_writes_nothing() {
    let site = published().file("public/mine.txt", "mine");
    let identities = || -> Vec<_> {
        let walk = walkdir::WalkDir::new(site.out()).sort_by_file_name().into_iter();
        walk.map(|entry| entry.expect("an entry").into_path()).map(|path| (identity(&path), path)).collect()
    };
    let before = identities();
    site.build().succeeds();
    assert_eq!(identities(), before);
    assert_eq!(beside(&site), [".public.shuzhi-lock"]);
}

#[cfg(unix)]
#[test]
fn permissions_of_the_output_folder_and_of_foreign_ones_stay() {
    use std::os::unix::fs::PermissionsExt;
    let site = published().file("public/mine/x.txt", "x");
    let mode =
        |path: &str| fs::metadata(site.out().join(path)).expect("a folder").permissions().mode() & 0o7777;
    let set = |path: &str, mode| fs::set_permissions(site.out().join(path), fs::Permissions::from_mode(mode));
    set("", 0o2775).expect("permissions");
    set("mine", 0o700).expect("permissions");
    fs::remove_file(site.root().join("content/2022/1.md")).expect("a file");
    site.build().succeeds();
    assert_eq!((mode(""), mode("mine")), (0o2775, 0o700));
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn the_manifest_lists_every_file_with_hash_and_size() {
    let site = published();
    let mut found = site.published();
    let manifest = found.remove("shuzhi-manifest.json").expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let expected: Vec<serde_json::Value> = found
        .iter()
        .map(|(path, bytes)| {
            let digits = hexadecimal(&Sha256::digest(bytes));
            serde_json::json!({ "path": path, "bytes": bytes.len(), "sha256": digits })
        })
        .collect();
    assert_eq!(manifest["files"], serde_json::Value::Array(expected));
}

#[test]
fn a_file_that_was_damaged_is_written_again() {
    let site = published();
    let (page, whole) = (first_page(&site), site.published());
    fs::write(&page, "damaged").expect("a file");
    fs::remove_file(site.out().join("index.html")).expect("a file");
    site.build().succeeds();
    assert_same(&site.published(), &whole, "after damage");
}

#[cfg(unix)]
#[test]
fn a_reader_keeps_the_page_that_is_open() {
    let site = published();
    let page = first_page(&site);
    let old = fs::read(&page).expect("a page");
    let mut reader = fs::File::open(&page).expect("a page");
    let site = site.report("2022/1.md", sound("鹤鸣区第1党支部", 2022).replace("12次", "13次"));
    site.build().succeeds();
    let mut read = vec![];
    reader.read_to_end(&mut read).expect("a page");
    assert_eq!(read, old);
    assert_ne!(fs::read(&page).expect("a page"), old);
}

#[test]
fn a_build_with_errors_leaves_the_old_site() {
    let site = published();
    let old = site.published();
    let site = site.report("2022/2.md", "---\nunit: 鹤鸣区第2党支部\nyear: 明年\n---\n正文\n");
    site.build().ends_with(1);
    assert_same(&site.published(), &old, "after errors");
    assert_eq!(beside(&site), [".public.shuzhi-lock"]);
}

#[test]
fn two_levels_never_share_an_address() {
    let levels = "[[levels]]\nname = \"党支部\"\n[[levels]]\nname = \"挡支部\"\n";
    let site = Site::new().report("a.md", sound("鹤鸣区第一党支部", 2022)).file("site.toml", levels);
    let run = site.build().ends_with(1);
    assert!(run.stderr().contains("dang-zhi-bu"), "{}", run.stderr());
}

#[test]
fn two_reports_never_share_an_address() {
    let with_kind =
        |kind: &str| sound("鹤鸣区第一党支部", 2022).replace("level:", &format!("kind: {kind}\nlevel:"));
    let site = Site::new()
        .bare_theme()
        .report("a.md", with_kind("专题报告"))
        .report("b.md", with_kind("专题抱告").replace("12次", "13次"));
    let run = site.build().ends_with(1);
    let message = run.stderr();
    assert!(message.contains("专题抱告") && message.contains("a.md"), "{message}");
    let site = site.file("content/b.md", with_kind("整改报告"));
    site.build().succeeds();
}

/// Runs the program as a user without rights, if we are root.
#[cfg(unix)]
fn as_nobody(site: &Site, arguments: &[&str]) -> Output {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let mut command = site.command(arguments);
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        // The program may lie where others may not go.
        let copy = Site::new();
        fs::set_permissions(copy.root(), fs::Permissions::from_mode(0o755)).expect("permissions");
        let program = copy.root().join("shuzhi");
        fs::copy(command.get_program(), &program).expect("a copy");
        let mut other = std::process::Command::new(&program);
        other.args(command.get_args()).current_dir("/").uid(65534).gid(65534);
        return other.output().expect("the program starts");
    }
    command.output().expect("the program starts")
}

#[cfg(unix)]
#[test]
fn a_parent_that_cannot_be_written_ends_with_3() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new().bare_theme().sound_reports(1);
    fs::create_dir_all(site.root().join("sealed/public")).expect("a folder");
    for (path, mode) in [("", 0o755), ("sealed/public", 0o777), ("sealed", 0o555)] {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(site.root().join(path), mode).expect("permissions");
    }
    let out = site.root().join("sealed/public").to_string_lossy().into_owned();
    let output = as_nobody(&site, &["build", "--out", &out]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains("写入失败") && message.contains("sealed/public"), "{message}");
    assert!(names(&site.root().join("sealed/public")).is_empty());
    let _ = fs::set_permissions(site.root().join("sealed"), fs::Permissions::from_mode(0o755));
}

#[test]
fn one_report_folder_without_settings_is_built_twice_alike() {
    let site = Site::new().file("甲.md", sound("鹤鸣区第一党支部", 2022));
    let build = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_shuzhi"));
        command.arg("build").current_dir(site.root()).output().expect("the program starts")
    };
    assert_eq!(build().status.code(), Some(0));
    let (first, inside) = (site.published(), site.out().join("README.md"));
    // A file of others in the published folder is no report.
    fs::write(inside, "读我").expect("a file");
    let output = build();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut second = site.published();
    second.remove("README.md");
    assert_same(&second, &first, "without settings");
}
