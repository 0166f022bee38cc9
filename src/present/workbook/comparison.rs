//! 对比表: every row of the comparison, its changes, rates and shares as live formulas.

use super::cell::{self, At, Change};
use super::origin::Origins;
use super::style::{self, Cell, DOWN, UP, Weight, format};
use super::{Listed, sheet_head};
use crate::analysis::ComparisonRow;
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Level, Measure, Points, Ratio, Scope};
use crate::present::Takeaway;
use crate::present::rows;
use rust_xlsxwriter::{ConditionalFormatDataBar, IgnoreError, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

pub(super) const NAME: &str = "对比";
/// The row of the head, and the first row below it.
const HEAD: u32 = 3;
pub(super) const FIRST: u32 = HEAD + 1;

const TABLE: u16 = 0;
const CODE: u16 = 1;
const LEVEL: u16 = 2;
const ITEM: u16 = 3;
const MEASURE: u16 = 4;
pub(super) const PRIOR: u16 = 5;
pub(super) const CURRENT: u16 = 6;
pub(super) const CHANGE: u16 = 7;
pub(super) const GROWTH: u16 = 8;
const SHARE_PRIOR: u16 = 9;
const SHARE_CURRENT: u16 = 10;
const SHARE_CHANGE: u16 = 11;
const CONTRIBUTION: u16 = 12;
const ORIGIN: u16 = 13;
/// 同口径 columns, where a bridge was given.
const COMPARABLE: u16 = 14;

const NAME_WIDTH: u8 = 38;
const MEASURE_WIDTH: u8 = 19;

/// The row in the sheet of a row of the comparison.
pub(super) fn sheet_row(index: usize) -> u32 {
    FIRST + u32::try_from(index).unwrap_or(u32::MAX - FIRST)
}

/// Adds the sheet.
pub(super) fn add(
    workbook: &mut Workbook,
    takeaway: &Takeaway<'_>,
    rows: &[&ComparisonRow],
    origins: &Origins<'_>,
) -> Result<Listed, XlsxError> {
    let comparison = takeaway.comparison;
    let bridged = rows.iter().any(|row| row.comparable.is_some());
    let heads = heads(takeaway, bridged);
    let title = format!("{} {}年与{}年对比", takeaway.unit, comparison.year, comparison.base);
    let sheet = workbook.add_worksheet().set_name(NAME)?;
    let unit = takeaway.amount_unit;
    sheet_head(sheet, &title, &format!("单位：{unit}。增减额、增减率、占比都是公式，改数即重算"))?;
    for ((column, (name, width)), head) in (0u16..).zip(&heads).zip(std::iter::repeat(style::head())) {
        sheet.write_string_with_format(HEAD, column, name, &head)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(HEAD, 30)?;
    let wholes = wholes(rows);
    for (index, row) in rows.iter().enumerate() {
        let whole = wholes.get(&whole_key(row)).map(|at| (sheet_row(*at), rows[*at]));
        let line = Line { at: sheet_row(index), row, whole, unit };
        line.names(sheet)?;
        line.figures(sheet, origins)?;
        line.comparable(sheet, bridged)?;
    }
    let last = sheet_row(rows.len().saturating_sub(1));
    outline(sheet, rows)?;
    data_bars(sheet, rows)?;
    sheet.set_freeze_panes(FIRST, ITEM + 1)?;
    sheet.autofilter(HEAD, 0, last, (heads.len() - 1) as u16)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.ignore_error_range(FIRST, CODE, last, CODE, IgnoreError::NumberStoredAsText)?;
    Ok(Listed {
        name: NAME.to_owned(), what: "各表各级科目两年对比，公式可重算".to_owned(), rows: rows.len()
    })
}

fn heads(takeaway: &Takeaway<'_>, bridged: bool) -> Vec<(String, u8)> {
    let comparison = takeaway.comparison;
    let amount = |year, phase| (format!("{year}年{phase}"), 15);
    let mut heads: Vec<(String, u8)> = vec![("表".into(), 27), ("编码".into(), 10), ("级次".into(), 6)];
    heads.extend([("名称".to_owned(), NAME_WIDTH), ("栏目".to_owned(), MEASURE_WIDTH)]);
    heads.extend([amount(comparison.base, comparison.base_phase), amount(comparison.year, comparison.phase)]);
    heads.extend([("增减额", 15), ("增减率", 11), ("上年占比", 10), ("本年占比", 10)].map(|(a, b)| (a.to_owned(), b)));
    heads.extend(
        [("占比变化（百分点）", 11), ("拉动（百分点）", 10), ("上年数来源", 16)].map(|(a, b)| (a.to_owned(), b)),
    );
    if bridged {
        let columns = [("上年数（同口径）", 15), ("增减额（同口径）", 15), ("增减率（同口径）", 12)];
        heads.extend(columns.map(|(name, width)| (name.to_owned(), width)));
    }
    heads
}

/// What the whole of a row is: of a total row the table's 合计, of others the total row of the same column.
type WholeKey<'a> = (&'a str, Scope, BudgetTable, Classification, Measure);

fn whole_key(row: &ComparisonRow) -> WholeKey<'_> {
    (&row.unit, row.scope, row.table, row.classification, row.measure.share_base(row.level, row.table))
}

