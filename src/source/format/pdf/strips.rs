//! 栏位: finds columns as the horizontal strips that the words of many rows cover.

use super::area::{Area, Strip};
use super::row::Run;

/// The percentage of rows in which a figure may reach into the gap between two columns.
const STRAY_FIGURES: usize = 3;
/// The percentage of rows in which words may do so: an unusually long name, or 合计 centred over several columns.
const STRAY_WORDS: usize = 12;

/// The columns of these rows: the strips with figures or words in more than a few stray rows.
pub(super) fn strips(rows: &[&[Run]]) -> Vec<Strip> {
    let of = |is_figure: bool, stray: usize| {
        let runs = rows.iter().flat_map(|runs| runs.iter()).filter(|run| run.is_figure == is_figure);
        covered(runs, rows.len() * stray / 100)
    };
    let mut found = [of(true, STRAY_FIGURES), of(false, STRAY_WORDS)].concat();
    found.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut strips: Vec<Strip> = Vec::new();
    for strip in found {
        match strips.last_mut() {
            Some(last) if strip.left < last.right - 0.5 => last.right = last.right.max(strip.right),
            _ => strips.push(strip),
        }
    }
    strips
}

/// The strips covered by more than `allowed` words.
fn covered<'a>(runs: impl Iterator<Item = &'a Run>, allowed: usize) -> Vec<Strip> {
    let mut ends: Vec<(f64, i32)> = runs.flat_map(|run| [(run.area.left, 1), (run.area.right, -1)]).collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut strips: Vec<Strip> = Vec::new();
    let mut depth = 0usize;
    for (x, step) in ends {
        let before = depth;
        depth = if step > 0 { depth + 1 } else { depth.saturating_sub(1) };
        if before <= allowed && depth > allowed {
            strips.push(Strip::new(x, x));
        }
        if let Some(last) = strips.last_mut()
            && before > allowed
        {
            last.right = x;
        }
    }
    strips
}

/// The edges of the columns, one more than there are strips.
pub(super) fn edges(strips: &[Strip], area: &Area) -> Vec<f64> {
    let between = strips.windows(2).map(|pair| (pair[0].right + pair[1].left) / 2.0);
    std::iter::once(area.left).chain(between).chain(std::iter::once(area.right)).collect()
}

/// The column of a word: the one that contains most of it, else the one closest to its anchor, which is the right end
/// of a figure and the left end of a word.
pub(super) fn place(strips: &[Strip], run: &Run) -> usize {
    let anchor = if run.is_figure { run.area.right } else { run.area.left };
    let far = |strip: &Strip| (strip.left - anchor).max(anchor - strip.right).max(0.0);
    let nearer = |one: &usize, other: &usize| far(&strips[*one]).total_cmp(&far(&strips[*other]));
    let most = (0..strips.len()).max_by(|&one, &other| {
        strips[one].overlap(&run.area).total_cmp(&strips[other].overlap(&run.area)).then(other.cmp(&one))
    });
    let single = most.filter(|&at| strips[at].overlap(&run.area) > 0.6 * run.area.width());
    single.or_else(|| (0..strips.len()).min_by(nearer)).unwrap_or(0)
}
