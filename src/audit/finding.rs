//! 审查结果: what was judged, and how.

use super::Obliged;
use crate::model::{Amount, Cells, Claim, Fate, LineItem, Place, Role, UnclaimedNumber};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Which figure of which claim.
pub(super) type At = (usize, usize);

/// 结论, from sound to wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// 未核对: nothing to judge it by.
    Unchecked,
    /// 相符
    Ok,
    /// 存疑: odd, to be looked at by a person.
    Note,
    /// 有歧义: several cells may be meant, and it equals none of them.
    Ambiguous,
    /// 尾差: within what the rounding of the printed figures allows.
    Tail,
    /// 截断: cut where it should have been rounded.
    Truncated,
    /// 凑整: moved by one last digit so that shares add up to 100.
    Plugged,
    /// 文字: left over from a template, or something that must be said is not.
    Form,
    /// 没有写完: a place that a draft keeps open.
    Open,
    /// 方向: says 增加 where it fell.
    Direction,
    /// 数字错误: no reading of the printed figures makes it true.
    Figure,
}

/// 一个数的审查: a printed figure, its verdict and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The check that decided: `rate`, `change` …; empty where none applied.
    pub code: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// Where the sentence or the cell stands.
    pub place: Place,
    /// The sentence, or the cell's row and column in words.
    pub text: Arc<str>,
    /// Where the figure stands in `text`, in bytes; empty for a cell.
    pub mark: Range<usize>,
    /// The figure as printed.
    pub printed: Arc<str>,
    /// What it should be, where that is known.
    pub expected: Option<String>,
    /// The arithmetic, or why it could not be checked.
    pub because: String,
    /// 可能的原因
    pub likely_cause: Option<String>,
    /// The sentence with the figure put right, where it is known what it should be.
    pub corrected: Option<String>,
    /// The figures that it was judged by, where they are known one by one.
    pub operands: Vec<Operand>,
    /// What else does not come out because of this figure, and would if it were put right.
    pub effects: Vec<Effect>,
    /// 相差: by how much it does not come out, in 分; 0 where no amounts say so.
    pub gap: i64,
    /// 所指: whose and which quantity a finding is of, the same in every draft; empty of what is no finding.
    pub quantity: Arc<str>,
}

/// 运算数: a printed figure that takes part in a sum or a comparison, the judged one included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// What it is called: its table, row and column, or its subject.
    pub name: Arc<str>,
    /// The amount as it counts here.
    pub amount: Amount,
    /// Where it stands.
    pub place: Place,
    /// What it is in the sum.
    pub share: Share,
    /// Which figure of the text it is; a cell is known by its place.
    pub(super) at: Option<At>,
}

/// What an operand is in a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// 总数
    Whole,
    /// 加数
    Added,
    /// 减数
    Taken,
    /// 同一笔钱: as much as the whole by itself.
    Same,
}

/// 牵连: a finding that another wrong figure explains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The check that found it.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// The sentence, or the cell's row and column in words.
    pub text: Arc<str>,
    /// The figure as printed.
    pub printed: Arc<str>,
    /// The arithmetic.
    pub because: String,
}

impl Operand {
    /// A cell of a table.
    pub(super) fn cell(item: &LineItem, share: Share) -> Option<Self> {
        let name = described(item).into();
        Some(Self { name, amount: item.amount?, place: item.place.clone(), share, at: None })
    }

    /// A cell that is the sum of others.
    pub(super) fn sum<'i>(whole: &LineItem, parts: impl IntoIterator<Item = &'i LineItem>) -> Vec<Self> {
        let parts = parts.into_iter().filter_map(|part| Self::cell(part, Share::Added));
        Self::cell(whole, Share::Whole).into_iter().chain(parts).collect()
    }
}

/// By how much the others miss the whole, in 分.
pub(super) fn gap(operands: &[Operand]) -> i64 {
    let fen = |operand: &Operand| i128::from(operand.amount.fen());
    let Some(whole) = operands.iter().find(|operand| operand.share == Share::Whole) else { return 0 };
    let same = operands.iter().find(|operand| operand.share == Share::Same).map(fen);
    let other = same.unwrap_or_else(|| sum_of_parts(operands));
    i64::try_from((other - fen(whole)).abs()).unwrap_or(i64::MAX)
}

/// What is added less what is taken away, in 分.
pub(super) fn sum_of_parts(operands: &[Operand]) -> i128 {
    let signed = |operand: &Operand| match operand.share {
        Share::Added => i128::from(operand.amount.fen()),
        Share::Taken => -i128::from(operand.amount.fen()),
        Share::Whole | Share::Same => 0,
    };
    operands.iter().map(signed).sum()
}

/// Two printings of one quantity.
pub(super) fn same(one: &LineItem, other: &LineItem) -> Vec<Operand> {
    Operand::cell(one, Share::Whole).into_iter().chain(Operand::cell(other, Share::Same)).collect()
}

