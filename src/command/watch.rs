//! The folders of a site, watched.

use std::time::Duration;

use super::Terminal;
use super::workspace::Workspace;
use crate::watcher::{Dirty, Refusal, Watcher};

/// The watched folders of a site.
pub struct Watch {
    watcher: Watcher,
    terminal: Terminal,
}

impl Watch {
    /// Watches all folders of a site. Where the system does not watch them all, they are looked through every
    /// second, and that is said.
    pub fn new(workspace: &Workspace, poll: Option<Duration>) -> Self {
        let terminal = workspace.site.terminal;
        let (watcher, refusal) = Watcher::new(poll);
        let mut watch = Self { watcher, terminal };
        watch.tell(refusal);
        watch.all(workspace);
        watch
    }

    fn all(&mut self, workspace: &Workspace) {
        for folder in workspace.folders().single() {
            let refusal = self.watcher.watch(folder).err();
            self.tell(refusal);
        }
        for tree in workspace.folders().trees() {
            self.tree(workspace, tree);
        }
        self.add_linked(workspace);
    }

    /// Watches what links lead to; says whether any of it was not watched before.
    pub fn add_linked(&mut self, workspace: &Workspace) -> bool {
        let new: Vec<_> = workspace.linked().filter(|folder| !self.watcher.watches(folder)).collect();
        for folder in &new {
            self.tree(workspace, folder);
        }
        !new.is_empty() && !self.watcher.is_polling()
    }

    /// Watches folders that are new among the dirty paths, before they are read: what is written into them
    /// later is heard of.
    pub fn add(&mut self, workspace: &Workspace, dirty: &Dirty) {
        let folders = workspace.folders();
        let Dirty::Paths(paths) = dirty else { return self.all(workspace) };
        let is_above = |path: &std::path::Path| folders.trees().iter().any(|tree| tree.starts_with(path));
        let is_in = |path: &std::path::Path| {
            folders.trees().iter().any(|tree| path.starts_with(tree))
                || workspace.linked().any(|folder| path.starts_with(folder))
        };
        for path in paths {
            if is_above(path) {
                self.watcher.forget(path);
                self.all(workspace);
            } else if is_in(path) {
                self.watcher.forget(path);
                if path.is_dir() {
                    self.tree(workspace, path);
                }
            }
        }
    }

    /// Waits for changes: see [`Watcher::next`].
    pub fn next(&mut self, patience: Option<Duration>) -> Option<Dirty> {
        self.watcher.next(patience)
    }

    /// How many folders are watched; nothing where they are looked through.
    pub fn folders(&self) -> Option<usize> {
        (!self.watcher.is_polling()).then(|| self.watcher.folders())
    }

    fn tree(&mut self, workspace: &Workspace, start: &std::path::Path) {
        if self.watcher.is_polling() {
            return;
        }
        // From the top down: a folder that appears in one already watched is heard of.
        let mut open = vec![start.to_path_buf()];
        while let Some(folder) = open.pop() {
            if let Err(refusal) = self.watcher.watch(&folder) {
                self.tell(Some(refusal));
                return;
            }
            open.extend(workspace.site.content_folder().subfolders(&folder));
        }
    }

    fn tell(&self, refusal: Option<Refusal>) {
        let Some(refusal) = refusal else { return };
        let reason = match &refusal {
            Refusal::Limit => None,
            Refusal::Other(reason) => Some(reason.as_str()),
        };
        self.terminal.say(&self.terminal.language.polls(reason));
    }
}
