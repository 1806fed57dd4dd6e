//! Follows the changes on the disk.

use std::time::{Duration, Instant};

use super::{Preview, Watched, locked};
use crate::cli::Shared;
use crate::command::watch::Watch;
use crate::watcher::Dirty;

/// How long after the last change the reports are checked against each other, which takes longer the more
/// there are.
const REST: Duration = Duration::from_millis(200);

/// Takes over every change, for ever.
pub fn follow(preview: &Preview, shared: &Shared, poll: Option<Duration>) {
    let mut watch = preview.watch(poll);
    let mut shown = preview.current().problems.clone();
    // What changed between reading and watching.
    let mut dirty = Some(Dirty::Everything);
    let mut unchecked: Option<Instant> = None;
    preview.current().workspace.keep_records();
    loop {
        if let Some(now) = dirty.take() {
            let since = Instant::now();
            watch.add(&preview.current().workspace, &now);
            let edit = preview.current().workspace.look(&now, shared);
            let changes = preview.show(since, |workspace| workspace.take(edit));
            if !changes.is_empty() {
                unchecked.get_or_insert(since);
                preview.say(&mut shown);
            }
            if changes.is_moved {
                watch = preview.watch(poll);
                dirty = Some(Dirty::Everything);
                continue;
            }
            if watch.add_linked(&preview.current().workspace) {
                dirty = Some(Dirty::Everything);
            }
            preview.note_watched(&watch);
        }
        let left = |since: Instant| REST.saturating_sub(since.elapsed());
        if unchecked.is_some_and(|since| left(since).is_zero()) {
            unchecked = None;
            preview.check_whole(&mut shown);
        }
        if dirty.is_none() {
            dirty = watch.next(unchecked.map(left));
        }
    }
}

impl Preview {
    fn watch(&self, poll: Option<Duration>) -> Watch {
        let watch = Watch::new(&self.current().workspace, poll);
        self.note_watched(&watch);
        watch
    }

    fn note_watched(&self, watch: &Watch) {
        let folders = watch.folders();
        let watched = Watched { folders: folders.unwrap_or(0), is_polling: folders.is_none() };
        *locked(&self.watched) = watched;
    }
}
