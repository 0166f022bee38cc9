//! 说明项: a subject of the text, with all figures that the text may state about it.

use crate::analysis::{Comparable, ComparisonRow};
use crate::model::{Amount, BudgetTable, Code, Growth, Level, Measure, Ratio};
use std::sync::Arc;

/// 机关运行经费
pub(super) const RUNNING: &str = "机关运行经费";

/// 说明项: a row or column of a table with both years' amounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The table it belongs to.
    pub table: BudgetTable,
    /// 名称 of the 科目, fund or column.
    pub name: Arc<str>,
    /// The names of 类, 款 and 项, from the top; empty for columns.
    pub path: Vec<(Level, Arc<str>)>,
    /// 科目编码
    pub code: Option<Code>,
    /// The closest code above an item that has no code itself.
    pub parent_code: Option<Code>,
    /// 级次
    pub level: Level,
    /// 本年数
    pub current: Option<Amount>,
    /// 上年数
    pub prior: Option<Amount>,
    /// 增减额
    pub change: Option<Amount>,
    /// 增减率
    pub growth: Option<Growth>,
    /// 占比
    pub share: Option<Ratio>,
    /// 同口径: the figures with a bridge, if the change differs from the published one.
    pub comparable: Option<Comparable>,
}

impl Item {
    /// The item of a comparison row.
    pub(super) fn of_row(row: &ComparisonRow, name: Arc<str>, path: Vec<(Level, Arc<str>)>) -> Self {
        Self {
            table: row.item.table,
            name,
            path,
            code: row.item.code.clone(),
            parent_code: row.item.parent.clone(),
            level: row.item.level,
            current: row.current,
            prior: row.prior,
            change: row.change,
            growth: row.growth,
            share: row.share_current,
            comparable: row.other_basis(),
        }
    }

    /// An item of amounts that are in no row; the change is computed from them.
    pub fn of_amounts(table: BudgetTable, name: &str, current: Option<Amount>, prior: Option<Amount>) -> Self {
        let change = current.zip(prior).and_then(|(current, prior)| current.checked_sub(prior));
        let growth = current.zip(prior).and_then(|(current, prior)| Growth::between(prior.fen(), current.fen()));
        let (path, level) = (Vec::new(), Level::Total);
        Self {
            table,
            name: name.into(),
            path,
            code: None,
            parent_code: None,
            level,
            current,
            prior,
            change,
            growth,
            share: None,
            comparable: None,
        }
    }

    /// Whether it is 机关运行经费, which has a section of its own in every form, but not a table.
    pub fn is_running(&self) -> bool {
        self.table == BudgetTable::Other && &*self.name == RUNNING
    }

    /// The key by which a profile knows it: the code, else the name.
    pub fn key(&self) -> String {
        self.code.as_ref().map_or_else(|| self.name.to_string(), |code| code.to_string())
    }

    /// The same item under another name.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }

    /// This year's amount, zero if the table has none.
    pub fn stated(&self) -> Amount {
        self.current.unwrap_or(Amount::new(0, 1))
    }

    /// Whether this year's amount is known and not zero.
    pub fn has_current(&self) -> bool {
        self.current.is_some_and(|amount| amount.fen() != 0)
    }

    /// Whether last year's amount is known and not zero.
    pub fn has_prior(&self) -> bool {
        self.prior.is_some_and(|amount| amount.fen() != 0)
    }

    /// Sets last year's amount and computes the change.
    pub(super) fn with_prior(&mut self, prior: Amount) {
        let told = Self::of_amounts(self.table, &self.name, self.current, Some(prior));
        (self.prior, self.change, self.growth) = (told.prior, told.change, told.growth);
        // The bridge was applied to another amount.
        self.comparable = None;
    }

    /// 增加 or 减少; 增减 if nothing changed or the change is not known.
    pub fn direction(&self) -> &'static str {
        match self.change.map(|change| change.fen().signum()) {
            Some(1) => "增加",
            Some(-1) => "减少",
            _ => "增减",
        }
    }

    /// The name, for a total with its table, for lists of what is missing.
    pub fn label(&self) -> String {
        if &*self.name == Measure::TOTAL { format!("{}合计", self.table.title()) } else { self.name.to_string() }
    }

    /// 检察（款）行政运行（项）: the full name without the 类.
    pub fn name_below_category(&self) -> String {
        let below = self.path.iter().filter(|(level, _)| *level != Level::Category);
        let name: String = below.map(|(level, name)| format!("{name}（{}）", level.name())).collect();
        if name.is_empty() { self.name.to_string() } else { name }
    }

    /// 社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）, or the name.
    pub fn full_name(&self) -> String {
        if self.path.is_empty() {
            return self.name.to_string();
        }
        self.path.iter().map(|(level, name)| format!("{name}（{}）", level.name())).collect()
    }
}
