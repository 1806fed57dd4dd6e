//! Themes: templates and static files in layers, each overriding the one it inherits from.

use std::collections::BTreeMap;

use crate::site::route::short_hash;

/// Files of a theme as found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// Name of the theme.
    pub name: String,
    /// Templates by name, such as `report.html`.
    pub templates: BTreeMap<String, String>,
    /// Static files by name, such as `style.css`.
    pub statics: BTreeMap<String, Vec<u8>>,
}

/// A static file under its published name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Path from the site's root, with a fingerprint of the bytes in it.
    pub url: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The default theme, which the program carries.
pub fn default_layer() -> Layer {
    let templates = DEFAULT_TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let statics = DEFAULT_STATICS.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    Layer { name: "default".to_owned(), templates: templates.collect(), statics: statics.collect() }
}

macro_rules! embed {
    ($macro:ident, $folder:literal, $($name:literal),* $(,)?) => {
        &[ $( ($name, $macro!(concat!("../../themes/default/", $folder, "/", $name))) ),* ]
    };
}

const DEFAULT_TEMPLATES: &[(&str, &str)] = embed!(
    include_str,
    "templates",
    "404.html",
    "base.html",
    "chart.html",
    "comparison.html",
    "data-dictionary.html",
    "downloads.html",
    "feed.xml",
    "filter.html",
    "home.html",
    "indicator-year.html",
    "indicator.html",
    "ledger.html",
    "level-counts.html",
    "level.html",
    "levels.html",
    "neighbours.html",
    "problems.html",
    "report.html",
    "reports.html",
    "review-alone.html",
    "review-list.html",
    "review-shares.html",
    "review-why.html",
    "review.html",
    "reviewed.html",
    "search-box.html",
    "search-data.html",
    "search-field.html",
    "search.html",
    "shifts.html",
    "sitemap.xml",
    "statistics.html",
    "terms.html",
    "unit.html",
    "units.html",
    "year-counts.html",
    "year.html",
    "years.html",
);

const DEFAULT_STATICS: &[(&str, &[u8])] = embed!(
    include_bytes,
    "static",
    "favicon.svg",
    "marks.js",
    "search-box.js",
    "search-index.js",
    "search-lists.js",
    "search-page.js",
    "search-query.js",
    "search-reader.js",
    "search-show.js",
    "search-text.js",
    "site.js",
    "style.css",
);

/// The default theme's scripts as readers fetch them, less than half as long; `npm run minify` in tests/browser makes them of
/// the sources.
const MINIFIED: &[(&str, &[u8])] = embed!(include_bytes, "minified", "marks.js", "search.js", "site.js",);

/// The parts of the script of the search, which are published as one function, [`JOINED`]: they share their names, and a reader
/// fetches one file. A theme that has one of them changes that part.
const PARTS: [&str; 8] = [
    "search-text.js",
    "search-query.js",
    "search-lists.js",
    "search-reader.js",
    "search-show.js",
    "search-index.js",
    "search-box.js",
    "search-page.js",
];

const JOINED: &str = "search.js";

/// The script of the search, of these parts.
fn joined(sources: &BTreeMap<&str, &[u8]>) -> Vec<u8> {
    let parts: Vec<&[u8]> = PARTS.iter().filter_map(|name| sources.get(name).copied()).collect();
    let before: &[u8] = b"(function () {\n\"use strict\";\nif (window.shuzhi.index) return;\n\n";
    [before, &parts.join(&b'\n'), b"})();\n"].concat()
}

/// A static file as it is published: scripts of the default theme in their short form, from whichever layer they come; others,
/// edited ones among them, as they are.
fn published<'a>(name: &str, bytes: &'a [u8]) -> &'a [u8] {
    let is_named = |(known, _): &&(&str, &[u8])| *known == name;
    let is_ours = if name == JOINED {
        joined(&DEFAULT_STATICS.iter().copied().collect()) == bytes
    } else {
        DEFAULT_STATICS.iter().find(is_named).is_some_and(|(_, ours)| *ours == bytes)
    };
    MINIFIED.iter().find(is_named).filter(|_| is_ours).map_or(bytes, |(_, short)| short)
}

