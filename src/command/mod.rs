//! Commands: each joins the pure stages with the world and says how it ended.

mod build;
mod check;
mod compare;
mod documents;
mod figures;
mod index;
mod inputs;
mod load;
mod page;
mod prints;
mod review;
mod search;
mod serve;
mod watch;
mod workspace;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::{Arguments, Command, Format, Shared};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, Problem, Source, Style, Summary, print};
use crate::disk::{self, ContentFolder, ContentHash};
use crate::figure::Indicators;
use crate::message::Language;

/// How a command ended; the program's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: done, without errors.
    Done = 0,
    /// 1: the archive has errors (or warnings, with `--deny warnings`); nothing was published, or with
    /// `--keep-going` what was sound.
    Problems = 1,
    /// 2: the query cannot be read. `clap` gives the same for a wrong command line.
    Misused = 2,
    /// 3: reading or writing failed.
    Failed = 3,
}

/// Runs a command.
pub fn run(arguments: &Arguments) -> Outcome {
    match &arguments.command {
        Command::Build(options) => build::run(options),
        Command::Check(options) => check::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Search(options) => search::run(options),
        Command::Figures(options) => figures::run(options),
        Command::Compare(options) => compare::run(options),
        Command::Review(options) => review::run(options),
        Command::Completions { shell, .. } => documents::completions(*shell, arguments.language()),
        Command::Man { out, .. } => documents::man(out, arguments.language()),
    }
}

/// The folders and the configuration of the site at hand.
struct Site {
    root: PathBuf,
    content: PathBuf,
    /// The content folder as diagnostics call it.
    content_name: String,
    out: PathBuf,
    config: Arc<Config>,
    /// Where diagnostics about the configuration stand.
    config_path: Arc<str>,
    /// Whether the command line names the content folder.
    content_is_given: bool,
    /// Of site.toml as it was read.
    config_hash: Option<ContentHash>,
    /// Whether drafts are read like reports, for a preview.
    with_drafts: bool,
    terminal: Terminal,
    problems: Vec<Diagnostic>,
}

/// Where and how to speak.
#[derive(Debug, Clone, Copy)]
struct Terminal {
    language: Language,
    format: Format,
    quiet: bool,
}

impl Terminal {
    /// Shows problems on standard error, or as JSON on standard output.
    fn problems(self, problems: &[Diagnostic]) {
        let text = |style| print(problems, style, self.language);
        match self.format {
            Format::Json => write_out(&text(Style::Json)),
            Format::Human => {
                let coloured = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                write_err(&text(if coloured { Style::Coloured } else { Style::Plain }));
            }
        }
    }

    /// Says something on standard error, unless asked to be quiet.
    fn say(self, text: &str) {
        if !self.quiet {
            write_err(&format!("{text}\n"));
        }
    }

    /// Whether progress is shown.
    fn shows_progress(self) -> bool {
        !self.quiet && self.format == Format::Human && std::io::stderr().is_terminal()
    }
}

/// Writing to a closed pipe is the reader's wish, not an error.
fn write_out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn write_err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Finds the site and reads its configuration. The language of messages is that of the command line, or
/// else the site's.
fn open(shared: &Shared) -> Site {
    let root = root(shared.root.as_deref());
    let config_path: Arc<str> = Arc::from("site.toml");
    let file = root.join("site.toml");
    let mut config_hash = None;
    let (mut config, problems) = if file.is_file() {
        let read = disk::read_text_file(&file).and_then(|file| {
            config_hash = Some(file.hash);
            file.text
        });
        match read {
            Ok(text) => {
                let checked = config::parse(Source { path: &config_path, text: &text });
                (checked.value, checked.problems)
            }
            Err(problem) => (Config::default(), vec![problem.at(Place::file(&config_path))]),
        }
    } else {
        (Config::default(), vec![])
    };
    if !config.publish_figures {
        // Pages count nothing then; `shuzhi figures` and `shuzhi compare`, which are asked for figures, read site.toml by themselves.
        config.indicators = Arc::new(Indicators::new(vec![]));
    }
    let content = shared.content.clone().unwrap_or_else(|| content_folder(&root, &config));
    let out = shared.out.clone().unwrap_or_else(|| root.join(&config.output));
    let language = shared.lang.map_or(config.language, Language::from);
    Site {
        content_name: shown(&root, &content),
        terminal: Terminal { language, format: shared.format, quiet: shared.quiet },
        config: Arc::new(config),
        root,
        content,
        out,
        config_path,
        config_hash,
        content_is_given: shared.content.is_some(),
        with_drafts: false,
        problems,
    }
}

/// The site's folder: the one given, or the nearest one upwards with a site.toml, or this one.
fn root(given: Option<&Path>) -> PathBuf {
    let here = || std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    given.map_or_else(|| disk::find_root(&here()).unwrap_or_else(here), Path::to_path_buf)
}

/// The content folder; without site.toml and `content/` the site's folder itself holds the reports.
fn content_folder(root: &Path, config: &Config) -> PathBuf {
    let content = root.join(&config.content);
    if content.is_dir() || root.join("site.toml").is_file() { content } else { root.to_path_buf() }
}

/// A path as diagnostics show it: from the root where it lies below.
fn shown(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
    let shown = below.unwrap_or(path).to_string_lossy().replace('\\', "/");
    shown.trim_end_matches('/').to_owned()
}

/// Whether problems stop a command.
fn stops(summary: Summary, deny_warnings: bool) -> bool {
    summary.errors > 0 || (deny_warnings && summary.warnings > 0)
}

impl Site {
    /// The content folder for reading.
    fn content_folder(&self) -> ContentFolder<'_> {
        ContentFolder { folder: &self.content, shown_as: &self.content_name, with_drafts: self.with_drafts }
    }

    /// A file of the content folder as diagnostics call it.
    fn shown_content(&self, path: &str) -> Arc<str> {
        Arc::from(format!("{}/{path}", self.content_name))
    }

    /// Where records are kept from one start of the preview to the next.
    fn cache_folder(&self) -> PathBuf {
        self.root.join(".shuzhi")
    }

    /// What kept records depend on beside the files.
    fn cache_key(&self) -> String {
        let counted = self.config.indicators.describe() + &self.config.terms.words().join("\n");
        let counted = ContentHash::of(counted.as_bytes());
        let Config { demands, publish_ledger, .. } = &*self.config;
        format!("{} {} {demands:?} {publish_ledger} {counted:?}", disk::program(), self.content_name)
    }

    /// A problem of the output folder.
    fn output_problem(&self, problem: Problem) -> Diagnostic {
        problem.at(Place::file(&Arc::from(shown(&self.root, &self.out))))
    }
}
