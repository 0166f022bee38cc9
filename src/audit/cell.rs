//! 单元格: what a printed cell means, and which cells a claim may mean.

use crate::model::{
    BudgetTable, Claim, Classification, Code, FiscalYear, Fund, Level, LineItem, Origin, Paper, Part, Phase, Scope,
    Side, Topic,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whose disclosure of which year a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owner {
    pub unit: Arc<str>,
    pub scope: Scope,
    pub year: FiscalYear,
    pub phase: Phase,
}

/// 一格, with what it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub item: &'a LineItem,
    pub topic: Topic,
}

/// The cells of every disclosure by meaning, and whose disclosure each file is.
#[derive(Debug, Default)]
pub(super) struct Cells<'a> {
    owners: BTreeMap<Arc<str>, Owner>,
    cells: BTreeMap<(Arc<str>, Scope, FiscalYear), Vec<Cell<'a>>>,
}

/// The cells that a claim may mean. Where it is not `sure`, words of the subject were not understood, and the
/// cells can only bear the claim out.
#[derive(Debug, Default)]
pub(super) struct Link<'a> {
    pub cells: Vec<&'a LineItem>,
    pub sure: bool,
    /// There are tables, and what the claim speaks of stands in none of them.
    pub blank: bool,
    /// It is an item of “三公”, and the table of them prints others.
    pub listed: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn of(items: &'a [LineItem], papers: &[Paper]) -> Self {
        let mut cells = Self::default();
        for item in items.iter().filter(|item| is_cell(item)) {
            if let Some(topic) = meaning(item) {
                let key = (item.unit.clone(), item.scope, item.year);
                cells.cells.entry(key).or_default().push(Cell { item, topic });
            }
        }
        cells.owners = owners(items, papers);
        cells
    }

    /// Whose disclosure a file is, where that is known.
    pub(super) fn owner(&self, file: &Arc<str>) -> Option<&Owner> {
        self.owners.get(file)
    }

    /// The cells of every unit and year, one list each.
    pub(super) fn lists(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.cells.values().map(Vec::as_slice)
    }

    /// The cells of a unit's year, of every phase.
    pub(super) fn of_year(&self, owner: &Owner, year: FiscalYear) -> &[Cell<'a>] {
        self.cells.get(&(owner.unit.clone(), owner.scope, year)).map_or(&[], Vec::as_slice)
    }

    /// The cells of a year and phase that a claim of `owner` speaks of.
    pub(super) fn link(&self, claim: &Claim, owner: &Owner, year: FiscalYear, phase: Phase) -> Link<'a> {
        let cells = self.of_year(owner, year).iter().filter(|cell| cell.item.phase == phase);
        let cells: Vec<Cell<'a>> = cells.copied().collect();
        let Some((topic, left)) = claim_topic(claim, &owner.unit) else { return Link::default() };
        let code = code(claim, &left, &cells);
        let named = !claim.subject.path.is_empty();
        if named && code.is_none() || topic.is_empty() && code.is_none() {
            let blank = named && !cells.is_empty();
            return Link { blank, ..Link::default() };
        }
        let found = cells.iter().filter(|cell| cell.item.code == code && speaks(&topic, cell, code.is_some()));
        let found: Vec<&LineItem> = found.map(|cell| cell.item).collect();
        // 其中 of a whole that no table prints (项目涉及预算) is no cell's own.
        let apart = claim.subject.whole.as_ref().is_some_and(|whole| {
            let read = Topic::read(&without(whole, &owner.unit));
            read.is_none_or(|(_, left)| {
                !is_part_of(&left, &owner.unit) && left.chars().count() > 1 && !is_named(&left, &cells)
            })
        });
        let sure = named || code.is_some() || is_part_of(&left, &owner.unit) && !apart;
        // A form leaves the cell of what is nothing blank, and may not print a row for it.
        let blank = sure && !cells.is_empty() && found.is_empty();
        // A table that prints 购置 and 运行 apart need not print their sum.
        let apart = topic.part == Some(Part::Vehicles)
            && cells.iter().any(|cell| matches!(cell.topic.part, Some(Part::VehiclePurchase | Part::VehicleRunning)));
        let listed = !apart
            && topic.part.is_some_and(|part| (Part::Abroad..=Part::VehicleRunning).contains(&part))
            && cells.iter().filter(|cell| cell.item.table == BudgetTable::ThreePublic).count() > 1;
        Link { cells: found, sure, blank, listed }
    }
}

