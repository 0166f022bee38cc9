//! 纠偏: turns a picture that was laid on the scanner at an angle.

use super::super::area::Area;
use super::ink::Ink;
use crate::model::Bounds;
use crate::source::ocr::Picture;

/// The steepest slope that is tried, and the steps of the first and the second search.
const STEEPEST: i32 = 70;
const COARSE: f64 = 0.001;
const FINE: f64 = 0.000_2;
/// The slope below which a picture is left as it is: less than two pixels over the width of a page.
const LEVEL: f64 = 0.000_8;
/// The number of edges by which the slope is told.
const EDGES: usize = 60_000;

/// 歪斜: how the picture of a page lay askew, which leads from the level picture back to the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::source::format::pdf) struct Skew {
    cos: f64,
    sin: f64,
    /// The centre in pixels.
    centre: (f64, f64),
    /// Pixels across and down a point of the page.
    scale: (f64, f64),
}

impl Skew {
    fn of(picture: &Picture, slope: f64, scale: (f64, f64)) -> Self {
        let length = slope.hypot(1.0);
        let centre = (picture.width() as f64 / 2.0, picture.height() as f64 / 2.0);
        Self { cos: 1.0 / length, sin: slope / length, centre, scale }
    }

    /// Where a point of the level picture was before, in pixels.
    fn before(&self, x: f64, y: f64) -> (f64, f64) {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        (self.centre.0 + dx * self.cos - dy * self.sin, self.centre.1 + dx * self.sin + dy * self.cos)
    }

    /// The box on the page around what a box of the level page shows.
    pub fn on_page(&self, level: Bounds) -> Bounds {
        let (across, down) = (|x: i32| f64::from(x) / 10.0 * self.scale.0, |y: i32| f64::from(y) / 10.0 * self.scale.1);
        let corners = [
            (level.left, level.top),
            (level.right, level.top),
            (level.left, level.bottom),
            (level.right, level.bottom),
        ];
        let areas = corners.map(|(x, y)| {
            let (x, y) = self.before(across(x), down(y));
            let (x, y) = (x / self.scale.0, y / self.scale.1);
            Area { left: x, top: y, right: x, bottom: y }
        });
        areas.into_iter().reduce(|one, other| one.union(&other)).map_or(level, |area| area.bounds())
    }
}

/// The picture with level lines, and how it lay; `None` if it is level already. `scale` is the number of pixels
/// across and down a point of the page.
pub(super) fn straightened(picture: &Picture, ink: &Ink, scale: (f64, f64)) -> Option<(Picture, Skew)> {
    let slope = slope(ink);
    (slope.abs() >= LEVEL).then(|| {
        let skew = Skew::of(picture, slope, scale);
        (turned(picture, &skew), skew)
    })
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

/// The picture turned about its centre; its corners continue what is beside them.
fn turned(picture: &Picture, skew: &Skew) -> Picture {
    let mut turned = Picture::blank(picture.width(), picture.height());
    for y in 0..picture.height() {
        for (x, pixel) in turned.row_mut(y).iter_mut().enumerate() {
            let (from_x, from_y) = skew.before(x as f64, y as f64);
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
            let askew_page = turned(&page(), &Skew::of(&page(), -askew, (1.0, 1.0)));
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
        let askew = turned(&picture, &Skew::of(&picture, -0.04, scale));
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
