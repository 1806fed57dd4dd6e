//! The head of a request (RFC 9112), read within limits.

use std::io::{self, Read};
use std::net::TcpStream;
use std::str::FromStr;
use std::time::{Duration, Instant};

use tiny_http::{HTTPVersion, Header, Method};

use super::Limits;

/// Most lines of headers.
const MOST_HEADERS: usize = 100;

/// Longest request line, in bytes.
const LONGEST_LINE: usize = 8 << 10;

/// A request's head.
#[derive(Debug)]
pub struct Head {
    pub method: Method,
    /// The target as sent.
    pub target: String,
    pub version: HTTPVersion,
    pub headers: Vec<Header>,
}

/// Why there is no head.
#[derive(Debug, PartialEq, Eq)]
pub enum NoHead {
    /// The client left, or asked for nothing in time.
    Gone,
    /// It is answered with this status.
    Refused(u16),
}

impl Head {
    /// The value of a header; the first if it is there twice.
    pub fn header(&self, name: &'static str) -> Option<&str> {
        self.headers.iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
    }

    /// How often a header is there.
    pub fn count(&self, name: &'static str) -> usize {
        self.headers.iter().filter(|header| header.field.equiv(name)).count()
    }

    /// Whether the client wants no further answer on this connection.
    pub fn is_last(&self) -> bool {
        let connection = self.header("Connection").unwrap_or_default().to_ascii_lowercase();
        let says = |word: &str| connection.split(',').any(|part| part.trim() == word);
        says("close") || (self.version == (1, 0) && !says("keep-alive"))
    }
}

/// Reads a head, and leaves what follows it in `buffer`. The first byte may take the idle time, all others
/// together the time of a head.
pub fn read(stream: &TcpStream, buffer: &mut Vec<u8>, limits: &Limits) -> Result<Head, NoHead> {
    let mut deadline = (!buffer.is_empty()).then(|| Instant::now() + limits.head_time);
    loop {
        // Empty lines before a request are let pass (RFC 9112, 2.2).
        while buffer.starts_with(b"\r\n") {
            buffer.drain(..2);
        }
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            if end > limits.head_bytes {
                return Err(NoHead::Refused(431));
            }
            let head = parse(&buffer[..end]);
            buffer.drain(..end + 4);
            return head.map_err(NoHead::Refused);
        }
        if find(buffer, b"\n\n").is_some() {
            return Err(NoHead::Refused(400));
        }
        if buffer.len() > LONGEST_LINE && find(&buffer[..LONGEST_LINE], b"\r\n").is_none() {
            return Err(NoHead::Refused(414));
        }
        if buffer.len() > limits.head_bytes {
            return Err(NoHead::Refused(431));
        }
        let wait = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => limits.idle_time,
        };
        match read_some(stream, buffer, wait) {
            Ok(true) => {}
            Err(error) if deadline.is_some() && is_time_out(&error) => return Err(NoHead::Refused(408)),
            Ok(false) | Err(_) => return Err(NoHead::Gone),
        }
        deadline = deadline.or_else(|| Some(Instant::now() + limits.head_time));
    }
}

/// Reads what is there; says whether the client is.
fn read_some(stream: &TcpStream, buffer: &mut Vec<u8>, wait: Duration) -> io::Result<bool> {
    if wait.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(wait))?;
    let mut chunk = [0; 2048];
    loop {
        let mut stream = stream;
        match stream.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(read) => {
                buffer.extend_from_slice(&chunk[..read]);
                return Ok(read > 0);
            }
        }
    }
}

fn is_time_out(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// Parses a head without its empty line; gives the status of the answer to a wrong one.
fn parse(bytes: &[u8]) -> Result<Head, u16> {
    // Beside CRLF nothing below the space, and nothing beyond ASCII: addresses are percent-encoded.
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).ok_or(400_u16)?;
    let mut lines = text.split("\r\n");
    let (method, target, version) = request_line(lines.next().unwrap_or_default())?;
    let mut headers = vec![];
    for line in lines {
        if headers.len() == MOST_HEADERS {
            return Err(431);
        }
        headers.push(header(line).ok_or(400_u16)?);
    }
    Ok(Head { method, target, version, headers })
}

fn request_line(line: &str) -> Result<(Method, String, HTTPVersion), u16> {
    if line.len() > LONGEST_LINE {
        return Err(414);
    }
    if line.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(400);
    }
    let parts: Vec<&str> = line.split(' ').collect();
    let [method, target, version] = parts[..] else { return Err(400) };
    let version = match version {
        "HTTP/1.1" => HTTPVersion(1, 1),
        "HTTP/1.0" => HTTPVersion(1, 0),
        _ if version.starts_with("HTTP/") => return Err(505),
        _ => return Err(400),
    };
    let method = Method::from_str(method).map_err(|()| 400_u16)?;
    if target.is_empty() {
        return Err(400);
    }
    Ok((method, target.to_owned(), version))
}

fn header(line: &str) -> Option<Header> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let (name, value) = line.split_once(':')?;
    let is_sound = !name.is_empty()
        && name.bytes().all(is_token)
        && value.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
    if !is_sound {
        return None;
    }
    Header::from_bytes(name, value.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(head: &str, expected: Result<&str, u16>) {
        let parsed = parse(head.as_bytes()).map(|head| head.target);
        assert_eq!(parsed.as_deref().map_err(|status| *status), expected, "{head:?}");
    }

    #[test]
    fn heads() {
        case("GET / HTTP/1.1\r\nHost: a", Ok("/"));
        case("GET /a?b HTTP/1.0", Ok("/a?b"));
        case("GET /a?b HTTP/1.0\r\nX: \t a b", Ok("/a?b"));
        case("GET / HTTP/2.0", Err(505));
        case("GET / HTTP/1.1 ", Err(400));
        case("GET  / HTTP/1.1", Err(400));
        case("GET /", Err(400));
        case("", Err(400));
        case("GET / FTP/1.1", Err(400));
        case("GET /甲 HTTP/1.1", Err(400));
        case("GET /\0 HTTP/1.1", Err(400));
        case("GET / HTTP/1.1\r\nHost : a", Err(400));
        case("GET / HTTP/1.1\r\nHost: a\r\n folded", Err(400));
        case("GET / HTTP/1.1\r\nHost: a\nX: b", Err(400));
        case("GET / HTTP/1.1\r\nX: \u{1}", Err(400));
        case("GET / HTTP/1.1\r\n: a", Err(400));
        case(&format!("GET /{} HTTP/1.1", "a".repeat(LONGEST_LINE)), Err(414));
        case(&format!("GET / HTTP/1.1{}", "\r\nA: b".repeat(101)), Err(431));
    }

    #[test]
    fn when_a_connection_ends() {
        let is_last = |head: &str| parse(head.as_bytes()).unwrap().is_last();
        assert!(!is_last("GET / HTTP/1.1"));
        assert!(is_last("GET / HTTP/1.1\r\nConnection: x, Close"));
        assert!(is_last("GET / HTTP/1.0"));
        assert!(!is_last("GET / HTTP/1.0\r\nConnection: keep-alive"));
    }
}
