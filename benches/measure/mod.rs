//! What one run of a program costs.
//!
//! The system adds up the costs of a process's children, so each program runs as the only child of a process of its
//! own: this benchmark's executable, started again with [`RUNNER`] as its first argument.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::{Duration, Instant};

/// First argument of the process that runs one program and reports on it.
const RUNNER: &str = "--run-and-report";

/// What one run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// From the start of the process to its end.
    pub(crate) wall: Duration,
    /// Processor time of all threads and child processes, in user and in system mode.
    pub(crate) processor: Duration,
    /// Most memory resident at once, in bytes. The runner's own, about 3 MB, is its floor.
    pub(crate) peak_memory: u64,
}

/// Runs the program with these arguments and says what that cost. A run that fails is an error.
pub(crate) fn measure(program: &OsStr, arguments: &[OsString]) -> io::Result<Cost> {
    let runner = env::current_exe()?;
    let output = Command::new(runner).arg(RUNNER).arg(program).args(arguments).output()?;
    let report = String::from_utf8_lossy(&output.stdout);
    match parse(&report) {
        Some(cost) if output.status.success() => Ok(cost),
        _ => Err(failure(program, &output)),
    }
}

/// The runner's work, if this process was started as the runner.
pub(crate) fn as_runner() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != RUNNER {
        return None;
    }
    let program = arguments.next()?;
    Some(match run(&program, arguments) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    })
}

/// Runs the program and reports wall microseconds, processor microseconds and peak bytes.
fn run(program: &OsStr, arguments: impl Iterator<Item = OsString>) -> io::Result<String> {
    let begin = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status()?;
    let wall = begin.elapsed();
    if !status.success() {
        return Err(io::Error::other(status.to_string()));
    }
    let (processor, peak_memory) = cost_of_children()?;
    Ok(format!("{} {} {peak_memory}", wall.as_micros(), processor.as_micros()))
}

/// The runner's report, read.
fn parse(report: &str) -> Option<Cost> {
    let numbers: Vec<u64> = report.split_whitespace().map_while(|number| number.parse().ok()).collect();
    let &[wall, processor, peak_memory] = numbers.as_slice() else { return None };
    let (wall, processor) = (Duration::from_micros(wall), Duration::from_micros(processor));
    Some(Cost { wall, processor, peak_memory })
}

/// Says which program failed and the end of what it wrote to standard error.
fn failure(program: &OsStr, output: &Output) -> io::Error {
    let written = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = written.lines().collect();
    let end = lines[lines.len().saturating_sub(12)..].join("\n  ");
    io::Error::other(format!("`{}` failed:\n  {end}", program.display()))
}

/// Processor time and peak resident bytes of the children of this process that have ended.
#[cfg(unix)]
fn cost_of_children() -> io::Result<(Duration, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    // Apple counts in bytes, all others in units of 1024.
    const UNIT: u64 = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let duration = |time: TimeVal| {
        let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
        Duration::from_micros(micros.unsigned_abs())
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let processor = duration(usage.user_time()) + duration(usage.system_time());
    Ok((processor, usage.max_rss().unsigned_abs() * UNIT))
}

/// Processor time and memory are not to be had without `getrusage`.
#[cfg(not(unix))]
fn cost_of_children() -> io::Result<(Duration, u64)> {
    Err(io::Error::other("this benchmark needs a Unix system"))
}
