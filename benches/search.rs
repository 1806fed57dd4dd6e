//! Measures the search of a built site beside Pagefind: see README.md in this folder.
//!
//! `cargo bench --bench search -- --reports 1000,10000`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark's figures are its output")]
#![expect(clippy::cast_precision_loss, reason = "figures are shown to three digits")]

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

mod archive;
mod measure;
#[expect(dead_code, reason = "other benchmarks use the rest")]
mod workspace;

use measure::Cost;
use workspace::Workspace;

/// Measure the search: the index, what its answers cost and whether they are right.
#[derive(Parser)]
struct Arguments {
    /// Numbers of reports
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1_000, 10_000])]
    reports: Vec<usize>,
    /// Largest archive that Pagefind is measured with
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pagefind_up_to: usize,
    /// Measure without Pagefind
    #[arg(long)]
    no_pagefind: bool,
    /// Folder to work in [default: a memory file system, where there is one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// Files and their bytes together.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    files: u64,
    bytes: u64,
}

/// What lies in `search/`.
#[derive(Clone, Debug, Default)]
struct Index {
    /// Everything but the texts.
    lists: Extent,
    texts: Extent,
    /// Bytes of the largest file, and its path.
    largest: (u64, PathBuf),
}

fn main() -> ExitCode {
    if let Some(code) = measure::as_runner() {
        return code;
    }
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("search: measures nothing unless started by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match arguments.reports.iter().try_for_each(|&reports| run(&arguments, reports)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures an archive of so many reports.
fn run(arguments: &Arguments, reports: usize) -> io::Result<()> {
    let workspace = Workspace::new(arguments.dir.as_deref())?;
    let extent = archive::write(&workspace.path("archive"), reports)?;
    println!(
        "\n## {} reports of {} units, {:.1} MB\n\nin {}\n",
        extent.reports,
        extent.units,
        extent.bytes as f64 / 1e6,
        workspace.description()
    );
    let pagefind = pagefind(arguments, reports)?;
    println!("| | wall s | CPU s | peak memory MB | files | MB written |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let site = build(&workspace)?;
    let beside = pagefind.map(|program| build_pagefind(&workspace, &program)).transpose()?;
    print_index(&site)?;
    ask(&site, beside.as_deref())
}

/// The site, built by shuzhi; prints what the whole build cost.
fn build(workspace: &Workspace) -> io::Result<PathBuf> {
    let output = workspace.path("site");
    let root = workspace.path("archive");
    let arguments = ["build".into(), "--root".into(), root.into(), "--out".into(), output.clone().into()];
    let program = Path::new(env!("CARGO_BIN_EXE_shuzhi"));
    let cost = measure::measure(program.as_os_str(), &[arguments.as_slice(), &["--quiet".into()]].concat())?;
    print("shuzhi, the whole site", cost, &output)?;
    Ok(output)
}

/// Pagefind's index of the reports' pages, of the same title and text that shuzhi's has.
fn build_pagefind(workspace: &Workspace, program: &Path) -> io::Result<PathBuf> {
    let output = workspace.path("pagefind");
    let site = workspace.path("site");
    let arguments = [
        "--site".into(),
        site.into(),
        "--output-path".into(),
        output.clone().into(),
        "--glob".into(),
        "units/*/*.html".into(),
        "--root-selector".into(),
        "article.report".into(),
        "--exclude-selectors".into(),
        ".byline,.neighbours,.rail,.kind".into(),
        "--force-language".into(),
        "zh".into(),
        "--silent".into(),
    ];
    let cost = measure::measure(program.as_os_str(), &arguments)?;
    print("Pagefind, of that site", cost, &output)?;
    Ok(output)
}

/// A row of the table of builds.
fn print(name: &str, cost: Cost, output: &Path) -> io::Result<()> {
    let (files, bytes) = workspace::size(output)?;
    println!(
        "| {name} | {:.2} | {:.2} | {:.0} | {files} | {:.1} |",
        cost.wall.as_secs_f64(),
        cost.processor.as_secs_f64(),
        cost.peak_memory as f64 / 1e6,
        bytes as f64 / 1e6
    );
    Ok(())
}

/// Pagefind's program, if it is to be measured, is installed and has the memory it takes. Says why there is none.
fn pagefind(arguments: &Arguments, reports: usize) -> io::Result<Option<PathBuf>> {
    /// Bytes that Pagefind takes for each report.
    const NEEDED: u64 = 1_800_000;
    if arguments.no_pagefind || reports > arguments.pagefind_up_to {
        return Ok(None);
    }
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-tools");
    let program = tools.join("pagefind/node_modules/.bin/pagefind");
    if !program.exists() {
        println!("Without Pagefind, which is not installed: run benches/search/install.\n");
        return Ok(None);
    }
    // Some is left to the browser and to others.
    let needed = NEEDED * reports as u64 + 1_000_000_000;
    if let Some(free) = free_memory().filter(|free| *free < needed) {
        println!(
            "Without Pagefind, which takes {} MB; {} MB are free.\n",
            needed / 1_000_000,
            free / 1_000_000
        );
        return Ok(None);
    }
    program.canonicalize().map(Some)
}

/// Bytes of memory that a program can have, where the system tells.
fn free_memory() -> Option<u64> {
    let memory = fs::read_to_string("/proc/meminfo").ok()?;
    let available = memory.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(available.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Prints how large the index is, lists and texts apart.
fn print_index(site: &Path) -> io::Result<()> {
    let mut index = Index::default();
    index.add(&site.join("search"))?;
    let Index { lists, texts, largest: (bytes, path) } = &index;
    let row =
        |name: &str, files: u64, bytes: u64| println!("| {name} | {files} | {:.2} |", bytes as f64 / 1e6);
    println!("\n| shuzhi's index | files | MB |\n| --- | ---: | ---: |");
    row("lists, catalogue, dictionary", lists.files, lists.bytes);
    row("texts", texts.files, texts.bytes);
    row("together", lists.files + texts.files, lists.bytes + texts.bytes);
    let path = path.strip_prefix(site).unwrap_or(path);
    println!("\nLargest file: {}, {:.1} kB.\n", path.display(), *bytes as f64 / 1e3);
    Ok(())
}

impl Index {
    /// Adds the files of a folder and its subfolders.
    fn add(&mut self, folder: &Path) -> io::Result<()> {
        let is_texts = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('t'));
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.add(&path)?;
                continue;
            }
            let bytes = path.metadata()?.len();
            let part = if is_texts { &mut self.texts } else { &mut self.lists };
            part.files += 1;
            part.bytes += bytes;
            if bytes > self.largest.0 {
                self.largest = (bytes, path);
            }
        }
        Ok(())
    }
}

/// Asks the queries in a browser, which prints the rest.
fn ask(site: &Path, pagefind: Option<&Path>) -> io::Result<()> {
    io::stdout().flush()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search/main.mjs");
    let status = Command::new("node").arg(script).arg(site).args(pagefind).status();
    let status = status.map_err(|error| io::Error::other(format!("cannot run `node`: {error}")))?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("node: {status}"))) }
}
