//! What site.toml says of figures: `[[indicators]]` and `[statistics]`.

use std::sync::Arc;

use crate::diagnostic::{Expected, Problem};
use crate::fields::Fields;
use crate::figure::{Indicator, Indicators, Kind};
use crate::wording::Terms;

/// Kinds of indicators by their names.
const KINDS: [(&str, Kind); 4] =
    [("count", Kind::Count), ("stock", Kind::Stock), ("rate", Kind::Rate), ("money", Kind::Money)];

/// The built-in table with what site.toml adds or changes.
pub fn indicators(fields: &mut Fields<'_>) -> Arc<Indicators> {
    let tables = fields.tables("indicators");
    if tables.is_empty() {
        return Indicators::shared();
    }
    let mut all = Indicators::built_in().to_vec();
    for mut inner in tables {
        if let Some(indicator) = indicator(&mut inner, &all) {
            all.push(indicator);
        }
        fields.close(inner);
    }
    Arc::new(Indicators::new(all))
}

/// One table of `[[indicators]]`: what it leaves out stays as it is built in.
fn indicator(fields: &mut Fields<'_>, known: &[Indicator]) -> Option<Indicator> {
    let key = fields.required_text("key");
    let text = |fields: &mut Fields<'_>, key| fields.text(key).map(|text| text.value);
    let texts = |fields: &mut Fields<'_>, key| -> Vec<String> {
        fields.texts(key).into_iter().map(|text| text.value).collect()
    };
    let name = text(fields, "name");
    let kind = fields.choice("kind", &KINDS);
    let (measures, aliases) = (texts(fields, "measures"), texts(fields, "aliases"));
    let (part_of, actor, source) = (text(fields, "part_of"), text(fields, "actor"), text(fields, "source"));
    let yearly = fields.text("yearly").and_then(|text| {
        let times = text.value.parse().ok();
        if times.is_none() {
            let key = "yearly".to_owned();
            fields.report(text.span, Problem::WrongType { key, expected: Expected::Number });
        }
        times
    });
    let key = key?;
    let is_key = key.value.starts_with(|c: char| c.is_ascii_lowercase())
        && key.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_key {
        fields.report(key.span, Problem::IndicatorKey { key: key.value });
        return None;
    }
    let base = known.iter().find(|known| known.key == key.value);
    if base.is_none() && (aliases.is_empty() || measures.is_empty()) {
        fields.report(key.span, Problem::IndicatorEmpty { key: key.value });
        return None;
    }
    let mut indicator = base.cloned().unwrap_or_else(|| Indicator {
        name: key.value.clone(),
        key: key.value,
        kind: Kind::Count,
        measures: vec![],
        aliases: vec![],
        part_of: None,
        actor: None,
        yearly: None,
    });
    indicator.kind = kind.unwrap_or(indicator.kind);
    indicator.name = name.unwrap_or(indicator.name);
    indicator.part_of = part_of.or(indicator.part_of);
    indicator.actor = actor.or(indicator.actor);
    if !measures.is_empty() {
        indicator.measures = measures;
    }
    if !aliases.is_empty() {
        indicator.aliases = aliases;
    }
    if let Some(times) = yearly {
        indicator.yearly = Some((times, source.unwrap_or_default()));
    }
    Some(indicator)
}

/// What `[statistics]` says.
pub struct Settings {
    /// Whether usual frequencies are shown.
    pub usual_frequencies: bool,
    /// Terms that are watched.
    pub terms: Arc<Terms>,
}

/// Longest term that is watched, in characters.
const LONGEST_TERM: usize = 40;

/// Most terms that are watched: a table of more, nobody reads.
const MOST_TERMS: usize = 200;

/// `[statistics]`.
pub fn settings(fields: &mut Fields<'_>) -> Settings {
    let mut settings = Settings { usual_frequencies: false, terms: Terms::shared() };
    let Some(mut inner) = fields.table("statistics") else { return settings };
    settings.usual_frequencies = inner.truth("usual_frequencies").unwrap_or(false);
    let terms = inner.texts("terms");
    let mut words = vec![];
    for (at, term) in terms.iter().enumerate() {
        let length = term.value.chars().count();
        if length == 0 || length > LONGEST_TERM || at >= MOST_TERMS {
            inner.report(term.span.clone(), Problem::TermUnfit { longest: LONGEST_TERM, most: MOST_TERMS });
            break;
        }
        words.push(term.value.clone());
    }
    if !terms.is_empty() {
        settings.terms = Arc::new(Terms::new(words));
    }
    fields.close(inner);
    settings
}
