//! 明细表: line items as one tidy Polars frame.

mod read;

use super::role::{Role, Side, Usage, usages};
use super::{AnalysisError, Grouping};
use crate::model::{Code, Lexicon, LineItem, Resolver, Survey, Units, Warning};
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Input of [`compare`](super::compare()) and [`trend`](super::trend()): line items, or a tidy frame, which is read as by
/// [`LineItems::from_frame`].
pub trait AsLineItems {
    /// The line items.
    ///
    /// # Errors
    /// A column of the frame is missing or has a wrong type.
    fn as_line_items(&self) -> Result<Cow<'_, LineItems>, crate::Error>;
}

impl AsLineItems for LineItems {
    fn as_line_items(&self) -> Result<Cow<'_, LineItems>, crate::Error> {
        Ok(Cow::Borrowed(self))
    }
}

impl AsLineItems for DataFrame {
    fn as_line_items(&self) -> Result<Cow<'_, LineItems>, crate::Error> {
        LineItems::from_frame(self).map(Cow::Owned)
    }
}

/// 明细表: the tidy frame of every line item.
///
/// Columns, in this order: `unit, scope, year, phase, table, classification, code, level, name, project,
/// measure, amount_fen (i64, 分), resolution_fen (i64, 分), origin, file, page, row, column, parent, text, part (worksheet,
/// table or paragraph), bounds (box on the page, in points)`.
#[derive(Debug, Clone)]
pub struct LineItems {
    items: Vec<LineItem>,
    /// Computed when it is first asked for.
    usages: OnceLock<Vec<Usage>>,
    names: BTreeMap<Code, Arc<str>>,
    grouping: Grouping,
    survey: Arc<Survey>,
    is_partial: bool,
    warnings: Vec<Warning>,
    user_corrections: Vec<Warning>,
}

impl LineItems {
    /// These items, in their order.
    pub fn from_items(items: &[LineItem]) -> Self {
        Self::new(items.to_vec())
    }

    /// These items, without copying them.
    pub fn new(items: Vec<LineItem>) -> Self {
        let survey = Arc::new(Survey::of(&items));
        Self {
            items,
            usages: OnceLock::new(),
            names: BTreeMap::new(),
            grouping: Grouping::ByUnit,
            survey,
            is_partial: false,
            warnings: Vec::new(),
            user_corrections: Vec::new(),
        }
    }

    /// The items of a tidy frame: `unit`, `year`, `code` and an amount, `amount_fen` (whole 分) or `amount` (元, a decimal or
    /// a whole number), and any other column of the frame; what is missing takes its default, as in a dataset. Codes and
    /// names are resolved as when files are read. Rows that cannot be read are left out and told by what is computed.
    /// [`compare`](super::compare()) and [`trend`](super::trend()) take such a frame as it is.
    ///
    /// # Errors
    /// A column that is missing or of a wrong type.
    pub fn from_frame(frame: &DataFrame) -> Result<Self, crate::Error> {
        let (mut items, mut warnings) = read::items(frame)?;
        let resolver = Resolver::new(Lexicon::of(&items));
        resolver.resolve(&mut items);
        warnings.extend(resolver.conflicts());
        let names = resolver.names(&items);
        Ok(Self { warnings, ..Self::new(items).with_names(&names) })
    }

    /// With names for codes that no item prints, under which sums are shown.
    #[must_use]
    pub fn with_names(self, names: &BTreeMap<Code, Arc<str>>) -> Self {
        Self { names: names.clone(), ..self }
    }

    /// As whole units of a larger dataset, which determines years and phases. Unused rows of a bridge are then not reported
    /// but returned, to be merged over all parts.
    #[must_use]
    pub fn within(self, whole: &Arc<Survey>) -> Self {
        Self { survey: whole.clone(), is_partial: true, ..self }
    }

    /// With units grouped. The figures of each unit are determined first, so that a second copy of a file adds nothing.
    #[must_use]
    pub fn with_grouping(self, grouping: Grouping) -> Self {
        Self { grouping, ..self }
    }

    /// As a user corrected what was read; every result tells it. Of `warnings`, the others are left alone.
    #[must_use]
    pub fn with_user_corrections(self, warnings: &[Warning]) -> Self {
        Self { user_corrections: Warning::user_corrections(warnings), ..self }
    }

    /// 使用者的更正
    pub fn user_corrections(&self) -> &[Warning] {
        &self.user_corrections
    }

    /// Whether they are whole units of a larger dataset.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Warnings about rows of the frame that could not be read, and about codes with several names.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How units are grouped.
    pub fn grouping(&self) -> &Grouping {
        &self.grouping
    }

    /// Names for codes that no item prints.
    pub fn names(&self) -> &BTreeMap<Code, Arc<str>> {
        &self.names
    }

    /// 概况: the years and phases of these items, or of the dataset that they are part of.
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

    /// The line items, in the order of the frame's rows.
    pub fn items(&self) -> &[LineItem] {
        &self.items
    }

    /// How each item may be used in sums.
    pub fn usages(&self) -> &[Usage] {
        self.usages.get_or_init(|| usages(&self.items))
    }

    /// The frame as files carry it: `amount` and `resolution` as DECIMAL(18,2) in 元 in place of the two 分 columns, then
    /// `role` and `adds_to` ([`usages`](Self::usages)).
    ///
    /// # Errors
    /// Polars refused the cast, which would be a fault of the program.
    pub fn export(&self) -> Result<DataFrame, crate::Error> {
        Ok(export_with(&self.items, self.usages())?)
    }
}

/// Items as files carry them, with how each of them may be used.
///
/// # Errors
/// As [`LineItems::export`].
pub(crate) fn export_with(items: &[LineItem], usages: &[Usage]) -> Result<DataFrame, AnalysisError> {
    let mut whole = export(&frame(items)?)?;
    let roles: Vec<_> = usages.iter().map(|usage| usage.role.map(Role::name)).collect();
    let sides: Vec<_> = usages.iter().map(|usage| usage.side.map(Side::name)).collect();
    whole.hstack_mut(&[Column::new("role".into(), roles), Column::new("adds_to".into(), sides)])?;
    Ok(whole)
}

impl Units for DataFrame {
    fn count(&self) -> usize {
        self.height()
    }

    /// The items of a tidy frame, read as by [`LineItems::from_frame`] but without resolving codes and names.
    fn items(self) -> Result<(Vec<LineItem>, Vec<Warning>), crate::Error> {
        Ok(read::items(&self)?)
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
        count("confidence", &|item| item.place.confidence.map(u32::from)),
    ];
    Ok(DataFrame::new(items.len(), columns)?)
}

/// 分 are hundredths of 元, so the mantissa of the decimal is the number of 分.
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
