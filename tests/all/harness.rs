//! The one way in which tests reach the program: a site in a temporary folder, and the real binary on it.
//!
//! ```ignore
//! Site::new().report("2022/a.md", GOOD).build().succeeds().page("units/a/2022.html").contains("…");
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

/// A small sound report of a unit in a year.
pub fn sound(unit: &str, year: u16) -> String {
    format!(
        "---\nunit: {unit}\nyear: {year}\nlevel: 党支部\n---\n\n一、履职情况\n\n（一）抓学习。{unit}全年召开支委会12次。\n\n\
         二、存在问题\n\n一是学习不够深入。\n"
    )
}

/// A site in a temporary folder.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the published site.
    pub fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    /// Adds a file by its path from the site's folder.
    #[track_caller]
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let target = self.root().join(path);
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
        self
    }

    /// Adds a report by its path from the content folder.
    #[track_caller]
    pub fn report(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.file(&format!("content/{path}"), text)
    }

    /// Adds sound reports of as many units.
    pub fn sound_reports(mut self, units: usize) -> Self {
        for number in 1..=units {
            self = self.report(&format!("2022/{number}.md"), sound(&format!("鹤鸣区第{number}党支部"), 2022));
        }
        self
    }

    /// A theme that shows the text of reports and nothing else, so that tests of texts do not hang on looks.
    #[track_caller]
    pub fn bare_theme(self) -> Self {
        self.file("site.toml", "title = \"测试档案\"\ntheme = \"bare\"\nopen_roster = true\n")
            .file("themes/bare/templates/report.html", "<main>{{ view.html | safe }}</main>\n")
    }

    /// The program on this site, with arguments; site.toml is made if there is none.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let settings = self.root().join("site.toml");
        if !settings.exists() {
            std::fs::write(settings, "title = \"测试档案\"\n").expect("a file");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuzhi"));
        command.args(arguments).arg("--root").arg(self.root()).env_remove("NO_COLOR");
        command
    }

    /// Runs a command to its end.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Run<'_> {
        let output = self.command(arguments).output().expect("the program starts");
        Run { site: self, output }
    }

    /// `shuzhi build`.
    #[track_caller]
    pub fn build(&self) -> Run<'_> {
        self.run(&["build"])
    }

    /// Every published file with its bytes.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.out())
    }
}

/// A command that has ended.
pub struct Run<'a> {
    site: &'a Site,
    output: Output,
}

impl Run<'_> {
    /// It ended with exit code 0.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    /// It ended with an exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "{}{}", self.stdout(), self.stderr());
        self
    }

    /// Standard output.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Standard error.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// A published text file.
    #[track_caller]
    pub fn page(&self, path: &str) -> Page {
        let file = self.site.out().join(path);
        let text =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Page { path: path.to_owned(), text }
    }
}

/// Whether an address is that of two reports of a unit: units/…/2022-2023.html.
pub fn is_comparison(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("units/")
        && name.get(4..6).is_some_and(|joint| joint.starts_with('-') && joint[1..].parse::<u8>().is_ok())
}

/// A page without the marks of its figures, which may stand anywhere in its sentences.
pub fn without_figures(page: &str) -> String {
    let mut pieces = page.split("<span class=\"figure\"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, inside) = piece.split_once('>').expect("a tag");
        out.push_str(&inside.replacen("</span>", "", 1));
    }
    out
}

/// A published page.
pub struct Page {
    path: String,
    /// Its text.
    pub text: String,
}

impl Page {
    /// The page holds a text.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        let is_there = self.text.contains(text) || without_figures(&self.text).contains(text);
        assert!(is_there, "{} lacks {text:?}:\n{}", self.path, self.text);
        self
    }

    /// The page does not hold a text.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{} has {text:?}", self.path);
        self
    }
}

/// All files below a folder with their bytes, by path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            (path, std::fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// Copies a folder with everything in it.
#[track_caller]
pub fn copy_folder(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path);
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
}

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Numbers without a pattern (xorshift), the same for the same seed.
pub struct Random(pub u64);

impl Random {
    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// `SHUZHI_SEED`, or one of the clock; printed, so that a failure can be run again.
pub fn seed() -> u64 {
    let given = std::env::var("SHUZHI_SEED").ok().and_then(|seed| seed.parse().ok());
    #[expect(clippy::disallowed_methods, reason = "another seed for every run")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos() as u64;
    let seed = given.unwrap_or(now) | 1;
    println!("SHUZHI_SEED={seed}");
    seed
}
