//! 图中数字: selects the rows of a comparison that a chart shows.

use super::figure::Figure;
use super::{ChartError, ChartOptions, Kind, Lang, recode};
use crate::analysis::{Comparison, ComparisonRow, Proposal, Sort};
use crate::model::{
    Amount, AmountUnit, BudgetTable, Classification, FiscalYear, Growth, Level, Measure, Origin, Phase, Ratio,
    divide_half_away,
};
use ethnum::I256;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The maximum number of rows.
const MOST_ROWS: usize = 60;

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By code.
    Code,
    /// By amount, largest first.
    Size,
    /// From the largest increase to the largest decrease.
    Change,
    /// By change, largest first, whatever its direction.
    Magnitude,
    /// From the highest growth to the lowest.
    Growth,
}

impl Order {
    fn of(kind: Kind, wanted: Option<Sort>) -> Self {
        match (wanted, kind) {
            (Some(Sort::Growth), _) => Self::Growth,
            (Some(Sort::Code), _) | (None, Kind::Columns | Kind::Execution) => Self::Code,
            (None, Kind::Share | Kind::Slope | Kind::Trend | Kind::Treemap) => Self::Size,
            (_, Kind::Pareto) => Self::Magnitude,
            _ => Self::Change,
        }
    }
}

/// Everything that a chart shows.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    pub(super) institution: String,
    pub(super) table: BudgetTable,
    pub(super) classification: Classification,
    pub(super) measure: Measure,
    pub(super) level: Level,
    pub(super) coded: bool,
    pub(super) base: (FiscalYear, Phase),
    pub(super) year: (FiscalYear, Phase),
    pub(super) rows: Vec<Figure>,
    /// The number of rows, of increases and of decreases, before gathering.
    pub(super) counts: (usize, usize, usize),
    pub(super) prior_total: i64,
    pub(super) current_total: i64,
    /// The names of the ancestors of the rows' codes.
    pub(super) parents: BTreeMap<String, String>,
    pub(super) order: Order,
    pub(super) unit: AmountUnit,
    pub(super) implied: bool,
    pub(super) restated: bool,
    /// Whether last year's figures are converted to this year's codes (同口径).
    pub(super) same_basis: bool,
    /// Whether no row has a figure of last year.
    pub(super) single: bool,
    /// Whether both totals are printed, or every row has both amounts.
    pub(super) whole: bool,
    /// Whether the rows are units rather than items of one.
    pub(super) units: bool,
    /// How many rows are of items that probably only moved to another code.
    pub(super) recoded: usize,
}

impl Figures {
    /// How many of the largest changes make up at least 80 % of all absolute changes, and their share in hundredths of a
    /// percent; `None` if nothing changed. 其余 is not counted among them.
    pub(super) fn leaders(&self) -> Option<(usize, i32)> {
        let gross: u128 = self.rows.iter().map(|row| row.moved).sum();
        let mut running = 0u128;
        let mut count = 0;
        for row in self.rows.iter().filter(|row| !row.gathered) {
            running += row.moved;
            count += 1;
            if running * 5 >= gross * 4 {
                break;
            }
        }
        Some((count, self.share_of_changes(running)?))
    }

    /// The share of `moved` in all absolute changes, in hundredths of a percent; `None` if nothing changed.
    pub(super) fn share_of_changes(&self, moved: u128) -> Option<i32> {
        let gross: u128 = self.rows.iter().map(|row| row.moved).sum();
        let share = |whole| divide_half_away(I256::from(moved) * 10_000, I256::from(whole));
        (gross > 0).then(|| share(gross)).and_then(|share| i32::try_from(share).ok())
    }

    /// The item with the largest change of this sign.
    pub(super) fn mover(&self, sign: i64) -> Option<&Figure> {
        let moves = self.rows.iter().filter(|row| !row.gathered && row.change.signum() == sign);
        moves.min_by_key(|row| Reverse(row.change.unsigned_abs()))
    }

    /// The change of the total.
    pub(super) fn change(&self) -> i64 {
        // `select` has checked that the difference does not overflow.
        self.current_total.saturating_sub(self.prior_total)
    }

    /// The growth of the total.
    pub(super) fn growth(&self) -> Option<Growth> {
        Growth::between(self.prior_total, self.current_total)
    }

    /// The share of `part` in this year's total.
    pub(super) fn share(&self, part: i64) -> Option<Ratio> {
        Ratio::new(part, self.current_total)
    }
}

