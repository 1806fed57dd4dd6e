//! Publishing in one step.
//!
//! The new site is completed in a folder beside the old one and takes its place by one exchange of names
//! (`renameat2` with `RENAME_EXCHANGE` on Linux; elsewhere, and on file systems without it, by two renames
//! that the next run completes if the first was interrupted). Until then the old site is not touched: an
//! error, a kill or a full disk leaves it byte for byte as it was. Files whose bytes did not change are
//! linked, not written, so they keep their times; files that shuzhi did not make are carried over.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::reason;
use super::walk::relative;
use crate::diagnostic::Problem;
use crate::site::route::hex;

/// Name of the list of files that marks a folder as ours.
pub(super) const MANIFEST: &str = "shuzhi-manifest.json";

/// Version of the manifest's layout.
const FORMAT: u32 = 1;

/// The list of published files with their hashes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Program and version that made the site.
    generator: String,
    /// Version of this layout.
    format: u32,
    /// All files but the manifest itself, by path.
    files: Vec<Published>,
}

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Path from the site's root.
    path: Box<str>,
    /// Size.
    bytes: u64,
    /// SHA-256.
    sha256: Checksum,
}

/// A SHA-256, in hexadecimal where it is written. Half a million of them are in memory at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Checksum([u8; 32]);

impl From<Checksum> for String {
    fn from(checksum: Checksum) -> Self {
        hex(&checksum.0)
    }
}

impl TryFrom<String> for Checksum {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut checksum = [0; 32];
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        for (at, byte) in checksum.iter_mut().enumerate().filter(|_| is_hex) {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| "no SHA-256")?;
        }
        is_hex.then_some(Self(checksum)).ok_or("no SHA-256")
    }
}

/// What a publication did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Publication {
    /// Files of the site, the manifest included.
    pub files: usize,
    /// Of these, written anew.
    pub written: usize,
    /// Bytes of the site, the manifest not counted.
    pub bytes: u64,
}

/// A site being published. Dropped before [`Publisher::commit`], it leaves everything as it was.
#[derive(Debug)]
pub struct Publisher {
    out: PathBuf,
    staging: PathBuf,
    aside: PathBuf,
    /// Files of the old site that shuzhi made.
    old: BTreeSet<String>,
    /// Whether there is no old site.
    is_first: bool,
    /// Held as long as we publish; the system frees it when the process dies.
    _lock: File,
}

impl Publisher {
    /// Prepares to publish into a folder: missing, empty, or published by shuzhi before.
    pub fn begin(out: &Path) -> Result<Self, Problem> {
        let out = out.canonicalize().unwrap_or_else(|_| out.to_path_buf());
        let name = out.file_name().and_then(|name| name.to_str()).unwrap_or("site").to_owned();
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or_else(|| Path::new(".")).to_path_buf();
        fs::create_dir_all(&parent).map_err(failed)?;
        let beside = |what: &str| parent.join(format!(".{name}.shuzhi-{what}"));
        let lock = File::create(beside("lock")).map_err(failed)?;
        lock.try_lock().map_err(|_| Problem::OutputLocked)?;
        let (staging, aside) = (beside("staging"), beside("old"));
        if !out.exists() && aside.exists() {
            fs::rename(&aside, &out).map_err(failed)?;
        }
        for left_behind in [&staging, &aside] {
            remove_all(left_behind).map_err(failed)?;
        }
        let is_first = !out.exists();
        let old = old_files(&out)?;
        fs::create_dir(&staging).map_err(failed)?;
        Ok(Self { out, staging, aside, old, is_first, _lock: lock })
    }

