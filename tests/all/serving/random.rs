//! Random edits: every page served is the page of a fresh build, byte for byte; and thousands of edits leave
//! no more memory, descriptors or threads in use than hundreds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::client::{Serving, until};
use super::search::{Served, answers};
use crate::harness::{Random, Site, is_comparison, seed, sound};
use crate::searching::archive::Published;

/// What is asked of the index after every step.
const QUERIES: &[&str] =
    &["支委会", "1", "单位:第3党支部", "年度:2021 不够深入", "学习 章节:问题", "-标题:另外"];

/// A site that is edited at random. It stays without errors between two steps.
struct Clerk {
    site: Site,
    random: Random,
    /// Reports by unit and year, with their files.
    reports: BTreeMap<(usize, u16), PathBuf>,
    /// Everything that is written is new.
    counter: usize,
}

/// A site that publishes its review, too.
fn settings(more: &str) -> String {
    format!("title = \"测试档案\"\ntheme = \"mine\"\n{more}[publish]\nreview = true\n")
}

fn put(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

const FOLDERS: &[&str] = &["", "2022/", "区直机关/", "街道/甲街道/", "深/更深/最深/"];

impl Clerk {
    fn new(seed: u64) -> Self {
        let site = Site::new().file("site.toml", settings("")).file("themes/mine/theme.toml", "");
        let mut clerk = Self { site, random: Random(seed), reports: BTreeMap::new(), counter: 0 };
        for _ in 0..12 {
            clerk.write_report();
        }
        clerk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.site.root().join(path)
    }

    /// A text for a unit and a year: plain, internal, a draft, with links.
    fn text(&mut self, unit: usize, year: u16) -> String {
        self.counter += 1;
        let text =
            sound(&format!("鹤鸣区第{unit}党支部"), year).replace("12次", &format!("{}次", self.counter));
        match self.random.below(8) {
            0 => text.replace("level:", "status: internal\nlevel:"),
            1 => text.replace("level:", "status: draft\nlevel:"),
            2 => text.replace("level:", "title: 另外的题名\nlevel:"),
            _ => text,
        }
    }

    fn write_report(&mut self) {
        let (unit, year) = (self.random.below(6), 2020 + self.random.below(4) as u16);
        let text = self.text(unit, year);
        let known = self.reports.get(&(unit, year)).cloned();
        let path = known.unwrap_or_else(|| {
            let folder = *self.random.pick(FOLDERS);
            self.path(&format!("content/{folder}{unit}-{year}-{}.md", self.counter))
        });
        self.reports.insert((unit, year), path.clone());
        if self.random.below(2) == 0 {
            put(&path, text);
        } else {
            let temporary = path.with_extension("tmp");
            put(&temporary, text);
            fs::rename(temporary, path).expect("renamed");
        }
    }

    fn any_report(&mut self) -> Option<((usize, u16), PathBuf)> {
        let all: Vec<_> = self.reports.clone().into_iter().collect();
        (!all.is_empty()).then(|| self.random.pick(&all).clone())
    }

    fn remove_report(&mut self) {
        if self.reports.len() < 3 {
            return;
        }
        let Some((key, path)) = self.any_report() else { return };
        self.reports.remove(&key);
        fs::remove_file(path).expect("removed");
    }

    fn rename_report(&mut self) {
        let Some((key, path)) = self.any_report() else { return };
        self.counter += 1;
        let folder = *self.random.pick(FOLDERS);
        let to = self.path(&format!("content/{folder}改名{}.md", self.counter));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::rename(path, &to).expect("renamed");
        self.reports.insert(key, to);
    }

    /// Moves a folder with all that it holds.
    fn rename_folder(&mut self) {
        let Some((_, path)) = self.any_report() else { return };
        let folder = path.parent().expect("a parent").to_path_buf();
        if folder == self.path("content") {
            return;
        }
        self.counter += 1;
        let to = self.path(&format!("content/移{}", self.counter));
        fs::rename(&folder, &to).expect("renamed");
        for path in self.reports.values_mut() {
            if let Ok(below) = path.strip_prefix(&folder) {
                *path = to.join(below);
            }
        }
    }

    fn break_and_mend(&mut self) {
        let Some(((unit, year), path)) = self.any_report() else { return };
        let broken = *self.random.pick(&["---\nunit: [\n---\n", "", "\u{0}", "---\nyear: 2022\n---\n正文"]);
        put(&path, broken);
        std::thread::sleep(std::time::Duration::from_millis(self.random.below(30) as u64));
        let text = self.text(unit, year);
        put(&path, text);
    }

    fn attachment(&mut self) {
        let Some((_, path)) = self.any_report() else { return };
        let file = path.with_extension("pdf");
        if file.exists() && self.random.below(2) == 0 {
            fs::remove_file(file).expect("removed");
        } else {
            self.counter += 1;
            put(&file, format!("%PDF {}", self.counter));
        }
    }

    fn settings(&mut self) {
        self.counter += 1;
        let text = settings(&format!("subtitle = \"第{}次改\"\n", self.counter));
        put(&self.path("site.toml"), text);
    }

    fn theme(&mut self) {
        self.counter += 1;
        let mark = self.counter;
        match self.random.below(3) {
            0 => put(&self.path("themes/mine/static/style.css"), format!("body {{ order: {mark} }}")),
            1 => put(
                &self.path("themes/mine/templates/404.html"),
                format!("{{% extends \"base.html\" %}}{{% block main %}}<p>{mark}</p>{{% endblock %}}"),
            ),
            _ => fs::remove_dir_all(self.path("themes/mine/static")).unwrap_or_default(),
        }
    }

    fn roster(&mut self) {
        let file = self.path("content/units.csv");
        if file.exists() {
            fs::remove_file(file).expect("removed");
            return;
        }
        let units = (0..6).map(|unit| format!("鹤鸣区第{unit}党支部,党支部\n"));
        put(&file, format!("name,level\n{}没有报告的党支部,党支部\n", units.collect::<String>()));
    }

    /// Many changes at once.
    fn crowd(&mut self) {
        for _ in 0..10 {
            self.write_report();
        }
    }

    fn step(&mut self) {
        match self.random.below(24) {
            0..=9 => self.write_report(),
            10..=12 => self.remove_report(),
            13..=15 => self.rename_report(),
            16 => self.rename_folder(),
            17 | 18 => self.break_and_mend(),
            19 | 20 => self.attachment(),
            21 => self.theme(),
            22 => self.crowd(),
            _ if self.random.below(2) == 0 => self.settings(),
            _ => self.roster(),
        }
    }

    /// Waits until every file served is the one of a fresh build, and no other page is served.
    fn compare(&self, serving: &Serving, gone: &mut BTreeMap<String, Vec<u8>>) {
        self.site.build().succeeds();
        let mut built = self.site.published();
        built.remove("shuzhi-manifest.json");
        // The preview's index has other files than a build's, and the same answers.
        built.retain(|path, _| !path.starts_with("search/"));
        let expected = answers(Published(self.site.out()), QUERIES);
        let served = || answers(&Served(serving), QUERIES);
        assert!(expected.is_some());
        until("the answers of a fresh build", || (served() == expected).then_some(()));
        gone.append(&mut built.clone());
        for path in gone.keys() {
            let (served, expected) = (serving.get(&format!("/{path}")), built.get(path));
            let short = |text: String| text.chars().take(60).collect::<String>();
            let what = format!(
                "{path} as a fresh build has it: {:?}, not {} {:?}\n{}",
                expected.map(|bytes| short(String::from_utf8_lossy(bytes).into_owned())),
                served.status,
                short(served.text()),
                serving.said().lines().rev().take(5).collect::<Vec<_>>().join("\n")
            );
            until(&what, || {
                let answer = serving.get(&format!("/{path}"));
                let is_so = match built.get(path) {
                    Some(bytes) if is_page(path) => answer.status == 200 && answer.page().as_bytes() == bytes,
                    Some(bytes) => answer.status == 200 && answer.body == *bytes,
                    // A preview compares any two years; a build those that are neighbours.
                    None => answer.status == 404 || (is_comparison(path) && answer.status == 200),
                };
                is_so.then_some(())
            });
        }
    }
}

#[test]
fn every_page_is_that_of_a_fresh_build_after_any_edits() {
    let mut clerk = Clerk::new(seed());
    let serving = clerk.site.serve(&[]);
    let mut gone = BTreeMap::new();
    for _ in 0..40 {
        for _ in 0..=clerk.random.below(3) {
            clerk.step();
        }
        clerk.compare(&serving, &mut gone);
        gone.retain(|path, _| !path.starts_with("static/"));
    }
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "html")
}

