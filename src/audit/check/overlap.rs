//! “三公”经费不少于基本支出里的同一项.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Cell, LineItem, Part, Phase};
use std::collections::BTreeSet;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "overlap",
    name: "“三公”与基本支出",
    rule: "“三公”经费不少于基本支出里的同一项",
    why: "基本支出里的接待、出国、用车都属于“三公”，“三公”表反而少，说明有一张表漏了。",
    condition: "“三公”经费表的出国、接待、用车运行，与基本支出表的 30212、30217、30231 都印出，各印一次时。“三公”还含项目支出，所以只会更大。特种车辆不计入“三公”的也会不符，只提示。",
    basis: "财预〔2016〕143号；政府收支分类科目。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一般公共预算基本支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t人员经费\t公用经费\n\
                30217\t公务接待费\t0.60\t0.00\t0.60\n\n\
                财政拨款“三公”经费支出情况表\n\n\
                单位：万元\n\n\
                项目\t合计\n\
                因公出国（境）费\t0.00\n\
                公务接待费\t0.60\n",
        )],
        slip: ("公务接待费\t0.60\n", "公务接待费\t0.40\n"),
        told: (Verdict::Note, "0.40"),
    },
};

/// Items of “三公” with the matching codes of the economic classification.
const SAME: [(Part, &str); 3] = [(Part::Abroad, "30212"), (Part::Reception, "30217"), (Part::VehicleRunning, "30231")];

/// Compares “三公” with 基本支出 item by item, for each phase of one disclosure.
pub(in crate::audit) fn check(cells: &[Cell<'_>], ledger: &mut Ledger) {
    let phases: BTreeSet<Phase> = cells.iter().map(|cell| cell.item.phase).collect();
    for phase in phases {
        for (part, code) in SAME {
            let of = |fit: &dyn Fn(&Cell<'_>) -> bool| -> Option<&LineItem> {
                let mut found =
                    cells.iter().filter(|cell| cell.item.phase == phase && cell.item.measure.is_total() && fit(cell));
                let first = found.next()?.item;
                found.next().is_none().then_some(first)
            };
            let three = of(&|cell| cell.item.table == BudgetTable::ThreePublic && cell.topic.part == Some(part));
            let basic = of(&|cell| {
                cell.item.table == BudgetTable::GeneralBasic
                    && cell.item.code.as_ref().is_some_and(|other| other.as_str() == code)
            });
            let (Some(three), Some(basic)) = (three, basic) else { continue };
            let (Some(one), Some(two)) = (three.amount, basic.amount) else { continue };
            let opinion = if one.fen() >= two.fen() || one.agrees(two) {
                Opinion::ok("overlap")
            } else {
                let because =
                    format!("少于基本支出表的 {code} {} {}（{}）", basic.name, two.print_with_unit(), basic.place);
                Opinion::of("overlap", Verdict::Note, because)
            };
            ledger.sum(&three.place, || format!("“三公”经费支出情况表“{}”", three.name), three.text.clone(), opinion);
        }
    }
}
