//! 数据集的核算: computes a dataset of any number of units, in the way that its kind allows, and passes the rows on as they
//! are computed.
//!
//! Data with one figure per key is computed on columns of integers ([`Task`]), all other data as documents are
//! ([`Kind::Any`]).

mod batches;
mod kind;
mod sums;
mod task;
mod told;

pub use batches::{Batches, compare, trend};
pub use kind::Kind;
pub use sums::{By, Sums, sum_items, sums};
pub use task::{NameOf, Task, Work, item_batches, overview, sorted_if_need_be};
pub use told::{Told, repeated};
