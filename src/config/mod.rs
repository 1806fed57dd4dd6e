//! site.toml → [`Config`]: what the site is called, which levels and units there are, what is published.

mod statistics;
mod toml;

use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Expected, Place, Problem, Source};
use crate::fields::{Fields, Placed};
use crate::figure::Indicators;
use crate::message::Language;
use crate::report::front_matter::Demands;
use crate::unit::{Levels, Roster, Year};
use crate::wording::Terms;

/// The configuration of a site, checked.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of site.toml by its name")]
pub struct Config {
    /// Name of the archive.
    pub title: String,
    /// A sentence beneath it.
    pub subtitle: Option<String>,
    /// Language of the pages.
    pub language: Language,
    /// Where the site will stand, for the sitemap and the feed; ends with `/`.
    pub base_url: Option<String>,
    /// Path under which it is hosted, for the page shown at unknown addresses; starts and ends with `/`.
    pub base_path: Option<String>,
    /// Name of the theme.
    pub theme: String,
    /// Where the theme is named.
    pub theme_place: Option<Place>,
    /// Folder of the reports, from the site's root.
    pub content: String,
    /// Folder of the published site, from the site's root.
    pub output: String,
    /// The kind of document that a report is where it does not say.
    pub default_kind: String,
    /// What front matter must satisfy.
    pub demands: Demands,
    /// Levels, highest first.
    pub levels: Levels,
    /// Units listed in site.toml.
    pub roster: Roster,
    /// Whether units beyond the roster may report.
    pub open_roster: bool,
    /// Whether the grade of the review is shown.
    pub show_grade: bool,
    /// What is counted.
    pub indicators: Arc<Indicators>,
    /// Whether units are shown how often meetings usually take place.
    pub usual_frequencies: bool,
    /// Terms that are watched.
    pub terms: Arc<Terms>,
    /// Which years are compared.
    pub compare: Compare,
    /// Whether the list of reports that need a look is published.
    pub publish_review: bool,
    /// Whether figures are read from the texts, checked and shown, with their statistics.
    pub publish_figures: bool,
    /// Whether pages tell what became of problems and plans.
    pub publish_ledger: bool,
    /// Free values for themes.
    pub extra: Vec<(String, String)>,
}

/// Which years of a unit a build compares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compare {
    /// Each with the nearest earlier one.
    #[default]
    Adjacent,
    /// Each with all earlier ones.
    All,
    /// None: half the site's size and a third of its build are comparisons. A preview compares all the same.
    None,
}

const COMPARE: [(&str, Compare); 3] =
    [("adjacent", Compare::Adjacent), ("all", Compare::All), ("none", Compare::None)];

/// Years that a site covers where site.toml does not say. Fixed, so that output never depends on the clock.
const YEARS: (Year, Year) = (1949, 2099);

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "述职报告档案".to_owned(),
            subtitle: None,
            language: Language::Chinese,
            base_url: None,
            base_path: None,
            theme: "default".to_owned(),
            theme_place: None,
            content: "content".to_owned(),
            output: "public".to_owned(),
            default_kind: "述职报告".to_owned(),
            demands: Demands { first_year: YEARS.0, last_year: YEARS.1, require_review: false },
            levels: Levels::default(),
            roster: Roster::default(),
            open_roster: false,
            show_grade: false,
            indicators: Indicators::shared(),
            usual_frequencies: false,
            terms: Terms::shared(),
            compare: Compare::Adjacent,
            publish_review: false,
            publish_figures: true,
            publish_ledger: true,
            extra: vec![],
        }
    }
}

/// Reads site.toml; what is missing or wrong takes its default.
pub fn parse(source: Source<'_>) -> Checked<Config> {
    let Checked { value: table, problems } = toml::parse(source);
    let mut fields = Fields::new(source, 0..0, table);
    let mut read_problems = vec![];
    let value = read(&mut fields, source, &mut read_problems);
    read_problems.extend(fields.finish());
    Checked { value, problems: settle(problems, read_problems) }
}

/// Of what the parser and the reading found on one line, keeps what says most: a key in Chinese is no TOML
/// and unknown, and what the parser makes of the rest of a broken line is a guess.
fn settle(mut syntax: Vec<Diagnostic>, mut read: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let line = |problem: &Diagnostic| problem.place.excerpt.as_ref().map(|excerpt| excerpt.line);
    syntax.sort();
    syntax.dedup_by_key(|problem| line(problem));
    let is_key = |problem: &Diagnostic| matches!(problem.problem, Problem::UnknownKey { .. });
    syntax.retain(|problem| !read.iter().any(|other| is_key(other) && other.place == problem.place));
    read.retain(|problem| !syntax.iter().any(|other| line(other) == line(problem)));
    syntax.extend(read);
    syntax
}

