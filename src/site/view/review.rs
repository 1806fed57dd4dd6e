//! The pages of reviewing: the reports that need a look, and one of them passage by passage.

use serde::Serialize;

use super::comparison::{marked, plain};
use super::{Content, Link, Page, View};
use crate::archive::{Archive, Entry};
use crate::compare::sentence::Sentence;
use crate::reuse::passage::{Origin, Other, Passage, passages};
use crate::reuse::tell::Finding;
use crate::reuse::{MUCH_OWN, MUCH_SHARED, Opened, Review, Reviewed};
use crate::site::render::Theme;
use crate::site::route::Route;

/// The reports that need a look.
#[derive(Debug, Serialize)]
pub struct ReviewPage {
    /// How many they are.
    pub summary: String,
    /// Whether the page stands alone: then it has no links.
    pub is_alone: bool,
    /// The style sheet of a page that stands alone.
    pub style: String,
    /// Reports, first what needs it most.
    pub rows: Vec<ReviewRow>,
    /// What is not listed.
    pub more: String,
    /// What was set aside.
    pub set_aside: Vec<AsideRow>,
}

/// A report that needs a look.
#[derive(Debug, Serialize)]
pub struct ReviewRow {
    /// Its review.
    pub link: Link,
    /// Where its text comes from.
    pub shares: Vec<ShareBar>,
    /// Reports of other units with the same passages.
    pub sources: Vec<SourceRow>,
    /// What in it by itself needs a look.
    pub findings: Vec<FindingRow>,
}

/// A share of a text, as a piece of a bar a thousand wide.
#[derive(Debug, Serialize)]
pub struct ShareBar {
    /// `new`, `own`, `shared` or `common`.
    pub origin: &'static str,
    /// Its name.
    pub name: &'static str,
    /// In per cent.
    pub percent: String,
    /// Where it begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
    /// Whether it is why the report needs a look.
    pub is_much: bool,
}

/// A report of another unit.
#[derive(Debug, Serialize)]
pub struct SourceRow {
    /// The report.
    pub link: Link,
    /// The share of this report that it has, in per cent.
    pub share: String,
    /// Whether sentences count that were edited.
    pub is_edited: bool,
}

/// Words that need a look.
#[derive(Debug, Serialize)]
pub struct FindingRow {
    /// What they are.
    pub kind: &'static str,
    /// The words.
    pub text: String,
    /// Their sentence.
    pub sentence: String,
    /// Why.
    pub why: String,
}

/// Words that were set aside.
#[derive(Debug, Serialize)]
pub struct AsideRow {
    /// The words.
    pub words: String,
    /// Units that say them.
    pub units: usize,
    /// Reports that do.
    pub reports: usize,
}

/// A report passage by passage.
#[derive(Debug, Serialize)]
pub struct ReviewedPage {
    /// The report.
    pub report: Link,
    /// Where its text comes from, in words.
    pub summary: String,
    /// The same as a bar.
    pub shares: Vec<ShareBar>,
    /// Reports of other units with the same passages.
    pub sources: Vec<SourceRow>,
    /// What in it by itself needs a look.
    pub findings: Vec<FindingRow>,
    /// Its passages.
    pub passages: Vec<PassageRow>,
}

/// A passage.
#[derive(Debug, Serialize)]
pub struct PassageRow {
    /// `new`, `own`, `shared` or `common`.
    pub origin: &'static str,
    /// The other report, if there is one.
    pub other: Option<Link>,
    /// Its length in words.
    pub length: String,
    /// Its sentences.
    pub rows: Vec<SentenceRow>,
}

/// A sentence as HTML.
#[derive(Debug, Serialize)]
pub struct SentenceRow {
    /// As the other report has it; empty where both are the same, or there is none.
    pub other: String,
    /// As this one has it.
    pub own: String,
}

/// Most reports on a page.
const MOST: usize = 500;

/// The list of reports that need a look.
pub fn review(archive: &Archive, review: &Review) -> View {
    let page = Page::new(archive, &Route::Review);
    list(&page, review, "review.html", None)
}

/// The same as a page that needs no other file.
pub fn review_alone(archive: &Archive, review: &Review, theme: &Theme) -> View {
    let page = Page::new(archive, &Route::Review);
    let style = theme.statics.get("style.css").map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    list(&page, review, "review-alone.html", Some(style.unwrap_or_default()))
}

fn list(page: &Page<'_>, review: &Review, template: &'static str, style: Option<String>) -> View {
    let language = page.language();
    let words = language.words();
    let needing: Vec<&Reviewed> = review.reports.iter().filter(|report| report.needs_look()).collect();
    let row = |report: &&Reviewed| ReviewRow {
        link: page.link(&Route::Reviewed(report.key.clone()), &page.report_of(&report.key).text),
        shares: bar(page, report),
        sources: sources(page, report),
        findings: findings(page, &report.findings),
    };
    let aside = |aside: &crate::reuse::SetAside| AsideRow {
        words: aside.words.clone(),
        units: aside.units,
        reports: aside.reports,
    };
    let summary = language.reviewed(review.reports.len(), needing.len());
    let rest = needing.len().saturating_sub(MOST);
    let content = ReviewPage {
        summary: summary.clone(),
        is_alone: style.is_some(),
        style: style.unwrap_or_default(),
        rows: needing.iter().take(MOST).map(row).collect(),
        more: if rest > 0 { language.more_to_review(rest) } else { String::new() },
        set_aside: review.set_aside.iter().map(aside).collect(),
    };
    let crumbs = vec![page.link(&Route::Home, words.home)];
    View {
        template,
        frame: page.frame(words.review.to_owned(), summary, "review", crumbs),
        content: Content::Review(Box::new(content)),
    }
}

