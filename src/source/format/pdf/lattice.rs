//! 框线表: finds tables by their ruling lines.
//!
//! Lines that touch form a table, and their coordinates its grid. Adjacent grid cells without a line between them are
//! one cell. A glyph belongs to the cell that contains its centre.

use super::area::Area;
use super::band::{self, BandCell};
use super::glyph::Glyph;
use super::line::{self, Line};
use super::page_table::{FULL, PageCell, PageTable};
use super::ruling::{Rulings, Stroke};

/// The distance in points within which lines touch.
const TOUCH: f64 = 3.0;
/// The length in points by which lines must extend beyond the last crossing line to mark an open side of a table.
const OPEN_SIDE: f64 = 8.0;
/// The distance in points within which coordinates are equal.
const SAME: f64 = 2.5;
/// The number of lines above which a page is a drawing; comparing all pairs would be expensive.
const MAX_LINES: usize = 4_000;

/// 格网: the grid formed by touching lines.
#[derive(Debug)]
struct Lattice {
    xs: Vec<f64>,
    ys: Vec<f64>,
    lines: Rulings,
}

/// The ruled tables of a page, and the glyphs outside of them.
pub(super) fn tables(page: u32, rulings: &Rulings, glyphs: Vec<Glyph>) -> (Vec<PageTable>, Vec<Glyph>) {
    let groups = components(rulings);
    let upright: Vec<Stroke> =
        groups.iter().filter(|group| group.horizontal.is_empty()).flat_map(|group| group.vertical.clone()).collect();
    let mut lattices: Vec<Lattice> = groups.into_iter().filter_map(lattice).collect();
    lattices.extend(columns_alone(upright, &glyphs));
    // The smallest first, so that a glyph belongs to the innermost of nested tables.
    lattices.sort_by(|one, other| size(&one.area()).total_cmp(&size(&other.area())));
    let mut inside: Vec<Vec<Glyph>> = lattices.iter().map(|_| Vec::new()).collect();
    let mut outside = Vec::new();
    for glyph in glyphs {
        match lattices.iter().position(|lattice| lattice.area().holds(glyph.area.center(), 0.5)) {
            Some(at) => inside[at].push(glyph),
            None => outside.push(glyph),
        }
    }
    let mut tables = Vec::new();
    for (lattice, glyphs) in lattices.iter().zip(inside) {
        // An empty frame, or the axes of a chart.
        if glyphs.is_empty() {
            continue;
        }
        // Vertical lines alone are a table only if there are several rows of figures between them.
        let alone = lattice.lines.horizontal.is_empty().then(|| glyphs.clone());
        let table = lattice.table(page, glyphs);
        match alone.filter(|_| table.rows < 2) {
            Some(glyphs) => outside.extend(glyphs),
            None => tables.push(table),
        }
    }
    tables
        .sort_by(|one, other| one.area.top.total_cmp(&other.area.top).then(one.area.left.total_cmp(&other.area.left)));
    (tables, outside)
}

fn size(area: &Area) -> f64 {
    area.width() * area.height()
}

/// Groups the lines that touch.
fn components(rulings: &Rulings) -> Vec<Rulings> {
    let (across, down) = (&rulings.horizontal, &rulings.vertical);
    if across.len() + down.len() > MAX_LINES {
        return Vec::new();
    }
    let mut groups = Groups::new(across.len() + down.len());
    for (i, one) in across.iter().enumerate() {
        for (j, other) in down.iter().enumerate() {
            if meets(one, other.at) && meets(other, one.at) {
                groups.join(i, across.len() + j);
            }
        }
    }
    let mut found: std::collections::BTreeMap<usize, Rulings> = std::collections::BTreeMap::new();
    for (i, stroke) in across.iter().enumerate() {
        found.entry(groups.of(i)).or_default().horizontal.push(*stroke);
    }
    for (j, stroke) in down.iter().enumerate() {
        found.entry(groups.of(across.len() + j)).or_default().vertical.push(*stroke);
    }
    found.into_values().collect()
}

