//! The words of `--help` and of the manual pages.

use crate::message::Language;

/// Headings of `--help`.
#[derive(Debug, Clone, Copy)]
pub struct CommandLine {
    /// Before the usage.
    pub usage: &'static str,
    /// Above the commands.
    pub commands: &'static str,
    /// Above positional arguments.
    pub arguments: &'static str,
    /// Above options.
    pub options: &'static str,
    /// Above examples.
    pub examples: &'static str,
}

/// Command or argument, its description in Chinese and in English.
const HELP: &[(&str, &str, &str)] = &[
    (
        "shuzhi",
        "把一个目录的党建述职报告（Markdown）变成一个静态网站",
        "Turns a folder of Party-building duty reports (Markdown) into a static website",
    ),
    (
        "build",
        "生成网站；有错误时不发布，原来的网站不动",
        "Build the site; with errors nothing is published and the old site stays",
    ),
    ("check", "检查全部报告，不写任何文件", "Check all reports and write nothing"),
    (
        "serve",
        "在浏览器里预览网站，文件一存盘，页面就跟着变；不写任何文件到 public",
        "Show the site in a browser and follow every change; writes nothing to public/",
    ),
    (
        "addr",
        "地址和端口；默认 127.0.0.1:8080，只有本机能看",
        "Address and port; 127.0.0.1:8080 by default, for this machine alone",
    ),
    ("open", "同时打开浏览器", "Open a browser, too"),
    (
        "poll",
        "每隔多少毫秒自己查看一遍，不靠系统通知（网络盘用）",
        "Look for changes at this interval in milliseconds, for network drives",
    ),
    ("drafts", "草稿也显示", "Show drafts, too"),
    ("follow", "浏览器自动转到刚存盘的报告", "Go to the page of the report just saved"),
    (
        "allow_host",
        "除本机外，还允许用哪个主机名访问；可写多次",
        "A further host name to answer to; may be given several times",
    ),
    ("watch", "生成后继续看着，有改动就再发布", "Keep watching, and publish again after every change"),
    (
        "search",
        "在生成好的网站里检索，写法和网页上的检索框一样",
        "Search the published site, as the box on its pages does",
    ),
    ("query", "检索式；减号开头的词表示不要它", "What to look for; a word after a minus sign must not occur"),
    ("published", "生成好的网站；默认是网站目录下的 public", "The published site; public/ by default"),
    ("limit", "最多显示几篇；0 为全部，默认 20", "Most results that are shown; 0 for all, 20 by default"),
    ("order", "次序：relevance 相关程度，year 年度，unit 单位", "The order: relevance, year or unit"),
    (
        "results_as",
        "样式：human 给人看，json 是一个对象、写到标准输出",
        "How results are shown: human, or json, one object on standard output",
    ),
    (
        "figures",
        "列出报告正文里的数据，每个附上原句和认定的理由",
        "Print the figures that reports state, each with its sentence and why it was taken for one",
    ),
    ("report", "报告文件；不在档案里的也可以", "Reports; any file will do"),
    ("all", "档案里的全部报告", "All reports of the site"),
    (
        "figures_as",
        "样式：human 给人看，json 是一个数组，csv 是表格",
        "How they are shown: human, json (an array) or csv",
    ),
    (
        "compare",
        "比较两份报告：逐句看保留、换年份、改动、移动、新增和删去",
        "Compare two reports: sentence by sentence, what was kept, re-dated, changed, moved, added and dropped",
    ),
    ("left", "较早的报告；不在档案里的也可以", "The earlier report; any file will do"),
    ("right", "较晚的报告", "The later report"),
    (
        "comparison_as",
        "样式：human 给人看，json 是一个对象、写到标准输出",
        "How the comparison is shown: human, or json, one object on standard output",
    ),
    (
        "review",
        "列出值得再看一眼的报告：与往年、与其他单位相同的段落，别的单位名称，过时的提法",
        "List the reports that need a look: passages of earlier years and of other units, other units' names, phrases out of date",
    ),
    (
        "most_reviewed",
        "最多显示几篇；0 为全部，默认 20",
        "Most reports that are shown; 0 for all, 20 by default",
    ),
    (
        "review_as",
        "样式：human 给人看，html 是一个网页，csv 是表格，json 是一个对象；后三种含全部报告，写到标准输出",
        "How it is shown: human, html (a page), csv or json; the last three hold all reports, on standard output",
    ),
    ("completions", "输出命令行补全脚本", "Print a completion script for a shell"),
    ("man", "写出手册页", "Write manual pages"),
    ("help", "显示帮助", "Show this help"),
    ("version", "显示版本", "Show the version"),
    (
        "root",
        "网站目录；默认是当前目录或其上级中有 site.toml 的那一个",
        "The site's folder; by default the nearest one upwards with a site.toml",
    ),
    ("content", "报告所在目录；默认是网站目录下的 content", "The folder of the reports; content/ by default"),
    (
        "out",
        "输出目录；build 默认写到网站目录下的 public",
        "The folder to write to; public/ by default for build",
    ),
    (
        "lang",
        "消息的语言，zh 或 en；默认随 site.toml",
        "Language of messages, zh or en; the site's by default",
    ),
    ("jobs", "线程数；默认用全部处理器", "Number of threads; all processors by default"),
    ("quiet", "只说出了什么问题", "Say only what is wrong"),
    (
        "format",
        "问题的样式：human 给人看，json 每行一个对象、写到标准输出",
        "How problems are shown: human, or json with one object a line on standard output",
    ),
    ("deny", "warnings：有警告也算失败", "warnings: fail on warnings, too"),
    ("keep_going", "略过有错的报告，发布其余的", "Leave broken reports out and publish the rest"),
    ("shell", "哪一种命令行", "The shell"),
];

