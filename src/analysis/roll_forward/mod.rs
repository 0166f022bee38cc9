//! 滚动更新: updates the claims and tables of last year's disclosure to this year's figures.

mod claims;
mod groups;
mod lists;
mod projects;
mod rolled;
mod sums;
mod tables;

pub use claims::{Alike, BoundClaims, NewItem, RolledClaim, RolledClaims, RolledFigure, Unrolled, roll_forward};
pub use groups::{ItemGroup, item_groups};
pub use projects::NewProject;
pub use rolled::{NewRow, RolledCell, RolledTables, RowKey};
pub use tables::{CellTexts, roll_tables};