    /// Adds a file to the new site. Says whether its bytes are new. May be called from several threads.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(Published, bool), Problem> {
        let (target, before) = (self.staging.join(path), self.out.join(path));
        let was_ours = self.old.contains(path);
        if !was_ours && !self.is_first && before.symlink_metadata().is_ok() {
            return Err(Problem::OutputOccupied);
        }
        let unchanged = was_ours && fs::read(&before).is_ok_and(|old| old == bytes);
        let put = || {
            if unchanged && fs::hard_link(&before, &target).is_ok() {
                return Ok(());
            }
            // Never through a name that exists: it may be a link to a file of the old site.
            File::create_new(&target)?.write_all(bytes)
        };
        put()
            .or_else(|error| {
                // Folders are made when the first file needs them.
                if error.kind() != io::ErrorKind::NotFound {
                    return Err(error);
                }
                fs::create_dir_all(target.parent().unwrap_or(&self.staging))?;
                put()
            })
            .map_err(failed)?;
        let sha256 = Checksum(Sha256::digest(bytes).into());
        Ok((Published { path: path.into(), bytes: bytes.len() as u64, sha256 }, !unchanged))
    }

    /// Puts the new site in the old one's place.
    pub fn commit(self, mut files: Vec<(Published, bool)>) -> Result<Publication, Problem> {
        files.sort();
        let written = files.iter().filter(|(_, is_new)| *is_new).count();
        let published = files.iter().map(|(file, _)| &*file.path);
        let stays = written == 0 && published.eq(self.old.iter().map(String::as_str));
        let manifest = Manifest {
            generator: concat!("shuzhi ", env!("CARGO_PKG_VERSION")).to_owned(),
            format: FORMAT,
            files: files.into_iter().map(|(file, _)| file).collect(),
        };
        let mut text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Problem::WriteFailed { reason: error.to_string() })?;
        text.push('\n');
        let is_same = fs::read(self.out.join(MANIFEST)).is_ok_and(|old| old == text.as_bytes());
        let figures = Publication {
            files: manifest.files.len() + 1,
            written: written + usize::from(!is_same),
            bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        };
        if stays && is_same {
            return Ok(figures);
        }
        fs::write(self.staging.join(MANIFEST), text).map_err(failed)?;
        self.carry_over_foreign_files()?;
        self.exchange().map_err(failed)?;
        Ok(figures)
    }

    /// Files in the output folder that shuzhi did not make go with it; never is one deleted.
    fn carry_over_foreign_files(&self) -> Result<(), Problem> {
        if !self.out.exists() {
            return Ok(());
        }
        let mut folders = vec![];
        for entry in WalkDir::new(&self.out) {
            let entry = entry.map_err(failed)?;
            let path = relative(&self.out, entry.path());
            let is_ours = path.is_some_and(|path| path == MANIFEST || self.old.contains(&path));
            let Ok(below) = entry.path().strip_prefix(&self.out) else { continue };
            let target = self.staging.join(below);
            if entry.file_type().is_dir() {
                // A folder of ours that has no pages any more goes, one of others stays.
                if target.is_dir() || holds_foreign(entry.path(), &self.out, &self.old) {
                    folders.push((entry.into_path(), target));
                }
            } else if !is_ours {
                if target.symlink_metadata().is_ok() {
                    return Err(Problem::OutputOccupied);
                }
                carry(entry.path(), &target).map_err(failed)?;
            }
        }
        // The innermost first: permissions may forbid to write into a folder.
        for (from, to) in folders.iter().rev() {
            fs::create_dir_all(to).and_then(|()| keep_permissions(from, to)).map_err(failed)?;
        }
        Ok(())
    }

    fn exchange(&self) -> io::Result<()> {
        if !self.out.exists() {
            return fs::rename(&self.staging, &self.out);
        }
        if !exchange_names(&self.staging, &self.out)? {
            fs::rename(&self.out, &self.aside)?;
            if let Err(error) = fs::rename(&self.staging, &self.out) {
                fs::rename(&self.aside, &self.out)?;
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // After an exchange these hold the old site, before it what was staged. What cannot be removed
        // now is removed by the next run.
        let _ = remove_all(&self.staging);
        let _ = remove_all(&self.aside);
    }
}

fn failed(error: impl Into<io::Error>) -> Problem {
    Problem::WriteFailed { reason: reason(&error.into()) }
}

fn remove_all(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The files that the manifest of the old site names.
fn old_files(out: &Path) -> Result<BTreeSet<String>, Problem> {
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(_) => return Err(Problem::OutputNotOurs),
    };
    if is_empty {
        return Ok(BTreeSet::new());
    }
    let text = fs::read_to_string(out.join(MANIFEST)).map_err(|_| Problem::OutputNotOurs)?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| Problem::OutputNotOurs)?;
    if manifest.format != FORMAT {
        return Err(Problem::OutputNotOurs);
    }
    Ok(manifest.files.into_iter().map(|file| file.path.into_string()).collect())
}

