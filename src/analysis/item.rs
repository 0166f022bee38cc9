//! 对比项: what a row of a comparison or of a trend is about.

use super::AnalysisError;
use crate::model::{BudgetTable, Classification, Code, Level, Line, Measure, Scope};
use std::sync::Arc;

/// 一张表 of a unit, which lists what the unit has: what is not in it is nothing.
pub(super) type Sheet = (Arc<str>, Scope, BudgetTable);

/// 对比项: the item that a row is about, by which figures of different years are the same figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// 单位, or the group of units.
    pub unit: Arc<str>,
    /// 部门, 单位, 政府 or 本级; figures of different scopes are never added.
    pub scope: Scope,
    /// 表
    pub table: BudgetTable,
    /// 分类
    pub classification: Classification,
    /// 栏目
    pub measure: Measure,
    /// 科目编码; none for totals and for items known only by name.
    pub code: Option<Code>,
    /// The nearest known code above an item without one of its own.
    pub parent: Option<Code>,
    /// 级次
    pub level: Level,
    /// 名称 in the latest year that has one.
    pub name: Arc<str>,
}

impl Item {
    /// The item on a line of a unit's tables, without a name.
    pub(super) fn of_line(unit: Arc<str>, line: &Line) -> Self {
        let Line { scope, table, classification, ref measure, ref code, level } = *line;
        let (measure, code, parent, name) = (measure.clone(), code.clone(), None, Arc::default());
        Self { unit, scope, table, classification, measure, code, parent, level, name }
    }

    /// The table that it belongs to.
    pub fn sheet(&self) -> (Arc<str>, Scope, BudgetTable) {
        (self.unit.clone(), self.scope, self.table)
    }

    /// The error of a sum or difference of this item that exceeds `i64` of 分.
    pub(super) fn overflow(&self) -> AnalysisError {
        let code = self.code.as_ref().map(|code| code.as_str());
        let name = Some(&*self.name).filter(|name| !name.is_empty());
        AnalysisError::Overflow { item: name.or(code).unwrap_or(Measure::TOTAL).to_owned() }
    }
}
