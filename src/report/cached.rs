//! Records as bytes, to be kept between two starts of the program.

use super::Record;

/// A record as bytes; nothing if it cannot be written so.
pub fn encode(record: &Record) -> Option<Vec<u8>> {
    postcard::to_stdvec(record).ok()
}

/// The record of bytes that [`encode`] made; nothing if they are none. Damaged bytes may be another record: who
/// keeps them makes sure that they are whole.
pub fn decode(bytes: &[u8]) -> Option<Record> {
    let (record, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::figure::Indicators;
    use crate::report::{condense, front_matter::Demands, parse};
    use crate::wording::Terms;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let text = "---\nunit: 甲党支部\nyear: 2022\nlevel: 党支部\ntags: [党建]\ndate: 2023-01-05\nfigures:\n  支委会: 12次\n\
                    extra:\n  key: value\n---\n\n一、履职情况\n\n全年召开支委会**次，见[附件](a.pdf)。\n";
        let source = Source { path: &"content/a.md".into(), text };
        let demands = Demands { first_year: 2000, last_year: 2050, require_review: false };
        let (record, _) =
            condense(parse(source, "a.md", demands).value, &Indicators::default(), &Terms::new(vec![]));
        assert!(!record.links.is_empty() && !record.headings.is_empty() && !record.figures.is_empty());
        let bytes = encode(&record).unwrap();
        assert_eq!(decode(&bytes), Some(record));
        assert_eq!(decode(&bytes[..bytes.len() / 2]), None);
        assert_eq!(decode(&[&*bytes, &[0]].concat()), None);
    }
}
