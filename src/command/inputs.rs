//! Where the files of a site lie, and what everything made of them depends on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Site;
use crate::disk::{self, ContentHash};

/// What everything depends on: if it changes, everything is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Of site.toml.
    site: Option<ContentHash>,
    /// Of units.csv.
    roster: Option<ContentHash>,
    /// The content folder, which depends on what there is.
    pub content: PathBuf,
}

/// What must be watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    pub root: PathBuf,
    pub content: PathBuf,
    pub themes: PathBuf,
    /// Where links from settings and theme lead.
    pub linked: BTreeSet<PathBuf>,
}

impl Settings {
    /// Of the very bytes that were read: what changed meanwhile differs from them.
    pub fn read(site: &Site, roster: Option<ContentHash>) -> Self {
        Self { site: site.config_hash, roster, content: site.content.clone() }
    }

    /// As they are now.
    pub fn seen(site: &Site) -> Self {
        let hash = |path: &Path| {
            let file = path.is_file().then(|| disk::read_text_file(path).ok())?;
            file.map(|file| file.hash)
        };
        let content = if site.content_is_given {
            site.content.clone()
        } else {
            super::content_folder(&site.root, &site.config)
        };
        Self {
            site: hash(&site.root.join("site.toml")),
            roster: hash(&site.content.join("units.csv")),
            content,
        }
    }
}

impl Folders {
    pub fn of(site: &Site) -> Self {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let themes = site.root.join("themes");
        let theme = themes.join(&site.config.theme);
        let may_be_links = [&site.root.join("site.toml"), &site.content.join("units.csv"), &themes, &theme];
        Self {
            root: absolute(&site.root),
            content: absolute(&site.content),
            themes: absolute(&themes),
            linked: may_be_links.into_iter().filter_map(|path| disk::link_target(path)).collect(),
        }
    }

    /// The folders to watch for themselves: what lies in them is named by its path, or comes and goes.
    pub fn single(&self) -> impl Iterator<Item = &Path> {
        let above = self.content.ancestors().skip(1).enumerate();
        let above = above.take_while(|(at, folder)| *at == 0 || folder.starts_with(&self.root));
        std::iter::once(self.root.as_path()).chain(above.map(|(_, folder)| folder))
    }

    /// The folders to watch with all that lies below.
    pub fn trees(&self) -> [&Path; 2] {
        [&self.content, &self.themes]
    }
}
