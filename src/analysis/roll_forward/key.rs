//! 键: identifies a figure of the tables across years.

use crate::model::{BudgetTable, Cell, Classification, Code, Level, Measure, Phase, Topic, plain_name};

/// 栏: a table and the measure of one of its columns.
pub(super) type Column = (BudgetTable, Measure);

/// Identifies a figure across years, either within one table or across tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) table: Option<Column>,
    pub(super) topic: Option<Topic>,
    pub(super) classification: Classification,
    pub(super) level: Level,
    pub(super) row: Result<Code, String>,
}

impl Key {
    /// Key of the figure within its table.
    pub(super) fn printed(cell: &Cell<'_>) -> Self {
        let table = Some((cell.item.table, cell.item.measure.clone()));
        Self { table, topic: None, ..Self::of_row(cell) }
    }

    /// Key of the quantity, whichever table prints it.
    pub(super) fn quantity(cell: &Cell<'_>) -> Self {
        Self { table: None, topic: Some(cell.topic), ..Self::of_row(cell) }
    }

    /// Whether the row is the total of its table.
    pub(super) fn is_total(&self) -> bool {
        let is_whole = |name: &String| {
            let read = Topic::read(name);
            read.is_some_and(|(topic, left)| left.is_empty() && topic.fund.is_none() && topic.part.is_none())
        };
        self.row.as_ref().is_err_and(is_whole)
    }

    /// Whether a year's cells have the table with other rows of this level, but neither this one nor any below it.
    pub(super) fn is_dropped(&self, cells: &[Cell<'_>], phase: Phase) -> bool {
        let (Ok(code), Some((table, _))) = (&self.row, &self.table) else { return false };
        // Projects are other ones every year.
        if matches!(table, BudgetTable::GeneralProject | BudgetTable::Performance) {
            return false;
        }
        let mut has_level = false;
        for item in cells.iter().map(|cell| cell.item).filter(|item| item.phase == phase) {
            let of_table = (item.table, item.classification) == (*table, self.classification);
            let Some(other) = item.code.as_ref().filter(|_| of_table) else { continue };
            if other.as_str().starts_with(code.as_str()) {
                return false;
            }
            has_level |= item.level == self.level;
        }
        has_level
    }

    /// The cells of this one's column, of a phase.
    fn column<'c, 'a>(&self, cells: &'c [Cell<'a>], phase: Phase) -> impl Iterator<Item = &'c Cell<'a>> {
        let of_column = move |cell: &&Cell<'_>| {
            let key = Self::printed(cell);
            cell.item.phase == phase && (&key.table, key.classification) == (&self.table, self.classification)
        };
        cells.iter().filter(of_column)
    }

    /// The rows of its level that are something.
    fn beside<'c, 'a>(&self, cells: &'c [Cell<'a>], phase: Phase) -> impl Iterator<Item = &'c Cell<'a>> {
        let is_beside = |cell: &&Cell<'_>| {
            cell.item.level == self.level && cell.amount().fen() != 0 && !Self::printed(cell).is_total()
        };
        self.column(cells, phase).filter(is_beside)
    }

    /// Whether the year's table has a row without a code that last year's does not have, which may be this one under
    /// another name.
    pub(super) fn may_be_renamed(&self, (old, new): (&[Cell<'_>], &[Cell<'_>]), phase: Phase) -> bool {
        let is_new = |cell: &Cell<'_>| old.iter().all(|other| Self::printed(other) != Self::printed(cell));
        self.row.is_err() && self.level != Level::Total && self.beside(new, phase).any(is_new)
    }

    /// Whether the total of a year's table is used up by other rows of this level, all of which last year's table had too:
    /// then a row that it lacks is nothing, and not called otherwise.
    pub(super) fn is_used_up(&self, of: (&[Cell<'_>], &[Cell<'_>]), phase: Phase) -> bool {
        let is_total = |cell: &&Cell<'_>| cell.item.level == Level::Total && Self::printed(cell).is_total();
        let Some(whole) = self.column(of.1, phase).find(is_total) else { return false };
        let parts = self.beside(of.1, phase).map(Cell::amount);
        self.level != Level::Total && whole.amount().sum_agrees(parts) && !self.may_be_renamed(of, phase)
    }

    fn of_row(cell: &Cell<'_>) -> Self {
        let item = cell.item;
        let row = item.code.clone().ok_or_else(|| plain_name(&item.name));
        Self { table: None, topic: None, classification: item.classification, level: item.level, row }
    }
}
