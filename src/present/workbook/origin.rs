//! 来源: notes that explain the origin of figures that were not printed by their own year.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The items from which figures were implied or restated.
pub(super) struct Origins<'a> {
    years: (FiscalYear, FiscalYear),
    items: BTreeMap<Key, Vec<&'a LineItem>>,
}

type Key = (FiscalYear, BudgetTable, Classification, Measure, Option<Code>, Level, Arc<str>);

impl<'a> Origins<'a> {
    /// Collects the items that were not printed by their own year.
    pub fn new(items: &[&'a LineItem], comparison: &Comparison) -> Self {
        let mut found: BTreeMap<Key, Vec<&LineItem>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.origin != Origin::Published && item.amount.is_some()) {
            let phase = if item.year == comparison.base { comparison.base_phase } else { comparison.phase };
            if item.phase == phase {
                let name = name(item.level, item.code.as_ref(), &item.name);
                let key = (item.year, item.table, item.classification, item.measure.clone(), item.code.clone());
                found.entry((key.0, key.1, key.2, key.3, key.4, item.level, name)).or_default().push(item);
            }
        }
        Self { years: (comparison.base, comparison.year), items: found }
    }

    /// The note for last year's figure.
    pub fn prior(&self, row: &ComparisonRow) -> Option<String> {
        self.note(row, self.years.0, row.prior_origin)
    }

    /// The note for this year's figure.
    pub fn current(&self, row: &ComparisonRow) -> Option<String> {
        self.note(row, self.years.1, row.current_origin)
    }

    fn note(&self, row: &ComparisonRow, year: FiscalYear, origin: Option<Origin>) -> Option<String> {
        let origin = origin.filter(|origin| *origin != Origin::Published)?;
        let name = name(row.item.level, row.item.code.as_ref(), &row.item.name);
        let key = (
            year,
            row.item.table,
            row.item.classification,
            row.item.measure.clone(),
            row.item.code.clone(),
            row.item.level,
            name,
        );
        let items = self.items.get(&key).map(Vec::as_slice).unwrap_or_default();
        let items: Vec<&&LineItem> = items.iter().filter(|item| item.origin == origin).collect();
        Some(words(origin, &items))
    }
}

/// The name as part of a key; empty for codes and totals, which do not need it.
fn name(level: Level, code: Option<&Code>, name: &Arc<str>) -> Arc<str> {
    if code.is_some() || level == Level::Total { Arc::from("") } else { name.clone() }
}

/// Describes how these figures were found, with the first few sources.
pub(super) fn words(origin: Origin, items: &[&&LineItem]) -> String {
    const SHOWN: usize = 3;
    let how = match origin {
        Origin::Implied => "推算数：由说明文字的本年数减增减额得出。",
        Origin::Restated => "后一年度列示数：后一年度的文件里列示的上年数。",
        Origin::Scanned => "扫描识别数：识别自扫描页，没有别的数可以印证，请对照原件。",
        Origin::Published => "公开数：本年度文件所列。",
    };
    if items.is_empty() {
        return format!("{how}\n本行由下级科目汇总。");
    }
    let mut text = how.to_owned();
    for item in items.iter().take(SHOWN) {
        text += &format!("\n{}：{}", item.place, item.text);
    }
    if items.len() > SHOWN {
        text += &format!("\n等 {} 处", items.len());
    }
    text
}
