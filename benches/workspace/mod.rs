//! The folders a benchmark works in.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

/// A folder of this process's own, removed with all that is in it when dropped.
pub(crate) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Makes a workspace beneath `parent`, or on a memory file system where there is one, else among the system's
    /// temporary files.
    pub(crate) fn new(parent: Option<&Path>) -> io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let parent = match parent {
            Some(parent) => parent.to_path_buf(),
            None if memory.is_dir() => memory.to_path_buf(),
            None => env::temp_dir(),
        };
        let folder = parent.join(format!("shuzhi-bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        // Programs are started with these paths from other folders than this process's.
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// The path of this name in the workspace.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder and the kind of file system it is on, for the reader of the figures.
    pub(crate) fn description(&self) -> String {
        let kind = file_system(&self.folder);
        let note = match kind.as_deref() {
            Some("tmpfs" | "ramfs") => "in memory",
            _ => "perhaps a disk, whose speed is then part of the figures",
        };
        format!("{} ({}, {note})", self.folder.display(), kind.as_deref().unwrap_or("unknown file system"))
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Nothing depends on it; what cannot be removed is left to the user.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that a program reads, and may leave caches and locks in.
pub(crate) struct Source {
    folder: PathBuf,
    /// Names in the folder before the first run.
    entries: BTreeSet<OsString>,
}

impl Source {
    /// The folder as it is now.
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        let entries = names(&folder)?;
        Ok(Self { folder, entries })
    }

    /// Removes what a run has added to the folder, so that the next starts where the first did.
    pub(crate) fn restore(&self) -> io::Result<()> {
        for name in names(&self.folder)?.difference(&self.entries) {
            remove(&self.folder.join(name))?;
        }
        Ok(())
    }
}

/// Names of the files and folders in a folder.
fn names(folder: &Path) -> io::Result<BTreeSet<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// Removes a file or folder, if it exists.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Copies the files of a folder and its subfolders that `wanted` accepts; `to` is made.
pub(crate) fn copy(from: &Path, to: &Path, wanted: fn(&Path) -> bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target, wanted)?;
        } else if wanted(&path) {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// Files in a folder and its subfolders, and their bytes together.
pub(crate) fn size(folder: &Path) -> io::Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let (more_files, more_bytes) =
            if metadata.is_dir() { size(&entry.path())? } else { (1, metadata.len()) };
        files += more_files;
        bytes += more_bytes;
    }
    Ok((files, bytes))
}

/// The kind of file system a folder is on, where the system tells.
fn file_system(folder: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let mount = |line: &str| {
        let mut fields = line.split(' ').skip(1).map(str::to_owned);
        Some((fields.next()?, fields.next()?))
    };
    let above = mounts.lines().filter_map(mount).filter(|(point, _)| folder.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind)
}