/// What a process holds.
#[derive(Debug)]
struct Held {
    kilobytes: usize,
    descriptors: usize,
    threads: usize,
}

impl Held {
    fn by(process: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{process}/status")).expect("its status");
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
            line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
        };
        let descriptors = fs::read_dir(format!("/proc/{process}/fd")).expect("its descriptors").count();
        Self { kilobytes: number("VmRSS:"), descriptors, threads: number("Threads:") }
    }
}

#[test]
fn two_thousand_edits_leave_nothing_behind() {
    let mut clerk = Clerk::new(seed());
    let serving = clerk.site.serve(&[]);
    let mut before = None;
    for step in 0..2000 {
        clerk.step();
        // Some come together, some apart, and pages are looked at meanwhile.
        if step % 3 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let page = *clerk.random.pick(&["/", "/units.html", "/feed.xml", "/__shuzhi/"]);
            serving.get(page);
        }
        if step == 500 {
            clerk.compare(&serving, &mut BTreeMap::new());
            before = Some(Held::by(serving.process()));
        }
    }
    clerk.compare(&serving, &mut BTreeMap::new());
    let before = before.expect("half-way");
    let held = || {
        let after = Held::by(serving.process());
        // Connections of the last requests may still be closing.
        (after.descriptors <= before.descriptors + 2 && after.threads <= before.threads + 2).then_some(after)
    };
    let after = until(&format!("no more than {before:?}"), held);
    println!("after 500 edits {before:?}, after 2,000 {after:?}");
    assert!(after.kilobytes < before.kilobytes + before.kilobytes / 4 + 4096, "{before:?} {after:?}");
}
