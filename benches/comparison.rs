//! Whether reports are compared in linear time: `cargo bench --bench comparison`.
//!
//! Two texts of one kind in growing lengths, parted into sentences and compared; nanoseconds for each byte of both, the best of some runs. A
//! column that stays level is linear. Up to some hundred thousand pairs of sentences everything is held against everything, which shows in
//! texts that have nothing in common; beyond, only what is near the same place.

#![expect(clippy::print_stdout, reason = "figures are its output")]
#![expect(clippy::cast_precision_loss, reason = "nanoseconds are shown to one decimal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use shuzhi::compare::compare;
use shuzhi::compare::mask::Masks;
use shuzhi::compare::sentence::Sentences;
use shuzhi::diagnostic::Source;
use shuzhi::report::{Text, parse_text};

/// A sentence of a year by its number.
type Sentence = fn(usize, u16) -> String;

const KINDS: [(&str, Sentence); 5] = [
    ("re-dated", |at, year| {
        format!("{year}年走进{}号院落，第{at}次排查井盖和屋顶{}处。", word(at), word(at + 1))
    }),
    ("one in five changed", |at, year| {
        let changed =
            if at.is_multiple_of(5) { format!("，比上年多{year}人次") } else { String::new() };
        format!("把{}号泵站的台账交给{}组核对{changed}，第{at}项销号。", word(at), word(at + 2))
    }),
    ("nothing in common", |at, year| {
        let start = usize::from(year) * 7_919 + at;
        (0..12).map(|more| word(start * 31 + more * 17)).collect::<String>() + "。"
    }),
    ("one sentence", |_, _| "开展工作，取得成效。".to_owned()),
    ("headings", |at, _| format!("\n\n## 第{at}节\n\n开展工作{at}次。")),
];

const LENGTHS: [usize; 5] = [4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20];

fn word(number: usize) -> char {
    // Of the 20,992 unified ideographs.
    char::from_u32(0x4E00 + (number * 2_654_435_761 % 20_992) as u32).unwrap_or('一')
}

fn main() {
    // `cargo test --benches` runs it without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("nanoseconds a byte\n");
    println!("| text | {} |", LENGTHS.map(|length| format!("{} KiB", length >> 10)).join(" | "));
    println!("| --- |{}", " --- |".repeat(LENGTHS.len()));
    for (name, sentence) in KINDS {
        let cost = LENGTHS.map(|length| {
            let [left, right] = [2022, 2023].map(|year| text(length, |at| sentence(at, year)));
            let bytes = left.document.text.len() + right.document.text.len();
            let best = (0..3).map(|_| time(&left, &right)).min().unwrap_or_default();
            format!("{:.1}", best.as_nanos() as f64 / bytes as f64)
        });
        println!("| {name} | {} |", cost.join(" | "));
    }
}

fn text(length: usize, sentence: impl Fn(usize) -> String) -> Text {
    let mut text = String::from("一、履职情况\n\n");
    for at in 0.. {
        if text.len() >= length {
            break;
        }
        text.push_str(&sentence(at));
    }
    parse_text(Source { path: &"a.md".into(), text: &text }, "a.md")
}

fn time(left: &Text, right: &Text) -> Duration {
    let start = Instant::now();
    let masks = Masks::new(&[]);
    let (left, right) = (Sentences::of(left, &masks), Sentences::of(right, &masks));
    black_box(compare(black_box(&left), black_box(&right)));
    start.elapsed()
}
