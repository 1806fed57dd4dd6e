//! A disk that is full: the old site stays, and the message says what happened.
//!
//! The disk is a file system in memory of a few megabytes, mounted as root or in a namespace of our own; where
//! neither is allowed, files are limited in size by the shell.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::assert_same;
use crate::harness::{Site, files, sound};

/// Set where the test runs again in a namespace of its own.
const INSIDE: &str = "SHUZHI_TEST_IN_NAMESPACE";

/// The test's own name, to run it again.
const NAME: &str = "publishing::full_disk::a_full_disk_leaves_the_old_site_and_ends_with_3";

/// A mounted file system; unmounted when dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn new(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).expect("a folder");
        mount(Command::new("mount"), &at).then(|| Self(at))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn mount(mut command: Command, at: &Path) -> bool {
    command.args(["-t", "tmpfs", "-o", "size=4m", "shuzhi-test"]).arg(at).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether a namespace of our own may mount.
fn namespace_works(site: &Site) -> bool {
    let at = site.root().join("probe");
    std::fs::create_dir_all(&at).expect("a folder");
    let mut command = Command::new("unshare");
    command.args(["-rm", "mount"]);
    mount(command, &at)
}

fn run_again_in_namespace() {
    let mut command = Command::new("unshare");
    command.arg("-rm").arg(std::env::current_exe().expect("a program"));
    command.args(["--exact", NAME, "--nocapture"]).env(INSIDE, "1");
    let output = command.output().expect("unshare starts");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// A site whose pages take some 3 MB with `large`, next to nothing without.
fn archive(large: bool) -> Site {
    let site = Site::new().bare_theme().report("2022/1.md", sound("鹤鸣区第一党支部", 2022));
    if large { enlarge(site) } else { site }
}

fn enlarge(site: Site) -> Site {
    let passage = "（二）抓落实。全年开展主题党日12次，走访群众。\n\n".repeat(2500);
    (2..8).fold(site, |site, number| {
        let text = sound(&format!("鹤鸣区第{number}党支部"), 2022);
        site.report(&format!("2022/{number}.md"), text + &passage)
    })
}

/// Builds into `out`, the old site, then the larger one while the disk is full, then again.
#[track_caller]
fn check(out: &Path, full: impl Fn(&Site, &[&str]) -> std::process::Output, free: impl Fn()) {
    let site = archive(false);
    let out_text = out.to_string_lossy().into_owned();
    let build = ["build", "--out", &out_text];
    site.run(&build).succeeds();
    let old = files(out);
    let site = enlarge(site);
    let output = full(&site, &build);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains("写入失败"), "{message}");
    assert_same(&files(out), &old, "the old site on a full disk");
    free();
    site.run(&build).succeeds();
    let whole = archive(true);
    whole.build().succeeds();
    assert_same(&files(out), &whole.published(), "the site once there is room");
    let parent = out.parent().expect("a parent");
    let left: Vec<_> = super::names(parent).into_iter().filter(|name| name.contains("shuzhi-")).collect();
    assert_eq!(left, [".public.shuzhi-lock"]);
}

fn check_on_disk(disk: &Mounted) {
    // With this file there is room for the small site only.
    let filler = disk.0.join("filler");
    std::fs::write(&filler, vec![0; 3 << 20]).expect("room");
    let full =
        |site: &Site, arguments: &[&str]| site.command(arguments).output().expect("the program starts");
    check(&disk.0.join("public"), full, || std::fs::remove_file(&filler).expect("a file"));
}

/// The program with files limited to some kilobytes; the signal that tells of it is passed over, so that
/// writing fails as on a full disk.
fn limited(site: &Site, arguments: &[&str]) -> std::process::Output {
    let program = site.command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64 || exit 99; exec \"$0\" \"$@\""]);
    shell.arg(program.get_program()).args(program.get_args());
    shell.output().expect("a shell")
}

fn shell_limits() -> bool {
    let status = Command::new("sh").args(["-c", "ulimit -f 64"]).stderr(Stdio::null()).status();
    cfg!(unix) && status.is_ok_and(|status| status.success())
}

#[test]
fn a_full_disk_leaves_the_old_site_and_ends_with_3() {
    let place = Site::new();
    let is_inside = std::env::var_os(INSIDE).is_some();
    if let Some(disk) = Mounted::new(place.root().join("disk")) {
        println!("full disk: a mounted tmpfs");
        check_on_disk(&disk);
    } else if !is_inside && namespace_works(&place) {
        println!("full disk: a tmpfs in a namespace of its own");
        run_again_in_namespace();
    } else if shell_limits() {
        println!("full disk: files limited in size by the shell, since nothing may be mounted");
        check(&place.out(), limited, || {});
    } else {
        let why = "no file system can be mounted, and the shell does not limit files";
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
        println!("full disk: NOT TESTED, {why}");
    }
}

#[test]
fn a_file_that_is_too_large_for_the_system_ends_with_3() {
    if shell_limits() {
        check(&Site::new().out(), limited, || {});
    }
}
