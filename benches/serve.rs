//! Measures `shuzhi serve` beside Hugo's server: see README.md in this folder.
//!
//! `cargo bench --bench serve -- --reports 1000,10000,100000 --edits 100`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark's figures are its output")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Parser;

mod archive;
mod client;
#[expect(dead_code, reason = "other benchmarks use the rest")]
mod workspace;

use client::{Events, Kind, find, page};
use workspace::Workspace;

/// Measure a preview server: start, edits, memory.
#[derive(Parser)]
struct Arguments {
    /// Numbers of reports
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1_000, 10_000])]
    reports: Vec<usize>,
    /// Measured edits, after five that warm up
    #[arg(long, value_name = "N", default_value_t = 100)]
    edits: usize,
    /// Starts, of which the median is shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    starts: usize,
    /// Hugo's executable [default: the one `benches/hugo/install` fetched]
    #[arg(long, value_name = "PATH")]
    hugo: Option<PathBuf>,
    /// Largest archive that Hugo is measured with
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    hugo_up_to: usize,
    /// Edits that Hugo is measured with
    #[arg(long, value_name = "N", default_value_t = 20)]
    hugo_edits: usize,
    /// Folder to work in [default: a memory file system, where there is one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("serve: measures nothing unless started by `cargo bench`");
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
    for &reports in &arguments.reports {
        let workspace = Workspace::new(arguments.dir.as_deref())?;
        let extent = archive::write(&workspace.path("archive"), reports)?;
        println!("\n{} reports of {} units, in {}", extent.reports, extent.units, workspace.description());
        println!(
            "| | start, nothing kept, s | start s | event p50 / p95 / max ms | page p50 / p95 / max ms | MB | watches |"
        );
        println!("| --- | --- | --- | --- | --- | --- | --- |");
        let shuzhi = shuzhi(&workspace);
        let ours = measure(&shuzhi, arguments.starts, arguments.edits)?;
        ours.print(&shuzhi.name);
        let hugo = arguments.hugo.clone().or_else(installed_hugo);
        if let Some(hugo) = hugo.filter(|_| reports <= arguments.hugo_up_to) {
            let hugo = hugo_site(&workspace, hugo)?;
            let theirs = measure(&hugo, arguments.starts.min(2), arguments.hugo_edits)?;
            theirs.print(&hugo.name);
            ours.print_ratios(&theirs);
        }
    }
    Ok(())
}

/// A server to measure.
struct Contestant {
    name: String,
    program: PathBuf,
    /// Its arguments at a port.
    arguments: Vec<String>,
    /// The folder of the reports that it watches.
    content: PathBuf,
    /// What it keeps from one start to the next.
    kept: PathBuf,
    kind: Kind,
}

fn shuzhi(workspace: &Workspace) -> Contestant {
    let root = workspace.path("archive");
    let arguments = ["serve", "--root", &root.to_string_lossy(), "--addr"].map(str::to_owned).to_vec();
    Contestant {
        name: "shuzhi serve".to_owned(),
        program: PathBuf::from(env!("CARGO_BIN_EXE_shuzhi")),
        arguments,
        content: root.join("content"),
        kept: root.join(".shuzhi"),
        kind: Kind::Events,
    }
}

/// Hugo on a copy of the reports, all in memory.
fn hugo_site(workspace: &Workspace, hugo: PathBuf) -> io::Result<Contestant> {
    let site = workspace.path("hugo-site");
    let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo");
    workspace::copy(&skeleton.join("layouts"), &site.join("layouts"), |_| true)?;
    fs::copy(skeleton.join("hugo.toml"), site.join("hugo.toml"))?;
    let is_report = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    workspace::copy(&workspace.path("archive").join("content"), &site.join("content"), is_report)?;
    let (source, cache) = (site.to_string_lossy().into_owned(), site.join("cache"));
    let arguments = [
        "server",
        "--source",
        &source,
        "--cacheDir",
        &cache.to_string_lossy(),
        "--renderToMemory",
        "--noBuildLock",
        "--port",
    ];
    Ok(Contestant {
        name: "Hugo server".to_owned(),
        program: hugo,
        arguments: arguments.map(str::to_owned).to_vec(),
        content: site.join("content"),
        kept: cache,
        kind: Kind::LiveReload,
    })
}

