//! What the targets share: one file's bytes through the whole of reading, under limits that keep a run quick.

use std::sync::Arc;
use tongbi::source::{Limits, format, narrative, recognise};

/// Reads a file as `load` does: format, context, tables, claims. Whatever the bytes, nothing may panic.
pub fn load(name: &str, bytes: &[u8]) {
    let limits = Limits { cells: 200_000, ..Limits::default() };
    let Ok(document) = format::read(&Arc::from(name), bytes, &limits) else { return };
    let _ = narrative::read(&document);
    let _ = recognise::recognise(&document, &recognise::context(&document));
}
