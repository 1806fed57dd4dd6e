//! The server as a process, and a client that says what it is told to, right or wrong.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::harness::{Site, without_figures};

/// How long something may take that must happen. Far longer than it takes: machines are shared.
const PATIENCE: Duration = Duration::from_secs(30);

/// `shuzhi serve` on a site, ended with the value.
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Its text without the marks of figures.
    pub fn text(&self) -> String {
        without_figures(&self.raw())
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page without the script that the preview adds, as `build` would publish it.
    pub fn page(&self) -> String {
        let text = self.raw();
        let Some(start) = text.find("<script src=\"/__shuzhi/reload.js\"") else { return text };
        let end = text[start..].find("</script>\n").expect("its end") + start + "</script>\n".len();
        format!("{}{}", &text[..start], &text[end..])
    }
}

impl Site {
    /// `shuzhi serve` at a free port.
    #[track_caller]
    pub fn serve(&self, arguments: &[&str]) -> Serving {
        Serving::start(self.command(&[&["serve", "--addr", "127.0.0.1:0"], arguments].concat()))
    }
}

impl Serving {
    /// Starts a server and waits for its address.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let stderr = child.stderr.take().expect("piped");
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut said = heard.lock().expect("no panic");
                said.push_str(&line);
                said.push('\n');
            }
        });
        let address = |said: &str| {
            let rest = said.split("http://").nth(1)?;
            rest.split('/').next()?.parse().ok()
        };
        let mut serving = Self { child, address: ([127, 0, 0, 1], 0).into(), said };
        serving.address = until("an address", || address(&serving.said()));
        serving
    }

    /// What it said on standard error.
    pub fn said(&self) -> String {
        self.said.lock().expect("no panic").clone()
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A connection.
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        stream
    }

    /// `GET` of a path.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// A request with headers.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        self.say(head.as_bytes()).unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// Sends bytes, and reads one answer until the server closes; nothing if it closes without one.
    #[track_caller]
    pub fn say(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        // The server may have answered and closed before all is sent.
        let _ = stream.write_all(bytes);
        let mut answer = vec![];
        let _ = stream.read_to_end(&mut answer);
        parse(&answer)
    }

    /// The state that pages are told.
    #[track_caller]
    pub fn state(&self, page: &str) -> serde_json::Value {
        let answer = self.get(&format!("/__shuzhi/state?page={page}"));
        serde_json::from_slice(&answer.body).expect("JSON")
    }
}

/// An answer as sent; nothing where there is no head.
pub fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_lowercase(), value.to_owned()))
    };
    Some(Answer { status, headers: lines.filter_map(header).collect(), body: bytes[end + 4..].to_vec() })
}

/// Waits until something is so.
#[track_caller]
pub fn until<T>(what: &str, mut so: impl FnMut() -> Option<T>) -> T {
    let latest = Instant::now() + PATIENCE;
    loop {
        if let Some(value) = so() {
            return value;
        }
        assert!(Instant::now() < latest, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(4));
    }
}
