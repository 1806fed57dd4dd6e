//! What is served: the files of the site as `build` publishes them, and how HTTP has them sent.

use std::io::{Read, Write};

use super::client::parse;
use crate::harness::{Site, copy_folder, repository, sound};

/// The example archive with its review, and a site.toml that can be changed.
fn example() -> Site {
    let site = Site::new();
    for folder in ["content", "themes"] {
        copy_folder(&repository().join(folder), &site.root().join(folder));
    }
    let settings = std::fs::read_to_string(repository().join("site.toml")).expect("site.toml");
    site.file("site.toml", format!("{settings}\n[publish]\nreview = true\n"))
}

#[test]
fn every_file_is_the_one_that_build_publishes() {
    let site = example();
    site.build().succeeds();
    let serving = site.serve(&[]);
    let mut pages = 0;
    for (path, bytes) in site.published() {
        // The index of a preview has other files (random.rs compares its answers).
        if path == "shuzhi-manifest.json" || path.starts_with("search/") {
            continue;
        }
        let answer = serving.get(&format!("/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        if answer.headers["content-type"].starts_with("text/html") {
            pages += 1;
            assert!(answer.text().contains("/__shuzhi/reload.js"), "{path} has the script");
            assert_eq!(answer.page().as_bytes(), bytes, "{path}");
        } else {
            assert_eq!(answer.body, bytes, "{path}");
        }
    }
    assert!(pages > 60);
    assert_eq!(serving.get("/").body, serving.get("/index.html").body);
}

#[test]
fn nothing_is_written() {
    let site = example();
    let before = crate::harness::files(site.root());
    let serving = site.serve(&[]);
    for path in ["/", "/units.html", "/__shuzhi/", "/nowhere"] {
        serving.get(path);
    }
    drop(serving);
    assert_eq!(crate::harness::files(site.root()), before);
}

#[test]
fn unknown_addresses_get_the_page_of_the_site() {
    let site = example();
    let serving = site.serve(&[]);
    for path in [
        "/nowhere.html",
        "/units/",
        "/units",
        "/units/nobody/2022.html",
        "/a/b/c/d",
        "/static/",
        "/__shuzhi/x",
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("href=\"/index.html\""), "{path}: links lead home from any depth");
    }
}

#[test]
fn a_site_for_a_folder_is_served_in_that_folder() {
    let site = Site::new()
        .file("site.toml", "title = \"甲\"\nbase_path = \"/dang/\"\n")
        .report("a.md", sound("甲党支部", 2022));
    let serving = site.serve(&[]);
    assert!(serving.said().contains("/dang/"));
    for path in ["/", "/dang"] {
        let answer = serving.get(path);
        assert_eq!((answer.status, answer.headers["location"].as_str()), (307, "/dang/"), "{path}");
    }
    assert_eq!(serving.get("/dang/units.html").status, 200);
    assert_eq!(serving.get("/units.html").status, 404);
    assert!(serving.get("/dang/x/y").text().contains("href=\"/dang/index.html\""));
}

#[test]
fn a_folder_of_any_name() {
    for path in ["/党/", "/%E5%85%9A/", "/a b/"] {
        let settings = format!("title = \"甲\"\nbase_path = \"{path}\"\n");
        let site = Site::new().file("site.toml", settings).report("a.md", sound("甲党支部", 2022));
        let serving = site.serve(&[]);
        let target = serving.get("/").headers["location"].clone();
        assert!(target.is_ascii() && !target.contains(' '), "{target}");
        assert!(serving.said().contains(&target), "{}", serving.said());
        assert_eq!(serving.get(&target).status, 200, "{path}");
    }
}

#[test]
fn a_large_attachment_is_read_as_it_is_sent() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022)).file("content/a.mp4", b"");
    let film = std::fs::File::options().write(true).open(site.root().join("content/a.mp4")).expect("it");
    film.set_len(600 << 20).expect("a file with holes");
    let serving = site.serve(&[]);
    let page = serving.get("/units/jia-dang-zhi-bu/2022.html").text();
    let address = page.split("attachments/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    for range in ["bytes=0-9", "bytes=-10", "bytes=300000000-300000009"] {
        let part = serving.ask("GET", &format!("/attachments/{address}"), &[&format!("Range: {range}")]);
        assert_eq!((part.status, part.body.len()), (206, 10), "{range}");
    }
    assert_eq!(serving.state(&format!("/attachments/{address}"))["page"], serde_json::Value::Null);
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.process())).expect("its status");
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    let kilobytes: usize = most.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(kilobytes < 100 << 10, "{kilobytes} kB for thirty bytes");
}

