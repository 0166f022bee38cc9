//! 对应: which published cell a claim speaks of, by its section and subject, confirmed by this year's amount.

use super::Disclosure;
use crate::model::{Amount, BudgetTable, Claim, Classification, Code, Level, LineItem, Measure, Side, Topic};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::fold;
use std::sync::Arc;

/// Where a claim's figures belong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    pub table: BudgetTable,
    pub classification: Classification,
    pub code: Option<Code>,
    pub parent: Option<Code>,
    pub level: Level,
    pub name: Arc<str>,
    pub measure: Measure,
    /// This year's published amount, where there is a cell.
    pub published: Option<Amount>,
}

/// The target of a claim; `None` where none, or more than one, fits.
pub(super) fn bind(claim: &Claim, current: Option<Amount>, disclosure: &Disclosure<'_>) -> Option<Target> {
    let section = section(claim);
    let text = strip_unit(&fold(&claim.subject.text), &disclosure.unit);
    if text.contains("运行经费") && !text.contains("三公") {
        return Some(beside(BudgetTable::Other, "机关运行经费"));
    }
    let item = Vocabulary::shipped().three_public(&text).map(str::to_owned).or_else(|| three_public_item(&text));
    let three_public = text.contains("三公") || section == Some(BudgetTable::ThreePublic) && item.is_some();
    if three_public || item.as_deref().is_some_and(|item| item.contains("公务用车") || item.contains("出国")) {
        return three_public_target(item.as_deref(), &text, current, disclosure);
    }
    if text.contains("采购") {
        let part = ["货物", "工程", "服务"].into_iter().find(|part| text.contains(part));
        let whole = ["政府采购预算", "政府采购支出预算", "政府采购金额"].iter().any(|word| text.contains(word));
        let reserved = text.contains("中小企业") || text.contains("小微") || text.contains("预留");
        return match part {
            _ if reserved => None,
            // A part below the whole: two totals of one table would add up.
            Some(part) => {
                let whole = beside(BudgetTable::Procurement, &format!("政府采购{part}"));
                Some(Target { level: Level::Category, ..whole })
            }
            None => whole.then(|| beside(BudgetTable::Procurement, "政府采购")),
        };
    }
    if !claim.subject.path.is_empty() {
        return path_target(claim, section, current, disclosure);
    }
    measure_target(&text, section, current, disclosure)
        .or_else(|| row_target(&text, section?, current, disclosure))
        .or_else(|| whole_target(&text, current?, disclosure))
}

/// The total of 收支总表 that words mean where their section names no table: 本部门收入预算, 支出总额.
fn whole_target(text: &str, current: Amount, disclosure: &Disclosure<'_>) -> Option<Target> {
    let (topic, left) = Topic::read(text)?;
    if !left.is_empty() || topic.fund.is_some() || topic.part.is_some() || topic.own_year {
        return None;
    }
    let is_income = |cell: &&LineItem| cell.classification == Classification::Revenue;
    let total = |cell: &&LineItem| cell.level == Level::Total && cell.code.is_none() && cell.measure.is_total();
    let cell = disclosure.cells(BudgetTable::Totals).filter(total).find(|cell| match topic.side {
        Some(Side::Revenue | Side::Both) => is_income(cell),
        Some(Side::Expenditure) => !is_income(cell),
        None => false,
    })?;
    fits(Some(current), cell.amount).then(|| of_cell(BudgetTable::Totals, cell))
}

/// The row of a section's table that words name, without 类/款/项 marks: 住房保障支出, 财政拨款收、支总预算.
fn row_target(
    text: &str,
    section: BudgetTable,
    current: Option<Amount>,
    disclosure: &Disclosure<'_>,
) -> Option<Target> {
    current?;
    let core = |text: &str| {
        let words = ["预算", "决算", "总计", "合计", "总额", "财政拨款", "、", "总", "数"];
        words.iter().fold(fold(text), |text, word| text.replace(word, ""))
    };
    let sums = matches!(core(text).as_str(), "" | "收入支出" | "收支" | "收入" | "支出");
    let side = if core(text) == "支出" { Classification::Functional } else { Classification::Revenue };
    let same = |cell: &&LineItem| match (sums, cell.level) {
        (true, Level::Total) => {
            cell.measure.is_total()
                && (cell.classification == side || !matches!(section, BudgetTable::Totals | BudgetTable::FiscalTotals))
        }
        (false, level) => {
            level != Level::Total && fold(&cell.name).trim_end_matches("支出") == text.trim_end_matches("支出")
        }
        (true, _) => false,
    };
    let cells = disclosure.cells(section).filter(|cell| cell.project.is_none()).filter(same);
    let mut fitting = cells.filter(|cell| cell.measure.is_total() && fits(current, cell.amount));
    let (cell, None) = (fitting.next()?, fitting.next()) else { return None };
    Some(of_cell(section, cell))
}

