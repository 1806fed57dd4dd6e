//! The search page: what it shows before a word is typed, and to those without JavaScript.

use serde::Serialize;

use super::list::{LevelItem, YearItem, level_items, listing, summary, year_items};
use super::{Content, Page, View};
use crate::message::Language;
use crate::unit::Year;

/// The search page.
#[derive(Debug, Serialize)]
pub struct Search {
    /// What is searched.
    pub summary: String,
    /// Years, newest first.
    pub years: Vec<YearItem>,
    /// Levels, highest first.
    pub levels: Vec<LevelItem>,
    /// Queries that show what can be asked.
    pub examples: Vec<Example>,
}

/// A query with what it means.
#[derive(Debug, Serialize)]
pub struct Example {
    /// Address of its results.
    pub url: String,
    /// The query.
    pub query: String,
    /// What it finds.
    pub meaning: &'static str,
}

pub(super) fn search(page: &Page<'_>) -> View {
    let years = year_items(page);
    let levels = level_items(page);
    let span = page.archive.years().next().zip(page.archive.years().next_back());
    let content = Search {
        summary: summary(page, &[]),
        examples: examples(page.language(), span, levels.last().map(|level| level.link.text.as_str())),
        years,
        levels,
    };
    let title = page.language().words().search.to_owned();
    View {
        template: "search.html",
        frame: listing(page, title, &content.summary, "search", None),
        content: Content::Search(content),
    }
}

/// One query of each sort, with years and a level that the archive has.
fn examples(language: Language, years: Option<(Year, Year)>, level: Option<&str>) -> Vec<Example> {
    let words = language.words();
    let span = years.map(|(first, last)| format!("党课 年度:{first}..{last}"));
    let level = level.map(|level| format!("党课 层级:{level}"));
    let mut queries = vec![
        ("党课 主题党日".to_owned(), words.search_help_all),
        ("党课|主题党日".to_owned(), words.search_help_any),
        ("党课 -主题党日".to_owned(), words.search_help_not),
        ("\"讲党课\"".to_owned(), words.search_help_phrase),
    ];
    queries.extend(span.map(|query| (query, words.search_help_years)));
    queries.extend(level.map(|query| (query, words.search_help_level)));
    queries.extend([
        ("单位:机关".to_owned(), words.search_help_unit),
        ("党课 章节:问题".to_owned(), words.search_help_section),
        ("标题:党建".to_owned(), words.search_help_title),
    ]);
    let example = |(query, meaning): (String, &'static str)| Example { url: address(&query), query, meaning };
    queries.into_iter().map(example).collect()
}

/// The address of a query's results. Browsers encode characters beyond ASCII themselves.
fn address(query: &str) -> String {
    let query = query.replace('%', "%25").replace(' ', "+").replace('"', "%22").replace('|', "%7C");
    format!("search.html?q={}", query.replace('&', "%26").replace('#', "%23"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_becomes_an_address() {
        assert_eq!(address("党课|\"a b\""), "search.html?q=党课%7C%22a+b%22");
        assert_eq!(address("50% & #"), "search.html?q=50%25+%26+%23");
    }

    #[test]
    fn an_empty_archive_has_examples_without_years_and_levels() {
        let queries: Vec<String> =
            examples(Language::Chinese, None, None).into_iter().map(|example| example.query).collect();
        assert_eq!(queries.len(), 7);
        assert!(queries.iter().all(|query| !query.contains("年度") && !query.contains("层级")));
    }
}
