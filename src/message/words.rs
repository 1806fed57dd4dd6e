//! Fixed words, in both languages.

use serde::Serialize;

macro_rules! words {
    ($( $(#[$doc:meta])* $key:ident : $chinese:literal, $english:literal; )*) => {
        /// Fixed words; templates know them as `words`.
        #[derive(Debug, Serialize)]
        pub struct Words {
            $( $(#[$doc])* pub $key: &'static str, )*
        }

        pub(super) const CHINESE: Words = Words { $( $key: $chinese, )* };
        pub(super) const ENGLISH: Words = Words { $( $key: $english, )* };
    };
}

words! {
    /// Severity.
    error: "错误", "error";
    /// Severity.
    warning: "警告", "warning";
    /// Before advice.
    help: "建议", "help";

    /// Navigation.
    home: "首页", "Home";
    /// Navigation and headings.
    statistics: "统计", "Statistics";
    /// Navigation and headings.
    units: "单位", "Units";
    /// Navigation and headings.
    years: "年度", "Years";
    /// Navigation and headings.
    levels: "层级", "Levels";
    /// First link of a page.
    skip: "跳到正文", "Skip to the text";
    /// Label of the navigation.
    navigation: "主导航", "Main";
    /// Label of the breadcrumbs.
    breadcrumbs: "所在位置", "You are here";

    /// Column and label.
    unit: "单位", "Unit";
    /// Column and label.
    year: "年度", "Year";
    /// Column and label.
    level: "层级", "Level";
    /// Column and label.
    reports: "报告", "Reports";
    /// Column and label.
    title: "题名", "Title";
    /// Column and label.
    kind: "文种", "Kind";
    /// Column and label.
    role: "述职人", "Reported by";
    /// Column and label.
    date: "日期", "Date";
    /// Column and label.
    length: "篇幅", "Length";
    /// Column and label.
    grade: "评议等次", "Grade";
    /// Label.
    tags: "标签", "Tags";
    /// Label, DA/T 22.
    fonds: "全宗号", "Fonds";
    /// Label, DA/T 22.
    item: "件号", "Item";
    /// Label, DA/T 22.
    retention: "保管期限", "Retention";
    /// Label.
    reviewed_by: "审查", "Reviewed by";
    /// Label.
    approved_by: "批准", "Approved by";
    /// Label and heading.
    attachments: "附件", "Attachments";
    /// Heading of a report's data.
    about: "档案信息", "About this report";
    /// Heading of a report's outline.
    outline: "目录", "Contents";
    /// Label of the list of footnotes.
    footnotes: "注释", "Notes";
    /// Label of a table that scrolls.
    table: "表格，可左右滚动", "Table, scrolls sideways";

    /// Heading of the newest reports.
    newest: "最近的报告", "Newest reports";
    /// Heading.
    by_year: "按年度", "By year";
    /// Heading.
    by_level: "按层级", "By level";
    /// Heading.
    by_unit: "按单位", "By unit";
    /// Link to a longer list.
    all_units: "全部单位", "All units";
    /// Column.
    handed_in: "已交", "Handed in";
    /// Column.
    missing: "缺报", "Missing";
    /// State of a unit in a year.
    reported: "已交", "Handed in";
    /// State of a unit in a year.
    internal: "内部", "Internal";
    /// State of a unit in a year.
    internal_long: "已交，内容不公开", "handed in, not published";
    /// Above a draft.
    draft: "草稿：只在预览中可见，不会发布", "Draft: seen in the preview only, never published";
    /// State of a unit in a year.
    not_in_being: "未设立", "Not in being";
    /// State of a unit in a year, without roster.
    unknown: "未见", "None seen";
    /// Heading of the matrix of units and years.
    coverage: "各年报送情况", "Reports by year";
    /// Heading.
    missing_units: "缺报单位", "Units without a report";

    /// Label.
    superior: "上级单位", "Superior";
    /// Heading.
    subordinates: "下级单位", "Subordinate units";
    /// Label.
    former_names: "曾用名", "Former names";
    /// Label: units before a merger or split.
    predecessors: "前身", "Predecessors";
    /// Label: units after a merger or split.
    successors: "后继", "Successors";
    /// Label.
    established: "设立", "Established";
    /// Label.
    abolished: "撤销", "Abolished";
    /// Label.
    form: "组织形式", "Form";
    /// Label.
    tier: "行政层级", "Tier";
    /// Label.
    sector: "领域", "Sector";
    /// Before the name a unit had in that year.
    then_called: "时称", "then ";
    /// Before the name a unit has today.
    now_called: "现称", "now ";
    /// Between the items of a list.
    comma: "、", ", ";
    /// After a label.
    colon: "：", ": ";
    /// Label of the links to other years.
    neighbours: "前后年度", "Other years";

    /// Label of the filter box.
    filter: "筛选", "Filter";
    /// Hint in the filter box.
    filter_hint: "输入名称、简称或拼音", "Type part of a name";
    /// What the filter says when nothing is left.
    filter_none: "没有符合的条目", "Nothing matches";
    /// Switch of the reading face.
    reading_face: "正文字体", "Text face";
    /// Song face.
    song: "宋体", "Serif";
    /// Hei face.
    hei: "黑体", "Sans";

    /// Heading and label of the search, and of its button.
    search: "检索", "Search";
    /// Label of the box.
    search_title: "检索述职报告", "Search the reports";
    /// Hint in the box.
    search_hint: "词语、单位名称或拼音首字母", "Words, or part of a unit’s name";
    /// Label of the list beneath the box.
    search_suggestions: "检索建议", "Suggestions";
    /// Without JavaScript.
    search_no_script: "检索要用 JavaScript，这个浏览器没有开启。可以从下面的年度和层级查起，或者看全部单位。", "Search needs JavaScript, which is off in this browser. Start from a year or a level below, or see all units.";
    /// Heading of the figures of a report or unit.
    figures: "数据", "Figures";
    /// Switch.
    figures_show: "在正文中标出数据", "Mark figures in the text";
    /// Above the figures of a report.
    figures_note: "数据由程序从正文中认出，点数值可看原句。", "Found in the text by program; follow a value to its sentence.";
    /// A part of another figure.
    figure_part: "其中", "part of another";
    /// A figure of a plan.
    figure_target: "计划", "planned";
    /// A figure of last year's problems.
    figure_previous: "上年", "last year’s";
    /// Figures that do not agree.
    figure_ambiguous: "前后不一致，不计入", "ambiguous, not counted";
    /// A figure of front matter.
    figure_stated: "填报", "stated in front matter";
    /// A number that is withheld.
    withheld: "未公开", "withheld";
    /// An indicator that a report says nothing of.
    not_stated: "未写", "not stated";
    /// Heading of a column.
    indicator: "指标", "Indicator";
    /// Heading of a column.
    figure_value: "数值", "Value";
    /// Heading of a column.
    figure_notes: "说明", "Notes";
    /// Heading of a column.
    figure_excerpt: "原句", "In the report";
    /// Heading of a column: reports that state a value.
    stated: "写明", "Stated";
    /// Heading of a column.
    ambiguous: "不一致", "Ambiguous";
    /// Heading of a column.
    least: "最小", "Least";
    /// Heading of a column.
    lower_quartile: "下四分位", "Lower quartile";
    /// Heading of a column.
    median: "中位数", "Median";
    /// Heading of a column.
    upper_quartile: "上四分位", "Upper quartile";
    /// Heading of a column.
    greatest: "最大", "Greatest";
    /// Heading of a column.
    sum: "合计", "Sum";
    /// Heading of a column.
    trend: "走势", "Trend";
    /// Heading of a column.
    measure: "量词", "Measure";
    /// Beneath the figures by level.
    by_level_note: "上级单位的数据可能已经包括下级的，所以只在同一层级内合计；未公开、不一致和未写的不算作零。", "A superior’s figure may include those of the units below it, so sums are within one level. What is withheld, ambiguous or not stated is never nought.";
    /// Heading.
    indicators: "各项指标", "Indicators";
    /// Beneath it.
    indicators_note: "各年一栏是写明数值的报告的中位数；“未公开”等栏是各年合计的份数。", "Under each year stands the median of the reports that state a value; the other columns count reports of all years.";
    /// Heading.
    matrix: "各单位历年报告", "Units and years";
    /// Beneath the heading of a matrix.
    matrix_note: "● 已交　◐ 已交未公开　○ 缺报　— 当年不存在　空 不详", "● handed in   ◐ handed in, not published   ○ missing   — not in being   blank: unknown";
    /// Heading.
    reports_by_level: "各层级历年报告数", "Reports by level and year";
    /// Before links to tables.
    download: "下载表格", "Download";
    /// Page and link.
    dictionary: "数据说明", "Data dictionary";
    /// Title of a page.
    terms: "提法", "Wording";
    /// Head of a column.
    term: "用语", "Term";
    /// Heading.
    terms_by_year: "常用语历年频率", "Terms by year";
    /// What its numbers are.
    terms_note: "每万字出现的次数，只计已公开的报告。点击用语可检索原句；统计哪些用语，由 site.toml 的 [statistics] terms 设定。", "Times in ten thousand characters of published reports. A term leads to its sentences; site.toml names the terms under [statistics].";
    /// Heading.
    terms_by_level: "各层级频率", "By level";
    /// Heading.
    shifts: "比上年增多和减少的提法", "Phrases that came and went";
    /// How they are found.
    shifts_note: "只看报告用引号“”和书名号《》标出的提法，一份报告同一提法只计一次；与上一个有报告的年度相比，差异明显大于偶然波动的列出（带先验的对数几率比，z≥2.58），三份以上报告首次提到或不再提到的也列出。没有加引号的提法不在其中。", "Only phrases between quotation or title marks, each once a report. Listed where the difference from the year before is clearly more than chance (log-odds with an informative Dirichlet prior, z ≥ 2.58), and where three reports or more say a phrase for the first time or no more.";
    /// Heading of a list.
    shifts_more: "增多", "More frequent";
    /// Heading of a list.
    shifts_fewer: "减少", "Less frequent";
    /// Beside a phrase that no year before had.
    shift_new: "首次出现", "new";
    /// Beside a phrase that the year has no more.
    shift_gone: "未再出现", "gone";
    /// Instead of an empty list.
    shifts_none: "没有明显的变化。", "No clear change.";
    /// Heading.
    comparisons: "历年对比", "Year against year";
    /// Heading.
    comparison_shares: "一共改了多少", "How much was changed";
    /// Head of a column.
    comparison_class: "类别", "Class";
    /// Head of a column.
    comparison_sentences: "句数", "Sentences";
    /// Head of a column: of the length of both texts.
    comparison_percent: "占两篇字数", "Of both texts";
    /// Head of a column.
    comparison_meaning: "含义", "Meaning";
    /// Heading.
    comparison_parts: "各部分的篇幅", "Length of the parts";
    /// Head of a column.
    comparison_similarity: "相似度", "Similarity";
    /// Instead of a part that one report lacks.
    comparison_no_part: "没有这一部分", "no such part";
    /// What is compared of figures.
    comparison_figures_note: "只有两年都写明、口径相同的数据才算差；约数之差标“≈”。“其中”“含”等分项不在此列。", "A difference is given only where both years state a value of the same time and actor; ≈ where either is about right. Parts of other figures are not among them.";
    /// The same of a unit and a predecessor: why there is no difference.
    succession_figures_note: "两份报告是两个单位的，范围和人数不同，相减没有意义，所以不算增减。“其中”“含”等分项不在此列。", "The reports are of two units of different extent and membership: a difference would mean nothing, so none is given. Parts of other figures are not among them.";
    /// Head of a column.
    comparison_difference: "增减", "Difference";
    /// Head of a column.
    comparison_difference_percent: "增减幅度", "Per cent";
    /// Head of a column: median and quartiles of the later report's level and year.
    comparison_peers: "同年同层级中位数（四分位）", "Median of its level (quartiles)";
    /// Unit of the difference of rates.
    points: "个百分点", " points";
    /// Heading.
    ledger: "上一份报告的问题和打算，后来怎样", "What became of the earlier problems and plans";
    /// Link to the problems of a year.
    problems: "各年度提到的问题", "Problems by year";
    /// Heading.
    all_levels: "各层级合计", "All levels";
    /// Beneath the heading.
    problems_note: "按层级列出不止一篇报告提到、或上一年也提到的问题，用词相近的归在一起，以其中最短的一句为代表；相近不等于同一件事，点开可看各单位原话。", "Problems that more than one report of a level names, or one of the year before, too; statements with similar words stand together under the shortest of them. Similar does not mean the same matter: open one to read what each says.";
    /// Behind a number of reports.
    problems_reports: "篇报告提到", " reports";
    /// Head of a column.
    problems_before: "上一年", "Year before";
    /// Instead of a number of the year before.
    problems_new: "新出现", "new";
    /// Where no problem is named twice.
    problems_none: "没有不止一篇提到、或上一年也提到的问题。", "No problem is named by more than one report, or by one of the year before, too.";
    /// Link from a unit's page.
    ledger_of_unit: "历年问题和打算台账", "Problems and plans over the years";
    /// Heading.
    ledger_again: "不止一年提到的问题", "Problems named in more than one year";
    /// Heading.
    ledger_once: "其他问题", "Other problems";
    /// Heading.
    ledger_planned_again: "不止一年列入的打算", "Plans made more than once";
    /// Heading.
    ledger_planned_once: "其他打算", "Other plans";
    /// Beside a problem that comes back.
    ledger_returns: "写了整改，又列为问题", "named again after it was rectified";
    /// Beside a link that front matter confirms.
    ledger_confirmed: "已由档案员确认", "confirmed in the front matter";
    /// How it is to be read.
    ledger_note: "按用词相近找出后一份报告的对应说法，百分数是较短一句的用词在另一句中的分量，少见的词分量重。相近不等于同一件事，请对照原文；没有找到，只说明没有用相近的话提到。", "Found by shared words: the per cent say how much of the shorter statement’s words the other has, rare words weighing more. Similar does not mean the same matter; where nothing is found, nothing was said in similar words.";
    /// What it was in the earlier report.
    ledger_problem: "问题", "problem";
    /// What it was in the earlier report.
    ledger_plan: "打算", "plan";
    /// Instead of an item of the later report.
    ledger_none: "没有找到相近的说法", "nothing similar was found";
    /// Heading.
    comparison_texts: "逐句对比", "Sentence by sentence";
    /// How it is to be read.
    comparison_texts_note: "按较晚报告的次序排列，删去的句子排在原来的位置。改动的句子里，删去的字有删除线，新增的字有下划线。“相似”只是文字相近，不说明原因。", "In the order of the later report; dropped sentences stand where they stood. In changed sentences, dropped words are struck through and new ones underlined. Similar means alike in words, no more.";
    /// Reading mode.
    comparison_side: "并排", "Side by side";
    /// Reading mode.
    comparison_column: "单栏", "One column";
    /// Between items of a line.
    semicolon: "；", "; ";
    /// Heading.
    review: "核查", "Review";
    /// Beneath it.
    review_note: "按文字比对：年份、届次、主题教育名称和本单位名称不计，许多单位都有的话和通用表述另列。与其他单位相同只看同年和往年的报告。文字相同可能有正当的原因，这里只提示值得再看一眼。", "Texts are compared with years, sessions, campaigns and the unit’s own name left out; what many units say and official language is set aside. Shared passages are those of reports of other units of the same or an earlier year. There may be good reasons for the same words: this list says only where a look is worth it.";
    /// Heading.
    review_reports: "值得再看一眼的报告", "Reports that need a look";
    /// Where there are none.
    review_none: "没有需要再看的报告。", "No report needs a look.";
    /// Share of a report.
    review_shared: "与其他单位相同", "Shared";
    /// Share of a report.
    review_own: "沿用本单位往年", "Own past";
    /// Share of a report.
    review_common: "通用表述", "Set aside";
    /// Share of a report.
    review_new: "本篇独有", "New";
    /// Head of a column.
    review_why: "看什么", "What to look at";
    /// Before other reports.
    review_sources: "相同段落也见于", "The same passages stand in";
    /// Beside a report whose sentences were edited.
    review_edited: "含改动过的句子", "some edited";
    /// Heading.
    review_aside: "不计入的通用表述", "What was set aside";
    /// On what opens it.
    review_aside_note: "许多单位的报告都有，或属于固定提法", "In the reports of many units, or set phrases of official language";
    /// Heading.
    review_passages: "逐段对照", "Passage by passage";
    /// Beneath it.
    review_passages_note: "相同的句子只列一次；有改动的并排列出，左边是另一篇的原句。本篇独有和通用的段落收起，点开可看。", "Sentences that are the same stand once; edited ones side by side, the other report’s on the left. New passages and those set aside are folded.";
    /// Reading mode.
    comparison_changes: "只看变化", "Changes only";
    /// The part before the first heading.
    preamble: "开头", "Beginning";
    /// Head of a column.
    phrase: "提法", "Phrase";
    /// In the dictionary.
    dictionary_note: "统计页旁的 CSV 和 JSON 表格的列。", "Columns of the CSV and JSON tables.";
    /// Heading of a column: count, stock, rate or money.
    indicator_sort: "类型", "Sort";
    /// Beneath the heading of the indicators.
    aliases_note: "认定用语中 # 是数字的位置，… 是中间可以隔几个字。", "Among the words by which an indicator is known # is where the number stands, … a short gap.";
    /// Heading of a column.
    column: "列名", "Column";
    /// Heading of a column.
    meaning: "意思", "Meaning";
    /// Heading of a column.
    aliases: "认定用语", "Known by";
    /// Heading of a column.
    key: "代码", "Key";
    /// What a chart of levels shows.
    levels_description: "各层级写明数值的报告的中位数，数值写在条形末端。", "Medians by level of the reports that state a value, written at the ends of bars.";
    /// Before other years.
    other_years: "其他年度", "Other years";
    /// How a figure stands to the usual frequency.
    usual_met: "达到常规次数", "the usual frequency is met";
    /// The same.
    usual_below: "少于常规次数", "below the usual frequency";
    /// The same: the report says nothing.
    usual_not_stated: "未写", "not stated";
    /// The same: it is withheld.
    usual_withheld: "未公开", "withheld";
    /// The same: figures of several branches.
    usual_several: "无法判断（含多个支部）", "cannot tell (several branches)";
    /// The same: approximate or ambiguous.
    usual_unknown: "无法判断", "cannot tell";
    /// Of the command line: a report without figures.
    figures_none: "没有认出数据", "no figures found";
    /// Of the command line; name of the indicator and number of statements.
    figures_ambiguous: "“{}”有{n}个不一致的说法，不计入合计", "{}: {n} statements that do not agree, counted in no total";
    /// How many were found; `{}` stands for the number.
    search_count: "共{}篇", "{} reports";
    /// How many were found, while not all texts are looked at.
    search_about: "约{}篇", "about {} reports";
    /// Before a number that may still change.
    search_nearly: "约{}", "~{}";
    /// While the reader waits.
    search_busy: "正在检索……", "Searching…";
    /// Nothing found; `{}` stands for the query.
    search_none: "没有找到“{}”", "Nothing found for “{}”";
    /// Nothing found with filters on.
    search_none_chosen: "在所选范围内没有找到“{}”", "Nothing found for “{}” among what is chosen";
    /// Nothing found with filters on and no words.
    search_none_at_all: "所选范围内没有报告", "No reports among what is chosen";
    /// What to do where nothing was found.
    search_advice: "可以换一个说法，或少写几个字。", "Try other words, or fewer.";
    /// Before the names of units like the query.
    search_nearest: "名称相近的单位：", "Units with similar names: ";
    /// Link to the query without one of its words.
    search_without: "去掉“{}”再查", "Search without “{}”";
    /// Link to the query without filters.
    search_anywhere: "不限范围再查", "Search everywhere";
    /// A file is missing or damaged; `{}` stands for its name.
    search_failed: "索引文件没有读到：{}", "An index file could not be read: {}";
    /// Button after a failure.
    search_retry: "重试", "Try again";
    /// The query cannot be read, said where there is no room for more.
    search_wrong: "检索式写法有误，按回车键看说明", "The query is not complete; press Enter for help";
    /// Last line of the list beneath the box.
    search_all: "查看全部{}篇", "See all {} reports";
    /// Last line of the list beneath the box, while not all texts are looked at.
    search_all_about: "查看全部约{}篇", "See all, about {} reports";
    /// Where more passages stand.
    search_places: "另有{}处", "{} more places";
    /// Over a passage that stands under no heading.
    search_text: "正文", "Text";
    /// The year of a report; `{}` stands for it.
    search_year: "{}年", "{}";
    /// Button for more.
    search_more: "再看20篇", "20 more";
    /// Label of the filters.
    search_filters: "筛选", "Filters";
    /// Label of the filters, with some chosen.
    search_chosen: "筛选 · 已选{}项", "Filters · {} chosen";
    /// Button.
    search_clear: "清除筛选", "Clear the filters";
    /// Filter.
    search_sections: "章节", "Sections";
    /// Label of the box over the units.
    search_find_unit: "查找单位", "Find a unit";
    /// More units than shown.
    search_other_units: "另有{}个单位，请输入名称查找", "{} more units; type part of a name";
    /// Label of the order.
    search_order: "排序", "Order";
    /// Order.
    search_by_relevance: "相关程度", "Best match";
    /// Order.
    search_by_year: "年度", "Year";
    /// Order.
    search_by_unit: "单位", "Unit";
    /// Heading of the help.
    search_help: "检索方法", "How to search";
    /// Help.
    search_help_all: "两个词都有，次序不限", "Both words, in any order";
    /// Help.
    search_help_any: "两个词有一个即可", "Either word";
    /// Help.
    search_help_not: "有前一个词，没有后一个", "The first word without the second";
    /// Help.
    search_help_phrase: "引号里的字连在一起", "These words in a row";
    /// Help.
    search_help_years: "只查这些年度", "Only these years";
    /// Help.
    search_help_level: "只查这个层级", "Only this level";
    /// Help.
    search_help_unit: "名称里有这几个字的单位，曾用名和简称也算", "Units with this in their name, former names too";
    /// Help.
    search_help_section: "只查讲问题的章节", "Only sections about problems";
    /// Help.
    search_help_title: "题名里有这个词", "Words in the title";
    /// Help on letters and spaces.
    search_help_note: "繁体和简体、全角和半角、大写和小写一样看待。按 / 键回到检索框，按 ↓ 键进入结果。", "Traditional and simplified, full and half width, capitals and small letters are alike. Press / for the box, ↓ for the results.";
    /// The query cannot be read: `{}` stands for the part.
    search_error_quote: "引号没有配对：{}", "This quotation mark is not closed: {}";
    /// The query cannot be read.
    search_error_empty_field: "“{}”后面还没有写内容", "Nothing follows “{}”";
    /// The query cannot be read.
    search_error_empty_term: "“{}”里没有可查的字", "There is nothing to look for in “{}”";
    /// The query cannot be read.
    search_error_year: "“{}”不是年度。年度写作2023或2021..2023", "“{}” is no year; write 2023 or 2021..2023";
    /// The query cannot be read.
    search_error_range: "年度“{}”前后颠倒了，早的年度写在前面", "The years “{}” are reversed; the earlier comes first";
    /// The query cannot be read.
    search_error_level: "没有“{}”这个层级", "There is no level “{}”";
    /// The query cannot be read.
    search_error_section: "没有“{}”这类章节", "There are no sections of kind “{}”";
    /// The query cannot be read.
    search_error_section_place: "“{}”：章节:要单独写，前面不加减号，也不和别的条件用 | 连在一起", "“{}”: section: stands alone, without a minus sign and without | and other terms";
    /// The query cannot be read.
    search_error_kind: "没有“{}”这个文种", "There is no kind of document “{}”";
    /// The query cannot be read.
    search_error_unit: "没有名称含“{}”的单位", "No unit’s name has “{}” in it";
    /// The query cannot be read.
    search_error_long: "检索式太长，请缩短到100字以内", "The query is too long; 100 characters at most";
    /// The query cannot be read.
    search_error_alone: "“{}”旁边少一个词", "A word is missing beside “{}”";
    /// The command line: a file of the index cannot be used. `{}` stands for its path.
    search_damaged: "索引文件损坏，或与其他文件不是同一次生成的：{}", "This file of the index is damaged, or was not published with the others: {}";
    /// The command line: the index has another format.
    search_other_format: "索引由另一个版本的 shuzhi 生成：{}", "This index was written by another version of shuzhi: {}";
    /// The command line: there is no index.
    search_no_index: "没有索引：{}", "There is no index: {}";
    /// The command line: what to do about any of these.
    search_build_again: "请运行 shuzhi build 重新生成网站，或用 --out 指明网站目录", "Run shuzhi build again, or name the site with --out";
    /// The command line: more results than shown.
    search_shown: "，显示前{}篇；--limit 0 显示全部", ", the first {} shown; --limit 0 for all";
    /// After an error: what may stand there.
    search_known: "可以写：{}", "Possible: {}";
    /// Words marked in a report, before their number.
    marks_label: "检索词在本页的位置", "Places of the words on this page";
    /// Words that the page lacks.
    marks_none: "本页没有", "not on this page";
    /// Button.
    marks_previous: "上一处", "Previous";
    /// Button.
    marks_next: "下一处", "Next";
    /// Button.
    marks_close: "去掉标记", "Remove the marks";

    /// Page at unknown addresses.
    not_found: "没有这一页", "No such page";
    /// Page at unknown addresses.
    not_found_text: "网址可能写错，或者页面已经移走。可以从单位、年度或层级查起。", "The address may be wrong, or the page has moved. Start from a unit, a year or a level.";
    /// Home of an empty archive.
    empty: "还没有报告。请把 .md 文件放进内容目录，再生成一次。", "There are no reports yet. Put .md files into the content folder and build again.";
    /// Foot of the page.
    made_with: "由 shuzhi 生成，内容以原件为准", "Made with shuzhi. The originals prevail.";
    /// Title of the feed.
    feed: "最近的报告", "Newest reports";
}
