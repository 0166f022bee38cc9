//! PNG: the display list drawn by tiny-skia, written with a palette.

use super::ChartError;
use super::font::{Faces, Pen};
use super::mark::{Color, DisplayList, Shape};
use super::quantise::indexed;
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

/// The picture as a PNG of at most 256 colours, `width` pixels wide.
pub(super) fn write(list: &DisplayList, faces: &Faces<'_>, width: u32) -> Result<Vec<u8>, ChartError> {
    let scale = f64::from(width) / f64::from(list.size.0.max(1));
    let height = (f64::from(list.size.1) * scale).round() as u32;
    let too_large = ChartError::Size { width, height };
    if !(1..=20_000).contains(&width) || !(1..=20_000).contains(&height) {
        return Err(too_large);
    }
    let mut pixmap = Pixmap::new(width, height).ok_or(too_large)?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let to_pixels = Transform::from_scale(scale as f32, scale as f32);
    for mark in &list.marks {
        draw(&mut pixmap, &mark.shape, faces, to_pixels);
    }
    encode(&pixmap)
}

fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, ChartError> {
    let failed = |error: png::EncodingError| ChartError::Drawing(error.to_string());
    let (palette, indices) = indexed(pixmap.data(), pixmap.width());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&indices).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn draw(pixmap: &mut Pixmap, shape: &Shape, faces: &Faces<'_>, transform: Transform) {
    match shape {
        Shape::Rect { bounds: [x0, y0, x1, y1], fill } => {
            if let Some(rect) = Rect::from_ltrb(*x0 as f32, *y0 as f32, *x1 as f32, *y1 as f32) {
                pixmap.fill_rect(rect, &paint(*fill), transform, None);
            }
        }
        Shape::Line { points, color, width } => {
            let stroke = Stroke {
                width: *width as f32,
                line_cap: LineCap::Butt,
                line_join: LineJoin::Miter,
                ..Stroke::default()
            };
            if let Some(path) = outline(points, false) {
                pixmap.stroke_path(&path, &paint(*color), &stroke, transform, None);
            }
        }
        Shape::Polygon { points, fill } => {
            if let Some(path) = outline(points, true) {
                pixmap.fill_path(&path, &paint(*fill), FillRule::Winding, transform, None);
            }
        }
        Shape::Circle { center, radius, fill } => {
            if let Some(path) = PathBuilder::from_circle(center.0 as f32, center.1 as f32, *radius as f32) {
                pixmap.fill_path(&path, &paint(*fill), FillRule::Winding, transform, None);
            }
        }
        Shape::Text { origin, size, weight, color, text, .. } => {
            let mut pen = SkiaPen(PathBuilder::new());
            faces.outline(text, *weight, &mut pen);
            let scale = *size as f32 / faces.units(*weight) as f32;
            let place = transform.pre_translate(origin.0 as f32, origin.1 as f32).pre_scale(scale, -scale);
            if let Some(path) = pen.0.finish() {
                pixmap.fill_path(&path, &paint(*color), FillRule::Winding, place, None);
            }
        }
    }
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.0, color.1, color.2, 255);
    paint.anti_alias = true;
    paint
}

fn outline(points: &[(i32, i32)], close: bool) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 { path.move_to(*x as f32, *y as f32) } else { path.line_to(*x as f32, *y as f32) }
    }
    if close {
        path.close();
    }
    path.finish()
}

struct SkiaPen(PathBuilder);

impl Pen for SkiaPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn cubic_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}