/// The tables formed by vertical lines of equal extent without horizontal lines. Names may be left of the first line.
fn columns_alone(mut upright: Vec<Stroke>, glyphs: &[Glyph]) -> Vec<Lattice> {
    upright.sort_by(|one, other| one.from.total_cmp(&other.from).then(one.at.total_cmp(&other.at)));
    let mut groups: Vec<Vec<Stroke>> = Vec::new();
    for stroke in upright {
        let beside = |group: &&mut Vec<Stroke>| {
            (group[0].from - stroke.from).abs() <= TOUCH && (group[0].to - stroke.to).abs() <= TOUCH
        };
        match groups.iter_mut().rev().take(2).find(beside) {
            Some(group) => group.push(stroke),
            None => groups.push(vec![stroke]),
        }
    }
    let of = |vertical: Vec<Stroke>| {
        let (top, bottom) = (vertical[0].from, vertical[0].to);
        let beside = |glyph: &&Glyph| (top..=bottom).contains(&glyph.area.center().1);
        let mut xs = edges(&vertical, &[]);
        let (left, right) = glyphs.iter().filter(beside).fold((xs[0], xs[xs.len() - 1]), |(left, right), glyph| {
            (left.min(glyph.area.left), right.max(glyph.area.right))
        });
        if left < xs[0] - SAME {
            xs.insert(0, left);
        }
        if right > xs[xs.len() - 1] + SAME {
            xs.push(right);
        }
        let lines = Rulings { vertical, ..Rulings::default() };
        (xs.len() > 2).then_some(Lattice { xs, ys: vec![top, bottom], lines })
    };
    groups.into_iter().filter(|group| group.len() > 1).filter_map(of).collect()
}

fn meets(stroke: &Stroke, at: f64) -> bool {
    at >= stroke.from - TOUCH && at <= stroke.to + TOUCH
}

/// The grid of touching lines; `None` if it has fewer than two cells or too many.
fn lattice(lines: Rulings) -> Option<Lattice> {
    if lines.horizontal.len() < 2 || lines.vertical.is_empty() {
        return None;
    }
    let xs = edges(&lines.vertical, &lines.horizontal);
    let ys = edges(&lines.horizontal, &lines.vertical);
    let cells = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
    // Rows without lines between columns: alignment tells more.
    if xs.len() < 3 && ys.len() > 2 {
        return None;
    }
    (2..=1_000_000).contains(&cells).then_some(Lattice { xs, ys, lines })
}

/// The coordinates of the lines, with those of open sides to which the crossing lines extend.
fn edges(lines: &[Stroke], crossing: &[Stroke]) -> Vec<f64> {
    let mut edges: Vec<f64> = lines.iter().map(|stroke| stroke.at).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, kept| *next - *kept <= SAME);
    let low = crossing.iter().map(|stroke| stroke.from).fold(f64::INFINITY, f64::min);
    let high = crossing.iter().map(|stroke| stroke.to).fold(f64::NEG_INFINITY, f64::max);
    if edges.first().is_some_and(|first| low < first - OPEN_SIDE) {
        edges.insert(0, low);
    }
    if edges.last().is_some_and(|last| high > last + OPEN_SIDE) {
        edges.push(high);
    }
    edges
}

impl Lattice {
    fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    fn area(&self) -> Area {
        Area { left: self.xs[0], top: self.ys[0], right: self.xs[self.columns()], bottom: self.ys[self.rows()] }
    }

