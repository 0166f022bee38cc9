//! 叠行: groups the lines of all columns to rows where there are no horizontal rulings.
//!
//! There is one figure per row, so the lines of figures are the rows. A wrapped name is centred on the figures of its
//! row, or its first or last line is level with them. Each column is cut into cells with minimal cost (dynamic
//! programming), where breaking a line that had room, a row without a name, and a name without figures cost something.

use super::line::Line;
use super::page_table::FULL;
use super::row::is_figure;
use crate::source::format::text;
use std::collections::BTreeMap;

/// 一栏: the lines of a column from top to bottom, and the right end of the room for its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub lines: Vec<Line>,
    pub right: f64,
}

/// 行: the lines of each cell of a row, by column.
pub(super) type Cells = BTreeMap<usize, Vec<Line>>;

/// A row found so far.
#[derive(Debug)]
struct Slot {
    top: f64,
    bottom: f64,
    cells: Cells,
}

/// The vertical alignment of a wrapped name to the figures of its row.
#[derive(Debug, Clone, Copy)]
enum Alignment {
    Middle,
    Top,
    Bottom,
}

/// The vertical distance in ems within which figures are in one row.
const LEVEL: f64 = 0.35;
/// The vertical distance in ems within which a name belongs to its figures.
const OFF: f64 = 0.6;
/// Limit of the lines of a name.
const MAX_LINES: usize = 8;
/// Cost of a row without a name.
const NAMELESS: f64 = 1.5;
/// Cost of a name without figures.
const FIGURELESS: f64 = 1.2;
/// Cost per em of vertical distance between a name and its figures.
const EM_OFF: f64 = 2.0;
/// Cost per em of unused room at the end of a line that continues below.
const EM_LEFT: f64 = 0.8;
/// Cost of joining lines against a sign that they are separate.
const AGAINST: f64 = 3.0;

/// The rows, from top to bottom.
pub(super) fn rows(columns: &[Column]) -> Vec<Cells> {
    let mut slots = figures(columns);
    let usual = pitch(&slots);
    let words = |at: &usize| columns[*at].lines.iter().filter(|line| !is_figure(&line.text)).count();
    let mut order: Vec<usize> = (0..columns.len()).filter(|at| words(at) > 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(words(at)));
    for at in order {
        let lines = &columns[at].lines;
        let right = columns[at].right;
        let ways = [Alignment::Middle, Alignment::Top, Alignment::Bottom]
            .map(|way| Cut { column: at, lines, right, slots: &slots, usual, way }.best());
        let best = ways.into_iter().reduce(|one, other| if other.0 < one.0 - 1e-9 { other } else { one });
        let groups = best.map(|(_, groups)| groups).filter(|groups| !groups.is_empty());
        let mut found = Vec::new();
        for group in groups.unwrap_or_else(|| each(at, lines, &slots)) {
            let taken = lines[group.from..group.to].to_vec();
            match group.slot {
                Some(slot) => slots[slot].cells.entry(at).or_default().extend(taken),
                None => found.push(taken),
            }
        }
        for lines in found {
            let (top, bottom) = (height(&lines[0]), lines.last().map_or(0.0, height));
            slots.push(Slot { top, bottom, cells: BTreeMap::from([(at, lines)]) });
        }
        slots.sort_by(|one, other| one.middle().total_cmp(&other.middle()));
    }
    for slot in &mut slots {
        for lines in slot.cells.values_mut() {
            lines.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
        }
    }
    slots.into_iter().map(|slot| slot.cells).collect()
}

/// Fallback if no cut keeps the lines in order: every line is a cell.
fn each(column: usize, lines: &[Line], slots: &[Slot]) -> Vec<Group> {
    let mut own = (0..slots.len()).filter(|at| slots[*at].cells.contains_key(&column));
    let slot = |line: &Line| if is_figure(&line.text) { own.next() } else { None };
    let groups = lines.iter().map(slot).enumerate();
    groups.map(|(from, slot)| Group { from, to: from + 1, slot, before: 0, cost: 0.0 }).collect()
}

/// The y coordinate of the centre of a line.
fn height(line: &Line) -> f64 {
    line.area.center().1
}

/// The rows given by the figures.
fn figures(columns: &[Column]) -> Vec<Slot> {
    let lines = columns.iter().enumerate().flat_map(|(at, column)| column.lines.iter().map(move |line| (at, line)));
    let mut lines: Vec<(usize, &Line)> = lines.filter(|(_, line)| is_figure(&line.text)).collect();
    lines.sort_by(|one, other| height(one.1).total_cmp(&height(other.1)));
    let mut slots: Vec<Slot> = Vec::new();
    for (at, line) in lines {
        let y = height(line);
        match slots.last_mut() {
            Some(last) if y - last.top <= LEVEL * line.size && !last.cells.contains_key(&at) => {
                last.cells.insert(at, Vec::new());
                last.bottom = y;
            }
            _ => slots.push(Slot { top: y, bottom: y, cells: BTreeMap::from([(at, Vec::new())]) }),
        }
    }
    // Lines are added column by column later; columns that have only figures are added here.
    for (at, column) in columns.iter().enumerate() {
        if column.lines.iter().all(|line| is_figure(&line.text)) {
            let mut own = slots.iter_mut().filter_map(|slot| slot.cells.get_mut(&at));
            for line in &column.lines {
                if let Some(cell) = own.next() {
                    cell.push(line.clone());
                }
            }
        }
    }
    slots
}

