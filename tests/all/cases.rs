//! Every file of tests/cases in one site, beside twenty sound reports: each problem is found in one run,
//! said as its `.expected` says it, and said once. `SHUZHI_UPDATE_CASES=1` writes the `.expected` files anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::harness::{Run, Site, copy_folder, files, is_comparison, repository, sound};

/// Sound reports beside the cases.
const SOUND: usize = 20;

fn folder() -> PathBuf {
    repository().join("tests/cases")
}

/// One site with all cases, those included that cannot be files of a repository.
fn site() -> Site {
    let mut site = Site::new();
    for (path, bytes) in files(&folder()).into_iter().filter(|(path, _)| !path.ends_with(".expected")) {
        site = site.report(&path, bytes);
    }
    let long =
        sound("文件头过长党支部", 2022).replacen("---\n", &format!("---\n{}", "# 说明\n".repeat(8000)), 1);
    site = site.report("front-matter-too-long.md", long).file("outside.md", sound("目录之外党支部", 2022));
    let large = std::fs::File::create(site.root().join("content/file-too-large.md")).expect("a file");
    large.set_len((16 << 20) + 1).expect("a size");
    #[cfg(unix)]
    links(&site);
    site.sound_reports(SOUND)
}

#[cfg(unix)]
fn links(site: &Site) {
    use std::os::unix::fs::symlink;
    let content = site.root().join("content");
    symlink(site.root().join("outside.md"), content.join("link-leaves-content.md")).expect("a link");
    symlink("/etc", content.join("link-leaves-content-folder")).expect("a link");
    symlink(&content, content.join("link-loop")).expect("a link");
    symlink("nowhere.md", content.join("link-broken.md")).expect("a link");
    symlink("link-self.md", content.join("link-self.md")).expect("a link");
    // Not all systems have such names.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"\xb5\xb5\xb0\xb8.md");
        std::fs::write(content.join(name), sound("文件名乱码党支部", 2022)).expect("a file");
    }
}

/// Cases that the test itself makes where the system allows it.
fn is_made(case: &str) -> bool {
    case.starts_with("link-") || case == "file-name"
}

/// The case that a diagnostic belongs to, by the path it names.
fn case_of(path: &str) -> String {
    let name = path.strip_prefix("content/").unwrap_or(path);
    if name.contains('\u{FFFD}') { "file-name".to_owned() } else { name.trim_end_matches(".md").to_owned() }
}

/// What was said on standard error, by case; the last paragraph says how it ended.
fn by_case(stderr: &str) -> (BTreeMap<String, String>, String) {
    let mut cases: BTreeMap<String, String> = BTreeMap::new();
    let mut paragraphs: Vec<&str> = stderr.trim_end().split("\n\n").collect();
    let end = paragraphs.pop().unwrap_or_default().to_owned();
    for paragraph in paragraphs {
        let origin = paragraph.lines().find_map(|line| line.trim_start().strip_prefix("╭▸ "));
        let origin = origin.unwrap_or_else(|| panic!("no place in {paragraph}"));
        let path = origin.split(':').next().unwrap_or(origin);
        let said = cases.entry(case_of(path)).or_default();
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(paragraph);
        said.push('\n');
    }
    (cases, end)
}

fn expected() -> BTreeMap<String, String> {
    let mut expected = BTreeMap::new();
    for (path, bytes) in files(&folder()) {
        if let Some(case) = path.strip_suffix(".expected") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            expected.insert(case.to_owned(), text);
        }
    }
    expected
}

fn update(said: &BTreeMap<String, String>) {
    for case in expected().into_keys().filter(|case| !said.contains_key(case)) {
        std::fs::remove_file(folder().join(format!("{case}.expected"))).expect("removed");
    }
    for (case, text) in said {
        std::fs::write(folder().join(format!("{case}.expected")), text).expect("written");
    }
}

/// Cases with errors, as the expected outputs tell.
fn broken() -> BTreeSet<String> {
    let is_broken = |(_, text): &(String, String)| text.lines().any(|line| line.starts_with("错误["));
    expected().into_iter().filter(is_broken).map(|(case, _)| case).collect()
}

