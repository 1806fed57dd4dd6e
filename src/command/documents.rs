//! `shuzhi completions` and `shuzhi man`.

use std::path::Path;
use std::sync::Arc;

use clap_complete::Shell;

use super::{Outcome, write_err, write_out};
use crate::cli;
use crate::diagnostic::{Place, Problem, Style, print};
use crate::disk;
use crate::message::Language;

/// Prints the completion script of a shell.
pub fn completions(shell: Shell, language: Language) -> Outcome {
    let mut script = vec![];
    clap_complete::generate(shell, &mut cli::command(language), "shuzhi", &mut script);
    write_out(&String::from_utf8_lossy(&script));
    Outcome::Done
}

/// Writes a manual page for the program and for each command.
pub fn man(out: &Path, language: Language) -> Outcome {
    let mut command = cli::command(language);
    command.build();
    let commands = std::iter::once(&command).chain(command.get_subcommands());
    for command in commands {
        let name = format!("{}.1", command.get_display_name().unwrap_or("shuzhi"));
        let mut page = vec![];
        let written = clap_mangen::Man::new(command.clone())
            .render(&mut page)
            .map_err(|error| Problem::WriteFailed { reason: error.to_string() })
            .and_then(|()| disk::write_file(&out.join(&name), &page));
        if let Err(problem) = written {
            let place = Place::file(&Arc::from(out.join(&name).to_string_lossy()));
            write_err(&print(&[problem.at(place)], Style::Plain, language));
            return Outcome::Failed;
        }
    }
    Outcome::Done
}
