//! 发现: a printed figure, its verdict and the reason.

use crate::model::{Amount, Claim, LineItem, Place, Role};
use std::ops::Range;
use std::sync::Arc;

/// Index of a claim, and index of a figure in it.
pub(super) type At = (usize, usize);

/// 结论, ordered from sound to wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// 未核对: there is nothing to compare it with.
    Unchecked,
    /// 相符
    Ok,
    /// 存疑: odd; a person should look at it.
    Note,
    /// 有歧义: several cells may be meant, and the figure equals none of them.
    Ambiguous,
    /// 尾差: within the rounding of the printed figures.
    Tail,
    /// 截断: truncated where it should have been rounded.
    Truncated,
    /// 凑整: the last digit was changed by one so that shares add up to 100%.
    Plugged,
    /// 文字: template text was left over, or a required statement is missing.
    Form,
    /// 没有写完: a draft's placeholder has not been filled in.
    Open,
    /// 不合本单位规定: odd, and by the rules of the office an error.
    Barred,
    /// 方向: the text says 增加 although the amount fell, or the reverse.
    Direction,
    /// 数字错误: no values that round to the printed figures make it true.
    Figure,
}

/// 一个数的审查: a printed figure, its verdict and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The check that decided: `rate`, `change` …; empty if none applied.
    pub code: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// Place of the sentence or cell.
    pub place: Place,
    /// The sentence, or the cell's row and column in words.
    pub text: Arc<str>,
    /// Byte range of the figure in `text`; empty for a cell.
    pub mark: Range<usize>,
    /// The figure as printed.
    pub printed: Arc<str>,
    /// What it should be, if known.
    pub expected: Option<String>,
    /// The arithmetic, or why it could not be checked.
    pub because: String,
    /// 可能的原因
    pub likely_cause: Option<String>,
    /// The sentence with the figure corrected, if the right one is known.
    pub corrected: Option<String>,
    /// The figures that it was compared with, if they are known individually.
    pub operands: Vec<Operand>,
    /// Other findings caused by this figure, which correcting it would resolve.
    pub effects: Vec<Effect>,
    /// 相差: the difference in 分; 0 if it is not a matter of amounts.
    pub gap: i64,
    /// 所指: the disclosure and quantity that a finding is about, stable across drafts; empty if this is not a finding.
    pub quantity: Arc<str>,
    /// Which figure of the text it is about, if it is about one.
    pub(super) at: Option<At>,
}

/// 运算数: a printed amount that takes part in a sum, comparison or quotient, including the judged one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Its name: table, row and column of a cell, or the subject of a claim.
    pub name: Arc<str>,
    /// The amount as it enters the sum or comparison.
    pub amount: Amount,
    /// Its place.
    pub place: Place,
    /// Its role in the sum or comparison.
    pub share: Share,
    /// Which figure of the text it is; `None` for a cell, which is identified by its place.
    pub(super) at: Option<At>,
}

/// Role of an operand in a sum, comparison or quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// 总数
    Whole,
    /// 加数
    Added,
    /// 减数
    Taken,
    /// 同一笔钱: by itself equal to the whole.
    Same,
    /// 分子、分母的一项: enters a quotient with these signs above and below the line.
    Term {
        /// In the numerator: 1, −1, or 0 if it is not part of it.
        above: i8,
        /// In the denominator: 1, −1, or 0 if it is not part of it.
        below: i8,
    },
}

impl Share {
    pub(super) fn above(self) -> i8 {
        if let Self::Term { above, .. } = self { above } else { 0 }
    }

    pub(super) fn below(self) -> i8 {
        if let Self::Term { below, .. } = self { below } else { 0 }
    }
}

/// 牵连: a finding that is explained by another wrong figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The check that found it.
    pub code: &'static str,
    /// Place of the sentence or cell.
    pub place: Place,
    /// The sentence, or the cell's row and column in words.
    pub text: Arc<str>,
    /// The figure as printed.
    pub printed: Arc<str>,
    /// The arithmetic.
    pub because: String,
}