/// Units of the case files that can be published, as their front matter names them.
fn published_units() -> BTreeSet<String> {
    let broken = broken();
    let mut units = BTreeSet::new();
    for (path, bytes) in files(&folder()) {
        let Some(case) = path.strip_suffix(".md") else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let is_shown = !text.contains("status: draft") && !text.contains("status: internal");
        if !broken.contains(case) && is_shown {
            let name = text.split("unit\": ").nth(1).or_else(|| text.split("unit:").nth(1)).expect("a unit");
            let name = name.split(['\n', '\r', ',']).next().unwrap_or(name).trim();
            units.insert(name.chars().filter(|c| c.is_alphanumeric()).collect());
        }
    }
    units
}

#[test]
fn one_run_finds_every_problem_and_nothing_else() {
    let site = site();
    let run = site.run(&["check", "--lang", "zh"]).ends_with(1);
    let (said, end) = by_case(&run.stderr());
    if std::env::var_os("SHUZHI_UPDATE_CASES").is_some() {
        update(&said);
    }
    let expected = expected();
    for (case, text) in &expected {
        let made = is_made(case) && !said.contains_key(case) && !cfg!(target_os = "linux");
        assert!(
            made || said.get(case) == Some(text),
            "{case}: expected\n{text}\nbut was said\n{}",
            said.get(case).map_or("", String::as_str)
        );
    }
    for (case, text) in &said {
        assert!(expected.contains_key(case), "{case} has no .expected, but was said\n{text}");
    }
    assert!(broken().len() >= 45, "only {} cases are broken", broken().len());
    let count = |mark: &str| {
        said.values().flat_map(|text| text.lines()).filter(|line| line.starts_with(mark)).count()
    };
    assert!(end.contains(&format!("{}个错误，{}个警告", count("错误["), count("警告["))), "{end}");
    assert_eq!(run.stdout(), "");
}

#[test]
fn keep_going_publishes_what_is_sound() {
    let site = site();
    let run = site.run(&["build", "--keep-going", "--lang", "zh"]).ends_with(1);
    let stderr = run.stderr();
    for case in broken() {
        let named = stderr
            .lines()
            .filter(|line| line.starts_with("  content/"))
            .any(|line| case_of(line.trim()) == case);
        assert!(named, "{case} is not named as left out:\n{stderr}");
    }
    let units = published_units();
    for number in 1..=SOUND {
        let unit = format!("鹤鸣区第{number}党支部");
        run.page(&format!("units/he-ming-qu-di-{number}-dang-zhi-bu/2022.html")).contains(&unit);
    }
    let reports: Vec<String> = site
        .published()
        .into_keys()
        .filter(|path| {
            path.starts_with("units/")
                && path.matches('/').count() == 2
                && !is_comparison(path)
                && !path.ends_with("/problems-and-plans.html")
        })
        .collect();
    // One unit has two reports.
    assert_eq!(reports.len(), SOUND + units.len() + 1, "{reports:#?}\n{units:#?}");
    assert!(stderr.contains(&format!("{}份报告", reports.len())), "{stderr}");
    let list = run.page("units.html");
    for unit in &units {
        list.contains(unit);
    }
    for (path, bytes) in site.published() {
        let text = String::from_utf8_lossy(&bytes);
        for broken in
            ["同报党支部", "时桥村党支部", "重复键党支部", "密级登记党支部", "目录之外党支部", "未定稿党支部"]
        {
            assert!(!text.contains(broken), "{path} names {broken}");
        }
    }
    run.page("units/lian-jie-huai-gao-dang-zhi-bu/2022.html").contains("坏稿").lacks("duplicate-report");
}

#[test]
fn without_keep_going_the_published_site_stays_as_it_was() {
    let site = site();
    let earlier = Site::new().sound_reports(3);
    earlier.build().succeeds();
    copy_folder(&earlier.out(), &site.out());
    let before = site.published();
    assert!(!before.is_empty());
    let run = site.run(&["build"]).ends_with(1);
    assert!(run.stderr().contains("没有发布，原来的网站没有改动；加 --keep-going"), "{}", run.stderr());
    assert_eq!(site.published(), before);
}

#[test]
fn json_has_the_documented_keys_one_problem_a_line() {
    let site = site();
    let human = by_case(&site.run(&["check", "--lang", "zh"]).stderr()).0;
    let count: usize = human.values().map(|text| text.split("\n\n").count()).sum();
    let run = site.run(&["check", "--format", "json"]).ends_with(1);
    let stdout = run.stdout();
    assert_eq!(stdout.lines().count(), count);
    for line in stdout.lines() {
        let value: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
        let documented =
            ["code", "column", "help", "line", "message", "path", "severity", "skipped", "text", "width"];
        assert_eq!(keys.iter().copied().collect::<BTreeSet<_>>(), documented.into_iter().collect(), "{line}");
        assert!(matches!(value["severity"].as_str(), Some("error" | "warning")), "{line}");
        assert!(value["path"].as_str().is_some_and(|path| path.starts_with("content/")), "{line}");
        assert!(value["line"].is_null() == value["text"].is_null(), "{line}");
    }
}

