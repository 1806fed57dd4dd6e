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
