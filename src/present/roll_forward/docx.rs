//! 修订稿: writes the changes of a text into its Word document.

use super::super::docx::placed::{self, remark, written};
use super::super::docx::revise::{self, CellChange, Change, NewRow};
use super::rolled::{CellEdit, RolledText, RowInsertion, TableEdit};

/// The Word document of a text with its changes, shown as 修订 if `tracked`, else applied directly. Places to check are
/// highlighted and commented either way.
///
/// # Errors
/// If the document cannot be changed: signed, protected, a template, too large or damaged.
pub fn rolled_docx(
    file: &str,
    docx: &[u8],
    rolled: &RolledText,
    tracked: bool,
    limit: u64,
) -> Result<Vec<u8>, crate::Error> {
    let edits = rolled.edits.iter().filter_map(|edit| placed::replacement(&edit.place, &edit.new));
    let open = rolled.open.iter().filter_map(|open| placed::comment(&open.place, &open.note));
    let mut changes: Vec<Change> = edits.chain(open).collect();
    for inserted in &rolled.inserted {
        if let Some((part, ranges)) = written(&inserted.after)
            && let Some(last) = ranges.last()
        {
            let text = inserted.text.clone();
            let after = last.end.saturating_sub(1).max(last.start);
            changes.push(Change::InsertParagraph { part, after, text, remark: Some(remark(&inserted.note, false)) });
        }
    }
    let removed = rolled.removed.iter().filter_map(|removed| {
        let (part, ranges) = written(&removed.place)?;
        Some(Change::DeleteParagraph { part, paragraph: ranges.first()?.start })
    });
    changes.extend(removed);
    changes.extend(rolled.tables.iter().filter_map(table));
    revise::revise(file, docx, &changes, &placed::revision(tracked), limit)
}

fn table(edit: &TableEdit) -> Option<Change> {
    let (part, ranges) = written(&edit.place)?;
    let cell = |cell: &CellEdit| CellChange {
        row: cell.at.0,
        column: cell.at.1,
        text: cell.new.clone(),
        remark: cell.note.as_ref().map(|note| remark(note, cell.new.is_none())),
    };
    let row = |row: &RowInsertion| NewRow {
        after: row.after,
        like: row.like,
        texts: row.texts.clone(),
        remark: row.note.as_ref().map(|note| remark(note, false)),
    };
    Some(Change::Table {
        part,
        table: ranges.first()?.clone(),
        cells: edit.cells.iter().map(cell).collect(),
        deleted: edit.deleted.clone(),
        inserted: edit.inserted.iter().map(row).collect(),
    })
}
