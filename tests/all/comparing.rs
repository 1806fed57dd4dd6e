//! Comparisons against pairs of texts that were labelled sentence by sentence: tests/labelled/comparison.
//!
//! The labels were written by somebody who had not seen the code. Of every three files one is held out: nobody looked at how it fares while
//! thresholds were set. `SHUZHI_HELD_OUT=1` shows what is wrong in those, too.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use shuzhi::compare::difference::difference;
use shuzhi::compare::mask::Masks;
use shuzhi::compare::sentence::Sentences;
use shuzhi::compare::{Class, Comparison, compare};
use shuzhi::diagnostic::Source;
use shuzhi::ledger::{Entries, links};
use shuzhi::report::{Text, parse_text};

use crate::harness::{Site, repository};

/// A pair of texts with what became of each sentence.
struct Case {
    name: String,
    names: Vec<String>,
    left: String,
    right: String,
    /// Class, sentence on the left and sentence on the right.
    expected: Vec<Answer>,
}

type Answer = (String, Option<String>, Option<String>);

fn case(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).expect("a case");
    let mut case = Case {
        name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
        names: vec![],
        left: String::new(),
        right: String::new(),
        expected: vec![],
    };
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut part = "head";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(rest) = line.strip_prefix("--- ") {
            part = if rest.starts_with("left") {
                "left"
            } else if rest.starts_with("right") {
                "right"
            } else {
                "dropped"
            };
            continue;
        }
        match part {
            "head" => {
                let (_, names) = line.split_once(": ").expect("names");
                case.names.extend(names.split('、').map(str::to_owned));
            }
            "dropped" => {
                case.expected.push(("dropped".to_owned(), Some(known[line.trim()].clone()), None));
            }
            side => {
                let into = if side == "left" { &mut case.left } else { &mut case.right };
                if let Some(title) = line.strip_prefix("# ") {
                    into.push_str("\n\n");
                    into.push_str(title);
                    continue;
                }
                let fields: Vec<&str> = line.split('\t').collect();
                let sentence = *fields.last().expect("a sentence");
                let id = fields[0].trim_end_matches('+');
                into.push_str(if fields[0].ends_with('+') { "" } else { "\n\n" });
                into.push_str(sentence);
                if side == "left" {
                    known.insert(id.to_owned(), sentence.to_owned());
                } else {
                    let left = known.get(id).cloned();
                    case.expected.push((fields[1].to_owned(), left, Some(sentence.to_owned())));
                }
            }
        }
    }
    case
}

fn text(markdown: &str) -> Text {
    parse_text(Source { path: &"a.md".into(), text: markdown }, "a.md")
}

/// What the comparison says, in the form of the labels; headings are not labelled.
fn answers(left: &Text, right: &Text, comparison: &Comparison) -> Vec<Answer> {
    let words = |side: &Text, sentences: &Sentences, at: usize| {
        let sentence = &sentences.all[at];
        (!sentence.is_heading).then(|| side.document.slice(&sentence.place).to_owned())
    };
    let pairs = comparison.pairs.iter().map(|pair| {
        let one = pair.left.and_then(|at| words(left, comparison.left, at));
        let two = pair.right.and_then(|at| words(right, comparison.right, at));
        (pair.class.name().to_owned(), one, two)
    });
    pairs.filter(|(_, one, two)| one.is_some() || two.is_some()).collect()
}

fn sentences(text: &Text, names: &[&str]) -> Sentences {
    Sentences::of(text, &Masks::new(names))
}

