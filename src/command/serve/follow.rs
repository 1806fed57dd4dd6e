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
    let mut is_unchecked = false;
    preview.current().workspace.keep_records();
    loop {
        if let Some(now) = dirty.take() {
            let since = Instant::now();
            watch.add(&preview.current().workspace, &now);
            let edit = preview.current().workspace.look(&now, shared);
            let changes = preview.show(|workspace| workspace.take(edit));
            if !changes.is_empty() {
                is_unchecked = true;
                preview.note(&changes, since, &mut shown);
            }
            preview.note_watched(&watch);
            if changes.is_moved {
                watch = preview.watch(poll);
                dirty = Some(Dirty::Everything);
                continue;
            }
        } else if is_unchecked {
            is_unchecked = false;
            preview.check_whole(&mut shown);
        }
        dirty = watch.next(is_unchecked.then_some(REST));
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
