//! 科目编码与名称相符，各表的科目相互对应.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, Cell, Classification, Code, Fund, Level, LineItem, Part, Phase, plain_name, replaced};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "codes",
    name: "科目编码",
    rule: "科目编码与名称相符，各表的科目相互对应",
    why: "编码抄错一位，就成了另一个科目；同一编码两个名称，有一处是错的。",
    condition: "支出功能科目以 2 开头，经济科目以 3 或 5 开头；同一份公开里一个编码只有一个名称（“支出”二字、其它与其他不论）；一般公共预算支出表的项在支出总表里也有；基本支出表的 301、303 是人员经费，302、310 是公用经费。只提示。",
    basis: "政府收支分类科目；财预〔2016〕143号，各表之间应相互衔接。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                201\t一般公共服务支出\t130.00\n\
                20126\t档案事务\t130.00\n\
                2012604\t档案馆\t130.00\n\n\
                一般公共预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n",
        )],
        slip: ("2012604\t档案馆\t130.00\t", "2012604\t行政运行\t130.00\t"),
        told: (Verdict::Note, ""),
    },
};

/// Checks the codes and names of one disclosure across all of its tables.
pub(in crate::audit) fn check(cells: &[Cell<'_>], ledger: &mut Ledger) {
    names(cells, ledger);
    kinds(cells, ledger);
    pairs(cells, ledger);
    columns(cells, ledger);
}

/// Reports a code with a second name, unless one name contains the other.
fn names(cells: &[Cell<'_>], ledger: &mut Ledger) {
    let mut known: BTreeMap<(Classification, &Code), &LineItem> = BTreeMap::new();
    let mut told: BTreeSet<(&Code, String)> = BTreeSet::new();
    for item in cells.iter().map(|cell| cell.item) {
        let Some(code) = &item.code else { continue };
        ledger.look("codes", &item.place);
        let first = known.entry((item.classification, code)).or_insert(item);
        let (one, other) = (words(&first.name), words(&item.name));
        let differ = !one.is_empty() && !other.is_empty() && !one.contains(&other) && !other.contains(&one);
        // Once per name: it is repeated for every column of the row.
        if differ && told.insert((code, other)) {
            let because = format!("科目 {code} 在{}叫“{}”（{}）", first.table.title(), first.name, first.place);
            remark(item, because, ledger);
        }
    }
}

/// A name for comparison: without 支出, brackets and punctuation.
fn words(name: &str) -> String {
    replaced(plain_name(name), "支出", "").chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Codes of the functional classification begin with 2, those of the economic one with 3 or 5.
fn kinds(cells: &[Cell<'_>], ledger: &mut Ledger) {
    for item in cells.iter().map(|cell| cell.item) {
        let Some(code) = &item.code else { continue };
        let first = code.as_str().chars().next();
        let wrong = match item.classification {
            Classification::Functional => first != Some('2') && code.as_str().len() >= 3,
            Classification::Economic => !matches!(first, Some('3' | '5')),
            _ => false,
        };
        let basic = matches!(item.table, BudgetTable::GeneralBasic);
        let functional = matches!(item.table, BudgetTable::Expenditure | BudgetTable::General);
        if wrong && (basic || functional) && item.measure.is_total() {
            let kind =
                if basic { "经济分类科目以 3 或 5 开头" } else { "支出功能分类科目以 2 开头" };
            remark(item, format!("{kind}，这里的编码是 {code}"), ledger);
        }
    }
}

/// 301 and 303 belong to 人员经费, 302 and 310 to 公用经费. A 款 may be in either, but a whole 类 in the wrong column is odd.
fn columns(cells: &[Cell<'_>], ledger: &mut Ledger) {
    for cell in cells.iter().filter(|cell| cell.item.table == BudgetTable::GeneralBasic) {
        let (Some(code), Some(amount)) = (&cell.item.code, cell.item.amount) else { continue };
        let other = match (code.as_str(), cell.item.measure.as_str()) {
            ("301" | "303", "公用经费") => "人员经费",
            ("302" | "310", "人员经费") => "公用经费",
            _ => continue,
        };
        let total = |row: &&Cell<'_>| {
            row.item.code == cell.item.code && row.item.place.row == cell.item.place.row && row.item.measure.is_total()
        };
        let whole = cells.iter().find(total).and_then(|row| row.item.amount);
        if amount.fen() != 0 && whole.is_some_and(|whole| whole.fen() == amount.fen()) {
            remark(cell.item, format!("{code} 一类全列在{}，通常属于{other}", cell.item.measure), ledger);
        }
    }
}

/// Reports 项 of 一般公共预算支出表 that are missing from 支出总表.
fn pairs(cells: &[Cell<'_>], ledger: &mut Ledger) {
    let of = |table: BudgetTable, phase: Phase| -> BTreeMap<&Code, &LineItem> {
        let rows = cells.iter().filter(|cell| cell.item.table == table && cell.item.phase == phase);
        let rows = rows.filter(|cell| cell.item.level == Level::Item && cell.item.amount.is_some_and(|a| a.fen() != 0));
        let rows = rows.filter(|cell| matches!(cell.topic.fund, None | Some(Fund::General)));
        rows.filter(|cell| cell.topic.part.is_none_or(|part| part <= Part::Reserve))
            .filter_map(|cell| Some((cell.item.code.as_ref()?, cell.item)))
            .collect()
    };
    let phases: BTreeSet<Phase> = cells.iter().map(|cell| cell.item.phase).collect();
    for phase in phases {
        let (all, general) = (of(BudgetTable::Expenditure, phase), of(BudgetTable::General, phase));
        let shared = general.keys().filter(|code| all.contains_key(**code)).count();
        // Tables that share few codes belong to different units or levels.
        if shared * 2 < general.len() || all.is_empty() {
            continue;
        }
        for (code, item) in general.iter().filter(|(code, _)| !all.contains_key(**code)) {
            remark(item, format!("支出总体情况表没有科目 {code}"), ledger);
        }
    }
}

fn remark(item: &LineItem, because: String, ledger: &mut Ledger) {
    let code = item.code.as_ref().map_or("", |code| code.as_str());
    let text = format!("{}“{code} {}”", item.table.title(), item.name).into();
    ledger.remark(&item.place, &text, 0..0, Opinion::of("codes", Verdict::Note, because));
}
