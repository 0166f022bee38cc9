//! 调色板: a picture's colours as at most 256, the most frequent ones exactly.
//!
//! A chart has a dozen colours and the shades of smoothed edges between them. Fills and texts keep their exact
//! colours; a rare shade of an edge takes the nearest that is kept.

/// Red, green, blue as one number.
type Packed = u32;

const KEPT: usize = 256;

/// The palette, three bytes a colour, and the index of every RGBA pixel in it.
pub(super) fn indexed(rgba: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let runs = runs(rgba);
    let mut colors: Vec<(Packed, u32)> = runs.clone();
    colors.sort_unstable();
    let mut counts: Vec<(Packed, u32)> = Vec::new();
    for (color, count) in colors {
        match counts.last_mut() {
            Some((last, sum)) if *last == color => *sum += count,
            _ => counts.push((color, count)),
        }
    }
    let mut order = counts.clone();
    order.sort_unstable_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
    let kept: Vec<Packed> = order.iter().take(KEPT).map(|(color, _)| *color).collect();
    let place: Vec<u8> = counts.iter().map(|(color, _)| nearest(&kept, *color)).collect();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    for (color, count) in runs {
        let at = counts.binary_search_by_key(&color, |(color, _)| *color).unwrap_or(0);
        indices.resize(indices.len() + count as usize, place[at]);
    }
    (kept.into_iter().flat_map(|color| color.to_be_bytes().into_iter().skip(1)).collect(), indices)
}

/// Equal neighbours as one: most of a chart is paper.
fn runs(rgba: &[u8]) -> Vec<(Packed, u32)> {
    let mut runs: Vec<(Packed, u32)> = Vec::new();
    for pixel in rgba.chunks_exact(4) {
        let color = u32::from_be_bytes([0, pixel[0], pixel[1], pixel[2]]);
        match runs.last_mut() {
            Some((last, count)) if *last == color => *count += 1,
            _ => runs.push((color, 1)),
        }
    }
    runs
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
        let (palette, indices) = indexed(&rgba);
        assert_eq!((palette.len(), indices.len()), (768, 513));
        let color = |index: u8| &palette[usize::from(index) * 3..usize::from(index) * 3 + 3];
        assert_eq!(color(indices[512]), [7, 0, 0]);
        assert_eq!(color(indices[300]), [150, 0, 0]);
    }
}
