//! Sets of reports.

/// Numbers of reports, one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    words: Vec<u64>,
    /// How many reports there are.
    end: u32,
}

impl Set {
    /// No report of so many.
    pub fn none(end: u32) -> Self {
        Self { words: vec![0; end.div_ceil(64) as usize], end }
    }

    /// Those of so many reports of which something holds.
    pub fn of(end: u32, holds: impl Fn(u32) -> bool) -> Self {
        let mut set = Self::none(end);
        (0..end).filter(|report| holds(*report)).for_each(|report| set.add(report));
        set
    }

    /// Adds a report.
    pub fn add(&mut self, report: u32) {
        self.words[(report / 64) as usize] |= 1 << (report % 64);
    }

    /// Whether it has a report.
    pub fn has(&self, report: u32) -> bool {
        self.words[(report / 64) as usize] >> (report % 64) & 1 == 1
    }

    /// Keeps what another has, too.
    pub fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Adds what another has.
    pub fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes what it has not.
    pub fn flip(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if !self.end.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.end % 64)) - 1;
        }
    }

    /// How many it has.
    pub fn len(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Its reports, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.end).filter(|report| self.has(*report))
    }
}
