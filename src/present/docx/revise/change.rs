//! 改动: what is to change in a document, and in whose name.

use std::ops::Range;
use std::sync::Arc;

/// 修订人: in whose name a document is changed, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The author of the changes and comments.
    pub author: String,
    /// Their date (`2026-01-01T00:00:00Z`); it is not taken from a clock, so that the bytes can be reproduced.
    pub date: String,
    /// Whether changes are shown as such until they are accepted. Comments and highlights are written either way.
    pub tracked: bool,
}

/// 批注.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it says; each line is a paragraph.
    pub text: String,
    /// Whether the characters are highlighted too.
    pub highlight: bool,
}

/// 改动. `part` is a file of the package (`word/document.xml`). Places are bytes of the part's text, decoded and without
/// byte order mark; ranges of characters lie within `w:t` elements, an entity such as `&amp;` being one character. In
/// texts to insert, `\n` is a line break and `\t` a tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Replaces characters. An empty text deletes them; an empty range inserts at its place. There are several ranges
    /// where the characters lie in several runs; the new text is formatted as the first of them. Nothing is changed
    /// where the new text is the old one.
    Replace {
        /// The part.
        part: Arc<str>,
        /// The characters, in reading order.
        ranges: Vec<Range<usize>>,
        /// What takes their place.
        text: String,
    },
    /// 批注 on characters, which may be changed at the same time. Word has comments only in the main text; a comment
    /// within a text box is put on the box.
    Comment {
        /// The part.
        part: Arc<str>,
        /// The characters, in reading order.
        ranges: Vec<Range<usize>>,
        /// The comment.
        remark: Remark,
    },
    /// Deletes a paragraph. It stays as an empty one where the document needs it: as the last of a cell, of a text box
    /// or of the text, between two tables, at the end of a section, or where a field such as a table of contents
    /// reaches beyond it.
    DeleteParagraph {
        /// The part.
        part: Arc<str>,
        /// A place within the paragraph.
        paragraph: usize,
    },
    /// Inserts a paragraph behind another and formatted like it. Several behind the same one keep their order.
    InsertParagraph {
        /// The part.
        part: Arc<str>,
        /// A place within the paragraph before it.
        after: usize,
        /// The new paragraph.
        text: String,
        /// A comment on it.
        remark: Option<Remark>,
    },
    /// Changes cells and rows of a table. Rows and columns count from 0 before the change; rows that somebody deleted
    /// do not count, and a cell stands at its first column of the grid. A merged cell that begins in a deleted row begins
    /// in the next one with its text; that alone is not tracked, since programs cannot show it.
    Table {
        /// The part.
        part: Arc<str>,
        /// The `w:tbl` element.
        table: Range<usize>,
        /// Cells that change.
        cells: Vec<CellChange>,
        /// Rows to delete.
        deleted: Vec<usize>,
        /// Rows to insert; several after the same row keep their order.
        inserted: Vec<NewRow>,
    },
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The row.
    pub row: usize,
    /// A column that the cell covers; a cell merged with the one above stands for that one.
    pub column: usize,
    /// The new text in place of all paragraphs of the cell, formatted as the first; in an empty cell, as the neighbours.
    pub text: Option<String>,
    /// A comment on the cell.
    pub remark: Option<Remark>,
}

/// A row to insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// The row after which it is inserted.
    pub after: usize,
    /// The row whose widths and formatting it takes over.
    pub like: usize,
    /// Texts by column; other cells stay empty.
    pub texts: Vec<(usize, String)>,
    /// A comment on the first cell that has a text.
    pub remark: Option<Remark>,
}

impl Change {
    pub(super) fn part(&self) -> &Arc<str> {
        match self {
            Self::Replace { part, .. }
            | Self::Comment { part, .. }
            | Self::DeleteParagraph { part, .. }
            | Self::InsertParagraph { part, .. }
            | Self::Table { part, .. } => part,
        }
    }
}
