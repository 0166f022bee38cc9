//! 表述: what a sentence of the explanatory text (第三部分 情况说明) claims.

use super::{Amount, AmountUnit, Binding, Code, FiscalYear, Level, Phase, Place, PrintedNumber};
use std::ops::Range;
use std::sync::Arc;

/// 增减方向: the direction word of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// 增加, 增长, 提高 …
    Up,
    /// 减少, 下降, 降低 …
    Down,
    /// 持平, 无变化 …
    Flat,
}

impl Direction {
    /// Words of an increase.
    pub(crate) const RISING: [&str; 10] =
        ["增长", "增加", "增幅", "提高", "提升", "增收", "增支", "上升", "上涨", "增多"];
    /// Words of a decrease.
    pub(crate) const FALLING: [&str; 12] =
        ["负增长", "减少", "下降", "降低", "降幅", "减收", "减支", "减幅", "缩减", "下滑", "压减", "回落"];

    /// The direction of a single word, which may be cut to one character: 增, 减, 降.
    pub(crate) fn of_verb(verb: &str) -> Option<Self> {
        match verb {
            _ if Self::RISING.contains(&verb) || verb == "增" => Some(Self::Up),
            _ if Self::FALLING.contains(&verb) || ["减", "降"].contains(&verb) => Some(Self::Down),
            _ => None,
        }
    }
}

/// 表述: the figures that a text states about one subject, tied to it by the structure of the clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Where the sentence begins.
    pub place: Place,
    /// The sentence without line breaks; several neighbouring sentences where the figures spread over them.
    pub text: Arc<str>,
    /// The headings above it, the outermost first.
    pub section: Vec<Arc<str>>,
    /// 主体: what the figures are about.
    pub subject: Subject,
    /// The year that the text names for the subject, if any.
    pub year: Option<FiscalYear>,
    /// 阶段 of this year's amount, if the words around it name one: 预算安排, 预算执行数, 支出决算.
    pub phase: Option<Phase>,
    /// 范围 in a government's report, if the sentence or its heading names one.
    pub territory: Option<Territory>,
    /// The figures in reading order.
    pub figures: Vec<Figure>,
    /// 对应: the cells it refers to; empty until the tables are read.
    pub binding: Binding,
}

/// 范围: which governments a claim covers. One report states the same amount for several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Territory {
    /// 全省, 全市, 全区: the government and all below it.
    Whole,
    /// 省本级, 市级: the government alone.
    Own,
    /// 县（市、区）: the governments below it.
    Below,
}

/// 主体: what a claim is about, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// The words, without numbering, year and closing 为, in half-width form; may begin with the unit's name.
    pub text: Arc<str>,
    /// 类, 款, 项 with their names, if the words spell out a path through the classification.
    pub path: Vec<(Level, Arc<str>)>,
    /// The code printed in front of it.
    pub code: Option<Code>,
    /// The subject that 其中 makes this one a part of.
    pub whole: Option<Arc<str>>,
    /// 险种: the social insurance fund that its passage is about, without 保险 and 基金; empty for all of them.
    pub insurance: Option<Arc<str>>,
}

/// A figure of a claim, or a word in place of one (持平).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What the figure says about the subject.
    pub role: Role,
    /// The printed number; `None` for a word such as 持平.
    pub number: Option<PrintedNumber>,
    /// 对比基数: what it is compared with, if the text says so.
    pub base: Option<Base>,
    /// Byte range in [`Claim::text`].
    pub span: Range<usize>,
    /// 增减词: the byte range of the word that says which way it changed, if there is one.
    pub verb: Option<Range<usize>>,
    /// 比较词: the byte range of the words that say what it is compared with: 比上年, 与2023年预算相比.
    pub comparison: Option<Range<usize>>,
    /// Its own place in the document, which may be on a later line than the claim's.
    pub place: Place,
}

/// What a figure says about its subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 本年数
    Current,
    /// 上年数, or whatever else [`Figure::base`] says.
    Prior,
    /// 增减额; no direction where the template's 增加（减少） was left as it is.
    Change(Option<Direction>),
    /// 基本持平: about the same, which cannot be checked exactly.
    AboutFlat,
    /// 预算调增、调减的数: what moves the budget of the year before it is the adjusted one.
    Adjustment(Direction),
    /// 增减率 in percent.
    Rate(Option<Direction>),
    /// 年均增减率 in percent: of every year from that of [`Figure::base`] on.
    MeanRate(Option<Direction>),
    /// 增长N倍: growth by a factor.
    Times(Option<Direction>),
    /// 是上年的N倍: the ratio to last year.
    Multiple,
    /// 增长率无可比性: no rate, because there is nothing to compare with.
    Incomparable,
    /// 占比 in percent, with the whole if it is named.
    Share(Option<Arc<str>>),
    /// 上年占比 in percent, of the whole if it is named: 占……的比重由70.2%提高到75.1%.
    PriorShare(Option<Arc<str>>),
    /// 完成率 in percent of the budget that [`Figure::base`] names.
    Completion,
    /// 百分点
    Points(Option<Direction>),
}

/// What 审减率 and 节约率 are shares of: the amount before a review or tender saved some of it, under whatever name.
pub const BEFORE_SAVING: &str = "审减（节约）前的数";

/// 对比基数: what a figure is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base {
    /// The year of the base.
    pub year: BaseYear,
    /// 预算, 调整预算, 执行 or 决算, if named.
    pub phase: Option<Phase>,
    /// 同口径, 可比
    pub comparable: bool,
}

/// The year of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BaseYear {
    /// 上年
    Previous,
    /// The claim's own year: 年初预算
    Same,
    /// A year given in digits.
    Stated(FiscalYear),
}

impl Claim {
    /// The first figure whose role satisfies the predicate.
    pub fn figure(&self, role: impl Fn(&Role) -> bool) -> Option<&Figure> {
        self.figures.iter().find(|figure| role(&figure.role))
    }

    /// Whether both claims come from the same sentence.
    pub fn shares_sentence(&self, other: &Self) -> bool {
        self.place == other.place && self.text == other.text
    }

    /// 本年数
    pub fn current(&self) -> Option<&Figure> {
        self.figure(|role| *role == Role::Current)
    }
}

impl Figure {
    /// The amount; `None` for a number without a unit, which in a sentence need not be money.
    pub fn amount(&self) -> Option<Amount> {
        let number = self.number.as_ref()?;
        number.unit()?;
        Amount::from_printed(number, AmountUnit::TenThousand).ok().map(|(amount, _)| amount)
    }
}

impl Figure {
    /// Whether it is 0 or a word such as 持平.
    pub fn is_nothing(&self) -> bool {
        self.number.as_ref().is_none_or(|number| number.mantissa() == 0)
    }
}

impl Base {
    /// The base year, for a claim of `year`.
    pub fn fiscal_year(self, year: FiscalYear) -> Option<FiscalYear> {
        match self.year {
            BaseYear::Previous => year.previous(),
            BaseYear::Same => Some(year),
            BaseYear::Stated(stated) => Some(stated),
        }
    }
}
