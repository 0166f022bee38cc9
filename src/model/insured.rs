//! 社会保险基金的数: what a figure in a table of social insurance funds counts.

use super::{Classification, LineItem, Side};

/// What is counted of a social insurance fund. Tables print it as a table of its own, as a column, or as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Insured {
    /// 收入
    Revenue,
    /// 支出
    Expenditure,
    /// 本年收支结余
    OwnBalance,
    /// 年末滚存结余
    Balance,
}

impl Insured {
    /// What these words count; `None` if they do not say, or say something else (上年滚存结余).
    pub fn read(words: &str) -> Option<Self> {
        let has = |any: &[&str]| any.iter().any(|word| words.contains(word));
        if has(&["结余", "差额"]) {
            return match () {
                () if has(&["上年", "年初", "期初"]) => None,
                () if has(&["滚存", "年末", "期末", "累计"]) => Some(Self::Balance),
                () if has(&["收支", "本年", "当年", "年度", "本期"]) => Some(Self::OwnBalance),
                () => Some(Self::Balance),
            };
        }
        match (words.contains("收入"), words.contains("支出")) {
            (true, false) => Some(Self::Revenue),
            (false, true) => Some(Self::Expenditure),
            _ => None,
        }
    }

    /// What a figure counts: by its column, else by its row, else by the table. `None` if none of them says.
    pub fn of(item: &LineItem) -> Option<Self> {
        Self::of_heads(item.measure.as_str(), &item.name, item.classification)
    }

    pub(super) fn of_heads(measure: &str, name: &str, classification: Classification) -> Option<Self> {
        let (title, column) = match measure.split_once(['：', ':']) {
            Some((title, column)) => (title, Some(column)),
            None => (measure, None),
        };
        if let Some(column) = column {
            return Self::read(column);
        }
        // 失业保险基金收入：保险费收入 is an item below the fund's revenue.
        let row = name.split(['：', ':']).next().unwrap_or(name);
        let by_row = Self::read(row).filter(|_| row.ends_with(['入', '出', '余']));
        by_row.or_else(|| Self::read(title)).or_else(|| match classification {
            // A table of both sides does not tell them apart.
            _ if title.contains("收支") => None,
            Classification::Revenue => Some(Self::Revenue),
            _ => Some(Self::Expenditure),
        })
    }

    /// The side of the budget, if it is one.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Revenue => Some(Side::Revenue),
            Self::Expenditure => Some(Side::Expenditure),
            Self::OwnBalance | Self::Balance => None,
        }
    }

    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revenue => "收入",
            Self::Expenditure => "支出",
            Self::OwnBalance => "当年结余",
            Self::Balance => "结余",
        }
    }
}
