//! What stands around a quantity: whether it is a result at all, of when, whose, and part of what.

use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;

/// The time a figure is of, as the text says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole year: 全年, 一年来.
    Year,
    /// Up to a day: 截至目前, 今年以来.
    ToDate,
    /// 上半年, 下半年, 半年来, 本学期.
    HalfYear,
    /// 一季度 and so on.
    Quarter,
    /// 上年, 去年以来.
    SinceLastYear,
    /// 年均.
    YearlyAverage,
    /// 三年来, 近三年.
    SeveralYears,
}

/// Whose doing a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Who writes: 本人, 我.
    #[serde(rename = "self")]
    Own,
    /// 班子成员, 领导干部.
    Leaders,
    /// 各支部, together or each.
    Branches,
    /// 每个支部, 各…均: the figure is of one of several.
    Each,
}

impl Actor {
    /// Its name in tables of indicators and exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Leaders => "leaders",
            Self::Branches => "branches",
            Self::Each => "each",
        }
    }
}

impl Scope {
    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::ToDate => "to_date",
            Self::HalfYear => "half_year",
            Self::Quarter => "quarter",
            Self::SinceLastYear => "since_last_year",
            Self::YearlyAverage => "yearly_average",
            Self::SeveralYears => "several_years",
        }
    }
}

const SCOPES: &[(&str, Scope)] = &[
    ("年均", Scope::YearlyAverage),
    ("去年以来", Scope::SinceLastYear),
    ("上年以来", Scope::SinceLastYear),
    ("三年来", Scope::SeveralYears),
    ("近三年", Scope::SeveralYears),
    ("五年来", Scope::SeveralYears),
    ("历年", Scope::SeveralYears),
    ("近年来", Scope::SeveralYears),
    ("任期", Scope::SeveralYears),
    ("上半年", Scope::HalfYear),
    ("下半年", Scope::HalfYear),
    ("半年来", Scope::HalfYear),
    ("学期", Scope::HalfYear),
    ("一季度", Scope::Quarter),
    ("二季度", Scope::Quarter),
    ("三季度", Scope::Quarter),
    ("四季度", Scope::Quarter),
    ("截至", Scope::ToDate),
    ("截止", Scope::ToDate),
    ("目前", Scope::ToDate),
    ("今年以来", Scope::ToDate),
    ("全年", Scope::Year),
    ("年内", Scope::Year),
    ("一年来", Scope::Year),
    ("年度", Scope::Year),
];

const ACTORS: &[(&str, Actor)] = &[
    ("本人", Actor::Own),
    ("我个人", Actor::Own),
    ("我带头", Actor::Own),
    ("我亲自", Actor::Own),
    ("书记带头", Actor::Own),
    ("班子成员", Actor::Leaders),
    ("班子其他成员", Actor::Leaders),
    ("领导班子", Actor::Leaders),
    ("领导干部", Actor::Leaders),
    ("科级干部", Actor::Leaders),
    ("党委班子", Actor::Leaders),
    ("各支部", Actor::Branches),
    ("各党支部", Actor::Branches),
    ("所辖支部", Actor::Branches),
    ("各基层党组织", Actor::Branches),
    ("各级党组织", Actor::Branches),
];

/// Whom a rule binds, and how often: 每名党员每年至少参加1次 is a norm.
const EVERY: &[&str] = &[
    "每月", "每季", "每年", "每周", "每名", "每人", "每次", "每半", "每学", "每两", "每位", "每逢", "每个",
    "每日", "每天",
];

/// What else makes a number a rule, a quota or a weight.
const RULES: &[&str] = &[
    "一般由",
    "最多不超过",
    "不得",
    "指标",
    "名额",
    "占比",
    "权重",
    "必须",
    "原则上",
    "须提交",
    "应不少于",
    "标准为",
    "考核",
];

/// What makes the numbers of a whole sentence a plan.
const PLANS: &[&str] = &[
    "力争",
    "明年",
    "下一步",
    "下步",
    "下一年",
    "今后",
    "将新",
    "将开展",
    "将组织",
    "将召开",
    "将举办",
    "将发展",
    "将培训",
    "将建",
    "将完成",
    "将打造",
    "将继续",
    "将进一步",
    "年底前要",
];

/// What makes those of its clause one: elsewhere a plan 计划 is a paper, too (制定学习计划).
const INTENTS: &[&str] = &["拟", "计划", "打算", "目标", "确保完成", "预计", "准备", "争取", "有望", "即将"];

