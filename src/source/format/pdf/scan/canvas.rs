//! 画布: paints the images of a page where the page puts them, as one grey picture.
//!
//! Scanners cut a page into strips, turn it, or lay a black and white mask over a coloured ground; painted together, all
//! of these are one picture.

use super::super::area::Area;
use crate::source::ocr::Picture;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, Paint, RgbData, SoftMask, interpret_page,
};

/// Limit of the longer side of a picture in pixels: an A4 page at 400 dots per inch.
const LONGEST: f64 = 4700.0;
/// Limit of the pixels of an image that is decoded.
const MAX_PIXELS: u64 = 120_000_000;

/// Dots per point of a page whose densest image has `density` (pixels across and down a point).
fn resolution(area: &Area, density: (f64, f64)) -> Option<(f64, f64)> {
    let longest = (area.width() * density.0).max(area.height() * density.1);
    let shrink = (LONGEST / longest).min(1.0);
    let scale = (density.0 * shrink, density.1 * shrink);
    let sound = |scale: f64| scale.is_finite() && scale > 0.05;
    (sound(scale.0) && sound(scale.1) && area.width() > 1.0 && area.height() > 1.0).then_some(scale)
}

/// The images of a page as one picture of its whole area; `None` if none could be decoded.
pub(in super::super) fn paint<'a>(
    page: &SyntaxPage<'a>,
    area: &Area,
    cache: &InterpreterCache<'a>,
    density: (f64, f64),
) -> Option<Picture> {
    let (across, down) = resolution(area, density)?;
    // The casts are bounded by LONGEST.
    let size = |length: f64| length.round().max(1.0) as usize;
    let picture = Picture::blank(size(area.width() * across), size(area.height() * down));
    let transform = Affine::scale_non_uniform(across, down) * Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, picture.width() as f64, picture.height() as f64);
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    let mut canvas = Canvas { picture, painted: false };
    interpret_page(page, &mut context, &mut canvas);
    canvas.painted.then_some(canvas.picture)
}

/// The pixels across and down a point of an image that is painted by this transform.
pub(in super::super) fn density(transform: Affine) -> (f64, f64) {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let (across, down) = (1.0 / a.hypot(b), 1.0 / c.hypot(d));
    // An image on its side has its rows across the page.
    if b.abs() > a.abs() { (down, across) } else { (across, down) }
}

/// 画布: a device that paints images and nothing else.
struct Canvas {
    picture: Picture,
    painted: bool,
}

impl Canvas {
    /// Paints the pixels that `sample` gives at points of the image, in its own coordinates: grey and opacity.
    fn fill(&mut self, transform: Affine, size: (u32, u32), sample: impl Fn(f64, f64) -> Option<(u8, u8)>) {
        let whole = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        let seen = transform.transform_rect_bbox(whole);
        let back = transform.inverse();
        if !back.as_coeffs().iter().all(|part| part.is_finite()) {
            return;
        }
        // The casts saturate.
        let span =
            |from: f64, to: f64, max: usize| from.floor().max(0.0) as usize..(to.ceil().max(0.0) as usize).min(max);
        let columns = span(seen.x0, seen.x1, self.picture.width());
        for y in span(seen.y0, seen.y1, self.picture.height()) {
            let row = self.picture.row_mut(y);
            for x in columns.clone() {
                let at = back * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                let Some((grey, opacity)) = sample(at.x, at.y) else { continue };
                let (grey, opacity) = (u16::from(grey), u16::from(opacity));
                let under = u16::from(row[x]);
                // At most 255, since it lies between both.
                row[x] = ((grey * opacity + under * (255 - opacity) + 127) / 255) as u8;
            }
        }
        self.painted = true;
    }
}

/// A channel of an image, to be sampled in units of the image as drawn.
struct Channel<'d> {
    data: &'d [u8],
    width: u32,
    height: u32,
    bytes: usize,
    /// Pixels of the channel in one of the image.
    scale: (f64, f64),
    /// How many pixels in each direction one of the canvas covers; their mean counts, so that thin lines survive.
    cover: usize,
}

impl<'d> Channel<'d> {
    fn luma(luma: &'d LumaData, size: (u32, u32), cover: f64) -> Self {
        Self::new(&luma.data, (luma.width, luma.height), 1, size, cover)
    }

    fn rgb(rgb: &'d RgbData, size: (u32, u32), cover: f64) -> Self {
        Self::new(&rgb.data, (rgb.width, rgb.height), 3, size, cover)
    }

    fn new(data: &'d [u8], (width, height): (u32, u32), bytes: usize, size: (u32, u32), cover: f64) -> Self {
        let scale = (f64::from(width) / f64::from(size.0), f64::from(height) / f64::from(size.1));
        // The cast is bounded.
        let cover = (cover * scale.0.min(scale.1)).round().clamp(1.0, 16.0) as usize;
        Self { data, width, height, bytes, scale, cover }
    }

    /// The value at a point; `None` outside of the image.
    fn at(&self, x: f64, y: f64) -> Option<u8> {
        let (x, y) = (x * self.scale.0, y * self.scale.1);
        if !(x >= 0.0 && y >= 0.0 && x < f64::from(self.width) && y < f64::from(self.height)) {
            return None;
        }
        let half = self.cover / 2;
        let (x, y) = ((x as usize).saturating_sub(half), (y as usize).saturating_sub(half));
        let (mut sum, mut count) = (0u32, 0u32);
        for y in y..(y + self.cover).min(self.height as usize) {
            for x in x..(x + self.cover).min(self.width as usize) {
                sum += self.grey((y * self.width as usize + x) * self.bytes)?;
                count += 1;
            }
        }
        u8::try_from(sum / count.max(1)).ok()
    }

    fn grey(&self, at: usize) -> Option<u32> {
        let pixel = self.data.get(at..at + self.bytes)?;
        Some(match *pixel {
            [red, green, blue] => (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000,
            _ => pixel.first().copied().map_or(255, u32::from),
        })
    }
}

impl<'a> Device<'a> for Canvas {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = (image.width(), image.height());
        if u64::from(size.0) * u64::from(size.1) > MAX_PIXELS || size.0 == 0 || size.1 == 0 {
            return;
        }
        let transform = props.transform;
        let (across, down) = density(transform);
        let cover = across.min(down);
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, paint| {
                    let mask = Channel::luma(&mask, size, cover);
                    let grey = grey_of(paint);
                    self.fill(transform, size, |x, y| mask.at(x, y).map(|opacity| (grey, opacity)));
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |image, alpha| {
                    let colour = match &image {
                        ImageData::Rgb(rgb) => Channel::rgb(rgb, size, cover),
                        ImageData::Luma(luma) => Channel::luma(luma, size, cover),
                    };
                    let alpha = alpha.as_ref().map(|alpha| Channel::luma(alpha, size, cover));
                    self.fill(transform, size, |x, y| {
                        let opacity = alpha.as_ref().map_or(Some(255), |alpha| alpha.at(x, y))?;
                        Some((colour.at(x, y)?, opacity))
                    });
                },
                None,
            ),
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn grey_of(paint: &Paint<'_>) -> u8 {
    let Paint::Color(colour) = paint else { return 0 };
    let [red, green, blue, _] = colour.to_rgba().components();
    // The cast saturates.
    ((0.299 * red + 0.587 * green + 0.114 * blue) * 255.0).round() as u8
}
