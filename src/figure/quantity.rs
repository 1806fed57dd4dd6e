//! Quantities: numbers with a measure word 量词, and how far they can be trusted.

use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::folded::FoldedBlock;
use super::number::{self, Number};
use crate::lexicon::CharacterSet;

/// A number with its measure word, as found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Its value in base units (万元 are 元); nothing where it is withheld.
    pub value: Option<Number>,
    /// The upper end of a range.
    pub high: Option<Number>,
    /// How it is qualified.
    pub qualifier: Qualifier,
    /// Its measure word.
    pub measure: Measure,
    /// Bytes of the folded text, qualifiers included.
    pub span: Range<usize>,
    /// Bytes of the number and the measure word alone.
    pub core: Range<usize>,
}

/// How far the value of a quantity can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// As stated.
    Exact,
    /// 余, 多, 近, 约, 左右.
    Approx,
    /// 超过, 不少于, 至少, 以上.
    AtLeast,
    /// 不足, 不到.
    AtMost,
    /// From the value to [`Quantity::high`].
    Range,
    /// Withheld: `**次`, `x名`. There is no value.
    Redacted,
}

/// A measure word 量词, or the sign of per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Measure(u8);

impl Measure {
    /// Per cent.
    const PERCENT: Self = Self(u8::MAX);

    /// The measure word of a name.
    pub fn named(name: &str) -> Option<Self> {
        let known = MEASURES.iter().position(|word| *word == name).map(|at| Self(at as u8));
        known.or_else(|| (name == "%").then_some(Self::PERCENT))
    }

    /// As it is written.
    pub fn word(self) -> &'static str {
        MEASURES.get(usize::from(self.0)).copied().unwrap_or("%")
    }

    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..MEASURES.len()).map(|at| Self(at as u8)).chain([Self::PERCENT])
    }

    /// A bit of its own, for sets.
    pub(super) fn bit(self) -> u64 {
        1 << self.0.min(63)
    }
}

/// Measure words, longer before those they begin with.
pub const MEASURES: &[&str] = &[
    "人次", "场次", "批次", "班次", "小时", "学时", "次", "场", "期", "名", "人", "个", "条", "项", "件",
    "起", "户", "份", "篇", "册", "本", "枚", "支", "家", "处", "堂", "节", "批", "元", "位", "轮",
];

/// What makes another word of a measure word before it: 3个月 counts nothing.
const NO_MEASURE: &[(&str, &[&str])] = &[
    (
        "个",
        &[
            "月",
            "小时",
            "半天",
            "工作日",
            "百分点",
            "方面",
            "环节",
            "层面",
            "维度",
            "季度",
            "学期",
            "年",
            "星期",
            "确保",
            "坚持",
        ],
    ),
    ("次", &["序", "数为", "月", "日"]),
    ("期", &["间", "末", "满", "中", "望", "刊"]),
    ("人", &["民", "才", "大", "员", "均", "心", "生", "物", "类", "工", "居"]),
    ("名", &["词", "义", "单", "师", "称"]),
    ("支", &["部", "援", "付", "持", "出", "书", "委", "撑"]),
    ("家", &["庭", "属", "人", "乡"]),
    ("处", &["分", "于", "理", "长", "级", "置"]),
    ("条", &["例", "件", "战线"]),
    ("项目", &[]),
    ("本", &["人", "年", "支部", "单位", "质", "领", "次", "着"]),
    ("节", &["日", "点", "约", "能", "课"]),
    ("起", &["来", "草", "步", "点", "到"]),
    ("场", &["所", "地", "景"]),
    ("批", &["评", "示", "准", "复"]),
    ("份", &["额", "子"]),
    ("元", &["旦", "素"]),
    ("件", &["套"]),
    ("篇", &["章"]),
];

/// Words before a number and what they say of it, longer before those they end with.
const BEFORE: &[(&str, Qualifier)] = &[
    ("不低于", Qualifier::AtLeast),
    ("不少于", Qualifier::AtLeast),
    ("不下于", Qualifier::AtLeast),
    ("不超过", Qualifier::AtMost),
    ("不多于", Qualifier::AtMost),
    ("不下", Qualifier::AtLeast),
    ("不足", Qualifier::AtMost),
    ("不到", Qualifier::AtMost),
    ("少于", Qualifier::AtMost),
    ("低于", Qualifier::AtMost),
    ("至多", Qualifier::AtMost),
    ("最多", Qualifier::AtMost),
    ("超过", Qualifier::AtLeast),
    ("高于", Qualifier::AtLeast),
    ("多于", Qualifier::AtLeast),
    ("突破", Qualifier::AtLeast),
    ("至少", Qualifier::AtLeast),
    ("最少", Qualifier::AtLeast),
    ("达到或超过", Qualifier::AtLeast),
    ("大约", Qualifier::Approx),
    ("将近", Qualifier::Approx),
    ("接近", Qualifier::Approx),
    ("大概", Qualifier::Approx),
    ("最近", Qualifier::Exact),
    ("附近", Qualifier::Exact),
    ("超", Qualifier::AtLeast),
    ("逾", Qualifier::AtLeast),
    ("近", Qualifier::Approx),
    ("约", Qualifier::Approx),
];

