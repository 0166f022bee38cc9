//! 科目结构: every line that occurs, in the order in which a unit's rows are written, with the line above it and
//! the total that it is a share of.

use super::basis::UnitBasis;
use crate::model::{BudgetTable, Classification, Level, Line, Lines, Scope};

/// 科目结构. A line is known here by its place in the order; a parent stands before its children.
#[derive(Debug)]
pub struct Structure {
    /// The lines in order.
    pub lines: Vec<Line>,
    /// The place of a line by its number in [`Lines`].
    places: Vec<u32>,
    /// The place of the line one level up; [`Lines::NONE`] of a total.
    pub(super) parents: Vec<u32>,
    /// The place of the total that shares are of.
    pub(super) wholes: Vec<u32>,
    /// The table of each line, of its scope, as one bit.
    pub(super) tables: Vec<u128>,
}

impl Structure {
    /// The structure of these lines, those above them, their totals, and those that figures are moved to where years are
    /// put on one basis; `lines` gets numbers for them.
    pub fn of(lines: &mut Lines, basis: Option<&UnitBasis>) -> Self {
        let mut next = 0;
        // Every line above is met too, so the list grows until it is closed.
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
        Self { lines: sorted, places, parents, wholes, tables }
    }

    /// What messages call the line at a place.
    pub(super) fn name(&self, place: usize) -> String {
        self.lines[place].code.as_ref().map_or("合计".to_owned(), ToString::to_string)
    }

    /// The number of the line at each place.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers = vec![0; self.places.len()];
        self.places.iter().zip(0..).for_each(|(place, number)| numbers[*place as usize] = number);
        numbers
    }

    /// How many numbers of [`Lines`] it knows; a line met later has a higher one.
    pub fn known(&self) -> usize {
        self.places.len()
    }

    /// The place of a line.
    pub(super) fn place(&self, number: u32) -> Option<u32> {
        self.places.get(number as usize).copied()
    }
}

/// By scope, table and measure (合计 first), income before spending, the total first, then by code.
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
