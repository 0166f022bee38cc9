//! 审查发现: every finding with the ways to the sentence and to the cells that it is about.

use super::super::audit;
use super::anchors::{Anchors, judged};
use super::original::{Original, Originals};
use crate::audit::{Judgement, Verdict};
use crate::model::{BudgetTable, Classification, Level, LineItem};
use crate::report::Report;
use serde::Serialize;
use std::collections::BTreeMap;

/// 处理 of a finding.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskState {
    /// The finding's signature.
    pub id: String,
    /// The state's name.
    pub name: &'static str,
    /// The user's note.
    pub note: String,
    /// The version of its entry.
    pub version: u64,
}

/// The findings as the page lists them.
#[derive(Serialize)]
pub(super) struct Findings {
    totals: String,
    wrong: usize,
    hints: usize,
    groups: Vec<Group>,
    obliged: Vec<Obliged>,
}

/// 应查事项 of one disclosure.
#[derive(Serialize)]
struct Obliged {
    whose: String,
    counts: String,
    rows: Vec<Obligation>,
}

#[derive(Serialize)]
struct Obligation {
    group: String,
    requirement: String,
    source: String,
    standing: &'static str,
    title: &'static str,
    because: String,
}

#[derive(Serialize)]
struct Group {
    title: &'static str,
    wrong: bool,
    /// What rounding alone explains, in one line; the findings stand folded below it.
    folded: Option<String>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Finding {
    number: usize,
    check: String,
    file: String,
    place: String,
    before: String,
    figure: String,
    behind: String,
    because: String,
    cause: Option<String>,
    instead: Option<String>,
    right: Option<String>,
    others: Option<String>,
    effects_head: Option<String>,
    effects: Vec<String>,
    sentence: Option<String>,
    cells: Vec<Link>,
    /// The pages that it is on, where the page can show them.
    originals: Vec<Original>,
    /// What the user decided about it, where the page asks.
    state: Option<DeskState>,
}

#[derive(Serialize)]
struct Link {
    id: String,
    label: String,
}

/// The findings by gravity, with what the user decided about them and the pages that they are on if the page asks for it.
pub(super) fn findings(
    report: &Report,
    anchors: &Anchors,
    desk: Option<(&BTreeMap<String, DeskState>, &Originals<'_>)>,
) -> Findings {
    let mut groups: Vec<Group> = Vec::new();
    for (number, source) in (1..).zip(&anchors.order) {
        let judged = judged(report, *source);
        let title = judged.verdict.title();
        if groups.last().is_none_or(|group| group.title != title) {
            let folded = (judged.verdict == Verdict::Tail).then(|| audit::rounding(report.audit.found().tails));
            groups.push(Group { title, wrong: judged.verdict.is_wrong(), folded, findings: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            let state = desk.map(|(states, _)| {
                let id = judged.signature();
                states.get(&id).cloned().unwrap_or_else(|| DeskState { id, name: "open", ..DeskState::default() })
            });
            let originals = desk.map(|(_, originals)| originals.of(&judged.place)).unwrap_or_default();
            group.findings.push(Finding { state, originals, ..finding(report, anchors, number, judged) });
        }
    }
    let found = report.audit.found();
    let obliged = report.audit.obliged.iter().map(obliged).collect();
    Findings { totals: audit::totals(&report.audit), wrong: found.wrong, hints: found.hints, groups, obliged }
}

fn obliged(one: &crate::audit::Obliged) -> Obliged {
    let rows = one.obligations.iter().map(|(obligation, standing)| Obligation {
        group: obligation.group.clone(),
        requirement: obligation.requirement.clone(),
        source: obligation.source.clone(),
        standing: standing.name(),
        title: standing.title(),
        because: standing.because(),
    });
    Obliged {
        whose: audit::whose(one),
        counts: audit::obliged(std::slice::from_ref(one)).unwrap_or_default(),
        rows: rows.collect(),
    }
}

fn finding(report: &Report, anchors: &Anchors, number: usize, judged: &Judgement) -> Finding {
    let audit::Parts { before, figure, behind } = audit::parts(judged);
    let cells = anchors.cells.iter().filter(|(_, numbers)| numbers.contains(&number));
    let cells = cells.filter_map(|(cell, _)| {
        let item = report.items.items().get(*cell)?;
        Some(Link { id: format!("c{cell}"), label: label(item) })
    });
    Finding {
        number,
        check: audit::check_name(judged.code),
        file: judged.place.file.to_string(),
        place: judged.place.to_string(),
        before,
        figure,
        behind,
        because: judged.because.clone(),
        cause: judged.likely_cause.clone(),
        instead: judged.corrected.as_ref().map(|corrected| audit::around_change(judged, corrected)),
        right: audit::right_cell(judged).map(str::to_owned),
        others: audit::first_operands(&audit::operands(None, judged)),
        effects_head: audit::effects_head(judged),
        effects: audit::effects(None, judged),
        sentence: anchors.sentences.get(&number).cloned(),
        cells: cells.collect(),
        originals: Vec::new(),
        state: None,
    }
}

/// What a cell is called: its table, its row and its column.
fn label(item: &LineItem) -> String {
    let two_sides = matches!(item.table, BudgetTable::Totals | BudgetTable::FiscalTotals) && item.level == Level::Total;
    let side = match item.classification {
        Classification::Revenue if two_sides => "收入",
        _ if two_sides => "支出",
        _ => "",
    };
    let measure = if item.measure.is_total() { String::new() } else { format!(" {}", item.measure) };
    format!("{} {side}{}{measure}", item.table.title(), item.name)
}
