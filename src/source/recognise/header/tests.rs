//! 表头: the meaning of columns by the words above them.

use super::*;
use crate::model::Place;
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

fn measures(rows: &[&[&str]]) -> Vec<String> {
    let grid = grid(rows);
    columns(&grid, 0..grid.rows())
        .into_iter()
        .map(|column| match column {
            Column::Key(key) => format!("{key:?}"),
            Column::Amount(c) => match c.year {
                Some(HeaderYear::Absolute(year)) => format!("{year}{}", c.measure),
                Some(HeaderYear::Relative(offset)) => format!("{offset}{}", c.measure),
                None => c.measure.to_string(),
            },
            Column::Rate(c) => format!("{:?}", c.kind),
            Column::Unknown => "?".into(),
        })
        .collect()
}

#[test]
fn a_squeezed_header_is_read_by_order_where_a_word_has_slid() {
    let found = measures(&[
        &["科目编码", "", "科目名称", "总计", "财政拨款", "", "财政专户", "单位资金", ""],
        &["类", "款", "", "", "小计", "一般公共预算", "", "", "政府性基金预算"],
        &["※", "※", "※", "1", "2", "3", "4", "5", "6"],
    ]);
    let expected = [
        "Category",
        "Section",
        "Name",
        "合计",
        "财政拨款小计",
        "一般公共预算",
        "政府性基金预算",
        "财政专户管理资金",
        "单位资金",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_word_over_every_column_is_the_title_again_and_a_group_is_not() {
    let found = measures(&[
        &["科目名称", "一般公共预算支出", "", "", ""],
        &["", "合计", "基本支出", "", "项目支出"],
        &["", "", "人员经费", "公用经费", ""],
    ]);
    assert_eq!(found, ["Name", "合计", "人员经费", "公用经费", "项目支出"]);
}

#[test]
fn wide_tables_carry_years_and_phases_in_their_headers() {
    let found = measures(&[&["科目编码", "科目名称", "2023年预算数", "2024", "上年决算数", "本年预算数"]]);
    assert_eq!(found, ["Code", "Name", "2023合计", "2024合计", "-1合计", "0合计"]);
}

#[test]
fn columns_that_would_mean_the_same_take_the_group_in_front() {
    let found =
        measures(&[&["项目名称", "财政拨款", "", "非财政拨款", ""], &["", "合计", "项目支出", "合计", "项目支出"]]);
    assert_eq!(found, ["Project", "财政拨款小计", "财政拨款/项目支出", "合计", "非财政拨款/项目支出"]);
}
