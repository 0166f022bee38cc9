//! 原页: the page of a document on which something stands, as a picture with a mark.

use crate::model::{Bounds, LineItem, Place};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The address of the picture of a page, by the file and the number; `None` if it cannot be drawn.
pub type Pictured<'a> = &'a dyn Fn(&str, u32) -> Option<String>;

/// 原页
#[derive(Debug, Serialize)]
pub(super) struct Original {
    page: u32,
    /// The address of its picture.
    picture: String,
    /// The boxes to mark, each as left, top, right and bottom in points, separated by commas.
    marks: String,
}

/// The pages of documents, and where their rows stand.
pub(super) struct Originals<'a> {
    pictured: Pictured<'a>,
    rows: BTreeMap<(Arc<str>, u32, u32), Bounds>,
}

impl<'a> Originals<'a> {
    pub(super) fn new(pictured: Pictured<'a>, items: &[LineItem]) -> Self {
        let mut rows: BTreeMap<(Arc<str>, u32, u32), Bounds> = BTreeMap::new();
        for item in items {
            let Some((row, bounds)) = row(&item.place).zip(item.place.on_page()) else { continue };
            rows.entry(row).and_modify(|all| *all = all.union(bounds)).or_insert(bounds);
        }
        Self { pictured, rows }
    }

    /// The pages that a place is on, with its boxes; its row where it has none.
    pub(super) fn of(&self, place: &Place) -> Vec<Original> {
        let mut boxes = place.boxes();
        if boxes.is_empty() {
            let of_row = row(place).and_then(|row| self.rows.get(&row));
            boxes.extend(place.page.zip(of_row.copied()));
        }
        let mut pages: Vec<(u32, Vec<String>)> = Vec::new();
        for (page, bounds) in boxes {
            match pages.iter_mut().find(|(known, _)| *known == page) {
                Some((_, marks)) => marks.push(bounds.to_string()),
                None => pages.push((page, vec![bounds.to_string()])),
            }
        }
        if let (true, Some(page)) = (pages.is_empty(), place.page) {
            pages.push((page, Vec::new()));
        }
        let original = |(page, marks): (u32, Vec<String>)| {
            let picture = (self.pictured)(&place.file, page)?;
            Some(Original { page, picture, marks: marks.join(",") })
        };
        pages.into_iter().filter_map(original).collect()
    }
}

/// The row of a table in a paged document that a place is in.
fn row(place: &Place) -> Option<(Arc<str>, u32, u32)> {
    Some((place.file.clone(), place.page?, place.row?))
}
