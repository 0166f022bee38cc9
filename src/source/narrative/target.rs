//! 所指: the cells that the figures of a bound claim belong to.

use crate::model::{
    Amount, AmountUnit, BudgetTable, Cell, Cells, Claim, Classification, Code, Fund, Level, LineItem, Measure, Owner,
    Part, Side, Topic, Unbound, identity, is_short_for, plain_name,
};
use crate::source::vocabulary::Vocabulary;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The identity of a figure across years.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub table: BudgetTable,
    pub classification: Classification,
    pub code: Option<Code>,
    pub parent: Option<Code>,
    pub level: Level,
    pub name: Arc<str>,
    pub measure: Measure,
}

/// What is known about a disclosure when one of its claims is read.
pub(super) struct Known<'d, 'a> {
    pub owner: &'a Owner,
    pub cells: &'a Cells<'a>,
    /// Its cells of the year and phase, those of a code or those without one together.
    pub by_code: &'d BTreeMap<Option<&'a Code>, Vec<Cell<'a>>>,
    /// This year's amount as stated earlier in the text.
    pub said: &'d dyn Fn(&Target) -> Option<Amount>,
}

/// One of the figures that a claim refers to.
pub(super) struct Meant<'a> {
    pub target: Target,
    /// This year's cell, if there is one.
    pub cell: Option<Cell<'a>>,
    /// In no table, so the amount of the text is this year's figure.
    pub is_beside: bool,
}

impl Target {
    pub(super) fn of(item: &LineItem) -> Self {
        Self {
            table: item.table,
            classification: item.classification,
            code: item.code.clone(),
            parent: item.parent.clone(),
            level: item.level,
            name: item.name.clone(),
            measure: item.measure.clone(),
        }
    }

    fn total(table: BudgetTable, classification: Classification, measure: Measure) -> Self {
        let (code, parent, level, name) = (None, None, Level::Total, Measure::TOTAL.into());
        Self { table, classification, code, parent, level, name, measure }
    }
}

/// The bound cells that print the claim's amount; otherwise the place of an item without money, or of one in no table.
///
/// # Errors
/// The reason why there is no target, in words.
pub(super) fn targets<'a>(
    claim: &Claim,
    current: Option<Amount>,
    known: &Known<'_, 'a>,
) -> Result<Vec<Meant<'a>>, String> {
    let of = (known.owner.year, known.owner.phase);
    let bound = claim.binding.of(of.0, of.1);
    let cells: Vec<Cell<'a>> =
        bound.iter().flat_map(|bound| &bound.cells).flat_map(|place| known.cells.at(place, of)).collect();
    let why = || claim.binding.why.as_ref().map_or_else(String::new, ToString::to_string);
    let Some(first) = cells.first() else {
        return vacant(claim, current, known).map(|meant| vec![meant]).ok_or_else(why);
    };
    let renamed = claim.binding.why == Some(Unbound::OtherName) && current.is_some();
    if !bound.is_some_and(|bound| bound.sure || renamed) {
        return Err(why());
    }
    let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2) + "万元";
    let meant = current.unwrap_or_else(|| first.amount());
    let meeting: Vec<Cell<'a>> = cells.iter().copied().filter(|cell| cell.amount().agrees(meant)).collect();
    match current {
        Some(current) if meeting.is_empty() => {
            let (said, printed) = (print(current), print(first.amount()));
            return Err(format!("文中的本年数 {said} 与表中的 {printed}（{}）不同", first.item.place));
        }
        None if meeting.len() < cells.len() => return Err("句中没有本年数，表中有几格可能是它，各不相同".to_owned()),
        _ => {}
    }
    // Equal amounts of different funds are the same money only if one fund is part of the other.
    let widest = meeting.iter().find(|cell| cell.topic.fund.is_none()).or(meeting.first()).map(|cell| cell.topic.fund);
    let nested = |cell: &Cell<'a>| {
        widest.is_some_and(|fund| {
            identity::is_within(cell.topic.fund, fund) || identity::is_within(fund, cell.topic.fund)
        })
    };
    let meant = meeting.into_iter().filter(nested);
    Ok(meant.map(|cell| Meant { target: Target::of(cell.item), cell: Some(cell), is_beside: false }).collect())
}

/// The target of a claim without a printed cell.
fn vacant<'a>(claim: &Claim, current: Option<Amount>, known: &Known<'_, 'a>) -> Option<Meant<'a>> {
    let (topic, left) = claim.binding.topic.as_ref()?;
    let topic = *topic;
    let named = !claim.subject.path.is_empty();
    let bound = claim.binding.of(known.owner.year, known.owner.phase);
    // An item with money would be printed in its table.
    if named && current.is_some_and(|current| current.fen() != 0) {
        return None;
    }
    if !named && !is_short_for(left, &known.owner.unit) {
        return None;
    }
    let is_sure = named || bound.is_none_or(|bound| bound.sure);
    let is_beside = |table: BudgetTable| known.prints(table).is_none();
    let (target, is_beside) = match topic.part {
        _ if named => (path(claim, topic, known)?, false),
        Some(Part::Running) if is_sure => (of_text(BudgetTable::Other, Level::Total, "机关运行经费"), true),
        Some(part) if is_sure && procured(part).is_some() => {
            let level = if part == Part::Procurement { Level::Total } else { Level::Category };
            let table = BudgetTable::Procurement;
            (of_text(table, level, procured(part)?), is_beside(table))
        }
        Some(part) if three_public(part).is_some() => {
            let (level, name) = three_public(part)?;
            let total = Target::total(BudgetTable::ThreePublic, Classification::ThreePublic, Measure::total());
            (Target { level, name: name.into(), ..total }, false)
        }
        _ if is_sure => (column(claim, topic, known)?, false),
        _ => return None,
    };
    // A blank cell means no money, as this sentence or another states.
    let said = current.or_else(|| (known.said)(&target));
    let carries = matches!(target.table, BudgetTable::Other | BudgetTable::Procurement);
    (carries || said.is_some_and(|said| said.fen() == 0)).then_some(Meant { target, cell: None, is_beside })
}

