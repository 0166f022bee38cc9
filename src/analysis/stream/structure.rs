//! 科目结构: all lines in the order of the rows of a unit, each with its parent and the total that its share refers to.

use super::basis::UnitBasis;
use crate::model::{BudgetTable, Classification, Level, Line, Lines, Scope};

/// 科目结构. A line is identified by its place in the order; parents precede their children.
#[derive(Debug)]
pub struct Structure {
    /// The lines in order.
    pub lines: Vec<Line>,
    /// The place of a line by its number in [`Lines`].
    places: Vec<u32>,
    /// The place of the line one level up; [`Lines::NONE`] for a total.
    pub(super) parents: Vec<u32>,
    /// The place of the total that shares refer to.
    pub(super) wholes: Vec<u32>,
    /// The scope and table of each line, as one bit.
    pub(super) tables: Vec<u128>,
    /// The number of the scope, table and measure of each line.
    pub(in crate::analysis) blocks: Vec<u32>,
}

impl Structure {
    /// The structure of these lines, their parents and totals, and the lines to which a bridge moves figures; new lines are
    /// added to `lines`.
    pub fn of(lines: &mut Lines, basis: Option<&UnitBasis>) -> Self {
        let mut next = 0;
        // The list grows until it holds all lines above.
        while let Some(line) = lines.all().get(next).cloned() {
            let above = [line.parent(), Some(line.share_base())];
            let targets = basis.into_iter().flat_map(|basis| basis.targets(&line));
            above.into_iter().flatten().chain(targets).for_each(|line| _ = lines.number(&line));
            next += 1;
        }
        let mut order: Vec<u32> = (0..lines.all().len() as u32).collect();
        order.sort_by_cached_key(|number| position(&lines.all()[*number as usize]));
        let mut places = vec![0; order.len()];
        for (place, number) in order.iter().enumerate() {
            places[*number as usize] = place as u32;
        }
        let sorted: Vec<Line> = order.iter().map(|number| lines.all()[*number as usize].clone()).collect();
        let place = |line: &Line| lines.find(line).map_or(Lines::NONE, |number| places[number as usize]);
        let parents = sorted.iter().map(|line| line.parent().as_ref().map_or(Lines::NONE, place)).collect();
        let wholes = sorted.iter().map(|line| place(&line.share_base())).collect();
        let scope = |line: &Line| Scope::ALL.iter().position(|other| *other == line.scope).unwrap_or_default();
        let table = |line: &Line| BudgetTable::ALL.iter().position(|other| *other == line.table).unwrap_or_default();
        let bit = |line: &Line| scope(line) * BudgetTable::ALL.len() + table(line);
        let tables = sorted.iter().map(|line| 1 << bit(line)).collect();
        let block = |line: &Line| (line.scope, line.table, line.measure.clone());
        let runs = sorted.chunk_by(|one, next| block(one) == block(next)).zip(0..);
        let blocks = runs.flat_map(|(lines, number)| std::iter::repeat_n(number, lines.len())).collect();
        Self { lines: sorted, places, parents, wholes, tables, blocks }
    }

    /// The name of a line in messages.
    pub(super) fn name(&self, place: usize) -> String {
        self.lines[place].code.as_ref().map_or("合计".to_owned(), ToString::to_string)
    }

    /// The number of the line at each place.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers = vec![0; self.places.len()];
        self.places.iter().zip(0..).for_each(|(place, number)| numbers[*place as usize] = number);
        numbers
    }

    /// The number of lines it knows; lines added later have higher numbers.
    pub fn known(&self) -> usize {
        self.places.len()
    }

    /// The place of a line by its number.
    pub(super) fn place(&self, number: u32) -> Option<u32> {
        self.places.get(number as usize).copied()
    }
}

/// Orders lines by scope, table and measure (合计 first), revenue before expenditure, totals first, then by code.
fn position(line: &Line) -> impl Ord + use<> {
    (
        line.scope,
        line.table,
        !line.measure.is_total(),
        line.measure.clone(),
        line.classification != Classification::Revenue,
        line.classification,
        line.level != Level::Total,
        line.code.clone(),
    )
}
