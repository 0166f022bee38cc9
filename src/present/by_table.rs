//! 逐表: the rows of a comparison or trend, split into the tables of units that they belong to.

use super::table::words;
use crate::analysis::Item;
use crate::model::{AmountUnit, Level, Scope};
use std::collections::BTreeSet;

/// How a comparison or a trend is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// The unit of the amounts.
    pub unit: AmountUnit,
    /// Whether one measure was asked for, so that all its rows show.
    pub one_measure: bool,
    /// Columns of the terminal.
    pub width: u16,
}

/// The rows of one table of a unit.
pub(super) struct TableRows<'a, R> {
    /// All of its rows.
    pub all: &'a [R],
    /// The rows to show.
    pub shown: Vec<&'a R>,
    /// Its title, with the unit of the amounts.
    pub caption: String,
    /// The title of a table of the same rows on the same basis.
    pub same_basis_caption: String,
}

impl<R> TableRows<'_, R> {
    /// A note about the rows that are not shown, if there are any.
    pub fn hidden(&self) -> Option<String> {
        words::hidden(self.all.len() - self.shown.len())
    }
}

/// A note under a table that a bridge leaves as it is.
pub(super) fn untouched() -> String {
    "对照表没有转动本表的数，同口径数与公布数相同。".to_owned()
}

/// Splits rows, which are ordered by table. Rows below the total show 合计 only, unless one measure was asked for.
pub(super) fn by_table<R>(rows: &[R], item: fn(&R) -> &Item, options: TextOptions) -> Vec<TableRows<'_, R>> {
    let scopes: BTreeSet<Scope> = rows.iter().map(|row| item(row).scope).collect();
    let is_shown = |row: &&R| {
        let Item { level, ref measure, .. } = *item(row);
        options.one_measure || level == Level::Total || measure.is_total()
    };
    let mut tables = Vec::new();
    for all in rows.chunk_by(|one, other| item(one).sheet() == item(other).sheet()) {
        let Some(Item { unit, scope, table, .. }) = all.first().map(item) else { continue };
        let scope = words::scope_shown(scopes.iter().copied(), *scope);
        let caption = |basis| words::caption((unit, scope, *table), options.unit, basis);
        let (caption, same_basis_caption) = (caption(""), caption("，同口径"));
        tables.push(TableRows { all, shown: all.iter().filter(is_shown).collect(), caption, same_basis_caption });
    }
    tables
}
