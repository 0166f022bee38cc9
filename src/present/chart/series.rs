//! 序列: the lines of a trend chart, taken from a trend or a comparison.

use super::figures::{Figures, missing, rank};
use super::{ChartError, ChartOptions, Lang, labels, words};
use crate::analysis::{Trend, TrendRow};
use crate::model::{Amount, BudgetTable, FiscalYear, Level, Origin, Phase};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// 序列: the amounts of an item over the years, in one phase. Missing years are gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// 名称
    pub name: String,
    /// 预算, 决算 …
    pub phase: Phase,
    /// The amounts.
    pub points: BTreeMap<FiscalYear, Amount>,
}

/// 主题: which figures of which unit a trend shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrendSubject {
    /// 单位
    pub institution: String,
    /// 一般公共预算支出
    pub what: String,
    /// 表, for the source line.
    pub table: Option<BudgetTable>,
    /// The years whose own disclosures print figures; empty means every year.
    pub disclosed: BTreeSet<FiscalYear>,
    /// The years with figures that are implied by a later year's text (推算).
    pub implied: BTreeSet<FiscalYear>,
    /// Whether the years are converted to the codes of the last year (同口径).
    pub same_basis: bool,
}

/// The default number of items below the total.
const USUAL_ITEMS: usize = 6;

/// The total and the largest items of the preferred table.
pub(super) fn of_trend(trend: &Trend, options: &ChartOptions) -> Result<(TrendSubject, Vec<Series>), ChartError> {
    let usable = || trend.rows.iter().filter(|row| options.admit(&row.item));
    // Tables with more years are preferred, since one year is no trend.
    let years = |row: &TrendRow| row.figures.keys().map(|(year, _)| *year).collect::<BTreeSet<_>>().len();
    let first = usable()
        .min_by_key(|row| {
            (years(row) < 2, rank(row.item.table, &row.item.measure, row.item.classification), Reverse(years(row)))
        })
        .ok_or_else(|| missing(options))?;
    let group: Vec<&TrendRow> = usable()
        .filter(|row| {
            row.item.unit == first.item.unit
                && row.item.scope == first.item.scope
                && row.item.table == first.item.table
                && row.item.measure == first.item.measure
                && row.item.classification == first.item.classification
        })
        .collect();
    let mut rows: Vec<&TrendRow> = group.iter().copied().filter(|row| row.item.level == Level::Total).collect();
    let mut items = items(&group, options.level);
    if options.level.is_none() && items.len() == 1 && !rows.is_empty() {
        // A single item would repeat the total.
        items.clear();
    }
    items.sort_by_key(|row| Reverse(row.figures.values().map(|figure| figure.amount.fen().unsigned_abs()).max()));
    items.truncate(options.top.unwrap_or(USUAL_ITEMS));
    rows.extend(items);
    let subject = TrendSubject {
        institution: first.item.unit.to_string(),
        what: if is_lone(first) {
            first.item.name.to_string()
        } else {
            words::subject_of(first.item.table, first.item.classification, &first.item.measure, options.lang)
        },
        table: (!is_lone(first)).then_some(first.item.table),
        disclosed: years_of(&rows, Origin::Published),
        implied: years_of(&rows, Origin::Implied),
        same_basis: false,
    };
    Ok((subject, rows.into_iter().flat_map(|row| lines(row, options.lang)).collect()))
}

/// Whether it is a figure that is in no table, such as 机关运行经费, and has only its own name.
fn is_lone(row: &TrendRow) -> bool {
    row.item.table == BudgetTable::Other && !row.item.name.is_empty()
}

/// The years with a figure of this origin.
fn years_of(rows: &[&TrendRow], origin: Origin) -> BTreeSet<FiscalYear> {
    let figures = rows.iter().flat_map(|row| &row.figures);
    figures.filter(|(_, figure)| figure.origin == origin).map(|((year, _), _)| *year).collect()
}

/// The rows of the wanted level, else of the highest level that has more than one row.
fn items<'a>(group: &[&'a TrendRow], wanted: Option<Level>) -> Vec<&'a TrendRow> {
    let of =
        |level: Level| -> Vec<&'a TrendRow> { group.iter().copied().filter(|row| row.item.level == level).collect() };
    match wanted {
        Some(Level::Total) => Vec::new(),
        Some(level) => of(level),
        None => {
            let levels = [Level::Category, Level::Section, Level::Item, Level::SubItem];
            let filled: Vec<_> = levels.into_iter().map(of).filter(|rows| !rows.is_empty()).collect();
            filled.iter().find(|rows| rows.len() > 1).or(filled.last()).cloned().unwrap_or_default()
        }
    }
}

/// One line per phase.
fn lines(row: &TrendRow, lang: Lang) -> Vec<Series> {
    let phases: BTreeSet<Phase> = row.figures.keys().map(|(_, phase)| *phase).collect();
    let line = |phase: Phase| {
        let own = row.figures.iter().filter(|((_, of), _)| *of == phase);
        Series {
            name: if row.item.level == Level::Total && !is_lone(row) {
                labels::total(lang).to_owned()
            } else {
                row.item.name.to_string()
            },
            phase,
            points: own.map(|((year, _), figure)| (*year, figure.amount)).collect(),
        }
    };
    phases.into_iter().map(line).collect()
}

/// The two years of a comparison as lines.
pub(super) fn of_figures(figures: &Figures, lang: Lang) -> (TrendSubject, Vec<Series>) {
    let sides = |prior: Option<i64>, current: Option<i64>| [(figures.base, prior), (figures.year, current)];
    let mut phases = vec![figures.base.1];
    phases.extend((figures.year.1 != figures.base.1).then_some(figures.year.1));
    let named = |name: &str, prior, current| -> Vec<Series> {
        let line = |phase: &Phase| {
            let own = sides(prior, current).into_iter().filter(|((_, of), _)| of == phase);
            let points = own.filter_map(|((year, _), fen)| Some((year, Amount::from_fen(fen?)))).collect();
            Series { name: name.to_owned(), phase: *phase, points }
        };
        phases.iter().map(line).collect()
    };
    let mut series = Vec::new();
    if figures.level != Level::Total {
        series = named(labels::total(lang), Some(figures.prior_total), Some(figures.current_total));
    }
    let mut rows: Vec<_> = figures.rows.iter().filter(|row| !row.gathered).collect();
    rows.sort_by_key(|row| Reverse(row.prior.unwrap_or(0).unsigned_abs().max(row.current.unwrap_or(0).unsigned_abs())));
    series.extend(rows.into_iter().flat_map(|row| named(&row.name, row.prior, row.current)));
    let subject = TrendSubject {
        institution: figures.institution.clone(),
        what: words::subject_of(figures.table, figures.classification, &figures.measure, lang),
        table: Some(figures.table),
        disclosed: if figures.implied || figures.restated {
            BTreeSet::from([figures.year.0])
        } else {
            BTreeSet::from([figures.base.0, figures.year.0])
        },
        implied: figures.implied.then_some(figures.base.0).into_iter().collect(),
        same_basis: figures.same_basis,
    };
    (subject, series)
}
