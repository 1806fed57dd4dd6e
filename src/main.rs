//! Arguments → command → exit code.

use std::process::ExitCode;

use shuzhi::cli::Arguments;
use shuzhi::command;

fn main() -> ExitCode {
    ExitCode::from(command::run(&Arguments::read()) as u8)
}
