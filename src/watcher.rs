//! Which files may have changed, as the operating system tells.
//!
//! Folders are watched, never files: editors save by replacing a file, and a watch on the old one hears
//! nothing of the new. Each folder is watched by itself (one inotify watch a folder) and not with what lies
//! below, since a folder that appears must be watched *before* it is read, or a file written between the
//! two would be missed; whoever reads it knows when.
//!
//! What is heard only says where to look. Whether anything changed is decided by comparing contents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// How long nothing may happen before a change counts as complete: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(15);

/// How long changes that never stop are waited for.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often everything is looked through where the system cannot tell what changed.
pub const POLL: Duration = Duration::from_secs(1);

/// Longest pause between two losses of events.
const LONGEST_REST: Duration = Duration::from_secs(10);

/// Where something may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dirty {
    /// At these paths, or below them.
    Paths(BTreeSet<PathBuf>),
    /// Anywhere: events were lost, or none are to be had.
    Everything,
}

/// Why the system watches no more folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Its limit of watches is reached (`fs.inotify.max_user_watches`, or `max_user_instances`).
    Limit,
    /// Something else, in its words.
    Other(String),
}

/// Tells where something may have changed.
#[derive(Debug)]
pub struct Watcher {
    /// Nothing where everything is looked through instead.
    system: Option<RecommendedWatcher>,
    receiver: Receiver<Signal>,
    /// Keeps the channel open without a system watcher.
    sender: Sender<Signal>,
    poll: Option<Duration>,
    folders: BTreeSet<PathBuf>,
    /// When events were lost last, and how long to wait before everything is looked through again.
    lost: Option<(Instant, Duration)>,
}

/// What the system says.
#[derive(Debug)]
enum Signal {
    Touched(Vec<PathBuf>),
    /// The queue of events overflowed, or a watch failed.
    Lost,
}

impl Watcher {
    /// A watcher of no folders yet. With `poll`, or where the system has no watches left, everything counts as
    /// dirty at that interval; the reason is given beside it.
    pub fn new(poll: Option<Duration>) -> (Self, Option<Refusal>) {
        let (sender, receiver) = mpsc::channel();
        let mut watcher = Self { system: None, receiver, sender, poll, folders: BTreeSet::new(), lost: None };
        if poll.is_some() {
            return (watcher, None);
        }
        let sender = watcher.sender.clone();
        let tell = move |event: notify::Result<Event>| {
            if let Some(signal) = signal(event) {
                // The receiver is gone when the program ends.
                let _ = sender.send(signal);
            }
        };
        match RecommendedWatcher::new(tell, Config::default()) {
            Ok(system) => {
                watcher.system = Some(system);
                (watcher, None)
            }
            Err(error) => {
                watcher.fall_back();
                (watcher, Some(refusal(&error)))
            }
        }
    }

    /// Watches a folder, not what lies below. One that is gone is not watched, and no error: whoever removed
    /// it will be heard of from the folder above.
    ///
    /// After a refusal everything counts as dirty from time to time.
    pub fn watch(&mut self, folder: &Path) -> Result<(), Refusal> {
        let Some(system) = &mut self.system else { return Ok(()) };
        match system.watch(folder, RecursiveMode::NonRecursive) {
            Ok(()) => {
                self.folders.insert(folder.to_path_buf());
                Ok(())
            }
            Err(error) if is_gone(&error) => Ok(()),
            Err(error) => {
                self.fall_back();
                Err(refusal(&error))
            }
        }
    }

    /// Forgets folders that are gone, with what lay below them.
    pub fn forget(&mut self, folder: &Path) {
        self.folders.retain(|known| !known.starts_with(folder));
    }

    /// Whether a folder is watched.
    pub fn watches(&self, folder: &Path) -> bool {
        self.folders.contains(folder)
    }

    /// How many folders are watched.
    pub fn folders(&self) -> usize {
        self.folders.len()
    }

    /// Whether everything is looked through at intervals.
    pub fn is_polling(&self) -> bool {
        self.poll.is_some()
    }

    fn fall_back(&mut self) {
        self.system = None;
        self.folders.clear();
        self.poll = Some(POLL);
    }

