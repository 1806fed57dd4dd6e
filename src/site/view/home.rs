//! The home page.

use serde::Serialize;

use super::feed::newest;
use super::list::{LevelItem, YearItem, by_name, level_items, level_name, summary, year_items};
use super::{Content, Link, Page, ReportItem, View};
use crate::unit::Unit;

/// Newest reports on the home page.
const NEWEST: usize = 8;
/// Deepest rank that is drawn apart.
const DEEPEST: usize = 4;
/// As many units as the home page shows as a tree.
const TREE: usize = 40;

/// The home page.
#[derive(Debug, Serialize)]
pub struct Home {
    /// What the archive holds.
    pub summary: String,
    /// Years, newest first.
    pub years: Vec<YearItem>,
    /// Levels, highest first.
    pub levels: Vec<LevelItem>,
    /// All units, each after its superior, where they are few.
    pub tree: Vec<Branch>,
    /// Newest reports.
    pub newest: Vec<ReportItem>,
}

/// A unit in the hierarchy.
#[derive(Debug, Serialize)]
pub struct Branch {
    /// Its page.
    pub link: Link,
    /// Its level.
    pub level: String,
    /// The number of its reports, in words.
    pub reports: String,
    /// Rank in the hierarchy, from 0; deep ranks are drawn alike.
    pub depth: usize,
}

pub(super) fn home(page: &Page<'_>) -> View {
    let archive = page.archive;
    let years = year_items(page);
    let few = archive.units().count() <= TREE;
    let content = Home {
        summary: summary(page, &years),
        levels: level_items(page),
        tree: if few { tree(page) } else { vec![] },
        newest: newest(archive, NEWEST).into_iter().map(|entry| page.report_item(entry)).collect(),
        years,
    };
    View {
        template: "home.html",
        frame: page.frame(String::new(), content.summary.clone(), "home", vec![]),
        content: Content::Home(content),
    }
}

/// All units, each after its superior; in the order of the roster, then by name.
fn tree(page: &Page<'_>) -> Vec<Branch> {
    let archive = page.archive;
    let roots = archive.roster.units().iter().filter(|unit| unit.parent.is_none());
    let others = by_name(archive.units().filter(|unit| !unit.in_roster));
    let mut open: Vec<(usize, &Unit)> = roots.chain(others).map(|unit| (0, unit)).collect();
    open.reverse();
    let mut branches = vec![];
    while let Some((depth, unit)) = open.pop() {
        branches.push(Branch {
            link: page.unit_link(unit),
            level: level_name(archive, unit),
            reports: page.language().reports(archive.of_unit(&unit.id).count()),
            depth: depth.min(DEEPEST),
        });
        let children = archive.children(&unit.id).iter().rev();
        open.extend(children.map(|id| (depth + 1, archive.unit(id))));
    }
    branches
}
