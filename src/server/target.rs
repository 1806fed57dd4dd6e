//! What a request asks for, and of whom: its target and host, checked before anything else looks at them.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

/// A request that passed all checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Path from the server's root: decoded, its parts neither empty nor `.` or `..`; empty for `/`.
    pub path: String,
    /// Whether the address ended with a slash; the root does.
    pub is_folder: bool,
    /// The values of the query by name, decoded; of equal names the first.
    pub query: BTreeMap<String, String>,
}

/// Whom a client believes to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// An address.
    Address(IpAddr),
    /// A name in small letters, without the dot at the end of a full one.
    Name(String),
}

impl Host {
    /// Reads `name`, `name:port`, `1.2.3.4:port` or `[::1]:port`.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let port = if port.is_empty() { "0" } else { port.strip_prefix(':')? };
            (Self::Address(address.parse::<Ipv6Addr>().ok()?.into()), port)
        } else {
            let (name, port) = text.split_once(':').unwrap_or((text, "0"));
            (Self::of_name(name)?, port)
        };
        let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && port.parse::<u16>().is_ok()).then_some(host)
    }

    fn of_name(name: &str) -> Option<Self> {
        if let Ok(address) = name.parse() {
            return Some(Self::Address(IpAddr::V4(address)));
        }
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        (!name.is_empty() && name.bytes().all(is_name)).then_some(Self::Name(name))
    }
}

/// A target, with the host it names if it is a whole address; nothing if it is none that we answer.
pub fn parse(target: &str) -> Option<(Request, Option<Host>)> {
    let (host, rest) = match target.strip_prefix("http://") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (Some(Host::parse(authority)?), if path.starts_with('/') { path } else { "/" })
        }
        None => (None, target),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix('/')?;
    let is_folder = path.is_empty() || path.ends_with('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = if path.is_empty() && !rest.starts_with("//") {
        String::new()
    } else {
        path.split('/').map(part).collect::<Option<Vec<String>>>()?.join("/")
    };
    // A drive of Windows, or a scheme.
    if path.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    Some((Request { path, is_folder, query: values(query)? }, host))
}

/// One part of a path, decoded once. What would lead elsewhere, or would after another decoding, is none.
fn part(part: &str) -> Option<String> {
    let part = decode(part)?;
    let folded = part.to_ascii_lowercase();
    let is_harmless = !part.is_empty()
        && part != "."
        && part != ".."
        && !part.contains(['/', '\\'])
        && !part.chars().any(char::is_control)
        && !["%2e", "%2f", "%5c", "%00"].iter().any(|code| folded.contains(code));
    is_harmless.then_some(part)
}

fn values(query: &str) -> Option<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plus = |text: &str| decode(&text.replace('+', " "));
        values.entry(plus(name)?).or_insert(plus(value)?);
    }
    Some(values)
}

/// A path as an address has it: percent-encoded but for what is harmless there.
pub fn encode(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(one).collect()
}

/// Percent-decoding (RFC 3986, 2.1) of what is then UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            out.push((high * 16 + low) as u8);
        } else if byte == b'#' {
            return None;
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn path(target: &str, expected: Option<(&str, bool)>) {
        let parsed = parse(target).map(|(request, _)| (request.path, request.is_folder));
        let expected = expected.map(|(path, is_folder)| (path.to_owned(), is_folder));
        assert_eq!(parsed, expected, "{target}");
    }

    #[test]
    fn paths() {
        path("/", Some(("", true)));
        path("/?a", Some(("", true)));
        path("/a/b.html", Some(("a/b.html", false)));
        path("/a/", Some(("a", true)));
        path("/%E7%94%B2.html", Some(("甲.html", false)));
        path("/a%20b", Some(("a b", false)));
        path("http://127.0.0.1/a", Some(("a", false)));
        path("http://127.0.0.1", Some(("", true)));
        path("/...", Some(("...", false)));
        for wrong in [
            "",
            "a",
            "*",
            "//",
            "//a",
            "/a//b",
            "///",
            "/..",
            "/../a",
            "/a/..",
            "/a/../b",
            "/./a",
            "/%2e%2e/a",
            "/%2E%2e",
            "/.%2e/a",
            "/%252e%252e/a",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/..\\a",
            "/%00",
            "/a%0ab",
            "/a%",
            "/a%2",
            "/a%zz",
            "/%ff",
            "/%c0%ae%c0%ae/a",
            "/C:/a",
            "/file:a",
            "/a#b",
            "/a%2500",
            "https://127.0.0.1/",
            "http:///a",
            "/a?%zz",
        ] {
            path(wrong, None);
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding() {
        for path in ["", "/a/b-c_d.~/", "党/建", "a b%", "\"<>\\"] {
            assert_eq!(decode(&encode(path)).as_deref(), Some(path));
            assert!(encode(path).is_ascii() && !encode(path).contains([' ', '"', '<']));
        }
    }

    #[test]
    fn queries() {
        let query = parse("/a?page=%2Funits%2F%E7%94%B2.html&x=1+2&page=3&y").unwrap().0.query;
        assert_eq!(query["page"], "/units/甲.html");
        assert_eq!(query["x"], "1 2");
        assert_eq!(query["y"], "");
    }

    #[test]
    fn hosts() {
        let name = |name: &str| Some(Host::Name(name.to_owned()));
        let address = |address: &str| Some(Host::Address(address.parse().unwrap()));
        assert_eq!(Host::parse("LocalHost:80"), name("localhost"));
        assert_eq!(Host::parse("a.b."), name("a.b"));
        assert_eq!(Host::parse("127.0.0.1:8080"), address("127.0.0.1"));
        assert_eq!(Host::parse("[::1]:80"), address("::1"));
        assert_eq!(Host::parse("[::1]"), address("::1"));
        for wrong in
            ["", ":80", "a:", "a:b", "a:99999", "a:80:80", "[::1", "[::1]x", "[a]", "a@b", "a/b", "a b", "甲"]
        {
            assert_eq!(Host::parse(wrong), None, "{wrong}");
        }
    }
}
