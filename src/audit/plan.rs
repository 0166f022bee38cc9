//! 挪动: what of a table may have been moved or exchanged, as the cells that would change if it were put back.

use super::sheet::Sheet;
use crate::model::{Code, LineItem, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The amount a cell would need for a finding to vanish if all other figures are right; `give` is the tolerance in
/// half 分.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'f> {
    pub place: &'f Place,
    pub right: i128,
    pub give: i128,
}

/// The asks of the cells of a table, by row and column.
pub(super) type Asked<'f> = BTreeMap<(usize, usize), Vec<Ask<'f>>>;

impl Ask<'_> {
    pub fn is_met_by(&self, item: &LineItem) -> bool {
        let step = item.amount.map_or(0, |amount| i128::from(amount.resolution()));
        (fen(item) - self.right).abs() * 2 <= step + self.give
    }
}

/// A cell, printed or blank, by the numbers of its row and column, and the item whose amount belongs there.
pub(super) type Put = (usize, usize, Option<usize>);

/// Cells of a table that would change their amounts if a misprint were undone.
pub(super) struct Plan<'s, 'a> {
    pub sheet: &'s Sheet<'a>,
    pub puts: Vec<Put>,
    pub what: What,
}

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A block of rows in one column or in all.
    Rows { is_up: bool },
    /// Neighbouring cells of one row or of several.
    Columns { is_left: bool },
    /// Two cells.
    Cells,
    /// Two rows in all columns.
    BothRows,
    /// Two columns in all rows.
    BothColumns,
}

/// Blocks of rows moved up or down by one line, in one column or in all. A block ends at a row that prints no amount
/// there: the row whose amount moved away.
pub(super) fn moved_rows<'s, 'a>(sheet: &'s Sheet<'a>, asked: &BTreeSet<usize>) -> Vec<Plan<'s, 'a>> {
    let single = asked.iter().map(|column| vec![*column]);
    let all = (sheet.columns.len() > 1).then(|| (0..sheet.columns.len()).collect());
    let mut plans = Vec::new();
    for columns in single.chain(all) {
        let filled = |row: &usize| columns.iter().any(|column| sheet.cell(*row, *column).is_some());
        for blank in (0..sheet.rows.len()).filter(|row| !filled(row)) {
            let behind: Vec<usize> = (blank + 1..sheet.rows.len()).take_while(filled).collect();
            let before: Vec<usize> = (0..blank).rev().take_while(filled).collect();
            // The rows below are one line too low, or those above one line too high.
            for (rows, is_up) in [(behind, true), (before, false)] {
                for length in lengths(sheet, blank, &rows) {
                    let chain: Vec<usize> = std::iter::once(blank).chain(rows[..length].iter().copied()).collect();
                    let puts = columns.iter().flat_map(|column| {
                        slid(&chain)
                            .map(move |(to, from)| (to, *column, from.and_then(|from| sheet.cell(from, *column))))
                    });
                    plans.push(Plan { sheet, puts: puts.collect(), what: What::Rows { is_up } });
                }
            }
        }
    }
    plans
}

/// Each place of a chain with the one whose content belongs there: the chain begins at the blank place, and the last
/// place becomes blank.
fn slid(chain: &[usize]) -> impl Iterator<Item = (usize, Option<usize>)> {
    chain.iter().enumerate().map(|(at, to)| (*to, chain.get(at + 1).copied()))
}

/// How many of the rows next to a blank one may have moved: all of them, the descendants of its code, or the
/// descendants of its parent code.
fn lengths(sheet: &Sheet<'_>, blank: usize, rows: &[usize]) -> impl Iterator<Item = usize> + use<> {
    let own = sheet.rows[blank].known.code.clone();
    let above = own.as_ref().and_then(Code::parent);
    let below = |above: Option<Code>| {
        let is_below = |row: &&usize| {
            let code = sheet.rows[**row].known.code.as_ref();
            above.as_ref().zip(code).is_some_and(|(above, own)| above.is_ancestor_of(own))
        };
        rows.iter().take_while(is_below).count()
    };
    let lengths: BTreeSet<usize> = [rows.len(), below(own), below(above)].into_iter().collect();
    lengths.into_iter().filter(|length| *length > 1)
}