impl Operand {
    /// A table cell as an operand; `None` if it has no amount.
    pub(super) fn cell(item: &LineItem, share: Share) -> Option<Self> {
        let name = described(item).into();
        Some(Self { name, amount: item.amount?, place: item.place.clone(), share, at: None })
    }

    /// The operands of a cell that is the sum of others.
    pub(super) fn sum<'i>(whole: &LineItem, parts: impl IntoIterator<Item = &'i LineItem>) -> Vec<Self> {
        let parts = parts.into_iter().filter_map(|part| Self::cell(part, Share::Added));
        Self::cell(whole, Share::Whole).into_iter().chain(parts).collect()
    }
}

/// Absolute difference between the whole and the other operands, in 分.
pub(super) fn gap(operands: &[Operand]) -> i64 {
    let fen = |operand: &Operand| i128::from(operand.amount.fen());
    let Some(whole) = operands.iter().find(|operand| operand.share == Share::Whole) else { return 0 };
    let same = operands.iter().find(|operand| operand.share == Share::Same).map(fen);
    let other = same.unwrap_or_else(|| sum_of_parts(operands));
    i64::try_from((other - fen(whole)).abs()).unwrap_or(i64::MAX)
}

/// Sum of the addends minus the subtrahends, in 分.
pub(super) fn sum_of_parts(operands: &[Operand]) -> i128 {
    let signed = |operand: &Operand| match operand.share {
        Share::Added => i128::from(operand.amount.fen()),
        Share::Taken => -i128::from(operand.amount.fen()),
        Share::Whole | Share::Same | Share::Term { .. } => 0,
    };
    operands.iter().map(signed).sum()
}

/// The operands of a quantity that is printed twice.
pub(super) fn same(one: &LineItem, other: &LineItem) -> Vec<Operand> {
    Operand::cell(one, Share::Whole).into_iter().chain(Operand::cell(other, Share::Same)).collect()
}

/// Describes a cell by table, row and column.
pub(super) fn described(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("", |code| code.as_str());
    format!("{}“{}”行“{}”栏", item.table.title(), format!("{code} {}", item.name).trim(), item.measure)
}

impl Judgement {
    /// Sort key of findings: rounding differences last, the gravest first, then the largest difference first.
    pub(crate) fn weight(&self) -> impl Ord + use<> {
        (self.verdict == Verdict::Tail, std::cmp::Reverse(self.verdict), std::cmp::Reverse(self.gap))
    }

    /// The check of this finding and those of the findings that it explains.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.code).chain(self.effects.iter().map(|effect| effect.code))
    }

    /// The operands other than the whole and the figures of its own sentence, which is printed with it.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Operand> {
        let beside = |operand: &Operand| operand.at.zip(self.at).is_some_and(|(one, other)| one.0 == other.0);
        self.operands.iter().filter(move |operand| operand.share != Share::Whole && !beside(operand))
    }

    /// What should stand in the place of the figure, taken from the corrected sentence.
    pub fn new_figure(&self) -> Option<&str> {
        let corrected = self.corrected.as_deref()?;
        let behind = self.text.len().checked_sub(self.mark.end)?;
        corrected.get(self.mark.start..corrected.len().checked_sub(behind)?)
    }

    /// Whether this finding, or one that it explains, comes from one of these checks.
    pub fn is_of(&self, codes: &[&str]) -> bool {
        self.codes().any(|code| codes.contains(&code))
    }
}

impl Verdict {
    /// All verdicts, from sound to wrong.
    pub const ALL: [Self; 12] = [
        Self::Unchecked,
        Self::Ok,
        Self::Note,
        Self::Ambiguous,
        Self::Tail,
        Self::Truncated,
        Self::Plugged,
        Self::Form,
        Self::Open,
        Self::Barred,
        Self::Direction,
        Self::Figure,
    ];

