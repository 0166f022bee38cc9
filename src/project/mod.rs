//! 项目: a folder with inputs and with what a user adds to them: corrections, texts for the 情况说明, states of findings.
//! The local page writes it, and every command reads it like any other input; what both make of it is made here.
//!
//! `inputs.toml`, `texts.toml`, `findings.toml`, `bridges.toml` and `charts.toml` are lists of entries, each with a version, so
//! that two windows cannot overwrite each other unseen. The inputs lie in `files`, named by their SHA-256.

mod charting;
pub mod choice;
mod entry;
mod error;
mod keeping;
mod naming;
mod profile;
mod reader;
mod reporting;

pub use charting::ChartWords;
pub use entry::{Decision, Entry, FindingState, Input, Insertion, Recoding, Text};
pub(crate) use error::ProjectError;
pub use keeping::{Project, Upload, bridge};
pub(crate) use naming::{flat_name, folder_name};
pub use reader::Reader;
pub(crate) use reporting::{MANIFEST, base_name};
pub use reporting::{UnitReport, read_of, unit_edition, unit_report, unit_results};
