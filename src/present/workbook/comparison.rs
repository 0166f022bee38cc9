//! 对比表: the sheet with all rows of the comparison, with formulas for changes, rates and shares.

use super::origin::Origins;
use super::sheet::{self, HEAD, Listed};
use crate::analysis::ComparisonRow;
use crate::model::{Amount, BudgetTable, Classification, Level, Measure, Points, Ratio, Scope};
use crate::present::Takeaway;
use crate::present::comparison::{Field, table};
use crate::present::table::Formula;
use crate::present::table::xlsx::style::{BAR_DOWN, BAR_UP};
use crate::present::table::xlsx::{At, row_below};
use rust_xlsxwriter::{ConditionalFormatDataBar, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

pub(super) const NAME: &str = "对比";

const FIELDS: [(Field, &str); 15] = [
    (Field::Table, "表"),
    (Field::Code, "编码"),
    (Field::Level, "级次"),
    (Field::Name, "名称"),
    (Field::Measure, "栏目"),
    (Field::Prior, ""),
    (Field::Current, ""),
    (Field::Change, "增减额"),
    (Field::Rate, "增减率"),
    (Field::Status, "变动"),
    (Field::SharePrior, "上年占比"),
    (Field::ShareCurrent, "本年占比"),
    (Field::ShareChange, "占比变化（百分点）"),
    (Field::Contribution, "拉动（百分点）"),
    (Field::Origin, "上年数来源"),
];
/// Additional columns if there is a bridge.
const COMPARABLE: [(Field, &str); 4] = [
    (Field::ComparablePrior, "上年数（同口径）"),
    (Field::ComparableChange, "增减额（同口径）"),
    (Field::ComparableRate, "增减率（同口径）"),
    (Field::ComparableStatus, "变动（同口径）"),
];

/// The column of a field; `None` if the sheet does not have it, so that no formula refers to another one instead.
fn column(field: Field) -> Option<usize> {
    FIELDS.iter().chain(&COMPARABLE).position(|(other, _)| *other == field)
}

/// The cell of a field of a row.
pub(super) fn cell_of(row: usize, field: Field) -> Option<At> {
    Some((row_below(HEAD + 1, row), column(field)? as u16))
}

/// Adds the sheet.
pub(super) fn add(
    workbook: &mut Workbook,
    takeaway: &Takeaway<'_>,
    rows: &[&ComparisonRow],
    origins: &Origins<'_>,
) -> Result<Listed, XlsxError> {
    let (comparison, unit) = (takeaway.comparison, takeaway.amount_unit);
    let mut fields = FIELDS.to_vec();
    if rows.iter().any(|row| row.comparable.is_some()) {
        fields.extend(COMPARABLE);
    }
    let mut table = table(comparison, rows.iter().copied(), &fields, unit);
    table.caption = format!("{} {}年与{}年对比", takeaway.unit, comparison.year, comparison.base);
    table.remark = format!("单位：{unit}。增减额、增减率、占比都是公式，改数即重算");
    table.folds = true;
    // 栏目 is not frozen, since it is 合计 in most rows.
    table.labels = FIELDS.iter().take_while(|(field, _)| *field != Field::Measure).count();
    let wholes = wholes(rows);
    for (line, row) in table.rows.iter_mut().zip(rows) {
        let whole = wholes.get(&whole_key(row)).map(|at| (*at, rows[*at]));
        for ((field, _), cell) in fields.iter().zip(&mut line.cells) {
            cell.formula = formula(row, *field, whole);
            cell.note = match field {
                Field::Prior => origins.prior(row),
                Field::Current => origins.current(row),
                _ => None,
            };
        }
    }
    let sheet = sheet::add(workbook, NAME, &table)?;
    data_bars(sheet, rows)?;
    Ok(Listed {
        name: NAME.to_owned(), what: "各表各级科目两年对比，公式可重算".to_owned(), rows: rows.len()
    })
}

/// A row with its index.
type Numbered<'a> = (usize, &'a ComparisonRow);

