//! 措辞: words amounts, rates and changes. All figures of 情况说明 are printed here.

use super::Item;
use crate::model::{Amount, AmountUnit, FiscalYear, Growth, Ratio};
use rust_decimal::Decimal;

/// 措辞: how a unit words its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// 金额单位: 万元 or 元.
    pub unit: AmountUnit,
    /// Decimals of amounts.
    pub decimals: u32,
    /// Decimals of percentages.
    pub percent_decimals: u32,
    /// 对比基数 as it is written: 上年预算, 上年执行数, 年初预算.
    pub base: String,
    /// The wording of growth from zero.
    pub new: NewWording,
    /// The wording of no change.
    pub flat: FlatWording,
    /// The change up to which an item is worded as 基本持平.
    pub flat_threshold: Amount,
    /// The verb of rates.
    pub verb: Verb,
    /// The numbering of items: 1、, 1. or （1）.
    pub numbering: Numbering,
    /// The percentage from which a change needs a reason.
    pub reason_percent: Decimal,
    /// The amount from which a change needs a reason.
    pub reason_amount: Amount,
}

/// What a clause about a change contains besides the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// Whether it names the base; false if the sentence has named it already.
    pub base: bool,
    /// Whether it contains the rate.
    pub rate: bool,
}

impl Clause {
    /// Base, amount and rate.
    pub const WHOLE: Self = Self { base: true, rate: true };
}

/// 上年为零: the wording of growth from zero. Its rate is undefined; the customary 100 % is one choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewWording {
    /// 增长100.00%
    Hundred,
    /// 上年无此项
    NoPrior,
    /// The amount without a rate.
    AmountOnly,
}

/// 持平: the wording of no change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlatWording {
    /// 增加0.00万元，增长0.00%
    Figures,
    /// 与上年预算持平
    Word,
}

/// The verb of rates: 增长/下降 or 增加/减少.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// 增长 / 下降
    Grow,
    /// 增加 / 减少
    Add,
}

/// 编号样式.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// 1、
    Comma,
    /// 1.
    Point,
    /// （1）
    Bracket,
}

impl Default for Wording {
    fn default() -> Self {
        Self {
            unit: AmountUnit::TenThousand,
            decimals: 2,
            percent_decimals: 2,
            base: "上年预算".into(),
            new: NewWording::Hundred,
            flat: FlatWording::Figures,
            flat_threshold: Amount::from_fen(0),
            verb: Verb::Grow,
            numbering: Numbering::Comma,
            reason_percent: Decimal::TEN,
            reason_amount: Amount::from_fen(AmountUnit::TenThousand.fen()),
        }
    }
}

/// The placeholder for last year's number in the wording of a base: `{上年度}年预算`.
pub(super) const BASE_YEAR: &str = "{上年度}";

/// The words before a change on the same basis.
const SAME_BASIS: &str = "，按同口径计算";

impl Wording {
    /// The wording with the base year filled in.
    pub(super) fn against(self, base: FiscalYear) -> Self {
        Self { base: self.base.replace(BASE_YEAR, &base.to_string()), ..self }
    }

    /// An amount with its unit: `740.60万元`.
    pub fn amount(&self, amount: Amount) -> String {
        format!("{}{}", amount.print(self.unit, self.decimals), self.unit)
    }

    /// A ratio in percent: `97.50%`.
    pub fn percent(&self, ratio: Ratio) -> String {
        format!("{}%", unsigned_zero(ratio.percent(self.percent_decimals)))
    }

    /// 增减: the clause about the change, `比上年预算增加41.60万元，增长5.95%`, followed by the change on the same basis if that
    /// differs. `None` if the change is unknown.
    pub fn change(&self, item: &Item, clause: Clause) -> Option<String> {
        let published = self.published_change(item.change?, item.growth?, clause);
        // A clause that would read the same is not repeated.
        let same = self.comparable_change(item, clause).filter(|same| {
            let figures = same.trim_start_matches(SAME_BASIS);
            !published.ends_with(figures)
        });
        Some(published + &same.unwrap_or_default())
    }

