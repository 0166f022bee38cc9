//! 表种: finds the kind, scope and classification of a table from its title and content.

use super::caption::Caption;
use super::column::Column;
use super::context::Context;
use super::government;
use super::label::{Label, label};
use super::panel::Panel;
use super::place;
use super::recognised::Table;
use super::segment::Segment;
use super::transposed;
use crate::model::{BudgetTable, Classification, Scope};
use crate::source::Grid;
use crate::source::unit::is_cut;
use crate::source::vocabulary::Vocabulary;
use crate::source::words::numbering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The kind of a table without a known title, from its columns.
fn by_content(panels: &[Panel]) -> BudgetTable {
    let has = |word: &str| panels.iter().flat_map(|p| &p.amounts).any(|(_, column)| column.measure.as_str() == word);
    if panels.len() > 1 {
        BudgetTable::Totals
    } else if has("人员经费") && has("公用经费") {
        BudgetTable::GeneralBasic
    } else if has("政府性基金预算") || has("单位资金") || has("财政拨款小计") || has("事业收入") {
        BudgetTable::Revenue
    } else {
        BudgetTable::General
    }
}

/// The kinds of a table's panels.
pub(super) struct Kinds {
    /// The kind of each panel.
    pub panels: Vec<PanelKind>,
    pub title: Option<Arc<str>>,
    pub scope: Scope,
    /// The place that a government's title names, if it differs from the document's.
    pub place: Option<Arc<str>>,
}

/// The kind of a panel.
#[derive(Clone, Copy)]
pub(super) struct PanelKind {
    pub table: BudgetTable,
    /// The classification of its rows, if they tell.
    pub content: Option<Classification>,
}

/// Finds the kinds of a segment's panels.
pub(super) fn kinds(
    (grid, segment): (&Grid, &Segment),
    panels: &[Panel],
    caption: &Caption,
    context: &Context,
) -> Kinds {
    let title = caption.unknown.as_ref().or(caption.title.as_ref()).map(|(title, _)| title.clone());
    let words = title.as_deref().unwrap_or_default();
    let body = || segment.body.clone();
    let of_unit = matches!(context.scope, Some(Scope::Department | Scope::Unit));
    let taxed = || panels.iter().any(|panel| government::names_taxes(grid, body(), panel));
    // 全市 beside 市本级.
    let columns = || panels.iter().flat_map(|panel| &panel.amounts).filter_map(|(_, column)| column.scope);
    let levels = [Scope::Government, Scope::OwnLevel].iter().all(|scope| columns().any(|own| own == *scope));
    let public = levels || context.scope.is_some_and(Scope::is_of_government) || government::speaks(words);
    if public || !of_unit && taxed() {
        let general = caption.table.filter(|_| caption.unknown.is_none());
        let kind = |panel: &Panel| {
            let content = government::classification(grid, body(), panel, words);
            PanelKind { table: government::form(general, words, content), content }
        };
        let sheet = grid.place.sheet.as_deref().and_then(government::scope_in);
        let scope = government::scope_in(words).or(sheet).or(context.scope.filter(|scope| scope.is_of_government()));
        let known = context.unit.as_deref();
        let place = government::place_in(words)
            .filter(|place| known.is_none_or(|known| !government::is_same_place(known, place)));
        return Kinds {
            panels: panels.iter().map(kind).collect(),
            title,
            scope: scope.unwrap_or(Scope::Government),
            place: place.map(Into::into),
        };
    }
    let table = caption.table.unwrap_or_else(|| by_content(panels));
    // Nor is a table beside 财决01表 that is none of the known forms, nor tables side by side that speak of neither revenue
    // nor expenditure (资产负债简表).
    let untitled = caption.table.is_none() && caption.unknown.is_some();
    let of_other = untitled
        && (caption.numbered
            || table == BudgetTable::Totals && !speaks_of_budget(grid, segment.header.start..segment.body.end));
    let table = if of_other { BudgetTable::Other } else { table };
    let kind = |panel: &Panel| {
        let content = government::coded(grid, body(), panel);
        // A table with an unknown title and without codes is not guessed to be 一般公共预算支出表.
        let guessed = untitled && table == BudgetTable::General;
        // 机构运行信息表 has 国有资产占用情况 and 政府采购支出信息 beside “三公”.
        let beside = table == BudgetTable::ThreePublic && panels.len() > 1 && !names_three_public(grid, body(), panel);
        PanelKind { table: if guessed && content.is_none() || beside { BudgetTable::Other } else { table }, content }
    };
    let panels: Vec<PanelKind> = panels.iter().map(kind).collect();
    let is_other = panels.first().is_some_and(|panel| panel.table == BudgetTable::Other);
    let title = caption.title.as_ref().map(|(title, _)| title.clone()).or(title.filter(|_| is_other));
    // A label over one table (部门：甲局) may name the document's own unit.
    let other = caption.unit.as_ref().is_some_and(|unit| context.unit.as_ref() != Some(unit));
    // Another unit's table in a department's disclosure is that of a subordinate unit.
    let cut = caption.unit.as_ref().zip(context.unit.as_ref()).is_some_and(|(own, whole)| is_cut(own, whole));
    let below = other && !cut && context.unit.is_some() && context.scope == Some(Scope::Department);
    let scope = match other {
        true => caption.scope.or(if below { Some(Scope::Unit) } else { context.scope }),
        false => context.scope.or(caption.scope),
    };
    Kinds { panels, title, scope: scope.unwrap_or(Scope::Unit), place: None }
}