/// Words behind a measure word and what they say.
const BEHIND: &[(&str, Qualifier)] = &[
    ("及以上", Qualifier::AtLeast),
    ("以上", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("左右", Qualifier::Approx),
    ("上下", Qualifier::Approx),
    ("有余", Qualifier::Approx),
];

/// Words before 一 that make a denial of it: 没有一名党员受到处分.
const DENIALS: &[&str] = &["没有", "未有", "无", "未发生", "不存在", "没有发生"];

/// Finds the quantities of a text. Linear in its length.
pub fn quantities(block: &FoldedBlock) -> Vec<Quantity> {
    let text = block.text.as_str();
    let mut found = vec![];
    let mut at = 0;
    let begins = &*BEGINS;
    while let Some(passed) = text[at..].find(|character| begins.has(character)) {
        at += passed;
        let written = written(text, at);
        if let Some(quantity) = written.as_ref().and_then(|written| quantity(text, at, written))
            && !block.is_quoted(quantity.core.start)
        {
            at = quantity.span.end;
            found.push(quantity);
        } else {
            // The whole number is passed over, lest its end be taken for one.
            let next = text[at..].chars().next().map_or(1, char::len_utf8);
            at = written.map_or(at + next, |written| written.end.max(at + next));
        }
    }
    found
}

/// Characters that a number may begin with.
static BEGINS: LazyLock<CharacterSet> = LazyLock::new(|| {
    let is_numeral = |character| "零〇一二两三四五六七八九十百千万廿卅".contains(character);
    CharacterSet::of(|character| character.is_ascii_digit() || is_mask(character) || is_numeral(character))
});

/// Characters that a measure word begins with.
static MEASURE_HEADS: LazyLock<CharacterSet> =
    LazyLock::new(|| CharacterSet::of(|character| MEASURES.iter().any(|word| word.starts_with(character))));

/// Characters that stand for withheld digits; `X` and full-width forms are folded.
fn is_mask(character: char) -> bool {
    matches!(character, '*' | 'x' | '×' | '＊' | '╳' | '✕')
}

/// A number as written, before its measure word.
struct Written {
    value: Option<Number>,
    high: Option<Number>,
    is_more: bool,
    is_percent: bool,
    end: usize,
}

fn written(text: &str, at: usize) -> Option<Written> {
    let rest = &text[at..];
    if let Some(percent) = rest.strip_prefix("百分之").or_else(|| rest.strip_prefix("百分百").map(|_| "百"))
    {
        let reading = number::decimal(percent)?;
        let shift = if rest.starts_with("百分百") { 0 } else { "百分之".len() };
        let length = if shift == 0 { "百分百".len() } else { shift + reading.length };
        return Some(Written {
            value: Some(reading.value),
            high: None,
            is_more: reading.is_more,
            is_percent: true,
            end: at + length,
        });
    }
    if let Some((low, high, length)) = number::neighbours(rest) {
        return Some(Written {
            value: Some(low),
            high: Some(high),
            is_more: false,
            is_percent: false,
            end: at + length,
        });
    }
    if let Some(masked) = masked(rest) {
        return Some(Written {
            value: None,
            high: None,
            is_more: masked.1,
            is_percent: false,
            end: at + masked.0,
        });
    }
    let first = number::read(rest)?;
    let mut end = at + first.length;
    let mut high = None;
    if let Some(dash) = ["-", "—", "--", "~", "至", "到"].iter().find(|dash| text[end..].starts_with(**dash))
        && let Some(second) = number::read(&text[end + dash.len()..])
        && second.value > first.value
    {
        end += dash.len() + second.length;
        high = Some(second.value);
    }
    let is_percent = text[end..].starts_with('%');
    end += usize::from(is_percent);
    Some(Written { value: Some(first.value), high, is_more: first.is_more, is_percent, end })
}

/// Masks, with digits that are left beside them (2**次), and whether 余 or 多 follows: their length. Digits behind
/// masks are a number of their own: ×××2个 has a name withheld.
fn masked(text: &str) -> Option<(usize, bool)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let masks: usize = text[digits..].chars().take_while(|c| is_mask(*c)).map(char::len_utf8).sum();
    if masks == 0 || text[digits + masks..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut end = digits + masks;
    let mut is_more = false;
    while let Some(next) =
        text[end..].chars().next().filter(|c| matches!(c, '余' | '多' | '几' | '万' | '千' | '百'))
    {
        is_more |= matches!(next, '余' | '多' | '几');
        end += next.len_utf8();
    }
    Some((end, is_more))
}

fn quantity(text: &str, at: usize, written: &Written) -> Option<Quantity> {
    let before = text[..at].chars().next_back();
    let is_part_of_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '/' | '第' | '〔' | '[');
    if before.is_some_and(is_part_of_word) {
        return None;
    }
    let (measure, end) =
        if written.is_percent { (Measure::PERCENT, written.end) } else { measure(text, written.end)? };
    let is_one = written.value == Number::whole(1);
    if is_one
        && (is_denied(&text[..at])
            || matches!(measure.word(), "个" | "起" | "家") && text[at..].starts_with('一'))
    {
        return None;
    }
    let (front, start) = qualifier_before(text, at);
    let (back, close) = qualifier_behind(text, end);
    let qualifier = match (written.value, written.high) {
        (None, _) => Qualifier::Redacted,
        (_, Some(_)) => Qualifier::Range,
        _ if written.is_more => Qualifier::Approx,
        _ => back.or(front).unwrap_or(Qualifier::Exact),
    };
    Some(Quantity {
        value: written.value,
        high: written.high,
        qualifier,
        measure,
        span: start..close,
        core: at..end,
    })
}

