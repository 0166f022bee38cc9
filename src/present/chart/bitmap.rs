//! 索引位图: a bitmap with a palette of at most 256 colours, one byte per pixel.
//!
//! A chart has about a dozen colours, and blends of them at smoothed edges. Blends are looked up by the colour below
//! and the coverage of the pixel, so that no true-colour picture has to be reduced afterwards.

use super::mark::Color;

/// The number of levels of coverage.
const STEPS: u8 = 16;
const MOST: usize = 256;
const WHITE: Color = Color(255, 255, 255);
/// A blend that has not been computed yet.
const UNKNOWN: u16 = u16::MAX;

/// 索引位图: the palette, and the palette index of each pixel.
pub(super) struct Bitmap {
    width: usize,
    pixels: Vec<u8>,
    palette: Vec<Color>,
    inks: Vec<Ink>,
}

/// A colour of marks, with the palette indices of its blends with each colour below at each level of coverage.
struct Ink {
    color: Color,
    number: u8,
    mixes: Vec<u16>,
}

impl Bitmap {
    /// A white bitmap for marks of these colours, which are exact. Once the palette is full, blends become the most
    /// similar colour.
    pub(super) fn new((width, height): (u32, u32), colors: impl Iterator<Item = Color>) -> Self {
        let pixels = vec![0; width as usize * height as usize];
        let mut bitmap = Self { width: width as usize, pixels, palette: vec![WHITE], inks: Vec::new() };
        for color in colors {
            if bitmap.inks.iter().all(|ink| ink.color != color) {
                let number = number(&mut bitmap.palette, color);
                bitmap.inks.push(Ink { color, number, mixes: vec![UNKNOWN; MOST * usize::from(STEPS)] });
            }
        }
        bitmap
    }

    /// The palette (three bytes per colour) and the pixels.
    pub(super) fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        (self.palette.iter().flat_map(|color| [color.0, color.1, color.2]).collect(), self.pixels)
    }

    /// A brush of one of the colours given to [`Self::new`].
    pub(super) fn brush(&mut self, color: Color) -> Option<Brush<'_>> {
        let ink = self.inks.iter_mut().find(|ink| ink.color == color)?;
        Some(Brush { width: self.width, pixels: &mut self.pixels, palette: &mut self.palette, ink })
    }
}

/// 画笔: paints in one colour.
pub(super) struct Brush<'a> {
    width: usize,
    pixels: &'a mut [u8],
    palette: &'a mut Vec<Color>,
    ink: &'a mut Ink,
}

impl Brush<'_> {
    /// Paints a row of pixels from `left`, `top` on, given the coverage of each. Pixels outside are ignored.
    pub(super) fn row(&mut self, (left, top): (i32, i32), covered: impl Iterator<Item = f32>) {
        let height = self.pixels.len() / self.width.max(1);
        let Some(row) = usize::try_from(top).ok().filter(|row| *row < height) else { return };
        let row = &mut self.pixels[row * self.width..(row + 1) * self.width];
        for (x, covered) in (left..).zip(covered) {
            let steps = (covered * f32::from(STEPS) + 0.5) as u8;
            let pixel = usize::try_from(x).ok().and_then(|x| row.get_mut(x));
            if let (1.., Some(pixel)) = (steps, pixel) {
                *pixel = mix(self.palette, self.ink, *pixel, steps);
            }
        }
    }

    /// Fills the box from `x0`, `y0` to `x1`, `y1`, with smoothed edges.
    pub(super) fn fill(&mut self, [x0, y0, x1, y1]: [f32; 4]) {
        let (left, right) = (x0.ceil() as usize, (x1.floor() as usize).min(self.width));
        for top in y0.floor() as i32..y1.ceil() as i32 {
            let tall = part(top, y0, y1);
            if tall < 1.0 || left >= right {
                let columns = x0.floor() as i32..x1.ceil() as i32;
                self.row((x0.floor() as i32, top), columns.map(|x| part(x, x0, x1) * tall));
                continue;
            }
            let start = top as usize * self.width;
            if let Some(inner) = self.pixels.get_mut(start + left..start + right) {
                inner.fill(self.ink.number);
            }
            for edge in [x0.floor() as i32, x1.floor() as i32] {
                let wide = part(edge, x0, x1);
                self.row((edge, top), std::iter::once(if wide < 1.0 { wide } else { 0.0 }));
            }
        }
    }
}

