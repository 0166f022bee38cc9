//! 摘要: a page of Markdown about what changed, what was read and what was not understood.

use super::TextOptions;
use super::chart::{self, Chart};
use super::comparison::comparison_markdown;
use super::table::{Cell, Column, Digits, Kind, Row, Table, Value, escaped};
use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{Amount, AmountUnit, BudgetTable, Level, MARK_MARKDOWN};
use crate::report::{Read, ReadTable};

/// 图: the kind and title of one of the report's charts.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it is.
    pub kind: chart::Kind,
    /// Its title.
    pub title: String,
}

impl Picture {
    /// Describes a chart.
    pub fn new(kind: chart::Kind, chart: &Chart) -> Self {
        Self { kind, title: chart.title().to_owned() }
    }
}

/// The summary of a comparison and its sources.
pub fn summary(unit: &str, comparison: &Comparison, read: &Read, pictures: &[Picture]) -> String {
    let mut text = format!("# {} {}年与{}年对比\n\n", escaped(unit), comparison.year, comparison.base);
    text += &comparison.other_phase().map(|said| format!("**注意**：{said}。\n\n")).unwrap_or_default();
    text += &headline(comparison);
    text += &movers(comparison);
    text += &gallery(pictures);
    text += "## 各表对比\n\n";
    text +=
        &comparison_markdown(comparison, TextOptions { unit: AmountUnit::TenThousand, one_measure: false, width: 100 });
    text += &sources(read);
    text + "\n" + MARK_MARKDOWN + "\n"
}

/// The charts in `charts/`, each with its title as alternative text.
fn gallery(pictures: &[Picture]) -> String {
    if pictures.is_empty() {
        return String::new();
    }
    let mut text = "## 图\n\n".to_owned();
    for Picture { kind, title } in pictures {
        let title = escaped(title);
        text += &format!("### {}\n\n![{title}](charts/{}.svg)\n\n", kind.title(), kind.name());
    }
    text
}

fn line(label: &str, row: &ComparisonRow) -> String {
    let print = |cell: Cell| cell.print(Digits::default());
    let amount = |amount: Option<Amount>| print(Cell::amount(amount));
    let growth = |growth| print(Cell::growth(growth));
    let basis = match row.other_basis() {
        Some(same) => {
            format!("（同口径：{} → {} 万元，{}）", amount(same.prior), amount(row.current), growth(same.growth))
        }
        None => String::new(),
    };
    format!(
        "- {}：{} → {} 万元，增减 {} 万元，{}{basis}\n",
        escaped(label),
        amount(row.prior),
        amount(row.current),
        amount(row.change),
        growth(row.growth)
    )
}

/// The total rows of both years: the total, its funds, basic and project expenditure.
fn headline(comparison: &Comparison) -> String {
    let mut text = "## 总体\n\n".to_owned();
    use BudgetTable::{Expenditure, General, GovernmentExpenditure, GovernmentRevenue, Revenue, ThreePublic};
    for table in [Revenue, Expenditure, General, GovernmentRevenue, GovernmentExpenditure, ThreePublic] {
        for row in comparison.rows.iter().filter(|row| row.item.table == table && row.item.level == Level::Total) {
            if row.change.is_some() {
                let label = if row.item.measure.is_total() { "合计" } else { row.item.measure.as_str() };
                text += &line(&format!("{} {label}", table.title()), row);
            }
        }
    }
    text + "\n"
}

/// The five largest increases and decreases among the 项 of the general budget.
fn movers(comparison: &Comparison) -> String {
    let mut rows: Vec<&ComparisonRow> = comparison
        .rows
        .iter()
        .filter(|row| matches!(row.item.table, BudgetTable::General | BudgetTable::GovernmentExpenditure))
        .filter(|row| row.item.level == Level::Item && row.item.measure.is_total())
        .filter(|row| row.change.is_some_and(|change| change.fen() != 0))
        .collect();
    rows.sort_by_key(|row| {
        (std::cmp::Reverse(row.change.map(|change| change.fen().unsigned_abs())), row.item.code.clone())
    });
    if rows.is_empty() {
        return String::new();
    }
    let mut text = "## 变动最大的项级科目\n\n".to_owned();
    for row in rows.into_iter().take(10) {
        let code = row.item.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
        text += &line(&format!("{code}{}", row.item.name), row);
    }
    text + "\n"
}

fn sources(read: &Read) -> String {
    let mut text = "## 读取情况\n\n".to_owned();
    for file in &read.files {
        text += &format!("- 文件：{}\n", escaped(file));
    }
    let columns = [
        ("年度", Kind::Word),
        ("表", Kind::Word),
        ("表名", Kind::Text),
        ("数据个数", Kind::Figure),
        ("说明", Kind::Text),
    ];
    let row = |ReadTable { year, table, title, items, note, .. }: &ReadTable| {
        let note = note.as_deref().unwrap_or_default();
        let [year, table, title, note] = [&year.to_string(), table.title(), title, note].map(Cell::text);
        Row::without_level([year, table, title, Value::Count(*items).into(), note])
    };
    let tables = Table {
        columns: columns.map(|(head, kind)| Column::new(head, kind)).into(),
        rows: read.tables.iter().map(row).collect(),
        ..Table::default()
    };
    text += &format!("\n{}", tables.markdown_grid());
    text += "\n## 读取提示\n\n";
    if read.warnings.is_empty() {
        text += "没有未识别的表或异常的数。\n";
    }
    for warning in &read.warnings {
        text += &format!("- {}\n", escaped(&warning.to_string()));
    }
    text
}
