//! 趋势工作簿: the years side by side on one sheet, every figure on another. The same trend gives the same bytes.

use super::data::lines;
use super::wide::{self, Basis};
use super::{TrendView, columns, notes, ranking, title};
use crate::model::AmountUnit;
use crate::model::schema::{ITEM_COLUMNS, TREND_COLUMNS};
use crate::present::PresentError;
use crate::present::sheet::{self, Heads, Sheet, clean};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// A trend as XLSX: sheets 趋势 (one line per row; with a bridge, another one on the same basis), 明细 (one line per figure),
/// 排名 if units were ranked, and 说明.
///
/// # Errors
/// More rows than a sheet holds.
pub fn trend_xlsx(view: &TrendView) -> Result<Vec<u8>, crate::Error> {
    let columns = columns(view.trend);
    let figures = view.trend.rows.iter().filter_map(|row| columns.get(&row.item.sheet()));
    let tidy = Sheet { name: "明细", fields: &TREND_COLUMNS, heads: Heads::Titles, frozen: ITEM_COLUMNS as u16 };
    tidy.check(figures.map(|years| years.len()).sum())?;
    let written = sheet::workbook("trend", |workbook| {
        wide::table(view.trend, Basis::Published).fill(workbook.add_worksheet().set_name("趋势")?, 0)?;
        if view.trend.has_basis() {
            wide::table(view.trend, Basis::Same).fill(workbook.add_worksheet().set_name("趋势（同口径）")?, 0)?;
        }
        tidy.add(workbook, view.trend.rows.iter().flat_map(|row| lines(row, &columns)))?;
        if view.ranking.is_some() {
            rankings(workbook.add_worksheet().set_name("排名")?, view)?;
        }
        sheet::notes(workbook, &remarks(view))
    });
    Ok(written.map_err(PresentError::from)?)
}

/// The tables of the ranking, one below the other, amounts in 万元.
fn rankings(sheet: &mut Worksheet, view: &TrendView) -> Result<(), XlsxError> {
    let mut line = 0;
    for table in ranking::tables(view, AmountUnit::TenThousand) {
        sheet.write_string(line, 0, clean(&table.caption))?;
        line = table.write(sheet, (line + 1, 0))? + table.rows.len() as u32;
        for note in &table.notes {
            sheet.write_string(line, 0, clean(note))?;
            line += 1;
        }
        line += 1;
    }
    Ok(())
}

/// What the marks and the gaps mean, and which units lack a year.
fn remarks(view: &TrendView) -> Vec<String> {
    let mut lines = notes::legend(view.trend, false);
    for uncovered in &view.trend.uncovered {
        let names = uncovered.units.iter().map(|unit| &**unit).collect::<Vec<_>>().join("、");
        let column = title(uncovered.column);
        lines.push(format!("{} {} {column}：没有 {names}", uncovered.group, uncovered.table.title()));
    }
    lines.extend(view.trend.warnings.iter().map(ToString::to_string));
    lines
}