/// The measure word at a place, and where it ends.
fn measure(text: &str, at: usize) -> Option<(Measure, usize)> {
    let rest = text[at..].strip_prefix('余').unwrap_or(&text[at..]);
    let at = text.len() - rest.len();
    // Few numbers have a measure word, which their first character tells.
    if !MEASURE_HEADS.has(rest.chars().next()?) {
        return None;
    }
    let number = MEASURES.iter().position(|word| begins(rest, word))?;
    let word = MEASURES[number];
    let behind = &rest[word.len()..];
    let is_other = NO_MEASURE
        .iter()
        .any(|(measure, others)| *measure == word && others.iter().any(|other| behind.starts_with(other)));
    (!is_other).then_some((Measure(number as u8), at + word.len()))
}

/// Whether a text starts with a word of Chinese: the first character tells it of most.
fn begins(text: &str, word: &str) -> bool {
    text.as_bytes().first_chunk::<3>() == word.as_bytes().first_chunk() && text.starts_with(word)
}

/// Whether a text ends with a word of Chinese: the last character tells it of most.
fn ends(text: &str, word: &str) -> bool {
    text.as_bytes().last_chunk::<3>() == word.as_bytes().last_chunk() && text.ends_with(word)
}

fn is_denied(before: &str) -> bool {
    DENIALS.iter().any(|denial| ends(before, denial))
}

fn qualifier_before(text: &str, at: usize) -> (Option<Qualifier>, usize) {
    let found = BEFORE.iter().find(|(word, _)| ends(&text[..at], word));
    match found {
        Some((_, Qualifier::Exact)) | None => (None, at),
        Some((word, qualifier)) => (Some(*qualifier), at - word.len()),
    }
}

fn qualifier_behind(text: &str, end: usize) -> (Option<Qualifier>, usize) {
    let found = BEHIND.iter().find(|(word, _)| begins(&text[end..], word));
    found.map_or((None, end), |(word, qualifier)| (Some(*qualifier), end + word.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<String> {
        let show = |quantity: &Quantity| {
            let value = quantity.value.map(|value| value.to_string()).unwrap_or_default();
            let high = quantity.high.map(|high| format!("-{high}")).unwrap_or_default();
            format!("{value}{high}{} {:?}", quantity.measure.word(), quantity.qualifier)
        };
        quantities(&FoldedBlock::new(text)).iter().map(show).collect()
    }

    #[test]
    fn qualifiers() {
        assert_eq!(
            found("召开支委会12次，谈心40余人次，近百户，超200人，100篇以上，120人次左右"),
            [
                "12次 Exact",
                "40人次 Approx",
                "100户 Approx",
                "200人 AtLeast",
                "100篇 AtLeast",
                "120人次 Approx"
            ]
        );
        assert_eq!(
            found("两三次、3-5次、率达百分之九十八点五、不足80%"),
            ["2-3次 Range", "3-5次 Range", "98.5% Exact", "80% AtMost"]
        );
    }

    #[test]
    fn withheld_numbers_have_no_value() {
        assert_eq!(
            found("***次、X余名、×类××余个、2**人"),
            ["次 Redacted", "名 Redacted", "个 Redacted", "人 Redacted"]
        );
        assert_eq!(found("×××2个软弱涣散党组织"), ["2个 Exact"]);
    }

    #[test]
    fn numbers_that_count_nothing() {
        for text in [
            "第12次支委会",
            "“五个必由之路”",
            "《第2次讲话》",
            "3个月",
            "2022年3月5日",
            "75岁以上",
            "市委发〔2020〕18号",
            "0371-6××××××8",
            "没有一名党员",
            "一起努力",
            "“三会一课”",
            "1+X",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mask_leaves_no_number(number in 1_u32..100_000, at in 0_usize..5, mask in "[*xX×＊]{1,3}") {
            let mut digits = number.to_string();
            let at = at.min(digits.len());
            // Digits behind a mask are a number of their own, so the mask takes their place.
            digits.replace_range(at.., &mask);
            for quantity in quantities(&FoldedBlock::new(&format!("召开支委会{digits}次"))) {
                prop_assert_eq!(quantity.value, None);
            }
        }

        #[test]
        fn nothing_panics(text in "[0-9零一二三十百千万余多*x×次个名支部第《》“”近超以上%.,，。 -]{0,40}") {
            for quantity in quantities(&FoldedBlock::new(&text)) {
                prop_assert!(quantity.span.start <= quantity.core.start && quantity.core.end <= quantity.span.end);
            }
        }
    }
}
