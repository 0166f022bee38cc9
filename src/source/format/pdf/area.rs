//! 版面: boxes on a page, in points from the top left corner of the page as it is seen.

use crate::model::Bounds;

/// 版面框. Coordinates are positions on paper, never money.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn center(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// The smallest area that holds both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What both cover; of no size where they do not meet.
    pub fn intersection(&self, other: &Self) -> Self {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        Self { left, top, right: self.right.min(other.right).max(left), bottom: self.bottom.min(other.bottom).max(top) }
    }

    /// Whether a point lies inside or at most `slack` outside.
    pub fn holds(&self, (x, y): (f64, f64), slack: f64) -> bool {
        x >= self.left - slack && x <= self.right + slack && y >= self.top - slack && y <= self.bottom + slack
    }

    /// The box as a place keeps it: tenths of a point.
    pub fn bounds(&self) -> Bounds {
        // The cast saturates, so a coordinate of a damaged file stays a number.
        let tenth = |value: f64| (value * 10.0).round() as i32;
        Bounds { left: tenth(self.left), top: tenth(self.top), right: tenth(self.right), bottom: tenth(self.bottom) }
    }
}

/// The area of all these, if there is one.
pub(super) fn around<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Option<Area> {
    areas.into_iter().copied().reduce(|one, other| one.union(&other))
}
