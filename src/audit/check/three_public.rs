//! “三公” = 出国 + 接待 + 用车，用车 = 购置 + 运行；采购 = 货物 + 工程 + 服务.

use super::children::sum;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::described;
use crate::audit::ledger::Ledger;
use crate::model::{BudgetTable, Cell, LineItem, Part, Phase, identity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "three_public",
    name: "“三公”合计",
    rule: "“三公” = 出国 + 接待 + 用车，用车 = 购置 + 运行；采购 = 货物 + 工程 + 服务",
    why: "“三公”经费是社会最关注的数，各项之和必须是合计。",
    condition: "表中印出总数和至少一项时；一项印了几次的（几个单位）不查。",
    basis: "财预〔2016〕143号；政府采购法第二条。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                财政拨款“三公”经费支出情况表\n\n\
                单位：万元\n\n\
                项目\t合计\n\
                合计\t6.40\n\
                因公出国（境）费\t0.00\n\
                公务接待费\t0.40\n\
                公务用车购置及运行费\t6.00\n\
                其中：公务用车购置费\t0.00\n\
                公务用车运行费\t6.00\n",
        )],
        slip: ("公务接待费\t0.40", "公务接待费\t4.00"),
        told: (Verdict::Figure, "6.40"),
    },
};

/// The table, the whole, and what messages call the sum of its parts.
const TABLES: [(BudgetTable, Part, &str); 3] = [
    (BudgetTable::ThreePublic, Part::ThreePublic, "各项之和"),
    (BudgetTable::ThreePublic, Part::Vehicles, "购置费与运行费之和"),
    (BudgetTable::Procurement, Part::Procurement, "货物、工程、服务之和"),
];

/// Compares the total of “三公” with its items, 公务用车 with 购置 and 运行, and 政府采购 with 货物, 工程 and 服务. Applies
/// to each file and phase that prints the whole and at least one part; blank cells count as zero. If a table prints
/// several totals (one including 会议费 and 培训费), one match is enough. Rule: 财预〔2016〕143号 (“三公” by item),
/// 政府采购法 第二条.
pub(in crate::audit) fn check(cells: &[Cell<'_>], ledger: &mut Ledger) {
    let mut files: BTreeMap<(Arc<str>, Phase), Vec<Cell<'_>>> = BTreeMap::new();
    for cell in cells {
        files.entry((cell.item.place.file.clone(), cell.item.phase)).or_default().push(*cell);
    }
    for cells in files.into_values() {
        let sums = TABLES.iter().filter_map(|(table, whole, what)| {
            // The first list of parts for a whole is the one used in the form.
            let (_, parts) = identity::SUMS.iter().find(|(of, _)| of == whole)?;
            Some((*table, *whole, *parts, *what))
        });
        for (table, whole, parts, what) in sums {
            let of = |part: Part| -> Vec<&LineItem> {
                let found = cells.iter().filter(|cell| cell.item.table == table && cell.topic.part == Some(part));
                found.map(|cell| cell.item).collect()
            };
            let printed: Vec<Vec<&LineItem>> = parts.iter().map(|part| of(*part)).collect();
            // A part printed twice belongs to two units or two columns, so the sum is unknown.
            if printed.iter().any(|items| items.len() > 1) {
                continue;
            }
            let parts: Vec<&LineItem> = printed.into_iter().flatten().filter(|item| item.amount.is_some()).collect();
            let wholes: Vec<&LineItem> = of(whole).into_iter().filter(|item| item.amount.is_some()).collect();
            let Some(item) = wholes.first().filter(|_| !parts.is_empty()) else { continue };
            let opinions = wholes.iter().map(|whole| sum("three_public", whole, &parts, what));
            if let Some(best) = opinions.min_by_key(|opinion| opinion.verdict) {
                let best = if best.verdict == Verdict::Figure && wholes.len() > 1 { continue } else { best };
                ledger.sum(&item.place, || described(item), item.text.clone(), best);
            }
        }
    }
}
