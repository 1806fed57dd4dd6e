//! shuzhi turns a folder of Party-building duty reports 党建述职报告 into a static website.
//!
//! # Stages
//!
//! A report travels one way, each stage a function from data to data:
//!
//! 1. [`disk`] finds the files and reads them.
//! 2. [`report::parse`] makes a [`report::Report`] of a text: front matter, blocks, sections. What is
//!    wrong comes with it as [`diagnostic::Diagnostic`]s; nothing is thrown away at the first of them.
//! 3. [`report::condense`] keeps the [`report::Record`] that stays in memory.
//! 4. [`archive::admit`] finds the record's unit and level; [`archive::Archive::apply`] takes it in.
//! 5. [`site::route::routes`] says which pages there are, [`site::view::view`] what each shows, and
//!    [`site::render::Theme::render`] how it looks.
//!    What several reports say together is made when a page asks: [`statistics`] of all, [`mod@compare`] and [`ledger`] of a unit's.
//!    [`reuse`] holds all against each other for those who review them.
//! 6. [`search::volume::build`] makes the search index of the texts, [`search::find`] answers queries from it, as
//!    themes/default/static/search-index.js and its like do in a browser.
//! 7. [`disk::Publisher`] puts the pages in the place of the old ones in one step.
//!
//! A preview takes the same way edit by edit: [`watcher`] tells where something may have changed, stages 2 to 4 run
//! for what did, and stage 5 for the page that a browser asks [`server`] for.
//!
//! [`command`] joins the stages with the world; [`disk`] alone reads and writes files.

pub mod archive;
pub mod cli;
pub mod command;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod fields;
pub mod figure;
pub mod fold;
pub mod han;
pub mod ledger;
pub mod lexicon;
pub mod message;
pub mod report;
pub mod reuse;
pub mod search;
pub mod server;
pub mod site;
pub mod statistics;
pub mod unit;
pub mod watcher;
pub mod wording;
