//! Server-sent events (HTML standard, 9.2): browsers hear of changes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The latest event; streams wait here for the next.
#[derive(Debug, Default)]
pub struct Events {
    latest: Mutex<Latest>,
    came: Condvar,
    listeners: AtomicUsize,
}

#[derive(Debug, Default)]
struct Latest {
    /// Counts the events.
    number: u64,
    data: String,
}

impl Events {
    /// Tells all streams. Who was slow hears the newest only.
    pub fn publish(&self, data: &str) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.number += 1;
        data.clone_into(&mut latest.data);
        self.came.notify_all();
    }

    /// How many streams listen.
    pub fn listeners(&self) -> usize {
        self.listeners.load(Ordering::Relaxed)
    }

    /// The next event after one that was heard, with its number, waited for as long as `patience`.
    pub(super) fn after(&self, heard: u64, patience: Duration) -> Option<(u64, String)> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.came.wait_timeout_while(latest, patience, |latest| latest.number == heard);
        let (latest, _) = wait.unwrap_or_else(PoisonError::into_inner);
        (latest.number != heard).then(|| (latest.number, latest.data.clone()))
    }

    /// Counts a stream; says whether there were fewer than `most`.
    pub(super) fn listen(&self, most: usize) -> Option<Listening<'_>> {
        let listening = Listening(self);
        (self.listeners.fetch_add(1, Ordering::Relaxed) < most).then_some(listening)
    }
}

/// A stream that listens.
pub(super) struct Listening<'a>(&'a Events);

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.0.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An event as it is sent.
pub(super) fn framed(data: &str) -> String {
    let lines = data.lines().map(|line| format!("data: {line}\n"));
    format!("event: change\n{}\n", lines.collect::<String>())
}
