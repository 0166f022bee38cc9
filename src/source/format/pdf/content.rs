//! 页面内容: collects the glyphs, straight lines and pictures that a page paints.

use super::area::Area;
use super::font::Fonts;
use super::limit::Budget;
use super::painted::Painted;
use super::painting::Painting;
use super::{ruling, scan};
use hayro_interpret::font::{GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, BezPath, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, interpret_page,
};

/// What a page paints.
pub(super) fn read<'a>(
    number: u32,
    page: &SyntaxPage<'a>,
    cache: &InterpreterCache<'a>,
    fonts: &mut Fonts<'_>,
    budget: &mut Budget,
) -> Painting {
    let (width, height) = page.render_dimensions();
    let area = Area { left: 0.0, top: 0.0, right: f64::from(width), bottom: f64::from(height) };
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, area.right, area.bottom);
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    let mut painter = Painter { painting: Painting::new(number, area), clips: Vec::new(), fonts, budget };
    interpret_page(page, &mut context, &mut painter);
    painter.painting
}

/// 着墨: a device that records what hayro paints.
struct Painter<'p, 'f> {
    painting: Painting,
    clips: Vec<Area>,
    fonts: &'p mut Fonts<'f>,
    budget: &'p mut Budget,
}

impl Painter<'_, '_> {
    /// The part of the page inside the current clip path.
    fn clip(&self) -> Area {
        self.clips.last().copied().unwrap_or(self.painting.page.area)
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
                self.painting.unreadable();
                painted.text = char::REPLACEMENT_CHARACTER.to_string();
            }
        }
        self.painting.glyph(painted, invisible);
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
            self.painting.rule(&area.intersection(&clip));
        }
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
        if self.painting.picture(&seen) > 0.0 {
            self.painting.densest(scan::density(props.transform));
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
