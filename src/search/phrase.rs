//! The reports of a volume that have a phrase, from lists alone.

use super::catalog::Volume;
use super::grams::{Symbol, gram};
use super::reader::{Files, IndexError, Reader};
use super::shard::{Entry, others};

/// Reports that may have a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Their numbers, ascending: all that have it, and perhaps others.
    pub reports: Vec<u32>,
    /// What is said of the phrase in each; of a long one, what is said of its pairs together.
    pub symbols: Vec<Symbol>,
    /// What is known of the list.
    pub certainty: Certainty,
    /// Parts of the phrase, by place and length, that all reports of the list have if any report of the volume has them.
    pub windows: Vec<(usize, usize)>,
    /// Whether all of the phrase was looked up.
    pub is_whole: bool,
}

/// How far a list can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certainty {
    /// It has the reports with the phrase and no others.
    #[default]
    Exact,
    /// So it is if the phrase occurs in any of them; else none has it.
    ExactIfAny,
    /// It may have others.
    Unknown,
}

/// So few reports are looked at rather than thinned out by further lists.
pub const FEW: usize = 20;

/// How thoroughly a long phrase is looked up: by more and more of its pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Its first four units and its end.
    Quick,
    /// Also its last four units and its middle.
    Usual,
    /// All of it.
    Whole,
}

/// Finds the reports of a volume that may have a folded phrase: quickly, and to a depth where they are more than [`FEW`].
pub fn find<F: Files>(
    reader: &Reader<F>,
    volume: &Volume,
    phrase: &[u16],
    depth: Depth,
) -> Result<Matches, IndexError> {
    if let [unit] = phrase {
        let entry = reader.entry(volume, gram(*unit, 0))?.unwrap_or_default();
        return Ok(Matches {
            reports: entry.reports,
            symbols: entry.symbols,
            is_whole: true,
            ..Matches::default()
        });
    }
    let pairs = phrase.len() - 1;
    let mut pieces = Pieces { volume, phrase, entries: vec![] };
    for step in [Depth::Quick, Depth::Usual, Depth::Whole] {
        for at in places(pairs, step) {
            if pieces.entries.iter().any(|(known, _)| *known == at) {
                continue;
            }
            let Some(entry) = reader.entry(volume, gram(phrase[at], phrase[at + 1]))? else {
                return Ok(Matches { is_whole: true, ..Matches::default() });
            };
            pieces.entries.push((at, entry));
        }
        pieces.entries.sort_by_key(|(at, _)| *at);
        let are_few = || depth != Depth::Whole && pieces.reports().len() <= FEW;
        if step == depth || pieces.entries.len() == pairs || are_few() {
            break;
        }
    }
    let reports = pieces.reports();
    let symbols = reports.iter().map(|report| pieces.symbol(*report)).collect();
    let certainty = pieces.certainty(reports.is_empty());
    Ok(Matches {
        certainty,
        windows: pieces.windows(),
        is_whole: pieces.entries.len() == pairs,
        reports,
        symbols,
    })
}

/// Places of pairs, ascending. Pairs side by side say most, since lists of three and four units follow from them; a pair or two
/// more than that are no reason to leave some out.
pub fn places(pairs: usize, depth: Depth) -> Vec<usize> {
    let (last, middle) = (pairs.saturating_sub(1), pairs / 2);
    match depth {
        Depth::Quick if pairs > 5 => vec![0, 1, 2, last],
        Depth::Usual if pairs > 9 => vec![0, 1, 2, middle, middle + 1, last - 2, last - 1, last],
        _ => (0..pairs).collect(),
    }
}

/// Entries of some pairs of a phrase.
struct Pieces<'a> {
    volume: &'a Volume,
    phrase: &'a [u16],
    /// By the place of the pair.
    entries: Vec<(usize, Entry)>,
}

