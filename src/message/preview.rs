//! Words of the preview: its terminal, its status page.

use super::page::grouped;
use crate::message::Language;

/// Fixed words of the status page and of pages that could not be made.
#[derive(Debug, Clone, Copy)]
pub struct PreviewWords {
    /// Title of the status page.
    pub status: &'static str,
    /// Link to the site.
    pub to_site: &'static str,
    /// Link to the review.
    pub to_review: &'static str,
    /// Figure: reports.
    pub reports: &'static str,
    /// Figure: errors.
    pub errors: &'static str,
    /// Figure: warnings.
    pub warnings: &'static str,
    /// Figure: time of reading everything.
    pub opened_in: &'static str,
    /// Figure: last change.
    pub last_change: &'static str,
    /// Figure: watched folders.
    pub watched: &'static str,
    /// Instead of it where everything is looked through.
    pub polling: &'static str,
    /// Figure: memory.
    pub memory: &'static str,
    /// Figure: connections.
    pub connections: &'static str,
    /// Of these, streams of events.
    pub streams: &'static str,
    /// Heading of the recent changes.
    pub recent: &'static str,
    /// Column: files.
    pub files: &'static str,
    /// Column: milliseconds.
    pub milliseconds: &'static str,
    /// Where nothing has changed yet.
    pub nothing_yet: &'static str,
    /// Heading of the problems.
    pub problems: &'static str,
    /// Where there are none.
    pub no_problems: &'static str,
    /// Title of a page that could not be made.
    pub no_page: &'static str,
    /// Its text.
    pub no_page_text: &'static str,
}

const CHINESE: PreviewWords = PreviewWords {
    status: "预览状态",
    to_site: "回到网站",
    to_review: "核查：值得再看一眼的报告",
    reports: "报告",
    errors: "错误",
    warnings: "警告",
    opened_in: "启动时读取用时",
    last_change: "最近一次改动用时",
    watched: "监视的目录",
    polling: "定时查看",
    memory: "内存",
    connections: "连接",
    streams: "其中等待改动的",
    recent: "最近的改动",
    files: "文件",
    milliseconds: "毫秒",
    nothing_yet: "启动以来没有改动。",
    problems: "问题",
    no_problems: "没有问题。",
    no_page: "此页暂时生成不了",
    no_page_text: "改好下面的问题，此页会自动出现。",
};

const ENGLISH: PreviewWords = PreviewWords {
    status: "Preview status",
    to_site: "Back to the site",
    to_review: "Review: reports that need a look",
    reports: "Reports",
    errors: "Errors",
    warnings: "Warnings",
    opened_in: "Read at start in",
    last_change: "Last change took",
    watched: "Watched folders",
    polling: "looked through at intervals",
    memory: "Memory",
    connections: "Connections",
    streams: "Of these waiting for changes",
    recent: "Recent changes",
    files: "Files",
    milliseconds: "Milliseconds",
    nothing_yet: "Nothing has changed since the start.",
    problems: "Problems",
    no_problems: "No problems.",
    no_page: "This page cannot be made now",
    no_page_text: "It appears by itself when the problems below are mended.",
};

/// What a change was and cost.
#[derive(Debug, Clone, Default)]
pub struct ChangeFigures {
    /// The first of its files.
    pub file: String,
    /// Number of its files.
    pub files: usize,
    /// Errors there are now.
    pub errors: usize,
    /// Warnings there are now.
    pub warnings: usize,
    /// From the end of the writing to the event at the browsers, in milliseconds.
    pub milliseconds: f64,
}

impl Language {
    /// Fixed words of the preview.
    pub fn preview(self) -> PreviewWords {
        match self {
            Self::Chinese => CHINESE,
            Self::English => ENGLISH,
        }
    }

    /// Said when the preview can be opened.
    pub fn serving(self, url: &str, reports: usize, seconds: f64) -> String {
        let reports = grouped(reports);
        match self {
            Self::Chinese => {
                format!("预览：{url}（{reports}份报告，用时{seconds:.2}秒；按 Ctrl+C 结束）")
            }
            Self::English => format!("preview: {url} ({reports} reports, {seconds:.2} s; Ctrl+C ends it)"),
        }
    }

    /// Said when the usual port is taken.
    pub fn other_port(self, port: u16) -> String {
        match self {
            Self::Chinese => format!("端口 8080 已被占用，改用 {port}"),
            Self::English => format!("port 8080 is taken, using {port}"),
        }
    }

    /// Said when others can reach the preview.
    pub fn open_to_others(self) -> &'static str {
        match self {
            Self::Chinese => "注意：这个地址不限于本机，同一网络里的人都能看到预览，包括没有发布的内容",
            Self::English => {
                "note: this address is not limited to this machine; everyone on the network can see the preview"
            }
        }
    }

    /// Said when the system watches no more folders.
    pub fn polls(self, reason: Option<&str>) -> String {
        match (self, reason) {
            (Self::Chinese, None) => {
                "系统可监视的目录数已到上限，改为每秒查看一遍；调高 fs.inotify.max_user_watches 可恢复（见 README）".to_owned()
            }
            (Self::Chinese, Some(reason)) => format!("系统不能监视目录（{reason}），改为每秒查看一遍"),
            (Self::English, None) => {
                "the system's limit of watched folders is reached, looking for changes every second instead; raise fs.inotify.max_user_watches (see README)".to_owned()
            }
            (Self::English, Some(reason)) => {
                format!("the system watches no folders ({reason}), looking for changes every second instead")
            }
        }
    }

    /// A change as the terminal shows it.
    pub fn changed(self, change: &ChangeFigures) -> String {
        let ChangeFigures { file, files, errors, warnings, milliseconds } = change;
        match self {
            Self::Chinese => {
                let more =
                    if *files > 1 { format!("等{}个文件", grouped(*files)) } else { String::new() };
                format!("改动 {file}{more}：{errors}个错误，{warnings}个警告，{milliseconds:.1}毫秒")
            }
            Self::English => {
                let more =
                    if *files > 1 { format!(" and {} more", grouped(files - 1)) } else { String::new() };
                format!("changed {file}{more}: {errors} errors, {warnings} warnings, {milliseconds:.1} ms")
            }
        }
    }

    /// Said when a change has errors and the site is not published again.
    pub fn waits(self) -> &'static str {
        match self {
            Self::Chinese => "有错误，没有发布；改好后会自动发布",
            Self::English => "not published because of errors; it will be when they are mended",
        }
    }

    /// Said when a build begins to watch.
    pub fn watching(self) -> &'static str {
        match self {
            Self::Chinese => "继续看着改动（按 Ctrl+C 结束）",
            Self::English => "watching for changes (Ctrl+C ends it)",
        }
    }
}
