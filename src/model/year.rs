//! 年度与阶段: fiscal years, and which of a year's figures are meant.

use std::fmt;

/// 财政年度: 1949 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiscalYear(u16);

/// 阶段: the stage of the budget that figures belong to, named as in the Fiscal Data Package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// 预算 (年初预算)
    Approved,
    /// 调整预算 (全年预算)
    Adjusted,
    /// 执行 (预计执行数)
    Estimated,
    /// 决算
    Executed,
}

impl FiscalYear {
    /// The fiscal year; `None` outside 1949–2199.
    pub fn new(year: u16) -> Option<Self> {
        (1949..=2199).contains(&year).then_some(Self(year))
    }

    /// The year as a number.
    pub fn get(self) -> u16 {
        self.0
    }

    /// 上年.
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Phase {
    /// Every phase, in chronological order.
    pub const ALL: [Self; 4] = [Self::Approved, Self::Adjusted, Self::Estimated, Self::Executed];

    /// The Chinese name in data and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "预算",
            Self::Adjusted => "调整预算",
            Self::Estimated => "执行",
            Self::Executed => "决算",
        }
    }

    /// Whether it is a budget, as approved or as adjusted.
    pub fn is_budget(self) -> bool {
        matches!(self, Self::Approved | Self::Adjusted)
    }

    /// The phase with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
