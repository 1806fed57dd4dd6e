//! Names of units in pinyin: addresses of pages and the order of lists.
//!
//! A name becomes pieces, every character read in the word it stands in; a
//! slug, a sort key and an initial are then written from the pieces. The crate
//! `pinyin` knows characters only, so the words are ours (`words`).

mod words;

use std::cmp::Reverse;

use ::pinyin::ToPinyin;

use self::words::{CHARACTERS, Entry, PLACES, WORDS};

/// The longest slug, in bytes.
const SLUG_LIMIT: usize = 120;
/// The bytes of `-` and the hash that end a shortened slug.
const HASH_TAIL: usize = 9;
/// How many code points stand for a name that cannot be spelled.
const CODE_POINTS: usize = 8;
/// The longest word of the tables, in characters.
const WORD_LIMIT: usize = 6;

/// Titles that are read `zhǎng`, unless 长 begins the name of a place inside
/// the place named before it: 六合区长芦街道.
const TITLES: [&str; 12] =
    ["街长", "路长", "乡长", "区长", "县长", "州长", "市长", "旗长", "村长", "盟长", "省长", "镇长"];
/// What tells that the characters before it name a place.
const PLACE_NOUNS: [&str; 20] = [
    "镇", "乡", "村", "区", "县", "旗", "街", "路", "巷", "桥", "河", "湖", "江", "山", "岛", "场", "中学",
    "小学", "学校", "水库",
];
/// What a numeral before it counts: 三支部, 十二局, 二中.
const COUNTED: [&str; 19] = [
    "党", "支部", "支队", "总支", "大队", "队", "组", "班", "科", "室", "处", "所", "局", "院", "厂", "号",
    "村", "中", "小",
];

/// The name in lower-case ASCII, syllables joined by `-`.
///
/// Letters and digits are kept as they stand, full-width ones folded; anything
/// else separates. Never empty and at most 120 bytes; a longer slug is cut at a
/// syllable and ends in a hash of the whole name.
pub fn slug(name: &str) -> String {
    let parts: Vec<String> = pieces(name).into_iter().filter_map(slug_part).collect();
    let whole = parts.join("-");
    match whole.len() {
        0 => code_points(name),
        length if length <= SLUG_LIMIT => whole,
        _ => shortened(&parts, name),
    }
}

/// The name as in [`slug`], however long it is; empty if it cannot be spelled.
pub fn spelled(name: &str) -> String {
    let parts: Vec<String> = pieces(name).into_iter().filter_map(slug_part).collect();
    parts.join("-")
}

/// A key whose byte order is the order a Chinese reader expects of names.
///
/// Names are compared by syllable, tone and character in turn; digits and
/// ordinals by their value, before any letter; the name itself settles ties.
pub fn sort_key(name: &str) -> String {
    let pieces = pieces(name);
    let mut key = String::new();
    let mut at = 0;
    while at < pieces.len() {
        if let Some((number, length)) = ordinal(&pieces, at) {
            push_number(&mut key, &number);
            at += length;
        } else {
            push_piece(&mut key, &pieces[at]);
            at += 1;
        }
    }
    key.push(' ');
    key.push_str(name);
    key
}

/// The letter a name is listed under; `#` where its sort key begins with a
/// number or the name has nothing to spell.
///
/// Names in the order of their keys stand in the order of their initials.
pub fn initial(name: &str) -> char {
    let letter = sort_key(name).chars().next().unwrap_or('#');
    if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { '#' }
}

/// A part of a name.
enum Piece {
    /// A Chinese character and how it is read here.
    Syllable { character: char, sound: &'static str },
    /// Letters and digits, in lower-case ASCII.
    Run(String),
    /// Anything else; it separates.
    Break,
}

/// The name taken apart, in order.
fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (character, in_word) in name.chars().zip(sounds_in_words(name)) {
        if let Some(ascii) = folded(character) {
            push_ascii(&mut pieces, ascii);
        } else if let Some(sound) = in_word.or_else(|| sound_alone(character)) {
            pieces.push(Piece::Syllable { character, sound });
        } else {
            pieces.push(Piece::Break);
        }
    }
    pieces
}

