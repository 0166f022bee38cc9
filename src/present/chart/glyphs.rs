//! 字形: rasterises texts; each pixel is covered by the exact area of the outline in it.

use super::bitmap::{Bitmap, Brush};
use super::font::{Faces, Pen, Weight};
use super::mark::Color;
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use std::collections::BTreeMap;

/// Draws texts. Each outline is read from the font once per picture.
pub(super) struct Inker<'a> {
    faces: &'a Faces<'a>,
    outlines: BTreeMap<(Weight, char), Outline>,
    area: Rasterizer,
}

/// The left end of a text's baseline and the size of an em, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Baseline {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
}

impl<'a> Inker<'a> {
    pub(super) fn new(faces: &'a Faces<'a>) -> Self {
        Self { faces, outlines: BTreeMap::new(), area: Rasterizer::new(0, 0) }
    }

    /// Draws a line of text.
    pub(super) fn draw(&mut self, bitmap: &mut Bitmap, text: &str, weight: Weight, at: Baseline, color: Color) {
        let Some(mut brush) = bitmap.brush(color) else { return };
        let mut row = Vec::new();
        let scale = at.size / self.faces.units(weight) as f32;
        let mut advance = 0.0;
        for c in text.chars() {
            let outline = self.outlines.entry((weight, c)).or_insert_with(|| {
                let mut outline = Outline::default();
                self.faces.outline(c.encode_utf8(&mut [0; 4]), weight, &mut outline);
                outline
            });
            let x = at.x + advance * scale;
            if let Some(at) = outline.trace(&mut self.area, Baseline { x, y: at.y, size: scale }) {
                ink(&mut brush, &self.area, at, &mut row);
            }
            advance += f32::from(self.faces.advance(c, weight));
        }
    }
}

/// Paints the covered area, whose top left pixel is `left`, `top`.
fn ink(brush: &mut Brush<'_>, area: &Rasterizer, (left, top): (i32, i32), row: &mut Vec<f32>) {
    let width = area.dimensions().0;
    let mut y = top;
    row.clear();
    area.for_each_pixel(|_, covered| {
        row.push(covered);
        if row.len() == width {
            brush.row((left, y), row.drain(..));
            y += 1;
        }
    });
}

/// The contours of a glyph in font units, and their bounding box.
#[derive(Default)]
struct Outline {
    steps: Vec<Step>,
    corners: Option<[f32; 4]>,
    at: (f32, f32),
    start: (f32, f32),
}

enum Step {
    Line([(f32, f32); 2]),
    Quad([(f32, f32); 3]),
    Cubic([(f32, f32); 4]),
}

impl Outline {
    /// Draws the contours into `area`. Returns the pixel of its top left corner.
    fn trace(&self, area: &mut Rasterizer, Baseline { x, y, size }: Baseline) -> Option<(i32, i32)> {
        let [x0, y0, x1, y1] = self.corners?;
        // A margin of one pixel: the rasteriser drops what rounding moves to the left of its first pixel.
        let (left, top) = ((x + x0 * size).floor() - 1.0, (y - y1 * size).floor() - 1.0);
        let (right, bottom) = ((x + x1 * size).ceil() + 1.0, (y - y0 * size).ceil() + 1.0);
        area.reset((right - left) as usize, (bottom - top) as usize);
        let place = |(px, py): (f32, f32)| -> Point { point(x - left + px * size, y - top - py * size) };
        for step in &self.steps {
            match step {
                Step::Line([a, b]) => area.draw_line(place(*a), place(*b)),
                Step::Quad([a, b, c]) => area.draw_quad(place(*a), place(*b), place(*c)),
                Step::Cubic([a, b, c, d]) => area.draw_cubic(place(*a), place(*b), place(*c), place(*d)),
            }
        }
        Some((left as i32, top as i32))
    }

    fn reach(&mut self, points: &[(f32, f32)]) {
        for (x, y) in points {
            let [x0, y0, x1, y1] = self.corners.unwrap_or([*x, *y, *x, *y]);
            self.corners = Some([x0.min(*x), y0.min(*y), x1.max(*x), y1.max(*y)]);
        }
    }
}

impl Pen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        (self.at, self.start) = ((x, y), (x, y));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.reach(&[self.at, (x, y)]);
        self.steps.push(Step::Line([self.at, (x, y)]));
        self.at = (x, y);
    }
    fn cubic_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.reach(&[self.at, (x1, y1), (x2, y2), (x, y)]);
        self.steps.push(Step::Cubic([self.at, (x1, y1), (x2, y2), (x, y)]));
        self.at = (x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.reach(&[self.at, (x1, y1), (x, y)]);
        self.steps.push(Step::Quad([self.at, (x1, y1), (x, y)]));
        self.at = (x, y);
    }
    fn close(&mut self) {
        if self.at != self.start {
            self.line_to(self.start.0, self.start.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::font::Fonts;
    use super::*;
    use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

    struct Path(PathBuilder);

    impl Pen for Path {
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

    /// Another rasteriser, which samples four by four points of a pixel, is the judge.
    #[test]
    fn every_glyph_covers_what_another_rasteriser_says_wherever_it_stands() {
        const ROOM: u32 = 64;
        let black = Color(0, 0, 0);
        let fonts = Fonts::default();
        let faces = fonts.open().unwrap();
        let mut inker = Inker::new(&faces);
        let texts = (' '..='~').chain("一般公共预算支出机关事业单位养老保险增减额、，。（）“”—−→".chars());
        for (index, c) in texts.enumerate() {
            for (step, weight) in [Weight::Regular, Weight::Bold].into_iter().cycle().take(32).enumerate() {
                let size = [25.0, 27.0, 40.0][step % 3];
                let (mut x, y) = (12.0 + step as f32 / 16.0, 45.0 + index as f32 / 16.0 % 1.0);
                if let Some([left, ..]) = inker.outlines.get(&(weight, c)).and_then(|outline| outline.corners) {
                    // Edges on the border of two pixels are where rounding decides.
                    x = step as f32 / 2.0 + 4.0 - left * (size / 1000.0);
                }
                let mut bitmap = Bitmap::new((ROOM, ROOM), [black].into_iter());
                inker.draw(&mut bitmap, &c.to_string(), weight, Baseline { x, y, size }, black);
                let mut path = Path(PathBuilder::new());
                faces.outline(&c.to_string(), weight, &mut path);
                let mut mask = Mask::new(ROOM, ROOM).unwrap();
                let scale = size / 1000.0;
                let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, y);
                if let Some(path) = path.0.finish() {
                    mask.fill_path(&path, FillRule::Winding, true, place);
                }
                let (palette, pixels) = bitmap.into_parts();
                for (ours, theirs) in pixels.iter().zip(mask.data()) {
                    let ours = 255 - palette[usize::from(*ours) * 3];
                    assert!(ours.abs_diff(*theirs) <= 90, "{c} at {x}, {y}: {ours} for {theirs}");
                }
            }
        }
    }
}
