//! `shuzhi serve`: the site in a browser while it is being written.
//!
//! Pages are made when they are asked for, from the archive as it stands; nothing is written to the output
//! folder. One thread follows the changes on the disk, one per connection answers.

mod answer;
mod follow;
mod html;
mod index;
mod reviewing;
mod sources;
mod state;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use super::workspace::{Changes, Workspace};
use super::{Outcome, Terminal, build, write_err};
use crate::archive::ReportKey;
use crate::cli::ServeOptions;
use crate::diagnostic::{Diagnostic, Place, Problem};
use crate::disk;
use crate::message::ChangeFigures;
use crate::server::{Events, Limits, Load, Server, Wanted};
use answer::Made;
use index::Index;
use reviewing::Reviewing;

/// Serves the site until the program is ended.
pub fn run(options: &ServeOptions) -> Outcome {
    let started = Instant::now();
    let site = super::open(&options.shared);
    let terminal = site.terminal;
    let wanted = options.addr.map_or(Wanted::Default, Wanted::Address);
    let server = match Server::bind(wanted, options.allow_host.clone(), Limits::default()) {
        Ok(server) => server,
        Err(error) => return cannot_listen(terminal, options, &error),
    };
    let address = server.address();
    let opened = build::in_pool(options.shared.jobs, || Workspace::open(&options.shared, options.drafts));
    let preview = Arc::new(Preview::new(opened, server.load(), options, started.elapsed()));
    preview.greet(address, options);
    let events = Arc::clone(&preview.events);
    let follower = Arc::clone(&preview);
    let (shared, poll) = (options.shared.clone(), options.poll);
    let following = std::thread::Builder::new().spawn(move || {
        // A fault in following begins it anew, with a look through everything.
        loop {
            let _ = catch_unwind(AssertUnwindSafe(|| follow::follow(&follower, &shared, poll)));
        }
    });
    if let Err(error) = following {
        return cannot_listen(terminal, options, &error);
    }
    if options.open {
        let url = address_to_open(address, &preview.current().mount_url());
        disk::open_in_browser(&url);
    }
    server.run(events, Arc::new(move |request| preview.answer(request)))
}

fn cannot_listen(terminal: Terminal, options: &ServeOptions, error: &std::io::Error) -> Outcome {
    let address = options.addr.map_or_else(|| "127.0.0.1".to_owned(), |address| address.to_string());
    let problem = Problem::CannotListen { reason: error.to_string() };
    terminal.problems(&[problem.at(Place::file(&Arc::from(address)))]);
    Outcome::Failed
}

/// The site's address in a browser on this machine.
fn address_to_open(address: SocketAddr, mount: &str) -> String {
    let port = address.port();
    let address =
        if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], port)) } else { address };
    format!("http://{address}/{mount}")
}

/// The site as it is shown now.
struct Preview {
    current: RwLock<Current>,
    /// Pages of this version that were made already.
    made: Mutex<Made>,
    index: Mutex<Index>,
    reviewing: Mutex<Reviewing>,
    recent: Mutex<VecDeque<ChangeFigures>>,
    watched: Mutex<Watched>,
    events: Arc<Events>,
    load: Arc<Load>,
    /// Whether a page was sent of a text that the archive did not have yet, or not any more.
    had_passing: AtomicBool,
    follows: bool,
    opened_in: Duration,
    terminal: Terminal,
}

/// The site and what browsers are told of it.
struct Current {
    workspace: Workspace,
    /// Grows with every change.
    version: u64,
    problems: Vec<Diagnostic>,
    /// Reports that changed, and the version since when.
    touched: BTreeMap<ReportKey, u64>,
    /// Since which version everything is another site.
    reopened: u64,
    /// Page of the report saved last, and the version since when.
    followed: Option<(String, u64)>,
}

/// How changes are heard of.
#[derive(Debug, Clone, Copy, Default)]
struct Watched {
    folders: usize,
    is_polling: bool,
}

/// How many changes the status page tells of.
const RECENT: usize = 20;

