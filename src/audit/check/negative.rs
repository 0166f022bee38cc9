//! 负数.
//!
//! 条件：收支各表的金额栏是负数时；结转、结余、调整、收支差额、预备或冲减的行和栏不查。只提示。
//!
//! 依据：预算数不为负；冲减应另作说明。
//!
//! 例：项目支出 -12.00。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, LineItem, Origin};

/// Words of rows and columns that may be below nothing.
const MAY_BE: [&str; 10] = ["结转", "结余", "调整", "差额", "亏损", "弥补", "增减", "变化", "调入", "退"];

/// A budget or an outturn below nothing. It applies to every table of money but the details of what is carried over
/// and the forms of indicators.
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
            let code = item.code.as_ref().map_or("", |code| code.as_str());
            let text = format!("{}“{}”{}", item.table.title(), format!("{code} {}", item.name).trim(), item.measure);
            let because = format!("{} 是负数，请核对或说明", super::columns::print(amount.fen().into()));
            ledger.sum(&item.place, text, item.text.clone(), Opinion::of("negative", Verdict::Note, because));
        }
    }
}
