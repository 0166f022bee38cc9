//! 栏的内容: finds the meaning of columns by their content, where headers do not tell.

use super::column::Column;
use super::header;
use super::segment::Segment;
use crate::model::PrintedNumber;
use crate::source::Grid;
use crate::source::vocabulary::KeyColumn;
use std::collections::BTreeSet;
use std::ops::Range;

/// Error: there is a column of groups beside that of names, and the extent of each group is not known.
pub(super) struct OpenGroups;

/// Finds columns of names and codes below unknown headers, and columns of amounts below headers of names.
pub(super) fn tell_by_content(columns: &mut [Column], grid: &Grid, segment: &Segment) -> Result<(), OpenGroups> {
    let body = || segment.body.clone();
    amounts_by_content(columns, grid, segment);
    name_by_content(columns, grid, body())?;
    code_by_content(columns, grid, body());
    name_below_groups(columns, grid, body());
    Ok(())
}

/// The texts of a column, separated into words and figures (including marks for no figure).
fn texts(grid: &Grid, body: Range<usize>, column: usize) -> (Vec<&str>, Vec<&str>) {
    body.map(|row| grid.text(row, column).trim())
        .filter(|text| !text.is_empty())
        .partition(|text| PrintedNumber::is_word(text))
}

/// Makes columns of figures with a header of names amount columns: 市县 after 全省 and 省级.
fn amounts_by_content(columns: &mut [Column], grid: &Grid, segment: &Segment) {
    let first = columns.iter().position(|column| matches!(column, Column::Amount(_))).unwrap_or(columns.len());
    let named = |(_, column): &(usize, &mut Column)| **column == Column::Key(KeyColumn::Name);
    for (index, column) in columns.iter_mut().enumerate().skip(first).filter(named) {
        let (words, figures) = texts(grid, segment.body.clone(), index);
        let numbers = figures.iter().filter(|text| PrintedNumber::parse(text).is_ok_and(|number| number.is_some()));
        if words.is_empty() && numbers.count() > 1 {
            *column = header::of_figures(grid, segment.header.clone(), index);
        }
    }
}

/// Makes columns of words with an unknown header name columns. If the column to the left has names in fewer rows, those
/// are names of groups. On a page a group's name is centred on its rows; without ruling lines its extent is unknown.
fn name_by_content(columns: &mut [Column], grid: &Grid, body: Range<usize>) -> Result<(), OpenGroups> {
    let coded = columns.iter().any(|column| matches!(column, Column::Key(key) if key.is_code()));
    let of_figures = |index: &usize| {
        matches!(columns[*index], Column::Amount(_)) && {
            let (words, figures) = texts(grid, body.clone(), *index);
            words.len() <= figures.len()
        }
    };
    let first = (0..columns.len()).find(of_figures).unwrap_or(columns.len());
    let named = columns.iter().any(|column| matches!(column, Column::Key(KeyColumn::Name | KeyColumn::Project)));
    for index in 0..columns.len() {
        let unknown = columns[index].is_unknown() && !(named && columns[index] == Column::Unknown);
        if !unknown {
            continue;
        }
        let (words, figures) = texts(grid, body.clone(), index);
        if words.len() <= figures.len() {
            continue;
        }
        let groups = !coded && (1..=first).contains(&index) && columns[index - 1] == Column::Key(KeyColumn::Name);
        let beside = if groups { texts(grid, body.clone(), index - 1).0.len() } else { words.len() };
        let inner = beside * 2 <= words.len();
        let framed = |row: usize| grid.starting_at(row, index - 1).is_some_and(|cell| cell.row_span > 1);
        let open = inner || !named && beside < words.len();
        if open && grid.place.bounds.is_some() && !body.clone().any(framed) {
            return Err(OpenGroups);
        }
        columns[index] = Column::Key(if named && !inner { KeyColumn::Ignore } else { KeyColumn::Name });
    }
    Ok(())
}

/// Makes a column with an unknown header the code column if there is none and its cells are nested codes: 201, 20101,
/// 2010101 are not amounts.
fn code_by_content(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    if columns.iter().any(|column| matches!(column, Column::Key(key) if key.is_code())) {
        return;
    }
    let last_name = columns.iter().rposition(|column| *column == Column::Key(KeyColumn::Name));
    let holds_codes = |index: &usize| {
        let (words, figures) = texts(grid, body.clone(), *index);
        let is_code = |text: &&str| matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|byte| byte.is_ascii_digit());
        if words.len() > figures.len() || !figures.iter().all(is_code) {
            return false;
        }
        let codes: BTreeSet<&str> = figures.into_iter().collect();
        codes.iter().any(|code| code.len() > 3 && codes.contains(&code[..code.len() - 2]))
    };
    // The header may be 支出科目 over the codes and 科目名称 over the names.
    let unknown = |column: &Column| column.is_unknown() || *column == Column::Key(KeyColumn::Name);
    let mut candidates = (0..last_name.unwrap_or(columns.len())).filter(|index| unknown(&columns[*index]));
    if let Some(index) = candidates.find(holds_codes) {
        columns[index] = Column::Key(KeyColumn::Code);
    }
}

/// Makes a column of words without a header, to the right of the names, a name column too: the header belongs to both,
/// and the left one holds groups.
fn name_below_groups(columns: &mut [Column], grid: &Grid, body: Range<usize>) {
    let coded = columns.iter().any(|column| matches!(column, Column::Key(key) if key.is_code()));
    let name = Column::Key(KeyColumn::Name);
    let mut left = 0;
    for index in 1..columns.len() {
        let (words, figures) = texts(grid, body.clone(), index);
        let unheaded = columns[index] == Column::Unknown;
        if unheaded && words.is_empty() && figures.is_empty() {
            // A column covered only by merged cells.
            continue;
        }
        let beside = std::mem::replace(&mut left, index);
        let project = Column::Key(KeyColumn::Project);
        // 项目名称 merged over both.
        let twice = !coded && columns[beside] == project && columns[index] == project;
        let named = columns[beside] == name || !coded && columns[beside] == project;
        if twice || unheaded && named && words.len() > 1 && figures.len() <= words.len() {
            columns[beside] = name.clone();
            columns[index] = name.clone();
        }
    }
}
