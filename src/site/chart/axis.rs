//! Scales, and where upright marks stand on them.

use crate::site::chart::canvas::{Anchor, Canvas, EM, NARROW, Placed, WIDTHS, widest, width};
use crate::site::chart::{Caption, Shown};

/// A number within the bounds where neither sums nor quotients of such numbers overflow.
pub(super) fn drawable(number: f64) -> Option<f64> {
    let size = number.abs();
    (size <= 1e100).then_some(if size < 1e-100 { 0.0 } else { number })
}

/// Which numbers an axis reaches, zero always among them.
#[derive(Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Round numbers and their words, rising.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From the least to the greatest, without ticks; nothing but zeros gives a scale without length.
    pub(super) fn exact(numbers: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            numbers.fold((0.0_f64, 0.0_f64), |(low, high), number| (low.min(number), high.max(number)));
        Self { low, high, ticks: Vec::new() }
    }

    /// From tick to tick, the numbers between.
    pub(super) fn new(numbers: impl Iterator<Item = f64>, word: fn(f64) -> String) -> Self {
        let exact = Self::exact(numbers);
        if exact.is_flat() {
            return exact;
        }
        // Where the caller's words are the same for two ticks (halves of a report), a wider step tells them apart.
        for (digit, exponent) in steps(exact.high - exact.low).take(12) {
            let step = decimal(digit, exponent);
            let (first, last) = ((exact.low / step).floor() as i64, (exact.high / step).ceil() as i64);
            let numbers = (first..=last).map(|index| decimal(index * digit, exponent));
            let ticks: Vec<_> = numbers.map(|number| (number, word(number))).collect();
            if let [(low, _), .., (high, _)] = ticks[..]
                && ticks.windows(2).all(|pair| pair[0].1 != pair[1].1)
            {
                return Self { low, high, ticks };
            }
        }
        exact
    }

    /// How far along the axis a number lies, from 0 to 1.
    pub(super) fn share(&self, number: f64) -> f64 {
        if self.is_flat() { 0.0 } else { (number - self.low) / (self.high - self.low) }
    }

    fn is_flat(&self) -> bool {
        self.low >= self.high
    }
}

/// Steps of 1, 2 and 5 × 10^n, as digit and n, from the first that makes at most four of the length.
fn steps(length: f64) -> impl Iterator<Item = (i64, i32)> {
    let least = length / 4.0;
    let exponent = least.log10().floor() as i32 - 1;
    (exponent..)
        .flat_map(|exponent| [1, 2, 5].map(|digit| (digit, exponent)))
        .skip_while(move |(digit, exponent)| decimal(*digit, *exponent) < least)
}

/// The number nearest to digits × 10^exponent; a product would be off in its last place.
fn decimal(digits: i64, exponent: i32) -> f64 {
    format!("{digits}e{exponent}").parse().unwrap_or_default()
}

/// Least space between two texts in a row.
pub(super) const GAP: f64 = 4.0;
/// Space between the end of a column and the text above it.
pub(super) const ABOVE: f64 = 6.0;
/// Space at the left and right.
pub(super) const EDGE: f64 = 4.0;
/// Length of the mark of a withheld value, whatever the scale.
pub(super) const HOLLOW: f64 = 14.0;

/// How much room each place needs for its text to keep clear of its neighbours and of their columns.
pub(super) fn room(words: &[Placed]) -> f64 {
    let pairs = words.windows(2).filter(|pair| (pair[0].0 - pair[1].0).abs() < 1.25 * EM);
    let beside = pairs.map(|pair| width(pair[0].1).midpoint(width(pair[1].1)) + GAP).fold(0.0, f64::max);
    beside.max(widest(words.iter().map(|(_, text)| *text)) / 1.3)
}

/// A scale from the bottom to the top of a chart.
pub(super) struct Axis {
    scale: Scale,
    top: f64,
    bottom: f64,
    /// Of the chart.
    height: f64,
}

