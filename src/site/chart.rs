//! Charts: numbers as SVG, drawn when the site is made.
//!
//! Pages allow no inline styles, so marks have presentation attributes for their place and classes for their
//! look. All words are the caller's. What the eye has to find out of a chart stands in it: values are written
//! beside their marks, a year without a value keeps its place, and a value that is withheld is never drawn as
//! if it were small.

#![expect(clippy::cast_precision_loss, reason = "counts are of reports, far below 2^52")]

use std::fmt::Write as _;

use crate::report::html::escape;

/// What a chart is called.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// Unique on the page, without spaces; ids within the chart begin with it.
    pub id: &'a str,
    /// What the chart finds.
    pub title: &'a str,
    /// What a reader learns who does not see it.
    pub description: &'a str,
}

/// What is known of a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// It is known.
    Value {
        /// Its size; one that is not finite counts as missing.
        number: f64,
        /// As readers see it, with ≈ or ≥ where it is not exact.
        label: String,
        /// Whether the end of its column is dashed.
        is_approximate: bool,
    },
    /// It was withheld, which this word says.
    Withheld(String),
    /// Nobody told it.
    Missing,
}

/// A year of [`columns`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The year.
    pub label: String,
    /// Its value.
    pub value: Shown,
}

/// A year of [`spread`].
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The year.
    pub label: String,
    /// How its values lie, if there are any.
    pub range: Option<Range>,
}

/// How values lie: their extremes and quartiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The least value.
    pub least: f64,
    /// A quarter lies below it.
    pub lower: f64,
    /// Half lies below it.
    pub median: f64,
    /// A quarter lies above it.
    pub upper: f64,
    /// The greatest value.
    pub most: f64,
    /// The median as readers see it.
    pub label: String,
}

/// A class of a [`histogram`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// Which values it counts.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// A row of [`bars`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What is measured; shortened beyond twelve Chinese characters.
    pub label: String,
    /// Its value.
    pub value: Shown,
}

/// Values by year. `tick` words the numbers of the axis.
pub fn columns(caption: Caption, columns: &[Column], tick: fn(f64) -> String) -> String {
    let values = || columns.iter().map(|column| &column.value);
    let labels: Vec<&str> = columns.iter().map(|column| column.label.as_str()).collect();
    let axis = Axis::new(Scale::new(values().filter_map(Shown::number), tick));
    let words: Vec<Placed> = values().map(|value| (axis.words_line(value), value.words())).collect();
    let (mut canvas, plot) = Plot::fitting(caption, axis, &labels, room(&words));
    plot.draw_axis(&mut canvas, &labels, 0.0);
    let (width, zero) = ((plot.slot() * 0.6).min(28.0), plot.axis.y(0.0));
    for (index, value) in values().enumerate() {
        let left = plot.centre(index) - width / 2.0;
        match (value, value.number()) {
            (Shown::Value { is_approximate, .. }, Some(number)) => {
                canvas.block((left, zero), (left + width, plot.axis.y(number)), *is_approximate);
            }
            (Shown::Withheld(_), _) => canvas.rect("withheld", (left, zero - HOLLOW), (width, HOLLOW)),
            _ => {}
        }
    }
    plot.draw_baseline(&mut canvas);
    let most = widest(words.iter().map(|(_, text)| *text));
    for (index, ((y, text), value)) in words.iter().zip(values()).enumerate() {
        let class = if matches!(value, Shown::Withheld(_)) { "word" } else { "value" };
        if plot.is_labelled(index, most - GAP) {
            canvas.text(class, Anchor::Middle, (plot.centre(index), *y), text);
        }
    }
    canvas.close()
}

