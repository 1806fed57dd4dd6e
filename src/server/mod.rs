//! The web server of the preview: small, for one machine or one office, and hard to bring down.
//!
//! Connections are accepted here and not by `tiny_http::Server`: its accepting thread ends for good when file
//! descriptors run out (it unwraps the clone of a socket), its reader takes heads of any length for as long
//! as the client likes, and its pool lets a new connection wait behind slow ones. What it does well is used:
//! methods, headers, and the writing of responses.
//!
//! One thread a connection, each with a small stack; event streams are such connections.

mod connection;
mod events;
mod head;
mod reply;
mod target;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use events::Events;
pub use reply::{Body, Content, Reply, media_type};
pub use target::{Request, decode, encode};

/// The usual port.
pub const DEFAULT_PORT: u16 = 8080;

/// How many ports after the usual one are tried.
const NEXT_PORTS: u16 = 20;

/// Where to listen.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// This machine alone, at the usual port or else the next free one.
    Default,
    /// Here or nowhere.
    Address(SocketAddr),
}

/// What clients may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; fewer where the system has not the descriptors.
    pub connections: usize,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// From its first byte to its last.
    pub head_time: Duration,
    /// Between requests.
    pub idle_time: Duration,
    /// For one write to go on.
    pub write_time: Duration,
    /// Between two signs of life on an event stream.
    pub beat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head_bytes: 16 << 10,
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(15),
            write_time: Duration::from_secs(10),
            beat: Duration::from_secs(5),
        }
    }
}

/// File descriptors that connections leave to the rest of the program.
const OTHER_DESCRIPTORS: usize = 64;

/// How long accepting rests when the system has no descriptors, threads or memory.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// Stack of a connection's thread. Pages are rendered on it.
const STACK: usize = 2 << 20;

/// How much the server has to do.
#[derive(Debug, Default)]
pub struct Load {
    connections: AtomicUsize,
}

impl Load {
    /// Open connections.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// What is answered to a request.
pub type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    allowed_hosts: Vec<String>,
    limits: Limits,
    load: Arc<Load>,
}

/// What all connections share.
struct Shared {
    address: SocketAddr,
    allowed_hosts: Vec<String>,
    limits: Limits,
    load: Arc<Load>,
    waiting: Waiting,
    events: Arc<Events>,
    answer: Arc<Answer>,
}

impl Server {
    /// Begins to listen. `allowed_hosts` are names, besides those of this machine, under which clients may ask.
    pub fn bind(wanted: Wanted, allowed_hosts: Vec<String>, limits: Limits) -> io::Result<Self> {
        let listener = match wanted {
            Wanted::Address(address) => TcpListener::bind(address)?,
            Wanted::Default => bind_default()?,
        };
        let address = listener.local_addr()?;
        let limits = Limits { connections: within_descriptors(limits.connections), ..limits };
        Ok(Self { listener, address, allowed_hosts, limits, load: Arc::default() })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How much it has to do.
    pub fn load(&self) -> Arc<Load> {
        Arc::clone(&self.load)
    }

    /// Serves for ever.
    pub fn run(self, events: Arc<Events>, answer: Arc<Answer>) -> ! {
        let Self { listener, address, allowed_hosts, limits, load } = self;
        let waiting = Waiting::default();
        let shared = Arc::new(Shared { address, allowed_hosts, limits, load, waiting, events, answer });
        loop {
            match listener.accept() {
                Ok((stream, _)) => accept(&shared, stream),
                // A client that left before it was accepted.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => {
                    shared.waiting.let_go_of_oldest();
                    std::thread::sleep(EXHAUSTED);
                }
            }
        }
    }
}

fn bind_default() -> io::Result<TcpListener> {
    let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let usual = at(DEFAULT_PORT);
    if !matches!(&usual, Err(error) if error.kind() == io::ErrorKind::AddrInUse) {
        return usual;
    }
    (1..=NEXT_PORTS).find_map(|next| at(DEFAULT_PORT + next).ok()).map_or_else(|| at(0), Ok)
}

/// As many connections as there are file descriptors for, after asking for all that may be had.
#[cfg(unix)]
fn within_descriptors(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Fails only where it is forbidden, and then the old limit holds.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum.or(current), maximum });
    let descriptors = getrlimit(Resource::Nofile).current.map_or(usize::MAX, |limit| limit as usize);
    connections.min(descriptors.saturating_sub(OTHER_DESCRIPTORS)).max(4)
}

#[cfg(not(unix))]
fn within_descriptors(connections: usize) -> usize {
    connections
}

/// Gives a connection its thread.
fn accept(shared: &Arc<Shared>, stream: TcpStream) {
    let open = Open::new(&shared.load);
    if shared.load.connections() > shared.limits.connections && !shared.waiting.let_go_of_oldest() {
        connection::refuse(&stream);
        return;
    }
    let shared = Arc::clone(shared);
    let thread = std::thread::Builder::new().stack_size(STACK);
    // A thread that cannot be had closes the connection with what it would have owned.
    let started = thread.spawn(move || {
        let _open = open;
        connection::converse(&shared, &Arc::new(stream));
    });
    if started.is_err() {
        std::thread::sleep(EXHAUSTED);
    }
}

/// Counts a connection while it is open.
struct Open(Arc<Load>);

impl Open {
    fn new(load: &Arc<Load>) -> Self {
        load.connections.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(load))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Connections that wait for their clients: those can be let go of when others come.
#[derive(Default)]
struct Waiting(Mutex<(u64, BTreeMap<u64, Arc<TcpStream>>)>);

impl Waiting {
    /// Notes that a connection waits; it is forgotten with what is returned.
    fn note(&self, stream: &Arc<TcpStream>) -> WaitingGuard<'_> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.0 += 1;
        let number = inner.0;
        inner.1.insert(number, Arc::clone(stream));
        WaitingGuard(self, number)
    }

    /// Ends the connection that waits longest; says whether there was one.
    fn let_go_of_oldest(&self) -> bool {
        let oldest = self.0.lock().unwrap_or_else(PoisonError::into_inner).1.pop_first();
        // Its thread sees the end and goes.
        oldest.is_some_and(|(_, stream)| stream.shutdown(Shutdown::Both).is_ok())
    }
}

/// Keeps a connection among those that wait.
struct WaitingGuard<'a>(&'a Waiting, u64);

impl Drop for WaitingGuard<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&self.1);
    }
}

impl Shared {
    /// Whether a client may ask under this host: others' names that were made to point here (DNS rebinding)
    /// must not open the preview to the pages of those others. An address as such cannot be made to point
    /// elsewhere, but counts only where we listen.
    fn allows(&self, host: &target::Host) -> bool {
        match host {
            target::Host::Address(address) => {
                let bound = self.address.ip();
                address.to_canonical().is_loopback()
                    || *address == bound
                    || (bound.is_unspecified() && !is_broadcast(*address))
            }
            target::Host::Name(name) => {
                name == "localhost"
                    || name.ends_with(".localhost")
                    || self.allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
            }
        }
    }
}

fn is_broadcast(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_broadcast())
}
