//! 明细的层次: which line items may be added to each other. A table prints a sum beside its parts, several tables print the
//! same amount, and a figure may come from several sources; adding all rows counts money many times.

use super::figures::source_of;
use super::keys::{Keys, ReadItem};
use super::trend::YearPhase;
use crate::model::{BudgetTable, Classification, Level, LineItem, Measure, Names, Origin, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 层次: what an item is to the others of its table and measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// 末级: no finer item of the same year is there.
    Leaf,
    /// 上级: finer items are there.
    Parent,
    /// 另有来源: another item states the figure more reliably, or the table of the year lists the money under another code.
    Repeat,
}

/// 计入: the sum of the unit that an item is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// 收入合计
    Revenue,
    /// 支出合计
    Expenditure,
}

/// 用法: how an item may be used in sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// 层次; `None` if it holds words.
    pub role: Option<Role>,
    /// 计入. Of a unit, scope, year and phase, the items of one side add up to the amount that it published.
    pub side: Option<Side>,
}

impl Role {
    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Parent => "parent",
            Self::Repeat => "repeat",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Leaf, Self::Parent, Self::Repeat].into_iter().find(|role| role.name() == name)
    }

    /// The Chinese word.
    pub fn title(self) -> &'static str {
        match self {
            Self::Leaf => "末级",
            Self::Parent => "上级",
            Self::Repeat => "另有来源",
        }
    }
}

impl Side {
    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Expenditure => "expenditure",
        }
    }

    /// The side with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Revenue, Self::Expenditure].into_iter().find(|side| side.name() == name)
    }

    /// The Chinese word.
    pub fn title(self) -> &'static str {
        match self {
            Self::Revenue => "收入合计",
            Self::Expenditure => "支出合计",
        }
    }
}

/// How each of these items may be used.
pub fn usages(items: &[LineItem]) -> Vec<Usage> {
    let columns: BTreeSet<YearPhase> = items.iter().map(|item| (item.year, item.phase)).collect();
    let columns: Vec<YearPhase> = columns.into_iter().collect();
    let names = Names::default();
    let (keys, read) = Keys::of(items, &names, &columns);
    let mut usages = vec![Usage::default(); items.len()];
    for item in &read {
        usages[item.position].role = Some(Role::Repeat);
    }
    let counted = counted(items, &read, &keys);
    let parents = parents(&counted, &keys);
    for item in &counted {
        let role = if parents.contains(&(item.column, item.key)) { Role::Parent } else { Role::Leaf };
        usages[item.position].role = Some(role);
    }
    for (side, positions) in sides(items, &counted, &parents, &keys) {
        positions.into_iter().for_each(|position| usages[position].side = Some(side));
    }
    usages
}

/// The items whose figure counts: those of the most reliable source of their key, in the order of the items.
fn counted(items: &[LineItem], read: &[ReadItem], keys: &Keys<'_>) -> Vec<ReadItem> {
    let mut sorted = read.to_vec();
    sorted.sort_by_key(|item| (item.column, item.key, items[item.position].origin, item.position));
    let mut counted = Vec::with_capacity(sorted.len());
    for figures in sorted.chunk_by(|one, next| (one.column, one.key) == (next.column, next.key)) {
        let source = |item: &ReadItem| (items[item.position].origin, source_of(&items[item.position].place.file));
        counted.extend(figures.iter().filter(|item| source(item) == source(&figures[0])));
    }
    // A table lists every item of its levels, so what others say of its year under another code is in it already.
    let place = |item: &ReadItem| (item.column, keys.list(item.key), keys.key(item.key).level);
    let is_published = |item: &ReadItem| items[item.position].origin == Origin::Published;
    let listed: BTreeSet<_> = counted.iter().filter(|item| is_published(item)).map(place).collect();
    counted.retain(|item| {
        is_published(item) || keys.key(item.key).level == Level::Total || !listed.contains(&place(item))
    });
    counted.sort_by_key(|item| item.position);
    counted
}

/// The keys, by year and phase, below which others count.
fn parents(counted: &[ReadItem], keys: &Keys<'_>) -> BTreeSet<(usize, u32)> {
    let mut parents = BTreeSet::new();
    let mut last: BTreeMap<(usize, u32), u32> = BTreeMap::new();
    for item in counted {
        let key = keys.key(item.key);
        if key.level == Level::Total {
            continue;
        }
        parents.insert((item.column, keys.share_base(item.key)));
        let mut above = keys.parent(item.key);
        while let Some(parent) = above.filter(|parent| parents.insert((item.column, *parent))) {
            above = keys.parent(parent);
        }
        // Items without a code follow the one that they are parts of: 公务用车购置及运行费, then 购置费.
        if key.code.is_none()
            && let Some(before) = last.insert((item.column, keys.list(item.key)), item.key)
            && keys.key(before).level < key.level
        {
            parents.insert((item.column, before));
        }
    }
    parents
}

