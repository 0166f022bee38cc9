//! 公开表: a sheet for each table as it was read, with this year and, if known, last year.

use super::origin::words as origin_words;
use super::sheet::{self, Listed};
use crate::model::{BudgetTable, FiscalYear, Growth, LineItem, Measure, Origin, Phase};
use crate::present::Takeaway;
use crate::present::official::{Figures, Official, Row as Line};
use crate::present::table::{Cell, Column, Digits, Formula, Kind, Row, Table, words};
use rust_xlsxwriter::{Workbook, XlsxError};

/// The number of columns above which a sheet is printed two pages wide.
const WIDE: usize = 16;

/// Adds a sheet for each table.
pub(super) fn add(
    workbook: &mut Workbook,
    takeaway: &Takeaway<'_>,
    items: &[&LineItem],
) -> Result<Vec<Listed>, XlsxError> {
    let mut listed = Vec::new();
    for table in BudgetTable::ALL {
        let printed = Printed::new(table, takeaway, items);
        if !printed.official.rows.is_empty() {
            listed.push(printed.write(workbook, takeaway)?);
        }
    }
    Ok(listed)
}

/// A table with both years.
struct Printed<'a> {
    table: BudgetTable,
    official: Official<'a>,
    labels: Vec<Label>,
}

impl<'a> Printed<'a> {
    fn new(table: BudgetTable, takeaway: &Takeaway<'_>, items: &[&'a LineItem]) -> Self {
        let comparison = takeaway.comparison;
        let of = |year: FiscalYear, phase: Phase| -> Vec<&'a LineItem> {
            let own = items.iter().copied().filter(|item| item.table == table);
            own.filter(|item| item.year == year && item.phase == phase).collect()
        };
        let current = of(comparison.year, comparison.phase);
        // Performance indicators are texts of this year; last year's are not shown.
        let prior = match table {
            BudgetTable::Performance => Vec::new(),
            _ => of(comparison.base, comparison.base_phase),
        };
        let official = Official::new(&current, &prior);
        let any = |is: fn(&Line<'_>) -> bool| official.rows.iter().any(is);
        let labels = [
            (Label::Side, any(|row| row.revenue) && any(|row| !row.revenue)),
            (Label::Code, any(|row| row.code.is_some())),
            (Label::Level, true),
            (Label::Name, true),
            (Label::Project, any(|row| row.project.is_some())),
        ];
        let labels = labels.into_iter().filter(|(_, is_shown)| *is_shown).map(|(label, _)| label).collect();
        Self { table, official, labels }
    }

    fn write(&self, workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Listed, XlsxError> {
        let name = sheet_name(self.table).to_owned();
        let unit = takeaway.amount_unit;
        let table = Table {
            caption: format!("{} {}", takeaway.unit, self.table.title()),
            remark: format!("单位：{unit}。按读到的公开表列出；斜体带底色的数不是当年文件所列，见批注"),
            columns: self.columns(takeaway),
            rows: self.official.rows.iter().map(|row| self.row(row)).collect(),
            labels: self.labels.len(),
            // Rows of indicators have no levels.
            folds: self.table != BudgetTable::Performance,
            digits: Digits::of(unit),
            ..Table::default()
        };
        let sheet = sheet::add(workbook, &name, &table)?;
        if table.columns.len() > WIDE {
            sheet.set_repeat_columns(0, self.labels.len() as u16 - 1)?;
            sheet.set_print_fit_to_pages(2, 0);
        }
        let what = if self.official.prior.is_empty() { "本年数" } else { "本年数与上年数" };
        Ok(Listed { name, what: format!("{}，{what}", self.table.title()), rows: table.rows.len() })
    }

    /// Whether both years have 合计.
    fn has_change(&self) -> bool {
        self.official.current.contains(&Measure::total()) && self.official.prior.contains(&Measure::total())
    }

    /// The columns of labels, those of each year, and the change of 合计.
    fn columns(&self, takeaway: &Takeaway<'_>) -> Vec<Column> {
        let comparison = takeaway.comparison;
        let figure = |over: &str, head: &str| Column::under([over.to_owned(), head.to_owned()], Kind::Figure).wide(13);
        let mut columns: Vec<Column> = self.labels.iter().map(|label| label.column()).collect();
        let years = [
            (comparison.year, comparison.phase, &self.official.current),
            (comparison.base, comparison.base_phase, &self.official.prior),
        ];
        for (year, phase, measures) in years {
            let over = format!("{year}年{phase}");
            columns.extend(measures.iter().map(|measure| figure(&over, measure.as_str())));
        }
        if self.has_change() {
            columns.extend(["增减额", "增减率"].map(|head| figure("合计的变动", head)));
        }
        columns
    }

    fn row(&self, row: &Line<'_>) -> Row {
        let (current, prior) = (&self.official.current, &self.official.prior);
        let mut cells: Vec<Cell> = self.labels.iter().map(|label| label.cell(row)).collect();
        cells.extend(current.iter().map(|measure| figure(&row.current, measure)));
        cells.extend(prior.iter().map(|measure| figure(&row.prior, measure)));
        if self.has_change() {
            let total = |measures: &[Measure], first: usize| {
                first + measures.iter().position(Measure::is_total).unwrap_or_default()
            };
            let first = self.labels.len();
            let columns = (total(prior, first + current.len()), total(current, first), cells.len());
            cells.extend(total_change(row, columns));
        }
        Row { level: Some(row.level), cells }
    }
}