/// A lock whatever became of another thread that held it: what it guards is whole between any two steps.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Preview {
    fn new(workspace: Workspace, load: Arc<Load>, options: &ServeOptions, opened_in: Duration) -> Self {
        let problems = workspace.loaded.problems();
        let terminal = workspace.site.terminal;
        Self {
            current: RwLock::new(Current {
                workspace,
                version: 1,
                problems,
                touched: BTreeMap::new(),
                reopened: 1,
                followed: None,
            }),
            made: Mutex::default(),
            index: Mutex::default(),
            reviewing: Mutex::default(),
            recent: Mutex::default(),
            watched: Mutex::default(),
            events: Arc::new(Events::default()),
            load,
            had_passing: AtomicBool::new(false),
            follows: options.follow,
            opened_in,
            terminal,
        }
    }

    /// Says what is wrong, and where the site is to be seen.
    fn greet(&self, address: SocketAddr, options: &ServeOptions) {
        let language = self.terminal.language;
        let problems = self.current().problems.clone();
        self.terminal.problems(&problems);
        let current = self.current();
        if options.addr.is_none() && address.port() != crate::server::DEFAULT_PORT {
            self.terminal.say(&language.other_port(address.port()));
        }
        if !address.ip().is_loopback() {
            write_err(&format!("{}\n", language.open_to_others()));
        }
        let (reports, seconds) = (current.workspace.loaded.reports(), self.opened_in.as_secs_f64());
        // Said even when asked to be quiet: with port 0 nobody else knows the address.
        let url = address_to_open(address, &current.mount_url());
        write_err(&format!("{}\n", language.serving(&url, reports, seconds)));
        self.events.publish(&state::event(current.version));
    }

    fn current(&self) -> RwLockReadGuard<'_, Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what an edit changed since it was heard of: the archive as it is now, and the browsers are told.
    fn show(&self, since: Instant, change: impl FnOnce(&mut Workspace) -> Changes) -> Changes {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let changes = change(&mut current.workspace);
        let had_passing = self.had_passing.swap(false, Ordering::Relaxed);
        if changes.is_empty() && !had_passing {
            return changes;
        }
        current.version += 1;
        current.problems = current.workspace.loaded.problems();
        let version = current.version;
        current.touched.extend(changes.touched.iter().map(|key| (key.clone(), version)));
        if changes.is_reopened {
            current.touched.clear();
            current.reopened = version;
        }
        if let Some(url) = changes.put.last().and_then(|key| current.report_url(key)) {
            current.followed = Some((url, current.version));
        }
        if !changes.is_empty() {
            // Before the browsers are told, since the status page shows it.
            self.remember(&changes, &current.problems, since);
        }
        self.events.publish(&state::event(current.version));
        changes
    }

    /// Keeps what a change cost for the status page.
    fn remember(&self, changes: &Changes, problems: &[Diagnostic], since: Instant) {
        let summary = crate::diagnostic::Summary::of(problems);
        let figures = ChangeFigures {
            file: changes.files.first().map(ToString::to_string).unwrap_or_default(),
            files: changes.files.len(),
            errors: summary.errors,
            warnings: summary.warnings,
            milliseconds: since.elapsed().as_secs_f64() * 1e3,
        };
        let mut recent = locked(&self.recent);
        recent.push_front(figures);
        recent.truncate(RECENT);
    }

    /// Says what a change cost, and what is wrong now that was not before.
    fn say(&self, shown: &mut Vec<Diagnostic>) {
        let problems = self.current().problems.clone();
        let new: Vec<Diagnostic> =
            problems.iter().filter(|problem| !shown.contains(problem)).cloned().collect();
        self.terminal.problems(&new);
        // Whoever reads the terminal may be slow.
        let figures = locked(&self.recent).front().cloned();
        if let Some(figures) = figures {
            self.terminal.say(&self.terminal.language.changed(&figures));
        }
        *shown = problems;
    }

    /// Checks the reports against each other, and tells of what is new.
    fn check_whole(&self, shown: &mut Vec<Diagnostic>) {
        let whole = self.current().workspace.loaded.find_whole();
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.workspace.loaded.found.whole == whole {
            return;
        }
        current.workspace.loaded.found.whole = whole;
        current.problems = current.workspace.loaded.problems();
        current.version += 1;
        self.events.publish(&state::event(current.version));
        let problems = current.problems.clone();
        // Whoever reads the terminal may be slow.
        drop(current);
        let new = problems.iter().filter(|problem| !shown.contains(problem));
        self.terminal.problems(&new.cloned().collect::<Vec<_>>());
        *shown = problems;
    }
}
