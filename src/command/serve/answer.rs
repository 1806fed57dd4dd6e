//! Requests → replies: the site's files as `build` would publish them, and the preview's own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, RwLockReadGuard};

use super::html::{self, OWN};
use super::sources::Sources;
use super::state::is_sheet;
use super::{Current, Preview, locked};
use crate::command::index;
use crate::diagnostic::{Diagnostic, Place, Problem, Source};
use crate::disk::{self, ContentHash, OpenFile};
use crate::report::{Text, parse_text};
use crate::reuse::Review;
use crate::server::{Body, Content, Reply, Request, media_type};
use crate::site::reading::Reading;
use crate::site::route::Route;
use crate::site::view::not_found_at;

/// Pages made of one version of the site.
#[derive(Default)]
pub struct Made {
    version: u64,
    pages: BTreeMap<String, Arc<MadePage>>,
    bytes: usize,
    sources: Sources,
}

/// How many bytes of pages are kept: enough for the tabs that reload at once.
const MOST_MADE: usize = 32 << 20;

/// A file of the site as it is sent.
#[derive(Default)]
pub struct MadePage {
    status: u16,
    body: Arc<[u8]>,
    /// Of the bytes without the script, addresses of style sheets left out; nothing for a page that stands in
    /// for another.
    pub identity: Option<String>,
    /// Why it could not be made.
    pub problem: Option<Box<Diagnostic>>,
    /// Whether its text is not the one that the archive has.
    is_passing: bool,
}

/// A review, and whether it is of an earlier version of the site.
struct OfVersion {
    review: Arc<Review>,
    is_passing: bool,
}

const RELOAD_JS: &[u8] = include_bytes!("preview/reload.js");
const PREVIEW_CSS: &[u8] = include_bytes!("preview/preview.css");
const FAVICON: &[u8] = include_bytes!("../../../themes/default/static/favicon.svg");

