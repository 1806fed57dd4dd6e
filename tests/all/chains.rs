//! Links between problems, rectification and plans of neighbouring years, against chains that were labelled by somebody who had not seen the
//! code: tests/labelled/chains. Of every three files one is held out.

use std::collections::BTreeSet;
use std::path::Path;

use shuzhi::diagnostic::Source;
use shuzhi::ledger::item::Matter;
use shuzhi::ledger::{Entries, Entry, links};
use shuzhi::report::parse_text;

use crate::harness::repository;

/// 2021 problem 1 -> 2022 rectified 1.
type Labelled = (u16, String, usize, String, usize);

fn chains(path: &Path) -> (Vec<(u16, String)>, BTreeSet<Labelled>) {
    let text = std::fs::read_to_string(path).expect("a case");
    let mut reports: Vec<(u16, String)> = vec![];
    let mut labelled = BTreeSet::new();
    let mut is_links = false;
    for line in text.lines().skip(1) {
        if let Some(head) = line.strip_prefix("=== ") {
            is_links = head == "links";
            reports.extend(head.parse().ok().map(|year| (year, String::new())));
        } else if is_links {
            let Some((from, to)) = line.split_once(" -> ") else { continue };
            let (from, to): (Vec<&str>, Vec<&str>) = (from.split(' ').collect(), to.split(' ').collect());
            if to == ["none"] {
                continue;
            }
            let number = |text: &str| text.parse::<usize>().expect("a number");
            let year = from[0].parse().expect("a year");
            labelled.insert((year, from[1].to_owned(), number(from[2]), to[1].to_owned(), number(to[2])));
        } else if let Some((_, report)) = reports.last_mut() {
            report.push_str(line);
            report.push('\n');
        }
    }
    (reports, labelled)
}

/// The number of an item among those of its matter, from one.
fn number(entries: &[Entry], at: usize) -> (Matter, usize) {
    let matter = entries[at].item.matter;
    (matter, entries[..=at].iter().filter(|entry| entry.item.matter == matter).count())
}

#[test]
fn labelled_chains() {
    let mut paths: Vec<_> = std::fs::read_dir(repository().join("tests/labelled/chains"))
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 30);
    let shows_all = std::env::var_os("SHUZHI_HELD_OUT").is_some();
    // Right, made up, missed; of what was tuned on and what was held out.
    let mut scores = [[0_u32; 3]; 2];
    for (at, path) in paths.iter().enumerate() {
        let (reports, labelled) = chains(path);
        let name = path.file_stem().expect("a name").to_string_lossy();
        let is_held_out = at % 3 == 2;
        let years: Vec<(u16, Entries)> = reports
            .iter()
            .map(|(year, text)| {
                (*year, Entries::of(&parse_text(Source { path: &"a.md".into(), text }, "a.md")))
            })
            .collect();
        let mut found = BTreeSet::new();
        for pair in years.windows(2) {
            let [(year, earlier), (_, later)] = [&pair[0], &pair[1]];
            for link in links(earlier, later, &[]) {
                let (from, one) = number(&earlier.all, link.from);
                let (to, two) = number(&later.all, link.to);
                found.insert((*year, from.name().to_owned(), one, to.name().to_owned(), two));
                if (!is_held_out || shows_all)
                    && !labelled.contains(&(*year, from.name().to_owned(), one, to.name().to_owned(), two))
                {
                    println!(
                        "{name}: made up {:.2} {year} {} | {}",
                        link.strength, earlier.all[link.from].text, later.all[link.to].text
                    );
                }
            }
        }
        let score = &mut scores[usize::from(is_held_out)];
        score[0] += found.intersection(&labelled).count() as u32;
        score[1] += found.difference(&labelled).count() as u32;
        score[2] += labelled.difference(&found).count() as u32;
        if !is_held_out || shows_all {
            for missed in labelled.difference(&found) {
                println!("{name}: missed {missed:?}");
            }
        }
    }
    let shares = |[right, made_up, missed]: [u32; 3]| {
        (f64::from(right) / f64::from(right + made_up), f64::from(right) / f64::from(right + missed))
    };
    let [tuned, held_out] = scores.map(shares);
    println!(
        "tuned on: precision {:.3}, recall {:.3}; held out: precision {:.3}, recall {:.3}",
        tuned.0, tuned.1, held_out.0, held_out.1
    );
    for (precision, recall) in [tuned, held_out] {
        assert!(precision >= 0.9 && recall >= 0.8);
    }
}
