//! 墨迹: which pixels of a picture are dark against what surrounds them.

use crate::source::ocr::Picture;

/// 墨迹: dark pixels, row by row.
#[derive(Debug, Clone)]
pub(in super::super) struct Ink {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

/// A pixel is dark if its grey is below this share of the mean around it: 17/20.
const DARK: (u64, u64) = (17, 20);
/// Where even the mean around it is nearly black, a pixel is not told from what surrounds it, and counts as dark.
const BLACK: u64 = 60;

impl Ink {
    /// The dark pixels of a picture. The mean around a pixel is that of a square, kept by sliding sums, so that the cost
    /// does not depend on its size; a grey or shaded ground does not count as ink.
    pub fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let reach = (width.max(height) / 40).max(8);
        let mut dark = vec![false; width * height];
        // The sum of each column over the rows around the present one.
        let mut columns = vec![0u64; width];
        let add = |columns: &mut [u64], y: usize| {
            columns.iter_mut().zip(picture.row(y)).for_each(|(sum, grey)| *sum += u64::from(*grey));
        };
        (0..reach.min(height)).for_each(|y| add(&mut columns, y));
        for y in 0..height {
            if y + reach < height {
                add(&mut columns, y + reach);
            }
            if let Some(past) = y.checked_sub(reach + 1) {
                columns.iter_mut().zip(picture.row(past)).for_each(|(sum, grey)| *sum -= u64::from(*grey));
            }
            let rows = (y + reach).min(height - 1) - y.saturating_sub(reach) + 1;
            let mut sum: u64 = columns.iter().take(reach).sum();
            let own = &mut dark[y * width..(y + 1) * width];
            for (x, grey) in picture.row(y).iter().enumerate() {
                if x + reach < width {
                    sum += columns[x + reach];
                }
                if let Some(past) = x.checked_sub(reach + 1) {
                    sum -= columns[past];
                }
                let across = (x + reach).min(width - 1) - x.saturating_sub(reach) + 1;
                let count = (rows * across) as u64;
                let grey = u64::from(*grey);
                own[x] = grey * count * DARK.1 < sum * DARK.0 || sum < BLACK * count && grey < BLACK;
            }
        }
        Self { width, height, dark }
    }

    pub fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..(y + 1) * self.width]
    }

    /// Takes away the ink of a stretch of a row.
    pub fn erase(&mut self, y: usize, from: usize, to: usize) {
        self.dark[y * self.width + from..y * self.width + to].fill(false);
    }

    /// Keeps only the ink that both have.
    pub fn keep(&mut self, other: &Self) {
        self.dark.iter_mut().zip(&other.dark).for_each(|(dark, other)| *dark &= *other);
    }

    /// The same ink with rows for columns.
    pub fn transposed(&self) -> Self {
        let mut dark = vec![false; self.dark.len()];
        // In blocks, so that both sides stay in the cache.
        const BLOCK: usize = 32;
        for top in (0..self.height).step_by(BLOCK) {
            for left in (0..self.width).step_by(BLOCK) {
                for y in top..(top + BLOCK).min(self.height) {
                    for x in left..(left + BLOCK).min(self.width) {
                        dark[x * self.height + y] = self.dark[y * self.width + x];
                    }
                }
            }
        }
        Self { width: self.height, height: self.width, dark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_dark_against_its_ground_however_grey_that_is() {
        for ground in [255u8, 170, 110] {
            let mut picture = Picture::blank(200, 120);
            (0..120).for_each(|y| picture.row_mut(y).fill(ground));
            picture.row_mut(60)[20..180].fill(ground / 3);
            let ink = Ink::of(&picture);
            assert!(ink.row(60)[20..180].iter().all(|dark| *dark), "{ground}");
            assert_eq!((0..120).map(|y| ink.row(y).iter().filter(|dark| **dark).count()).sum::<usize>(), 160);
            let turned = ink.transposed();
            assert!((20..180).all(|x| turned.row(x)[60] && !turned.row(x)[61]));
        }
    }
}
