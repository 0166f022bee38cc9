//! 各项目之和 = 项目支出.

use super::children::sum;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::finding::described;
use crate::audit::ledger::Ledger;
use crate::model::{BudgetTable, Cell, Code, Fund, LineItem, Measure, Origin, Owner, Part};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "projects",
    name: "项目之和",
    rule: "各项目之和 = 项目支出",
    why: "项目表和支出表分开填，改了一个项目，另一张表没有改。",
    condition: "一般公共预算项目支出表按栏查；每个科目的各项目之和与支出表的项目支出相等；绩效目标表写的财政拨款与项目表里同名项目之和不同的，只提示。",
    basis: "表样：一般公共预算项目支出情况表。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一般公共预算项目支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t项目名称\t项目支出\n\
                2012604\t档案馆\t档案数字化\t12.83\n\
                2012604\t档案馆\t库房维护\t100.00\n\
                \t\t合计\t112.83\n",
        )],
        slip: (
            "12.83\n\
                2012",
            "21.83\n\
                2012",
        ),
        told: (Verdict::Figure, "112.83"),
    },
};

/// Compares the 财政拨款 in the 绩效目标 of a project with the sum of its rows in 一般公共预算项目支出情况表, where the form
/// states that amount once. Only a hint, since a 绩效目标 may cover money that the table leaves out.
pub(in crate::audit) fn performance(items: &[LineItem], ledger: &mut Ledger) {
    type Project = (Owner, String);
    let key = |item: &LineItem, name: &str| -> Project {
        let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
        (owner, name.chars().filter(|c| !c.is_whitespace()).collect())
    };
    let mut funded: BTreeMap<Project, Vec<&LineItem>> = BTreeMap::new();
    let mut forms: BTreeMap<Project, Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.origin == Origin::Published && item.amount.is_some()) {
        let Some(project) = item.project.as_deref() else { continue };
        match item.table {
            BudgetTable::GeneralProject if item.measure.is_total() => {
                funded.entry(key(item, project)).or_default().push(item);
            }
            BudgetTable::Performance if item.measure.as_str() == "财政拨款" => {
                forms.entry(key(item, project)).or_default().push(item);
            }
            _ => {}
        }
    }
    for (project, form) in forms {
        let (Some(parts), [said]) = (funded.get(&project), form.as_slice()) else { continue };
        let mut opinion = sum("projects", said, parts, "项目支出表中该项目各行之和");
        if opinion.verdict == Verdict::Figure {
            opinion.verdict = Verdict::Note;
        }
        ledger.sum(&said.place, || described(said), said.text.clone(), opinion);
    }
}

/// Checks that the projects of 一般公共预算项目支出情况表 add up to its total, column by column, and for each code to
/// 项目支出 in 一般公共预算支出情况表. Applies where the table lists projects by name; with n parts the sum may be off by
/// (n + 1) half steps.
pub(in crate::audit) fn check(items: &[LineItem], cells: &[Cell<'_>], ledger: &mut Ledger) {
    let Some(first) = cells.first() else { return };
    let of = |item: &&LineItem| {
        item.table == BudgetTable::GeneralProject
            && item.origin == Origin::Published
            && (&item.unit, item.scope, item.year) == (&first.item.unit, first.item.scope, first.item.year)
    };
    let projects: Vec<&LineItem> = items.iter().filter(of).filter(|item| item.project.is_some()).collect();
    let mut columns: BTreeMap<&Measure, Vec<&LineItem>> = BTreeMap::new();
    let mut codes: BTreeMap<&Code, Vec<&LineItem>> = BTreeMap::new();
    for project in projects.iter().copied().filter(|project| project.amount.is_some()) {
        columns.entry(&project.measure).or_default().push(project);
        if let Some(code) = project.code.as_ref().filter(|_| project.measure.is_total()) {
            codes.entry(code).or_default().push(project);
        }
    }
    for (measure, parts) in columns {
        let row = |item: &&LineItem| item.project.is_none() && item.code.is_none() && item.measure == *measure;
        let mut totals = items.iter().filter(of).filter(row);
        if let (Some(total), None) = (totals.next(), totals.next())
            && total.amount.is_some()
        {
            let text = || format!("{}“{}”{measure}", total.table.title(), total.name);
            ledger.sum(&total.place, text, total.text.clone(), sum("projects", total, &parts, "各项目之和"));
        }
    }
    for (code, parts) in codes {
        let row = |cell: &&Cell<'_>| {
            cell.item.table == BudgetTable::General
                && cell.item.code.as_ref() == Some(code)
                && (cell.topic.fund, cell.topic.part) == (Some(Fund::General), Some(Part::Project))
        };
        let mut rows = cells.iter().filter(row);
        if let (Some(cell), None) = (rows.next(), rows.next())
            && cell.item.amount.is_some()
        {
            let text = || format!("{}“{code} {}”项目支出", cell.item.table.title(), cell.item.name);
            let opinion = sum("projects", cell.item, &parts, "项目支出表中该科目各项目之和");
            ledger.sum(&cell.item.place, text, cell.item.text.clone(), opinion);
        }
    }
}
