//! 表体: reads the rows of a panel into drafts of line items.

use super::code::{CodeReader, broken_level, leading_code};
use super::depth::{Depth, indent};
use super::draft::{Draft, Form, figure};
use super::header::is_economic;
use super::label::{Label, label, total_rows};
use super::owner::names_unit;
use super::panel::Panel;
use super::place::scope_of_word;
use super::transposed::is_of_rates;
use super::word::is_counted;
use crate::model::{
    Amount, BudgetTable, Classification, Code, Level, Measure, PrintedNumber, Scope, Warning, WarningKind,
};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, numbering, squeeze};
use crate::source::{CellKind, Grid};
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads the rows of a panel. Codes printed without a figure are added to `blank`.
pub(super) fn read(
    grid: &Grid,
    body: Range<usize>,
    panel: &Panel,
    form: &Form,
    depth: &mut Depth,
    blank: &mut BTreeSet<Code>,
    warnings: &mut Vec<Warning>,
) -> Vec<Draft> {
    let decimals = stored_decimals(grid, body.clone(), panel);
    let mut reader = CodeReader::default();
    depth.begin(grid, body.clone(), panel);
    let totals = total_rows(grid, body.clone(), panel);
    let mut drafts = Vec::new();
    let mut heading: Option<String> = None;
    let mut nameless = Vec::new();
    for row in body {
        let Some(mut subject) = subject(grid, row, panel, form, totals.contains(&row), &mut reader, depth) else {
            nameless.push(row);
            continue;
        };
        // 增长率（%） below the amounts of two years, 公务用车保有量（辆） below those of “三公”: no money.
        let counted = || is_counted(&subject.name) || subject.under.as_deref().is_some_and(is_counted);
        if subject.code.is_none() && (is_of_rates(&subject.name) || counted()) {
            continue;
        }
        // Items belong to the unit in the row that heads them; the total of the table belongs to none of these units.
        if totals.contains(&row) {
            heading = None;
        } else if subject.unit.is_some() && panel.unit.is_none() {
            heading.clone_from(&subject.unit);
        } else if subject.unit.is_none() {
            subject.unit.clone_from(&heading);
        }
        let before = drafts.len();
        for (index, (column, amounts)) in panel.amounts.iter().enumerate() {
            let Some(cell) = grid.starting_at(row, *column) else { continue };
            let unit = amounts.unit.unwrap_or(form.amount_unit);
            let Some(amount) = figure(cell, unit, warnings) else { continue };
            // Spreadsheets drop trailing zeros, so number cells get the finest resolution of the table.
            let amount = match cell.kind {
                CellKind::Number => {
                    Amount::new(amount.fen(), (unit.fen() / 10i64.pow(decimals)).max(1).min(amount.resolution()))
                }
                _ => amount,
            };
            drafts.push(Draft {
                column: index,
                measure: subject.measure.as_deref().map(|row| crossed(row, &amounts.measure, panel)),
                amount: Some(amount),
                text: squeeze(&cell.text),
                place: cell.place.clone(),
                ..subject.clone()
            });
        }
        if drafts.len() == before {
            blank.extend(subject.code);
        }
    }
    let unnamed_total = Some(&nameless[..]).filter(|_| totals.is_empty()).and_then(|rows| match rows {
        [row] => total_without_a_label(grid, *row, panel, form, &drafts),
        _ => None,
    });
    match unnamed_total {
        Some(total) => drafts.extend(total),
        None => nameless.into_iter().for_each(|row| report_nameless(grid, row, panel, warnings)),
    }
    qualify_names(&mut drafts, depth);
    if form.table == BudgetTable::ThreePublic && totals.is_empty() {
        drafts.iter_mut().for_each(total_by_name);
    }
    drafts
}

/// The measure of a figure whose row names one too: 基本支出 in a column of one of several funds is
/// 一般公共预算/基本支出.
fn crossed(row: &str, column: &Measure, panel: &Panel) -> String {
    let several = panel.amounts.iter().any(|(_, other)| other.measure != *column);
    match several && !column.is_total() && column.as_str() != row {
        true => format!("{column}/{row}"),
        false => row.to_owned(),
    }
}

