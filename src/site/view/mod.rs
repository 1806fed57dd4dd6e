//! What each page shows, as data; templates decide how.

mod comparison;
mod feed;
mod figure;
mod home;
mod indicator;
mod ledger;
mod list;
mod problems;
mod report;
mod review;
mod search;
mod statistics;
mod terms;
mod unit;

use serde::Serialize;

use crate::archive::{Archive, Entry, ReportKey};
use crate::site::reading::Reading;
use crate::site::route::{Route, push_report, root_from, unit_url};
use crate::unit::{Unit, Year};

pub use comparison::ComparisonPage;
pub use feed::{Feed, Sitemap};
pub use home::Home;
pub use indicator::{Counts, IndicatorPage, IndicatorYearPage};
pub use ledger::LedgerPage;
pub use list::{Group, LevelPage, Levels, Units, YearPage, Years};
pub use problems::ProblemsPage;
pub use report::ReportPage;
pub use review::{ReviewPage, ReviewedPage, review, review_alone, reviewed};
pub use search::Search;
pub use statistics::{Dictionary, Statistics};
pub use terms::TermsPage;
pub use unit::UnitPage;

/// A page before it is rendered.
#[derive(Debug)]
pub struct View {
    /// Name of its template.
    pub template: &'static str,
    /// What every page has.
    pub frame: Frame,
    /// What this page has.
    pub content: Content,
}

/// What every page has; templates know it as `page`.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// The way to the site's root: empty, or `../` once or twice.
    pub root: String,
    /// Path from the site's root.
    pub url: String,
    /// Title, without the site's.
    pub title: String,
    /// A sentence for those who find the page in a list.
    pub description: String,
    /// The item of the navigation that the page belongs to.
    pub section: &'static str,
    /// Pages above this one.
    pub crumbs: Vec<Link>,
}

/// What one page has; templates know it as `view`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// `home.html`.
    Home(Home),
    /// `units.html`.
    Units(Units),
    /// `unit.html`.
    Unit(Box<UnitPage>),
    /// `report.html`.
    Report(Box<ReportPage>),
    /// `comparison.html`.
    Comparison(Box<ComparisonPage>),
    /// `years.html`.
    Years(Years),
    /// `year.html`.
    Year(YearPage),
    /// `levels.html`.
    Levels(Levels),
    /// `level.html`.
    Level(LevelPage),
    /// `search.html`.
    Search(Search),
    /// `statistics.html`.
    Statistics(Box<Statistics>),
    /// `indicator.html`.
    Indicator(Box<IndicatorPage>),
    /// `indicator-year.html`.
    IndicatorYear(Box<IndicatorYearPage>),
    /// `terms.html`.
    Terms(Box<TermsPage>),
    /// `data-dictionary.html`.
    Dictionary(Box<Dictionary>),
    /// `ledger.html`.
    Ledger(Box<LedgerPage>),
    /// `problems.html`.
    Problems(Box<ProblemsPage>),
    /// `review.html`.
    Review(Box<ReviewPage>),
    /// `reviewed.html`.
    Reviewed(Box<ReviewedPage>),
    /// `feed.xml`.
    Feed(Feed),
    /// `sitemap.xml`.
    Sitemap(Sitemap),
    /// `404.html`.
    NotFound(()),
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Address from the page; empty where there is nothing to open.
    pub url: String,
    /// Words.
    pub text: String,
}

/// The reports whose texts a page shows, in the order that [`view`] takes them. Nothing for a page that does not exist.
pub fn reads<'a>(archive: &'a Archive, route: &Route) -> Vec<&'a Entry> {
    if !route.exists(archive) {
        return vec![];
    }
    match route {
        Route::Report(key) => archive.get(key).into_iter().collect(),
        Route::Ledger(id) => archive.series(id),
        _ => route.compared(archive).into_iter().flatten().collect(),
    }
}

