//! 名称的层次: how deep a row stands where there are no codes: told by how far its name is set in and how it is numbered.

use super::code::whole_code;
use super::label::label;
use super::panel::Panel;
use super::tables::Table;
use crate::model::Level;
use crate::source::Grid;
use crate::source::words::{Numbering, squeeze};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// 层次 of the rows so far.
#[derive(Debug, Default)]
pub(super) struct Depth {
    /// Whether names without codes are set in by more than one step: then that tells their level.
    by_inset: bool,
    /// The rows that lead to the present one, from the highest: how far set in, how numbered, and the name.
    above: Vec<(usize, Option<Numbering>, String)>,
    /// The kinds of numbering that lead to the present row, from the highest.
    path: Vec<Numbering>,
    /// Whether a row without a number stands above the numbered ones.
    headed: bool,
    /// The last row without a number.
    heading: Option<String>,
    /// The names so far, each with those of the rows that it stood below.
    seen: BTreeMap<String, BTreeSet<Option<String>>>,
    /// Names that turned out to stand below several rows, each with the row that it stood below before.
    pub(super) parted: BTreeMap<String, String>,
    /// The numbered names so far, each of its unit and project.
    numbered: BTreeSet<(String, Option<String>, Option<String>)>,
}

/// How far the name of a row is set in, in half-width characters.
pub(super) fn inset(grid: &Grid, row: usize, panel: &Panel) -> usize {
    let of_cell = |column: &usize| Some(usize::from(grid.starting_at(row, *column)?.indent));
    panel.names.iter().rev().find_map(of_cell).unwrap_or(0)
}

impl Depth {
    /// Looks at the rows of a panel; of a table that goes on over pages the rows before them still count.
    pub(super) fn begin(&mut self, grid: &Grid, body: Range<usize>, panel: &Panel) {
        let coded =
            |row: usize| panel.codes.iter().any(|&(column, _)| whole_code(&squeeze(grid.text(row, column))).is_some());
        let sum = |row: usize| label(grid, row, panel).is_none_or(|label| super::label::is_sum(&label.text));
        // Where all rows but one stand at the margin, that one was merely typed so.
        let mut steps: BTreeSet<usize> = BTreeSet::new();
        let mut inner = 0;
        for row in body.filter(|&row| panel.names.len() == 1 && !coded(row) && !sum(row)) {
            let inset = inset(grid, row, panel);
            inner += usize::from(inset > 0);
            steps.insert(inset);
        }
        self.by_inset |= steps.len() > 1 && inner > 1;
    }

    /// The level of a row and the name of the row that it stands below.
    pub(super) fn place(&mut self, mark: Option<Numbering>, inset: usize, name: &str) -> (Level, Option<String>) {
        // The names of a list begin where that of 其中：增值税 does, three characters behind its own line.
        let behind = if mark == Some(Numbering::OfWhich) { 6 } else { 0 };
        let step = if self.by_inset { inset + behind } else { 0 };
        // Without a number a row stands below the numbered ones; beside one of 其中 it is another of them.
        let rank = |mark: Option<Numbering>| mark.map_or(5, |mark| mark as usize);
        let beside =
            |mark: Option<Numbering>, top: Option<Numbering>| mark.is_none() && top == Some(Numbering::OfWhich);
        while let Some((other, top, _)) = self.above.last() {
            let level = beside(mark, *top) && step.abs_diff(*other) <= 1;
            let below = !level && (step > *other || step == *other && rank(mark) > rank(*top));
            if below {
                break;
            }
            self.above.pop();
        }
        let under = self.above.last().map(|(_, _, name)| name.clone());
        let depth = self.above.len();
        self.above.push((step, mark, name.to_owned()));
        let by_number = self.level(mark, inset > 0);
        let level = match depth {
            _ if !self.by_inset => by_number,
            0 => Level::Category,
            1 => Level::Section,
            _ => Level::Item,
        };
        (level, under)
    }

    /// A name, met below this row.
    pub(super) fn meet(&mut self, name: &str, under: Option<&str>) {
        let rows = self.seen.entry(name.to_owned()).or_default();
        let known = rows.len();
        let first = rows.first().cloned().flatten();
        rows.insert(under.map(str::to_owned));
        if let (1, true, Some(first)) = (known, rows.len() > 1, first) {
            self.parted.insert(name.to_owned(), first);
        }
    }

    /// The last row without a number.
    pub(super) fn heading(&self) -> Option<String> {
        self.heading.clone()
    }

    /// Whether a name stands below several rows.
    pub(super) fn is_several(&self, name: &str) -> bool {
        self.seen.get(name).is_some_and(|rows| rows.len() > 1)
    }

    /// A sum of parts: what follows it without a number stands beside it.
    pub(super) fn end_list(&mut self) {
        self.path.clear();
        self.headed = false;
        self.above.clear();
    }
    /// The row above, without a number, under which a list begins once more with the same names: the funds under
    /// 年初财政拨款结转和结余 are not this year's.
    pub(super) fn again(&mut self, mark: Option<Numbering>, draft: &super::body::Draft) -> Option<String> {
        if mark.is_none() {
            self.heading = Some(draft.name.clone());
            return None;
        }
        let first = self.numbered.insert((draft.name.clone(), draft.unit.clone(), draft.project.clone()));
        self.heading.clone().filter(|_| !first)
    }

    fn level(&mut self, mark: Option<Numbering>, indented: bool) -> Level {
        if mark == Some(Numbering::OfWhich) || mark.is_none() && self.path.last() == Some(&Numbering::OfWhich) {
            self.path.retain(|kind| *kind != Numbering::OfWhich);
            self.path.push(Numbering::OfWhich);
            return Level::Item;
        }
        match mark {
            Some(mark) => {
                self.path.retain(|kind| *kind < mark);
                self.path.push(mark);
            }
            None => self.headed |= self.path.is_empty(),
        }
        // A list that begins with （一） or 1. stands below the row without a number above it.
        let inner = self.path.first().is_some_and(|kind| *kind != Numbering::Chinese);
        let offset = usize::from(inner && self.headed);
        match self.path.len() + offset + usize::from(mark.is_none()) {
            // Behind a sum there is no numbering to stand below, but the print may set rows in.
            0 | 1 if mark.is_none() && indented => Level::Section,
            0 | 1 => Level::Category,
            2 => Level::Section,
            _ => Level::Item,
        }
    }
}

/// Names of the pages before that this page has put below another row, too: both say below which.
pub(super) fn part_names(tables: &mut [Table], title: &str, parted: BTreeMap<String, String>) {
    if parted.is_empty() {
        return;
    }
    let before = tables.iter_mut().rev().take_while(|table| &*table.title == title);
    for item in before.flat_map(|table| &mut table.items).filter(|item| item.code.is_none()) {
        if let Some(under) = parted.get(&*item.name) {
            item.name = format!("{under}：{}", item.name).into();
        }
    }
}
