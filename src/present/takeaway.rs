//! 带走的材料: the data of a unit for workbook, notebook and summary.

use crate::analysis::{Comparison, ComparisonRow, LineItems, Trend};
use crate::audit::Audit;
use crate::model::{Amount, AmountUnit, BudgetTable, Classification, Level, LineItem};
use crate::report::Read;

/// The tables for charts, most informative first.
const CHARTED: [BudgetTable; 10] = [
    BudgetTable::General,
    BudgetTable::GovernmentExpenditure,
    BudgetTable::GovernmentRevenue,
    BudgetTable::Expenditure,
    BudgetTable::FiscalTotals,
    BudgetTable::Totals,
    BudgetTable::Fund,
    BudgetTable::GeneralBasic,
    BudgetTable::Revenue,
    BudgetTable::ThreePublic,
];

/// The tables whose total rows are headline figures.
pub(super) const HEADLINE: [BudgetTable; 7] = [
    BudgetTable::Totals,
    BudgetTable::Revenue,
    BudgetTable::Expenditure,
    BudgetTable::General,
    BudgetTable::GovernmentRevenue,
    BudgetTable::GovernmentExpenditure,
    BudgetTable::ThreePublic,
];

/// Whether a row is a headline figure: a total that both years have.
pub(super) fn is_headline(row: &ComparisonRow) -> bool {
    HEADLINE.contains(&row.item.table) && row.item.level == Level::Total && row.change.is_some()
}

/// The rows of a level of a table, in the column 合计.
pub(super) struct Group<'a> {
    pub table: BudgetTable,
    pub level: Level,
    pub rows: Vec<&'a ComparisonRow>,
}

/// 带走的材料 of a unit. Rows and items of other units are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Takeaway<'a> {
    /// 单位名称
    pub unit: &'a str,
    /// The comparison of the two years.
    pub comparison: &'a Comparison,
    /// Every line item that was read.
    pub items: &'a LineItems,
    /// The trend of all years, if there is one.
    pub trend: Option<&'a Trend>,
    /// The audit, if there is one.
    pub audit: Option<&'a Audit>,
    /// What was read.
    pub read: &'a Read,
    /// 金额单位
    pub amount_unit: AmountUnit,
}

impl<'a> Takeaway<'a> {
    /// The unit's rows of the comparison, including those of files that name no unit.
    pub(super) fn rows(&self) -> Vec<&'a ComparisonRow> {
        self.comparison.rows.iter().filter(|row| self.is_own(&row.item.unit)).collect()
    }

    /// The unit's line items.
    pub(super) fn own_items(&self) -> Vec<&'a LineItem> {
        self.items.items().iter().filter(|item| self.is_own(&item.unit)).collect()
    }

    /// 变动最大的科目: the changed rows of the most informative table and level, the largest change first.
    pub(super) fn movers(&self) -> Option<Group<'a>> {
        let rows = self.rows();
        let levels = [Level::Item, Level::Section, Level::Category];
        let groups = CHARTED.iter().flat_map(|table| levels.map(|level| (*table, level)));
        groups.into_iter().find_map(|(table, level)| {
            let changed = |row: &&&ComparisonRow| row.change.is_some_and(|change| change.fen() != 0);
            let mut rows: Vec<_> = of(&rows, table, level).filter(changed).copied().collect();
            let size = |row: &ComparisonRow| std::cmp::Reverse(row.change.map(|change| change.fen().unsigned_abs()));
            rows.sort_by(|a, b| {
                size(a)
                    .cmp(&size(b))
                    .then_with(|| a.item.code.cmp(&b.item.code))
                    .then_with(|| a.item.name.cmp(&b.item.name))
            });
            (!rows.is_empty()).then_some(Group { table, level, rows })
        })
    }

    /// 结构: the 类 of the first table in which they have shares, the largest first.
    pub(super) fn structure(&self) -> Option<Group<'a>> {
        let rows = self.rows();
        CHARTED.iter().find_map(|table| {
            let shared = |row: &&&ComparisonRow| row.share_current.is_some() || row.share_prior.is_some();
            let mut rows: Vec<_> = of(&rows, *table, Level::Category).filter(shared).copied().collect();
            let size = |row: &ComparisonRow| {
                let fen = |amount: Option<Amount>| amount.map_or(0, Amount::fen);
                std::cmp::Reverse((fen(row.current), fen(row.prior)))
            };
            rows.sort_by_key(|row| size(row));
            (!rows.is_empty()).then_some(Group { table: *table, level: Level::Category, rows })
        })
    }

    pub(super) fn is_own(&self, unit: &str) -> bool {
        unit.is_empty() || unit == self.unit
    }
}

fn is_revenue(table: BudgetTable) -> bool {
    matches!(table, BudgetTable::Revenue | BudgetTable::GovernmentRevenue)
}

fn of<'a, 'b>(
    rows: &'b [&'a ComparisonRow],
    table: BudgetTable,
    level: Level,
) -> impl Iterator<Item = &'b &'a ComparisonRow> {
    let one_side = move |row: &ComparisonRow| is_revenue(table) || row.item.classification != Classification::Revenue;
    rows.iter().filter(move |row| {
        row.item.table == table && row.item.level == level && row.item.measure.is_total() && one_side(row)
    })
}
