//! 公开表: the tables of 第二部分 laid out as the official form prints them, from this year's line items.
//!
//! What was read and has no place in the form gets a column or a row of its own: nothing is lost.

mod figures;
mod layout;
mod sides;

use super::docx::{Align, Cell, HeadCell, Table};
use crate::model::{Amount, AmountUnit, BudgetTable, FiscalYear, LineItem, Origin, Phase, Scope};
use figures::Figures;

/// So many columns fit on an upright page.
const MOST_UPRIGHT: usize = 8;

/// Whose tables, of which year, and how they are printed.
#[derive(Clone, Copy)]
pub(super) struct FormOptions<'a> {
    pub unit: &'a str,
    pub scope: Scope,
    pub year: FiscalYear,
    pub phase: Phase,
    /// Tables that were published without figures.
    pub empty: &'a [BudgetTable],
    /// 金额单位
    pub amount_unit: AmountUnit,
    /// Decimals of the amounts.
    pub decimals: u32,
}

/// 公开表, laid out.
pub(super) struct Form {
    pub title: String,
    /// Whether it needs a page on its side.
    pub landscape: bool,
    pub table: Table,
    /// The sentence below a table without figures.
    pub statement: Option<String>,
}

/// Every table that was read, in the order of the form; one without figures keeps its head and gets its sentence.
pub(super) fn forms(items: &[LineItem], options: FormOptions<'_>) -> Vec<Form> {
    layout::TABLES.into_iter().filter_map(|table| form(table, items, options)).collect()
}

fn form(table: BudgetTable, items: &[LineItem], options: FormOptions<'_>) -> Option<Form> {
    let own = items.iter().filter(|item| {
        *item.unit == *options.unit
            && item.table == table
            && item.year == options.year
            && item.phase == options.phase
            && item.origin == Origin::Published
    });
    let figures = Figures::new(own);
    let empty = figures.rows.is_empty();
    if empty && !options.empty.contains(&table) {
        return None;
    }
    let title = layout::title(table, options.scope);
    let statement =
        empty.then(|| format!("{}{}年没有相关预算安排的支出，{}为空表。", options.unit, options.year, table.title()));
    let print = |amount: Amount| amount.print(options.amount_unit, options.decimals);
    let laid = match table {
        BudgetTable::Totals | BudgetTable::FiscalTotals => sides::two_sided(table, &figures, &print),
        _ => layout::one_sided(table, &figures, &print),
    };
    // Columns that the form does not know may need more room than it has.
    let landscape = layout::is_wide(table) || laid.widths.len() > MOST_UPRIGHT && !empty;
    Some(Form { title, landscape, table: laid, statement })
}

/// How an amount is printed.
type Print<'a> = &'a dyn Fn(Amount) -> String;

fn number(amount: Option<Amount>, print: Print<'_>) -> Cell {
    Cell { text: amount.map(print).unwrap_or_default(), align: Align::Right }
}

fn text(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), align: Align::Left }
}

fn centred(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), align: Align::Centre }
}

fn head(text: &str, column: usize, columns: usize, rows: usize) -> HeadCell {
    HeadCell { text: text.to_owned(), column, columns, rows }
}
