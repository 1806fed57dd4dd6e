//! Figures against sentences that were labelled by hand: tests/labelled.
//!
//! A third of the sentences is held out: nobody looked at how they fare while the words and rules were written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use shuzhi::figure::{Indicators, figures};

use crate::harness::Site;

/// Indicator, value and qualifier.
type Fact = (String, String, String);

/// Sentences with their facts, in the order of the file.
fn labelled() -> Vec<(String, Vec<Fact>)> {
    let mut sentences: Vec<(String, Vec<Fact>)> = vec![];
    for line in include_str!("../labelled/indicators.tsv").lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let sentence = fields[0].replace("\\n", "\n");
        if sentences.last().is_none_or(|(last, _)| *last != sentence) {
            sentences.push((sentence, vec![]));
        }
        let fact = (fields[1].to_owned(), fields[2].to_owned(), fields[3].to_owned());
        sentences.last_mut().expect("just pushed").1.push(fact);
    }
    sentences
}

fn found(text: &str, indicators: &Indicators) -> Vec<Fact> {
    let fact = |figure: &shuzhi::figure::Figure| {
        let qualifier = serde_json::to_value(figure.qualifier).expect("a name");
        (
            indicators.get(figure.indicator).expect("an indicator").key.clone(),
            figure.value.map(|value| value.to_string()).unwrap_or_default(),
            qualifier.as_str().expect("text").to_owned(),
        )
    };
    figures(text, indicators).iter().map(fact).collect()
}

fn count(facts: &[Fact]) -> BTreeMap<&Fact, u32> {
    let mut counts = BTreeMap::new();
    for fact in facts {
        *counts.entry(fact).or_default() += 1;
    }
    counts
}

/// How many facts were found, missed and made up.
#[derive(Default)]
struct Score {
    right: u32,
    missed: u32,
    wrong: u32,
}

impl Score {
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from(self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from(self.right + self.missed)
    }

    fn add(&mut self, expected: &[Fact], found: &[Fact]) {
        let (expected_counts, found_counts) = (count(expected), count(found));
        let right: u32 = expected_counts
            .iter()
            .map(|(fact, count)| *count.min(found_counts.get(*fact).unwrap_or(&0)))
            .sum();
        self.right += right;
        self.missed += expected.len() as u32 - right;
        self.wrong += found.len() as u32 - right;
    }
}

#[test]
fn labelled_sentences() {
    let indicators = Indicators::default();
    let [mut tuned, mut held_out] = [Score::default(), Score::default()];
    let mut differences = String::new();
    for (number, (sentence, expected)) in labelled().iter().enumerate() {
        let found = found(sentence, &indicators);
        let is_held_out = number % 3 == 2;
        let score = if is_held_out { &mut held_out } else { &mut tuned };
        score.add(expected, &found);
        let shows = !is_held_out || std::env::var_os("SHUZHI_HELD_OUT").is_some();
        if shows && count(expected) != count(&found) {
            let _ = writeln!(differences, "{sentence}\n  expected {expected:?}\n  found    {found:?}");
        }
    }
    println!("{differences}");
    for (name, score) in [("tuned", &tuned), ("held out", &held_out)] {
        println!(
            "{name}: precision {:.3}, recall {:.3} ({} right, {} missed, {} wrong)",
            score.precision(),
            score.recall(),
            score.right,
            score.missed,
            score.wrong
        );
    }
    assert!(tuned.precision() >= 0.97 && tuned.recall() >= 0.92);
    assert!(held_out.precision() >= 0.95 && held_out.recall() >= 0.85);
}

#[test]
fn sentences_without_figures() {
    let indicators = Indicators::default();
    let mut made_up = vec![];
    for line in include_str!("../labelled/negatives.tsv").lines().skip(1) {
        let sentence = line.split('\t').next().unwrap_or_default();
        let found = found(sentence, &indicators);
        if !found.is_empty() {
            made_up.push(format!("{sentence}: {found:?}"));
        }
    }
    assert!(made_up.is_empty(), "{}", made_up.join("\n"));
}

fn printed(site: &Site, arguments: &[&str]) -> Vec<serde_json::Value> {
    let output = site.command(arguments).output().expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("an array")
}

const REPORT: &str = "---\nunit: 甲党支部\nyear: 2022\nlevel: 党支部\nfigures:\n  党课: 5次\n---\n\n一、履职情况\n\n\
                      全年召开支委会12次、党员大会**次，谈心谈话40余人次。\n\n二、下一步打算\n\n召开支委会14次。\n";

#[test]
fn the_command_prints_what_was_found_and_where() {
    let site = Site::new().file("content/a.md", REPORT);
    let found = printed(&site, &["figures", "--format", "json", "--all"]);
    let brief: Vec<String> = found
        .iter()
        .map(|finding| {
            let field = |name: &str| finding[name].to_string().replace('"', "");
            [
                "indicator",
                "value",
                "qualifier",
                "measure",
                "role",
                "scope",
                "section",
                "line",
                "column",
                "pattern",
            ]
            .map(field)
            .join(" ")
        })
        .collect();
    assert_eq!(
        brief,
        [
            "party_lecture 5 exact 次 total null  6 3 stated",
            "branch_committee 12 exact 次 total year duties 11 8 noun_number",
            "branch_congress null redacted 次 total year duties 11 16 noun_number",
            "heart_talk 40 approx 人次 total year duties 11 24 noun_number",
            "branch_committee 14 exact 次 target null plan 15 6 noun_number",
        ]
    );
    assert_eq!(found[1]["text"], "全年召开支委会12次、党员大会**次，谈心谈话40余人次。");
}