fn wholes<'a>(rows: &[&'a ComparisonRow]) -> BTreeMap<WholeKey<'a>, usize> {
    let totals = rows.iter().enumerate().filter(|(_, row)| row.level == Level::Total);
    totals
        .map(|(index, row)| ((&*row.unit, row.scope, row.table, row.classification, row.measure.clone()), index))
        .collect()
}

/// One row of the sheet.
struct Line<'a> {
    at: u32,
    row: &'a ComparisonRow,
    whole: Option<(u32, &'a ComparisonRow)>,
    unit: AmountUnit,
}

pub(super) fn weight(level: Level) -> Weight {
    match level {
        Level::Total => Weight::Total,
        Level::Category => Weight::Category,
        _ => Weight::Plain,
    }
}

impl Line<'_> {
    fn names(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let row = self.row;
        let weight = weight(row.level);
        let look = |kind| format(kind, weight);
        let level = if row.level == Level::Total { "合计" } else { row.level.name() };
        cell::text(sheet, (self.at, TABLE), row.table.title(), &look(Cell::Text))?;
        let code = row.code.as_ref().map(ToString::to_string).unwrap_or_default();
        cell::text(sheet, (self.at, CODE), &code, &look(Cell::Code))?;
        cell::text(sheet, (self.at, LEVEL), level, &look(Cell::Text))?;
        let indent = (row.level as u8).saturating_sub(Level::Category as u8);
        let name = rows::name(row);
        cell::text(sheet, (self.at, ITEM), &name, &look(Cell::Wrapped).set_indent(indent))?;
        let room = usize::from(NAME_WIDTH).saturating_sub(2 * usize::from(indent));
        cell::fit(sheet, self.at, &[(&name, room), (row.measure.as_str(), MEASURE_WIDTH.into())])?;
        cell::text(sheet, (self.at, MEASURE), row.measure.as_str(), &look(Cell::Wrapped))
    }

    fn figures(&self, sheet: &mut Worksheet, origins: &Origins<'_>) -> Result<(), XlsxError> {
        let row = self.row;
        let weight = weight(row.level);
        for (column, amount, origin, note) in [
            (PRIOR, row.prior, row.prior_origin, origins.prior(row)),
            (CURRENT, row.current, row.current_origin, origins.current(row)),
        ] {
            let kind = if Origins::is_recovered(origin) { Cell::Recovered } else { Cell::Money };
            cell::amount(sheet, (self.at, column), amount, self.unit, &format(kind, weight))?;
            if let Some(note) = note {
                sheet.insert_note(self.at, column, &note)?;
            }
        }
        Change {
            prior: (self.at, PRIOR),
            current: (self.at, CURRENT),
            unit: self.unit,
            stated: row.change.is_some(),
            exact: cell::is_exact(&[row.prior, row.current, row.change], self.unit),
            weight,
            amounts: (row.change, row.growth),
        }
        .write(sheet, (self.at, CHANGE), (self.at, GROWTH))?;
        self.shares(sheet)?;
        cell::text(sheet, (self.at, ORIGIN), &Origins::words(row), &format(Cell::Text, weight))
    }

    fn shares(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let row = self.row;
        let look = |kind| format(kind, weight(row.level));
        for (column, amount, share, side) in [
            (SHARE_PRIOR, PRIOR, row.share_prior, Side::Prior),
            (SHARE_CURRENT, CURRENT, row.share_current, Side::Current),
        ] {
            let part = cell::name((self.at, amount));
            let formula = self
                .whole_cell(side, share, side.amount(row))
                .map(|whole| format!("=IF(OR(ISBLANK({part}),N({whole})=0),\"{}\",{part}/{whole})", cell::NOTHING));
            cell::formula_or(sheet, (self.at, column), formula, &cell::ratio_result(share), &look(Cell::Share))?;
        }
        let (from, to) = (cell::name((self.at, SHARE_PRIOR)), cell::name((self.at, SHARE_CURRENT)));
        let shift = row.share_change.map(|_| format!("=(N({to})-N({from}))*100"));
        let result = cell::points_result(row.share_change);
        cell::formula_or(sheet, (self.at, SHARE_CHANGE), shift, &result, &look(Cell::Points))?;
        let change = cell::name((self.at, CHANGE));
        let share = row.contribution.and_then(|points| {
            let whole = self.whole?.1.prior?.fen();
            Ratio::new(row.change?.fen(), whole).filter(|ratio| Points::of(*ratio) == points)
        });
        let whole = share.and_then(|share| self.whole_cell(Side::Prior, Some(share), row.change));
        let pull = whole.map(|whole| format!("=IF(N({whole})=0,\"{}\",{change}/{whole}*100)", cell::NOTHING));
        let result = cell::points_result(row.contribution);
        cell::formula_or(sheet, (self.at, CONTRIBUTION), pull, &result, &look(Cell::Points))
    }

    /// The cell of the whole, if it is the one that the share is of and a spreadsheet can calculate with it.
    fn whole_cell(&self, side: Side, share: Option<Ratio>, part: Option<Amount>) -> Option<String> {
        let (at, whole) = self.whole?;
        let amount = side.amount(whole);
        let same = match share {
            Some(share) => amount.is_some_and(|amount| amount.fen() == share.denominator()),
            None => part.is_none() || amount.is_none_or(|amount| amount.fen() == 0),
        };
        let column = if side == Side::Prior { PRIOR } else { CURRENT };
        (same && cell::is_exact(&[part, amount], self.unit)).then(|| cell::anchored((at, column)))
    }

    fn comparable(&self, sheet: &mut Worksheet, bridged: bool) -> Result<(), XlsxError> {
        if !bridged {
            return Ok(());
        }
        let weight = weight(self.row.level);
        let same = self.row.comparable;
        let prior: At = (self.at, COMPARABLE);
        let amount = same.and_then(|same| same.prior);
        cell::amount(sheet, prior, amount, self.unit, &format(Cell::Money, weight))?;
        let change = same.and_then(|same| same.change);
        Change {
            prior,
            current: (self.at, CURRENT),
            unit: self.unit,
            stated: change.is_some(),
            exact: cell::is_exact(&[amount, self.row.current, change], self.unit),
            weight,
            amounts: (change, same.and_then(|same| same.growth)),
        }
        .write(sheet, (self.at, COMPARABLE + 1), (self.at, COMPARABLE + 2))
    }
}

