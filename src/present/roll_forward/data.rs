//! JSON list of the changes and of the places to check.

use super::rolled::{CellEdit, RollForward, RolledText, TableEdit};
use serde::Serialize;

#[derive(Serialize)]
struct WireText {
    from: u16,
    to: u16,
    changes: Vec<WireChange>,
    tables: Vec<WireCell>,
    inserted: Vec<WireNote>,
    removed: Vec<WireNote>,
    open: Vec<WireNote>,
}

#[derive(Serialize)]
struct WireChange {
    place: String,
    old: String,
    new: String,
    sentence: String,
    /// Byte offset of the change in the sentence.
    at: usize,
}

#[derive(Serialize)]
struct WireCell {
    place: String,
    old: String,
    new: String,
}

#[derive(Serialize)]
struct WireNote {
    place: String,
    words: String,
    note: String,
    sentence: String,
    at: usize,
}

/// Every change and every place to check, as JSON in reading order.
///
/// # Errors
/// If a value cannot be represented in JSON, which would be a bug.
pub fn rolled_json(of: &RollForward<'_>, rolled: &RolledText) -> Result<Vec<u8>, crate::Error> {
    let changes = rolled.edits.iter().map(|edit| WireChange {
        place: edit.place.to_string(),
        old: edit.old().to_owned(),
        new: edit.new.clone(),
        sentence: edit.text.to_string(),
        at: edit.range.start,
    });
    let open = rolled.open.iter().map(|open| WireNote {
        place: open.place.to_string(),
        words: open.words().to_owned(),
        note: open.note.clone(),
        sentence: open.text.to_string(),
        at: open.range.start,
    });
    let inserted = rolled.inserted.iter().map(|inserted| WireNote {
        place: inserted.after.to_string(),
        words: inserted.text.clone(),
        note: inserted.note.clone(),
        sentence: String::new(),
        at: 0,
    });
    let removed = rolled.removed.iter().map(|removed| WireNote {
        place: removed.place.to_string(),
        words: removed.text.to_string(),
        note: removed.note.clone(),
        sentence: String::new(),
        at: 0,
    });
    let wire = WireText {
        from: of.from.get(),
        to: of.to.get(),
        changes: changes.collect(),
        tables: rolled.tables.iter().flat_map(cells).collect(),
        inserted: inserted.collect(),
        removed: removed.collect(),
        open: open.chain(rolled.tables.iter().flat_map(open_cells)).collect(),
    };
    serde_json::to_vec_pretty(&wire).map_err(|error| super::super::PresentError::from(error).into())
}

fn cells(table: &TableEdit) -> Vec<WireCell> {
    let cell = |cell: &CellEdit| {
        Some(WireCell { place: table.place_of(cell.at), old: cell.old.clone(), new: cell.new.clone()? })
    };
    let deleted = table.deleted.iter().map(|row| WireCell {
        place: table.place_of((*row, 0)),
        old: "（整行）".to_owned(),
        new: String::new(),
    });
    let inserted = table.inserted.iter().map(|row| WireCell {
        place: table.place_of((row.after, 0)),
        old: String::new(),
        new: row.texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" "),
    });
    table.cells.iter().filter_map(cell).chain(deleted).chain(inserted).collect()
}

fn open_cells(table: &TableEdit) -> Vec<WireNote> {
    let open = table.open_notes().into_iter().map(|(place, words, note)| WireNote {
        place,
        words,
        note,
        sentence: String::new(),
        at: 0,
    });
    open.collect()
}
