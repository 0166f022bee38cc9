//! 明细表: line items as one tidy Polars frame.

use super::{AnalysisError, Grouping};
use crate::model::{Code, LineItem, Survey};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 明细表: the tidy frame of every line item.
///
/// Columns, in this order: `unit, scope, year, phase, table, classification, code, level, name, project,
/// measure, amount_fen (i64, 分), resolution_fen (i64, 分), origin, file, page, row, column, parent, text, part (worksheet,
/// table or paragraph), bounds (box on the page, in points)`.
#[derive(Debug, Clone)]
pub struct LineItems {
    items: Vec<LineItem>,
    names: BTreeMap<Code, Arc<str>>,
    grouping: Grouping,
    survey: Arc<Survey>,
    is_part: bool,
}

impl LineItems {
    /// These items, in their order.
    pub fn from_items(items: &[LineItem]) -> Self {
        Self::new(items.to_vec())
    }

    /// The same of items that nobody else needs.
    pub fn new(items: Vec<LineItem>) -> Self {
        let survey = Arc::new(Survey::of(&items));
        Self { items, names: BTreeMap::new(), grouping: Grouping::ByUnit, survey, is_part: false }
    }

    /// With names for codes that no item prints: sums of items below are shown under them.
    #[must_use]
    pub fn with_names(self, names: &BTreeMap<Code, Arc<str>>) -> Self {
        Self { names: names.clone(), ..self }
    }

    /// As whole units of a larger body of figures, which says what the years and phases are. What a bridge did not meet
    /// is then only handed back, to be merged over the parts.
    #[must_use]
    pub fn within(self, whole: &Arc<Survey>) -> Self {
        Self { survey: whole.clone(), is_part: true, ..self }
    }

    /// With units put together: what is computed from the items shows groups in the place of units. Every unit's
    /// own figures are found first, so that a second copy of a file adds nothing and each unit's amount counts once.
    #[must_use]
    pub fn with_grouping(self, grouping: Grouping) -> Self {
        Self { grouping, ..self }
    }

    /// Whether they are whole units of a larger body of figures.
    pub(super) fn is_part(&self) -> bool {
        self.is_part
    }

    /// How units are put together.
    pub fn grouping(&self) -> &Grouping {
        &self.grouping
    }

    /// Names for codes that no item prints.
    pub fn names(&self) -> &BTreeMap<Code, Arc<str>> {
        &self.names
    }

    /// 概况: which years and phases there are, in these items and in the body that they are part of.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The Polars frame.
    ///
    /// # Errors
    /// Polars refused the columns, which would be a fault of the program.
    pub fn frame(&self) -> Result<DataFrame, crate::Error> {
        Ok(frame(&self.items)?)
    }

    /// The same rows as plain values.
    pub fn items(&self) -> &[LineItem] {
        &self.items
    }

    /// The frame as files carry it: `amount` and `resolution` as DECIMAL(18,2) in 元 in place of the two 分 columns.
    ///
    /// # Errors
    /// Polars refused the cast, which would be a fault of the program.
    pub fn export(&self) -> Result<DataFrame, crate::Error> {
        Ok(export(&frame(&self.items)?)?)
    }
}

fn frame(items: &[LineItem]) -> Result<DataFrame, AnalysisError> {
    let text = |name: &str, value: &dyn Fn(&LineItem) -> String| -> Column {
        Column::new(name.into(), items.iter().map(value).collect::<Vec<_>>())
    };
    let optional = |name: &str, value: &dyn Fn(&LineItem) -> Option<String>| -> Column {
        Column::new(name.into(), items.iter().map(value).collect::<Vec<_>>())
    };
    let count = |name: &str, value: &dyn Fn(&LineItem) -> Option<u32>| -> Column {
        Column::new(name.into(), items.iter().map(value).collect::<Vec<_>>())
    };
    let fen = |name: &str, value: &dyn Fn(&LineItem) -> Option<i64>| -> Column {
        Column::new(name.into(), items.iter().map(value).collect::<Vec<_>>())
    };
    let columns = vec![
        text("unit", &|item| item.unit.to_string()),
        text("scope", &|item| item.scope.name().into()),
        Column::new("year".into(), items.iter().map(|item| i32::from(item.year.get())).collect::<Vec<_>>()),
        text("phase", &|item| item.phase.name().into()),
        text("table", &|item| item.table.name().into()),
        text("classification", &|item| item.classification.name().into()),
        text("code", &|item| item.code.as_ref().map(ToString::to_string).unwrap_or_default()),
        text("level", &|item| item.level.name().into()),
        text("name", &|item| item.name.to_string()),
        optional("project", &|item| item.project.as_deref().map(str::to_owned)),
        text("measure", &|item| item.measure.to_string()),
        fen("amount_fen", &|item| item.amount.map(|amount| amount.fen())),
        fen("resolution_fen", &|item| item.amount.map(|amount| amount.resolution())),
        text("origin", &|item| item.origin.name().into()),
        text("file", &|item| item.place.file.to_string()),
        count("page", &|item| item.place.page),
        count("row", &|item| item.place.row),
        count("column", &|item| item.place.column),
        optional("parent", &|item| item.parent.as_ref().map(ToString::to_string)),
        text("text", &|item| item.text.to_string()),
        optional("part", &|item| item.place.part()),
        optional("bounds", &|item| item.place.bounds.map(|bounds| bounds.to_string())),
    ];
    Ok(DataFrame::new(items.len(), columns)?)
}

/// 分 are hundredths of 元, so the decimal's mantissa is the count of 分 itself: nothing is computed.
fn export(frame: &DataFrame) -> Result<DataFrame, AnalysisError> {
    let mut columns = frame.columns().to_vec();
    for (from, to) in [("amount_fen", "amount"), ("resolution_fen", "resolution")] {
        let Some(column) = columns.iter_mut().find(|column| column.name() == from) else { continue };
        let values: Int128Chunked = column.i64()?.iter().map(|value| value.map(i128::from)).collect();
        let decimal = values.into_decimal(18, 2)?.into_series().with_name(to.into());
        *column = decimal.into_column();
    }
    Ok(DataFrame::new(frame.height(), columns)?)
}
