//! `shuzhi check`: everything that `build` does, but writing.

use rayon::prelude::*;

use super::load::Purpose;
use super::page::{Pages, theme};
use super::{Outcome, build, load, open, stops};
use crate::cli::CheckOptions;
use crate::diagnostic::{Diagnostic, Summary};
use crate::site::route::routes;

/// Checks the archive and says how many problems it has.
pub fn run(options: &CheckOptions) -> Outcome {
    let site = open(&options.shared);
    build::in_pool(options.shared.jobs, || {
        let mut loaded = load::load(&site, Purpose::Pages);
        let theme = theme(&site);
        loaded.found.theme = theme.as_ref().err().cloned().unwrap_or_default();
        let mut problems = loaded.problems();
        problems.extend(build::overlap(&site));
        let mut outcome = Outcome::Done;
        if let (Ok(theme), 0) = (&theme, Summary::of(&problems).errors) {
            let pages = Pages { site: &site, archive: &loaded.archive, theme, texts: &loaded.texts };
            let routes = routes(&loaded.archive);
            let made = routes.par_iter().try_for_each(|route| pages.page(route).map(drop));
            let reviewed = || if site.config.publish_review { review(&pages) } else { Ok(()) };
            if let Err(problem) = made.and_then(|()| reviewed()) {
                outcome = build::outcome(&problem);
                problems.push(*problem);
            }
        }
        site.terminal.problems(&problems);
        let summary = Summary::of(&problems);
        site.terminal.say(&site.terminal.language.checked(
            loaded.reports(),
            summary.errors,
            summary.warnings,
        ));
        if outcome == Outcome::Done && stops(summary, options.shared.deny_warnings()) {
            outcome = Outcome::Problems;
        }
        outcome
    })
}

/// Makes the pages of the review.
fn review(pages: &Pages<'_>) -> Result<(), Box<Diagnostic>> {
    let review = pages.review();
    pages.review_list(&review)?;
    let mut needing = review.reports.iter().filter(|report| report.needs_look());
    needing.try_for_each(|report| pages.review_page(report, &review).map(drop))
}
