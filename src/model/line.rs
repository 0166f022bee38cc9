//! 科目行: the lines of a table, which units fill with amounts, numbered for columnar processing.

use super::{BudgetTable, Classification, Code, Level, Measure, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 科目行: the key by which figures of different units or years are on the same line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line {
    /// 部门, 单位, 政府 or 本级
    pub scope: Scope,
    /// 表
    pub table: BudgetTable,
    /// 分类
    pub classification: Classification,
    /// 栏目
    pub measure: Measure,
    /// 科目编码; `None` for a total.
    pub code: Option<Code>,
    /// 级次
    pub level: Level,
}

/// 编号: assigns a number to everything in the order of first occurrence. The numbers depend on the order of the input,
/// so nothing may be sorted by them.
#[derive(Debug, Clone)]
pub struct Numbered<T> {
    all: Vec<T>,
    numbers: BTreeMap<T, u32>,
}

/// Numbered lines.
pub type Lines = Numbered<Line>;

/// 单位数据段: one year's rows of a dataset in columns, grouped by unit, with the units sorted by name.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UnitRows {
    /// Each unit with its number of rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row as a number in [`Lines`]; [`Lines::NONE`] for a row whose amount does not count.
    pub lines: Vec<u32>,
    /// The amount of each row in 分.
    pub fen: Vec<i64>,
}

impl Line {
    /// The line one level up; `None` for a total.
    pub fn parent(&self) -> Option<Self> {
        let code = self.code.as_ref()?.parent();
        let level = code.as_ref().map_or(Level::Total, Code::level);
        Some(Self { code, level, ..self.clone() })
    }

    /// The total that this line's share and contribution are measured against; for a total, that of the whole table.
    pub fn share_base(&self) -> Self {
        let measure = self.measure.share_base(self.level, self.table);
        Self { code: None, level: Level::Total, measure, ..self.clone() }
    }
}

impl Lines {
    /// Stands for "no line".
    pub const NONE: u32 = u32::MAX;
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: BTreeMap::new() }
    }
}

impl<T: Clone + Ord> Numbered<T> {
    /// The number of a value; a new one gets the next number.
    pub fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The number of a known value.
    pub fn find(&self, value: &T) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    /// Every value, by number.
    pub fn all(&self) -> &[T] {
        &self.all
    }
}
