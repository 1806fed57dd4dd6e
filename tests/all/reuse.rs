//! Text reuse against an archive with planted copies, and slips of copying against labelled sentences: tests/labelled/reuse.
//!
//! The archive is generated, the same in every run, from words that were written by somebody who had not seen the code: 200 reports of
//! a hundred units, sixty of them copies, and sixty pairs of honest reports that share nothing but official phrases.

mod archive;
mod copies;
mod findings;
mod grammar;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::Site;
use crate::serving::client::until;
use archive::Report;
use copies::{Archive, Kind, archive as generate};
use grammar::{Formulas, Grammar};

/// Letters of a run that two honest reports should not share.
const RUN: usize = 13;

/// `shuzhi review` on a site.
#[track_caller]
fn review(site: &Site) -> Value {
    let run = site.run(&["review", "--format", "json"]).succeeds();
    serde_json::from_str(&run.stdout()).expect("JSON")
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && number.starts_with("20")
}

/// A text with its years masked.
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut number = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        out.push_str(if is_year(&number) { "Y" } else { &number });
        number.clear();
        out.push(letter);
    }
    out.pop();
    out
}

/// Sentences and headings of a report's own of more than twelve letters, with years masked.
fn own_sentences(report: &Report, official: &BTreeSet<&str>) -> Vec<String> {
    let headings = report.paragraphs.iter().map(|paragraph| {
        let lead = &paragraph.lead;
        lead.split_once('）').map_or(lead.as_str(), |(_, words)| words).to_owned()
    });
    let all = report.sentences().into_iter().chain(headings);
    all.filter(|text| text.chars().count() > 12 && !official.contains(text.as_str()))
        .map(|text| masked(&text))
        .collect()
}

/// No two honest reports share a sentence of their own.
fn check_sentences(archive: &Archive, formulas: &Formulas) {
    let official = formulas.whole();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (at, labelled) in archive.reports.iter().enumerate() {
        if labelled.kind != Kind::Honest {
            continue;
        }
        for sentence in own_sentences(&labelled.report, &official) {
            if let Some(owner) = owners.insert(sentence.clone(), at) {
                assert_eq!(owner, at, "{sentence} is in {:?} and {:?}", archive.key(owner), archive.key(at));
            }
        }
    }
}

/// Places of a text that stand in runs of `RUN` letters, by run; official phrases are cut out first.
fn runs(body: &str, formulas: &Formulas) -> BTreeSet<String> {
    let mut text = masked(body);
    for phrase in formulas.whole().into_iter().chain(formulas.all_inner()) {
        text = text.replace(phrase, "\n");
    }
    let letters: Vec<char> = text.chars().collect();
    let windows = letters.windows(RUN).filter(|run| !run.contains(&'\n'));
    windows.map(|run| run.iter().collect()).collect()
}

