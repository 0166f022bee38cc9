//! 对比表 and 核对发现: the tables that stand beside the text, both years of what it speaks of and what is to be put right.

use super::{Content, Item, Wording};
use crate::audit::Audit;
use crate::model::{Amount, BudgetTable, Level, Measure};
use crate::present::docx::{Align, Block, Cell, HeadCell, Section, Style, Table};
use crate::present::rows::{growth, signed};

/// The table of both years, where the unit has any figure in it; with its title.
pub(super) fn both_years(content: &Content, table: BudgetTable, words: &Wording) -> Option<(String, Table)> {
    let source = content.table(table);
    let shown = |item: &&Item| {
        let depth = match table {
            // Of a table of funds the columns, of totals the 类: what the sentences speak of.
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
    let coded = items.iter().any(|item| item.code.is_some());
    let rows: Vec<Vec<Cell>> = items.iter().map(|item| line(item, coded, words)).collect();
    let years = [format!("{}年", content.base), format!("{}年", content.year)];
    let mut names = if coded { vec!["编码"] } else { Vec::new() };
    names.extend(["项目", &years[0], &years[1], "增减额", "增减率", "本年占比"]);
    let width = |column: usize| rows.iter().map(|row| row[column].text.chars().count() + 4).max().unwrap_or(0).max(12);
    let mut widths = if coded { vec![13, 30] } else { vec![36] };
    widths.extend((widths.len()..names.len()).map(width));
    let title = format!("{} {}年与{}年对比（{}）", table.title(), content.year, content.base, words.unit);
    Some((title, Table { widths, head: vec![head(&names)], rows }))
}

fn head(names: &[&str]) -> Vec<HeadCell> {
    let cell = |(column, name): (usize, &&str)| HeadCell { text: (*name).to_owned(), column, columns: 1, rows: 1 };
    names.iter().enumerate().map(cell).collect()
}

fn line(item: &Item, coded: bool, words: &Wording) -> Vec<Cell> {
    let right = |text: String| Cell { text, align: Align::Right };
    let amount = |amount: Option<Amount>| {
        right(amount.map_or_else(|| "—".to_owned(), |amount| amount.print(words.unit, words.decimals)))
    };
    let name = match (item.level, &*item.name) {
        (Level::Total, Measure::TOTAL) => Measure::TOTAL.to_owned(),
        (Level::Total, name) => format!("其中：{name}"),
        (level, name) => format!("{}{name}", "\u{3000}".repeat((level as usize).saturating_sub(1))),
    };
    let code = item.code.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut cells = if coded { vec![Cell { text: code, align: Align::Left }] } else { Vec::new() };
    cells.push(Cell { text: name, align: Align::Left });
    cells.extend([amount(item.prior), amount(item.current)]);
    let change = item.change.map_or_else(|| "—".to_owned(), |change| signed(change, words.unit, words.decimals));
    let share = item.share.map_or_else(|| "—".to_owned(), |share| words.percent(share));
    cells.extend([right(change), right(growth(item.growth)), right(share)]);
    cells
}

/// 核对发现: a section for the drafter, to be taken out before publication.
pub(super) fn findings(audit: &Audit) -> Section {
    let findings = audit.findings();
    let paragraph = |style: Style, text: String| Block::Paragraph { style, text };
    let mut blocks = vec![
        paragraph(Style::Heading2, "核对发现（供修改，公开前请删去本节）".to_owned()),
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
    let left = |text: String| Cell { text, align: Align::Left };
    let rows: Vec<Vec<Cell>> = (1..)
        .zip(&findings)
        .map(|(number, found)| {
            let mut reason = found.because.clone();
            for more in [&found.likely_cause, &found.corrected].into_iter().flatten() {
                reason += &format!("；{more}");
            }
            let expected = found.expected.clone().unwrap_or_default();
            let texts = [found.place.to_string(), found.text.to_string(), expected, reason];
            let number = Cell { text: format!("{number}"), align: Align::Centre };
            let verdict = Cell { text: found.verdict.title().to_owned(), align: Align::Centre };
            [number, verdict].into_iter().chain(texts.map(left)).collect()
        })
        .collect();
    if !rows.is_empty() {
        let head = vec![head(&["序号", "结论", "位置", "原文", "应为", "依据、原因和改法"])];
        blocks.push(Block::Table(Table { widths: vec![5, 10, 22, 44, 13, 46], head, rows }));
    }
    Section { landscape: true, blocks }
}
