//! Writes a made-up archive: `cargo bench --bench generate -- --reports 10000 --out DIR`.
//!
//! Not a measurement; it stands here because it shares its generator with the benchmarks.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it says what it wrote")]
#![expect(clippy::cast_precision_loss, reason = "megabytes are shown to one decimal")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

mod archive;

/// Write a made-up archive of reports.
#[derive(Parser)]
struct Arguments {
    /// Number of reports
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    reports: usize,
    /// Folder to write to; must be empty or not exist
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // `cargo bench` without further arguments runs every benchmark, and so does `cargo test --benches`.
    let Some(out) = arguments.out.filter(|_| arguments.bench) else {
        println!("generate: nothing to do without --out DIR");
        return ExitCode::SUCCESS;
    };
    match archive::write(&out, arguments.reports) {
        Ok(extent) => {
            println!(
                "wrote {} reports of {} units, {:.1} MB, {} characters each on average, to `{}`",
                extent.reports,
                extent.units,
                extent.bytes as f64 / 1e6,
                extent.characters / extent.reports,
                out.display()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: cannot write the archive: {error}");
            ExitCode::FAILURE
        }
    }
}
