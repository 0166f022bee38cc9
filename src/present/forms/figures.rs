//! 行: the figures of one table gathered into rows, in the order in which they were read.

use crate::model::{Amount, Classification, Code, Level, LineItem, Measure};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One row with its amounts.
pub(super) struct Row {
    /// Whether it is one of revenue.
    pub revenue: bool,
    pub code: Option<Code>,
    pub level: Level,
    pub name: Arc<str>,
    pub project: Option<Arc<str>>,
    amounts: BTreeMap<Measure, Amount>,
}

/// The rows of one table.
#[derive(Default)]
pub(super) struct Figures {
    pub rows: Vec<Row>,
    /// The columns, in the order in which they were read.
    pub measures: Vec<Measure>,
}

type Key<'a> = (bool, Option<&'a Code>, Level, &'a str, Option<&'a str>, Option<&'a Code>);

impl Figures {
    /// Gathers the figures; of a figure that stands twice the first counts.
    pub fn new<'a>(items: impl Iterator<Item = &'a LineItem>) -> Self {
        let mut figures = Self::default();
        let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
        for item in items {
            let Some(amount) = item.amount else { continue };
            let revenue = item.classification == Classification::Revenue;
            let key =
                (revenue, item.code.as_ref(), item.level, &*item.name, item.project.as_deref(), item.parent.as_ref());
            let at = *known.entry(key).or_insert(figures.rows.len());
            if at == figures.rows.len() {
                figures.rows.push(Row {
                    revenue,
                    code: item.code.clone(),
                    level: item.level,
                    name: item.name.clone(),
                    project: item.project.clone(),
                    amounts: BTreeMap::new(),
                });
            }
            if let Some(row) = figures.rows.get_mut(at) {
                row.amounts.entry(item.measure.clone()).or_insert(amount);
            }
            if !figures.measures.contains(&item.measure) {
                figures.measures.push(item.measure.clone());
            }
        }
        // Some forms print the whole last, the official one first.
        figures.rows.sort_by_key(|row| row.level != Level::Total);
        figures
    }
}

impl Row {
    /// The amount of a column, by its name.
    pub fn amount(&self, measure: &str) -> Option<Amount> {
        self.amounts.get(&Measure::new(measure)).copied()
    }

    /// 类, 款 and 项 of the code, each by itself.
    pub fn code_parts(&self) -> [&str; 3] {
        let code = self.code.as_ref().map_or("", Code::as_str);
        let part = |from: usize, to: usize| code.get(from..to.min(code.len())).unwrap_or_default();
        [part(0, 3), part(3, 5), part(5, 9)]
    }
}
