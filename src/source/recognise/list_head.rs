//! 清单的表头: finds the columns of a list exported from 预算管理一体化系统.

use super::money::amount_unit;
use super::word::without_unit;
use super::year::year_in;
use crate::model::{AmountUnit, BudgetTable, Measure, Phase};
use crate::source::vocabulary::{KeyColumn, ListColumn, Vocabulary};
use crate::source::words::{fold, squeeze};

/// The columns of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// What each column tells of its rows.
    pub keys: Vec<Option<ListColumn>>,
    pub amounts: Vec<AmountColumn>,
    /// The names of amount columns that are not read.
    pub unread: Vec<String>,
}

/// An amount column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AmountColumn {
    pub at: usize,
    pub phase: Option<Phase>,
    pub unit: Option<AmountUnit>,
    /// The fund whose amount it is; `None` for the amount of the row.
    pub fund: Option<Measure>,
}

/// Whether words are those of a list's header.
pub(in crate::source) fn is_header(texts: &[&str]) -> bool {
    of_words(texts).is_some()
}

fn of_words(texts: &[&str]) -> Option<Columns> {
    let words: Vec<Vec<String>> = texts.iter().map(|text| vec![squeeze(text)]).collect();
    columns(&words)
}

/// The columns that say what the rows of a list are of.
pub(in crate::source) struct Owners {
    pub units: Vec<usize>,
    pub years: Vec<usize>,
}

/// Those of a list with this header; `None` if it is none.
pub(in crate::source) fn owners(texts: &[&str]) -> Option<Owners> {
    let columns = of_words(texts)?;
    let of = |wanted: ListColumn| (0..columns.keys.len()).filter(|&at| columns.keys[at] == Some(wanted)).collect();
    Some(Owners { units: of(ListColumn::Unit), years: of(ListColumn::Year) })
}

/// The columns of a list with these header words, from bottom to top; `None` if they are those of another table.
///
/// What makes a list is that a row has a functional class and something else that divides its amount. In other tables
/// with two classifications these stand side by side, each with its own amounts.
pub(super) fn columns(words: &[Vec<String>]) -> Option<Columns> {
    use ListColumn::{Economic, Functional, Fund, Government, Revenue};
    let vocabulary = Vocabulary::shipped();
    // 科目编码 says what it is of in the row above; 资金性质 above the names of funds heads their amounts.
    let is_open =
        |leaf: &str| matches!(vocabulary.key_column(leaf), Some(key) if key.is_code() || key == KeyColumn::Name);
    let key = |stack: &Vec<String>| {
        let leaf = stack.first()?;
        let above = || stack.iter().skip(1).find_map(|word| vocabulary.list_column(word));
        vocabulary.list_column(leaf).or_else(|| is_open(leaf).then(above).flatten())
    };
    let mut keys: Vec<Option<ListColumn>> = words.iter().map(key).collect();
    // The levels of a class (exp_func_name1) beside the class itself (exp_func_name) tell nothing more.
    let leveled = |at: usize| words[at].first().is_some_and(|leaf| leaf.ends_with(|c: char| c.is_ascii_digit()));
    let whole: Vec<ListColumn> = (0..keys.len()).filter(|&at| !leveled(at)).filter_map(|at| keys[at]).collect();
    for at in (0..keys.len()).filter(|&at| leveled(at)) {
        keys[at] = keys[at].filter(|key| !whole.contains(key));
    }
    let divides = |key: ListColumn| matches!(key, Functional | Government | Economic | Fund | Revenue);
    let dividing: Vec<usize> = (0..keys.len()).filter(|&at| keys[at].is_some_and(divides)).collect();
    let (first, last) = (*dividing.first()?, *dividing.last()?);
    let has = |key: ListColumn| keys.contains(&Some(key));
    // A field's name is that of a system, so that one classification is enough.
    let named = words[first].iter().any(|word| word.is_ascii());
    let economy = has(Economic) || has(Government);
    let spends = has(Functional) && (economy || has(Fund) || named) || economy && (has(Fund) || named);
    if !spends && !(has(Revenue) && (has(Fund) || named)) {
        return None;
    }
    let mut amounts: Vec<(usize, AmountColumn)> = Vec::new();
    let mut unread = Vec::new();
    for (at, stack) in words.iter().enumerate().filter(|(at, _)| keys[*at].is_none()) {
        let Some(leaf) = stack.first() else { continue };
        let unit = stack.iter().find_map(|word| amount_unit(word));
        let fund = stack.iter().find_map(|word| vocabulary.measure(&without_unit(word)));
        let fund = fund.filter(is_fund);
        // 2025年预算数
        let folded = fold(leaf);
        let undated = year_in(&folded).map_or(folded.as_str(), |(_, rest)| rest);
        let listed = vocabulary.list_amount(leaf).or_else(|| vocabulary.list_amount(undated));
        match (listed, fund) {
            (_, Some(fund)) => amounts.push((0, AmountColumn { at, phase: None, unit, fund: Some(fund) })),
            (Some((phase, rank)), None) => amounts.push((rank, AmountColumn { at, phase, unit, fund: None })),
            (None, None) => {
                let money = ["额", "金", "数", "amt", "amount", "money"].iter().any(|end| folded.ends_with(end));
                unread.extend((money || unit.is_some()).then(|| leaf.clone()));
            }
        }
    }
    let apart = amounts.iter().any(|(_, column)| (first..last).contains(&column.at));
    // Of several amounts of one phase, such as 申报金额 and 批复金额, the first in the vocabulary is the one.
    amounts.sort_by_key(|(rank, column)| (column.fund.clone(), column.phase, *rank, column.at));
    let mut taken: Vec<AmountColumn> = Vec::new();
    for (_, column) in amounts {
        match taken.last() {
            Some(last) if (&last.fund, last.phase) == (&column.fund, column.phase) => {
                unread.extend(words[column.at].first().cloned());
            }
            _ => taken.push(column),
        }
    }
    (!taken.is_empty() && !apart).then_some(Columns { keys, amounts: taken, unread })
}

impl Columns {
    /// Whether the rows are revenue. Rows of expenditure may name the revenue that pays for them.
    pub fn are_of_revenue(&self) -> bool {
        use ListColumn::{Economic, Functional, Government, Revenue};
        let has = |key: ListColumn| self.keys.contains(&Some(key));
        has(Revenue) && ![Functional, Government, Economic].into_iter().any(has)
    }
}

/// Whether a measure is a fund that rows are divided by.
pub(super) fn is_fund(measure: &Measure) -> bool {
    table_of(measure).is_some() || matches!(measure.as_str(), "财政专户管理资金" | "单位资金")
}

/// The funds whose expenditure has a table of its own.
const TABLES: [(&str, BudgetTable); 3] = [
    ("一般公共预算", BudgetTable::General),
    ("政府性基金预算", BudgetTable::Fund),
    ("国有资本经营预算", BudgetTable::StateCapital),
];

/// The table of a fund's expenditure.
pub(super) fn table_of(fund: &Measure) -> Option<BudgetTable> {
    TABLES.iter().find(|(name, _)| *name == fund.as_str()).map(|(_, table)| *table)
}

/// The fund whose expenditure a table is of.
pub(super) fn fund_of(table: BudgetTable) -> Option<Measure> {
    TABLES.iter().find(|(_, own)| *own == table).map(|(name, _)| Measure::new(name))
}
