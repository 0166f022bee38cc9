//! 趋势行: one item through the years, and everything that follows from its figures.

use crate::analysis::Item;
use crate::analysis::kernel::Between;
use crate::model::{Amount, AnnualGrowth, FiscalYear, Growth, Origin, Phase, Points, Ratio};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A set of units.
pub(in crate::analysis) type Units = BTreeSet<Arc<str>>;

/// 年度与阶段
pub type YearPhase = (FiscalYear, Phase);

/// 趋势行: one item through the years.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TrendRow {
    /// What it is about.
    pub item: Item,
    /// The figures. A missing year is a gap, not zero.
    pub figures: BTreeMap<YearPhase, TrendFigure>,
    /// 首末年: the years that cumulative growth refers to, one span per phase.
    pub spans: Vec<Span>,
    /// 可比数: of a group in which not all units have both years, the amounts of those that have; by the two years.
    pub matched: BTreeMap<(YearPhase, YearPhase), Matched>,
    /// 同口径: the same row with every year converted to the codes of the last year shown, if there is a bridge. A year
    /// whose tables do not list what moved is a gap; shares refer to the same wholes.
    pub comparable: Option<Box<TrendRow>>,
    /// The units that state something about the item in a year: a figure, or the table without it.
    pub(in crate::analysis) stating: BTreeMap<YearPhase, Arc<Units>>,
    /// The wholes that shares refer to, in 分.
    pub(in crate::analysis) wholes: BTreeMap<YearPhase, i64>,
}

/// 趋势数: one figure of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrendFigure {
    /// The amount with the most reliable origin.
    pub amount: Amount,
    /// Its origin.
    pub origin: Origin,
    /// 后一年度列示数: the amount stated in a later year's disclosure, if this year's own states it too.
    pub restated: Option<Amount>,
    /// 推算数: the amount that follows from a text, if a table states it too.
    pub implied: Option<Amount>,
}

/// 首末年: the first and the last year that the growth of a table refers to, in one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// 预算, 决算 …
    pub phase: Phase,
    /// 首年
    pub from: FiscalYear,
    /// 末年
    pub to: FiscalYear,
}

/// 可比数: the same units in two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matched {
    /// The number of units that have both years.
    pub units: usize,
    /// Their amount in the earlier year.
    pub prior: Amount,
    /// Their amount in the later year.
    pub current: Amount,
}

/// 执行率: 决算 divided by a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Execution {
    /// 年度
    pub year: FiscalYear,
    /// 预算 or 调整预算
    pub base: Phase,
    /// 决算 / the budget
    pub rate: Ratio,
}

impl TrendFigure {
    /// Other figures that contradict this one: no amount fits both printed numbers.
    pub fn differing(&self) -> impl Iterator<Item = (Origin, Amount)> {
        let own = self.amount;
        let others = [(Origin::Restated, self.restated), (Origin::Implied, self.implied)];
        others
            .into_iter()
            .filter_map(|(origin, other)| Some((origin, other?)))
            .filter(move |(_, other)| !own.agrees(*other))
    }
}

impl Span {
    /// The ends.
    pub fn ends(&self) -> (YearPhase, YearPhase) {
        ((self.from, self.phase), (self.to, self.phase))
    }

    /// The number of years between the ends.
    pub fn years(&self) -> u16 {
        self.to.get() - self.from.get()
    }
}

impl TrendRow {
    /// 上年: the previous year in the same phase, if both years state something about the item.
    fn before(&self, (year, phase): YearPhase) -> Option<YearPhase> {
        let before = (year.previous()?, phase);
        self.is_comparable(before, (year, phase)).then_some(before)
    }

    /// Whether the same units state something about the item in both years. A code that is not in a published table had
    /// nothing budgeted; a year without the table states nothing.
    pub fn is_comparable(&self, from: YearPhase, to: YearPhase) -> bool {
        let either = self.figures.contains_key(&from) || self.figures.contains_key(&to);
        either && self.stating.get(&from).is_some_and(|units| !units.is_empty() && self.stating.get(&to) == Some(units))
    }

    fn fen(&self, column: YearPhase) -> Option<i64> {
        self.figures.get(&column).map(|figure| figure.amount.fen())
    }