fn read(fields: &mut Fields<'_>, source: Source<'_>, problems: &mut Vec<Diagnostic>) -> Config {
    let defaults = Config::default();
    let text = |fields: &mut Fields<'_>, key| fields.text(key).map(|text| text.value);
    let languages = Language::ALL.map(|language| (language.name(), language));
    let levels = Levels::read(fields.tables("levels"), source, problems);
    let roster = Roster::from_tables(fields.tables("units"), &levels, source);
    problems.extend(roster.problems);
    let title = text(fields, "title").unwrap_or(defaults.title);
    let language = fields.choice("language", &languages).unwrap_or_default();
    let (first_year, last_year) = years(fields);
    let mut publish = fields.table("publish");
    let mut is_on = |key, usual| publish.as_mut().and_then(|inner| inner.truth(key)).unwrap_or(usual);
    let (require_review, show_grade) = (is_on("require_review", false), is_on("show_grade", false));
    let (publish_review, publish_figures) = (is_on("review", false), is_on("figures", true));
    let publish_ledger = is_on("ledger", true);
    if let Some(inner) = publish {
        fields.close(inner);
    }
    let theme = fields.text("theme");
    let indicators = statistics::indicators(fields);
    let statistics = statistics::settings(fields);
    Config {
        title,
        subtitle: text(fields, "subtitle"),
        language,
        base_url: address(fields, "base_url", |url| {
            (url.starts_with("http://") || url.starts_with("https://")) && url.ends_with('/')
        }),
        base_path: address(fields, "base_path", |path| path.starts_with('/') && path.ends_with('/')),
        theme_place: theme.as_ref().map(|theme| source.place(theme.span.clone())),
        theme: theme.map_or(defaults.theme, |theme| theme.value),
        content: text(fields, "content").unwrap_or(defaults.content),
        output: text(fields, "output").unwrap_or(defaults.output),
        default_kind: text(fields, "default_kind").unwrap_or(defaults.default_kind),
        demands: Demands { first_year, last_year, require_review },
        levels,
        roster: roster.value,
        open_roster: fields.truth("open_roster").unwrap_or(false),
        show_grade,
        indicators,
        usual_frequencies: statistics.usual_frequencies,
        terms: statistics.terms,
        compare: fields.choice("compare", &COMPARE).unwrap_or_default(),
        publish_review,
        publish_figures,
        publish_ledger,
        extra: fields.free_table("extra", Expected::Text),
    }
}

fn address(fields: &mut Fields<'_>, key: &'static str, is_good: fn(&str) -> bool) -> Option<String> {
    let address = fields.text(key)?;
    if is_good(&address.value) {
        return Some(address.value);
    }
    fields.report(address.span, Problem::BaseUrl { url: address.value });
    None
}

fn years(fields: &mut Fields<'_>) -> (Year, Year) {
    let Some(mut inner) = fields.table("years") else { return YEARS };
    let first = inner.text("first").and_then(|year| one_year(year, &mut inner)).unwrap_or(YEARS.0);
    let last = inner.text("last").and_then(|year| one_year(year, &mut inner)).unwrap_or(YEARS.1);
    if first > last {
        inner.report_here(Problem::YearsReversed { first, last });
    }
    fields.close(inner);
    if first > last { YEARS } else { (first, last) }
}

fn one_year(text: Placed<String>, fields: &mut Fields<'_>) -> Option<Year> {
    let year = crate::han::year(&text.value);
    if year.is_none() {
        fields.report(text.span, Problem::YearUnreadable { value: text.value });
    }
    year
}

/// What theme.toml says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThemeConfig {
    /// The theme it inherits from.
    pub extends: Option<String>,
    /// Where that is named.
    pub extends_place: Option<Place>,
}

/// Reads theme.toml.
pub fn parse_theme(path: &Arc<str>, text: &str) -> Checked<ThemeConfig> {
    let source = Source { path, text };
    let Checked { value: table, problems } = toml::parse(source);
    let mut fields = Fields::new(source, 0..0, table);
    let extends = fields.text("extends");
    for key in ["name", "description", "author", "licence"] {
        fields.text(key);
    }
    let extends_place = extends.as_ref().map(|extends| source.place(extends.span.clone()));
    let value = ThemeConfig { extends: extends.map(|extends| extends.value), extends_place };
    Checked { value, problems: settle(problems, fields.finish()) }
}
