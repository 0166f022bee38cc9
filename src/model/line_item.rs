//! 明细: one figure of a disclosure with everything that identifies it.

use super::{Amount, BudgetTable, Classification, Code, FiscalYear, Level, Measure, Phase, Place};
use std::sync::Arc;

/// 公开主体: whose budget it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// 部门 (a department with the units below it)
    Department,
    /// 单位 (one unit)
    Unit,
    /// 政府 (全市, 全省: a government's whole area)
    Government,
    /// 本级 (市本级, 省本级: a government without the governments below it)
    OwnLevel,
}

/// 来源: how a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Printed in the disclosure of its own year.
    Published,
    /// Printed in a later year's disclosure as its prior-year figure (上年数).
    Restated,
    /// 推算: recovered from the text alone: this year's amount less the printed change, or the budget as stated in the
    /// text of the final accounts.
    Implied,
    /// 扫描: read from a picture, and no relation with other figures bears it out.
    Scanned,
}

/// 明细项: an amount, or, in a performance table, a value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    /// 单位名称; empty if the input names no unit.
    pub unit: Arc<str>,
    /// 部门, 单位, 政府 or 本级
    pub scope: Scope,
    /// 年度
    pub year: FiscalYear,
    /// 预算, 调整预算, 执行 or 决算
    pub phase: Phase,
    /// The table it is printed in, or that the text refers to.
    pub table: BudgetTable,
    /// What `code` and `name` classify.
    pub classification: Classification,
    /// 科目编码; `None` for a total row, or if the source gives only the name.
    pub code: Option<Code>,
    /// The nearest known code above an item without a code of its own.
    pub parent: Option<Code>,
    /// 级次
    pub level: Level,
    /// 科目名称 as printed, spaces removed; 合计 for a total row.
    pub name: Arc<str>,
    /// 项目名称, if the row belongs to one project.
    pub project: Option<Arc<str>>,
    /// 栏目
    pub measure: Measure,
    /// The amount; `None` if the cell holds words (the value of an indicator).
    pub amount: Option<Amount>,
    /// The figure as printed: `759.57`, `≥40人`.
    pub text: Arc<str>,
    /// How the figure is known.
    pub origin: Origin,
    /// Its place.
    pub place: Place,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Department, Self::Unit, Self::Government, Self::OwnLevel];

    /// The Chinese name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Department => "部门",
            Self::Unit => "单位",
            Self::Government => "政府",
            Self::OwnLevel => "本级",
        }
    }

    /// Whether it is a government's budget rather than that of one of its units.
    pub fn is_of_government(self) -> bool {
        matches!(self, Self::Government | Self::OwnLevel)
    }

    /// The scope with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

impl Origin {
    /// Every origin, the most reliable first.
    pub const ALL: [Self; 4] = [Self::Published, Self::Restated, Self::Implied, Self::Scanned];

    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Restated => "restated",
            Self::Implied => "implied",
            Self::Scanned => "scanned",
        }
    }

    /// The Chinese term.
    pub fn title(self) -> &'static str {
        match self {
            Self::Published => "公开数",
            Self::Restated => "后一年度列示数",
            Self::Implied => "推算数",
            Self::Scanned => "扫描识别数",
        }
    }

    /// The origin with this name in data.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}