/// Exchanges two names in one step; says whether the system can.
#[cfg(target_os = "linux")]
fn exchange_names(left: &Path, right: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, left, CWD, right, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two names in one step; says whether the system can.
#[cfg(not(target_os = "linux"))]
fn exchange_names(_left: &Path, _right: &Path) -> io::Result<bool> {
    Ok(false)
}

fn holds_foreign(folder: &Path, out: &Path, ours: &BTreeSet<String>) -> bool {
    let mut any = false;
    for entry in WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok) {
        any = true;
        let is_ours = relative(out, entry.path()).is_some_and(|path| ours.contains(&path));
        if !is_ours && !entry.file_type().is_dir() {
            return true;
        }
    }
    !any
}

/// Gives a folder the permissions of the one whose place it takes.
fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    let permissions = fs::metadata(from)?.permissions();
    if fs::metadata(to)?.permissions() == permissions { Ok(()) } else { fs::set_permissions(to, permissions) }
}

/// Links a file into the new site, or copies it where links cannot be made.
fn carry(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(out: &Path, files: &[(&str, &str)]) -> Result<Publication, Problem> {
        let publisher = Publisher::begin(out)?;
        let written = files.iter().map(|(path, text)| publisher.write(path, text.as_bytes()));
        let written = written.collect::<Result<Vec<_>, _>>()?;
        publisher.commit(written)
    }

    #[test]
    fn stale_pages_go_foreign_files_stay_and_unchanged_ones_are_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&out, &[("a.html", "a"), ("old/b.html", "b")]).unwrap();
        fs::write(out.join("note.txt"), "mine").unwrap();
        fs::create_dir(out.join("mine")).unwrap();
        fs::write(out.join("mine/x.txt"), "x").unwrap();
        let before = fs::metadata(out.join("a.html")).unwrap().modified().unwrap();
        let figures = publish(&out, &[("a.html", "a"), ("c.html", "c")]).unwrap();
        assert_eq!((figures.files, figures.written), (3, 2));
        assert!(!out.join("old").exists());
        assert_eq!(fs::read_to_string(out.join("note.txt")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(out.join("mine/x.txt")).unwrap(), "x");
        assert_eq!(fs::metadata(out.join("a.html")).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn a_foreign_folder_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.doc"), "years of work").unwrap();
        assert_eq!(publish(&out, &[("a.html", "a")]), Err(Problem::OutputNotOurs));
        assert_eq!(fs::read_to_string(out.join("thesis.doc")).unwrap(), "years of work");
    }

    #[test]
    fn a_foreign_file_in_the_place_of_a_page_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&out, &[("a.html", "a")]).unwrap();
        fs::write(out.join("b.html"), "mine").unwrap();
        assert_eq!(publish(&out, &[("b.html", "b")]), Err(Problem::OutputOccupied));
        assert_eq!(fs::read_to_string(out.join("a.html")).unwrap(), "a");
    }

    #[test]
    fn two_cannot_publish_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        let _first = Publisher::begin(&out).unwrap();
        assert_eq!(Publisher::begin(&out).err(), Some(Problem::OutputLocked));
    }

    #[test]
    fn an_interrupted_pair_of_renames_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&out, &[("a.html", "a")]).unwrap();
        fs::rename(&out, folder.path().join(".public.shuzhi-old")).unwrap();
        drop(Publisher::begin(&out).unwrap());
        assert_eq!(fs::read_to_string(out.join("a.html")).unwrap(), "a");
    }
}
