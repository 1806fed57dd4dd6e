//! `shuzhi search`: a query answered from the published index.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Outcome, index, root, write_err, write_out};
use crate::cli::{Format, OrderName, SearchOptions};
use crate::config::{self, Config};
use crate::diagnostic::{Problem, Source};
use crate::disk;
use crate::han;
use crate::message::{Language, Words};
use crate::search::file::Unreadable;
use crate::search::find::{Chosen, FindError, Hit, Order, Search};
use crate::search::passage::Part;
use crate::search::query::{self, Fault, SyntaxError};
use crate::search::reader::{Files, IndexError, Reader};

/// Answers a query.
pub fn run(options: &SearchOptions) -> Outcome {
    let root = root(options.root.as_deref());
    let config = config(&root);
    let language = options.lang.map_or(config.language, Language::from);
    let out = options.out.clone().unwrap_or_else(|| root.join(&config.output));
    let text = options.query.join(" ");
    let answer = answer(&out, &text, options);
    match answer {
        Ok(answer) => {
            match options.format {
                Format::Json => write_out(&format!("{}\n", answer.to_json())),
                Format::Human => write_out(&answer.to_text(language, std::io::stdout().is_terminal())),
            }
            Outcome::Done
        }
        Err(FindError::Syntax(error)) => {
            say_syntax(&error, &text, options.format, language.words());
            Outcome::Misused
        }
        Err(FindError::Index(error)) => {
            say_index(&error, &out, options.format, language.words());
            Outcome::Failed
        }
    }
}

/// The site's settings; of broken ones what can be read.
pub fn config(root: &Path) -> Config {
    let text = disk::read_text(&root.join("site.toml")).unwrap_or_default();
    config::parse(Source { path: &"site.toml".into(), text: &text }).value
}

/// A published site.
struct Published(PathBuf);

impl Files for Published {
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        disk::read_bytes(&self.0.join(index::path(name))).map_err(|problem| match problem {
            Problem::Unreadable { reason } => Unreadable::Missing(reason),
            other => Unreadable::Missing(format!("{other:?}")),
        })
    }
}

/// What was found.
struct Answer {
    count: u32,
    hits: Vec<Hit>,
}

/// Answers from one publication: begins anew if another took its place meanwhile.
fn answer(out: &Path, text: &str, options: &SearchOptions) -> Result<Answer, FindError> {
    loop {
        let reader = Reader::open(Published(out.to_path_buf()))?;
        let answer = answer_from(&reader, text, options);
        if matches!(answer, Err(FindError::Syntax(_))) || reader.is_current()? {
            return answer;
        }
    }
}

fn answer_from(reader: &Reader<Published>, text: &str, options: &SearchOptions) -> Result<Answer, FindError> {
    let query = query::parse(text).map_err(FindError::Syntax)?;
    let order = match options.order {
        OrderName::Relevance => Order::Relevance,
        OrderName::Year => Order::Year,
        OrderName::Unit => Order::Unit,
    };
    let mut search = Search::new(reader, &query, &Chosen::default(), order)?;
    let limit = if options.limit == 0 { usize::MAX } else { options.limit };
    let hits = search.results(0, limit)?.to_vec();
    search.settle()?;
    Ok(Answer { count: search.count().0, hits })
}

impl Answer {
    fn to_json(&self) -> serde_json::Value {
        let results = self.hits.iter().map(|hit| {
            let passages = hit.shown.passages.iter().map(|passage| {
                json!({
                    "section": passage.section,
                    "url": format!("{}#{}", hit.about.url, passage.anchor).trim_end_matches('#'),
                    "text": plain(&passage.parts),
                })
            });
            json!({
                "url": hit.about.url,
                "title": plain(&hit.shown.title),
                "unit": hit.about.unit,
                "year": hit.year,
                "level": hit.about.level,
                "passages": passages.collect::<Vec<_>>(),
            })
        });
        // Every text in doubt was read.
        json!({ "count": self.count, "exact": true, "results": results.collect::<Vec<_>>() })
    }

