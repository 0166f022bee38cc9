//! 对照建议: pairs of items of two years that may be the same, each with its evidence. They are only proposed, not applied.

mod evidence;
mod find;
mod pair;
mod sum;
mod wording;

pub use evidence::Evidence;
pub use find::SOUND;

use super::figures::{Figure, Figures, printed};
use super::keys::Keys;
use super::{AnalysisError, CompareOptions, LineItems};
use crate::model::{
    Amount, BridgeEnd, BridgeRow, BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Origin, Paper, Share,
    Warning,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Sources of evidence other than the figures.
#[derive(Debug, Clone, Copy)]
pub struct ProposalSources<'a> {
    /// The texts.
    pub papers: &'a [Paper],
    /// Known changes of classifications.
    pub known: &'a [BridgeRow],
    /// Names that many codes of a classification have, folded.
    pub common: &'a BTreeSet<(Classification, String)>,
}

/// 对照建议.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Proposals {
    /// 基期
    pub base: FiscalYear,
    /// 本期
    pub year: FiscalYear,
    /// By score, highest first.
    pub list: Vec<Proposal>,
    /// Disagreements between sources, and notes.
    pub warnings: Vec<Warning>,
}

/// 一条建议: an item that moved to another or to several, or several that became one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proposal {
    /// 类别
    pub kind: ProposalKind,
    /// 单位; none if it concerns all units.
    pub unit: Option<Arc<str>>,
    /// The table of the amounts.
    pub table: BudgetTable,
    /// The pairs; one unless items are split or merged.
    pub pairs: Vec<Pair>,
    /// The evidence for and against it.
    pub evidence: Vec<Evidence>,
    /// Whether the old item continues or moved to several, so that somebody has to state the share that moved.
    pub partial: bool,
    /// 采用: whether its score is high enough and no better proposal concerns the same items.
    pub sound: bool,
}

/// 建议类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// 转移: one item to another code.
    Moved,
    /// 拆分: one item to several.
    Split,
    /// 合并: several items to one.
    Merged,
    /// 改名: the code stays; nothing moves.
    Renamed,
}

/// 一对科目.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pair {
    /// 旧科目
    pub old: BridgeEnd,
    /// 新科目
    pub new: BridgeEnd,
    /// 份额
    pub share: Share,
    /// 旧科目的上年数
    pub prior: Option<Amount>,
    /// 新科目的本年数
    pub current: Option<Amount>,
}

impl Proposal {
    /// 得分: the sum of the points of its evidence.
    pub fn score(&self) -> i32 {
        self.evidence.iter().map(Evidence::points).sum()
    }
}

impl ProposalKind {
    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Renamed => "renamed",
        }
    }

    /// The Chinese word.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moved => "转移",
            Self::Split => "拆分",
            Self::Merged => "合并",
            Self::Renamed => "改名",
        }
    }
}

/// One item of a table in both years.
#[derive(Debug, Clone)]
struct Item {
    end: BridgeEnd,
    /// The code, else the nearest known one above.
    place: Option<Code>,
    old_name: Option<Arc<str>>,
    prior: Option<Amount>,
    current: Option<Amount>,
    prior_origin: Option<Origin>,
    /// Whether it has no items below it in either year.
    leaf: bool,
}

/// One table of a unit.
type Tables = BTreeMap<(Arc<str>, BudgetTable, Classification), Vec<Item>>;

/// Proposes which items of two years are the same.
///
/// # Errors
/// There are no figures, there is only one year, a year does not exist, or a sum exceeds `i64`.
pub fn propose(
    items: &LineItems,
    (base, year): (Option<FiscalYear>, Option<FiscalYear>),
    sources: ProposalSources<'_>,
) -> Result<Proposals, crate::Error> {
    let survey = items.survey();
    let (base, year) = CompareOptions { base, year, ..Default::default() }.years_of(survey)?;
    let (base_phase, phase) = survey.compared_phases(base, year).ok_or(AnalysisError::NoData)?;
    let mut warnings = Vec::new();
    let columns = [(base, base_phase), (year, phase)];
    let (keys, read) = Keys::of(items.items(), items.names(), &columns);
    let items = items.items();
    let printed = printed(items, &read, &columns, &keys, &mut warnings)?;
    let [prior, current] = columns.map(|column| &printed[&column].strongest);
    let tables = tables((prior, current), items, &keys.firsts(&read), &keys);
    let list = find::find(&tables, (base, year), sources);
    Ok(Proposals { base, year, list, warnings })
}

fn tables((prior, current): (&Figures, &Figures), items: &[LineItem], firsts: &[usize], keys: &Keys) -> Tables {
    let sums: BTreeSet<u32> =
        [prior, current].into_iter().flat_map(|sides| super::bridge::parents(sides, keys)).collect();
    // In the order in which the documents name the items.
    let numbers: BTreeSet<(usize, u32)> =
        prior.keys().chain(current.keys()).map(|number| (firsts[number as usize], number)).collect();
    let mut tables = Tables::new();
    for (_, number) in numbers {
        let key = keys.key(number).clone();
        if key.level == Level::Total
            || !key.measure.is_total()
            || matches!(key.classification, Classification::Project | Classification::ThreePublic)
            || matches!(key.table, BudgetTable::Procurement | BudgetTable::Performance | BudgetTable::Other)
        {
            continue;
        }
        let (before, after) = (prior.get(number), current.get(number));
        // A name from the text is used only if no table prints one.
        let printed_name = |figure: Option<&Figure>| figure?.printed_name(items).cloned();
        let old_name = printed_name(before);
        let name = printed_name(after).or_else(|| old_name.clone());
        let name = name.unwrap_or_else(|| keys.default_name(number));
        let item = Item {
            place: key.code.clone().or_else(|| key.parent.clone()),
            end: BridgeEnd::new(key.code.clone(), &name),
            old_name: old_name.filter(|_| before.is_some_and(|side| side.origin == Origin::Published)),
            prior: before.map(|side| side.amount),
            current: after.map(|side| side.amount),
            prior_origin: before.map(|side| side.origin),
            leaf: !sums.contains(&number),
        };
        tables.entry((key.unit, key.table, key.classification)).or_default().push(item);
    }
    tables
}
