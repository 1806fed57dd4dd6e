//! Pages and their addresses.
//!
//! Addresses are flat ASCII files with their endings, and links are relative, so that the same bytes work
//! at a domain's root, under any sub-path and from `file://`. Adding a report never changes one.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::archive::{Archive, Entry, ReportKey, fingerprint};
use crate::config::Compare;
use crate::figure::IndicatorId;
use crate::unit::{LevelId, Unit, UnitId, Year, pinyin};

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// What the archive holds.
    Home,
    /// All units.
    Units,
    /// A unit with its reports.
    Unit(UnitId),
    /// A report.
    Report(ReportKey),
    /// A report compared with that of an earlier year.
    Comparison(ReportKey, Year),
    /// A report compared with that of a predecessor 前身 of its unit in an earlier year: not like for like.
    Succession(ReportKey, UnitId, Year),
    /// The problems and plans of a unit over the years.
    Ledger(UnitId),
    /// The reports that need a look; in a preview, and published where the site wants it.
    Review,
    /// One of them passage by passage.
    Reviewed(ReportKey),
    /// All years.
    Years,
    /// A year.
    Year(Year),
    /// All levels.
    Levels,
    /// A level.
    Level(LevelId),
    /// The search over all reports.
    Search,
    /// What the reports count, all together.
    Statistics,
    /// An indicator over all years.
    Indicator(IndicatorId),
    /// What each report of a year says of an indicator.
    IndicatorYear(IndicatorId, Year),
    /// How often terms are said, and which phrases came and went.
    Terms,
    /// The problems most often named in a year.
    Problems(Year),
    /// What the columns of the published tables mean.
    Dictionary,
    /// A table for other programs.
    Data(Table, Format),
    /// Shown at unknown addresses.
    NotFound,
    /// The Atom feed of the newest reports.
    Feed,
    /// The sitemap; only where the site's address is known, since the protocol wants whole addresses.
    Sitemap,
    /// A file published with a report, by its path from the content folder.
    Attachment(Arc<str>),
}

/// A table that is published for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Units and years: what was handed in.
    Coverage,
    /// Indicators and years, all together.
    Totals,
    /// What each report says of an indicator.
    Indicator(IndicatorId),
    /// How often terms are said.
    Terms,
    /// Phrases that came and went.
    Phrases,
    /// Columns of the tables, and the JSON schema of them.
    Schema,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Values between commas, for spreadsheets.
    Csv,
    /// An object with an array of rows.
    Json,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// As it ends a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// All files of the site but those of the theme, in a fixed order.
pub fn routes(archive: &Archive) -> Vec<Route> {
    let mut routes = vec![
        Route::Home,
        Route::Units,
        Route::Years,
        Route::Levels,
        Route::Search,
        Route::NotFound,
        Route::Feed,
        Route::Statistics,
        Route::Terms,
        Route::Dictionary,
        Route::Data(Table::Schema, Format::Json),
    ];
    let tables = [Table::Coverage, Table::Totals, Table::Terms, Table::Phrases].into_iter();
    let tables = tables.chain(archive.indicators().map(|(id, _)| Table::Indicator(id)));
    let tables = tables.flat_map(|table| Format::ALL.map(|format| Route::Data(table, format)));
    routes.extend(tables.filter(|route| route.exists(archive)));
    for (id, years) in archive.indicators() {
        routes.push(Route::Indicator(id));
        routes.extend(years.map(|year| Route::IndicatorYear(id, year)));
    }
    if archive.config.base_url.is_some() {
        routes.push(Route::Sitemap);
    }
    let of_years = archive.years().flat_map(|year| [Route::Year(year), Route::Problems(year)]);
    routes.extend(of_years.filter(|route| route.exists(archive)));
    routes.extend(archive.levels().map(Route::Level));
    let mut attachments = BTreeSet::new();
    for unit in archive.units() {
        routes.push(Route::Unit(unit.id.clone()));
        routes.extend(Some(Route::Ledger(unit.id.clone())).filter(|route| route.exists(archive)));
        for entry in archive.of_unit(&unit.id).filter(|entry| entry.is_published()) {
            routes.push(Route::Report(entry.key.clone()));
            routes.extend(comparisons(archive, entry));
            attachments.extend(archive.attachments(entry).cloned());
        }
    }
    routes.extend(attachments.into_iter().map(Route::Attachment));
    routes
}

