//! The Atom feed and the sitemap.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Content, Page, View, title};
use crate::archive::{Archive, Entry};
use crate::report::front_matter::Date;
use crate::site::route::{Route, hex, routes};

/// Newest reports in the feed.
const FEED: usize = 50;

/// The Atom feed (RFC 4287).
#[derive(Debug, Serialize)]
pub struct Feed {
    /// Its identity.
    pub id: String,
    /// Where the site stands; empty if that is not known.
    pub base: String,
    /// When its newest entry was dated.
    pub updated: String,
    /// Newest reports.
    pub entries: Vec<FeedEntry>,
}

/// A report in the feed.
#[derive(Debug, Serialize)]
pub struct FeedEntry {
    /// Its identity, which holds when its address changes.
    pub id: String,
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
    /// Its day at midnight, Beijing time; a report without a date stands at the end of its year.
    pub updated: String,
    /// The unit.
    pub author: String,
    /// Its beginning.
    pub summary: String,
}

/// The sitemap (sitemaps.org protocol 0.9).
#[derive(Debug, Serialize)]
pub struct Sitemap {
    /// Whole addresses.
    pub urls: Vec<String>,
}

/// When a report counts as written: its date, or else the end of its year.
fn day(entry: &Entry) -> Date {
    entry.record.front.date.unwrap_or(Date { year: entry.key.year, month: 12, day: 31 })
}

pub(super) fn newest(archive: &Archive, count: usize) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = archive.entries().filter(|entry| entry.is_published()).collect();
    let order = |entry: &&Entry| (std::cmp::Reverse(day(entry)), entry.level, entry.key.clone());
    if entries.len() > count && count > 0 {
        entries.select_nth_unstable_by_key(count - 1, order);
        entries.truncate(count);
    }
    entries.sort_by_key(order);
    entries
}

pub(super) fn feed(page: &Page<'_>) -> View {
    let archive = page.archive;
    let language = page.language();
    let entries: Vec<&Entry> = newest(archive, FEED);
    let stamp = |date: Date| format!("{date}T00:00:00+08:00");
    let item = |entry: &&Entry| {
        let unit = archive.unit(&entry.key.unit);
        let key = format!("{}\n{}\n{}", entry.key.unit.0, entry.key.year, entry.key.kind);
        FeedEntry {
            id: uuid(&key),
            url: page.href(&Route::Report(entry.key.clone())),
            title: title(entry, unit, language),
            updated: stamp(day(entry)),
            author: unit.name.clone(),
            summary: entry.record.beginning.to_string(),
        }
    };
    let content = Feed {
        id: uuid(archive.config.base_url.as_ref().unwrap_or(&archive.config.title)),
        base: archive.config.base_url.clone().unwrap_or_default(),
        updated: entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| stamp(day(entry))),
        entries: entries.iter().map(item).collect(),
    };
    View {
        template: "feed.xml",
        frame: page.frame(language.words().feed.to_owned(), String::new(), "", vec![]),
        content: Content::Feed(content),
    }
}

/// A name-based UUID (RFC 9562, version 8, of SHA-256): the same for the same report, for ever.
fn uuid(name: &str) -> String {
    let mut bytes: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    bytes[6] = (bytes[6] & 0x0F) | 0x80;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let hex = hex(&bytes[..16]);
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

pub(super) fn sitemap(page: &Page<'_>) -> View {
    let archive = page.archive;
    let base = archive.config.base_url.clone().unwrap_or_default();
    let is_page = |route: &Route| {
        !matches!(
            route,
            Route::NotFound | Route::Feed | Route::Sitemap | Route::Attachment(_) | Route::Data(..)
        )
    };
    let routes = routes(archive).into_iter().filter(is_page);
    let urls = routes.map(|route| format!("{base}{}", route.url(archive)));
    View {
        template: "sitemap.xml",
        frame: page.frame(String::new(), String::new(), "", vec![]),
        content: Content::Sitemap(Sitemap { urls: urls.collect() }),
    }
}