/// The formula of a field; `whole` is the row of which the row is a part.
fn formula(row: &ComparisonRow, field: Field, whole: Option<Numbered<'_>>) -> Option<Formula> {
    let same = row.comparable.unwrap_or_default();
    let (prior, current) = (column(Field::Prior)?, column(Field::Current)?);
    let share = |share, year| {
        let whole = whole_cell(whole?, year, share, amount(row, year))?;
        Some(Formula::Share { part: column(year)?, whole })
    };
    match field {
        Field::Change => Some(Formula::Change { prior, current, stated: row.change.is_some() }),
        Field::Rate => {
            let change = column(Field::Change)?;
            Some(Formula::Rate { prior, current, change, stated: row.change.is_some() })
        }
        Field::Status => Some(Formula::Status { prior, current, stated: row.change.is_some() }),
        Field::SharePrior => share(row.share_prior, Field::Prior),
        Field::ShareCurrent => share(row.share_current, Field::Current),
        Field::ShareChange => {
            row.share_change?;
            Some(Formula::ShareChange { from: column(Field::SharePrior)?, to: column(Field::ShareCurrent)? })
        }
        Field::Contribution => {
            let points = row.contribution?;
            let share = Ratio::new(row.change?.fen(), whole?.1.prior?.fen())?;
            let share = Some(share).filter(|share| Points::of(*share) == points)?;
            let whole = whole_cell(whole?, Field::Prior, Some(share), row.change)?;
            Some(Formula::Contribution { change: column(Field::Change)?, whole })
        }
        Field::ComparableChange => {
            Some(Formula::Change { prior: column(Field::ComparablePrior)?, current, stated: same.change.is_some() })
        }
        Field::ComparableRate => Some(Formula::Rate {
            prior: column(Field::ComparablePrior)?,
            current,
            change: column(Field::ComparableChange)?,
            stated: same.change.is_some(),
        }),
        Field::ComparableStatus => {
            Some(Formula::Status { prior: column(Field::ComparablePrior)?, current, stated: same.change.is_some() })
        }
        _ => None,
    }
}

fn amount(row: &ComparisonRow, year: Field) -> Option<Amount> {
    if year == Field::Prior { row.prior } else { row.current }
}

/// The cell of the whole, if the share refers to it.
fn whole_cell(
    (at, whole): Numbered<'_>,
    year: Field,
    share: Option<Ratio>,
    part: Option<Amount>,
) -> Option<(usize, usize)> {
    let whole = amount(whole, year).map(Amount::fen);
    let is_whole = match share {
        Some(share) => whole == Some(share.denominator()),
        None => part.is_none() || whole.is_none_or(|whole| whole == 0),
    };
    Some((at, column(year)?)).filter(|_| is_whole)
}

/// Key of a row's whole: for total rows the table's 合计, for others the total row of the same column.
type WholeKey<'a> = (&'a str, Scope, BudgetTable, Classification, Measure);

fn whole_key(row: &ComparisonRow) -> WholeKey<'_> {
    (
        &row.item.unit,
        row.item.scope,
        row.item.table,
        row.item.classification,
        row.item.measure.share_base(row.item.level, row.item.table),
    )
}

fn wholes<'a>(rows: &[&'a ComparisonRow]) -> BTreeMap<WholeKey<'a>, usize> {
    let totals = rows.iter().enumerate().filter(|(_, row)| row.item.level == Level::Total);
    totals
        .map(|(index, row)| {
            (
                (&*row.item.unit, row.item.scope, row.item.table, row.item.classification, row.item.measure.clone()),
                index,
            )
        })
        .collect()
}

/// 数据条: data bars with a common scale for each column of each table, without the total.
fn data_bars(sheet: &mut Worksheet, rows: &[&ComparisonRow]) -> Result<(), XlsxError> {
    let block = |row: &ComparisonRow| {
        (row.item.unit.clone(), row.item.scope, row.item.table, row.item.classification, row.item.measure.clone())
    };
    let mut start = 0;
    while start < rows.len() {
        let same = rows[start..].iter().take_while(|row| block(row) == block(rows[start])).count();
        let first = start + rows[start..start + same].iter().take_while(|row| row.item.level == Level::Total).count();
        let last = start + same - 1;
        if last > first {
            let bar = ConditionalFormatDataBar::new()
                .set_solid_fill(true)
                .set_fill_color(BAR_UP)
                .set_negative_fill_color(BAR_DOWN)
                .set_border_off(true);
            if let (Some(from), Some(to)) = (cell_of(first, Field::Change), cell_of(last, Field::Change)) {
                sheet.add_conditional_format(from.0, from.1, to.0, to.1, &bar)?;
            }
        }
        start += same;
    }
    Ok(())
}
