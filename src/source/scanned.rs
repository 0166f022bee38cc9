//! 扫描识别数: the amounts read from pictures that nothing bears out. They keep their place among the items under an
//! origin of their own, and a person is told where to look.

use super::loaded::Loaded;
use super::ocr::BorneOut;
use crate::model::{LineItem, Origin, Place, Warning, WarningKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// File and page.
type Page = (Arc<str>, Option<u32>);
/// The place of a figure, and the figure as it was read.
type Figure = (Place, Arc<str>);

/// Gives the amounts that were read from pictures the origin `scanned`, except those that a relation bears out. One
/// warning a page lists them.
pub(super) fn settle(loaded: &mut Loaded, borne_out: Option<BorneOut>) {
    let is_read = |item: &LineItem| item.place.confidence.is_some();
    if !loaded.items.iter().any(is_read) {
        return;
    }
    let sure = borne_out.map_or_else(Vec::new, |of| of(&loaded.items, &loaded.claims, &loaded.papers));
    let mut open: BTreeMap<Page, Vec<Figure>> = BTreeMap::new();
    for (at, item) in loaded.items.iter_mut().enumerate().filter(|(_, item)| is_read(item)) {
        if sure.get(at).is_none_or(|sure| !sure) {
            item.origin = Origin::Scanned;
            let page = (item.place.file.clone(), item.place.page);
            open.entry(page).or_default().push((item.place.clone(), item.text.clone()));
        }
    }
    for figures in open.into_values() {
        let Some((first, _)) = figures.first().cloned() else { continue };
        const SHOWN: usize = 5;
        let shown = figures.iter().take(SHOWN).map(|(place, text)| {
            let row = place.row.map_or_else(String::new, |row| format!("第{row}行"));
            let column = place.column.map_or_else(String::new, |column| format!("第{column}列"));
            format!("{row}{column} {text}")
        });
        let shown = shown.collect::<Vec<_>>().join("、");
        let more = if figures.len() > SHOWN { " 等" } else { "" };
        let message = format!(
            "这一页识别出的数有 {} 个没有别的数可以印证，作“{}”，不用来判错。请对照原件核对：{shown}{more}",
            figures.len(),
            Origin::Scanned.title()
        );
        let place = Place { row: None, column: None, ..first };
        loaded.warnings.push(Warning::new(WarningKind::Note, place, message));
    }
}
