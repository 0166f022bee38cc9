//! 铺砖: a squarified treemap layout (Bruls, Huizing, van Wijk 2000).

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tile {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Tile {
    /// The tile without a border of this width; its size never becomes negative.
    pub(super) fn inset(self, by: f64) -> Self {
        let by = by.min(self.width / 4.0).min(self.height / 4.0);
        Self { x: self.x + by, y: self.y + by, width: self.width - 2.0 * by, height: self.height - 2.0 * by }
    }
}

/// Fills `room` with one tile per size, the largest at the top left. The tiles are returned in the order of
/// `sizes`.
pub(super) fn tile(sizes: &[f64], room: Tile) -> Vec<Tile> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]).then(a.cmp(b)));
    let whole: f64 = sizes.iter().sum();
    let mut tiles = vec![Tile { width: 0.0, height: 0.0, ..room }; sizes.len()];
    let (mut rest, mut left, mut next) = (room, whole, 0);
    while next < order.len() && left > 0.0 {
        let short = rest.width.min(rest.height);
        let area = rest.width * rest.height / left;
        let mut count = 1;
        while next + count < order.len()
            && worst(sizes, &order[next..=next + count], short, area)
                <= worst(sizes, &order[next..next + count], short, area)
        {
            count += 1;
        }
        let row = &order[next..next + count];
        let sum: f64 = row.iter().map(|index| sizes[*index]).sum();
        let wide = rest.width >= rest.height;
        let depth = if wide { rest.width } else { rest.height } * (sum / left).min(1.0);
        let mut along = 0.0;
        for index in row {
            let length = short * sizes[*index] / sum;
            tiles[*index] = if wide {
                Tile { x: rest.x, y: rest.y + along, width: depth, height: length }
            } else {
                Tile { x: rest.x + along, y: rest.y, width: length, height: depth }
            };
            along += length;
        }
        if wide {
            rest = Tile { x: rest.x + depth, width: (rest.width - depth).max(0.0), ..rest };
        } else {
            rest = Tile { y: rest.y + depth, height: (rest.height - depth).max(0.0), ..rest };
        }
        left -= sum;
        next += count;
    }
    tiles
}

/// The worst aspect ratio in a row of tiles along a side of `short` pixels.
fn worst(sizes: &[f64], row: &[usize], short: f64, area: f64) -> f64 {
    let sum: f64 = row.iter().map(|index| sizes[*index] * area).sum();
    let depth = sum / short;
    let ratio = |index: &usize| {
        let length = sizes[*index] * area / depth;
        (length / depth).max(depth / length)
    };
    row.iter().map(ratio).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_in_proportion_and_fill_the_room() {
        let room = Tile { x: 10.0, y: 20.0, width: 600.0, height: 400.0 };
        let sizes = [6.0, 1.0, 6.0, 4.0, 3.0, 2.0, 2.0];
        for (size, tile) in sizes.iter().zip(tile(&sizes, room)) {
            assert!((tile.width * tile.height - size * 10_000.0).abs() < 1e-6);
            assert!(tile.x >= 10.0 && tile.x + tile.width <= 610.0 + 1e-9);
            assert!(tile.y >= 20.0 && tile.y + tile.height <= 420.0 + 1e-9);
        }
    }
}
