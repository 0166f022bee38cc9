//! 图元: the display list of a picture, in quarter pixels, from which every format is written.

use super::font::Weight;
use crate::analysis::Item;

/// 颜色: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color(pub u8, pub u8, pub u8);

/// The purpose of a mark, which tells data from decoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A bar whose length represents an amount.
    Bar,
    /// A bar on a truncated axis, or an arrow: its length represents nothing.
    Cut,
    /// A part of a 100 % bar, or a tile: its height or area represents an amount.
    Part,
    /// Axes, rules, connectors, swatches.
    Line,
    /// Words and numbers.
    Text,
}

/// 图元: a drawn shape. Coordinates are quarter pixels from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its purpose.
    pub role: Role,
    /// The amount in 分 that its size represents.
    pub stands_for: Option<i64>,
    /// What it is about, as index of [`DisplayList::subjects`]; none for axes, titles and totals.
    pub about: Option<usize>,
    /// Its shape.
    pub shape: Shape,
}

/// 形状.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A filled rectangle.
    Rect {
        /// Left, top, right, bottom.
        bounds: [i32; 4],
        /// Its colour.
        fill: Color,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(i32, i32)>,
        /// Its colour.
        color: Color,
        /// Its width.
        width: i32,
    },
    /// A filled polygon.
    Polygon {
        /// The corners.
        points: Vec<(i32, i32)>,
        /// Its colour.
        fill: Color,
    },
    /// A filled circle.
    Circle {
        /// The centre.
        center: (i32, i32),
        /// The radius.
        radius: i32,
        /// Its colour.
        fill: Color,
    },
    /// One line of text.
    Text {
        /// The left end of the baseline.
        origin: (i32, i32),
        /// The advance width.
        width: i32,
        /// The size of an em.
        size: i32,
        /// The weight.
        weight: Weight,
        /// Its colour.
        color: Color,
        /// The text.
        text: String,
    },
}

impl Mark {
    /// The bounding box: left, top, right, bottom. For a text, that of its character boxes.
    pub fn bounds(&self) -> [i32; 4] {
        match &self.shape {
            Shape::Rect { bounds, .. } => *bounds,
            Shape::Line { points, width, .. } => around(points, width / 2),
            Shape::Polygon { points, .. } => around(points, 0),
            Shape::Circle { center, radius, .. } => around(&[*center], *radius),
            Shape::Text { origin: (x, y), width, size, .. } => [*x, y - size * 7 / 8, x + width, y + size / 8],
        }
    }
}

fn around(points: &[(i32, i32)], by: i32) -> [i32; 4] {
    let fold = |pick: fn(&(i32, i32)) -> i32| points.iter().map(pick);
    [
        fold(|p| p.0).min().unwrap_or(0) - by,
        fold(|p| p.1).min().unwrap_or(0) - by,
        fold(|p| p.0).max().unwrap_or(0) + by,
        fold(|p| p.1).max().unwrap_or(0) + by,
    ]
}

/// 显示列表: a complete picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisplayList {
    /// Width and height in quarter pixels.
    pub size: (i32, i32),
    /// The marks, from the back to the front.
    pub marks: Vec<Mark>,
    /// What the marks are about.
    pub subjects: Vec<Subject>,
}

/// 所指: what a mark is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The item of the comparison; none for gathered ones (其余) and for trends.
    pub item: Option<Item>,
    /// Its name and figures in words: 2210201 住房公积金：2023年决算55.48万元，2024年预算60.02万元，增加4.54万元（+8.18%）.
    pub words: String,
}
