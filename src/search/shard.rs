//! Shards: lists of grams as bytes.
//!
//! A shard's body, numbers as LEB128 unless said otherwise:
//!
//! | what | how |
//! | --- | --- |
//! | number of grams | |
//! | for each gram, ascending | what its first unit exceeds the one before by; its second unit, 0 for a gram of one; length of its entry in bytes |
//! | the entries | bits, the highest of a byte first (bits.rs) |
//!
//! An entry, with *n* the number of the volume's reports:
//!
//! 1. the number of reports that have the gram, in gamma code;
//! 2. those reports, or if they are more than half of *n* the others, as `ascending` (bits.rs);
//! 3. how many different [`Symbol`]s they have, in gamma code, and these in 12 bits each, most frequent first; if they
//!    are several, 2 bits for a parameter, and for each report in order the place of its symbol in Rice's code;
//! 4. the third units of phrases that need a list of their own (see closure.rs), as `ascending`; then for each of them
//!    a bit whether the phrase of three has a list, that list, the fourth units as `ascending`, and the list of each.
//!
//! Such a list is a bit, 1 if it names the ranks that are not in it, and ranks as `ascending`.

use super::bits::{BitReader, BitWriter};
use super::closure::Exception;
use super::grams::{Gram, Symbol};

/// What is kept of a gram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The reports that have it, ascending.
    pub reports: Vec<u32>,
    /// What is said of it in each.
    pub symbols: Vec<Symbol>,
    /// Phrases that begin with it and need lists: third unit, fourth or 0, whether the ranks are those that are not in
    /// it, and the ranks.
    pub exceptions: Vec<((u16, u16), bool, Vec<u32>)>,
}

/// A shard cannot be read: it is cut short, or was changed by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// The body of a shard with entries by gram, ascending.
pub fn encode(entries: &[(Gram, Vec<u8>)]) -> Vec<u8> {
    let mut body = vec![];
    number(entries.len() as u32, &mut body);
    let mut before = 0;
    for (gram, entry) in entries {
        let first = gram >> 16;
        number(first - before, &mut body);
        number(gram & 0xFFFF, &mut body);
        number(entry.len() as u32, &mut body);
        before = first;
    }
    for (_, entry) in entries {
        body.extend_from_slice(entry);
    }
    body
}

/// The entry of a gram in a shard's body, if it has one.
pub fn find(body: &[u8], gram: Gram) -> Result<Option<&[u8]>, Damaged> {
    let mut rest = body;
    let count = read_number(&mut rest)?;
    let (mut first, mut start, mut found) = (0u32, 0usize, None);
    for _ in 0..count {
        first = first.checked_add(read_number(&mut rest)?).ok_or(Damaged)?;
        let second = read_number(&mut rest)?;
        let length = read_number(&mut rest)? as usize;
        if first == gram >> 16 && second == gram & 0xFFFF {
            found = Some((start, length));
        }
        start = start.checked_add(length).ok_or(Damaged)?;
    }
    if start != rest.len() {
        return Err(Damaged);
    }
    Ok(found.map(|(start, length)| &rest[start..start + length]))
}

/// Writes entries of a volume, one after the other.
#[derive(Debug)]
pub struct Encoder {
    /// Number of reports of the volume.
    n: u32,
    /// Of each symbol how often it stands in the list at hand, then its place among those of the list; else 0.
    symbols: Box<[u16]>,
}

impl Encoder {
    /// For a volume of `n` reports.
    pub fn new(n: u32) -> Self {
        Self { n, symbols: vec![0; 1 << 12].into() }
    }

