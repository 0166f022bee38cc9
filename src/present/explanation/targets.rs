//! 项目支出绩效目标表 (T12): the targets of each project, with its funds and indicators.

use super::Content;
use super::profile::wan;
use crate::model::{BudgetTable, Level, LineItem};
use crate::present::docx::{Block, Grid, GridCell, Style};
use std::sync::Arc;

/// The columns below 三级指标, each with its measure.
const COLUMNS: [&str; 6] = ["指标值", "指标值设置依据", "上年完成值", "指标分值权重", "指标赋分规则", "佐证资料"];
/// The first row of indicators, below that of their headers.
const INDICATORS: usize = 5;

/// The tables of this year's projects, in the order in which they were read.
pub(super) fn tables(content: &Content, items: &[LineItem]) -> Vec<Block> {
    let own = |item: &&LineItem| {
        item.table == BudgetTable::Performance
            && item.unit == content.unit
            && item.year == content.year
            && item.phase == content.phase
    };
    let mut projects: Vec<(&Arc<str>, Vec<&LineItem>)> = Vec::new();
    for item in items.iter().filter(own) {
        let Some(name) = &item.project else { continue };
        match projects.iter_mut().find(|(known, _)| *known == name) {
            Some((_, items)) => items.push(item),
            None => projects.push((name, vec![item])),
        }
    }
    let paragraph = |style: Style, text: String| Block::Paragraph { style, text };
    let blocks = projects.into_iter().flat_map(|(name, items)| {
        [
            paragraph(Style::TableCaption, BudgetTable::Performance.title().to_owned()),
            paragraph(Style::TableUnit, format!("（{}年）", content.year)),
            Block::Grid(table(&content.unit, name, &items)),
        ]
    });
    blocks.collect()
}

fn table(unit: &str, project: &str, items: &[&LineItem]) -> Grid {
    let mut cells = Vec::new();
    let mut put = |at: (usize, usize), spans: (usize, usize), text: &str| {
        cells.push(GridCell { at, spans, text: text.to_owned() });
    };
    let fact = |measures: &[&str]| {
        items.iter().find(|item| item.level == Level::Total && measures.contains(&item.measure.as_str()))
    };
    let words = |measures: &[&str]| fact(measures).map_or("", |item| &item.text);
    let amount = |measures: &[&str]| fact(measures).and_then(|item| item.amount).map(wan).unwrap_or_default();
    put((0, 0), (1, 2), "预算单位");
    put((0, 2), (1, 7), unit);
    put((1, 0), (1, 2), "项目名称");
    put((1, 2), (1, 3), project);
    put((1, 5), (1, 2), "项目负责人");
    put((1, 7), (1, 2), words(&["项目负责人"]));
    put((2, 0), (1, 2), "项目资金（万元）");
    put((2, 2), (1, 1), "年度预算总额");
    put((2, 3), (1, 1), &amount(&["年度预算总额", "年度资金总额", "预算总额", "资金总额"]));
    put((2, 4), (1, 1), "其中：财政拨款");
    put((2, 5), (1, 1), &amount(&["财政拨款"]));
    put((2, 6), (1, 2), "其他资金");
    put((2, 8), (1, 1), &amount(&["其他资金", "单位资金"]));
    put((3, 0), (1, 2), "项目总体目标");
    put((3, 2), (1, 7), words(&["项目总体目标", "年度总体目标"]));
    let heads = ["一级指标", "二级指标", "三级指标"].into_iter().chain(COLUMNS);
    heads.enumerate().for_each(|(column, head)| put((INDICATORS - 1, column), (1, 1), head));
    let mut paths: Vec<&Arc<str>> = Vec::new();
    for item in items.iter().filter(|item| item.level == Level::Item) {
        if !paths.contains(&&item.name) {
            paths.push(&item.name);
        }
    }
    let levels: Vec<[&str; 3]> = paths.iter().map(|path| levels(path)).collect();
    for (row, (path, own)) in (INDICATORS..).zip(paths.iter().zip(&levels)) {
        // 一级 and 二级 stand once for the indicators below them.
        for depth in [0, 1] {
            let alike = |other: &[&str; 3]| other[..=depth] == own[..=depth];
            let at = row - INDICATORS;
            if at == 0 || !alike(&levels[at - 1]) {
                let span = levels[at..].iter().take_while(|other| alike(other)).count();
                put((row, depth), (span, 1), own[depth]);
            }
        }
        put((row, 2), (1, 1), own[2]);
        for (column, measure) in (3..).zip(COLUMNS) {
            let cell = items.iter().find(|item| item.name == **path && item.measure.as_str() == measure);
            put((row, column), (1, 1), cell.map_or("", |item| &item.text));
        }
    }
    Grid { rows: INDICATORS + paths.len(), columns: 3 + COLUMNS.len(), cells }
}

/// 一级, 二级 and 三级指标 of a path; what is above the first known one is empty.
fn levels(path: &str) -> [&str; 3] {
    let parts: Vec<&str> = path.splitn(3, '/').collect();
    match parts[..] {
        [first, second, third] => [first, second, third],
        [second, third] => ["", second, third],
        _ => ["", "", path],
    }
}
