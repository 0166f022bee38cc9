//! 上级科目 = 所属下级之和.

use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Verdict, check::columns};
use crate::model::{Amount, BudgetTable, Classification, Code, LineItem, Measure, Origin, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one table and column: by code, their amounts and places.
type Rows<'a> = BTreeMap<Code, &'a LineItem>;

/// A 类 against its 款, a 款 against its 项: by code prefix, never by the order of rows. It applies where the
/// column prints each code once and at least one code below the row; with n parts the sum may be off by
/// (n + 1) half steps. A code printed twice (tables of several units) makes the table unfit.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    for rows in columns_of(items) {
        for (code, row) in &rows {
            let below: Vec<Amount> = rows
                .iter()
                .filter(|(other, _)| code.is_above(other) && other.as_str().len() == code.as_str().len() + 2)
                .filter_map(|(_, other)| other.amount)
                .collect();
            if let (Some(total), false) = (row.amount, below.is_empty()) {
                let text = format!("{}“{} {}”{}", row.table.title(), code, row.name, row.measure);
                ledger.sum(&row.place, text, row.text.clone(), judge("children", total, &below, "所属下级之和"));
            }
        }
    }
}

/// A printed total against the sum of its printed parts.
pub(in crate::audit) fn judge(code: &'static str, total: Amount, parts: &[Amount], what: &str) -> Opinion {
    let sum: i128 = parts.iter().map(|part| i128::from(part.fen())).sum();
    let steps: i128 = parts.iter().chain([&total]).map(|part| i128::from(part.resolution())).sum();
    let gap = sum - i128::from(total.fen());
    let expected = columns::print(sum);
    Opinion {
        code,
        verdict: match gap {
            0 => Verdict::Ok,
            gap if gap.abs() * 2 <= steps => Verdict::Tail,
            _ => Verdict::Figure,
        },
        because: format!("{what}为 {expected}，相差 {}", columns::print(gap.abs())),
        likely_cause: None,
        expected: Some(expected),
    }
}

/// Which column of which table of which file.
type Column = (Arc<str>, Place, BudgetTable, Measure);

fn columns_of(items: &[LineItem]) -> Vec<Rows<'_>> {
    let mut columns: BTreeMap<Column, Option<Rows<'_>>> = BTreeMap::new();
    let fit = |item: &&LineItem| {
        item.origin == Origin::Published
            && item.project.is_none()
            && item.amount.is_some()
            && matches!(item.classification, Classification::Functional | Classification::Economic)
    };
    for item in items.iter().filter(fit) {
        let Some(code) = item.code.clone() else { continue };
        let place = Place { sheet: item.place.sheet.clone(), ..Place::file(item.place.file.clone()) };
        let key = (format!("{}{}{}", item.unit, item.year, item.phase).into(), place, item.table, item.measure.clone());
        let rows = columns.entry(key).or_insert_with(|| Some(Rows::new()));
        if let Some(known) = rows
            && known.insert(code, item).is_some()
        {
            *rows = None;
        }
    }
    columns.into_values().flatten().collect()
}
