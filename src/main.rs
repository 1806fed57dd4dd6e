//! Arguments → command → exit code.

use std::process::ExitCode;

use shuzhi::cli::Arguments;
use shuzhi::command;

fn main() -> ExitCode {
    ExitCode::from(command::run(&Arguments::read()) as u8)
}

/// See ARCHITECTURE.md for what it gains.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
