//! 文件: one published file, with what it says beside its figures.

use super::{BudgetTable, FiscalYear, Phase, Place, Scope, Warning};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 一份文件 as it was understood. What it does not say stays `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// The file's name.
    pub file: Arc<str>,
    /// 单位名称
    pub unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
    /// The list of contents; empty where there is none.
    pub contents: Vec<Entry>,
    /// Headings and sentences in reading order; tables and the list of contents are not among them.
    pub sentences: Vec<Sentence>,
    /// Its tables in reading order, empty ones included.
    pub tables: Vec<Printed>,
    /// The numbers of its text that no claim takes up, in reading order.
    pub apart: Vec<Apart>,
    /// How many numbers its tables print, by what became of them.
    pub tabled: BTreeMap<Why, usize>,
    /// The cells of its tables that should hold a figure and could not be read.
    pub unread: Vec<Warning>,
}

/// 不在表述里的数: a number as printed, and why no claim takes it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Where it stands.
    pub place: Place,
    /// The number as printed.
    pub printed: Arc<str>,
    /// Why no claim takes it up.
    pub why: Why,
}

/// 去处: why a printed number is no figure of a claim, or that it is one of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// 表中的数: a figure of a table, read as an amount.
    Cell,
    /// A number of a table that was not read as an amount.
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
    /// A number of things: 3辆, 60人, 12.5万亩.
    Count,
    /// Money or a rate in the explanation of another figure.
    Reason,
    /// Money or a rate in brackets, beside what the sentence says.
    Aside,
    /// Money or a rate that is a limit: 50万元以上.
    Limit,
    /// A number with a character that has no meaning.
    Unreadable,
    /// Money or a rate of which the sentence does not say plainly what it is of.
    Loose,
}

impl Why {
    /// Whether the number claims nothing; else it might have been checked.
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

    /// The reason, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cell => "表中的数",
            Self::CellUnread => "表中没有读成金额的数",
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
            Self::Unreadable => "有认不出的字符，请对照原件",
            Self::Loose => "没有认出是什么的数",
        }
    }
}

/// 目录的一行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The words, with their number, without white space, leader and page number.
    pub text: Arc<str>,
    /// The page number that the list prints.
    pub page: Option<u32>,
    /// Where it stands.
    pub place: Place,
}

/// 一句话, or a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it begins.
    pub place: Place,
    /// The level of a heading, 1 the highest; `None` for a sentence.
    pub heading: Option<u8>,
    /// The headings above it, the outermost first.
    pub section: Arc<[Arc<str>]>,
    /// The words, line breaks removed.
    pub text: Arc<str>,
}

/// 一张表 as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// What table it is.
    pub table: BudgetTable,
    /// The title as printed.
    pub title: Arc<str>,
    /// How many figures it carries.
    pub figures: usize,
    /// The sentence that says it is empty, if one does.
    pub empty_statement: Option<Arc<str>>,
    /// Where it begins.
    pub place: Place,
}
