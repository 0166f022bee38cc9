//! 表线: the horizontal and vertical lines of a page, joined from the pieces in which programs draw them.

use super::area::Area;
use super::painted::Turn;
use hayro_interpret::kurbo::{BezPath, PathEl, Point};

/// The thickness in points up to which a filled box is a line.
const THICK: f64 = 2.6;
/// The distance in points within which parallel lines are one.
const SNAP: f64 = 2.5;
/// The gap in points up to which pieces are one line; Word draws one piece per cell.
const GAP: f64 = 3.5;
/// The minimal length of a line in points; shorter ones are dots or parts of letters.
const SHORTEST: f64 = 3.0;
/// The number of lines above which a page is a drawing.
const MAX_LINES: usize = 20_000;

/// 线段: a line along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    /// The y coordinate of a horizontal line, the x coordinate of a vertical one.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// 表线 of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Rulings {
    pub horizontal: Vec<Stroke>,
    pub vertical: Vec<Stroke>,
}

impl Rulings {
    /// Adds a line, given as a stroke or thin box; any other box is ignored.
    pub fn add(&mut self, area: &Area) {
        let (width, height) = (area.width(), area.height());
        let (x, y) = area.center();
        if self.horizontal.len() + self.vertical.len() > MAX_LINES {
            return;
        }
        if height <= THICK && width > height && width >= SHORTEST.min(2.0) {
            self.horizontal.push(Stroke { at: y, from: area.left, to: area.right });
        } else if width <= THICK && height > width && height >= SHORTEST.min(2.0) {
            self.vertical.push(Stroke { at: x, from: area.top, to: area.bottom });
        }
    }

    /// Adds the lines of another page.
    pub fn extend(&mut self, other: &Self) {
        self.horizontal.extend(&other.horizontal);
        self.vertical.extend(&other.vertical);
    }

    /// The lines on the rotated page.
    pub fn turned(&self, turn: Turn, paper: &Area) -> Self {
        if turn == Turn::None {
            return self.clone();
        }
        let mut rulings = Self::default();
        for line in &self.horizontal {
            let area = Area { left: line.from, top: line.at, right: line.to, bottom: line.at };
            rulings.add(&turn.area(&area, paper));
        }
        for line in &self.vertical {
            let area = Area { left: line.at, top: line.from, right: line.at, bottom: line.to };
            rulings.add(&turn.area(&area, paper));
        }
        rulings
    }

    /// The lines with pieces joined and close parallels merged.
    pub fn joined(&self) -> Self {
        Self { horizontal: join(&self.horizontal), vertical: join(&self.vertical) }
    }
}

fn join(strokes: &[Stroke]) -> Vec<Stroke> {
    let mut sorted = strokes.to_vec();
    sorted.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut joined = Vec::new();
    let mut rest = sorted.as_mut_slice();
    while let Some(first) = rest.first().map(|stroke| stroke.at) {
        let length = rest.iter().take_while(|stroke| stroke.at - first <= SNAP).count();
        let (near, after) = rest.split_at_mut(length);
        near.sort_by(|one, other| one.from.total_cmp(&other.from));
        let weight: f64 = near.iter().map(|stroke| stroke.to - stroke.from).sum();
        let at = near.iter().map(|stroke| stroke.at * (stroke.to - stroke.from)).sum::<f64>() / weight.max(0.001);
        let mut open = Stroke { at, ..near[0] };
        for stroke in near.iter().skip(1) {
            if stroke.from <= open.to + GAP {
                open.to = open.to.max(stroke.to);
            } else {
                joined.push(open);
                open = Stroke { at, ..*stroke };
            }
        }
        joined.push(open);
        rest = after;
    }
    joined.retain(|stroke| stroke.to - stroke.from >= SHORTEST);
    joined
}

/// The sides of a stroked path that are parallel to an axis.
pub(in crate::source::format) fn strokes(path: &BezPath) -> Vec<Area> {
    let mut areas = Vec::new();
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    let mut side = |one: Point, other: Point| {
        if (one.x - other.x).abs() <= 0.6 || (one.y - other.y).abs() <= 0.6 {
            areas.push(spanned(&[one, other]));
        }
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => (start, last) = (point, point),
            PathEl::LineTo(point) => {
                side(last, point);
                last = point;
            }
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => last = point,
            PathEl::ClosePath => {
                side(last, start);
                last = start;
            }
        }
    }
    areas
}

/// The thin boxes among the subpaths of a filled path.
pub(in crate::source::format) fn filled(path: &BezPath) -> Vec<Area> {
    let mut areas = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    let mut close = |part: &mut Vec<Point>| {
        let area = spanned(part);
        if part.len() > 1 && (area.width() <= THICK || area.height() <= THICK) {
            areas.push(area);
        }
        part.clear();
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => {
                close(&mut part);
                part.push(point);
            }
            PathEl::LineTo(point) | PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => part.push(point),
            PathEl::ClosePath => {}
        }
    }
    close(&mut part);
    areas
}

fn spanned(points: &[Point]) -> Area {
    let low = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
    let high = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    Area { left: low(|p| p.x), top: low(|p| p.y), right: high(|p| p.x), bottom: high(|p| p.y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_line_join_and_two_lines_stay_two() {
        let piece = |at: f64, from: f64, to: f64| Stroke { at, from, to };
        let joined = join(&[piece(10.0, 0.0, 20.0), piece(10.9, 22.0, 40.0), piece(30.0, 0.0, 9.0)]);
        assert_eq!(joined.len(), 2);
        assert_eq!((joined[0].from, joined[0].to), (0.0, 40.0));
    }
}
