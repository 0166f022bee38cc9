//! 栏的内容: what a column holds tells its use where its header does not.

use super::header::Column;
use crate::model::PrintedNumber;
use crate::source::Grid;
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use std::collections::BTreeSet;
use std::ops::Range;

/// Whether a text is neither a number, damaged or sound, nor a mark for none.
fn is_word(text: &str) -> bool {
    PrintedNumber::parse(text).is_err() && !PrintedNumber::is_meant(text)
}

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
        let words = texts().filter(|text| is_word(text)).count();
        if unknown && words > 0 && words * 2 > texts().count() {
            *column = Column::Key(if named { KeyColumn::Ignore } else { KeyColumn::Name });
        }
    }
    code_by_content(columns, grid, body.clone());
    name_below_groups(columns, grid, body);
}

/// A column without a known header whose cells are codes under codes, where no column is known to hold codes: 201,
/// 20101, 2010101 are no amounts.
fn code_by_content(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    if columns.iter().any(|column| matches!(column, Column::Key(key) if key.is_code())) {
        return;
    }
    let last_name = columns.iter().rposition(|column| *column == Column::Key(KeyColumn::Name));
    let holds_codes = |index: &usize| {
        let texts = body.clone().map(|row| grid.text(row, *index).trim()).filter(|text| !text.is_empty());
        let (words, figures): (Vec<&str>, Vec<&str>) = texts.partition(|text| is_word(text));
        let is_code = |text: &&str| matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|byte| byte.is_ascii_digit());
        if words.len() > figures.len() || !figures.iter().all(is_code) {
            return false;
        }
        let codes: BTreeSet<&str> = figures.into_iter().collect();
        codes.iter().any(|code| code.len() > 3 && codes.contains(&code[..code.len() - 2]))
    };
    let unknown = |column: &Column| match column {
        Column::Amount(c) => c
            .words
            .first()
            .is_none_or(|leaf| c.year.is_none() && c.unit.is_none() && Vocabulary::shipped().measure(leaf).is_none()),
        // 支出科目 over the codes, 科目名称 over the names.
        Column::Unknown | Column::Key(KeyColumn::Name) => true,
        Column::Key(_) => false,
    };
    let mut candidates = (0..last_name.unwrap_or(columns.len())).filter(|index| unknown(&columns[*index]));
    if let Some(index) = candidates.find(holds_codes) {
        columns[index] = Column::Key(KeyColumn::Code);
    }
}

/// A column of words without a header, right of the names: the header stands over both, the left one holds groups.
fn name_below_groups(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    let coded = columns.iter().any(|column| matches!(column, Column::Key(key) if key.is_code()));
    let texts = |index: usize| {
        let texts = body.clone().map(move |row| grid.text(row, index).trim()).filter(|text| !text.is_empty());
        texts.partition::<Vec<&str>, _>(|text| is_word(text))
    };
    let name = Column::Key(KeyColumn::Name);
    let mut left = 0;
    for index in 1..columns.len() {
        let (words, figures) = texts(index);
        let unheaded = columns[index] == Column::Unknown;
        if unheaded && words.is_empty() && figures.is_empty() {
            // A column that only merged cells reach over.
            continue;
        }
        let beside = std::mem::replace(&mut left, index);
        let project = Column::Key(KeyColumn::Project);
        // One 项目名称 merged over both.
        let twice = !coded && columns[beside] == project && columns[index] == project;
        let named = columns[beside] == name || !coded && columns[beside] == project;
        if twice || unheaded && named && words.len() > 1 && figures.len() <= words.len() {
            columns[beside] = name.clone();
            columns[index] = name.clone();
        }
    }
}
