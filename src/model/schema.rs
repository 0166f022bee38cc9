//! 数据列: the columns of every result, listed once. Every format is written from these lists, and the manual and the
//! JSON schemas are tested against them, so columns never depend on options, size or command.

use Kind::{
    Amount, Classification, Code, Count, Level, Origin, Percent, Phase, Points, Role, Scope, Side, Status, Table, Text,
    Verdict, Year,
};

/// 列: one column of a result, the same in every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name in CSV, JSON and Parquet.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// The Chinese header in a workbook.
    pub title: &'static str,
    /// What it means, in Chinese.
    pub meaning: &'static str,
    /// What it means, in English.
    pub about: &'static str,
    /// Whether a row may lack a value.
    pub optional: bool,
}

/// 列的类型: what the values of a column are, which decides how each format writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Any text.
    Text,
    /// 部门, 单位, 政府 or 本级.
    Scope,
    /// A budget table by its name in data.
    Table,
    /// A classification by its name in data.
    Classification,
    /// Digits of a code, joined. A missing code is empty in tables (so that joins on it work) and null in JSON.
    Code,
    /// total, 类, 款, 项 or 目.
    Level,
    /// Four digits.
    Year,
    /// 预算, 调整预算, 执行 or 决算.
    Phase,
    /// published, restated, implied or scanned.
    Origin,
    /// leaf, parent or repeat.
    Role,
    /// revenue or expenditure.
    Side,
    /// A non-negative integer.
    Count,
    /// 元: DECIMAL(18,2), a string in JSON.
    Amount,
    /// Percent: DECIMAL(18,2), a string in JSON.
    Percent,
    /// Percentage points (百分点), written like [`Kind::Percent`].
    Points,
    /// rate, new, gone, flat or negative_base.
    Status,
    /// The verdict of an audit.
    Verdict,
}

impl Kind {
    /// The unit of its numbers, if any.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Amount => Some("元"),
            Percent => Some("%"),
            Points => Some("百分点"),
            _ => None,
        }
    }

    /// The name of the type in the manual.
    pub fn title(self) -> &'static str {
        match self {
            Amount | Percent | Points => "DECIMAL(18,2)",
            Year | Count => "整数",
            _ => "文字",
        }
    }
}

const fn column(
    name: &'static str,
    kind: Kind,
    title: &'static str,
    meaning: &'static str,
    about: &'static str,
) -> Column {
    let optional = matches!(kind, Amount | Percent | Points | Status | Count | Code);
    Column { name, kind, title, meaning, about, optional }
}

impl Column {
    const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}

const UNIT: Column =
    column("unit", Text, "单位", "单位名称，文件没有写明时为空；汇总时为组、地区的名称", "unit, group or region");
const SCOPE: Column = column(
    "scope",
    Scope,
    "范围",
    "部门、单位、政府（全市、全省）或本级；范围不同的数不相加",
    "whose figures; scopes never add up",
);
const TABLE: Column = column("table", Table, "表", "公开表", "budget table");
const CLASSIFICATION: Column =
    column("classification", Classification, "分类", "科目的分类", "classification of the code");
const MEASURE: Column = column("measure", Text, "栏目", "表的栏目，如 合计、基本支出", "meaning of the printed column");
const CODE: Column = column(
    "code",
    Code,
    "编码",
    "科目编码；合计行和只知名称的科目为空（JSON 里为 null）",
    "digits of the code, joined; none of a total",
);
const LEVEL: Column = column("level", Level, "级次", "total（合计）、类、款、项、目", "level of the code");
const NAME: Column = column(
    "name",
    Text,
    "名称",
    "科目名称：先用文件里的，再用自带的目录",
    "name of the code: the documents' first, then the catalog's",
);

/// The first columns of a comparison or trend, which identify the item of a row.
const ITEM: [Column; 8] = [UNIT, SCOPE, TABLE, CLASSIFICATION, MEASURE, CODE, LEVEL, NAME];

/// The number of leading columns of a comparison or trend that identify the item of a row; the others hold figures.
pub const ITEM_COLUMNS: usize = ITEM.len();

/// The item columns followed by those of the figures.
const fn with_item<const N: usize>(figures: &[Column]) -> [Column; N] {
    assert!(figures.len() + ITEM.len() == N);
    let mut all = [UNIT; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < ITEM.len() { ITEM[at] } else { figures[at - ITEM.len()] };
        at += 1;
    }
    all
}

