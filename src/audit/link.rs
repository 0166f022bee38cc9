//! 对应的格: which printed cells a claim speaks of, for those who show the one beside the other.

use super::Material;
use super::cell::Cells;
use crate::model::Place;

/// For each claim, in their order, the places of the cells of its own disclosure that it may mean.
pub fn linked_cells(material: &Material<'_>) -> Vec<Vec<Place>> {
    let Material { items, claims, papers } = *material;
    let cells = Cells::of(items, papers);
    let places = claims.iter().map(|claim| {
        let Some(owner) = cells.owner(&claim.place.file) else { return Vec::new() };
        let link = cells.link(claim, owner, claim.year.unwrap_or(owner.year), owner.phase);
        link.cells.into_iter().map(|cell| cell.place.clone()).collect()
    });
    places.collect()
}
