//! What is drawn on: shapes and texts as SVG.

use std::fmt::Write as _;

use crate::report::html::escape;
use crate::site::chart::Caption;

/// Size of the text.
pub(super) const EM: f64 = 12.0;
/// Width that a telephone shows at full size, and its class.
pub(super) const NARROW: (f64, &str) = (352.0, "chart-s");
/// Widths that are chosen from by what has to be written.
pub(super) const WIDTHS: [(f64, &str); 5] =
    [NARROW, (480.0, "chart-m"), (640.0, "chart-l"), (800.0, "chart-xl"), (1024.0, "chart-xxl")];

/// The line that a text above or below its mark stands on, and the text.
pub(super) type Placed<'a> = (f64, &'a str);

/// From the left and from the top.
pub(super) type Point = (f64, f64);

/// Which end of a text is at its point.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The chart so far.
pub(super) struct Canvas {
    width: f64,
    out: String,
}

impl Canvas {
    pub(super) fn open(caption: Caption, (width, class): (f64, &str), height: f64) -> Self {
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

    /// A chart within a line of text, with its name for those who do not see it.
    pub(super) fn open_small(title: &str, (width, height): Point) -> Self {
        let mut out = String::from("<svg class=\"sparkline\" role=\"img\" aria-label=\"");
        escape(title, &mut out);
        let _ = write!(out, "\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">");
        Self { width, out }
    }

    pub(super) fn close(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(plain);
        let _ = write!(self.out, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }

    pub(super) fn dot(&mut self, centre: Point) {
        let [x, y] = [centre.0, centre.1].map(plain);
        let _ = write!(self.out, "<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>");
    }

    pub(super) fn rect(&mut self, class: &str, corner: Point, size: Point) {
        let [x, y, width, height] = [corner.0, corner.1, size.0, size.1].map(plain);
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    /// A text, moved from its place where it would leave the chart.
    pub(super) fn text(&mut self, class: &str, anchor: Anchor, (x, y): Point, text: &str) {
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
    pub(super) fn block(&mut self, (left, foot): Point, (right, end): Point, is_approximate: bool) {
        let (shape, width) = (Block::new(foot, end, -1.0, is_approximate), right - left);
        if shape.body > 0.0 {
            self.rect("bar", (left, shape.start), (width, shape.body));
        }
        if let Some((class, at)) = shape.edge {
            self.line(class, (left, at), (right, at));
        }
    }

    /// A bar from its foot to its end, which lies at the right or at the left.
    pub(super) fn lying_block(&mut self, (foot, top): Point, (end, bottom): Point, is_approximate: bool) {
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
pub(super) fn plain(number: f64) -> String {
    let hundredths = number * 100.0;
    // A million charts have many numbers: those that are surely nearest to one hundredth are written as whole ones.
    if hundredths.abs() < 1e9 && (hundredths.fract().abs() - 0.5).abs() > 1e-3 {
        return decimal(hundredths.round() as i64);
    }
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { String::from("0") } else { String::from(text) }
}

/// So many hundredths.
fn decimal(hundredths: i64) -> String {
    let mut text = String::with_capacity(8);
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, parts) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let _ = match (parts, parts % 10) {
        (0, _) => write!(text, "{sign}{whole}"),
        (_, 0) => write!(text, "{sign}{whole}.{}", parts / 10),
        _ => write!(text, "{sign}{whole}.{parts:02}"),
    };
    text
}

/// About how wide a text is: Chinese and signs like ≈ are as wide as high.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

fn advance(character: char) -> f64 {
    EM * match character {
        '.' | ',' | ' ' | ':' => 0.3,
        character if character.is_ascii() => 0.57,
        _ => 1.0,
    }
}

pub(super) fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    texts.map(width).fold(0.0, f64::max)
}

/// As much of a text as fits, with an ellipsis where some does not.
pub(super) fn shortened(text: &str, most: f64) -> String {
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
    use super::*;

    #[test]
    fn numbers_have_two_places_at_most() {
        let slow = |number: f64| {
            let text = format!("{number:.2}");
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            if text == "-0" { "0".to_owned() } else { text }
        };
        let parts = (-2_000..2_000).map(f64::from);
        let numbers =
            parts.flat_map(|part| [part / 8.0, part / 7.0, part / 200.0, part / 100_000.0, part * 1e8]);
        for number in numbers.chain([1.005, 2.675, -0.005, 0.125, 1e300]) {
            assert_eq!(plain(number), slow(number), "{number}");
        }
    }
}
