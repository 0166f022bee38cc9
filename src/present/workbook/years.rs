//! 历年: every year and phase side by side, where there are more than two, with growth on the year before.

use super::cell;
use super::comparison::weight;
use super::style::{self, Cell, format};
use super::{Listed, sheet_head};
use crate::analysis::{Trend, TrendRow, YearPhase};
use crate::model::{Level, Origin};
use crate::present::Takeaway;
use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet, XlsxError};

const NAME: &str = "历年";
const HEAD: u32 = 3;
const FIRST: u32 = HEAD + 1;
/// 表, 编码, 级次, 名称, 栏目
const STUB: [(&str, u8); 5] = [("表", 27), ("编码", 10), ("级次", 6), ("名称", 38), ("栏目", 19)];

/// The years of a trend that is worth a sheet: three or more columns.
pub(super) fn of<'a>(takeaway: &Takeaway<'a>) -> Option<&'a Trend> {
    takeaway.trend.filter(|trend| trend.columns.len() > 2)
}

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Option<Listed>, XlsxError> {
    let Some(trend) = of(takeaway) else { return Ok(None) };
    let rows: Vec<&TrendRow> = trend.rows.iter().filter(|row| takeaway.is_own(&row.unit)).collect();
    let pairs = pairs(trend);
    let sheet = workbook.add_worksheet().set_name(NAME)?;
    let columns = STUB.len() + trend.columns.len() + pairs.len();
    let remark = format!("单位：{}。没有数的年度留空，不当作零", takeaway.amount_unit);
    sheet_head(sheet, &format!("{} 历年对比", takeaway.unit), &remark)?;
    heads(sheet, trend, &pairs)?;
    for (at, row) in (FIRST..).zip(&rows) {
        line(sheet, at, row, trend, &pairs, takeaway)?;
    }
    sheet.group_symbols_above(true);
    super::outline(sheet, FIRST, &rows.iter().map(|row| row.level as u8).collect::<Vec<_>>())?;
    let last = FIRST + (rows.len() as u32).saturating_sub(1);
    sheet.set_freeze_panes(FIRST, 4)?;
    sheet.autofilter(HEAD, 0, last, (columns - 1) as u16)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.ignore_error_range(FIRST, 1, last, 1, IgnoreError::NumberStoredAsText)?;
    Ok(Some(Listed { name: NAME.to_owned(), what: "各年并列，逐年增减率".to_owned(), rows: rows.len() }))
}

/// The columns that have the year before in the same phase: positions of both.
fn pairs(trend: &Trend) -> Vec<(usize, usize)> {
    let before = |&(year, phase): &YearPhase| {
        let previous = (year.previous()?, phase);
        trend.columns.iter().position(|column| *column == previous)
    };
    trend.columns.iter().enumerate().filter_map(|(at, column)| Some((before(column)?, at))).collect()
}

fn heads(sheet: &mut Worksheet, trend: &Trend, pairs: &[(usize, usize)]) -> Result<(), XlsxError> {
    let years = trend.columns.iter().map(|(year, phase)| (format!("{year}年{phase}"), 14));
    let rates =
        pairs.iter().filter_map(|(_, at)| trend.columns.get(*at)).map(|(year, _)| (format!("{year}年增减率"), 11));
    let stub = STUB.iter().map(|(name, width)| ((*name).to_owned(), *width));
    for (column, (name, width)) in (0u16..).zip(stub.chain(years).chain(rates)) {
        cell::text(sheet, (HEAD, column), &name, &style::head())?;
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    at: u32,
    row: &TrendRow,
    trend: &Trend,
    pairs: &[(usize, usize)],
    takeaway: &Takeaway<'_>,
) -> Result<(), XlsxError> {
    let weight = weight(row.level);
    let code = row.code.as_ref().map(ToString::to_string).unwrap_or_default();
    let level = if row.level == Level::Total { "合计" } else { row.level.name() };
    let indent = (row.level as u8).saturating_sub(Level::Category as u8);
    cell::text(sheet, (at, 0), row.table.title(), &format(Cell::Text, weight))?;
    cell::text(sheet, (at, 1), &code, &format(Cell::Code, weight))?;
    cell::text(sheet, (at, 2), level, &format(Cell::Text, weight))?;
    cell::text(sheet, (at, 3), &row.name, &format(Cell::Wrapped, weight).set_indent(indent))?;
    cell::text(sheet, (at, 4), row.measure.as_str(), &format(Cell::Wrapped, weight))?;
    let room = usize::from(STUB[3].1).saturating_sub(2 * usize::from(indent));
    cell::fit(sheet, at, &[(&row.name, room), (row.measure.as_str(), STUB[4].1.into())])?;
    let column = |position: usize| (STUB.len() + position) as u16;
    for (position, year) in trend.columns.iter().enumerate() {
        let figure = row.figures.get(year);
        let printed = figure.is_none_or(|figure| figure.origin == Origin::Published);
        let kind = if printed { Cell::Money } else { Cell::Recovered };
        let amount = figure.map(|figure| figure.amount);
        cell::amount(sheet, (at, column(position)), amount, takeaway.amount_unit, &format(kind, weight))?;
    }
    for (number, &(before, after)) in pairs.iter().enumerate() {
        let (Some(from), Some(to)) = (trend.columns.get(before), trend.columns.get(after)) else { continue };
        let amounts = [from, to].map(|year| row.figures.get(year).map(|figure| figure.amount));
        let (prior, current) = (cell::name((at, column(before))), cell::name((at, column(after))));
        // An empty cell of a year whose table is there is nothing; of a year without the table it is nothing known.
        let stated = row.growth(*to).is_some();
        let rate = cell::rate(&prior, &current, &format!("({current}-{prior})"), stated);
        let exact = cell::is_exact(&amounts, takeaway.amount_unit);
        let result = cell::growth_result(row.growth(*to));
        let target = (at, column(trend.columns.len() + number));
        cell::formula_or(sheet, target, Some(rate).filter(|_| exact), &result, &format(Cell::Growth, weight))?;
    }
    Ok(())
}