/// Whether a topic of a text may be that of a cell.
fn speaks(topic: &Topic, cell: &Cell<'_>, coded: bool) -> bool {
    // 收支总计 is that of the table of both; what was carried over belongs to it.
    let of_both = matches!(cell.item.table, BudgetTable::Totals | BudgetTable::FiscalTotals) && !cell.topic.own_year;
    let side = match topic.side {
        Some(Side::Both) if topic.part.is_none() && !coded => of_both,
        _ if coded || topic.part.is_some() => cell.topic.side != Some(Side::Revenue),
        None | Some(Side::Both) => true,
        side => cell.topic.side == side,
    };
    // A section or a sentence that names no fund may speak of 财政拨款; a bare total is that of all funds.
    let fund = match topic.fund {
        None if coded || topic.part.is_some() => true,
        fund => cell.topic.fund == fund || is_beside_funds(topic.part),
    };
    side && fund && cell.topic.part == topic.part
}

/// Parts that stand in tables of their own, whatever the fund.
fn is_beside_funds(part: Option<Part>) -> bool {
    part.is_some_and(|part| part >= Part::ThreePublic)
}

/// The topic of a claim: its own words, then those of the whole it is a part of, then its headings'; and the words
/// that were not understood.
pub(super) fn claim_topic(claim: &Claim, unit: &str) -> Option<(Topic, String)> {
    let (own, left) = Topic::read(&without(&claim.subject.text, unit))?;
    let mut topic = if claim.subject.path.is_empty() { own } else { Topic { part: None, side: None, ..own } };
    let whole = claim.subject.whole.iter().map(|whole| without(whole, unit));
    let headings = claim.section.iter().rev().map(|heading| title(&without(heading, unit)).to_owned());
    for words in whole.chain(headings) {
        let Some((above, _)) = Topic::read(&words) else { continue };
        topic.fund = topic.fund.or(above.fund);
        topic.side = topic.side.or(above.side);
        // 其中：人员经费 of 基本支出 is narrower already.
        let within = above.part == Some(Part::ThreePublic) || above.part == Some(Part::Procurement);
        if topic.part.is_none() && within && own.is_empty() {
            topic.part = above.part;
        }
    }
    Some((topic, left))
}

/// A heading without what stands before its year: the unit's name may hold any word.
fn title(heading: &str) -> &str {
    let after_digit = |at: &usize| heading[..*at].ends_with(|c: char| c.is_ascii_digit());
    let year = heading.match_indices('年').map(|(at, _)| at).find(after_digit);
    year.map_or(heading, |at| &heading[at + '年'.len_utf8()..])
}

/// Words without the unit's name.
fn without(words: &str, unit: &str) -> String {
    if unit.is_empty() { words.to_owned() } else { words.replace(unit, "") }
}

/// Whether what is left over may be a short form of the unit's name: its characters in the same order.
pub(super) fn is_part_of(left: &str, unit: &str) -> bool {
    let mut rest = unit.chars();
    left.chars().all(|c| rest.any(|other| other == c))
}

/// The code that a claim's path leads to, or the one that bears the name left over.
fn code(claim: &Claim, left: &str, cells: &[Cell<'_>]) -> Option<Code> {
    let (level, name) = match claim.subject.path.last() {
        Some((level, name)) => (Some(*level), plain(name)),
        None if left.chars().count() >= 2 => (None, plain(left)),
        None => return None,
    };
    let same = |cell: &&Cell<'_>| {
        level.is_none_or(|level| cell.item.level == level) && plain(&cell.item.name) == name && !name.is_empty()
    };
    let mut codes: BTreeSet<&Code> = cells.iter().filter(same).filter_map(|cell| cell.item.code.as_ref()).collect();
    if codes.len() > 1 {
        // 一般行政管理事务 stands under many 款; the names above tell which is meant.
        let above = |code: &Code| {
            claim.subject.path.iter().rev().skip(1).all(|(level, name)| {
                let name = plain(name);
                let mut named = cells.iter().filter(|cell| cell.item.level == *level && plain(&cell.item.name) == name);
                named.any(|cell| cell.item.code.as_ref().is_some_and(|above| above.is_above(code)))
            })
        };
        codes.retain(|code| claim.subject.path.len() > 1 && above(code));
    }
    let mut codes = codes.into_iter();
    codes.next().filter(|_| codes.next().is_none()).cloned()
}

/// A name as it compares: half-width brackets, no white space, no 支出 at its end, 其它 as 其他.
pub(super) fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    });
    kept.collect::<String>().replace("其它", "其他").trim_end_matches("支出").to_owned()
}

