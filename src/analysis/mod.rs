//! 分析: Polars frames that line up years, roll up, compare and share out. No I/O, no words.

mod compare;
mod comparison;
mod error;
mod figures;
mod frame;

pub use compare::compare;
pub use comparison::{CompareOptions, Comparison, ComparisonRow, LevelFilter, MeasureFilter, Sort};
pub(crate) use error::AnalysisError;
pub use frame::LineItems;