fn of_cell(table: BudgetTable, cell: &LineItem) -> Target {
    Target {
        table,
        classification: cell.classification,
        code: cell.code.clone(),
        parent: cell.parent.clone(),
        level: cell.level,
        name: cell.name.clone(),
        measure: cell.measure.clone(),
        published: cell.amount,
    }
}

/// Whether a claimed amount is the published one within the precision of both.
fn fits(claimed: Option<Amount>, cell: Option<Amount>) -> bool {
    let (Some(claimed), Some(cell)) = (claimed, cell) else {
        return claimed.is_none_or(|claimed| claimed.fen() == 0) || cell.is_some() && claimed.is_none();
    };
    let gap = i128::from(claimed.fen()) - i128::from(cell.fen());
    gap.abs() * 2 <= i128::from(claimed.resolution()) + i128::from(cell.resolution())
}

/// The table that the headings above a claim name, the innermost first.
fn section(claim: &Claim) -> Option<BudgetTable> {
    claim.section.iter().rev().find_map(|heading| {
        // The unit's name stands before the year and may hold any word.
        let year = heading
            .match_indices('年')
            .map(|(at, _)| at)
            .find(|at| heading[..*at].ends_with(|c: char| c.is_ascii_digit()));
        let title = year.map_or(&**heading, |at| &heading[at + '年'.len_utf8()..]);
        Vocabulary::shipped().table(title)
    })
}

fn strip_unit(text: &str, unit: &str) -> String {
    let unit = fold(unit);
    let rest = if unit.is_empty() { text } else { text.strip_prefix(unit.as_str()).unwrap_or(text) };
    rest.trim_start_matches(['的', '年', '度']).to_owned()
}

/// A figure of the text that no table carries.
fn beside(table: BudgetTable, name: &str) -> Target {
    Target {
        table,
        classification: Classification::Economic,
        code: None,
        parent: None,
        level: Level::Total,
        name: name.into(),
        measure: Measure::total(),
        published: None,
    }
}

/// The “三公” item that words speak of.
fn three_public_item(text: &str) -> Option<String> {
    let bought = text.contains("购置");
    let run = text.contains("运行") || text.contains("运维");
    let name = if text.contains("出国") || text.contains("出境") {
        "因公出国（境）费"
    } else if text.contains("接待") {
        "公务接待费"
    } else if !(text.contains("公务") || text.contains("公车") || text.contains("用车")) {
        return None;
    } else if bought && run {
        "公务用车购置及运行费"
    } else if bought {
        "公务用车购置费"
    } else if run {
        "公务用车运行费"
    } else {
        return None;
    };
    Some(name.to_owned())
}

fn three_public_target(
    item: Option<&str>,
    text: &str,
    current: Option<Amount>,
    disclosure: &Disclosure<'_>,
) -> Option<Target> {
    let known = |name: &str| {
        let name = fold(name);
        let name = name.rsplit("其中:").next().unwrap_or(&name).to_owned();
        Vocabulary::shipped().three_public(&name).map(str::to_owned).or_else(|| three_public_item(&name))
    };
    let rows = disclosure.cells(BudgetTable::ThreePublic);
    let cell = rows.filter(|cell| cell.measure.is_total()).find(|cell| match item {
        Some(item) => known(&cell.name).as_deref() == Some(item),
        None => cell.level == Level::Total,
    });
    if item.is_none() && !text.contains("三公") || !fits(current, cell.and_then(|cell| cell.amount)) {
        return None;
    }
    let level = match item {
        None => Level::Total,
        Some("公务用车购置费" | "公务用车运行费") => Level::Section,
        Some(_) => Level::Category,
    };
    Some(Target {
        table: BudgetTable::ThreePublic,
        classification: Classification::ThreePublic,
        code: None,
        parent: None,
        level: cell.map_or(level, |cell| cell.level),
        name: cell.map_or_else(|| item.unwrap_or(Measure::TOTAL).into(), |cell| cell.name.clone()),
        measure: Measure::total(),
        published: cell.and_then(|cell| cell.amount),
    })
}