#[test]
fn the_same_problems_in_english() {
    let site = site();
    let count = |text: &str, marks: [&str; 2]| {
        text.lines().filter(|line| marks.iter().any(|mark| line.starts_with(mark))).count()
    };
    let english = site.run(&["check", "--lang", "en"]).ends_with(1).stderr();
    let chinese = site.run(&["check", "--lang", "zh"]).stderr();
    assert_eq!(count(&english, ["error[", "warning["]), count(&chinese, ["错误[", "警告["]));
    for words in [
        "error[full-width-colon]: `unit` is followed by a full-width colon\n  ╭▸ content/full-width-colon.md:2:5",
        "error[encoding-gb18030]",
        "help: did you mean `year`?",
        "error[year-out-of-range]: the year 1022 is not within 1949 to 2099\n  ╭▸ content/year-out-of-range.md:3:7",
    ] {
        assert!(english.contains(words), "{words}\n{english}");
    }
}

/// Nothing of the site at hand is said beside its problems.
#[test]
fn quiet_says_only_what_is_wrong() {
    let site = Site::new().sound_reports(2);
    assert_eq!(site.run(&["check", "--quiet"]).succeeds().stderr(), "");
    assert_eq!(site.run(&["build", "--quiet"]).succeeds().stderr(), "");
    let site = site.report("bad.md", "");
    let said = site.run(&["check", "-q", "--lang", "zh"]).ends_with(1).stderr();
    assert!(said.starts_with("错误[empty-file]") && !said.contains("检查了"), "{said}");
}

#[test]
fn exit_codes() {
    #[track_caller]
    fn case(site: &Site, arguments: &[&str], code: i32) {
        let run: Run<'_> = site.run(arguments);
        run.ends_with(code);
    }
    let warning = format!("\u{FEFF}{}", sound("带标记党支部", 2022));
    let site = Site::new().report("a.md", warning);
    case(&site, &["check"], 0);
    case(&site, &["check", "--deny", "warnings"], 1);
    case(&site, &["build", "--deny", "warnings"], 1);
    assert!(site.published().is_empty());
    case(&site, &["build"], 0);
    case(&site, &["build", "--nonsense"], 2);
    case(&site, &["publish"], 2);
    case(&site, &["build", "--jobs", "0"], 2);
    case(&site, &["check", "--lang", "fr"], 2);
    let broken = Site::new().report("a.md", "");
    case(&broken, &["check"], 1);
    case(&broken, &["build"], 1);
    let foreign = Site::new().sound_reports(1).file("public/thesis.doc", "years of work");
    case(&foreign, &["build"], 3);
    case(&foreign, &["check"], 0);
}

/// A content folder that is not there is no empty archive: a slip in a name must not empty the site.
#[test]
fn a_missing_content_folder_is_an_error() {
    let site = Site::new().file("site.toml", "content = \"conten\"\n").sound_reports(1);
    let said = site.run(&["build", "--lang", "zh"]).ends_with(1).stderr();
    assert!(
        said.contains("错误[unreadable]: 无法读取：文件不存在") && said.contains("╭▸ conten\n"),
        "{said}"
    );
    assert!(!said.contains("no-reports"), "{said}");
}

/// What a text of some length must not do: end the program, hold it up, or move the cursor of a terminal.
#[track_caller]
fn endures(name: &str, text: impl AsRef<[u8]>) {
    let site = Site::new().report("a.md", text).sound_reports(1);
    let started = std::time::Instant::now();
    let run = site.run(&["build", "--keep-going", "--lang", "zh"]);
    let (stderr, took) = (run.stderr(), started.elapsed());
    assert!(!stderr.contains("panicked") && !stderr.contains("overflow"), "{name}: {stderr}");
    assert!(took.as_secs() < 20, "{name} took {took:?}");
    let moves = |c: char| (c.is_control() && c != '\n') || ('\u{202A}'..='\u{202E}').contains(&c);
    assert!(!stderr.contains(moves), "{name}: {stderr:?}");
    assert!(stderr.len() < 4 << 20, "{name} says {} bytes", stderr.len());
    run.page("units/he-ming-qu-di-1-dang-zhi-bu/2022.html").contains("履职情况");
}

