//! `shuzhi check`: everything that `build` does, but writing.

use super::page::theme;
use super::{Outcome, build, load, open, stops};
use crate::cli::CheckOptions;
use crate::diagnostic::Summary;

/// Checks the archive and says how many problems it has.
pub fn run(options: &CheckOptions) -> Outcome {
    let site = open(&options.shared);
    build::in_pool(options.shared.jobs, || {
        let mut loaded = load::load(&site);
        loaded.problems.extend(theme(&site).err().into_iter().flatten());
        site.terminal.problems(&loaded.problems);
        let summary = Summary::of(&loaded.problems);
        site.terminal.say(&site.terminal.language.checked(loaded.files, summary.errors, summary.warnings));
        if stops(summary, options.shared.deny_warnings()) { Outcome::Problems } else { Outcome::Done }
    })
}
