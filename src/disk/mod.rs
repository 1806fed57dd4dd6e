//! The only file I/O: what lies in the folders of a site, and what is published from them.

mod publish;
mod walk;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diagnostic::Problem;
use crate::site::theme::Layer;

pub use publish::{Publication, Published, Publisher};
pub use walk::{Content, content};

/// Largest report, in bytes; positions in a text are 32 bits wide.
pub const LARGEST_REPORT: u64 = 16 << 20;

/// What the operating system said, in its words.
fn reason(error: &std::io::Error) -> String {
    error.to_string()
}

/// Reads a text file, and says what is wrong with one that is none.
pub fn read_text(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable { reason: reason(&error) };
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > LARGEST_REPORT {
        return Err(Problem::FileTooLarge { bytes: size, limit: LARGEST_REPORT });
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes).map_err(unreadable)?;
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

/// Reads a file as it is.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| Problem::Unreadable { reason: reason(&error) })
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