impl Axis {
    pub(super) fn new(scale: Scale) -> Self {
        // Without a number there is nothing to compare heights with.
        let height = if scale.is_flat() { 80.0 } else { 220.0 };
        // A column that goes down has its label below.
        let below = if scale.low < 0.0 { 40.0 } else { 24.0 };
        Self { scale, top: 22.0, bottom: height - below, height }
    }

    pub(super) fn y(&self, number: f64) -> f64 {
        self.bottom - self.scale.share(number) * (self.bottom - self.top)
    }

    /// Where the words of a value stand.
    pub(super) fn words_line(&self, value: &Shown) -> f64 {
        match value.number() {
            Some(number) if number < 0.0 => self.y(number) + EM + 3.0,
            Some(number) => self.y(number) - ABOVE,
            None => self.y(0.0) - HOLLOW - ABOVE,
        }
    }
}

/// Where upright marks stand.
pub(super) struct Plot {
    pub(super) axis: Axis,
    left: f64,
    right: f64,
    /// How many places there are side by side.
    count: usize,
    /// The place that is labelled where only some have room.
    labelled: usize,
}

impl Plot {
    /// The narrowest chart that gives each place the room it wants; without wishes, the narrowest.
    pub(super) fn fitting(caption: Caption, axis: Axis, labels: &[&str], room: f64) -> (Canvas, Self) {
        let ticks = widest(axis.scale.ticks.iter().map(|(_, word)| word.as_str())).min(NARROW.0 / 3.0);
        let left = if axis.scale.ticks.is_empty() { EDGE } else { ticks + 8.0 };
        let room = if room > 0.0 { room.max(widest(labels.iter().copied()) + GAP) } else { 0.0 };
        let fits = |width: f64| width - left - EDGE >= room * labels.len() as f64;
        let size = WIDTHS.into_iter().find(|(width, _)| fits(*width)).unwrap_or(WIDTHS[4]);
        let canvas = Canvas::open(caption, size, axis.height);
        let count = labels.len();
        // The newest year.
        let labelled = count.saturating_sub(1);
        (canvas, Self { axis, left, right: size.0 - EDGE, count, labelled })
    }

    /// With the first place always labelled in place of the last.
    pub(super) fn labelled_from_first(self) -> Self {
        Self { labelled: 0, ..self }
    }

    pub(super) fn slot(&self) -> f64 {
        (self.right - self.left) / self.count.max(1) as f64
    }

    pub(super) fn centre(&self, index: usize) -> f64 {
        self.left + self.slot() * (index as f64 + 0.5)
    }

    /// Whether a label of this width is written, where only some have room.
    pub(super) fn is_labelled(&self, index: usize, width: f64) -> bool {
        let fits = |every: &usize| width <= self.slot() * *every as f64;
        let every = [1, 2, 5, 10, 20, 50].into_iter().find(fits).unwrap_or(usize::MAX);
        index.abs_diff(self.labelled).is_multiple_of(every)
    }

    /// Lines and words of the ticks, and the labels of the places.
    pub(super) fn draw_axis(&self, canvas: &mut Canvas, labels: &[&str], shift: f64) {
        for (number, word) in &self.axis.scale.ticks {
            let y = self.axis.y(*number);
            if *number != 0.0 {
                canvas.line("grid", (self.left, y), (self.right, y));
            }
            canvas.text("tick", Anchor::End, (self.left - 6.0, y + EM / 3.0), word);
        }
        let width = widest(labels.iter().copied()) + GAP;
        for (index, label) in labels.iter().enumerate() {
            if self.is_labelled(index, width) {
                canvas.text(
                    "label",
                    Anchor::Middle,
                    (self.centre(index) + shift, self.axis.height - 6.0),
                    label,
                );
            }
        }
    }

    pub(super) fn draw_baseline(&self, canvas: &mut Canvas) {
        let zero = self.axis.y(0.0);
        canvas.line("axis", (self.left, zero), (self.right, zero));
    }
}