/// Whether any text speaks of revenue or expenditure.
fn speaks_of_budget(grid: &Grid, rows: Range<usize>) -> bool {
    let speaks = |text: &str| text.contains("收入") || text.contains("支出");
    rows.into_iter().any(|row| (0..grid.columns()).any(|column| speaks(grid.text(row, column))))
}

/// Whether a panel has “三公” items, as rows or as columns.
fn names_three_public(grid: &Grid, mut body: Range<usize>, panel: &Panel) -> bool {
    let vocabulary = Vocabulary::shipped();
    let named = |row: usize| {
        let item = |label: Label| vocabulary.three_public(numbering(&label.text).1).map(str::to_owned);
        // 会议费 and 培训费 stand beside other expenditure too.
        label(grid, row, panel).and_then(item).is_some_and(|item| item != "会议费" && item != "培训费")
    };
    transposed::is_three_public(panel) || body.any(named)
}

/// The classification of a panel's rows without codes.
pub(super) fn panel_classification(
    panel: &Panel,
    (table, content): (BudgetTable, Option<Classification>),
    number: usize,
    columns: &[Column],
) -> Classification {
    let words = |index: usize| match &columns[index] {
        Column::Amount(column) => column.words.clone(),
        Column::Key(_) | Column::Rate(_) | Column::Unknown => Vec::new(),
    };
    match table {
        BudgetTable::ThreePublic => return Classification::ThreePublic,
        BudgetTable::GovernmentRevenue | BudgetTable::FundRevenue | BudgetTable::StateCapitalRevenue => {
            return Classification::Revenue;
        }
        BudgetTable::GeneralBasic if content == Some(Classification::EconomicGovernment) => {
            return Classification::EconomicGovernment;
        }
        BudgetTable::GeneralBasic if !panel.codes.is_empty() && content == Some(Classification::Functional) => {
            return Classification::Functional;
        }
        BudgetTable::GeneralBasic => return Classification::Economic,
        BudgetTable::Carryover | BudgetTable::Performance if panel.codes.is_empty() => return Classification::Project,
        BudgetTable::Totals | BudgetTable::FiscalTotals if number == 0 => return Classification::Revenue,
        BudgetTable::Totals | BudgetTable::FiscalTotals => return Classification::Functional,
        _ => {}
    }
    let by_words = panel.classification(&words);
    match table {
        BudgetTable::Revenue if panel.codes.is_empty() => Classification::Revenue,
        BudgetTable::Other if !panel.codes.is_empty() => content.or(by_words).unwrap_or(Classification::Functional),
        BudgetTable::Other | BudgetTable::Procurement => by_words.or(content).unwrap_or(Classification::Functional),
        BudgetTable::SocialInsurance | BudgetTable::Transfers | BudgetTable::Debt => {
            content.or(by_words).unwrap_or(Classification::Functional)
        }
        _ => {
            let spending = |found: &Classification| *found != Classification::Revenue;
            by_words.filter(spending).or(content.filter(spending)).unwrap_or(Classification::Functional)
        }
    }
}

/// Separates 市级 from 市本级: the former is wider and includes zones between the city and its districts (高新区). If a
/// document prints a form for both, the wider one becomes that of another unit. Transfers, debt and insurance have a form
/// for each budget: 省级一般公共预算转移支付表 beside 省本级政府性基金预算转移支付表 is not one form printed for both.
pub(super) fn tell_levels_apart(tables: &mut [Table]) {
    let word = |table: &Table| place::own_word(&table.title).map(str::to_owned);
    let several = [BudgetTable::Transfers, BudgetTable::Debt, BudgetTable::SocialInsurance, BudgetTable::Other];
    let form = |table: &Table| {
        let budget = government::budget_in(&table.title).filter(|_| several.contains(&table.table));
        (table.table, budget)
    };
    let mut words: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for table in tables.iter() {
        words.entry(form(table)).or_default().extend(word(table));
    }
    for table in tables {
        let Some(wide) = word(table).filter(|word| !word.contains('本')) else { continue };
        let narrow = wide.replace('级', "本级");
        if words.get(&form(table)).is_none_or(|words| !words.contains(&narrow)) {
            continue;
        }
        let own = table.unit.clone().unwrap_or_default();
        let name: Arc<str> = format!("{own}（{wide}）").into();
        table.items.iter_mut().filter(|item| item.unit == own).for_each(|item| item.unit = name.clone());
        table.unit = Some(name);
    }
}
