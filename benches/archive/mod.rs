//! A made-up archive of any size, the same bytes on every machine and in every run.
//!
//! A report's sentences, layout and figures follow from its unit's number and its year alone, so a small archive is a
//! part of a larger one as far as its units go.

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;

#[rustfmt::skip] // One phrase a line would make a table of two thousand lines.
mod phrases;
mod random;
mod report;
mod roster;
mod template;

use report::report;
use roster::{Unit, roster};

/// The years reported on.
pub(crate) const YEARS: RangeInclusive<u16> = 2017..=2024;

/// So many reports have units with names that differ.
pub(crate) const MOST_REPORTS: usize = roster::MOST_UNITS * years();

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    pub(crate) units: usize,
    pub(crate) reports: usize,
    /// Bytes of all reports together.
    pub(crate) bytes: usize,
    /// Characters of all reports together, front matter included.
    pub(crate) characters: usize,
}

/// Writes an archive of so many reports to `root`, which is made if it does not exist and must be empty.
pub(crate) fn write(root: &Path, reports: usize) -> io::Result<Extent> {
    if reports == 0 || reports > MOST_REPORTS {
        return Err(io::Error::other(format!("the number of reports must be from 1 to {MOST_REPORTS}")));
    }
    let content = root.join("content");
    make_empty(root)?;
    fs::create_dir(&content)?;
    let units = roster(reports.div_ceil(years()));
    fs::write(root.join("site.toml"), "title = \"党建述职报告档案（性能测试）\"\n")?;
    fs::write(content.join("units.csv"), roster::csv(&units))?;
    let mut extent = Extent { units: units.len(), ..Extent::default() };
    for year in YEARS {
        write_year(&content, year, &units[..units_in(year, reports)], &mut extent)?;
    }
    Ok(extent)
}

/// Writes the reports of these units on one year and adds them to the extent.
fn write_year(content: &Path, year: u16, units: &[Unit], extent: &mut Extent) -> io::Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let folder = content.join(year.to_string());
    fs::create_dir(&folder)?;
    for unit in units {
        let text = report(unit, year);
        extent.reports += 1;
        extent.bytes += text.len();
        extent.characters += text.chars().count();
        fs::write(folder.join(unit.id()).with_extension("md"), text)?;
    }
    Ok(())
}

/// How many units report on `year` in an archive of so many reports. All units have all years, but the last, which
/// has the latest only.
fn units_in(year: u16, reports: usize) -> usize {
    let years_after = usize::from(YEARS.end() - year);
    reports / years() + usize::from(years_after < reports % years())
}

/// Number of years reported on.
const fn years() -> usize {
    (*YEARS.end() - *YEARS.start()) as usize + 1
}

/// Makes the folder, or finds it empty: files of another archive would be counted as this one's.
fn make_empty(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::other(format!("`{}` is not empty", folder.display())));
    }
    Ok(())
}
