//! Slips of copying within one report, against labelled sentences: tests/labelled/reuse/findings.tsv and units.csv.

use serde_json::Value;

use super::grammar::material;
use super::review;
use crate::harness::{Site, repository};

/// A sentence in a unit's report of a year, with what is to be found in it.
struct Case {
    kind: Option<String>,
    text: String,
    unit: String,
    year: u16,
    sentence: String,
}

fn case(line: &str) -> Case {
    let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let [kind, text, unit, year, sentence] = fields.try_into().expect("five fields");
    let year = year.parse().expect("a year");
    Case { kind: (kind != "none").then_some(kind), text, unit, year, sentence }
}

/// A report around the sentence, in which nothing else is to be found.
fn report(case: &Case) -> String {
    let Case { unit, year, sentence, .. } = case;
    format!(
        "---\nunit: {unit}\nyear: {year}\n---\n\n一、履行党建责任情况\n\n（一）抓实理论学习。{year}年，{unit}组织集中学习12次，\
         领学人由大家抽签产生。\n\n（二）抓牢日常工作。{sentence}\n\n二、存在的主要问题\n\n一是调查研究不够深，下基层次数偏少。\n\n\
         三、下一步工作打算\n\n一是每季度到基层蹲点两天，把看到的难题列成清单。\n"
    )
}

/// Whether a finding is the one that the case is labelled with. Of an outdated phrase more or less may be quoted.
fn is_expected(case: &Case, finding: &Value) -> bool {
    let found = finding["text"].as_str().expect("a text");
    let is_text = match case.kind.as_deref() {
        Some("foreign_unit") => found == case.text,
        Some("self_reference") => found.contains(&case.text),
        Some("outdated") => {
            found.contains(&case.text) || found.chars().count() >= 4 && case.text.contains(found)
        }
        _ => false,
    };
    is_text && finding["kind"].as_str() == case.kind.as_deref()
}

#[test]
fn slips_of_copying() {
    let cases: Vec<Case> = material("findings.tsv").iter().map(|line| case(line)).collect();
    let innocent = cases.iter().filter(|case| case.kind.is_none()).count();
    assert!(cases.len() >= 30 && innocent * 2 >= cases.len());
    let roster = repository().join("tests/labelled/reuse/units.csv");
    let roster = std::fs::read(roster).expect("a roster");
    let mut wrong = 0;
    for case in &cases {
        let site = Site::new().file("content/units.csv", &roster).report("a.md", report(case));
        let found = review(&site);
        let found = found["reports"][0]["findings"].as_array().expect("findings").clone();
        let is_right =
            found.iter().all(|finding| is_expected(case, finding)) && found.is_empty() == case.kind.is_none();
        if !is_right {
            wrong += 1;
            let (kind, text) = (case.kind.as_deref().unwrap_or("none"), &case.text);
            println!("{} {} {}\n  {kind} {text}: {found:?}", case.unit, case.year, case.sentence);
        }
    }
    println!("findings: {} cases, {innocent} of them innocent, {wrong} wrong", cases.len());
    assert_eq!(wrong, 0);
}
