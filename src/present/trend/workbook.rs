//! 趋势工作簿: the years side by side on one sheet, every figure on another. The same trend gives the same bytes.

use super::data::lines;
use super::ranking::listings;
use super::wide::phases;
use super::{TrendView, columns, notes, title};
use crate::analysis::{TrendRow, YearPhase};
use crate::model::schema::{ITEM_COLUMNS, TREND_COLUMNS};
use crate::model::{Amount, AmountUnit, FiscalYear, Growth};
use crate::present::PresentError;
use crate::present::sheet::{self, Heads, Sheet, number};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

const LABELS: [(&str, u8); 8] =
    [("单位", 32), ("范围", 7), ("表", 28), ("分类", 16), ("栏目", 16), ("编码", 10), ("级次", 6), ("名称", 32)];

/// A cell by what it holds.
enum Cell {
    Text(String),
    /// 元
    Money(Amount),
    /// Percent, as a spreadsheet counts it: 5 % is 0.05.
    Percent(Decimal),
    Empty,
}

/// How cells look.
struct Looks {
    head: Format,
    money: Format,
    percent: Format,
}

/// A trend as XLSX: sheets 趋势 (a line a row), 明细 (a line a figure), 排名 where units were ranked, and 说明.
///
/// # Errors
/// More rows than a sheet holds.
pub fn trend_xlsx(view: &TrendView) -> Result<Vec<u8>, crate::Error> {
    let columns = columns(view.trend);
    let figures = view.trend.rows.iter().filter_map(|row| columns.get(&row.sheet()));
    let tidy = Sheet { name: "明细", fields: &TREND_COLUMNS, heads: Heads::Titles, frozen: ITEM_COLUMNS as u16 };
    tidy.check(figures.map(|years| years.len()).sum())?;
    let looks = Looks {
        head: Format::new().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
        money: Format::new().set_num_format("#,##0.00"),
        percent: Format::new().set_num_format("0.00%"),
    };
    let written = sheet::workbook("trend", |workbook| {
        wide(workbook.add_worksheet().set_name("趋势")?, view, &looks)?;
        tidy.add(workbook, view.trend.rows.iter().flat_map(|row| lines(row, &columns)))?;
        if view.ranking.is_some() {
            ranking(workbook.add_worksheet().set_name("排名")?, view, &looks)?;
        }
        sheet::notes(workbook, &remarks(view))
    });
    Ok(written.map_err(PresentError::from)?)
}

/// One line a row: an amount, growth and share a year, then the whole time.
fn wide(sheet: &mut Worksheet, view: &TrendView, looks: &Looks) -> Result<(), XlsxError> {
    let trend = view.trend;
    let basis = trend.has_basis();
    let mut heads: Vec<(String, u8)> = LABELS.map(|(head, width)| (head.to_owned(), width)).to_vec();
    for column in &trend.columns {
        let year = title(*column);
        heads.extend([(format!("{year}（元）"), 18), (format!("{year}增减率"), 12), (format!("{year}占比"), 10)]);
        if basis {
            heads.extend([(format!("{year}同口径（元）"), 18), (format!("{year}同口径增减率"), 14)]);
        }
    }
    let phases = phases(trend);
    for phase in &phases {
        let whole = [("累计增减额（元）", 18), ("累计增减率", 12), ("年均增长率", 12)];
        heads.extend(
            [("首年", 7), ("末年", 7)].into_iter().chain(whole).map(|(head, width)| (format!("{phase}{head}"), width)),
        );
        if basis {
            heads.extend(whole.map(|(head, width)| (format!("{phase}同口径{head}"), width + 2)));
        }
    }
    header(sheet, &heads, looks)?;
    for (line, row) in (1u32..).zip(&trend.rows) {
        let mut cells: Vec<Cell> = labels(row).map(Cell::Text).into();
        for column in &trend.columns {
            cells.extend(year(row, *column));
            cells.extend(row.comparable.iter().flat_map(|same| amount_and_rate(same, *column)));
        }
        for phase in &phases {
            let span = row.span(*phase);
            let end = |year: Option<FiscalYear>| Cell::Text(year.map(|year| year.to_string()).unwrap_or_default());
            cells.extend([end(span.map(|span| span.from)), end(span.map(|span| span.to))]);
            cells.extend(whole(row, span));
            cells.extend(row.comparable.iter().flat_map(|same| whole(same, span)));
        }
        write(sheet, line, &cells, looks)?;
    }
    finish(sheet, trend.rows.len(), heads.len(), LABELS.len())
}

