//! Phrases of comparisons.

use crate::compare::Class;
use crate::compare::figures::Incomparable;
use crate::ledger::Link;
use crate::ledger::chain::Role;
use crate::ledger::item::Matter;
use crate::message::Language;
use crate::unit::Year;

impl Language {
    /// What became of a sentence.
    pub fn class(self, class: Class) -> &'static str {
        match (self, class) {
            (Self::Chinese, Class::Kept) => "保留",
            (Self::Chinese, Class::ReDated) => "换年份",
            (Self::Chinese, Class::Changed) => "改动",
            (Self::Chinese, Class::Moved) => "移动",
            (Self::Chinese, Class::Added) => "新增",
            (Self::Chinese, Class::Dropped) => "删去",
            (Self::English, Class::Kept) => "kept",
            (Self::English, Class::ReDated) => "re-dated",
            (Self::English, Class::Changed) => "changed",
            (Self::English, Class::Moved) => "moved",
            (Self::English, Class::Added) => "added",
            (Self::English, Class::Dropped) => "dropped",
        }
    }

    /// What the class of a sentence means.
    pub fn class_meaning(self, class: Class) -> &'static str {
        match (self, class) {
            (Self::Chinese, Class::Kept) => "与较早的报告一字不差，位置也没变",
            (Self::Chinese, Class::ReDated) => "只换了年份、届次、主题教育名称或本单位名称",
            (Self::Chinese, Class::Changed) => "看得出是同一句，改了数字或词语",
            (Self::Chinese, Class::Moved) => "一字不差，但换了位置",
            (Self::Chinese, Class::Added) => "只有较晚的报告有",
            (Self::Chinese, Class::Dropped) => "只有较早的报告有",
            (Self::English, Class::Kept) => "The same as in the earlier report, in the same place",
            (Self::English, Class::ReDated) => "Only years, sessions, campaigns or the unit’s name differ",
            (Self::English, Class::Changed) => "Recognisably the same, with other numbers or words",
            (Self::English, Class::Moved) => "The same in another place",
            (Self::English, Class::Added) => "Only in the later report",
            (Self::English, Class::Dropped) => "Only in the earlier report",
        }
    }

    /// Why two figures have no difference.
    pub fn incomparable(self, reason: Incomparable) -> &'static str {
        match (self, reason) {
            (Self::Chinese, Incomparable::NotStated) => "一年未写",
            (Self::Chinese, Incomparable::Withheld) => "不可比：未公开",
            (Self::Chinese, Incomparable::Ambiguous) => "不可比：前后不一致",
            (Self::Chinese, Incomparable::Bound) => "不可比：只有上下限",
            (Self::Chinese, Incomparable::Scope) => "不可比：时段不同",
            (Self::Chinese, Incomparable::Actor) => "不可比：主体不同",
            (Self::English, Incomparable::NotStated) => "not stated in one year",
            (Self::English, Incomparable::Withheld) => "not comparable: withheld",
            (Self::English, Incomparable::Ambiguous) => "not comparable: ambiguous",
            (Self::English, Incomparable::Bound) => "not comparable: a bound only",
            (Self::English, Incomparable::Scope) => "not comparable: other times",
            (Self::English, Incomparable::Actor) => "not comparable: other actors",
        }
    }

    /// 某支部：2022年与2023年对比.
    pub fn comparison_title(self, unit: &str, earlier: u16, later: u16) -> String {
        match self {
            Self::Chinese => format!("{unit}：{earlier}年与{later}年对比"),
            Self::English => format!("{unit}: {earlier} and {later} compared"),
        }
    }

    /// 与2022年对比.
    pub fn compared_with(self, earlier: u16) -> String {
        match self {
            Self::Chinese => format!("与{earlier}年对比"),
            Self::English => format!("Compare with {earlier}"),
        }
    }

    /// The same of a unit and a predecessor; each with its year, the predecessor first.
    pub fn succession_title(self, units: [&str; 2], years: [u16; 2]) -> String {
        let ([before, unit], [earlier, later]) = (units, years);
        match self {
            Self::Chinese => format!("{unit}{later}年与前身{before}{earlier}年对比"),
            Self::English => format!("{unit} {later} and its predecessor {before} {earlier} compared"),
        }
    }

    /// 与前身某支部2022年对比.
    pub fn compared_with_predecessor(self, unit: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("与前身{unit}{year}年对比"),
            Self::English => format!("Compare with the predecessor {unit} {year}"),
        }
    }

    /// 与后继某支部2023年对比.
    pub fn compared_with_successor(self, unit: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("与后继{unit}{year}年对比"),
            Self::English => format!("Compare with the successor {unit} {year}"),
        }
    }

    /// A unit in a year, as the head of a column.
    pub fn unit_in(self, unit: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("{unit}{year}年"),
            Self::English => format!("{unit} {year}"),
        }
    }

    /// Why reports of a unit and a predecessor are not like for like.
    pub fn succession_caution(self, [before, unit]: [&str; 2]) -> String {
        match self {
            Self::Chinese => {
                format!("不是同一个单位：“{before}”是“{unit}”合并或分设以前的单位。口径不同，不能直接对比。")
            }
            Self::English => format!(
                "Not the same unit: “{unit}” came from “{before}” by a merger or split. The two are not like for like."
            ),
        }
    }

    /// What a unit was called in two years.
    pub fn called(self, years: &[String; 2], names: [&str; 2]) -> Vec<String> {
        let line = |(year, name): (&String, &str)| match self {
            Self::Chinese => format!("{year}称“{name}”"),
            Self::English => format!("Called “{name}” in {year}"),
        };
        years.iter().zip(names).map(line).collect()
    }

    /// Where a sentence was moved from.
    pub fn moved_from(self, part: &str) -> String {
        match self {
            Self::Chinese => format!("（原在“{part}”）"),
            Self::English => format!("(was in “{part}”)"),
        }
    }

    /// What a later item is to an earlier one.
    pub fn follows(self, matter: Matter) -> &'static str {
        match (self, matter) {
            (Self::Chinese, Matter::Rectification) => "整改中提到",
            (Self::Chinese, Matter::Problem) => "又列为问题",
            (Self::Chinese, Matter::Duty) => "工作中提到",
            (Self::Chinese, Matter::Plan) => "又列入打算",
            (Self::English, Matter::Rectification) => "named among what was rectified",
            (Self::English, Matter::Problem) => "named as a problem again",
            (Self::English, Matter::Duty) => "named among what was done",
            (Self::English, Matter::Plan) => "planned again",
        }
    }

    /// How similar two items are.
    pub fn strength(self, link: &Link) -> String {
        if link.is_confirmed {
            return self.words().ledger_confirmed.to_owned();
        }
        let strength = link.strength;
        let percent = (strength * 100.0).round();
        let words = match (self, strength) {
            (Self::Chinese, 0.5..) => "很相近",
            (Self::Chinese, 0.3..) => "相近",
            (Self::Chinese, _) => "有些相近",
            (Self::English, 0.5..) => "very similar",
            (Self::English, 0.3..) => "similar",
            (Self::English, _) => "somewhat similar",
        };
        match self {
            Self::Chinese => format!("{words}，{percent}%"),
            Self::English => format!("{words}, {percent}%"),
        }
    }

    /// What a statement is in a chain over the years.
    pub fn role(self, matter: Matter, role: Role) -> &'static str {
        let is_plan = matter == Matter::Plan;
        match (self, role) {
            (Self::Chinese, Role::First) if is_plan => "打算",
            (Self::Chinese, Role::First) => "问题",
            (Self::Chinese, Role::Answer) if is_plan => "工作中提到",
            (Self::Chinese, Role::Answer) => "整改中提到",
            (Self::Chinese, Role::Again) if is_plan => "又列入打算",
            (Self::Chinese, Role::Again) => "又列为问题",
            (Self::Chinese, Role::AfterGap) => "隔一份报告又列为问题",
            (Self::English, Role::First) if is_plan => "plan",
            (Self::English, Role::First) => "problem",
            (Self::English, Role::Answer) if is_plan => "named among what was done",
            (Self::English, Role::Answer) => "named among what was rectified",
            (Self::English, Role::Again) if is_plan => "planned again",
            (Self::English, Role::Again) => "named as a problem again",
            (Self::English, Role::AfterGap) => "named as a problem again, one report later",
        }
    }

    /// In how many reports something is named.
    pub fn named_in_years(self, years: usize) -> String {
        match self {
            Self::Chinese => format!("{years}份报告提到"),
            Self::English => format!("in {years} reports"),
        }
    }

    /// The end of a chain: the report of the next year has nothing similar.
    pub fn not_named(self, year: Year) -> String {
        match self {
            Self::Chinese => format!("{year}年的报告没有相近的说法"),
            Self::English => format!("nothing similar in the report of {year}"),
        }
    }

    /// The title of a unit's ledger.
    pub fn ledger_title(self, unit: &str) -> String {
        match self {
            Self::Chinese => format!("{unit}问题和打算台账"),
            Self::English => format!("Problems and plans of {unit}"),
        }
    }

    /// How many problems and plans a unit named, and how many of them again.
    pub fn ledger_summary(self, problems: usize, again: usize, plans: usize, planned_again: usize) -> String {
        match self {
            Self::Chinese => {
                format!(
                    "问题{problems}项，其中{again}项不止一年提到；打算{plans}项，其中{planned_again}项不止一年列入"
                )
            }
            Self::English => format!(
                "{problems} problems, {again} of them named in more than one year; {plans} plans, {planned_again} of them planned again"
            ),
        }
    }

    /// The title of a year's problems.
    pub fn problems_title(self, year: Year) -> String {
        match self {
            Self::Chinese => format!("{year}年述职报告提到的问题"),
            Self::English => format!("Problems named in the reports of {year}"),
        }
    }

    /// How many reports of a level name problems, and how many problems one alone names.
    pub fn problems_summary(self, reports: usize, single: usize) -> String {
        match self {
            Self::Chinese => {
                format!("{reports}篇报告写了问题；另有{single}项只在这一年的一篇里提到，没有列出")
            }
            Self::English => {
                format!(
                    "{reports} reports name problems; {single} named by one report of this year alone are not listed"
                )
            }
        }
    }

    /// How similar two reports are, in per cent and in words.
    pub fn similar(self, similarity: f64) -> String {
        let percent = (similarity * 100.0).round();
        let words = match (self, similarity) {
            (Self::Chinese, 0.9..) => "几乎相同",
            (Self::Chinese, 0.7..) => "大部分相同",
            (Self::Chinese, 0.4..) => "一部分相同",
            (Self::Chinese, _) => "大部分不同",
            (Self::English, 0.9..) => "nearly the same",
            (Self::English, 0.7..) => "mostly the same",
            (Self::English, 0.4..) => "partly the same",
            (Self::English, _) => "mostly different",
        };
        match self {
            Self::Chinese => format!("与较早的报告{words}（相似度{percent}%）"),
            Self::English => format!("{words} (similarity {percent}%)"),
        }
    }
}