/// Selects the figures for a chart of `kind`.
pub(super) fn select(comparison: &Comparison, kind: Kind, options: &ChartOptions) -> Result<Figures, ChartError> {
    // These kinds can show a single year.
    let needs_change = !matches!(kind, Kind::Columns | Kind::Treemap);
    let usable = |options: &ChartOptions| -> Vec<&ComparisonRow> {
        let known = |row: &&ComparisonRow| {
            row.change.is_some() || (!needs_change && (row.prior.is_some() || row.current.is_some()))
        };
        comparison.rows.iter().filter(known).filter(|row| options.admit(&row.item)).collect()
    };
    let by_source = options.by_source().map(|sources| usable(&sources)).filter(|rows| rows.len() > 1);
    let usable = by_source.unwrap_or_else(|| usable(options));
    let units = kind == Kind::Units;
    let group = best_group(&usable, options, units).ok_or_else(|| missing(options))?;
    let Chosen { level, rows, own } = if units { of_units(&group) } else { best_level(&group, options.level) };
    let total = group.iter().find(|row| row.item.level == Level::Total && !units);
    let first = group[0];
    let sum = |side: fn(&ComparisonRow) -> Option<Amount>| -> Result<i64, ChartError> {
        if let Some(total) = total {
            return Ok(side(total).map_or(0, Amount::fen));
        }
        let whole: i128 = rows.iter().filter_map(|row| side(row)).map(|amount| i128::from(amount.fen())).sum();
        i64::try_from(whole).map_err(|_| ChartError::Overflow { what: first.item.table.title().to_owned() })
    };
    let (prior_total, current_total) = (sum(|row| row.prior)?, sum(|row| row.current)?);
    if current_total.checked_sub(prior_total).is_none() {
        return Err(ChartError::Overflow { what: first.item.table.title().to_owned() });
    }
    let mut figures: Vec<Figure> = rows.iter().map(|row| figure(row, own)).collect::<Result<_, _>>()?;
    let mut recoded = 0;
    if units {
        figures.iter_mut().zip(&rows).for_each(|(figure, row)| figure.name = row.item.unit.to_string());
    } else {
        let of_unit = |proposal: &&Proposal| proposal.unit.as_ref().is_none_or(|unit| *unit == first.item.unit);
        let proposals: Vec<&Proposal> = options.proposals.iter().filter(of_unit).collect();
        recoded = recode::combine(&mut figures, &proposals, options.lang)?;
    }
    drawable(&figures, kind)?;
    let counts = count(&figures);
    let largest =
        figures.iter().flat_map(|f| [f.prior, f.current, Some(f.change)]).flatten().chain([prior_total, current_total]);
    let largest = largest.map(i64::unsigned_abs).max().unwrap_or(0);
    gather(&mut figures, kind, options)?;
    if kind == Kind::Waterfall {
        close(&mut figures, (prior_total, current_total), &rows, total.copied(), options.lang)?;
    }
    let order = Order::of(kind, options.sort);
    sort(&mut figures, order);
    Ok(Figures {
        institution: if units { String::new() } else { first.item.unit.to_string() },
        table: first.item.table,
        classification: first.item.classification,
        measure: first.item.measure.clone(),
        level,
        coded: !units && rows.iter().any(|row| row.item.code.is_some()),
        base: (comparison.base, comparison.base_phase),
        year: (comparison.year, comparison.phase),
        rows: figures,
        counts,
        prior_total,
        current_total,
        parents: parents(&group),
        order,
        unit: options.unit.unwrap_or_else(|| readable_unit(largest)),
        implied: rows.iter().any(|row| !own && row.prior_origin == Some(Origin::Implied)),
        restated: rows.iter().any(|row| row.prior_origin == Some(Origin::Restated)),
        same_basis: false,
        single: rows.iter().all(|row| prior(row, own).is_none()),
        whole: match total {
            Some(total) => total.prior.is_some() && total.current.is_some(),
            None => rows.iter().all(|row| row.prior.is_some() && row.current.is_some()),
        },
        units,
        recoded,
    })
}

