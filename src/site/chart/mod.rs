//! Charts: numbers as SVG, drawn when the site is made.
//!
//! Pages allow no inline styles, so marks have presentation attributes for their place and classes for their
//! look. All words are the caller's. What the eye has to find out of a chart stands in it: values are written
//! beside their marks, a year without a value keeps its place, and a value that is withheld is never drawn as
//! if it were small.

#![expect(clippy::cast_precision_loss, reason = "counts are of reports, far below 2^52")]

mod axis;
mod canvas;

use crate::site::chart::axis::{ABOVE, Axis, EDGE, GAP, HOLLOW, Plot, Scale, drawable, room};
use crate::site::chart::canvas::{Anchor, Canvas, EM, NARROW, Placed, Point, shortened, widest};

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
    let room = room(&words);
    let (mut canvas, plot) = Plot::fitting(caption, axis, &labels, room);
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
    // Words of different height may reach over one another's places, so only a want of room thins them.
    let most = if plot.slot() >= room { 0.0 } else { widest(words.iter().map(|(_, text)| *text)) };
    for (index, ((y, text), value)) in words.iter().zip(values()).enumerate() {
        let class = if matches!(value, Shown::Withheld(_)) { "word" } else { "value" };
        if plot.is_labelled(index, most) {
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
    let left = if are_labelled { most_left.min(value_width.midpoint(5.0)) } else { 0.0 };
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
    let plot = plot.labelled_from_first();
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
    let mut canvas = Canvas::open_small(title, (width, height));
    for pair in points.windows(2) {
        if let [Some(from), Some(to)] = pair {
            canvas.line("trend", *from, *to);
        }
    }
    for point in points.iter().flatten() {
        canvas.dot(*point);
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::site::chart::canvas::plain;

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
