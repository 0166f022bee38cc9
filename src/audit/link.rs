//! 对应的格: the table cells that a claim refers to, as bound when it was read.

use super::material::Material;
use crate::model::{Cells, Claim, FiscalYear, LineItem, Phase, Place};

/// The cells that a claim may refer to. If not `sure`, some words of the subject were not understood, and the cells can
/// only confirm the claim, not contradict it.
#[derive(Debug, Default)]
pub(super) struct Link<'a> {
    pub cells: Vec<&'a LineItem>,
    pub sure: bool,
    /// There are tables, but none of them contains the subject of the claim.
    pub in_no_table: bool,
    /// The subject is an item of “三公”, and the table of “三公” lists other items.
    pub others_listed: bool,
}

/// The cells of a year and phase that a claim refers to.
pub(super) fn link<'a>(cells: &Cells<'a>, claim: &Claim, of: (FiscalYear, Phase)) -> Link<'a> {
    let Some(bound) = claim.binding.of(of.0, of.1) else { return Link::default() };
    let found = bound.cells.iter().flat_map(|place| cells.at(place, of)).map(|cell| cell.item).collect();
    Link { cells: found, sure: bound.sure, in_no_table: bound.in_no_table, others_listed: bound.others_listed }
}

/// For each claim, in order, the places of the cells in its own disclosure that it may refer to, so that the two can be
/// shown side by side.
pub fn linked_cells(material: &Material<'_>) -> Vec<Vec<Place>> {
    let Material { items, claims, papers } = *material;
    let cells = Cells::of(items, papers);
    let places = claims.iter().map(|claim| {
        let Some(owner) = cells.owner(&claim.place.file) else { return Vec::new() };
        let bound = claim.binding.of(claim.year.unwrap_or(owner.year), owner.phase);
        bound.map_or_else(Vec::new, |bound| bound.cells.clone())
    });
    places.collect()
}