/// How values lie year by year: extremes, quartiles and the median. `tick` words the numbers of the axis.
pub fn spread(caption: Caption, years: &[Spread], tick: fn(f64) -> String) -> String {
    const WIDTH: f64 = 12.0;
    let ranges: Vec<_> = years.iter().map(|year| year.range.as_ref().and_then(Range::drawn)).collect();
    let labels: Vec<&str> = years.iter().map(|year| year.label.as_str()).collect();
    let axis = Axis::new(Scale::new(ranges.iter().flatten().flat_map(|(places, _)| *places), tick));
    let value_width = widest(ranges.iter().flatten().map(|(_, label)| *label));
    let room = WIDTH + 5.0 + value_width + GAP;
    let (mut canvas, plot) = Plot::fitting(caption, axis, &labels, room);
    // Box and label at its right are together in the middle of their place, with the year below the box. Where even
    // the widest chart has no room for the labels, the axis tells the numbers.
    let are_labelled = plot.slot() >= room;
    let most_left = ((plot.slot() - widest(labels.iter().copied())) / 2.0).max(0.0);
    let left = if are_labelled { most_left.min((value_width + 5.0) / 2.0) } else { 0.0 };
    plot.draw_axis(&mut canvas, &labels, -left);
    plot.draw_baseline(&mut canvas);
    for (index, range) in ranges.iter().enumerate() {
        let Some((places, label)) = range else { continue };
        let [least, lower, median, upper, most] = places.map(|place| plot.axis.y(place));
        let centre = plot.centre(index) - left;
        let (start, end) = (centre - WIDTH / 2.0, centre + WIDTH / 2.0);
        canvas.line("whisker", (centre, most), (centre, least));
        canvas.rect("box", (start, upper), (WIDTH, lower - upper));
        canvas.line("median", (start - 2.0, median), (end + 2.0, median));
        if are_labelled {
            canvas.text("value", Anchor::Start, (end + 5.0, median + EM / 3.0), label);
        }
    }
    canvas.close()
}

/// How many values lie in each class.
pub fn histogram(caption: Caption, bins: &[Bin]) -> String {
    let counts: Vec<String> = bins.iter().map(|bin| bin.count.to_string()).collect();
    let labels: Vec<&str> = bins.iter().map(|bin| bin.label.as_str()).collect();
    let numbers = || bins.iter().map(|bin| bin.count as f64);
    let count_width = widest(counts.iter().map(String::as_str));
    // Where there is no room for every count, only the highest is written and an axis tells the others.
    let are_counted = count_width + 2.0 <= (NARROW.0 - 2.0 * EDGE) / bins.len().max(1) as f64;
    let scale = if are_counted {
        Scale::exact(numbers())
    } else {
        Scale::new(numbers(), |count| format!("{count:.0}"))
    };
    let (mut canvas, plot) = Plot::fitting(caption, Axis::new(scale), &labels, 0.0);
    let plot = Plot { labelled: 0, ..plot };
    plot.draw_axis(&mut canvas, &labels, 0.0);
    let highest = (0..bins.len()).rev().max_by_key(|index| bins[*index].count);
    let (half, zero) = (plot.slot() / 2.0, plot.axis.y(0.0));
    for (index, number) in numbers().enumerate() {
        let (centre, end) = (plot.centre(index), plot.axis.y(number));
        canvas.block((centre - half, zero), (centre + half, end), false);
        if are_counted || highest == Some(index) {
            canvas.text("value", Anchor::Middle, (centre, end - ABOVE), &counts[index]);
        }
    }
    plot.draw_baseline(&mut canvas);
    canvas.close()
}

