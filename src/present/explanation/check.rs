//! 资料核对: checks a profile for notes that refer to nothing or contradict the figures.

use super::Item;
use super::content::Content;
use super::profile::{Notes, Profile};
use super::wording::Wording;
use crate::model::{Amount, BudgetTable, Phase, Place, Warning, WarningKind};

const DOWN: [&str; 6] = ["减少", "下降", "压减", "降低", "缩减", "减支"];
const UP: [&str; 5] = ["增加", "增长", "提高", "上调", "新增"];

/// Warnings about the profile, with line and column, about totals that disagree, and about reasons of the profile as it
/// was completed.
pub(super) fn check(content: &Content, profile: &Profile, completed: &Profile) -> Vec<Warning> {
    let (mut warnings, words) = (Vec::new(), profile.words(content));
    for (notes, what) in [(&profile.reasons, "原因"), (&profile.purposes, "用途")] {
        unknown(content, notes, what, &mut warnings);
    }
    for item in content.tables.values().flat_map(|table| table.all()) {
        direction(item, &completed.reasons, &mut warnings);
    }
    projects(content, profile, &words, &mut warnings);
    for ((table, key), (_, place)) in &profile.prior.0 {
        if !content.table(*table).all().any(|item| is(item, key)) {
            let message = format!("{}里没有“{key}”，这个上年数未使用；请核对编码或名称", table.title());
            warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
        }
    }
    totals(content, &words, &mut warnings);
    warnings
}

/// Warns if the totals of 收入总表, 支出总表 and 收支总表 differ, since the text would contradict itself.
fn totals(content: &Content, words: &Wording, warnings: &mut Vec<Warning>) {
    let whole = content.table(BudgetTable::Totals).total.current;
    let Some(whole) = whole.filter(|_| content.phase == Phase::Approved) else { return };
    for table in [BudgetTable::Revenue, BudgetTable::Expenditure] {
        let Some(total) = content.table(table).total.current else { continue };
        let step = whole.resolution().max(total.resolution()).unsigned_abs();
        if total.fen().abs_diff(whole.fen()) > step {
            let message = format!(
                "{}合计 {} 与收支总体情况表总计 {} 不一致；请核对输入的表，成文前改正",
                table.title(),
                words.amount(total),
                words.amount(whole)
            );
            warnings.push(Warning::new(WarningKind::Note, Place::file(content.unit.clone()), message));
        }
    }
}

fn is(item: &Item, key: &str) -> bool {
    &*item.name == key || item.code.as_ref().is_some_and(|code| code.as_str() == key)
}

fn unknown(content: &Content, notes: &Notes, what: &str, warnings: &mut Vec<Warning>) {
    for (table, key, note) in notes.iter() {
        let tables = content.tables.values().filter(|content| table.is_none_or(|table| content.table == table));
        let mut items = tables.flat_map(|table| table.all());
        let known = items.any(|item| is(item, key));
        // A code must occur in a table. Of the names, only 机关运行经费 need not.
        let column = !key.starts_with(|c: char| c.is_ascii_digit()) && matches!(key, "机关运行经费");
        if !known && !column {
            let place = table.map_or("各表", BudgetTable::title);
            let message = format!("{place}里没有“{key}”，这条{what}未使用；请核对编码或名称");
            warnings.push(Warning::new(WarningKind::Note, note.place.clone(), message));
        }
    }
}

/// Warns about a reason that only mentions the opposite direction.
fn direction(item: &Item, notes: &Notes, warnings: &mut Vec<Warning>) {
    let (Some(change), Some(note)) = (item.change.filter(|change| change.fen() != 0), notes.of(item)) else { return };
    let says = |words: &[&str]| words.iter().any(|word| note.text.contains(word));
    let (own, other, is, said) = if change.fen() > 0 {
        (&UP[..], &DOWN[..], "增加", "减少")
    } else {
        (&DOWN[..], &UP[..], "减少", "增加")
    };
    if says(other) && !says(own) {
        let message = format!("“{}”是{is}的，原因却只说到{said}；请核对", item.name);
        warnings.push(Warning::new(WarningKind::Note, note.place.clone(), message));
    }
}

fn projects(content: &Content, profile: &Profile, words: &Wording, warnings: &mut Vec<Warning>) {
    for note in &profile.projects {
        let Some(project) = content.projects.iter().find(|project| *project.name == *note.name) else {
            let message = format!("项目支出表里没有“{}”，这个项目没有写入；请核对项目名称", note.name);
            warnings.push(Warning::new(WarningKind::Note, note.place.clone(), message));
            continue;
        };
        let parts: Vec<Amount> = note.allocation.iter().filter_map(|part| part.amount).collect();
        let sum = parts.iter().try_fold(Amount::new(0, 1), |sum, part| sum.checked_add(*part));
        if let (Some(sum), Some(amount), false) = (sum, project.amount, parts.is_empty())
            && sum.fen() != amount.fen()
            && !words.has_tail(&parts, amount)
        {
            let message = format!(
                "“{}”的资金分配合计 {}，与预算安排规模 {} 不等；请核对",
                note.name,
                words.amount(sum),
                words.amount(amount)
            );
            warnings.push(Warning::new(WarningKind::Note, note.place.clone(), message));
        }
    }
}