impl Preview {
    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Reply {
        let mut path = request.path.clone();
        if request.is_folder && !path.is_empty() {
            path.push('/');
        }
        if let Some(own) = path.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/')) {
            return self.answer_own(own, request);
        }
        let (mount, mount_url) = {
            let current = self.current();
            (current.mount(), current.mount_url())
        };
        if !mount.is_empty() && (path.is_empty() || format!("{path}/") == mount) {
            return Reply::Redirect(format!("/{mount_url}"));
        }
        let Some(url) = path.strip_prefix(&mount) else { return self.not_found() };
        let url = if url.is_empty() { "index.html" } else { url };
        self.answer_file(url)
    }

    fn answer_own(&self, own: &str, request: &Request) -> Reply {
        let asset = |path: &str, bytes: &[u8]| content(200, media_type(path), Arc::from(bytes));
        match own {
            "" => {
                let (identity, page) = (self.status_identity(), self.status());
                let page =
                    html::with_script(&page, self.current().version, &identity, self.terminal.language);
                content(200, media_type(".html"), Arc::from(page))
            }
            "events" => Reply::Events,
            "state" => {
                let page = request.query.get("page").map_or("/", String::as_str);
                content(200, media_type(".json"), Arc::from(self.state(page).into_bytes()))
            }
            "reload.js" => asset(own, RELOAD_JS),
            "preview.css" => asset(own, PREVIEW_CSS),
            "favicon.svg" => asset(own, FAVICON),
            _ => self.not_found(),
        }
    }

    fn answer_file(&self, url: &str) -> Reply {
        let current = self.current();
        let statics = current.workspace.theme.iter().flat_map(|theme| theme.statics.values());
        if let Some(file) = statics.into_iter().find(|file| file.url == url) {
            return content(200, media_type(url), Arc::from(file.bytes.as_slice()));
        }
        if let Some(Route::Attachment(path)) = Route::parse(url, current.workspace.archive()) {
            let file = current.workspace.site.content.join(&*path);
            drop(current);
            return self.attachment(url, &file);
        }
        drop(current);
        if let Some(name) = index::name(url) {
            let file = self.index_file(name);
            return file.map_or_else(|| self.not_found(), |file| content(200, media_type(url), file));
        }
        match self.made(url) {
            Some(page) => content(page.status, media_type(url), Arc::clone(&page.body)),
            None => self.not_found(),
        }
    }

    /// A file that is sent as it is read: it may be a film.
    fn attachment(&self, url: &str, file: &Path) -> Reply {
        match disk::open_file(file) {
            Ok(OpenFile { file, bytes, version }) => {
                let body = Body::Stream { source: Box::new(file), length: bytes, version };
                Reply::Content(Content { status: 200, media_type: media_type(url), body, headers: vec![] })
            }
            Err(_) => self.not_found(),
        }
    }

    /// The site's page for unknown addresses.
    fn not_found(&self) -> Reply {
        let current = self.current();
        let texts = BTreeMap::new();
        let page = current.workspace.pages(&texts).map(|pages| {
            pages.render(&not_found_at(current.workspace.archive(), &format!("/{}", current.mount_url())))
        });
        let language = self.terminal.language;
        let (status, page) = match page {
            Some(Ok(page)) => (404, page),
            Some(Err(problem)) => (500, html::no_page(language, &[*problem])),
            None => (500, html::no_page(language, &current.problems)),
        };
        let page = html::with_script(&page, current.version, "", language);
        content(status, media_type(".html"), Arc::from(page))
    }

    /// What is known of the page at a path on this server.
    pub fn identity(&self, path: &str) -> Arc<MadePage> {
        let path = path.trim_start_matches('/');
        if path.strip_suffix('/') == Some(OWN) {
            return Arc::new(MadePage { identity: Some(self.status_identity()), ..MadePage::default() });
        }
        let mount = self.current().mount();
        let url = path.strip_prefix(&mount).map(|url| if url.is_empty() { "index.html" } else { url });
        url.and_then(|url| self.made(url)).unwrap_or_default()
    }

    /// A file of the site by its address, as it is or kept from a moment ago.
    fn made(&self, url: &str) -> Option<Arc<MadePage>> {
        let (current, review) = self.with_review(url);
        let mut made = locked(&self.made);
        if made.version != current.version {
            (made.version, made.bytes) = (current.version, 0);
            made.pages.clear();
        }
        if let Some(page) = made.pages.get(url) {
            return Some(Arc::clone(page));
        }
        drop(made);
        let page = Arc::new(self.make(&current, url, review.as_ref())?);
        let mut made = locked(&self.made);
        if page.is_passing {
            self.had_passing.store(true, Ordering::Relaxed);
        } else if made.version == current.version && made.bytes + page.body.len() <= MOST_MADE {
            made.bytes += page.body.len();
            made.pages.insert(url.to_owned(), Arc::clone(&page));
        }
        Some(page)
    }

    /// The site as it is now, with its review where the address needs it: that is made before the site is locked.
    fn with_review(&self, url: &str) -> (RwLockReadGuard<'_, Current>, Option<OfVersion>) {
        if url != "review.html" && !url.starts_with("review/") {
            return (self.current(), None);
        }
        let (version, review) = self.review();
        let current = self.current();
        let is_passing = current.version != version;
        // Of a moment ago: what it lists may be gone.
        let review = if is_passing { Arc::new(review.known_to(current.workspace.archive())) } else { review };
        (current, Some(OfVersion { review, is_passing }))
    }

    fn make(&self, current: &Current, url: &str, review: Option<&OfVersion>) -> Option<MadePage> {
        let language = self.terminal.language;
        let workspace = &current.workspace;
        let route = Route::parse(url, workspace.archive());
        let texts = BTreeMap::new();
        let Some(pages) = workspace.pages(&texts) else {
            let page = html::no_page(language, &current.problems);
            let body = Arc::from(html::with_script(&page, current.version, "", language));
            return Some(MadePage { status: 500, body, ..MadePage::default() });
        };
        // Attachments are no pages: they are sent as they are read, and never held.
        let route = route.filter(|route| !matches!(route, Route::Attachment(_)))?;
        let mut is_passing = review.is_some_and(|review| review.is_passing);
        let review = review.map(|review| &*review.review);
        let made = match &route {
            Route::Report(key) => {
                let path = workspace.archive().get(key).map(|entry| Arc::clone(&entry.record.path))?;
                self.text(current, &path, true, &mut is_passing)
                    .and_then(|text| pages.page_of(&route, &[&Reading::new(Cow::Owned(text))]))
            }
            Route::Review => pages.review_list(review?),
            Route::Reviewed(key) => {
                let report = review?.reports.iter().find(|report| report.key == *key)?;
                pages.review_page(report, review?)
            }
            _ => pages.page(&route),
        };
        let is_page = media_type(url) == media_type(".html");
        Some(match made {
            Ok(bytes) if !is_page => MadePage { status: 200, body: Arc::from(bytes), ..MadePage::default() },
            Ok(bytes) => {
                let mut identity = current.identity_of(&bytes);
                if route == Route::Search {
                    // Its answers are those of this version.
                    identity = format!("{identity}-{}", current.version);
                }
                let body = Arc::from(html::with_script(&bytes, current.version, &identity, language));
                MadePage { status: 200, body, identity: Some(identity), problem: None, is_passing }
            }
            Err(problem) => {
                let page = html::no_page(language, &[(*problem).clone()]);
                let body = Arc::from(html::with_script(&page, current.version, "", language));
                MadePage { status: 500, body, identity: None, problem: Some(problem), is_passing }
            }
        })
    }

    /// The text of a report as the archive has it. While a file is broken that is the last good one, as far as
    /// its page was looked at.
    pub fn text(
        &self,
        current: &Current,
        path: &Arc<str>,
        is_looked_at: bool,
        is_passing: &mut bool,
    ) -> Result<Text, Box<Diagnostic>> {
        let site = &current.workspace.site;
        let shown = site.shown_content(path);
        let parse = |text: &str| parse_text(Source { path: &shown, text }, path);
        let applied = current.workspace.loaded.files.get(path).and_then(|known| known.applied);
        let in_place = |problem: Problem| Box::new(problem.at(Place::file(&shown)));
        let file = disk::read_text_file(&site.content.join(&**path));
        match (file, applied) {
            (Ok(file), Some(applied)) if file.hash == applied => {
                let text = file.text.map_err(in_place)?;
                let parsed = parse(&text);
                if is_looked_at {
                    locked(&self.made).sources.keep(path, applied, text);
                }
                Ok(parsed)
            }
            (file, applied) => {
                if let Some(text) = applied.and_then(|applied| locked(&self.made).sources.get(path, applied))
                {
                    return Ok(parse(&text));
                }
                // A broken file that was looked at is what it is; any other is about to be looked at.
                let seen = current.workspace.loaded.files.get(path).and_then(|known| known.hash);
                *is_passing = file.as_ref().map_or(true, |file| Some(file.hash) != seen);
                let text = file.and_then(|file| file.text).map_err(in_place)?;
                Ok(parse(&text))
            }
        }
    }
}

impl Current {
    /// What tells the page from others: a change of a style sheet alone is none of the page.
    fn identity_of(&self, page: &[u8]) -> String {
        let mut page = String::from_utf8_lossy(page).into_owned();
        let files = self.workspace.theme.iter().flat_map(|theme| &theme.statics);
        for (name, file) in files.filter(|(_, file)| is_sheet(&file.url)) {
            page = page.replace(&file.url, name);
        }
        ContentHash::of(page.as_bytes()).to_string()
    }
}

fn content(status: u16, media_type: &'static str, body: Arc<[u8]>) -> Reply {
    Reply::Content(Content { status, media_type, body: Body::Bytes(body), headers: vec![] })
}