/// Values beside their names, one below the other.
pub fn bars(caption: Caption, bars: &[Bar]) -> String {
    const ROW: f64 = 28.0;
    const MOST_NAME: f64 = 12.0 * EM;
    let values = || bars.iter().map(|bar| &bar.value);
    let name_width = widest(bars.iter().map(|bar| bar.label.as_str())).min(MOST_NAME);
    let value_width = widest(values().map(Shown::words)).min(NARROW.0 / 3.0);
    let (start, end) = (name_width + 8.0, NARROW.0 - value_width - 8.0);
    let scale = Scale::exact(values().filter_map(Shown::number));
    let x = |number: f64| start + scale.share(number) * (end - start);
    let mut canvas = Canvas::open(caption, NARROW, ROW * bars.len() as f64 + 8.0);
    for (index, bar) in bars.iter().enumerate() {
        let middle = ROW * index as f64 + ROW / 2.0 + 4.0;
        let text_line = middle + EM / 3.0;
        let (top, bottom) = (middle - 8.0, middle + 8.0);
        canvas.text("label", Anchor::End, (start - 8.0, text_line), &shortened(&bar.label, MOST_NAME));
        match &bar.value {
            Shown::Value { label, is_approximate, .. } => {
                let Some(number) = bar.value.number() else { continue };
                canvas.lying_block((x(0.0), top), (x(number), bottom), *is_approximate);
                canvas.text("value", Anchor::Start, (x(number.max(0.0)) + 6.0, text_line), label);
            }
            Shown::Withheld(word) => {
                canvas.rect("withheld", (x(0.0), top), (HOLLOW, bottom - top));
                canvas.text("word", Anchor::Start, (x(0.0) + HOLLOW + 6.0, text_line), word);
            }
            Shown::Missing => {}
        }
    }
    canvas.line("axis", (x(0.0), 0.0), (x(0.0), ROW * bars.len() as f64 + 8.0));
    canvas.close()
}

/// Values as dots, those of neighbours joined, small enough for a cell of a table.
pub fn sparkline(title: &str, values: &[Option<f64>]) -> String {
    const EDGE: f64 = 4.0;
    let (width, height) = (120.0, 28.0);
    let values: Vec<_> = values.iter().map(|value| value.and_then(drawable)).collect();
    let least = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = (width - 2.0 * EDGE) / values.len().saturating_sub(1).max(1) as f64;
    let point = |(index, value): (usize, &Option<f64>)| {
        // Values that are all the same lie in the middle.
        let share = if most > least { ((*value)? - least) / (most - least) } else { value.map(|_| 0.5)? };
        Some((EDGE + step * index as f64, height - EDGE - share * (height - 2.0 * EDGE)))
    };
    let points: Vec<Option<Point>> = values.iter().enumerate().map(point).collect();
    let mut canvas =
        Canvas { width, out: String::from("<svg class=\"sparkline\" role=\"img\" aria-label=\"") };
    escape(title, &mut canvas.out);
    canvas.out.push_str("\" width=\"120\" height=\"28\" viewBox=\"0 0 120 28\">");
    for pair in points.windows(2) {
        if let [Some(from), Some(to)] = pair {
            canvas.line("trend", *from, *to);
        }
    }
    for (x, y) in points.iter().flatten() {
        let (x, y) = (plain(*x), plain(*y));
        let _ = write!(canvas.out, "<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>");
    }
    canvas.close()
}

impl Shown {
    /// The number, if it can be drawn.
    fn number(&self) -> Option<f64> {
        let Self::Value { number, .. } = self else { return None };
        drawable(*number)
    }

    /// What is written beside the mark; nothing where there is no mark.
    fn words(&self) -> &str {
        match self {
            Self::Value { label, .. } if self.number().is_some() => label,
            Self::Withheld(word) => word,
            Self::Value { .. } | Self::Missing => "",
        }
    }
}

impl Range {
    /// The five places in rising order, and the label of the median, if all of them can be drawn.
    fn drawn(&self) -> Option<([f64; 5], &str)> {
        let mut places = [0.0; 5];
        for (place, number) in
            places.iter_mut().zip([self.least, self.lower, self.median, self.upper, self.most])
        {
            *place = drawable(number)?;
        }
        places.sort_by(f64::total_cmp);
        Some((places, &self.label))
    }
}