    /// Waits until something may have changed and it has become quiet; nothing if all stays quiet for
    /// `patience`.
    pub fn next(&mut self, patience: Option<Duration>) -> Option<Dirty> {
        let wait = match (self.poll, patience) {
            (Some(poll), Some(patience)) => Some(poll.min(patience)),
            (poll, patience) => poll.or(patience),
        };
        let first = match wait {
            Some(wait) => self.receiver.recv_timeout(wait),
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match first {
            Ok(signal) => Some(self.settle(signal)),
            // The interval of polling is over, unless the caller's patience was shorter.
            Err(_) => (self.poll.is_some() && wait == self.poll).then_some(Dirty::Everything),
        }
    }

    /// Collects what follows until it is quiet.
    fn settle(&mut self, first: Signal) -> Dirty {
        let latest = Instant::now() + PATIENCE;
        let mut paths = BTreeSet::new();
        let mut is_lost = false;
        let mut next = Some(first);
        while let Some(signal) = next {
            match signal {
                Signal::Touched(touched) => paths.extend(touched),
                Signal::Lost => is_lost = true,
            }
            let left = latest.saturating_duration_since(Instant::now());
            next = self.receiver.recv_timeout(QUIET.min(left)).ok();
        }
        if !is_lost {
            return Dirty::Paths(paths);
        }
        self.rest();
        while self.receiver.try_recv().is_ok() {}
        Dirty::Everything
    }

    /// Waits after a loss that soon follows another: looking through everything makes events itself, of every
    /// folder that is opened, and must not go on for ever.
    fn rest(&mut self) {
        let now = Instant::now();
        let rest = match self.lost {
            Some((before, rest)) if now - before < 4 * rest.max(POLL) => (2 * rest).clamp(POLL, LONGEST_REST),
            _ => Duration::ZERO,
        };
        std::thread::sleep(rest);
        self.lost = Some((now + rest, rest));
    }
}

/// What an event says. That a file was opened or read says nothing, and we read files ourselves.
fn signal(event: notify::Result<Event>) -> Option<Signal> {
    let Ok(event) = event else { return Some(Signal::Lost) };
    if event.need_rescan() {
        return Some(Signal::Lost);
    }
    let is_change = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    is_change.then_some(Signal::Touched(event.paths))
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
        }
        _ => false,
    }
}

fn refusal(error: &notify::Error) -> Refusal {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Refusal::Limit,
        // EMFILE and ENFILE: too many instances, or descriptors.
        ErrorKind::Io(error) if matches!(error.raw_os_error(), Some(23 | 24)) => Refusal::Limit,
        _ => Refusal::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is heard until it is quiet for a second.
    fn heard(watcher: &mut Watcher) -> BTreeSet<PathBuf> {
        let mut paths = BTreeSet::new();
        while let Some(dirty) = watcher.next(Some(Duration::from_secs(1))) {
            match dirty {
                Dirty::Paths(more) => paths.extend(more),
                Dirty::Everything => panic!("nothing was lost"),
            }
        }
        paths
    }

    #[test]
    fn replaced_files_are_heard_of_and_read_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let (file, temporary) = (folder.path().join("a.md"), folder.path().join("a.tmp"));
        std::fs::write(&file, "1").unwrap();
        let (mut watcher, refusal) = Watcher::new(None);
        assert_eq!(refusal, None);
        watcher.watch(folder.path()).unwrap();
        std::fs::read(&file).unwrap();
        assert_eq!(heard(&mut watcher), BTreeSet::new());
        for text in ["2", "3"] {
            std::fs::write(&temporary, text).unwrap();
            std::fs::rename(&temporary, &file).unwrap();
            assert!(heard(&mut watcher).contains(&file));
        }
    }

    #[test]
    fn a_folder_that_is_gone_is_no_error_and_can_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        let (mut watcher, _) = Watcher::new(None);
        watcher.watch(folder.path()).unwrap();
        watcher.watch(&inner).unwrap();
        assert_eq!(watcher.folders(), 1);
        for round in 0..3 {
            std::fs::create_dir(&inner).unwrap();
            watcher.watch(&inner).unwrap();
            let file = inner.join(format!("{round}.md"));
            std::fs::write(&file, "text").unwrap();
            assert!(heard(&mut watcher).contains(&file), "round {round}");
            std::fs::remove_dir_all(&inner).unwrap();
            assert!(heard(&mut watcher).contains(&inner), "round {round}");
        }
    }

    #[test]
    fn polling_says_that_anything_may_have_changed() {
        let (mut watcher, _) = Watcher::new(Some(Duration::from_millis(5)));
        assert_eq!(watcher.next(None), Some(Dirty::Everything));
        assert!(watcher.is_polling());
    }
}