impl Route {
    /// Whether two pages are made of the same things, and best one after the other.
    pub fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Data(one, _), Self::Data(two, _)) => one == two,
            _ => self.unit().is_some() && self.unit() == other.unit(),
        }
    }

    /// The unit that the page is of.
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Unit(id) | Self::Ledger(id) => Some(id),
            Self::Report(key) | Self::Comparison(key, _) | Self::Succession(key, ..) => Some(&key.unit),
            _ => None,
        }
    }

    /// Whether there is such a page: what an archive held a moment ago it may hold no more.
    pub fn exists(&self, archive: &Archive) -> bool {
        match self {
            Self::Unit(id) => archive.knows(id),
            Self::Ledger(id) => {
                archive.config.publish_ledger && archive.knows(id) && !archive.series(id).is_empty()
            }
            Self::Report(key) | Self::Reviewed(key) => archive.get(key).is_some_and(Entry::is_published),
            Self::Comparison(..) | Self::Succession(..) => self.compared(archive).is_some(),
            Self::Year(year) => archive.years().any(|known| known == *year),
            Self::Problems(year) => {
                archive.config.publish_ledger && archive.years().any(|known| known == *year)
            }
            Self::Level(level) => archive.levels().any(|known| known == *level),
            Self::Sitemap => archive.config.base_url.is_some(),
            Self::Attachment(path) => archive.is_attached(path),
            Self::Indicator(id) | Self::Data(Table::Indicator(id), _) => {
                archive.years().any(|year| archive.is_counted(*id, year))
            }
            Self::IndicatorYear(id, year) => archive.is_counted(*id, *year),
            Self::Data(Table::Schema, format) => *format == Format::Json,
            Self::Data(Table::Totals, _) => archive.indicators().next().is_some(),
            Self::Data(Table::Coverage | Table::Terms | Table::Phrases, _)
            | Self::Statistics
            | Self::Terms
            | Self::Dictionary
            | Self::Review
            | Self::Home
            | Self::Units
            | Self::Years
            | Self::Levels
            | Self::Search
            | Self::NotFound
            | Self::Feed => true,
        }
    }

    /// The two reports that a page compares, the earlier one first; nothing for other pages, and for those that
    /// do not exist.
    pub fn compared<'a>(&self, archive: &'a Archive) -> Option<[&'a Entry; 2]> {
        let (key, unit, year) = match self {
            Self::Comparison(key, year) => (key, &key.unit, year),
            Self::Succession(key, predecessor, year) => (key, predecessor, year),
            _ => return None,
        };
        let later = archive.get(key).filter(|entry| entry.is_published())?;
        let is_predecessor = || archive.unit(&key.unit).predecessors.contains(unit);
        if matches!(self, Self::Succession(..)) && !is_predecessor() {
            return None;
        }
        let earlier = archive.earlier_of(unit, later).find(|entry| entry.key.year == *year)?;
        Some([earlier, later])
    }

    /// The route of an address, the reverse of [`Self::url`]: of a page that exists, or nothing. Of pages that
    /// share an address, which is an error, the first in the order of [`routes`] stands.
    ///
    /// Linear in the reports of one unit at most.
    pub fn parse(url: &str, archive: &Archive) -> Option<Self> {
        let candidates = match url.split_once('/') {
            None => vec![
                Self::Home,
                Self::Units,
                Self::Years,
                Self::Levels,
                Self::Search,
                Self::Statistics,
                Self::Review,
                Self::NotFound,
                Self::Feed,
                Self::Sitemap,
            ],
            Some(("statistics", rest)) => of_statistics(rest, archive),
            Some(("units", rest)) => of_units(rest, archive),
            Some(("review", rest)) => {
                let reports = of_units(rest, archive).into_iter();
                reports
                    .filter_map(
                        |route| if let Self::Report(key) = route { Some(Self::Reviewed(key)) } else { None },
                    )
                    .collect()
            }
            Some(("years", rest)) => {
                let year = rest.strip_suffix(".html").and_then(|year| year.parse().ok());
                year.map(Self::Year).into_iter().collect()
            }
            Some(("levels", _)) => archive.levels().map(Self::Level).collect(),
            Some(("attachments", name)) => {
                let digits = name.split('.').next().unwrap_or_default();
                let fingerprint = u64::from_str_radix(digits, 16).ok();
                let assets = fingerprint.into_iter().flat_map(|number| archive.with_fingerprint(number));
                assets.cloned().map(Self::Attachment).collect()
            }
            Some(_) => vec![],
        };
        candidates.into_iter().find(|route| route.exists(archive) && route.url(archive) == url)
    }

    /// The path from the site's root, of a page that exists.
    pub fn url(&self, archive: &Archive) -> String {
        match self {
            Self::Home => "index.html".to_owned(),
            Self::Units => "units.html".to_owned(),
            Self::Unit(id) => unit_url(archive.unit(id)),
            Self::Ledger(id) => format!("units/{}/problems-and-plans.html", archive.unit(id).slug),
            Self::Report(key) => report(archive, key),
            Self::Comparison(key, earlier) => comparison(archive, key, None, *earlier),
            Self::Succession(key, predecessor, earlier) => {
                comparison(archive, key, Some(predecessor), *earlier)
            }
            Self::Review => "review.html".to_owned(),
            Self::Reviewed(key) => report(archive, key).replacen("units/", "review/", 1),
            Self::Years => "years.html".to_owned(),
            Self::Year(year) => format!("years/{year}.html"),
            Self::Levels => "levels.html".to_owned(),
            Self::Level(level) => format!("levels/{}.html", archive.config.levels.get(*level).slug),
            Self::Search => "search.html".to_owned(),
            Self::Statistics => "statistics.html".to_owned(),
            Self::Indicator(id) => format!("statistics/{}.html", key(archive, *id)),
            Self::IndicatorYear(id, year) => format!("statistics/{}/{year}.html", key(archive, *id)),
            Self::Terms => "statistics/terms-and-phrases.html".to_owned(),
            Self::Problems(year) => format!("statistics/problems-{year}.html"),
            Self::Dictionary => "statistics/data-dictionary.html".to_owned(),
            Self::Data(table, format) => {
                // Keys of indicators have no hyphen.
                let name = match table {
                    Table::Coverage => "units-and-years",
                    Table::Totals => "all-indicators",
                    Table::Terms => "terms-by-year-and-level",
                    Table::Phrases => "phrases-more-and-fewer",
                    Table::Schema => "data-schema",
                    Table::Indicator(id) => key(archive, *id),
                };
                format!("statistics/{name}.{}", format.extension())
            }
            Self::NotFound => "404.html".to_owned(),
            Self::Feed => "feed.xml".to_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::Attachment(path) => attachment(path),
        }
    }
}

