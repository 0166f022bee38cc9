//! 滚动更新: what last year's disclosure says, made of this year's figures: its claims and its tables.

mod claims;
mod groups;
mod tables;

pub use claims::{Alike, BoundClaims, NewItem, RolledClaim, RolledClaims, RolledFigure, Unrolled, roll_forward};
pub use groups::{ItemGroup, item_groups};
pub use tables::{CellTexts, NewRow, RolledCell, RolledTables, RowKey, roll_tables};
