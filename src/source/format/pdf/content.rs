//! 页面内容: what a page paints: glyphs, straight lines, and how much of it is a picture.

use super::area::Area;
use super::font::Fonts;
use super::glyph::{self, Glyph};
use super::limit::Budget;
use super::ruling::{self, Rulings};
use hayro_interpret::font::{GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

/// 页: what stands on a page, upright, in points from its top left corner.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    /// From 1.
    pub number: u32,
    /// The paper.
    pub area: Area,
    /// Each visible glyph once.
    pub glyphs: Vec<Glyph>,
    /// Straight lines along the axes.
    pub rulings: Rulings,
    /// The part of the paper that pictures cover, from 0 to 1.
    pub pictured: f64,
    /// Whether the text is an invisible layer over a picture, as text recognition (OCR) writes it.
    pub recognised: bool,
    /// Glyphs whose character no font tells.
    pub unreadable: usize,
}

/// Reads a page.
pub(super) fn read<'a>(
    number: u32,
    page: &SyntaxPage<'a>,
    cache: &InterpreterCache<'a>,
    fonts: &mut Fonts<'_>,
    budget: &mut Budget,
) -> Page {
    let (width, height) = page.render_dimensions();
    let area = Area { left: 0.0, top: 0.0, right: f64::from(width), bottom: f64::from(height) };
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, area.right, area.bottom);
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    let mut painter = Painter {
        area,
        clips: Vec::new(),
        fonts,
        budget,
        visible: Vec::new(),
        invisible: Vec::new(),
        upright: 0,
        turned: [0; 2],
        rulings: Rulings::default(),
        pictured: 0.0,
    };
    interpret_page(page, &mut context, &mut painter);
    painter.finish(number)
}

/// Glyphs of which direction: their base line and the turn that makes them upright.
struct Turned {
    glyph: Glyph,
    turn: Turn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Upright,
    /// Reads from bottom to top.
    Left,
    /// Reads from top to bottom.
    Right,
}

struct Painter<'p, 'f> {
    area: Area,
    clips: Vec<Area>,
    fonts: &'p mut Fonts<'f>,
    budget: &'p mut Budget,
    visible: Vec<Turned>,
    invisible: Vec<Turned>,
    upright: usize,
    turned: [usize; 2],
    rulings: Rulings,
    pictured: f64,
}
