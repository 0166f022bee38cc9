//! 重复印出的栏要相等.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::{described, same};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Classification, Code, LineItem, Measure, Origin, Owner};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "repeated",
    name: "重复的栏",
    rule: "重复印出的栏要相等",
    why: "一栏印了两次，只改了一次。",
    condition: "一张表里同一科目、同一栏印了两次（同一行的两栏，或续页又印一遍），有三对以上非零而且至少五分之四相等时，不等的一对有误。同一行的是错误；分在两处的可能是两个单位的表，只提示。",
    basis: "表样；同一栏的数只有一个。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                收入总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t一般公共预算拨款\t合计\n\
                201\t一般公共服务支出\t120.00\t120.00\t120.00\n\
                20126\t档案事务\t100.00\t100.00\t100.00\n\
                2012604\t档案馆\t100.00\t100.00\t100.00\n\
                20199\t其他一般公共服务支出\t20.00\t20.00\t20.00\n\
                2019999\t其他一般公共服务支出\t20.00\t20.00\t20.00\n",
        )],
        slip: (
            "100.00\t100.00\t100.00\n\
                20199",
            "100.00\t100.00\t101.00\n\
                20199",
        ),
        told: (Verdict::Figure, "101.00"),
    },
};

/// Key of one column of a table, by owner and file.
type Column<'a> = (Owner, &'a str, Option<&'a str>, BudgetTable, Classification, &'a Measure);
/// Key of a row: code and name.
type Row<'a> = (Option<&'a Code>, &'a str);

/// Compares cells that a table prints exactly twice for the same row and column. Applies only if nearly all such pairs
/// are equal, which shows that they are copies and not two things under one name.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let mut columns: BTreeMap<Column<'_>, BTreeMap<Row<'_>, Vec<&LineItem>>> = BTreeMap::new();
    let of = |item: &&LineItem| {
        item.origin == Origin::Published
            && item.project.is_none()
            && item.amount.is_some()
            && item.place.column.is_some()
            && item.table != BudgetTable::Performance
    };
    for item in items.iter().filter(of) {
        let place = &item.place;
        let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
        let column = (owner, &*place.file, place.sheet.as_deref(), item.table, item.classification, &item.measure);
        columns.entry(column).or_default().entry((item.code.as_ref(), &item.name)).or_default().push(item);
    }
    for rows in columns.into_values() {
        let side_by_side = |pair: &[&LineItem]| {
            let row = |item: &LineItem| (item.place.page, item.place.row, item.place.bounds.map(|bounds| bounds.top));
            row(pair[0]) == row(pair[1])
        };
        for one_row in [true, false] {
            let pairs = rows.values().filter(|items| items.len() == 2 && side_by_side(items) == one_row);
            let pairs: Vec<(&LineItem, &LineItem)> = pairs.map(|pair| (pair[0], pair[1])).collect();
            judge(&pairs, if one_row { Verdict::Figure } else { Verdict::Note }, ledger);
        }
    }
}

fn judge(pairs: &[(&LineItem, &LineItem)], verdict: Verdict, ledger: &mut Ledger) {
    let equal =
        |(one, two): &&(&LineItem, &LineItem)| one.amount.zip(two.amount).is_some_and(|(one, two)| one.agrees(two));
    let telling = pairs.iter().filter(equal).filter(|(one, _)| one.amount.is_some_and(|amount| amount.fen() != 0));
    let (alike, telling) = (pairs.iter().filter(equal).count(), telling.count());
    if telling < 3 || alike * 5 < pairs.len() * 4 {
        return;
    }
    for pair @ (one, two) in pairs {
        let Some(first) = one.amount else { continue };
        let opinion = if equal(&pair) {
            Opinion::ok("repeated")
        } else {
            let expected = first.print_with_unit();
            let because = format!("同一科目同一栏在 {} 印的是 {expected}，两处应当相等", one.place);
            Opinion { expected: Some(expected), ..Opinion::of("repeated", verdict, because) }.by(|| same(two, one))
        };
        ledger.sum(&two.place, || described(two), two.text.clone(), opinion);
    }
}
