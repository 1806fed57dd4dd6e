//! What a section is about 部分: rectification, duties, problems and so on, read from its heading.

/// One subject of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
pub enum Kind {
    /// 问题整改: what became of last year's problems.
    Rectification = 1,
    /// 基本情况: the organisation and its members.
    Basic = 1 << 1,
    /// 履职情况: what was done.
    Duties = 1 << 2,
    /// 工作亮点: what stands out.
    Highlights = 1 << 3,
    /// 存在问题: what is wanting.
    Problems = 1 << 4,
    /// 原因分析: why.
    Causes = 1 << 5,
    /// 下一步打算: what is planned.
    Plan = 1 << 6,
    /// 廉洁自律: integrity of the one who reports.
    Clean = 1 << 7,
}

impl Kind {
    /// All kinds, in the usual order of a report.
    pub const ALL: [Self; 8] = [
        Self::Rectification,
        Self::Basic,
        Self::Duties,
        Self::Highlights,
        Self::Problems,
        Self::Causes,
        Self::Plan,
        Self::Clean,
    ];

    /// Its name in data and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rectification => "rectification",
            Self::Basic => "basic",
            Self::Duties => "duties",
            Self::Highlights => "highlights",
            Self::Problems => "problems",
            Self::Causes => "causes",
            Self::Plan => "plan",
            Self::Clean => "clean",
        }
    }
}

/// Several kinds: headings join them (存在问题及原因分析). None at all is a thematic heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Kinds(u16);

impl Kinds {
    /// Whether the heading names a theme only.
    pub fn is_thematic(self) -> bool {
        self.0 == 0
    }

    /// With one more.
    #[must_use]
    pub fn with(self, kind: Kind) -> Self {
        Self(self.0 | kind as u16)
    }

    /// Whether the kind is among them.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & kind as u16 != 0
    }

    /// Each kind, in the usual order of a report.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        kinds.into_iter().fold(Self::default(), Self::with)
    }
}

impl std::fmt::Display for Kinds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_thematic() {
            return formatter.write_str("thematic");
        }
        let names: Vec<_> = self.iter().map(Kind::name).collect();
        formatter.write_str(&names.join("+"))
    }
}

/// Words by which a heading names its subject. `Whole` words decide alone; the others can be joined.
struct Words {
    kind: Kind,
    any: &'static [&'static str],
}

/// Last year's problems, whoever found them: an occasion and 整改, or a promise and 兑现.
const OCCASIONS: &[&str] = &[
    "上年", "上一年", "去年", "年度", "巡视", "巡察", "反馈", "检视", "查摆", "点评", "督查", "督导", "考核",
    "评议", "承诺", "回头看", "审计", "问题", "前账",
];

const PLAN: &[&str] = &[
    "下一步", "下步", "下阶段", "下一阶段", "下一年", "今后", "打算", "展望", "努力方向", "改进方向", "改进措施",
    "改进思路", "整改要求", "整改方向", "来年", "明年", "新的一年", "精准施策", "工作思路", "工作计划", "工作安排",
    "工作设想", "工作重点", "工作举措", "重点工作安排", "工作措施", "工作目标", "整改措施", "思路和措施", "思路与措施",
];

const SUBJECTS: &[Words] = &[
    Words { kind: Kind::Problems, any: &["问题", "不足", "短板", "困难", "差距", "薄弱", "检视", "弱项", "欠缺", "缺点", "没做成", "未做到", "没做到", "欠账"] },
    Words { kind: Kind::Causes, any: &["原因", "成因", "理由", "根源", "症结"] },
    Words { kind: Kind::Clean, any: &["廉洁", "述廉", "廉政情况", "自律"] },
    Words {
        kind: Kind::Basic,
        any: &[
            "基本情况", "基本现状", "基本概况", "概况", "组织架构", "队伍现状", "班子配备", "组织基本", "组织现状",
            "组织设置", "党员现状", "单位简介",
        ],
    },
    Words {
        kind: Kind::Duties,
        any: &[
            "履职", "履责", "职责", "尽责", "开展情况", "工作情况", "完成情况", "落实情况", "执行情况", "推进情况",
            "建设情况", "主要做法", "主要工作", "工作回顾", "工作成效", "主要成效", "成效", "使用管理情况", "进展情况",
            "所做工作", "工作总结", "主体责任情况", "主责主业", "做法和",
        ],
    },
    Words { kind: Kind::Highlights, any: &["亮点", "特色", "创新做法", "品牌"] },
];

