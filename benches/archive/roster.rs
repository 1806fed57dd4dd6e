//! Fictional units in a hierarchy: a district's working committee, its bureaus, their branches.

/// One unit of the roster.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Position in the roster, from 1. Written with five digits or more it is the id and the file name.
    pub(crate) number: usize,
    /// Full name, unique also in pinyin without tones.
    pub(crate) name: String,
    /// Name without 区 and 局.
    pub(crate) short_name: String,
    /// One of 党工委, 党委, 机关党委, 党总支, 党支部.
    pub(crate) level: &'static str,
    /// Number of the superior unit; none for a district's working committee. It is always smaller than `number`.
    pub(crate) parent: Option<usize>,
}

impl Unit {
    /// The id in the roster, which is also the stem of the unit's files.
    pub(crate) fn id(&self) -> String {
        id(self.number)
    }
}

/// First syllable of a district, no two alike in pinyin.
const FIRST: &[&str] = &[
    "霁", "洛", "岚", "沅", "翠", "葭", "蓼", "榆", "枫", "桐", "砚", "瑶", "栖", "槐", "棠", "芷", "荻",
    "菱", "莲", "梨",
];
/// Second syllable of a district, no two alike in pinyin, none beginning with a vowel.
const SECOND: &[&str] = &[
    "渚", "泽", "麓", "浦", "汀", "坞", "墅", "隈", "坪", "畈", "湾", "渡", "堰", "峪", "垄", "滩", "桥",
    "塬", "岗", "畴",
];
/// Bureaus of a district, no two alike in pinyin.
const BUREAU: &[&str] = &[
    "水务", "教育", "财政", "民政", "司法", "林业", "审计", "统计", "气象", "商务", "文旅", "住建", "农业",
    "交通", "卫健", "应急", "医保", "城管", "信访", "人社", "科技", "体育", "环保", "粮储",
];
/// Branches of a bureau, by ordinal.
const ORDINAL: &[&str] = &["一", "二", "三", "四", "五", "六", "七"];

/// Units of one bureau: committee, organ committee, general branch, branches.
const UNITS_OF_BUREAU: usize = 3 + ORDINAL.len();
/// Units of one district: the working committee and its bureaus.
const UNITS_OF_DISTRICT: usize = 1 + BUREAU.len() * UNITS_OF_BUREAU;
/// So many units have names that differ.
pub(crate) const MOST_UNITS: usize = FIRST.len() * SECOND.len() * UNITS_OF_DISTRICT;

/// The first `count` units; superiors come before those beneath them.
pub(crate) fn roster(count: usize) -> Vec<Unit> {
    (1..=count).map(unit).collect()
}

/// The roster as CSV, as `content/units.csv` holds it.
pub(crate) fn csv(units: &[Unit]) -> String {
    let mut csv = String::from("id,name,short_name,level,parent\n");
    for unit in units {
        let parent = unit.parent.map(id).unwrap_or_default();
        let fields = [&unit.id(), &unit.name, &unit.short_name, unit.level, &parent];
        csv.push_str(&fields.join(","));
        csv.push('\n');
    }
    csv
}

/// The unit of this number, from 1.
fn unit(number: usize) -> Unit {
    let district = (number - 1) / UNITS_OF_DISTRICT;
    let within = (number - 1) % UNITS_OF_DISTRICT;
    // Neighbouring districts differ in both syllables, so that few look alike in a small archive.
    let first = FIRST[district % FIRST.len()];
    let second = SECOND[(district / FIRST.len() + district) % SECOND.len()];
    let head = district * UNITS_OF_DISTRICT + 1;
    if within == 0 {
        return Unit {
            number,
            name: format!("{first}{second}区直属机关党工委"),
            short_name: format!("{first}{second}直属工委"),
            level: "党工委",
            parent: None,
        };
    }
    let bureau = (within - 1) / UNITS_OF_BUREAU;
    let committee = head + 1 + bureau * UNITS_OF_BUREAU;
    let post = post(number - committee, head, committee);
    Unit {
        number,
        name: format!("{first}{second}区{}局{}", BUREAU[bureau], post.suffix),
        short_name: format!("{first}{second}{}{}", BUREAU[bureau], post.suffix),
        level: post.level,
        parent: Some(post.parent),
    }
}

/// A unit's place in its bureau.
struct Post {
    /// What follows the bureau's name.
    suffix: String,
    level: &'static str,
    /// Number of the superior unit.
    parent: usize,
}

/// The `index`th unit of the bureau whose committee has the number `committee`, in the district headed by `head`.
fn post(index: usize, head: usize, committee: usize) -> Post {
    let (level, parent) = match index {
        0 => ("党委", head),
        1 => ("机关党委", committee),
        2 => ("党总支", committee),
        3 | 4 => ("党支部", committee + 1),
        _ => ("党支部", committee + 2),
    };
    let suffix = match index.checked_sub(3) {
        Some(branch) => format!("第{}{level}", ORDINAL[branch]),
        None => level.to_owned(),
    };
    Post { suffix, level, parent }
}

/// A unit's number as an id: digits only, so that it is the same in every URL.
fn id(number: usize) -> String {
    format!("{number:05}")
}