    /// An entry as bits; of the exceptions with where their ranks lie.
    pub fn entry(
        &mut self,
        reports: &[u16],
        symbols: &[Symbol],
        (exceptions, ranks): (&[Exception], &[u16]),
    ) -> Vec<u8> {
        let mut writer = BitWriter::default();
        writer.gamma(reports.len() as u32);
        most_or_all(reports, self.n, reports.len() as u32 > self.n / 2, &mut writer);
        self.symbols(symbols, &mut writer);
        let groups: Vec<&[Exception]> =
            exceptions.chunk_by(|left, right| left.rest.0 == right.rest.0).collect();
        let thirds: Vec<u16> = groups.iter().map(|group| group[0].rest.0).collect();
        writer.ascending(&thirds);
        for group in groups {
            let (three, fours) =
                if group[0].rest.1 == 0 { (group.first(), &group[1..]) } else { (None, group) };
            writer.bits(u32::from(three.is_some()), 1);
            if let Some(three) = three {
                encode_ranks(three, ranks, &mut writer);
            }
            let fourths: Vec<u16> = fours.iter().map(|four| four.rest.1).collect();
            writer.ascending(&fourths);
            for four in fours {
                encode_ranks(four, ranks, &mut writer);
            }
        }
        writer.finish()
    }

    fn symbols(&mut self, symbols: &[Symbol], writer: &mut BitWriter) {
        let mut counts: Vec<(Symbol, u32)> = vec![];
        for &symbol in symbols {
            let place = &mut self.symbols[usize::from(symbol)];
            if *place == 0 {
                counts.push((symbol, 0));
                *place = counts.len() as u16;
            }
            counts[usize::from(*place) - 1].1 += 1;
        }
        counts.sort_unstable_by_key(|&(symbol, count)| (std::cmp::Reverse(count), symbol));
        writer.gamma(counts.len() as u32);
        for (&(symbol, _), place) in counts.iter().zip(0..) {
            writer.bits(u32::from(symbol), 12);
            self.symbols[usize::from(symbol)] = place;
        }
        if counts.len() > 1 {
            let parameter = parameter(&counts);
            writer.bits(parameter, 2);
            for &symbol in symbols {
                writer.rice(u32::from(self.symbols[usize::from(symbol)]), parameter);
            }
        }
        for (symbol, _) in counts {
            self.symbols[usize::from(symbol)] = 0;
        }
    }
}

fn encode_ranks(exception: &Exception, ranks: &[u16], writer: &mut BitWriter) {
    let ranks = &ranks[exception.ranks.start as usize..exception.ranks.end as usize];
    let is_most = ranks.len() as u32 > exception.of / 2;
    writer.bits(u32::from(is_most), 1);
    most_or_all(ranks, exception.of, is_most, writer);
}

/// Numbers below `n`, or where they are most of these the others.
fn most_or_all(numbers: &[u16], n: u32, is_most: bool, writer: &mut BitWriter) {
    if is_most {
        writer.ascending(&others(numbers.iter().map(|number| u32::from(*number)), n));
    } else {
        writer.ascending(numbers);
    }
}

/// The best parameter for the places of symbols that stand so often each, most frequent first.
fn parameter(counts: &[(Symbol, u32)]) -> u32 {
    let cost = |parameter: u32| -> u32 {
        counts
            .iter()
            .zip(0u32..)
            .map(|((_, count), place)| count * ((place >> parameter) + 1 + parameter))
            .sum()
    };
    (0..4).min_by_key(|parameter| cost(*parameter)).unwrap_or_default()
}

/// Reads an entry, of a volume of `n` reports.
pub fn decode_entry(bytes: &[u8], n: u32) -> Result<Entry, Damaged> {
    let mut reader = BitReader::new(bytes);
    let count = reader.gamma();
    let mut reports = reader.ascending(n).ok_or(Damaged)?;
    if count > n / 2 {
        reports = others(reports.iter().copied(), n);
    }
    if reports.len() as u32 != count {
        return Err(Damaged);
    }
    let symbols = decode_symbols(&mut reader, reports.len())?;
    let mut exceptions = vec![];
    for third in reader.ascending(1 << 16).ok_or(Damaged)? {
        if reader.bits(1) == 1 {
            let (is_most, ranks) = decode_ranks(&mut reader, n)?;
            exceptions.push(((third as u16, 0), is_most, ranks));
        }
        for fourth in reader.ascending(1 << 16).ok_or(Damaged)? {
            let (is_most, ranks) = decode_ranks(&mut reader, n)?;
            exceptions.push(((third as u16, fourth as u16), is_most, ranks));
        }
    }
    if reader.is_over() { Err(Damaged) } else { Ok(Entry { reports, symbols, exceptions }) }
}

