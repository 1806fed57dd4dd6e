//! What a section is about 部分: rectification, duties, problems and so on, read from its heading.

use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
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

    /// One bit for each kind, in the order of [`Kind::ALL`].
    pub fn bits(self) -> u16 {
        self.0
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

/// Words by which a heading names its subject.
struct Words {
    kind: Kind,
    any: &'static [&'static str],
}

/// Last year's problems, whoever found them: an occasion and 整改, or a promise and 兑现.
const OCCASIONS: &[&str] = &[
    "上年",
    "上一年",
    "去年",
    "年度",
    "巡视",
    "巡察",
    "反馈",
    "检视",
    "查摆",
    "点评",
    "督查",
    "督导",
    "考核",
    "评议",
    "承诺",
    "回头看",
    "审计",
    "问题",
    "前账",
];

const PLAN: &[&str] = &[
    "下一步",
    "下步",
    "下阶段",
    "下一阶段",
    "下一年",
    "今后",
    "打算",
    "展望",
    "努力方向",
    "改进方向",
    "改进措施",
    "改进思路",
    "整改要求",
    "整改方向",
    "来年",
    "明年",
    "新的一年",
    "精准施策",
    "工作思路",
    "工作计划",
    "工作安排",
    "工作设想",
    "工作重点",
    "工作举措",
    "重点工作安排",
    "工作措施",
    "工作目标",
    "整改措施",
    "工作要点",
];

/// Nouns for what is to come, where a heading ends in one.
const PLAN_ENDS: &[&str] = &["思路", "设想", "规划", "构想", "计划", "打算"];

/// Nouns for means, which are a plan where something is to be bettered.
const MEANS: &[&str] = &["措施", "举措", "办法", "对策"];

/// Words for bettering.
const BETTERING: &[&str] = &["改进", "整改", "改善", "思路", "提升"];

const SUBJECTS: &[Words] = &[
    Words {
        kind: Kind::Problems,
        any: &[
            "问题",
            "不足",
            "短板",
            "困难",
            "差距",
            "薄弱",
            "检视",
            "弱项",
            "欠缺",
            "缺点",
            "瓶颈",
            "难点",
            "堵点",
            "痛点",
            "漏洞",
            "没做成",
            "未做到",
            "没做到",
            "欠账",
        ],
    },
    Words { kind: Kind::Causes, any: &["原因", "成因", "理由", "根源", "症结"] },
    Words { kind: Kind::Clean, any: &["廉洁", "述廉", "廉政情况", "自律"] },
    Words {
        kind: Kind::Basic,
        any: &[
            "基本情况",
            "基本现状",
            "基本概况",
            "概况",
            "组织架构",
            "队伍现状",
            "班子配备",
            "组织基本",
            "组织现状",
            "组织设置",
            "党员现状",
            "简介",
            "简况",
        ],
    },
    Words {
        kind: Kind::Duties,
        any: &[
            "履职",
            "履责",
            "职责",
            "尽责",
            "开展情况",
            "工作情况",
            "完成情况",
            "落实情况",
            "执行情况",
            "推进情况",
            "建设情况",
            "主要做法",
            "主要工作",
            "工作回顾",
            "工作成效",
            "主要成效",
            "成效",
            "使用管理情况",
            "进展情况",
            "所做工作",
            "工作总结",
            "主体责任情况",
            "主责主业",
            "做法和",
        ],
    },
    Words {
        kind: Kind::Highlights,
        any: &[
            "亮点",
            "特色",
            "品牌",
            "创新做法",
            "创新举措",
            "创新项目",
            "创新成果",
            "创新案例",
            "创新经验",
            "典型经验",
            "典型案例",
            "典型做法",
            "经验做法",
        ],
    },
];

/// Nouns that official headings end in.
const PLAIN_ENDS: &[&str] = &[
    "情况", "问题", "不足", "打算", "措施", "思路", "方向", "原因", "分析", "剖析", "成效", "亮点", "安排",
    "计划", "短板", "差距", "做法", "举措", "经验", "特色",
];

/// Nouns for what was done, where a heading that names nothing else ends in one.
const DONE_ENDS: &[&str] = &["情况", "成果", "回顾", "体会", "总结", "小结", "成绩"];

/// Verbs that slogans begin with.
const SLOGAN_VERBS: &[&str] = &[
    "坚持", "聚焦", "强化", "突出", "深化", "紧扣", "紧盯", "围绕", "立足", "着眼", "着力", "锚定", "破解",
    "破除", "筑牢", "夯实", "压实", "激活", "打造", "擦亮", "补齐",
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
    if is_plan(title) {
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
    if kinds.is_thematic() && ends(title, DONE_ENDS) {
        kinds = kinds.with(Kind::Duties);
    }
    kinds
}

fn names(kind: Kind, title: &str) -> bool {
    SUBJECTS.iter().any(|words| words.kind == kind && holds(title, words.any))
}

fn holds(title: &str, words: &[&str]) -> bool {
    words.iter().any(|word| title.contains(word))
}

fn ends(title: &str, words: &[&str]) -> bool {
    words.iter().any(|word| title.ends_with(word))
}

fn is_plan(title: &str) -> bool {
    holds(title, PLAN) || ends(title, PLAN_ENDS) || (ends(title, MEANS) && holds(title, BETTERING))
}

/// The kinds that the heading of a part of a section names. Such headings are slogans more often than not
/// (破品牌的局), so only one that ends in a plain noun of the trade (支部工作亮点) names a subject.
pub fn classify_part(title: &str) -> Kinds {
    let plain = title.trim_end_matches(['。', '：', ':', '；']);
    let is_plain =
        ends(plain, PLAIN_ENDS) || ends(plain, PLAN) || SUBJECTS.iter().any(|words| ends(plain, words.any));
    if is_plain { classify(title) } else { Kinds::default() }
}

fn is_rectification(title: &str) -> bool {
    let rectifies = holds(title, &["整改", "兑现", "清理", "销号", "销账", "清零", "答复", "回应"]);
    let is_plan =
        holds(title, &["整改要求", "整改措施", "整改方向", "整改思路", "整改打算", "下一步", "下步", "今后"]);
    rectifies && !is_plan && (title.starts_with("整改") || holds(title, OCCASIONS))
}

/// Whether a heading is a slogan: two clauses, or a verb that calls for something, and no plain noun of the
/// trade at its end.
fn is_slogan(title: &str) -> bool {
    let calls = SLOGAN_VERBS.iter().any(|verb| title.starts_with(verb));
    (calls || title.contains(['，', ','])) && !ends(title, PLAIN_ENDS)
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