/// Words after which a number is a result, whatever stood before.
const RESULTS: &[&str] = &["实际", "已完成", "已召开", "已开展", "全年共", "累计"];

/// Words after which a plan is over.
const THIS_YEAR: &[&str] = &["今年", "全年"];

/// What a word says of the quantities behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    Rule,
    Plan,
    Intent,
    Result,
    ThisYear,
    Scope(Scope),
    Actor(Actor),
    /// 各: each, if the words behind it say so.
    Each,
}

/// The words of all cues, and what each says.
static CUES: LazyLock<(Lexicon, Vec<Cue>)> = LazyLock::new(|| {
    let plain = [
        (EVERY, Cue::Rule),
        (RULES, Cue::Rule),
        (PLANS, Cue::Plan),
        (INTENTS, Cue::Intent),
        (RESULTS, Cue::Result),
        (THIS_YEAR, Cue::ThisYear),
    ];
    let plain =
        plain.into_iter().flat_map(|(words, cue)| words.iter().map(move |word| ((*word).to_owned(), cue)));
    let scopes = SCOPES.iter().map(|(word, scope)| ((*word).to_owned(), Cue::Scope(*scope)));
    let actors = ACTORS.iter().map(|(word, actor)| ((*word).to_owned(), Cue::Actor(*actor)));
    let (words, cues): (Vec<String>, Vec<Cue>) =
        plain.chain(scopes).chain(actors).chain([("各".to_owned(), Cue::Each)]).unzip();
    (Lexicon::new(words), cues)
});

/// The cues of a text.
#[derive(Debug, Default)]
pub struct Cues(Vec<(Range<usize>, Cue)>);

impl Cues {
    /// Finds the cues of some sentences of a text in one pass.
    pub fn new(text: &str, sentences: &[Range<usize>]) -> Self {
        let (words, cues) = &*CUES;
        let mut found = vec![];
        words.find_within(text, sentences, |place, word| found.push((place, cues[word])));
        found.sort_by_key(|(place, _)| (place.end, place.start));
        Self(found)
    }

    /// Cues that end in a range, the last first.
    fn within(&self, range: Range<usize>) -> impl Iterator<Item = &(Range<usize>, Cue)> {
        let end = self.0.partition_point(|(place, _)| place.end <= range.end);
        self.0[..end]
            .iter()
            .rev()
            .take_while(move |(place, _)| place.end > range.start)
            .filter(move |(place, _)| place.start >= range.start)
    }

    /// Where the last of some cues in a range begins.
    fn last(&self, range: Range<usize>, is_wanted: impl Fn(Cue) -> bool) -> Option<usize> {
        self.within(range).find(|(_, cue)| is_wanted(*cue)).map(|(place, _)| place.start)
    }

    /// Whether a quantity counts something that was done. `sentence` is what stands before it in its sentence, `clause` in its
    /// clause.
    pub fn is_result(&self, sentence: Range<usize>, clause: Range<usize>) -> bool {
        let result = self.last(clause.clone(), |cue| cue == Cue::Result);
        let rule = self.last(clause, |cue| matches!(cue, Cue::Rule | Cue::Intent));
        if rule.is_some_and(|rule| result.is_none_or(|result| result < rule)) {
            return false;
        }
        let plan = self.last(sentence.clone(), |cue| cue == Cue::Plan);
        let result = self.last(sentence, |cue| matches!(cue, Cue::Result | Cue::ThisYear));
        plan.is_none_or(|plan| result.is_some_and(|result| result > plan))
    }

    /// The time that the text before a quantity names last.
    pub fn scope(&self, before: Range<usize>) -> Option<Scope> {
        let mut scopes = self.within(before).filter_map(|(place, cue)| match cue {
            Cue::Scope(scope) => Some((place.clone(), *scope)),
            _ => None,
        });
        let (place, last) = scopes.next()?;
        // Of words that end together the longest speaks: 上半年 rather than 年.
        Some(scopes.take_while(|(other, _)| other.end == place.end).last().map_or(last, |(_, scope)| scope))
    }

    /// Whose doing the text before a quantity says it is.
    pub fn actor(&self, text: &str, before: Range<usize>) -> Option<Actor> {
        self.within(before.clone()).find_map(|(place, cue)| match cue {
            Cue::Actor(actor) => Some(*actor),
            Cue::Each => {
                let rest = &text[place.start..before.end];
                let says_each = rest.contains('均')
                    || rest.contains("分别")
                    || rest.starts_with("各召开")
                    || rest.starts_with("各开展");
                says_each.then_some(Actor::Each)
            }
            _ => None,
        })
    }
}