#[test]
fn labelled_comparisons() {
    let folder = repository().join("tests/labelled/comparison");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    paths.sort();
    assert!(paths.len() >= 40, "{}", paths.len());
    let shows_all = std::env::var_os("SHUZHI_HELD_OUT").is_some();
    // Right and all, of what was tuned on and what was held out.
    let mut scores = [[0_u32; 2]; 2];
    let mut by_class: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for (number, path) in paths.iter().enumerate() {
        let case = case(path);
        let (left, right) = (text(&case.left), text(&case.right));
        let names: Vec<&str> = case.names.iter().map(String::as_str).collect();
        let (before, after) = (sentences(&left, &names), sentences(&right, &names));
        let mut found = answers(&left, &right, &compare(&before, &after));
        let is_held_out = number % 3 == 2;
        for expected in &case.expected {
            let place = found.iter().position(|found| found == expected);
            let of_class = by_class.entry(expected.0.clone()).or_default();
            let score = &mut scores[usize::from(is_held_out)];
            score[1] += 1;
            of_class[1] += 1;
            if let Some(place) = place {
                found.remove(place);
                score[0] += 1;
                of_class[0] += 1;
            } else if !is_held_out || shows_all {
                println!("{}: missed {expected:?}", case.name);
            }
        }
        if !is_held_out || shows_all {
            for found in &found {
                println!("{}: instead {found:?}", case.name);
            }
        }
    }
    let share = |[right, all]: [u32; 2]| f64::from(right) / f64::from(all.max(1));
    for (class, score) in &by_class {
        println!("{class}: {} of {}", score[0], score[1]);
    }
    println!(
        "tuned on: {:.3} of {}, held out: {:.3} of {}",
        share(scores[0]),
        scores[0][1],
        share(scores[1]),
        scores[1][1]
    );
    assert!(share(scores[0]) >= 0.95 && share(scores[1]) >= 0.95);
}

/// A report of two parts.
fn side(year: u16, duties: &str, plan: &str) -> String {
    format!(
        "---\nunit: 甲县水利局党支部\nyear: {year}\nlevel: 党支部\n---\n\n一、履职情况\n\n{duties}\n\n二、下一步打算\n\n{plan}\n"
    )
}

