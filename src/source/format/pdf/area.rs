//! 版面: boxes on a page, in points from the top left corner of the page as displayed.

use crate::model::Bounds;

/// 版面框. Coordinates are positions on a page, never money.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::source::format) struct Area {
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

    /// The smallest area that contains both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The intersection; an area of size zero if they do not overlap.
    pub fn intersection(&self, other: &Self) -> Self {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        Self { left, top, right: self.right.min(other.right).max(left), bottom: self.bottom.min(other.bottom).max(top) }
    }

    /// Whether a point is inside, or at most `slack` outside.
    pub fn holds(&self, (x, y): (f64, f64), slack: f64) -> bool {
        x >= self.left - slack && x <= self.right + slack && y >= self.top - slack && y <= self.bottom + slack
    }

    /// The box in tenths of a point, as places store it.
    pub fn bounds(&self) -> Bounds {
        // The cast saturates on the coordinates of damaged files.
        let tenth = |value: f64| (value * 10.0).round() as i32;
        Bounds { left: tenth(self.left), top: tenth(self.top), right: tenth(self.right), bottom: tenth(self.bottom) }
    }
}

/// 栏位: the horizontal extent of a column's words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strip {
    pub left: f64,
    pub right: f64,
}

impl Strip {
    pub fn new(left: f64, right: f64) -> Self {
        Self { left, right }
    }

    /// The width of the part of an area inside the strip.
    pub fn overlap(&self, area: &Area) -> f64 {
        (self.right.min(area.right) - self.left.max(area.left)).max(0.0)
    }
}

/// The smallest area that contains all of these; `None` if there are none.
pub(super) fn around<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Option<Area> {
    areas.into_iter().copied().reduce(|one, other| one.union(&other))
}