/// Lengthens the run at the end, or begins one.
fn push_ascii(pieces: &mut Vec<Piece>, ascii: char) {
    if let Some(Piece::Run(run)) = pieces.last_mut() {
        run.push(ascii);
    } else {
        pieces.push(Piece::Run(ascii.into()));
    }
}

/// The lower-case ASCII letter or digit that a character stands for.
fn folded(character: char) -> Option<char> {
    let narrow = match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(character) - 0xFEE0)?,
        _ => character,
    };
    narrow.is_ascii_alphanumeric().then(|| narrow.to_ascii_lowercase())
}

/// How a character is read outside any word of the tables.
fn sound_alone(character: char) -> Option<&'static str> {
    CHARACTERS
        .binary_search_by_key(&character, |entry| entry.0)
        .map_or_else(
            |_| character.to_pinyin().map(::pinyin::Pinyin::with_tone_num_end),
            |at| Some(CHARACTERS[at].1),
        )
        .filter(|sound| sound.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// The best way to read a name from one of its characters to its end.
#[derive(Clone, Copy, Default)]
struct Cover {
    /// How many characters stand in words of the tables.
    characters: usize,
    /// How many words that takes.
    words: usize,
    /// The word read here, with its length in characters; none if the
    /// character stands alone.
    word: Option<(usize, &'static Entry)>,
}

impl Cover {
    fn rank(self) -> (usize, Reverse<usize>) {
        (self.characters, Reverse(self.words))
    }
}

/// For every character its reading in the word it stands in, if it does.
fn sounds_in_words(name: &str) -> Vec<Option<&'static str>> {
    let covers = covers(name);
    let mut sounds = vec![None; covers.len()];
    let mut at = 0;
    while at < covers.len() {
        let Some((length, entry)) = covers[at].word else {
            at += 1;
            continue;
        };
        for (place, sound) in sounds[at..].iter_mut().zip(entry.1.split(' ')) {
            *place = Some(sound);
        }
        at += length;
    }
    sounds
}

/// The best reading from every character on: as many characters in words as
/// possible, in as few words as possible. Where two words overlap and neither
/// covers more, the later one holds: 福州市长乐区 has 长乐, not 市长.
fn covers(name: &str) -> Vec<Cover> {
    let starts: Vec<usize> = name.char_indices().map(|(start, _)| start).collect();
    let mut covers = vec![Cover::default(); starts.len() + 1];
    for (at, start) in starts.iter().enumerate().rev() {
        let mut best = Cover { word: None, ..covers[at + 1] };
        for (length, entry) in words_at(&name[*start..]) {
            let rest = covers[at + length];
            let cover = Cover {
                characters: rest.characters + length,
                words: rest.words + 1,
                word: Some((length, entry)),
            };
            if cover.rank() > best.rank() {
                best = cover;
            }
        }
        covers[at] = best;
    }
    covers.pop();
    covers
}

/// The words that a text begins with, with their lengths in characters.
fn words_at(text: &str) -> Vec<(usize, &'static Entry)> {
    let mut found = Vec::new();
    for table in [PLACES, WORDS] {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        for (index, end) in ends.take(WORD_LIMIT).enumerate() {
            let prefix = &text[..end];
            let at = table.partition_point(|entry| entry.0 < prefix);
            match table.get(at) {
                Some(entry) if entry.0 == prefix => {
                    if !begins_place(prefix, &text[end..]) {
                        found.push((index + 1, entry));
                    }
                }
                Some(entry) if entry.0.starts_with(prefix) => {}
                _ => break,
            }
        }
    }
    found
}

/// Whether the 长 that ends a title begins the name of a place instead.
fn begins_place(title: &str, after: &str) -> bool {
    TITLES.contains(&title)
        && after
            .char_indices()
            .skip(1)
            .take(3)
            .any(|(at, _)| PLACE_NOUNS.iter().any(|noun| after[at..].starts_with(noun)))
}

/// A syllable without its tone, in ASCII, `v` for ü.
fn letters(sound: &str) -> String {
    sound
        .chars()
        .filter_map(|c| match c {
            'ü' => Some('v'),
            'ê' => Some('e'),
            _ => c.is_ascii_lowercase().then_some(c),
        })
        .collect()
}

/// The tone of a syllable as a digit, 5 if it has none.
fn tone(sound: &str) -> char {
    let last = sound.chars().next_back();
    last.filter(char::is_ascii_digit).unwrap_or('5')
}

fn slug_part(piece: Piece) -> Option<String> {
    match piece {
        Piece::Syllable { sound, .. } => Some(letters(sound)),
        Piece::Run(run) => Some(run),
        Piece::Break => None,
    }
}

/// The first parts that leave room for a hash of the name, and the hash.
fn shortened(parts: &[String], name: &str) -> String {
    let room = SLUG_LIMIT - HASH_TAIL;
    let mut head = String::new();
    for part in parts {
        if !head.is_empty() {
            if head.len() + 1 + part.len() > room {
                break;
            }
            head.push('-');
        }
        head.push_str(part);
    }
    // Only a run that opens the name can be longer; it is ASCII.
    head.truncate(room);
    format!("{head}-{:08x}", fnv1a(name))
}

/// What stands for a name without any usable character: its code points, and a
/// hash if these are not all.
fn code_points(name: &str) -> String {
    let mut parts = vec![String::from("u")];
    let shown = name.chars().take(CODE_POINTS);
    parts.extend(shown.map(|c| format!("{:x}", u32::from(c))));
    if name.is_empty() {
        parts.push("0".into());
    } else if name.chars().count() > CODE_POINTS {
        parts.push(format!("{:08x}", fnv1a(name)));
    }
    parts.join("-")
}

/// The 32-bit FNV-1a hash of a name.
fn fnv1a(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Writes what is no ordinal.
fn push_piece(key: &mut String, piece: &Piece) {
    match piece {
        Piece::Syllable { character, sound } => {
            key.push_str(&letters(sound));
            key.push(tone(sound));
            key.push(*character);
        }
        Piece::Run(run) => push_run(key, run),
        Piece::Break => {}
    }
}

/// Writes the numbers of a run by value and its words like syllables without a
/// tone.
fn push_run(key: &mut String, run: &str) {
    for part in run.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let part: String = part.iter().copied().map(char::from).collect();
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            push_number(key, &part);
        } else {
            key.push_str(&part);
            key.push('0');
        }
    }
}

