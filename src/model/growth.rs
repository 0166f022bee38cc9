//! 增减率: growth as a status and, where it is defined, a rate.

use super::Ratio;

/// 增减: what happened between two amounts. How a new item is worded (增长100.00%, 上年无此项) is up to the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Growth {
    /// 增长 / 下降: a change from a positive base to another amount that is not zero.
    Rate(Ratio),
    /// 新增: from zero to an amount. The rate is undefined.
    New,
    /// 取消: from an amount to zero, −100 %.
    Gone,
    /// 持平: no change. The rate is 0, even if both amounts are 0 (printed 增长0.00%).
    Flat,
    /// 上年为负数: a rate on a negative base is meaningless, so there is none.
    NegativeBase,
}

impl Growth {
    /// The growth from `prior` to `current`, both in 分. `None` if the change does not fit in an `i64`.
    #[inline(always)]
    pub fn between(prior: i64, current: i64) -> Option<Self> {
        Some(match (prior, current) {
            (p, c) if p == c => Self::Flat,
            (0, _) => Self::New,
            (p, _) if p < 0 => Self::NegativeBase,
            (_, 0) => Self::Gone,
            (p, c) => Self::Rate(Ratio::new(c.checked_sub(p)?, p)?),
        })
    }

    /// The rate (change over base), if defined; −1 for gone, 0 for flat.
    #[inline(always)]
    pub fn rate(self) -> Option<Ratio> {
        match self {
            Self::Rate(ratio) => Some(ratio),
            Self::Gone => Ratio::new(-1, 1),
            Self::Flat => Ratio::new(0, 1),
            Self::New | Self::NegativeBase => None,
        }
    }

    /// The name in data: `rate`, `new`, `gone`, `flat`, `negative_base`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate(_) => "rate",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Flat => "flat",
            Self::NegativeBase => "negative_base",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_undefined_rather_than_infinite() {
        assert_eq!(Growth::between(0, 5), Some(Growth::New));
        assert_eq!(Growth::between(5, 0), Some(Growth::Gone));
        assert_eq!(Growth::between(0, 0), Some(Growth::Flat));
        assert_eq!(Growth::between(-5, 5), Some(Growth::NegativeBase));
        assert_eq!(Growth::between(-5, -5), Some(Growth::Flat));
        assert_eq!(Growth::between(10, 15).unwrap().rate().unwrap().percent(2).to_string(), "50.00");
        assert_eq!(Growth::between(i64::MAX, i64::MIN), None);
    }
}