/// A cell in words: its table, its row and its column.
pub(super) fn described(item: &LineItem) -> String {
    let code = item.code.as_ref().map_or("", |code| code.as_str());
    format!("{}“{}”{}", item.table.title(), format!("{code} {}", item.name).trim(), item.measure)
}

impl Judgement {
    /// By what findings are listed: rounding last, the gravest first, the most money first.
    pub(crate) fn weight(&self) -> impl Ord + use<> {
        (self.verdict == Verdict::Tail, std::cmp::Reverse(self.verdict), std::cmp::Reverse(self.gap))
    }

    /// The checks of the finding and of those that it explains.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.code).chain(self.effects.iter().map(|effect| effect.code))
    }

    /// Whether the finding, or one that it explains, is of one of these checks.
    pub fn is_of(&self, codes: &[&str]) -> bool {
        self.codes().any(|code| codes.contains(&code))
    }
}

/// 审查报告: every judgement, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// Figures of the text: each has exactly one.
    pub claims: Vec<Judgement>,
    /// Sums of the tables that do not come out exactly.
    pub tables: Vec<Judgement>,
    /// How many sums and pairs of the tables were checked.
    pub sums: usize,
    /// What is odd about sentences and whole files.
    pub notes: Vec<Judgement>,
    /// The numbers of the text that no claim takes up, with the reason.
    pub unclaimed: Vec<UnclaimedNumber>,
    /// How many numbers the tables print, by what became of them.
    pub table_numbers: BTreeMap<Fate, usize>,
    /// How the obligations of every disclosure stand.
    pub obliged: Vec<Obliged>,
    /// 与旧稿相比, where an earlier draft was given.
    pub since: Option<Since>,
}

/// 与旧稿相比.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// 已改正: findings of the earlier draft alone.
    pub corrected: Vec<Judgement>,
    /// 仍在: the names of findings of both, as [`Audit::named`] gives them.
    pub standing: BTreeSet<String>,
    /// 新出现: the names of findings of the later draft alone.
    pub new: BTreeSet<String>,
    /// 没有问题而改了的数, in reading order.
    pub changed: Vec<Changed>,
}

/// A figure that the two drafts print differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What it is of.
    pub name: String,
    /// What the earlier draft prints; none where it has no such figure.
    pub before: Option<Arc<str>>,
    /// What the later draft prints.
    pub after: Option<Arc<str>>,
    /// Where it stands: in the later draft, where it is there.
    pub place: Place,
}

/// 印数统计: every number that the documents print has one of these fates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// 核对过的
    pub judged: usize,
    /// 未核对的, each with its reason.
    pub unjudged: usize,
    /// 不是表述的, each with its reason.
    pub no_claim: usize,
    /// 表中的数
    pub tabled: usize,
}

impl Verdict {
    /// Every verdict, from sound to wrong.
    pub const ALL: [Self; 11] = [
        Self::Unchecked,
        Self::Ok,
        Self::Note,
        Self::Ambiguous,
        Self::Tail,
        Self::Truncated,
        Self::Plugged,
        Self::Form,
        Self::Open,
        Self::Direction,
        Self::Figure,
    ];

    /// The name in data.
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
            Self::Direction => "direction",
            Self::Figure => "figure",
        }
    }

    /// The Chinese word for it.
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
            Self::Open => "没有写完",
            Self::Direction => "方向不符",
            Self::Figure => "数字不符",
        }
    }

    /// What it says of a figure, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Unchecked => "没有可以与它核对的数",
            Self::Ok => "与可以核对的数都相符",
            Self::Note => "不一定是错，请看一看",
            Self::Ambiguous => "可能指几处，与每一处都不相等",
            Self::Tail => "在四舍五入允许的范围内，不算错",
            Self::Truncated => "末位是截去的，没有四舍五入",
            Self::Plugged => "为使占比合计为 100% 改了末位",
            Self::Form => "模板没有填完，或该写的没有写",
            Self::Open => "草稿里待补充的地方还空着，不能公开",
            Self::Direction => "说的增减与数字相反",
            Self::Figure => "按印出的位数怎样取舍都不成立",
        }
    }

    /// Whether it is worth telling.
    pub fn is_finding(self) -> bool {
        self >= Self::Note
    }

    /// Whether other printed figures bear the figure out, to the last digit or within their rounding.
    pub(super) fn is_borne_out(self) -> bool {
        matches!(self, Self::Ok | Self::Tail)
    }

    /// Whether the printed digits cannot stand: they are wrong, or were cut.
    pub fn is_off(self) -> bool {
        self == Self::Truncated || self.is_wrong()
    }

    /// Whether the disclosure is wrong, not only rounded.
    pub fn is_wrong(self) -> bool {
        self >= Self::Open
    }
}

/// 发现: how many findings there are. What rounding alone explains is no hint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// 错误
    pub wrong: usize,
    /// 提示: every finding between an error and mere rounding.
    pub hints: usize,
    /// 尾差
    pub tails: usize,
}

