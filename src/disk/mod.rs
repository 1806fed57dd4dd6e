//! The only file I/O: what lies in the folders of a site, and what is published from them.

mod cache;
mod hash;
mod publish;
mod walk;

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::diagnostic::Problem;
use crate::site::theme::Layer;

pub use cache::RecordCache;
pub use hash::ContentHash;
pub use publish::{Publication, Published, Publisher};
pub use walk::{Content, ContentFolder};

/// Largest report, in bytes; positions in a text are 32 bits wide.
pub const LARGEST_REPORT: u64 = 16 << 20;

/// What the operating system said, in its words.
fn reason(error: &std::io::Error) -> String {
    error.to_string()
}

/// How long it is waited for descriptors before a lack of them is reported.
const PATIENCE: Duration = Duration::from_secs(2);

fn open(path: &Path) -> std::io::Result<File> {
    with_patience(|| File::open(path))
}

/// Does what needs a file descriptor. A crowd of browsers can take them all for a moment (EMFILE; ENFILE of the
/// whole system): what is opened just then is not broken, and nothing would tell to look at it again.
fn with_patience<T>(mut open: impl FnMut() -> std::io::Result<T>) -> std::io::Result<T> {
    let since = Instant::now();
    loop {
        let opened = open();
        let lacks_descriptors =
            opened.as_ref().is_err_and(|error| cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24)));
        if !lacks_descriptors || since.elapsed() > PATIENCE {
            return opened;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A file as it was when it was looked at: equal stamps mean equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: SystemTime,
    /// Inode and time of the last change of any kind, where the system has them: they tell a file that took
    /// another's place and one whose times were set.
    identity: (u64, i64, i64),
}

/// How long after a write another one may leave the same times: clocks of file systems tick slowly.
const TICK: Duration = Duration::from_millis(50);

/// The same of file systems that know no parts of a second, as on sticks and some shares.
const SLOW_TICK: Duration = Duration::from_secs(3);

impl Stamp {
    /// The stamp of a file; nothing if it cannot be read, or changed so lately that the next change may leave
    /// no trace.
    pub fn of(path: &Path) -> Option<Self> {
        Self::from_metadata(&path.metadata().ok()?)
    }

    fn from_metadata(metadata: &Metadata) -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the age of a file decides what is read, not what is written"
        )]
        let now = SystemTime::now();
        let modified = metadata.modified().ok()?;
        let since_second =
            modified.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |age| age.subsec_nanos());
        let tick = if since_second == 0 { SLOW_TICK } else { TICK };
        // A time to come was set by somebody; the time of that change tells the next.
        let age = now.duration_since(modified).unwrap_or_else(|ahead| ahead.duration());
        let is_settled = age > tick;
        is_settled.then(|| Self { bytes: metadata.len(), modified, identity: identity(metadata) })
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// A text file as read.
#[derive(Debug)]
pub struct TextFile {
    /// Tells later whether the file is still this one.
    pub stamp: Option<Stamp>,
    /// Of its bytes.
    pub hash: ContentHash,
    /// Its text, or what is wrong with one that is none.
    pub text: Result<String, Problem>,
}

/// Reads a text file, and says what is wrong with one that is none.
pub fn read_text(path: &Path) -> Result<String, Problem> {
    text_of(read_within_limit(path)?.0)
}

/// Reads a text file together with what tells it from others.
pub fn read_text_file(path: &Path) -> Result<TextFile, Problem> {
    let (bytes, stamp) = read_within_limit(path)?;
    Ok(TextFile { stamp, hash: ContentHash::of(&bytes), text: text_of(bytes) })
}

fn read_within_limit(path: &Path) -> Result<(Vec<u8>, Option<Stamp>), Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable { reason: reason(&error) };
    let mut file = open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let size = metadata.len();
    if size > LARGEST_REPORT {
        return Err(Problem::FileTooLarge { bytes: size, limit: LARGEST_REPORT });
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok((bytes, Stamp::from_metadata(&metadata)))
}

fn text_of(bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        encoding(error.as_bytes(), offset)
    })
}

/// How files of PDF, of Word since 2007 and before, and pictures begin.
const BINARY: &[&[u8]] =
    &[b"%PDF", b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"\x89PNG", b"\xFF\xD8\xFF", b"{\\rtf"];