/// The drafts of the only row without code and name, if its figures are the sums of the highest rows: a total whose
/// label is missing.
fn total_without_a_label(grid: &Grid, row: usize, panel: &Panel, form: &Form, drafts: &[Draft]) -> Option<Vec<Draft>> {
    let highest = drafts.iter().map(|draft| draft.level).min()?;
    let mut total = Vec::new();
    for (index, (column, amounts)) in panel.amounts.iter().enumerate() {
        let parts: Vec<Amount> = drafts
            .iter()
            .filter(|draft| draft.level == highest && draft.column == index && draft.project.is_none())
            .filter_map(|draft| draft.amount)
            .collect();
        let Some(cell) = grid.starting_at(row, *column) else {
            if parts.iter().all(|part| part.fen() == 0) { continue } else { return None }
        };
        let Ok(Some(number)) = PrintedNumber::parse(&cell.text) else { return None };
        let amount = Amount::from_printed(&number, amounts.unit.unwrap_or(form.amount_unit)).ok()?.0;
        if !amount.sum_agrees(parts) {
            return None;
        }
        total.push(Draft {
            classification: form.classification,
            level: Level::Total,
            name: "合计".into(),
            code: None,
            project: None,
            unit: None,
            under: None,
            column: index,
            measure: None,
            amount: Some(amount),
            text: squeeze(&cell.text),
            place: cell.place.clone(),
        });
    }
    (!total.is_empty()).then_some(total)
}

/// Qualifies names that occur below different rows, since they are different items: 人大事务：行政运行 and
/// 政协事务：行政运行.
fn qualify_names(drafts: &mut [Draft], depth: &mut Depth) {
    let named = |draft: &&mut Draft| draft.code.is_none() && draft.level != Level::Total;
    for draft in drafts.iter_mut().filter(named) {
        depth.meet(&draft.name, draft.under.as_deref());
    }
    for draft in drafts.iter_mut().filter(named) {
        if let (true, Some(under)) = (depth.is_several(&draft.name), &draft.under) {
            draft.name = format!("{under}：{}", draft.name);
        }
    }
}

/// Makes a row named “三公”经费 or 支出合计 the total, if no row says 合计.
fn total_by_name(draft: &mut Draft) {
    let name = fold(&draft.name);
    let tails = ["", "合计", "支出", "支出合计", "支出预算", "总额"];
    if name == "支出合计" || tails.iter().any(|tail| name == format!("三公经费{tail}")) {
        draft.level = Level::Total;
        draft.name = "合计".into();
    }
}

/// The largest number of decimals among the number cells of a panel.
fn stored_decimals(grid: &Grid, body: Range<usize>, panel: &Panel) -> u32 {
    body.flat_map(|row| panel.amounts.iter().map(move |(column, _)| (row, *column)))
        .filter_map(|(row, column)| grid.starting_at(row, column).filter(|cell| cell.kind == CellKind::Number))
        .filter_map(|cell| PrintedNumber::parse(&cell.text).ok().flatten())
        .map(|number| number.decimals())
        .max()
        .unwrap_or(0)
        .min(10)
}

