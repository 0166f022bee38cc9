//! 更新后的表述: the claims of a text with another year's figures.

use super::projects::NewProject;
use crate::model::{Amount, BudgetTable, Code, Direction, FiscalYear, Growth, Level, Phase, Ratio, Unbound};
use std::sync::Arc;

/// 更新后的表述: a claim with the new year's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct RolledClaim {
    /// Index of the claim.
    pub claim: usize,
    /// 本年数, if known.
    pub current: Option<Amount>,
    /// The amount it is compared with, if known.
    pub prior: Option<Amount>,
    /// The new value of each of its figures, or why there is none.
    pub figures: Vec<Result<RolledFigure, Unrolled>>,
    /// The code under which last year's tables print its amount.
    pub code: Option<Code>,
    /// The item's name in the new year's tables, if it has changed.
    pub renamed: Option<Arc<str>>,
    /// Whether last year's amount was printed without rounding.
    pub exact: bool,
}

/// 更新后的数: new value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RolledFigure {
    /// An amount: 本年数 or 上年数.
    Amount(Amount),
    /// 增减额 with its sign.
    Change(Amount),
    /// 增减率
    Rate(Growth),
    /// A ratio of two amounts: 占比, 完成率 or 倍数.
    Ratio(Ratio),
}

/// 未更新的原因: why a figure is not carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unrolled {
    /// The claim is bound to no cell.
    Unbound(Unbound),
    /// The claim is bound to no cell, but last year's tables print its figure.
    Alike(Alike),
    /// The text names a year that is neither the disclosure's own nor the one before.
    OtherYear,
    /// Last year's tables print another figure, of which the new value is given if only one can be meant.
    Differs(Amount, Option<RolledFigure>),
    /// Several cells may be meant, and they differ.
    Several,
    /// This year's tables do not have the project.
    NoProject(Arc<str>),
    /// This year's amount of the project is known, but not that of the uses that the text divides it into.
    Divided(Arc<str>, Amount),
    /// No table of this year and phase has the figure.
    Missing(FiscalYear, Phase),
    /// 同口径: unknown what was excluded from the base.
    Comparable,
    /// 增减率 from a base of zero or below.
    NoRate(Growth),
    /// 增减额 and 增减率 of last year that do not go with its amount; what they would be now.
    Apart(RolledFigure),
    /// 占比 of an unknown whole.
    Whole,
    /// 凑整: a share of a known whole that was adjusted by one last digit; the new share.
    Adjusted(Ratio),
    /// A share that is not what last year's tables yield; the new share of the same whole.
    OtherShare(Ratio),
    /// 基本持平, 无可比性, 百分点: not an exact statement about two amounts.
    Vague,
}

/// 同数: an item for which last year's tables print the same figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Why the claim is bound to no cell.
    pub why: Unbound,
    /// The table.
    pub table: BudgetTable,
    /// The name of its row.
    pub name: Arc<str>,
    /// The new amount of that item.
    pub amount: Amount,
}

/// 更新后的表述 of a text, and the new items that it does not mention yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RolledClaims {
    /// One for each claim of the text.
    pub claims: Vec<RolledClaim>,
    /// Items that are new this year, in the order of their codes.
    pub new: Vec<NewItem>,
    /// Projects that are new this year, if the text speaks of projects one by one.
    pub projects: Vec<NewProject>,
}

/// 新增项: an item that is new in this year's tables and belongs into a list of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// The claim of the list after which it belongs.
    pub after: usize,
    /// The claims of the list, those nearest to `after` first.
    pub list: Vec<usize>,
    /// 科目编码
    pub code: Code,
    /// Names of 类, 款 and 项 down to its own level, as far as the tables print them.
    pub names: Vec<(Level, Arc<str>)>,
    /// 本年数
    pub amount: Amount,
}

impl RolledClaim {
    /// A claim whose amounts are not known.
    pub(super) fn open(claim: usize, figures: Vec<Result<RolledFigure, Unrolled>>) -> Self {
        Self { claim, current: None, prior: None, figures, code: None, renamed: None, exact: false }
    }
}

impl RolledFigure {
    /// Direction of the change.
    pub fn direction(self) -> Option<Direction> {
        let sign = match self {
            Self::Change(change) => change.fen().signum(),
            // Growth from zero has no rate but a direction.
            Self::Rate(Growth::New) => 1,
            Self::Rate(growth) => growth.rate()?.numerator().signum(),
            Self::Amount(_) | Self::Ratio(_) => return None,
        };
        Some(match sign {
            1 => Direction::Up,
            -1 => Direction::Down,
            _ => Direction::Flat,
        })
    }
}