/// Nouns that official headings end in.
const PLAIN_ENDS: &[&str] = &[
    "情况", "问题", "不足", "打算", "措施", "思路", "方向", "原因", "分析", "剖析", "成效", "亮点", "安排", "计划",
    "短板", "差距", "做法",
];

/// The kinds that a heading names, its numeral left out.
///
/// Official headings name their subject in plain nouns (存在的问题和不足); headings that are slogans
/// (坚持问题导向，破解发展难题) borrow the same words, so a heading that reads as a slogan is thematic.
pub fn classify(title: &str) -> Kinds {
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let title = title.trim_end_matches(['。', '：', ':', '；']);
    if is_slogan(title) {
        return Kinds::default();
    }
    if is_rectification(title) {
        return Kinds::default().with(Kind::Rectification);
    }
    let joins = title.contains(['及', '和', '与', '、']);
    let mut kinds = Kinds::default();
    if PLAN.iter().any(|word| title.contains(word)) {
        kinds = kinds.with(Kind::Plan);
    }
    for words in SUBJECTS {
        let applies = match words.kind {
            // 问题 in 问题整改, and 情况 in a plan or in what is wanting, name no subject of their own.
            Kind::Duties => {
                let others = [Kind::Plan, Kind::Problems, Kind::Clean, Kind::Causes];
                !others.iter().any(|kind| kinds.has(*kind)) && (joins || !kinds.has(Kind::Basic))
            }
            Kind::Highlights => !kinds.has(Kind::Problems) && !kinds.has(Kind::Plan),
            // The cause of problems (产生问题的原因) is not the problems.
            Kind::Problems => !title.contains("整改措施") && (joins || !names(Kind::Causes, title)),
            _ => true,
        };
        if applies && names(words.kind, title) {
            kinds = kinds.with(words.kind);
        }
    }
    if kinds.is_thematic() && (title.ends_with("情况") || title.ends_with("成果") || title.ends_with("回顾")) {
        kinds = kinds.with(Kind::Duties);
    }
    kinds
}

fn names(kind: Kind, title: &str) -> bool {
    SUBJECTS.iter().any(|words| words.kind == kind && words.any.iter().any(|word| title.contains(word)))
}

/// The kinds that the heading of a part of a section names. Such headings are slogans more often than not
/// (破品牌的局), so only one that ends in a plain noun of the trade (支部工作亮点) names a subject.
pub fn classify_part(title: &str) -> Kinds {
    let plain = title.trim_end_matches(['。', '：', ':', '；']);
    let ends = |words: &[&str]| words.iter().any(|word| plain.ends_with(word));
    let is_plain = ends(PLAIN_ENDS) || ends(PLAN) || SUBJECTS.iter().any(|words| ends(words.any));
    if is_plain { classify(title) } else { Kinds::default() }
}

fn is_rectification(title: &str) -> bool {
    let rectifies = ["整改", "兑现", "清理", "销号", "答复", "回应"].iter().any(|word| title.contains(word));
    let is_plan = ["整改要求", "整改措施", "整改方向", "整改思路", "整改打算", "下一步", "下步", "今后"]
        .iter()
        .any(|word| title.contains(word));
    rectifies && !is_plan && (title.starts_with("整改") || OCCASIONS.iter().any(|word| title.contains(word)))
}

/// Whether a heading is a slogan: two clauses, neither of which is a plain noun of the trade.
fn is_slogan(title: &str) -> bool {
    title.contains(['，', ',']) && !PLAIN_ENDS.iter().any(|end| title.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_headings_have_several_kinds() {
        #[track_caller]
        fn case(title: &str, expected: &str) {
            assert_eq!(classify(title).to_string(), expected, "{title}");
        }
        case("存在不足及原因分析", "problems+causes");
        case("履职情况与特色做法", "duties+highlights");
        case("坚持问题导向，破解发展难题", "thematic");
        case("上年度反馈问题整改情况", "rectification");
        case("", "thematic");
    }
}