/// Writes decimal digits so that their order is that of the numbers: the count
/// of digits first.
fn push_number(key: &mut String, digits: &str) {
    let digits = digits.trim_start_matches('0');
    let count = format!("{:03}", digits.len().min(999));
    key.push_str(&count);
    key.push_str(digits);
}

/// The number, in decimal digits, and the length of the Chinese ordinal that
/// begins here: after 第, before something counted, or alone between breaks.
fn ordinal(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let before = at.checked_sub(1).map(|index| &pieces[index]);
    if before.is_some_and(|piece| numeral(piece).is_some()) {
        return None;
    }
    let numerals: Vec<char> = pieces[at..].iter().map_while(numeral).collect();
    let after = &pieces[at + numerals.len()..];
    let alone = before.is_none_or(separates) && after.first().is_none_or(separates);
    let counts = numbers_things(&numerals) && (alone || begins_counted(after));
    let ordered = before.and_then(hanzi) == Some('第');
    (!numerals.is_empty() && (ordered || counts)).then(|| (decimal(&numerals), numerals.len()))
}

fn separates(piece: &Piece) -> bool {
    matches!(piece, Piece::Break)
}

fn hanzi(piece: &Piece) -> Option<char> {
    match piece {
        Piece::Syllable { character, .. } => Some(*character),
        _ => None,
    }
}

fn numeral(piece: &Piece) -> Option<char> {
    hanzi(piece).filter(|c| digit(*c).is_some() || scale(*c).is_some())
}

/// Whether numerals number the things of a row: 三, 十二. Dates (五一, 八一) and
/// large round numbers (百, 万) are parts of names.
fn numbers_things(numerals: &[char]) -> bool {
    (numerals.len() == 1 || numerals.contains(&'十')) && !numerals.iter().any(|c| "〇零百千万".contains(*c))
}

