//! 重复的行: rows of a dataset with the same key count once.

use crate::model::{
    BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place, Scope, Warning,
    WarningKind, plain_name,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Key of a row within its table. A table printed twice repeats its keys; the continuation of a table on the next page
/// does not.
pub(crate) type RowKey = (Arc<str>, Level, Option<Code>, String, Option<Arc<str>>);

/// The key of an item's row.
pub(crate) fn row_key(item: &LineItem) -> RowKey {
    let name = if item.code.is_some() { String::new() } else { plain_name(&item.name) };
    (item.unit.clone(), item.level, item.code.clone(), name, item.project.clone())
}

/// Key of a figure. Rows that name their source also need the same place to count as the same figure: a form may print
/// a code twice, about which its reader has already warned.
type Key =
    (FiscalYear, Phase, Origin, Scope, BudgetTable, Classification, Measure, RowKey, Option<Code>, Option<Place>);

/// The number of differing rows that get a warning of their own; further ones are only counted.
const MAX_WARNINGS: usize = 20;

/// 只计一次: admits the first row of every key and collects warnings about the others.
#[derive(Debug, Default)]
pub(crate) struct RepeatFilter {
    seen: BTreeMap<Key, (Place, Option<i64>)>,
    /// The first pair of rows with the same figure, and the number of such pairs.
    alike: Option<(Place, Place, usize)>,
    differing: usize,
    warnings: Vec<Warning>,
}

impl RepeatFilter {
    /// Whether the row is the first with its key. `has_source` says that the row names the document it was read from.
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
        if self.differing <= MAX_WARNINGS {
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

    /// The warnings about repeated rows.
    pub(crate) fn warnings(mut self) -> Vec<Warning> {
        if let Some((first, again, count)) = self.alike {
            let more = if count > 1 { format!("；这样的行共 {count} 行") } else { String::new() };
            let message = format!("与 {first} 是同一项，数也相同，只计一次{more}。请核对是否重复导出");
            self.warnings.push(Warning::new(WarningKind::DuplicateCode, again, message));
        }
        if self.differing > MAX_WARNINGS {
            let message = format!("重复而数不同的行共 {} 行，只列出前 {MAX_WARNINGS} 行", self.differing);
            let place = self.warnings.first().map(|warning| Place::file(warning.place.file.clone()));
            self.warnings.push(Warning::new(WarningKind::DuplicateCode, place.unwrap_or_default(), message));
        }
        self.warnings
    }
}
