//! 分析: Polars frames that line up years, roll up, compare and share out. No I/O, no words.

mod bridge;
mod columns;
mod comparable;
mod compare;
mod comparison;
mod error;
mod figures;
mod frame;
mod grouping;
mod groups_compared;
mod keys;
mod lineup;
mod order;
mod proposal;
mod ranking;
mod trend;
mod trend_basis;
mod trend_order;
mod trend_row;
pub mod units;

pub use bridge::BridgeUse;
pub use compare::{compare, compared_years, one_year};
pub use comparison::{Comparable, CompareOptions, Comparison, ComparisonRow, LevelFilter, MeasureFilter, Sort};
pub(crate) use error::AnalysisError;
pub use frame::LineItems;
pub use grouping::Grouping;
pub use proposal::{Evidence, Pair, Proposal, ProposalKind, ProposalSources, Proposals, SOUND, propose};
pub use ranking::{Mover, RankBy, RankedUnit, Ranking, Standings};
pub use trend::{Trend, TrendOptions, Uncovered, trend};
pub use trend_row::{Execution, Matched, Span, TrendFigure, TrendRow, YearPhase};