/// Figures moved left or right by one column, away from a blank cell: in one row, in the rows of its 类, or in all rows
/// in which they can have moved. Only rows with a cell that is asked for begin such a move.
pub(super) fn moved_columns<'s, 'a>(sheet: &'s Sheet<'a>, asked: &Asked<'_>) -> Vec<Plan<'s, 'a>> {
    let asked_rows: BTreeSet<usize> = asked.keys().map(|(row, _)| *row).collect();
    // The rows of each move, by the blank cell and the last cell that moved.
    let mut moves: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for row in asked_rows {
        let (blank, filled): (Vec<usize>, Vec<usize>) =
            (0..sheet.columns.len()).partition(|column| sheet.cell(row, *column).is_none());
        for blank in blank {
            for last in &filled {
                let is_moved = |column: usize| (blank.min(*last)..=blank.max(*last)).contains(&column);
                if asked.range((row, 0)..(row + 1, 0)).any(|((_, column), _)| is_moved(*column)) {
                    moves.entry((blank, *last)).or_default().insert(row);
                }
            }
        }
    }
    let category = |row: usize| sheet.rows[row].known.code.as_ref().and_then(|code| code.as_str().get(..3));
    let mut plans = Vec::new();
    for ((blank, last), rows) in moves {
        let is_left = blank < last;
        let chain: Vec<usize> = if is_left { (blank..=last).collect() } else { (last..=blank).rev().collect() };
        let can_move = |row: &usize| {
            sheet.cell(*row, blank).is_none() && chain[1..].iter().any(|column| sheet.cell(*row, *column).is_some())
        };
        let able: Vec<usize> = (0..sheet.rows.len()).filter(can_move).collect();
        let mut choices: BTreeSet<Vec<usize>> = BTreeSet::from([able.clone()]);
        let mut categories = BTreeSet::new();
        for row in rows {
            choices.insert(vec![row]);
            if let Some(own) = category(row).filter(|own| categories.insert(*own)) {
                choices.insert(able.iter().copied().filter(|other| category(*other) == Some(own)).collect());
            }
        }
        for rows in choices {
            let puts = rows.iter().flat_map(|row| {
                slid(&chain).map(move |(to, from)| (*row, to, from.and_then(|from| sheet.cell(*row, from))))
            });
            plans.push(Plan { sheet, puts: puts.collect(), what: What::Columns { is_left } });
        }
    }
    plans
}

/// Pairs of cells in one column or row each of which should have the other's amount, and pairs of rows or columns in
/// which one cell should have the amount of the other row or column.
pub(super) fn exchanged<'s, 'a>(sheet: &'s Sheet<'a>, items: &[LineItem], asked: &Asked<'_>) -> Vec<Plan<'s, 'a>> {
    let wants = |cell: (usize, usize), other: (usize, usize)| {
        let number = sheet.cell(other.0, other.1);
        asked.get(&cell).into_iter().flatten().any(|ask| number.is_some_and(|number| ask.is_met_by(&items[number])))
    };
    let swap = |one: (usize, usize), other: (usize, usize)| {
        let puts = [(one.0, one.1, sheet.cell(other.0, other.1)), (other.0, other.1, sheet.cell(one.0, one.1))];
        puts.into_iter().filter(|(row, column, from)| sheet.cell(*row, *column) != *from)
    };
    let mut plans = Vec::new();
    let mut lines = BTreeSet::new();
    for cell in asked.keys().copied() {
        let beside = (0..sheet.columns.len()).map(|column| (cell.0, column));
        let others = beside.chain((0..sheet.rows.len()).map(|row| (row, cell.1)));
        for other in others.filter(|other| *other != cell && wants(cell, *other)) {
            let (one, other) = (cell.min(other), cell.max(other));
            if wants(one, other) && wants(other, one) && lines.insert((What::Cells, one, other)) {
                plans.push(Plan { sheet, puts: swap(one, other).collect(), what: What::Cells });
            }
            let (puts, line): (Vec<Put>, _) = if one.1 == other.1 {
                let columns = 0..sheet.columns.len();
                let puts = columns.flat_map(|column| swap((one.0, column), (other.0, column)));
                (puts.collect(), (What::BothRows, (one.0, 0), (other.0, 0)))
            } else {
                let rows = 0..sheet.rows.len();
                let puts = rows.flat_map(|row| swap((row, one.1), (row, other.1)));
                (puts.collect(), (What::BothColumns, (0, one.1), (0, other.1)))
            };
            if lines.insert(line) && puts.len() > 2 {
                plans.push(Plan { sheet, puts, what: line.0 });
            }
        }
    }
    plans
}
impl Plan<'_, '_> {
    /// The number of asks that it meets.
    pub fn explains(&self, items: &[LineItem], asked: &Asked<'_>) -> usize {
        let met = self.puts.iter().map(|(row, column, from)| {
            let amount = |ask: &&Ask<'_>| match from {
                Some(from) => ask.is_met_by(&items[*from]),
                None => ask.right.abs() <= ask.give,
            };
            asked.get(&(*row, *column)).into_iter().flatten().filter(amount).count()
        });
        met.sum()
    }
}

pub(super) fn fen(item: &LineItem) -> i128 {
    item.amount.map_or(0, |amount| amount.fen().into())
}