/// Refuses a picture in which there would be nothing to see.
fn drawable(figures: &[Figure], kind: Kind) -> Result<(), ChartError> {
    let refuse = |wanted: &str| Err(ChartError::NoRows { wanted: wanted.to_owned() });
    let positive = |amount: Option<i64>| amount.is_some_and(|fen| fen > 0);
    let shown: Vec<&Figure> = figures
        .iter()
        .filter(|figure| match kind {
            Kind::Treemap => positive(figure.current),
            Kind::Share => positive(figure.prior) || positive(figure.current),
            Kind::Waterfall | Kind::Pareto => figure.change != 0,
            _ => true,
        })
        .collect();
    match (kind, shown.as_slice()) {
        (Kind::Waterfall | Kind::Pareto, []) => refuse("各项均持平，没有增减"),
        (Kind::Treemap, []) => refuse("本年没有大于零的数"),
        (Kind::Share, []) => refuse("两年都没有大于零的数"),
        (Kind::Pareto | Kind::Treemap | Kind::Share, [only]) if figures.len() == 1 || kind != Kind::Pareto => {
            refuse(&format!("只有“{}”一项，没有其他项可以对照", only.name))
        }
        (Kind::Execution, rows) if !rows.iter().any(|row| row.prior.is_some() && row.current.is_some()) => {
            refuse("没有一个科目既有预算数又有决算数")
        }
        (Kind::Units, [] | [_]) => refuse("只有一个单位有合计数"),
        _ => Ok(()),
    }
}

/// The totals of several units.
fn of_units<'a>(group: &[&'a ComparisonRow]) -> Chosen<'a> {
    let totals = |row: &&&ComparisonRow| row.item.level == Level::Total && row.change.is_some();
    let rows: Vec<&ComparisonRow> = group.iter().filter(totals).copied().collect();
    Chosen { level: Level::Total, rows, own: false }
}

fn parents(group: &[&ComparisonRow]) -> BTreeMap<String, String> {
    let named = |row: &&ComparisonRow| Some((row.item.code.as_ref()?.as_str().to_owned(), row.item.name.to_string()));
    group.iter().filter_map(named).collect()
}

/// The error if nothing is left to draw.
pub(super) fn missing(options: &ChartOptions) -> ChartError {
    let mut parts = Vec::new();
    parts.extend(options.institution.clone());
    parts.extend(options.table.map(|table| table.title().to_owned()));
    parts.extend(options.measure.as_ref().map(|measure| format!("栏目“{measure}”")));
    parts.extend(options.level.map(|level| format!("{}级", level.name())));
    if parts.is_empty() {
        return ChartError::NoTwoYears;
    }
    ChartError::NoRows { wanted: format!("没有{}的两年数", parts.join("、")) }
}

fn figure(row: &ComparisonRow, own: bool) -> Result<Figure, ChartError> {
    let (prior, current) = (prior(row, own).map(Amount::fen), row.current.map(Amount::fen));
    let dropped = prior != row.prior.map(Amount::fen);
    let change = match row.change {
        Some(change) if !dropped => change.fen(),
        _ => current
            .unwrap_or(0)
            .checked_sub(prior.unwrap_or(0))
            .ok_or_else(|| ChartError::Overflow { what: row.item.name.to_string() })?,
    };
    Ok(Figure {
        code: row.item.code.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default(),
        name: row.item.name.to_string(),
        prior,
        current,
        change,
        moved: change.unsigned_abs().into(),
        growth: if dropped { Growth::between(0, change) } else { row.growth },
        gathered: false,
        item: Some(row.item.clone()),
    })
}

fn count(figures: &[Figure]) -> (usize, usize, usize) {
    let ups = figures.iter().filter(|figure| figure.change > 0).count();
    let downs = figures.iter().filter(|figure| figure.change < 0).count();
    (figures.len(), ups, downs)
}

/// The most readable unit for amounts up to `largest`: 万元 for the usual ones, 元 for small, 亿元 for large ones.
pub(super) fn readable_unit(largest: u64) -> AmountUnit {
    match largest {
        0..1_000_000 => AmountUnit::Yuan,
        1_000_000..1_000_000_000_000 => AmountUnit::TenThousand,
        _ => AmountUnit::HundredMillion,
    }
}

/// The rows of one institution, or of all `units`, and of one table, measure and classification: the first group among
/// those with the best [`rank`].
fn best_group<'a>(rows: &[&'a ComparisonRow], options: &ChartOptions, units: bool) -> Option<Vec<&'a ComparisonRow>> {
    let same = |a: &ComparisonRow, b: &ComparisonRow| {
        (units || a.item.unit == b.item.unit)
            && a.item.scope == b.item.scope
            && a.item.table == b.item.table
            && a.item.measure == b.item.measure
            && a.item.classification == b.item.classification
    };
    let total = units || options.level == Some(Level::Total);
    let parts = rows.iter().filter(|row| total || row.item.level != Level::Total);
    let rank = |row: &&&ComparisonRow| rank(row.item.table, &row.item.measure, row.item.classification);
    // Only rows that match the best one are taken, so that institutions do not mix. Totals are used only if there is
    // nothing else.
    let first = parts.min_by_key(rank).or_else(|| rows.iter().min_by_key(rank))?;
    Some(rows.iter().copied().filter(|row| same(row, first)).collect())
}