/// Whether what follows a quantity says that it is still to come: 1名拟接收为预备党员.
pub fn is_intended(behind: &str) -> bool {
    ["拟", "待", "将于", "计划"].iter().any(|word| behind.starts_with(word))
}

/// Words that make what follows a part of what was counted before.
const PARTS: &[&str] = &["其中", "包括", "包含", "含", "分别", "按类型分", "分类"];

/// Whether the text between two quantities makes the second a part of the first.
pub fn makes_part(between: &str) -> bool {
    let opens = between.rfind('(');
    let closes = between.rfind(')');
    PARTS.iter().any(|word| between.contains(word)) || opens > closes
}

/// Whether a text between a noun and its number says nothing else: 全年共, 累计达, 第二支部.
pub fn is_filler(between: &str) -> bool {
    let mut rest = between;
    'next: while let Some(first) = rest.chars().next() {
        for word in FILLERS {
            if let Some(after) = rest.strip_prefix(word) {
                rest = after;
                continue 'next;
            }
        }
        let after = &rest[first.len_utf8()..];
        if !"第一二三四五六七八九十机关党支部,、:().各均共计达为有了的至已又再".contains(first)
        {
            return false;
        }
        rest = after;
    }
    true
}

const FILLERS: &[&str] = &[
    "全年",
    "年内",
    "一年来",
    "今年以来",
    "今年",
    "本年度",
    "年度",
    "目前",
    "累计",
    "合计",
    "总计",
    "共计",
    "实际",
    "组织",
    "开展",
    "召开",
    "举办",
    "进行",
    "完成",
    "达到",
    "分别",
    "其中",
    "包括",
    "本人",
    "讲授",
    "先后",
    "截至",
    "平均",
    "次数",
    "人数",
    "总数",
    "超额",
    "活动",
    "工作",
    "学习",
    "会议",
    "集中",
    "另有",
    "其余",
    "还有",
    "剩余",
    "领学",
    "以来",
    "总",
    "含",
    "约",
    "计",
    "约为",
    "约有",
    "设",
    "由",
    "增至",
    "扩充到",
    "增加到",
    "上升到",
    "数",
    "到",
    "保持在",
    "稳定在",
    "尚",
    "资金",
];

/// Whether a figure is only where another one started from: 由6个扩充到9个, 上年的63名增至71名.
pub fn is_former(before: &str, behind: &str) -> bool {
    let grows = [
        "增至",
        "增加到",
        "扩充到",
        "上升到",
        "提高到",
        "减少到",
        "降至",
        "提升到",
        "增加至",
        "发展到",
        "扩大到",
    ];
    let starts = before.ends_with('由')
        || before.ends_with('从')
        || before.ends_with("上年的")
        || before.ends_with("去年的");
    starts && grows.iter().any(|word| behind.find(word).is_some_and(|at| at < 24))
}

/// The clause that a place stands in: between commas and their like.
pub fn clause(text: &str, at: usize) -> Range<usize> {
    let is_end = |c: char| matches!(c, ',' | ';' | '。' | '!' | '?' | ':');
    let start =
        text[..at].rfind(is_end).map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(is_end).map_or(text.len(), |end| at + end);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_plans_are_no_results() {
        for (before, expected) in [
            ("支委会每月至少召开", false),
            ("主题党日要求每月1次,全年实际开展", true),
            ("2025年拟发展党员", false),
            ("制定学习计划,开展研讨交流", true),
            ("今年本人讲党课4次,明年计划讲", false),
            ("党员每月按时交纳党费,累计", true),
            ("上级下达发展指标", false),
            ("上级下达发展指标12名,实际发展党员", true),
        ] {
            let clause = before.rfind(',').map_or(0, |at| at + 1);
            let cues = Cues::new(before, std::slice::from_ref(&(0..before.len())));
            assert_eq!(cues.is_result(0..before.len(), clause..before.len()), expected, "{before}");
        }
    }

    #[test]
    fn fillers() {
        assert!(is_filler("全年共召开"));
        assert!(is_filler(",机关一支部、二支部分别召开"));
        assert!(!is_filler("优秀等次"));
    }
}
