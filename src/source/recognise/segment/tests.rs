//! 分段: the extent of captions, headers and bodies.

use super::*;
use crate::source::Cell;

fn grid(rows: &[&[&str]]) -> Grid {
    let place = Place::file("x");
    let cells = rows.iter().enumerate().flat_map(|(r, row)| {
        let place = place.clone();
        row.iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .map(move |(c, text)| Cell::text(*text, r, c, place.at(r as u32 + 1, c as u32 + 1)))
    });
    Grid::new(cells.collect(), place.clone())
}

#[test]
fn a_sheet_with_two_tables_is_cut_at_the_second_title() {
    let grid = grid(&[
        &["收入预算总表"],
        &["单位：元"],
        &["科目编码", "科目名称", "合计"],
        &["201", "一般公共服务支出", "1"],
        &["注：本表反映收入，不含结转。以上。"],
        &["支出预算总表"],
        &["科目编码", "科目名称", "合计"],
        &["201", "一般公共服务支出", "1"],
    ]);
    let segments = segments(&grid);
    assert_eq!(segments.len(), 2);
    assert_eq!((segments[0].header.clone(), segments[0].body.clone()), (2..3, 3..4));
    assert_eq!(segments[0].notes.len(), 1);
    assert_eq!((segments[1].header.clone(), segments[1].body.clone()), (6..7, 7..8));
}

#[test]
fn a_line_above_a_title_is_no_table() {
    let grid = grid(&[
        &["2025年部门预算"],
        &["收支总表"],
        &["科目编码", "科目名称", "合计"],
        &["201", "一般公共服务支出", "1"],
    ]);
    let segments = segments(&grid);
    assert_eq!(segments.len(), 1);
    assert_eq!((segments[0].captions.len(), segments[0].body.clone()), (2, 3..4));
}

#[test]
fn a_lone_total_is_data_and_a_row_of_measures_is_header() {
    let grid = grid(&[&["科目名称", "", ""], &["", "合计", "基本支出"], &["合计", "", ""]]);
    let segments = segments(&grid);
    assert_eq!((segments[0].header.clone(), segments[0].body.clone()), (0..2, 2..3));
}

fn header_and_body(rows: &[&[&str]]) -> (Range<usize>, Range<usize>) {
    let segments = segments(&grid(rows));
    assert_eq!(segments.len(), 1, "{segments:?}");
    (segments[0].header.clone(), segments[0].body.clone())
}

#[test]
fn a_number_of_the_body_is_never_a_year() {
    let rows: [&[&str]; 4] =
        [&["项目", "2024年预算数"], &["文化专项资金", "2000"], &["一般公共预算", "1999"], &["转移支付总计", "3999"]];
    assert_eq!(header_and_body(&rows), (0..1, 1..4));
    let rows: [&[&str]; 4] = [
        &["科目名称", "上年数", "本年数"],
        &["教育支出", "1998", "2012"],
        &["", "2001", "2002"],
        &["合计", "3999", "4014"],
    ];
    assert_eq!(header_and_body(&rows), (0..1, 1..4));
    let rows: [&[&str]; 3] = [&["科目名称", "预算数", ""], &["", "2023", "2024"], &["教育支出", "2000", "2010"]];
    assert_eq!(header_and_body(&rows), (0..2, 2..3));
    let rows: [&[&str]; 2] = [&["市县", "2023", "2024"], &["甲县", "2000", "2010"]];
    assert_eq!(header_and_body(&rows), (0..1, 1..2));
}

#[test]
fn a_second_header_row_may_hold_the_number_of_a_helper_column() {
    let rows: [&[&str]; 4] = [
        &["科目编码", "项目", "2024年决算数", "2025年", "", ""],
        &["", "", "", "预算数", "3", "执行数"],
        &["101", "税收收入", "100", "110", "8", "108"],
        &["", "合计", "100", "110", "9", "108"],
    ];
    assert_eq!(header_and_body(&rows), (0..2, 2..4));
}

#[test]
fn a_damaged_number_keeps_its_row_out_of_the_header() {
    let rows: [&[&str]; 3] = [&["科目编码", "科目名称", "合计"], &["", "合计", "1.23-"], &["208", "社保", "1,20.00"]];
    assert_eq!(header_and_body(&rows), (0..1, 1..3));
}

#[test]
fn the_row_that_numbers_columns_belongs_to_the_header() {
    assert!(is_number_row(&["※", "※", "1", "2", "3"]));
    assert!(is_number_row(&["栏次", "1", "2=3+4", "3"]));
    assert!(is_number_row(&["类", "款", "项", "栏次", "1", "2"]));
    assert!(!is_number_row(&["类", "款", "项", "科目名称", "合计"]));
    assert!(!is_number_row(&["201", "1"]));
}
