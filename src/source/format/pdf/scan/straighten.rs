//! 纠偏: turns a picture that was laid on the scanner at an angle.

use super::ink::Ink;
use crate::model::Skew;
use crate::source::ocr::Picture;

/// The steepest slope that is tried, and the steps of the first and the second search.
const STEEPEST: i32 = 70;
const COARSE: f64 = 0.001;
const FINE: f64 = 0.000_2;
/// The slope below which a picture is left as it is: less than two pixels over the width of a page.
const LEVEL: f64 = 0.000_8;
/// The number of edges by which the slope is told.
const EDGES: usize = 60_000;

/// The picture with level lines, and how it lay; `None` if it is level already. `scale` is the number of pixels across and
/// down a point of the page.
pub(super) fn straightened(picture: &Picture, ink: &Ink, scale: (f64, f64)) -> Option<(Picture, Skew)> {
    let slope = slope(ink);
    (slope.abs() >= LEVEL).then(|| (turned(picture, slope), skew(picture, slope, scale)))
}

/// What [`turned`] does, on the page.
fn skew(picture: &Picture, slope: f64, scale: (f64, f64)) -> Skew {
    let (cos, sin) = (1.0 / slope.hypot(1.0), slope / slope.hypot(1.0));
    // The casts are of cosines and sines, and of half the sides of a page in tenths of points.
    let millionths = |value: f64| (value * 1_000_000.0).round() as i32;
    let half = |side: usize, scale: f64| (side as f64 / scale * 5.0).round() as i32;
    Skew {
        along: millionths(cos),
        across: millionths(sin * scale.1 / scale.0),
        down: millionths(sin * scale.0 / scale.1),
        centre: (half(picture.width(), scale.0), half(picture.height(), scale.1)),
    }
}

/// The slope of the rows of text and of the lines: the one along which the upper edges of ink fall together in the fewest
/// rows.
fn slope(ink: &Ink) -> f64 {
    let mut edges: Vec<(f64, f64)> = Vec::new();
    for y in 1..ink.height {
        let (above, row) = (ink.row(y - 1), ink.row(y));
        let starts = row.iter().zip(above).enumerate().filter(|(_, (dark, above))| **dark && !**above);
        edges.extend(starts.map(|(x, _)| (x as f64, y as f64)));
    }
    let step = edges.len() / EDGES + 1;
    let edges: Vec<(f64, f64)> = edges.into_iter().step_by(step).collect();
    let mut counts = vec![0u32; ink.height + 2 * ink.width / 8 + 2];
    let offset = (ink.width / 8) as f64;
    let mut score = |slope: f64| -> u64 {
        counts.fill(0);
        for (x, y) in &edges {
            // The index is within the counts, since no slope is steeper than an eighth.
            let at = (y - x * slope + offset).max(0.0) as usize;
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        counts.iter().map(|count| u64::from(*count).pow(2)).sum()
    };
    let mut best = (score(0.0), 0.0);
    let mut attempt = |slope: f64| {
        let found = score(slope);
        if found > best.0 {
            best = (found, slope);
        }
        best.1
    };
    let mut around = 0.0;
    for step in -STEEPEST..=STEEPEST {
        around = attempt(f64::from(step) * COARSE);
    }
    let near = around;
    for step in -5..=5 {
        around = attempt(near + f64::from(step) * FINE);
    }
    around
}

/// The picture turned about its centre so that lines of this slope are level; its corners continue what is beside them.
fn turned(picture: &Picture, slope: f64) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let mut turned = Picture::blank(width, height);
    let length = slope.hypot(1.0);
    let (cos, sin) = (1.0 / length, slope / length);
    let (cx, cy) = (width as f64 / 2.0, height as f64 / 2.0);
    for y in 0..height {
        let dy = y as f64 - cy;
        for (x, pixel) in turned.row_mut(y).iter_mut().enumerate() {
            let dx = x as f64 - cx;
            let (from_x, from_y) = (cx + dx * cos - dy * sin, cy + dx * sin + dy * cos);
            *pixel = between(picture, from_x, from_y);
        }
    }
    turned
}

