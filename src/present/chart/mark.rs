//! 图元: the display list, in quarter pixels; every output format writes the same one.

use super::font::Weight;

/// 颜色: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color(pub u8, pub u8, pub u8);

/// What a mark is for; tests and readers of the list tell bars from decoration by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A bar whose length stands for an amount.
    Bar,
    /// A bar cut short by a cut axis, or an arrow: its length stands for nothing.
    Cut,
    /// A part of a 100 % bar, or a tile: its height or its area stands for an amount.
    Part,
    /// Axes, rules, connectors, swatches.
    Line,
    /// Words and numbers.
    Text,
}

/// One thing drawn. All coordinates are quarter pixels from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is for.
    pub role: Role,
    /// The amount in 分 that a bar's length stands for.
    pub stands_for: Option<i64>,
    /// What is drawn.
    pub shape: Shape,
}

/// The shapes.
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
    /// Left, top, right, bottom of what the mark covers; of a text, of its characters' boxes.
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

/// 显示列表: a whole picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisplayList {
    /// Width and height in quarter pixels.
    pub size: (i32, i32),
    /// The marks, from the back to the front.
    pub marks: Vec<Mark>,
}