/// The static files of all layers, first layer winning, fingerprinted. References of style sheets to other
/// static files (`url(logo.svg)`) follow.
pub fn static_files(layers: &[Layer]) -> BTreeMap<String, StaticFile> {
    let mut sources: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for layer in layers.iter().rev() {
        sources.extend(layer.statics.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    }
    let search = joined(&sources);
    let mut sources: BTreeMap<&str, &[u8]> =
        sources.into_iter().filter(|(name, _)| !PARTS.contains(name)).collect();
    sources.entry(JOINED).or_insert(&search);
    let (sheets, others): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|(name, _)| extension(name) == "css");
    let mut files = BTreeMap::new();
    for (name, bytes) in others {
        let bytes = published(name, bytes);
        files.insert(name.to_owned(), StaticFile { url: fingerprinted(name, bytes), bytes: bytes.to_vec() });
    }
    for (name, bytes) in sheets {
        let bytes = with_references(name, bytes, &files);
        files.insert(name.to_owned(), StaticFile { url: fingerprinted(name, &bytes), bytes });
    }
    files
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("bin", |(_, extension)| extension)
}

fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("static/{stem}.{}.{}", short_hash(bytes, 4), extension(name))
}

/// The way from a static file to another, both by their paths from the folder `static`.
fn reference(from: &str, to: &str) -> String {
    let folder = from.rfind('/').map_or("", |slash| &from[..=slash]);
    to.strip_prefix(folder).map_or_else(|| "../".repeat(folder.matches('/').count()) + to, str::to_owned)
}

/// The style sheet called `sheet` with its references to other static files brought to their published names.
fn with_references(sheet: &str, bytes: &[u8], files: &BTreeMap<String, StaticFile>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let mut text = text.to_owned();
    for (name, file) in files {
        let published = reference(sheet, file.url.trim_start_matches("static/"));
        let name = reference(sheet, name);
        for quote in ["", "\"", "'"] {
            text = text
                .replace(&format!("url({quote}{name}{quote})"), &format!("url({quote}{published}{quote})"));
        }
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_short_until_they_are_edited() {
        let mut layer = default_layer();
        let short = static_files(&[layer.clone()])["site.js"].bytes.clone();
        let source = layer.statics["site.js"].clone();
        assert!(short.len() < source.len());
        let edited = [source, b"// Ours.\n".to_vec()].concat();
        layer.statics.insert("site.js".to_owned(), edited.clone());
        assert_eq!(static_files(&[layer])["site.js"].bytes, edited);
    }

    #[test]
    fn parts_are_joined_and_one_of_them_can_be_edited() {
        let mut layer = default_layer();
        let files = static_files(&[layer.clone()]);
        assert!(PARTS.iter().all(|name| layer.statics.contains_key(*name) && !files.contains_key(*name)));
        layer.statics.insert("search-box.js".to_owned(), b"// Ours.\n".to_vec());
        let edited = String::from_utf8(static_files(&[layer])["search.js"].bytes.clone()).expect("UTF-8");
        assert!(edited.len() > files["search.js"].bytes.len());
        assert!(edited.contains("// Ours.") && edited.contains("// The search page"));
    }

    #[test]
    fn every_script_has_a_short_form() {
        let names = |files: &[(&'static str, &[u8])]| -> Vec<_> {
            files.iter().map(|(name, _)| *name).filter(|name| extension(name) == "js").collect()
        };
        let mut sources = names(DEFAULT_STATICS);
        sources.retain(|name| !PARTS.contains(name));
        sources.insert(1, JOINED);
        assert_eq!(names(MINIFIED), sources);
        let tool = include_str!("../../tests/browser/minify.mjs");
        let parts = PARTS.map(|name| name.trim_start_matches("search-").trim_end_matches(".js"));
        assert!(
            tool.contains(&format!("[\"{}\"]", parts.join("\", \""))),
            "the same parts in the same order"
        );
    }
}