impl Pieces<'_> {
    /// The reports in all lists, those of longer phrases included where the pairs stand side by side.
    fn reports(&self) -> Vec<u32> {
        let mut threes: Vec<(usize, Vec<u32>)> = vec![];
        let mut fours: Vec<Vec<u32>> = vec![];
        for neighbours in self.entries.windows(2).filter(|_| self.volume.depth >= 3) {
            let [(at, left), (next, right)] = neighbours else { continue };
            if *next == at + 1 {
                let both = intersection(&left.reports, &right.reports);
                threes.push((*at, except(both, left, (self.phrase[at + 2], 0))));
            }
        }
        for neighbours in threes.windows(2).filter(|_| self.volume.depth >= 4) {
            let [(at, left), (next, right)] = neighbours else { continue };
            if *next == at + 1
                && let Some((_, entry)) = self.entries.iter().find(|(place, _)| place == at)
            {
                fours.push(except(
                    intersection(left, right),
                    entry,
                    (self.phrase[at + 2], self.phrase[at + 3]),
                ));
            }
        }
        let lists = self.entries.iter().map(|(_, entry)| &entry.reports);
        let lists = lists.chain(threes.iter().map(|(_, list)| list)).chain(&fours);
        lists.cloned().reduce(|all, list| intersection(&all, &list)).unwrap_or_default()
    }

    /// Parts of three and four units that were looked up.
    fn windows(&self) -> Vec<(usize, usize)> {
        let has = |at: usize| self.entries.iter().any(|(known, _)| *known == at);
        let starts = self.entries.iter().map(|(at, _)| *at);
        let sized =
            starts.flat_map(|at| (3..=usize::from(self.volume.depth)).map(move |length| (at, length)));
        sized.filter(|(at, length)| (*at..at + length - 1).all(has)).collect()
    }

    fn symbol(&self, report: u32) -> Symbol {
        let symbols = self.entries.iter().filter_map(|(_, entry)| {
            let at = entry.reports.binary_search(&report).ok()?;
            entry.symbols.get(at).copied()
        });
        symbols.reduce(|all, symbol| (all & symbol & !3) | (all & 3).min(symbol & 3)).unwrap_or_default()
    }

    fn certainty(&self, is_empty: bool) -> Certainty {
        let length = self.phrase.len();
        if is_empty || length == 2 {
            return Certainty::Exact;
        }
        if length > usize::from(self.volume.depth) {
            return Certainty::Unknown;
        }
        // Lists of their own are kept of phrases that occur.
        let rest = (self.phrase[2], self.phrase.get(3).copied().unwrap_or(0));
        let is_kept = self.entries[0].1.exceptions.iter().any(|(known, _, _)| *known == rest);
        if is_kept { Certainty::Exact } else { Certainty::ExactIfAny }
    }
}

/// The part of an intersection that an entry names, if it names one.
fn except(both: Vec<u32>, entry: &Entry, rest: (u16, u16)) -> Vec<u32> {
    let Some((_, is_most, ranks)) = entry.exceptions.iter().find(|(known, _, _)| *known == rest) else {
        return both;
    };
    let left_out = if *is_most { Some(others(ranks.iter().copied(), both.len() as u32)) } else { None };
    let ranks = left_out.as_ref().unwrap_or(ranks);
    ranks.iter().filter_map(|rank| both.get(*rank as usize).copied()).collect()
}

/// Numbers in both of two ascending lists.
pub fn intersection(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut right = right.iter().peekable();
    let is_in = |number: &&u32| {
        while right.next_if(|other| other < number).is_some() {}
        right.peek() == Some(number)
    };
    left.iter().filter(is_in).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_taken_from_the_ends_and_the_middle() {
        assert_eq!(places(1, Depth::Quick), [0]);
        assert_eq!(places(5, Depth::Quick), [0, 1, 2, 3, 4]);
        assert_eq!(places(6, Depth::Quick), [0, 1, 2, 5]);
        assert_eq!(places(10, Depth::Usual), [0, 1, 2, 5, 6, 7, 8, 9]);
        assert_eq!(places(12, Depth::Whole).len(), 12);
    }
}
