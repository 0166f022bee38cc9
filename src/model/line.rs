//! 科目行: the lines of a table that units fill with amounts, numbered for work on columns.

use super::{BudgetTable, Classification, Code, Level, Measure, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 科目行: what makes the figures of two units, or of two years, the same line.
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
    /// 科目编码; none of a total.
    pub code: Option<Code>,
    /// 级次
    pub level: Level,
}

/// Every line that was met, by number. The numbers depend on the order of meeting, so nothing may be sorted by them.
#[derive(Debug, Default, Clone)]
pub struct Lines {
    lines: Vec<Line>,
    numbers: BTreeMap<Line, u32>,
}

/// 单位数据段: rows of one year of a dataset in columns, those of one unit together, units in the order of their names.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct UnitRows {
    /// The units, each with the number of its rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The line of each row, by its number in [`Lines`]; [`Lines::NONE`] of a row without an amount to count.
    pub lines: Vec<u32>,
    /// The amount of each row in 分.
    pub fen: Vec<i64>,
}

impl Line {
    /// The line one level up; none of a total.
    pub fn parent(&self) -> Option<Self> {
        let code = self.code.as_ref()?.parent();
        let level = code.as_ref().map_or(Level::Total, Code::level);
        Some(Self { code, level, ..self.clone() })
    }

    /// The total that shares and contributions of this line are of: of a total, that of the whole table.
    pub fn whole(&self) -> Self {
        let measure = self.measure.whole_at(self.level, self.table);
        Self { code: None, level: Level::Total, measure, ..self.clone() }
    }
}

impl Lines {
    /// Stands for no line.
    pub const NONE: u32 = u32::MAX;

    /// The number of a line, a new one where it was not met before.
    pub fn number(&mut self, line: &Line) -> u32 {
        if let Some(number) = self.numbers.get(line) {
            return *number;
        }
        let number = self.lines.len() as u32;
        self.lines.push(line.clone());
        self.numbers.insert(line.clone(), number);
        number
    }

    /// The number of a line that was met.
    pub fn find(&self, line: &Line) -> Option<u32> {
        self.numbers.get(line).copied()
    }

    /// Every line, in the order of its number.
    pub fn all(&self) -> &[Line] {
        &self.lines
    }
}
