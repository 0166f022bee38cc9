//! 重复的行: rows of a dataset that repeat a key count once.

use crate::model::{
    BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place, Scope, Warning,
    WarningKind, plain_name,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What names a row: two printings of a table have the same rows, a table and what follows it on the next page have
/// not.
pub(crate) type RowKey = (Arc<str>, Level, Option<Code>, String, Option<Arc<str>>);

/// The key of an item's row.
pub(crate) fn row_key(item: &LineItem) -> RowKey {
    let name = if item.code.is_some() { String::new() } else { plain_name(&item.name) };
    (item.unit.clone(), item.level, item.code.clone(), name, item.project.clone())
}

/// What makes two rows the same figure. Rows that say where they were first read are the same only where that is one
/// place: a form may print a code twice, and its reader has told.
type Key =
    (FiscalYear, Phase, Origin, Scope, BudgetTable, Classification, Measure, RowKey, Option<Code>, Option<Place>);

/// Warnings of rows that differ, each with both places; more than these are counted.
const TOLD: usize = 20;

/// 只计一次: lets the first row of every key pass and keeps what is to be told of the others.
#[derive(Debug, Default)]
pub(crate) struct Once {
    seen: BTreeMap<Key, (Place, Option<i64>)>,
    /// The first row that repeats another with the same figure, and how many there are.
    alike: Option<(Place, Place, usize)>,
    differing: usize,
    warnings: Vec<Warning>,
}

impl Once {
    /// Whether the row is the first of its key. `has_source` says that it tells where it was first read.
    pub(crate) fn admits(&mut self, item: &LineItem, has_source: bool) -> bool {
        let LineItem { year, phase, origin, scope, table, classification, .. } = *item;
        let source = has_source.then(|| item.place.clone());
        let (measure, parent) = (item.measure.clone(), item.parent.clone());
        let key = (year, phase, origin, scope, table, classification, measure, row_key(item), parent, source);
        let fen = item.amount.map(|amount| amount.fen());
        let Some((first, known)) = self.seen.get(&key) else {
            self.seen.insert(key, (item.place.clone(), fen));
            return true;
        };
        if *known == fen {
            let alike = self.alike.get_or_insert_with(|| (first.clone(), item.place.clone(), 0));
            alike.2 += 1;
            return false;
        }
        self.differing += 1;
        if self.differing <= TOLD {
            let print = |fen: Option<i64>| {
                fen.map_or_else(|| "空".to_owned(), |fen| crate::model::Amount::from_fen(fen).to_yuan().to_string())
            };
            let code = item.code.as_ref().filter(|code| *code.as_str() != *item.name);
            let code = code.map(|code| format!("{code} ")).unwrap_or_default();
            let message = format!(
                "{} {year}年{phase} {code}{} {}与 {first} 重复而数不同（{} 和 {}，元）；以前者为准，没有相加。请核对",
                item.unit,
                item.name,
                item.measure,
                print(*known),
                print(fen),
            );
            self.warnings.push(Warning::new(WarningKind::DuplicateCode, item.place.clone(), message));
        }
        false
    }

    /// What is to be told.
    pub(crate) fn warnings(mut self) -> Vec<Warning> {
        if let Some((first, again, count)) = self.alike {
            let more = if count > 1 { format!("；这样的行共 {count} 行") } else { String::new() };
            let message = format!("与 {first} 是同一项，数也相同，只计一次{more}。请核对是否重复导出");
            self.warnings.push(Warning::new(WarningKind::DuplicateCode, again, message));
        }
        if self.differing > TOLD {
            let message = format!("重复而数不同的行共 {} 行，只列出前 {TOLD} 行", self.differing);
            let place = self.warnings.first().map(|warning| Place::file(warning.place.file.clone()));
            self.warnings.push(Warning::new(WarningKind::DuplicateCode, place.unwrap_or_default(), message));
        }
        self.warnings
    }
}
