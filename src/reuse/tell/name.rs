//! Names of other units and places, and 我校 where there is no school.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Found, Kind, around};
use crate::archive::{Archive, Entry};
use crate::compare::sentence::hash;
use crate::reuse::bare;
use crate::unit::{LevelId, Unit, UnitId};

/// All units' names, and the places in them.
#[derive(Debug)]
pub struct Names {
    words: Option<AhoCorasick>,
    /// Of each word the units that have it as a name, with their levels; of a place none.
    owners: Vec<Vec<(UnitId, Option<LevelId>)>>,
    /// Of each word whether it is a place: its last character or two.
    places: Vec<Option<&'static str>>,
    /// Whether anybody is said to be above another.
    has_hierarchy: bool,
    /// Changes with the units that are known, their names and levels, and who is above whom.
    pub identity: u64,
}

/// Shortest name that is looked for, in characters.
const SHORTEST: usize = 4;

/// What places end in, where a unit's own may be mistaken for another's.
const PLACES: [&str; 5] = ["街道", "镇", "乡", "社区", "村"];

/// What units call themselves by, 我局 or 本校, with what the names of such units have in them.
const HEADS: [(&str, &[&str]); 13] = [
    ("街道", &["街道"]),
    ("社区", &["社区"]),
    ("公司", &["公司", "集团", "银行"]),
    ("集团", &["集团"]),
    ("学校", SCHOOLS),
    ("医院", &["医院"]),
    ("局", &["局"]),
    ("校", SCHOOLS),
    ("院", &["院"]),
    ("镇", &["镇"]),
    ("乡", &["乡"]),
    ("村", &["村"]),
    ("厂", &["厂"]),
];

const SCHOOLS: &[&str] = &["校", "中学", "小学", "大学", "学院", "幼儿园"];

/// Words that say that another unit is spoken of, and not one's own.
const PARTNERS: [&str; 34] = [
    "联合", "结对", "共建", "联建", "联学", "帮扶", "对口", "支援", "走访", "前往", "邀请", "观摩", "考察",
    "借鉴", "协助", "协同", "会同", "配合", "指导", "督导", "检查", "调研", "慰问", "兄弟", "下属", "所属",
    "下辖", "合并", "划转", "交流", "来自", "互学", "携手", "挂职",
];

/// The same directly before the name.
const BESIDE: [char; 13] = ['与', '和', '同', '跟', '向', '给', '对', '赴', '到', '由', '及', '、', '经'];

/// What the unit's own name stands behind, at the beginning of a clause.
const BEFORE_OWN: [&str; 13] = [
    "一年来",
    "年来",
    "年以来",
    "以来",
    "年度",
    "年",
    "我代表",
    "我任",
    "担任",
    "作为",
    "我是",
    "本人系",
    "现任",
];

impl Names {
    /// Of all units of an archive.
    pub fn of(archive: &Archive) -> Self {
        let mut owners: BTreeMap<String, Vec<(UnitId, Option<LevelId>)>> = BTreeMap::new();
        let mut places: BTreeMap<String, &'static str> = BTreeMap::new();
        for unit in archive.units() {
            for name in called(archive, unit) {
                places.extend(places_of(&name));
                if name.chars().count() >= SHORTEST {
                    owners.entry(name).or_default().push((unit.id.clone(), archive.level(unit)));
                }
            }
        }
        places.retain(|place, _| !owners.contains_key(place));
        let words: Vec<&String> = owners.keys().chain(places.keys()).collect();
        let mut identity = 0;
        for unit in archive.units() {
            let parent = unit.parent.as_ref().map_or("", |id| &*id.0);
            let above = std::iter::once(parent).chain(unit.predecessors.iter().map(|id| &*id.0));
            let known = called(archive, unit);
            let level = archive.level(unit).map(|level| archive.config.levels.get(level).name.as_str());
            let texts = std::iter::once(&*unit.id.0)
                .chain(level)
                .chain(above)
                .chain(known.iter().map(String::as_str));
            texts.for_each(|text| identity = u64::rotate_left(identity, 1) ^ hash(text));
        }
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok();
        let count = places.len();
        let kinds = owners.keys().map(|_| None).chain(places.values().map(|place| Some(*place))).collect();
        let owners = owners.into_values().chain(std::iter::repeat_n(vec![], count)).collect();
        let has_hierarchy = archive.units().any(|unit| unit.parent.is_some());
        Self { words, owners, places: kinds, has_hierarchy, identity }
    }

    /// Names and places in a sentence that are not the unit's own; the sentence as folded, and bare.
    pub fn find(&self, own: &Own, folded: &str, sentence: &str) -> Vec<Found> {
        let mut found: Vec<Found> =
            own.references(folded).into_iter().map(|word| (Kind::SelfReference, word, "")).collect();
        let Some(words) = &self.words else { return found };
        for hit in words.find_iter(sentence) {
            let word = &sentence[hit.range()];
            let number = hit.pattern().as_usize();
            let kind = match self.places[number] {
                Some(sort) if own.has_other_place(sort, word) => Kind::ForeignPlace,
                None if self.owners[number].iter().all(|owner| own.is_other(owner)) => Kind::ForeignUnit,
                _ => continue,
            };
            if is_in_own_place(sentence, hit.range(), own.knows_superior) {
                found.push((kind, word.to_owned(), ""));
            }
        }
        found
    }
}

