//! 读取情况: the files and tables that were read, and what was not understood.

use super::super::chart::base64;
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
    lines: Vec<Line>,
}

/// 读取提示 with what has to be compared with the original.
#[derive(Serialize)]
struct Line {
    text: String,
    clips: Vec<ClipView>,
}

/// A figure and the picture of its cell, as base64.
#[derive(Serialize)]
struct ClipView {
    figure: String,
    png: String,
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
    let warnings = Warning::by_kind(&read.warnings)
        .into_iter()
        .map(|(kind, alike)| Warnings { kind: kind.title(), lines: alike.into_iter().map(line).collect() });
    ReadView {
        files: read.files.iter().map(ToString::to_string).collect(),
        tables: tables.collect(),
        warnings: warnings.collect(),
    }
}

fn line(warning: &Warning) -> Line {
    let clips = warning.clips.iter().map(|clip| ClipView { figure: clip.figure.clone(), png: base64(&clip.png) });
    Line { text: warning.to_string(), clips: clips.collect() }
}