/// What a page shows; `texts` are those of the reports it [`reads`]. Nothing for files that are copied as they are, and
/// for pages that do not exist.
pub fn view(archive: &Archive, route: &Route, texts: &[&Reading<'_>]) -> Option<View> {
    if !route.exists(archive) {
        return None;
    }
    let page = Page::new(archive, route);
    match (route, texts) {
        (Route::Home, _) => Some(home::home(&page)),
        (Route::Units, _) => Some(list::units(&page)),
        (Route::Unit(id), _) => Some(unit::unit(&page, archive.unit(id))),
        (Route::Report(key), [own]) => Some(report::report(&page, archive.get(key)?, own.text())),
        (Route::Comparison(..) | Route::Succession(..), [earlier, later]) => {
            Some(comparison::comparison(&page, route.compared(archive)?, [earlier, later]))
        }
        (Route::Ledger(id), texts) => Some(ledger::ledger_page(&page, archive.unit(id), texts)),
        (Route::Years, _) => Some(list::years(&page)),
        (Route::Year(year), _) => Some(list::year(&page, *year)),
        (Route::Levels, _) => Some(list::levels(&page)),
        (Route::Level(level), _) => Some(list::level(&page, *level)),
        (Route::Search, _) => Some(search::search(&page)),
        (Route::Statistics, _) => Some(statistics::statistics(&page)),
        (Route::Indicator(id), _) => indicator::indicator(&page, *id),
        (Route::IndicatorYear(id, year), _) => indicator::indicator_year(&page, *id, *year),
        (Route::Problems(year), _) => Some(problems::problems(&page, *year)),
        (Route::Terms, _) => Some(terms::terms(&page)),
        (Route::Dictionary, _) => Some(statistics::dictionary(&page)),
        (Route::NotFound, _) => Some(not_found(&page)),
        (Route::Feed, _) => Some(feed::feed(&page)),
        (Route::Sitemap, _) => Some(feed::sitemap(&page)),
        (
            Route::Report(_)
            | Route::Comparison(..)
            | Route::Succession(..)
            | Route::Review
            | Route::Reviewed(_)
            | Route::Attachment(_)
            | Route::Data(..),
            _,
        ) => None,
    }
}

/// A page being put together.
struct Page<'a> {
    archive: &'a Archive,
    url: String,
    root: String,
}

impl<'a> Page<'a> {
    fn new(archive: &'a Archive, route: &Route) -> Self {
        let url = route.url(archive);
        // The page for unknown addresses is shown at any depth.
        let base = archive.config.base_path.clone().filter(|_| *route == Route::NotFound);
        Self { archive, root: base.unwrap_or_else(|| root_from(&url)), url }
    }

    fn language(&self) -> crate::message::Language {
        self.archive.config.language
    }

    fn href(&self, route: &Route) -> String {
        [self.root.as_str(), &route.url(self.archive)].concat()
    }

    fn link(&self, route: &Route, text: &str) -> Link {
        Link { url: self.href(route), text: text.to_owned() }
    }

    /// The address of a report whose unit is at hand.
    fn report_href(&self, unit: &Unit, key: &ReportKey) -> String {
        let mut href = String::with_capacity(self.root.len() + unit.slug.len() + 32);
        href.push_str(&self.root);
        push_report(self.archive, unit, key, &mut href);
        href
    }

    /// A report by its unit and year.
    fn report_of(&self, key: &ReportKey) -> Link {
        let unit = self.archive.unit(&key.unit);
        let text = format!("{} {}", unit.name, self.language().year(key.year));
        Link { url: self.report_href(unit, key), text }
    }

    fn frame(&self, title: String, description: String, section: &'static str, crumbs: Vec<Link>) -> Frame {
        let (root, url) = (self.root.clone(), self.url.clone());
        Frame { root, url, title, description, section, crumbs }
    }

    fn unit_link(&self, unit: &Unit) -> Link {
        self.unit_called(unit, &unit.name)
    }

    /// A unit by a name it had.
    fn unit_called(&self, unit: &Unit, name: &str) -> Link {
        Link { url: self.unit_href(unit), text: name.to_owned() }
    }

    fn unit_href(&self, unit: &Unit) -> String {
        [self.root.as_str(), &unit_url(unit)].concat()
    }
}

/// The page for unknown addresses, its links beginning at a root, such as `/`: a server knows where the site
/// stands, and the page is shown at any depth.
pub fn not_found_at(archive: &Archive, root: &str) -> View {
    not_found(&Page { root: root.to_owned(), ..Page::new(archive, &Route::NotFound) })
}

fn not_found(page: &Page<'_>) -> View {
    let words = page.language().words();
    View {
        template: "404.html",
        frame: page.frame(words.not_found.to_owned(), String::new(), "", vec![]),
        content: Content::NotFound(()),
    }
}

