//! 主要指标: the figures that a reader looks for first, each from the row that states most about it.

use super::{Comparison, ComparisonRow, Item};
use crate::model::identity::{BALANCED, is_same, is_within};
use crate::model::{Fund, Heads, Level, Origin, Part, Side, Topic};

/// 主要指标: a name and the row with the figure.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Headline<'a> {
    /// 名称
    pub label: &'static str,
    /// The row; one with last year's amount too, if any row of the same quantity has it.
    pub row: &'a ComparisonRow,
}

/// A quantity that may be a headline.
struct Candidate {
    label: &'static str,
    topic: Topic,
    /// Whether it is only shown for governments, since the total of a unit says as much.
    of_government: bool,
}

const fn candidate(label: &'static str, side: Option<Side>, fund: Option<Fund>, part: Option<Part>) -> Candidate {
    Candidate { label, topic: Topic { side, fund, part, own_year: false }, of_government: false }
}

const fn of_government(label: &'static str, fund: Fund) -> Candidate {
    Candidate { of_government: true, ..candidate(label, Some(Side::Revenue), Some(fund), None) }
}

const IN: Option<Side> = Some(Side::Revenue);
const OUT: Option<Side> = Some(Side::Expenditure);

/// The headlines in the order in which they are shown. Of each line the first quantity that the tables print is used:
/// 财政拨款 replaces all funds if nothing else is published.
const CANDIDATES: &[&[Candidate]] = &[
    &[candidate("收入合计", IN, None, None), candidate("财政拨款收入", IN, Some(Fund::Fiscal), None)],
    &[candidate("支出合计", OUT, None, None), candidate("财政拨款支出", OUT, Some(Fund::Fiscal), None)],
    &[
        candidate("基本支出", OUT, None, Some(Part::Basic)),
        candidate("一般公共预算基本支出", OUT, Some(Fund::General), Some(Part::Basic)),
    ],
    &[
        candidate("项目支出", OUT, None, Some(Part::Project)),
        candidate("一般公共预算项目支出", OUT, Some(Fund::General), Some(Part::Project)),
    ],
    &[candidate("一般公共预算支出", OUT, Some(Fund::General), None)],
    &[of_government("一般公共预算收入", Fund::General)],
    &[of_government("政府性基金预算收入", Fund::Government)],
    &[candidate("政府性基金预算支出", OUT, Some(Fund::Government), None)],
    &[candidate("国有资本经营预算支出", OUT, Some(Fund::StateCapital), None)],
    &[candidate("“三公”经费", None, None, Some(Part::ThreePublic))],
];

/// The headlines of a comparison that are not zero in both years.
pub fn headlines(comparison: &Comparison) -> Vec<Headline<'_>> {
    let rows = || comparison.rows.iter().filter(|row| row.item.level == Level::Total);
    let totals: Vec<Total<'_>> = rows().filter_map(|row| Some(Total { row, topic: topic(row)? })).collect();
    let headline = |candidate: &Candidate| Some(Headline { label: candidate.label, row: row_of(candidate, &totals)? });
    CANDIDATES.iter().filter_map(|one_of| one_of.iter().find_map(headline)).collect()
}

/// A total row and its quantity; 本年收入 is distinguished from 收入总计 by its amount.
struct Total<'a> {
    row: &'a ComparisonRow,
    topic: Topic,
}

fn topic(row: &ComparisonRow) -> Option<Topic> {
    let Item { table, classification, measure, name, level, code, .. } = &row.item;
    let heads =
        Heads { table: *table, classification: *classification, measure, name, level: *level, coded: code.is_some() };
    heads.topic()
}

/// The row of a quantity, or one of the same quantity that has last year's amount as well.
fn row_of<'a>(candidate: &Candidate, totals: &[Total<'a>]) -> Option<&'a ComparisonRow> {
    let of_topic = |total: &&Total<'_>| Topic { own_year: false, ..total.topic } == candidate.topic;
    let is_something =
        |total: &&Total<'_>| [total.row.current, total.row.prior].into_iter().flatten().any(|amount| amount.fen() != 0);
    let of_kind = |total: &&Total<'_>| !candidate.of_government || total.row.item.table.is_of_government();
    let own = || totals.iter().filter(of_topic).filter(is_something).filter(of_kind);
    // A table of this very sum is preferred to one of two sides, whose total may include carried-over money.
    let rank = |total: &&Total<'_>| (total.topic.own_year, BALANCED.contains(&total.row.item.table));
    let first = own().min_by_key(rank)?;
    if first.row.prior.is_some() {
        return Some(first.row);
    }
    let same = |total: &&Total<'_>| {
        let amounts = first.row.current.zip(total.row.current);
        total.row.prior.is_some()
            && (&total.row.item.unit, total.row.item.scope) == (&first.row.item.unit, first.row.item.scope)
            && amounts.is_some_and(|(one, other)| is_same((first.topic, one), (total.topic, other)))
            && held_before(first.topic, total, totals)
    };
    Some(totals.iter().find(same).unwrap_or(first).row)
}

/// Whether two funds, one a part of the other, were one quantity last year too. This is implied by amounts recovered from
/// this year's text; for amounts printed in last year's tables, the wholes have to agree.
fn held_before(topic: Topic, total: &Total<'_>, totals: &[Total<'_>]) -> bool {
    if topic.fund == total.topic.fund || total.row.prior_origin != Some(Origin::Published) {
        return true;
    }
    let wholes = |fund: Option<Fund>| {
        let whole = Topic { side: topic.side, fund, part: None, own_year: false };
        totals.iter().filter(move |other| other.topic == whole).filter_map(|other| other.row.prior)
    };
    is_within(total.topic.fund, topic.fund)
        && wholes(topic.fund).any(|wide| wholes(total.topic.fund).any(|narrow| wide.agrees(narrow)))
}