/// Two honest reports of different units share next to nothing in runs of letters.
fn check_runs(archive: &Archive, formulas: &Formulas) {
    let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, labelled) in archive.reports.iter().enumerate().filter(|(_, one)| one.kind == Kind::Honest) {
        for run in runs(&labelled.report.body(), formulas) {
            owners.entry(run).or_default().insert(at);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for reports in owners.values() {
        for one in reports {
            for other in reports.range(one + 1..) {
                *shared.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let worst = shared.values().max().copied().unwrap_or_default();
    println!("runs of {RUN} letters that two honest reports share: at most {worst}");
    assert!(worst <= 30);
}

/// Whether the generator keeps its promises.
fn check(archive: &Archive, formulas: &Formulas) {
    assert_eq!((archive.reports.len(), archive.pairs.len()), (200, 60));
    let of = |kind: Kind| archive.reports.iter().filter(|labelled| labelled.kind == kind).count();
    assert_eq!(Kind::COPIES.map(of), [12, 6, 6, 12, 12, 12]);
    for (at, labelled) in archive.reports.iter().enumerate() {
        let letters = labelled.report.body().chars().count();
        assert!((1_500..=3_500).contains(&letters), "{:?} has {letters} letters", archive.key(at));
    }
    for text in &formulas.rare {
        let has = |labelled: &&copies::Labelled| labelled.report.body().contains(text);
        let count = archive.reports.iter().filter(has).count();
        assert!((2..=3).contains(&count), "{text} is in {count} reports");
    }
    check_sentences(archive, formulas);
    check_runs(archive, formulas);
}

fn site(archive: &Archive) -> Site {
    let settings = "title = \"云岭县党建述职档案\"\nopen_roster = true\n[publish]\nreview = true\n";
    let site = Site::new().file("site.toml", settings);
    archive.reports.iter().enumerate().fold(site, |site, (at, labelled)| {
        let path = format!("{}/{at:03}.md", labelled.report.year);
        site.report(&path, labelled.report.markdown(&archive.units))
    })
}

/// What was found of one report.
struct Found {
    own: f64,
    /// Reports with the share that they gave.
    sources: Vec<(usize, f64)>,
}

/// What was found, by report of the archive; the shares are held to be whole.
fn found(archive: &Archive, json: &Value) -> BTreeMap<usize, Found> {
    let places: BTreeMap<(&str, u16), usize> =
        (0..archive.reports.len()).map(|at| (archive.key(at), at)).collect();
    let place = |value: &Value| {
        let year = value["year"].as_u64().and_then(|year| u16::try_from(year).ok()).expect("a year");
        places[&(value["unit"].as_str().expect("a unit"), year)]
    };
    let share = |value: &Value| value.as_f64().expect("a share");
    let report = |value: &Value| {
        let sum: f64 =
            ["new", "own", "shared", "common"].iter().map(|name| share(&value["shares"][name])).sum();
        assert!((sum - 1.0).abs() <= 0.01, "{}: {}", value["path"], value["shares"]);
        let sources = value["sources"].as_array().expect("sources").iter();
        let sources = sources.map(|source| (place(source), share(&source["share"]))).collect();
        (place(value), Found { own: share(&value["shares"]["own"]), sources })
    };
    json["reports"].as_array().expect("reports").iter().map(report).collect()
}

/// Whether a planted copy was found.
fn is_found(archive: &Archive, at: usize, found: &Found) -> bool {
    let least = match archive.reports[at].kind {
        Kind::Honest => return false,
        Kind::RedatedOwn => return found.own >= 0.5,
        Kind::Mixed => 0.15,
        _ => 0.2,
    };
    let has =
        |wanted: &usize| found.sources.iter().any(|(source, share)| source == wanted && *share >= least);
    archive.reports[at].sources.iter().all(has)
}

/// What is said of a report without ground. Reports that go back to the same honest one are related.
fn false_alarms(archive: &Archive, at: usize, found: &Found) -> Vec<String> {
    let key = archive.key(at);
    let origins = archive.origins(at);
    let is_innocent = archive.pairs.iter().any(|(one, other)| [*one, *other].contains(&at));
    let is_wrong = |source: usize| is_innocent || archive.origins(source).is_disjoint(&origins);
    let sources = found.sources.iter().filter(|(source, _)| is_wrong(*source));
    let mut alarms: Vec<String> =
        sources.map(|(source, share)| format!("{key:?} from {:?} {share}", archive.key(*source))).collect();
    if archive.reports[at].kind == Kind::Honest && found.own >= 0.3 {
        alarms.push(format!("{key:?} from its own unit {}", found.own));
    }
    alarms
}

/// Letters and digits of a text.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Whether four fifths of a phrase are set aside, be it in one piece or in several.
fn is_set_aside(phrase: &str, pieces: &[Vec<char>]) -> bool {
    let phrase = letters(phrase);
    let mut is_covered = vec![false; phrase.len()];
    for piece in pieces.iter().filter(|piece| piece.len() >= 4) {
        if piece.windows(phrase.len()).any(|window| window == phrase) {
            return true;
        }
        for (at, window) in phrase.windows(piece.len()).enumerate() {
            if window == piece.as_slice() {
                is_covered[at..at + piece.len()].fill(true);
            }
        }
    }
    is_covered.iter().filter(|covered| **covered).count() * 5 >= phrase.len() * 4
}

/// Official phrases of ten units and more are set aside.
fn check_set_aside(archive: &Archive, formulas: &Formulas, json: &Value) {
    let pieces: Vec<Vec<char>> = json["set_aside"]
        .as_array()
        .expect("set_aside")
        .iter()
        .map(|piece| letters(piece["text"].as_str().expect("a text")))
        .collect();
    let bodies: Vec<(usize, String)> =
        archive.reports.iter().map(|labelled| (labelled.report.unit, labelled.report.body())).collect();
    let units = |text: &str| {
        let with = bodies.iter().filter(|(_, body)| body.contains(text));
        with.map(|(unit, _)| unit).collect::<BTreeSet<_>>().len()
    };
    // Titles and quotations are too short to stand for themselves.
    let usual = formulas.sentences.iter().chain(&formulas.clauses).filter(|text| units(text) >= 10);
    let (mut count, mut missing) = (0, vec![]);
    for text in usual {
        count += 1;
        if !is_set_aside(text, &pieces) {
            missing.push(text);
        }
    }
    println!("official phrases of ten units and more: {count}, not set aside: {missing:?}");
    assert!(count >= 30 && missing.is_empty());
}

/// Planted and found copies by kind; what was missed is printed.
fn recall_by_kind(archive: &Archive, found: &BTreeMap<usize, Found>) -> BTreeMap<Kind, [u32; 2]> {
    let mut table: BTreeMap<Kind, [u32; 2]> = BTreeMap::new();
    let copies = archive.reports.iter().enumerate().filter(|(_, labelled)| labelled.kind != Kind::Honest);
    for (at, labelled) in copies {
        let Found { own, sources } = &found[&at];
        let is_found = is_found(archive, at, &found[&at]);
        let score = table.entry(labelled.kind).or_default();
        *score = [score[0] + 1, score[1] + u32::from(is_found)];
        if !is_found {
            let wanted: Vec<_> = labelled.sources.iter().map(|source| archive.key(*source)).collect();
            let told: Vec<_> = sources.iter().map(|(source, share)| (archive.key(*source), share)).collect();
            println!("missed {:?} {:?} of {wanted:?}: own {own}, {told:?}", labelled.kind, archive.key(at));
        }
    }
    table
}

/// Holds what the program said to the labels.
fn judge(archive: &Archive, formulas: &Formulas, json: &Value) {
    let found = found(archive, json);
    assert_eq!(found.len(), archive.reports.len());
    let table = recall_by_kind(archive, &found);
    let alarms: Vec<String> =
        found.iter().flat_map(|(at, found)| false_alarms(archive, *at, found)).collect();
    let recall = |[planted, found]: [u32; 2]| f64::from(found) / f64::from(planted);
    println!("{:<14} planted  found  recall", "kind");
    for (kind, score) in &table {
        println!("{:<14} {:>7} {:>6} {:>7.2}", format!("{kind:?}"), score[0], score[1], recall(*score));
    }
    println!("false alarms: {}", alarms.len());
    for alarm in &alarms {
        println!("  {alarm}");
    }
    for (kind, score) in table {
        let is_plain = matches!(kind, Kind::Verbatim | Kind::RedatedOwn | Kind::RedatedOther);
        assert!(recall(score) >= if is_plain { 0.95 } else { 0.85 }, "{kind:?}");
    }
    assert!(alarms.is_empty());
    check_set_aside(archive, formulas, json);
}

/// The whole text of a page's elements of a class.
fn between<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    page.split(start).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

/// The page of a report tells the same shares passage by passage as the list does from prints alone.
#[test]
fn passages_add_up_to_the_shares() {
    let archive = generate(&Grammar::read(), &Formulas::read());
    let site = site(&archive);
    site.build().succeeds();
    let published = site.published();
    let pages = published.iter().filter(|(path, _)| path.starts_with("review/"));
    let mut looked_at = 0;
    for (path, bytes) in pages {
        let page = String::from_utf8_lossy(bytes);
        let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
        for passage in between(&page, "<details class=\"reuse reuse-", "</summary>") {
            let (origin, rest) = passage.split_once('"').expect("an origin");
            let length = rest.rsplit_once('，').and_then(|(_, length)| length.strip_suffix('字'));
            *lengths.entry(origin).or_default() +=
                length.and_then(|length| length.parse::<usize>().ok()).expect("a length");
        }
        let all: usize = lengths.values().sum();
        for origin in ["shared", "own", "common", "new"] {
            let told = between(&page, &format!("<rect class=\"bar-{origin}\" x="), ">");
            let width = between(told[0], "width=\"", "\"")[0].parse::<usize>().expect("a width");
            let expected = lengths.get(origin).copied().unwrap_or_default() * 1_000 / all;
            assert!(width.abs_diff(expected) <= 1, "{path} {origin}: {width}, passages {expected}");
        }
        looked_at += 1;
    }
    assert!(looked_at >= 60, "{looked_at}");
}

#[test]
fn a_review_does_not_depend_on_threads() {
    let archive = generate(&Grammar::read(), &Formulas::read());
    let one = site(&archive);
    one.run(&["build", "--jobs", "1"]).succeeds();
    let three = site(&archive);
    three.run(&["build", "--jobs", "3"]).succeeds();
    let review = |site: &Site| {
        let files = site.published().into_iter();
        files.filter(|(path, _)| path.starts_with("review")).collect::<BTreeMap<_, _>>()
    };
    assert!(review(&one).len() > 60);
    assert!(review(&one) == review(&three));
}

#[test]
fn formats_hold_every_report() {
    let site = Site::new().sound_reports(3);
    let run = |format: &str| site.run(&["review", "--format", format]).succeeds().stdout();
    assert_eq!(run("csv").lines().count(), 1 + review(&site)["reports"].as_array().expect("reports").len());
    assert!(run("html").starts_with("<!doctype html>"));
    assert!(run("human").contains("篇报告"));
}

/// `check` makes the pages that `build` would publish.
#[test]
fn a_broken_template_of_the_review_is_found() {
    let settings = |review: bool| format!("theme = \"mine\"\n[publish]\nreview = {review}\n");
    let site = Site::new()
        .file("themes/mine/theme.toml", "")
        .file("themes/mine/templates/review.html", "{{ view.nothing.more }}")
        .sound_reports(2);
    let site = site.file("site.toml", settings(true));
    assert!(site.run(&["check"]).ends_with(1).stderr().contains("template"));
    site.file("site.toml", settings(false)).run(&["check"]).succeeds();
}

/// It is for reviewers: published where site.toml says so, and else in a preview alone, where it follows every edit.
#[test]
fn a_review_is_published_where_that_is_asked_for() {
    let copied = |unit: &str| {
        let text = (1..8)
            .map(|at| format!("组织{at}支队伍走进第{at}个院落，把漏雨的屋顶和松动的井盖登记成册。\n\n"));
        format!(
            "---\nunit: {unit}\nyear: 2023\nlevel: 党支部\n---\n\n一、履职情况\n\n{}",
            text.collect::<String>()
        )
    };
    let site = Site::new().report("a.md", copied("甲街道党支部")).sound_reports(3);
    site.build().succeeds();
    assert!(site.published().keys().all(|path| !path.starts_with("review")));
    let serving = site.serve(&[]);
    let has_copy = || serving.get("/review.html").text().contains("相同段落也见于");
    assert!(!has_copy());
    assert!(serving.get("/__shuzhi/").text().contains("/review.html"));
    let path = site.root().join("content/b.md");
    std::fs::write(&path, copied("乙街道党支部")).expect("a file");
    until("the copy is found", || has_copy().then_some(()));
    let page = serving.get("/review/yi-jie-dao-dang-zhi-bu/2023.html").text();
    assert!(page.contains("甲街道党支部 2023年") && page.contains("reuse-shared"), "{page}");
    std::fs::remove_file(&path).expect("removed");
    until("the copy is gone", || (!has_copy()).then_some(()));
}

/// A sentence is followed to the latest reports only, but a report that is listed has all its sentences counted.
#[test]
fn an_old_source_counts_in_full() {
    let shared = "组织38名党员逐户核对215口水窖的蓄水量，把漏损的37口列入修缮名单。";
    let more = "会同供水站更换老旧阀门19个，夜间漏水量每小时下降6吨，沿线住户不再反映水压偏低。";
    let own = "牵头把一处废弃泵房改成党员活动室，添置桌椅24套，全年在此议事31次，形成纪要18份。";
    let report = |number: usize, year: u16, text: &str| {
        format!("---\nunit: 第{number}村党支部\nyear: {year}\nlevel: 党支部\n---\n\n一、履职情况\n\n{text}\n")
    };
    let site = (0..60).fold(Site::new(), |site, number| {
        let year = 2019 + number as u16 % 5;
        let text = match number {
            0 => format!("{shared}{more}"),
            1..=4 => format!("{shared}第{number}次例会把村道两侧{number}处边坡逐一踏勘，排出先后。"),
            _ => format!("第{number}次走访把{number}号院落的线路隐患记入台账，按月销号。"),
        };
        site.report(&format!("{number}.md"), report(number, year, &text))
    });
    let site = site.report("copy.md", report(99, 2024, &format!("{shared}{more}{own}")));
    let found = review(&site);
    let copy = found["reports"].as_array().expect("reports").iter().find(|report| report["year"] == 2024);
    let copy = copy.expect("the copy");
    assert_eq!(copy["sources"][0]["sentences"], 2, "{copy:#}");
    assert!(copy["shares"]["shared"].as_f64().expect("a share") > 0.6, "{copy:#}");
}

/// Reports change while a review and an index are made of them, on the same threads.
#[test]
fn a_review_is_made_while_reports_change() {
    let archive = generate(&Grammar::read(), &Formulas::read());
    let site = site(&archive);
    let serving = site.serve(&[]);
    let path = site.root().join("content").join(format!("{}/199.md", archive.reports[199].report.year));
    let whole = std::fs::read_to_string(&path).expect("a report");
    let half: String = whole.chars().take(whole.chars().count() * 2 / 3).collect();
    std::thread::scope(|scope| {
        for address in ["/review.html", "/search/index.js", "/review.html"] {
            let serving = &serving;
            scope.spawn(move || (0..12).for_each(|_| assert_eq!(serving.get(address).status, 200)));
        }
        for round in 0..24 {
            std::fs::write(&path, if round % 2 == 0 { &half } else { &whole }).expect("a file");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    });
    assert_eq!(serving.get("/index.html").status, 200);
}

/// Words that come again and again in one sentence.
#[test]
fn texts_that_are_no_reports_are_reviewed() {
    let hostile = ["两学一做学习教育", "《", "我镇", "甲街道党支部", "“本校"].map(|word| word.repeat(20_000));
    let site = hostile.iter().enumerate().fold(Site::new(), |site, (number, text)| {
        let head = format!("---\nunit: 乙第{number}街道党支部\nyear: 2024\nlevel: 党支部\n---\n\n");
        site.report(&format!("{number}.md"), head + text)
    });
    let site = site.report("a.md", crate::harness::sound("甲街道党支部", 2024));
    assert_eq!(review(&site)["reports"].as_array().expect("reports").len(), 6);
}

#[test]
fn planted_copies() {
    let (grammar, formulas) = (Grammar::read(), Formulas::read());
    let archive = generate(&grammar, &formulas);
    check(&archive, &formulas);
    judge(&archive, &formulas, &review(&site(&archive)));
}