/// Command and examples; the lines before the commands are in Chinese and in English.
const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "shuzhi",
        "  shuzhi serve          边写边看\n  shuzhi build          生成网站到 public/\n  shuzhi check          只检查\n  shuzhi search 三会一课   检索生成好的网站\n\n退出码：0 成功；1 报告有问题；2 命令写错；3 读写失败",
        "  shuzhi serve          write and see\n  shuzhi build          build the site into public/\n  shuzhi check          check only\n  shuzhi search 三会一课   search the published site\n\nExit codes: 0 done; 1 problems in the archive; 2 wrong command line; 3 reading or writing failed",
    ),
    (
        "build",
        "  shuzhi build\n  shuzhi build --root 档案 --out /srv/www/dangjian\n  shuzhi build --keep-going      略过有错的报告",
        "  shuzhi build\n  shuzhi build --root archive --out /srv/www/reports\n  shuzhi build --keep-going      leave broken reports out",
    ),
    (
        "serve",
        "  shuzhi serve --open\n  shuzhi serve --follow --drafts\n  shuzhi serve --addr 0.0.0.0:8080 --allow-host dangjian.local      同一网络里的人也能看",
        "  shuzhi serve --open\n  shuzhi serve --follow --drafts\n  shuzhi serve --addr 0.0.0.0:8080 --allow-host reports.local      for others on the network, too",
    ),
    (
        "check",
        "  shuzhi check\n  shuzhi check --format json --deny warnings",
        "  shuzhi check\n  shuzhi check --format json --deny warnings",
    ),
    (
        "search",
        "  shuzhi search 三会一课\n  shuzhi search '党课|主题党日' 年度:2022..2024\n  shuzhi search 理论学习 章节:存在问题 --format json --limit 0",
        "  shuzhi search 三会一课\n  shuzhi search '党课|主题党日' year:2022..2024\n  shuzhi search 理论学习 section:问题 --format json --limit 0",
    ),
    (
        "figures",
        "  shuzhi figures content/2023/水务局党委.md\n  shuzhi figures --all --format csv > 数据.csv",
        "  shuzhi figures content/2023/report.md\n  shuzhi figures --all --format csv > figures.csv",
    ),
    (
        "compare",
        "  shuzhi compare content/2022/水务局党委.md content/2023/水务局党委.md",
        "  shuzhi compare content/2022/report.md content/2023/report.md",
    ),
    (
        "review",
        "  shuzhi review\n  shuzhi review --format html > 核查.html",
        "  shuzhi review\n  shuzhi review --format html > review.html",
    ),
    (
        "completions",
        "  shuzhi completions bash > /etc/bash_completion.d/shuzhi",
        "  shuzhi completions bash > /etc/bash_completion.d/shuzhi",
    ),
    ("man", "  shuzhi man --out /usr/share/man/man1", "  shuzhi man --out /usr/share/man/man1"),
];

impl Language {
    /// Headings of `--help`.
    pub fn command_line(self) -> CommandLine {
        match self {
            Self::Chinese => CommandLine {
                usage: "用法：",
                commands: "命令",
                arguments: "参数",
                options: "选项",
                examples: "例子：",
            },
            Self::English => CommandLine {
                usage: "Usage: ",
                commands: "Commands",
                arguments: "Arguments",
                options: "Options",
                examples: "Examples:",
            },
        }
    }

    /// The description of a command or argument.
    pub fn help(self, id: &str) -> Option<&'static str> {
        HELP.iter()
            .find(|(known, ..)| *known == id)
            .map(|(_, chinese, english)| self.one_of(chinese, english))
    }

    /// Examples of a command.
    pub fn example(self, command: &str) -> Option<&'static str> {
        EXAMPLES
            .iter()
            .find(|(known, ..)| *known == command)
            .map(|(_, chinese, english)| self.one_of(chinese, english))
    }

    fn one_of(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}
