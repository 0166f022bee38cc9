//! The nouns: amounts, ratios, codes, years, tables, line items, places, claims.
//!
//! This room does no I/O and knows none of the others.
//! Money is an integer count of 分; a rate is a ratio of two integers, divided once, when it is printed.

mod amount;
mod amount_unit;
mod annual;
mod binding;
mod bridge;
mod cell;
mod claim;
mod claim_topic;
mod code;
pub(crate) mod dataset;
mod digest;
mod fields;
mod growth;
pub mod identity;
mod line;
mod line_item;
mod mark;
mod measure;
mod names;
mod number;
mod numeral;
mod paper;
mod place;
mod plain;
mod ratio;
mod rounding;
pub mod schema;
mod survey;
mod table;
mod topic;
mod units;
mod warning;
mod words;
mod year;

pub use amount::{Amount, AmountError};
pub use amount_unit::AmountUnit;
pub use annual::AnnualGrowth;
pub use binding::{Binding, Bound, Unbound};
pub use bridge::{Bridge, BridgeEnd, BridgeError, BridgeItem, BridgeRow, Share, common_denominator};
pub use cell::{Cell, Cells, Heads, Owner};
pub use claim::*;
pub use code::{Classification, Code, CodeError, Level};
pub use digest::{Fingerprint, sha256};
pub use growth::Growth;
pub use line::{Line, Lines, UnitRows};
pub use line_item::{LineItem, Origin, Scope};
pub use mark::{MARK, MARK_MARKDOWN, MARK_PDF, MARK_TEXT, MARK_XML, marked};
pub use measure::Measure;
pub use names::{Catalog, CatalogEntry, Lexicon, Names, Resolver};
pub use number::{NumberError, PrintedNumber, is_unknown_glyph};
pub use paper::{ContentsEntry, Fate, Paper, PrintedTable, Sentence, UnclaimedNumber};
pub use place::{Bounds, Place, Spot};
pub use plain::{is_bidi_control, plain, plain_line};
pub use ratio::{Points, Ratio};
pub(crate) use rounding::{difference_in_hundredths, divide_half_away, hundredths_of_percent};
pub use survey::{FigureKind, Survey};
pub use table::BudgetTable;
pub use topic::{Fund, Part, Side, Topic, without};
pub use units::Units;
pub use warning::{Warning, WarningKind};
pub(crate) use words::replaced;
pub use words::{fold, gist, is_short_for, plain_name};
pub use year::{FiscalYear, Phase};
