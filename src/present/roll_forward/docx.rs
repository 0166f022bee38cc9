//! 修订稿: the changes of a text written into its Word document.

use super::super::docx::revise::{self, CellChange, Change, NewRow, Remark, Revision};
use super::rolled::{CellEdit, RolledText, RowInsertion, TableEdit};
use crate::model::Place;
use std::ops::Range;
use std::sync::Arc;

/// In whose name documents are changed.
const AUTHOR: &str = "同比";
/// No clock: the same input gives the same bytes.
const DATE: &str = "2000-01-01T00:00:00Z";

/// The Word document of a text with its changes: shown as 修订 where `tracked`, else applied. What is open is marked and
/// has a comment either way.
///
/// # Errors
/// A document that cannot be changed: signed, protected, a template, too large or damaged.
pub fn rolled_docx(
    file: &str,
    docx: &[u8],
    rolled: &RolledText,
    tracked: bool,
    limit: u64,
) -> Result<Vec<u8>, crate::Error> {
    let mut changes = Vec::new();
    for edit in &rolled.edits {
        if let Some((part, ranges)) = written(&edit.place) {
            changes.push(Change::Replace { part, ranges, text: edit.new.clone() });
        }
    }
    for open in &rolled.open {
        // Word has comments in the main text only.
        if let Some((part, ranges)) = written(&open.place).filter(|(part, _)| is_main(part)) {
            changes.push(Change::Comment { part, ranges, remark: remark(&open.note, true) });
        }
    }
    for inserted in &rolled.inserted {
        if let Some((part, ranges)) = written(&inserted.after)
            && let Some(last) = ranges.last()
        {
            let text = inserted.text.clone();
            let after = last.end.saturating_sub(1).max(last.start);
            changes.push(Change::InsertParagraph { part, after, text, remark: Some(remark(&inserted.note, false)) });
        }
    }
    changes.extend(rolled.tables.iter().filter_map(table));
    let revision = Revision { author: AUTHOR.to_owned(), date: DATE.to_owned(), tracked };
    revise::revise(file, docx, &changes, &revision, limit)
}

/// Where the characters of a place stand in the document, if that is known.
fn written(place: &Place) -> Option<(Arc<str>, Vec<Range<usize>>)> {
    let written = place.written.as_ref()?;
    let ranges = written.ranges();
    (!ranges.is_empty()).then(|| (written.part.clone(), ranges))
}

fn is_main(part: &str) -> bool {
    !["header", "footer", "footnotes", "endnotes"]
        .iter()
        .any(|story| part.rsplit('/').next().is_some_and(|name| name.starts_with(story)))
}

fn remark(text: &str, highlight: bool) -> Remark {
    Remark { text: text.to_owned(), highlight }
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
        remark: Some(remark(&row.note, false)),
    };
    Some(Change::Table {
        part,
        table: ranges.first()?.clone(),
        cells: edit.cells.iter().map(cell).collect(),
        deleted: edit.deleted.clone(),
        inserted: edit.inserted.iter().map(row).collect(),
    })
}
