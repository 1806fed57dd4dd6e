//! Phrases of the statistics.

use crate::figure::{Actor, Kind, Scope};
use crate::message::Language;
use crate::message::page::grouped;

impl Language {
    /// 单位：次；1,203份报告中有860份写明数值.
    pub fn indicator_summary(self, measure: &str, stated: usize, reports: usize) -> String {
        match self {
            Self::Chinese => {
                format!("单位：{measure}；{}份报告中有{}份写明数值", grouped(reports), grouped(stated))
            }
            Self::English => {
                format!("In {measure}; {} of {} reports state a value", grouped(stated), grouped(reports))
            }
        }
    }

    /// How many reports state, withhold, contradict themselves and are silent.
    pub fn indicator_counts(
        self,
        reports: usize,
        [stated, withheld, ambiguous, silent]: [usize; 4],
    ) -> String {
        let parts = match self {
            Self::Chinese => {
                [("写明", stated), ("未公开", withheld), ("前后不一致", ambiguous), ("未写", silent)]
            }
            Self::English => {
                [("stated", stated), ("withheld", withheld), ("ambiguous", ambiguous), ("silent", silent)]
            }
        };
        let parts = parts.into_iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = match self {
            Self::Chinese => parts.map(|(word, count)| format!("{word}{}份", grouped(count))).collect(),
            Self::English => parts.map(|(word, count)| format!("{} {word}", grouped(count))).collect(),
        };
        match self {
            Self::Chinese => format!("{}份报告：{}", grouped(reports), parts.join("，")),
            Self::English => format!("{} reports: {}", grouped(reports), parts.join(", ")),
        }
    }

    /// The finding of a chart of medians.
    pub fn medians_title(self, name: &str, measure: &str, medians: &[(u16, String)]) -> String {
        let (Some((first, then)), Some((last, now))) = (medians.first(), medians.last()) else {
            return name.to_owned();
        };
        match self {
            Self::Chinese if first == last => format!("{name}：{last}年中位数{now}{measure}"),
            Self::Chinese => format!("{name}：中位数从{first}年的{then}{measure}到{last}年的{now}{measure}"),
            Self::English if first == last => format!("{name}: median {now} in {last}"),
            Self::English => format!("{name}: median {then} in {first}, {now} in {last}"),
        }
    }

    /// What a chart of spreads shows.
    pub fn spread_description(self, reports: usize) -> String {
        match self {
            Self::Chinese => format!(
                "各年最小、下四分位、中位、上四分位、最大值，据写明数值的{}份报告。没有数值的年度留空。",
                grouped(reports)
            ),
            Self::English => {
                format!(
                    "Least, lower quartile, median, upper quartile and greatest value of each year, from {} reports that state one. Years without values stay empty.",
                    grouped(reports)
                )
            }
        }
    }

    /// The finding of a histogram.
    pub fn distribution_title(self, name: &str, measure: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("{year}年{name}的分布（{measure}）"),
            Self::English => format!("{name} in {year}, distribution ({measure})"),
        }
    }

    /// What a histogram shows.
    pub fn distribution_description(self, reports: usize) -> String {
        match self {
            Self::Chinese => format!("写明数值的{}份报告，按数值分段计数。", grouped(reports)),
            Self::English => format!("{} reports that state a value, counted by classes.", grouped(reports)),
        }
    }

    /// The finding of a chart of levels.
    pub fn levels_title(self, name: &str, measure: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("{year}年各层级{name}的中位数（{measure}）"),
            Self::English => format!("{name} in {year}, medians by level ({measure})"),
        }
    }

    /// 党课 2023年.
    pub fn indicator_year_title(self, name: &str, year: u16) -> String {
        match self {
            Self::Chinese => format!("{name}：{year}年"),
            Self::English => format!("{name}, {year}"),
        }
    }

    /// What the page of terms shows.
    pub fn terms_summary(self, terms: usize) -> String {
        match self {
            Self::Chinese => format!("{terms}个常用语在各年度、各层级的频率，以及每年新增和淡出的提法"),
            Self::English => format!("{terms} terms by year and level, and the phrases that came and went"),
        }
    }

    /// 2023年与2022年相比.
    pub fn shifts_title(self, year: u16, before: u16) -> String {
        match self {
            Self::Chinese => format!("{year}年与{before}年相比"),
            Self::English => format!("{year} against {before}"),
        }
    }

    /// What a small chart is of.
    pub fn trend(self, name: &str) -> String {
        match self {
            Self::Chinese => format!("{name}历年走势"),
            Self::English => format!("{name} over the years"),
        }
    }

    /// What an indicator counts.
    pub fn indicator_kind(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Chinese, Kind::Count) => "当年发生数",
            (Self::Chinese, Kind::Stock) => "现有数",
            (Self::Chinese, Kind::Rate) => "比率",
            (Self::Chinese, Kind::Money) => "金额",
            (Self::English, Kind::Count) => "count of the year",
            (Self::English, Kind::Stock) => "stock",
            (Self::English, Kind::Rate) => "rate",
            (Self::English, Kind::Money) => "money",
        }
    }

    /// The time a figure is of.
    pub fn scope(self, scope: Scope) -> &'static str {
        match (self, scope) {
            (Self::Chinese, Scope::Year) => "全年",
            (Self::Chinese, Scope::ToDate) => "截至当时",
            (Self::Chinese, Scope::HalfYear) => "半年",
            (Self::Chinese, Scope::Quarter) => "一个季度",
            (Self::Chinese, Scope::SinceLastYear) => "上年以来",
            (Self::Chinese, Scope::YearlyAverage) => "年均",
            (Self::Chinese, Scope::SeveralYears) => "几年合计",
            (Self::English, Scope::Year) => "whole year",
            (Self::English, Scope::ToDate) => "to date",
            (Self::English, Scope::HalfYear) => "half a year",
            (Self::English, Scope::Quarter) => "a quarter",
            (Self::English, Scope::SinceLastYear) => "since last year",
            (Self::English, Scope::YearlyAverage) => "yearly average",
            (Self::English, Scope::SeveralYears) => "several years",
        }
    }

    /// Whose doing a figure is.
    pub fn actor(self, actor: Actor) -> &'static str {
        match (self, actor) {
            (Self::Chinese, Actor::Own) => "本人",
            (Self::Chinese, Actor::Leaders) => "班子成员",
            (Self::Chinese, Actor::Branches) => "各支部",
            (Self::Chinese, Actor::Each) => "每个支部",
            (Self::English, Actor::Own) => "the writer’s own",
            (Self::English, Actor::Leaders) => "of the leaders",
            (Self::English, Actor::Branches) => "of all branches",
            (Self::English, Actor::Each) => "of each branch",
        }
    }
}