/// Which encoding bytes are in that are no UTF-8. Strict decoding tells GB18030 from arbitrary bytes as far
/// as that can be told; the text must then be Chinese for the most part.
fn encoding(bytes: &[u8], offset: usize) -> Problem {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Problem::EncodingUtf16;
    }
    // A hyphen of the front matter's fence takes two bytes in UTF-16 without a mark.
    if bytes.starts_with(b"-\0-\0") || bytes.starts_with(b"\0-\0-") {
        return Problem::EncodingUtf16;
    }
    let line = memchr::memchr_iter(b'\n', &bytes[..offset]).count() + 1;
    let unknown = Problem::EncodingUnknown { line };
    if BINARY.iter().any(|magic| bytes.starts_with(magic)) {
        return unknown;
    }
    let Some(text) = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) else {
        return unknown;
    };
    let (mut chinese, mut strange) = (0, 0);
    for character in text.chars() {
        if crate::han::is_wide(character) || crate::han::is_wide_punctuation(character) {
            chinese += 1;
        } else if !character.is_ascii() || (character.is_control() && !character.is_whitespace()) {
            strange += 1;
        }
    }
    if chinese > 4 * strange { Problem::EncodingGb18030 } else { unknown }
}

/// The path from a folder with `/` between its parts; nothing if it is not Unicode.
pub fn relative(folder: &Path, path: &Path) -> Option<String> {
    walk::relative(folder, path)
}

/// Whether a path is that of the list which marks its folder as a published site.
pub fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == publish::MANIFEST)
}

/// Where a link leads: the folder in which its target lies, or the target itself if it is one. Nothing for what
/// is no link.
pub fn link_target(path: &Path) -> Option<PathBuf> {
    if !path.is_symlink() {
        return None;
    }
    let target = path.canonicalize().ok()?;
    if target.is_dir() { Some(target) } else { target.parent().map(Path::to_path_buf) }
}

/// Reads a file as it is.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = vec![];
    let read = open(path).and_then(|mut file| file.read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| Problem::Unreadable { reason: reason(&error) })
}

/// A file to be sent piece by piece.
#[derive(Debug)]
pub struct OpenFile {
    /// Its bytes.
    pub file: File,
    /// How many there are.
    pub bytes: u64,
    /// What tells this version of the file from others.
    pub version: String,
}

/// Opens a file.
pub fn open_file(path: &Path) -> Result<OpenFile, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable { reason: reason(&error) };
    let file = open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let modified = metadata.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    let modified = modified.map_or(0, |since| since.as_nanos());
    let (inode, seconds, nanoseconds) = identity(&metadata);
    let bytes = metadata.len();
    Ok(OpenFile {
        file,
        bytes,
        version: format!("{bytes:x}-{modified:x}-{inode:x}-{seconds:x}-{nanoseconds:x}"),
    })
}

/// Writes a file, and the folder it lies in.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| Problem::WriteFailed { reason: reason(&error) })
}

/// The nearest folder, from `start` upwards, that holds a site.toml.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join("site.toml").is_file()).map(Path::to_path_buf)
}

/// The files of a theme in `themes/<name>`, if there is such a folder. Hidden files are passed over.
pub fn theme_layer(themes: &Path, name: &str) -> Result<Option<(Layer, String)>, Problem> {
    let folder = themes.join(name);
    if name.contains(['/', '\\']) || name.starts_with('.') || !folder.is_dir() {
        return Ok(None);
    }
    let mut layer = Layer { name: name.to_owned(), ..Layer::default() };
    for (relative, path) in files_below(&folder.join("templates")) {
        layer.templates.insert(relative, read_text(&path)?);
    }
    for (relative, path) in files_below(&folder.join("static")) {
        layer.statics.insert(relative, read_bytes(&path)?);
    }
    let settings = folder.join("theme.toml");
    let settings = if settings.is_file() { read_text(&settings)? } else { String::new() };
    Ok(Some((layer, settings)))
}

/// Files below a folder with their relative paths.
fn files_below(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !walk::is_hidden(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Some((walk::relative(folder, entry.path())?, entry.into_path())))
        .collect();
    files.sort();
    files
}

/// Memory of this program that is in use, in bytes, where the system tells.
pub fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// What tells this build of the program from others: what another made of a file is not to be trusted.
pub fn program() -> String {
    let stamp = std::env::current_exe().ok().and_then(|path| path.metadata().ok());
    let modified = stamp.as_ref().and_then(|stamp| stamp.modified().ok());
    format!("{} {:?} {modified:?}", env!("CARGO_PKG_VERSION"), stamp.map(|stamp| stamp.len()))
}

/// Opens an address in the user's browser, as the desktop does it. That this fails is seen by the user.
pub fn open_in_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let command = std::process::Command::new(program).args(arguments).arg(url).spawn();
    if let Ok(mut child) = command {
        // Reaps it, or it would stay as a zombie.
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn descriptors_are_waited_for() {
        let mut lacking = 3;
        let opened = with_patience(|| {
            lacking -= 1;
            if lacking > 0 { Err(std::io::Error::from_raw_os_error(24)) } else { Ok(()) }
        });
        assert!(opened.is_ok());
        let mut attempts = 0;
        let missing = with_patience(|| {
            attempts += 1;
            Err::<(), _>(std::io::Error::from_raw_os_error(2))
        });
        assert!(missing.is_err());
        assert_eq!(attempts, 1);
    }
}