/// The cell of a 类/款/项 path: resolved from the top down by name, within what the document prints.
fn path_target(
    claim: &Claim,
    section: Option<BudgetTable>,
    current: Option<Amount>,
    disclosure: &Disclosure<'_>,
) -> Option<Target> {
    let mut tables = vec![BudgetTable::General, BudgetTable::Expenditure];
    if let Some(
        table @ (BudgetTable::Expenditure
        | BudgetTable::Fund
        | BudgetTable::StateCapital
        | BudgetTable::Totals
        | BudgetTable::FiscalTotals),
    ) = section
    {
        tables.retain(|other| *other != table);
        tables.insert(0, table);
    }
    let mut gone = None;
    for table in tables {
        let (code, parent) = resolve(claim, table, disclosure);
        let (level, name) = claim.subject.path.last()?;
        // A row printed by name only has no code yet.
        let is_named = |cell: &LineItem| {
            let named = fold(&cell.name).trim_end_matches("支出") == fold(name).trim_end_matches("支出");
            claim.subject.path.len() == 1 && cell.code.is_none() && cell.level == *level && named
        };
        let cells =
            disclosure.cells(table).filter(|cell| if code.is_some() { cell.code == code } else { is_named(cell) });
        let cell = cells.filter(|cell| cell.project.is_none()).find(|cell| cell.measure.is_total());
        let target = Target {
            table,
            classification: Classification::Functional,
            parent: if code.is_some() { None } else { parent },
            level: *level,
            name: cell.map_or_else(|| name.clone(), |cell| cell.name.clone()),
            measure: Measure::total(),
            published: cell.and_then(|cell| cell.amount),
            code,
        };
        if target.published.is_some() && fits(current, target.published) {
            return Some(target);
        }
        if target.published.is_none() && current.is_some_and(|current| current.fen() == 0) {
            gone = gone.or(Some(target));
        }
    }
    gone
}

/// The code that a path's names lead to, or else the deepest one above it.
fn resolve(claim: &Claim, table: BudgetTable, disclosure: &Disclosure<'_>) -> (Option<Code>, Option<Code>) {
    let path = &claim.subject.path;
    let mut above: Option<Code> = None;
    for (depth, (level, name)) in path.iter().enumerate() {
        let name = fold(name);
        let named = |cell: &&LineItem| {
            cell.level == *level && fold(&cell.name).trim_end_matches("支出") == name.trim_end_matches("支出")
        };
        let below = |code: &&Code| above.as_ref().is_none_or(|above| above.is_above(code));
        let mut codes: Vec<&Code> =
            disclosure.cells(table).filter(named).filter_map(|cell| cell.code.as_ref()).filter(below).collect();
        if codes.is_empty() {
            // An item gone this year may still stand in last year's tables, where those are given.
            let prior = disclosure.prior_cells(table).filter(named);
            codes = prior.filter_map(|cell| cell.code.as_ref()).filter(below).collect();
        }
        codes.sort();
        codes.dedup();
        let last = depth + 1 == path.len();
        match codes.as_slice() {
            [code] if last => return (Some((*code).clone()), above),
            [code] => above = Some((*code).clone()),
            _ => {}
        }
    }
    (claim.subject.code.clone(), above)
}

/// A column of a table's total row: a fund, 基本支出, the whole.
fn measure_target(
    text: &str,
    section: Option<BudgetTable>,
    current: Option<Amount>,
    disclosure: &Disclosure<'_>,
) -> Option<Target> {
    let measure = measure(text)?;
    let target = |table: BudgetTable, cell: Option<&LineItem>| Target {
        table,
        classification: cell.map_or(Classification::Functional, |cell| cell.classification),
        code: None,
        parent: None,
        level: Level::Total,
        name: cell.map_or_else(|| Measure::TOTAL.into(), |cell| cell.name.clone()),
        measure: measure.clone(),
        published: cell.and_then(|cell| cell.amount),
    };
    let total = |table: BudgetTable| {
        disclosure
            .cells(table)
            .find(|cell| cell.level == Level::Total && cell.code.is_none() && cell.measure == measure)
    };
    if let Some(table) = section {
        let cell = total(table);
        let amount = cell.and_then(|cell| cell.amount);
        let carried = disclosure.cells(table).next().is_some();
        if fits(current, amount) && (amount.is_some() || carried && current.is_some()) {
            return Some(target(table, cell));
        }
    }
    let mut fitting = BudgetTable::ALL
        .into_iter()
        .filter(|table| !matches!(table, BudgetTable::Totals | BudgetTable::Procurement | BudgetTable::Other))
        .filter_map(|table| {
            Some((table, total(table).filter(|cell| current.is_some() && fits(current, cell.amount))?))
        });
    match (fitting.next(), fitting.next()) {
        (Some((table, cell)), None) if section.is_none() => Some(target(table, Some(cell))),
        _ => None,
    }
}

/// The measure that words, or the longest end of them, name.
fn measure(text: &str) -> Option<Measure> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.map(|at| &text[at..]).take_while(|end| end.chars().count() >= 4).find_map(|end| {
        let vocabulary = Vocabulary::shipped();
        vocabulary.measure(end).or_else(|| vocabulary.measure(end.trim_end_matches("预算")))
    })
}