#[test]
fn heads_validators_and_ranges() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022)).file("content/a.pdf", b"%PDF-0123456789");
    site.build().succeeds();
    let pdf =
        site.published().into_keys().find(|path| path.starts_with("attachments/")).expect("an attachment");
    let serving = site.serve(&[]);
    let whole = serving.get(&format!("/{pdf}"));
    assert_eq!(whole.headers["content-type"], "application/pdf");
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    let head = serving.ask("HEAD", &format!("/{pdf}"), &[]);
    assert_eq!((head.status, head.body.len(), &head.headers["content-length"]), (200, 0, &"15".to_owned()));
    assert_eq!(head.headers["etag"], whole.headers["etag"]);
    let tag = format!("If-None-Match: \"x\", {}", whole.headers["etag"]);
    let same = serving.ask("GET", &format!("/{pdf}"), &[&tag]);
    assert_eq!((same.status, same.body.len()), (304, 0));
    let part = serving.ask("GET", &format!("/{pdf}"), &["Range: bytes=1-3"]);
    assert_eq!((part.status, part.body.as_slice()), (206, &b"PDF"[..]));
    assert_eq!(part.headers["content-range"], "bytes 1-3/15");
    let end = serving.ask("GET", &format!("/{pdf}"), &["Range: bytes=-2"]);
    assert_eq!((end.status, end.body.as_slice()), (206, &b"89"[..]));
    let beyond = serving.ask("GET", &format!("/{pdf}"), &["Range: bytes=15-"]);
    assert_eq!((beyond.status, beyond.headers["content-range"].as_str()), (416, "bytes */15"));
    let other = serving.ask("GET", &format!("/{pdf}"), &["Range: bytes=1-3", "If-Range: \"other\""]);
    assert_eq!((other.status, other.body.len()), (200, 15));
    let page = serving.get("/index.html");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "SAMEORIGIN"),
    ] {
        assert_eq!(page.headers[name], value);
    }
    assert!(page.headers["content-security-policy"].contains("default-src 'none'"));
    assert!(!page.headers.keys().any(|name| name.starts_with("access-control")));
}

#[test]
fn one_connection_takes_many_requests() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    let serving = site.serve(&[]);
    let mut stream = serving.connect();
    let ask = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
    let all =
        [ask("/units.html", ""), ask("/nowhere", ""), ask("/years.html", "Connection: close\r\n")].concat();
    stream.write_all(all.as_bytes()).expect("sent");
    let mut answers = vec![];
    stream.read_to_end(&mut answers).expect("three answers and the end");
    let mut statuses = vec![];
    let mut rest = answers.as_slice();
    while let Some(answer) = parse(rest) {
        statuses.push(answer.status);
        let length: usize = answer.headers["content-length"].parse().expect("a number");
        rest = &rest[rest.len() - answer.body.len() + length..];
    }
    assert_eq!(statuses, [200, 404, 200]);
}

#[test]
fn what_is_not_published_is_not_served() {
    let internal = sound("甲党支部", 2022).replace("level:", "status: internal\nlevel:");
    let draft = sound("甲党支部", 2023).replace("level:", "status: draft\nlevel:");
    let site = Site::new()
        .report("2022.md", &internal)
        .report("2023.md", &draft)
        .report("2024.md", sound("甲党支部", 2024))
        .report("_drafts/2025.md", sound("甲党支部", 2025))
        .file("content/2022.pdf", "of the internal one")
        .file("content/2024.pdf", "of the published one")
        .file("content/alone.pdf", "of none");
    site.build().succeeds();
    let attachments =
        |site: &Site| site.published().into_keys().filter(|path| path.starts_with("attachments/")).count();
    assert_eq!(attachments(&site), 1);
    let serving = site.serve(&[]);
    let status = |serving: &super::client::Serving, year: u16| {
        serving.get(&format!("/units/jia-dang-zhi-bu/{year}.html")).status
    };
    assert_eq!([2022, 2023, 2024, 2025].map(|year| status(&serving, year)), [404, 404, 200, 404]);
    for path in [
        "content/2022.pdf",
        "content/alone.pdf",
        "2022.pdf",
        "site.toml",
        "content/2022.md",
        ".shuzhi/records",
    ] {
        assert_eq!(serving.get(&format!("/{path}")).status, 404, "{path}");
    }
    let serving = site.serve(&["--drafts"]);
    assert_eq!([2022, 2023, 2024, 2025].map(|year| status(&serving, year)), [404, 200, 200, 200]);
    assert!(serving.get("/units/jia-dang-zhi-bu/2023.html").text().contains("草稿"));
}

#[test]
fn a_port_asked_for_is_that_one_or_none() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    let serving = site.serve(&[]);
    let run = site.run(&["serve", "--addr", &serving.address.to_string()]).ends_with(3);
    assert!(run.stderr().contains("cannot-listen"), "{}", run.stderr());
}

#[test]
fn the_usual_port_gives_way() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    // Ours, or somebody else's: taken in any case.
    let _taken = std::net::TcpListener::bind("127.0.0.1:8080");
    let serving = super::client::Serving::start(site.command(&["serve"]));
    let port = serving.address.port();
    assert_ne!(port, 8080);
    assert!(serving.said().contains(&format!("端口 8080 已被占用，改用 {port}")), "{}", serving.said());
    assert!(serving.address.ip().is_loopback());
}

#[test]
fn an_address_for_others_is_warned_of() {
    let site = Site::new().report("a.md", sound("甲党支部", 2022));
    let open = super::client::Serving::start(site.command(&["serve", "--addr", "0.0.0.0:0"]));
    assert!(open.said().contains("同一网络里的人都能看到"), "{}", open.said());
    assert_eq!(open.get("/").status, 200);
    assert!(!site.serve(&[]).said().contains("同一网络里的人"));
}

#[test]
fn the_status_page_tells_of_reports_and_problems() {
    let site =
        Site::new().report("a.md", sound("甲党支部", 2022)).report("b.md", "---\nunit: <b>\n---\n正文");
    let serving = site.serve(&[]);
    let page = serving.get("/__shuzhi/");
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("content/b.md") && text.contains("预览状态"), "{text}");
    assert!(!text.contains("<b>"), "nothing of a report is markup here");
}
