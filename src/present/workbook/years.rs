//! 历年: the sheet with all years and phases, if there are more than two, with growth rates on the previous year.

use super::sheet::{self, Listed};
use crate::analysis::{Trend, TrendRow, YearPhase};
use crate::present::Takeaway;
use crate::present::table::{Cell, Column, Digits, Formula, Kind, Row, Table, words};
use rust_xlsxwriter::{Workbook, XlsxError};

const NAME: &str = "历年";
const LABELS: [(&str, Kind, usize); 5] = [
    ("表", Kind::Word, 27),
    ("编码", Kind::Code, 10),
    ("级次", Kind::Word, 6),
    ("名称", Kind::Name, 38),
    ("栏目", Kind::Text, 19),
];

/// The number of columns up to which the letters of an upright page can be read.
const UPRIGHT: usize = 11;

/// The trend, if it has at least three columns.
pub(super) fn of<'a>(takeaway: &Takeaway<'a>) -> Option<&'a Trend> {
    takeaway.trend.filter(|trend| trend.columns.len() > 2)
}

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Option<Listed>, XlsxError> {
    let Some(trend) = of(takeaway) else { return Ok(None) };
    let rows: Vec<&TrendRow> = trend.rows.iter().filter(|row| takeaway.is_own(&row.item.unit)).collect();
    let pairs = pairs(trend);
    let table = Table {
        caption: format!("{} 历年对比", takeaway.unit),
        remark: format!("单位：{}。没有数的年度留空，不当作零", takeaway.amount_unit),
        columns: columns(trend, &pairs),
        rows: rows.iter().map(|row| line(row, trend, &pairs)).collect(),
        // 栏目 is not frozen, since it is 合计 in most rows.
        labels: LABELS.len() - 1,
        folds: true,
        digits: Digits::of(takeaway.amount_unit),
        ..Table::default()
    };
    let sheet = sheet::add(workbook, NAME, &table)?;
    if table.columns.len() <= UPRIGHT {
        sheet.set_portrait();
    }
    Ok(Some(Listed { name: NAME.to_owned(), what: "各年并列，逐年增减率".to_owned(), rows: rows.len() }))
}

/// Pairs of columns of consecutive years in the same phase, by their positions.
fn pairs(trend: &Trend) -> Vec<(usize, usize)> {
    let before = |&(year, phase): &YearPhase| {
        let previous = (year.previous()?, phase);
        trend.columns.iter().position(|column| *column == previous)
    };
    trend.columns.iter().enumerate().filter_map(|(at, column)| Some((before(column)?, at))).collect()
}

fn columns(trend: &Trend, pairs: &[(usize, usize)]) -> Vec<Column> {
    let figure = |head: String, width: usize| Column::new(head, Kind::Figure).wide(width);
    let labels = LABELS.map(|(head, kind, width)| Column::new(head, kind).wide(width));
    let years = trend.columns.iter().map(|(year, phase)| figure(format!("{year}年{phase}"), 14));
    let rates = pairs.iter().filter_map(|(_, at)| trend.columns.get(*at));
    let rates = rates.map(|(year, _)| figure(format!("{year}年增减率"), 11));
    labels.into_iter().chain(years).chain(rates).collect()
}

fn line(row: &TrendRow, trend: &Trend, pairs: &[(usize, usize)]) -> Row {
    let labels = [
        Cell::text(row.item.table.title()),
        Cell::code(row.item.code.as_ref()),
        Cell::text(words::level(row.item.level)),
        Cell::text(&*row.item.name),
        Cell::text(row.item.measure.as_str()),
    ];
    let amounts = trend.columns.iter().map(|year| {
        let figure = row.figures.get(year);
        Cell::known(figure.map(|figure| figure.amount), figure.map(|figure| figure.origin))
    });
    let rates = pairs.iter().filter_map(|&(before, after)| {
        let growth = row.growth(*trend.columns.get(after)?);
        let column = |position: usize| LABELS.len() + position;
        // If the year's table was published, an empty cell is zero, else unknown.
        let stated = growth.is_some();
        let formula = Formula::Growth { prior: column(before), current: column(after), change: None, stated };
        Some(Cell::growth(growth).by(Some(formula)))
    });
    Row { level: Some(row.item.level), cells: labels.into_iter().chain(amounts).chain(rates).collect() }
}
