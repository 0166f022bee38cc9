//! 文件: one published file, with everything it says apart from its figures.

use super::{BudgetTable, FiscalYear, Phase, Place, PrintedRate, Scope, Warning};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 文件: one published file as it was understood. What it does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// File name.
    pub file: Arc<str>,
    /// 单位名称
    pub unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
    /// 目录; empty if there is none.
    pub contents: Vec<ContentsEntry>,
    /// Headings and sentences in reading order, without tables and table of contents.
    pub sentences: Vec<Sentence>,
    /// Tables in reading order, including empty ones.
    pub tables: Vec<PrintedTable>,
    /// Percentages in the columns of tables, in reading order.
    pub rates: Vec<PrintedRate>,
    /// Numbers of the text that belong to no claim, in reading order.
    pub unclaimed: Vec<UnclaimedNumber>,
    /// The number of numbers in tables, by their fate.
    pub table_numbers: BTreeMap<Fate, usize>,
    /// Table cells that should hold a figure and could not be read.
    pub unread: Vec<Warning>,
}

/// 不在表述里的数: a printed number that belongs to no claim, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclaimedNumber {
    /// Its place.
    pub place: Place,
    /// The number as printed.
    pub printed: Arc<str>,
    /// Why it belongs to no claim.
    pub fate: Fate,
}

/// 去处: what became of a printed number that is not a figure of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// 表中的数: a table figure that was read as an amount or as a percentage of one.
    Cell,
    /// A number in a table that was read as neither.
    CellUnread,
    /// 年份、日期
    Date,
    /// 文号
    Document,
    /// 序号
    Ordinal,
    /// 科目编码
    Code,
    /// 目录
    Contents,
    /// 页码
    Page,
    /// 网页的导航、页脚，续页重印的表头
    Frame,
    /// A count of things: 3辆, 60人, 12.5万亩.
    Count,
    /// An amount or rate in the explanation of another figure.
    Reason,
    /// An amount or rate in brackets, as a side remark.
    Aside,
    /// An amount or rate that is a threshold: 50万元以上.
    Limit,
    /// A number with an undecodable character.
    Unreadable,
    /// An amount or rate whose subject the sentence does not state clearly.
    Loose,
}

impl Fate {
    /// Whether there is nothing to check about the number.
    pub fn claims_nothing(self) -> bool {
        matches!(
            self,
            Self::Date
                | Self::Document
                | Self::Ordinal
                | Self::Code
                | Self::Contents
                | Self::Page
                | Self::Frame
                | Self::Count
                | Self::Limit
        )
    }

    /// The Chinese description.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cell => "表中的数",
            Self::CellUnread => "表中没有读成金额或比率的数",
            Self::Date => "年份、日期",
            Self::Document => "文号",
            Self::Ordinal => "序号",
            Self::Code => "科目编码",
            Self::Contents => "目录",
            Self::Page => "页码",
            Self::Frame => "网页的导航、页脚，续页重印的表头",
            Self::Count => "个数、次数，不是金额或比率",
            Self::Reason => "说明原因、用途的数",
            Self::Aside => "括号里附带说明的数",
            Self::Limit => "标准、界限",
            Self::Unreadable => "有无法识别的字符，请对照原件",
            Self::Loose => "未能识别是什么的数",
        }
    }
}

/// 目录项: one line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEntry {
    /// The entry with its numbering, without white space, dot leader and page number.
    pub text: Arc<str>,
    /// The page number printed after it.
    pub page: Option<u32>,
    /// Its place.
    pub place: Place,
}

/// 句子: a sentence or heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// Where it begins.
    pub place: Place,
    /// The level of a heading, 1 being the highest; `None` for a sentence.
    pub heading: Option<u8>,
    /// The headings above it, the outermost first.
    pub section: Arc<[Arc<str>]>,
    /// Whether it goes on with the paragraph of the sentence before it.
    pub continues: bool,
    /// The text without line breaks.
    pub text: Arc<str>,
}

/// 印出的表: a table as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTable {
    /// Which table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// The number of figures in it.
    pub figures: usize,
    /// The sentence that says it is empty, if there is one.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}