/// Which year of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Prior,
    Current,
}

impl Side {
    fn amount(self, row: &ComparisonRow) -> Option<Amount> {
        if self == Self::Prior { row.prior } else { row.current }
    }
}

/// 分级显示: rows fold by 类, 款 and 项.
fn outline(sheet: &mut Worksheet, rows: &[&ComparisonRow]) -> Result<(), XlsxError> {
    sheet.group_symbols_above(true);
    let depths: Vec<u8> = rows.iter().map(|row| row.level as u8).collect();
    super::outline(sheet, FIRST, &depths)
}

/// 数据条: one scale for the rows of one column of one table, its total left out.
fn data_bars(sheet: &mut Worksheet, rows: &[&ComparisonRow]) -> Result<(), XlsxError> {
    let block = |row: &ComparisonRow| (row.unit.clone(), row.scope, row.table, row.classification, row.measure.clone());
    let mut start = 0;
    while start < rows.len() {
        let same = rows[start..].iter().take_while(|row| block(row) == block(rows[start])).count();
        let first = start + rows[start..start + same].iter().take_while(|row| row.level == Level::Total).count();
        let last = start + same - 1;
        if last > first {
            let bar = ConditionalFormatDataBar::new()
                .set_solid_fill(true)
                .set_fill_color(UP)
                .set_negative_fill_color(DOWN)
                .set_border_off(true);
            sheet.add_conditional_format(sheet_row(first), CHANGE, sheet_row(last), CHANGE, &bar)?;
        }
        start += same;
    }
    Ok(())
}
