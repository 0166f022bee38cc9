//! 名称的层次: finds the level of rows without codes by indent and numbering.

use super::code::whole_code;
use super::label::label;
use super::panel::Panel;
use super::recognised::Table;
use crate::model::Level;
use crate::source::Grid;
use crate::source::words::{Numbering, squeeze};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// 层次: the hierarchy of the rows so far.
#[derive(Debug, Default)]
pub(super) struct Depth {
    /// Whether the names without codes have different indents, so that these tell the level.
    by_indent: bool,
    /// The ancestors of the current row and the row itself, from the top: indent, numbering and name.
    ancestors: Vec<(usize, Option<Numbering>, String)>,
    /// The kinds of numbering of the current row and its ancestors, from the top.
    path: Vec<Numbering>,
    /// Whether there is an unnumbered row above the numbered ones.
    headed: bool,
    /// The last unnumbered row.
    heading: Option<String>,
    /// The last row that has a row for its own level below it: 乙市 above 市本级.
    city: Option<String>,
    /// The names so far, each with its parents.
    seen: BTreeMap<String, BTreeSet<Option<String>>>,
    /// Names that have just got a second parent, each with its first one.
    pub(super) ambiguous: BTreeMap<String, String>,
    /// The numbered names so far, each with its unit and project.
    numbered: BTreeSet<(String, Option<String>, Option<String>)>,
}

/// The indent of a row's name, in half-width characters.
pub(super) fn indent(grid: &Grid, row: usize, panel: &Panel) -> usize {
    let of_cell = |column: &usize| Some(usize::from(grid.starting_at(row, *column)?.indent));
    panel.names.iter().rev().find_map(of_cell).unwrap_or(0)
}

impl Depth {
    /// Prepares for the rows of a panel. Rows of earlier pages of the same table still count.
    pub(super) fn begin(&mut self, grid: &Grid, body: Range<usize>, panel: &Panel) {
        let coded =
            |row: usize| panel.codes.iter().any(|&(column, _)| whole_code(&squeeze(grid.text(row, column))).is_some());
        let sum = |row: usize| label(grid, row, panel).is_none_or(|label| super::label::is_sum(&label.text));
        // A single indented row is accidental.
        let mut steps: BTreeSet<usize> = BTreeSet::new();
        let mut inner = 0;
        for row in body.filter(|&row| panel.names.len() == 1 && !coded(row) && !sum(row)) {
            let indent = indent(grid, row, panel);
            inner += usize::from(indent > 0);
            steps.insert(indent);
        }
        self.by_indent |= steps.len() > 1 && inner > 1;
    }

    /// The level of a row and the name of its parent.
    pub(super) fn place(&mut self, mark: Option<Numbering>, indent: usize, name: &str) -> (Level, Option<String>) {
        // The other names of a list are aligned with the name after 其中：, three full-width characters to the right.
        let prefix = if mark == Some(Numbering::OfWhich) { 6 } else { 0 };
        let step = if self.by_indent { indent + prefix } else { 0 };
        // An unnumbered row is below numbered ones, but a sibling of a row with 其中.
        let rank = |mark: Option<Numbering>| mark.map_or(5, |mark| mark as usize);
        let is_sibling =
            |mark: Option<Numbering>, top: Option<Numbering>| mark.is_none() && top == Some(Numbering::OfWhich);
        while let Some((other, top, _)) = self.ancestors.last() {
            let sibling = is_sibling(mark, *top) && step.abs_diff(*other) <= 1;
            let below = !sibling && (step > *other || step == *other && rank(mark) > rank(*top));
            if below {
                break;
            }
            self.ancestors.pop();
        }
        let under = self.ancestors.last().map(|(_, _, name)| name.clone());
        let depth = self.ancestors.len();
        self.ancestors.push((step, mark, name.to_owned()));
        let by_number = self.level(mark, indent > 0);
        let level = match depth {
            _ if !self.by_indent => by_number,
            0 => Level::Category,
            1 => Level::Section,
            _ => Level::Item,
        };
        (level, under)
    }

    /// Records a name and its parent.
    pub(super) fn meet(&mut self, name: &str, under: Option<&str>) {
        let rows = self.seen.entry(name.to_owned()).or_default();
        let known = rows.len();
        let first = rows.first().cloned().flatten();
        rows.insert(under.map(str::to_owned));
        if let (1, true, Some(first)) = (known, rows.len() > 1, first) {
            self.ambiguous.insert(name.to_owned(), first);
        }
    }

    /// The city whose own level the current row is: the last unnumbered row.
    pub(super) fn city(&mut self) -> Option<String> {
        if self.heading.is_some() {
            self.city.clone_from(&self.heading);
        }
        self.heading.clone()
    }

    /// The city whose own level was the last such row.
    pub(super) fn last_city(&self) -> Option<String> {
        self.city.clone()
    }

    /// Whether a name has several parents.
    pub(super) fn is_several(&self, name: &str) -> bool {
        self.seen.get(name).is_some_and(|rows| rows.len() > 1)
    }

    /// Ends the current list after a sum of its rows; unnumbered rows that follow are of the sum's level.
    pub(super) fn end_list(&mut self) {
        self.path.clear();
        self.headed = false;
        self.ancestors.clear();
    }

    /// The unnumbered row above, if a list of the same names begins again under it: the funds under
    /// 年初财政拨款结转和结余 are not this year's.
    pub(super) fn again(&mut self, mark: Option<Numbering>, draft: &super::draft::Draft) -> Option<String> {
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
        // A list that begins with （一） or 1. is below the unnumbered row above it.
        let inner = self.path.first().is_some_and(|kind| *kind != Numbering::Chinese);
        let offset = usize::from(inner && self.headed);
        match self.path.len() + offset + usize::from(mark.is_none()) {
            // After a sum there is no numbering, but rows may be indented.
            0 | 1 if mark.is_none() && indented => Level::Section,
            0 | 1 => Level::Category,
            2 => Level::Section,
            _ => Level::Item,
        }
    }
}

/// Qualifies names on earlier pages of a table that have got a second parent on this page.
pub(super) fn qualify_earlier(tables: &mut [Table], title: &str, ambiguous: BTreeMap<String, String>) {
    if ambiguous.is_empty() {
        return;
    }
    let before = tables.iter_mut().rev().take_while(|table| &*table.title == title);
    for item in before.flat_map(|table| &mut table.items).filter(|item| item.code.is_none()) {
        if let Some(under) = ambiguous.get(&*item.name) {
            item.name = format!("{under}：{}", item.name).into();
        }
    }
}