fn key(archive: &Archive, id: IndicatorId) -> &str {
    archive.config.indicators.get(id).map_or("", |indicator| &indicator.key)
}

/// The files that may stand at a path below `statistics/`.
fn of_statistics(path: &str, archive: &Archive) -> Vec<Route> {
    let stem = path.split(['/', '.']).next().unwrap_or_default();
    let id = archive.config.indicators.id(stem);
    let year = path.split_once('/').and_then(|(_, page)| page.strip_suffix(".html")?.parse().ok());
    let of_year = id.zip(year).map(|(id, year)| Route::IndicatorYear(id, year));
    let tables = [Table::Coverage, Table::Totals, Table::Terms, Table::Phrases, Table::Schema];
    let tables = tables.into_iter().chain(id.map(Table::Indicator));
    let data = tables.flat_map(|table| Format::ALL.map(|format| Route::Data(table, format)));
    let problems = path.strip_prefix("problems-").and_then(|page| page.strip_suffix(".html")?.parse().ok());
    of_year
        .into_iter()
        .chain(problems.map(Route::Problems))
        .chain([Route::Terms, Route::Dictionary])
        .chain(id.map(Route::Indicator))
        .chain(data)
        .collect()
}

/// The pages that may stand at a path below `units/`: those of one unit, unless several share their address.
fn of_units(path: &str, archive: &Archive) -> Vec<Route> {
    let of_unit = path.strip_suffix(".html").into_iter().flat_map(|slug| archive.with_slug(slug));
    let reporting = path.rsplit_once('/').into_iter().flat_map(|(slug, _)| archive.with_slug(slug));
    let reports = reporting.flat_map(|unit| archive.of_unit(&unit.id));
    let ledgers = path.rsplit_once('/').into_iter().flat_map(|(slug, _)| archive.with_slug(slug));
    let ledgers = ledgers.map(|unit| Route::Ledger(unit.id.clone()));
    let pages = of_unit.map(|unit| Route::Unit(unit.id.clone())).chain(ledgers);
    let earlier: Option<Year> = path.rsplit_once('/').and_then(|(_, name)| name.get(..4)?.parse().ok());
    let of_report = |entry: &Entry| {
        let compared = earlier.map(|year| Route::Comparison(entry.key.clone(), year));
        [Some(Route::Report(entry.key.clone())), compared].into_iter().flatten()
    };
    pages.chain(reports.flat_map(of_report)).chain(of_successions(path, archive)).collect()
}