    /// 同口径: `，按同口径计算减少0.80万元，下降2.29%`. `None` for a code that moved completely to others, or that has no amounts on
    /// this basis.
    fn comparable_change(&self, item: &Item, clause: Clause) -> Option<String> {
        let same = item.comparable?;
        let (prior, change, growth) = (same.prior?, same.change?, same.growth?);
        if prior.fen() == 0 {
            return None;
        }
        Some(match growth {
            Growth::Flat => format!("{SAME_BASIS}与{}持平", self.base),
            _ => {
                let rate = growth.rate().filter(|_| clause.rate);
                format!("{SAME_BASIS}{}", self.figures(change.fen() < 0, change, rate))
            }
        })
    }

    fn published_change(&self, change: Amount, growth: Growth, clause: Clause) -> String {
        let against = if clause.base { format!("比{}", self.base) } else { String::new() };
        let flat = if clause.base { format!("与{}持平", self.base) } else { "持平".to_owned() };
        if growth == Growth::Flat {
            return match self.flat {
                FlatWording::Word => flat,
                FlatWording::Figures => {
                    format!("{against}{}", self.figures(false, change, growth.rate().filter(|_| clause.rate)))
                }
            };
        }
        if change.fen().unsigned_abs() <= self.flat_threshold.fen().unsigned_abs() {
            return flat.replace("持平", "基本持平");
        }
        let rate = match (growth, self.new) {
            (Growth::New, NewWording::Hundred) if change.fen() > 0 => Ratio::new(1, 1),
            (Growth::New, NewWording::NoPrior) if clause.rate => {
                let amount = self.figures(change.fen() < 0, change, None);
                return format!("{against}{amount}（上年无此项）");
            }
            _ => growth.rate(),
        };
        format!("{against}{}", self.figures(change.fen() < 0, change, rate.filter(|_| clause.rate)))
    }

    /// `增加41.60万元，增长5.95%`: direction words replace the signs.
    fn figures(&self, down: bool, change: Amount, rate: Option<Ratio>) -> String {
        let amount = self.amount(change).replace('-', "");
        let mut text = format!("{}{amount}", if down { "减少" } else { "增加" });
        if let Some(rate) = rate {
            let verb = match (self.verb, down) {
                (Verb::Grow, false) => "增长",
                (Verb::Grow, true) => "下降",
                (Verb::Add, false) => "增加",
                (Verb::Add, true) => "减少",
            };
            text += &format!("，{verb}{}", self.percent(rate).replace('-', ""));
        }
        text
    }

    /// Whether a change needs a reason: the item is new or gone, or the change reaches both thresholds.
    pub fn needs_reason(&self, item: &Item) -> bool {
        let (Some(change), Some(growth)) = (item.change, item.growth) else { return false };
        let size = change.fen().unsigned_abs() >= self.reason_amount.fen().unsigned_abs();
        match growth {
            Growth::New | Growth::Gone => true,
            Growth::Flat => false,
            Growth::NegativeBase => size,
            Growth::Rate(rate) => size && rate.percent(9).abs() >= self.reason_percent,
        }
    }

    /// Whether the printed parts differ from the printed total only by rounding (尾差).
    pub fn has_tail(&self, parts: &[Amount], whole: Amount) -> bool {
        let printed = |amount: Amount| -> Option<i128> {
            let text: String =
                amount.print(self.unit, self.decimals).chars().filter(|c| !matches!(c, ',' | '.')).collect();
            text.parse().ok()
        };
        let sum: Option<i128> = parts.iter().map(|part| printed(*part)).sum();
        match (sum, printed(whole)) {
            (Some(sum), Some(whole)) => sum != whole && (sum - whole).unsigned_abs() * 2 <= parts.len() as u128 + 1,
            _ => false,
        }
    }

    /// Whether the printed shares differ from 100 % only by rounding.
    pub fn shares_have_tail(&self, shares: &[Ratio]) -> bool {
        let printed = shares.iter().map(|share| share.percent(self.percent_decimals).mantissa());
        let sum: i128 = printed.sum();
        let hundred = 100 * 10i128.pow(self.percent_decimals);
        sum != hundred && (sum - hundred).unsigned_abs() * 2 <= shares.len() as u128 + 1
    }
}

/// The value, with zero unsigned.
fn unsigned_zero(value: Decimal) -> Decimal {
    if value.is_zero() { value.abs() } else { value }
}

impl Numbering {
    /// The number of an item.
    pub fn label(self, number: usize) -> String {
        match self {
            Self::Comma => format!("{number}、"),
            Self::Point => format!("{number}."),
            Self::Bracket => format!("（{number}）"),
        }
    }
}
