//! Full-text search without a server: the index, its reader, and the query language.
//!
//! # What a search finds
//!
//! A term means: this text, folded as [`fold`](crate::fold) says, is a substring of the report's folded title or of its folded text.
//! Nothing is cut into words, so nothing depends on a dictionary of them. [`query`] has the language, [`find`] how it is
//! answered, [`rank`] the order, [`passage`] what is shown.
//!
//! # The index
//!
//! A report-level index of pairs of UTF-16 code units, which is exact for pairs; exception closure (closure.rs) makes it exact for
//! phrases of three and four; longer ones are looked up in the texts, which results are shown from anyway. All of it
//! is files ([`mod@file`]) below `search/`:
//!
//! | file | what | by |
//! | --- | --- | --- |
//! | `index` | checksum of `catalog`; the one file that is never kept | [`catalog`] |
//! | `catalog` | volumes with the year, unit, level and kind of every report; checksums of all other files | [`catalog`] |
//! | `sections` | the kinds of all sections of every report, for queries without words | [`catalog::Sections`] |
//! | `units` | names of units, for queries and lists of them | [`catalog`] |
//! | `dictionary` | what texts are compressed against | [`file::Dictionary`] |
//! | `folding` | the table of [`fold`](crate::fold), deflated; texts bring theirs along, so a reader needs it for few queries | [`crate::fold::TABLE`] |
//! | *volume*`/l`*g*`/`*n* | a shard of lists: the gram's [`hash`](grams::hash) modulo the number of shards, 64 a folder | [`shard`] |
//! | *volume*`/t`*g*`/`*n* | a report's text, 64 a folder, too | [`text`] |
//!
//! A *volume* is one year or some years of reports that are indexed together; files of closed years stay byte for byte as
//! they are while the newest year changes. Within a volume reports are numbered by year, unit and kind of document. Every
//! shard begins with a checksum of these reports' addresses ([`Volume::numbering`](catalog::Volume::numbering)), so that lists of another numbering
//! are refused.
//!
//! All sums, gaps and offsets count UTF-16 code units, as JavaScript does. The second reader is
//! themes/default/static/search-{text,query,lists,reader,show,index}.js; tests/browser/engine.test.mjs holds it to this one, and tests/all/searching holds this one to
//! plain substring search.
//!
//! # Why so
//!
//! Measured on generated archives: lists with positions are four times as large, and need less only for phrases of five and
//! more, which are few and verified cheaply; lists of triples are as large as all exceptions together with the pairs, and
//! have no answer for one or two characters. Words from a segmenter cannot find what they cut apart.

mod bits;
pub mod catalog;
mod closure;
pub mod file;
pub mod find;

pub mod grams;
mod lists;
pub mod names;
pub mod passage;
pub mod phrase;
pub mod query;
pub mod rank;
pub mod reader;
mod set;
pub mod shard;
pub mod text;
mod threes;
pub mod volume;
