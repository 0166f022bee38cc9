//! 扫描页: a page that is a picture, read by an engine and painted like any other page.
//!
//! `canvas` paints the images of the page as one picture, `ink` tells what is dark in it, `straighten` turns it level,
//! `lines` finds the ruling lines, and `boxes` gives the characters of the engine's boxes their places. What comes out
//! are glyphs and lines, which go the same way as those of a page with text.

mod boxes;
mod canvas;
mod ink;
mod lines;
mod straighten;

pub(super) use canvas::{density, paint};

use super::area::Area;
use super::painted::Painted;
use super::painting::Painting;
use crate::source::ocr::{Engine, Photo, Picture, TextBox};
use hayro_interpret::kurbo::Affine;
use ink::Ink;
use lines::{Found, Size};

/// The length of a ruling line in points: longer than a stroke of a character, shorter than a row is high.
const SHORTEST: f64 = 15.0;
/// The thickness in points of the thickest ruling line.
const THICKEST: f64 = 3.0;

/// Reads the picture of a page and adds its glyphs and lines to what is painted.
///
/// # Errors
/// The engine failed, or the page lies on its side.
pub(super) fn read(painting: &mut Painting, picture: &Picture, engine: &dyn Engine) -> Result<(), String> {
    let paper = painting.page.area;
    let scale = (picture.width() as f64 / paper.width(), picture.height() as f64 / paper.height());
    let mut ink = Ink::of(picture);
    let (level, skew) = straighten::straightened(picture, &ink, scale).unzip();
    if let Some(level) = &level {
        ink = Ink::of(level);
    }
    let picture = level.as_ref().unwrap_or(picture);
    let found = engine.boxes(picture)?;
    let upright = found.iter().filter(|one| boxes::is_upright(one)).count();
    if upright * 2 > found.len() {
        return Err("这一页是横着扫描的。请转正后另存为 PDF 再试".to_owned());
    }
    add_lines(painting, &mut ink, &found, scale);
    painting.page.photo = Photo::of(picture, scale);
    painting.page.skew = skew;
    Ok(())
}

fn add_lines(painting: &mut Painting, ink: &mut Ink, found: &[TextBox], scale: (f64, f64)) {
    // Strokes of large characters are as long as short lines, but stand inside the box of their text.
    let inside = |x: f64, y: f64| {
        found.iter().any(|one| {
            let xs = one.corners.map(|(x, _)| x);
            let ys = one.corners.map(|(_, y)| y);
            let low = |all: [f64; 4]| all.into_iter().fold(f64::INFINITY, f64::min);
            let high = |all: [f64; 4]| all.into_iter().fold(f64::NEG_INFINITY, f64::max);
            (low(xs)..=high(xs)).contains(&x) && (low(ys)..=high(ys)).contains(&y)
        })
    };
    // The casts are of a few points.
    let size = |scale: f64, across: f64| Size {
        shortest: (SHORTEST * scale).round() as usize,
        thickest: (THICKEST * across).round().max(2.0) as usize,
    };
    let mut turned = ink.transposed();
    let is_text = |line: &Found| inside(line.at, line.from) && inside(line.at, line.to);
    let upright = lines::level(&mut turned, size(scale.1, scale.0), is_text);
    let is_text = |line: &Found| inside(line.from, line.at) && inside(line.to, line.at);
    let level = lines::level(ink, size(scale.0, scale.1), is_text);
    // What is text must have neither kind of line.
    let mut rest = turned.transposed();
    rest.keep(ink);
    for line in &level {
        let (y, from, to) = (line.at / scale.1, line.from / scale.0, line.to / scale.0);
        painting.rule(&Area { left: from, top: y, right: to, bottom: y });
    }
    for line in &upright {
        let (x, from, to) = (line.at / scale.0, line.from / scale.1, line.to / scale.1);
        painting.rule(&Area { left: x, top: from, right: x, bottom: to });
    }
    let columns: Vec<f64> = upright.iter().map(|line| line.at).collect();
    for one in found {
        let (top, bottom) = (one.corners[0].1.min(one.corners[1].1), one.corners[2].1.max(one.corners[3].1));
        let middle = (top + bottom) / 2.0;
        let beside: Vec<f64> = upright
            .iter()
            .zip(&columns)
            .filter(|(line, _)| line.from <= middle && line.to >= middle)
            .map(|(_, x)| *x)
            .collect();
        let Some(row) = boxes::row(&rest, one, &beside) else { continue };
        for spot in row.spots {
            let size = row.size / scale.1;
            // The middle of a character lies 0.36 ems above its baseline.
            let baseline = row.middle / scale.1 + 0.36 * size;
            let transform = Affine::new([size, 0.0, 0.0, -size, spot.left / scale.0, baseline]);
            let advance = (spot.right - spot.left) / scale.0 / size;
            if let Some(mut painted) = Painted::at(transform, advance) {
                painted.text = spot.text.to_string();
                painted.confidence = Some(one.confidence);
                painting.glyph(painted, false);
            }
        }
    }
}