/// Where a text comes from, what needs a look first.
fn bar(page: &Page<'_>, report: &Reviewed) -> Vec<ShareBar> {
    let words = page.language().words();
    let shares = report.shares;
    let mut end = 0;
    let mut piece = |origin, name, part: usize, much: f64| {
        let start = end * 1_000 / shares.all().max(1);
        end += part;
        ShareBar {
            origin,
            name,
            percent: format!("{:.0}", shares.of(part) * 100.0),
            start,
            length: end * 1_000 / shares.all().max(1) - start,
            is_much: shares.of(part) >= much,
        }
    };
    vec![
        piece("shared", words.review_shared, shares.shared, MUCH_SHARED),
        piece("own", words.review_own, shares.own, MUCH_OWN),
        piece("common", words.review_common, shares.common, f64::INFINITY),
        piece("new", words.review_new, shares.new, f64::INFINITY),
    ]
}

fn sources(page: &Page<'_>, report: &Reviewed) -> Vec<SourceRow> {
    let row = |source: &crate::reuse::Source| SourceRow {
        link: page.report_of(&source.key),
        share: format!("{:.0}", report.shares.of(source.length) * 100.0),
        is_edited: source.is_edited,
    };
    report.sources.iter().map(row).collect()
}

fn findings(page: &Page<'_>, found: &[Finding]) -> Vec<FindingRow> {
    let row = |finding: &Finding| FindingRow {
        kind: page.language().finding(finding.kind),
        text: finding.text.to_string(),
        sentence: finding.sentence.to_string(),
        why: finding.why.to_string(),
    };
    found.iter().map(row).collect()
}

/// A report passage by passage, beside those it shares them with: `earlier` are the unit's own, the latest first, `others` the sources in their
/// order.
pub fn reviewed(
    archive: &Archive,
    review: &Review,
    report: &Reviewed,
    own: &Opened<'_>,
    earlier: &[(&Entry, Opened<'_>)],
    others: &[Opened<'_>],
) -> View {
    let key = &report.key;
    let page = Page::new(archive, &Route::Reviewed(key.clone()));
    let (language, words) = (page.language(), page.language().words());
    let past: Vec<Other<'_>> =
        earlier.iter().map(|(_, opened)| Other { sentences: &opened.sentences, is_edited: false }).collect();
    let found: Vec<Other<'_>> = report
        .sources
        .iter()
        .zip(others)
        .map(|(source, opened)| Other { sentences: &opened.sentences, is_edited: source.is_edited })
        .collect();
    let rows = passages(&own.sentences, &past, &found, &review.common);
    let row = |passage: &Passage| {
        let (origin, other, text) = match passage.origin {
            Origin::New => ("new", None, None),
            Origin::Common => ("common", None, None),
            Origin::Own(number) => {
                ("own", Some(page.report_of(&earlier[number].0.key)), Some(&earlier[number].1))
            }
            Origin::Shared(number) => {
                ("shared", Some(page.report_of(&report.sources[number].key)), Some(&others[number]))
            }
        };
        let of_sentence = |(at, there): &(usize, Option<usize>)| {
            let one = &own.sentences.all[*at];
            let two = there.zip(text).map(|(there, text)| (text, &text.sentences.all[there]));
            sides(own, one, two)
        };
        let count = passage.sentences.len();
        PassageRow {
            origin,
            other,
            length: language.passage(count, passage.length),
            rows: passage.sentences.iter().map(of_sentence).collect(),
        }
    };
    let summary = language.shares(&report.shares);
    let unit = archive.unit(&key.unit);
    let content = ReviewedPage {
        report: page.report_of(key),
        summary: summary.clone(),
        shares: bar(&page, report),
        sources: sources(&page, report),
        findings: findings(&page, &report.findings),
        passages: rows.iter().map(row).collect(),
    };
    let crumbs = vec![page.link(&Route::Home, words.home), page.link(&Route::Review, words.review)];
    let title = language.review_title(&unit.name, &language.year(key.year));
    View {
        template: "reviewed.html",
        frame: page.frame(title, summary, "review", crumbs),
        content: Content::Reviewed(Box::new(content)),
    }
}

/// A sentence of the other report, if it differs, and of this one, with what differs.
fn sides(own: &Opened<'_>, one: &Sentence, other: Option<(&Opened<'_>, &Sentence)>) -> SentenceRow {
    let here = own.text.document.slice(&one.place);
    match other.map(|(text, sentence)| text.text.document.slice(&sentence.place)) {
        Some(there) if there != here => {
            let (other, own) = marked(there, here);
            SentenceRow { other, own }
        }
        _ => SentenceRow { other: String::new(), own: plain(here) },
    }
}
