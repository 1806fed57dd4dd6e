//! Problems of site.toml, the roster and themes: each at its place, all in one run.

use crate::harness::{Site, sound};

/// The header of most rosters here.
const HEADER: &str = "名称,简称,层级,上级,曾用名,成立,撤销\n";

/// A report with a level, or without.
fn report(unit: &str, year: u16, level: Option<&str>) -> String {
    let level = level.map(|level| format!("level: {level}\n")).unwrap_or_default();
    format!("---\nunit: {unit}\nyear: {year}\n{level}---\n\n一、履职情况\n")
}

/// Runs `check` and compares codes and places with what is expected, one problem a line:
/// `code path:line:column`, in order. Gives what was said.
#[track_caller]
fn case(site: &Site, expected: &[&str]) -> String {
    let run = site.run(&["check", "--format", "json", "--lang", "zh"]);
    let said = run.stdout();
    let found: Vec<String> = said
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let place = match (&value["line"], &value["column"]) {
                (serde_json::Value::Null, _) => String::new(),
                (line, column) => format!(":{line}:{column}"),
            };
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}{place}", text("code"), text("path"))
        })
        .collect();
    assert_eq!(found, expected, "{said}");
    let human = site.run(&["check", "--lang", "zh"]).stderr();
    for character in human.chars() {
        assert!(!character.is_control() || character == '\n', "{human:?}");
    }
    human
}

#[track_caller]
fn roster(rows: &str, expected: &[&str]) -> String {
    let site = Site::new().report("units.csv", format!("{HEADER}{rows}"));
    case(&site.report("a.md", report("档案馆党支部", 2022, Some("党支部"))), expected)
}

#[track_caller]
fn settings(toml: &str, expected: &[&str]) -> String {
    let site = Site::new().file("site.toml", toml);
    case(&site.report("a.md", sound("档案馆党支部", 2022)), expected)
}

