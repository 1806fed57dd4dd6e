//! Numbers that look random and are the same on every machine and in every run.

/// A splitmix64 generator: eight bytes of state, enough for prose, useless for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The generator that belongs to these keys. Equal keys give equal sequences; that is how two reports come to
    /// share a sentence.
    pub(crate) fn keyed(keys: &[u64]) -> Self {
        let seed = keys.iter().fold(0x7368_757a_6869, |seed, key| Self(seed ^ key).next());
        Self(seed)
    }

    /// The next 64 bits.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        // The bias of a remainder over 64 bits is far below what a text can show.
        low + self.next() % (high - low + 1)
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the choices.
    pub(crate) fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        let last = choices.len() as u64 - 1;
        choices[self.between(0, last) as usize]
    }

    /// `count` different choices, in random order; all of them if there are fewer.
    pub(crate) fn sample<T: Copy>(&mut self, choices: &[T], count: usize) -> Vec<T> {
        let mut left = choices.to_vec();
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count && !left.is_empty() {
            let index = self.between(0, left.len() as u64 - 1);
            taken.push(left.swap_remove(index as usize));
        }
        taken
    }
}