/// The executable in the Python environment that `benches/hugo/install` made.
fn installed_hugo() -> Option<PathBuf> {
    let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-tools/hugo/lib");
    let pythons = fs::read_dir(libraries).ok()?.flatten();
    let mut executables = pythons.map(|python| python.path().join("site-packages/hugo/binaries/hugo"));
    executables.find(|executable| executable.is_file())
}

/// A server that runs.
struct Running {
    child: Child,
    port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Contestant {
    /// Starts it, and gives the time until its first page is there.
    fn start(&self) -> io::Result<(Running, Duration)> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let address =
            if matches!(self.kind, Kind::Events) { format!("127.0.0.1:{port}") } else { port.to_string() };
        let since = Instant::now();
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null());
        let mut running = Running { child: command.stderr(Stdio::piped()).spawn()?, port };
        if let Some(stderr) = running.child.stderr.take() {
            // Read, or the pipe would fill and the server stand still.
            std::thread::spawn(move || BufReader::new(stderr).lines().map_while(Result::ok).count());
        }
        loop {
            if let Ok(Some(_)) = page(port, "/") {
                return Ok((running, since.elapsed()));
            }
            if running.child.try_wait()?.is_some() || since.elapsed() > Duration::from_mins(10) {
                return Err(io::Error::other(format!("{} does not start", self.name)));
            }
            sleep(Duration::from_millis(2));
        }
    }

    /// The address of a report's page.
    fn address(&self, file: &Path, text: &str, units: &BTreeMap<String, String>) -> Option<String> {
        match self.kind {
            Kind::Events => {
                let value = |key: &str| Some(text.lines().find_map(|line| line.strip_prefix(key))?.trim());
                Some(format!("/{}/{}.html", units.get(value("unit:")?)?, value("year:")?))
            }
            Kind::LiveReload => {
                let below = file.strip_prefix(&self.content).ok()?.with_extension("html");
                let byte = |byte: u8| {
                    if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
                };
                Some(format!("/{}", below.to_str()?.bytes().map(byte).collect::<String>()))
            }
        }
    }
}

/// What was measured.
struct Figures {
    cold: Option<Duration>,
    warm: Duration,
    events: Vec<Duration>,
    pages: Vec<Duration>,
    megabytes: u64,
    watches: usize,
}

fn measure(contestant: &Contestant, starts: usize, edits: usize) -> io::Result<Figures> {
    let (mut cold, mut warm) = (vec![], vec![]);
    for _ in 0..starts {
        workspace::remove(&contestant.kept)?;
        let (running, time) = contestant.start()?;
        cold.push(time);
        wait_for_kept(&contestant.kept);
        drop(running);
        warm.push(contestant.start()?.1);
    }
    let (running, _) = contestant.start()?;
    let (events, pages) = edit(contestant, running.port, edits)?;
    let process = running.child.id();
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap_or(0);
    let cold = matches!(contestant.kind, Kind::Events).then(|| median(cold));
    Ok(Figures {
        cold,
        warm: median(warm),
        events,
        pages,
        megabytes: kilobytes >> 10,
        watches: watches(process),
    })
}

/// Waits until what is kept for the next start is written, if anything is.
fn wait_for_kept(kept: &Path) {
    let size = || workspace::size(kept).map_or(0, |(_, bytes)| bytes);
    let mut before = 0;
    for _ in 0..60 {
        sleep(Duration::from_millis(500));
        let now = size();
        if now == before {
            return;
        }
        before = now;
    }
}

