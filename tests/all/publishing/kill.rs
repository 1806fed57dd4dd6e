//! Kills at any moment of a build: the output folder is the old site or the new one, never a mixture.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::{assert_same, beside};
use crate::harness::{Site, files, repository, sound};

/// Reports that are made up, beside those of the example archive.
const REPORTS: usize = 240;

/// Kills at random moments.
const KILLS: u32 = 20;

/// The files of a published site.
type Published = BTreeMap<String, Vec<u8>>;

/// An archive that goes back and forth between two states, and the site of each.
struct Archive {
    site: Site,
    expected: [Published; 2],
}

impl Archive {
    fn new() -> Self {
        let content = repository().join("content");
        let mut site = Site::new().bare_theme();
        for (path, bytes) in files(&content) {
            site = site.report(&path, bytes);
        }
        let site = edit(edit(site, 1), 0);
        let expected = [reference(&site, "reference-0"), [].into()];
        let site = edit(site, 1);
        let expected = [expected[0].clone(), reference(&site, "reference-1")];
        assert_ne!(expected[0], expected[1]);
        Self { site: edit(site, 0), expected }
    }

    /// Brings the reports into a state.
    fn edit(self, state: usize) -> Self {
        Self { site: edit(self.site, state), ..self }
    }

    /// `shuzhi build`, on its way.
    fn start(&self) -> Child {
        let mut command = self.site.command(&["build"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// The site is whole; says which one it is.
    #[track_caller]
    fn check_whole(&self, moment: &str) -> usize {
        let found = self.site.published();
        if found == self.expected[0] {
            return 0;
        }
        let old = differing(&found, &self.expected[0]);
        assert_same(
            &found,
            &self.expected[1],
            &format!("neither site after a kill {moment}; old site: {old:?}"),
        );
        1
    }

    /// The next build makes the new site and tidies up; says how long it took.
    #[track_caller]
    fn check_next_build(&self, state: usize) -> Duration {
        let started = Instant::now();
        self.site.build().succeeds();
        let took = started.elapsed();
        assert_same(&self.site.published(), &self.expected[state], "the build after a kill");
        assert_eq!(beside(&self.site), [".public.shuzhi-lock"]);
        took
    }
}

/// Writes the reports of a state: every third differs, every tenth is there in one of the two only.
fn edit(site: Site, state: usize) -> Site {
    let mut site = site;
    for number in 0..REPORTS {
        let path = format!("made/{number}.md");
        if number % 10 == 0 && (number / 10) % 2 == state {
            let _ = std::fs::remove_file(site.root().join("content").join(&path));
        } else if number % 3 == 0 || !site.root().join("content").join(&path).exists() {
            site = site.report(&path, report(number, if number % 3 == 0 { state } else { 0 }));
        }
    }
    site
}

fn report(number: usize, state: usize) -> String {
    let year = 2018 + u16::try_from(number % 5).expect("small");
    let text = sound(&format!("青禾县第{}党支部", number / 5 + 1), year);
    let passage = format!("（二）抓落实。第{state}稿，全年开展主题党日{}次，走访群众。", number + 12);
    text.replace("二、存在问题", &format!("{}\n\n二、存在问题", passage.repeat(4)))
}

/// The site as a build that nobody disturbs makes it.
fn reference(site: &Site, name: &str) -> Published {
    let out = site.root().join(name).join("public");
    site.run(&["build", "--out", &out.to_string_lossy()]).succeeds();
    files(&out)
}

fn differing<'a>(left: &'a Published, right: &'a Published) -> Vec<&'a str> {
    let paths = left.keys().chain(right.keys()).filter(|path| left.get(*path) != right.get(*path));
    paths.map(String::as_str).take(8).collect()
}

/// A small generator; its seed is printed, and `SHUZHI_SEED` repeats a run.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let given = std::env::var("SHUZHI_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().hash_one(0) >> 16) | 1;
        println!("seed: SHUZHI_SEED={seed}");
        Self(seed)
    }

    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).expect("32 bits")) / f64::from(u32::MAX)
    }
}