/// The pages that may stand at a path below `units/` and compare a report with that of a predecessor.
fn of_successions(path: &str, archive: &Archive) -> Vec<Route> {
    let mut parts = path.splitn(3, '/');
    let (Some(slug), Some(predecessor), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return vec![];
    };
    let Some(year) = name.get(..4).and_then(|year| year.parse().ok()) else { return vec![] };
    let entries = archive.with_slug(slug).flat_map(|unit| archive.of_unit(&unit.id));
    let routes = entries.flat_map(|entry| {
        let predecessors = archive.unit(&entry.key.unit).predecessors.iter();
        let named = predecessors.filter(|id| archive.unit(id).slug == predecessor);
        named.map(move |id| Route::Succession(entry.key.clone(), id.clone(), year))
    });
    routes.collect()
}

/// The comparisons of a report that a build makes; a preview makes any that is asked for. The first report of a unit is
/// compared with those of its predecessors, too.
pub fn comparisons(archive: &Archive, entry: &Entry) -> Vec<Route> {
    let most = match archive.config.compare {
        Compare::Adjacent => 1,
        Compare::All => usize::MAX,
        Compare::None => 0,
    };
    let key = &entry.key;
    let of_own = archive.earlier(entry).rev().take(most);
    let own: Vec<Route> = of_own.map(|other| Route::Comparison(key.clone(), other.key.year)).collect();
    if !own.is_empty() {
        return own;
    }
    let of_predecessor = |id: &UnitId| {
        let earlier = archive.earlier_of(id, entry).rev().take(most);
        earlier.map(|other| Route::Succession(key.clone(), id.clone(), other.key.year)).collect::<Vec<_>>()
    };
    archive.unit(&key.unit).predecessors.iter().flat_map(of_predecessor).collect()
}

/// The comparisons with reports of a unit that a build makes for those of its successors.
pub fn successions(archive: &Archive, unit: &UnitId) -> Vec<Route> {
    let entries = archive.successors(unit).iter().flat_map(|id| archive.of_unit(id));
    let routes = entries.filter(|entry| entry.is_published()).flat_map(|entry| comparisons(archive, entry));
    routes.filter(|route| matches!(route, Route::Succession(_, of, _) if of == unit)).collect()
}

/// A predecessor is a folder: slugs may end like years and kinds, so that one name for both could be that of two pages.
fn comparison(archive: &Archive, key: &ReportKey, predecessor: Option<&UnitId>, earlier: Year) -> String {
    let later = report(archive, key);
    let (folder, name) = later.rsplit_once('/').unwrap_or_default();
    match predecessor.map(|id| &archive.unit(id).slug) {
        Some(slug) => format!("{folder}/{slug}/{earlier}-{name}"),
        None => format!("{folder}/{earlier}-{name}"),
    }
}

