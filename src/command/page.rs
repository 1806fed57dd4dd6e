//! One page: the theme in use, and a route's bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Site;
use crate::archive::{Archive, Entry};
use crate::config::parse_theme;
use crate::diagnostic::{Diagnostic, Place, Problem, Source};
use crate::disk;
use crate::report::{Text, parse_text};
use crate::site::data;
use crate::site::reading::Reading;
use crate::site::render::Theme;
use crate::site::route::{Format, Route, Table};
use crate::site::theme::{Layer, default_layer};
use crate::site::view::{View, reads, view};

/// The theme in use, ready to render.
pub fn theme(site: &Site) -> Result<Theme, Vec<Diagnostic>> {
    compile(site, &layers(site)?)
}

/// Compiles the layers of a theme.
pub fn compile(site: &Site, layers: &[Layer]) -> Result<Theme, Vec<Diagnostic>> {
    let place = Place::file(&Arc::from(format!("themes/{}", site.config.theme)));
    Theme::new(layers, &site.config).map_err(|reason| vec![Problem::Template { reason }.at(place)])
}

/// The theme in use, with those it inherits from; the default theme is always beneath.
pub fn layers(site: &Site) -> Result<Vec<Layer>, Vec<Diagnostic>> {
    let themes = site.root.join("themes");
    let mut layers: Vec<Layer> = vec![];
    let mut next = Some(site.config.theme.clone());
    let mut named = site.config.theme_place.clone();
    while let Some(name) = next.take() {
        let place = named.take().unwrap_or_else(|| Place::file(&site.config_path));
        if layers.iter().any(|layer| layer.name == name) {
            return Err(vec![Problem::ThemeCycle { name }.at(place)]);
        }
        let path: Arc<str> = Arc::from(format!("themes/{name}/theme.toml"));
        let found = disk::theme_layer(&themes, &name);
        match found.map_err(|problem| vec![problem.at(Place::file(&path))])? {
            Some((layer, settings)) => {
                layers.push(layer);
                let checked = parse_theme(&path, &settings);
                if !checked.problems.is_empty() {
                    return Err(checked.problems);
                }
                next = checked.value.extends;
                named = checked.value.extends_place;
            }
            None if name == "default" => layers.push(default_layer()),
            None => return Err(vec![Problem::ThemeMissing { name }.at(place)]),
        }
    }
    if layers.iter().all(|layer| layer.name != "default") {
        layers.push(default_layer());
    }
    Ok(layers)
}

/// The pages of a site as it stands.
pub struct Pages<'a> {
    pub site: &'a Site,
    pub archive: &'a Archive,
    pub theme: &'a Theme,
    /// Texts at hand; the others are read.
    pub texts: &'a BTreeMap<Arc<str>, Text>,
}

/// What several pages need one after another.
#[derive(Default)]
pub struct Desk<'a> {
    /// The texts of a unit.
    readings: BTreeMap<Arc<str>, Reading<'a>>,
    /// A form of a table that was made with another.
    table: Option<(Table, Format, Vec<u8>)>,
}

impl<'a> Desk<'a> {
    /// A report whose text is there.
    pub fn reading(&self, entry: &Entry) -> Option<&Reading<'a>> {
        self.readings.get(&entry.record.path)
    }

    /// A form of a table; the other one stays on the desk.
    fn table(&mut self, archive: &Archive, table: Table, format: Format) -> Vec<u8> {
        match self.table.take() {
            Some((of, form, bytes)) if (of, form) == (table, format) => bytes,
            _ => {
                let [csv, json] = data::files(archive, table);
                let (bytes, form, other) = match format {
                    Format::Csv => (csv, Format::Json, json),
                    Format::Json => (json, Format::Csv, csv),
                };
                self.table = Some((table, form, other));
                bytes
            }
        }
    }
}

impl<'a> Pages<'a> {
    /// The bytes of a file of the site.
    pub fn page(&self, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.page_at(&mut Desk::default(), route)
    }

    /// The same; texts are taken from the desk, and laid on it.
    pub fn page_at(&self, desk: &mut Desk<'a>, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
        match route {
            Route::Data(table, format) => return Ok(desk.table(self.archive, *table, *format)),
            Route::Attachment(path) => return read(self.site, path, disk::read_bytes),
            _ => {}
        }
        let needed = reads(self.archive, route);
        for path in needed.iter().map(|entry| &entry.record.path) {
            if !desk.readings.contains_key(path) {
                desk.readings.insert(Arc::clone(path), Reading::new(self.text(path)?));
            }
        }
        let readings: Vec<&Reading<'_>> =
            needed.iter().filter_map(|entry| desk.readings.get(&entry.record.path)).collect();
        self.page_of(route, &readings)
    }

    /// The bytes of a page that is made of these texts.
    pub fn page_of(&self, route: &Route, texts: &[&Reading<'_>]) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(view) = view(self.archive, route, texts) else { return Ok(vec![]) };
        self.render(&view)
    }

    /// A view in the theme's looks.
    pub fn render(&self, view: &View) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.theme.render(view).map_err(|reason| {
            let path = Arc::from(format!("themes/{}/templates/{}", self.site.config.theme, view.template));
            Box::new(Problem::Template { reason }.at(Place::file(&path)))
        })
    }

    /// The text of a report: as it was kept, or read again.
    pub fn text(&self, path: &Arc<str>) -> Result<Cow<'a, Text>, Box<Diagnostic>> {
        if let Some(text) = self.texts.get(path) {
            return Ok(Cow::Borrowed(text));
        }
        let text = read(self.site, path, disk::read_text)?;
        let shown = self.site.shown_content(path);
        Ok(Cow::Owned(parse_text(Source { path: &shown, text: &text }, path)))
    }
}

/// Reads a file of the content folder.
fn read<T>(
    site: &Site,
    path: &str,
    read: fn(&std::path::Path) -> Result<T, Problem>,
) -> Result<T, Box<Diagnostic>> {
    let problem = |problem: Problem| Box::new(problem.at(Place::file(&site.shown_content(path))));
    read(&site.content.join(path)).map_err(problem)
}
