//! What is sent: content with its validators, in whole or in part (RFC 9110).

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::Hasher;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::Arc;

use tiny_http::{HTTPVersion, Header, Method, Response, StatusCode};

use super::head::Head;

/// An answer.
#[derive(Debug)]
pub enum Reply {
    /// Bytes.
    Content(Content),
    /// A stream of server-sent events that does not end.
    Events,
    /// Elsewhere on this server, by an absolute path such as `/dang/`.
    Redirect(String),
}

/// Bytes of a kind.
#[derive(Debug)]
pub struct Content {
    /// Status.
    pub status: u16,
    /// Media type, with the character set of texts.
    pub media_type: &'static str,
    /// The bytes.
    pub body: Body,
    /// Further headers, in ASCII.
    pub headers: Vec<(&'static str, String)>,
}

/// Where the bytes of a content are.
pub enum Body {
    /// In memory.
    Bytes(Arc<[u8]>),
    /// Elsewhere, to be read piece by piece as they are sent.
    Stream {
        /// Gives them.
        source: Box<dyn Source>,
        /// How many there are.
        length: u64,
        /// What tells them from other versions; plain ASCII without quotes.
        version: String,
    },
}

/// Bytes that can be read from any place.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

impl Body {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream { length, .. } => *length,
        }
    }

    /// A strong validator.
    fn tag(&self) -> String {
        match self {
            Self::Bytes(bytes) => {
                let mut hasher = DefaultHasher::new();
                hasher.write(bytes);
                format!("\"{:x}-{:016x}\"", bytes.len(), hasher.finish())
            }
            Self::Stream { version, .. } => format!("\"{version}\""),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

/// Media types by extension.
const MEDIA_TYPES: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mp4", "video/mp4"),
    ("ofd", "application/ofd"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webp", "image/webp"),
    ("wps", "application/vnd.ms-works"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml; charset=utf-8"),
    ("zip", "application/zip"),
];

/// The media type of a file, by its extension.
pub fn media_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = MEDIA_TYPES.binary_search_by_key(&extension.as_str(), |(known, _)| known);
    known.map_or("application/octet-stream", |at| MEDIA_TYPES[at].1)
}

/// What a browser may do with anything from here: nothing from or to elsewhere, and no inline scripts.
const POLICY: &str = "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; \
    form-action 'self'; frame-ancestors 'self'; img-src 'self'; script-src 'self'; style-src 'self'";

/// Headers of every answer.
pub const ALWAYS: &[(&str, &str)] = &[
    ("Server", "shuzhi"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
];

/// An answer as bytes: its head, and the part of the body that follows.
#[derive(Debug)]
pub struct Message {
    pub head: Vec<u8>,
    pub body: Body,
    pub part: Range<u64>,
}

impl Content {
    /// A short text for a wrong request.
    pub fn error(status: u16) -> Self {
        let reason = match status {
            403 => {
                "Host 不在允许之列；需要时请用 --allow-host / host not allowed; use --allow-host\n".to_owned()
            }
            _ => format!("{status} {}\n", StatusCode(status).default_reason_phrase()),
        };
        let headers = match status {
            405 => vec![("Allow", "GET, HEAD".to_owned())],
            503 => vec![("Retry-After", "1".to_owned())],
            _ => vec![],
        };
        let media_type = media_type(".txt");
        Self { status, media_type, body: Body::Bytes(Arc::from(reason.into_bytes())), headers }
    }

    /// Another address of this server.
    pub fn redirect(path: String) -> Self {
        let headers = vec![("Location", path)];
        Self { status: 307, media_type: media_type(".txt"), body: Body::Bytes(Arc::from(&b""[..])), headers }
    }

    /// The answer to a request; `is_last` says that the connection ends with it.
    pub fn message(mut self, request: Option<&Head>, is_last: bool) -> io::Result<Message> {
        let mut part = 0..self.body.len();
        if self.status == 200 {
            let tag = self.body.tag();
            self.headers.push(("Accept-Ranges", "bytes".to_owned()));
            let asked = request.map_or(Asked::Whole, |request| asked(request, &tag, self.body.len()));
            self.headers.push(("ETag", tag));
            match asked {
                Asked::Whole => {}
                Asked::Nothing => (self.status, part) = (304, 0..0),
                Asked::Part(asked) => {
                    let range = format!("bytes {}-{}/{}", asked.start, asked.end - 1, self.body.len());
                    self.headers.push(("Content-Range", range));
                    (self.status, part) = (206, asked);
                }
                Asked::Beyond => {
                    let headers = vec![("Content-Range", format!("bytes */{}", self.body.len()))];
                    self = Self { headers, ..Self::error(416) };
                    part = 0..self.body.len();
                }
            }
        }
        let version = request.map_or(HTTPVersion(1, 1), |request| request.version.clone());
        // Of what the client has already, the length is told that it would have had (RFC 9110, 8.6).
        let length = if self.status == 304 { self.body.len() } else { part.end - part.start };
        let mut head = self.head(version, length)?;
        if is_last {
            head.truncate(head.len() - 2);
            head.extend_from_slice(b"Connection: close\r\n\r\n");
        }
        if request.is_some_and(|request| request.method == Method::Head) {
            part = 0..0;
        }
        Ok(Message { head, body: self.body, part })
    }

    fn head(&self, version: HTTPVersion, length: u64) -> io::Result<Vec<u8>> {
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let own = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let always =
            ALWAYS.iter().copied().filter(|(name, _)| self.headers.iter().all(|(own, _)| own != name));
        let all = always.chain([("Content-Type", self.media_type)]).chain(own);
        let headers = all.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
        let mut head = vec![];
        Response::new(StatusCode(self.status), headers, io::empty(), Some(length), None)
            .with_chunked_threshold(usize::MAX)
            .raw_print(&mut head, version, &[], true, None)?;
        Ok(head)
    }
}

/// How much of a content is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// The client has it.
    Nothing,
    Part(Range<u64>),
    /// A part that there is not.
    Beyond,
}

fn asked(request: &Head, tag: &str, length: u64) -> Asked {
    if let Some(known) = request.header("If-None-Match") {
        let is_known = |one: &str| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag;
        if known.split(',').any(|one| is_known(one.trim())) {
            return Asked::Nothing;
        }
    }
    let of_this = request.header("If-Range").is_none_or(|known| known == tag);
    let range = request.header("Range").filter(|_| of_this && request.method == Method::Get);
    range.map_or(Asked::Whole, |range| part(range, length))
}

/// One range of bytes; several or an unreadable one ask for the whole (RFC 9110, 14.2).
fn part(range: &str, length: u64) -> Asked {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::Whole;
    };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok());
    let part = match (number(first), number(last)) {
        (Some(Some(first)), Some(Some(last))) if first <= last => first..last.saturating_add(1).min(length),
        (Some(Some(first)), Some(None)) if last.is_empty() => first..length,
        (Some(None), Some(Some(count))) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Asked::Whole,
    };
    if part.is_empty() { Asked::Beyond } else { Asked::Part(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        assert!(MEDIA_TYPES.is_sorted(), "they are searched by halves");
        assert_eq!(media_type("a/b.HTML"), "text/html; charset=utf-8");
        assert_eq!(media_type("a.unknown"), "application/octet-stream");
        assert_eq!(media_type("a"), "application/octet-stream");
    }

    #[test]
    fn ranges() {
        let case = |range: &str, expected: Asked| assert_eq!(part(range, 10), expected, "{range}");
        case("bytes=0-3", Asked::Part(0..4));
        case("bytes=4-", Asked::Part(4..10));
        case("bytes=-3", Asked::Part(7..10));
        case("bytes=-30", Asked::Part(0..10));
        case("bytes=9-99999999999999999999", Asked::Whole);
        case("bytes=9-99", Asked::Part(9..10));
        case("bytes=10-", Asked::Beyond);
        case("bytes=-0", Asked::Beyond);
        for whole in
            ["bytes=3-1", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=", "bytes=-", "bytes=--1", ""]
        {
            case(whole, Asked::Whole);
        }
    }
}
