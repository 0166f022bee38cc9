//! 公开表: each table of the disclosure as it was read, this year and, where it is known, last year beside it.

use super::cell::{self, Change};
use super::comparison::weight;
use super::origin::{note, words};
use super::style::{self, Cell, Weight, format};
use super::{Listed, sheet_head};
use crate::model::{Amount, AmountUnit, BudgetTable, FiscalYear, Growth, Level, LineItem, Measure, Origin, Phase};
use crate::present::Takeaway;
use crate::present::official::{self, Figures, Official};
use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

const HEAD: u32 = 3;
const FIRST: u32 = HEAD + 2;
/// More columns than this need two pages side by side.
const WIDE: usize = 16;

/// Adds a sheet a table.
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

/// One table of both years.
struct Printed<'a> {
    table: BudgetTable,
    official: Official<'a>,
}

impl<'a> Printed<'a> {
    fn new(table: BudgetTable, takeaway: &Takeaway<'_>, items: &[&'a LineItem]) -> Self {
        let comparison = takeaway.comparison;
        let of = |year: FiscalYear, phase: Phase| -> Vec<&'a LineItem> {
            let own = items.iter().copied().filter(|item| item.table == table);
            own.filter(|item| item.year == year && item.phase == phase).collect()
        };
        let current = of(comparison.year, comparison.phase);
        // Indicators are words of their year; last year's stand in last year's file.
        let prior = match table {
            BudgetTable::Performance => Vec::new(),
            _ => of(comparison.base, comparison.base_phase),
        };
        Self { table, official: Official::new(&current, &prior) }
    }

    fn stub(&self) -> Vec<Stub> {
        let both =
            self.official.rows.iter().any(|line| line.revenue) && self.official.rows.iter().any(|line| !line.revenue);
        let mut stub = Vec::new();
        stub.extend(both.then_some(Stub::Side));
        stub.extend(self.official.rows.iter().any(|line| line.code.is_some()).then_some(Stub::Code));
        stub.extend([Stub::Level, Stub::Name]);
        stub.extend(self.official.rows.iter().any(|line| line.project.is_some()).then_some(Stub::Project));
        stub
    }

    fn write(&self, workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Listed, XlsxError> {
        let name = sheet_name(self.table);
        let sheet = workbook.add_worksheet().set_name(&name)?;
        let stub = self.stub();
        let width = self.heads(sheet, &stub, takeaway)?;
        let unit = takeaway.amount_unit;
        let remark = format!("单位：{unit}。按读到的公开表列出；斜体带底色的数不是当年文件所列，见批注");
        sheet_head(sheet, &format!("{} {}", takeaway.unit, self.table.title()), &remark)?;
        if width > WIDE {
            sheet.set_repeat_columns(0, stub.len() as u16 - 1)?;
            sheet.set_print_fit_to_pages(2, 0);
        }
        for (row, line) in (FIRST..).zip(&self.official.rows) {
            let line = Row { line, at: row, unit, stub: &stub };
            line.stub(sheet)?;
            line.figures(sheet, &self.official.current, &line.line.current, stub.len() as u16)?;
            line.figures(
                sheet,
                &self.official.prior,
                &line.line.prior,
                (stub.len() + self.official.current.len()) as u16,
            )?;
            if self.has_change() {
                line.change(sheet, &self.official.current, &self.official.prior)?;
            }
        }
        sheet.group_symbols_above(true);
        let depths: Vec<u8> = self.official.rows.iter().map(|line| line.level as u8).collect();
        if self.table != BudgetTable::Performance {
            super::outline(sheet, FIRST, &depths)?;
        }
        sheet.set_freeze_panes(FIRST, stub.len() as u16)?;
        sheet.set_repeat_rows(HEAD, HEAD + 1)?;
        if let Some(at) = stub.iter().position(|stub| *stub == Stub::Code) {
            let last = FIRST + self.official.rows.len() as u32;
            sheet.ignore_error_range(FIRST, at as u16, last, at as u16, IgnoreError::NumberStoredAsText)?;
        }
        let what = if self.official.prior.is_empty() { "本年数" } else { "本年数与上年数" };
        Ok(Listed { name, what: format!("{}，{what}", self.table.title()), rows: self.official.rows.len() })
    }

    /// Whether both years have 合计.
    fn has_change(&self) -> bool {
        self.official.current.contains(&Measure::total()) && self.official.prior.contains(&Measure::total())
    }

    /// Two rows of heads: the year above its columns. Returns the number of columns.
    fn heads(&self, sheet: &mut Worksheet, stub: &[Stub], takeaway: &Takeaway<'_>) -> Result<usize, XlsxError> {
        let head = style::head();
        let comparison = takeaway.comparison;
        let mut column = 0u16;
        for stub in stub {
            let (word, width) = stub.head();
            span(sheet, (HEAD, HEAD + 1), (column, column), word, &head)?;
            sheet.set_column_width(column, width)?;
            column += 1;
        }
        let years = [
            (comparison.year, comparison.phase, &self.official.current),
            (comparison.base, comparison.base_phase, &self.official.prior),
        ];
        for (year, phase, measures) in years {
            let Some(last) = (column as usize + measures.len()).checked_sub(1).filter(|_| !measures.is_empty()) else {
                continue;
            };
            span(sheet, (HEAD, HEAD), (column, last as u16), &format!("{year}年{phase}"), &head)?;
            for measure in measures {
                cell::text(sheet, (HEAD + 1, column), measure.as_str(), &head)?;
                sheet.set_column_width(column, 13)?;
                column += 1;
            }
        }
        if self.has_change() {
            span(sheet, (HEAD, HEAD), (column, column + 1), "合计的变动", &head)?;
            for word in ["增减额", "增减率"] {
                cell::text(sheet, (HEAD + 1, column), word, &head)?;
                sheet.set_column_width(column, 13)?;
                column += 1;
            }
        }
        sheet.set_row_height(HEAD + 1, if column as usize > 8 { 42 } else { 28 })?;
        Ok(column as usize)
    }
}