    fn to_text(&self, language: Language, is_terminal: bool) -> String {
        let words = language.words();
        let mut lines = vec![words.search_count.replace("{}", &self.count.to_string())];
        if self.hits.len() < self.count as usize {
            lines[0] += &words.search_shown.replace("{}", &self.hits.len().to_string());
        }
        let shown = |parts: &[Part]| if is_terminal { bold(parts) } else { plain(parts) };
        for hit in &self.hits {
            let about = &hit.about;
            let said = [about.unit.clone(), language.year(hit.year), about.level.clone(), about.kind.clone()];
            lines.extend([String::new(), shown(&hit.shown.title)]);
            lines.extend([format!("  {}", language.dotted(&said)), format!("  {}", about.url)]);
            for passage in &hit.shown.passages {
                let section = if passage.section.is_empty() { words.search_text } else { &passage.section };
                lines.extend([format!("    {section}"), format!("      {}", shown(&passage.parts))]);
            }
        }
        lines.join("\n") + "\n"
    }
}

fn plain(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

fn bold(parts: &[Part]) -> String {
    let shown = |part: &Part| {
        if part.is_marked { format!("\x1b[1;31m{}\x1b[0m", part.text) } else { part.text.clone() }
    };
    parts.iter().map(shown).collect()
}

fn say_syntax(error: &SyntaxError, query: &str, format: Format, words: &Words) {
    let said = fault(words, error.fault).replace("{}", &error.value);
    if format == Format::Json {
        let SyntaxError { fault, at, value, known } = error;
        let error =
            json!({ "code": fault.name(), "at": at, "value": value, "known": known, "message": said });
        return write_out(&format!("{}\n", json!({ "error": error })));
    }
    let before: String =
        char::decode_utf16(query.encode_utf16().take(error.at as usize)).map(|c| c.unwrap_or(' ')).collect();
    let width: usize = before.chars().map(|character| 1 + usize::from(han::is_wide(character))).sum();
    let mut lines = vec![said, format!("  {query}"), format!("  {}^", " ".repeat(width))];
    if !error.known.is_empty() {
        lines.push(words.search_known.replace("{}", &error.known.join(words.comma)));
    }
    write_err(&(lines.join("\n") + "\n"));
}

fn fault(words: &Words, fault: Fault) -> &'static str {
    match fault {
        Fault::Quote => words.search_error_quote,
        Fault::EmptyField => words.search_error_empty_field,
        Fault::EmptyTerm => words.search_error_empty_term,
        Fault::Year => words.search_error_year,
        Fault::Range => words.search_error_range,
        Fault::Level => words.search_error_level,
        Fault::Section => words.search_error_section,
        Fault::SectionPlace => words.search_error_section_place,
        Fault::Kind => words.search_error_kind,
        Fault::Unit => words.search_error_unit,
        Fault::Long => words.search_error_long,
        Fault::Alone => words.search_error_alone,
    }
}

fn say_index(error: &IndexError, out: &Path, format: Format, words: &Words) {
    let path = out.join(index::path(&error.file));
    let (code, said) = match &error.reason {
        Unreadable::Missing(reason) => {
            let said = if error.file == "index" { words.search_no_index } else { words.search_failed };
            ("missing", format!("{}{}{reason}", said.replace("{}", &path.to_string_lossy()), words.colon))
        }
        Unreadable::Damaged => ("damaged", words.search_damaged.replace("{}", &path.to_string_lossy())),
        Unreadable::OtherFormat => {
            ("format", words.search_other_format.replace("{}", &path.to_string_lossy()))
        }
    };
    if format == Format::Json {
        let error = json!({ "code": code, "file": error.file, "message": said });
        write_out(&format!("{}\n", json!({ "error": error })));
    } else {
        write_err(&format!("{said}\n{}\n", words.search_build_again));
    }
}
