//! XLSX: writes a table to a worksheet. Amounts are exact; those that a spreadsheet would not keep are texts. Every
//! formula is stored with our result, for readers that do not calculate.

mod digits;
mod formula;
pub(in crate::present) mod style;

pub(in crate::present) use digits::{At, text};
pub(in crate::present) use formula::name;

use super::{Cell, Digits, Kind, Row, Table, Value, words};
use crate::model::{Growth, Level};
use crate::present::sheet::clean;
use digits::{all_digits, digit_cell};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, IgnoreError, Note, Worksheet, XlsxError};
use std::collections::BTreeMap;
use style::{Look, Weight};
use unicode_width::UnicodeWidthStr;

/// Sets the height of a row to that of its longest wrapped text. Texts are given with the widths of their columns.
pub(in crate::present) fn fit(sheet: &mut Worksheet, row: u32, texts: &[(&str, usize)]) -> Result<(), XlsxError> {
    const LINE: usize = 14;
    // A wide character may not fit at the end of a line.
    let line =
        |line: &str, room: usize| if line.width() <= room { 1 } else { line.width().div_ceil((room - 1).max(1)) };
    let lines = |(text, width): &(&str, usize)| text.lines().map(|words| line(words, (*width).max(2))).sum::<usize>();
    let lines = texts.iter().map(lines).max().unwrap_or(1).clamp(1, 28);
    if lines > 1 {
        sheet.set_row_height(row, u16::try_from(lines * LINE + 4).unwrap_or(400))?;
    }
    Ok(())
}

/// The row of the sheet for a row of a table that begins at `first`.
pub(in crate::present) fn row_below(first: u32, row: usize) -> u32 {
    first + u32::try_from(row).unwrap_or(u32::MAX - first)
}

fn column_at(first: u16, column: usize) -> u16 {
    first + u16::try_from(column).unwrap_or(u16::MAX - first)
}

impl Table {
    /// Writes header and rows from a corner on. Returns the first row below the header.
    pub fn write(&self, sheet: &mut Worksheet, corner: At) -> Result<u32, XlsxError> {
        let first = self.write_head(sheet, corner)?;
        let mut grid = Grid { table: self, corner: (first, corner.1), looks: BTreeMap::new() };
        for at in 0..self.rows.len() {
            grid.row(sheet, at)?;
        }
        Ok(first)
    }

    /// Writes the table as the only one of its sheet, with the header in row `head`: header and names are frozen,
    /// columns have filters, rows can be folded.
    pub fn fill(&self, sheet: &mut Worksheet, head: u32) -> Result<(), XlsxError> {
        let first = self.write(sheet, (head, 0))?;
        let last = row_below(first, self.rows.len().saturating_sub(1));
        sheet.set_freeze_panes(first, column_at(0, self.labels))?;
        sheet.set_repeat_rows(head, first - 1)?;
        // Filters only work with a single header row.
        if first == head + 1 {
            sheet.autofilter(head, 0, last.max(first), column_at(0, self.columns.len().saturating_sub(1)))?;
        }
        for (at, _) in self.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Code) {
            sheet.ignore_error_range(
                first,
                column_at(0, at),
                last,
                column_at(0, at),
                IgnoreError::NumberStoredAsText,
            )?;
        }
        if self.folds {
            sheet.group_symbols_above(true);
            outline(sheet, first, &self.rows)?;
        }
        Ok(())
    }

    fn write_head(&self, sheet: &mut Worksheet, (row, column): At) -> Result<u32, XlsxError> {
        let look = style::head();
        let heads = self.head();
        for (row, heads) in (row..).zip(&heads) {
            for head in heads {
                let from = column_at(column, head.column);
                if (head.columns, head.rows) == (1, 1) {
                    text(sheet, (row, from), head.text, &look)?;
                    continue;
                }
                let (below, right) = (row_below(row, head.rows - 1), column_at(from, head.columns - 1));
                sheet.merge_range(row, from, below, right, &clean(head.text), &look)?;
            }
        }
        for (at, shape) in self.columns.iter().enumerate() {
            if shape.width > 0 {
                sheet.set_column_width(column_at(column, at), u16::try_from(shape.width).unwrap_or(u16::MAX))?;
            }
        }
        let first = row_below(row, heads.len());
        let last: Vec<(&str, usize)> =
            self.columns.iter().filter_map(|shape| Some((shape.heads.last()?.as_str(), shape.width))).collect();
        fit(sheet, first.saturating_sub(1), &last)?;
        Ok(first)
    }
}

/// The rows of a table on a sheet.
struct Grid<'a> {
    table: &'a Table,
    /// The first cell below the header.
    corner: At,
    /// The formats used so far, since most cells share a few.
    looks: BTreeMap<(Look, Weight, u8), Format>,
}