fn labels(row: &TrendRow) -> [String; 8] {
    let code = row.code.as_ref().map_or("", |code| code.as_str());
    let (scope, table, classification) = (row.scope.name(), row.table.title(), row.classification.title());
    [&row.unit, scope, table, classification, row.measure.as_str(), code, row.level.name(), &row.name]
        .map(str::to_owned)
}

fn year(row: &TrendRow, column: YearPhase) -> [Cell; 3] {
    let share = row.share(column).map(|share| share.percent(4));
    let [amount, rate] = amount_and_rate(row, column);
    [amount, rate, share.map_or(Cell::Empty, Cell::Percent)]
}

fn amount_and_rate(row: &TrendRow, column: YearPhase) -> [Cell; 2] {
    let figure = row.figures.get(&column);
    [figure.map_or(Cell::Empty, |figure| Cell::Money(figure.amount)), rate(row.growth(column))]
}

fn whole(row: &TrendRow, span: Option<crate::analysis::Span>) -> [Cell; 3] {
    let Some(span) = span else { return [const { Cell::Empty }; 3] };
    let (from, to) = span.ends();
    let annual = row.annual(span).map(|annual| annual.percent(4));
    [
        row.change_over(from, to).map_or(Cell::Empty, Cell::Money),
        rate(row.growth_over(from, to)),
        annual.map_or(Cell::Empty, Cell::Percent),
    ]
}

fn rate(growth: Option<Growth>) -> Cell {
    growth.and_then(Growth::rate).map_or(Cell::Empty, |rate| Cell::Percent(rate.percent(4)))
}

/// The tables of the terminal, one below the other, amounts in 万元 as text would print them.
fn ranking(sheet: &mut Worksheet, view: &TrendView, looks: &Looks) -> Result<(), XlsxError> {
    let mut line = 0;
    for listing in listings(view, AmountUnit::TenThousand) {
        sheet.write_string(line, 0, &listing.caption)?;
        line += 1;
        for (column, head) in (0u16..).zip(&listing.heads) {
            sheet.write_string_with_format(line, column, head, &looks.head)?;
            sheet.set_column_width(column, 22)?;
        }
        for cells in &listing.rows {
            line += 1;
            for ((column, text), at) in (0u16..).zip(cells).zip(0..) {
                match number(text.trim_start_matches('+')).filter(|_| at >= listing.left) {
                    Some(number) => sheet.write_number_with_format(line, column, number, &looks.money)?,
                    None => sheet.write_string(line, column, text)?,
                };
            }
        }
        for note in &listing.notes {
            line += 1;
            sheet.write_string(line, 0, note)?;
        }
        line += 2;
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

fn header(sheet: &mut Worksheet, heads: &[(String, u8)], looks: &Looks) -> Result<(), XlsxError> {
    for (column, (head, width)) in (0u16..).zip(heads) {
        sheet.write_string_with_format(0, column, head, &looks.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, line: u32, cells: &[Cell], looks: &Looks) -> Result<(), XlsxError> {
    for (column, cell) in (0u16..).zip(cells) {
        let (digits, look) = match cell {
            Cell::Text(text) if text.is_empty() => continue,
            Cell::Empty => continue,
            Cell::Text(text) => {
                sheet.write_string(line, column, text)?;
                continue;
            }
            Cell::Money(amount) => (amount.to_yuan().to_string(), &looks.money),
            Cell::Percent(percent) => ((percent / Decimal::ONE_HUNDRED).to_string(), &looks.percent),
        };
        match number(&digits) {
            Some(number) => sheet.write_number_with_format(line, column, number, look)?,
            // A spreadsheet keeps fifteen digits; what has more stays text.
            None => sheet.write_string(line, column, digits)?,
        };
    }
    Ok(())
}

fn finish(sheet: &mut Worksheet, rows: usize, columns: usize, frozen: usize) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, u16::try_from(frozen).unwrap_or_default())?;
    let last = u32::try_from(rows).unwrap_or(u32::MAX);
    let right = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, right)?;
    Ok(())
}
