//! 来源: one reader per format, each producing the same [`Document`]; then `recognise` (grids → tables → line items)
//! and `narrative` (sentences → claims).

mod album;
mod archive;
mod base;
mod bridge;
mod child;
mod contents;
mod convert;
mod correction;
pub mod dataset;
mod disclosure;
pub mod document;
mod error;
mod files;
pub mod format;
mod gather;
mod given;
mod groups;
mod limits;
mod list_parts;
mod load;
mod loaded;
pub mod narrative;
pub mod ocr;
mod own;
pub mod recognise;
mod repeats;
mod scanned;
mod split;
mod unit;
mod unit_doubt;
pub mod vocabulary;
pub mod words;

pub use archive::member;
pub use bridge::{OFFICIAL, bridge_of, join_bridges, known_changes, official_bridge, read_bridge};
pub use correction::Correction;
pub use document::{Block, Cell, CellKind, Document, Grid};
pub(crate) use error::SourceError;
pub(crate) use files::on_path;
pub use files::{read, read_text};
pub use groups::groups;
pub use limits::Limits;
pub use load::{Part, Progress, load, load_bytes, load_parts, load_texts, load_with};
pub use loaded::{Given, Input, LoadOptions, Loaded, TableSummary};
pub use split::{Split, UnitMaterial};