impl Known<'_, '_> {
    /// A cell of a table of this year.
    fn prints(&self, table: BudgetTable) -> Option<&LineItem> {
        self.by_code.values().flatten().map(|cell| cell.item).find(|item| item.table == table)
    }
}

fn of_text(table: BudgetTable, level: Level, name: &str) -> Target {
    Target { level, name: name.into(), ..Target::total(table, Classification::Economic, Measure::total()) }
}

fn procured(part: Part) -> Option<&'static str> {
    Some(match part {
        Part::Procurement => "政府采购",
        Part::Goods => "政府采购货物",
        Part::Works => "政府采购工程",
        Part::Services => "政府采购服务",
        _ => return None,
    })
}

fn three_public(part: Part) -> Option<(Level, &'static str)> {
    Some(match part {
        Part::ThreePublic => (Level::Total, Measure::TOTAL),
        Part::Abroad => (Level::Category, "因公出国（境）费"),
        Part::Reception => (Level::Category, "公务接待费"),
        Part::Vehicles => (Level::Category, "公务用车购置及运行费"),
        Part::VehiclePurchase => (Level::Section, "公务用车购置费"),
        Part::VehicleRunning => (Level::Section, "公务用车运行费"),
        _ => return None,
    })
}

/// An item without money this year, in the table of its fund: under its code of last year, else under the nearest code
/// above it.
fn path(claim: &Claim, topic: Topic, known: &Known<'_, '_>) -> Option<Target> {
    let table = match topic.fund {
        Some(Fund::Government) => BudgetTable::Fund,
        Some(Fund::StateCapital) => BudgetTable::StateCapital,
        _ => BudgetTable::General,
    };
    let (level, name) = claim.subject.path.last()?;
    let other_years = claim.binding.years.iter().flat_map(|bound| {
        let of = (bound.year, bound.phase);
        bound.cells.iter().flat_map(move |place| known.cells.at(place, of))
    });
    let codes: BTreeSet<&Code> = other_years.filter_map(|cell| cell.item.code.as_ref()).collect();
    let code = match codes.first() {
        Some(code) if codes.len() == 1 => Some((*code).clone()),
        _ => claim.subject.code.clone(),
    };
    let mut parent: Option<Code> = None;
    for (level, name) in claim.subject.path.iter().rev().skip(1).rev() {
        let name = plain_name(name);
        let named = known.by_code.iter().filter_map(|(code, cells)| {
            let is_named = cells.iter().any(|cell| cell.item.level == *level && plain_name(&cell.item.name) == name);
            code.filter(|code| is_named && parent.as_ref().is_none_or(|parent| parent.is_ancestor_of(code)))
        });
        let named: Vec<&Code> = named.collect();
        if let [code] = named.as_slice() {
            parent = Some((*code).clone());
        }
    }
    let parent = parent.filter(|_| code.is_none());
    let total = Target::total(table, Classification::Functional, Measure::total());
    Some(Target { code, parent, level: *level, name: name.clone(), ..total })
}

/// A fund or part without money: the column of 收入总表, the table of the fund, or that of the part.
fn column(claim: &Claim, topic: Topic, known: &Known<'_, '_>) -> Option<Target> {
    let (table, measure) = match (topic.side, topic.fund, topic.part) {
        (Some(Side::Revenue), Some(_), None) => (BudgetTable::Revenue, measure(&claim.subject.text)?),
        (_, Some(Fund::Government), None) => (BudgetTable::Fund, Measure::total()),
        (_, Some(Fund::StateCapital), None) => (BudgetTable::StateCapital, Measure::total()),
        (_, Some(Fund::General), Some(Part::Basic | Part::Project)) => {
            (BudgetTable::General, measure(&claim.subject.text)?)
        }
        (_, None, Some(Part::Basic | Part::Project)) => (BudgetTable::Expenditure, measure(&claim.subject.text)?),
        _ => return None,
    };
    let classification = known.prints(table).map_or(Classification::Functional, |item| item.classification);
    Some(Target::total(table, classification, measure))
}

/// The measure named by the words, or by their longest suffix.
fn measure(text: &str) -> Option<Measure> {
    let text = text.trim_end_matches("总计").trim_end_matches("合计");
    let starts = text.char_indices().map(|(at, _)| at);
    starts.map(|at| &text[at..]).take_while(|end| end.chars().count() >= 4).find_map(|end| {
        let vocabulary = Vocabulary::shipped();
        vocabulary.measure(end).or_else(|| vocabulary.measure(end.trim_end_matches("预算")))
    })
}