/// A sound report with more front matter.
fn with_front(lines: &str) -> String {
    sound("顽劣党支部", 2022).replacen("level:", &format!("{lines}\nlevel:"), 1)
}

#[test]
fn hostile_front_matter() {
    endures("brackets", with_front(&format!("tags: {}", "[".repeat(60_000))));
    endures("braces", with_front(&format!("extra: {}", "{a: ".repeat(15_000))));
    endures("items", with_front(&format!("tags:\n{}", "- ".repeat(30_000))));
    endures("questions", with_front(&"? ".repeat(30_000)));
    let deep: Vec<String> = (0..330).map(|depth| format!("{}a:", " ".repeat(depth))).collect();
    endures("indents", with_front(&deep.join("\n")));
    let aliases: Vec<String> =
        (1..60).map(|number| format!("a{number}: &a{number} [*a{0}, *a{0}]", number - 1)).collect();
    endures("aliases", with_front(&format!("a0: &a0 [x, x]\n{}", aliases.join("\n"))));
    endures("itself", with_front("extra: &a [*a]"));
    endures("keys", with_front("? [a, b]\n: c\n{a: b}: c\n~: x"));
    endures("tags", with_front("title: !!str 述职\ngrade: !x 好\nextra: !!binary aGk="));
    endures(
        "numbers",
        with_front("title: .inf\nkind: .nan\nrole: 1e999\ngrade: -99999999999999999999999999999999999999999"),
    );
    endures("escapes", with_front("year2: \"\\e[31m\\u202e\\0\\x07红\"\nstatus: \"\\e[2J\""));
    endures("surrogate", with_front("title: \"\\ud800\""));
    endures("separators", with_front("title: 甲\u{2028}乙: 丙\nrole: 甲\u{85}乙\nkind:\u{A0}丁"));
    endures("carriage returns", with_front("title: a\rrole: b"));
    endures("same key", with_front(&"title: a\n".repeat(7000)));
    endures("long key", with_front(&format!("{}: 1", "k".repeat(60_000))));
    endures("long value", with_front(&format!("status: {}", "值".repeat(20_000))));
    endures("tabs", with_front(&"\ta: b\n".repeat(9000)));
    endures("long name", sound(&"长".repeat(20_000), 2022));
    for name in
        ["../../../etc/passwd", "\"..\"", "\"<script>alert(1)</script>\"", "\"\\0\"", "👨‍👩‍👧", "CON", "a/b\\\\c"]
    {
        endures(name, sound(name, 2022));
    }
    endures("fences", "---\n".repeat(50_000));
}

#[test]
fn hostile_texts() {
    let bytes = 200_000;
    for unit in [
        "*",
        "*a",
        "**甲",
        "*甲",
        "***甲 ",
        "~~甲",
        "`",
        "`a",
        "[",
        "![",
        "[a](b.md)，",
        "![](a.png)",
        "> ",
        "- ",
        "1. ",
        "<",
        "<b>",
        "<!--",
        "&",
        "_a",
        "[^a]",
        "|甲",
        "\\",
        "\u{2028}",
        "\u{202E}甲",
        "\0",
        "\u{E0FE}",
        "甲。",
        "**甲，乙** ",
        "<a b=\"",
        "\u{3000}",
        "**甲乙，",
    ] {
        let text = unit.repeat(bytes / unit.len());
        endures(unit, format!("{}\n{text}\n", sound("顽劣党支部", 2022)));
    }
    for lines in [
        "# 标题\n",
        "一、标题\n\n",
        "（一）标题。正文。\n\n",
        "# a {#section-3}\n\n",
        "a\n=\n",
        "- a\n",
        "|a|b|\n",
        "* * *\n",
        "```\n",
        "<b>\n",
    ] {
        let text = lines.repeat(bytes / lines.len());
        endures(lines, format!("{}\n{text}\n", sound("顽劣党支部", 2022)));
    }
    let notes: Vec<String> =
        (0..20_000).map(|number| format!("甲[^{number}]\n\n[^{number}]: 注\n\n")).collect();
    endures("footnotes", format!("{}\n{}", sound("顽劣党支部", 2022), notes.concat()));
    let nested: Vec<String> = (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    endures("nested lists", format!("{}\n{}", sound("顽劣党支部", 2022), nested.concat()));
}
