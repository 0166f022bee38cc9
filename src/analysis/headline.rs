//! 主要数: the figures that a reader looks for first, each from the cell that tells most of it.

use super::{Comparison, ComparisonRow};
use crate::model::identity::{BALANCED, is_same, is_within};
use crate::model::{Fund, Heads, Level, Origin, Part, Side, Topic};

/// 主要数: what it is called, and the row that tells it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Headline<'a> {
    /// 名称
    pub label: &'static str,
    /// The row, of last year's amount too where one of the cells that are this quantity has it.
    pub row: &'a ComparisonRow,
}

/// Which money a headline is.
struct Wanted {
    label: &'static str,
    topic: Topic,
    /// Of a government's own budget alone: a unit's total says as much.
    of_government: bool,
}

const fn wanted(label: &'static str, side: Option<Side>, fund: Option<Fund>, part: Option<Part>) -> Wanted {
    Wanted { label, topic: Topic { side, fund, part, own_year: false }, of_government: false }
}

const fn of_government(label: &'static str, fund: Fund) -> Wanted {
    Wanted { of_government: true, ..wanted(label, Some(Side::Revenue), Some(fund), None) }
}

const IN: Option<Side> = Some(Side::Revenue);
const OUT: Option<Side> = Some(Side::Expenditure);

/// The headlines in the order in which they are shown. Of one line the first is told that the tables print: 财政拨款 stands
/// for all funds where nothing else is published.
const WANTED: &[&[Wanted]] = &[
    &[wanted("收入合计", IN, None, None), wanted("财政拨款收入", IN, Some(Fund::Fiscal), None)],
    &[wanted("支出合计", OUT, None, None), wanted("财政拨款支出", OUT, Some(Fund::Fiscal), None)],
    &[
        wanted("基本支出", OUT, None, Some(Part::Basic)),
        wanted("一般公共预算基本支出", OUT, Some(Fund::General), Some(Part::Basic)),
    ],
    &[
        wanted("项目支出", OUT, None, Some(Part::Project)),
        wanted("一般公共预算项目支出", OUT, Some(Fund::General), Some(Part::Project)),
    ],
    &[wanted("一般公共预算支出", OUT, Some(Fund::General), None)],
    &[of_government("一般公共预算收入", Fund::General)],
    &[of_government("政府性基金预算收入", Fund::Government)],
    &[wanted("政府性基金预算支出", OUT, Some(Fund::Government), None)],
    &[wanted("国有资本经营预算支出", OUT, Some(Fund::StateCapital), None)],
    &[wanted("“三公”经费", None, None, Some(Part::ThreePublic))],
];

/// The headlines that a comparison tells and that are not nothing in both years.
pub fn headlines(comparison: &Comparison) -> Vec<Headline<'_>> {
    let rows = || comparison.rows.iter().filter(|row| row.level == Level::Total);
    let totals: Vec<Total<'_>> = rows().filter_map(|row| Some(Total { row, topic: topic(row)? })).collect();
    let told = |wanted: &Wanted| Some(Headline { label: wanted.label, row: tell(wanted, &totals)? });
    WANTED.iter().filter_map(|one_of| one_of.iter().find_map(told)).collect()
}

/// A total row, and which money it is; 本年收入 is told apart from 收入总计 by its amount.
struct Total<'a> {
    row: &'a ComparisonRow,
    topic: Topic,
}

fn topic(row: &ComparisonRow) -> Option<Topic> {
    let ComparisonRow { table, classification, measure, name, level, code, .. } = row;
    let heads =
        Heads { table: *table, classification: *classification, measure, name, level: *level, coded: code.is_some() };
    heads.topic()
}

/// The row of the quantity itself, or one that prints the same quantity and last year's amount as well.
fn tell<'a>(wanted: &Wanted, totals: &[Total<'a>]) -> Option<&'a ComparisonRow> {
    let of_topic = |total: &&Total<'_>| Topic { own_year: false, ..total.topic } == wanted.topic;
    let is_something =
        |total: &&Total<'_>| [total.row.current, total.row.prior].into_iter().flatten().any(|amount| amount.fen() != 0);
    let of_kind = |total: &&Total<'_>| !wanted.of_government || total.row.table.is_of_government();
    let own = || totals.iter().filter(of_topic).filter(is_something).filter(of_kind);
    // The table of this very sum goes before one of two sides, whose total may hold what was carried over.
    let rank = |total: &&Total<'_>| (total.topic.own_year, BALANCED.contains(&total.row.table));
    let first = own().min_by_key(rank)?;
    if first.row.prior.is_some() {
        return Some(first.row);
    }
    let same = |total: &&Total<'_>| {
        let amounts = first.row.current.zip(total.row.current);
        total.row.prior.is_some()
            && (&total.row.unit, total.row.scope) == (&first.row.unit, first.row.scope)
            && amounts.is_some_and(|(one, other)| is_same((first.topic, one), (total.topic, other)))
            && held_before(first.topic, total, totals)
    };
    Some(totals.iter().find(same).unwrap_or(first).row)
}

/// Whether two funds of which one is part of the other were one quantity last year too: the text of this year says so
/// of what is recovered from it; of what last year's tables print, their wholes have to agree.
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
