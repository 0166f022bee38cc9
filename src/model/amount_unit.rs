//! 金额单位: 元 and its multiples.

use std::fmt;

/// 金额单位: the unit that amounts are printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AmountUnit {
    /// 元
    Yuan,
    /// 千元
    Thousand,
    /// 万元
    TenThousand,
    /// 百万元
    Million,
    /// 亿元
    HundredMillion,
}

impl AmountUnit {
    /// Every unit, from small to large.
    pub const ALL: [Self; 5] = [Self::Yuan, Self::Thousand, Self::TenThousand, Self::Million, Self::HundredMillion];

    /// The value of one unit in 分.
    pub fn fen(self) -> i64 {
        match self {
            Self::Yuan => 100,
            Self::Thousand => 100_000,
            Self::TenThousand => 1_000_000,
            Self::Million => 100_000_000,
            Self::HundredMillion => 10_000_000_000,
        }
    }

    /// The Chinese name: 元, 千元, 万元, 百万元, 亿元.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Thousand => "千元",
            Self::TenThousand => "万元",
            Self::Million => "百万元",
            Self::HundredMillion => "亿元",
        }
    }

    /// The unit with exactly this Chinese name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

impl fmt::Display for AmountUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
