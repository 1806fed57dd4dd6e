//! The least of a browser: pages over HTTP/1.1, and the events that tell it to reload.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// How a server tells browsers of a change.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Server-sent events of `shuzhi serve`.
    Events,
    /// The websocket of `LiveReload`, as Hugo serves it.
    LiveReload,
}

/// A stream of events.
pub(crate) struct Events {
    stream: TcpStream,
    kind: Kind,
    buffer: Vec<u8>,
}

fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The body of a page, if it is there.
pub(crate) fn page(port: u16, path: &str) -> io::Result<Option<Vec<u8>>> {
    let mut stream = connect(port)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer)?;
    let end = find(&answer, b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(answer.starts_with(b"HTTP/1.1 200").then(|| answer.split_off(end + 4)))
}

/// Where a text begins in bytes.
pub(crate) fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|part| part == text)
}

impl Events {
    /// Listens; what was told before is passed over.
    pub(crate) fn listen(port: u16, kind: Kind) -> io::Result<Self> {
        let mut events = Self { stream: connect(port)?, kind, buffer: vec![] };
        match kind {
            Kind::Events => {
                write!(events.stream, "GET /__shuzhi/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")?;
                events.next()?;
            }
            Kind::LiveReload => {
                write!(
                    events.stream,
                    "GET /livereload HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\
                     Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                     Sec-WebSocket-Key: c2h1emhpc2h1emhpc2h1eg==\r\n\r\n"
                )?;
                events.read_past(b"\r\n\r\n")?;
                let hello = br#"{"command":"hello","protocols":["http://livereload.com/protocols/official-7"],"ver":"2.0"}"#;
                // A text frame of fewer than 126 bytes, masked by zeros (RFC 6455, 5.2).
                let mut frame = vec![0x81, 0x80 | hello.len() as u8, 0, 0, 0, 0];
                frame.extend_from_slice(hello);
                events.stream.write_all(&frame)?;
                events.read_past(b"hello")?;
            }
        }
        Ok(events)
    }

    /// Waits for the next event.
    pub(crate) fn next(&mut self) -> io::Result<()> {
        match self.kind {
            Kind::Events => self.read_past(b"data: {\"version\":").and_then(|()| self.read_past(b"\n\n")),
            Kind::LiveReload => self.read_past(b"\"reload\""),
        }
    }

    /// Forgets what came since.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        self.stream.set_nonblocking(true)?;
        let mut chunk = [0; 4096];
        while matches!(self.stream.read(&mut chunk), Ok(read) if read > 0) {}
        self.buffer.clear();
        self.stream.set_nonblocking(false)
    }

    fn read_past(&mut self, text: &[u8]) -> io::Result<()> {
        loop {
            if let Some(at) = find(&self.buffer, text) {
                self.buffer.drain(..at + text.len());
                return Ok(());
            }
            let mut chunk = [0; 4096];
            let read = self.stream.read(&mut chunk)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&chunk[..read]);
        }
    }
}
