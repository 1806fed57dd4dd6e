//! What browsers are told: that something changed, and what it means for the page they show.

use serde_json::{Value, json};

use super::{Current, Preview};
use crate::archive::ReportKey;
use crate::diagnostic::{Diagnostic, Style, print};
use crate::server::{decode, encode};
use crate::site::route::Route;

/// Most errors told of one by one.
const MOST_ERRORS: usize = 20;

/// The data of an event.
pub fn event(version: u64) -> String {
    json!({ "version": version }).to_string()
}

impl Current {
    /// The folder under which the site is served: empty, or with `/` at its end.
    pub fn mount(&self) -> String {
        let path = self.workspace.site.config.base_path.as_deref().unwrap_or("/").trim_start_matches('/');
        // As it was written, if it is no address already.
        decode(path).unwrap_or_else(|| path.to_owned())
    }

    /// The same in addresses.
    pub fn mount_url(&self) -> String {
        encode(&self.mount())
    }

    /// The address of a report's page, if it has one.
    pub fn report_url(&self, key: &ReportKey) -> Option<String> {
        let archive = self.workspace.archive();
        let route = Route::Report(key.clone());
        route.exists(archive).then(|| format!("/{}{}", self.mount_url(), route.url(archive)))
    }

    /// Style sheets of the theme, by their addresses.
    fn styles(&self) -> Vec<String> {
        let files = self.workspace.theme.iter().flat_map(|theme| theme.statics.values());
        let mount = self.mount_url();
        let sheets = files.filter(|file| is_sheet(&file.url));
        sheets.map(|file| format!("/{mount}{}", file.url)).collect()
    }
}

/// Whether an address is a style sheet's.
pub fn is_sheet(url: &str) -> bool {
    std::path::Path::new(url).extension().is_some_and(|extension| extension == "css")
}

impl Preview {
    /// The state of the site for a page, by its path on this server.
    pub fn state(&self, page: &str) -> String {
        let page = self.identity(page);
        let current = self.current();
        let is_error = |problem: &&Diagnostic| problem.is_error();
        let mut errors: Vec<&Diagnostic> = current.problems.iter().filter(is_error).collect();
        errors.extend(page.problem.as_deref());
        let shown: Vec<Diagnostic> = errors.iter().take(MOST_ERRORS).map(|error| (*error).clone()).collect();
        let shown = print(&shown, Style::Json, self.terminal.language);
        let shown: Vec<Value> = shown.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let followed = current.followed.as_ref().filter(|_| self.follows);
        json!({
            "version": current.version,
            "page": page.identity,
            "styles": current.styles(),
            "follow": followed.map(|(url, _)| url),
            "followed": followed.map_or(0, |(_, version)| *version),
            "error_count": errors.len(),
            "errors": shown,
        })
        .to_string()
    }
}
