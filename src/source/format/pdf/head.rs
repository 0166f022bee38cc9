//! 表头: the header of a table without lines, with words over one column and groups over several.

use super::area::{Area, Strip};
use super::glyph::Glyph;
use super::line;
use super::page_table::{PageCell, cell};
use super::row::{Row, Run};

/// 表头的词: a word of the header, with wrapped lines joined.
#[derive(Debug, Clone)]
pub(super) struct Word {
    glyphs: Vec<Glyph>,
    area: Area,
    size: f64,
    /// The header line on which it begins.
    row: usize,
    /// The header line on which it ends.
    last: usize,
}

/// The line gap in ems within which lines may be one wrapped word. A word below a group is farther away, or is one of
/// several.
const TIGHT: f64 = 0.5;

/// The words of a header, line by line.
pub(super) fn words(head: &[Row]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (row, line) in head.iter().enumerate() {
        for (at, run) in line.runs.iter().enumerate() {
            let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let neighbours: Vec<&Run> = neighbours.filter_map(|at| line.runs.get(at)).collect();
            let goes_on = |word: &Word| {
                let width = word.area.width().min(run.area.width());
                let over = word.area.right.min(run.area.right) - word.area.left.max(run.area.left);
                let tight = run.area.top - word.area.bottom < TIGHT * run.line.size;
                // Neighbours with nothing above them belong to the same group: 类 款 项 below 科目编码.
                let lone = |other: &&Run| {
                    !words.iter().any(|word| {
                        let touches = other.area.top - word.area.bottom < TIGHT * other.line.size;
                        touches && word.row < row && overlap(&word.area, &other.area)
                    })
                };
                // A neighbour farther away than the word is wide belongs to another group.
                let near = |other: &&&Run| {
                    let gap = (other.area.left - run.area.right).max(run.area.left - other.area.right);
                    gap < word.area.width()
                };
                let near: Vec<&&Run> = neighbours.iter().filter(near).collect();
                let both_below = near.iter().any(|other| overlap(&word.area, &other.area));
                let alone = near.iter().filter(|other| lone(other)).count();
                let off = (word.area.center().0 - run.area.center().0).abs() > 0.5 * run.line.size;
                let grouped = both_below || alone > 1 || alone == 1 && off;
                word.last < row && over > 0.6 * width && tight && !grouped
            };
            match words.iter().rposition(goes_on) {
                Some(at) => {
                    words[at].glyphs.extend(run.line.glyphs.iter().cloned());
                    words[at].area = words[at].area.union(&run.area);
                    words[at].last = row;
                }
                None => words.push(Word {
                    glyphs: run.line.glyphs.clone(),
                    area: run.area,
                    size: run.line.size,
                    row,
                    last: row,
                }),
            }
        }
    }
    words
}

fn overlap(one: &Area, other: &Area) -> bool {
    one.left < other.right && other.left < one.right
}

/// Ensures that every word has a column: the one below it, else an adjacent one without a word (if the word is centred
/// and the figures are right-aligned), else a new empty column. A word above all its neighbours is a group.
pub(super) fn assign_columns(words: &[Word], columns: &mut Vec<Strip>) {
    let over = |strip: &Strip, word: &Word| strip.overlap(&word.area) > 0.0;
    let mut lowest: Vec<&Word> = words.iter().filter(|word| !columns.iter().any(|strip| over(strip, word))).collect();
    lowest.sort_by(|one, other| other.area.bottom.total_cmp(&one.area.bottom));
    for word in lowest {
        let after = columns.iter().position(|strip| strip.left > word.area.left).unwrap_or(columns.len());
        let neighbours = [after.checked_sub(1), Some(after).filter(|at| *at < columns.len())];
        let untitled = |at: &usize| !words.iter().any(|other| over(&columns[*at], other));
        let gap = |at: &usize| (columns[*at].left - word.area.right).max(word.area.left - columns[*at].right);
        let free =
            neighbours.into_iter().flatten().filter(untitled).min_by(|one, other| gap(one).total_cmp(&gap(other)));
        let is_above = |at: Option<usize>| {
            let below = |other: &Word| other.area.top > word.area.bottom - 0.2 * word.size;
            at.is_some_and(|at| words.iter().filter(|other| over(&columns[at], other)).all(below))
        };
        if let Some(at) = free {
            columns[at] = Strip::new(columns[at].left.min(word.area.left), columns[at].right.max(word.area.right));
        } else if !neighbours.into_iter().all(is_above) {
            columns.insert(after, Strip::new(word.area.left, word.area.right));
        }
    }
}

/// The cells of the header.
pub(super) fn cells(words: &[Word], columns: &[Strip]) -> Vec<PageCell> {
    let mut cells: Vec<PageCell> = Vec::new();
    for word in words {
        let (column, span) = reach(word, words, columns);
        let Some(cell) = cell(word.glyphs.clone(), word.row, column, span) else { continue };
        // Pieces of one word spaced out in a cell: 合 计.
        match cells.iter_mut().find(|other| (other.row, other.column) == (cell.row, cell.column)) {
            Some(other) => line::append(&mut other.text, &cell.text),
            None => cells.push(cell),
        }
    }
    cells
}

/// The first column and number of columns that a word spans: those with words below whose common centre is the word's.
fn reach(word: &Word, words: &[Word], columns: &[Strip]) -> (usize, usize) {
    let middle = |left: f64, right: f64| (left + right) / 2.0;
    let center = middle(word.area.left, word.area.right);
    let off = |from: usize, to: usize| (middle(columns[from].left, columns[to].right) - center).abs();
    let nearest = (0..columns.len()).min_by(|&one, &other| {
        let far = |at: usize| {
            let over = columns[at].overlap(&word.area);
            if over > 0.0 { -over } else { off(at, at) }
        };
        far(one).total_cmp(&far(other))
    });
    let nearest = nearest.unwrap_or(0);
    let has_below =
        |column: usize| words.iter().any(|other| other.row > word.last && columns[column].overlap(&other.area) > 0.0);
    let taken = |column: usize| {
        words.iter().any(|other| {
            let beside = other.row <= word.last && other.last >= word.row && other.area != word.area;
            beside && columns[column].overlap(&other.area) > 0.0
        })
    };
    // 科目编码 over three columns without words of their own.
    let untitled = |column: usize| {
        !words.iter().any(|other| other.area != word.area && columns[column].overlap(&other.area) > 0.0)
    };
    let open = |column: usize| (has_below(column) || untitled(column)) && !taken(column);
    let mut best: Option<(usize, usize, f64)> = None;
    for from in 0..columns.len() {
        for to in (from..columns.len()).take_while(|&to| open(to)) {
            let holds = columns[from].left <= center && center <= columns[to].right;
            let off = off(from, to);
            // The widest range with about the same centre; a group whose columns differ in width is a little off.
            let (wide, near) = best.map_or((0, f64::INFINITY), |(from, to, off)| (to - from + 1, off));
            let slack = 0.8 * word.size;
            let better = if off <= slack { to - from + 1 > wide || near > slack } else { off < near };
            if holds && better {
                best = Some((from, to, off));
            }
        }
    }
    best.map_or((nearest, 1), |(from, to, _)| (from, to - from + 1))
}