impl Grid<'_> {
    fn at(&self, row: usize, column: usize) -> At {
        (row_below(self.corner.0, row), column_at(self.corner.1, column))
    }

    fn row(&mut self, sheet: &mut Worksheet, number: usize) -> Result<(), XlsxError> {
        let table = self.table;
        let row = &table.rows[number];
        let mut wrapped = Vec::new();
        for (at, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let indent = if column.kind == Kind::Name { row.indent() } else { 0 };
            let weight = if cell.strong { Weight::Category } else { weight(row.level) };
            let look = look(cell, column.kind);
            let format = self.looks.entry((look, weight, indent)).or_insert_with(|| {
                let format = style::format(look, weight);
                if indent > 0 { format.set_indent(indent) } else { format }
            });
            let format = format.clone();
            self.cell(sheet, (number, at), cell, &format)?;
            if let (Value::Text(text), Kind::Text | Kind::Name) = (&cell.value, column.kind) {
                wrapped.push((text.as_str(), column.width.saturating_sub(2 * usize::from(indent))));
            }
        }
        fit(sheet, self.at(number, 0).0, &wrapped)
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        place: (usize, usize),
        cell: &Cell,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let at = self.at(place.0, place.1);
        if let Some(note) = &cell.note {
            sheet.insert_note(at.0, at.1, &comment(note))?;
        }
        let result = result(&cell.value, self.table.digits);
        if let Some(formula) = cell.formula.as_ref().and_then(|formula| self.formula(place, formula)) {
            return self::formula::write(sheet, at, &formula, &result, format);
        }
        match &cell.value {
            Value::Empty | Value::Amount(None) => sheet.write_blank(at.0, at.1, format).map(|_| ()),
            Value::Text(words) => text(sheet, at, words, format),
            Value::Count(_) | Value::Amount(_) => digit_cell(sheet, at, &result, format),
            _ => formula::rounded(sheet, at, &result, format),
        }
    }
}

/// The value for a spreadsheet: all digits of an amount, a rate as a ratio, or a word.
fn result(value: &Value, digits: Digits) -> String {
    let dash = || "—".to_owned();
    match value {
        Value::Empty | Value::Amount(None) => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => count.to_string(),
        Value::Amount(Some(amount)) => all_digits(*amount, digits.unit),
        Value::Change(change) => change.map_or_else(dash, |change| all_digits(change, digits.unit)),
        Value::Growth(Some(Growth::Rate(rate))) => rate.digits().to_string(),
        Value::Growth(growth) => words::growth(*growth, digits.percent),
        Value::Rate(growth) => growth.and_then(Growth::rate).map_or_else(dash, |rate| rate.digits().to_string()),
        Value::Status(growth) => words::status(*growth).to_owned(),
        Value::Annual(rate) => rate.map_or_else(dash, |rate| (rate.percent(4) / Decimal::ONE_HUNDRED).to_string()),
        Value::Share(share) => share.map_or_else(dash, |share| share.digits().to_string()),
        Value::Points(points) => points.map_or_else(dash, |points| points.digits().to_string()),
    }
}

fn look(cell: &Cell, kind: Kind) -> Look {
    match (&cell.value, kind) {
        (Value::Amount(_), _) if cell.is_recovered() => Look::Recovered,
        (Value::Amount(_), _) | (Value::Empty, Kind::Figure) => Look::Money,
        (Value::Change(_), _) => Look::Change,
        (Value::Growth(_) | Value::Rate(_) | Value::Annual(_), _) => Look::Growth,
        (Value::Share(_), _) => Look::Share,
        (Value::Points(_), _) => Look::Points,
        (Value::Count(_), Kind::Centred) => Look::Centred,
        (Value::Count(_), _) => Look::Count,
        (_, Kind::Word) => Look::Text,
        (_, Kind::Code) => Look::Code,
        (_, Kind::Centred) => Look::Centred,
        (_, Kind::Text | Kind::Name | Kind::Figure) => Look::Wrapped,
    }
}

fn weight(level: Option<Level>) -> Weight {
    match level {
        Some(Level::Total) => Weight::Total,
        Some(Level::Category) => Weight::Category,
        _ => Weight::Plain,
    }
}

/// A note that is large enough for its text.
fn comment(text: &str) -> Note {
    let lines = text.lines().map(|line| line.chars().count() / 20 + 1).sum::<usize>();
    let height = u32::try_from(lines).unwrap_or(10).clamp(2, 14) * 20 + 14;
    let note = Note::new(clean(text)).set_author("同比").add_author_prefix(false);
    note.set_font_name(style::FONT).set_font_size(9u8).set_width(280).set_height(height)
}

/// 分级显示: groups rows under those of the level above.
fn outline(sheet: &mut Worksheet, first: u32, rows: &[Row]) -> Result<(), XlsxError> {
    let depths: Vec<u8> = rows.iter().map(|row| row.level.map_or(0, |level| level as u8)).collect();
    for depth in 1..=depths.iter().copied().max().unwrap_or(0).min(7) {
        let mut run = None;
        for (row, deep) in (first..).zip(depths.iter().map(|own| *own >= depth).chain([false])) {
            match (run, deep) {
                (None, true) => run = Some(row),
                (Some(start), false) => {
                    sheet.group_rows(start, row - 1)?;
                    run = None;
                }
                _ => {}
            }
        }
    }
    Ok(())
}