/// Whether something counted comes next, and not a place named after it: 三班镇.
fn begins_counted(pieces: &[Piece]) -> bool {
    let next: String = pieces.iter().map_while(hanzi).take(3).collect();
    COUNTED
        .iter()
        .filter_map(|noun| next.strip_prefix(noun))
        .any(|rest| !rest.starts_with(['镇', '乡', '街', '县', '市', '区']))
}

/// Chinese numerals in decimal digits: 一二三 and 一百二十三 are both 123.
fn decimal(numerals: &[char]) -> String {
    let digits: Option<Vec<u64>> = numerals.iter().map(|c| digit(*c)).collect();
    match digits {
        Some(digits) => digits.iter().map(u64::to_string).collect(),
        None => value(numerals).to_string(),
    }
}

/// The value of numerals with 十, 百, 千 or 万.
fn value(numerals: &[char]) -> u64 {
    let (mut total, mut section, mut last) = (0_u64, 0_u64, 0_u64);
    for numeral in numerals {
        match (digit(*numeral), scale(*numeral)) {
            (Some(digit), _) => last = digit,
            (None, Some(10_000)) => {
                let sum = total.saturating_add(section).saturating_add(last);
                total = sum.max(1).saturating_mul(10_000);
                (section, last) = (0, 0);
            }
            (None, Some(scale)) => {
                section = section.saturating_add(last.max(1) * scale);
                last = 0;
            }
            (None, None) => {}
        }
    }
    total.saturating_add(section).saturating_add(last)
}