/// A report in a list.
#[derive(Debug, Serialize)]
pub struct ReportItem {
    /// Address from the page; empty where the text is not published.
    pub url: String,
    /// Title.
    pub title: String,
    /// The unit as it was called then.
    pub unit: String,
    /// The unit's page.
    pub unit_url: String,
    /// Words that a filter finds it by: names, and the unit's in pinyin.
    pub find: String,
    /// Year in digits.
    pub year: Year,
    /// Year in words.
    pub year_text: String,
    /// Level.
    pub level: String,
    /// Kind of document.
    pub kind: String,
    /// Whether the kind is not the usual one.
    pub unusual: bool,
    /// Day; empty where none is given.
    pub date: String,
    /// Length in words.
    pub length: String,
    /// Kinds of the sections, in words.
    pub sections: Vec<String>,
}

impl Page<'_> {
    fn report_item(&self, entry: &Entry) -> ReportItem {
        let language = self.language();
        let unit = self.archive.unit(&entry.key.unit);
        let front = &entry.record.front;
        let called = front.unit.as_ref().map_or(unit.name.as_str(), |name| name.value.as_str());
        let url = if entry.is_published() { self.report_href(unit, &entry.key) } else { String::new() };
        let mut sections: Vec<String> = vec![];
        for heading in &entry.record.headings {
            let words = language.kinds(heading.kinds);
            if !words.is_empty() && !sections.contains(&words) {
                sections.push(words);
            }
        }
        ReportItem {
            url,
            title: title(entry, unit, language),
            unit: called.to_owned(),
            unit_url: self.unit_href(unit),
            find: find_words(unit),
            year: entry.key.year,
            year_text: language.year(entry.key.year),
            level: self.archive.config.levels.get(entry.level).name.clone(),
            kind: entry.key.kind.to_string(),
            unusual: *entry.key.kind != *self.archive.config.default_kind,
            date: front.date.map(|date| date.to_string()).unwrap_or_default(),
            length: language.characters(entry.record.length as usize),
            sections,
        }
    }
}

/// The title given, or one made of unit, year and kind.
pub(in crate::site) fn title(entry: &Entry, unit: &Unit, language: crate::message::Language) -> String {
    let front = &entry.record.front;
    let called = front.unit.as_ref().map_or(unit.name.as_str(), |name| name.value.as_str());
    let made = || language.report_title(called, entry.key.year, &entry.key.kind);
    front.title.clone().unwrap_or_else(made)
}

/// Present, short and former names, pinyin and initials: 水务局, shuiwuju, swj.
fn find_words(unit: &Unit) -> String {
    let syllables: Vec<&str> = unit.slug.split('-').collect();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    let mut words = vec![unit.name.as_str()];
    words.extend(unit.short_name.as_deref());
    words.extend(unit.former_names.iter().map(|former| former.name.as_str()));
    let pinyin = syllables.concat();
    words.extend([pinyin.as_str(), &initials]);
    words.join(" ")
}

/// A unit in one year.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// `reported`, `internal`, `missing`, `unknown` or `absent`.
    pub state: &'static str,
    /// The report; empty where there is none to open.
    pub url: String,
    /// The state in words.
    pub text: String,
    /// Year in digits.
    pub year: Year,
    /// The unit's name then, where it was another.
    pub then_called: String,
}

impl Page<'_> {
    /// What a unit did in a year.
    fn cell(&self, unit: &Unit, year: Year) -> Cell {
        let words = self.language().words();
        let mut of_year = self.archive.of_unit(&unit.id).filter(|entry| entry.key.year == year);
        let entry = of_year.next();
        let (state, text) = match entry {
            Some(entry) if entry.is_published() => ("reported", words.reported),
            Some(_) => ("internal", words.internal),
            None if !unit.being.contains(year) => ("absent", words.not_in_being),
            None if Archive::is_due(unit, year) => ("missing", words.missing),
            None => ("unknown", words.unknown),
        };
        let url = entry.filter(|entry| entry.is_published());
        let called = entry.and_then(|entry| entry.record.front.unit.as_ref()).map(|name| name.value.clone());
        Cell {
            state,
            url: url.map(|entry| self.report_href(unit, &entry.key)).unwrap_or_default(),
            text: text.to_owned(),
            year,
            then_called: called.filter(|name| *name != unit.name).unwrap_or_default(),
        }
    }
}
