//! 识别: grid → table → line items, from what headers mean, not from a layout.
//!
//! `context` tells whose document it is, `segment` cuts a grid into tables, `header` reads what each column
//! means, `panel` takes side-by-side tables apart, `label` names their rows, `depth` tells how deep they stand, `body` reads them, `transposed` reads
//! tables whose items are columns, `performance` the forms of indicators. What is not understood becomes a warning with its place, never silence.

mod body;
mod caption;
mod code;
mod content;
mod context;
mod depth;
mod government;
mod header;
mod kind;
mod label;
mod owner;
mod panel;
mod performance;
pub(crate) mod printing;
mod run;
mod segment;
mod statement;
mod subunit;
mod tables;
mod transposed;
mod word;

pub(super) use context::year_of_name;
pub use context::{Context, context};
pub(super) use owner::unit_of_name;
pub use tables::{Recognised, Table, recognise};
