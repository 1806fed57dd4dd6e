//! The pairs of characters of one report: which there are, in which zones, and how often.

/// Ends the title in [`Indexed::units`]; folding drops all line ends, so that no phrase crosses it.
pub const TITLE_END: u16 = b'\n' as u16;

/// In [`zone`](Indexed::zones)s: the title.
pub const TITLE: u16 = 1;
/// In zones: a heading.
pub const HEADING: u16 = 1 << 1;
/// In zones: where the kinds of the section begin.
pub const KINDS: u32 = 2;
/// How many bits a zone has.
pub const ZONE_BITS: u32 = 10;

/// A report as the index sees it: folded title, [`TITLE_END`], folded text, in UTF-16 code units.
#[derive(Debug, Clone, Default)]
pub struct Indexed {
    /// Code units.
    pub units: Vec<u16>,
    /// What each stands in: bits of [`TITLE`], [`HEADING`] and the kinds of its section.
    pub zones: Vec<u16>,
}

/// Two code units that stand beside each other, the first in the high half; one alone has 0 for its second.
pub type Gram = u32;

/// The gram of two code units.
pub fn gram(first: u16, second: u16) -> Gram {
    u32::from(first) << 16 | u32::from(second)
}

/// What a list says of a gram in a report: the zones in which it stands as a whole, and how often it occurs, in
/// four steps: once, 2 or 3 times, 4 to 7 times, more often. The step is in the low two bits.
pub type Symbol = u16;

/// Counts of the grams of one report after the other: of units in a place of their own, of pairs by open addressing, since this is
/// done for every character.
#[derive(Debug)]
pub struct Counter {
    /// By unit.
    units: Box<[Count]>,
    /// Which units there are.
    known: Vec<u16>,
    /// Pairs; 0 times is free, and between two reports all are.
    pairs: Vec<(Gram, Count)>,
    /// Which of them there are.
    taken: Vec<u32>,
}

/// How often a gram occurs, and in which zones.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    times: u16,
    zones: u16,
}

impl Count {
    fn add(&mut self, zone: u16) {
        self.times = self.times.saturating_add(1);
        self.zones |= zone;
    }

    fn symbol(self) -> Symbol {
        self.zones << 2 | step(self.times)
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self { units: vec![Count::default(); 1 << 16].into(), known: vec![], pairs: vec![], taken: vec![] }
    }
}

impl Counter {
    /// Calls back for each gram of a report, in no order.
    pub fn count(&mut self, report: &Indexed, mut each: impl FnMut(Gram, Symbol)) {
        // Pairs are fewer than units.
        let size = (report.units.len() * 2).next_power_of_two().max(64);
        self.pairs.resize(size, (0, Count::default()));
        let mut before = TITLE_END;
        let mut zone_before = 0;
        for (&unit, &zone) in report.units.iter().zip(&report.zones) {
            if unit != TITLE_END {
                let count = &mut self.units[usize::from(unit)];
                if count.times == 0 {
                    self.known.push(unit);
                }
                count.add(zone);
                if before != TITLE_END {
                    self.add(gram(before, unit), zone & zone_before);
                }
            }
            (before, zone_before) = (unit, zone);
        }
        for unit in self.known.drain(..) {
            let count = std::mem::take(&mut self.units[usize::from(unit)]);
            each(gram(unit, 0), count.symbol());
        }
        for at in self.taken.drain(..) {
            let (gram, count) = std::mem::take(&mut self.pairs[at as usize]);
            each(gram, count.symbol());
        }
    }

    fn add(&mut self, gram: Gram, zone: u16) {
        let mask = self.pairs.len() - 1;
        let mut at = hash(gram) as usize & mask;
        loop {
            let (known, count) = &mut self.pairs[at];
            if count.times == 0 {
                *known = gram;
                self.taken.push(at as u32);
            }
            if *known == gram {
                count.add(zone);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

fn step(times: u16) -> u16 {
    match times {
        0 | 1 => 0,
        2 | 3 => 1,
        4..=7 => 2,
        _ => 3,
    }
}

/// Spreads grams over shards, and over the slots of tables. A multiplication, a shift and another multiplication, all
/// in 32 bits (the constants are those of xxHash), so that a browser computes the same.
pub fn hash(gram: Gram) -> u32 {
    let hash = gram.wrapping_mul(0x9E37_79B1);
    let hash = (hash ^ hash >> 15).wrapping_mul(0x85EB_CA77);
    hash ^ hash >> 13
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn grams_are_counted_with_their_zones() {
        let units: Vec<u16> = "党建\n党建党建建".encode_utf16().collect();
        let zones = vec![TITLE, TITLE, 0, HEADING, HEADING, 4, 4, 8];
        let mut found = BTreeMap::new();
        Counter::default().count(&Indexed { units, zones }, |gram, symbol| {
            let text = String::from_utf16_lossy(&[(gram >> 16) as u16, gram as u16]);
            found.insert(text.trim_end_matches('\0').to_owned(), symbol);
        });
        let expected = [
            ("党", (TITLE | HEADING | 4) << 2 | 1),
            ("党建", (TITLE | HEADING | 4) << 2 | 1),
            ("建", (TITLE | HEADING | 4 | 8) << 2 | 2),
            ("建党", 0),
            ("建建", 0),
        ];
        assert_eq!(found, expected.map(|(text, symbol)| (text.to_owned(), symbol)).into());
    }
}
