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
    let statics = DEFAULT_STATICS.iter().map(|(name, bytes)| {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(script) if extension(name) == "js" => without_comments(script).into_bytes(),
            _ => bytes.to_vec(),
        };
        ((*name).to_owned(), bytes)
    });
    Layer { name: "default".to_owned(), templates: templates.collect(), statics: statics.collect() }
}

/// A script as readers fetch it: a third of ours is comments and indentation, and the sources stand in the
/// repository. Knows the comments that our scripts have: on lines of their own, and types (`/** @type … */`)
/// within a line. Scripts of other themes stay as they are.
fn without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines() {
        let mut line = line.trim().to_owned();
        if in_comment {
            let Some(end) = line.find("*/") else { continue };
            line.drain(..end + 2);
            in_comment = false;
        }
        while let Some(start) = line.find("/** @").or_else(|| line.starts_with("/*").then_some(0)) {
            let Some(end) = line[start..].find("*/") else {
                line.truncate(start);
                in_comment = true;
                break;
            };
            line.drain(start..start + end + 2);
        }
        let code = line.trim();
        if !code.is_empty() && !code.starts_with("//") {
            out.push_str(code);
            out.push('\n');
        }
    }
    out
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
    "feed.xml",
    "filter.html",
    "home.html",
    "level-counts.html",
    "level.html",
    "levels.html",
    "neighbours.html",
    "report.html",
    "reports.html",
    "search-box.html",
    "search-data.html",
    "search.html",
    "sitemap.xml",
    "unit.html",
    "units.html",
    "year-counts.html",
    "year.html",
    "years.html",
);

const DEFAULT_STATICS: &[(&str, &[u8])] = &[
    ("favicon.svg", include_bytes!("../../themes/default/static/favicon.svg")),
    ("marks.js", include_bytes!("../../themes/default/static/marks.js")),
    ("search-box.js", include_bytes!("../../themes/default/static/search-box.js")),
    ("search-index.js", include_bytes!("../../themes/default/static/search-index.js")),
    ("search-lists.js", include_bytes!("../../themes/default/static/search-lists.js")),
    ("search-page.js", include_bytes!("../../themes/default/static/search-page.js")),
    ("search-query.js", include_bytes!("../../themes/default/static/search-query.js")),
    ("search-reader.js", include_bytes!("../../themes/default/static/search-reader.js")),
    ("search-show.js", include_bytes!("../../themes/default/static/search-show.js")),
    ("search-text.js", include_bytes!("../../themes/default/static/search-text.js")),
    ("site.js", include_bytes!("../../themes/default/static/site.js")),
    ("style.css", include_bytes!("../../themes/default/static/style.css")),
];

/// The static files of all layers, first layer winning, fingerprinted. References of style sheets to other
/// static files (`url(logo.svg)`) follow.
pub fn static_files(layers: &[Layer]) -> BTreeMap<String, StaticFile> {
    let mut sources: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for layer in layers.iter().rev() {
        sources.extend(layer.statics.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    }
    let (sheets, others): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|(name, _)| extension(name) == "css");
    let mut files = BTreeMap::new();
    for (name, bytes) in others {
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
    fn comments_go_and_code_stays() {
        let script = "// Head.\n(function () {\n  /** One line. @param {string} a */\n  /**\n   * Several.\n   */\n  \
                      const a = /** @type {any} */ (b); // stays\n  /** @type {any} */ (c).d = \"/* no comment\";\n\n})();\n";
        let expected = "(function () {\nconst a =  (b); // stays\n(c).d = \"/* no comment\";\n})();\n";
        assert_eq!(without_comments(script), expected);
    }

    #[test]
    fn published_scripts_have_no_comments_left() {
        for (name, bytes) in default_layer().statics.iter().filter(|(name, _)| extension(name) == "js") {
            let script = std::str::from_utf8(bytes).unwrap();
            assert!(!script.contains("/**"), "{name}");
        }
    }
}
