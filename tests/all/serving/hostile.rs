//! Clients that mean no good, or are very slow: the server refuses them and goes on serving.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use super::client::{Serving, parse, until};
use crate::harness::{Site, sound};

const SECRET: &str = "the secret beside the site";

/// A site with things beside it and in it that nobody may read.
fn site() -> Site {
    let site = Site::new()
        .file("secret.txt", SECRET)
        .report("a.md", sound("甲党支部", 2022))
        .file("content/.hidden.md", SECRET)
        .file("themes/mine/static/a.txt", "of a theme");
    std::os::unix::fs::symlink(site.root().join("secret.txt"), site.root().join("content/link.pdf"))
        .expect("a link");
    std::os::unix::fs::symlink("/etc", site.root().join("content/etc")).expect("a link");
    site
}

#[track_caller]
fn still_serves(serving: &Serving) {
    let answer = serving.get("/units.html");
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("甲党支部"));
}

#[test]
fn requests_that_must_be_refused() {
    let site = site();
    let serving = site.serve(&[]);
    let get = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let with = |header: &str| format!("GET / HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");
    let mut cases: Vec<(String, u16)> = vec![];
    // Paths that lead out, in every dress.
    for target in [
        "/../secret.txt",
        "/..",
        "/%2e%2e/secret.txt",
        "/%2E%2E/secret.txt",
        "/.%2e/secret.txt",
        "/%2e./secret.txt",
        "/%252e%252e/secret.txt",
        "/units/../../secret.txt",
        "/units/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/a\\..\\secret.txt",
        "/%00",
        "/index.html%00.pdf",
        "/%0d%0aX:%20y",
        "//etc/passwd",
        "//evil.example/",
        "///",
        "/./index.html",
        "/units//a.html",
        "/%c0%ae%c0%ae/secret.txt",
        "/%ff%fe",
        "/%",
        "/%2",
        "/%zz",
        "/C:/Windows/win.ini",
        "/file:/etc/passwd",
        "*",
        "secret.txt",
        "",
        "https://localhost/",
        "ftp://localhost/",
        "/a#b",
        "/?x=%zz",
    ] {
        cases.push((get(target), 400));
    }
    cases.push((get("/<script>alert(1)</script>甲"), 400));
    // Known places that are none of the site's.
    for target in [
        "/secret.txt",
        "/site.toml",
        "/content/a.md",
        "/content/.hidden.md",
        "/content/link.pdf",
        "/link.pdf",
        "/content/etc/passwd",
        "/etc/passwd",
        "/themes/mine/static/a.txt",
        "/static/",
        "/units/",
        "/.shuzhi/records",
        "/.git/config",
        "/proc/self/environ",
        "/__shuzhi/../secret.txt%3f",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/%252525",
        "/%25252e%25252e/secret.txt",
        "/attachments/",
        "/__shuzhi/state/x",
        "/index.html/",
        "/INDEX.HTML",
    ] {
        cases.push((get(target), if target.contains("..") { 400 } else { 404 }));
    }
    // Methods, versions, bodies.
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW", "get"] {
        cases.push((format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 405));
    }
    for version in ["HTTP/2.0", "HTTP/0.9", "HTTP/1.2"] {
        cases.push((format!("GET / {version}\r\nHost: localhost\r\n\r\n"), 505));
    }
    for line in [
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 x",
        " GET / HTTP/1.1",
        "GET / http/1.1",
        "\0\0\0",
        "GET / FTP/1.1",
    ] {
        cases.push((format!("{line}\r\nHost: localhost\r\n\r\n"), 400));
    }
    for header in [
        "Content-Length: 5",
        "Content-Length: -1",
        "Transfer-Encoding: chunked",
        "Content-Length: 0\r\nContent-Length: 0",
    ] {
        cases.push((with(&format!("Host: localhost\r\n{header}")), 400));
    }
    cases.push((with("Host: localhost\r\nExpect: 100-continue"), 417));
    // Hosts: names that were made to point here.
    for host in [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[2001:db8::1]",
        "0.0.0.0",
    ] {
        cases.push((with(&format!("Host: {host}")), 403));
    }
    cases.push((get("http://evil.example/"), 403));
    for host in [
        "",
        "a b",
        "localhost:",
        "localhost:x",
        "localhost:99999",
        "user@localhost",
        "[::1",
        "localhost/evil",
    ] {
        cases.push((with(&format!("Host: {host}")), 400));
    }
    cases.push((with("X-Host: localhost"), 400));
    cases.push((with("Host: localhost\r\nHost: localhost"), 400));
    cases.push((with("Host: localhost\r\nHost: evil.example"), 400));
    cases.push((with("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors"), 403));
    // Heads.
    for header in [" folded", "NoColon", "A : b", ": b", "A: \u{1}", "A: 甲", "A\0: b", "A: b\nC: d"] {
        cases.push((with(&format!("Host: localhost\r\n{header}")), 400));
    }
    cases.push((with(&format!("Host: localhost\r\nA: {}", "b".repeat(20 << 10))), 431));
    cases.push((with(&format!("Host: localhost{}", "\r\nA: b".repeat(200))), 431));
    cases.push((get(&format!("/{}", "a".repeat(9 << 10))), 414));
    cases.push(("GET / HTTP/1.1\nHost: localhost\n\n".to_owned(), 400));
    assert!(cases.len() >= 60, "{}", cases.len());
    for (request, expected) in &cases {
        let shown = &request[..request.len().min(120)];
        // Method names that nobody knows may be called bad as well as not allowed.
        let answer = serving.say(request.as_bytes()).unwrap_or_else(|| panic!("no answer to {shown:?}"));
        let also = if *expected == 405 { 400 } else { *expected };
        assert!(answer.status == *expected || answer.status == also, "{shown:?}: {}", answer.status);
        let text = answer.text();
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{shown:?} reads what it must not");
        assert!(!text.contains("<script>alert") && !text.contains("evil.example"), "{shown:?} is reflected");
        assert_eq!(
            answer.headers.get("x-content-type-options").map(String::as_str),
            Some("nosniff"),
            "{shown:?}"
        );
    }
    still_serves(&serving);
}