    /// Its name in exported data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Ambiguous => "ambiguous",
            Self::Tail => "tail",
            Self::Truncated => "truncated",
            Self::Plugged => "plugged",
            Self::Form => "form",
            Self::Open => "open",
            Self::Barred => "barred",
            Self::Direction => "direction",
            Self::Figure => "figure",
        }
    }

    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unchecked => "未核对",
            Self::Ok => "相符",
            Self::Note => "存疑",
            Self::Ambiguous => "有歧义",
            Self::Tail => "尾差",
            Self::Truncated => "截断未进位",
            Self::Plugged => "凑整",
            Self::Form => "文字不全",
            Self::Open => "尚未写完",
            Self::Barred => "不合规定",
            Self::Direction => "方向不符",
            Self::Figure => "数字不符",
        }
    }

    /// Explanation for the reader of a report.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Unchecked => "没有可以与它核对的数",
            Self::Ok => "与可以核对的数都相符",
            Self::Note => "不一定有误，请核实",
            Self::Ambiguous => "可能指几处，与每一处都不相等",
            Self::Tail => "在四舍五入允许的范围内，不算错",
            Self::Truncated => "末位是截去的，没有四舍五入",
            Self::Plugged => "为使占比合计为 100% 改了末位",
            Self::Form => "模板未填完，或应写的内容缺漏",
            Self::Open => "草稿中仍有待补充的内容，不能公开",
            Self::Barred => "本来只是存疑，按本单位的规定（--strict）算错误",
            Self::Direction => "所写的增减方向与数据相反",
            Self::Figure => "按公布的位数，无论怎样四舍五入都对不上",
        }
    }

    /// Whether it is reported.
    pub fn is_finding(self) -> bool {
        self >= Self::Note
    }

    /// Whether other printed figures confirm this one, exactly or within rounding.
    pub(super) fn is_borne_out(self) -> bool {
        matches!(self, Self::Ok | Self::Tail)
    }

    /// Whether the printed digits need correction because they are wrong or truncated.
    pub fn is_off(self) -> bool {
        self == Self::Truncated || self.is_wrong()
    }

    /// Whether it is an error rather than a hint or a rounding difference.
    pub fn is_wrong(self) -> bool {
        self >= Self::Open
    }
}

impl Judgement {
    /// An unchecked judgement, before any check has said anything.
    pub(super) fn about(place: Place, text: Arc<str>, mark: Range<usize>, printed: Arc<str>) -> Self {
        Self {
            code: "",
            verdict: Verdict::Unchecked,
            place,
            text,
            mark,
            printed,
            expected: None,
            because: String::new(),
            likely_cause: None,
            corrected: None,
            operands: Vec::new(),
            effects: Vec::new(),
            gap: 0,
            quantity: Arc::default(),
            at: None,
        }
    }
}

/// Describes the quantity of a figure by heading, subject and role.
pub(super) fn quantity(claim: &Claim, role: &Role) -> String {
    let what = suffix(role);
    let path: String = claim.subject.path.iter().map(|(_, name)| &**name).collect();
    let heading = claim.section.last().map(|heading| format!("{heading}：")).unwrap_or_default();
    let words = if path.is_empty() { &*claim.subject.text } else { &path };
    format!("{heading}{words}{what}")
}

/// The words that tell a figure from the others of its claim; none for this year's amount.
pub(super) fn suffix(role: &Role) -> &'static str {
    match role {
        Role::Current => "",
        Role::Prior => "的对比基数",
        Role::Change(_) | Role::AboutFlat => "的增减额",
        Role::Rate(_) => "的增减率",
        Role::Times(_) | Role::Multiple => "的倍数",
        Role::Incomparable => "的可比性",
        Role::MeanRate(_) => "的年均增减率",
        Role::Adjustment(_) => "的预算调整数",
        Role::Share(_) => "的占比",
        Role::PriorShare(_) => "的上年占比",
        Role::Completion => "的完成率",
        Role::Points(_) => "的百分点",
    }
}

/// FNV-1a, folded to 32 bits: stable across machines and versions.
pub(super) fn fold(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 32)) as u32
}