    /// The operands of the kernel for two years; none if they are not comparable.
    pub(in crate::analysis) fn between(&self, from: YearPhase, to: YearPhase) -> Option<Between> {
        let whole = |column| self.wholes.get(&column).copied();
        self.is_comparable(from, to).then(|| Between {
            from: self.fen(from),
            to: self.fen(to),
            from_whole: whole(from),
            to_whole: whole(to),
        })
    }

    /// 同比增减额: the change from the previous year in the same phase; none across a gap.
    pub fn change(&self, column: YearPhase) -> Option<Amount> {
        self.change_over(self.before(column)?, column)
    }

    /// 同比: growth over the previous year in the same phase; none across a gap.
    pub fn growth(&self, column: YearPhase) -> Option<Growth> {
        self.growth_over(self.before(column)?, column)
    }

    /// 累计增减额: from one year to another.
    pub fn change_over(&self, from: YearPhase, to: YearPhase) -> Option<Amount> {
        let change = self.between(from, to)?.change()?;
        let steps = [from, to].into_iter().filter_map(|column| Some(self.figures.get(&column)?.amount.resolution()));
        Some(Amount::new(change, steps.max().unwrap_or(1)))
    }

    /// 累计增减率: from one year to another.
    pub fn growth_over(&self, from: YearPhase, to: YearPhase) -> Option<Growth> {
        self.between(from, to)?.growth()
    }

    /// 年均增长率 between the ends of a span; none if either figure is missing or the base is not positive.
    pub fn annual(&self, span: Span) -> Option<AnnualGrowth> {
        let (from, to) = span.ends();
        self.is_comparable(from, to).then_some(())?;
        AnnualGrowth::between(self.fen(from)?, self.fen(to)?, span.years())
    }

    /// 占比: of total rows in the 合计 of the table, of other rows in the total of the same measure.
    pub fn share(&self, column: YearPhase) -> Option<Ratio> {
        Ratio::share(self.figures.get(&column)?.amount.fen(), *self.wholes.get(&column)?)
    }

    /// 占比变化 from the previous year in the same phase.
    pub fn share_change(&self, column: YearPhase) -> Option<Points> {
        self.share_change_over(self.before(column)?, column)
    }

    /// 占比变化 from one year to another; an item that is not in a year's table had no share in it.
    pub fn share_change_over(&self, from: YearPhase, to: YearPhase) -> Option<Points> {
        self.between(from, to)?.share_change()
    }

    /// 拉动: the change divided by the whole of the earlier year.
    pub fn contribution_over(&self, from: YearPhase, to: YearPhase) -> Option<Ratio> {
        self.between(from, to)?.contribution()
    }

    /// 贡献率: the change divided by the change of the whole.
    pub fn contribution_share_over(&self, from: YearPhase, to: YearPhase) -> Option<Ratio> {
        self.between(from, to)?.contribution_share()
    }

    /// 执行率: 决算 divided by 调整预算 and by 预算 in each year, as far as they are known and positive.
    pub fn executions(&self) -> Vec<Execution> {
        let years = self.figures.keys().filter(|(_, phase)| *phase == Phase::Executed).map(|(year, _)| *year);
        let bases = years.flat_map(|year| [Phase::Adjusted, Phase::Approved].map(|base| (year, base)));
        bases
            .filter_map(|(year, base)| {
                let (budget, executed) = ((year, base), (year, Phase::Executed));
                let fen = self.fen(budget)?;
                let same = self.stating.get(&budget) == self.stating.get(&executed);
                let rate = Ratio::new(self.fen(executed)?, fen).filter(|_| fen > 0 && same)?;
                Some(Execution { year, base, rate })
            })
            .collect()
    }

    /// The span of a phase.
    pub fn span(&self, phase: Phase) -> Option<Span> {
        self.spans.iter().copied().find(|span| span.phase == phase)
    }
}

impl Matched {
    /// 增减率 of the same units.
    pub fn growth(&self) -> Option<Growth> {
        Growth::between(self.prior.fen(), self.current.fen())
    }

    /// 增减额 of the same units.
    pub fn change(&self) -> Option<Amount> {
        self.current.checked_sub(self.prior)
    }
}