/// A number within the bounds where neither sums nor quotients of such numbers overflow.
fn drawable(number: f64) -> Option<f64> {
    let size = number.abs();
    (size <= 1e100).then_some(if size < 1e-100 { 0.0 } else { number })
}

/// Which numbers an axis reaches, zero always among them.
#[derive(Debug)]
struct Scale {
    low: f64,
    high: f64,
    /// Round numbers and their words, rising.
    ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From the least to the greatest, without ticks; nothing but zeros gives a scale without length.
    fn exact(numbers: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            numbers.fold((0.0_f64, 0.0_f64), |(low, high), number| (low.min(number), high.max(number)));
        Self { low, high, ticks: Vec::new() }
    }

    /// From tick to tick, the numbers between.
    fn new(numbers: impl Iterator<Item = f64>, word: fn(f64) -> String) -> Self {
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
    fn share(&self, number: f64) -> f64 {
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

/// Size of the text.
const EM: f64 = 12.0;
/// Least space between two texts in a row.
const GAP: f64 = 4.0;
/// Space between the end of a column and the text above it.
const ABOVE: f64 = 6.0;
/// Space at the left and right.
const EDGE: f64 = 4.0;
/// Length of the mark of a withheld value, whatever the scale.
const HOLLOW: f64 = 14.0;
/// Width that a telephone shows at full size, and its class.
const NARROW: (f64, &str) = (352.0, "chart-s");
/// Widths that are chosen from by what has to be written.
const WIDTHS: [(f64, &str); 5] =
    [NARROW, (480.0, "chart-m"), (640.0, "chart-l"), (800.0, "chart-xl"), (1024.0, "chart-xxl")];

/// The line that a text above or below its mark stands on, and the text.
type Placed<'a> = (f64, &'a str);

/// How much room each place needs for its text to keep clear of its neighbours and of their columns.
fn room(words: &[Placed]) -> f64 {
    let pairs = words.windows(2).filter(|pair| (pair[0].0 - pair[1].0).abs() < 1.25 * EM);
    let beside = pairs.map(|pair| (width(pair[0].1) + width(pair[1].1)) / 2.0 + GAP).fold(0.0, f64::max);
    beside.max(widest(words.iter().map(|(_, text)| *text)) / 1.3)
}

/// A scale from the bottom to the top of a chart.
struct Axis {
    scale: Scale,
    top: f64,
    bottom: f64,
    /// Of the chart.
    height: f64,
}

impl Axis {
    fn new(scale: Scale) -> Self {
        // Without a number there is nothing to compare heights with.
        let height = if scale.is_flat() { 80.0 } else { 220.0 };
        // A column that goes down has its label below.
        let below = if scale.low < 0.0 { 40.0 } else { 24.0 };
        Self { scale, top: 22.0, bottom: height - below, height }
    }

    fn y(&self, number: f64) -> f64 {
        self.bottom - self.scale.share(number) * (self.bottom - self.top)
    }

    /// Where the words of a value stand.
    fn words_line(&self, value: &Shown) -> f64 {
        match value.number() {
            Some(number) if number < 0.0 => self.y(number) + EM + 3.0,
            Some(number) => self.y(number) - ABOVE,
            None => self.y(0.0) - HOLLOW - ABOVE,
        }
    }
}

/// Where upright marks stand.
struct Plot {
    axis: Axis,
    left: f64,
    right: f64,
    /// How many places there are side by side.
    count: usize,
    /// The place that is labelled where only some have room.
    labelled: usize,
}

impl Plot {
    /// The narrowest chart that gives each place the room it wants; without wishes, the narrowest.
    fn fitting(caption: Caption, axis: Axis, labels: &[&str], room: f64) -> (Canvas, Self) {
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

    fn slot(&self) -> f64 {
        (self.right - self.left) / self.count.max(1) as f64
    }

    fn centre(&self, index: usize) -> f64 {
        self.left + self.slot() * (index as f64 + 0.5)
    }

    /// Whether a label of this width is written, where only some have room.
    fn is_labelled(&self, index: usize, width: f64) -> bool {
        let every = ((width + GAP) / self.slot()).ceil().max(1.0) as usize;
        let every = [1, 2, 5, 10, 20, 50].into_iter().find(|round| *round >= every).unwrap_or(every);
        index.abs_diff(self.labelled).is_multiple_of(every)
    }

    /// Lines and words of the ticks, and the labels of the places.
    fn draw_axis(&self, canvas: &mut Canvas, labels: &[&str], shift: f64) {
        for (number, word) in &self.axis.scale.ticks {
            let y = self.axis.y(*number);
            if *number != 0.0 {
                canvas.line("grid", (self.left, y), (self.right, y));
            }
            canvas.text("tick", Anchor::End, (self.left - 6.0, y + EM / 3.0), word);
        }
        let width = widest(labels.iter().copied());
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

    fn draw_baseline(&self, canvas: &mut Canvas) {
        let zero = self.axis.y(0.0);
        canvas.line("axis", (self.left, zero), (self.right, zero));
    }
}

/// From the left and from the top.
type Point = (f64, f64);

/// Which end of a text is at its point.
#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// The chart so far.
struct Canvas {
    width: f64,
    out: String,
}

impl Canvas {
    fn open(caption: Caption, (width, class): (f64, &str), height: f64) -> Self {
        let mut id = String::new();
        escape(caption.id, &mut id);
        let mut out = format!(
            "<svg class=\"chart {class}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             viewBox=\"0 0 {width} {height}\" font-size=\"{EM}\" text-anchor=\"middle\"><title id=\"{id}-title\">"
        );
        escape(caption.title, &mut out);
        let _ = write!(out, "</title><desc id=\"{id}-desc\">");
        escape(caption.description, &mut out);
        out.push_str("</desc>");
        Self { width, out }
    }

    fn close(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    fn line(&mut self, class: &str, from: Point, to: Point) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(plain);
        let _ = write!(self.out, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }

    fn rect(&mut self, class: &str, corner: Point, size: Point) {
        let [x, y, width, height] = [corner.0, corner.1, size.0, size.1].map(plain);
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    /// A text, moved from its place where it would leave the chart.
    fn text(&mut self, class: &str, anchor: Anchor, (x, y): Point, text: &str) {
        if text.is_empty() {
            return;
        }
        let (x, attribute) = match anchor {
            Anchor::Start => (x, " text-anchor=\"start\""),
            Anchor::End => (x, " text-anchor=\"end\""),
            Anchor::Middle => {
                let half = (width(text) / 2.0).min(self.width / 2.0);
                (x.clamp(half, self.width - half), "")
            }
        };
        let (x, y) = (plain(x), plain(y));
        let _ = write!(self.out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{attribute}>");
        escape(text, &mut self.out);
        self.out.push_str("</text>");
    }

    /// A column from its foot to its end, which lies above or below.
    fn block(&mut self, (left, foot): Point, (right, end): Point, is_approximate: bool) {
        let (shape, width) = (Block::new(foot, end, -1.0, is_approximate), right - left);
        if shape.body > 0.0 {
            self.rect("bar", (left, shape.start), (width, shape.body));
        }
        if let Some((class, at)) = shape.edge {
            self.line(class, (left, at), (right, at));
        }
    }

    /// A bar from its foot to its end, which lies at the right or at the left.
    fn lying_block(&mut self, (foot, top): Point, (end, bottom): Point, is_approximate: bool) {
        let shape = Block::new(foot, end, 1.0, is_approximate);
        if shape.body > 0.0 {
            self.rect("bar", (shape.start, top), (shape.body, bottom - top));
        }
        if let Some((class, at)) = shape.edge {
            self.line(class, (at, top), (at, bottom));
        }
    }
}

/// A column or bar along its axis.
struct Block {
    start: f64,
    body: f64,
    /// A line across: zero, or the dashed end of what is not exact.
    edge: Option<(&'static str, f64)>,
}

impl Block {
    /// `growth` is 1 or -1, the side that more than zero lies at.
    fn new(foot: f64, end: f64, growth: f64, is_approximate: bool) -> Self {
        const AIR: f64 = 4.0;
        let length = (end - foot).abs();
        let direction = if end < foot { -1.0 } else { 1.0 };
        // What is small still shows that it is there.
        let (body, edge) = match (length > 0.0, is_approximate) {
            (false, _) => (0.0, Some(("zero", foot + growth))),
            (true, false) => (length.max(1.0), None),
            (true, true) => ((length - AIR).max(0.0), Some(("about", end - direction))),
        };
        Self { start: foot.min(foot + direction * body), body, edge }
    }
}

/// A number with at most two places behind the point.
fn plain(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { String::from("0") } else { String::from(text) }
}

/// About how wide a text is: Chinese and signs like ≈ are as wide as high.
fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

fn advance(character: char) -> f64 {
    EM * match character {
        '.' | ',' | ' ' | ':' => 0.3,
        character if character.is_ascii() => 0.57,
        _ => 1.0,
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    texts.map(width).fold(0.0, f64::max)
}

/// As much of a text as fits, with an ellipsis where some does not.
fn shortened(text: &str, most: f64) -> String {
    if width(text) <= most {
        return String::from(text);
    }
    let mut left = most - EM;
    let fits = |character: &char| {
        left -= advance(*character);
        left >= 0.0
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const CAPTION: Caption =
        Caption { id: "c", title: "党课<逐年>增加", description: "据“31”份报告&附件" };

    fn tick(number: f64) -> String {
        plain(number)
    }

    fn value(number: f64, label: &str) -> Shown {
        Shown::Value { number, label: label.into(), is_approximate: false }
    }

    fn column(label: &str, value: Shown) -> Column {
        Column { label: label.into(), value }
    }

    /// The tags of a chart, each name with its attributes; fails where they are not balanced.
    fn tags(svg: &str) -> Vec<(String, Vec<(String, String)>)> {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        let mut rest = svg;
        while let Some(at) = rest.find('<') {
            check_text(&rest[..at]);
            let end = rest.find('>').expect("an end of the tag");
            let tag = &rest[at + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "{svg}");
                continue;
            }
            let inner = tag.trim_end_matches('/');
            let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
            if !tag.ends_with('/') {
                open.push(name.to_string());
            }
            found.push((name.to_string(), read_attributes(attributes)));
        }
        assert!(open.is_empty() && rest.is_empty(), "{svg}");
        found
    }

    fn read_attributes(mut text: &str) -> Vec<(String, String)> {
        let mut attributes = Vec::new();
        while let Some((name, rest)) = text.split_once("=\"") {
            let (value, rest) = rest.split_once('"').expect("a closing quote");
            check_text(value);
            attributes.push((name.trim().to_string(), value.to_string()));
            text = rest;
        }
        assert!(text.trim().is_empty(), "{text}");
        attributes
    }

    fn check_text(text: &str) {
        assert!(!text.contains(['<', '>', '"']), "{text}");
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|name| entity.starts_with(name)), "{text}");
        }
    }

    /// Whether every place is a number of at most two decimals within the frame.
    #[track_caller]
    fn check(svg: &str) {
        let tags = tags(svg);
        let frame = &tags[0].1.iter().find(|(name, _)| name == "viewBox").expect("a frame").1;
        let frame: Vec<f64> = frame.split(' ').map(|side| side.parse().expect("a number")).collect();
        for (name, value) in tags.iter().flat_map(|(_, attributes)| attributes) {
            let most = match name.as_str() {
                "x" | "x1" | "x2" | "cx" | "width" => frame[2],
                "y" | "y1" | "y2" | "cy" | "height" => frame[3],
                "style" => panic!("an inline style: {svg}"),
                _ => continue,
            };
            let number: f64 = value.parse().expect("a number");
            assert!((0.0..=most).contains(&number), "{name}={value}: {svg}");
            let decimals = value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 2 && value != "-0", "{name}={value}");
        }
    }

    fn count(svg: &str, class: &str) -> usize {
        svg.matches(&format!("class=\"{class}\"")).count()
    }

    #[test]
    fn ticks_are_round_and_few_and_reach_every_number() {
        #[track_caller]
        fn case(numbers: &[f64], expected: &[f64]) {
            let scale = Scale::new(numbers.iter().copied(), tick);
            let ticks: Vec<f64> = scale.ticks.iter().map(|(number, _)| *number).collect();
            assert_eq!(ticks, expected);
        }
        case(&[3.0, 12.0, 7.0], &[0.0, 5.0, 10.0, 15.0]);
        case(&[100.0], &[0.0, 50.0, 100.0]);
        case(&[0.7], &[0.0, 0.2, 0.4, 0.6, 0.8]);
        case(&[-30.0, 50.0], &[-40.0, -20.0, 0.0, 20.0, 40.0, 60.0]);
        case(&[123_456.0], &[0.0, 50_000.0, 100_000.0, 150_000.0]);
        case(&[0.0, 0.0], &[]);
        case(&[], &[]);
    }

    #[test]
    fn no_two_ticks_have_the_same_words() {
        let scale = Scale::new([1.0].into_iter(), |number| format!("{number:.0}"));
        assert_eq!(scale.ticks, [(0.0, String::from("0")), (1.0, String::from("1"))]);
        assert!(Scale::new([1.0].into_iter(), |_| String::new()).ticks.is_empty());
    }

    #[test]
    fn a_withheld_number_is_never_a_column() {
        let svg = columns(CAPTION, &[column("2023", Shown::Withheld("未公开".into()))], tick);
        assert_eq!((count(&svg, "bar"), count(&svg, "zero"), count(&svg, "withheld")), (0, 0, 1), "{svg}");
        assert!(svg.contains(">未公开</text>"));
        let svg = bars(CAPTION, &[Bar { label: "国企".into(), value: Shown::Withheld("未公开".into()) }]);
        assert_eq!((count(&svg, "bar"), count(&svg, "zero"), count(&svg, "withheld")), (0, 0, 1), "{svg}");
    }

    #[test]
    fn zero_is_drawn_and_a_missing_year_keeps_its_place() {
        let years = [
            column("2021", value(0.0, "0")),
            column("2022", Shown::Missing),
            column("2023", value(8.0, "8")),
        ];
        let svg = columns(CAPTION, &years, tick);
        assert_eq!((count(&svg, "zero"), count(&svg, "bar"), count(&svg, "value")), (1, 1, 2), "{svg}");
        assert!(svg.contains(">2022</text>"));
    }

    #[test]
    fn an_approximate_column_has_a_dashed_end() {
        let about = Shown::Value { number: 9.0, label: "≈9".into(), is_approximate: true };
        let svg = columns(CAPTION, &[column("2021", value(9.0, "9")), column("2022", about)], tick);
        assert_eq!((count(&svg, "about"), count(&svg, "bar")), (1, 2), "{svg}");
    }

    #[test]
    fn many_labels_make_a_chart_wide_before_they_are_thinned() {
        let years = |count: u32| -> Vec<Column> {
            (0..count).map(|year| column(&(1990 + year).to_string(), value(1.0, "1,234"))).collect()
        };
        assert!(columns(CAPTION, &years(6), tick).contains("chart-s"));
        assert!(columns(CAPTION, &years(12), tick).contains("chart-m"));
        let svg = columns(CAPTION, &years(36), tick);
        assert!(
            svg.contains("chart-xxl") && svg.contains(">2025</text>") && !svg.contains(">2024</text>"),
            "{svg}"
        );
    }

    #[test]
    fn a_sparkline_joins_neighbours_only() {
        let svg = sparkline("党课", &[Some(1.0), Some(2.0), None, Some(3.0), Some(f64::NAN), Some(2.0)]);
        assert_eq!((count(&svg, "dot"), count(&svg, "trend")), (4, 1), "{svg}");
        check(&svg);
    }

    #[test]
    fn words_are_escaped_and_long_ones_shortened() {
        let svg = bars(
            CAPTION,
            &[Bar { label: "一二三四五六七八九十一二三四".into(), value: value(1.0, "<1>") }],
        );
        assert!(
            svg.contains(">一二三四五六七八九十一…</text>") && svg.contains(">&lt;1&gt;</text>"),
            "{svg}"
        );
        assert!(svg.contains("<title id=\"c-title\">党课&lt;逐年&gt;增加</title>"));
    }

    #[test]
    fn coordinates_have_no_noise() {
        assert_eq!([12.000_000_1, -0.001, 0.1 + 0.2, 100.0].map(plain), ["12", "0", "0.3", "100"]);
    }

    fn shown() -> impl Strategy<Value = Shown> {
        prop_oneof![
            4 => (prop_oneof![proptest::num::f64::ANY, -100.0..1000.0, Just(0.0)], words(), any::<bool>())
                .prop_map(|(number, label, is_approximate)| Shown::Value { number, label, is_approximate }),
            1 => words().prop_map(Shown::Withheld),
            1 => Just(Shown::Missing),
        ]
    }

    fn words() -> impl Strategy<Value = String> {
        "[0-9年≈<>&\"' 党]{0,12}"
    }

    proptest! {
        #[test]
        fn whatever_the_values_upright_charts_are_whole(
            values in vec((words(), shown()), 0..40),
            ranges in vec(proptest::option::of(proptest::array::uniform5(proptest::num::f64::ANY)), 0..20),
            counts in vec(prop_oneof![0..9usize, any::<usize>()], 0..80),
        ) {
            let years: Vec<Column> =
                values.into_iter().map(|(label, value)| Column { label, value }).collect();
            let svg = columns(CAPTION, &years, |number| format!("{number:e}"));
            check(&svg);
            prop_assert_eq!(svg, columns(CAPTION, &years, |number| format!("{number:e}")));
            let ranges: Vec<Spread> = ranges.into_iter().map(|range| Spread {
                label: "2023".into(),
                range: range.map(|[least, lower, median, upper, most]| {
                    Range { least, lower, median, upper, most, label: "1,234".into() }
                }),
            }).collect();
            check(&spread(CAPTION, &ranges, |number| format!("{number:e}")));
            let bins: Vec<Bin> = counts.into_iter().map(|count| Bin { label: "千字".into(), count }).collect();
            check(&histogram(CAPTION, &bins));
        }

        #[test]
        fn whatever_the_values_bars_and_sparklines_are_whole(
            values in vec((words(), shown()), 0..20), line in vec(proptest::option::of(proptest::num::f64::ANY), 0..20),
        ) {
            let rows: Vec<Bar> = values.into_iter().map(|(label, value)| Bar { label, value }).collect();
            let svg = bars(CAPTION, &rows);
            check(&svg);
            prop_assert_eq!(svg, bars(CAPTION, &rows));
            check(&sparkline("<党课>", &line));
        }

        #[test]
        fn ticks_reach_any_number(numbers in vec(proptest::num::f64::ANY, 1..9)) {
            let numbers: Vec<f64> = numbers.into_iter().filter_map(drawable).collect();
            let scale = Scale::new(numbers.iter().copied(), |number| format!("{number:e}"));
            prop_assert!(scale.ticks.len() <= 7);
            for number in numbers {
                prop_assert!((0.0..=1.0).contains(&scale.share(number)), "{number} {scale:?}");
            }
        }
    }
}