fn report(archive: &Archive, key: &ReportKey) -> String {
    report_url(archive, archive.unit(&key.unit), key)
}

/// The path of a unit's page.
pub fn unit_url(unit: &Unit) -> String {
    ["units/", &unit.slug, ".html"].concat()
}

/// The path of a report's page; its unit is at hand.
pub fn report_url(archive: &Archive, unit: &Unit, key: &ReportKey) -> String {
    // Room for a place in the page, too.
    let mut url = String::with_capacity(unit.slug.len() + 32);
    push_report(archive, unit, key, &mut url);
    url
}

/// Appends the path of a report's page.
pub fn push_report(archive: &Archive, unit: &Unit, key: &ReportKey, url: &mut String) {
    url.extend(["units/", &unit.slug, "/"]);
    let _ = write!(url, "{}", key.year);
    if *key.kind != *archive.config.default_kind {
        url.extend(["-", &pinyin::slug(&key.kind)]);
    }
    url.push_str(".html");
}

/// In the address of an attachment stands a hash of its path for its name.
fn attachment(path: &str) -> String {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_plain = !extension.is_empty()
        && extension.len() <= 8
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let extension = if is_plain { extension.to_ascii_lowercase() } else { "bin".to_owned() };
    format!("attachments/{:016x}.{extension}", fingerprint(path))
}

