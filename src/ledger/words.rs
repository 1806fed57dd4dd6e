//! The words of entries: pairs of neighbouring characters, which weigh more the rarer they are.

#![expect(clippy::cast_precision_loss, reason = "counts are of items of two reports")]

use std::sync::LazyLock;

use crate::fold::Folded;
use crate::han;

/// Words that say nothing of the matter: pairs of characters in them weigh a fifth.
const GENERIC: &[&str] = &[
    "存在",
    "问题",
    "不够",
    "不足",
    "不深",
    "不强",
    "不到位",
    "有待",
    "加强",
    "进一步",
    "提高",
    "还不",
    "仍然",
    "个别",
    "部分",
    "有的",
    "方面",
    "工作",
    "党员",
    "党建",
    "支部",
    "党组织",
    "组织",
    "干部",
    "开展",
    "推进",
    "继续",
    "持续",
    "建立",
    "健全",
    "完善",
    "制度",
    "机制",
    "针对",
    "整改",
    "完成",
    "已经",
    "全年",
    "情况",
    "力度",
    "能力",
    "水平",
    "意识",
    "作用",
    "发挥",
    "落实",
    "做好",
    "抓好",
    "一是",
    "二是",
    "三是",
    "四是",
    "较高",
    "明显",
    "目前",
    "通过",
    "进行",
    "要求",
    "全面",
    "深入",
    "切实",
    "着力",
    "活动",
    "服务",
    "建设",
    "管理",
    "每季度",
    "每月",
    "年度",
    "计划",
    "现象",
    "一定",
    "差距",
    "较少",
    "不多",
    "不高",
    "不严",
    "不细",
    "不实",
    "缺乏",
    "需要",
    "重点",
    "主要",
];

/// Finds the pairs of neighbouring characters that are no punctuation, of one text after the other.
#[derive(Default)]
pub struct Pairs(Folded);

impl Pairs {
    /// Calls back for each pair of a text, in order.
    pub fn each(&mut self, text: &str, mut each: impl FnMut(u64)) {
        self.0.units.clear();
        self.0.at.clear();
        self.0.append(text, 0);
        let is_word = |character: &char| han::is_ideograph(*character) || character.is_ascii_alphabetic();
        let mut before: Option<u64> = None;
        for character in char::decode_utf16(self.0.units.iter().copied()) {
            let now = character.ok().filter(is_word).map(u64::from);
            if let Some((before, now)) = before.zip(now) {
                each(before << 21 | now);
            }
            before = now;
        }
    }
}

/// Whether a pair of characters says nothing of the matter.
pub fn is_generic_pair(pair: u64) -> bool {
    GENERIC_PAIRS.binary_search(&pair).is_ok()
}

/// The pairs of [`GENERIC`], ascending.
static GENERIC_PAIRS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let (mut all, mut pairs) = (vec![], Pairs::default());
    for word in GENERIC {
        pairs.each(word, |pair| all.push(pair));
    }
    all.sort_unstable();
    all
});

/// A word in the high bits, then whether it is generic, then the number of an entry that has it.
type Placed = u64;

/// How many bits the number of an entry takes; a report has fewer (`MOST` in item.rs).
const NUMBER: u32 = 12;

fn number(placed: Placed) -> usize {
    (placed & ((1 << NUMBER) - 1)) as usize
}

fn word(placed: Placed) -> u64 {
    placed >> NUMBER
}

fn is_generic(word: u64) -> bool {
    word & 1 == 1
}

/// The words of some entries of a report.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Ascending, each once.
    placed: Vec<Placed>,
    /// How many entries the report has.
    entries: usize,
    /// How many of them have some of the words.
    having: usize,
}

