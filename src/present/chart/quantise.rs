//! 调色板: a picture's colours as at most 256, the most frequent ones exactly.
//!
//! A chart has a dozen colours and the shades of smoothed edges between them. Fills and texts keep their exact
//! colours; a rare shade of an edge takes the nearest that is kept.

use std::collections::BTreeMap;

/// Red, green, blue as one number.
type Packed = u32;

const KEPT: usize = 256;

/// The palette, three bytes a colour, and the index of every RGBA pixel in it, in rows of `width`.
pub(super) fn indexed(rgba: &[u8], width: u32) -> (Vec<u8>, Vec<u8>) {
    let mut colors = Colors::new();
    let bands = bands(rgba, width as usize * 4, &mut colors);
    let mut order: Vec<(u32, Packed)> = colors.counted.clone();
    order.sort_unstable_by_key(|(count, color)| (std::cmp::Reverse(*count), *color));
    let kept: Vec<Packed> = order.iter().take(KEPT).map(|(_, color)| *color).collect();
    let place: Vec<u8> = colors.counted.iter().map(|(_, color)| nearest(&kept, *color)).collect();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    for band in bands {
        let start = indices.len();
        for (id, count) in band.runs {
            indices.resize(indices.len() + count as usize, place[id]);
        }
        let end = indices.len();
        for _ in 1..band.rows {
            indices.extend_from_within(start..end);
        }
    }
    (kept.into_iter().flat_map(|color| color.to_be_bytes().into_iter().skip(1)).collect(), indices)
}

/// Equal rows above each other, as one row of runs of the numbers of colours.
struct Band {
    rows: u32,
    runs: Vec<(usize, u32)>,
}

/// Equal rows and equal neighbours as one: most of a chart is paper, and bars are the same row many times.
fn bands(rgba: &[u8], stride: usize, colors: &mut Colors) -> Vec<Band> {
    let mut rows = rgba.chunks_exact(stride.max(4)).peekable();
    let mut bands = Vec::new();
    while let Some(row) = rows.next() {
        let mut count = 1;
        while rows.next_if_eq(&row).is_some() {
            count += 1;
        }
        bands.push(Band { rows: count, runs: runs(row, count, colors) });
    }
    bands
}

fn runs(row: &[u8], rows: u32, colors: &mut Colors) -> Vec<(usize, u32)> {
    let mut runs = Vec::new();
    let mut rest = row;
    while let Some((first, _)) = rest.split_first_chunk::<4>() {
        let first = u32::from_be_bytes(*first);
        let same = rest
            .chunks_exact(4)
            .take_while(|pixel| u32::from_be_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]) == first);
        let length = same.count();
        runs.push((colors.count((first >> 8, length as u32 * rows)), length as u32));
        rest = &rest[length * 4..];
    }
    runs
}

/// The colours met so far, numbered in the order of meeting, with how often each was met.
struct Colors {
    counted: Vec<(u32, Packed)>,
    numbers: BTreeMap<Packed, usize>,
    /// The colours met last, by their low bits: a look-up before the map.
    recent: Vec<(Packed, usize)>,
}

impl Colors {
    fn new() -> Self {
        Self { counted: Vec::new(), numbers: BTreeMap::new(), recent: vec![(Packed::MAX, 0); 4096] }
    }

    /// Counts a run of one colour and answers the colour's number.
    fn count(&mut self, (color, count): (Packed, u32)) -> usize {
        let slot = (color.wrapping_mul(0x9E37_79B1) >> 20) as usize;
        if self.recent[slot].0 != color {
            let next = self.counted.len();
            let number = *self.numbers.entry(color).or_insert(next);
            if number == next {
                self.counted.push((0, color));
            }
            self.recent[slot] = (color, number);
        }
        let number = self.recent[slot].1;
        self.counted[number].0 += count;
        number
    }
}

/// Where `color` stands among `kept`, or the nearest of them; the first of several.
fn nearest(kept: &[Packed], color: Packed) -> u8 {
    let distance = |other: Packed| -> u32 {
        let parts = color.to_be_bytes().into_iter().zip(other.to_be_bytes());
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let best = kept.iter().enumerate().min_by_key(|(index, other)| (distance(**other), *index));
    best.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_colours_stay_exact_and_a_rare_one_takes_its_neighbour() {
        let mut rgba: Vec<u8> = Vec::new();
        for shade in 0..=255u8 {
            rgba.extend([shade, 0, 0, 255].repeat(2));
        }
        rgba.extend([7, 1, 0, 255]);
        let (palette, indices) = indexed(&rgba, 27);
        assert_eq!((palette.len(), indices.len()), (768, 513));
        let color = |index: u8| &palette[usize::from(index) * 3..usize::from(index) * 3 + 3];
        assert_eq!(color(indices[512]), [7, 0, 0]);
        assert_eq!(color(indices[300]), [150, 0, 0]);
    }
}