/// What a row is about: a draft without amount. `None` if it has neither code nor name.
fn subject(
    grid: &Grid,
    row: usize,
    panel: &Panel,
    form: &Form,
    is_total: bool,
    reader: &mut CodeReader,
    depth: &mut Depth,
) -> Option<Draft> {
    let vocabulary = Vocabulary::shipped();
    // A code merged over several rows (an item with one row per project) is the code of each.
    let merged = |column: usize| grid.covering(row, column).filter(|cell| cell.column == column);
    let shares = panel.codes.iter().all(|&(column, _)| merged(column).is_some_and(|cell| cell.row < row));
    let text =
        |column: usize| if shares { merged(column).map_or("", |cell| &cell.text) } else { grid.text(row, column) };
    let cells: Vec<_> = panel.codes.iter().map(|&(column, key)| (key, text(column))).collect();
    let mut code = reader.read(&cells);
    // A code that is none keeps its row's level: 201010 stands where 项 do.
    let broken = code.is_none().then(|| cells.iter().filter_map(|(_, text)| broken_level(text)).max()).flatten();
    let printed = label(grid, row, panel);
    let project = panel.project.map(|column| squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    let coded_project = || panel.project_code.is_some_and(|column| !grid.text(row, column).trim().is_empty());
    let is_project = panel.project.is_none() && coded_project();
    let unit = panel.unit.map(|column| squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    // 合计 may be in the column of the units' codes.
    let unit_code = || panel.unit_code.map(|column| squeeze(grid.text(row, column)));
    let unit = unit.or_else(|| unit_code().filter(|text| vocabulary.total(text).is_some()));
    // Rows of a department's units: each is the total of its unit, and the 合计 row that of the department.
    let of_unit = unit.is_some() && panel.names.is_empty() && panel.codes.is_empty();
    let Label { text: mut name, rank, group } = printed.unwrap_or(Label { text: String::new(), rank: 0, group: None });
    if code.is_none() {
        (code, name) = leading_code(&name);
    }
    let (mark, bare) = numbering(&name);
    let bare = bare.to_owned();
    let sums = code.is_none() && vocabulary.total(&bare).is_some();
    let mut draft = Draft {
        classification: code.as_ref().and_then(Code::classification).unwrap_or(form.classification),
        level: Level::Total,
        name: "合计".into(),
        code,
        project: project.filter(|project| vocabulary.total(project).is_none()),
        unit: unit.filter(|unit| vocabulary.total(unit).is_none()),
        under: None,
        column: 0,
        measure: None,
        amount: None,
        text: String::new(),
        place: grid.row_place(row),
    };
    match &draft.code {
        // 科目名称（项目）: a row with the code of a project names it.
        Some(code) if is_project && !bare.is_empty() => {
            draft.level = code.level();
            draft.name = code.to_string();
            draft.project = Some(bare);
        }
        Some(code) => {
            draft.level = code.level();
            draft.name = if bare.is_empty() { code.to_string() } else { bare };
        }
        None if is_total || of_unit => {}
        None if heads_unit(grid, row, panel, form, &bare) => draft.unit = Some(bare),
        None if bare.is_empty() => return None,
        None => {
            let (level, under) = depth.place(mark, indent(grid, row, panel), &bare);
            draft.level = match (mark, rank) {
                _ if broken.is_some() => broken.unwrap_or(level),
                // 本年收入合计 besides 收入总计 is a sum of the numbered rows. Unnumbered rows that follow it
                // (上年结转结余, 转移性收入) are of the same level.
                (None, _) if sums => {
                    depth.end_list();
                    Level::Category
                }
                (None, 1) => Level::Section,
                (None, 2..) => Level::Item,
                _ => level,
            };
            draft.under = group.clone().filter(|_| rank > 0).or(under).filter(|_| draft.level != Level::Category);
            // 市本级 belongs to the city above it, whatever their indents, and so do the districts below it.
            if mark.is_none() && scope_of_word(&bare) == Some(Scope::OwnLevel) {
                draft.under = depth.city().or(draft.under);
            } else if mark.is_none() && draft.under.is_none() {
                draft.under = depth.last_city();
            }
            draft.name = bare;
            match depth.again(mark, &draft) {
                Some(heading) => draft.name = format!("{heading}：{}", draft.name),
                None => name_by_meaning(&mut draft, form, group.as_deref(), vocabulary),
            }
        }
    }
    Some(draft)
}

/// Whether a row without a code names a unit whose items follow: 单位名称（科目）.
fn heads_unit(grid: &Grid, row: usize, panel: &Panel, form: &Form, name: &str) -> bool {
    let coded = panel.unit_code.is_some_and(|column| !grid.text(row, column).trim().is_empty());
    let listed = panel.unit.is_none() && !panel.codes.is_empty() && !panel.names.is_empty();
    listed && form.table != BudgetTable::GeneralProject && !name.is_empty() && (coded || names_unit(name))
}

/// Normalises rows named by a measure (which other provinces print as columns), and the items of “三公”.
fn name_by_meaning(draft: &mut Draft, form: &Form, group: Option<&str>, vocabulary: &Vocabulary) {
    if form.table == BudgetTable::ThreePublic {
        draft.classification = Classification::ThreePublic;
        if let Some(name) = vocabulary.three_public(&draft.name) {
            draft.level = if matches!(name, "公务用车购置费" | "公务用车运行费") {
                Level::Section
            } else {
                Level::Category
            };
            draft.name = name.to_owned();
        }
        return;
    }
    if form.by_economy && is_economic(&draft.name) {
        draft.classification = Classification::Economic;
        draft.level = Level::Category;
    }
    // 人员经费合计 is the total of its panel.
    let sums = form.table == BudgetTable::GeneralBasic && draft.name.ends_with("合计");
    let is_part = sums
        || matches!(form.table, BudgetTable::Revenue | BudgetTable::Expenditure)
        || matches!(draft.name.as_str(), "基本支出" | "项目支出" | "单位预留机动经费");
    let meant = |name: &str| vocabulary.measure(name).filter(|measure| !measure.is_total());
    // 其他收入 under 其他资金 is a part of that measure, although both have the same meaning elsewhere.
    let part_of_group = |measure: &Measure| group.and_then(meant).as_ref() == Some(measure);
    if is_part && let Some(measure) = meant(&draft.name).filter(|measure| !part_of_group(measure)) {
        draft.measure = Some(measure.as_str().to_owned());
        draft.level = Level::Total;
        draft.name = "合计".into();
    }
}

/// Warns of a row with figures but neither code nor name.
fn report_nameless(grid: &Grid, row: usize, panel: &Panel, warnings: &mut Vec<Warning>) {
    let figures = panel
        .amounts
        .iter()
        .filter(|(column, _)| PrintedNumber::parse(grid.text(row, *column)).is_ok_and(|number| number.is_some()))
        .count();
    if figures > 0 {
        let message = format!("这一行有 {figures} 个数，但没有科目编码和名称，未计入。请核对该行是否缺少科目");
        warnings.push(Warning::new(WarningKind::UnrecognisedPart, grid.row_place(row), message));
    }
}