/// A figure as it was read: an amount, or the text instead of it.
fn figure(figures: &Figures<'_>, measure: &Measure) -> Cell {
    let Some(item) = figures.get(measure) else { return Cell::default() };
    let cell = match item.amount {
        Some(_) => Cell::known(item.amount, Some(item.origin)),
        None => Cell::text(&*item.text),
    };
    let note = (item.origin != Origin::Published).then(|| origin_words(item.origin, &[item]));
    Cell { note, ..cell }
}

/// The cells for the change of 合计, given the columns of both years and of the change.
fn total_change(row: &Line<'_>, (prior, current, change): (usize, usize, usize)) -> [Cell; 2] {
    let amount = |figures: &Figures<'_>| figures.get(&Measure::total()).and_then(|item| item.amount);
    let amounts = amount(&row.current).zip(amount(&row.prior));
    let difference = amounts.and_then(|(to, from)| to.checked_sub(from));
    let growth = amounts.and_then(|(to, from)| Growth::between(from.fen(), to.fen()));
    // A figure missing in a printed table counts as unknown here; the comparison decides when it is zero.
    let stated = false;
    [
        Cell::change(difference).by(Some(Formula::Change { prior, current, stated })),
        Cell::growth(growth).by(Some(Formula::Growth { prior, current, change: Some(change), stated })),
    ]
}

/// The name of a table's sheet, such as 收支总体情况表.
fn sheet_name(table: BudgetTable) -> &'static str {
    match table {
        BudgetTable::Other => "其他数据",
        _ => table.title(),
    }
}

/// A column to the left of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Side,
    Code,
    Level,
    Name,
    Project,
}

impl Label {
    fn column(self) -> Column {
        let (head, kind, width) = match self {
            Self::Side => ("收支", Kind::Word, 6),
            Self::Code => ("编码", Kind::Code, 10),
            Self::Level => ("级次", Kind::Word, 6),
            Self::Name => ("名称", Kind::Name, 38),
            Self::Project => ("项目", Kind::Text, 30),
        };
        Column::new(head, kind).wide(width)
    }

    fn cell(self, row: &Line<'_>) -> Cell {
        match self {
            Self::Side => Cell::text(if row.revenue { "收入" } else { "支出" }),
            Self::Code => Cell::code(row.code.as_ref()),
            Self::Level => Cell::text(words::level(row.level)),
            Self::Name => Cell::text(&*row.name),
            Self::Project => Cell::text(row.project.as_deref().unwrap_or_default()),
        }
    }
}