/// A unit's budget of a year and phase, and a side of it.
type Budget = (Arc<str>, Scope, usize, Side);

/// One list of a budget: the items of its total, and its leaves.
#[derive(Default)]
struct Sum {
    total: Vec<usize>,
    leaves: Vec<usize>,
}

/// The items that add up to each side of each budget: the leaves of the table that shows it in most detail, or its total
/// where the leaves do not add up to it to the last digit.
fn sides(
    items: &[LineItem],
    counted: &[ReadItem],
    parents: &BTreeSet<(usize, u32)>,
    keys: &Keys<'_>,
) -> Vec<(Side, Vec<usize>)> {
    // Of each budget the tables by rank, each of their lists apart.
    let mut budgets: BTreeMap<Budget, BTreeMap<(usize, u32), Sum>> = BTreeMap::new();
    for item in counted {
        let key = keys.key(item.key);
        let Some((side, rank)) = side_of(key.table, key.classification).filter(|_| key.measure == Measure::total())
        else {
            continue;
        };
        let budget = budgets.entry((key.unit.clone(), key.scope, item.column, side)).or_default();
        let sum = budget.entry((rank, keys.list(item.key))).or_default();
        if key.level == Level::Total {
            sum.total.push(item.position);
        } else if !parents.contains(&(item.column, item.key)) {
            sum.leaves.push(item.position);
        }
    }
    let fen = |positions: &[usize]| -> i128 {
        positions.iter().filter_map(|at| items[*at].amount).map(|amount| i128::from(amount.fen())).sum()
    };
    let chosen = budgets.into_iter().filter_map(|((.., side), lists)| {
        let (_, Sum { total, leaves }) = lists.into_iter().next()?;
        let in_detail = total.is_empty() || fen(&total) == fen(&leaves);
        Some((side, if in_detail && !leaves.is_empty() { leaves } else { total }))
    });
    chosen.collect()
}

/// The side of a budget that 合计 of a table is, and its rank among the tables of that side.
fn side_of(table: BudgetTable, classification: Classification) -> Option<(Side, usize)> {
    let is_revenue = classification == Classification::Revenue;
    match table {
        BudgetTable::Expenditure => Some((Side::Expenditure, 0)),
        BudgetTable::Revenue => Some((Side::Revenue, 0)),
        BudgetTable::Totals if is_revenue => Some((Side::Revenue, 1)),
        BudgetTable::Totals => Some((Side::Expenditure, 1)),
        BudgetTable::GovernmentExpenditure => Some((Side::Expenditure, 2)),
        BudgetTable::GovernmentRevenue => Some((Side::Revenue, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{LoadOptions, load_texts};

    fn used(text: &str) -> Vec<(String, Option<&'static str>, Option<&'static str>)> {
        let loaded = load_texts(&[("明细.csv", text)], &LoadOptions::default()).unwrap();
        let usages = usages(&loaded.items);
        let row = |(item, usage): (&LineItem, &Usage)| {
            let label = format!("{} {}", item.table.name(), item.code.as_ref().map_or("", |code| code.as_str()));
            (label.trim().to_owned(), usage.role.map(Role::name), usage.side.map(Side::name))
        };
        loaded.items.iter().zip(&usages).map(row).collect()
    }

    #[test]
    fn a_sum_beside_its_parts_and_a_second_source_are_told_from_what_may_be_added() {
        let rows = used(
            "unit,year,table,code,level,name,measure,amount,origin\n\
             某局,2024,expenditure,,total,合计,合计,10.00,published\n\
             某局,2024,expenditure,208,,,合计,10.00,published\n\
             某局,2024,expenditure,2080101,,,合计,4.00,published\n\
             某局,2024,expenditure,2080102,,,合计,6.00,published\n\
             某局,2024,expenditure,2080102,,,合计,6.00,implied\n\
             某局,2024,expenditure,2080102,,,基本支出,6.00,published\n\
             某局,2024,general,2080101,,,合计,4.00,published\n",
        );
        let roles: Vec<_> = rows.iter().map(|(_, role, side)| (role.unwrap(), side.unwrap_or(""))).collect();
        let expected = [
            ("parent", ""),
            ("parent", ""),
            ("leaf", "expenditure"),
            ("leaf", "expenditure"),
            ("repeat", ""),
            ("leaf", ""),
            ("leaf", ""),
        ];
        assert_eq!(roles, expected, "{rows:?}");
    }

    #[test]
    fn where_the_leaves_do_not_add_up_the_printed_total_counts() {
        let rows = used(
            "unit,year,table,code,level,name,measure,amount\n\
             某局,2024,revenue,,total,合计,合计,10.01\n\
             某局,2024,revenue,2080101,,,合计,4.00\n\
             某局,2024,revenue,2080102,,,合计,6.00\n",
        );
        let sides: Vec<_> = rows.iter().map(|(.., side)| side.unwrap_or("")).collect();
        assert_eq!(sides, ["revenue", "", ""], "{rows:?}");
    }
}
