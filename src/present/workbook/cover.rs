//! 目录: the first sheet, with headline figures, links to the other sheets, sources, the meaning of marks, and warnings.

use super::comparison::{NAME, cell_of};
use super::sheet::{Listed, print_setup};
use crate::analysis::ComparisonRow;
use crate::model::{BudgetTable, FiscalYear, Level, LineItem, Origin, Phase};
use crate::present::Takeaway;
use crate::present::comparison::{self, Field};
use crate::present::sheet::clean;
use crate::present::table::xlsx::{self, name, style};
use crate::present::table::{Cell, Column, Formula, Kind, Row, Table, Value, texts};
use crate::present::takeaway::is_headline;
use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};
use std::collections::BTreeMap;

const WIDTHS: [u8; 6] = [32, 42, 16, 16, 16, 12];
/// The maximum number of warnings; the report has all of them.
const WARNINGS: usize = 60;

const NOTES: [&str; 7] = [
    "金额单位见各表表头；单元格里是准确到分的数，显示两位小数。",
    "增减额、增减率、占比、占比变化、拉动都是公式：改动上年数、本年数后自动重算。",
    "“新增”是上年没有、今年有；“取消”是上年有、今年没有；“持平”是两年相同；上年为零或负数时不算增减率。",
    "空白是没有这个数，不是零；“—”是无法计算，例如其中一年没有公开这张表。",
    "占比：合计行占本表合计，其余各行占同一栏目的合计。拉动：增减额占上年合计的百分点。",
    "斜体带底色的数不是当年文件所列：“推算数”由说明文字的本年数减增减额得出，“后一年度列示数”取自后一年的文件；出处见批注。",
    "数是按公开文件读的，请与原文件核对后使用。",
];

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    takeaway: &Takeaway<'_>,
    rows: &[&ComparisonRow],
    items: &[&LineItem],
    listed: &[Listed],
) -> Result<(), XlsxError> {
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_screen_gridlines(false);
    print_setup(sheet);
    let comparison = takeaway.comparison;
    let mut page = Page { sheet, row: 0 };
    page.line(takeaway.unit, &style::title())?;
    let years = format!(
        "{}年{}与{}年{}对比　单位：{}",
        comparison.year, comparison.phase, comparison.base, comparison.base_phase, takeaway.amount_unit
    );
    page.line(&years, &style::remark())?;
    page.headline(takeaway, rows)?;
    page.contents(listed)?;
    page.sources(takeaway, items)?;
    page.heading("说明")?;
    for note in NOTES {
        page.wide(note)?;
    }
    page.warnings(takeaway)
}

/// Key of figures with the same source.
type SourceKey<'a> = (FiscalYear, Phase, BudgetTable, Origin, &'a str);

