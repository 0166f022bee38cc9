//! 分析: lines up years, rolls up and compares. Line items come and go as Polars frames; no I/O, no wording.

mod basis;
mod bridge;
mod comparison;
mod error;
mod figures;
mod frame;
mod grouping;
mod headline;
mod item;
mod kernel;
mod keys;
mod lineup;
mod order;
mod proposal;
mod ranking;
mod role;
mod roll_forward;
pub mod stream;
mod trend;

pub use bridge::BridgeUse;
pub(crate) use comparison::other_phase;
pub use comparison::{
    Comparable, CompareOptions, Comparison, ComparisonRow, LevelFilter, MeasureFilter, RowFilter, Sort, compare,
    execution, one_year,
};
pub(crate) use error::AnalysisError;
pub(crate) use frame::export_with;
pub use frame::{AsLineItems, LineItems};
pub use grouping::Grouping;
pub use headline::{Headline, headlines};
pub use item::Item;
pub use proposal::{Evidence, Pair, Proposal, ProposalKind, ProposalSources, Proposals, SOUND, propose};
pub use ranking::{Mover, RankBy, RankedUnit, Ranking, Standings};
pub use role::{Role, Side, Usage, usages};
pub use roll_forward::{
    Alike, BoundClaims, CellTexts, ItemGroup, NewItem, NewProject, NewRow, RolledCell, RolledClaim, RolledClaims,
    RolledFigure, RolledTables, RowKey, Unrolled, item_groups, roll_forward, roll_tables,
};
pub use trend::{Execution, Matched, Span, Trend, TrendFigure, TrendOptions, TrendRow, Uncovered, YearPhase, trend};
