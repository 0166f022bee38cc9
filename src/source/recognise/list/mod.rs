//! 清单: reads lists exported from 预算管理一体化系统, in which a row is a combination of unit, functional class, economic
//! classes, project and fund, and the figures of the official tables are sums over many rows.
//!
//! `list_head` knows the header, `row` reads the rows, `subtotal` finds those that only add up others, `sum` makes the items.

mod row;
mod subtotal;
mod sum;
mod three_public;

use super::caption::Caption;
use super::context::Context;
use super::list_head::{Columns, columns};
use super::recognised::Recognised;
use super::segment::Segment;
use crate::model::{BudgetTable, Place, Warning, WarningKind};
use crate::source::Grid;
use crate::source::words::squeeze;
use row::Row;
use std::collections::BTreeMap;
use sum::Sums;

/// The lists of a document. Parts with the same columns, such as the pages of an export, are one list.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<List>);

#[derive(Debug)]
struct List {
    columns: Columns,
    /// What stands above it, and so above its other parts that have no caption of their own.
    caption: Caption,
    /// The table of the rows, before funds tell them apart.
    table: BudgetTable,
    rows: Vec<Row>,
    place: Place,
    /// Whether an amount unit is printed.
    has_unit: bool,
    deleted: usize,
    /// The number of rows that warnings say are left out.
    left_out: usize,
}

/// The header words of each column, from bottom to top.
fn words(grid: &Grid, segment: &Segment) -> Vec<Vec<String>> {
    let word = |row: usize, column: usize| grid.covering(row, column).map(|cell| squeeze(&cell.text));
    let stack = |column: usize| {
        let rows = segment.header.clone().rev();
        rows.filter_map(|row| word(row, column)).filter(|word| !word.is_empty()).collect()
    };
    (0..grid.columns()).map(stack).collect()
}

impl Lists {
    /// Reads a segment if it is a list. Returns whether it is.
    pub(super) fn read(
        &mut self,
        grid: &Grid,
        segment: &Segment,
        caption: &Caption,
        context: &Context,
        found: &mut Recognised,
    ) -> bool {
        let Some(columns) = columns(&words(grid, segment)) else { return false };
        let bare = caption.title.is_none() && caption.unknown.is_none() && caption.amount_unit.is_none();
        let open = self.0.iter().rfind(|list| bare && list.columns == columns);
        let caption = open.map_or(caption, |list| &list.caption).clone();
        let table = caption
            .table
            .filter(|table| matches!(table, BudgetTable::General | BudgetTable::Fund | BudgetTable::StateCapital));
        let of_revenue = columns.are_of_revenue() || caption.table == Some(BudgetTable::Revenue);
        let table = if of_revenue { BudgetTable::Revenue } else { table.unwrap_or(BudgetTable::Expenditure) };
        let at = self.0.iter().position(|list| list.columns == columns && list.table == table).unwrap_or_else(|| {
            let place = grid.row_place(segment.header.start);
            let (caption, rows) = (caption.clone(), Vec::new());
            self.0.push(List { columns, caption, table, rows, place, has_unit: true, deleted: 0, left_out: 0 });
            self.0.len() - 1
        });
        let list = &mut self.0[at];
        list.has_unit &=
            caption.amount_unit.is_some() || list.columns.amounts.iter().all(|column| column.unit.is_some());
        row::read(list, grid, segment.body.clone(), &caption, context, &mut found.warnings);
        true
    }

    /// Adds the rows up into tables.
    pub(super) fn finish(self, context: &Context, found: &mut Recognised) {
        let with_revenue = self.0.iter().any(|list| list.table == BudgetTable::Revenue);
        for list in self.0 {
            if list.rows.is_empty() && list.left_out > 0 {
                continue;
            }
            if let Err((place, message)) = list.finish(context, with_revenue, found) {
                found.warnings.push(Warning::new(WarningKind::UnrecognisedTable, place, message));
            }
        }
    }
}

impl List {
    /// `with_revenue`: whether the document has a list of revenue, so that 收支总表 has both its sides.
    fn finish(mut self, context: &Context, with_revenue: bool, found: &mut Recognised) -> Result<(), (Place, String)> {
        if self.rows.is_empty() {
            return Err((self.place, "这张清单没有可以汇总的金额，没有读入。请核对金额栏是否为空".to_owned()));
        }
        let only_sums = subtotal::remove(&mut self.rows, &mut found.warnings)?;
        // Below a column of units, only sums had none.
        let owner = self.caption.unit.as_ref().or(context.unit.as_ref()).cloned().unwrap_or_default();
        self.rows.iter_mut().filter(|row| row.unit.is_empty()).for_each(|row| row.unit = owner.clone());
        self.date(context, &mut found.warnings);
        if self.rows.is_empty() {
            return Ok(());
        }
        self.refuse_repeats()?;
        let sums = Sums::of(&self, with_revenue)?;
        let mut told = vec![format!("这是逐笔列的清单，{} 行，{}", self.rows.len(), sums.told())];
        if only_sums > 0 {
            told.push(format!("{only_sums} 行合计、小计与明细相符，没有重复计入"));
        }
        if self.deleted > 0 {
            told.push(format!("{} 行注明已删除，没有计入", self.deleted));
        }
        if !self.has_unit {
            told.push("没有写明金额单位，按元计".to_owned());
        }
        if !self.columns.unread.is_empty() {
            told.push(format!("没有读入的金额栏：{}", self.columns.unread.join("、")));
        }
        told.extend(sums.missing.iter().cloned());
        found.warnings.push(Warning::new(WarningKind::Note, self.place.clone(), told.join("；")));
        found.tables.extend(sums.tables(&self, context));
        Ok(())
    }

    /// Gives rows without a year that of the list, else leaves them out with a warning.
    fn date(&mut self, context: &Context, warnings: &mut Vec<Warning>) {
        let year = self.caption.year.or(context.year);
        self.rows.iter_mut().for_each(|row| row.year = row.year.or(year));
        let yearless = self.rows.iter().filter(|row| row.year.is_none());
        let (count, first) = (yearless.clone().count(), yearless.map(|row| row.place.clone()).next());
        if let Some(place) = first {
            let message = format!(
                "看不出这张清单的 {count} 行是哪个年度的，没有读入。请填写年度一栏，或在标题写明年度（如“2024年”），或用 --input-year 指定"
            );
            warnings.push(Warning::new(WarningKind::Year, place, message));
            self.rows.retain(|row| row.year.is_some());
        }
    }

    /// Two rows that agree in all but their amounts may be one row exported twice or two amounts. Neither is guessed.
    fn refuse_repeats(&self) -> Result<(), (Place, String)> {
        let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
        for row in &self.rows {
            if let Some(before) = first.insert(&row.identity, &row.place) {
                let message = format!(
                    "这一行与 {before} 除金额外各栏都相同，看不出是重复导出还是两笔，这张清单没有读入。\
                     请删去重复的一行；如是两笔，请保留能区分的栏（如指标文号、用途）再导出"
                );
                return Err((row.place.clone(), message));
            }
        }
        Ok(())
    }
}