/// 明细: one row per printed figure.
pub static LINE_ITEM_COLUMNS: [Column; 25] = [
    column("unit", Text, "单位", "单位名称", "unit"),
    SCOPE,
    column("year", Year, "年度", "年度", "fiscal year"),
    column("phase", Phase, "阶段", "预算、调整预算、执行或决算", "stage of the budget"),
    TABLE,
    CLASSIFICATION,
    CODE,
    LEVEL,
    column("name", Text, "名称", "名称", "name as printed"),
    column("project", Text, "项目", "项目名称", "project").optional(),
    MEASURE,
    column("amount", Amount, "金额", "金额；文字指标为空", "amount; none where the cell holds words"),
    column("resolution", Amount, "最小单位", "印出的最末一位代表多少", "what the last printed digit stands for"),
    column(
        "origin",
        Origin,
        "来源",
        "published 公开数，restated 后一年度列示数，implied 按文字推算，scanned 扫描识别而没有别的数印证",
        "how the figure is known",
    ),
    column("file", Text, "文件", "文件", "file"),
    column("page", Count, "页", "页", "page"),
    column("row", Count, "行", "行", "row of the table, line of the text"),
    column("column", Count, "列", "列", "column"),
    column("parent", Code, "上级编码", "没有自己编码的科目的上级编码", "code above an item without one"),
    column("text", Text, "原文", "印出的原文", "figure as printed"),
    column("part", Text, "部分", "工作表名，或 Word、网页里的第几张表、第几段", "worksheet, table or paragraph")
        .optional(),
    column(
        "bounds",
        Text,
        "位置",
        "PDF 页上的框：左 上 右 下，单位为点，从页面左上角起；歪着扫描的页，表格里的是摆正后的框",
        "box on the page, in points from the top left",
    )
    .optional(),
    column(
        "confidence",
        Count,
        "识别把握",
        "识别自扫描页的数，识别程序对其中最没有把握的字有几成把握（百分数）；印出的数为空",
        "how sure the engine was of the least sure character read from a picture, in percent; none of printed text",
    ),
    column(
        "role",
        Role,
        "层次",
        "leaf 末级、parent 上级（下级另有数）、repeat 另有更可靠的来源；同一张表、同一栏目只加 leaf",
        "what the row is to the others of its table and measure; only leaves may be added",
    )
    .optional(),
    column(
        "adds_to",
        Side,
        "计入",
        "revenue 收入合计、expenditure 支出合计：一个单位、范围、年度、阶段里，写着同一个词的各行加起来就是公布的合计；不计入的为空",
        "the published total that rows with the same word add up to, by unit, scope, year and phase",
    )
    .optional(),
];

/// 对比: two years side by side.
pub static COMPARISON_COLUMNS: [Column; 28] = with_item(&[
    column("prior_phase", Phase, "上年阶段", "上年数的阶段", "stage of the prior figures"),
    column(
        "current_phase",
        Phase,
        "本年阶段",
        "本年数的阶段；与上年数的不同时口径不同",
        "stage of the current figures",
    ),
    column("prior", Amount, "上年数", "上年数", "amount of the base year"),
    column("current", Amount, "本年数", "本年数", "amount of the year"),
    column(
        "change",
        Amount,
        "增减额",
        "本年数减上年数；公开了这张表而没有这个编码的一年按零算，没有这张表则为空",
        "current less prior; a code absent from a published table counts as zero",
    ),
    column(
        "growth",
        Percent,
        "增减率",
        "增减额除以上年数；新增、上年为负时为空",
        "change over prior; none of new items and negative bases",
    ),
    column(
        "status",
        Status,
        "增减情况",
        "rate 增减、new 新增、gone 取消、flat 持平、negative_base 基数为负；没有可比的年度时为空",
        "what happened between the two years",
    ),
    column(
        "share_prior",
        Percent,
        "上年占比",
        "上年数占同一栏目合计的比重；合计行占“合计”栏；比合计还大的不是它的一部分，没有占比",
        "share of the total in the base year",
    ),
    column("share_current", Percent, "本年占比", "本年数占同一栏目合计的比重", "share of the total in the year"),
    column("share_change", Points, "占比变化", "本年占比减上年占比", "change of the share"),
    column("contribution", Points, "拉动", "增减额除以上年合计", "points of the total's growth"),
    column("contribution_share", Percent, "贡献率", "增减额占合计增减额的比重", "share of the total's change"),
    column(
        "prior_origin",
        Origin,
        "上年来源",
        "上年数的来源：published 公开数，restated 后一年度列示数，implied 按文字推算，scanned 扫描识别而没有别的数印证",
        "how the prior amount is known",
    )
    .optional(),
    column("current_origin", Origin, "本年来源", "本年数的来源", "how the current amount is known").optional(),
    column("prior_rolled_up", Amount, "上年下级合计", "上年下级科目相加的数", "prior amount rolled up from below"),
    column("current_rolled_up", Amount, "本年下级合计", "本年下级科目相加的数", "current amount rolled up from below"),
    column(
        "prior_comparable",
        Amount,
        "上年同口径",
        "上年数按对照表转到本年科目；没有对照表或表中没有列出转移的数时为空",
        "prior amount on this year's codes, by a bridge",
    ),
    column("change_comparable", Amount, "同口径增减额", "本年数减上年同口径数", "change on the same basis"),
    column("growth_comparable", Percent, "同口径增减率", "同口径增减额除以上年同口径数", "growth on the same basis"),
    column("status_comparable", Status, "同口径增减情况", "同口径的增减情况", "what happened on the same basis"),
]);

