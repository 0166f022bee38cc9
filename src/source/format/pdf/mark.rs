//! 水印: recognises watermarks and stamps: large glyphs over the text.

use super::glyph::Glyph;
use std::collections::{BTreeMap, BTreeSet};

/// Marks are larger than the usual text by this factor.
const LARGE: f64 = 1.8;
/// Glyphs larger than the usual text by this factor cover the text without a lookup, which would be expensive.
const HUGE: f64 = 40.0;

/// Separates the glyphs of the text from those of marks. A line of large glyphs is a mark if a third of them cover
/// text, or if all are faint and at least one covers text. The flag of a glyph says that it is faint.
pub(super) fn separate(glyphs: Vec<(Glyph, bool)>) -> (Vec<Glyph>, Vec<Glyph>) {
    let mut sizes: Vec<f64> = glyphs.iter().map(|(glyph, _)| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0).max(1.0);
    let is_large = |glyph: &Glyph| glyph.size > LARGE * usual && !glyph.is_blank();
    if !glyphs.iter().any(|(glyph, _)| is_large(glyph)) {
        return (glyphs.into_iter().map(|(glyph, _)| glyph).collect(), Vec::new());
    }
    let bin = |value: f64| (value / usual).floor() as i64;
    let text = glyphs.iter().filter(|(glyph, _)| !is_large(glyph) && !glyph.is_blank());
    let text: BTreeSet<(i64, i64)> =
        text.map(|(glyph, _)| glyph.area.center()).map(|(x, y)| (bin(y), bin(x))).collect();
    let covers = |glyph: &Glyph| {
        // The outline of a character is a little smaller than its em.
        let inner = 0.15 * glyph.size;
        let (left, right) = (bin(glyph.area.left + inner), bin(glyph.area.right - inner));
        let (top, bottom) = (bin(glyph.area.top + inner), bin(glyph.area.bottom - inner));
        let rows = || (top..=bottom).any(|row| text.range((row, left)..=(row, right)).next().is_some());
        left <= right && (glyph.size > HUGE * usual && !text.is_empty() || rows())
    };
    let line = |glyph: &Glyph| ((glyph.baseline / 2.0).round() as i64, (glyph.size * 2.0).round() as i64);
    // For each line of large glyphs, the number of all, of those that cover text, and of faint ones.
    let mut lines: BTreeMap<(i64, i64), (usize, usize, usize)> = BTreeMap::new();
    for (glyph, is_faint) in glyphs.iter().filter(|(glyph, _)| is_large(glyph)) {
        let found = lines.entry(line(glyph)).or_default();
        *found = (found.0 + 1, found.1 + usize::from(covers(glyph)), found.2 + usize::from(*is_faint));
    }
    let is_mark = |glyph: &Glyph| {
        let found = lines.get(&line(glyph)).filter(|_| is_large(glyph));
        found.is_some_and(|(all, covering, faint)| 3 * covering >= *all || *covering > 0 && faint == all)
    };
    let (mut text, mut marks) = (Vec::new(), Vec::new());
    for (glyph, _) in glyphs {
        if is_mark(&glyph) { marks.push(glyph) } else { text.push(glyph) }
    }
    (text, marks)
}
