//! Diagnostics in Chinese.

use crate::diagnostic::{Expected, Problem};

fn shape(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "一行文字",
        Expected::Truth => " true 或 false",
        Expected::Number => "数字",
        Expected::List => "列表，如 [甲, 乙]",
        Expected::Table => "若干行“键: 值”",
        Expected::Tables => "若干个 [[…]] 表",
    }
}

fn perhaps(nearest: Option<&String>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |nearest| format!("是否想写 `{nearest}`？"))
}

/// Reasons of the YAML parser and of the operating system, by how they begin.
const REASONS: &[(&str, &str)] = &[
    ("mapping values are not allowed", "此处不应再有冒号；值里有冒号的须加引号，或者是缩进不对"),
    ("could not find expected ':'", "这一行缺少冒号"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found unexpected document indicator", "引号没有成对"),
    ("found unexpected ':'", "值里的冒号须加引号"),
    ("did not find expected ',' or ']'", "方括号没有成对，或缺少逗号"),
    ("did not find expected ',' or '}'", "花括号没有成对，或缺少逗号"),
    ("did not find expected '-' indicator", "列表的一项缺少 `-`，或缩进不对"),
    ("did not find expected key", "此处应为下一个键；多为引号之后还有文字，或缩进不对"),
    ("did not find expected node content", "缺少值，或多了逗号"),
    ("did not find expected alphabetic", "以 `*` 或 `&` 开头的值须加引号"),
    ("unknown anchor", "以 `*` 开头的值须加引号"),
    ("did not find expected whitespace or line break", "以 `!` 开头的值须加引号"),
    ("did not find expected tag URI", "以 `!` 开头的值须加引号"),
    ("found undefined tag handle", "以 `!` 开头的值须加引号"),
    ("did not find expected comment or line break", "`|` 或 `>` 之后不应有文字"),
    ("did not find expected hexdecimal", "双引号中的 `\\` 须写成两个，或改用单引号"),
    ("found unknown escape character", "双引号中的 `\\` 须写成两个，或改用单引号"),
    ("found character that cannot start any token", "值不能以这个符号开头，须加引号"),
    ("found a tab character", "缩进用了制表符"),
    ("block sequence entries are not allowed", "列表不能写在这里，请另起一行"),
    ("block mapping keys are not allowed", "键不能写在这里，请另起一行"),
    ("invalid type", "值的写法不对"),
    ("string values must be quoted", "文字要用半角双引号括起来"),
    ("invalid basic string", "双引号没有成对"),
    ("invalid literal string", "单引号没有成对"),
    ("invalid multi-line", "三引号没有成对"),
    ("invalid unquoted key", "键名只能用英文字母、数字、`-` 和 `_`"),
    ("unquoted keys cannot be empty", "等号前面缺少键名"),
    ("key with no value", "缺少等号和值"),
    ("missing value", "等号后面缺少值"),
    ("invalid value", "值的写法不对"),
    ("extra `=`", "多了一个等号"),
    ("unclosed table", "缺少 `]`"),
    ("unclosed array table", "缺少 `]]`"),
    ("unclosed array", "缺少 `]`"),
    ("unclosed inline table", "缺少 `}`"),
    ("missing comma", "缺少逗号"),
    ("extra comma", "多了逗号"),
    ("unexpected key or value", "这一行后面多了内容"),
    ("unexpected content", "这一行后面多了内容"),
    ("unexpected leading zero", "数字前面不能有 0"),
    ("recursion limit", "嵌套过多"),
    ("cannot recurse further", "嵌套过多"),
    ("carriage return must be followed", "换行格式不对"),
    ("No such file or directory", "文件不存在"),
    ("Permission denied", "没有权限"),
    ("Too many levels of symbolic links", "符号链接绕了圈"),
    ("Is a directory", "这是一个目录"),
    ("Not a directory", "上一级不是目录"),
    ("No space left on device", "磁盘已满"),
    ("Disk quota exceeded", "超出磁盘配额"),
    ("Read-only file system", "磁盘是只读的"),
    ("File name too long", "文件名太长"),
    ("Input/output error", "磁盘读写出错"),
];

/// A reason in Chinese, or as it is.
fn in_chinese(reason: &str) -> &str {
    REASONS.iter().find(|(english, _)| reason.starts_with(english)).map_or(reason, |(_, chinese)| chinese)
}

/// A choice with its meaning, where that is not plain.
fn choice(choice: &str) -> String {
    let meaning = match choice {
        "published" => "发布",
        "internal" => "内部，只登记",
        "draft" => "草稿，不登记",
        "zh" => "中文",
        "en" => "英文",
        _ => return choice.to_owned(),
    };
    format!("{choice}（{meaning}）")
}

/// What is wrong, and what to do.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn words(problem: &Problem) -> (String, String) {
    use Problem as P;
    let (title, advice): (String, String) = match problem {
        P::Unreadable { reason } => {
            (format!("无法读取：{}", in_chinese(reason)), "请检查文件是否存在、是否有读取权限".into())
        }
        P::FileNameNotUnicode => {
            ("文件名不是有效的 Unicode 文字".into(), "请在文件管理器中给文件改名".into())
        }
        P::SymlinkOutside => {
            ("符号链接指向内容目录之外".into(), "请把文件复制进内容目录；链接之外的文件不会被发布".into())
        }
        P::SymlinkLoop => ("符号链接绕回了它所在的目录".into(), "请删除这个链接".into()),
        P::FileTooLarge { bytes, limit } => (
            format!("文件有 {bytes} 字节，超过上限 {limit} 字节"),
            "述职报告应为纯文字；图片和扫描件请作为附件放在旁边".into(),
        ),
        P::EncodingGb18030 => (
            "文件编码是 GB18030（GBK），不是 UTF-8".into(),
            "请用记事本或 WPS 打开，另存为时把编码选为 UTF-8".into(),
        ),
        P::EncodingUtf16 => (
            "文件编码是 UTF-16，不是 UTF-8".into(),
            "请用记事本打开，另存为时把编码选为 UTF-8（不是 Unicode）".into(),
        ),
        P::EncodingUnknown { line } => (
            format!("文件不是 UTF-8 文字，第 {line} 行无法识别"),
            "如果这是 Word 或 PDF 文件，请先导出为文字；否则请另存为 UTF-8".into(),
        ),
        P::EmptyFile => ("文件是空的".into(), "请补上内容，或删除这个文件".into()),
        P::ByteOrderMark => {
            ("文件开头有字节顺序标记（BOM）".into(), "不影响生成；另存为“UTF-8（无 BOM）”即可消除".into())
        }
        P::CarriageReturn => {
            ("换行是 Windows 格式（CRLF）".into(), "不影响生成；另存为 LF 换行即可消除".into())
        }
        P::ControlCharacter { character } => (
            format!("有看不见的控制字符 U+{:04X}", u32::from(*character)),
            "多为从 Word 粘贴带来的，请删除；页面中会略去它".into(),
        ),
        P::ReservedCharacter => ("有内部使用的字符 U+E0FE".into(), "请删除这个字符".into()),

        P::FrontMatterMissing => (
            "缺少文件头".into(),
            "请在第一行写 `---`，随后写 `unit: 单位`、`year: 年度`、`level: 层级`，再以一行 `---` 结束"
                .into(),
        ),
        P::FrontMatterFence { line } => {
            (format!("文件头的分隔线写成了 `{line}`"), "请改为三个半角减号 `---`".into())
        }
        P::FrontMatterUnclosed => {
            ("文件头没有结束".into(), "请在文件头最后一行之后、正文之前另起一行写 `---`".into())
        }
        P::FrontMatterTooLong { limit } => {
            (format!("文件头超过 {limit} 字节"), "请检查结束文件头的 `---` 是否写错了位置".into())
        }
        P::FullWidthColon { key } => {
            (format!("`{key}` 后面是全角冒号"), format!("请改为半角冒号加空格：`{key}: `"))
        }
        P::NoSpaceAfterColon { key } => {
            (format!("`{key}:` 后面缺少空格"), format!("请在冒号后加一个空格：`{key}: `"))
        }
        P::TabIndentation => ("文件头用制表符（Tab）缩进".into(), "请改用空格".into()),
        P::YamlSyntax { reason } => (
            format!("文件头无法解析：{}", in_chinese(reason)),
            "请检查这一行的冒号、引号和缩进；值里有特殊符号时，请给整个值加引号".into(),
        ),
        P::YamlBomb => ("文件头嵌套或引用过多".into(), "请直接写出内容，不用 `&`、`*` 引用和层层括号".into()),
        P::FrontMatterNotKeys => {
            ("文件头不是“键: 值”".into(), "每行写一项，例如 `unit: 区档案馆党支部`".into())
        }

        P::TomlSyntax { reason } => (
            format!("配置无法解析：{}", in_chinese(reason)),
            "请对照 README 的 site.toml 一节检查这一行".into(),
        ),
        P::DuplicateKey { key } => (format!("`{key}` 写了两次"), "请只保留一处".into()),
        P::UnknownKey { key, nearest } => (
            format!("不认识 `{key}`"),
            perhaps(nearest.as_ref(), "请删去这一项；自定义内容请写在 `extra` 之下"),
        ),
        P::MissingKey { key } if key == "name" => ("缺少单位名称".into(), "请填写单位名称".into()),
        P::MissingKey { key } if key.contains('.') => (format!("缺少 `{key}`"), "请在这一处之下补上".into()),
        P::MissingKey { key } => (format!("缺少 `{key}`"), format!("请加上一行 `{key}: …`")),
        P::EmptyValue { key } if matches!(key.as_str(), "unit" | "year") => {
            (format!("`{key}` 没有填写"), "这一项必须填写".into())
        }
        P::EmptyValue { key } => (format!("`{key}` 没有填写"), "请填写，或删去这一行".into()),
        P::WrongType { key, expected } => {
            (format!("`{key}` 的写法不对"), format!("这里应为{}", shape(*expected)))
        }
        P::NotOneOf { key, value, choices } => (
            format!("`{key}` 不能是 `{value}`"),
            format!("可选：{}", choices.iter().map(|c| choice(c)).collect::<Vec<_>>().join("、")),
        ),

        P::YearUnreadable { value } => {
            (format!("`{value}` 不是年度"), "请写四位年份，如 2022、2022年 或 二〇二二".into())
        }
        P::YearSpan { value } => (
            format!("`{value}` 跨了两年"),
            "年度是述职所报告的那一年，请写一个年份；学年请写其结束的年份".into(),
        ),
        P::YearOutOfRange { year, first, last } => (
            format!("年度 {year} 不在 {first} 至 {last} 之间"),
            "请改正年度，或在 site.toml 的 `[years]` 中放宽范围".into(),
        ),
        P::UnknownLevel { value, nearest } => (
            format!("没有 `{value}` 这个层级"),
            perhaps(nearest.as_ref(), "请改为 site.toml 中的层级，或在那里增加"),
        ),
        P::DateUnreadable { value } => {
            (format!("`{value}` 不是有效的日期"), "请写成 2023-01-12 的样子".into())
        }
        P::DateBeforeYear { date, year } => {
            (format!("日期 {date} 早于所述职的 {year} 年"), "请核对 `date` 和 `year`".into())
        }
        P::SecurityMark { mark } => (
            format!("带有密级标志 `{mark}`"),
            "涉密文件不得发布；请移出内容目录，或核实定密情况后删去标志".into(),
        ),
        P::InternalMark { mark } => (
            format!("正文带有 `{mark}` 字样"),
            "请确认可以公开；只在内部登记的，请写 `status: internal`".into(),
        ),
        P::ReviewMissing { key } => (
            format!("本站要求发布前审查，但缺少 `review.{key}`"),
            "请补上审查记录（by、date、approved_by），或写 `status: draft`".into(),
        ),

        P::UnknownUnit { name, nearest } => {
            (format!("单位名录中没有 `{name}`"), perhaps(nearest.as_ref(), "请改正名称，或把它加进单位名录"))
        }
        P::NearIdenticalUnits { name, other, seen } => (
            format!("`{name}` 与 `{other}`（{seen}）像是同一个单位的两种写法"),
            "请统一名称；确是两个单位的，请都列入单位名录".into(),
        ),
        P::SlugCollision { slug, name, other } => (
            format!("`{name}` 与 `{other}` 的网址都是 `{slug}`"),
            "请在名录或 site.toml 中给其中一个另定 `slug`".into(),
        ),
        P::SlugInvalid { slug } => {
            (format!("`{slug}` 不能作网址"), "只用小写字母、数字和连字符，如 `shui-wu-ju`".into())
        }
        P::LevelDiffers { report, roster } => (
            format!("报告写的层级是 `{report}`，名录中是 `{roster}`"),
            "当年层级确实不同的可不改；否则请改正其一".into(),
        ),
        P::NameOutOfPeriod { name, period } => (
            format!("`{name}` 这个名称使用于{period}，不在本年度"),
            "请改用当年的名称，或改正名录中的起止年份".into(),
        ),
        P::UnitNotInBeing { year, period } => {
            (format!("{year} 年该单位不存在（{period}）"), "请核对年度和名录中的成立、撤销年份".into())
        }
        P::RosterDuplicate { value } => {
            (format!("`{value}` 属于两个单位"), "名称、编号和网址在名录中都不能重复".into())
        }
        P::RosterUnknownParent { parent, nearest } => {
            (format!("上级单位 `{parent}` 不在名录中"), perhaps(nearest.as_ref(), "请写上级单位的名称或编号"))
        }
        P::RosterCycle { name } => {
            (format!("`{name}` 成了自己的上级"), "请改正上级单位，上下级不能绕成一圈".into())
        }
        P::RosterUnknownPredecessor { predecessor, nearest } => (
            format!("前身单位 `{predecessor}` 不在名录中"),
            perhaps(
                nearest.as_ref(),
                "请写前身单位的名称或编号，几个用 `;` 隔开；已经撤销的单位也要列入名录，在“撤销”一栏写明年份",
            ),
        ),
        P::RosterPredecessorCycle { name } => (
            format!("`{name}` 成了自己的前身"),
            "请改正前身单位，前后不能绕成一圈；单位只是改名的，写在曾用名里".into(),
        ),
        P::RosterPeriod { value } => (
            format!("看不懂年份 `{value}`"),
            "曾用名写作 `旧名称@2015-2022`，起止年份可缺其一；成立、撤销写四位年份".into(),
        ),
        P::TwoRosters => (
            "site.toml 和 units.csv 都列了单位".into(),
            "请只用其一：单位少用 `[[units]]`，单位多用 content/units.csv".into(),
        ),
        P::CsvSyntax { reason } => {
            (format!("单位名录无法读取：{reason}"), "请存为 UTF-8 编码的 CSV，第一行是栏目名".into())
        }
        P::UnknownColumn { column, nearest } => (
            format!("单位名录中不认识 `{column}` 这一栏"),
            perhaps(nearest.as_ref(), "请删去这一栏；可用的栏目见 README 的单位名录一节"),
        ),
        P::NameColumnMissing => {
            ("单位名录缺少 `名称` 一栏".into(), "请在第一行给单位名称那一栏写上 `名称`".into())
        }
        P::CsvFields { found, expected } => (
            format!("这一行有 {found} 栏，表头有 {expected} 栏"),
            "请检查逗号；内容里有逗号时要用半角双引号括起来".into(),
        ),

        P::DuplicateReport { report, other } => (
            format!("`{report}` 有两个文件，另一个是 {other}"),
            "请删去一个；一年有两种报告的，请用 `kind` 区分".into(),
        ),
        P::EmptyBody => ("报告没有正文".into(), "请在文件头之后写正文；尚未收到的，请删去此文件".into()),
        P::RawHtml { tag } => {
            (format!("正文中有 HTML 代码 `{tag}`"), "会按原样显示为文字；请改用 Markdown 写法".into())
        }
        P::LinkScheme { scheme } => {
            (format!("不允许 `{scheme}` 链接"), "只可链接 http、https、mailto 地址和内容目录中的文件".into())
        }
        P::RemoteImage { target } => {
            (format!("图片 `{target}` 在别的网站上"), "本站不从外部取任何东西；请把图片存到报告旁边".into())
        }
        P::LinkTargetMissing { target } => {
            (format!("链接的文件 `{target}` 不存在"), "请改正路径，或把文件放到报告旁边".into())
        }
        P::LinkFragmentMissing { fragment } => (
            format!("本报告中没有 `#{fragment}` 这个位置"),
            "链接会显示为普通文字；请在标题后写 `{#名称}`，再链接到 `#名称`".into(),
        ),
        P::LedgerWordsMissing { words } => (
            format!("正文中没有“{words}”"),
            "`ledger` 里的 `later` 请照抄本报告中那一条的几个字".into(),
        ),
        P::LinkTargetOutside { target } => {
            (format!("链接 `{target}` 指向内容目录之外"), "请把文件放进内容目录".into())
        }
        P::LinkTargetUnpublished { target } => {
            (format!("链接的报告 `{target}` 不发布"), "链接会显示为普通文字".into())
        }
        P::ImageWithoutText => ("图片没有文字说明".into(), "请写成 `![说明](图片文件)`".into()),
        P::AmbiguousAsterisks { text } => (
            format!("`{text}` 两边的星号可能是加粗，也可能是隐去的数字"),
            "已按隐去的数字原样显示；如是加粗，请把它写在标点之间，如 `**重点：**`".into(),
        ),

        P::LevelDuplicate { name } => (format!("`{name}` 属于两个层级"), "层级的名称和别名都不能重复".into()),
        P::YearsReversed { first, last } => {
            (format!("年份 {first} 至 {last} 颠倒了"), "起始年份不能晚于结束年份".into())
        }
        P::IndicatorKey { key } => (
            format!("`{key}` 不能作指标代码"),
            "请用小写字母开头，只含小写字母、数字和下划线，如 `theme_day`".into(),
        ),
        P::IndicatorEmpty { key } => (
            format!("指标 `{key}` 没有写明名称用语或量词"),
            "新增的指标要写 `aliases`（正文里的说法）和 `measures`（量词），如 `aliases = [\"读书班\"]`、`measures = [\"期\"]`".into(),
        ),
        P::TermUnfit { longest, most } => (
            format!("`terms` 中的词语不能为空，不能超过{longest}字，最多{most}个"),
            "请写要统计的短语，如 `terms = [\"第一议题\", \"主题教育\"]`".into(),
        ),
        P::FigureUnknown { name } => {
            (format!("`figures` 中的“{name}”不是已知指标"), "请写指标的名称或代码，或在 site.toml 的 [[indicators]] 中增加".into())
        }
        P::FigureUnreadable { name, value } => (
            format!("`figures` 中“{name}”的值“{value}”读不懂"),
            "请写数字，或数字加该指标的量词，如 12 或 12次；未公开的写 **次".into(),
        ),
        P::FigureContradicts { name, stated, found } => (
            format!("“{name}”在 `figures` 中是{stated}，正文中是{found}"),
            "以 `figures` 为准；请核对哪个是对的".into(),
        ),
        P::FigureImplausible { name, value } => {
            (format!("“{name}”为{value}，不大可能"), "请核对正文；确实如此可以不改".into())
        }
        P::FigureSum { name, whole, sum } => {
            (format!("“{name}”共{whole}，各部分相加却是{sum}"), "请核对正文；确实如此可以不改".into())
        }
        P::BaseUrl { url } => (
            format!("`{url}` 不能作网站地址"),
            "`base_url` 应如 `https://dangjian.example/`，`base_path` 应如 `/dangjian/`，都以 / 结尾".into(),
        ),
        P::ThemeMissing { name } => {
            (format!("没有主题 `{name}`"), "请在 themes 目录下放入该主题，或改为 `default`".into())
        }
        P::ThemeCycle { name } => {
            (format!("主题 `{name}` 绕一圈继承了自己"), "请改正 theme.toml 中的 `extends`".into())
        }
        P::Template { reason } => {
            (format!("模板有误：{reason}"), "请对照 themes/default/templates 检查".into())
        }
        P::NoReports => ("没有找到报告".into(), "请把 .md 文件放进内容目录；原来的网站没有改动".into()),

        P::OutputNotOurs => (
            "输出目录不是空的，也不是由 shuzhi 生成的".into(),
            "请用 `--out` 另选目录，或先清空它；shuzhi 从不删除别人的文件".into(),
        ),
        P::OutputOverlaps { other } => (format!("输出目录与 {other} 重叠"), "请用 `--out` 另选目录".into()),
        P::OutputOccupied => {
            ("这里有一个不是 shuzhi 生成的文件，占了页面的位置".into(), "请把它移走或改名".into())
        }
        P::OutputLocked => ("另一个 shuzhi 正在往这里发布".into(), "请等它结束后再试".into()),
        P::WriteFailed { reason } => (
            format!("写入失败：{}", in_chinese(reason)),
            "原来的网站没有改动；请检查磁盘空间和写入权限后再试".into(),
        ),
        P::CannotListen { reason } => (
            format!("不能在这个地址提供预览：{}", in_chinese(reason)),
            "请用 --addr 换一个端口，例如 --addr 127.0.0.1:8090；或先停掉占用它的程序".into(),
        ),
    };
    (title, advice)
}
