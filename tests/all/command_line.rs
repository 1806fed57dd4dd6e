//! The command line: help in two languages, completions, manual pages, exit codes, and where a site is found.

use std::path::Path;
use std::process::{Command, Output};

use shuzhi::cli;
use shuzhi::message::Language;

use crate::harness::{Site, sound};

/// Runs the program in a folder, with nothing added to the arguments.
#[track_caller]
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuzhi"));
    command.args(arguments).current_dir(folder).output().expect("the program starts")
}

#[track_caller]
fn run(arguments: &[&str]) -> Output {
    run_in(Site::new().root(), arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Standard output of a command that succeeds.
#[track_caller]
fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The names of all commands.
fn commands() -> Vec<String> {
    cli::command(Language::Chinese).get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// The long options and positional arguments of a command.
fn arguments(command: &clap::Command) -> Vec<String> {
    let shown = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let name = |argument: &clap::Arg| match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument.get_id().to_string().to_uppercase(),
    };
    shown.map(name).collect()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(shuzhi::han::is_ideograph)
}

/// The help of a command names every option with words, and gives an example.
#[track_caller]
fn helps(name: &str, language: Language) {
    let help = stdout(&[name, "--help", "--lang", language.name()]);
    let whole = cli::command(language);
    let command = whole.find_subcommand(name).expect("a command");
    for argument in arguments(command) {
        let line = help
            .lines()
            .find(|line| line.contains(&argument))
            .unwrap_or_else(|| panic!("{argument}: {help}"));
        assert!(
            line.trim().len() > argument.len() + 4 || help.contains(&format!("{line}\n    ")),
            "{argument}: {help}"
        );
    }
    for argument in command.get_arguments() {
        let words = argument.get_help().map(ToString::to_string).unwrap_or_default();
        assert!(!words.is_empty(), "{name}: {} has no words", argument.get_id());
        assert_eq!(is_chinese(&words), language == Language::Chinese, "{name}: {words}");
    }
    let examples = language.command_line().examples.trim_end();
    let (_, examples) = help.split_once(examples).unwrap_or_else(|| panic!("no example: {help}"));
    assert!(examples.contains(&format!("shuzhi {name}")), "{help}");
}

#[test]
fn help_names_every_option_and_gives_an_example() {
    for name in commands() {
        for language in Language::ALL {
            helps(&name, language);
        }
    }
}

#[test]
fn help_of_the_program_names_every_command_and_the_exit_codes() {
    for language in Language::ALL {
        let help = stdout(&["--help", "--lang", language.name()]);
        for name in commands() {
            assert!(help.contains(&name), "{name}: {help}");
        }
        for code in ["0 ", "1 ", "2 ", "3 "] {
            assert!(help.contains(code), "{code}: {help}");
        }
    }
}

#[test]
fn help_speaks_chinese_unless_told_otherwise() {
    assert!(stdout(&["build", "--help"]).contains("选项"));
    assert!(!is_chinese(&stdout(&["build", "--help", "--lang=en"])));
}

/// Every example of the help is a command line that the program takes.
#[test]
fn examples_are_valid() {
    for language in Language::ALL {
        for name in commands().iter().map(String::as_str).chain(["shuzhi"]) {
            let examples = language.example(name).unwrap_or_default();
            for line in examples.lines().filter(|line| line.starts_with("  shuzhi ")) {
                let words = line.trim().split("    ").next().unwrap_or(line);
                let words = words.split(" > ").next().unwrap_or(words).split_whitespace();
                let parsed = cli::command(language).try_get_matches_from(words);
                assert!(parsed.is_ok(), "{line}: {parsed:?}");
            }
        }
    }
}

#[test]
fn completions_know_the_commands() {
    #[track_caller]
    fn case(shell: &str) {
        let script = stdout(&["completions", shell]);
        for name in commands() {
            assert!(script.contains(&name), "{shell} lacks {name}");
        }
        assert!(script.contains("keep-going"), "{shell} lacks options");
    }
    case("bash");
    case("zsh");
    case("fish");
    case("elvish");
    case("powershell");
}

#[test]
fn completions_speak_both_languages() {
    assert!(is_chinese(&stdout(&["completions", "fish"])));
    assert!(!is_chinese(&stdout(&["completions", "fish", "--lang", "en"])));
}

/// The script is one that the shell can read, where the shell is there.
#[test]
fn the_completion_script_of_bash_is_sound() {
    let site = Site::new().file("shuzhi.bash", stdout(&["completions", "bash"]));
    let Ok(output) = Command::new("bash").arg("-n").arg(site.root().join("shuzhi.bash")).output() else {
        return;
    };
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn man_writes_a_page_for_every_command() {
    let site = Site::new();
    let output = run_in(site.root(), &["man", "--out", "a/man1"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let pages = crate::harness::files(&site.root().join("a/man1"));
    for name in commands() {
        let page = text(&pages[&format!("shuzhi-{name}.1")]);
        assert!(page.contains(".TH") && page.contains(".SH"), "{page}");
        for argument in arguments(cli::command(Language::Chinese).find_subcommand(&name).expect("a command"))
        {
            let escaped = argument.replace('-', "\\-");
            let found = page.contains(&escaped) || page.to_uppercase().contains(&argument.to_uppercase());
            assert!(found, "{name} lacks {argument}: {page}");
        }
    }
    assert!(text(&pages["shuzhi.1"]).contains("build"));
}

#[test]
fn man_into_a_place_that_is_none_ends_with_3() {
    let site = Site::new().file("taken", "a file");
    let output = run_in(site.root(), &["man", "--out", "taken/man1"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("写入失败"), "{}", text(&output.stderr));
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    #[track_caller]
    fn case(arguments: &[&str]) {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
    case(&["build", "--nonsense"]);
    case(&["nonsense"]);
    case(&["build", "--jobs", "0"]);
    case(&["build", "--jobs", "many"]);
    case(&["build", "--lang", "fr"]);
    case(&["build", "extra"]);
    case(&["check", "--keep-going"]);
    case(&["check", "--format", "xml"]);
    case(&["check", "--deny", "nothing"]);
    case(&["completions"]);
    case(&["completions", "tcsh"]);
    case(&["build", "--root"]);
    case(&[]);
}

#[test]
fn the_version_is_told() {
    assert_eq!(stdout(&["--version"]).trim(), concat!("shuzhi ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_site_is_found_from_a_folder_within() {
    let site = Site::new().bare_theme().sound_reports(2).file("content/2022/deep/note.txt", "");
    for folder in ["", "content", "content/2022/deep", "themes/bare"] {
        let output = run_in(&site.root().join(folder), &["build"]);
        assert_eq!(output.status.code(), Some(0), "{folder}: {}", text(&output.stderr));
        assert!(site.out().join("index.html").is_file(), "{folder}");
        std::fs::remove_dir_all(site.out()).expect("a site");
    }
}

#[test]
fn the_nearest_site_is_the_one() {
    let site = Site::new().bare_theme().sound_reports(1);
    let site = site
        .file("inner/site.toml", "title = \"内\"\n")
        .file("inner/content/a.md", sound("内区党支部", 2021));
    assert_eq!(run_in(&site.root().join("inner/content"), &["build"]).status.code(), Some(0));
    assert!(site.root().join("inner/public/index.html").is_file() && !site.out().exists());
}

#[test]
fn a_plain_folder_of_reports_is_a_site() {
    let site = Site::new()
        .file("甲/2022.md", sound("鹤鸣区第一党支部", 2022))
        .file("乙.md", sound("鹤鸣区第二党支部", 2021));
    let output = run_in(site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let published = site.published();
    assert!(published.contains_key("units/he-ming-qu-di-yi-dang-zhi-bu/2022.html"), "{:?}", published.keys());
    assert!(published.contains_key("years/2021.html"));
    assert_eq!(run_in(site.root(), &["check"]).status.code(), Some(0));
    assert_eq!(run_in(site.root(), &["build"]).status.code(), Some(0));
    assert_eq!(site.published(), published);
}

#[test]
fn a_folder_named_content_is_taken_without_settings() {
    let site = Site::new().file("content/a.md", sound("鹤鸣区第一党支部", 2022)).file("README.md", "读我");
    let output = run_in(site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn an_empty_folder_is_told_so() {
    let output = run(&["build"]);
    assert!(text(&output.stderr).contains("没有找到报告"), "{}", text(&output.stderr));
}

#[test]
fn folders_can_be_named() {
    let site = Site::new().file("报告/a.md", sound("鹤鸣区第一党支部", 2022));
    let output = run_in(site.root(), &["build", "--content", "报告", "--out", "网站", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty() && output.stdout.is_empty());
    assert!(site.root().join("网站/index.html").is_file());
}

#[test]
fn a_root_that_is_not_there_is_told_so() {
    let output = run(&["build", "--root", "nowhere"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(!output.stderr.is_empty());
}

#[test]
fn problems_can_be_read_by_machines() {
    let site = Site::new().report("a.md", "没有文件头\n");
    let run = site.run(&["check", "--format", "json"]).ends_with(1);
    let lines = run.stdout();
    assert!(!lines.is_empty());
    for line in lines.lines() {
        let problem: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert!(problem.is_object(), "{line}");
    }
}

#[test]
fn warnings_stop_a_build_when_they_are_denied() {
    let site = Site::new().bare_theme().report("a.md", sound("鹤鸣区第一党支部", 2022) + "\n前<b>后\n");
    site.build().succeeds();
    let said = site.run(&["build", "--deny", "warnings"]).ends_with(1).stderr();
    assert!(said.contains("没有发布") && !said.contains("--keep-going"), "{said}");
    site.run(&["check", "--deny", "warnings"]).ends_with(1);
}
