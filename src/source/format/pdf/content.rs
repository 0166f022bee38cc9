//! 页面内容: collects the glyphs, straight lines and pictures that a page paints.

use super::area::Area;
use super::font::Fonts;
use super::glyph::{self, Glyph};
use super::limit::Budget;
use super::mark;
use super::painted::{self, Painted};
use super::ruling::{self, Rulings};
use hayro_interpret::font::{GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, BezPath, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, interpret_page,
};

/// 页: the content of a page, rotated upright, in points from the top left corner.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    /// From 1.
    pub number: u32,
    /// The area of the page.
    pub area: Area,
    /// The visible glyphs, without duplicates.
    pub glyphs: Vec<Glyph>,
    /// Horizontal and vertical lines.
    pub rulings: Rulings,
    /// The fraction of the page covered by pictures.
    pub pictured: f64,
    /// Whether the text is an invisible layer over a picture, as OCR programs write it.
    pub recognised: bool,
    /// The characters of watermarks and stamps, which are not among the glyphs.
    pub marks: String,
    /// The number of glyphs whose character is not known.
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
    let page_so_far = Page { number, area, ..Page::default() };
    let mut painter =
        Painter { page: page_so_far, clips: Vec::new(), fonts, budget, visible: Vec::new(), invisible: Vec::new() };
    interpret_page(page, &mut context, &mut painter);
    painter.finish()
}

/// 着墨: a device that records what hayro paints.
struct Painter<'p, 'f> {
    page: Page,
    clips: Vec<Area>,
    fonts: &'p mut Fonts<'f>,
    budget: &'p mut Budget,
    visible: Vec<Painted>,
    invisible: Vec<Painted>,
}

impl Painter<'_, '_> {
    /// The part of the page inside the current clip path.
    fn clip(&self) -> Area {
        self.clips.last().copied().unwrap_or(self.page.area)
    }

    fn paint(&mut self, glyph: &PositionedGlyph<'_>, transform: Affine, is_faint: bool, invisible: bool) {
        self.budget.spend();
        let Some(mut painted) = Painted::place(glyph, transform) else { return };
        painted.is_faint = is_faint;
        if !self.clip().holds(painted.center(), 0.0) {
            return;
        }
        match self.fonts.text(glyph) {
            Some(text) => painted.text = text,
            None => {
                self.page.unreadable += 1;
                painted.text = char::REPLACEMENT_CHARACTER.to_string();
            }
        }
        if invisible { self.invisible.push(painted) } else { self.visible.push(painted) }
    }

    /// Adds the part of a stroke or thin box inside the clip path.
    fn rule(&mut self, area: Area) {
        let slack = 1.0;
        let clip = self.clip();
        let clip = Area {
            left: clip.left - slack,
            top: clip.top - slack,
            right: clip.right + slack,
            bottom: clip.bottom + slack,
        };
        let outside =
            area.right < clip.left || area.left > clip.right || area.bottom < clip.top || area.top > clip.bottom;
        if !outside {
            self.page.rulings.add(&area.intersection(&clip));
        }
    }

    fn finish(mut self) -> Page {
        self.page.recognised = self.visible.len() < 20 && !self.invisible.is_empty() && self.page.pictured > 0.5;
        let painted = if self.page.recognised { self.invisible } else { self.visible };
        let turn = painted::turn(&painted);
        let paper = self.page.area;
        self.page.rulings = self.page.rulings.turned(turn, &paper);
        self.page.area = turn.area(&paper, &paper);
        let (oblique, upright): (Vec<Painted>, Vec<Painted>) =
            painted.into_iter().partition(|one| one.is_oblique(turn));
        let glyphs = upright.into_iter().map(|one| (one.glyph(turn, &paper), one.is_faint)).collect();
        let (glyphs, marks) = mark::separate(glyphs);
        self.page.marks =
            oblique.into_iter().map(|one| one.text).chain(marks.into_iter().map(|one| one.text)).collect();
        self.page.glyphs = glyph::distinct(glyphs);
        self.page
    }
}

impl<'a> Device<'a> for Painter<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.budget.spend();
        let mut path = path.clone();
        path.apply_affine(props.transform);
        let areas = match mode {
            DrawMode::Stroke(_) => ruling::strokes(&path),
            DrawMode::Fill(_) => ruling::filled(&path),
            DrawMode::FillAndStroke(..) => [ruling::filled(&path), ruling::strokes(&path)].concat(),
            DrawMode::Invisible => Vec::new(),
        };
        for area in areas {
            self.budget.spend();
            self.rule(area);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.budget.spend();
        let clip = area_of(clip.path.bounding_box()).intersection(&self.clip());
        self.clips.push(clip);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.budget.spend();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let is_faint = is_faint(&props.paint);
        for glyph in run.glyphs() {
            self.paint(glyph, props.transform * glyph.transform(), is_faint, matches!(mode, DrawMode::Invisible));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.budget.spend();
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let seen = area_of(props.transform.transform_rect_bbox(pixels)).intersection(&self.clip());
        let paper = self.page.area.width() * self.page.area.height();
        if paper > 0.0 {
            self.page.pictured += seen.width() * seen.height() / paper;
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

/// Whether a colour is so light that text under it stays readable.
fn is_faint(paint: &Paint<'_>) -> bool {
    let Paint::Color(colour) = paint else { return false };
    let [red, green, blue, alpha] = colour.to_rgba().components();
    [red, green, blue].into_iter().all(|part| part * alpha + 1.0 - alpha > 0.6)
}

fn area_of(rect: Rect) -> Area {
    let rect = rect.abs();
    Area { left: rect.x0, top: rect.y0, right: rect.x1, bottom: rect.y1 }
}
