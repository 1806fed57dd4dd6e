//! One page: the theme in use, and a route's bytes.

use std::borrow::Cow;
use std::sync::Arc;

use super::Site;
use super::load::Loaded;
use crate::config::parse_theme;
use crate::diagnostic::{Diagnostic, Place, Problem, Source};
use crate::disk;
use crate::report::{Text, parse_text};
use crate::site::render::Theme;
use crate::site::route::Route;
use crate::site::theme::{Layer, default_layer};
use crate::site::view::view;

/// The theme in use, with those it inherits from; the default theme is always beneath.
pub fn theme(site: &Site) -> Result<Theme, Vec<Diagnostic>> {
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
    let place = Place::file(&Arc::from(format!("themes/{}", site.config.theme)));
    Theme::new(&layers, &site.config).map_err(|reason| vec![Problem::Template { reason }.at(place)])
}

/// The bytes of a file of the site.
pub fn page(site: &Site, loaded: &Loaded, theme: &Theme, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
    let text = match route {
        Route::Report(key) => match loaded.archive.get(key) {
            Some(entry) => Some(text(site, loaded, &entry.record.path)?),
            None => None,
        },
        Route::Attachment(path) => return read(site, path, disk::read_bytes),
        _ => None,
    };
    let Some(view) = view(&loaded.archive, route, text.as_deref()) else { return Ok(vec![]) };
    theme.render(&view).map_err(|reason| {
        let path = Arc::from(format!("themes/{}/templates/{}", site.config.theme, view.template));
        Box::new(Problem::Template { reason }.at(Place::file(&path)))
    })
}

/// The text of a report: as it was kept, or read again.
fn text<'a>(site: &Site, loaded: &'a Loaded, path: &Arc<str>) -> Result<Cow<'a, Text>, Box<Diagnostic>> {
    if let Some(text) = loaded.texts.get(path) {
        return Ok(Cow::Borrowed(text));
    }
    let text = read(site, path, disk::read_text)?;
    let shown = site.shown_content(path);
    Ok(Cow::Owned(parse_text(Source { path: &shown, text: &text }, path)))
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
