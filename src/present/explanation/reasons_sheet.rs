//! 原因表: a workbook with a row for each item, in which offices fill in the reasons.

use super::profile::{Note, Notes, explained, trim};
use super::{Content, Item, Profile, Wording};
use crate::model::{AmountUnit, BudgetTable, Place};
use crate::present::PresentError;
use crate::present::sheet::{number, properties};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The columns with their widths; the last one is for the reasons.
const COLUMNS: [(&str, u8); 9] = [
    ("表", 26),
    ("编码或名称", 22),
    ("项目", 44),
    ("上年数（万元）", 15),
    ("本年数（万元）", 15),
    ("增减额（万元）", 15),
    ("增减率", 10),
    ("须说明", 8),
    ("原因", 60),
];
const TABLE: usize = 0;
const KEY: usize = 1;
const REASON: usize = 8;

/// A row of a completed workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its place.
    pub place: Place,
    /// The texts of its cells, from the first column on.
    pub cells: Vec<String>,
}

/// The workbook for a unit. Reasons from the profile are filled in.
///
/// # Errors /// The workbook cannot be written, which would be a fault of the program.
pub fn reasons_sheet(content: &Content, profile: &Profile) -> Result<Vec<u8>, crate::Error> {
    let content = content.clone().with_prior(&profile.prior);
    Ok(workbook(&content, profile).map_err(PresentError::from)?)
}

fn workbook(content: &Content, profile: &Profile) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties("reasons")?);
    let sheet = workbook.add_worksheet().set_name("原因")?;
    let plain = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    let head = plain().set_bold().set_align(FormatAlign::Center).set_text_wrap();
    for (column, (name, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let formats = [
        plain().set_text_wrap(),
        plain().set_num_format("#,##0.00"),
        plain().set_text_wrap().set_background_color(Color::RGB(0x00FF_F2CC)),
    ];
    let items = content.tables.values().flat_map(|table| table.all().filter(|item| explained(item)));
    let (mut last, words) = (0, profile.words(content));
    for (row, item) in (1u32..).zip(items) {
        write(sheet, row, item, (profile, &words), &formats)?;
        last = row;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last, (COLUMNS.len() - 1) as u16)?;
    workbook.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    item: &Item,
    (profile, words): (&Profile, &Wording),
    [text, money, reason]: &[Format; 3],
) -> Result<(), XlsxError> {
    let rate = item.growth.and_then(|growth| growth.rate()).map(|rate| words.percent(rate));
    let asked = if words.needs_reason(item) { "是" } else { "" };
    let note = profile.reasons.of(item).map(|note| note.text.clone()).unwrap_or_default();
    let key = item.code.as_ref().map_or_else(|| item.name.to_string(), |code| code.to_string());
    let texts = [(0, item.table.title().to_owned()), (1, key), (2, item.full_name())];
    for (column, value) in texts.into_iter().chain([(6, rate.unwrap_or_default()), (7, asked.to_owned())]) {
        sheet.write_string_with_format(row, column, value, text)?;
    }
    for (column, amount) in [(3, item.prior), (4, item.current), (5, item.change)] {
        // Exact to the 分, so that sums in the sheet are those of the budget.
        let digits = amount.map(|amount| amount.print(AmountUnit::TenThousand, 6)).unwrap_or_default();
        match number(&digits) {
            Some(number) => sheet.write_number_with_format(row, column, number, money)?,
            None => sheet.write_string_with_format(row, column, digits, money)?,
        };
    }
    sheet.write_string_with_format(row, REASON as u16, note, reason)?;
    Ok(())
}

/// Reads the reasons of a completed workbook of [`reasons_sheet`]. Its columns may have been moved.
///
/// # Errors /// There is no header with 表, 编码或名称 and 原因, or a table's name is unknown.
pub fn read_reasons(file: &str, rows: &[SheetRow]) -> Result<Notes, crate::Error> {
    let column = |row: &SheetRow, index: usize| row.cells.iter().position(|cell| cell.trim() == COLUMNS[index].0);
    let head = rows
        .iter()
        .enumerate()
        .find_map(|(at, row)| Some((at, column(row, TABLE)?, column(row, KEY)?, column(row, REASON)?)));
    let Some((at, table, key, reason)) = head else {
        let message =
            format!("{file}：没有“表”“编码或名称”“原因”三栏的表头。请用 --reasons-sheet 重新生成原因表再填写");
        return Err(PresentError::Argument(message).into());
    };
    let mut notes = Notes::default();
    for row in rows.iter().skip(at + 1) {
        let cell = |column: usize| row.cells.get(column).map_or("", |cell| cell.trim());
        let text = trim(&cell(reason).replace(['\n', '\r'], ""));
        if text.is_empty() {
            continue;
        }
        let place = || Place { column: u32::try_from(reason + 1).ok(), ..row.place.clone() };
        let Some(table) = BudgetTable::ALL.into_iter().find(|known| known.title() == cell(table)) else {
            let message = format!("{}：“{}”不是表的名称，请照原因表原来的写法", row.place, cell(table));
            return Err(PresentError::Argument(message).into());
        };
        notes.add(Some(table), cell(key), Note { text, place: place() });
    }
    Ok(notes)
}

impl Profile {
    /// The profile with additional reasons; its own take precedence.
    #[must_use]
    pub fn with_reasons(mut self, collected: &Notes) -> Self {
        for (table, key, note) in collected.iter() {
            self.reasons.add(table, key, note.clone());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> SheetRow {
        SheetRow { place: Place::file("原因.xlsx"), cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    #[test]
    fn columns_may_move_and_empty_reasons_are_none() {
        let rows = [
            row(&["科室填报"]),
            row(&["原因", "编码或名称", "表"]),
            row(&["主要原因是人员增加。", "2080101", "一般公共预算支出情况表"]),
            row(&["", "2080102", "一般公共预算支出情况表"]),
        ];
        let notes = read_reasons("原因.xlsx", &rows).unwrap();
        let read: Vec<_> = notes.iter().map(|(table, key, note)| (table, key, note.text.as_str())).collect();
        assert_eq!(read, [(Some(BudgetTable::General), "2080101", "人员增加")]);
        assert!(read_reasons("原因.xlsx", &rows[..1]).unwrap_err().to_string().contains("--reasons-sheet"));
    }

    #[test]
    fn an_amount_is_written_to_the_fen() {
        assert_eq!(crate::model::Amount::from_fen(1).print(AmountUnit::TenThousand, 6), "0.000001");
        assert_eq!(number("1,234.567891"), Some(1_234.567_891));
        assert_eq!(number("1234567890.123456"), None);
    }
}