    fn table(&self, page: u32, glyphs: Vec<Glyph>) -> PageTable {
        let regions = self.regions();
        let mut texts: Vec<Vec<Glyph>> = regions.iter().map(|_| Vec::new()).collect();
        let mut owner = vec![0usize; self.rows() * self.columns()];
        for (number, region) in regions.iter().enumerate() {
            for row in region.top..region.bottom {
                for column in region.left..region.right {
                    owner[row * self.columns() + column] = number;
                }
            }
        }
        for glyph in glyphs {
            let (x, y) = glyph.area.center();
            let column = interval(&self.xs, x);
            let row = interval(&self.ys, y);
            texts[owner[row * self.columns() + column]].push(glyph);
        }
        let texts = texts.into_iter().map(line::lines);
        let mut regions: Vec<(Region, Vec<Line>)> = regions.into_iter().zip(texts).collect();
        // For each row of the grid, the first row of the table.
        let mut tops = Vec::with_capacity(self.rows() + 1);
        let (mut rows, mut cells) = (0, Vec::new());
        for row in 0..self.rows() {
            tops.push(rows);
            let is_own = |(region, _): &(Region, Vec<Line>)| (region.top, region.bottom) == (row, row + 1);
            let own = regions.iter().filter(|one| is_own(one));
            let band: Vec<BandCell<'_>> =
                own.map(|(Region { left, right, .. }, lines)| BandCell { left: *left, right: *right, lines }).collect();
            let middle = (self.ys[row], self.ys[row + 1]);
            let ruled = |edge: usize, y: f64| {
                let y = y.clamp(middle.0, middle.1);
                self.lines
                    .vertical
                    .iter()
                    .any(|line| (line.at - self.xs[edge]).abs() <= SAME + 0.1 && line.from <= y && y <= line.to)
            };
            match band::split(&band, &self.xs, ruled) {
                Some((count, found)) => {
                    cells.extend(found.into_iter().map(|cell| PageCell { row: rows + cell.row, ..cell }));
                    regions.retain(|one| !is_own(one));
                    rows += count;
                }
                None => rows += 1,
            }
        }
        tops.push(rows);
        cells.extend(regions.iter().map(|(region, lines)| self.cell(region, lines, &tops)));
        for cell in &mut cells {
            (cell.page, cell.page_row) = (page, cell.row);
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        PageTable { page, area: self.area(), xs: self.xs.clone(), rows, cells }
    }

    fn cell(&self, region: &Region, lines: &[Line], tops: &[usize]) -> PageCell {
        let (left, width, size) =
            lines.first().map_or((0.0, 0.0, 0.0), |line| (line.area.left, line.area.width(), line.size));
        PageCell {
            text: line::joined(lines),
            inset: left - self.xs[region.left],
            width,
            size,
            is_full: lines.last().is_some_and(|line| line.area.right > self.xs[region.right] - FULL * line.size),
            row: tops[region.top],
            column: region.left,
            row_span: tops[region.bottom] - tops[region.top],
            column_span: region.right - region.left,
            area: Area {
                left: self.xs[region.left],
                top: self.ys[region.top],
                right: self.xs[region.right],
                bottom: self.ys[region.bottom],
            },
            page: 0,
            page_row: 0,
            confidence: line::confidence(lines),
        }
    }

    /// The rectangles of the grid that no line divides, in reading order.
    fn regions(&self) -> Vec<Region> {
        let (rows, columns) = (self.rows(), self.columns());
        let mut groups = Groups::new(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                let here = row * columns + column;
                let (top, bottom, left, right) = (self.ys[row], self.ys[row + 1], self.xs[column], self.xs[column + 1]);
                if column + 1 < columns && !is_ruled(&self.lines.vertical, right, top, bottom) {
                    groups.join(here, here + 1);
                }
                if row + 1 < rows && !is_ruled(&self.lines.horizontal, bottom, left, right) {
                    groups.join(here, here + columns);
                }
            }
        }
        rectangles(&mut groups, rows, columns)
    }
}

/// Whether a line covers most of an edge.
fn is_ruled(lines: &[Stroke], at: f64, from: f64, to: f64) -> bool {
    let covered: f64 = lines
        .iter()
        .filter(|stroke| (stroke.at - at).abs() <= SAME + 0.1)
        .map(|stroke| (stroke.to.min(to) - stroke.from.max(from)).max(0.0))
        .sum();
    covered >= 0.6 * (to - from)
}

/// The index of the interval between sorted edges that contains a value, or the nearest one.
fn interval(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value).saturating_sub(1).min(edges.len().saturating_sub(2))
}

#[derive(Debug, Clone, Copy)]
struct Region {
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

/// Merges groups until each is a rectangle.
fn rectangles(groups: &mut Groups, rows: usize, columns: usize) -> Vec<Region> {
    loop {
        let mut boxes: std::collections::BTreeMap<usize, Region> = std::collections::BTreeMap::new();
        for at in 0..rows * columns {
            let (row, column) = (at / columns, at % columns);
            let cell = Region { top: row, bottom: row + 1, left: column, right: column + 1 };
            let region = boxes.entry(groups.of(at)).or_insert(cell);
            region.top = region.top.min(row);
            region.bottom = region.bottom.max(row + 1);
            region.left = region.left.min(column);
            region.right = region.right.max(column + 1);
        }
        let mut grown = false;
        for (group, region) in &boxes {
            for row in region.top..region.bottom {
                for column in region.left..region.right {
                    grown |= groups.join(*group, row * columns + column);
                }
            }
        }
        if !grown {
            let mut regions: Vec<Region> = boxes.into_values().collect();
            regions.sort_by_key(|region| (region.top, region.left));
            return regions;
        }
    }
}

/// 并查集: a union–find structure.
#[derive(Debug)]
struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn of(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Merges the groups of two elements; returns whether they were different.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.of(one), self.of(other));
        // The smaller index is the root, so that the result does not depend on the order of merging.
        self.parents[one.max(other)] = one.min(other);
        one != other
    }
}
