//! 栏目: what an amount column means.

use super::{BudgetTable, Level};
use std::fmt;
use std::sync::Arc;

/// 栏目: the meaning of an amount column (合计, 基本支出, 人员经费, 一般公共预算 …), as the vocabulary names it.
///
/// `source::vocabulary` maps printed headers to measures; this type only holds the name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Measure(Arc<str>);

impl Measure {
    /// 合计: the total of a row.
    pub const TOTAL: &'static str = "合计";

    /// A measure with this name, which should come from the vocabulary.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// 合计
    pub fn total() -> Self {
        Self::new(Self::TOTAL)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The measure of a column in a table that is identified by its title: the title, followed by the column unless
    /// that is 合计.
    pub fn of_title(title: &str, column: &Self) -> Self {
        match column.is_total() {
            true => Self::new(title),
            // 机关运行经费 in the table of that title needs no prefix.
            false if title.contains(column.as_str()) => column.clone(),
            false => Self(format!("{title}{}{column}", Self::SEPARATOR).into()),
        }
    }

    /// Separates the title from the column.
    const SEPARATOR: char = '：';

    /// The measure of the total that shares are computed from: for a total row, that of the whole table; for any other
    /// row, its own.
    #[must_use]
    pub fn share_base(&self, level: Level, table: BudgetTable) -> Self {
        match level {
            Level::Total if table.is_identified_by_title() => {
                Self::new(self.0.split(Self::SEPARATOR).next().unwrap_or_default())
            }
            Level::Total => Self::total(),
            _ => self.clone(),
        }
    }

    /// Whether this is 合计.
    pub fn is_total(&self) -> bool {
        &*self.0 == Self::TOTAL
    }
}

impl From<Arc<str>> for Measure {
    fn from(name: Arc<str>) -> Self {
        Self(name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
