//! 图框: margins, title, subtitle and source line of a chart.

use super::canvas::{Anchor, Canvas, LEADING, Style};
use super::font::Faces;
use super::line_break::{break_clauses, clamp, flow_lines};
use super::mark::Color;
use super::{ChartError, ChartOptions};

pub(super) const INK: Color = Color(0x22, 0x24, 0x28);
pub(super) const MUTED: Color = Color(0x6b, 0x70, 0x78);
pub(super) const RULE: Color = Color(0xe3, 0xe5, 0xe8);
pub(super) const WHITE: Color = Color(255, 255, 255);

pub(super) const NAME: Style = Style::new(13.5, INK);
pub(super) const NUMBER: Style = Style::new(14.0, INK);
pub(super) const SMALL: Style = Style::new(13.25, MUTED);
const TITLE: Style = Style::new(18.0, INK).bold();
const SUBTITLE: Style = Style::new(13.25, MUTED);
const SOURCE: Style = Style::new(13.25, MUTED);

/// The margin around the picture.
pub(super) const MARGIN: f64 = 16.0;

/// The texts around a chart, broken into lines.
pub(super) struct Frame {
    width: f64,
    title: Vec<String>,
    subtitle: Vec<String>,
    source: Vec<String>,
}

impl Frame {
    pub(super) fn new(faces: &Faces<'_>, options: &ChartOptions, [title, subtitle, source]: [&str; 3]) -> Self {
        let width = f64::from(options.width.clamp(640, 4000));
        let inside = width - 2.0 * MARGIN;
        let broken = |text: &str, style: Style, most: usize| {
            let measure = |text: &str| faces.width(text, style.size, style.weight);
            clamp(flow_lines(text, inside, measure), most, inside, measure)
        };
        let heading = |text: &str| {
            let measure = |text: &str| faces.width(text, TITLE.size, TITLE.weight);
            clamp(break_clauses(text, inside, measure), 3, inside, measure)
        };
        Self {
            width,
            title: heading(title),
            subtitle: broken(subtitle, SUBTITLE, 4),
            source: broken(source, SOURCE, 5),
        }
    }

    /// The left and right edges inside the margins.
    pub(super) fn sides(&self) -> (f64, f64) {
        (MARGIN, self.width - MARGIN)
    }

    /// The y at which the chart begins.
    pub(super) fn top(&self) -> f64 {
        let lines = |count: usize, style: Style| count as f64 * style.size * LEADING;
        16.0 + lines(self.title.len(), TITLE) + 4.0 + lines(self.subtitle.len(), SUBTITLE) + 12.0
    }

    /// The size of the picture if the chart ends at `bottom`.
    pub(super) fn size(&self, bottom: f64) -> (f64, f64) {
        (self.width, (bottom + 12.0 + self.source.len() as f64 * SOURCE.size * LEADING + 14.0).ceil())
    }

    /// Draws the texts around the chart, which ends at `bottom`.
    pub(super) fn draw(&self, canvas: &Canvas<'_>, bottom: f64) -> Result<(), ChartError> {
        let mut y = 16.0;
        for (lines, style, gap) in [(&self.title, TITLE, 4.0), (&self.subtitle, SUBTITLE, 0.0)] {
            y = stack(canvas, lines, y, style)? + gap;
        }
        stack(canvas, &self.source, bottom + 12.0, SOURCE)?;
        Ok(())
    }
}

fn stack(canvas: &Canvas<'_>, lines: &[String], top: f64, style: Style) -> Result<f64, ChartError> {
    let step = style.size * LEADING;
    for (index, line) in lines.iter().enumerate() {
        canvas.text(line, (MARGIN, top + step * (index as f64 + 0.5)), Anchor::Left, style)?;
    }
    Ok(top + step * lines.len() as f64)
}
