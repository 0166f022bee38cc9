//! 一次印制: decides whether rows continue a table or print the same table again.

use crate::model::dataset::{RowKey, row_key};
use crate::model::{Level, LineItem};
use std::collections::BTreeSet;

/// Whether a row identifies its position: one without a code below the highest level (行政运行) may be under any 款.
fn is_distinctive(row: &RowKey) -> bool {
    row.2.is_some() || row.1 <= Level::Category
}

/// 已印的行: the rows of one printing of a table so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Printing {
    known: BTreeSet<RowKey>,
    last: Option<RowKey>,
}

impl Printing {
    /// Whether items continue the rows so far: the first row is new or repeats the last one (a code with one row per
    /// project, a row broken by the page), and most rows are new. Otherwise the table is printed again.
    pub(crate) fn is_continued_by(&self, items: &[LineItem]) -> bool {
        let mut rows: Vec<RowKey> = items.iter().map(row_key).filter(is_distinctive).collect();
        rows.dedup();
        let Some(first) = rows.first() else { return true };
        let again = rows.iter().filter(|row| self.known.contains(row)).count();
        self.last.as_ref() == Some(first) || !self.known.contains(first) && again * 2 <= rows.len()
    }

    /// Adds the rows of items.
    pub(crate) fn add(&mut self, items: &[LineItem]) {
        self.known.extend(items.iter().map(row_key));
        self.last = items.iter().rev().map(row_key).find(is_distinctive).or(self.last.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BudgetTable, Classification, Code, FiscalYear, Measure, Origin, Phase, Place, Scope};

    fn item(code: &str) -> LineItem {
        let code = Code::new(code).ok();
        LineItem {
            unit: "甲局".into(),
            scope: Scope::Unit,
            year: FiscalYear::new(2024).unwrap(),
            phase: Phase::Approved,
            table: BudgetTable::General,
            classification: Classification::Functional,
            parent: None,
            level: code.as_ref().map_or(Level::Total, Code::level),
            name: "合计".into(),
            project: None,
            measure: Measure::total(),
            amount: None,
            text: "".into(),
            origin: Origin::Published,
            place: Place::file("x"),
            code,
        }
    }

    #[test]
    fn a_next_page_goes_on_and_a_second_printing_begins_again() {
        let items = |codes: &[&str]| codes.iter().map(|code| item(code)).collect::<Vec<_>>();
        let mut printing = Printing::default();
        printing.add(&items(&["", "208", "20801", "2080101"]));
        assert!(printing.is_continued_by(&items(&["2080102", "20805"])));
        assert!(printing.is_continued_by(&items(&["2080101", "2080102"])), "a code with a row a project");
        assert!(!printing.is_continued_by(&items(&["", "208", "20801", "2080101"])));
        assert!(!printing.is_continued_by(&items(&["208", "20801"])), "the total left out");
        assert!(!printing.is_continued_by(&items(&["213", "", "208", "20801"])), "in another order");
        assert!(printing.is_continued_by(&[]));
    }
}
