//! 着字: a glyph as it was painted, in whichever direction, and the turn that makes a page upright.

use super::area::Area;
use super::glyph::Glyph;
use hayro_interpret::font::{Glyph as FontGlyph, PositionedGlyph};
use hayro_interpret::kurbo::{Affine, Point, Vec2};

/// 着字: where a glyph was painted.
#[derive(Debug, Clone)]
pub(super) struct Painted {
    pub text: String,
    /// Whether it is so light that what stands below it can be read.
    pub is_faint: bool,
    origin: Point,
    /// From the origin to the advance.
    along: Vec2,
    /// The em.
    size: f64,
}

/// Text that climbs by more than this part of its length runs across; a page scanned askew does not.
const ACROSS: f64 = 0.15;

/// 转向: how a page has to be turned so that its text runs from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It does.
    None,
    /// It runs upwards.
    Clockwise,
    /// It runs downwards.
    Counter,
}

impl Painted {
    /// Where a glyph stands; `None` for one of no size or off any paper.
    pub fn place(glyph: &PositionedGlyph<'_>, transform: Affine) -> Option<Self> {
        let [a, b, c, d, e, f] = transform.as_coeffs();
        // A glyph's own space has a thousand units to the em.
        let (across, up) = (Vec2::new(a, b) * 1000.0, Vec2::new(c, d) * 1000.0);
        let size = up.hypot();
        let advance = match &**glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(shape) => shape.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0)) / 1000.0;
        let advance = if (0.0..=3.0).contains(&advance) { advance } else { 0.5 };
        let ratio = across.hypot() / size;
        if !(size > 0.01 && size < 2000.0 && ratio.is_finite() && ratio > 0.0 && e.is_finite() && f.is_finite()) {
            return None;
        }
        // A font put in place of one that the file does not carry is stretched to fit; its advance is not.
        let unit = if (0.5..=1.5).contains(&ratio) { 1.0 } else { 1.0 / ratio };
        Some(Self {
            text: String::new(),
            is_faint: false,
            origin: Point::new(e, f),
            along: across * (advance * unit),
            size,
        })
    }

    /// The middle of the glyph.
    pub fn center(&self) -> (f64, f64) {
        let up = Vec2::new(self.along.y, -self.along.x);
        let up = if up.hypot() > 0.0 { up.normalize() } else { Vec2::new(0.0, -1.0) };
        let center = self.origin + self.along / 2.0 + up * (0.36 * self.size);
        (center.x, center.y)
    }

    /// From the origin to the advance on the turned page.
    fn along(&self, turn: Turn) -> Vec2 {
        match turn {
            Turn::None => self.along,
            Turn::Clockwise => Vec2::new(-self.along.y, self.along.x),
            Turn::Counter => Vec2::new(self.along.y, -self.along.x),
        }
    }

    /// Whether it runs across the text of the turned page, as a watermark or a stamp does.
    pub fn runs_across(&self, turn: Turn) -> bool {
        let along = self.along(turn);
        along.y.abs() > ACROSS * along.x.abs()
    }

    /// The glyph on the turned page.
    pub fn glyph(&self, turn: Turn, paper: &Area) -> Glyph {
        let (x, y) = turn.point((self.origin.x, self.origin.y), paper);
        let along = self.along(turn);
        let width = if along.x.abs() >= along.y.abs() { along.x.abs() } else { self.size };
        Glyph::new(&self.text, x, y, width, self.size)
    }
}

/// The turn that most glyphs of a page ask for.
pub(super) fn turn(glyphs: &[Painted]) -> Turn {
    let (mut upwards, mut downwards) = (0, 0);
    for glyph in glyphs {
        upwards += usize::from(-glyph.along.y > glyph.along.x.abs());
        downwards += usize::from(glyph.along.y > glyph.along.x.abs());
    }
    match glyphs.len() / 2 {
        half if upwards > half => Turn::Clockwise,
        half if downwards > half => Turn::Counter,
        _ => Turn::None,
    }
}

impl Turn {
    fn point(self, (x, y): (f64, f64), paper: &Area) -> (f64, f64) {
        match self {
            Self::None => (x, y),
            Self::Clockwise => (paper.bottom - y, x),
            Self::Counter => (y, paper.right - x),
        }
    }

    /// An area of the paper on the turned page.
    pub fn area(self, area: &Area, paper: &Area) -> Area {
        let (x0, y0) = self.point((area.left, area.top), paper);
        let (x1, y1) = self.point((area.right, area.bottom), paper);
        Area { left: x0.min(x1), top: y0.min(y1), right: x0.max(x1), bottom: y0.max(y1) }
    }
}
