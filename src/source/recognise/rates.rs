//! 百分比: reads the percentages beside the amounts of a panel.

use super::column::{AmountColumn, HeaderYear};
use super::label::label;
use super::panel::Panel;
use super::rate_head::{RateColumn, rate_row};
use super::transposed::is_of_rates;
use crate::model::{BaseYear, FiscalYear, PrintedNumber, PrintedRate, RateKind, divide_half_away};
use crate::source::words::fold;
use crate::source::{Cell, CellKind, Grid};
use ethnum::I256;
use std::ops::Range;

/// The percentages of a panel: those in columns beside the amounts that they are about, and those in rows below them.
/// `year` is that of the table.
pub(super) fn read(grid: &Grid, body: Range<usize>, panel: &Panel, year: Option<FiscalYear>) -> Vec<PrintedRate> {
    let about: Vec<(usize, usize, &RateColumn)> = panel
        .rates
        .iter()
        .filter_map(|(column, rates)| Some((*column, compared(*column, rates, panel, year)?, rates)))
        .collect();
    let rate = |row: usize, (column, of, rates): &(usize, usize, &RateColumn)| {
        let (cell, amount) = (grid.starting_at(row, *column)?, grid.starting_at(row, *of)?);
        PrintedNumber::looks_numeric(&amount.text).then_some(())?;
        let (number, of) = (number(cell)?, amount.place.clone());
        Some(PrintedRate { kind: rates.kind, head: rates.head.clone(), number, of, place: cell.place.clone() })
    };
    let beside = body.clone().flat_map(|row| about.iter().filter_map(move |column| rate(row, column)));
    beside.chain(below(grid, body, panel)).collect()
}

/// The percentages in rows of their own (占比（%）, 比上年增长%), each of the amount above it.
fn below(grid: &Grid, body: Range<usize>, panel: &Panel) -> Vec<PrintedRate> {
    let mut rates = Vec::new();
    let mut above = None;
    for row in body {
        let Some(head) = label(grid, row, panel).map(|label| label.text) else { continue };
        if !is_of_rates(&head) {
            above = Some(row);
            continue;
        }
        let Some((of, kind)) = above.zip(rate_row(&head)) else { continue };
        let rate = |(column, _): &(usize, AmountColumn)| {
            let (cell, amount) = (grid.starting_at(row, *column)?, grid.starting_at(of, *column)?);
            PrintedNumber::looks_numeric(&amount.text).then_some(())?;
            let (number, of) = (number(cell)?, amount.place.clone());
            Some(PrintedRate { kind, head: head.as_str().into(), number, of, place: cell.place.clone() })
        };
        rates.extend(panel.amounts.iter().filter_map(rate));
    }
    rates
}

/// The column that a column of rates is about: the one that its header names, else one below the same header, else the
/// nearest to its left, which is not its base.
fn compared(column: usize, rates: &RateColumn, panel: &Panel, year: Option<FiscalYear>) -> Option<usize> {
    let words = |amounts: &AmountColumn| amounts.words.iter().rev().map(|word| fold(word)).collect::<String>();
    let is_base = |amounts: &AmountColumn| {
        let (RateKind::Growth(base) | RateKind::Quotient(base)) = rates.kind else { return false };
        match (amounts.year, base.year) {
            (Some(HeaderYear::Relative(offset)), BaseYear::Previous) => offset < 0,
            (Some(HeaderYear::Absolute(own)), BaseYear::Previous) => year.is_some_and(|year| own < year),
            (Some(HeaderYear::Absolute(own)), BaseYear::Stated(named)) => {
                own == named && (base.phase.is_none() || base.phase == amounts.phase)
            }
            _ => base.phase.is_some() && base.phase == amounts.phase && base.year == BaseYear::Same,
        }
    };
    let near = |is: &dyn Fn(&AmountColumn) -> bool| {
        let mut fitting = panel.amounts.iter().filter(|(_, amounts)| is(amounts)).map(|(at, _)| *at).peekable();
        let first = fitting.peek().copied();
        fitting.take_while(|at| *at < column).last().or(first)
    };
    let named = || near(&|amounts| !rates.of.is_empty() && words(amounts).contains(&rates.of) && !is_base(amounts));
    let beside =
        || near(&|amounts| amounts.words.iter().skip(1).any(|word| rates.above.contains(word)) && !is_base(amounts));
    named().or_else(beside).or_else(|| near(&|amounts| !is_base(amounts)))
}

/// The number of a cell of percentages. One that a spreadsheet calculated has more digits than anybody printed: it counts
/// with two decimals, as it would be shown.
fn number(cell: &Cell) -> Option<PrintedNumber> {
    let text = cell.text.trim().trim_end_matches(['%', '％']);
    let number = PrintedNumber::parse(text).ok()??;
    if number.unit().is_some() {
        return None;
    }
    let computed = cell.kind == CellKind::Number && number.mantissa().unsigned_abs() >= 10u64.pow(12);
    if !computed || number.decimals() <= 2 {
        return Some(number);
    }
    let shown = divide_half_away(I256::from(number.mantissa()), I256::from(10i64.pow(number.decimals().min(18) - 2)));
    let (sign, digits) = (if shown < 0 { "-" } else { "" }, format!("{:0>3}", shown.abs()));
    let (whole, decimals) = digits.split_at(digits.len() - 2);
    PrintedNumber::parse(&format!("{sign}{whole}.{decimals}")).ok()?
}
