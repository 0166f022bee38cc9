//! 负数.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::described;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, LineItem, Origin};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "negative",
    name: "负数",
    rule: "负数",
    why: "预算数一般不是负数；负号多半是冲减，要说明，或者是录入时带进来的。",
    condition: "收支各表的金额栏是负数时；结转、结余、调整、收支差额、预备或冲减的行和栏不查。只提示。",
    basis: "预算数不为负；冲减应另作说明。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                2012604\t档案馆\t110.00\t110.00\t0.00\n",
        )],
        slip: ("110.00\t110.00\t0.00", "98.00\t110.00\t-12.00"),
        told: (Verdict::Note, "-12.00"),
    },
};

/// Words in row and column names whose amounts may be negative.
const MAY_BE: [&str; 10] = ["结转", "结余", "调整", "差额", "亏损", "弥补", "增减", "变化", "调入", "退"];

/// Finds negative budget or outturn amounts. Applies to every published table except carry-over details, performance
/// forms and tables of any other kind.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let of = |item: &&LineItem| {
        item.origin == Origin::Published
            && !matches!(item.table, BudgetTable::Carryover | BudgetTable::Performance | BudgetTable::Other)
            && item.place.column.is_some()
    };
    for item in items.iter().filter(of) {
        ledger.look("negative", &item.place);
        let words = [&*item.name, item.measure.as_str()];
        let allowed = || MAY_BE.iter().any(|word| words.iter().any(|words| words.contains(word)));
        if let Some(amount) = item.amount.filter(|amount| amount.fen() < 0 && !allowed()) {
            let because = format!("{} 是负数，请核对或说明", amount.print_with_unit());
            ledger.sum(
                &item.place,
                || described(item),
                item.text.clone(),
                Opinion::of("negative", Verdict::Note, because),
            );
        }
    }
}
