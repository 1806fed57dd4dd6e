//! `shuzhi check`: everything that `build` does, but writing.

use rayon::prelude::*;

use super::page::{page, theme};
use super::{Outcome, build, load, open, stops};
use crate::cli::CheckOptions;
use crate::diagnostic::Summary;
use crate::site::route::routes;

/// Checks the archive and says how many problems it has.
pub fn run(options: &CheckOptions) -> Outcome {
    let site = open(&options.shared);
    build::in_pool(options.shared.jobs, || {
        let mut loaded = load::load(&site);
        let theme = theme(&site);
        loaded.problems.extend(theme.as_ref().err().into_iter().flatten().cloned());
        loaded.problems.extend(build::overlap(&site));
        let mut outcome = Outcome::Done;
        if let (Ok(theme), 0) = (&theme, Summary::of(&loaded.problems).errors) {
            let pages = routes(&loaded.archive);
            let made = pages.par_iter().try_for_each(|route| page(&site, &loaded, theme, route).map(drop));
            if let Err(problem) = made {
                outcome = build::outcome(&problem);
                loaded.problems.push(*problem);
            }
        }
        site.terminal.problems(&loaded.problems);
        let summary = Summary::of(&loaded.problems);
        site.terminal.say(&site.terminal.language.checked(loaded.files, summary.errors, summary.warnings));
        if outcome == Outcome::Done && stops(summary, options.shared.deny_warnings()) {
            outcome = Outcome::Problems;
        }
        outcome
    })
}
