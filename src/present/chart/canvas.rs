//! 画布: draws shapes and texts at positions in pixels, through plotters.

use super::ChartError;
use super::backend::{Page, Recorder};
use super::font::{Faces, Weight};
use super::mark::{Color, DisplayList, Role, Subject};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::Color as _;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::cell::{Cell, RefCell};

/// The part of a text that is at the given x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Center,
    Right,
}

/// The look of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) color: Color,
}

impl Style {
    pub(super) const fn new(size: f64, color: Color) -> Self {
        Self { size, weight: Weight::Regular, color }
    }

    pub(super) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub(super) const fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }
}

/// 画布. Coordinates are pixels; texts are centred vertically on their y.
pub(super) struct Canvas<'a> {
    page: &'a Page<'a>,
    area: DrawingArea<Recorder<'a>, Shift>,
}

/// Draws a picture of `width` by `height` pixels and returns its display list.
pub(super) fn draw(
    faces: &Faces<'_>,
    (width, height): (f64, f64),
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<DisplayList, ChartError> {
    let list = DisplayList { size: (quarters(width), quarters(height)), ..DisplayList::default() };
    let meaning = RefCell::new((Role::Line, None));
    let page = Page { list: RefCell::new(list), faces, meaning, about: Cell::new(None) };
    let area = Recorder(&page).into_drawing_area();
    let canvas = Canvas { page: &page, area };
    draw(&canvas)?;
    drop(canvas);
    Ok(page.list.into_inner())
}

fn quarters(pixels: f64) -> i32 {
    debug_assert!(pixels.is_finite(), "a coordinate is not a number");
    (pixels * 4.0).round() as i32
}

fn failed<E: std::error::Error + Send + Sync>(error: DrawingAreaErrorKind<E>) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn rgb(color: Color) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

impl Canvas<'_> {
    fn mean(&self, role: Role, stands_for: Option<i64>) {
        *self.page.meaning.borrow_mut() = (role, stands_for);
    }

    fn fill(&self, [x0, y0, x1, y1]: [f64; 4], color: Color) -> Result<(), ChartError> {
        let corners = [(quarters(x0), quarters(y0)), (quarters(x1), quarters(y1))];
        self.area.draw(&Rectangle::new(corners, rgb(color).filled())).map_err(failed)
    }

    /// Draws marks that are about `subject`.
    pub(super) fn regarding(
        &self,
        subject: Subject,
        draw: impl FnOnce() -> Result<(), ChartError>,
    ) -> Result<(), ChartError> {
        let known = self.page.list.borrow().subjects.iter().position(|known| *known == subject);
        let about = known.unwrap_or_else(|| {
            let subjects = &mut self.page.list.borrow_mut().subjects;
            subjects.push(subject);
            subjects.len() - 1
        });
        self.page.about.set(Some(about));
        let drawn = draw();
        self.page.about.set(None);
        drawn
    }

    /// A bar whose length represents `amount` 分.
    pub(super) fn bar(&self, bounds: [f64; 4], color: Color, amount: i64) -> Result<(), ChartError> {
        self.mean(Role::Bar, Some(amount));
        self.fill(bounds, color)
    }

    /// A horizontal bar. If it is too short to be visible, a hairline, so that no item seems to be missing.
    pub(super) fn visible_bar(&self, bounds: [f64; 4], color: Color, amount: i64) -> Result<(), ChartError> {
        let [x0, y0, x1, y1] = bounds;
        // It ends where the bar would end, since the next step of a waterfall begins there.
        let hair = if amount < 0 { [x1, y0, x1 + HAIR, y1] } else { [x1 - HAIR, y0, x1, y1] };
        self.bar(if (x1 - x0).abs() < HAIR { hair } else { bounds }, color, amount)
    }

    /// A part of a whole, whose size represents `amount` 分.
    pub(super) fn part(&self, bounds: [f64; 4], color: Color, amount: i64) -> Result<(), ChartError> {
        self.mean(Role::Part, Some(amount));
        self.fill(bounds, color)
    }

    /// A bar drawn as an outline: 预算 next to 决算.
    pub(super) fn outlined_bar(&self, bounds: [f64; 4], color: Color, amount: i64) -> Result<(), ChartError> {
        self.bar(bounds, color, amount)?;
        let [x0, y0, x1, y1] = bounds;
        let edge = 1.25;
        if (x1 - x0).abs() > 2.0 * edge {
            self.block([x0.min(x1) + edge, y0 + edge, x0.max(x1) - edge, y1 - edge], Color(255, 255, 255))?;
        }
        Ok(())
    }

    /// A rectangle without an amount.
    pub(super) fn block(&self, bounds: [f64; 4], color: Color) -> Result<(), ChartError> {
        self.mean(Role::Line, None);
        self.fill(bounds, color)
    }

    /// A polygon without an amount.
    pub(super) fn polygon(&self, points: &[(f64, f64)], color: Color) -> Result<(), ChartError> {
        self.mean(Role::Line, None);
        let points: Vec<_> = points.iter().map(|p| (quarters(p.0), quarters(p.1))).collect();
        self.area.draw(&Polygon::new(points, rgb(color).filled())).map_err(failed)
    }

    /// A line.
    pub(super) fn line(&self, points: &[(f64, f64)], color: Color, width: f64) -> Result<(), ChartError> {
        self.mean(Role::Line, None);
        let points: Vec<_> = points.iter().map(|p| (quarters(p.0), quarters(p.1))).collect();
        let stroke = rgb(color).stroke_width(quarters(width).unsigned_abs());
        self.area.draw(&PathElement::new(points, stroke)).map_err(failed)
    }

    /// A dot.
    pub(super) fn dot(&self, x: f64, y: f64, radius: f64, color: Color) -> Result<(), ChartError> {
        self.mean(Role::Line, None);
        let dot = Circle::new((quarters(x), quarters(y)), quarters(radius).unsigned_abs(), rgb(color).filled());
        self.area.draw(&dot).map_err(failed)
    }

    /// A text, vertically centred on `y`.
    pub(super) fn text(&self, text: &str, (x, y): (f64, f64), anchor: Anchor, style: Style) -> Result<(), ChartError> {
        if text.is_empty() {
            return Ok(());
        }
        self.mean(Role::Text, None);
        let h_pos = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Center => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let slant = if style.weight == Weight::Bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::SansSerif, style.size * 4.0, slant);
        let color = rgb(style.color);
        let look = TextStyle::from(font).color(&color).pos(Pos::new(h_pos, VPos::Center));
        self.area.draw(&Text::new(text, (quarters(x), quarters(y)), look)).map_err(failed)
    }

    /// Several lines of text, vertically centred on `y` as a whole.
    pub(super) fn lines(
        &self,
        lines: &[String],
        at: (f64, f64),
        anchor: Anchor,
        style: Style,
    ) -> Result<(), ChartError> {
        let step = style.size * LEADING;
        let first = at.1 - step * (lines.len() as f64 - 1.0) / 2.0;
        for (index, line) in lines.iter().enumerate() {
            self.text(line, (at.0, first + step * index as f64), anchor, style)?;
        }
        Ok(())
    }

    /// The width of a text.
    pub(super) fn width(&self, text: &str, style: Style) -> f64 {
        self.page.faces.width(text, style.size, style.weight)
    }
}

/// The width of the hairline for a tiny bar: one pixel at twice the layout's size.
const HAIR: f64 = 0.5;

/// The distance of lines, in ems.
pub(super) const LEADING: f64 = 1.3;