impl Words {
    /// Those of all entries, which have these texts. Near linear in their length.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut placed, mut entries, mut pairs) = (vec![], 0, Pairs::default());
        for (number, text) in texts.enumerate() {
            placed.reserve(text.len() / 3);
            pairs.each(text, |pair| placed.push(pair << (NUMBER + 1) | number as Placed));
            entries += 1;
        }
        placed.sort_unstable();
        placed.dedup();
        let mut generic = GENERIC_PAIRS.iter().copied().peekable();
        for placed in &mut placed {
            let pair = word(*placed) >> 1;
            while generic.next_if(|generic| *generic < pair).is_some() {}
            if generic.peek() == Some(&pair) {
                *placed |= 1 << NUMBER;
            }
        }
        Self::of_entries(placed, entries)
    }

    fn of_entries(placed: Vec<Placed>, entries: usize) -> Self {
        let mut has_words = vec![false; entries];
        for placed in &placed {
            has_words[number(*placed)] = true;
        }
        let having = has_words.into_iter().filter(|has_words| *has_words).count();
        Self { placed, entries, having }
    }

    /// Those of chosen ones of its entries.
    pub fn chosen(&self, chosen: &[bool]) -> Self {
        let placed = self.placed.iter().copied().filter(|placed| chosen[number(*placed)]);
        Self::of_entries(placed.collect(), self.entries)
    }
}

/// What the words of two years' entries weigh, and what they have in common: the rarer a pair of characters is among the entries of both,
/// the more it says.
pub struct Shared {
    /// Of all words of each earlier entry.
    before: Vec<f64>,
    /// Of all words of each later entry.
    after: Vec<f64>,
    /// Of the words that an earlier and a later entry share, row by row.
    common: Vec<f64>,
}

impl Shared {
    /// Of some entries of an earlier and a later report; the others weigh nothing. Linear in their words, and in how many entries
    /// share each.
    pub fn of(earlier: &Words, later: &Words) -> Self {
        let entries = earlier.having + later.having;
        let rarities: Vec<f64> = (0..=entries).map(|having| rarity(entries, having)).collect();
        let (mut before, mut after) = (vec![0.0; earlier.entries], vec![0.0; later.entries]);
        let mut common = vec![0.0; before.len() * after.len()];
        each_word([&earlier.placed, &later.placed], |word, [ones, twos]| {
            let weight = weight(rarities[ones.len() + twos.len()], is_generic(word));
            for from in ones.iter().map(|placed| number(*placed)) {
                before[from] += weight;
                let row = &mut common[from * after.len()..][..after.len()];
                for placed in twos {
                    row[number(*placed)] += weight;
                }
            }
            for placed in twos {
                after[number(*placed)] += weight;
            }
        });
        Self { before, after, common }
    }

    /// From 0 to 1: the share of the words of the shorter of two entries that is in the longer.
    pub fn similarity(&self, from: usize, to: usize) -> f64 {
        let least = self.before[from].min(self.after[to]);
        if least <= 0.0 { 0.0 } else { (self.common[from * self.after.len() + to] / least).min(1.0) }
    }
}

/// How rare a word is that some of so many have.
pub fn rarity(all: usize, having: usize) -> f64 {
    (1.0 + all as f64 / having as f64).ln()
}

/// What a word weighs: what says nothing of the matter weighs a fifth.
pub fn weight(rarity: f64, is_generic: bool) -> f64 {
    if is_generic { rarity * 0.2 } else { rarity }
}

/// Calls back for each word of two reports, in order, with where each has it.
fn each_word([ones, twos]: [&[Placed]; 2], mut each: impl FnMut(u64, [&[Placed]; 2])) {
    // Behind the last word comes one that is none.
    let next = |placed: &[Placed], at: usize| placed.get(at).map_or(u64::MAX, |placed| word(*placed));
    let (mut one, mut two) = (0, 0);
    while one < ones.len() || two < twos.len() {
        let (one_from, two_from) = (one, two);
        let word = next(ones, one).min(next(twos, two));
        while next(ones, one) == word {
            one += 1;
        }
        while next(twos, two) == word {
            two += 1;
        }
        each(word, [&ones[one_from..one], &twos[two_from..two]]);
    }
}
