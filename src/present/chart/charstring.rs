//! 字形程序: encodes the outline of a glyph as a Type 2 charstring.

use super::font::Pen;

/// A pen that writes a charstring in whole font units.
pub(super) struct CharString {
    bytes: Vec<u8>,
    at: (i32, i32),
}

impl CharString {
    /// Begins a glyph of this width.
    pub(super) fn new(advance: u16) -> Self {
        // The font's nominal width is 0, so the first number is the width itself.
        let mut glyph = Self { bytes: Vec::new(), at: (0, 0) };
        glyph.number(i32::from(advance));
        glyph
    }

    /// The complete charstring.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.push(14);
        self.bytes
    }

    fn number(&mut self, value: i32) {
        match value {
            -107..=107 => self.bytes.push((value + 139) as u8),
            108..=1131 => self.bytes.extend([((value - 108) / 256 + 247) as u8, ((value - 108) % 256) as u8]),
            -1131..=-108 => self.bytes.extend([((-value - 108) / 256 + 251) as u8, ((-value - 108) % 256) as u8]),
            _ => {
                let [_, _, high, low] = value.to_be_bytes();
                self.bytes.extend([28, high, low]);
            }
        }
    }

    fn step(&mut self, points: &[(f32, f32)], operator: u8) {
        for (x, y) in points {
            let to = (x.round() as i32, y.round() as i32);
            self.number(to.0 - self.at.0);
            self.number(to.1 - self.at.1);
            self.at = to;
        }
        self.bytes.push(operator);
    }
}

impl Pen for CharString {
    fn move_to(&mut self, x: f32, y: f32) {
        self.step(&[(x, y)], 21);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.step(&[(x, y)], 5);
    }
    fn cubic_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.step(&[(x1, y1), (x2, y2), (x, y)], 8);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let from = (self.at.0 as f32, self.at.1 as f32);
        let toward = |end: f32, middle: f32| end + (middle - end) * 2.0 / 3.0;
        let one = (toward(from.0, x1), toward(from.1, y1));
        self.step(&[one, (toward(x, x1), toward(y, y1)), (x, y)], 8);
    }
    /// Contours of charstrings close by themselves.
    fn close(&mut self) {}
}