#[test]
fn hosts_that_are_allowed() {
    let site = site();
    let serving = site.serve(&["--allow-host", "Dangjian.local"]);
    let ask = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        serving.say(request.as_bytes()).expect("an answer").status
    };
    for host in [
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1",
        "127.9.9.9:1",
        "[::1]:8080",
        "a.localhost",
        "dangjian.LOCAL:8080",
    ] {
        assert_eq!(ask(host), 200, "{host}");
    }
    assert_eq!(ask("other.local"), 403);
    assert_eq!(serving.say(b"GET /units.html HTTP/1.0\r\n\r\n").expect("an answer").status, 200);
}

#[test]
fn noise_is_answered_or_dropped() {
    let site = site();
    let serving = site.serve(&[]);
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..100 {
        let noise: Vec<u8> = (0..200)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed as u8
            })
            .chain(*b"\r\n\r\n")
            .collect();
        if let Some(answer) = serving.say(&noise) {
            assert!(answer.status >= 400);
        }
    }
    // Clients that leave at once, or in the middle.
    for _ in 0..100 {
        drop(serving.connect());
        let _ = serving.connect().write_all(b"GET /units.html HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let _ = serving.connect().write_all(b"GET /un");
    }
    still_serves(&serving);
}

fn stream_of_events(serving: &Serving) -> TcpStream {
    let mut stream = serving.connect();
    stream.write_all(b"GET /__shuzhi/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    stream
}

/// Reads until a text has come.
#[track_caller]
fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut read = vec![];
    let mut chunk = [0; 1024];
    while !String::from_utf8_lossy(&read).contains(text) {
        let count = stream.read(&mut chunk).expect("more");
        assert!(count > 0, "the end before {text:?}");
        read.extend_from_slice(&chunk[..count]);
    }
    String::from_utf8_lossy(&read).into_owned()
}

#[test]
fn five_hundred_idle_streams_and_fifty_slow_clients() {
    let site = site();
    let serving = site.serve(&[]);
    let mut streams: Vec<TcpStream> = (0..500).map(|_| stream_of_events(&serving)).collect();
    for stream in &mut streams {
        let head = read_until(stream, "\n\n");
        assert!(head.contains("text/event-stream"), "{head}");
    }
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = serving.connect();
            stream.write_all(b"GET /units.html HTTP/1.1\r\nHos").expect("sent");
            stream
        })
        .collect();
    // Asked for much, read nothing.
    let deaf: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = serving.connect();
            let ask = "GET /units.html HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500);
            stream.set_nonblocking(true).expect("non-blocking");
            let _ = stream.write(ask.as_bytes());
            stream
        })
        .collect();
    still_serves(&serving);
    std::fs::write(site.root().join("content/b.md"), sound("乙党支部", 2022)).expect("a file");
    for stream in &mut streams {
        read_until(stream, "\"version\":2");
    }
    still_serves(&serving);
    drop((slow, deaf));
}

#[test]
fn a_slow_head_is_given_up() {
    let site = site();
    let serving = site.serve(&[]);
    let mut stream = serving.connect();
    // A byte from time to time does not put the end off.
    let mut drip = stream.try_clone().expect("a clone");
    std::thread::spawn(move || {
        for byte in
            b"GET /units.html HTTP/1.1\r\nHost: localhost\r\nA: bbbbbbbbbbbbbbbbbbbbbbbbbb".iter().cycle()
        {
            if drip.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(400));
        }
    });
    let mut answer = vec![];
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(parse(&answer).expect("an answer").status, 408);
}

/// The server with few file descriptors.
fn with_descriptors(site: &Site, descriptors: usize) -> Serving {
    let inner = site.command(&["serve", "--addr", "127.0.0.1:0"]);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n {descriptors}; exec \"$@\"")).arg("sh").arg(inner.get_program());
    command.args(inner.get_args());
    Serving::start(command)
}

#[test]
fn running_out_of_file_descriptors_kills_nobody() {
    let site = site();
    // So few that even with a few connections files cannot be opened.
    let serving = with_descriptors(&site, 24);
    let crowd: Vec<TcpStream> = (0..200).map(|_| stream_of_events(&serving)).collect();
    let more: Vec<TcpStream> = (0..100).map(|_| serving.connect()).collect();
    std::thread::sleep(Duration::from_millis(300));
    drop((crowd, more));
    until("an answer after the crowd", || {
        let answer = serving.say(b"GET /units.html HTTP/1.0\r\n\r\n")?;
        (answer.status == 200).then_some(())
    });
    // And it still hears of changes.
    std::fs::write(site.root().join("content/b.md"), sound("乙党支部", 2022)).expect("a file");
    until("the change", || {
        serving.say(b"GET /units.html HTTP/1.0\r\n\r\n")?.text().contains("乙党支部").then_some(())
    });
}

#[test]
fn streams_leave_room_for_pages() {
    let site = site();
    let serving = with_descriptors(&site, 128);
    let _crowd: Vec<TcpStream> = (0..300).map(|_| stream_of_events(&serving)).collect();
    until("a page in the crowd", || {
        let answer = serving.say(b"GET /units.html HTTP/1.0\r\n\r\n")?;
        (answer.status == 200).then_some(())
    });
}
