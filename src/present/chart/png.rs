//! PNG: rasterises the display list and writes it with a palette.

use super::ChartError;
use super::bitmap::Bitmap;
use super::font::Faces;
use super::glyphs::{Baseline, Inker};
use super::mark::{Color, DisplayList, Mark, Shape};
use crate::model::MARK;
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Stroke, Transform};

/// A PNG of at most 256 colours, `width` pixels wide.
pub(super) fn write(list: &DisplayList, faces: &Faces<'_>, width: u32) -> Result<Vec<u8>, ChartError> {
    let scale = f64::from(width) / f64::from(list.size.0.max(1));
    let height = (f64::from(list.size.1) * scale).round() as u32;
    let too_large = ChartError::Size { width, height };
    if !(1..=20_000).contains(&width) || !(1..=20_000).contains(&height) {
        return Err(too_large);
    }
    let mut bitmap = Bitmap::new((width, height), list.marks.iter().map(color));
    let mut inker = Inker::new(faces);
    for mark in &list.marks {
        draw(&mut bitmap, &mark.shape, &mut inker, scale as f32);
    }
    encode(bitmap, (width, height))
}

fn color(mark: &Mark) -> Color {
    match &mark.shape {
        Shape::Rect { fill, .. } | Shape::Polygon { fill, .. } | Shape::Circle { fill, .. } => *fill,
        Shape::Line { color, .. } | Shape::Text { color, .. } => *color,
    }
}

fn encode(bitmap: Bitmap, (width, height): (u32, u32)) -> Result<Vec<u8>, ChartError> {
    let failed = |error: png::EncodingError| ChartError::Drawing(error.to_string());
    let (palette, numbers) = bitmap.into_parts();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette);
    // The lowest level with lazy matching. Level 6 takes twice the time for files that are 5 % smaller.
    encoder.set_deflate_compression(png::DeflateCompression::Level(4));
    encoder.set_filter(png::Filter::NoFilter);
    encoder.add_text_chunk("Software".to_owned(), MARK.to_owned()).map_err(failed)?;
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&numbers).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn draw(bitmap: &mut Bitmap, shape: &Shape, inker: &mut Inker<'_>, scale: f32) {
    let place = |(x, y): (i32, i32)| (x as f32 * scale, y as f32 * scale);
    match shape {
        Shape::Rect { bounds: [x0, y0, x1, y1], fill } => {
            let ((x0, y0), (x1, y1)) = (place((*x0, *y0)), place((*x1, *y1)));
            if let Some(mut brush) = bitmap.brush(*fill) {
                brush.fill([x0, y0, x1, y1]);
            }
        }
        Shape::Line { points, color, width } => {
            let stroke = Stroke {
                width: *width as f32 * scale,
                line_cap: LineCap::Butt,
                line_join: LineJoin::Miter,
                ..Stroke::default()
            };
            let path = outline(points, place, false).and_then(|path| path.stroke(&stroke, 1.0));
            fill(bitmap, path, *color);
        }
        Shape::Polygon { points, fill: color } => {
            fill(bitmap, outline(points, place, true), *color);
        }
        Shape::Circle { center, radius, fill: color } => {
            let (x, y) = place(*center);
            fill(bitmap, PathBuilder::from_circle(x, y, *radius as f32 * scale), *color);
        }
        Shape::Text { origin, size, weight, color, text, .. } => {
            let (x, y) = place(*origin);
            let at = Baseline { x, y, size: *size as f32 * scale };
            inker.draw(bitmap, text, *weight, at, *color);
        }
    }
}

fn outline(points: &[(i32, i32)], place: impl Fn((i32, i32)) -> (f32, f32), close: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, point) in points.iter().enumerate() {
        let (x, y) = place(*point);
        if index == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if close {
        path.close();
    }
    path.finish()
}

/// Fills a path, using a mask of the path's size.
fn fill(bitmap: &mut Bitmap, path: Option<Path>, color: Color) -> Option<()> {
    let path = path?;
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor() as i32, bounds.top().floor() as i32);
    let (right, bottom) = (bounds.right().ceil() as i32, bounds.bottom().ceil() as i32);
    let (width, height) = ((right - left).max(1) as u32, (bottom - top).max(1) as u32);
    let mut mask = Mask::new(width, height)?;
    mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left as f32, -top as f32));
    let mut brush = bitmap.brush(color)?;
    for (y, row) in mask.data().chunks_exact(width as usize).enumerate() {
        // A slanted line covers little of its bounding box, so empty pixels are skipped.
        let Some(first) = row.iter().position(|cover| *cover > 0) else { continue };
        let at = (left + first as i32, top + y as i32);
        brush.row(at, row[first..].iter().map(|cover| f32::from(*cover) / 255.0));
    }
    Some(())
}