/// Whether words are the name of a row.
fn is_named(words: &str, cells: &[Cell<'_>]) -> bool {
    cells.iter().any(|cell| plain(&cell.item.name) == plain(words))
}

/// A figure of a table, not one of the text.
fn is_cell(item: &LineItem) -> bool {
    item.origin == Origin::Published
        && item.project.is_none()
        && item.amount.is_some()
        && (item.place.column.is_some() || item.place.sheet.is_some())
}

/// The owners of files: as the files say, else by the year and phase of nearly all of their cells.
fn owners(items: &[LineItem], papers: &[Paper]) -> BTreeMap<Arc<str>, Owner> {
    let mut owners = BTreeMap::new();
    let mut counts: BTreeMap<Arc<str>, BTreeMap<Owner, usize>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_cell(item)) {
        let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
        *counts.entry(item.place.file.clone()).or_default().entry(owner).or_default() += 1;
    }
    for (file, counts) in counts {
        let cells: usize = counts.values().sum();
        // A column of the budget beside the outturn, as final accounts have for “三公”, does not change it.
        if let Some((owner, count)) = counts.into_iter().max_by_key(|(_, count)| *count)
            && count * 4 >= cells * 3
        {
            owners.insert(file, owner);
        }
    }
    for paper in papers {
        let Some(year) = paper.year else { continue };
        owners.entry(paper.file.clone()).or_insert_with(|| Owner {
            unit: paper.unit.clone().unwrap_or_default(),
            scope: paper.scope.unwrap_or(Scope::Unit),
            year,
            phase: paper.phase.unwrap_or(Phase::Approved),
        });
    }
    owners
}

/// What a cell means by its table, row and column; `None` where that is not plain.
fn meaning(item: &LineItem) -> Option<Topic> {
    let column = if item.measure.is_total() { Topic::default() } else { whole(item.measure.as_str())? };
    let total = item.level == Level::Total;
    let row = if item.code.is_some() || total && is_total(&item.name) { Topic::default() } else { whole(&item.name)? };
    let side = match item.classification {
        Classification::Revenue => Side::Revenue,
        _ if item.table == BudgetTable::Revenue => Side::Revenue,
        _ => Side::Expenditure,
    };
    let fund = match item.table {
        BudgetTable::FiscalTotals => Some(Fund::Fiscal),
        BudgetTable::General | BudgetTable::GeneralBasic | BudgetTable::GeneralProject => Some(Fund::General),
        BudgetTable::Fund => Some(Fund::Government),
        BudgetTable::StateCapital => Some(Fund::StateCapital),
        BudgetTable::Totals | BudgetTable::Revenue | BudgetTable::Expenditure => None,
        BudgetTable::ThreePublic => return three_public(row, column, item),
        BudgetTable::Procurement => {
            let part = row.part.or_else(|| goods(&item.name)).or(total.then_some(Part::Procurement))?;
            return item.measure.is_total().then_some(Topic { part: Some(part), ..Topic::default() });
        }
        BudgetTable::Other => return (column.part == Some(Part::Running)).then_some(column),
        BudgetTable::Carryover | BudgetTable::Performance => return None,
    };
    // 收入 has no 基本支出: such a cell was misread.
    if side == Side::Revenue && (column.part.is_some() || row.part.is_some()) {
        return None;
    }
    let basic = match item.table {
        BudgetTable::GeneralBasic => Some(Part::Basic),
        BudgetTable::GeneralProject => Some(Part::Project),
        _ => None,
    };
    // A code of the economic classification is itself the part of a part: 301 is under 人员经费.
    let part = if item.classification == Classification::Economic && item.code.is_some() {
        None
    } else {
        column.part.or(row.part).or(basic)
    };
    let fund = column.fund.or(row.fund).or(fund);
    Some(Topic { side: Some(side), fund, part, own_year: row.own_year || column.own_year })
}

fn three_public(row: Topic, column: Topic, item: &LineItem) -> Option<Topic> {
    let part = row.part.or((item.level == Level::Total).then_some(Part::ThreePublic))?;
    let fund = column.fund.is_none() && column.part.is_none();
    fund.then_some(Topic { part: Some(part), ..Topic::default() })
}

fn goods(name: &str) -> Option<Part> {
    let parts = [("货物", Part::Goods), ("工程", Part::Works), ("服务", Part::Services)];
    parts.into_iter().find(|(word, _)| name.contains(word)).map(|(_, part)| part)
}

/// A topic whose words are understood whole; numbering in front of them is passed over.
fn whole(words: &str) -> Option<Topic> {
    let bare = unnumbered(words);
    let (topic, left) = Topic::read(bare)?;
    // “其中：” makes a row a part of the one above it, whose funds it may not name.
    (left.is_empty() && !words.contains("其中")).then_some(topic)
}

/// A name without 一、 or 1. in front; 一般公共预算 is left whole.
fn unnumbered(words: &str) -> &str {
    let end = |c: char| matches!(c, '、' | '.' | '．' | ')' | '）' | ':' | '：');
    match words.find(end) {
        Some(at) if words[..at].chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十(（ ".contains(c)) => {
            words[at..].trim_start_matches(|c: char| end(c) || c == ' ')
        }
        _ => words,
    }
}

fn is_total(name: &str) -> bool {
    Topic::read(name).is_some_and(|(topic, left)| left.is_empty() && topic.fund.is_none() && topic.part.is_none())
}
