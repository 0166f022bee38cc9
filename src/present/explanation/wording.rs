//! 措辞: the words around figures. The only place of this room that prints an amount, a rate or a change.

use super::Item;
use crate::model::{Amount, AmountUnit, FiscalYear, Growth, Ratio};
use rust_decimal::Decimal;

/// 措辞: how a unit words its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// 金额单位: 万元 or 元.
    pub unit: AmountUnit,
    /// Decimals of an amount.
    pub decimals: u32,
    /// Decimals of a percentage.
    pub percent_decimals: u32,
    /// 对比基数 as it is written: 上年预算, 上年执行数, 年初预算.
    pub base: String,
    /// How an item is worded that had nothing last year.
    pub new: NewWording,
    /// How an item is worded that did not change.
    pub flat: FlatWording,
    /// 持平: a change of at most so much is worded as 基本持平.
    pub flat_threshold: Amount,
    /// The verb of a rate.
    pub verb: Verb,
    /// The numbering of items: 1、, 1. or （1）.
    pub numbering: Numbering,
    /// A change needs a reason from so many percent on.
    pub reason_percent: Decimal,
    /// A change needs a reason from this amount on.
    pub reason_amount: Amount,
}

/// What a clause on a change says beside the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// Whether it names the base: false where the sentence has named it.
    pub base: bool,
    /// Whether it gives the rate.
    pub rate: bool,
}

impl Clause {
    /// Base, amount and rate.
    pub const WHOLE: Self = Self { base: true, rate: true };
}

/// 上年为零: how growth from nothing is worded. No rate is defined; the customary 100 % is a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewWording {
    /// 增长100.00%
    Hundred,
    /// 上年无此项
    NoPrior,
    /// The amount only.
    AmountOnly,
}

/// 持平: how no change is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlatWording {
    /// 增加0.00万元，增长0.00%
    Figures,
    /// 与上年预算持平
    Word,
}

/// The verb of a rate: 增长/下降 or 增加/减少.
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

/// What stands for last year's number in the words of a base: `{上年度}年预算`.
pub(super) const BASE_YEAR: &str = "{上年度}";

/// What stands before a change on the same basis.
const SAME_BASIS: &str = "，按同口径计算";

impl Wording {
    /// The wording of a text whose base is this year.
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

    /// 增减: the clause on the change, `比上年预算增加41.60万元，增长5.95%`, and where a bridge says another change, that
    /// on the same basis. `None` where no change can be stated.
    pub fn change(&self, item: &Item, clause: Clause) -> Option<String> {
        let published = self.published_change(item.change?, item.growth?, clause);
        // What is printed alike needs no saying twice.
        let same = self.comparable_change(item, clause).filter(|same| {
            let figures = same.trim_start_matches(SAME_BASIS);
            !published.ends_with(figures)
        });
        Some(published + &same.unwrap_or_default())
    }

    /// 同口径: `，按同口径计算减少0.80万元，下降2.29%`. Of a code that gave everything away there is nothing to say, nor
    /// of one that had nothing on this basis either.
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

    /// `增加41.60万元，增长5.95%`: signs become direction words, so that none is left before a digit.
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

    /// Whether a change must be explained: new, gone, or at least both thresholds.
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

    /// Whether printed parts do not add to the printed whole, though they may within rounding (尾差).
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

    /// Whether printed shares do not add to 100 %, though they may within rounding.
    pub fn shares_have_tail(&self, shares: &[Ratio]) -> bool {
        let printed = shares.iter().map(|share| share.percent(self.percent_decimals).mantissa());
        let sum: i128 = printed.sum();
        let hundred = 100 * 10i128.pow(self.percent_decimals);
        sum != hundred && (sum - hundred).unsigned_abs() * 2 <= shares.len() as u128 + 1
    }
}

/// Zero carries no sign.
fn unsigned_zero(value: Decimal) -> Decimal {
    if value.is_zero() { value.abs() } else { value }
}

impl Numbering {
    /// The number in front of an item.
    pub fn label(self, number: usize) -> String {
        match self {
            Self::Comma => format!("{number}、"),
            Self::Point => format!("{number}."),
            Self::Bracket => format!("（{number}）"),
        }
    }
}
