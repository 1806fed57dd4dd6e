//! Whether figures are found in linear time: `cargo bench --bench figures`.
//!
//! Texts of one kind in growing lengths, each in one paragraph; nanoseconds for each byte, the best of some runs. A column that stays
//! level is linear. Beside a text of duty reports stand texts that are meant to be hard: nothing but numbers, nothing but words of
//! indicators, nothing but opening quotation marks, no end of a sentence.

#![expect(clippy::print_stdout, reason = "figures are its output")]
#![expect(clippy::cast_precision_loss, reason = "nanoseconds are shown to one decimal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use shuzhi::figure::{Indicators, figures};

const KINDS: [(&str, &str); 6] = [
    (
        "report",
        "全年召开支委会12次、党员大会**次，开展主题党日活动十二次，谈心谈话40余人次，整改完成率达98%。",
    ),
    ("prose", "坚持把学习贯彻重要精神作为首要任务，抓在经常、融入日常，组织党员交流心得体会。"),
    ("numbers", "12次、"),
    ("words", "支委会党员大会主题党日"),
    ("quotes", "“《"),
    ("no end", "其中支委会12次，含党课3次；"),
];

const LENGTHS: [usize; 5] = [4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20];

fn main() {
    // `cargo test --benches` runs it without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let indicators = Indicators::default();
    println!("nanoseconds a byte\n");
    println!("| text | {} |", LENGTHS.map(|length| format!("{} KiB", length >> 10)).join(" | "));
    println!("| --- |{}", " --- |".repeat(LENGTHS.len()));
    for (name, piece) in KINDS {
        let cost = LENGTHS.map(|length| {
            let text = piece.repeat(length / piece.len());
            let best = (0..5).map(|_| time(&text, &indicators)).min().unwrap_or_default();
            format!("{:.1}", best.as_nanos() as f64 / text.len() as f64)
        });
        println!("| {name} | {} |", cost.join(" | "));
    }
}

fn time(text: &str, indicators: &Indicators) -> Duration {
    let start = Instant::now();
    black_box(figures(black_box(text), indicators));
    start.elapsed()
}
