//! 着字: a glyph as painted, in any direction, and the rotation that makes a page upright.

use super::area::Area;
use super::glyph::Glyph;
use hayro_interpret::font::{Glyph as FontGlyph, PositionedGlyph};
use hayro_interpret::kurbo::{Affine, Point, Vec2};

/// 着字: a glyph with the position where it was painted.
#[derive(Debug, Clone)]
pub(in crate::source::format) struct Painted {
    pub text: String,
    /// Whether its colour is so light that text under it stays readable.
    pub is_faint: bool,
    origin: Point,
    /// The vector from the origin to the advance.
    along: Vec2,
    /// The em, in points.
    size: f64,
    /// How sure the engine was that read it from a picture, in percent.
    pub confidence: Option<u8>,
}

/// The slope above which text counts as oblique. A page scanned at an angle stays below it.
const OBLIQUE: f64 = 0.15;

/// 转向: the rotation that makes the text of a page run from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The text already runs from left to right.
    None,
    /// The text runs upwards.
    Clockwise,
    /// The text runs downwards.
    Counter,
    /// The text is upside down.
    Half,
}

impl Painted {
    /// The position of a glyph; `None` if its size or position is out of any reasonable range.
    pub fn place(glyph: &PositionedGlyph<'_>, transform: Affine) -> Option<Self> {
        let advance = match &**glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(shape) => shape.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0)) / 1000.0;
        // Glyph space has 1000 units per em.
        Self::at(transform * Affine::scale(1000.0), advance)
    }

    /// A glyph at the origin of this transform, whose units are ems, with its advance in ems.
    pub fn at(transform: Affine, advance: f64) -> Option<Self> {
        let [a, b, c, d, e, f] = transform.as_coeffs();
        let (across, up) = (Vec2::new(a, b), Vec2::new(c, d));
        let size = up.hypot();
        let advance = if (0.0..=3.0).contains(&advance) { advance } else { 0.5 };
        let ratio = across.hypot() / size;
        if !(size > 0.01 && size < 2000.0 && ratio.is_finite() && ratio > 0.0 && e.is_finite() && f.is_finite()) {
            return None;
        }
        // A substitute for a font that is not embedded is stretched to fit, but its advance is not.
        let unit = if (0.5..=1.5).contains(&ratio) { 1.0 } else { 1.0 / ratio };
        Some(Self {
            text: String::new(),
            is_faint: false,
            origin: Point::new(e, f),
            along: across * (advance * unit),
            size,
            confidence: None,
        })
    }

    /// The centre of the glyph.
    pub fn center(&self) -> (f64, f64) {
        let up = Vec2::new(self.along.y, -self.along.x);
        let up = if up.hypot() > 0.0 { up.normalize() } else { Vec2::new(0.0, -1.0) };
        let center = self.origin + self.along / 2.0 + up * (0.36 * self.size);
        (center.x, center.y)
    }

    /// The vector from the origin to the advance, on the rotated page.
    fn along(&self, turn: Turn) -> Vec2 {
        match turn {
            Turn::None => self.along,
            Turn::Clockwise => Vec2::new(-self.along.y, self.along.x),
            Turn::Counter => Vec2::new(self.along.y, -self.along.x),
            Turn::Half => -self.along,
        }
    }

    /// Whether it is oblique to the text of the rotated page, as watermarks and stamps are.
    pub(super) fn is_oblique(&self, turn: Turn) -> bool {
        let along = self.along(turn);
        along.y.abs() > OBLIQUE * along.x.abs()
    }

    /// The glyph on the rotated page.
    pub(super) fn glyph(&self, turn: Turn, paper: &Area) -> Glyph {
        let (x, y) = turn.point((self.origin.x, self.origin.y), paper);
        let along = self.along(turn);
        let width = if along.x.abs() >= along.y.abs() { along.x.abs() } else { self.size };
        Glyph { confidence: self.confidence, ..Glyph::new(&self.text, x, y, width, self.size) }
    }
}

/// The rotation of a page, given by the direction of most glyphs.
pub(super) fn turn(glyphs: &[Painted]) -> Turn {
    let (mut upwards, mut downwards, mut backwards) = (0, 0, 0);
    for glyph in glyphs {
        backwards += usize::from(-glyph.along.x > glyph.along.y.abs());
        upwards += usize::from(-glyph.along.y > glyph.along.x.abs());
        downwards += usize::from(glyph.along.y > glyph.along.x.abs());
    }
    match glyphs.len() / 2 {
        half if upwards > half => Turn::Clockwise,
        half if downwards > half => Turn::Counter,
        half if backwards > half => Turn::Half,
        _ => Turn::None,
    }
}

impl Turn {
    fn point(self, (x, y): (f64, f64), paper: &Area) -> (f64, f64) {
        match self {
            Self::None => (x, y),
            Self::Clockwise => (paper.bottom - y, x),
            Self::Counter => (y, paper.right - x),
            Self::Half => (paper.right - x, paper.bottom - y),
        }
    }

    /// The same for pictures; `None` if nothing is turned.
    pub(super) fn transform(self, paper: &Area) -> Option<Affine> {
        match self {
            Self::None => None,
            Self::Clockwise => Some(Affine::new([0.0, 1.0, -1.0, 0.0, paper.bottom, 0.0])),
            Self::Counter => Some(Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, paper.right])),
            Self::Half => Some(Affine::new([-1.0, 0.0, 0.0, -1.0, paper.right, paper.bottom])),
        }
    }

    /// An area on the rotated page.
    pub fn area(self, area: &Area, paper: &Area) -> Area {
        let (x0, y0) = self.point((area.left, area.top), paper);
        let (x1, y1) = self.point((area.right, area.bottom), paper);
        Area { left: x0.min(x1), top: y0.min(y1), right: x0.max(x1), bottom: y0.max(y1) }
    }
}
