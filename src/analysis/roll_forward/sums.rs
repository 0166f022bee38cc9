//! 合并数: amounts that some forms print nowhere, as sums of rows that they do print.

use crate::model::{Amount, BudgetTable, Cell, Cells, Code, FiscalYear, Level, Owner, Part, Phase, plain_name};
use std::collections::BTreeMap;

/// 合并数: an amount that some forms print nowhere, as the sum of rows that they do print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// 人员经费: 工资福利支出 and 对个人和家庭的补助 (301, 303) of the table of 基本支出.
    Personnel,
    /// 公用经费: every other 类 of that table.
    Public,
    /// 货物, 工程 or 服务 of the table of 政府采购.
    Procured(Part),
}

impl Sum {
    pub(super) fn of(part: Part) -> Option<Self> {
        match part {
            Part::Personnel => Some(Self::Personnel),
            Part::Public => Some(Self::Public),
            Part::Goods | Part::Works | Part::Services => Some(Self::Procured(part)),
            _ => None,
        }
    }

    /// The figures of the rows in the tables of a year and phase.
    pub(super) fn parts(self, cells: &Cells<'_>, owner: &Owner, of: (FiscalYear, Phase)) -> Vec<Amount> {
        let is_part = |cell: &&Cell<'_>| match (self, cell.item.code.as_ref().map(Code::as_str)) {
            (Self::Personnel, Some(code)) => matches!(code, "301" | "303"),
            (Self::Public, Some(code)) => !matches!(code, "301" | "303"),
            (Self::Procured(part), None) => cell.topic.part == Some(part),
            _ => false,
        };
        let rows = self.table(cells, owner, of);
        // By code or name, since a table may be printed twice.
        let rows: BTreeMap<Result<Code, String>, Amount> = rows
            .iter()
            .filter(|cell| cell.item.level == Level::Category)
            .filter(is_part)
            .map(|cell| (cell.item.code.clone().ok_or_else(|| plain_name(&cell.item.name)), cell.amount()))
            .collect();
        rows.into_values().collect()
    }

    /// The column 合计 of the table of a year and phase that has the rows.
    pub(super) fn table<'a>(
        self,
        cells: &Cells<'a>,
        owner: &Owner,
        (year, phase): (FiscalYear, Phase),
    ) -> Vec<Cell<'a>> {
        let table = match self {
            Self::Personnel | Self::Public => BudgetTable::GeneralBasic,
            Self::Procured(_) => BudgetTable::Procurement,
        };
        let named = cells.named().filter(|list| {
            let of = |cell: &Cell<'_>| {
                (&cell.item.unit, cell.item.scope, cell.item.year) == (&owner.unit, owner.scope, year)
            };
            list.first().is_some_and(of)
        });
        let all = cells.of_year(owner, year).iter().chain(named.flatten());
        let of_table =
            |cell: &&Cell<'_>| (cell.item.table, cell.item.phase) == (table, phase) && cell.item.measure.is_total();
        all.filter(of_table).copied().collect()
    }
}
