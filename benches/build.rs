//! Measures `shuzhi build` as a whole process beside `cp -r` and Hugo: see README.md in this folder.
//!
//! `cargo bench --bench build -- --reports 10000 --runs 5`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark's figures are its output")]
#![expect(clippy::cast_precision_loss, reason = "figures are shown to three digits")]

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

mod archive;
mod measure;
mod summary;
mod workspace;

use measure::Cost;
use summary::Row;
use workspace::{Source, Workspace};

/// Measure a full build of a made-up archive beside `cp -r` of its output and Hugo.
#[derive(Parser)]
struct Arguments {
    /// Number of reports
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    reports: usize,
    /// Measured rounds, after one that warms up
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Hugo's executable [default: the one `benches/hugo/install` fetched]
    #[arg(long, value_name = "PATH", conflicts_with = "no_hugo")]
    hugo: Option<PathBuf>,
    /// Measure without Hugo
    #[arg(long)]
    no_hugo: bool,
    /// Pagefind's executable, to measure Hugo followed by it; takes 18 GB of memory at 10,000 reports
    #[arg(long, value_name = "PATH", conflicts_with = "no_hugo")]
    pagefind: Option<PathBuf>,
    /// Folder to work in [default: a memory file system, where there is one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// A program to measure.
struct Contestant {
    name: String,
    program: PathBuf,
    arguments: Vec<OsString>,
    /// What it reads, if runs may leave traces there.
    source: Option<Source>,
    /// The folder it writes, which must not exist when it starts.
    output: PathBuf,
    /// What the measured runs cost.
    costs: Vec<Cost>,
}

fn main() -> ExitCode {
    if let Some(code) = measure::as_runner() {
        return code;
    }
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("build: measures nothing unless started by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let hugo = hugo(arguments)?;
    let workspace = Workspace::new(arguments.dir.as_deref())?;
    println!("working in {}", workspace.description());
    let extent = archive::write(&workspace.path("archive"), arguments.reports)?;
    println!(
        "{} reports of {} units, {:.1} MB, {} characters each on average; {} runs after one to warm up",
        extent.reports,
        extent.units,
        extent.bytes as f64 / 1e6,
        extent.characters / extent.reports,
        arguments.runs
    );
    let mut contestants = vec![
        shuzhi(&workspace)?,
        without_comparisons(&workspace)?,
        reports_and_search(&workspace)?,
        copying(&workspace),
    ];
    if let Some(hugo) = hugo {
        contestants.push(hugo_site(&workspace, hugo)?);
        contestants.extend(arguments.pagefind.clone().map(|program| pagefind(&workspace, program)));
    }
    take_turns(&mut contestants, arguments.runs)?;
    print(contestants)
}

/// Runs the contestants in turn, so that what else happens on the machine falls on all of them. The first round is
/// not counted.
fn take_turns(contestants: &mut [Contestant], runs: u16) -> io::Result<()> {
    for round in 0..=runs {
        for contestant in contestants.iter_mut() {
            let cost = contestant.run()?;
            if round > 0 {
                contestant.costs.push(cost);
            }
        }
    }
    Ok(())
}

impl Contestant {
    /// One run from a clean start. Its output stays until its next, for others to read.
    fn run(&self) -> io::Result<Cost> {
        workspace::remove(&self.output)?;
        if let Some(source) = &self.source {
            source.restore()?;
        }
        measure::measure(self.program.as_os_str(), &self.arguments)
    }
}

/// `shuzhi build` of the archive.
fn shuzhi(workspace: &Workspace) -> io::Result<Contestant> {
    build_of(workspace, "shuzhi", "archive")
}

/// The same with all but the comparisons of one year with the next, which have a limit of their own.
fn without_comparisons(workspace: &Workspace) -> io::Result<Contestant> {
    shuzhi_with(workspace, "shuzhi without comparisons", "compare = \"none\"")
}

/// What Hugo makes and the search: no figures, ledgers or comparisons. Who has reported and how often terms are said is told all the same.
fn reports_and_search(workspace: &Workspace) -> io::Result<Contestant> {
    let settings = "compare = \"none\"\n[publish]\nfigures = false\nledger = false";
    shuzhi_with(workspace, "shuzhi, reports and search", settings)
}

/// `shuzhi build` of a copy of the archive with more settings.
fn shuzhi_with(workspace: &Workspace, name: &str, settings: &str) -> io::Result<Contestant> {
    let folder = format!("archive {name}").replace([' ', ','], "-");
    let copy = workspace.path(&folder);
    workspace::copy(&workspace.path("archive"), &copy, |_| true)?;
    let file = copy.join("site.toml");
    let text = fs::read_to_string(&file)?;
    fs::write(file, format!("{}\n{settings}\n", text.trim_end()))?;
    build_of(workspace, name, &folder)
}

fn build_of(workspace: &Workspace, name: &str, archive: &str) -> io::Result<Contestant> {
    let (archive, output) = (workspace.path(archive), workspace.path(&name.replace([' ', ','], "-")));
    Ok(Contestant {
        name: name.to_owned(),
        program: PathBuf::from(env!("CARGO_BIN_EXE_shuzhi")),
        arguments: vec![
            "build".into(),
            "--root".into(),
            archive.clone().into(),
            "--out".into(),
            output.clone().into(),
            "--quiet".into(),
        ],
        source: Some(Source::new(archive)?),
        output,
        costs: vec![],
    })
}

/// `cp -r` of what shuzhi wrote: the floor, for no generator can write these files in less.
fn copying(workspace: &Workspace) -> Contestant {
    let output = workspace.path("copy");
    Contestant {
        name: "cp -r".to_owned(),
        program: PathBuf::from("cp"),
        arguments: vec!["-r".into(), workspace.path("shuzhi").into(), output.clone().into()],
        source: None,
        output,
        costs: vec![],
    }
}

/// Hugo on the same reports.
fn hugo_site(workspace: &Workspace, hugo: PathBuf) -> io::Result<Contestant> {
    let (site, output) = (workspace.path("hugo-site"), workspace.path("hugo"));
    let skeleton = skeleton();
    workspace::copy(&skeleton.join("layouts"), &site.join("layouts"), |_| true)?;
    fs::copy(skeleton.join("hugo.toml"), site.join("hugo.toml"))?;
    let is_report = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    workspace::copy(&workspace.path("archive").join("content"), &site.join("content"), is_report)?;
    let cache = site.join("cache");
    Ok(Contestant {
        name: "Hugo".to_owned(),
        program: hugo,
        arguments: vec![
            "build".into(),
            "--source".into(),
            site.clone().into(),
            "--destination".into(),
            output.clone().into(),
            "--cacheDir".into(),
            cache.into(),
            "--noBuildLock".into(),
            "--quiet".into(),
        ],
        source: Some(Source::new(site)?),
        output,
        costs: vec![],
    })
}

/// Pagefind's index of the reports that Hugo has just made pages of.
fn pagefind(workspace: &Workspace, program: PathBuf) -> Contestant {
    let output = workspace.path("pagefind");
    Contestant {
        name: PAGEFIND.to_owned(),
        program,
        arguments: vec![
            "--site".into(),
            workspace.path("hugo").into(),
            "--output-path".into(),
            output.clone().into(),
            "--root-selector".into(),
            "article".into(),
            "--force-language".into(),
            "zh".into(),
            "--silent".into(),
        ],
        source: None,
        output,
        costs: vec![],
    }
}

const PAGEFIND: &str = "Pagefind";

/// The folder with Hugo's configuration and layouts.
fn skeleton() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo")
}

/// Hugo's executable, if it is to be measured and can be found. Says which it is, or why there is none.
fn hugo(arguments: &Arguments) -> io::Result<Option<PathBuf>> {
    if arguments.no_hugo {
        return Ok(None);
    }
    let Some(hugo) = arguments.hugo.clone().or_else(installed_hugo) else {
        println!("without Hugo, which is not installed: run benches/hugo/install, or pass --hugo PATH");
        return Ok(None);
    };
    let output = Command::new(&hugo).arg("version").output();
    let output =
        output.map_err(|error| io::Error::other(format!("cannot run `{}`: {error}", hugo.display())))?;
    println!("{}", String::from_utf8_lossy(&output.stdout).trim_end());
    Ok(Some(hugo))
}

/// The executable itself in the Python environment that `benches/hugo/install` made: the script that starts it would
/// be charged to Hugo.
fn installed_hugo() -> Option<PathBuf> {
    let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-tools/hugo/lib");
    let pythons = fs::read_dir(libraries).ok()?.flatten();
    let mut executables = pythons.map(|python| python.path().join("site-packages/hugo/binaries/hugo"));
    executables.find(|executable| executable.is_file())
}

/// Prints the table and the ratios of shuzhi, which are first, to the others.
fn print(contestants: Vec<Contestant>) -> io::Result<()> {
    let mut rows = Vec::with_capacity(contestants.len());
    for Contestant { name, costs, output, .. } in contestants {
        let (files, bytes) = workspace::size(&output)?;
        rows.push(Row { name, costs, files, bytes });
    }
    if let Some(pagefind) = rows.pop_if(|row| row.name == PAGEFIND) {
        let both = rows.last().map(|hugo| hugo.and(&pagefind));
        rows.extend(both.into_iter().chain([pagefind]));
    }
    println!("\nmedian (least–most)\n{}", summary::table(&rows));
    let (own, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.name.starts_with("shuzhi"));
    for shuzhi in own {
        for other in others.iter().filter(|other| other.name != PAGEFIND) {
            print!("{}", summary::ratios(shuzhi, other));
        }
    }
    Ok(())
}
