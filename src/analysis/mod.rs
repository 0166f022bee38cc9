//! 分析: Polars frames that line up years, roll up, compare and share out. No I/O, no words.

mod columns;
mod compare;
mod comparison;
mod error;
mod figures;
mod frame;
mod keys;
mod lineup;
mod order;
mod trend;

pub use compare::{compare, one_year};
pub use comparison::{Comparable, CompareOptions, Comparison, ComparisonRow, LevelFilter, MeasureFilter, Sort};
pub(crate) use error::AnalysisError;
pub use frame::LineItems;
pub use trend::{Trend, TrendFigure, TrendOptions, TrendRow, YearPhase, trend};