#[test]
fn a_file_outside_any_archive_will_do() {
    let site = Site::new().file("content/a.md", REPORT).file("loose/b.txt", "支部开展主题党日11次。\n");
    let path = site.root().join("loose/b.txt");
    let found = printed(&site, &["figures", "--format", "json", path.to_str().expect("a path")]);
    assert_eq!((found.len(), &found[0]["value"]), (1, &serde_json::json!(11)));
}

#[test]
fn site_toml_adds_and_changes_indicators() {
    let toml = "[[indicators]]\nkey = \"reading_class\"\nname = \"读书班\"\naliases = [\"读书班\"]\nmeasures = [\"期\"]\n\
                [[indicators]]\nkey = \"theme_day\"\naliases = [\"初心日\"]\n";
    let site = Site::new()
        .file("site.toml", toml)
        .file("content/a.md", REPORT.replace("党员大会**次", "读书班3期、初心日9次"));
    let found = printed(&site, &["figures", "--format", "json", "--all"]);
    let keys: Vec<&str> = found.iter().filter_map(|finding| finding["indicator"].as_str()).collect();
    assert!(keys.contains(&"reading_class") && keys.contains(&"theme_day"), "{keys:?}");
}

#[test]
fn front_matter_is_held_to_the_text() {
    let site = Site::new().file("site.toml", "open_roster = true\n").file(
        "content/a.md",
        REPORT
            .replace("  党课: 5次", "  支委会: 11次\n  主题党日: 许多次\n  跑步: 3次")
            .replace("40余人次", "40余人次，参学率达120%"),
    );
    let output = site.command(&["check", "--format", "json"]).output().expect("the program");
    let codes: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            Some(serde_json::from_str::<serde_json::Value>(line).ok()?["code"].as_str()?.to_owned())
        })
        .filter(|code| code.starts_with("figure-"))
        .collect();
    assert_eq!(codes, ["figure-contradicts", "figure-unreadable", "figure-unknown", "figure-implausible"]);
}

#[test]
fn terms_are_counted_by_year_and_level() {
    let report = |unit: &str, year: u16, text: &str| {
        format!("---\nunit: {unit}\nyear: {year}\nlevel: 党支部\n---\n\n一、履职情况\n\n{text}\n")
    };
    let mut site =
        Site::new().file("site.toml", "open_roster = true\n[statistics]\nterms = [\"读书班\", \"红船\"]\n");
    for (at, unit) in ["甲支部", "乙支部", "丙支部"].iter().enumerate() {
        let text = format!("读书班{}，“红船行动”“红船行动”。", "读书班".repeat(at));
        site = site.file(&format!("content/{at}-2.md"), report(unit, 2022, &text));
        site = site.file(&format!("content/{at}-3.md"), report(unit, 2023, "见《丁县案例汇编》。"));
    }
    let internal = report("丁支部", 2022, "读书班").replace("level", "status: internal\nlevel");
    let site = site.file("content/internal.md", internal);
    site.build().succeeds();
    let published = site.published();
    let rows = |name: &str| -> Vec<serde_json::Value> {
        let text = &published[&format!("statistics/{name}.json")];
        let table: serde_json::Value = serde_json::from_slice(text).expect("JSON");
        table["rows"].as_array().expect("rows").clone()
    };
    let terms: Vec<String> = rows("terms-by-year-and-level")
        .iter()
        .map(|row| {
            format!("{} {} {} {}", row["term"], row["year"], row["times"], row["reports"]).replace('"', "")
        })
        .collect();
    assert_eq!(terms, ["读书班 2022 6 3", "读书班 2023 0 0", "红船 2022 6 3", "红船 2023 0 0"]);
    let phrases: Vec<String> = rows("phrases-more-and-fewer")
        .iter()
        .map(|row| format!("{} {} {}", row["phrase"], row["reports"], row["reports_before"]).replace('"', ""))
        .collect();
    assert_eq!(phrases, ["《丁县案例汇编》 3 0", "红船行动 0 3"]);
}

#[test]
fn a_term_that_cannot_be_watched_is_refused() {
    let long = "长".repeat(41);
    let site = Site::new().file("site.toml", format!("[statistics]\nterms = [\"主题教育\", \"{long}\"]\n"));
    let output = site.command(&["check", "--format", "json"]).output().expect("the program");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"term-unfit\""));
}

#[test]
fn usual_frequencies_are_shown_where_they_are_asked_for() {
    let built = |toml: &str| -> String {
        let site = Site::new()
            .file("site.toml", toml)
            .file("content/a.md", REPORT.replace("党员大会**次", "党员大会3次"));
        site.build().succeeds();
        let pages = site.published().into_iter();
        let units = pages.filter(|(path, _)| path.starts_with("units/") && path.matches('/').count() == 1);
        units.map(|(_, bytes)| String::from_utf8(bytes).expect("text")).collect()
    };
    let shown = built("open_roster = true\n[statistics]\nusual_frequencies = true\n");
    assert!(shown.contains("达到常规次数") && shown.contains("少于常规次数"), "{shown}");
    let plain = built("open_roster = true\n");
    assert!(!plain.contains("常规次数"));
}