/// The order of preference of tables, measures and classifications if the options name none.
pub(super) fn rank(
    table: BudgetTable,
    measure: &Measure,
    classification: Classification,
) -> (usize, bool, BudgetTable, Classification) {
    let first = [
        BudgetTable::General,
        BudgetTable::GovernmentExpenditure,
        BudgetTable::Expenditure,
        BudgetTable::FiscalTotals,
        BudgetTable::Totals,
        BudgetTable::GeneralBasic,
    ];
    let place = first.iter().position(|known| *known == table).unwrap_or(first.len());
    (place, !measure.is_total(), table, classification)
}

/// The rows of the chosen level.
#[derive(Clone)]
struct Chosen<'a> {
    level: Level,
    rows: Vec<&'a ComparisonRow>,
    /// Whether amounts that this year's text implies for last year are left out, because last year's own table adds up
    /// without them. An item that moved to another code would otherwise count twice.
    own: bool,
}

/// Last year's amount of a row; with `own`, only if a document prints it.
fn prior(row: &ComparisonRow, own: bool) -> Option<Amount> {
    row.prior.filter(|_| !own || row.prior_origin != Some(Origin::Implied))
}

/// The rows of the wanted level, else of the deepest level that adds up to the total within rounding, else of the one
/// that comes closest.
fn best_level<'a>(group: &[&'a ComparisonRow], wanted: Option<Level>) -> Chosen<'a> {
    let total = group.iter().find(|row| row.item.level == Level::Total);
    let of = |level: Level| {
        // A sum that is printed among the items: 本年收入合计.
        let sum = |row: &ComparisonRow| row.item.code.is_none() && row.item.name.ends_with("合计");
        let of_level = |row: &&ComparisonRow| row.item.level == level && (level == Level::Total || !sum(row));
        let rows: Vec<&'a ComparisonRow> = group.iter().copied().filter(of_level).collect();
        let own = total
            .filter(|total| total.prior_origin != Some(Origin::Implied))
            .is_some_and(|total| !adds_up(&rows, total, false) && adds_up(&rows, total, true));
        let shown = rows.into_iter().filter(|row| row.current.is_some() || prior(row, own).is_some());
        Chosen { level, rows: shown.collect(), own }
    };
    if let Some(chosen) = wanted.map(of).filter(|chosen| !chosen.rows.is_empty()) {
        return chosen;
    }
    let levels = [Level::SubItem, Level::Item, Level::Section, Level::Category];
    let filled: Vec<_> = levels.into_iter().map(of).filter(|chosen| !chosen.rows.is_empty()).collect();
    let adds_up = |chosen: &&Chosen<'_>| total.is_none_or(|total| adds_up(&chosen.rows, total, chosen.own));
    let whole = filled.iter().find(adds_up);
    let missed = |chosen: &&Chosen<'_>| total.map(|total| missed(&chosen.rows, total, chosen.own));
    let chosen = whole.or_else(|| filled.iter().min_by_key(missed));
    chosen.cloned().unwrap_or_else(|| of(Level::Total))
}

/// By how much the rows miss the total, in both years together.
fn missed(rows: &[&ComparisonRow], total: &ComparisonRow, own: bool) -> u128 {
    let miss =
        |parts: i128, whole: Option<Amount>| whole.map_or(0, |whole| (parts - i128::from(whole.fen())).unsigned_abs());
    let sum = |amounts: &mut dyn Iterator<Item = Amount>| amounts.map(|amount| i128::from(amount.fen())).sum();
    miss(sum(&mut rows.iter().filter_map(|row| prior(row, own))), prior(total, own))
        + miss(sum(&mut rows.iter().filter_map(|row| row.current)), total.current)
}

fn adds_up(rows: &[&ComparisonRow], total: &ComparisonRow, own: bool) -> bool {
    let equal = |parts: i128, whole: Option<Amount>| {
        whole.is_none_or(|whole| (parts - i128::from(whole.fen())).abs() <= slack(rows, whole))
    };
    let sum = |amounts: &mut dyn Iterator<Item = Amount>| amounts.map(|amount| i128::from(amount.fen())).sum();
    equal(sum(&mut rows.iter().filter_map(|row| prior(row, own))), prior(total, own))
        && equal(sum(&mut rows.iter().filter_map(|row| row.current)), total.current)
}