/// The first bytes of the SHA-256 of some data, in hexadecimal.
pub fn short_hash(data: &[u8], bytes: usize) -> String {
    hex(&Sha256::digest(data)[..bytes])
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The way from a page to the site's root: `""`, `"../"`, `"../../"`.
pub fn root_from(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;
    use crate::archive::{Aside, Change, admit};
    use crate::config::{self, Config};
    use crate::diagnostic::Source;
    use crate::report::{condense, parse};
    use crate::site::view::{not_found_at, view};
    use crate::unit::Roster;

    #[test]
    fn a_page_that_is_gone_is_no_page() {
        let archive = Archive::new(Arc::new(Config::default()), Arc::new(Roster::default()), BTreeSet::new());
        let unit = UnitId(Arc::from("甲党支部"));
        let report = ReportKey { unit: unit.clone(), year: 2022, kind: Arc::from("述职报告") };
        let gone = [
            Route::Unit(unit),
            Route::Report(report.clone()),
            Route::Year(2022),
            Route::Comparison(report.clone(), 2021),
            Route::Succession(report.clone(), UnitId(Arc::from("乙党支部")), 2021),
            Route::Level(LevelId(99)),
            Route::Sitemap,
            Route::Attachment(Arc::from("a.pdf")),
        ];
        for route in &gone {
            assert!(!route.exists(&archive) && view(&archive, route, &[]).is_none(), "{route:?}");
        }
        assert!(routes(&archive).iter().all(|route| route.exists(&archive)));
    }

    #[test]
    fn an_unknown_address_leads_home_from_any_depth() {
        let archive = empty((false, true), &BTreeSet::new());
        for root in ["/", "/dang/"] {
            let frame = not_found_at(&archive, root).frame;
            assert_eq!((frame.root.as_str(), frame.url.as_str()), (root, "404.html"));
        }
    }

    #[test]
    fn an_attachment_goes_with_the_last_page_that_has_it() {
        let mut archive = empty((false, true), &BTreeSet::new());
        let scan: Arc<str> = Arc::from("扫描.PDF");
        let route = Route::Attachment(Arc::clone(&scan));
        let put = |path: &str, more: &str| {
            let text = format!(
                "---\nunit: 丁社区党总支\nyear: 2022\nlevel: 党总支\n{more}---\n\n见[扫描](扫描.PDF)。\n"
            );
            change(path, Some(&text))
        };
        archive.apply(put("b.md", ""));
        assert!(!route.exists(&archive), "there is no such file yet");
        archive.apply(Change::PutAsset(Arc::clone(&scan)));
        assert!(route.exists(&archive), "a report links to it");
        archive.apply(put("a.md", "status: internal\n"));
        assert!(!route.exists(&archive), "another file stands for the report, and is not shown");
        archive.apply(put("a.md", "status: draft\n"));
        assert!(route.exists(&archive), "the other file is shown");
        archive.apply(Change::Remove(Arc::from("a.md")));
        archive.apply(Change::SetAside(Arc::from("b.md"), Aside::default()));
        assert!(!route.exists(&archive), "nothing links to it");
        archive.apply(put("扫描.md", "kind: 整改报告\n"));
        archive.apply(put("扫描.md", "title: 无\n"));
        assert_eq!(Route::parse(&route.url(&archive), &archive), Some(route.clone()));
        archive.apply(Change::RemoveAsset(scan));
        assert!(!route.exists(&archive), "the file is gone");
    }

    #[test]
    fn addresses_across_mergers_and_splits_are_one_to_one() {
        // Slugs and kinds that look like years.
        let unit = |name: &str, slug: &str, predecessors: &str| {
            format!(
                "[[units]]\nname = \"{name}\"\nslug = \"{slug}\"\nlevel = \"党支部\"\n\
                 predecessors = [{predecessors}]\n"
            )
        };
        let toml = [
            unit("甲支部", "2020", ""),
            unit("乙支部", "a", ""),
            unit("丙支部", "a-2020", "\"甲支部\""),
            unit("丁支部", "d", "\"甲支部\", \"乙支部\", \"丙支部\""),
            unit("戊支部", "2020-2021", "\"丁支部\", \"甲支部\""),
        ];
        let source = Arc::from("site.toml");
        let checked = config::parse(Source { path: &source, text: &toml.concat() });
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        let config = Arc::new(checked.value);
        let mut archive = Archive::new(Arc::clone(&config), Arc::new(config.roster.clone()), BTreeSet::new());
        for name in ["甲支部", "乙支部", "丙支部", "丁支部", "戊支部"] {
            for (year, kind) in (2020..2023).flat_map(|year| ["述职报告", "2022"].map(|kind| (year, kind)))
            {
                let text = format!("---\nunit: {name}\nyear: {year}\nkind: \"{kind}\"\n---\n\n正文。\n");
                archive.apply(change_of(&config, &format!("{name}{year}{kind}.md"), Some(&text)));
            }
        }
        let mut seen: BTreeSet<String> = routes(&archive).iter().map(|route| route.url(&archive)).collect();
        let keys: Vec<ReportKey> = archive.entries().map(|entry| entry.key.clone()).collect();
        let mut existing = 0;
        for (key, unit) in keys.iter().flat_map(|key| archive.units().map(move |unit| (key, unit))) {
            for year in 2019..2024 {
                let route = Route::Succession(key.clone(), unit.id.clone(), year);
                let is_later = archive.unit(&key.unit).predecessors.contains(&unit.id) && year < key.year;
                assert_eq!(route.exists(&archive), is_later && year >= 2020, "{route:?}");
                if !route.exists(&archive) {
                    continue;
                }
                existing += 1;
                let url = route.url(&archive);
                assert_eq!(Route::parse(&url, &archive).as_ref(), Some(&route), "{url}");
                let is_built = routes(&archive).contains(&route);
                assert_eq!(seen.insert(url.clone()), !is_built, "{url}");
            }
        }
        // Three pairs of years, two kinds, and six predecessors.
        assert_eq!(existing, 3 * 2 * 6);
    }

    const REPORTS: &[&str] =
        &["a/2021.md", "a/2022.md", "a/2022.内部.md", "b.v1/2022.md", "b.v1/扫描.MD", "2022.md", "c.md"];
    const ASSETS: &[&str] = &[
        "2022.pdf",
        "a/2021.docx",
        "a/2022",
        "a/2022.",
        "a/2022.pdf",
        "a/2022.PDF",
        "a/2022.内部.pdf",
        "b.v1/2022",
        "b.v1/2022.tar.gz",
        "b.v1/扫描.jpeg",
        "c.附件",
        "scan.pdf",
        "扫描.pdf",
    ];
    const LINKS: &[&str] =
        &["scan.pdf", "../scan.pdf", "../扫描.pdf", "2022", "2022.pdf", "../a/2022.PDF", "c.md"];
    // Several share an address: 丙 and 饼, 乙 and its other spelling, and the kinds.
    const UNITS: &[&str] =
        &["甲区党委", "乙街道党工委", "乙街道  党工委", "丙支部", "饼支部", "丁社区党总支"];
    const LEVELS: &[&str] = &["党支部", "党总支", "党委", "无此层级"];
    const KINDS: &[&str] = &["述职报告", "整改报告", "整改抱告"];
    const STATUSES: &[&str] = &["published", "internal", "draft"];

    /// With a `base_url` or not, with everything published or reports alone.
    type Choices = (bool, bool);

    fn settings((has_address, has_all): Choices) -> Arc<Config> {
        let path = Arc::from("site.toml");
        let base = if has_address { "base_url = \"https://a.cn/\"\n" } else { "" };
        let publish = if has_all { "" } else { "[publish]\nfigures = false\nledger = false\n" };
        let text = format!(
            "title = \"档案\"\nopen_roster = true\n{base}[[units]]\nname = \"甲区党委\"\nlevel = \"党委\"\n\
             [[units]]\nname = \"戊支部\"\nparent = \"甲区党委\"\n[[units]]\nname = \"丙支部\"\n\
             predecessors = [\"戊支部\", \"甲区党委\"]\n{publish}"
        );
        let checked = config::parse(Source { path: &path, text: &text });
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        Arc::new(checked.value)
    }

    fn empty(choices: Choices, assets: &BTreeSet<Arc<str>>) -> Archive {
        let config = settings(choices);
        let roster = Arc::new(config.roster.clone());
        Archive::new(config, roster, assets.clone())
    }

    /// What `load` makes of a report's file with a text, or without one.
    fn change(path: &str, text: Option<&str>) -> Change {
        change_of(&settings((false, true)), path, text)
    }

    fn change_of(config: &Config, path: &str, text: Option<&str>) -> Change {
        let path: Arc<str> = Arc::from(path);
        let Some(text) = text else { return Change::Remove(path) };
        let shown = Arc::from(format!("content/{path}"));
        let source = Source { path: &shown, text };
        let record =
            condense(parse(source, &path, config.demands).value, &config.indicators, &config.terms).0;
        let aside = Aside { is_draft: false, links: record.links.clone() };
        let (entry, _) = admit(record, &|span| source.place(span), config, &config.roster);
        entry.map_or(Change::SetAside(path, aside), Change::Put)
    }

    /// A file of the content folder, and what is in it now; a file that is no report has nothing.
    type Edit = (&'static str, Option<String>);

    fn report() -> impl Strategy<Value = String> {
        let fields = (select(UNITS), 2020u16..2023, select(LEVELS), select(KINDS), select(STATUSES));
        (fields, vec(select(LINKS), 0..3)).prop_map(|((unit, year, level, kind, status), links)| {
            let mut text = format!(
                "---\nunit: {unit}\nyear: {year}\nlevel: {level}\nkind: {kind}\nstatus: {status}\n---\n\n\
                 一、履职情况\n\n"
            );
            for link in links {
                let _ = write!(text, "见[附件]({link})。");
            }
            text
        })
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let report = (select(REPORTS), proptest::option::weighted(0.75, report()));
        let asset = (select(ASSETS), proptest::option::weighted(0.75, Just(String::new())));
        vec(prop_oneof![2 => report, 1 => asset], 0..32)
    }

    fn apply(archive: &mut Archive, file: &str, text: Option<&str>) {
        archive.apply(match text {
            Some(_) if ASSETS.contains(&file) => Change::PutAsset(Arc::from(file)),
            None if ASSETS.contains(&file) => Change::RemoveAsset(Arc::from(file)),
            text => change(file, text),
        });
    }

    /// Every page that such archives may have, and some that none has.
    fn all_routes() -> Vec<Route> {
        let mut all = vec![Route::Home, Route::Units, Route::Years, Route::Levels, Route::Search];
        all.extend([Route::NotFound, Route::Feed, Route::Sitemap, Route::Year(2019)]);
        all.extend((2020..2023).flat_map(|year| [Route::Year(year), Route::Problems(year)]));
        all.extend(Format::ALL.map(|format| Route::Data(Table::Totals, format)));
        all.extend((0..12).map(|level| Route::Level(LevelId(level))));
        for unit in UNITS.iter().chain(&["戊支部", "己支部"]) {
            let unit = UnitId(Arc::from(*unit));
            all.extend([Route::Unit(unit.clone()), Route::Ledger(unit.clone())]);
            let key = |year, kind: &str| ReportKey { unit: unit.clone(), year, kind: Arc::from(kind) };
            all.extend(
                (2020..2023)
                    .flat_map(|year| KINDS.iter().map(move |kind| (year, kind)))
                    .map(|(year, kind)| Route::Report(key(year, kind))),
            );
        }
        all.extend(ASSETS.iter().map(|asset| Route::Attachment(Arc::from(*asset))));
        all
    }

    /// Addresses that look like one.
    fn misspelt(url: &str) -> Vec<String> {
        let mut found = vec![url.to_uppercase(), format!("/{url}"), format!("{url}/"), format!("./{url}")];
        for (from, to) in [
            (".html", ""),
            (".html", ".htm"),
            ("/", "//"),
            ("/", "/+"),
            ("/", "/0"),
            ("/", "/../"),
            ("/", ""),
            ("units/", "years/"),
            ("units/", "levels/"),
            ("attachments/", "units/"),
            (".", "-."),
            ("-", "/"),
            ("-", ""),
            ("202", "2"),
        ] {
            found.push(url.replacen(from, to, 1));
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 100, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn addresses_and_pages_are_one_to_one(
            edits in edits(), choices: Choices, any in any::<String>(), at: Index, to: char
        ) {
            let mut archive = empty(choices, &BTreeSet::new());
            for (file, text) in &edits {
                apply(&mut archive, file, text.as_deref());
            }
            let all = routes(&archive);
            let mut by_url: BTreeMap<String, &Route> = BTreeMap::new();
            for route in &all {
                // Of reports at one address, which is an error, the first stands.
                by_url.entry(route.url(&archive)).or_insert(route);
            }
            for route in all_routes() {
                prop_assert_eq!(route.exists(&archive), all.contains(&route), "{:?}", route);
            }
            let mut urls: Vec<String> = by_url.keys().flat_map(|url| misspelt(url)).collect();
            urls.extend(by_url.keys().cloned());
            urls.extend(by_url.keys().map(|url| {
                let mut letters: Vec<char> = url.chars().collect();
                let at = at.index(letters.len());
                letters[at] = to;
                letters.into_iter().collect()
            }));
            urls.extend(["units/", "years/", "levels/", "attachments/"].map(|folder| format!("{folder}{any}")));
            urls.extend(ASSETS.iter().map(|asset| attachment(asset)));
            urls.push(any);
            for url in urls {
                let found = Route::parse(&url, &archive);
                prop_assert_eq!(found.as_ref(), by_url.get(&url).copied(), "{}", url);
            }
        }

        #[test]
        fn edits_in_any_order_give_the_archive_of_their_outcome(edits in edits(), choices: Choices) {
            let mut edited = empty(choices, &BTreeSet::new());
            let mut outcome: BTreeMap<&str, &str> = BTreeMap::new();
            for (file, text) in &edits {
                apply(&mut edited, file, text.as_deref());
                outcome.remove(file);
                outcome.extend(text.as_deref().map(|text| (*file, text)));
            }
            let (assets, reports): (Vec<_>, Vec<_>) =
                outcome.into_iter().partition(|(file, _)| ASSETS.contains(file));
            let mut fresh = empty(choices, &assets.into_iter().map(|(file, _)| Arc::from(file)).collect());
            for (file, text) in reports.into_iter().rev() {
                apply(&mut fresh, file, Some(text));
            }
            prop_assert_eq!(format!("{edited:?}"), format!("{fresh:?}"));
        }
    }
}
