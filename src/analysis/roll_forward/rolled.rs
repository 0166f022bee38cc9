//! 更新后的表: what changes in the tables of a file.

use crate::model::{Amount, BudgetTable, Classification, Code, Level, LineItem, plain_name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 更新后的表: the changes to the tables of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RolledTables {
    /// New content of cells, by table, row and column numbered as in `Place`.
    pub cells: BTreeMap<(u32, u32, u32), RolledCell>,
    /// Rows of items missing from this year's table, by table and row.
    pub gone: BTreeSet<(u32, u32)>,
    /// Rows of items that are new in this year's table, in the order of the table.
    pub new: Vec<NewRow>,
    /// New items for which no row, or column, could be found, by table.
    pub unplaced: BTreeMap<u32, Vec<Arc<str>>>,
    /// Tables that this year's disclosure does not have.
    pub missing: BTreeSet<u32>,
}

/// 更新后的单元格.
#[derive(Debug, Clone, PartialEq)]
pub enum RolledCell {
    /// The new amount.
    Amount(Amount),
    /// This year's table prints nothing there, or has no such row.
    Nothing,
    /// Several figures may be meant, which differ.
    Several,
}

/// 新增的行.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// The table, and the row after which it is inserted.
    pub after: (u32, u32),
    /// The item.
    pub key: RowKey,
    /// Its name.
    pub name: Arc<str>,
    /// 项目名称
    pub project: Option<Arc<str>>,
    /// Its amounts by column.
    pub amounts: Vec<(u32, Amount)>,
}

/// 行: identifies a row of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    pub(super) table: BudgetTable,
    pub(super) classification: Classification,
    /// Code or name.
    pub row: Result<Code, String>,
    /// 级次
    pub level: Level,
    pub(super) project: Option<Arc<str>>,
}

impl RowKey {
    /// Key of an item's row.
    pub fn of(item: &LineItem) -> Self {
        Self {
            table: item.table,
            classification: item.classification,
            row: item.code.clone().ok_or_else(|| plain_name(&without_year(&item.name))),
            level: item.level,
            project: item.project.as_deref().map(|name| without_year(name).into()),
        }
    }
}

/// A name without years, since 2024年社保经办保障项目 is called 2025年社保经办保障项目 a year later.
pub(super) fn without_year(name: &str) -> String {
    const DIGITS: usize = 4;
    let mut bare = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('年') {
        let (before, behind) = (&rest[..at], &rest[at + '年'.len_utf8()..]);
        let words = before.trim_end_matches(|c: char| c.is_ascii_digit());
        if before.len() - words.len() == DIGITS {
            bare.push_str(words);
            rest = behind.strip_prefix('度').unwrap_or(behind);
        } else {
            bare.push_str(&rest[..at + '年'.len_utf8()]);
            rest = behind;
        }
    }
    bare.push_str(rest);
    if bare.is_empty() { name.to_owned() } else { bare }
}
