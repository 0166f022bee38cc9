//! 横表: reads tables whose items are columns (“三公” in Shanghai and Jiangsu, 支出预算总表 in Jiangsu).

use super::column::AmountColumn;
use super::draft::{Draft, Form, figure};
use super::header::split_year;
use super::panel::Panel;
use crate::model::{Level, Measure, PrintedNumber, Warning};
use crate::source::Grid;
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use std::ops::Range;

/// The name of a total that includes more than the “三公” items.
const WITH_MEETINGS: &str = "“三公”经费、会议费和培训费合计";

/// A panel for each row of a table that has a row a year and a column an item (2015年, 2016年, 增减%): the year of the row
/// is that of its figures. Rows of rates between them hold no money. `None` where any row is something else.
pub(super) fn by_year(grid: &Grid, body: Range<usize>, panel: &Panel) -> Option<Vec<(usize, Panel)>> {
    let ([names], []) = (panel.names.as_slice(), panel.codes.as_slice()) else { return None };
    let vocabulary = Vocabulary::shipped();
    let mut years = Vec::new();
    for row in body {
        let label = squeeze(grid.text(row, *names));
        let (year, rest) = split_year(&label);
        let phase = vocabulary.phase(&rest);
        match year {
            _ if label.is_empty() || is_of_rates(&label) => {}
            Some(year) if rest.is_empty() || phase.is_some() => {
                let of_year = |(column, amounts): &(usize, AmountColumn)| {
                    (*column, AmountColumn { year: Some(year), phase: phase.or(amounts.phase), ..amounts.clone() })
                };
                let amounts = panel.amounts.iter().map(of_year).collect();
                years.push((row, Panel { names: Vec::new(), amounts, ..panel.clone() }));
            }
            _ => return None,
        }
    }
    (!years.is_empty()).then_some(years)
}

/// Whether the row of a label holds rates and no money: 增减%, 增长率, 占比（%）.
pub(super) fn is_of_rates(label: &str) -> bool {
    let label = fold(label);
    ["%", "(%)", "增长率", "增减率", "增幅", "占比", "比重", "完成率"].iter().any(|end| label.ends_with(end))
}

/// Whether the columns are the items of “三公”.
pub(super) fn is_three_public(panel: &Panel) -> bool {
    let vocabulary = Vocabulary::shipped();
    let named = |(_, column): &&(usize, AmountColumn)| {
        column
            .words
            .iter()
            .any(|word| vocabulary.three_public(word).is_some_and(|name| name != "会议费" && name != "培训费"))
    };
    panel.amounts.iter().filter(named).count() > 1
}

/// Reads a panel without name columns, in which the header says what each figure is. A column of a known measure
/// (基本支出) is the total of that measure, any other column an item.
pub(super) fn read(
    grid: &Grid,
    body: Range<usize>,
    panel: &Panel,
    form: &Form,
    warnings: &mut Vec<Warning>,
) -> Vec<Draft> {
    let vocabulary = Vocabulary::shipped();
    // Jiangsu's form: 合计 of everything, “三公”经费 with its own 小计, then 会议费 and 培训费.
    let of_three_public = |column: &AmountColumn| column.words.iter().any(|word| fold(word).contains("三公"));
    let (inner, all) =
        (panel.amounts.iter().filter(|(_, column)| of_three_public(column)).count(), panel.amounts.len());
    let holds_more = |column: &AmountColumn| inner > 0 && inner < all && !of_three_public(column);
    let mut drafts = Vec::new();
    for row in body {
        // One row per subordinate unit; the total row has no unit.
        let unit = panel.unit.map(|column| squeeze(grid.text(row, column))).filter(|name| !name.is_empty());
        let unit = unit.filter(|name| vocabulary.total(name).is_none());
        for (index, (column, amounts)) in panel.amounts.iter().enumerate() {
            let Some(cell) = grid.starting_at(row, *column) else { continue };
            // Words among the figures are notes; damaged numbers give a warning.
            if !PrintedNumber::looks_numeric(&cell.text) {
                continue;
            }
            let unit_of_amount = amounts.unit.unwrap_or(form.amount_unit);
            let Some(amount) = figure(cell, unit_of_amount, warnings) else { continue };
            let item = amounts.words.iter().find_map(|word| vocabulary.three_public(word).map(str::to_owned));
            let known = amounts.words.iter().any(|word| {
                vocabulary.measure(word).is_some_and(|measure| !measure.is_total() && measure == amounts.measure)
            });
            let own = amounts.words.iter().find(|word| {
                vocabulary.measure(word).is_none_or(|measure| !measure.is_total()) && vocabulary.phase(word).is_none()
            });
            let own = own.filter(|word| !known && vocabulary.table(word).is_none()).cloned();
            let measure = if item.is_none() && known { amounts.measure.clone() } else { Measure::total() };
            let whole = (!known && holds_more(amounts)).then(|| WITH_MEETINGS.to_owned());
            let name = item.or(own).or(whole);
            let level = match name.as_deref() {
                None => Level::Total,
                Some("公务用车购置费" | "公务用车运行费") => Level::Section,
                Some(_) => Level::Category,
            };
            drafts.push(Draft {
                classification: form.classification,
                code: None,
                level,
                name: name.unwrap_or_else(|| "合计".into()),
                project: None,
                unit: unit.clone(),
                under: None,
                column: index,
                measure: Some(measure.as_str().to_owned()),
                amount: Some(amount),
                text: cell.text.trim().to_owned(),
                place: cell.place.clone(),
            });
        }
    }
    drafts
}
