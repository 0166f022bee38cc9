//! 收入总计 = 支出总计.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::same;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Cell, Level, LineItem, Side, identity};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "balance",
    name: "收支平衡",
    rule: "收入总计 = 支出总计",
    why: "收入和支出是同一张表的两边，两边总计不等，至少有一边的数错了或漏了一行。",
    condition: "收支总表、财政拨款收支总表，两边都读到总计时。一边有几个总计（本年合计、总计）时，有一对相等即可。",
    basis: "预算法第十二条；财预〔2016〕143号的表样。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收支总体情况表\n\n\
                单位：万元\n\n\
                收入项目\t预算数\t支出项目\t预算数\n\
                一般公共预算拨款\t100.00\t一般公共服务支出\t100.00\n\
                上缴退回\t20.00\t社会保障和就业支出\t20.00\n\
                收入总计\t120.00\t支出总计\t120.00\n",
        )],
        slip: ("收入总计\t120.00", "收入总计\t120.50"),
        told: (Verdict::Figure, "120.50"),
    },
};

/// Both sides of a table of 收支总体情况 must have the same total. It applies to each file and phase where both totals
/// were read. If a side has several totals (本年合计, 总计), one equal pair is enough.
/// Rule: 收支平衡 (预算法 第十二条; the forms of 财预〔2016〕143号).
pub(in crate::audit) fn check(cells: &[Cell<'_>], ledger: &mut Ledger) {
    for table in identity::BALANCED {
        let total = |side: Side| -> Vec<&LineItem> {
            let of = |cell: &&Cell<'_>| {
                let item = cell.item;
                item.table == table
                    && item.level == Level::Total
                    && item.code.is_none()
                    && item.measure.is_total()
                    && cell.topic.part.is_none()
                    && !cell.topic.own_year
                    && cell.topic.side == Some(side)
            };
            cells.iter().filter(of).map(|cell| cell.item).collect()
        };
        let (income, outlay) = (total(Side::Revenue), total(Side::Expenditure));
        for left in &income {
            let beside = |right: &&&LineItem| right.place.file == left.place.file && right.phase == left.phase;
            let others: Vec<&&LineItem> = outlay.iter().filter(beside).collect();
            let Some(right) = others.first() else { continue };
            let (Some(one), Some(two)) = (left.amount, right.amount) else { continue };
            let mut pairs = income.iter().flat_map(|left| others.iter().map(move |right| (*left, **right)));
            let equal = |(one, two): &(&LineItem, &LineItem)| {
                one.amount.zip(two.amount).is_some_and(|(one, two)| one.agrees(two))
            };
            let text = || format!("{}收入总计", table.title());
            let opinion = if let Some((one, two)) = pairs.find(equal) {
                Opinion::ok("balance").by(|| same(one, two))
            } else {
                let (one, two) = (one.print_with_unit(), two.print_with_unit());
                Opinion {
                    expected: Some(two.clone()),
                    ..Opinion::of(
                        "balance",
                        Verdict::Figure,
                        format!("收入总计 {one} 与支出总计 {two}（{}）不等", right.place),
                    )
                }
                .by(|| same(left, right))
            };
            ledger.sum(&left.place, text, left.text.clone(), opinion);
            break;
        }
    }
}
