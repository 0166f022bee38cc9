//! 分析: Polars frames that line up years, roll up, compare and share out. No I/O, no words.

mod comparison;
mod error;
mod frame;

pub use comparison::{CompareOptions, Comparison, ComparisonRow, LevelFilter, MeasureFilter, Sort, compare};
pub(crate) use error::AnalysisError;
pub use frame::LineItems;
