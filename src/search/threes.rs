//! The phrases of three and four units of a volume, with the reports that have them.

use std::iter::Peekable;
use std::ops::Range;

use rayon::prelude::*;

use super::grams::{Gram, TITLE_END, gram, hash};
use super::lists::Lists;

/// Grams to numbers of lists.
pub struct Table {
    /// Gram and number; no gram is 0.
    slots: Vec<(Gram, u32)>,
}

/// In numbered texts: no pair begins here.
const NO_PAIR: u32 = u32::MAX;

impl Table {
    /// Of grams, which are numbered in their order.
    pub fn new(grams: &[Gram]) -> Self {
        let mut slots = vec![(0, 0); (grams.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        for (number, &gram) in grams.iter().enumerate() {
            let mut at = hash(gram) as usize & mask;
            while slots[at].0 != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = (gram, number as u32);
        }
        Self { slots }
    }

    /// The number of a gram, or one that none has.
    pub fn get(&self, gram: Gram) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = hash(gram) as usize & mask;
        loop {
            match self.slots[at] {
                (0, _) => return NO_PAIR,
                (found, number) if found == gram => return number,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The list of the pair at each place of a text.
    fn number(&self, text: &[u16]) -> Vec<u32> {
        let pairs = text.windows(2);
        let number = |pair: &[u16]| {
            if pair.contains(&TITLE_END) { NO_PAIR } else { self.get(gram(pair[0], pair[1])) }
        };
        pairs.map(number).collect()
    }
}

/// Most parts that the work is cut into, by pair, so that each is sorted in a cache.
const PARTS: usize = 256;

/// Most places of several parts that are in memory at a time, eight bytes each.
const AT_ONCE: usize = 6 << 20;

/// So many texts are looked through together.
const CHUNK: usize = 128;

/// A place in a report: from the high end the pair that begins there within its part, the two units behind it (the second 0 where there
/// is none), and the report's number, in 16 bits each.
type Place = u64;

/// Texts as the pairs at each place.
struct Numbered {
    texts: Vec<Vec<u32>>,
    /// How many places the pairs of each part have in each [`CHUNK`].
    places: Vec<[u32; PARTS]>,
    /// So many low bits of a pair's number do not tell its part.
    shift: u32,
}

impl Numbered {
    fn new(texts: Vec<Vec<u16>>, table: &Table, pairs: usize) -> Self {
        let shift = pairs.div_ceil(PARTS).next_power_of_two().ilog2();
        let texts: Vec<Vec<u32>> = texts.into_par_iter().map(|text| table.number(&text)).collect();
        let places = texts.par_chunks(CHUNK).map(|texts| {
            let mut places = [0; PARTS];
            for pair in texts.iter().flatten().filter(|pair| **pair != NO_PAIR) {
                places[(pair >> shift) as usize] += 1;
            }
            places
        });
        Self { places: places.collect(), texts, shift }
    }

    /// The parts that are in memory together.
    fn rounds(&self) -> Vec<Range<usize>> {
        let mut rounds: Vec<Range<usize>> = vec![];
        let mut sum = 0;
        for part in 0..PARTS {
            let places: usize = self.places.iter().map(|places| places[part] as usize).sum();
            sum += places;
            if let Some(round) = rounds.last_mut().filter(|_| sum <= AT_ONCE) {
                round.end = part + 1;
            } else {
                sum = places;
                rounds.push(part..part + 1);
            }
        }
        rounds
    }

    /// Lays out the places of each part of a round in a chunk, in the order of the reports.
    fn scatter(&self, chunk: usize, round: &Range<usize>, grams: &[Gram], into: &mut Scattered) {
        let Scattered { places, parts } = into;
        let mut end = 0;
        parts.clear();
        parts.extend(self.places[chunk][round.clone()].iter().map(|count| {
            let start = end;
            end += *count as usize;
            start..start
        }));
        places.resize(end.max(places.len()), 0);
        let range = (round.start as u32) << self.shift..(round.end as u32) << self.shift;
        let within = (1 << self.shift) - 1;
        let last =
            |pair: Option<&u32>| pair.and_then(|pair| grams.get(*pair as usize)).map(|gram| *gram as u16);
        let first = chunk * CHUNK;
        for (report, text) in (first..).zip(&self.texts[first..]).take(CHUNK) {
            for (at, &pair) in text.iter().enumerate().filter(|(_, pair)| range.contains(pair)) {
                if let Some(third) = last(text.get(at + 1)) {
                    let fourth = last(text.get(at + 2)).unwrap_or_default();
                    let units = u64::from(third) << 32 | u64::from(fourth) << 16;
                    let part = &mut parts[(pair >> self.shift) as usize - round.start];
                    places[part.end] = u64::from(pair & within) << 48 | units | report as u64;
                    part.end += 1;
                }
            }
        }
    }
}

/// The places of a round in a chunk. It is used again for the next round, since memory that is new is dear.
#[derive(Default)]
struct Scattered {
    places: Vec<Place>,
    /// Where those of each part lie.
    parts: Vec<Range<usize>>,
}

/// A phrase of three units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Three {
    /// Number of the list of the pair that it begins with.
    pub pair: u32,
    /// Its third unit.
    pub last: u16,
}

/// The phrases that begin with the pairs of a part.
#[derive(Debug, Default)]
pub struct Part {
    /// Ascending.
    pub threes: Vec<Three>,
    /// Where the reports of each begin; one more for the end.
    starts: Vec<u32>,
    reports: Vec<u16>,
    /// Of each phrase of four that of three it begins with, its fourth unit, and where its reports end; in order.
    fours: Vec<(u32, u16, u32)>,
    of_fours: Vec<u16>,
}

impl Part {
    /// Of sorted places, of which pairs are counted from `first`; reports are so many as fit into `words` of 64.
    fn new(places: &[Place], first: u32, words: usize) -> Self {
        let mut part = Self::default();
        let mut bits = vec![0; words];
        for run in places.chunk_by(|one, other| one >> 32 == other >> 32) {
            let three = Three { pair: first + (run[0] >> 48) as u32, last: (run[0] >> 32) as u16 };
            let number = part.threes.len() as u32;
            part.threes.push(three);
            part.starts.push(part.reports.len() as u32);
            for run in run.chunk_by(|one, other| one >> 16 == other >> 16) {
                let fourth = (run[0] >> 16) as u16;
                if fourth != 0 {
                    part.of_fours.extend(run.iter().map(|place| *place as u16));
                    part.fours.push((number, fourth, part.of_fours.len() as u32));
                }
            }
            collect(run.iter().map(|place| *place as u16), &mut bits, &mut part.reports);
        }
        part.starts.push(part.reports.len() as u32);
        part
    }

    /// The reports of a phrase of three by its place among them, ascending.
    pub fn reports(&self, three: usize) -> &[u16] {
        &self.reports[self.starts[three] as usize..self.starts[three + 1] as usize]
    }

    /// The phrases of four, in order: the place of that of three which each begins with, the fourth unit, the reports.
    pub fn fours(&self) -> Peekable<impl Iterator<Item = (usize, u16, &[u16])>> {
        let starts = std::iter::once(0).chain(self.fours.iter().map(|(.., end)| *end));
        let fours = self.fours.iter().zip(starts).map(|(&(three, last, end), start)| {
            (three as usize, last, &self.of_fours[start as usize..end as usize])
        });
        fours.peekable()
    }
}

/// Appends numbers in order, each once.
fn collect(numbers: impl ExactSizeIterator<Item = u16>, bits: &mut [u64], out: &mut Vec<u16>) {
    if numbers.len() == 1 {
        out.extend(numbers);
        return;
    }
    for number in numbers {
        bits[usize::from(number / 64)] |= 1 << (number % 64);
    }
    for (word, at) in bits.iter_mut().zip((0u16..).step_by(64)) {
        while *word != 0 {
            out.push(at + word.trailing_zeros() as u16);
            *word &= *word - 1;
        }
    }
}

/// All phrases of three and four units.
pub struct Phrases {
    /// By the number of the pair that they begin with.
    pub parts: Vec<Part>,
    /// So many low bits of a pair's number do not tell its part.
    pub shift: u32,
}

impl Phrases {
    /// Those of texts with lists; nothing if there are too many pairs for them. Near linear in the length of the texts.
    pub fn of(texts: Vec<Vec<u16>>, lists: &Lists, table: &Table) -> Option<Self> {
        let words = texts.len().div_ceil(64);
        let numbered = Numbered::new(texts, table, lists.grams.len());
        if numbered.shift > 16 {
            return None;
        }
        let mut chunks: Vec<Scattered> = numbered.places.iter().map(|_| Scattered::default()).collect();
        let mut parts = Vec::with_capacity(PARTS);
        for round in numbered.rounds() {
            chunks.par_iter_mut().enumerate().for_each(|(chunk, into)| {
                numbered.scatter(chunk, &round, &lists.grams, into);
            });
            let of_round = round.into_par_iter().enumerate().map(|(at, part)| {
                let of_part = chunks.iter().map(|chunk| &chunk.places[chunk.parts[at].clone()]);
                let mut places = of_part.collect::<Vec<_>>().concat();
                // Stable, and the reports come in order.
                radsort::sort_by_key(&mut places, |place| place >> 16);
                places.dedup();
                Part::new(&places, (part << numbered.shift) as u32, words)
            });
            parts.extend(of_round.collect::<Vec<_>>());
        }
        Some(Self { parts, shift: numbered.shift })
    }

    /// The reports of the phrase of a pair and a third unit, ascending.
    pub fn reports(&self, pair: u32, last: u16) -> &[u16] {
        let part = &self.parts[(pair >> self.shift) as usize];
        part.threes.binary_search(&Three { pair, last }).map_or(&[], |at| part.reports(at))
    }
}
