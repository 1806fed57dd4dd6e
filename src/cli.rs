//! The command line as data; its words are in [`crate::message`].

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::message::Language;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "shuzhi", version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Builds the site.
    Build(BuildOptions),
    /// Checks the archive and writes nothing.
    Check(CheckOptions),
    /// Shows the site in a browser and follows every change.
    Serve(ServeOptions),
    /// Searches the published site.
    Search(SearchOptions),
    /// Prints the figures of reports.
    Figures(FiguresOptions),
    /// Compares two reports.
    Compare(CompareOptions),
    /// Lists the reports that need a look.
    Review(ReviewOptions),
    /// Prints a completion script.
    Completions {
        /// The shell.
        shell: Shell,
        /// Language of the descriptions.
        #[arg(long, value_name = "LANG", hide_possible_values = true)]
        lang: Option<LanguageName>,
    },
    /// Writes manual pages.
    Man {
        /// The folder.
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
        /// Language of the pages.
        #[arg(long, value_name = "LANG", hide_possible_values = true)]
        lang: Option<LanguageName>,
    },
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct BuildOptions {
    /// Options of all commands.
    #[command(flatten)]
    pub shared: Shared,
    /// Leave broken reports out and publish the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// Publish again after every change.
    #[arg(long, conflicts_with = "keep_going")]
    pub watch: bool,
    /// Look for changes at an interval instead of being told.
    #[arg(long, value_name = "MS", value_parser = interval, requires = "watch")]
    pub poll: Option<Duration>,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Options of all commands.
    #[command(flatten)]
    pub shared: Shared,
    /// Where to listen.
    #[arg(long, value_name = "IP:PORT", value_parser = address)]
    pub addr: Option<SocketAddr>,
    /// Open the site in a browser.
    #[arg(long)]
    pub open: bool,
    /// Look for changes at an interval instead of being told.
    #[arg(long, value_name = "MS", value_parser = interval)]
    pub poll: Option<Duration>,
    /// Show drafts, too.
    #[arg(long)]
    pub drafts: bool,
    /// Go to the page of the report just saved.
    #[arg(long)]
    pub follow: bool,
    /// A further name under which the preview may be asked for.
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub struct SearchOptions {
    /// The query; several arguments are joined by blanks.
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The folder of the published site.
    #[arg(id = "published", long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How many results are shown; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// The order of results.
    #[arg(long, value_name = "ORDER", default_value = "relevance", hide_possible_values = true)]
    pub order: OrderName,
    /// How results are shown.
    #[arg(
        id = "results_as",
        long = "format",
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: Format,
    /// Language of messages.
    #[arg(long, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageName>,
}

/// An order of results by its name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OrderName {
    /// Best match first.
    Relevance,
    /// Newest first.
    Year,
    /// By unit.
    Unit,
}

/// Options of `figures`.
#[derive(Debug, Args)]
pub struct FiguresOptions {
    /// The reports.
    #[arg(id = "report", value_name = "REPORT", required_unless_present = "all")]
    pub reports: Vec<PathBuf>,
    /// All reports of the site.
    #[arg(long, conflicts_with = "report")]
    pub all: bool,
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// How figures are shown.
    #[arg(
        id = "figures_as",
        long = "format",
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: TableFormat,
    /// Language of messages.
    #[arg(long, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageName>,
}

/// Options of `compare`.
#[derive(Debug, Args)]
pub struct CompareOptions {
    /// The earlier report.
    #[arg(value_name = "LEFT")]
    pub left: PathBuf,
    /// The later report.
    #[arg(value_name = "RIGHT")]
    pub right: PathBuf,
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// How the comparison is shown.
    #[arg(
        id = "comparison_as",
        long = "format",
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: Format,
    /// Language of messages.
    #[arg(long, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageName>,
}

/// Options of `review`.
#[derive(Debug, Args)]
pub struct ReviewOptions {
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// How many reports are shown to people; 0 for all.
    #[arg(id = "most_reviewed", long = "limit", value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// How the list is shown.
    #[arg(
        id = "review_as",
        long = "format",
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: ReviewFormat,
    /// Language of messages.
    #[arg(long, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageName>,
}

/// How the list of reports that need a look is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people, in the terminal.
    Human,
    /// A page that stands alone.
    Html,
    /// Values between commas.
    Csv,
    /// An object.
    Json,
}

/// How a table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people.
    Human,
    /// An array of objects.
    Json,
    /// Values between commas.
    Csv,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Options of all commands.
    #[command(flatten)]
    pub shared: Shared,
}

