//! Archives and queries at random.

use std::path::PathBuf;

use shuzhi::search::file::Unreadable;
use shuzhi::search::reader::{Files, Reader};
use shuzhi::search::text::StoredText;

use crate::harness::{Random, Site};

/// What reports say here: few words, so that phrases return, with everything that folding knows.
const WORDS: &[&str] = &[
    "党课",
    "主题党日",
    "三会一课",
    "“三会一课”",
    "理论学习",
    "學習",
    "党建",
    "黨建",
    "支部",
    "支委会",
    "，",
    "、",
    "的",
    "了",
    "（一）",
    "2023",
    "２０２３年",
    "12次",
    "第 1 次",
    "**次",
    "Party",
    "ＰＡＲＴＹ",
    "party building",
    "e-mail",
    "😀",
    "𠮷",
    "①",
    "㎡",
    "……",
    "——",
    " ",
    "　",
    "\u{200B}",
    "乡镇",
    "鄉鎮",
    "发展党员",
    "發展黨員",
    "问题",
    "不深",
    "一",
    "二",
    "是",
    "和",
    "。",
    "；",
];

const LEVELS: &[&str] = &["党委", "党总支", "党支部"];
const UNITS: &[&str] =
    &["鹤鸣区委组织部", "鹤鸣区水务局", "青禾县财政局", "长桥街道柳荫社区", "银杏乡東風村", "ABC有限公司"];
const HEADINGS: &[&str] =
    &["一、履职情况", "二、存在的问题", "三、下一步打算", "四、上年度问题整改情况", "五、其他"];

/// A site with random reports of some units and years, built by the program.
pub fn built(random: &mut Random, reports: usize) -> Site {
    let mut site = Site::new().file("site.toml", "title = \"测试档案\"\nopen_roster = true\n");
    let mut number = 0;
    while number < reports {
        for year in 2019..2025u16 {
            let level = *random.pick(LEVELS);
            let unit = format!("{}第{}{level}", UNITS[number % UNITS.len()], number / UNITS.len() + 1);
            let kind = if random.below(6) == 0 { "kind: 整改报告\n" } else { "" };
            let title = if random.below(3) == 0 {
                format!("title: 关于{}的报告\n", words(random, 3))
            } else {
                String::new()
            };
            let text = format!(
                "---\nunit: {unit}\nyear: {year}\nlevel: {level}\n{kind}{title}---\n\n{}",
                body(random)
            );
            site = site.report(&format!("{year}/{number}.md"), text);
            number += 1;
        }
    }
    site.build().succeeds();
    site
}

fn body(random: &mut Random) -> String {
    let mut body = String::new();
    for heading in HEADINGS {
        if random.below(3) > 0 {
            body += &[heading, "\n\n"].concat();
        }
        for _ in 0..random.below(3) {
            let count = 2 + random.below(12);
            body += &["甲", &words(random, count), "\n\n"].concat();
        }
    }
    body
}

fn words(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| random.pick(WORDS).replace("**", "\\*\\*")).collect()
}

/// A published site as a reader sees it.
pub struct Published(pub PathBuf);

impl Files for Published {
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let path = self.0.join(format!("search/{name}.js"));
        std::fs::read(path).map_err(|error| Unreadable::Missing(error.to_string()))
    }
}

/// The texts of all reports.
pub fn texts(reader: &Reader<Published>) -> Vec<StoredText> {
    (0..reader.reports.len() as u32).map(|report| reader.text(report).expect("a text")).collect()
}

/// A query of one to three clauses, some with fields.
pub fn query(random: &mut Random, texts: &[StoredText]) -> String {
    let clauses = 1 + random.below(3) / 2 + random.below(4) / 3;
    (0..clauses).map(|_| clause(random, texts)).collect::<Vec<_>>().join(*random.pick(&[" ", "　", "  "]))
}

fn clause(random: &mut Random, texts: &[StoredText]) -> String {
    let negated = if random.below(6) == 0 { "-" } else { "" };
    let choices = 1 + random.below(5) / 4;
    let bar = *random.pick(&["|", " | ", "｜"]);
    let field = match random.below(12) {
        0 => {
            return format!(
                "{negated}年度:{}",
                random.pick(&["2021", "2020..2022", "2022..", "..2020", "2021-2023"])
            );
        }
        1 => return format!("{negated}层级:{}", random.pick(&["党委", "党总支|党支部", "支部", "黨委"])),
        2 => {
            return format!(
                "{negated}单位:{}",
                random.pick(&["水务局", "zzb", "zuzhi", "水務", "abc", "东风"])
            );
        }
        3 => return format!("章节:{}", random.pick(&["问题", "存在问题", "打算|整改", "履职"])),
        4 => return format!("{negated}文种：{}", random.pick(&["整改报告", "述职"])),
        5 | 6 => "标题:",
        _ => "",
    };
    let phrases: Vec<String> = (0..choices).map(|_| phrase(random, texts)).collect();
    format!("{negated}{field}{}", phrases.join(bar))
}

/// A window of a text, as it stands or in other forms, or two halves that stand nowhere together; in quotes where it
/// needs them.
fn phrase(random: &mut Random, texts: &[StoredText]) -> String {
    let length = match random.below(4) {
        0 => 1,
        1 => 2,
        2 => 3 + random.below(2),
        _ => 1 + random.below(40),
    };
    let phrase = match random.below(5) {
        0 => format!("{}{}", window(random, texts, length.div_ceil(2)), window(random, texts, length / 2)),
        1 => {
            let window = window(random, texts, length);
            disguised(random, &window)
        }
        _ => window(random, texts, length),
    };
    let phrase = phrase.replace(['"', '＂'], "");
    let phrase = if phrase.trim().is_empty() { "党".to_owned() } else { phrase };
    format!("\"{phrase}\"")
}

fn window(random: &mut Random, texts: &[StoredText], length: usize) -> String {
    let whole: Vec<char> = random.pick(texts).whole.chars().collect();
    let start = random.below(whole.len());
    whole[start..(start + length).min(whole.len())].iter().collect()
}

/// The same in other widths, cases and forms.
fn disguised(random: &mut Random, text: &str) -> String {
    let change = |character: char, by: usize| match (character, by) {
        ('党', 0 | 1) => '黨'.to_string(),
        ('学', 0 | 1) => '學'.to_string(),
        ('!'..='~', 0) => char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character).to_string(),
        ('a'..='z', 1) => character.to_ascii_uppercase().to_string(),
        (_, 2) if !character.is_ascii() => format!("{character}\u{200B}"),
        _ => character.to_string(),
    };
    text.chars().map(|character| change(character, random.below(5))).collect()
}
