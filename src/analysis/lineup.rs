//! 对齐: completes the years and phases to show, and makes a row for every key that any of them has.

use super::figures::{Figure, Figures, roll_up};
use super::grouping::{Coverage, Membership, gather};
use super::keys::{Key, Keys};
use super::order::{Ordered, Positions};
use super::trend::{TrendFigure, TrendRow, YearPhase};
use super::{AnalysisError, Item};
use crate::model::{LineItem, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One year and phase: the figures of units and of groups, and which units they cover.
#[derive(Clone)]
pub(super) struct Column {
    pub units: Figures,
    pub groups: Figures,
    pub coverage: Coverage,
    /// What later disclosures and the texts state for it, by origin.
    pub others: BTreeMap<Origin, Figures>,
    /// Keys whose amount on the codes of another year cannot be told, since no table lists what moved.
    pub unknown: BTreeSet<u32>,
}

/// The years and phases to show, each complete.
pub(super) type Columns = BTreeMap<YearPhase, Column>;

/// The printed figures of years and phases.
pub(super) type Sources = BTreeMap<YearPhase, Figures>;

/// Chooses the year that another year is completed by.
pub(super) type Reference = fn(&Sources, YearPhase) -> Option<&Figures>;

impl Column {
    /// The column of these figures of units.
    pub fn new(
        units: Figures,
        membership: &dyn Membership,
        items: &[LineItem],
        keys: &mut Keys,
    ) -> Result<Self, AnalysisError> {
        let coverage = Coverage::of(&units, membership, keys);
        let groups = if membership.is_by_unit() { units.clone() } else { gather(&units, membership, items, keys)? };
        Ok(Self { units, groups, coverage, others: BTreeMap::new(), unknown: BTreeSet::new() })
    }
}

/// The figures of one year and phase, printed and rolled up.
pub(super) fn complete(
    column: YearPhase,
    printed: &Sources,
    reference: Reference,
    keys: &mut Keys,
) -> Result<Figures, AnalysisError> {
    let own = printed.get(&column).cloned().unwrap_or_default();
    roll_up(own, reference(printed, column).unwrap_or(&Figures::default()), keys)
}

/// A row for every key to show that some year has, in the order of the keys.
pub(super) fn rows(
    columns: &Columns,
    shown: impl Fn(&Key) -> bool,
    items: &[LineItem],
    keys: &mut Keys,
) -> Vec<Ordered> {
    let positions = Positions::of(items);
    let mut rows = Vec::new();
    for number in 0..keys.count() {
        if columns.values().any(|year| year.groups.has(number)) && shown(keys.key(number)) {
            rows.push(row(number, columns, (items, &positions), keys));
        }
    }
    rows
}

fn row(number: u32, columns: &Columns, (items, positions): (&[LineItem], &Positions), keys: &mut Keys) -> Ordered {
    let whole = keys.whole(number);
    let mut place = None;
    let mut name = None;
    let (mut figures, mut stating, mut wholes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (column, year) in columns {
        if let Some(figure) = year.groups.get(number) {
            // Years are in the order of time, so the latest name and place remain.
            if let Some(own) = printed_name(number, Some(figure), items, keys) {
                name = Some(own);
                place = positions.at(figure.position);
            }
            figures.insert(*column, shown_figure(number, figure, year));
        }
        let units = year.coverage.stating(number, keys);
        if !units.is_empty() && !year.unknown.contains(&number) {
            stating.insert(*column, units);
        }
        if let Some(whole) = year.groups.get(whole) {
            wholes.insert(*column, whole.amount.fen());
        }
    }
    let name = name.unwrap_or_else(|| keys.default_name(number));
    let row = TrendRow {
        item: Item { name, ..keys.key(number).clone() },
        figures,
        spans: Vec::new(),
        matched: BTreeMap::new(),
        stating,
        wholes,
        comparable: None,
    };
    Ordered { row, number, place }
}

/// A figure together with what later years and the texts state for it.
fn shown_figure(number: u32, figure: &Figure, year: &Column) -> TrendFigure {
    let of_origin = |origin| year.others.get(&origin)?.get(number).map(|figure| figure.amount);
    TrendFigure {
        amount: figure.amount,
        origin: figure.origin,
        restated: of_origin(Origin::Restated).filter(|_| figure.origin == Origin::Published),
        implied: of_origin(Origin::Implied).filter(|_| figure.origin != Origin::Implied),
    }
}

/// The name printed by the item of a figure, unless the figure is rolled up.
pub(super) fn printed_name(key: u32, figure: Option<&Figure>, items: &[LineItem], keys: &mut Keys) -> Option<Arc<str>> {
    let position = figure?.position;
    let item = items.get(position)?;
    let own = keys.of_item_at(position, item);
    // A group's row has the name that one of its units prints.
    let unit = keys.key(key).unit.clone();
    (keys.of_unit(own, &unit) == key).then(|| item.name.clone())
}