/// Options of all commands on an archive.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The folder of the reports.
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// The folder of the published site.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Language of messages.
    #[arg(long, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageName>,
    /// Number of threads.
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<usize>,
    /// Say only what is wrong.
    #[arg(long, short)]
    pub quiet: bool,
    /// How problems are shown.
    #[arg(long, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    pub format: Format,
    /// What else stops a build.
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    pub deny: Option<Deny>,
}

impl Shared {
    /// Whether warnings stop a build.
    pub fn deny_warnings(&self) -> bool {
        self.deny.is_some()
    }
}

/// A language by its short name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LanguageName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Zh => Self::Chinese,
            LanguageName::En => Self::English,
        }
    }
}

/// How problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// What else stops a build.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

fn jobs(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|jobs| (1..=256).contains(jobs)).ok_or_else(|| "1–256".to_owned())
}

/// An address with its port; `localhost` is this machine.
fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    local.as_deref().unwrap_or(text).parse().map_err(|_| "127.0.0.1:8080".to_owned())
}

fn interval(text: &str) -> Result<Duration, String> {
    let milliseconds = text.parse().ok().filter(|interval| (50..=3_600_000).contains(interval));
    milliseconds.map(Duration::from_millis).ok_or_else(|| "50–3600000".to_owned())
}

impl Arguments {
    /// Reads the command line; the program ends here on a wrong one (exit code 2) and after `--help`.
    pub fn read() -> Self {
        let arguments = with_negated_words_last(std::env::args_os().collect());
        let matches = command(asked_language(&arguments)).get_matches_from(arguments);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// The language asked for, or else Chinese.
    pub fn language(&self) -> Language {
        let name = match &self.command {
            Command::Build(options) => options.shared.lang,
            Command::Check(options) => options.shared.lang,
            Command::Serve(options) => options.shared.lang,
            Command::Search(options) => options.lang,
            Command::Figures(options) => options.lang,
            Command::Compare(options) => options.lang,
            Command::Review(options) => options.lang,
            Command::Completions { lang, .. } | Command::Man { lang, .. } => *lang,
        };
        name.map(Language::from).unwrap_or_default()
    }
}

/// `-扶贫` in a query is a word that must not occur, no option: so such words stand behind all options.
fn with_negated_words_last(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_negated = |argument: &OsString| {
        let rest = argument.to_str().and_then(|argument| argument.strip_prefix('-'));
        rest.and_then(|rest| rest.chars().next()).is_some_and(|first| !first.is_ascii() || first == '"')
    };
    if arguments.get(1).is_some_and(|command| command == "search")
        && !arguments.contains(&OsString::from("--"))
    {
        let negated: Vec<OsString> = arguments.extract_if(2.., |argument| is_negated(argument)).collect();
        if !negated.is_empty() {
            arguments.push(OsString::from("--"));
            arguments.extend(negated);
        }
    }
    arguments
}

/// The language that `--help` speaks, which must be known before the command line is read.
fn asked_language(arguments: &[OsString]) -> Language {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(value) => value.strip_prefix('='),
            None => None,
        };
        if let Some(language) = value.and_then(Language::from_name) {
            return language;
        }
    }
    Language::default()
}

/// The command line with its words in a language.
pub fn command(language: Language) -> clap::Command {
    let words = language.command_line();
    let describe = move |command: clap::Command| {
        let name = command.get_name().to_owned();
        let about = language.help(&name).unwrap_or_default();
        let mut command = command
            .about(about)
            .help_template(format!(
                "{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
                words.usage
            ))
            .subcommand_help_heading(words.commands)
            .disable_help_flag(true)
            .arg(clap::Arg::new("help").long("help").short('h').action(clap::ArgAction::Help));
        if let Some(example) = language.example(&name) {
            command = command.after_help(format!("{}\n{example}", words.examples));
        }
        command.mut_args(move |argument| {
            let help = language.help(argument.get_id().as_str()).unwrap_or_default();
            let heading = if argument.is_positional() { words.arguments } else { words.options };
            // The help names the values, in its language; those of the parser are in English.
            let named = !argument.is_positional() && argument.get_action().takes_values();
            argument.help(help).help_heading(heading).hide_possible_values(named)
        })
    };
    let version = clap::Arg::new("version").long("version").short('V').action(clap::ArgAction::Version);
    let root = Arguments::command().disable_version_flag(true).arg(version);
    describe(root).disable_help_subcommand(true).mut_subcommands(describe)
}
