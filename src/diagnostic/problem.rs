//! Everything that can be wrong with an archive.

use crate::diagnostic::Place;

/// Whether a problem stops a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The report, or the site, cannot be published as it is.
    Error,
    /// It can, but probably not as its author meant it.
    Warning,
}

/// The shape a value should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// One line of text.
    Text,
    /// true or false.
    Truth,
    /// A number or the text of one.
    Number,
    /// A list of texts.
    List,
    /// A block of `key: value` lines.
    Table,
    /// A list of tables, as `[[…]]` makes them.
    Tables,
}

macro_rules! problems {
    ($( $(#[$doc:meta])* $severity:ident $code:literal $name:ident $({ $( $(#[$fdoc:meta])* $field:ident : $type:ty ),* $(,)? })? ; )*) => {
        /// What is wrong. The variants are grouped by the stage that finds them.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Problem {
            $( $(#[$doc])* $name $({ $( $(#[$fdoc])* $field: $type ),* })?, )*
        }

        impl Problem {
            /// Whether it stops a build.
            pub fn severity(&self) -> Severity {
                match self { $( Self::$name { .. } => Severity::$severity, )* }
            }

            /// Its stable name, for machines and for looking it up.
            pub fn code(&self) -> &'static str {
                match self { $( Self::$name { .. } => $code, )* }
            }

            /// The names of all problems, in order.
            pub const CODES: &'static [&'static str] = &[ $( $code ),* ];
        }
    };
}

problems! {
    // The file.

    /// The file or folder cannot be read.
    Error "unreadable" Unreadable { /// What the operating system said.
        reason: String };
    /// The file's name is not Unicode.
    Error "file-name-not-unicode" FileNameNotUnicode;
    /// A symbolic link leads out of the content folder.
    Error "link-leaves-content" SymlinkOutside;
    /// A symbolic link leads back to a folder that holds it.
    Error "link-loop" SymlinkLoop;
    /// The file is larger than a report can be.
    Error "file-too-large" FileTooLarge { /// Size in bytes.
        bytes: u64, /// Largest size in bytes.
        limit: u64 };
    /// The bytes are Chinese text in GB18030 or its part GBK.
    Error "encoding-gb18030" EncodingGb18030;
    /// The bytes are UTF-16, as Notepad's "Unicode" writes it.
    Error "encoding-utf16" EncodingUtf16;
    /// The bytes are no UTF-8.
    Error "encoding-unknown" EncodingUnknown { /// Line of the first wrong byte.
        line: usize };
    /// Nothing is in the file.
    Error "empty-file" EmptyFile;
    /// The text starts with U+FEFF.
    Warning "byte-order-mark" ByteOrderMark;
    /// Lines end with carriage return and line feed.
    Warning "carriage-return" CarriageReturn;
    /// A control character that no editor shows.
    Warning "control-character" ControlCharacter { /// The character.
        character: char };
    /// U+E0FE, which is used inside when Markdown is read.
    Error "reserved-character" ReservedCharacter;

    // Front matter as YAML.

    /// The first line is not `---`.
    Error "front-matter-missing" FrontMatterMissing;
    /// The first line looks like `---` but is written with other characters.
    Error "front-matter-fence" FrontMatterFence { /// The line.
        line: String };
    /// No second `---`.
    Error "front-matter-unclosed" FrontMatterUnclosed;
    /// More front matter than a report can need.
    Error "front-matter-too-long" FrontMatterTooLong { /// Largest size in bytes.
        limit: usize };
    /// A key is followed by `：`.
    Error "full-width-colon" FullWidthColon { /// The key.
        key: String };
    /// No space after the colon of a key.
    Error "no-space-after-colon" NoSpaceAfterColon { /// The key.
        key: String };
    /// A tab indents a line.
    Error "tab-indentation" TabIndentation;
    /// YAML cannot be read.
    Error "yaml-syntax" YamlSyntax { /// What the parser said.
        reason: String };
    /// Aliases or nesting make the YAML explode.
    Error "yaml-bomb" YamlBomb;
    /// The front matter is not `key: value` lines.
    Error "front-matter-not-keys" FrontMatterNotKeys;

    // Keys and values, in front matter, site.toml and units.csv alike.

    /// TOML cannot be read.
    Error "toml-syntax" TomlSyntax { /// What the parser said.
        reason: String };
    /// A key stands twice.
    Error "duplicate-key" DuplicateKey { /// The key.
        key: String };
    /// No such key.
    Error "unknown-key" UnknownKey { /// The key.
        key: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// A required key is missing.
    Error "missing-key" MissingKey { /// The key.
        key: String };
    /// A key without a value.
    Error "empty-value" EmptyValue { /// The key.
        key: String };
    /// A value of another shape.
    Error "wrong-type" WrongType { /// The key.
        key: String, /// The shape it should have.
        expected: Expected };
    /// A value outside a fixed list.
    Error "not-one-of" NotOneOf { /// The key.
        key: String, /// The value.
        value: String, /// The list.
        choices: Vec<String> };

    // Values of front matter.

    /// No year can be read.
    Error "year-unreadable" YearUnreadable { /// The value.
        value: String };
    /// A school year or another span of years.
    Error "year-span" YearSpan { /// The value.
        value: String };
    /// A year that the site does not cover.
    Error "year-out-of-range" YearOutOfRange { /// The year.
        year: u16, /// First year allowed.
        first: u16, /// Last year allowed.
        last: u16 };
    /// No level of that name.
    Error "unknown-level" UnknownLevel { /// The value.
        value: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// No day can be read.
    Error "date-unreadable" DateUnreadable { /// The value.
        value: String };
    /// A report dated before the year it reports on.
    Warning "date-before-year" DateBeforeYear { /// The date.
        date: String, /// The year.
        year: u16 };
    /// A security mark: the text must not be published.
    Error "security-mark" SecurityMark { /// The mark.
        mark: String };
    /// A mark of internal papers in the text.
    Warning "internal-mark" InternalMark { /// The mark.
        mark: String };
    /// The site requires a review before publishing.
    Error "review-missing" ReviewMissing { /// The missing key.
        key: String };

    // Units.

    /// The roster has no unit of that name.
    Error "unknown-unit" UnknownUnit { /// The name.
        name: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// Two spellings that look like one unit.
    Error "near-identical-units" NearIdenticalUnits { /// The name.
        name: String, /// The other spelling.
        other: String, /// A file that uses it, or the roster.
        seen: String };
    /// Two units whose pages would have one address.
    Error "slug-collision" SlugCollision { /// The address.
        slug: String, /// The unit.
        name: String, /// The other unit.
        other: String };
    /// An address that is not lower-case ASCII letters, digits and hyphens.
    Error "slug-invalid" SlugInvalid { /// The address.
        slug: String };
    /// The report's level is not the roster's.
    Warning "level-differs" LevelDiffers { /// The report's.
        report: String, /// The roster's.
        roster: String };
    /// A name used outside the years it was in use.
    Warning "name-out-of-period" NameOutOfPeriod { /// The name.
        name: String, /// The years it was in use.
        period: String };
    /// A report for a year in which the unit did not exist.
    Warning "unit-not-in-being" UnitNotInBeing { /// The year.
        year: u16, /// The years of the unit.
        period: String };
    /// A name, id or slug given to two units.
    Error "roster-duplicate" RosterDuplicate { /// The name.
        value: String };
    /// A superior unit that the roster does not have.
    Error "roster-unknown-parent" RosterUnknownParent { /// The value.
        parent: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// A unit that is, over others, its own superior.
    Error "roster-cycle" RosterCycle { /// The unit.
        name: String };
    /// A predecessor that the roster does not have.
    Error "roster-unknown-predecessor" RosterUnknownPredecessor { /// The value.
        predecessor: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// A unit that is, over others, its own predecessor.
    Error "roster-predecessor-cycle" RosterPredecessorCycle { /// The unit.
        name: String };
    /// Years that cannot be read or run backwards.
    Error "roster-period" RosterPeriod { /// The value.
        value: String };
    /// Both site.toml and units.csv list units.
    Error "two-rosters" TwoRosters;
    /// The table of units cannot be read.
    Error "csv-syntax" CsvSyntax { /// What the parser said.
        reason: String };
    /// A column that means nothing.
    Error "unknown-column" UnknownColumn { /// Its heading.
        column: String, /// A known one that looks like it.
        nearest: Option<String> };
    /// The table of units has no column for their names.
    Error "name-column-missing" NameColumnMissing;
    /// A row with more or fewer fields than the header.
    Error "csv-fields" CsvFields { /// Fields of the row.
        found: usize, /// Fields of the header.
        expected: usize };

    // The text of a report.

    /// Two files report on one unit, year and kind.
    Error "duplicate-report" DuplicateReport { /// Unit, year and kind.
        report: String, /// The other file.
        other: String };
    /// A report without text.
    Error "empty-body" EmptyBody;
    /// HTML in the text; it is shown as written.
    Warning "raw-html" RawHtml { /// The tag.
        tag: String };
    /// A link to something else than a page, a file or an address to write to.
    Error "link-scheme" LinkScheme { /// The scheme with its colon, or `//`.
        scheme: String };
    /// An image that the browser would fetch from elsewhere.
    Error "remote-image" RemoteImage { /// The address.
        target: String };
    /// A relative link to nothing.
    Error "link-target-missing" LinkTargetMissing { /// The target.
        target: String };
    /// A link to a place that the report does not have; it is shown as plain text.
    Warning "link-fragment-missing" LinkFragmentMissing { /// The place, without `#`.
        fragment: String };
    /// Words that a decision of the ledger names and the report does not have.
    Warning "ledger-words-missing" LedgerWordsMissing { /// The words.
        words: String };
    /// A relative link out of the content folder.
    Error "link-target-outside" LinkTargetOutside { /// The target.
        target: String };
    /// A link to a report that is not published.
    Warning "link-target-unpublished" LinkTargetUnpublished { /// The target.
        target: String };
    /// An image without words for those who cannot see it.
    Warning "image-without-text" ImageWithoutText;
    /// Asterisks that may be emphasis or withheld numbers.
    Warning "ambiguous-asterisks" AmbiguousAsterisks { /// The text between them.
        text: String };

    // The site's configuration.

    /// A name or alias given to two levels.
    Error "level-duplicate" LevelDuplicate { /// The name.
        name: String };
    /// The first year is after the last.
    Error "years-reversed" YearsReversed { /// First year.
        first: u16, /// Last year.
        last: u16 };
    /// An indicator's key is no small word of letters, digits and `_`.
    Error "indicator-key" IndicatorKey { /// The key.
        key: String };
    /// A new indicator without aliases or measure words.
    Error "indicator-empty" IndicatorEmpty { /// The key.
        key: String };
    /// A term to be watched that is empty or too long, or one too many.
    Error "term-unfit" TermUnfit { /// Longest, in characters.
        longest: usize, /// Most of them.
        most: usize };
    /// Front matter states a figure of no known indicator.
    Warning "figure-unknown" FigureUnknown { /// The name.
        name: String };
    /// Front matter states a figure that is no number with a measure word of its indicator.
    Warning "figure-unreadable" FigureUnreadable { /// The indicator.
        name: String, /// The value.
        value: String };
    /// Front matter and text state different figures.
    Warning "figure-contradicts" FigureContradicts { /// The indicator.
        name: String, /// The value of front matter.
        stated: String, /// That of the text.
        found: String };
    /// A figure that cannot be.
    Warning "figure-implausible" FigureImplausible { /// The indicator.
        name: String, /// The value.
        value: String };
    /// Parts that do not make up their whole.
    Warning "figure-sum" FigureSum { /// The indicator.
        name: String, /// The whole.
        whole: String, /// The sum of the parts.
        sum: String };
    /// An address that is not http or https or does not end in `/`.
    Error "base-url" BaseUrl { /// The address.
        url: String };
    /// No theme of that name.
    Error "theme-missing" ThemeMissing { /// The theme.
        name: String };
    /// A theme that inherits, over others, from itself.
    Error "theme-cycle" ThemeCycle { /// The theme.
        name: String };
    /// A template cannot be read or rendered.
    Error "template" Template { /// What the engine said, with its own place and excerpt.
        reason: String };
    /// No report was found: a site without any would take the place of one that has them.
    Error "no-reports" NoReports;

    // Publishing.

    /// The output folder holds files and no manifest of ours.
    Error "output-not-ours" OutputNotOurs;
    /// The output folder is, holds or lies in a folder of the sources.
    Error "output-overlaps" OutputOverlaps { /// The other folder.
        other: String };
    /// A foreign file stands where a page must go.
    Error "output-occupied" OutputOccupied;
    /// Another build is at work.
    Error "output-locked" OutputLocked;
    /// Writing failed.
    Error "write-failed" WriteFailed { /// What the operating system said.
        reason: String };
    /// The preview cannot listen at its address.
    Error "cannot-listen" CannotListen { /// What the operating system said.
        reason: String };
}

impl Problem {
    /// The problem of the file at `place` as a whole.
    pub fn at(self, place: Place) -> super::Diagnostic {
        super::Diagnostic { place, problem: self }
    }
}
