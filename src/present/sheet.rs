//! 数据工作表: writes records as a sheet of an Excel workbook, which is a table of Excel's, for pivot tables and formulas.

use super::PresentError;
use super::records::{Record, Value};
use crate::analysis::{Role, Side};
use crate::audit::Verdict;
use crate::model::schema::{Column, Kind};
use crate::model::{BudgetTable, Classification, MARK, Origin};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

/// The maximum number of rows below the header.
const MOST_ROWS: usize = 1_048_575;
/// The number of digits that spreadsheets keep; longer amounts are written as text.
const MOST_DIGITS: usize = 15;

/// 表头: the headers of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heads {
    /// The names of the columns in data files, so that the sheet can be read again.
    Names,
    /// Chinese titles; names in the cells are translated too.
    Titles,
}

/// 数据工作表: a sheet of records.
pub(super) struct Sheet<'a> {
    pub name: &'a str,
    pub fields: &'a [Column],
    pub heads: Heads,
    /// The number of frozen columns at the left.
    pub frozen: u16,
}

impl Sheet<'_> {
    /// Checks that the rows fit on a sheet.
    pub fn check(&self, rows: usize) -> Result<(), PresentError> {
        if rows <= MOST_ROWS {
            return Ok(());
        }
        let name = self.name;
        let message = format!("{name}有 {rows} 行，超过 Excel 一张表的上限 {MOST_ROWS} 行；请改用 csv 或 parquet");
        Err(PresentError::Argument(message))
    }

    /// Adds the sheet to a workbook.
    pub fn add<'a, 'w>(
        &self,
        workbook: &'w mut Workbook,
        rows: impl IntoIterator<Item = Record<'a>>,
    ) -> Result<&'w mut Worksheet, XlsxError> {
        let sheet = workbook.add_worksheet().set_name(self.name)?;
        let head = Format::new().set_bold().set_align(FormatAlign::Center).set_text_wrap();
        let looks = Looks::default();
        let mut columns = Vec::with_capacity(self.fields.len());
        for (column, field) in (0u16..).zip(self.fields) {
            sheet.write_string_with_format(0, column, self.head(field), &head)?;
            sheet.set_column_width(column, width(field))?;
            columns.push(TableColumn::new().set_header(self.head(field)).set_header_format(&head));
        }
        let mut last = 0;
        for row in rows {
            last += 1;
            for ((column, field), value) in (0u16..).zip(self.fields).zip(&row) {
                self.write(sheet, (last, column), (field, value), &looks)?;
            }
        }
        sheet.set_freeze_panes(1, self.frozen)?;
        let end = (self.fields.len() - 1) as u16;
        // A table of Excel's has at least one row.
        if last == 0 {
            sheet.autofilter(0, 0, 0, end)?;
        } else {
            sheet.add_table(0, 0, last, end, &Table::new().set_columns(&columns).set_style(TableStyle::Light1))?;
        }
        Ok(sheet)
    }

    fn head(&self, field: &Column) -> String {
        match (self.heads, field.kind) {
            (Heads::Names, _) => field.name.to_owned(),
            (Heads::Titles, Kind::Amount | Kind::Points) => {
                format!("{}（{}）", field.title, field.kind.unit().unwrap_or_default())
            }
            (Heads::Titles, _) => field.title.to_owned(),
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        (field, value): (&Column, &Value<'_>),
        looks: &Looks,
    ) -> Result<(), XlsxError> {
        match (value, field.kind) {
            (Value::None, _) => {}
            (Value::Text(text), _) if text.is_empty() => {}
            (Value::Text(text), kind) => {
                let word = if self.heads == Heads::Titles { word(kind, text) } else { text };
                sheet.write_string(row, column, clean(word))?;
            }
            (Value::Integer(number), _) => {
                sheet.write_number(row, column, *number)?;
            }
            (Value::Hundredths(value), Kind::Percent) => {
                // Spreadsheets store 5 % as 0.05.
                let sign = if *value < 0 { "-" } else { "" };
                let digits = format!("{sign}{}.{:04}", value.unsigned_abs() / 10_000, value.unsigned_abs() % 10_000);
                looks.number(sheet, (row, column), &digits, &looks.percent)?;
            }
            (value, _) => looks.number(sheet, (row, column), &value.print(), &looks.money)?,
        }
        Ok(())
    }
}

/// The formats of cells.
struct Looks {
    money: Format,
    percent: Format,
}

impl Default for Looks {
    fn default() -> Self {
        Self { money: Format::new().set_num_format("#,##0.00"), percent: Format::new().set_num_format("0.00%") }
    }
}

impl Looks {
    /// Writes a number, or its digits as text if a spreadsheet would not keep them all.
    fn number(&self, sheet: &mut Worksheet, at: (u32, u16), digits: &str, look: &Format) -> Result<(), XlsxError> {
        match number(digits) {
            Some(number) => sheet.write_number_with_format(at.0, at.1, number, look)?,
            None => sheet.write_string(at.0, at.1, digits)?,
        };
        Ok(())
    }
}

/// The Chinese word for a name in data files.
pub(super) fn word(kind: Kind, name: &str) -> &str {
    let word = match (kind, name) {
        (Kind::Verdict, _) => Verdict::ALL.into_iter().find(|verdict| verdict.name() == name).map(Verdict::title),
        (Kind::Table, _) => BudgetTable::from_name(name).map(BudgetTable::title),
        (Kind::Classification, _) => Classification::from_name(name).map(Classification::title),
        (Kind::Origin, _) => Origin::from_name(name).map(Origin::title),
        (Kind::Role, _) => Role::from_name(name).map(Role::title),
        (Kind::Side, _) => Side::from_name(name).map(Side::title),
        (Kind::Level, "total") => Some("合计"),
        (Kind::Status, "rate") => Some("增减"),
        (Kind::Status, "new") => Some("新增"),
        (Kind::Status, "gone") => Some("取消"),
        (Kind::Status, "flat") => Some("持平"),
        (Kind::Status, "negative_base") => Some("基数为负"),
        _ => None,
    };
    word.unwrap_or(name)
}

/// The maximum number of characters: half of a cell's limit of 32,767, since a character may count twice.
const MOST_CHARACTERS: usize = 16_000;

/// The text without characters that cells must not contain, cut to the maximum length.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n').filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
    kept.take(MOST_CHARACTERS).collect()
}

