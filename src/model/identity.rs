//! 恒等: which cells are the same quantity by definition, and under which condition. Checks of one table against
//! another, last year's amounts recovered from the text, and the figures that a reader looks for first read this list.

use super::{Amount, BudgetTable, Fund, Level, Part, Topic};

/// What 合计 of each table is: whose funds, and which part of them. Two tables of one line here, or a column or row of
/// another table that names the same fund and part, print one quantity: as a whole, and by 类, 款 and 项.
const TABLES: &[(BudgetTable, Option<Fund>, Option<Part>)] = &[
    (BudgetTable::Totals, None, None),
    (BudgetTable::Revenue, None, None),
    (BudgetTable::Expenditure, None, None),
    (BudgetTable::FiscalTotals, Some(Fund::Fiscal), None),
    (BudgetTable::General, Some(Fund::General), None),
    (BudgetTable::GeneralBasic, Some(Fund::General), Some(Part::Basic)),
    (BudgetTable::GeneralProject, Some(Fund::General), Some(Part::Project)),
    (BudgetTable::Fund, Some(Fund::Government), None),
    (BudgetTable::StateCapital, Some(Fund::StateCapital), None),
    (BudgetTable::GovernmentRevenue, Some(Fund::General), None),
    (BudgetTable::GovernmentExpenditure, Some(Fund::General), None),
    (BudgetTable::FundRevenue, Some(Fund::Government), None),
    (BudgetTable::FundExpenditure, Some(Fund::Government), None),
    (BudgetTable::StateCapitalRevenue, Some(Fund::StateCapital), None),
    (BudgetTable::Other, None, None),
];

/// Tables of two sides whose totals are one amount: 收入总计 = 支出总计.
pub const BALANCED: [BudgetTable; 2] = [BudgetTable::Totals, BudgetTable::FiscalTotals];

/// Funds that are part of a fund; every one of them is part of all funds. A whole is the same as a part of it where no
/// other part is there.
const WITHIN: &[(Fund, &[Fund])] = &[
    (
        Fund::Fiscal,
        &[
            Fund::General,
            Fund::GeneralTransfer,
            Fund::Government,
            Fund::GovernmentTransfer,
            Fund::StateCapital,
            Fund::StateCapitalTransfer,
        ],
    ),
    (Fund::Own, &[Fund::Business, Fund::Operating, Fund::Superior, Fund::Affiliate, Fund::Other]),
];

/// Wholes and all of their parts, each list by itself.
pub const SUMS: [(Part, &[Part]); 6] = [
    (Part::Procurement, &[Part::Goods, Part::Works, Part::Services]),
    (Part::Procurement, &[Part::Centralised, Part::Dispersed]),
    (Part::ThreePublic, &[Part::Abroad, Part::Reception, Part::Vehicles]),
    (Part::ThreePublic, &[Part::Abroad, Part::Reception, Part::VehiclePurchase, Part::VehicleRunning]),
    (Part::Vehicles, &[Part::VehiclePurchase, Part::VehicleRunning]),
    (Part::Basic, &[Part::Personnel, Part::Public]),
];

/// The funds and the part that a table's 合计 is; `None` for tables that are no table of money by fund.
pub(super) fn of_table(table: BudgetTable) -> Option<(Option<Fund>, Option<Part>)> {
    TABLES.iter().find(|(of, ..)| *of == table).map(|(_, fund, part)| (*fund, *part))
}

/// The funds that a fund is made of.
pub fn parts_of(whole: Fund) -> &'static [Fund] {
    WITHIN.iter().find(|(of, _)| *of == whole).map_or(&[], |(_, parts)| *parts)
}

/// Whether a fund is part of a whole one; no fund is all of them.
pub fn is_within(fund: Option<Fund>, whole: Option<Fund>) -> bool {
    let listed = |whole: Fund| fund.is_some_and(|fund| parts_of(whole).contains(&fund));
    fund == whole || whole.is_none_or(listed)
}

/// Whether two quantities of one code, of which this year's amounts are known, are the same. The condition under which
/// a fund and the whole that it is part of are one quantity, that there is no other fund and nothing carried over, is
/// told by the amounts: then, and only then, is the part as much as the whole.
pub fn is_same(one: (Topic, Amount), other: (Topic, Amount)) -> bool {
    let nested = is_within(one.0.fund, other.0.fund) || is_within(other.0.fund, one.0.fund);
    (one.0.side, one.0.part) == (other.0.side, other.0.part) && nested && one.1.agrees(other.1)
}

/// Whether two totals of the two sides are one quantity: 收入总计 = 支出总计 in every year. `tables` are the year's totals of
/// the tables of two sides ([`BALANCED`]): there both sides have to print this amount, of funds that hold these.
pub fn is_balanced<'c>(
    one: (Topic, Amount),
    other: (Topic, Amount),
    tables: impl Iterator<Item = &'c (BudgetTable, Topic, Amount)> + Clone,
) -> bool {
    let printed = |of: (Topic, Amount)| {
        let both = |(_, topic, amount): &&(BudgetTable, Topic, Amount)| {
            topic.side == of.0.side && topic.part.is_none() && is_within(of.0.fund, topic.fund) && amount.agrees(of.1)
        };
        let found: Vec<BudgetTable> = tables.clone().filter(both).map(|(table, ..)| *table).collect();
        found
    };
    let whole = one.0.part.is_none() && other.0.part.is_none() && one.0.side != other.0.side && one.1.agrees(other.1);
    whole && printed(one).iter().any(|table| BALANCED.contains(table) && printed(other).contains(table))
}

/// Whether two funds' amounts are the same by definition, whatever the year: no fund of 财政拨款 has the 款 and 项 of
/// another.
pub fn is_always_same(one: Option<Fund>, other: Option<Fund>, level: Level) -> bool {
    let fiscal = Some(Fund::Fiscal);
    one == other || level > Level::Category && is_within(one, fiscal) && is_within(other, fiscal)
}

/// How many wholes lie between two funds of which one is within the other.
pub fn distance(one: Option<Fund>, other: Option<Fund>) -> u8 {
    let depth = |fund: Option<Fund>| match fund {
        None => 0u8,
        Some(fund) if WITHIN.iter().any(|(_, parts)| parts.contains(&fund)) => 2,
        Some(_) => 1,
    };
    depth(one).abs_diff(depth(other))
}