#[test]
fn the_command_compares_any_two_files() {
    let site = Site::new()
        .file("2022.md", side(2022, "2022年召开支委会12次。走访群众30余户。学习党章。", "建成党员活动室。"))
        .file(
            "2023.md",
            side(2023, "2023年召开支委会14次。走访群众30余户。党员活动室已经建成。", "继续努力。"),
        );
    let path = |name: &str| site.root().join(name).to_str().expect("a path").to_owned();
    let run = |format: &str| {
        site.command(&["compare", &path("2022.md"), &path("2023.md"), "--format", format]).output()
    };
    let output = run("json").expect("the program");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told: Vec<String> = found["sentences"]
        .as_array()
        .expect("sentences")
        .iter()
        .map(|pair| {
            format!("{} {} {}", pair["class"], pair["left"]["line"], pair["right"]["line"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "kept 7 7",
            "changed 9 9",
            "kept 9 9",
            // What was planned was done.
            "changed 13 9",
            "dropped 9 null",
            "kept 11 11",
            "added null 13"
        ]
    );
    let meetings = &found["figures"][0];
    assert_eq!(
        (&meetings["indicator"], &meetings["difference"], &meetings["percent"]),
        (&"branch_committee".into(), &2.into(), &serde_json::json!(16.7))
    );
    let text = String::from_utf8(run("human").expect("the program").stdout).expect("UTF-8");
    assert!(text.contains("[-2022-]{+2023+}年召开支委会[-12-]{+14+}次。"), "{text}");
    let output = site.command(&["compare", &path("2022.md"), "nowhere.md"]).output().expect("the program");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_build_compares_neighbouring_years_or_all() {
    let reports = |site: Site| {
        [2020_u16, 2022, 2023].iter().fold(site, |site, year| {
            site.file(&format!("content/{year}.md"), side(*year, "学习党章。", "继续努力。"))
        })
    };
    let compared = |toml: &str| -> Vec<String> {
        let site = reports(Site::new().file("site.toml", toml));
        site.build().succeeds();
        let published = site.published();
        let pages = published.values().map(|page| String::from_utf8_lossy(page));
        let is_linked = pages.filter(|page| page.contains("2022-2023.html\"")).count() > 0;
        assert_eq!(is_linked, !toml.contains("none"), "{toml}");
        let names = published.into_keys();
        let stems = names.filter_map(|path| Some(path.rsplit_once('/')?.1.strip_suffix(".html")?.to_owned()));
        stems.filter(|stem| stem.len() == 9 && stem.contains('-')).collect()
    };
    assert_eq!(compared("open_roster = true\n"), ["2020-2022", "2022-2023"]);
    assert_eq!(compared("open_roster = true\ncompare = \"all\"\n"), ["2020-2022", "2020-2023", "2022-2023"]);
    assert_eq!(compared("open_roster = true\ncompare = \"none\"\n"), [""; 0]);
}

/// Texts that would take for ever where everything is held against everything.
#[test]
fn texts_that_are_no_reports_are_compared_in_bounded_time() {
    let hostile: [fn(usize) -> String; 4] = [
        |at| format!("## 第{at}节\n\n开展工作{at}次。\n\n"),
        |_| "开展工作，取得成效。".to_owned(),
        |at| format!("开展工作{at}，"),
        |at| format!("第{at}次开展学习教育活动，取得良好成效，群众满意。"),
    ];
    for make in hostile {
        let of = |from: usize| text(&(from..from + 8_000).map(make).collect::<String>());
        let (left, right) = (of(0), of(3_000));
        let (before, after) = (sentences(&left, &[]), sentences(&right, &[]));
        let found = compare(&before, &after);
        let told = found.pairs.iter().filter(|pair| pair.right.is_some()).count();
        assert_eq!(told, found.right.all.len());
        // As if all were problems.
        let problems = |from: usize| {
            text(&format!("一、存在的问题\n\n{}", (from..from + 8_000).map(make).collect::<String>()))
        };
        links(&Entries::of(&problems(0)), &Entries::of(&problems(3_000)), &[]);
    }
}

/// Reports of sentences that meet: the same, re-dated, changed and odd ones, in parts.
fn report() -> impl Strategy<Value = String> {
    let pieces = vec![
        "一、履职情况\n\n",
        "二、存在的问题\n\n",
        "三、下一步打算\n\n",
        "## 其他\n\n",
        "2022年召开支委会12次。",
        "2023年召开支委会12次。",
        "2023年召开支委会14次。",
        "坚持把学习摆在首位，组织党员学习党章。",
        "坚持把学习放在首位，组织全体党员学习党章党规。",
        "党员教育管理还不够严格。",
        "好。",
        "\n\n",
        "“！”",
        "**次",
        "- 项\n",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..30).prop_map(|pieces| pieces.concat())
}

fn mirrored(class: Class) -> Class {
    match class {
        Class::Added => Class::Dropped,
        Class::Dropped => Class::Added,
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sentence_is_in_one_class_and_swapping_mirrors(left in report(), right in report()) {
        let (left, right) = (text(&left), text(&right));
        let names = ["甲县水利局党支部"];
        let (left, right) = (sentences(&left, &names), sentences(&right, &names));
        let (forth, back) = (compare(&left, &right), compare(&right, &left));
        let sorted = |mut numbers: Vec<usize>| { numbers.sort_unstable(); numbers };
        let lefts = sorted(forth.pairs.iter().filter_map(|pair| pair.left).collect());
        let rights = sorted(forth.pairs.iter().filter_map(|pair| pair.right).collect());
        prop_assert_eq!(lefts, (0..forth.left.all.len()).collect::<Vec<_>>());
        prop_assert_eq!(rights, (0..forth.right.all.len()).collect::<Vec<_>>());
        let key = |pairs: &[shuzhi::compare::Pair], is_back: bool| {
            let mut keys: Vec<_> = pairs.iter().map(|pair| if is_back {
                (pair.right, pair.left, mirrored(pair.class))
            } else {
                (pair.left, pair.right, pair.class)
            }).collect();
            keys.sort_unstable();
            keys
        };
        prop_assert_eq!(key(&forth.pairs, false), key(&back.pairs, true));
        prop_assert!((forth.similarity - back.similarity).abs() < 1e-9);
        prop_assert!((0.0..=1.0).contains(&forth.similarity));
    }

    #[test]
    fn a_report_is_all_kept_from_itself(report in report()) {
        let text = text(&report);
        let own = sentences(&text, &[]);
        let found = compare(&own, &own);
        prop_assert!(found.pairs.iter().all(|pair| pair.class == Class::Kept && pair.left == pair.right));
        prop_assert!((found.similarity - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_stretches_of_a_difference_are_both_texts(left in ".{0,40}", right in ".{0,40}") {
        let found = difference(&left, &right);
        let of = |side: fn(&shuzhi::compare::difference::Stretch) -> &std::ops::Range<usize>, text: &str| -> String {
            found.iter().map(|stretch| &text[side(stretch).clone()]).collect()
        };
        prop_assert_eq!(of(|stretch| &stretch.left, &left), left.clone());
        prop_assert_eq!(of(|stretch| &stretch.right, &right), right.clone());
        prop_assert!(found.iter().all(|stretch| !stretch.is_same || left[stretch.left.clone()] == right[stretch.right.clone()]));
    }
}
