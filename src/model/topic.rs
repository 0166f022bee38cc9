//! 口径: which money words speak of: whose funds, coming in or going out, and which part of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// 收 or 支.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// 收入
    Revenue,
    /// 支出
    Expenditure,
    /// 收支: said of both at once.
    Both,
}

/// 资金来源.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fund {
    /// 财政拨款: the three funds below together.
    Fiscal,
    /// 一般公共预算
    General,
    /// 上级一般公共预算安排的转移支付
    GeneralTransfer,
    /// 政府性基金预算
    Government,
    /// 上级政府性基金安排的转移支付
    GovernmentTransfer,
    /// 国有资本经营预算
    StateCapital,
    /// 上级国有资本经营预算安排的转移支付
    StateCapitalTransfer,
    /// 财政专户管理资金
    SpecialAccount,
    /// 单位资金
    Own,
    /// 事业收入
    Business,
    /// 经营收入
    Operating,
    /// 上级补助收入
    Superior,
    /// 附属单位上缴收入
    Affiliate,
    /// 其他收入
    Other,
    /// 上年结转结余
    Carryover,
}

/// Which part, where it is not the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// 基本支出
    Basic,
    /// 项目支出
    Project,
    /// 人员经费
    Personnel,
    /// 公用经费
    Public,
    /// 单位预留机动经费
    Reserve,
    /// “三公”经费
    ThreePublic,
    /// 因公出国（境）费
    Abroad,
    /// 公务接待费
    Reception,
    /// 公务用车购置及运行费
    Vehicles,
    /// 公务用车购置费
    VehiclePurchase,
    /// 公务用车运行费
    VehicleRunning,
    /// 会议费
    Meetings,
    /// 培训费
    Training,
    /// 机关运行经费
    Running,
    /// 政府采购
    Procurement,
    /// 政府采购货物
    Goods,
    /// 政府采购工程
    Works,
    /// 政府采购服务
    Services,
    /// 集中采购
    Centralised,
    /// 分散采购
    Dispersed,
}

/// 口径: what is known of it; what the words leave open is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Topic {
    /// 收 or 支
    pub side: Option<Side>,
    /// 资金来源
    pub fund: Option<Fund>,
    /// Which part
    pub part: Option<Part>,
    /// 本年收入, 当年支出: what was carried over left out.
    pub own_year: bool,
}

#[derive(Clone, Copy)]
enum Word {
    In,
    Out,
    Both,
    Of(Fund),
    /// A fund whose name is a kind of revenue.
    Kind(Fund),
    A(Part),
    OwnYear,
    Filler,
}

