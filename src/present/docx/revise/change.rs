//! 改动: the changes to make in a document, and the author they are attributed to.

use std::ops::Range;
use std::sync::Arc;

/// 修订人: author and date of the changes, and whether they are tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The author of the changes and comments.
    pub author: String,
    /// Date of the changes (`2026-01-01T00:00:00Z`). Given by the caller rather than the clock, so that output is
    /// reproducible.
    pub date: String,
    /// Whether changes are tracked until somebody accepts them. Comments and highlights are written either way.
    pub tracked: bool,
}

/// 批注.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Text of the comment; each line becomes a paragraph.
    pub text: String,
    /// Whether the commented characters are also highlighted.
    pub highlight: bool,
}

/// 改动. `part` is a file of the package (`word/document.xml`). Places are byte offsets in the part's text, decoded and
/// without byte order mark. Ranges of characters lie within `w:t` elements; an entity such as `&amp;` counts as one
/// character. In text to insert, `\n` is a line break and `\t` a tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Replaces characters. An empty text deletes them; an empty range inserts at its position. Characters spread over
    /// several runs need several ranges; the new text is formatted like the first of them. Nothing changes if the new
    /// text equals the old.
    Replace {
        /// The part.
        part: Arc<str>,
        /// The characters, in reading order.
        ranges: Vec<Range<usize>>,
        /// The replacement.
        text: String,
    },
    /// 批注 on characters, which may be changed at the same time. Word supports comments only in the main text; a comment
    /// within a text box is attached to the box itself.
    Comment {
        /// The part.
        part: Arc<str>,
        /// The characters, in reading order.
        ranges: Vec<Range<usize>>,
        /// The comment.
        remark: Remark,
    },
    /// Deletes a paragraph. Where the document needs one, an empty paragraph remains: as the last of a cell, a text box
    /// or the text, between two tables, at the end of a section, or where a field such as a table of contents extends
    /// beyond it.
    DeleteParagraph {
        /// The part.
        part: Arc<str>,
        /// An offset within the paragraph.
        paragraph: usize,
    },
    /// Inserts a paragraph after another, formatted like it. Several after the same paragraph keep their order.
    InsertParagraph {
        /// The part.
        part: Arc<str>,
        /// An offset within the preceding paragraph.
        after: usize,
        /// Text of the new paragraph.
        text: String,
        /// A comment on it.
        remark: Option<Remark>,
    },
    /// Changes cells and rows of a table. Rows and columns count from 0 and refer to the table before the change. Rows
    /// already deleted in tracked changes do not count, and a cell is addressed by its first grid column. If the row in
    /// which a merged cell begins is deleted, the cell with its text begins in the next row instead; this is not
    /// tracked, since programs cannot display it.
    Table {
        /// The part.
        part: Arc<str>,
        /// The `w:tbl` element.
        table: Range<usize>,
        /// Cells to change.
        cells: Vec<CellChange>,
        /// Rows to delete.
        deleted: Vec<usize>,
        /// Rows to insert; several after the same row keep their order.
        inserted: Vec<NewRow>,
    },
}

/// A cell to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The row.
    pub row: usize,
    /// Any column that the cell covers; a cell merged with the one above refers to the merged cell as a whole.
    pub column: usize,
    /// Text that replaces all paragraphs of the cell, formatted like the first of them, or like neighbouring cells if
    /// the cell is empty.
    pub text: Option<String>,
    /// A comment on the cell.
    pub remark: Option<Remark>,
}

/// A row to insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// The row after which it is inserted.
    pub after: usize,
    /// The row whose widths and formatting it copies.
    pub like: usize,
    /// Texts by column; the other cells are left empty.
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
