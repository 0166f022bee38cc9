//! 合计栏 = 基本支出 + 项目支出（+ 上缴上级支出等），或人员经费 + 公用经费.

use super::children::sum;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::Ledger;
use crate::model::{BudgetTable, LineItem, Measure, Origin};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "columns",
    name: "合计栏",
    rule: "合计栏 = 基本支出 + 项目支出（及上缴上级、经营、对附属单位补助等支出），或人员经费 + 公用经费",
    why: "一行里的一格改了，合计没有跟着改，或者数字串了栏。",
    condition: "表里只有合计和这些栏时，逐行查；空格当作零。",
    basis: "表样：支出总体情况表、基本支出情况表。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                2012604\t档案馆\t117.98\t100.00\t17.98\n",
        )],
        slip: ("100.00\t17.98", "100.00\t17.89"),
        told: (Verdict::Figure, "117.98"),
    },
};

/// Columns that add up to 合计 if the table has no others; the first two of each list are always there. The rest are the
/// other columns of 支出总体情况表, and what some provinces set aside beside them.
const WHOLES: [&[&str]; 2] = [
    &["基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出", "单位预留机动经费"],
    &["人员经费", "公用经费"],
];

/// Checks row by row that 合计 is the sum of the other columns. It applies to tables whose only columns are 合计 and those
/// of one of these lists; an empty cell beside a filled one counts as zero. With n parts the sum may be off by (n + 1)
/// half steps.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let mut tables: BTreeMap<(&str, Option<&str>, BudgetTable), Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.origin == Origin::Published && item.amount.is_some()) {
        let sheet = item.place.sheet.as_deref();
        tables.entry((&item.place.file, sheet, item.table)).or_default().push(item);
    }
    for items in tables.into_values() {
        let measures: BTreeSet<&str> = items.iter().map(|item| item.measure.as_str()).collect();
        let is_whole = |parts: &&[&str]| {
            let known = |measure: &&str| *measure == Measure::TOTAL || parts.contains(measure);
            measures.iter().all(known) && parts[..2].iter().all(|part| measures.contains(part))
        };
        if measures.contains(Measure::TOTAL) && WHOLES.iter().any(is_whole) {
            rows(&items, ledger);
        }
    }
}

/// Page, row and height on the page.
type RowOf = (Option<u32>, u32, i32);

/// Groups the figures of a table by row.
pub(super) fn by_row<'a>(items: &[&'a LineItem]) -> Vec<Vec<&'a LineItem>> {
    let mut rows: BTreeMap<RowOf, Vec<&LineItem>> = BTreeMap::new();
    for item in items {
        let Some(row) = item.place.row else { continue };
        // On a page the height tells rows apart.
        let top = item.place.bounds.map_or(0, |bounds| bounds.top);
        rows.entry((item.place.page, row, top)).or_default().push(item);
    }
    // With two columns of one name it is not known which is meant.
    let once = |row: &Vec<&LineItem>| {
        let measures: BTreeSet<&Measure> = row.iter().map(|item| &item.measure).collect();
        measures.len() == row.len()
    };
    rows.into_values().filter(once).collect()
}

fn rows(items: &[&LineItem], ledger: &mut Ledger) {
    for row in by_row(items) {
        let mut totals = row.iter().filter(|item| item.measure.is_total());
        let (Some(total), None) = (totals.next(), totals.next()) else { continue };
        let same = row.iter().all(|item| item.code == total.code && item.name == total.name);
        let parts: Vec<&LineItem> =
            row.iter().filter(|item| !item.measure.is_total() && item.amount.is_some()).copied().collect();
        if let (Some(_), true, 1..) = (total.amount, same, parts.len()) {
            let code = total.code.as_ref().map_or("", |code| code.as_str());
            let text = || format!("{}“{}”合计", total.table.title(), format!("{code} {}", total.name).trim());
            ledger.sum(&total.place, text, total.text.clone(), sum("columns", total, &parts, "各栏之和"));
        }
    }
}
