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
    name_below_groups(columns, grid, body);
}

/// A column of words without a header, right of the names: the header stands over both, the left one holds groups.
fn name_below_groups(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    let coded = columns.iter().any(
        |column| matches!(column, Column::Key(key) if !matches!(key, KeyColumn::Name | KeyColumn::Project | KeyColumn::Unit | KeyColumn::Ignore)),
    );
    for index in 1..columns.len() {
        let texts = body.clone().map(|row| grid.text(row, index).trim()).filter(|text| !text.is_empty());
        let (words, figures): (Vec<&str>, Vec<&str>) = texts.partition(|text| PrintedNumber::parse(text).is_err());
        if columns[index] != Column::Unknown || words.len() < 2 || figures.len() > words.len() {
            continue;
        }
        match columns[index - 1] {
            Column::Key(KeyColumn::Name) => columns[index] = Column::Key(KeyColumn::Name),
            Column::Key(KeyColumn::Project) if !coded => {
                columns[index - 1] = Column::Key(KeyColumn::Name);
                columns[index] = Column::Key(KeyColumn::Name);
            }
            _ => {}
        }
    }
}