/// Whether a name stands where a report names its own unit: it begins a clause, or is who leads, and nobody is said to be met.
fn is_in_own_place(sentence: &str, hit: std::ops::Range<usize>, knows_superior: bool) -> bool {
    let [before, behind] = around(sentence, hit);
    if before.ends_with(BESIDE) || PARTNERS.iter().any(|word| before.contains(word) || behind.contains(word))
    {
        return false;
    }
    let leads = ["领导下", "坚强领导", "正确领导"];
    let leads = knows_superior && before.ends_with('在') && leads.iter().any(|word| behind.contains(word));
    let begins = before.is_empty() || BEFORE_OWN.iter().any(|word| before.ends_with(word));
    begins || leads
}

/// A unit's names today and before, folded.
fn called(archive: &Archive, unit: &Unit) -> BTreeSet<String> {
    archive.names(&unit.id).into_iter().map(bare).collect()
}

/// The places that a name begins with: 云岭县青石镇党委 names 青石镇.
fn places_of(name: &str) -> Vec<(String, &'static str)> {
    let mut places = vec![];
    let mut rest = name;
    if let Some((at, character)) =
        rest.char_indices().find(|(at, c)| *at > 0 && matches!(c, '县' | '区' | '市' | '旗'))
    {
        rest = &rest[at + character.len_utf8()..];
    }
    for sort in PLACES {
        let Some(at) = rest.find(sort) else { continue };
        let place = &rest[..at + sort.len()];
        if (2..=4).contains(&place[..at].chars().count()) {
            places.push((place.to_owned(), sort));
            rest = &rest[at + sort.len()..];
        }
    }
    places
}

/// Whether a name says what sort of unit it is of.
fn is_plain(name: &str) -> bool {
    HEADS.iter().flat_map(|(_, names)| *names).any(|own| name.contains(own))
}

/// What a report may rightly call its own.
#[derive(Debug)]
pub struct Own {
    /// The unit, those above it and those below.
    kin: BTreeSet<UnitId>,
    /// Names of all these.
    names: Vec<String>,
    /// Whether the unit's own name says what it is.
    is_plain: bool,
    /// Places in its own name.
    places: Vec<(String, &'static str)>,
    /// Whether it is known who is above the unit: who else leads it is another's superior.
    knows_superior: bool,
    /// The only level whose units are others; nothing where all are.
    level: Option<LevelId>,
}

impl Own {
    /// Of a report's unit.
    pub fn of(archive: &Archive, entry: &Entry, all: &Names) -> Self {
        let mut kin = BTreeSet::from([entry.key.unit.clone()]);
        kin.extend(archive.unit(&entry.key.unit).predecessors.iter().cloned());
        let mut above = archive.unit(&entry.key.unit).parent.clone();
        while let Some(id) = above.filter(|id| !kin.contains(id)) {
            above = archive.knows(&id).then(|| archive.unit(&id).parent.clone()).flatten();
            kin.insert(id);
        }
        let mut below = vec![entry.key.unit.clone()];
        while let Some(id) = below.pop() {
            let children = archive.children(&id).iter().filter(|child| kin.insert((*child).clone()));
            below.extend(children.cloned());
        }
        let own: Vec<String> = called(archive, archive.unit(&entry.key.unit)).into_iter().collect();
        let known = kin.iter().filter(|id| archive.knows(id));
        let names: Vec<String> = known.flat_map(|id| called(archive, archive.unit(id))).collect();
        Self {
            names,
            is_plain: own.iter().any(|name| is_plain(name)),
            places: own.iter().flat_map(|name| places_of(name)).collect(),
            // Without a hierarchy nobody knows who is above: only units of the same level are others.
            knows_superior: archive.unit(&entry.key.unit).parent.is_some() || !all.has_hierarchy,
            level: Some(entry.level).filter(|_| !all.has_hierarchy),
            kin,
        }
    }

    /// Whether a unit is another.
    fn is_other(&self, (unit, level): &(UnitId, Option<LevelId>)) -> bool {
        !self.kin.contains(unit) && self.level.is_none_or(|own| Some(own) == *level)
    }

    /// Whether a place is another one of the sort that the unit is of.
    fn has_other_place(&self, sort: &str, place: &str) -> bool {
        let mut own = self.places.iter().filter(|(_, known)| *known == sort).peekable();
        own.peek().is_some()
            && own.all(|(known, _)| known != place)
            && !self.names.iter().any(|name| name.contains(place))
    }

    /// 我校, 本镇 in the report of a unit that is none, nor above or below one; who is quoted speaks of himself.
    fn references(&self, sentence: &str) -> Vec<String> {
        let mut found: Vec<String> = vec![];
        let (mut depth, mut before) = (0_usize, None);
        for (at, own) in sentence.char_indices().filter(|_| self.is_plain) {
            match own {
                '“' => depth += 1,
                '”' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let behind = &sentence[at + own.len_utf8()..];
            let is_self = match own {
                '我' => before != Some('自'),
                // 基本, 日本, 书本 are other words.
                '本' => !before.is_some_and(|before| "基根日资成样文版课书剧标亏原".contains(before)),
                _ => false,
            };
            if is_self && depth == 0 {
                let word = self.other_head(behind).map(|head| format!("{own}{head}"));
                found.extend(word.filter(|word| !found.contains(word)));
            }
            before = Some(own);
        }
        found
    }

    /// What a text begins with that units of another sort call themselves.
    fn other_head(&self, text: &str) -> Option<&'static str> {
        let (head, names) = HEADS.iter().find(|(head, _)| text.starts_with(head))?;
        let is_own = self.names.iter().any(|name| names.iter().any(|own| name.contains(own)));
        // 本村镇, 本乡土 are other words.
        let is_other_word =
            text[head.len()..].starts_with(['里', '所', '职', '级', '土', '落', '民', '史', '子', '友']);
        (!is_own && !is_other_word).then_some(*head)
    }
}