impl Judgement {
    /// What stands at a place, as long as no check has spoken of it.
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
        }
    }
}

impl Audit {
    /// Says of every finding which quantity it is of.
    pub(super) fn name_quantities(&mut self, claims: &[Claim], cells: &Cells<'_>) {
        let whose = |place: &Place| match cells.owner(&place.file) {
            Some(owner) => format!("{}{}年{}", owner.unit, owner.year, owner.phase),
            None => place.file.to_string(),
        };
        let figures = claims.iter().flat_map(|claim| claim.figures.iter().map(move |figure| (claim, figure)));
        for (line, (claim, figure)) in self.claims.iter_mut().zip(figures).filter(|(line, _)| line.verdict.is_finding())
        {
            line.quantity = format!("{} {}", whose(&line.place), quantity(claim, &figure.role)).into();
        }
        for other in self.tables.iter_mut().chain(&mut self.notes) {
            // The figures of a sentence may change while what is said of it stays.
            let words: String = other.text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).collect();
            other.quantity = format!("{} {words}", whose(&other.place)).into();
        }
    }

    /// How many findings there are of each weight.
    pub fn found(&self) -> Found {
        let mut found = Found::default();
        for finding in self.findings() {
            match finding.verdict {
                Verdict::Tail => found.tails += 1,
                verdict if verdict.is_wrong() => found.wrong += 1,
                _ => found.hints += 1,
            }
        }
        found
    }

    /// Puts what is said of tables and sentences into reading order.
    pub(super) fn sort(&mut self) {
        self.tables.sort_by(|one, other| one.place.cmp(&other.place).then_with(|| one.text.cmp(&other.text)));
        self.notes
            .sort_by(|one, other| one.place.cmp(&other.place).then_with(|| one.mark.start.cmp(&other.mark.start)));
        self.obliged.sort_by(|one, other| one.owner.cmp(&other.owner));
    }

    /// What is wrong or odd, the gravest first, then the most money, then in reading order; what rounding alone
    /// explains comes last.
    pub fn findings(&self) -> Vec<&Judgement> {
        let mut findings: Vec<&Judgement> = self
            .claims
            .iter()
            .chain(&self.tables)
            .chain(&self.notes)
            .filter(|judged| judged.verdict.is_finding())
            .collect();
        findings.sort_by_key(|judged| judged.weight());
        findings
    }

    /// The findings as [`findings`](Self::findings) lists them, each with a name by which it can be linked to: of its
    /// check, file, figure and sentence, so that it stays while lines move; a number tells twins apart.
    pub fn named(&self) -> Vec<(&Judgement, String)> {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        let named = self.findings().into_iter().map(|finding| {
            let id = format!("{}-{:08x}", finding.code.replace('_', "-"), fold(&finding.signature()));
            let nth = times.entry(id.clone()).or_default();
            *nth += 1;
            let id = if *nth == 1 { id } else { format!("{id}-{nth}") };
            (finding, id)
        });
        named.collect()
    }

    /// What became of every number printed; a word in the place of a number (持平) is none.
    pub fn numbers(&self) -> Numbers {
        let numbers = self.claims.iter().filter(|judged| judged.printed.contains(char::is_numeric));
        let (unjudged, judged): (Vec<_>, Vec<_>) = numbers.partition(|judged| judged.verdict == Verdict::Unchecked);
        let no_claim = self.unclaimed.iter().filter(|unclaimed| unclaimed.fate.claims_nothing()).count();
        Numbers {
            judged: judged.len(),
            unjudged: unjudged.len() + self.unclaimed.len() - no_claim,
            no_claim,
            tabled: self.table_numbers.values().sum(),
        }
    }

    /// How many figures of the text were judged.
    pub fn checked(&self) -> usize {
        self.claims.iter().filter(|judged| judged.verdict != Verdict::Unchecked).count()
    }
}

/// What a figure of a sentence is of.
pub(super) fn quantity(claim: &Claim, role: &Role) -> String {
    let what = match role {
        Role::Current => "",
        Role::Prior => "的对比基数",
        Role::Change(_) | Role::AboutFlat => "的增减额",
        Role::Rate(_) => "的增减率",
        Role::Times(_) | Role::Multiple => "的倍数",
        Role::Incomparable => "的可比性",
        Role::MeanRate(_) => "的年均增减率",
        Role::Adjustment(_) => "的预算调整数",
        Role::Share(_) => "的占比",
        Role::Completion => "的完成率",
        Role::Points(_) => "的百分点",
    };
    let path: String = claim.subject.path.iter().map(|(_, name)| &**name).collect();
    let heading = claim.section.last().map(|heading| format!("{heading}：")).unwrap_or_default();
    let words = if path.is_empty() { &*claim.subject.text } else { &path };
    format!("{heading}{words}{what}")
}

/// FNV-1a, folded to 32 bits: the same on every machine and in every version.
pub(super) fn fold(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 32)) as u32
}
