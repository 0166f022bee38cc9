//! 栏的内容: what a column holds tells its use where its header does not.

use super::header::Column;
use crate::model::PrintedNumber;
use crate::source::Grid;
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use std::ops::Range;

/// Columns whose header is not known, but which hold words where others hold amounts: names.
pub(super) fn name_by_content(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    let vocabulary = Vocabulary::shipped();
    let named = columns.iter().any(|column| matches!(column, Column::Key(KeyColumn::Name | KeyColumn::Project)));
    for (index, column) in columns.iter_mut().enumerate() {
        let unknown = match column {
            Column::Amount(c) => c
                .words
                .first()
                .is_some_and(|leaf| c.year.is_none() && c.unit.is_none() && vocabulary.measure(leaf).is_none()),
            Column::Unknown => !named,
            Column::Key(_) => false,
        };
        let texts = || body.clone().map(|row| grid.text(row, index).trim()).filter(|text| !text.is_empty());
        let words = texts().filter(|text| PrintedNumber::parse(text).is_err()).count();
        if unknown && words > 0 && words * 2 > texts().count() {
            *column = Column::Key(if named { KeyColumn::Ignore } else { KeyColumn::Name });
        }
    }
}
