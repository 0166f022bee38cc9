//! 行: the rows of a chart, with their names at the left broken into lines.

use super::canvas::{Anchor, Canvas, LEADING, Style};
use super::font::Faces;
use super::line_break::{break_lines, clamp};
use super::{ChartError, frame};

/// The column of names and the vertical position of each row.
pub(super) struct Rows {
    names: Vec<Vec<String>>,
    tops: Vec<f64>,
    /// The height of a row whose name fits on one line.
    pub(super) height: f64,
    /// The y at which the last row ends.
    pub(super) bottom: f64,
    /// The width of the widest name.
    pub(super) width: f64,
}

/// The height of a row without a name, in which a heading stands.
const HEADING: f64 = 27.0;

impl Rows {
    /// Lays out rows from `top` downwards, with names no wider than `limit`. The fewer rows, the more space between
    /// them; a row without a name has room for a heading.
    pub(super) fn new(faces: &Faces<'_>, names: &[String], top: f64, limit: f64, roomy: f64) -> Self {
        let style = frame::NAME;
        let measure = |text: &str| faces.width(text, style.size, style.weight.max(super::Weight::Bold));
        let height = match names.len() {
            0..=16 => roomy,
            17..=30 => roomy - 5.0,
            _ => roomy - 9.0,
        };
        let heading = |name: &String| name.is_empty().then_some(HEADING);
        let heights: Vec<f64> = names.iter().map(|name| heading(name).unwrap_or(height)).collect();
        let names: Vec<Vec<String>> =
            names.iter().map(|name| clamp(break_lines(name, limit, measure), 3, limit, measure)).collect();
        let mut tops = Vec::with_capacity(names.len());
        let mut y = top;
        for (lines, height) in names.iter().zip(heights) {
            tops.push(y);
            y += height.max(lines.len() as f64 * style.size * LEADING + 5.0);
        }
        let width = names.iter().flatten().map(|line| measure(line)).fold(0.0, f64::max);
        Self { names, tops, height, bottom: y, width }
    }

    /// The y of a row's middle.
    pub(super) fn middle(&self, row: usize) -> f64 {
        (self.top(row) + self.end(row)) / 2.0
    }

    /// The y of a row's top.
    pub(super) fn top(&self, row: usize) -> f64 {
        self.tops[row]
    }

    /// The y of a row's bottom.
    pub(super) fn end(&self, row: usize) -> f64 {
        self.tops.get(row + 1).copied().unwrap_or(self.bottom)
    }

    /// Draws the name of a row, right-aligned at `right`.
    pub(super) fn draw_name(
        &self,
        canvas: &Canvas<'_>,
        row: usize,
        right: f64,
        style: Style,
    ) -> Result<(), ChartError> {
        canvas.lines(&self.names[row], (right, self.middle(row)), Anchor::Right, style)
    }
}
