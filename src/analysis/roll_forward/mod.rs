//! 滚动更新: updates the claims and tables of last year's disclosure to this year's figures.

mod claims;
mod groups;
mod key;
mod lists;
mod new_items;
mod projects;
mod rolled;
mod rolled_claims;
mod shares;
mod statement;
mod sums;
mod tables;

pub use claims::{BoundClaims, roll_forward};
pub use groups::{ItemGroup, item_groups};
pub use projects::NewProject;
pub use rolled::{NewRow, RolledCell, RolledTables, RowKey};
pub use rolled_claims::{Alike, NewItem, RolledClaim, RolledClaims, RolledFigure, Unrolled};
pub use tables::{CellTexts, roll_tables};
