//! Pages and their addresses.
//!
//! Addresses are flat ASCII files with their endings, and links are relative, so that the same bytes work
//! at a domain's root, under any sub-path and from `file://`. Adding a report never changes one.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::archive::{Archive, Entry, ReportKey};
use crate::unit::{LevelId, UnitId, Year, pinyin};

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
    /// All years.
    Years,
    /// A year.
    Year(Year),
    /// All levels.
    Levels,
    /// A level.
    Level(LevelId),
    /// Shown at unknown addresses.
    NotFound,
    /// The Atom feed of the newest reports.
    Feed,
    /// The sitemap; only where the site's address is known, since the protocol wants whole addresses.
    Sitemap,
    /// A file published with a report, by its path from the content folder.
    Attachment(Arc<str>),
}

/// All files of the site but those of the theme, in a fixed order.
pub fn routes(archive: &Archive) -> Vec<Route> {
    let mut routes =
        vec![Route::Home, Route::Units, Route::Years, Route::Levels, Route::NotFound, Route::Feed];
    if archive.config.base_url.is_some() {
        routes.push(Route::Sitemap);
    }
    routes.extend(archive.years().map(Route::Year));
    routes.extend(levels(archive).into_iter().map(Route::Level));
    let mut attachments = BTreeSet::new();
    for unit in archive.units() {
        routes.push(Route::Unit(unit.id.clone()));
        for entry in archive.of_unit(&unit.id).filter(|entry| entry.is_published()) {
            routes.push(Route::Report(entry.key.clone()));
            attachments.extend(archive.attachments(entry).cloned());
        }
    }
    routes.extend(attachments.into_iter().map(Route::Attachment));
    routes
}

/// The levels that any unit has.
pub fn levels(archive: &Archive) -> BTreeSet<LevelId> {
    archive.units().filter_map(|unit| archive.level(unit)).collect()
}

impl Route {
    /// Whether there is such a page: what an archive held a moment ago it may hold no more.
    pub fn exists(&self, archive: &Archive) -> bool {
        match self {
            Self::Unit(id) => archive.knows(id),
            Self::Report(key) => archive.get(key).is_some_and(Entry::is_published),
            Self::Year(year) => archive.years().any(|known| known == *year),
            Self::Level(level) => levels(archive).contains(level),
            Self::Sitemap => archive.config.base_url.is_some(),
            Self::Attachment(path) => archive.is_attached(path),
            Self::Home | Self::Units | Self::Years | Self::Levels | Self::NotFound | Self::Feed => true,
        }
    }

    /// The route of an address, the reverse of [`Self::url`]: of a page that exists, or nothing. Of units that
    /// share an address, which is an error, the first stands.
    ///
    /// Linear in the reports of one unit; for attachments in the number of files that are no reports.
    pub fn parse(url: &str, archive: &Archive) -> Option<Self> {
        let candidates = match url.split_once('/') {
            None => vec![
                Self::Home,
                Self::Units,
                Self::Years,
                Self::Levels,
                Self::NotFound,
                Self::Feed,
                Self::Sitemap,
            ],
            Some(("units", rest)) => of_units(rest, archive),
            Some(("years", rest)) => archive
                .years()
                .filter(|year| rest.strip_suffix(".html").is_some_and(|text| text == year.to_string()))
                .map(Self::Year)
                .collect(),
            Some(("levels", _)) => levels(archive).into_iter().map(Self::Level).collect(),
            Some(("attachments", _)) => archive.assets().cloned().map(Self::Attachment).collect(),
            Some(_) => vec![],
        };
        candidates.into_iter().find(|route| route.url(archive) == url && route.exists(archive))
    }

    /// The path from the site's root, of a page that exists.
    pub fn url(&self, archive: &Archive) -> String {
        match self {
            Self::Home => "index.html".to_owned(),
            Self::Units => "units.html".to_owned(),
            Self::Unit(id) => format!("units/{}.html", archive.unit(id).slug),
            Self::Report(key) => report(archive, key),
            Self::Years => "years.html".to_owned(),
            Self::Year(year) => format!("years/{year}.html"),
            Self::Levels => "levels.html".to_owned(),
            Self::Level(level) => format!("levels/{}.html", archive.config.levels.get(*level).slug),
            Self::NotFound => "404.html".to_owned(),
            Self::Feed => "feed.xml".to_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::Attachment(path) => attachment(path),
        }
    }
}

/// The pages of units with the place in addresses that a path below `units/` begins with.
fn of_units(path: &str, archive: &Archive) -> Vec<Route> {
    let is_report = path.contains('/');
    let slug = path.split('/').next().unwrap_or_default();
    let slug = if is_report { slug } else { slug.strip_suffix(".html").unwrap_or_default() };
    let units = archive.with_slug(slug);
    if !is_report {
        return units.map(|unit| Route::Unit(unit.id.clone())).collect();
    }
    units.flat_map(|unit| archive.of_unit(&unit.id)).map(|entry| Route::Report(entry.key.clone())).collect()
}

fn report(archive: &Archive, key: &ReportKey) -> String {
    let slug = &archive.unit(&key.unit).slug;
    if *key.kind == *archive.config.default_kind {
        format!("units/{slug}/{}.html", key.year)
    } else {
        format!("units/{slug}/{}-{}.html", key.year, pinyin::slug(&key.kind))
    }
}

/// Names of attachments are Chinese as a rule; in the address stands a hash of the path.
fn attachment(path: &str) -> String {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_plain = !extension.is_empty()
        && extension.len() <= 8
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let extension = if is_plain { extension.to_ascii_lowercase() } else { "bin".to_owned() };
    format!("attachments/{}.{extension}", short_hash(path.as_bytes(), 8))
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
    use super::*;
    use crate::config::Config;
    use crate::site::view::view;
    use crate::unit::Roster;

    #[test]
    fn a_page_that_is_gone_is_no_page() {
        let archive = Archive::new(Arc::new(Config::default()), Arc::new(Roster::default()), BTreeSet::new());
        let unit = UnitId(Arc::from("甲党支部"));
        let report = ReportKey { unit: unit.clone(), year: 2022, kind: Arc::from("述职报告") };
        let gone = [
            Route::Unit(unit),
            Route::Report(report),
            Route::Year(2022),
            Route::Level(LevelId(99)),
            Route::Sitemap,
            Route::Attachment(Arc::from("a.pdf")),
        ];
        for route in &gone {
            assert!(!route.exists(&archive) && view(&archive, route, None).is_none(), "{route:?}");
        }
        assert!(routes(&archive).iter().all(|route| route.exists(&archive)));
    }
}
