//! One connection: requests are answered one after the other until the client has no more.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiny_http::Method;

use super::head::{self, Head, NoHead};
use super::reply::{ALWAYS, Body, Content, Message, Reply};
use super::target::{self, Host};
use super::{Request, Shared, events};

/// How many bytes a second a client must take at least, after a grace.
const SLOWEST: u64 = 64 << 10;

/// Time before that counts.
const GRACE: Duration = Duration::from_secs(30);

/// How many bytes are written in one go.
const PIECE: usize = 64 << 10;

/// How often a stream looks whether its client is still there.
const GLANCE: Duration = Duration::from_millis(500);

/// How long and how much is read of a client that was refused, so that it gets to read the answer: closing on
/// unread bytes would reset the connection.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 64 << 10);

/// Answers what comes on a connection.
pub fn converse(shared: &Shared, stream: &Arc<TcpStream>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = vec![];
    loop {
        let waiting = shared.waiting.note(stream);
        let head = head::read(stream, &mut buffer, &shared.limits);
        drop(waiting);
        let goes_on = match head {
            Ok(head) => respond(shared, stream, &head),
            Err(NoHead::Gone) => break,
            Err(NoHead::Refused(status)) => {
                end_with(stream, shared.limits.write_time, status);
                break;
            }
        };
        if !goes_on.unwrap_or(false) {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// Turns away a connection for which there is no room.
pub fn refuse(stream: &TcpStream) {
    if let Ok(message) = Content::error(503).message(None, true) {
        // It fits into the socket's buffer, or is lost: nothing waits for this client.
        let mut stream = stream;
        let _ = stream.set_nonblocking(true);
        let body = if let Body::Bytes(bytes) = &message.body { &bytes[..] } else { &[] };
        let _ = stream.write(&[&message.head[..], body].concat());
    }
}

/// Answers a request; says whether another may follow.
fn respond(shared: &Shared, stream: &TcpStream, head: &Head) -> io::Result<bool> {
    let request = match check(shared, head) {
        Ok(request) => request,
        Err(status) => {
            end_with(stream, shared.limits.write_time, status);
            return Ok(false);
        }
    };
    // A fault in one answer is that answer's alone.
    let answer = || (shared.answer)(&request);
    let reply = catch_unwind(AssertUnwindSafe(answer)).unwrap_or(Reply::Content(Content::error(500)));
    let content = match reply {
        Reply::Content(content) => content,
        Reply::Redirect(path) => Content::redirect(path),
        Reply::Events => match shared.events.listen(shared.limits.connections * 3 / 4) {
            Some(_listening) => return stream_events(shared, stream, head).map(|()| false),
            None => Content::error(503),
        },
    };
    let is_last = head.is_last();
    send(stream, content.message(Some(head), is_last)?, shared.limits.write_time)?;
    Ok(!is_last)
}

/// What is asked for, or the status of the refusal.
fn check(shared: &Shared, head: &Head) -> Result<Request, u16> {
    if !matches!(head.method, Method::Get | Method::Head) {
        return Err(405);
    }
    let has_body = head.header("Transfer-Encoding").is_some()
        || head.header("Content-Length").is_some_and(|length| length != "0")
        || head.count("Content-Length") > 1;
    if has_body {
        return Err(400);
    }
    if head.header("Expect").is_some() {
        return Err(417);
    }
    let hosts = head.count("Host");
    if hosts > 1 || (hosts == 0 && head.version == (1, 1)) {
        return Err(400);
    }
    let (request, named) = target::parse(&head.target).ok_or(400_u16)?;
    let asked = match head.header("Host") {
        Some(host) => Some(Host::parse(host).ok_or(400_u16)?),
        None => None,
    };
    // HTTP/1.0 without a host comes from no browser of today, which is whom others' pages would use.
    let all = named.iter().chain(&asked);
    if all.into_iter().any(|host| !shared.allows(host)) {
        return Err(403);
    }
    // Pages of other sites have no business here, but to link.
    let from_elsewhere = head.header("Sec-Fetch-Site") == Some("cross-site");
    if from_elsewhere && head.header("Sec-Fetch-Mode") != Some("navigate") {
        return Err(403);
    }
    Ok(request)
}

/// Answers a wrong request and ends the connection.
fn end_with(stream: &TcpStream, write_time: Duration, status: u16) {
    let sent =
        Content::error(status).message(None, true).and_then(|message| send(stream, message, write_time));
    if sent.is_err() || stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let (time, mut left) = LINGER;
    let until = Instant::now() + time;
    let mut chunk = [0; 4096];
    let mut stream = stream;
    while left > 0 {
        let wait = until.saturating_duration_since(Instant::now());
        if wait.is_zero() || stream.set_read_timeout(Some(wait)).is_err() {
            return;
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(read) => left = left.saturating_sub(read),
        }
    }
}

/// Sends a message. A client must take it at a pace.
fn send(stream: &TcpStream, message: Message, write_time: Duration) -> io::Result<()> {
    let Message { head, body, part } = message;
    let length = part.end - part.start;
    let until = Instant::now() + GRACE + Duration::from_secs(length / SLOWEST);
    match body {
        Body::Bytes(bytes) => {
            let bytes = bytes.get(part.start as usize..part.end as usize).unwrap_or_default();
            let (first, rest) = bytes.split_at(bytes.len().min(PIECE));
            // Head and first piece go together: one packet for most answers.
            write_within(stream, &[&head[..], first].concat(), write_time)?;
            for piece in rest.chunks(PIECE) {
                in_time(until)?;
                write_within(stream, piece, write_time)?;
            }
        }
        Body::Stream { mut source, .. } => {
            write_within(stream, &head, write_time)?;
            source.seek(io::SeekFrom::Start(part.start))?;
            let mut source = source.take(length);
            let mut piece = vec![0; PIECE];
            let mut left = length;
            while left > 0 {
                in_time(until)?;
                let read = source.read(&mut piece)?;
                if read == 0 {
                    // Shorter than it was: the client hears of it by the end of the connection.
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                write_within(stream, &piece[..read], write_time)?;
                left -= read as u64;
            }
        }
    }
    Ok(())
}

fn in_time(until: Instant) -> io::Result<()> {
    if Instant::now() > until { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
}

fn write_within(mut stream: &TcpStream, bytes: &[u8], time: Duration) -> io::Result<()> {
    stream.set_write_timeout(Some(time))?;
    stream.write_all(bytes)
}

/// Sends events until the client leaves. What is sent shows whether it is still there.
fn stream_events(shared: &Shared, stream: &TcpStream, head: &Head) -> io::Result<()> {
    let mut text = String::from("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n");
    for (name, value) in ALWAYS {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("Connection: close\r\n\r\n");
    write_within(stream, text.as_bytes(), shared.limits.write_time)?;
    if head.method == Method::Head {
        return Ok(());
    }
    let (mut latest, mut quiet) = (0, Duration::ZERO);
    while !has_left(stream) {
        let next = shared.events.after(latest, GLANCE);
        quiet += GLANCE;
        let text = if let Some((number, data)) = next {
            latest = number;
            events::framed(&data)
        } else if quiet < shared.limits.beat {
            continue;
        } else {
            ":\n\n".to_owned()
        };
        quiet = Duration::ZERO;
        write_within(stream, text.as_bytes(), shared.limits.write_time)?;
    }
    Ok(())
}

/// Whether the client has closed the connection, of which a stream that has nothing to send hears by looking.
fn has_left(stream: &TcpStream) -> bool {
    let is_open = |looked: io::Result<usize>| match looked {
        Ok(bytes) => bytes > 0,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    };
    let is_there = stream.set_nonblocking(true).is_ok() && is_open(stream.peek(&mut [0]));
    stream.set_nonblocking(false).is_err() || !is_there
}
