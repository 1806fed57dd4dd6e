//! The rules of ARCHITECTURE.md, read from the sources: who may import whom, where third-party crates
//! live, and where files are touched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::harness::{files, repository};

/// Modules, and the modules that each may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("han", &[]),
    ("diagnostic", &["han", "message"]),
    ("message", &["compare", "diagnostic", "figure", "ledger", "report", "reuse", "unit"]),
    ("fields", &["diagnostic", "han"]),
    ("fold", &[]),
    ("lexicon", &[]),
    ("wording", &["han", "lexicon"]),
    ("figure", &["fold", "han", "lexicon"]),
    ("unit", &["diagnostic", "fields", "han"]),
    ("report", &["diagnostic", "fields", "figure", "fold", "han", "unit", "wording"]),
    ("config", &["diagnostic", "fields", "figure", "han", "message", "report", "unit", "wording"]),
    ("archive", &["config", "diagnostic", "figure", "report", "unit"]),
    ("statistics", &["archive", "figure", "unit"]),
    ("compare", &["figure", "fold", "han", "report"]),
    ("ledger", &["fold", "han", "report"]),
    ("reuse", &["archive", "compare", "fold", "han", "report", "unit"]),
    ("search", &["fold", "report"]),
    (
        "site",
        &[
            "archive",
            "compare",
            "config",
            "figure",
            "fold",
            "ledger",
            "message",
            "report",
            "reuse",
            "search",
            "statistics",
            "unit",
        ],
    ),
    ("disk", &["diagnostic", "han", "site"]),
    ("watcher", &[]),
    ("server", &[]),
    ("cli", &["message"]),
    (
        "command",
        &[
            "archive",
            "cli",
            "compare",
            "config",
            "diagnostic",
            "disk",
            "figure",
            "fold",
            "ledger",
            "message",
            "han",
            "report",
            "reuse",
            "search",
            "server",
            "site",
            "statistics",
            "unit",
            "watcher",
            "wording",
        ],
    ),
];

/// Third-party crates, and the one place that each may be used in.
const HOMES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["reuse/official.rs", "reuse/tell/"]),
    ("adler2", &["search/file.rs"]),
    ("annotate_snippets", &["diagnostic/print.rs"]),
    ("clap", &["cli.rs"]),
    ("clap_complete", &["cli.rs", "command/documents.rs"]),
    ("clap_mangen", &["command/documents.rs"]),
    ("crc32fast", &["search/file.rs"]),
    ("csv", &["unit/roster.rs"]),
    ("encoding_rs", &["disk/mod.rs"]),
    ("flate2", &["search/catalog.rs", "search/file.rs"]),
    ("indicatif", &["command/"]),
    ("memchr", &["han.rs", "report/", "disk/mod.rs"]),
    ("mimalloc", &["main.rs"]),
    ("notify", &["watcher.rs"]),
    ("pinyin", &["unit/pinyin/"]),
    ("postcard", &["report/cached.rs"]),
    ("pulldown_cmark", &["report/markdown.rs", "report/asterisk.rs"]),
    ("radsort", &["search/lists.rs", "search/threes.rs"]),
    ("rayon", &["command/", "reuse/", "search/"]),
    ("rustix", &["disk/publish.rs", "server/mod.rs"]),
    ("serde_yaml", &["report/yaml.rs"]),
    ("similar", &["compare/difference.rs"]),
    ("sha2", &["archive/assets.rs", "disk/publish.rs", "site/route.rs", "site/view/feed.rs"]),
    ("strsim", &["fields.rs"]),
    ("tera", &["site/render.rs"]),
    ("tiny_http", &["server/"]),
    ("toml", &["config/toml.rs"]),
    ("unicode_normalization", &["unit/likeness.rs"]),
    ("walkdir", &["disk/"]),
];

/// The sources without tests and comments, by path from src/.
fn sources() -> BTreeMap<String, String> {
    let read = |(path, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        (path, lines.collect::<Vec<_>>().join("\n"))
    };
    files(&repository().join("src"))
        .into_iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "rs"))
        .map(read)
        .collect()
}

fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// Names of modules after `crate::`, those in braces included.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        found.insert(name);
    }
    found.remove("");
    found
}

#[test]
fn modules_import_only_what_stands_before_them() {
    let rules: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    for (path, code) in sources() {
        let this = module(&path);
        if matches!(this, "main" | "lib") {
            continue;
        }
        let allowed = rules.get(this).unwrap_or_else(|| panic!("{this} is not in the rules"));
        for import in imports(&code) {
            let known = import == this || allowed.contains(&import.as_str());
            assert!(known, "src/{path} imports crate::{import}, which ARCHITECTURE.md does not allow");
        }
    }
}

#[test]
fn third_party_crates_stay_in_their_homes() {
    for (path, code) in sources() {
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| path.starts_with(home));
            // `pinyin` is also a module of ours, and `toml` one of `config`.
            let is_ours = matches!(*name, "pinyin" | "toml") && !code.contains(&format!("use {name}::"));
            let uses = !is_ours && code.contains(&format!("{name}::"));
            assert!(at_home || !uses, "src/{path} uses {name}, whose home is {homes:?}");
        }
    }
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = std::fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let section =
        manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("section");
    for line in section.lines().filter(|line| line.contains('=')) {
        let name = line.split('=').next().expect("a name").trim().replace('-', "_");
        let everywhere = matches!(name.as_str(), "serde" | "serde_json");
        assert!(everywhere || HOMES.iter().any(|(home, _)| *home == name), "{name} has no home");
    }
}

#[test]
fn files_are_touched_by_the_disk_module_alone() {
    for (path, code) in sources() {
        let touches = ["std::fs", "File::", "fs::read", "fs::write"].iter().any(|call| code.contains(call));
        assert!(!touches || path.starts_with("disk/"), "src/{path} touches files; that is disk's task");
    }
}

#[test]
fn files_are_short() {
    for (path, code) in sources() {
        let lines = code.lines().count();
        let is_table = path.contains("message/") || path.contains("pinyin/words");
        assert!(is_table || lines <= 480, "src/{path} has {lines} lines of code");
    }
}

#[test]
fn the_default_theme_in_the_program_is_the_one_on_disk() {
    let theme = std::fs::read_to_string(repository().join("src/site/theme.rs")).expect("theme.rs");
    for (path, _) in files(&repository().join("themes/default")) {
        let name = path.rsplit('/').next().expect("a name");
        assert!(
            path == "theme.toml"
                || theme.contains(&format!("\"{name}\""))
                || theme.contains(&format!("/{name}\"")),
            "themes/default/{path} is not embedded"
        );
    }
}
