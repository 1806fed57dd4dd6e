//! Theme and view → page.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as _;

use serde::Serialize;
use tera::{Context, Tera};

use crate::config::Config;
use crate::site::theme::{Layer, StaticFile, static_files};
use crate::site::view::View;

/// A theme ready to render.
pub struct Theme {
    engine: Tera,
    /// Static files by their plain names.
    pub statics: BTreeMap<String, StaticFile>,
}

/// What every template knows as `site`.
#[derive(Serialize)]
struct Site<'a> {
    title: &'a str,
    subtitle: Option<&'a str>,
    language: &'static str,
    extra: BTreeMap<&'a str, &'a str>,
}

impl Theme {
    /// Compiles the templates of layers, the first winning. A template reaches the one it overrides as
    /// `{% extends "default/report.html" %}`.
    pub fn new(layers: &[Layer], config: &Config) -> Result<Self, String> {
        let mut engine = Tera::new();
        let prefixes: Vec<String> = layers.iter().map(|layer| format!("{}/", layer.name)).collect();
        engine.set_fallback_prefixes(prefixes).map_err(|error| reason(&error))?;
        let statics = static_files(layers);
        let site = Site {
            title: &config.title,
            subtitle: config.subtitle.as_deref(),
            language: config.language.tag(),
            extra: config.extra.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        };
        let urls: BTreeMap<&str, &str> =
            statics.iter().map(|(name, file)| (name.as_str(), file.url.as_str())).collect();
        let context = engine.global_context();
        context.insert("site", &site);
        context.insert("words", config.language.words());
        context.insert("static", &urls);
        let templates = layers.iter().flat_map(|layer| {
            layer
                .templates
                .iter()
                .map(|(name, text)| (Cow::from(format!("{}/{name}", layer.name)), text.as_str()))
        });
        engine.add_raw_templates(templates).map_err(|error| reason(&error))?;
        Ok(Self { engine, statics })
    }

    /// Renders a page: its bytes, which are UTF-8.
    pub fn render(&self, view: &View) -> Result<Vec<u8>, String> {
        let mut context = Context::new();
        context.insert("page", &view.frame);
        context.insert("view", &view.content);
        let mut page = Vec::with_capacity(16 * 1024);
        self.engine.render_to(view.template, &context, &mut page).map_err(|error| reason(&error))?;
        Ok(page)
    }
}

/// The engine's words with those of the causes beneath.
fn reason(error: &tera::Error) -> String {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason.push('\n');
        reason.push_str(&error.to_string());
        cause = error.source();
    }
    reason
}
