//! Bits: what lists in the index are written in, most significant bit first.

/// Bits being written.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits not yet in `bytes`, at the low end.
    pending: u64,
    /// How many.
    count: u32,
}

impl BitWriter {
    /// Writes the low `count` bits of a value, 32 at most.
    pub fn bits(&mut self, value: u32, count: u32) {
        self.pending = (self.pending << count) | u64::from(value);
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            self.bytes.extend_from_slice(&((self.pending >> self.count) as u32).to_be_bytes());
            self.pending &= (1 << self.count) - 1;
        }
    }

    /// A number of ones, then a zero.
    pub fn unary(&mut self, mut value: u32) {
        while value >= 16 {
            self.bits(0xFFFF, 16);
            value -= 16;
        }
        self.bits(((1 << value) - 1) << 1, value + 1);
    }

    /// A number from 1 in Elias' gamma code: as many ones as it has bits below the highest, a zero, those bits.
    pub fn gamma(&mut self, value: u32) {
        let below = value.ilog2();
        self.unary(below);
        self.bits(value & ((1 << below) - 1), below);
    }

    /// A number in Rice's code: what `parameter` bits leave over in [`Self::unary`], then those bits.
    pub fn rice(&mut self, value: u32, parameter: u32) {
        let (over, rest) = (value >> parameter, value & ((1 << parameter) - 1));
        if over < 16 {
            self.bits((((1 << over) - 1) << (parameter + 1)) | rest, over + 1 + parameter);
        } else {
            self.unary(over);
            self.bits(rest, parameter);
        }
    }

    /// Ascending numbers: gamma of their number and 1; where there are any, 4 bits for the parameter, then the gaps
    /// between them in [`Self::rice`], each less 1.
    pub fn ascending<N: Copy + Into<u32>>(&mut self, numbers: &[N]) {
        self.gamma(numbers.len() as u32 + 1);
        let Some(&last) = numbers.last() else { return };
        let parameter = parameter(numbers.len() as u32, last.into());
        self.bits(parameter, 4);
        let mut next = 0;
        for number in numbers.iter().map(|&number| number.into()) {
            self.rice(number - next, parameter);
            next = number + 1;
        }
    }

    /// The bytes, the last filled up with zeroes.
    pub fn finish(mut self) -> Vec<u8> {
        let rest = (self.pending << (32 - self.count)) as u32;
        self.bytes.extend_from_slice(&rest.to_be_bytes()[..self.count.div_ceil(8) as usize]);
        self.bytes
    }
}

/// A good parameter for the gaps of `count` numbers up to `last`: near the binary logarithm of their mean, as Gallager
/// and van Voorhis (1975) find for even spreads.
fn parameter(count: u32, last: u32) -> u32 {
    let free = last + 1 - count;
    let mean = u64::from(free) * 7 / 10 / u64::from(count);
    (mean + 1).ilog2().min(15)
}

/// Bits being read. Past the end all bits are 0, and [`Self::is_over`] says so.
#[derive(Debug, Clone)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    /// Next bit.
    at: usize,
}

impl<'a> BitReader<'a> {
    /// Reads from the first bit.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Whether more was read than there is.
    pub fn is_over(&self) -> bool {
        self.at > self.bytes.len() * 8
    }

    fn bit(&mut self) -> u32 {
        let byte = self.bytes.get(self.at / 8).copied().unwrap_or_default();
        let bit = u32::from(byte >> (7 - self.at % 8)) & 1;
        self.at += 1;
        bit
    }

    /// `count` bits, 32 at most.
    pub fn bits(&mut self, count: u32) -> u32 {
        (0..count).fold(0, |value, _| (value << 1) | self.bit())
    }

    /// The reverse of [`BitWriter::unary`].
    pub fn unary(&mut self) -> u32 {
        let mut value = 0;
        while self.bit() == 1 {
            value += 1;
        }
        value
    }

    /// The reverse of [`BitWriter::gamma`]; 0 for what it never writes.
    pub fn gamma(&mut self) -> u32 {
        let below = self.unary();
        if below > 31 { 0 } else { (1 << below) | self.bits(below) }
    }

    /// The reverse of [`BitWriter::rice`].
    pub fn rice(&mut self, parameter: u32) -> u32 {
        let over = self.unary();
        over.wrapping_shl(parameter) | self.bits(parameter)
    }

    /// The reverse of [`BitWriter::ascending`]: numbers below `end`, or nothing.
    pub fn ascending(&mut self, end: u32) -> Option<Vec<u32>> {
        let count = self.gamma().checked_sub(1)?;
        if count > end {
            return None;
        }
        let mut numbers = Vec::with_capacity(count as usize);
        if count > 0 {
            let parameter = self.bits(4);
            let mut next = 0u32;
            for _ in 0..count {
                let number = next.checked_add(self.rice(parameter)).filter(|number| *number < end)?;
                numbers.push(number);
                next = number + 1;
            }
        }
        (!self.is_over()).then_some(numbers)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in vec((1u32..1 << 20, 0u32..12), 0..40), set in btree_set(0u32..5000, 0..300)) {
            let set: Vec<u32> = set.into_iter().collect();
            let mut writer = BitWriter::default();
            for &(number, parameter) in &numbers {
                writer.gamma(number);
                writer.rice(number % 4000, parameter);
                writer.bits(number, 20);
            }
            writer.ascending(&set);
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for &(number, parameter) in &numbers {
                prop_assert_eq!(reader.gamma(), number);
                prop_assert_eq!(reader.rice(parameter), number % 4000);
                prop_assert_eq!(reader.bits(20), number);
            }
            prop_assert_eq!(reader.ascending(5000), Some(set));
        }

        #[test]
        fn any_bytes_end(bytes in vec(any::<u8>(), 0..64)) {
            let mut reader = BitReader::new(&bytes);
            if let Some(numbers) = reader.ascending(1000) {
                prop_assert!(numbers.is_sorted() && numbers.iter().all(|number| *number < 1000));
            }
        }
    }
}
