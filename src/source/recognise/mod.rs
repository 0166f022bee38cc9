//! 识别: turns grids into tables and line items, by the meaning of headers rather than by layout.
//!
//! `context` finds the owner of the document, `segment` cuts a grid into tables, `header` finds the meaning of columns,
//! `panel` separates side-by-side tables, `label` names rows, `depth` finds their levels, `body` reads them.
//! `transposed` reads tables whose items are columns, `performance` forms of indicators. Whatever is not understood
//! gives a warning with its place.

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