/// A workbook with the content that `fill` adds; `what` names the content in a property of ours.
pub(super) fn workbook(
    what: &str,
    fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(what)?);
    fill(&mut workbook)?;
    workbook.save_to_buffer()
}

/// Adds a sheet of remarks, one per row.
pub(super) fn notes(workbook: &mut Workbook, notes: &[String]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("说明")?;
    let first = "金额单位：元。空格为没有这个数，不是零。".to_owned();
    for (line, text) in (0u32..).zip([first].iter().chain(notes)) {
        sheet.write_string(line, 0, clean(text))?;
    }
    Ok(())
}

/// The number for a cell; `None` if a spreadsheet would not keep all of its digits.
pub(super) fn number(digits: &str) -> Option<f64> {
    let kept = digits.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS;
    digits.replace(',', "").parse().ok().filter(|_| kept)
}

/// The properties of all our workbooks, with a fixed date so that equal content gives equal bytes. `what` names the
/// content in a property of ours: line items may be read again, anything else is not a source.
pub(super) fn properties(what: &str) -> Result<DocProperties, XlsxError> {
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    Ok(properties.set_custom_property(MARK, what))
}

/// The width of a column in characters of the default font; a Chinese character takes two.
fn width(field: &Column) -> u8 {
    match (field.name, field.kind) {
        ("unit" | "name" | "project" | "claim" | "because" | "corrected", _) => 32,
        ("file" | "measure" | "likely_cause", _) | (_, Kind::Table) => 24,
        ("resolution", _) => 11,
        (_, Kind::Amount) => 18,
        ("text", _) | (_, Kind::Classification) => 16,
        _ => 11,
    }
}
