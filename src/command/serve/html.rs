//! The pages that the preview makes itself, and the script that it adds to those of the site.

use super::Preview;
use crate::diagnostic::{Diagnostic, Style, Summary, print};
use crate::disk;
use crate::message::{ChangeFigures, Language, grouped};

/// Folder of the preview's own addresses.
pub const OWN: &str = "__shuzhi";

/// A page with the script that reloads it. `identity` is empty for a page that stands in for another.
pub fn with_script(page: &[u8], version: u64, identity: &str, language: Language) -> Vec<u8> {
    let script = format!(
        "<script src=\"/{OWN}/reload.js\" data-version=\"{version}\" data-page=\"{identity}\" data-language=\"{}\" defer></script>\n",
        language.name()
    );
    let start = page.len().saturating_sub(MOST_AFTER_BODY);
    let body = page[start..].windows(BODY.len()).rposition(|part| part == BODY).map(|at| start + at);
    let at = body.unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

const BODY: &[u8] = b"</body>";

/// Where the end of the body is looked for, from the end of the page.
const MOST_AFTER_BODY: usize = 4096;

/// A text as HTML shows it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A page of the preview's own.
fn document(language: Language, title: &str, body: &str) -> Vec<u8> {
    let tag = language.tag();
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"/{OWN}/favicon.svg\">\n\
         <link rel=\"stylesheet\" href=\"/{OWN}/preview.css\">\n</head>\n<body class=\"shuzhi-status\">\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// Instead of a page that cannot be made.
pub fn no_page(language: Language, problems: &[Diagnostic]) -> Vec<u8> {
    let words = language.preview();
    let shown = escaped(&print(problems, Style::Plain, language));
    let body = format!("<p>{}</p>\n<pre tabindex=\"0\">{shown}</pre>\n", words.no_page_text);
    document(language, words.no_page, &body)
}

/// Most problems written out on the status page.
const MOST_PROBLEMS: usize = 50;

impl Preview {
    /// The status page.
    pub fn status(&self) -> Vec<u8> {
        let language = self.terminal.language;
        let words = language.preview();
        let site = format!("<p><a href=\"/{}\">{}</a></p>\n", self.current().mount_url(), words.to_site);
        let review = format!(
            "<p><a href=\"/{}review.html\">{}</a></p>\n",
            self.current().mount_url(),
            words.to_review
        );
        let body = [site, review, self.figures(), self.recent_changes(), self.problems()].concat();
        document(language, words.status, &body)
    }

    /// What tells a status page from the one before: the figures that move by themselves do not count.
    pub fn status_identity(&self) -> String {
        let recent = self.recent_changes();
        disk::ContentHash::of([recent, self.problems()].concat().as_bytes()).to_string()
    }

    fn figures(&self) -> String {
        let (words, current) = (self.terminal.language.preview(), self.current());
        let summary = Summary::of(&current.problems);
        let watched = *super::locked(&self.watched);
        let watched = if watched.is_polling { words.polling.to_owned() } else { grouped(watched.folders) };
        let last = super::locked(&self.recent).front().map(|change| format!("{:.1} ms", change.milliseconds));
        let megabytes = disk::resident_memory().map(|bytes| format!("{} MB", bytes >> 20));
        let unknown = || "–".to_owned();
        let figures = [
            (words.reports, grouped(current.workspace.loaded.reports())),
            (words.errors, grouped(summary.errors)),
            (words.warnings, grouped(summary.warnings)),
            (words.opened_in, format!("{:.2} s", self.opened_in.as_secs_f64())),
            (words.last_change, last.unwrap_or_else(unknown)),
            (words.watched, watched),
            (words.memory, megabytes.unwrap_or_else(unknown)),
            (words.connections, grouped(self.load.connections())),
            (words.streams, grouped(self.events.listeners())),
        ];
        let rows = figures.map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>\n"));
        format!("<dl>\n{}</dl>\n", rows.concat())
    }

    fn recent_changes(&self) -> String {
        let words = self.terminal.language.preview();
        let recent = super::locked(&self.recent);
        let row = |change: &ChangeFigures| {
            let more = if change.files > 1 { format!(" +{}", change.files - 1) } else { String::new() };
            let ChangeFigures { errors, warnings, milliseconds, .. } = change;
            format!(
                "<tr><td>{}{more}</td><td>{errors}</td><td>{warnings}</td><td>{milliseconds:.1}</td></tr>\n",
                escaped(&change.file)
            )
        };
        let rows: String = recent.iter().map(row).collect();
        let heading = format!("<h2>{}</h2>\n", words.recent);
        if rows.is_empty() {
            return format!("{heading}<p>{}</p>\n", words.nothing_yet);
        }
        let heads = [words.files, words.errors, words.warnings, words.milliseconds];
        let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).concat();
        format!("{heading}<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
    }

    fn problems(&self) -> String {
        let language = self.terminal.language;
        let words = language.preview();
        let current = self.current();
        let problems = &current.problems[..current.problems.len().min(MOST_PROBLEMS)];
        let heading = format!("<h2>{}</h2>\n", words.problems);
        if problems.is_empty() {
            return format!("{heading}<p>{}</p>\n", words.no_problems);
        }
        let left = current.problems.len() - problems.len();
        let more = if left > 0 { format!("<p>+{}</p>\n", grouped(left)) } else { String::new() };
        format!(
            "{heading}<pre tabindex=\"0\">{}</pre>\n{more}",
            escaped(&print(problems, Style::Plain, language))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let at =
            |page: &str| String::from_utf8(with_script(page.as_bytes(), 7, "ab", Language::Chinese)).unwrap();
        let script = "<script src=\"/__shuzhi/reload.js\" data-version=\"7\" data-page=\"ab\" data-language=\"zh\" defer></script>\n";
        assert_eq!(at("<p></body> 甲</body>\n</html>"), format!("<p></body> 甲{script}</body>\n</html>"));
        assert_eq!(at("<p>甲"), format!("<p>甲{script}"));
        assert_eq!(at(""), script);
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(escaped("<a href='\"'>&"), "&lt;a href=&#39;&quot;&#39;&gt;&amp;");
    }
}