/// The words, the longer of two that begin alike first.
const WORDS: &[(&str, Word)] = &[
    ("上级一般公共预算安排的转移支付", Word::Of(Fund::GeneralTransfer)),
    ("上级一般公共预算安排转移支付", Word::Of(Fund::GeneralTransfer)),
    ("上级政府性基金预算安排的转移支付", Word::Of(Fund::GovernmentTransfer)),
    ("上级政府性基金安排的转移支付", Word::Of(Fund::GovernmentTransfer)),
    ("上级政府性基金安排转移支付", Word::Of(Fund::GovernmentTransfer)),
    ("上级国有资本经营预算安排的转移支付", Word::Of(Fund::StateCapitalTransfer)),
    ("上级国有资本经营预算安排转移支付", Word::Of(Fund::StateCapitalTransfer)),
    ("一般公共预算", Word::Of(Fund::General)),
    ("公共财政预算", Word::Of(Fund::General)),
    ("政府性基金预算", Word::Of(Fund::Government)),
    ("政府性基金", Word::Of(Fund::Government)),
    ("基金预算", Word::Of(Fund::Government)),
    ("国有资本经营预算", Word::Of(Fund::StateCapital)),
    ("国有资本经营", Word::Of(Fund::StateCapital)),
    ("国有资本预算", Word::Of(Fund::StateCapital)),
    ("财政专户管理资金", Word::Of(Fund::SpecialAccount)),
    ("财政专户", Word::Of(Fund::SpecialAccount)),
    ("财政拨款", Word::Of(Fund::Fiscal)),
    ("单位资金", Word::Of(Fund::Own)),
    ("事业单位经营收入", Word::Kind(Fund::Operating)),
    ("事业收入", Word::Kind(Fund::Business)),
    ("经营收入", Word::Kind(Fund::Operating)),
    ("上级补助收入", Word::Kind(Fund::Superior)),
    ("附属单位上缴收入", Word::Kind(Fund::Affiliate)),
    ("其他收入", Word::Kind(Fund::Other)),
    ("其他资金", Word::Kind(Fund::Other)),
    ("上年结转和结余", Word::Kind(Fund::Carryover)),
    ("年初结转和结余", Word::Kind(Fund::Carryover)),
    ("上年结转结余", Word::Kind(Fund::Carryover)),
    ("上年结转", Word::Kind(Fund::Carryover)),
    ("基本支出", Word::A(Part::Basic)),
    ("项目支出", Word::A(Part::Project)),
    ("人员经费", Word::A(Part::Personnel)),
    ("日常公用经费", Word::A(Part::Public)),
    ("公用经费", Word::A(Part::Public)),
    ("单位预留机动经费", Word::A(Part::Reserve)),
    ("预留机动经费", Word::A(Part::Reserve)),
    ("三公经费", Word::A(Part::ThreePublic)),
    ("三公", Word::A(Part::ThreePublic)),
    ("因公出国(境)", Word::A(Part::Abroad)),
    ("因公出国", Word::A(Part::Abroad)),
    ("公务接待", Word::A(Part::Reception)),
    ("公务用车购置及运行维护", Word::A(Part::Vehicles)),
    ("公务用车购置和运行维护", Word::A(Part::Vehicles)),
    ("公务用车购置及运行", Word::A(Part::Vehicles)),
    ("公务用车购置和运行", Word::A(Part::Vehicles)),
    ("公务车购置及运行", Word::A(Part::Vehicles)),
    ("公务车用车运行", Word::A(Part::VehicleRunning)),
    ("公务车运行", Word::A(Part::VehicleRunning)),
    ("公务车购置", Word::A(Part::VehiclePurchase)),
    ("公务用车运行维护", Word::A(Part::VehicleRunning)),
    ("公务用车购置", Word::A(Part::VehiclePurchase)),
    ("公务用车运行", Word::A(Part::VehicleRunning)),
    ("会议费", Word::A(Part::Meetings)),
    ("培训费", Word::A(Part::Training)),
    ("机关运行经费", Word::A(Part::Running)),
    ("单位运行经费", Word::A(Part::Running)),
    ("政府采购货物", Word::A(Part::Goods)),
    ("政府采购工程", Word::A(Part::Works)),
    ("政府采购服务", Word::A(Part::Services)),
    ("政府集中采购", Word::A(Part::Centralised)),
    ("政府采购", Word::A(Part::Procurement)),
    ("集中采购", Word::A(Part::Centralised)),
    ("分散采购", Word::A(Part::Dispersed)),
    ("货物类采购", Word::A(Part::Goods)),
    ("工程类采购", Word::A(Part::Works)),
    ("服务类采购", Word::A(Part::Services)),
    ("货物类", Word::A(Part::Goods)),
    ("工程类", Word::A(Part::Works)),
    ("服务类", Word::A(Part::Services)),
    ("货物采购", Word::A(Part::Goods)),
    ("工程采购", Word::A(Part::Works)),
    ("服务采购", Word::A(Part::Services)),
    ("采购货物", Word::A(Part::Goods)),
    ("采购工程", Word::A(Part::Works)),
    ("采购服务", Word::A(Part::Services)),
    ("购买货物", Word::A(Part::Goods)),
    ("购买工程", Word::A(Part::Works)),
    ("购买服务", Word::A(Part::Services)),
    ("收入支出", Word::Both),
    ("收支", Word::Both),
    ("收、支", Word::Both),
    ("收入、支出", Word::Both),
    ("收入和支出", Word::Both),
    ("收入", Word::In),
    ("支出", Word::Out),
    ("本年", Word::OwnYear),
    ("当年", Word::OwnYear),
    ("预算", Word::Filler),
    ("决算", Word::Filler),
    ("总计", Word::Filler),
    ("合计", Word::Filler),
    ("小计", Word::Filler),
    ("总额", Word::Filler),
    ("资金", Word::Filler),
    ("拨款", Word::Filler),
    ("经费", Word::Filler),
    ("费用", Word::Filler),
    ("安排", Word::Filler),
    ("本部门", Word::Filler),
    ("本单位", Word::Filler),
    ("我单位", Word::Filler),
    ("我部门", Word::Filler),
    ("部门", Word::Filler),
    ("单位", Word::Filler),
    ("年度", Word::Filler),
    ("明细", Word::Filler),
    ("金额", Word::Filler),
    ("其中", Word::Filler),
    ("(补助)", Word::Filler),
    ("总", Word::Filler),
    ("拟", Word::Filler),
    ("年", Word::Filler),
    ("数", Word::Filler),
    ("费", Word::Filler),
    ("各", Word::Filler),
    ("的", Word::Filler),
    ("为", Word::Filler),
    ("是", Word::Filler),
    ("共", Word::Filler),
];

/// The words by their first characters, each in the order of [`WORDS`].
static STARTS: LazyLock<BTreeMap<char, Vec<&(&str, Word)>>> = LazyLock::new(|| {
    let mut starts: BTreeMap<char, Vec<&(&str, Word)>> = BTreeMap::new();
    for known in WORDS {
        if let Some(first) = known.0.chars().next() {
            starts.entry(first).or_default().push(known);
        }
    }
    starts
});