/// 趋势: one row per code and year.
pub static TREND_COLUMNS: [Column; 40] = with_item(&[
    column("year", Year, "年度", "年度", "fiscal year"),
    column("phase", Phase, "阶段", "预算、调整预算、执行或决算", "stage of the figure"),
    column(
        "amount",
        Amount,
        "金额",
        "金额；公开了这张表而没有这个编码的年度也有一行，金额为空",
        "amount; none in a year whose table lacks the code",
    ),
    column(
        "origin",
        Origin,
        "来源",
        "published 公开数，restated 后一年度列示数，implied 按文字推算，scanned 扫描识别而没有别的数印证",
        "how the amount is known",
    )
    .optional(),
    column(
        "restated",
        Amount,
        "后一年度列示数",
        "后一年度列示的上年数，与公开数并列",
        "what a later year prints for it",
    ),
    column("implied", Amount, "推算数", "按说明文字推算的数，与公开数并列", "what the text says of it"),
    column(
        "change",
        Amount,
        "增减额",
        "比上年增减；只比同一阶段，中间缺一年则为空",
        "change on the year before, in the same stage",
    ),
    column("growth", Percent, "增减率", "增减额除以上年数；新增、上年为负时为空", "growth on the year before"),
    column(
        "status",
        Status,
        "增减情况",
        "rate 增减、new 新增、gone 取消、flat 持平、negative_base 基数为负；没有可比的年度时为空",
        "what happened since the year before",
    ),
    column("share", Percent, "占比", "占同一栏目合计的比重；合计行占“合计”栏", "share of the total"),
    column("share_change", Points, "占比变化", "比上年占比的变化", "change of the share on the year before"),
    column("cumulative_change", Amount, "累计增减额", "从首年算起的增减额", "change since the first year"),
    column("cumulative_growth", Percent, "累计增减率", "从首年算起的增减率", "growth since the first year"),
    column("cumulative_status", Status, "累计增减情况", "从首年算起的增减情况", "what happened since the first year"),
    column("execution_of_budget", Percent, "预算执行率", "决算数除以预算数", "final accounts over the budget"),
    column(
        "execution_of_adjusted",
        Percent,
        "调整预算执行率",
        "决算数除以调整预算数",
        "final accounts over the adjusted budget",
    ),
    column(
        "matched_units",
        Count,
        "可比单位数",
        "汇总时，这一年与上一年都有数的单位个数；全部都有时为空",
        "units of a group that have both years, where not all have",
    ),
    column("matched_prior", Amount, "可比上年数", "这些单位的上年数", "their amount of the year before"),
    column("matched_current", Amount, "可比本年数", "这些单位的本年数", "their amount of the year"),
    column("matched_change", Amount, "可比增减额", "这些单位的增减额", "their change"),
    column("matched_growth", Percent, "可比增减率", "这些单位的增减率", "their growth"),
    column(
        "amount_comparable",
        Amount,
        "同口径数",
        "按对照表转到最后一年科目的数；没有对照表或表中没有列出转移的数时为空",
        "amount on the last year's codes, by a bridge",
    ),
    column("change_comparable", Amount, "同口径增减额", "同口径比上年增减", "change on the year before, same basis"),
    column("growth_comparable", Percent, "同口径增减率", "同口径增减率", "growth on the year before, same basis"),
    column("status_comparable", Status, "同口径增减情况", "同口径的增减情况", "what happened, same basis"),
    column(
        "cumulative_change_comparable",
        Amount,
        "同口径累计增减额",
        "同口径从首年算起的增减额",
        "change since the first year, same basis",
    ),
    column(
        "cumulative_growth_comparable",
        Percent,
        "同口径累计增减率",
        "同口径从首年算起的增减率",
        "growth since the first year, same basis",
    ),
    column(
        "cumulative_status_comparable",
        Status,
        "同口径累计增减情况",
        "同口径从首年算起的增减情况",
        "what happened since the first year, same basis",
    ),
    column(
        "matched_prior_comparable",
        Amount,
        "同口径可比上年数",
        "可比单位的同口径上年数",
        "amount of the year before of the matched units, same basis",
    ),
    column(
        "matched_current_comparable",
        Amount,
        "同口径可比本年数",
        "可比单位的同口径本年数",
        "amount of the year of the matched units, same basis",
    ),
    column(
        "matched_change_comparable",
        Amount,
        "同口径可比增减额",
        "可比单位的同口径增减额",
        "change of the matched units, same basis",
    ),
    column(
        "matched_growth_comparable",
        Percent,
        "同口径可比增减率",
        "可比单位的同口径增减率",
        "growth of the matched units, same basis",
    ),
]);

