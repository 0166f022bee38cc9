//! 图: pictures show last year's figures, and only the drafter can replace them.

use super::rolled::RollForward;
use super::sheet::Sheet;
use regex::Regex;
use std::sync::LazyLock;

/// A paragraph that is a caption: 图1 收支结构, （图 2：支出构成）.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[（(]?图表?\s*[\d０-９一二三四五六七八九十]+[^。；;]{0,60}$").expect("the pattern is constant")
});

/// Marks the captions of pictures; their years stay those of the pictures.
pub(super) fn mark(of: &RollForward<'_>, sheet: &mut Sheet) {
    for (place, text) in of.passages.iter().filter(|(place, text)| place.table.is_none() && CAPTION.is_match(text)) {
        sheet.open(place, text, 0..text.len(), "图是按去年的数画的，请换成今年的图，并改图题".to_owned());
    }
}