/// The grey between four pixels. Outside of the picture it is that of its edge: white beside grey paper would look as if
/// the paper were ink.
fn between(picture: &Picture, x: f64, y: f64) -> u8 {
    let last = |length: usize| (length - 1) as f64;
    let (x, y) = (x.clamp(0.0, last(picture.width())), y.clamp(0.0, last(picture.height())));
    // Both are within the picture.
    let (column, row) = (x as usize, y as usize);
    let (next, below) = ((column + 1).min(picture.width() - 1), (row + 1).min(picture.height() - 1));
    let (right, down) = (x - column as f64, y - row as f64);
    let (upper, lower) = (picture.row(row), picture.row(below));
    let mix = |row: &[u8]| f64::from(row[column]) * (1.0 - right) + f64::from(row[next]) * right;
    // The cast is of a mean of four greys.
    (mix(upper) * (1.0 - down) + mix(lower) * down).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bounds;

    /// A page with rows of dashes, as text is, and a table's lines.
    fn page() -> Picture {
        let mut picture = Picture::blank(900, 700);
        for row in (60..640).step_by(20) {
            for dash in (80..820).step_by(12) {
                (row..row + 8).for_each(|y| picture.row_mut(y)[dash..dash + 7].fill(30));
            }
        }
        picture
    }

    #[test]
    fn a_page_laid_askew_is_turned_level_and_a_level_one_is_left() {
        assert!(slope(&Ink::of(&page())).abs() < LEVEL);
        assert!(straightened(&page(), &Ink::of(&page()), (1.0, 1.0)).is_none());
        for askew in [-0.05, -0.017, 0.004, 0.035] {
            // Turning by the opposite slope lays it askew.
            let askew_page = turned(&page(), -askew);
            let found = slope(&Ink::of(&askew_page));
            assert!((found - askew).abs() < 0.001, "{askew}: {found}");
            let (level, _) = straightened(&askew_page, &Ink::of(&askew_page), (1.0, 1.0)).unwrap();
            assert!(slope(&Ink::of(&level)).abs() < 0.001);
        }
    }

    #[test]
    fn a_box_of_the_level_page_leads_back_to_its_place_on_the_page() {
        // Twice as many pixels across as down a point; a block of ink 40 points from the right edge.
        let scale = (2.0, 1.0);
        let mut picture = page();
        (300..312).for_each(|y| picture.row_mut(y)[760..820].fill(0));
        let askew = turned(&picture, -0.04);
        let black = |picture: &Picture| {
            let dark = (0..picture.height()).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
            let dark: Vec<_> = dark.filter(|(x, y)| picture.row(*y)[*x] < 15).collect();
            let (xs, ys) = (dark.iter().map(|(x, _)| *x as i32), dark.iter().map(|(_, y)| *y as i32));
            let (left, right) = (xs.clone().min().unwrap() * 5, (xs.max().unwrap() + 1) * 5);
            Bounds { left, right, top: ys.clone().min().unwrap() * 10, bottom: (ys.max().unwrap() + 1) * 10 }
        };
        let (level, skew) = straightened(&askew, &Ink::of(&askew), scale).unwrap();
        let (wanted, found) = (black(&askew), skew.on_page(black(&level)));
        let differences = [
            wanted.left - found.left,
            wanted.top - found.top,
            wanted.right - found.right,
            wanted.bottom - found.bottom,
        ];
        // Two pixels: the box of a turned box is a little larger than what it shows.
        assert!(differences.iter().all(|tenths| tenths.abs() <= 20), "{wanted:?} {found:?}");
        assert!((black(&level).top - wanted.top).abs() > 80);
    }

    #[test]
    fn pictures_of_nothing_have_no_slope() {
        for (width, height) in [(1, 1), (3, 500), (500, 2)] {
            let blank = Picture::blank(width, height);
            assert_eq!(slope(&Ink::of(&blank)), 0.0);
        }
    }
}