fn digit(character: char) -> Option<u64> {
    match character {
        '〇' | '零' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

fn scale(character: char) -> Option<u64> {
    match character {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(name: &str, expected: &str) {
        assert_eq!(slug(name), expected, "{name}");
    }

    /// The names stand in the order of their keys, whatever order they come in.
    #[track_caller]
    fn ordered(names: &[&str]) {
        let mut sorted: Vec<&str> = names.iter().rev().copied().collect();
        sorted.sort_by_key(|name| sort_key(name));
        assert_eq!(sorted, names);
    }

    #[test]
    fn units() {
        case("鹤鸣区水务局机关第一党支部", "he-ming-qu-shui-wu-ju-ji-guan-di-yi-dang-zhi-bu");
        case("市直机关党支部", "shi-zhi-ji-guan-dang-zhi-bu");
        case("退役军人事务局", "tui-yi-jun-ren-shi-wu-ju");
        case("河长制办公室", "he-zhang-zhi-ban-gong-shi");
        case("市长热线办公室", "shi-zhang-re-xian-ban-gong-shi");
        case("校长办公室", "xiao-zhang-ban-gong-shi");
        case("党校校对科", "dang-xiao-jiao-dui-ke");
        case("学校对口支援办", "xue-xiao-dui-kou-zhi-yuan-ban");
        case("音乐学院乐团", "yin-yue-xue-yuan-yue-tuan");
        case("职工俱乐部", "zhi-gong-ju-le-bu");
        case("应急管理局", "ying-ji-guan-li-ju");
        case("畜牧兽医局", "xu-mu-shou-yi-ju");
        case("调查研究室", "diao-cha-yan-jiu-shi");
        case("人民调解委员会", "ren-min-tiao-jie-wei-yuan-hui");
        case("水资源调度处", "shui-zi-yuan-diao-du-chu");
        case("便民服务中心", "bian-min-fu-wu-zhong-xin");
        case("差旅报销组", "chai-lv-bao-xiao-zu");
        case("重点项目重建办", "zhong-dian-xiang-mu-chong-jian-ban");
        case("重症医学科", "zhong-zheng-yi-xue-ke");
        case("退耕还林办", "tui-geng-huan-lin-ban");
        case("罚没物资库", "fa-mo-wu-zi-ku");
        case("第二给水厂", "di-er-ji-shui-chang");
        case("热轧钢厂", "re-zha-gang-chang");
        case("率先创优小组", "shuai-xian-chuang-you-xiao-zu");
        case("绿化队", "lv-hua-dui");
        case("女子中学", "nv-zi-zhong-xue");
        case("劳模工作室", "lao-mo-gong-zuo-shi");
        case("模具车间", "mu-ju-che-jian");
        case("了解民情", "liao-jie-min-qing");
    }

    #[test]
    fn banks() {
        case("交通银行重庆分行会计部", "jiao-tong-yin-hang-chong-qing-fen-hang-kuai-ji-bu");
        case("建设银行唐山分行", "jian-she-yin-hang-tang-shan-fen-hang");
        case("中国银行长沙县支行", "zhong-guo-yin-hang-chang-sha-xian-zhi-hang");
        case("银行业协会", "yin-hang-ye-xie-hui");
        case("农村商业银行行长", "nong-cun-shang-ye-yin-hang-hang-zhang");
        case("工商行政管理所", "gong-shang-xing-zheng-guan-li-suo");
        case("执行情况督查组", "zhi-xing-qing-kuang-du-cha-zu");
        case("人行道管护班", "ren-xing-dao-guan-hu-ban");
        case("工会计划生育组", "gong-hui-ji-hua-sheng-yu-zu");
    }

    #[test]
    fn places() {
        case("福建省厦门市", "fu-jian-sheng-xia-men-shi");
        case("科技大厦门诊部", "ke-ji-da-sha-men-zhen-bu");
        case("单县", "shan-xian");
        case("曾都区", "zeng-du-qu");
        case("六安市第六安全站", "lu-an-shi-di-liu-an-quan-zhan");
        case("六盘水市六枝特区", "liu-pan-shui-shi-liu-zhi-te-qu");
        case("蚌埠市", "beng-bu-shi");
        case("番禺区", "pan-yu-qu");
        case("台州市", "tai-zhou-shi");
        case("亳州市", "bo-zhou-shi");
        case("泌阳县", "bi-yang-xian");
        case("洪洞县", "hong-tong-xian");
        case("铅山县", "yan-shan-xian");
        case("歙县", "she-xian");
        case("东阿县", "dong-e-xian");
        case("广东阿里公司", "guang-dong-a-li-gong-si");
        case("莘县莘庄", "shen-xian-xin-zhuang");
        case("乐亭县", "lao-ting-xian");
        case("乐清市", "yue-qing-shi");
        case("乐山市", "le-shan-shi");
        case("廊坊市大城县", "lang-fang-shi-dai-cheng-xian");
        case("蔚县", "yu-xian");
        case("尉犁县", "yu-li-xian");
        case("尉氏县", "wei-shi-xian");
        case("解州镇", "hai-zhou-zhen");
        case("了解州情", "liao-jie-zhou-qing");
        case("浚县", "xun-xian");
        case("荥阳市", "xing-yang-shi");
        case("荥经县", "ying-jing-xian");
        case("筠连县", "jun-lian-xian");
        case("会稽山社会稽查队", "kuai-ji-shan-she-hui-ji-cha-dui");
        case("阆中市", "lang-zhong-shi");
        case("宕昌县", "tan-chang-xian");
        case("闵行区", "min-hang-qu");
        case("喀什地区", "ka-shi-di-qu");
        case("甘孜藏族自治州", "gan-zi-zang-zu-zi-zhi-zhou");
        case("吕梁市", "lv-liang-shi");
        case("略阳县", "lve-yang-xian");
        case("长子县", "zhang-zi-xian");
        case("子长市", "zi-chang-shi");
    }

    #[test]
    fn a_place_after_a_place() {
        case("福州市长乐区", "fu-zhou-shi-chang-le-qu");
        case("上海市长宁区", "shang-hai-shi-chang-ning-qu");
        case("六合区长芦街道长江社区", "lu-he-qu-chang-lu-jie-dao-chang-jiang-she-qu");
        case("长沙市长郡中学", "chang-sha-shi-chang-jun-zhong-xue");
    }

    #[test]
    fn ordinals_and_ascii() {
        case("第十二支部", "di-shi-er-zhi-bu");
        case("第12支部", "di-12-zhi-bu");
        case("第１２支部", "di-12-zhi-bu");
        case("ＡＢＣ公司", "abc-gong-si");
        case("G318线A1标段", "g318-xian-a1-biao-duan");
        case("Party School 党校", "party-school-dang-xiao");
        case("二〇二四", "er-ling-er-si");
        case("支部(一)、支部(二)", "zhi-bu-yi-zhi-bu-er");
        case("  水务局——机关  ", "shui-wu-ju-ji-guan");
        case("😀水务局😀", "shui-wu-ju");
    }

    #[test]
    fn nothing_to_spell() {
        case("", "u-0");
        case("。", "u-3002");
        case("😀🎉", "u-1f600-1f389");
        case("--", "u-2d-2d");
        case("!!!!!!!!", "u-21-21-21-21-21-21-21-21");
        assert_ne!(slug("!!!!!!!!!"), slug("!!!!!!!!?"));
    }

    #[test]
    fn long_names_are_cut_at_a_syllable_and_stay_apart() {
        let one = "鹤鸣区水务局机关".repeat(10) + "第一党支部";
        let two = "鹤鸣区水务局机关".repeat(10) + "第二党支部";
        let cut = "he-ming-qu-shui-wu-ju-ji-guan-".repeat(3);
        case(&one, &format!("{cut}he-ming-qu-shui-wu-ju-{:08x}", fnv1a(&one)));
        assert_ne!(slug(&one), slug(&two));
        let run = "x".repeat(500);
        case(&run, &format!("{}-{:08x}", &run[..111], fnv1a(&run)));
        case(&"x".repeat(120), &"x".repeat(120));
        assert_eq!(slug(&"x".repeat(121)).len(), SLUG_LIMIT);
    }

    #[test]
    fn known_hashes() {
        assert_eq!(fnv1a(""), 0x811c_9dc5);
        assert_eq!(fnv1a("a"), 0xe40c_292c);
        assert_eq!(fnv1a("foobar"), 0xbf9c_f968);
    }

    #[test]
    fn order_of_syllables_tones_and_characters() {
        ordered(&["安徽", "北京", "重庆", "福建", "厦门", "浙江"]);
        ordered(&["西安", "先进"]);
        ordered(&["妈", "麻", "马", "骂"]);
        ordered(&["李", "李明", "李强", "里", "里明"]);
        ordered(&["A组", "安组", "B组", "ｂ组", "北组"]);
        ordered(&["水务局", "水务局(机关)", "水务局机关党支部"]);
    }

    #[test]
    fn order_of_numbers() {
        ordered(&[
            "第一支部",
            "第二支部",
            "第三支部",
            "第九支部",
            "第十支部",
            "第十一支部",
            "第十二支部",
            "第二十支部",
            "第一百零三支部",
            "第1000支部",
        ]);
        ordered(&["第2支部", "第９支部", "第十支部", "第11支部"]);
        ordered(&["机关一支部", "机关二支部", "机关三支部", "机关十支部"]);
        ordered(&["支部(一)", "支部(二)", "支部(三)", "支部(十)"]);
        ordered(&["2号楼", "10号楼", "安居楼"]);
        ordered(&["第1支部", "第一支部", "第2支部"]);
    }

    #[test]
    fn names_that_contain_numerals_are_not_numbers() {
        ordered(&["八一路", "二七路", "三里河", "五一路"]);
        ordered(&["二连浩特", "三班镇", "三门峡", "四会", "万年县"]);
    }

    #[test]
    fn chinese_numerals() {
        let number = |numerals: &str| decimal(&numerals.chars().collect::<Vec<_>>());
        assert_eq!(number("十"), "10");
        assert_eq!(number("二十一"), "21");
        assert_eq!(number("一百零三"), "103");
        assert_eq!(number("三万五千"), "35000");
        assert_eq!(number("二〇二四"), "2024");
        assert_eq!(number("万万"), "100000000");
        assert_eq!(number(&"万".repeat(50)), u64::MAX.to_string());
    }

    #[test]
    fn initials() {
        let cases = [
            ("重庆", 'C'),
            ("鹤鸣区", 'H'),
            ("第一支部", 'D'),
            ("《单县》", 'S'),
            ("ａ组", 'A'),
            ("2号楼", '#'),
            ("一支部", '#'),
            ("一心社区", 'Y'),
            ("女儿", 'N'),
            ("", '#'),
            ("😀", '#'),
        ];
        for (name, expected) in cases {
            assert_eq!(initial(name), expected, "{name}");
        }
    }

    #[test]
    fn initials_follow_the_order_of_keys() {
        let mut names: Vec<&str> = PLACES.iter().chain(WORDS).map(|entry| entry.0).collect();
        names.extend(["", "😀", "1号", "一支部", "十中", "Z", "zone", "ａ"]);
        names.sort_by_key(|name| sort_key(name));
        assert!(names.is_sorted_by_key(|name| initial(name)));
    }

    #[test]
    fn tables_are_sorted_and_without_duplicates() {
        assert!(PLACES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CHARACTERS.is_sorted_by(|a, b| a.0 < b.0));
        for (word, _) in PLACES {
            let at = WORDS.binary_search_by_key(word, |entry| entry.0);
            assert!(at.is_err(), "{word} stands in both tables");
        }
    }

    #[test]
    fn entries_have_one_sound_for_each_character() {
        for (word, reading) in PLACES.iter().chain(WORDS) {
            let length = word.chars().count();
            assert!((2..=WORD_LIMIT).contains(&length), "{word}");
            assert_eq!(reading.split(' ').count(), length, "{word}");
            assert!(reading.split(' ').all(is_sound), "{word} {reading}");
        }
        for (character, sound) in CHARACTERS {
            assert!(is_sound(sound), "{character} {sound}");
        }
    }

    fn is_sound(sound: &str) -> bool {
        let letters = sound.trim_end_matches(|c| ('1'..='5').contains(&c));
        sound.len() == letters.len() + 1
            && !letters.is_empty()
            && letters.bytes().all(|b| b.is_ascii_lowercase())
    }

    #[test]
    fn every_entry_is_read_as_written() {
        for (word, reading) in PLACES.iter().chain(WORDS) {
            case(word, &letters_of(reading));
        }
    }

    /// No word of the tables breaks a place from what usually stands beside it.
    #[test]
    fn places_keep_their_reading_among_others() {
        let after = ["市", "区", "镇", "支行", "人民政府", "水务局党支部"];
        for (place, reading) in PLACES {
            for suffix in after {
                let reading = letters_of(reading);
                case(&format!("{place}{suffix}"), &format!("{reading}-{}", slug(suffix)));
            }
            let reading = letters_of(reading);
            case(&format!("福州市{place}镇"), &format!("fu-zhou-shi-{reading}-zhen"));
            case(&format!("银行{place}支行"), &format!("yin-hang-{reading}-zhi-hang"));
        }
    }

    fn letters_of(reading: &str) -> String {
        let sounds: Vec<String> = reading.split(' ').map(letters).collect();
        sounds.join("-")
    }

    #[test]
    fn every_character_has_its_letters() {
        for character in '\u{3007}'..='\u{323af}' {
            if let Some(sound) = sound_alone(character) {
                assert!(!letters(sound).is_empty(), "{character} {sound}");
            }
        }
    }

    /// Slugs of whatever strings are ASCII, bounded and never end in a dash.
    #[test]
    fn arbitrary_strings() {
        let alphabet: Vec<char> =
            "长重行市区第一十百千万〇厦门都会计Aａ９0 -()。é\u{301}\u{0}😀\u{fe0f}\u{10ffff}"
                .chars()
                .collect();
        let mut state = 1_u64;
        for round in 0..4000 {
            let mut name = String::new();
            for _ in 0..round % 70 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let random = usize::try_from(state >> 33).unwrap_or(0);
                name.push(alphabet[random % alphabet.len()]);
            }
            let slug = slug(&name);
            assert!((1..=SLUG_LIMIT).contains(&slug.len()), "{name:?}");
            assert!(slug.split('-').all(is_part), "{name:?} {slug}");
            assert!(sort_key(&name).ends_with(&name), "{name:?}");
            assert!(matches!(initial(&name), 'A'..='Z' | '#'), "{name:?}");
        }
    }

    fn is_part(part: &str) -> bool {
        let ascii = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !part.is_empty() && part.bytes().all(ascii)
    }
}