/// The median distance of rows.
fn pitch(slots: &[Slot]) -> f64 {
    let mut gaps: Vec<f64> = slots.windows(2).map(|pair| pair[1].top - pair[0].top).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

impl Slot {
    fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }

    fn at(&self, way: Alignment) -> f64 {
        match way {
            Alignment::Middle => self.middle(),
            Alignment::Top => self.top,
            Alignment::Bottom => self.bottom,
        }
    }
}

/// Lines of a column that form a cell, and its row.
#[derive(Debug, Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
    slot: Option<usize>,
    /// The number of rows above it.
    before: usize,
    cost: f64,
}

/// The problem of cutting the lines of one column into cells.
struct Cut<'a> {
    column: usize,
    lines: &'a [Line],
    right: f64,
    slots: &'a [Slot],
    usual: f64,
    way: Alignment,
}

/// The best cut that ends with a group, with a link to the group before it.
#[derive(Debug, Clone, Copy)]
struct Ending {
    group: Group,
    total: f64,
    before: Option<(usize, usize)>,
}

impl Cut<'_> {
    /// The groups with minimal total cost.
    fn best(&self) -> (f64, Vec<Group>) {
        let mut ends: Vec<Vec<Ending>> = Vec::with_capacity(self.lines.len());
        for to in 1..=self.lines.len() {
            let mut endings = Vec::new();
            for from in (to.saturating_sub(MAX_LINES)..to).rev() {
                let Some(joins) = self.joins(from, to) else { break };
                for group in self.groups(from, to, joins) {
                    endings.extend(self.after(&ends, group));
                }
            }
            ends.push(endings);
        }
        let finish = |ending: &Ending| ending.total + NAMELESS * (self.slots.len() - ending.group.after()) as f64;
        let last = ends.last().into_iter().flatten().enumerate().map(|(at, ending)| (at, finish(ending)));
        let Some((mut at, total)) = last.min_by(|one, other| one.1.total_cmp(&other.1)) else {
            return (0.0, Vec::new());
        };
        let mut groups = Vec::new();
        let mut end = ends.len() - 1;
        loop {
            let ending = ends[end][at];
            groups.push(ending.group);
            match ending.before {
                Some(before) => (end, at) = before,
                None => break,
            }
        }
        groups.reverse();
        (total, groups)
    }

    /// The best cut that ends with this group.
    fn after(&self, ends: &[Vec<Ending>], group: Group) -> Option<Ending> {
        if group.from == 0 {
            return Some(Ending { group, total: group.cost + NAMELESS * group.before as f64, before: None });
        }
        let above = ends[group.from - 1].iter().enumerate().filter_map(|(at, ending)| {
            let skipped = group.before.checked_sub(ending.group.after())?;
            Some((at, ending.total + NAMELESS * skipped as f64))
        });
        let (at, total) = above.min_by(|one, other| one.1.total_cmp(&other.1))?;
        Some(Ending { group, total: total + group.cost, before: Some((group.from - 1, at)) })
    }

    /// The possible groups of these lines: a cell of the row level with them, and a cell of a row without figures.
    fn groups(&self, from: usize, to: usize, joins: f64) -> impl Iterator<Item = Group> {
        let lines = &self.lines[from..to];
        let (top, bottom) = (height(&lines[0]), height(&lines[lines.len() - 1]));
        let stands = match self.way {
            Alignment::Middle => (top + bottom) / 2.0,
            Alignment::Top => top,
            Alignment::Bottom => bottom,
        };
        let size = lines[0].size;
        let figure = is_figure(&lines[0].text);
        let below = self.slots.partition_point(|slot| slot.at(self.way) < stands);
        let far = |at: usize| (self.slots[at].at(self.way) - stands).abs();
        let near = [below.checked_sub(1), Some(below).filter(|at| *at < self.slots.len())].into_iter().flatten();
        // A figure belongs to the row that it has made, in which its column has no other cell.
        let own = near.filter(|&at| far(at) <= OFF * size && figure == self.slots[at].cells.contains_key(&self.column));
        let slot = own.min_by(|&one, &other| far(one).total_cmp(&far(other)));
        let matched =
            slot.map(|at| Group { from, to, slot, before: at, cost: joins + EM_OFF * far(at) / size.max(1.0) });
        let alone = Group { from, to, slot: None, before: below, cost: joins + FIGURELESS };
        matched.into_iter().chain((!figure || slot.is_none()).then_some(alone))
    }

    /// The cost of joining these lines to one cell; `None` if they cannot be joined.
    fn joins(&self, from: usize, to: usize) -> Option<f64> {
        let mut cost = 0.0;
        for pair in self.lines[from..to].windows(2) {
            let (upper, lower) = (&pair[0], &pair[1]);
            if is_figure(&upper.text) || is_figure(&lower.text) {
                return None;
            }
            let size = upper.size.max(lower.size).max(1.0);
            let gap = height(lower) - height(upper);
            let room = ((self.right - upper.area.right) / size - FULL).max(0.0);
            let against = (EM_LEFT * room).min(AGAINST);
            // Lines much closer than rows are likely to belong together.
            cost += if gap < 0.75 * self.usual { against.min(EM_LEFT) } else { against };
            if text::begins_block(&lower.text) || gap > 1.75 * size {
                cost += AGAINST;
            }
            if gap > 0.95 * self.usual {
                let short = lower.area.width() < 0.6 * upper.area.width();
                let aligned = (lower.area.left - upper.area.left).abs() < 0.6 * size;
                cost += if short && aligned { 0.6 } else { 1.6 };
            }
        }
        Some(cost)
    }
}

impl Group {
    /// The number of rows above the next group.
    fn after(&self) -> usize {
        self.before + usize::from(self.slot.is_some())
    }
}