impl Topic {
    /// Reads words from left to right; also what of them it did not understand. `None` where two funds or two
    /// parts are named, so that it is not known which is meant.
    pub fn read(words: &str) -> Option<(Self, String)> {
        let plain = without_basis(plain(words));
        let mut rest = plain.as_str();
        let (mut topic, mut left) = (Self::default(), String::new());
        while let Some(first) = rest.chars().next() {
            let begun = STARTS.get(&first).into_iter().flatten();
            let found = begun.copied().find(|(word, _)| rest.starts_with(word));
            match found {
                // 公共 is no 共.
                Some(("共", _)) if left.ends_with('公') => left.push('共'),
                Some((_, word)) => topic.take(*word)?,
                None if matches!(first, '、' | ',' | ':' | ';' | '.' | '(' | ')') => {}
                None => left.push(first),
            }
            rest = &rest[found.map_or(first.len_utf8(), |(word, _)| word.len())..];
        }
        Some((topic, left))
    }

    fn take(&mut self, word: Word) -> Option<()> {
        match word {
            Word::In => self.turn(Side::Revenue),
            Word::Out => self.turn(Side::Expenditure),
            Word::Both => self.turn(Side::Both),
            Word::Of(fund) | Word::Kind(fund) => {
                self.fund = match self.fund {
                    // 一般公共预算财政拨款 is the narrower of the two.
                    None | Some(Fund::Fiscal) => Some(fund),
                    Some(known) if known == fund || fund == Fund::Fiscal => Some(known),
                    Some(_) => return None,
                };
                if matches!(word, Word::Kind(_)) {
                    self.turn(Side::Revenue);
                }
            }
            Word::A(part) => {
                self.part = match self.part {
                    // “三公”经费 … 公务接待费 is the narrower of the two, as is 基本支出 … 人员经费.
                    None | Some(Part::ThreePublic | Part::Procurement) => Some(part),
                    Some(Part::Basic) if matches!(part, Part::Personnel | Part::Public) => Some(part),
                    Some(known) if known == part || matches!(part, Part::ThreePublic | Part::Procurement) => {
                        Some(known)
                    }
                    Some(_) => return None,
                };
            }
            Word::OwnYear => self.own_year = true,
            Word::Filler => {}
        }
        Some(())
    }

    /// 拨款支出预算 turns 拨款收入 round: the last word is the noun.
    fn turn(&mut self, side: Side) {
        self.side = Some(side);
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.side.is_none() && self.fund.is_none() && self.part.is_none()
    }
}

/// Words without the unit's name.
pub fn without(words: &str, unit: &str) -> String {
    if unit.is_empty() { words.to_owned() } else { words.replace(unit, "") }
}

/// Words without a bracket that only tells how the amount was counted: (以合同签订为准).
fn without_basis(mut words: String) -> String {
    let bracket = |words: &str| {
        let end = words.find("为准)")?;
        Some((words[..end].rfind('(')?, end + "为准)".len()))
    };
    while let Some((start, end)) = bracket(&words) {
        words.replace_range(start..end, "");
    }
    words
}

/// Half-width brackets, no white space, no quotes.
fn plain(words: &str) -> String {
    let kept = words.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '“' | '”'));
    let mut plain = String::with_capacity(words.len());
    plain.extend(kept.map(|c| match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '：' => ':',
        c => c,
    }));
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> (Topic, String) {
        Topic::read(words).unwrap()
    }

    #[test]
    fn words_of_several_provinces_are_understood_whole() {
        let of = |side, fund, part| Topic { side, fund, part, own_year: false };
        let out = Some(Side::Expenditure);
        for (words, topic) in [
            ("一般公共预算拨款支出预算", of(out, Some(Fund::General), None)),
            ("财政拨款收入支出总计", of(Some(Side::Both), Some(Fund::Fiscal), None)),
            ("收入、支出预算总计", of(Some(Side::Both), None, None)),
            ("一般公共预算财政拨款基本支出", of(None, Some(Fund::General), Some(Part::Basic))),
            ("政府性基金拨款支出预算", of(out, Some(Fund::Government), None)),
            ("“三公”经费财政拨款支出", of(out, Some(Fund::Fiscal), Some(Part::ThreePublic))),
            ("公务用车购置及运行维护费支出", of(out, None, Some(Part::Vehicles))),
        ] {
            assert_eq!(read(words), (topic, String::new()), "{words}");
        }
        assert!(read("本年收入合计").0.own_year);
        assert_eq!(read("一般公共服务支出共").1, "一般公共服务");
    }

    #[test]
    fn what_is_not_understood_is_left_over() {
        assert_eq!(read("面向中小企业预留政府采购项目预算").1, "面向中小企业预留项目");
        assert_eq!(read("教育支出").1, "教育");
        assert_eq!(Topic::read("基本支出和项目支出"), None);
        assert_eq!(read("政府采购金额（以合同签订为准）").1, "");
    }
}
