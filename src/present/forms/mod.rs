//! 公开表: lays out this year's line items as the tables of 第二部分 in the official form.
//!
//! Figures that the form does not provide for get columns or rows of their own, so that nothing is lost.

mod layout;
mod sides;

use super::docx;
use super::official::Official;
use super::table::{Cell, Column, Digits, Kind, Table};
use crate::model::{AmountUnit, BudgetTable, FiscalYear, LineItem, Origin, Phase, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The width of a digit in tables, in twentieths of a point.
const DIGIT: usize = 92;
/// The width of a cell's margins, in twentieths of a point.
const CELL_MARGINS: usize = 90;

/// The unit and year of the tables, and how amounts are printed.
#[derive(Clone, Copy)]
pub(super) struct FormOptions<'a> {
    pub unit: &'a str,
    pub scope: Scope,
    pub year: FiscalYear,
    pub phase: Phase,
    /// Tables that were published without figures.
    pub empty: &'a [BudgetTable],
    /// The titles that the unit itself gives its tables.
    pub titles: &'a BTreeMap<BudgetTable, Arc<str>>,
    /// Whether the form's rows and columns without figures are printed too.
    pub complete: bool,
    /// 金额单位
    pub amount_unit: AmountUnit,
    /// Decimals of the amounts.
    pub decimals: u32,
}

/// 公开表: a table in its layout.
pub(super) struct Form {
    pub title: String,
    /// 金额单位 of the table.
    pub unit: AmountUnit,
    /// Whether it needs a landscape page.
    pub landscape: bool,
    pub table: Table,
    /// The sentence below an empty table.
    pub statement: Option<String>,
}

/// The tables that were read, in the order of the form. An empty table has its header and a sentence.
///
/// If the amount unit and decimals would round any amount, all amounts are printed in 元 with two decimals.
pub(super) fn forms(items: &[LineItem], options: FormOptions<'_>) -> Vec<Form> {
    let own = |item: &&LineItem| {
        *item.unit == *options.unit
            && layout::TABLES.contains(&item.table)
            && item.year == options.year
            && item.phase == options.phase
            && item.origin == Origin::Published
    };
    let items: Vec<&LineItem> = items.iter().filter(own).collect();
    let step = options.amount_unit.fen() / 10i64.pow(options.decimals.min(9));
    let rounds = |item: &&LineItem| item.amount.is_some_and(|amount| amount.fen() % step.max(1) != 0);
    let options = if items.iter().any(rounds) {
        FormOptions { amount_unit: AmountUnit::Yuan, decimals: 2, ..options }
    } else {
        options
    };
    layout::TABLES.into_iter().filter_map(|table| form(table, &items, options)).collect()
}

fn form(table: BudgetTable, items: &[&LineItem], options: FormOptions<'_>) -> Option<Form> {
    let own: Vec<&LineItem> =
        items.iter().copied().filter(|item| item.table == table && item.amount.is_some()).collect();
    let figures = Official::new(&own, &[]);
    let empty = figures.rows.is_empty();
    if empty && !options.empty.contains(&table) {
        return None;
    }
    let own = options.titles.get(&table).map(|title| title.to_string());
    let title = own.unwrap_or_else(|| layout::title(table, options.scope));
    let statement =
        empty.then(|| format!("{}{}年没有相关预算安排的支出，{}为空表。", options.unit, options.year, table.title()));
    let mut laid = match table {
        BudgetTable::Totals | BudgetTable::FiscalTotals => {
            sides::two_sided(table, &figures, options.phase, options.complete)
        }
        _ => layout::one_sided(table, &figures, options.complete),
    };
    laid.digits = Digits { amount: options.decimals, ..Digits::of(options.amount_unit) };
    fit_amounts(&mut laid, layout::least_width(table));
    let landscape = layout::is_wide(table) || breaks_an_amount(&laid);
    Some(Form { title, unit: options.amount_unit, landscape, table: laid, statement })
}

/// Whether an amount would not fit into its column on a portrait page.
fn breaks_an_amount(table: &Table) -> bool {
    let whole = docx::text_width(false);
    let sum = table.columns.iter().map(|column| column.width).sum::<usize>().max(1);
    let breaks = |cell: &Cell, column: &Column| {
        let needed = cell.print(table.digits).chars().count() * DIGIT + CELL_MARGINS;
        column.kind == Kind::Figure && column.width * whole / sum < needed
    };
    table.rows.iter().any(|row| row.cells.iter().zip(&table.columns).any(|(cell, column)| breaks(cell, column)))
}

/// Makes each column of amounts as wide as its longest amount, and at least `least` wide.
fn fit_amounts(table: &mut Table, least: usize) {
    for (at, column) in table.columns.iter_mut().enumerate().filter(|(_, column)| column.kind == Kind::Figure) {
        let lengths = table.rows.iter().filter_map(|row| row.cells.get(at));
        let lengths = lengths.map(|cell| cell.print(table.digits).chars().count() + 2);
        column.width = lengths.max().unwrap_or_default().max(least);
    }
}
