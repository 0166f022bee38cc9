//! 扫描识别数: the amounts read from pictures that nothing bears out. They keep their place among the items under an
//! origin of their own, and a person is told where to look, with a picture of each.

use super::loaded::Loaded;
use super::ocr::{BorneOut, Photo};
use crate::model::{Bounds, Clip, LineItem, Origin, Place, Warning, WarningKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// File and page.
type Page = (Arc<str>, Option<u32>);
/// The pictures of the scanned pages of each file.
pub(super) type Photos = BTreeMap<Arc<str>, BTreeMap<u32, Photo>>;

/// Limit of the pictures of cells, which would fill the memory if whole tables were open.
const MAX_CLIPS: usize = 1000;

/// Gives the amounts that were read from pictures the origin `scanned`, except those that a relation bears out. One
/// warning a page lists them, with pictures of their cells.
pub(super) fn settle(loaded: &mut Loaded, borne_out: Option<BorneOut>, photos: &Photos) {
    // Datasets say themselves what counts.
    let files: BTreeSet<Arc<str>> = loaded.papers.iter().map(|paper| paper.file.clone()).collect();
    let is_read = |item: &LineItem| item.place.confidence.is_some() && files.contains(&item.place.file);
    if !loaded.items.iter().any(is_read) {
        return;
    }
    let sure = borne_out.map_or_else(Vec::new, |of| of(&loaded.items, &loaded.claims, &loaded.papers));
    let mut open: BTreeMap<Page, Vec<&LineItem>> = BTreeMap::new();
    for (at, item) in loaded.items.iter_mut().enumerate().filter(|(_, item)| is_read(item)) {
        if sure.get(at).is_none_or(|sure| !sure) {
            item.origin = Origin::Scanned;
            open.entry((item.place.file.clone(), item.place.page)).or_default().push(item);
        }
    }
    let mut left = MAX_CLIPS;
    for ((file, page), figures) in open {
        let photo = page.and_then(|page| photos.get(&file)?.get(&page));
        let clips = photo.map_or_else(Vec::new, |photo| clips(photo, &figures[..figures.len().min(left)]));
        left -= clips.len();
        let place = Place { page, ..Place::file(file) };
        loaded.warnings.push(Warning { clips, ..Warning::new(WarningKind::Note, place, message(&figures)) });
    }
}

fn message(figures: &[&LineItem]) -> String {
    const SHOWN: usize = 5;
    let shown = figures.iter().take(SHOWN).map(|item| format!("{} {}", spot(&item.place), item.text));
    let shown = shown.collect::<Vec<_>>().join("、");
    let more = if figures.len() > SHOWN { " 等" } else { "" };
    format!(
        "这一页识别出的数有 {} 个没有别的数可以印证，作“{}”，不用来判错。请对照原件核对：{shown}{more}",
        figures.len(),
        Origin::Scanned.title()
    )
}

/// Row and column.
fn spot(place: &Place) -> String {
    let row = place.row.map_or_else(String::new, |row| format!("第{row}行"));
    let column = place.column.map_or_else(String::new, |column| format!("第{column}列"));
    format!("{row}{column}")
}

/// The pictures of these figures of a page; those without a box on it have none.
fn clips(photo: &Photo, figures: &[&LineItem]) -> Vec<Clip> {
    let boxed: Vec<(&LineItem, Bounds)> = figures.iter().filter_map(|item| Some((*item, item.place.bounds?))).collect();
    let bounds: Vec<Bounds> = boxed.iter().map(|(_, bounds)| *bounds).collect();
    let clip = |((item, _), png): (&(&LineItem, Bounds), Option<Vec<u8>>)| {
        let LineItem { name, measure, text, place, .. } = item;
        let sureness = place.confidence.map_or_else(String::new, |percent| format!("，把握 {percent}%"));
        let code = item.code.as_ref().map_or_else(String::new, |code| format!("{code} "));
        let figure = format!("{} {code}{name}，{}：识别为 {text}{sureness}", spot(place), measure.as_str());
        Some(Clip { figure, png: png?.into() })
    };
    boxed.iter().zip(photo.cells(&bounds)).filter_map(clip).collect()
}