/// Edits reports at random, and gives the times from just before the writing to the event, and to the page.
fn edit(contestant: &Contestant, port: u16, edits: usize) -> io::Result<(Vec<Duration>, Vec<Duration>)> {
    let files = reports(&contestant.content)?;
    let units = units(&page(port, "/units.html")?.unwrap_or_default());
    let mut listening = Events::listen(port, contestant.kind)?;
    let mut seed = 0x5348_555A_4849_u64;
    let mut random = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit as u64) as usize
    };
    let (mut events, mut pages) = (vec![], vec![]);
    // What a server does after its start is not the edits'.
    sleep(Duration::from_secs(2));
    for number in 0..edits + 5 {
        let file = &files[random(files.len())];
        let text = fs::read_to_string(file)?;
        let address = contestant.address(file, &text, &units);
        let address = address.ok_or_else(|| io::Error::other(format!("no page of {}", file.display())))?;
        let mark = format!("编号bench{number:06}");
        listening.drain()?;
        let since = Instant::now();
        save(file, &format!("{}{mark}。\n", text.trim_end()), number % 2 == 0)?;
        listening.next()?;
        let event = since.elapsed();
        while page(port, &address)?.is_none_or(|page| find(&page, mark.as_bytes()).is_none()) {
            if since.elapsed() > Duration::from_mins(2) {
                return Err(io::Error::other(format!("{address} does not change")));
            }
            sleep(Duration::from_millis(1));
        }
        if number >= 5 {
            events.push(event);
            pages.push(since.elapsed());
        }
        sleep(Duration::from_millis(150 + random(200) as u64));
    }
    Ok((events, pages))
}

/// Saves a file in place, or as an editor that puts another in its place.
fn save(file: &Path, text: &str, in_place: bool) -> io::Result<()> {
    if in_place {
        return fs::write(file, text);
    }
    let temporary = file.with_extension("tmp");
    fs::write(&temporary, text)?;
    fs::rename(temporary, file)
}

fn reports(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(reports(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Addresses of the units' pages, without their ending, by name.
fn units(page: &[u8]) -> BTreeMap<String, String> {
    let page = String::from_utf8_lossy(page);
    let links = page.split("<a href=\"units/").skip(1).filter_map(|link| {
        let (slug, rest) = link.split_once(".html\">")?;
        Some((rest.split('<').next()?.to_owned(), format!("units/{slug}")))
    });
    links.collect()
}

/// How many watches a process holds.
fn watches(process: u32) -> usize {
    let infos = fs::read_dir(format!("/proc/{process}/fdinfo")).into_iter().flatten().flatten();
    let texts = infos.filter_map(|info| fs::read_to_string(info.path()).ok());
    texts.map(|text| text.lines().filter(|line| line.starts_with("inotify wd:")).count()).sum()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Median, 95th percentile and greatest, in milliseconds.
fn spread(times: &[Duration]) -> [f64; 3] {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |rank: usize| sorted.get(rank.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default();
    [at(sorted.len() / 2), at(sorted.len() * 95 / 100), at(sorted.len())]
}

impl Figures {
    fn print(&self, name: &str) {
        let [events, pages] = [&self.events, &self.pages].map(|times| {
            let [median, high, most] = spread(times);
            format!("{median:.1} / {high:.1} / {most:.1}")
        });
        let cold = self.cold.map_or("–".to_owned(), |cold| format!("{:.2}", cold.as_secs_f64()));
        println!(
            "| {name} | {cold} | {:.2} | {events} | {pages} | {} | {} |",
            self.warm.as_secs_f64(),
            self.megabytes,
            self.watches
        );
    }

    fn print_ratios(&self, other: &Self) {
        let ratio = |ours: &[Duration], theirs: &[Duration]| {
            let ([ours, ..], [theirs, ..]) = (spread(ours), spread(theirs));
            format!("{:.3}", ours / theirs)
        };
        println!(
            "| ratio (of medians) | – | {:.3} | {} | {} | | |",
            self.warm.as_secs_f64() / other.warm.as_secs_f64(),
            ratio(&self.events, &other.events),
            ratio(&self.pages, &other.pages)
        );
    }
}
