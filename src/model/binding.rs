//! 对应: which printed cells a claim speaks of. Bound once, where the sentences are read; what the audit judges and what
//! is recovered of last year is this one binding.

use super::{FiscalYear, Phase, Place, Topic};
use std::fmt;
use std::sync::Arc;

/// 对应 of a claim: its candidates in the tables of every year and phase that it may speak of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binding {
    /// 口径 of the claim and the words of it that were not understood; `None` where it names two funds or two parts.
    pub topic: Option<(Topic, String)>,
    /// One for each year and phase of which there are cells.
    pub years: Vec<Bound>,
    /// Why there is no candidate in the disclosure's own year and phase, or none that is sure.
    pub why: Option<Unbound>,
}

/// The candidates in the tables of one year and phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// 年度
    pub year: FiscalYear,
    /// 阶段
    pub phase: Phase,
    /// Where the cells stand.
    pub cells: Vec<Place>,
    /// Every word of the subject is understood; where it is not, the cells can only bear the claim out.
    pub sure: bool,
    /// There are tables, and what the claim speaks of stands in none of them.
    pub in_no_table: bool,
    /// It is an item of “三公”, and the table of them prints others.
    pub others_listed: bool,
}

/// 未对应的原因.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unbound {
    /// The disclosure has no table of that year and phase.
    NoTable,
    /// The sentence does not say what it speaks of.
    Unnamed,
    /// It names two funds or two parts.
    TwoThings,
    /// Words that no table uses.
    Words(Arc<str>),
    /// No row of this name, or of this fund and part.
    NoCell,
    /// The name stands under several codes.
    SeveralCodes,
    /// The name is that of another year, whose code this year's tables call otherwise.
    OtherName,
    /// The names of 类 and 款 in front of it are those of other codes than the one that bears its own name.
    Elsewhere,
    /// 其中 of something that no table prints.
    PartOf,
}

impl Binding {
    /// The candidates of a year and phase.
    pub fn of(&self, year: FiscalYear, phase: Phase) -> Option<&Bound> {
        self.years.iter().find(|bound| (bound.year, bound.phase) == (year, phase))
    }
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => f.write_str("没有读到这一年度、这一阶段的表"),
            Self::Unnamed => f.write_str("句中没有写明是哪一项"),
            Self::TwoThings => f.write_str("句中写了两种资金或两个部分，不知道指哪一个"),
            Self::Words(words) => write!(f, "“{words}”不是表中的说法"),
            Self::NoCell => f.write_str("表中没有这一项"),
            Self::SeveralCodes => f.write_str("表中有几个科目叫这个名称"),
            Self::OtherName => f.write_str("这是别的年度的科目名称，本年的表中该科目另有名称"),
            Self::Elsewhere => f.write_str("表中叫这个名称的科目在别的类、款之下"),
            Self::PartOf => f.write_str("它是表中没有的一项的其中数"),
        }
    }
}