/// Kills a build unless it has ended; says whether it was hit.
fn kill(child: &mut Child) -> bool {
    use std::os::unix::process::ExitStatusExt;
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours").signal() == Some(9)
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let mut random = Random::new();
    let mut archive = Archive::new();
    let mut whole = archive.check_next_build(0);
    let mut figures = BTreeMap::from([("hit", 0), ("old", 0), ("new", 0), ("staged", 0)]);
    let mut count = |what| *figures.entry(what).or_default() += 1;
    for number in 0..KILLS {
        let state = (number as usize + 1) % 2;
        archive = archive.edit(state);
        // Each kill in its own slice of the time that a whole build took.
        let part = (f64::from(number) + random.next()) / f64::from(KILLS);
        let mut child = archive.start();
        let moment = whole.mul_f64(part);
        std::thread::sleep(moment);
        if kill(&mut child) {
            count("hit");
        }
        let found = archive.check_whole(&format!("after {moment:?} of {whole:?}"));
        count(if found == state { "new" } else { "old" });
        if archive.site.root().join(".public.shuzhi-staging").exists() {
            count("staged");
        }
        let took = archive.check_next_build(state);
        // After a kill that came too late there was nothing left to write.
        whole = if found == state { whole } else { took };
    }
    println!("{KILLS} kills over {whole:?}: {figures:?}");
    assert!(figures["hit"] >= KILLS / 4, "the kills came too late: {figures:?}");
}

/// Which site a kill leaves.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Left {
    Old,
    New,
    Either,
}

/// Starts a build towards a state and kills it as soon as something shows.
#[track_caller]
fn kill_when(archive: Archive, state: usize, left: Left, shows: impl Fn(&Archive) -> bool) -> Archive {
    let archive = archive.edit(state);
    let mut child = archive.start();
    let started = Instant::now();
    while !shows(&archive) && started.elapsed() < Duration::from_mins(1) {
        std::hint::spin_loop();
    }
    let hit = kill(&mut child);
    let found = if archive.check_whole("as it showed") == state { Left::New } else { Left::Old };
    println!("hit: {hit}, left: {found:?} of {left:?}");
    assert!(left == Left::Either || left == found, "{found:?} is left, not {left:?}");
    archive.check_next_build(state);
    archive
}

fn staged(archive: &Archive, path: &str) -> bool {
    archive.site.root().join(".public.shuzhi-staging").join(path).exists()
}

/// The last file that is staged.
const MANIFEST: &str = "shuzhi-manifest.json";

fn is_new(archive: &Archive, state: usize) -> bool {
    std::fs::read(archive.site.out().join(MANIFEST)).ok().as_ref() == archive.expected[state].get(MANIFEST)
}

#[test]
fn a_kill_in_each_step_leaves_the_old_site_or_the_new_one() {
    let archive = Archive::new();
    archive.site.build().succeeds();
    let archive = kill_when(archive, 1, Left::Old, |archive| staged(archive, ""));
    let archive = kill_when(archive, 0, Left::Old, |archive| staged(archive, "units"));
    let archive = kill_when(archive, 1, Left::Either, |archive| staged(archive, MANIFEST));
    kill_when(archive, 0, Left::New, |archive| is_new(archive, 0));
}

/// How long a build towards a state takes from its last staged file to its end.
fn end(archive: &Archive) -> Duration {
    let mut child = archive.start();
    while !staged(archive, MANIFEST) && child.try_wait().expect("a child of ours").is_none() {}
    let started = Instant::now();
    child.wait().expect("a child of ours");
    started.elapsed()
}

#[test]
fn a_kill_around_the_exchange_leaves_the_old_site_or_the_new_one() {
    let archive = Archive::new();
    archive.site.build().succeeds();
    let mut archive = archive.edit(1);
    let end = end(&archive);
    for number in 0..10u32 {
        archive = kill_when(archive, number as usize % 2, Left::Either, |archive| {
            let shows = staged(archive, MANIFEST);
            if shows {
                std::thread::sleep(end.mul_f64(f64::from(number) / 10.0));
            }
            shows
        });
    }
}

#[test]
fn a_reader_never_finds_the_site_gone() {
    let archive = Archive::new();
    archive.site.build().succeeds();
    let archive = archive.edit(1);
    let mut child = archive.start();
    let (mut looks, page) = (0, archive.site.out().join("index.html"));
    while child.try_wait().expect("a child of ours").is_none() {
        assert!(page.exists() && archive.site.out().join(MANIFEST).exists(), "gone after {looks} looks");
        looks += 1;
    }
    println!("{looks} looks");
    assert!(looks > 100);
    assert_eq!(archive.check_whole("never"), 1);
}