/// The sheet, filled from the top.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn line(&mut self, text: &str, look: &Format) -> Result<(), XlsxError> {
        xlsx::text(self.sheet, (self.row, 0), text, look)?;
        self.row += 1;
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        for column in 1..WIDTHS.len() as u16 {
            self.sheet.write_blank(self.row, column, &style::heading())?;
        }
        self.line(text, &style::heading())
    }

    /// Adds a table below the previous content.
    fn table(&mut self, mut table: Table) -> Result<(), XlsxError> {
        for (column, width) in table.columns.iter_mut().zip(WIDTHS) {
            column.width = width.into();
        }
        self.row = table.write(self.sheet, (self.row, 0))? + table.rows.len() as u32;
        Ok(())
    }

    /// Adds a text across the page, with the height that it needs.
    fn wide(&mut self, text: &str) -> Result<(), XlsxError> {
        let look = style::base().set_text_wrap();
        let last = WIDTHS.len() as u16 - 1;
        self.sheet.merge_range(self.row, 0, self.row, last, &clean(text), &look)?;
        let room = WIDTHS.iter().map(|width| usize::from(*width)).sum();
        xlsx::fit(self.sheet, self.row, &[(text, room)])?;
        self.row += 1;
        Ok(())
    }

    /// Adds the headline figures, which are references to the comparison.
    fn headline(&mut self, takeaway: &Takeaway<'_>, rows: &[&ComparisonRow]) -> Result<(), XlsxError> {
        const FIELDS: [(Field, &str); 6] = [
            (Field::Table, "表"),
            (Field::Name, "项"),
            (Field::Prior, ""),
            (Field::Current, ""),
            (Field::Change, "增减额"),
            (Field::Rate, "增减率"),
        ];
        let shown: Vec<(usize, &ComparisonRow)> =
            rows.iter().copied().enumerate().filter(|(_, row)| is_headline(row)).collect();
        if shown.is_empty() {
            return Ok(());
        }
        self.heading("总体")?;
        let figures = shown.iter().map(|(_, row)| *row);
        let mut table = comparison::table(takeaway.comparison, figures, &FIELDS, takeaway.amount_unit);
        for (line, (at, row)) in table.rows.iter_mut().zip(&shown) {
            line.level = row.item.measure.is_total().then_some(Level::Category);
            for ((field, _), cell) in FIELDS.iter().zip(&mut line.cells).skip(2) {
                let reference = |cell| format!("'{NAME}'!{}", name(cell));
                // A reference to an empty cell would show zero.
                let shown = cell_of(*at, *field).filter(|_| !cell.is_gap());
                cell.formula = shown.map(|cell| Formula::Link(reference(cell)));
            }
        }
        self.table(table)
    }

    fn contents(&mut self, listed: &[Listed]) -> Result<(), XlsxError> {
        self.heading("工作表")?;
        let row = |Listed { name, what, rows }: &Listed| {
            Row::without_level([Cell::text(name), Cell::text(what), Value::Count(*rows).into()])
        };
        let rows = listed.iter().map(row).collect();
        self.table(Table { columns: columns(["工作表", "内容", "行数"]), rows, ..Table::default() })?;
        for (row, Listed { name, .. }) in (self.row - listed.len() as u32..).zip(listed) {
            let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
            self.sheet.write_url_with_format(row, 0, &link, &style::link())?;
        }
        Ok(())
    }

    /// Adds the list of sources: the file and first page of each table and year.
    fn sources(&mut self, takeaway: &Takeaway<'_>, items: &[&LineItem]) -> Result<(), XlsxError> {
        let mut tables: BTreeMap<SourceKey<'_>, (Option<u32>, usize)> = BTreeMap::new();
        for item in items {
            let key = (item.year, item.phase, item.table, item.origin, &*item.place.file);
            let (page, count) = tables.entry(key).or_default();
            *page = [*page, item.place.page].into_iter().flatten().min();
            *count += 1;
        }
        self.heading("来源")?;
        let row = |((year, phase, table, origin, file), (page, figures)): (SourceKey<'_>, (Option<u32>, usize))| {
            let page = page.map(|page| page.to_string()).unwrap_or_default();
            let mut cells = texts([file, table.title(), &format!("{year}年{phase}"), origin.title(), &page]);
            cells.push(Value::Count(figures).into());
            Row::without_level(cells)
        };
        let rows = tables.into_iter().map(row).collect();
        let columns = columns(["文件", "表", "年度", "取得方式", "起始页", "数据个数"]);
        self.table(Table { columns, rows, ..Table::default() })?;
        let empty: Vec<_> = takeaway.read.tables.iter().filter(|table| table.items == 0).collect();
        for table in empty {
            let note = table.note.as_deref().unwrap_or("空表");
            self.wide(&format!("{}年 {}：{note}", table.year, table.title))?;
        }
        Ok(())
    }

    fn warnings(&mut self, takeaway: &Takeaway<'_>) -> Result<(), XlsxError> {
        let warnings = &takeaway.read.warnings;
        if warnings.is_empty() {
            return Ok(());
        }
        self.heading("读取提示")?;
        for warning in warnings.iter().take(WARNINGS) {
            self.wide(&warning.to_string())?;
        }
        if warnings.len() > WARNINGS {
            self.wide(&format!("另有 {} 条，见报告", warnings.len() - WARNINGS))?;
        }
        Ok(())
    }
}

/// Text columns with these headers.
fn columns<const COUNT: usize>(heads: [&str; COUNT]) -> Vec<Column> {
    heads.map(|head| Column::new(head, Kind::Text)).into()
}
