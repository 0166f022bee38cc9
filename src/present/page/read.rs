//! 读取情况: the files and tables that were read, and what was not understood.

use crate::model::Warning;
use crate::report::Read;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ReadView {
    files: Vec<String>,
    tables: Vec<TableView>,
    warnings: Vec<Warnings>,
}

/// 读取提示 of one kind.
#[derive(Serialize)]
struct Warnings {
    kind: &'static str,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct TableView {
    year: u16,
    table: &'static str,
    title: String,
    items: usize,
    note: String,
}

pub(super) fn read(read: &Read) -> ReadView {
    let tables = read.tables.iter().map(|table| TableView {
        year: table.year.get(),
        table: table.table.title(),
        title: table.title.to_string(),
        items: table.items,
        note: table.note.as_deref().unwrap_or_default().to_owned(),
    });
    let warnings = Warning::by_kind(&read.warnings).into_iter().map(|(kind, alike)| Warnings {
        kind: kind.title(),
        lines: alike.into_iter().map(ToString::to_string).collect(),
    });
    ReadView {
        files: read.files.iter().map(ToString::to_string).collect(),
        tables: tables.collect(),
        warnings: warnings.collect(),
    }
}