/// 收支总体情况表; two titles of one kind of table do not occur.
fn sheet_name(table: BudgetTable) -> String {
    match table {
        BudgetTable::Other => "其他数据".to_owned(),
        _ => table.title().to_owned(),
    }
}

/// A cell of the head over several rows or columns.
fn span(
    sheet: &mut Worksheet,
    rows: (u32, u32),
    columns: (u16, u16),
    word: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    if rows.0 == rows.1 && columns.0 == columns.1 {
        return cell::text(sheet, (rows.0, columns.0), word, look);
    }
    sheet.merge_range(rows.0, columns.0, rows.1, columns.1, &cell::clean(word), look)?;
    Ok(())
}

/// A column left of the amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stub {
    Side,
    Code,
    Level,
    Name,
    Project,
}

impl Stub {
    fn head(self) -> (&'static str, u8) {
        match self {
            Self::Side => ("收支", 6),
            Self::Code => ("编码", 10),
            Self::Level => ("级次", 6),
            Self::Name => ("名称", 38),
            Self::Project => ("项目", 30),
        }
    }
}

/// A row of the sheet.
struct Row<'a> {
    line: &'a official::Row<'a>,
    at: u32,
    unit: AmountUnit,
    stub: &'a [Stub],
}

impl Row<'_> {
    fn weight(&self) -> Weight {
        weight(self.line.level)
    }

    fn stub(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let line = self.line;
        for (column, stub) in (0u16..).zip(self.stub) {
            let indent = (line.level as u8).saturating_sub(Level::Category as u8);
            let (text, kind, indent) = match stub {
                Stub::Side => (if line.revenue { "收入" } else { "支出" }.to_owned(), Cell::Text, 0),
                Stub::Code => (line.code.as_ref().map(ToString::to_string).unwrap_or_default(), Cell::Code, 0),
                Stub::Level if line.level == Level::Total => ("合计".to_owned(), Cell::Text, 0),
                Stub::Level => (line.level.name().to_owned(), Cell::Text, 0),
                Stub::Name => (line.name.to_string(), Cell::Wrapped, indent),
                Stub::Project => (line.project.as_deref().unwrap_or_default().to_owned(), Cell::Wrapped, 0),
            };
            cell::text(sheet, (self.at, column), &text, &format(kind, self.weight()).set_indent(indent))?;
        }
        let width = |stub: Stub| usize::from(stub.head().1);
        let indent = 2 * (line.level as usize).saturating_sub(Level::Category as usize);
        let name = (&*line.name, width(Stub::Name).saturating_sub(indent));
        cell::fit(sheet, self.at, &[name, (line.project.as_deref().unwrap_or_default(), width(Stub::Project))])
    }

    fn figures(
        &self,
        sheet: &mut Worksheet,
        measures: &[Measure],
        figures: &Figures<'_>,
        first: u16,
    ) -> Result<(), XlsxError> {
        for (column, measure) in (first..).zip(measures) {
            let at = (self.at, column);
            let Some(item) = figures.get(measure) else {
                sheet.write_blank(at.0, at.1, &format(Cell::Money, self.weight()))?;
                continue;
            };
            let kind = if item.origin == Origin::Published { Cell::Money } else { Cell::Recovered };
            match item.amount {
                Some(amount) => cell::amount(sheet, at, Some(amount), self.unit, &format(kind, self.weight()))?,
                None => cell::text(sheet, at, &item.text, &format(Cell::Wrapped, self.weight()))?,
            }
            if item.origin != Origin::Published {
                sheet.insert_note(at.0, at.1, &note(&words(item.origin, &[item])))?;
            }
        }
        Ok(())
    }

    /// The change of 合计, behind both years.
    fn change(&self, sheet: &mut Worksheet, current: &[Measure], prior: &[Measure]) -> Result<(), XlsxError> {
        let total = |measures: &[Measure], first: usize| {
            let at = measures.iter().position(Measure::is_total).unwrap_or_default();
            (self.at, (first + at) as u16)
        };
        let amount = |figures: &Figures<'_>| figures.get(&Measure::total()).and_then(|item| item.amount);
        let (to, from) = (amount(&self.line.current), amount(&self.line.prior));
        let change = to.zip(from).and_then(|(to, from)| to.checked_sub(from));
        let growth = to.zip(from).and_then(|(to, from): (Amount, Amount)| Growth::between(from.fen(), to.fen()));
        let column = (self.stub.len() + current.len() + prior.len()) as u16;
        Change {
            prior: total(prior, self.stub.len() + current.len()),
            current: total(current, self.stub.len()),
            unit: self.unit,
            // What a table as printed leaves out is not known to be nothing; the comparison knows.
            stated: false,
            exact: cell::is_exact(&[from, to, change], self.unit),
            weight: self.weight(),
            amounts: (change, growth),
        }
        .write(sheet, (self.at, column), (self.at, column + 1))
    }
}