fn decode_ranks(reader: &mut BitReader<'_>, n: u32) -> Result<(bool, Vec<u32>), Damaged> {
    let is_most = reader.bits(1) == 1;
    Ok((is_most, reader.ascending(n).ok_or(Damaged)?))
}

fn decode_symbols(reader: &mut BitReader<'_>, reports: usize) -> Result<Vec<Symbol>, Damaged> {
    let count = reader.gamma();
    if count == 0 || count > 1 << 12 {
        return Err(Damaged);
    }
    let known: Vec<Symbol> = (0..count).map(|_| reader.bits(12) as Symbol).collect();
    if count == 1 {
        return Ok(vec![known[0]; reports]);
    }
    let parameter = reader.bits(2);
    (0..reports).map(|_| known.get(reader.rice(parameter) as usize).copied().ok_or(Damaged)).collect()
}

/// The numbers below `end` that are not among some ascending ones.
pub fn others(numbers: impl Iterator<Item = u32>, end: u32) -> Vec<u32> {
    let mut skipped = numbers.peekable();
    (0..end).filter(|number| skipped.next_if_eq(number).is_none()).collect()
}

/// Appends a number in LEB128: seven bits a byte, lowest first, the highest bit set on all but the last.
pub fn number(mut value: u32, bytes: &mut Vec<u8>) {
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes a number off the front.
fn read_number(bytes: &mut &[u8]) -> Result<u32, Damaged> {
    let mut value = 0u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Damaged)?;
        *bytes = rest;
        value |= u32::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(value);
        }
    }
    Err(Damaged)
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;
    use crate::search::closure::Exceptions;

    const N: u32 = 300;

    fn ranks(of: u32, seed: u32) -> Vec<u32> {
        (0..of).filter(|rank| rank.wrapping_mul(seed | 1) % 7 < seed % 7).collect()
    }

    proptest! {
        #[test]
        fn an_entry_is_read_as_it_was_written(
            list in btree_map(0u16..N as u16, 0u16..4096, 1..N as usize),
            rest in btree_map((1u16.., 0u16..3), (1u32..N, any::<u32>()), 0..20),
        ) {
            let (reports, symbols): (Vec<u16>, Vec<u16>) = list.into_iter().unzip();
            let mut exceptions = Exceptions::default();
            for (rest, (of, seed)) in &rest {
                exceptions.push(0, *rest, *of, ranks(*of, *seed).into_iter().map(|rank| rank as u16));
            }
            let bytes = Encoder::new(N).entry(&reports, &symbols, (&exceptions.all, &exceptions.ranks));
            let entry = decode_entry(&bytes, N).expect("an entry");
            prop_assert_eq!(entry.reports, reports.iter().map(|report| u32::from(*report)).collect::<Vec<_>>());
            prop_assert_eq!(entry.symbols, symbols);
            let read: Vec<_> = entry.exceptions.into_iter().zip(&exceptions.all)
                .map(|((rest, is_most, ranks), written)| (rest, if is_most { others(ranks.iter().copied(), written.of) } else { ranks }))
                .collect();
            let written: Vec<_> = rest.into_iter().map(|(rest, (of, seed))| (rest, ranks(of, seed))).collect();
            prop_assert_eq!(read, written);
        }

        #[test]
        fn shards_find_their_grams_and_damage_is_no_panic(
            entries in btree_map(any::<u32>(), vec(any::<u8>(), 0..20), 0..30),
            noise in vec(any::<u8>(), 0..60),
        ) {
            let entries: Vec<(Gram, Vec<u8>)> = entries.into_iter().collect();
            let body = encode(&entries);
            for (gram, entry) in &entries {
                prop_assert_eq!(find(&body, *gram), Ok(Some(entry.as_slice())));
            }
            let _ = find(&noise, 7);
            let _ = decode_entry(&noise, N);
            if !entries.is_empty() {
                prop_assert_eq!(find(&body[..body.len() - 1], 7), Err(Damaged));
            }
        }
    }
}