/// The part of the pixel from `at` to `at + 1` that is between `from` and `to`.
fn part(at: i32, from: f32, to: f32) -> f32 {
    (to.min(at as f32 + 1.0) - from.max(at as f32)).clamp(0.0, 1.0)
}

fn mix(palette: &mut Vec<Color>, ink: &mut Ink, under: u8, steps: u8) -> u8 {
    if steps >= STEPS {
        return ink.number;
    }
    let known = &mut ink.mixes[usize::from(steps) * MOST + usize::from(under)];
    if *known == UNKNOWN {
        let (below, own) = (palette[usize::from(under)], ink.color);
        let part = |below: u8, own: u8| {
            let (below, own, steps) = (u32::from(below), u32::from(own), u32::from(steps));
            let whole = u32::from(STEPS);
            ((below * (whole - steps) + own * steps + whole / 2) / whole) as u8
        };
        *known = u16::from(number(palette, Color(part(below.0, own.0), part(below.1, own.1), part(below.2, own.2))));
    }
    *known as u8
}

/// The palette index of a colour, which is added if there is room; else that of the most similar colour.
fn number(palette: &mut Vec<Color>, color: Color) -> u8 {
    let distance = |other: &Color| -> u32 {
        let parts = [(color.0, other.0), (color.1, other.1), (color.2, other.2)];
        parts.into_iter().map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let nearest = palette.iter().enumerate().min_by_key(|(index, other)| (distance(other), *index));
    let number = match nearest {
        Some((index, other)) if *other == color || palette.len() >= MOST => index,
        _ => {
            palette.push(color);
            palette.len() - 1
        }
    };
    u8::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Color = Color(0, 0, 160);

    #[test]
    fn a_box_covers_its_edges_in_part_and_nothing_outside_the_paper() {
        let mut bitmap = Bitmap::new((4, 3), [INK].into_iter());
        bitmap.brush(INK).unwrap().fill([0.5, 1.0, 2.0, 9.0]);
        let (palette, pixels) = bitmap.into_parts();
        assert_eq!(pixels, [0, 0, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0]);
        assert_eq!(palette, [255, 255, 255, 0, 0, 160, 128, 128, 208]);
    }

    #[test]
    fn rows_outside_are_cut_and_inks_lie_over_each_other() {
        let mut bitmap = Bitmap::new((2, 1), [INK, Color(200, 0, 0)].into_iter());
        bitmap.brush(INK).unwrap().row((-1, 0), [1.0, 1.0, 1.0, 1.0].into_iter());
        bitmap.brush(INK).unwrap().row((0, 7), [1.0].into_iter());
        bitmap.brush(Color(200, 0, 0)).unwrap().row((1, 0), [0.25].into_iter());
        let (palette, pixels) = bitmap.into_parts();
        assert_eq!(pixels, [1, 3]);
        assert_eq!(palette[9..], [50, 0, 120]);
    }

    #[test]
    fn beyond_256_colours_a_shade_takes_its_neighbour_and_inks_stay_exact() {
        let inks: Vec<Color> = (0..40u8).map(|shade| Color(shade * 6, 10, 0)).collect();
        let mut bitmap = Bitmap::new((40 * 16, 1), inks.iter().copied());
        for (x, ink) in (0..).zip(&inks) {
            bitmap.brush(*ink).unwrap().row((x * 16, 0), (1..=16).map(|steps| steps as f32 / 16.0));
        }
        let (palette, pixels) = bitmap.into_parts();
        assert_eq!(palette.len(), 768);
        for (x, ink) in inks.iter().enumerate() {
            let number = usize::from(pixels[x * 16 + 15]) * 3;
            assert_eq!(palette[number..number + 3], [ink.0, ink.1, ink.2]);
        }
    }
}
