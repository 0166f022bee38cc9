//! 单位明细: the rows of one row group as line items, unit by unit, and what a whole dataset is told by.

use super::Surveyed;
use super::columns::{Columns, FIELDS};
use super::part::Part;
use crate::model::{Classification, Code, FigureKind, Level, Lexicon, LineItem, Measure, Survey, Warning};
use crate::source::SourceError;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// 单位明细: the rows of a row group, those of one unit together, units in the order of their names.
#[derive(Debug)]
pub(super) struct ItemRows {
    columns: Columns,
    /// The units, each with the number of its rows.
    pub units: Vec<(Arc<str>, usize)>,
    /// The rows in that order; none where they stand so.
    order: Option<Vec<u32>>,
}

impl ItemRows {
    pub(super) fn read(part: &Arc<dyn Part>, group: usize) -> Result<Self, SourceError> {
        let columns = Columns::read(part, group, &FIELDS)?;
        let height = columns.height;
        let none = super::strings::Strings::constant("");
        let units = columns.strings("unit").unwrap_or(&none);
        let name = |row: usize| units.values.get(units.at(row) as usize).map_or("", |name| name.trim());
        let is_sorted = units.rows.is_none() || (1..height).all(|row| name(row - 1) <= name(row));
        let order: Option<Vec<u32>> = (!is_sorted).then(|| {
            let mut rows: Vec<u32> = (0..height as u32).collect();
            rows.sort_by(|one, other| name(*one as usize).cmp(name(*other as usize)));
            rows
        });
        let row = |at: usize| order.as_ref().map_or(at, |order| order[at] as usize);
        let mut runs: Vec<(Arc<str>, usize)> = Vec::new();
        for at in 0..height {
            match runs.last_mut() {
                Some((last, count)) if **last == *name(row(at)) => *count += 1,
                _ => runs.push((name(row(at)).into(), 1)),
            }
        }
        Ok(Self { units: runs, order, columns })
    }

    /// The items of rows, each with whether it says where it was first read, and what could not be read.
    pub fn items(&self, rows: Range<usize>) -> (Vec<(bool, LineItem)>, Vec<Warning>) {
        let (mut items, mut warnings) = (Vec::with_capacity(rows.len()), Vec::new());
        for at in rows {
            let row = self.order.as_ref().map_or(at, |order| order[at] as usize);
            match self.columns.item(row) {
                Ok(item) => items.push((self.columns.has_source(row), item)),
                Err(warning) => warnings.push(warning),
            }
        }
        (items, warnings)
    }
}

/// Fields that tell what figures there are and what codes are called.
const TELLING: [&str; 7] = ["code", "table", "level", "phase", "origin", "classification", "name"];

/// What a row group adds to the whole: of rows that are alike, one is read.
pub(super) fn survey(part: &Arc<dyn Part>, group: usize) -> Result<Surveyed, SourceError> {
    let columns = Columns::read(part, group, &TELLING)?;
    let mut kinds: BTreeMap<[u32; TELLING.len()], Kind> = BTreeMap::new();
    let strings = TELLING.map(|field| columns.strings(field));
    for row in 0..columns.height {
        let numbers = strings.map(|strings| strings.map_or(0, |strings| strings.at(row)));
        let kind = kinds.entry(numbers).or_insert(Kind { row, count: 0, amounts: 0 });
        kind.count += 1;
        kind.amounts += usize::from(columns.has_amount(row));
    }
    let (mut survey, mut lexicon, mut is_coded) = (Survey::default(), Lexicon::default(), true);
    for Kind { row, count, amounts } in kinds.into_values() {
        // What cannot be read is told when its unit is.
        let Ok(item) = columns.item(row) else { continue };
        lexicon.add(&item, count);
        is_coded &= item.level == item.code.as_ref().map_or(Level::Total, Code::level) && is_named_by_code(&item);
        if amounts > 0 {
            let LineItem { year, phase, table, level, origin, .. } = item;
            survey.add(FigureKind { year, phase, table, level, origin }, amounts);
        }
    }
    Ok(Surveyed { survey, lexicon, is_coded })
}

/// Whether an item's code tells what it is called: a total is a 合计, and names of sources and projects are their own.
fn is_named_by_code(item: &LineItem) -> bool {
    use Classification::{Economic, EconomicGovernment, Functional};
    match &item.code {
        None => &*item.name == Measure::TOTAL,
        Some(code) => {
            code.as_str() == &*item.name || matches!(item.classification, Functional | Economic | EconomicGovernment)
        }
    }
}

/// Rows that are alike.
struct Kind {
    /// The first of them.
    row: usize,
    count: usize,
    /// How many have an amount.
    amounts: usize,
}