#[track_caller]
fn says(said: &str, words: &[&str]) {
    for words in words {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn units_that_share_a_name_an_id_or_an_address() {
    let said =
        roster("档案馆党支部,,,,,,\n档案馆党支部,,,,,,\n", &["roster-duplicate content/units.csv:3:1"]);
    says(&said, &["`档案馆党支部` 属于两个单位"]);
    roster("档案馆党支部,档,,,,,\n水务局党支部,档,,,,,\n", &["roster-duplicate content/units.csv:3:1"]);
    roster(
        "档案馆党支部,,,,,,\n水务局党支部,,,,档案馆党支部@2015-2018,,\n",
        &["roster-duplicate content/units.csv:3:1"],
    );
    let said = roster(
        "档案馆党支部,,,,,,\n石桥村党支部,,,,,,\n时桥村党支部,,,,,,\n",
        &["slug-collision content/units.csv:4:1"],
    );
    says(&said, &["`时桥村党支部` 与 `石桥村党支部` 的网址都是 `shi-qiao-cun-dang-zhi-bu`"]);
    let site = Site::new().report("units.csv", "id,name,slug\n1,档案馆党支部,dag\n1,水务局党支部,../dag\n");
    case(
        &site.report("a.md", report("档案馆党支部", 2022, Some("党支部"))),
        &["roster-duplicate content/units.csv:3:3", "slug-invalid content/units.csv:3:10"],
    );
}

#[test]
fn superiors() {
    let said = roster(
        "档案馆党支部,,,档案局党委,,,\n档案局党总支,,,,,,\n",
        &["roster-unknown-parent content/units.csv:2:10"],
    );
    says(&said, &["上级单位 `档案局党委` 不在名录中"]);
    let said = roster(
        "档案馆党支部,,,档案局总支,,,\n档案局党总支,,,,,,\n",
        &["roster-unknown-parent content/units.csv:2:10"],
    );
    says(&said, &["是否想写 `档案局党总支`？"]);
    roster(
        "档案馆党支部,,,水务局党委,,,\n水务局党委,,,档案馆党支部,,,\n",
        &["roster-cycle content/units.csv:2:1"],
    );
    roster("档案馆党支部,,,档案馆党支部,,,\n", &["roster-cycle content/units.csv:2:1"]);
    let said = roster("档案馆党支部,,党支步,,,,\n", &["unknown-level content/units.csv:2:9"]);
    says(&said, &["是否想写 `党支部`？"]);
}

#[test]
fn predecessors() {
    let roster = |rows: &str, expected: &[&str]| {
        let site = Site::new().report("units.csv", format!("编号,名称,前身\n1,档案馆党支部,\n{rows}"));
        case(&site.report("a.md", report("档案馆党支部", 2022, Some("党支部"))), expected)
    };
    roster("2,水务局党支部,1\n3,水利局党支部,\"档案馆党支部;水务局党支部；1\"\n", &[]);
    let said = roster(
        "2,水务局党支部,档案馆党支部;档案局党总支\n3,水利局党支部,水务局支部\n",
        &[
            "roster-unknown-predecessor content/units.csv:3:10",
            "roster-unknown-predecessor content/units.csv:4:10",
        ],
    );
    says(
        &said,
        &["前身单位 `档案局党总支` 不在名录中", "已经撤销的单位也要列入名录", "是否想写 `水务局党支部`？"],
    );
    let said = roster("2,水务局党支部,2\n", &["roster-predecessor-cycle content/units.csv:3:3"]);
    says(&said, &["`水务局党支部` 成了自己的前身", "单位只是改名的，写在曾用名里"]);
    roster(
        "2,水务局党支部,1;3\n3,水利局党支部,4\n4,水电局党支部,2\n",
        &["roster-predecessor-cycle content/units.csv:3:3"],
    );
    let said = settings(
        "open_roster = true\n[[units]]\nname = \"甲支部\"\npredecessors = [\"乙支部\", \"丙支部\"]\n\
         [[units]]\nname = \"乙支部\"\npredecessors = 1\n",
        &["roster-unknown-predecessor site.toml:4:24", "roster-unknown-predecessor site.toml:7:16"],
    );
    says(&said, &["前身单位 `丙支部` 不在名录中"]);
}

#[test]
fn years_of_units() {
    let said = roster(
        "档案馆党支部,,,,旧馆@2020-2015;新馆@去年,,\n水务局党支部,,,,,建国初,20022\n",
        &[
            "roster-period content/units.csv:2:11",
            "roster-period content/units.csv:2:11",
            "roster-period content/units.csv:3:12",
            "roster-period content/units.csv:3:16",
        ],
    );
    says(&said, &["`旧馆@2020-2015`", "`新馆@去年`", "`建国初`", "`20022`"]);
    let said = roster("档案馆党支部,,,,,2020,2010\n", &["years-reversed content/units.csv:2:17"]);
    says(&said, &["年份 2020 至 2010 颠倒了"]);
}

#[test]
fn tables_that_are_none() {
    let said = roster(
        "档案馆党支部,,\n水务局党支部,,,,,,,,,\n",
        &["csv-fields content/units.csv:2:1", "csv-fields content/units.csv:3:1"],
    );
    says(&said, &["这一行有 3 栏，表头有 7 栏", "这一行有 10 栏"]);
    roster("\"档案馆党支部,,,,,,\n", &["csv-fields content/units.csv:2:1"]);
    roster(",档,,,,,\n档案馆党支部,,,,,,\n", &["missing-key content/units.csv:2:1"]);
    let unit = || report("档案馆党支部", 2022, Some("党支部"));
    let with = |csv: &[u8]| Site::new().report("units.csv", csv).report("a.md", unit());
    let said = case(
        &with("名称,电话,等级\n档案馆党支部,1,\n水务局党支部,2,党委\n".as_bytes()),
        &["unknown-column content/units.csv:1:4", "unknown-column content/units.csv:1:7"],
    );
    says(&said, &["不认识 `电话` 这一栏"]);
    let said =
        case(&with("单位,层级\n档案馆党支部,党支部\n".as_bytes()), &["unknown-column content/units.csv:1:1"]);
    says(&said, &["是否想写 `名称`？"]);
    case(&with("层级\n党支部\n党委\n".as_bytes()), &["name-column-missing content/units.csv:1:1"]);
    let gbk = encoding_rs::GB18030.encode("名称\n档案馆党支部\n水务局党支部\n").0.into_owned();
    let said = case(&with(&gbk), &["encoding-gb18030 content/units.csv"]);
    says(&said, &["文件编码是 GB18030（GBK）"]);
    case(&with(b""), &["empty-file content/units.csv"]);
    // Excel writes a byte-order mark and CRLF, and a name may hold a line feed or a comma.
    case(
        &with("\u{FEFF}名称,简称\r\n档案馆党支部,\"档,馆\"\r\n\"水务局\r\n党支部\",水\r\n科技局党支部,\"水\"\r\n".as_bytes()),
        &["wrong-type content/units.csv:3:1"],
    );
    let two =
        with("名称\n档案馆党支部\n".as_bytes()).file("site.toml", "[[units]]\nname = \"档案馆党支部\"\n");
    case(&two, &["two-rosters content/units.csv"]);
}

#[test]
fn reports_against_the_roster() {
    let site = Site::new()
        .report("units.csv", format!("{HEADER}档案馆党支部,,党总支,,旧馆党支部@2010-2015,2012,2021\n"))
        .report("a.md", report("旧馆党支部", 2018, Some("党支部")))
        .report("b.md", report("档案馆党支步", 2019, None))
        .report("c.md", report("档案馆党支部", 2022, None))
        .report("d.md", report("档案馆第1党支部", 2014, Some("党支部")));
    let said = case(
        &site,
        &[
            "name-out-of-period content/a.md:2:7",
            "level-differs content/a.md:4:8",
            "unknown-unit content/b.md:2:7",
            "unit-not-in-being content/c.md:3:7",
            "unknown-unit content/d.md:2:7",
        ],
    );
    says(
        &said,
        &[
            "使用于2010–2015",
            "报告写的层级是 `党支部`，名录中是 `党总支`",
            "是否想写 `档案馆党支部`？",
            "2012–2021",
        ],
    );
    let open = Site::new()
        .file("site.toml", "open_roster = true\n")
        .report("units.csv", format!("{HEADER}档案馆第一党支部,,,,,,\n"))
        .report("a.md", report("档案馆第1党支部", 2022, Some("党支部")));
    case(&open, &["near-identical-units content/a.md:2:7"]);
}

#[test]
fn keys_and_types_all_in_one_run() {
    let said = settings(
        "titel = \"x\"\nopen_roster = \"是\"\nlanguage = \"fr\"\nbase_url = \"example.com\"\nbase_path = \"x\"\n\
         theme = [\"a\"]\n标题 = \"y\"\n[publish]\nrequire_reveiw = true\nshow_grade = 1\n[years]\nfirst = \"去年\"\n\
         last = 2030.5\n[colours]\na = 1\n",
        &[
            "unknown-key site.toml:1:1",
            "wrong-type site.toml:2:15",
            "not-one-of site.toml:3:12",
            "base-url site.toml:4:12",
            "base-url site.toml:5:13",
            "wrong-type site.toml:6:9",
            "unknown-key site.toml:7:1",
            "unknown-key site.toml:9:1",
            "wrong-type site.toml:10:14",
            "year-unreadable site.toml:12:9",
            "year-unreadable site.toml:13:8",
            "unknown-key site.toml:14:2",
        ],
    );
    says(
        &said,
        &[
            "是否想写 `title`？",
            "这里应为 true 或 false",
            "可选：zh（中文）、en（英文）",
            "`https://dangjian.example/`",
            "是否想写 `require_review`？",
        ],
    );
    let said = settings("[years]\nfirst = 2030\nlast = 2015\n", &["years-reversed site.toml:1:2"]);
    says(&said, &["年份 2030 至 2015 颠倒了"]);
    settings(
        "levels = [\"党支部\"]\nunits = 3\n",
        &["wrong-type site.toml:1:11", "wrong-type site.toml:2:9"],
    );
}

#[test]
fn every_line_that_is_no_toml() {
    let said = settings(
        "title = 档案\nsubtitle = \"a\n[years\nlast = 2030\n语言：zh\n",
        &[
            "toml-syntax site.toml:1:9",
            "toml-syntax site.toml:2:14",
            "toml-syntax site.toml:3:7",
            "toml-syntax site.toml:5:1",
        ],
    );
    says(&said, &["文字要用半角双引号括起来", "双引号没有成对", "缺少 `]`", "键名只能用英文字母"]);
    assert!(!said.contains("expected"), "{said}");
    settings(
        "title = \"a\"\ntitle = \"b\"\n[years]\nfirst = 2000\n[years]\nlast = 2030\n",
        &["duplicate-key site.toml:2:1", "duplicate-key site.toml:5:2"],
    );
}

#[test]
fn levels() {
    let said = settings(
        "[[levels]]\nname = \"党支部\"\naliases = [\"支部\"]\n[[levels]]\nname = \"支部\"\nslug = \"Bad Slug\"\n\
         [[levels]]\nslug = \"x\"\n",
        &["level-duplicate site.toml:5:8", "slug-invalid site.toml:6:8", "missing-key site.toml:7:1"],
    );
    says(&said, &["`支部` 属于两个层级", "缺少 `levels.name`"]);
}

#[test]
fn a_review_before_publishing() {
    let reviewed = sound("水务局党支部", 2022).replacen(
        "level:",
        "review:\n  by: 区委组织部\n  date: 2023-01-10\nlevel:",
        1,
    );
    let site = Site::new()
        .file("site.toml", "[publish]\nrequire_review = true\n")
        .report("a.md", sound("档案馆党支部", 2022))
        .report("b.md", reviewed)
        .report("c.md", sound("教育局党支部", 2022).replacen("level:", "status: internal\nlevel:", 1));
    let said = case(&site, &["review-missing content/a.md:1:1", "review-missing content/b.md:4:1"]);
    says(&said, &["缺少 `review.approved_by`"]);
}

#[test]
fn themes() {
    let said = settings("theme = \"defualt\"\n", &["theme-missing site.toml:1:9"]);
    says(&said, &["没有主题 `defualt`"]);
    for outside in ["../../etc", "/etc", "..", ".git", "a/../b", "a\\\\b", ""] {
        let toml = format!("theme = \"{outside}\"\n");
        let run = Site::new().file("site.toml", toml).sound_reports(1);
        let run = run.run(&["build", "--lang", "zh"]).ends_with(1);
        assert!(run.stderr().contains("site.toml:1:"), "{outside}: {}", run.stderr());
    }
    let site = |files: &[(&str, &str)]| {
        let site = Site::new().file("site.toml", "theme = \"a\"\n").sound_reports(1);
        files.iter().fold(site, |site, (path, text)| site.file(&format!("themes/{path}"), text))
    };
    let cycle = site(&[("a/theme.toml", "extends = \"b\"\n"), ("b/theme.toml", "extends = \"a\"\n")]);
    case(&cycle, &["theme-cycle themes/b/theme.toml:1:11"]);
    let missing = site(&[("a/theme.toml", "name = \"甲\"\nextends = \"c\"\n")]);
    case(&missing, &["theme-missing themes/a/theme.toml:2:11"]);
    let misspelt = site(&[("a/theme.toml", "extend = \"b\"\n")]);
    says(&case(&misspelt, &["unknown-key themes/a/theme.toml:1:1"]), &["是否想写 `extends`？"]);
    let unclosed = site(&[("a/templates/report.html", "<p>\n{{ report.title \n</p>\n")]);
    let said = unclosed.run(&["check", "--lang", "zh"]).ends_with(1).stderr();
    says(&said, &["错误[template]: 模板有误", "report.html:3:1", "themes/a"]);
    let unknown = site(&[("a/templates/report.html", "<p>\n{{ nosuch.thing }}\n")]);
    let said = unknown.run(&["build", "--lang", "zh"]).stderr();
    says(&said, &["错误[template]", "report.html:2:4", "nosuch"]);
    assert!(unknown.published().is_empty());
}
