//! The search: the index of a built site, its reader and `shuzhi search`, held to plain substring search.

pub mod archive;
mod command;
mod damage;
mod truth;
