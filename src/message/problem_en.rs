//! Diagnostics in English.

use crate::diagnostic::{Expected, Problem};

fn shape(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "one line of text",
        Expected::Truth => "true or false",
        Expected::Number => "a number",
        Expected::List => "a list such as [a, b]",
        Expected::Table => "lines of `key: value`",
        Expected::Tables => "a list of [[…]] tables",
    }
}

fn perhaps(nearest: Option<&String>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |nearest| format!("did you mean `{nearest}`?"))
}

/// What is wrong, and what to do.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn words(problem: &Problem) -> (String, String) {
    use Problem as P;
    let (title, advice): (String, String) = match problem {
        P::Unreadable { reason } => {
            (format!("cannot be read: {reason}"), "check that it exists and may be read".into())
        }
        P::FileNameNotUnicode => ("the file's name is not Unicode".into(), "rename the file".into()),
        P::SymlinkOutside => (
            "the symbolic link leads out of the content folder".into(),
            "copy the file into the content folder; files outside are not published".into(),
        ),
        P::SymlinkLoop => {
            ("the symbolic link leads back to a folder that holds it".into(), "delete the link".into())
        }
        P::FileTooLarge { bytes, limit } => (
            format!("the file has {bytes} bytes, more than {limit}"),
            "a report is text; put pictures and scans beside it as attachments".into(),
        ),
        P::EncodingGb18030 => (
            "the file is in GB18030 (GBK), not UTF-8".into(),
            "open it in an editor and save it as UTF-8".into(),
        ),
        P::EncodingUtf16 => {
            ("the file is in UTF-16, not UTF-8".into(), "open it in an editor and save it as UTF-8".into())
        }
        P::EncodingUnknown { line } => (
            format!("the file is not UTF-8: line {line} cannot be read"),
            "export Word and PDF files to text first; save text as UTF-8".into(),
        ),
        P::EmptyFile => ("the file is empty".into(), "write the report or delete the file".into()),
        P::ByteOrderMark => (
            "the file starts with a byte-order mark".into(),
            "this does no harm; save as UTF-8 without BOM to be rid of it".into(),
        ),
        P::CarriageReturn => {
            ("lines end with CRLF".into(), "this does no harm; save with LF line ends to be rid of it".into())
        }
        P::ControlCharacter { character } => (
            format!("there is an invisible control character U+{:04X}", u32::from(*character)),
            "it mostly comes from pasting; delete it, the page leaves it out".into(),
        ),
        P::ReservedCharacter => {
            ("there is a U+E0FE, which is reserved".into(), "delete the character".into())
        }

        P::FrontMatterMissing => (
            "the front matter is missing".into(),
            "start the file with a line `---`, then `unit:`, `year:` and `level:`, then `---` again".into(),
        ),
        P::FrontMatterFence { line } => {
            (format!("the fence of the front matter is written `{line}`"), "write three hyphens `---`".into())
        }
        P::FrontMatterUnclosed => {
            ("the front matter does not end".into(), "write a line `---` between it and the text".into())
        }
        P::FrontMatterTooLong { limit } => (
            format!("the front matter is longer than {limit} bytes"),
            "check where the `---` stands that ends it".into(),
        ),
        P::FullWidthColon { key } => (
            format!("`{key}` is followed by a full-width colon"),
            format!("write an ASCII colon and a space: `{key}: `"),
        ),
        P::NoSpaceAfterColon { key } => {
            (format!("`{key}:` lacks a space"), format!("write a space after the colon: `{key}: `"))
        }
        P::TabIndentation => ("the front matter is indented with a tab".into(), "use spaces".into()),
        P::YamlSyntax { reason } => (
            format!("the front matter cannot be read: {reason}"),
            "check colons, quotes and indentation; quote a value that holds a colon".into(),
        ),
        P::YamlBomb => (
            "the front matter nests or refers too much".into(),
            "write values out instead of `&` and `*`".into(),
        ),
        P::FrontMatterNotKeys => {
            ("the front matter is not `key: value`".into(), "write one `key: value` a line".into())
        }

        P::TomlSyntax { reason } => (
            format!("the configuration cannot be read: {reason}"),
            "compare the line with the README's section on site.toml".into(),
        ),
        P::DuplicateKey { key } => (format!("`{key}` stands twice"), "keep one".into()),
        P::UnknownKey { key, nearest } => (
            format!("unknown key `{key}`"),
            perhaps(nearest.as_ref(), "delete it; put keys of your own under `extra`"),
        ),
        P::MissingKey { key } if key == "name" => {
            ("the name is missing".into(), "fill in the unit's name".into())
        }
        P::MissingKey { key } if key.contains('.') => {
            (format!("`{key}` is missing"), "add it beneath the line shown".into())
        }
        P::MissingKey { key } => (format!("`{key}` is missing"), format!("add a line `{key}: …`")),
        P::EmptyValue { key } => (format!("`{key}` has no value"), "fill it in or delete the line".into()),
        P::WrongType { key, expected } => {
            (format!("`{key}` has a value of the wrong shape"), format!("write {}", shape(*expected)))
        }
        P::NotOneOf { key, value, choices } => {
            (format!("`{key}` cannot be `{value}`"), format!("choose one of {}", choices.join(", ")))
        }

        P::YearUnreadable { value } => {
            (format!("`{value}` is not a year"), "write it like 2022, 2022年 or 二〇二二".into())
        }
        P::YearSpan { value } => (
            format!("`{value}` spans two years"),
            "write the one year reported on; for a school year the one it ends in".into(),
        ),
        P::YearOutOfRange { year, first, last } => (
            format!("the year {year} is not within {first} to {last}"),
            "correct it or widen `[years]` in site.toml".into(),
        ),
        P::UnknownLevel { value, nearest } => (
            format!("there is no level `{value}`"),
            perhaps(nearest.as_ref(), "use a level of site.toml or add one there"),
        ),
        P::DateUnreadable { value } => {
            (format!("`{value}` is not a date"), "write it like 2023-01-12".into())
        }
        P::DateBeforeYear { date, year } => (
            format!("the date {date} is before the year {year} reported on"),
            "check `date` and `year`".into(),
        ),
        P::SecurityMark { mark } => (
            format!("the report carries the security mark `{mark}`"),
            "classified papers must not be published: move it out of the content folder".into(),
        ),
        P::InternalMark { mark } => (
            format!("the text carries the mark `{mark}`"),
            "make sure it may be published, or write `status: internal`".into(),
        ),
        P::ReviewMissing { key } => (
            format!("the site requires a review, but `review.{key}` is missing"),
            "add the record of the review (by, date, approved_by), or write `status: draft`".into(),
        ),

        P::UnknownUnit { name, nearest } => (
            format!("the roster has no unit `{name}`"),
            perhaps(nearest.as_ref(), "correct the name or add it to the roster"),
        ),
        P::NearIdenticalUnits { name, other, seen } => (
            format!("`{name}` and `{other}` ({seen}) look like two spellings of one unit"),
            "use one spelling; if they are two units, list both in the roster".into(),
        ),
        P::SlugCollision { slug, name, other } => (
            format!("`{name}` and `{other}` would both have the address `{slug}`"),
            "give one of them a `slug` of its own in the roster".into(),
        ),
        P::SlugInvalid { slug } => (
            format!("`{slug}` cannot be an address"),
            "use lower-case letters, digits and hyphens only, like `shui-wu-ju`".into(),
        ),
        P::LevelDiffers { report, roster } => (
            format!("the report gives the level `{report}`, the roster `{roster}`"),
            "leave it if the level was another in that year; else correct one of them".into(),
        ),
        P::NameOutOfPeriod { name, period } => (
            format!("the name `{name}` was in use {period}, not in this year"),
            "use the name of that year or correct the roster's years".into(),
        ),
        P::UnitNotInBeing { year, period } => (
            format!("the unit did not exist in {year} ({period})"),
            "check the year and the roster's years".into(),
        ),
        P::RosterDuplicate { value } => (
            format!("`{value}` belongs to two units"),
            "names, ids and slugs must be unique in the roster".into(),
        ),
        P::RosterUnknownParent { parent, nearest } => (
            format!("the superior unit `{parent}` is not in the roster"),
            perhaps(nearest.as_ref(), "write its name or id"),
        ),
        P::RosterCycle { name } => {
            (format!("`{name}` is its own superior"), "correct the `parent` of one of them".into())
        }
        P::RosterUnknownPredecessor { predecessor, nearest } => (
            format!("the predecessor `{predecessor}` is not in the roster"),
            perhaps(
                nearest.as_ref(),
                "write its name or id, several joined by `;`; list abolished units too, with the year in `abolished`",
            ),
        ),
        P::RosterPredecessorCycle { name } => (
            format!("`{name}` is its own predecessor"),
            "correct the `predecessors` of one of them; a mere change of name goes into `former_names`".into(),
        ),
        P::RosterPeriod { value } => (
            format!("cannot read the years `{value}`"),
            "write a former name as `name@2015-2022`, either year may be left out".into(),
        ),
        P::TwoRosters => (
            "both site.toml and units.csv list units".into(),
            "use one: `[[units]]` for a few, content/units.csv for many".into(),
        ),
        P::CsvSyntax { reason } => (
            format!("the table of units cannot be read: {reason}"),
            "save it as UTF-8 CSV with the names of the columns in the first line".into(),
        ),
        P::UnknownColumn { column, nearest } => (
            format!("unknown column `{column}`"),
            perhaps(
                nearest.as_ref(),
                "delete the column; the known ones are in the README's section on the roster",
            ),
        ),
        P::NameColumnMissing => {
            ("the column `name` is missing".into(), "head the column of the units' names with `name`".into())
        }
        P::CsvFields { found, expected } => (
            format!("the row has {found} fields, the header {expected}"),
            "check the commas; put a field that holds one in double quotes".into(),
        ),

        P::DuplicateReport { report, other } => (
            format!("`{report}` has two files, the other is {other}"),
            "delete one, or tell them apart by `kind`".into(),
        ),
        P::EmptyBody => {
            ("the report has no text".into(), "write it after the front matter or delete the file".into())
        }
        P::RawHtml { tag } => {
            (format!("the text has HTML `{tag}`"), "it is shown as written; use Markdown".into())
        }
        P::LinkScheme { scheme } => (
            format!("links to `{scheme}` are not allowed"),
            "link to http, https, mailto or a file of the content folder".into(),
        ),
        P::RemoteImage { target } => (
            format!("the image `{target}` is on another site"),
            "nothing is fetched from elsewhere: put the image beside the report".into(),
        ),
        P::LinkTargetMissing { target } => (
            format!("the linked file `{target}` does not exist"),
            "correct the path or put the file beside the report".into(),
        ),
        P::LinkFragmentMissing { fragment } => (
            format!("this report has no place `#{fragment}`"),
            "the link is shown as plain text; write `{#name}` after a heading and link to `#name`".into(),
        ),
        P::LedgerWordsMissing { words } => (
            format!("the report does not say `{words}`"),
            "in `later` of `ledger`, repeat some words of the statement in this report".into(),
        ),
        P::LinkTargetOutside { target } => (
            format!("the link `{target}` leads out of the content folder"),
            "put the file into the content folder".into(),
        ),
        P::LinkTargetUnpublished { target } => (
            format!("the linked report `{target}` is not published"),
            "the link is shown as plain text".into(),
        ),
        P::ImageWithoutText => {
            ("the image has no text".into(), "write it as `![what it shows](file)`".into())
        }
        P::AmbiguousAsterisks { text } => (
            format!("the asterisks around `{text}` may be emphasis or withheld numbers"),
            "they are kept as withheld; for emphasis put them at punctuation, like `**重点：**`".into(),
        ),

        P::LevelDuplicate { name } => {
            (format!("`{name}` belongs to two levels"), "names and aliases of levels must be unique".into())
        }
        P::YearsReversed { first, last } => (
            format!("the years {first} to {last} are reversed"),
            "the first year must not be after the last".into(),
        ),
        P::IndicatorKey { key } => (
            format!("`{key}` cannot be an indicator's key"),
            "use a small letter first, then small letters, digits and _, such as `theme_day`".into(),
        ),
        P::IndicatorEmpty { key } => (
            format!("indicator `{key}` has no aliases or no measure words"),
            "a new indicator needs `aliases` (what texts call it) and `measures`, such as `measures = [\"期\"]`".into(),
        ),
        P::TermUnfit { longest, most } => (
            format!("a term in `terms` is empty or longer than {longest} characters, or there are more than {most}"),
            "write the phrases to be counted, such as `terms = [\"第一议题\", \"主题教育\"]`".into(),
        ),
        P::FigureUnknown { name } => (
            format!("`{name}` in `figures` is no known indicator"),
            "write an indicator's name or key, or add one under [[indicators]] in site.toml".into(),
        ),
        P::FigureUnreadable { name, value } => (
            format!("the value `{value}` of `{name}` in `figures` cannot be read"),
            "write a number, or one with the indicator's measure word: 12 or 12次; **次 where it is withheld".into(),
        ),
        P::FigureContradicts { name, stated, found } => (
            format!("`{name}` is {stated} in `figures` and {found} in the text"),
            "`figures` stands; see which is right".into(),
        ),
        P::FigureImplausible { name, value } => {
            (format!("`{name}` can hardly be {value}"), "check the text; if it is so, leave it".into())
        }
        P::FigureSum { name, whole, sum } => {
            (format!("`{name}` is {whole} in all, its parts make {sum}"), "check the text; if it is so, leave it".into())
        }
        P::BaseUrl { url } => (
            format!("`{url}` cannot be the site's address"),
            "`base_url` starts with http:// or https:// and ends with /, `base_path` starts and ends with /"
                .into(),
        ),
        P::ThemeMissing { name } => {
            (format!("there is no theme `{name}`"), "put it into themes/ or use `default`".into())
        }
        P::ThemeCycle { name } => {
            (format!("the theme `{name}` inherits from itself"), "correct `extends` in theme.toml".into())
        }
        P::Template { reason } => {
            (format!("template: {reason}"), "compare it with themes/default/templates".into())
        }
        P::NoReports => ("no reports were found".into(), "put .md files into the content folder".into()),

        P::OutputNotOurs => (
            "the output folder is not empty and was not made by shuzhi".into(),
            "choose another with `--out` or empty it first; shuzhi never deletes the files of others".into(),
        ),
        P::OutputOverlaps { other } => {
            (format!("the output folder overlaps {other}"), "choose another with `--out`".into())
        }
        P::OutputOccupied => {
            ("a file that shuzhi did not make stands where a page must go".into(), "move or rename it".into())
        }
        P::OutputLocked => ("another shuzhi is publishing here".into(), "try again when it has ended".into()),
        P::WriteFailed { reason } => (
            format!("writing failed: {reason}"),
            "the old site is as it was; check disk space and permissions and try again".into(),
        ),
        P::CannotListen { reason } => (
            format!("cannot serve the preview at this address: {reason}"),
            "choose another port, such as --addr 127.0.0.1:8090, or stop the program that has it".into(),
        ),
    };
    (title, advice)
}
