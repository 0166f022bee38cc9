//! 叠行: which lines of all columns make one row, where no ruling says it.
//!
//! Figures stand one to a row, so their lines are the rows. A name may be wrapped: its lines stand around the figures
//! of its row, or begin or end beside them. Each column is cut into cells in the way that costs least, where a line
//! ends that had room for more, where a row is left without a name, or a name without figures.

use super::aligned::is_figure;
use super::line::Line;
use crate::source::format::text;
use std::collections::BTreeMap;

/// 一栏: the lines of one column from the top, and how far its words may reach.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub lines: Vec<Line>,
    pub right: f64,
}

/// 行: the lines of each cell, by column.
pub(super) type Cells = BTreeMap<usize, Vec<Line>>;

/// A row, as far as it is known.
#[derive(Debug)]
struct Slot {
    top: f64,
    bottom: f64,
    cells: Cells,
}

/// How the lines of a wrapped name stand to the figures of their row.
#[derive(Debug, Clone, Copy)]
enum Standing {
    Middle,
    Top,
    Bottom,
}

/// Figures of one row stand at most this part of an em off each other.
const LEVEL: f64 = 0.35;
/// A name stands at most this part of an em off its figures.
const OFF: f64 = 0.6;
/// No name takes more lines.
const MOST_LINES: usize = 8;
/// A line that ends nearer than this many ems to the side had no room for another character.
const FULL: f64 = 1.7;
/// What each of these costs, against each other: a row without a name, a name without figures, an em off the figures,
/// an em of room left where a name goes on below, and what speaks against going on at all.
const NAMELESS: f64 = 1.5;
const FIGURELESS: f64 = 1.2;
const EM_OFF: f64 = 2.0;
const EM_LEFT: f64 = 0.8;
const AGAINST: f64 = 3.0;

/// The rows, from the top.
pub(super) fn rows(columns: &[Column]) -> Vec<Cells> {
    let mut slots = figures(columns);
    let usual = pitch(&slots);
    let words = |at: &usize| columns[*at].lines.iter().filter(|line| !is_figure(&line.text)).count();
    let mut order: Vec<usize> = (0..columns.len()).filter(|at| words(at) > 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(words(at)));
    for at in order {
        let lines = &columns[at].lines;
        let right = columns[at].right;
        let ways = [Standing::Middle, Standing::Top, Standing::Bottom]
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

/// Every line by itself, where no cut keeps them in order.
fn each(column: usize, lines: &[Line], slots: &[Slot]) -> Vec<Group> {
    let mut own = (0..slots.len()).filter(|at| slots[*at].cells.contains_key(&column));
    let slot = |line: &Line| if is_figure(&line.text) { own.next() } else { None };
    let groups = lines.iter().map(slot).enumerate();
    groups.map(|(from, slot)| Group { from, to: from + 1, slot, before: 0, cost: 0.0 }).collect()
}

/// Where a line stands, whatever its size.
fn height(line: &Line) -> f64 {
    line.area.center().1
}

/// A row for each line on which figures stand.
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
    // The lines themselves come with their columns; a column of figures alone has no other.
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

/// The usual distance of rows.
fn pitch(slots: &[Slot]) -> f64 {
    let mut gaps: Vec<f64> = slots.windows(2).map(|pair| pair[1].top - pair[0].top).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

impl Slot {
    fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }

    fn at(&self, way: Standing) -> f64 {
        match way {
            Standing::Middle => self.middle(),
            Standing::Top => self.top,
            Standing::Bottom => self.bottom,
        }
    }
}

/// Lines of a column that are one cell, and its row.
#[derive(Debug, Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
    slot: Option<usize>,
    /// The rows above it.
    before: usize,
    cost: f64,
}

/// The way to cut the lines of one column.
struct Cut<'a> {
    column: usize,
    lines: &'a [Line],
    right: f64,
    slots: &'a [Slot],
    usual: f64,
    way: Standing,
}

/// The best cut that ends with a group, and the group before it.
#[derive(Debug, Clone, Copy)]
struct Ending {
    group: Group,
    total: f64,
    before: Option<(usize, usize)>,
}

impl Cut<'_> {
    /// The cheapest groups of all lines, and what they cost.
    fn best(&self) -> (f64, Vec<Group>) {
        let mut ends: Vec<Vec<Ending>> = Vec::with_capacity(self.lines.len());
        for to in 1..=self.lines.len() {
            let mut endings = Vec::new();
            for from in (to.saturating_sub(MOST_LINES)..to).rev() {
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

    /// A group with the best that may stand above it.
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

    /// These lines as a cell of the row beside them, and as one without figures.
    fn groups(&self, from: usize, to: usize, joins: f64) -> impl Iterator<Item = Group> {
        let lines = &self.lines[from..to];
        let (top, bottom) = (height(&lines[0]), height(&lines[lines.len() - 1]));
        let stands = match self.way {
            Standing::Middle => (top + bottom) / 2.0,
            Standing::Top => top,
            Standing::Bottom => bottom,
        };
        let size = lines[0].size;
        let figure = is_figure(&lines[0].text);
        let below = self.slots.partition_point(|slot| slot.at(self.way) < stands);
        let far = |at: usize| (self.slots[at].at(self.way) - stands).abs();
        let near = [below.checked_sub(1), Some(below).filter(|at| *at < self.slots.len())].into_iter().flatten();
        // A figure has a row of its own; no other cell of its column is in it.
        let own = near.filter(|&at| far(at) <= OFF * size && figure == self.slots[at].cells.contains_key(&self.column));
        let slot = own.min_by(|&one, &other| far(one).total_cmp(&far(other)));
        let matched =
            slot.map(|at| Group { from, to, slot, before: at, cost: joins + EM_OFF * far(at) / size.max(1.0) });
        let alone = Group { from, to, slot: None, before: below, cost: joins + FIGURELESS };
        matched.into_iter().chain((!figure || slot.is_none()).then_some(alone))
    }

    /// What speaks against these lines being one cell; `None` where nothing speaks for it.
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
            // Lines much nearer than rows are.
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
    /// The rows above what follows it.
    fn after(&self) -> usize {
        self.before + usize::from(self.slot.is_some())
    }
}