/// The largest rounding difference of a printed sum: (n+1) half steps.
fn slack(rows: &[&ComparisonRow], whole: Amount) -> i128 {
    let steps = rows.iter().filter_map(|row| row.current.or(row.prior)).map(Amount::resolution);
    let step = steps.chain([whole.resolution()]).max().unwrap_or(1);
    i128::from(step) * (rows.len() as i128 + 1) / 2
}

/// Combines the rows beyond `top`, those with the smallest changes or amounts, to one row (其余).
fn gather(figures: &mut Vec<Figure>, kind: Kind, options: &ChartOptions) -> Result<(), ChartError> {
    let usual = match kind {
        Kind::Waterfall | Kind::Pareto | Kind::Variance => 24,
        Kind::Columns | Kind::Execution => 20,
        Kind::Share => 12,
        Kind::Slope => 14,
        Kind::Trend => 7,
        Kind::Treemap | Kind::Units => MOST_ROWS,
    };
    let top = options.top;
    let most = top.unwrap_or(usual).clamp(1, MOST_ROWS);
    if figures.len() <= most.max(1) || figures.len() == most + 1 && top.is_none() {
        return Ok(());
    }
    let size = |figure: &Figure| match kind {
        Kind::Waterfall | Kind::Pareto | Kind::Variance | Kind::Units => figure.change.unsigned_abs(),
        _ => figure.size(),
    };
    let mut sizes: Vec<(Reverse<u64>, usize)> =
        figures.iter().enumerate().map(|(i, f)| (Reverse(size(f)), i)).collect();
    sizes.sort_unstable();
    let small: Vec<usize> = sizes[most..].iter().map(|(_, index)| *index).collect();
    let rest: Vec<Figure> = small.iter().map(|index| figures[*index].clone()).collect();
    let mut index = 0;
    figures.retain(|_| {
        index += 1;
        !small.contains(&(index - 1))
    });
    figures.push(Figure::rest(&rest, options.lang)?);
    Ok(())
}

/// Adds the row that completes a waterfall: 尾差 if the difference is within rounding, else 未列明细.
fn close(
    figures: &mut Vec<Figure>,
    (prior, current): (i64, i64),
    rows: &[&ComparisonRow],
    total: Option<&ComparisonRow>,
    lang: Lang,
) -> Result<(), ChartError> {
    let parts: i128 = figures.iter().map(|figure| i128::from(figure.change)).sum();
    let rest = i128::from(current) - i128::from(prior) - parts;
    if rest == 0 {
        return Ok(());
    }
    let whole = total.and_then(|total| total.current.or(total.prior)).unwrap_or(Amount::from_fen(0));
    // The sums of both years may each be off by (n+1) half steps.
    let name = match (rest.abs() <= 2 * slack(rows, whole), lang) {
        (true, Lang::Zh) => "尾差",
        (false, Lang::Zh) => "未列明细",
        (true, Lang::En) => "rounding",
        (false, Lang::En) => "not itemised",
    };
    let change = i64::try_from(rest).map_err(|_| ChartError::Overflow { what: name.to_owned() })?;
    figures.push(Figure {
        code: String::new(),
        name: name.to_owned(),
        prior: None,
        current: None,
        change,
        moved: change.unsigned_abs().into(),
        growth: None,
        gathered: true,
        item: None,
    });
    Ok(())
}

fn sort(figures: &mut [Figure], order: Order) {
    let place = |figure: &Figure| (figure.gathered, figure.is_rounding());
    match order {
        Order::Code => figures.sort_by_key(|figure| (place(figure), figure.code.is_empty(), figure.code.clone())),
        Order::Size => figures.sort_by_key(|figure| {
            (place(figure), Reverse(figure.current.unwrap_or(0)), Reverse(figure.prior.unwrap_or(0)))
        }),
        Order::Change => figures.sort_by_key(|figure| (place(figure), Reverse(figure.change))),
        Order::Magnitude => figures.sort_by_key(|figure| (place(figure), Reverse(figure.change.unsigned_abs()))),
        Order::Growth => figures.sort_by_key(|figure| {
            let rate = figure.growth.and_then(Growth::rate).map(|rate| rate.percent(4));
            (place(figure), rate.is_none(), Reverse(rate))
        }),
    }
}
