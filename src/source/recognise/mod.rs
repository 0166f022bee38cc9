//! 识别: turns grids into tables and line items, by the meaning of headers rather than by layout.
//!
//! `context` finds the owner of the document; `year`, `place` and `money` read years, areas and amount units in texts.
//! `segment` cuts a grid into tables, `header` finds the meaning of columns (`distinct` tells alike ones apart),
//! `panel` separates side-by-side tables, `label` names rows, `depth` finds their levels, `body` reads them into the
//! figures of `draft`, `rates` reads the percentages beside them. `list` adds up the rows of lists. `transposed` reads
//! tables whose items are columns, `performance` forms of indicators.
//! Whatever is not understood gives a warning with its place.

mod body;
mod caption;
mod code;
mod column;
mod compact;
mod content;
mod context;
mod depth;
mod distinct;
mod draft;
mod form_number;
mod government;
mod header;
mod kind;
mod label;
mod list;
mod list_head;
mod money;
mod owner;
mod panel;
mod performance;
mod place;
pub(crate) mod printing;
mod rate_head;
mod rates;
mod recognised;
mod run;
mod segment;
mod statement;
mod subunit;
mod tables;
mod transposed;
mod word;
mod year;

pub use context::{Context, context};
pub(super) use list_head::{Owners as ListOwners, is_header as is_list_header, owners as list_owners};
pub(super) use owner::unit_of_name;
pub use recognised::{Recognised, Table};
pub use tables::recognise;
pub(super) use year::year_of_name;