/// 审查: one row per judged figure, for findings and claims alike.
pub static JUDGEMENT_COLUMNS: [Column; 19] = [
    column(
        "id",
        Text,
        "编号",
        "问题的编号，每次相同；不是问题的为空",
        "name of a finding, the same from run to run; none of what is no finding",
    )
    .optional(),
    column("code", Text, "检查项", "检查项，见 检查项.md；未核对的为空", "check; none where nothing was checked")
        .optional(),
    column(
        "verdict",
        Verdict,
        "结论",
        "ok 相符、unchecked 未核对、note 存疑、ambiguous 有歧义、tail 尾差、truncated 截断、plugged 凑整、form 文字、open 待补充的空、barred 不合规定、direction 方向相反、figure 数字错误",
        "verdict",
    ),
    column("file", Text, "文件", "文件", "file"),
    column("sheet", Text, "部分", "工作表名，或 Word、网页里的第几张表、第几段", "worksheet, table or paragraph")
        .optional(),
    column("page", Count, "页", "页", "page"),
    column("line", Count, "行", "行", "line or row"),
    column("column", Count, "列", "列", "column"),
    column("claim", Text, "原文", "所在的句子或表格项", "sentence or cell that is judged"),
    column("printed", Text, "印出的数", "印出的数", "figure as printed"),
    column("expected", Text, "应为", "应为", "what is right").optional(),
    column(
        "gap",
        Amount,
        "相差",
        "与对照的数相差的金额；没有可比金额的为空",
        "by how much it misses what it was compared with",
    )
    .optional(),
    column("because", Text, "依据", "算式或依据", "arithmetic or reason"),
    column("likely_cause", Text, "可能的原因", "可能的原因", "likely cause of the fault").optional(),
    column("corrected", Text, "改正后", "改正后的句子", "corrected sentence").optional(),
    column("check", Text, "检查项名称", "检查项的中文名称", "Chinese name of the check").optional(),
    column("operands", Text, "对照的数", "核对时用到的别处的数和位置", "figures elsewhere that it was judged by")
        .optional(),
    column(
        "effects",
        Text,
        "同因的其他不符",
        "同一个数引起的其他不符；改正这个数就都相符",
        "what else does not come out because of the same figure",
    )
    .optional(),
    column(
        "since",
        Text,
        "与旧稿相比",
        "已改正、仍在、新出现；未提供旧稿的为空",
        "what became of it since the earlier draft",
    )
    .optional(),
];

/// 改了的数: a figure that two drafts print differently, a row each.
pub static CHANGED_COLUMNS: [Column; 7] = [
    column("name", Text, "数", "是什么数", "what the figure is of"),
    column("before", Text, "旧稿", "旧稿印出的数；没有的为空", "figure of the earlier draft").optional(),
    column("after", Text, "新稿", "新稿印出的数；没有的为空", "figure of the later draft").optional(),
    column("file", Text, "文件", "文件", "file"),
    column("page", Count, "页", "页", "page"),
    column("line", Count, "行", "行", "line or row"),
    column("column", Count, "列", "列", "column"),
];

/// 应查事项: how an obligation stands, a row each.
pub static OBLIGATION_COLUMNS: [Column; 8] = [
    column("unit", Text, "单位", "单位名称", "unit"),
    column("year", Year, "年度", "年度", "year"),
    column("phase", Phase, "阶段", "预算、决算", "phase"),
    column("group", Text, "组", "所属的组", "group"),
    column("requirement", Text, "要求", "要求", "what must be true"),
    column("standing", Text, "状态", "符合、有问题、不适用、无法核对、没有读到", "how it stands"),
    column("because", Text, "说明", "核对了几处，或为什么不能核对", "what stands behind it"),
    column("source", Text, "依据", "依据", "where it is required"),
];
