//! 表与栏目: what the keys of one measure of a unit's table have in common, numbered.

use crate::analysis::item::Sheet;
use crate::model::{BudgetTable, Classification, Level, LineItem, Measure, Numbered, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One measure of a table, with items of one classification.
#[derive(Debug)]
pub(super) struct List {
    pub unit: Arc<str>,
    pub scope: Scope,
    pub table: BudgetTable,
    pub classification: Classification,
    pub measure: Measure,
    /// The number of its table.
    pub sheet: u32,
    /// The list whose total the shares of this one's total refer to.
    pub share_base: u32,
    /// The list that followed this one when the items were last read in order.
    next: u32,
}

/// Every list, in the order in which they first occur.
#[derive(Debug, Default)]
pub(super) struct Lists {
    all: Vec<List>,
    numbers: BTreeMap<(u32, Classification, Measure), u32>,
    sheets: Numbered<Sheet>,
    last: u32,
}

impl List {
    fn holds(&self, item: &LineItem) -> bool {
        (self.scope, self.table, self.classification) == (item.scope, item.table, item.classification)
            && self.measure == item.measure
            && (Arc::ptr_eq(&self.unit, &item.unit) || self.unit == item.unit)
    }
}

impl Lists {
    pub fn get(&self, number: u32) -> &List {
        &self.all[number as usize]
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Every table, by number.
    pub fn sheets(&self) -> &[Sheet] {
        self.sheets.all()
    }

    /// The number of a table.
    pub fn sheet_number(&mut self, sheet: &Sheet) -> u32 {
        self.sheets.number(sheet)
    }

    /// The list of the next item of a file.
    pub fn of_item(&mut self, item: &LineItem) -> u32 {
        // The next item is mostly in the same list, or in the one that followed in the row above.
        if let Some(last) = self.all.get(self.last as usize) {
            if last.holds(item) {
                return self.last;
            }
            if self.all.get(last.next as usize).is_some_and(|next| next.holds(item)) {
                self.last = last.next;
                return self.last;
            }
        }
        let sheet = (item.unit.clone(), item.scope, item.table);
        let number = self.number(&sheet, item.classification, &item.measure);
        if let Some(last) = self.all.get_mut(self.last as usize) {
            last.next = number;
        }
        self.last = number;
        number
    }

    /// The number of the list of these.
    pub fn number(&mut self, sheet: &Sheet, classification: Classification, measure: &Measure) -> u32 {
        let of_sheet = self.sheets.number(sheet);
        if let Some(number) = self.numbers.get(&(of_sheet, classification, measure.clone())) {
            return *number;
        }
        let number = self.all.len() as u32;
        let (unit, scope, table) = sheet.clone();
        self.all.push(List {
            unit,
            scope,
            table,
            classification,
            measure: measure.clone(),
            sheet: of_sheet,
            share_base: number,
            next: number,
        });
        self.numbers.insert((of_sheet, classification, measure.clone()), number);
        let base = measure.share_base(Level::Total, table);
        if base != *measure {
            let base = self.number(sheet, classification, &base);
            self.all[number as usize].share_base = base;
        }
        number
    }

    /// The same list of another unit, if it has one.
    pub fn known_of_unit(&self, number: u32, unit: &Arc<str>) -> Option<u32> {
        let List { scope, table, classification, ref measure, .. } = *self.get(number);
        let sheet = self.sheets.find(&(unit.clone(), scope, table))?;
        self.numbers.get(&(sheet, classification, measure.clone())).copied()
    }

    /// The same list of another unit, or of a group.
    pub fn of_unit(&mut self, number: u32, unit: &Arc<str>) -> u32 {
        let List { scope, table, classification, ref measure, .. } = *self.get(number);
        let measure = measure.clone();
        self.number(&(unit.clone(), scope, table), classification, &measure)
    }
}
