//! 对比表 and 核对发现: the tables in a report's document, with both years' figures and with the findings.

use super::{Content, Item, Wording};
use crate::audit::{Audit, Judgement};
use crate::model::{BudgetTable, Level, Measure};
use crate::present::docx::{Block, Section, Style};
use crate::present::table::{Cell, Column, Digits, Kind, Row, Table, texts};

/// A table of both years with its title; `None` if the unit has no figure in it.
pub(super) fn both_years(content: &Content, table: BudgetTable, words: &Wording) -> Option<(String, Table)> {
    let source = content.table(table);
    let shown = |item: &&Item| {
        let depth = match table {
            // The rows are what the sentences are about: columns of tables of funds, 类 of totals.
            BudgetTable::Revenue => item.code.is_none(),
            BudgetTable::Totals | BudgetTable::Expenditure | BudgetTable::FiscalTotals => item.level <= Level::Category,
            _ => true,
        };
        depth && (item.has_current() || item.has_prior())
    };
    let items: Vec<&Item> = source.all().filter(shown).collect();
    if items.is_empty() || items.iter().all(|item| item.prior.is_none()) {
        return None;
    }
    let digits = Digits { unit: words.unit, amount: words.decimals, percent: words.percent_decimals };
    let coded = items.iter().any(|item| item.code.is_some());
    let labels = if coded {
        vec![Column::new("编码", Kind::Code).wide(13), Column::new("项目", Kind::Text).wide(30)]
    } else {
        vec![Column::new("项目", Kind::Text).wide(36)]
    };
    let rows: Vec<Row> = items.iter().map(|item| line(item, labels.len())).collect();
    let figures = [format!("{}年", content.base), format!("{}年", content.year)];
    let figures = figures.into_iter().chain(["增减额", "增减率", "本年占比"].map(str::to_owned));
    let figures = (labels.len()..).zip(figures).map(|(at, head)| {
        let length = |row: &Row| row.cells[at].print(digits).chars().count() + 4;
        Column::new(head, Kind::Figure).wide(rows.iter().map(length).max().unwrap_or(0).max(12))
    });
    let columns = labels.iter().cloned().chain(figures).collect();
    let title = format!("{} {}年与{}年对比（{}）", table.title(), content.year, content.base, words.unit);
    Some((title, Table { columns, rows, digits, ..Table::default() }))
}

/// A row of both years. Its labels are code and name, or the name alone.
fn line(item: &Item, labels: usize) -> Row {
    let name = match (item.level, &*item.name) {
        (Level::Total, Measure::TOTAL) => Measure::TOTAL.to_owned(),
        (Level::Total, name) => format!("其中：{name}"),
        (level, name) => format!("{}{name}", "\u{3000}".repeat((level as usize).saturating_sub(1))),
    };
    let cells = [
        Cell::code(item.code.as_ref()),
        Cell::text(name),
        Cell::amount(item.prior),
        Cell::amount(item.current),
        Cell::change(item.change),
        Cell::growth(item.growth),
        Cell::share(item.share),
    ];
    Row::without_level(cells.into_iter().skip(2 - labels).collect::<Vec<_>>())
}

/// 核对发现: a section for the drafter, to be removed before publication.
pub(super) fn findings(audit: &Audit) -> Section {
    let findings = audit.findings();
    let paragraph = |style: Style, text: String| Block::Paragraph { style, text };
    let mut blocks = vec![
        paragraph(Style::Aside, "核对发现（供修改，公开前请删去本节）".to_owned()),
        paragraph(
            Style::Note,
            format!(
                "输入文件的文字里有 {} 个数，核对了 {} 个；表内表间核对 {} 处；发现 {} 条。",
                audit.claims.len(),
                audit.checked(),
                audit.sums,
                findings.len()
            ),
        ),
    ];
    let row = |(number, found): (usize, &&Judgement)| {
        let mut reason = found.because.clone();
        for more in [&found.likely_cause, &found.corrected].into_iter().flatten() {
            reason += &format!("；{more}");
        }
        let (number, place) = (number.to_string(), found.place.to_string());
        let expected = found.expected.as_deref().unwrap_or_default();
        Row::without_level(texts([&number, found.verdict.title(), &place, &found.text, expected, &reason]))
    };
    let rows: Vec<Row> = (1..).zip(&findings).map(row).collect();
    if !rows.is_empty() {
        let columns = [
            ("序号", Kind::Centred, 5),
            ("结论", Kind::Centred, 10),
            ("位置", Kind::Text, 22),
            ("原文", Kind::Text, 44),
            ("应为", Kind::Text, 13),
            ("依据、原因和修改建议", Kind::Text, 46),
        ];
        let columns = columns.map(|(head, kind, width)| Column::new(head, kind).wide(width)).into();
        blocks.push(Block::Table(Table { columns, rows, ..Table::default() }));
    }
    Section { landscape: true, blocks }
}
