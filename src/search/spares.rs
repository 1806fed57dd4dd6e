//! Things that are costly to make, kept for whoever works next.

use std::sync::{Mutex, PoisonError};

/// As many as threads are at work with one at the same time.
pub struct Spares<T, F> {
    spare: Mutex<Vec<T>>,
    make: F,
}

impl<T, F: Fn() -> T> Spares<T, F> {
    /// None yet.
    pub fn new(make: F) -> Self {
        Self { spare: Mutex::new(vec![]), make }
    }

    /// Works with a spare one, as the last who worked with it left it, or with a new one.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        // Not in one expression with what follows, or nobody else could take one meanwhile.
        let taken = spare().pop();
        let mut taken = taken.unwrap_or_else(&self.make);
        let result = work(&mut taken);
        spare().push(taken);
        result
    }
}
