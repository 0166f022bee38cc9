//! 逐单位对比: comparing any number of units without ever holding them all.
//!
//! The same figures as [`compare`](super::compare()) gives of plain data, on small integers: lines are numbered once,
//! a unit is an array of cells over them, and rows come out in columns.

mod bench;
mod compared;
mod structure;
mod totals;
mod years;

pub use bench::Repeats;
pub use compared::{STATUSES, UnitComparison, compare_units};
pub use structure::Structure;
pub use totals::{Totals, compare_totals, total_items};
pub use years::{TrendTask, UnitTrend, trend_units};
