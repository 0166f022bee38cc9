//! 宽表: one line a row, the years beside each other, as CSV and as the first sheet of the workbook.

use super::table::{Group, amount, column};
use super::{TrendView, title};
use crate::analysis::{Trend, TrendRow};
use crate::model::schema::{ITEM_COLUMNS, TREND_COLUMNS};
use crate::model::{AmountUnit, Phase};
use crate::present::PresentError;
use crate::present::csv_guard::BOM;
use crate::present::records::{into_text, item};
use crate::present::table::{Cell, Column, Digits, Kind, Table, Value, words};
use std::collections::BTreeSet;

/// A trend as CSV for Excel, one line per row: an amount, growth and share per year, what follows over the whole time, and
/// amounts and growth on the codes of the last year. The columns depend on the years and phases of the trend and on nothing else.
///
/// # Errors
/// None in practice.
pub fn trend_wide_csv(view: &TrendView) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    let labels = TREND_COLUMNS[..ITEM_COLUMNS].iter().map(|column| column.name.to_owned());
    let columns = [Basis::Published, Basis::Same].into_iter().flat_map(|basis| figures(view.trend, basis)).collect();
    let figures = Table::of_columns(columns, view.trend.rows.iter().map(|row| row.item.level));
    let heads: Vec<String> = labels.chain(figures.columns.into_iter().flat_map(|column| column.heads)).collect();
    writer.write_record(&heads).map_err(PresentError::from)?;
    for (row, figures) in view.trend.rows.iter().zip(&figures.rows) {
        let labels = item(&row.item);
        let labels = labels.iter().map(|value| value.print().into_owned());
        let cells: Vec<String> = labels.chain(figures.cells.iter().map(Cell::data)).collect();
        writer.write_record(&cells).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// 口径: which figures of a row a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// 公布数
    Published,
    /// 同口径数: on the codes of the last year.
    Same,
}

impl Basis {
    /// The row with these figures; none if there is no bridge.
    fn of(self, row: &TrendRow) -> Option<&TrendRow> {
        match self {
            Self::Published => Some(row),
            Self::Same => row.comparable.as_deref(),
        }
    }

    /// What it adds to the head of a column.
    fn word(self) -> &'static str {
        match self {
            Self::Published => "",
            Self::Same => "同口径",
        }
    }
}

/// The columns of one basis for people, under Chinese labels, in 元.
pub(super) fn table(trend: &Trend, basis: Basis) -> Table {
    type Label = (&'static str, Kind, usize, fn(&TrendRow) -> Cell);
    const LABELS: [Label; ITEM_COLUMNS] = [
        ("单位", Kind::Text, 32, |row| Cell::text(&*row.item.unit)),
        ("范围", Kind::Word, 7, |row| Cell::text(row.item.scope.name())),
        ("表", Kind::Word, 28, |row| Cell::text(row.item.table.title())),
        ("分类", Kind::Word, 16, |row| Cell::text(row.item.classification.title())),
        ("栏目", Kind::Text, 16, |row| Cell::text(row.item.measure.as_str())),
        ("编码", Kind::Code, 10, |row| Cell::code(row.item.code.as_ref())),
        ("级次", Kind::Word, 6, |row| Cell::text(words::level(row.item.level))),
        ("名称", Kind::Name, 32, |row| Cell::text(&*row.item.name)),
    ];
    let label =
        |(head, kind, width, cell): Label| (Column::new(head, kind).wide(width), trend.rows.iter().map(cell).collect());
    let columns = LABELS.map(label).into_iter().chain(figures(trend, basis)).collect();
    Table {
        labels: ITEM_COLUMNS,
        digits: Digits::of(AmountUnit::Yuan),
        ..Table::of_columns(columns, trend.rows.iter().map(|row| row.item.level))
    }
}

/// The figures of all rows. A figure that is not known stays blank: there are too many of them for dashes.
fn figures(trend: &Trend, basis: Basis) -> Group {
    let rows: Vec<&TrendRow> = trend.rows.iter().collect();
    let known = |cell: Cell| if cell.is_gap() { Cell::default() } else { cell };
    let figure = |head: String, width: usize, cell: &dyn Fn(&TrendRow) -> Cell| {
        let (column, cells) =
            column([head], &rows, |row| basis.of(row).map_or_else(Cell::default, |row| known(cell(row))));
        (column.wide(width), cells)
    };
    let mut columns = Vec::new();
    for year in trend.columns.iter().copied() {
        let title = title(year) + basis.word();
        columns.push(figure(title.clone(), 18, &|row| amount(row, year)));
        columns.push(figure(format!("{title}增减率"), 12, &|row| Cell::growth(row.growth(year))));
        if basis == Basis::Published {
            columns.push(figure(format!("{title}占比"), 10, &|row| Cell::share(row.share(year))));
        }
    }
    for phase in phases(trend) {
        let end = |first: bool, row: &TrendRow| {
            let span = row.span(phase);
            Cell::text(span.map(|span| if first { span.from } else { span.to }.to_string()).unwrap_or_default())
        };
        let title = format!("{phase}{}", basis.word());
        if basis == Basis::Published {
            columns.push(figure(format!("{title}首年"), 7, &|row| end(true, row)));
            columns.push(figure(format!("{title}末年"), 7, &|row| end(false, row)));
        }
        for (head, width, cell) in WHOLE {
            columns.push(figure(format!("{title}{head}"), width, &|row| cell(row, phase)));
        }
    }
    columns
}

/// Head, width and figure of a column over the whole time of a phase.
type Whole = (&'static str, usize, fn(&TrendRow, Phase) -> Cell);

const WHOLE: [Whole; 3] = [
    ("累计增减额", 18, |row, phase| {
        Cell::change(row.span(phase).and_then(|span| row.change_over(span.ends().0, span.ends().1)))
    }),
    ("累计增减率", 12, |row, phase| {
        Cell::growth(row.span(phase).and_then(|span| row.growth_over(span.ends().0, span.ends().1)))
    }),
    ("年均增长率", 12, |row, phase| Value::Annual(row.span(phase).and_then(|span| row.annual(span))).into()),
];

/// The phases that a trend shows.
fn phases(trend: &Trend) -> BTreeSet<Phase> {
    trend.columns.iter().map(|(_, phase)| *phase).collect()
}
