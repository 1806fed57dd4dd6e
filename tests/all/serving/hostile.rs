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

/// Targets that are no address here: paths that lead out, in every dress, and what is no path.
const NO_ADDRESSES: &[&str] = &[
    "/../secret.txt",
    "/..",
    "/%2e%2e/secret.txt",
    "/%2E%2E/secret.txt",
    "/.%2e/secret.txt",
    "/%2e./secret.txt",
    "/%252e%252e/secret.txt",
    "/units/../../secret.txt",
    "/units/..%2f..%2fsecret.txt",
    "/__shuzhi/../secret.txt",
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
    "/<script>alert(1)</script>甲",
];

/// Places that are none of the site's.
const NOT_OF_THE_SITE: &[&str] = &[
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
    "/%3Cscript%3Ealert(1)%3C/script%3E",
    "/%252525",
    "/%25252e%25252e/secret.txt",
    "/attachments/",
    "/__shuzhi/state/x",
    "/index.html/",
    "/INDEX.HTML",
];

/// Request lines with the status of their answer.
const LINES: &[(&str, u16)] = &[
    ("POST / HTTP/1.1", 405),
    ("PUT / HTTP/1.1", 405),
    ("DELETE / HTTP/1.1", 405),
    ("OPTIONS / HTTP/1.1", 405),
    ("TRACE / HTTP/1.1", 405),
    ("CONNECT / HTTP/1.1", 405),
    ("PATCH / HTTP/1.1", 405),
    ("BREW / HTTP/1.1", 405),
    ("get / HTTP/1.1", 405),
    ("GET / HTTP/2.0", 505),
    ("GET / HTTP/0.9", 505),
    ("GET / HTTP/1.2", 505),
    ("GET /", 400),
    ("GET  / HTTP/1.1", 400),
    ("GET / HTTP/1.1 x", 400),
    (" GET / HTTP/1.1", 400),
    ("GET / http/1.1", 400),
    ("GET / FTP/1.1", 400),
    ("\0\0\0", 400),
];

/// Headers with the status of the answer.
const HEADERS: &[(&str, u16)] = &[
    // Bodies, which no request here has.
    ("Host: localhost\r\nContent-Length: 5", 400),
    ("Host: localhost\r\nContent-Length: -1", 400),
    ("Host: localhost\r\nTransfer-Encoding: chunked", 400),
    ("Host: localhost\r\nContent-Length: 0\r\nContent-Length: 0", 400),
    ("Host: localhost\r\nExpect: 100-continue", 417),
    // Names that were made to point here.
    ("Host: evil.example", 403),
    ("Host: evil.example:8080", 403),
    ("Host: localhost.evil.example", 403),
    ("Host: 127.0.0.1.evil.example", 403),
    ("Host: 10.0.0.1", 403),
    ("Host: [2001:db8::1]", 403),
    ("Host: 0.0.0.0", 403),
    ("Host: ", 400),
    ("Host: a b", 400),
    ("Host: localhost:", 400),
    ("Host: localhost:x", 400),
    ("Host: localhost:99999", 400),
    ("Host: user@localhost", 400),
    ("Host: [::1", 400),
    ("Host: localhost/evil", 400),
    ("X-Host: localhost", 400),
    ("Host: localhost\r\nHost: localhost", 400),
    ("Host: localhost\r\nHost: evil.example", 400),
    ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors", 403),
    // Lines that are no headers.
    ("Host: localhost\r\n folded", 400),
    ("Host: localhost\r\nNoColon", 400),
    ("Host: localhost\r\nA : b", 400),
    ("Host: localhost\r\n: b", 400),
    ("Host: localhost\r\nA: \u{1}", 400),
    ("Host: localhost\r\nA: 甲", 400),
    ("Host: localhost\r\nA\0: b", 400),
    ("Host: localhost\r\nA: b\nC: d", 400),
];

/// Requests with the status of their answer.
fn requests() -> Vec<(String, u16)> {
    let get = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let line = |line: &str| format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let with = |header: &str| format!("GET / HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");
    let mut requests: Vec<(String, u16)> = NO_ADDRESSES.iter().map(|target| (get(target), 400)).collect();
    requests.extend(NOT_OF_THE_SITE.iter().map(|target| (get(target), 404)));
    requests.extend(LINES.iter().map(|(first, status)| (line(first), *status)));
    requests.extend(HEADERS.iter().map(|(header, status)| (with(header), *status)));
    requests.push((get("http://evil.example/"), 403));
    requests.push((get(&format!("/{}", "a".repeat(9 << 10))), 414));
    requests.push((with(&format!("Host: localhost\r\nA: {}", "b".repeat(20 << 10))), 431));
    requests.push((with(&format!("Host: localhost{}", "\r\nA: b".repeat(200))), 431));
    requests.push(("GET / HTTP/1.1\nHost: localhost\n\n".to_owned(), 400));
    requests
}

#[test]
fn requests_that_must_be_refused() {
    let site = site();
    let serving = site.serve(&[]);
    let requests = requests();
    assert!(requests.len() >= 60, "{}", requests.len());
    for (request, expected) in &requests {
        let shown: String = request.chars().take(120).collect();
        let answer = serving.say(request.as_bytes()).unwrap_or_else(|| panic!("no answer to {shown:?}"));
        assert_eq!(answer.status, *expected, "{shown:?}");
        let text = answer.text();
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{shown:?} reads what it must not");
        assert!(!text.contains("<script>alert") && !text.contains("evil.example"), "{shown:?} is reflected");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{shown:?}");
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
    // Nine are in use before anybody comes, and the limit of connections is never below four: accepting fails.
    let serving = with_descriptors(&site, 12);
    let crowd: Vec<TcpStream> = (0..60).map(|_| stream_of_events(&serving)).collect();
    let more: Vec<TcpStream> = (0..40).map(|_| serving.connect()).collect();
    std::thread::sleep(Duration::from_millis(300));
    // A change that finds no descriptor to be read with.
    std::fs::write(site.root().join("content/c.md"), sound("丙党支部", 2022)).expect("a file");
    std::thread::sleep(Duration::from_millis(300));
    drop((crowd, more));
    until("an answer after the crowd", || {
        let answer = serving.say(b"GET /units.html HTTP/1.0\r\n\r\n")?;
        (answer.status == 200).then_some(())
    });
    // And it still hears of changes.
    std::fs::write(site.root().join("content/b.md"), sound("乙党支部", 2022)).expect("a file");
    for unit in ["乙党支部", "丙党支部"] {
        until("the change", || {
            serving.say(b"GET /units.html HTTP/1.0\r\n\r\n")?.text().contains(unit).then_some(())
        });
    }
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
