//! 改写: rewrites last year's text with this year's figures.
//!
//! The text is changed in place, in its own wording and precision. What cannot be derived from the tables is kept and
//! marked with what has to be done about it. The changes are independent of the file format; `docx` writes them.

mod copied;
mod data;
mod docx;
mod figures;
mod lists;
mod moves;
mod names;
mod numbering;
mod pictures;
mod reasons;
mod rolled;
mod sheet;
mod style;
mod tables;
mod verbs;
mod years;

pub use copied::{Piece, PieceCell, copied_docx};
pub use data::rolled_json;
pub use docx::rolled_docx;
pub use rolled::{CellEdit, Edit, Insertion, Open, Removal, RollForward, RolledText, RowInsertion, TableEdit};
pub(super) use years::moved;

use sheet::Sheet;

/// Rewrites a text with the figures of another year.
pub fn roll_text(of: &RollForward<'_>) -> RolledText {
    let mut sheet = Sheet::default();
    let style = style::Style::of(of);
    pictures::mark(of, &mut sheet);
    let gone = lists::remove(of, &mut sheet);
    figures::roll(of, &style, &mut sheet);
    moves::mark(of, &style, &mut sheet);
    lists::roll(of, &style, &gone, &mut sheet);
    names::roll(of, &mut sheet);
    reasons::mark(of, &mut sheet);
    let tables = tables::roll(of);
    years::roll(of, &tables, &mut sheet);
    RolledText { tables, ..sheet.finish() }
}
