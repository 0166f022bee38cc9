//! 科目编码: classification codes and their levels.

use std::fmt;

/// 分类: what a code or a name classifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Classification {
    /// 支出功能分类 (2xx: 类 3 digits, 款 5, 项 7)
    Functional,
    /// 部门预算支出经济分类 (301–399)
    Economic,
    /// 政府预算支出经济分类 (501–599)
    EconomicGovernment,
    /// 收入分类 (1xx, or the named sources of a revenue table)
    Revenue,
    /// “三公”经费 items
    ThreePublic,
    /// 项目 (projects and their performance indicators)
    Project,
}

/// 级次: 合计, 类, 款, 项, and 目 below it in the revenue classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 合计
    Total,
    /// 类
    Category,
    /// 款
    Section,
    /// 项
    Item,
    /// 目
    SubItem,
}

/// 科目编码: 3, 5, 7 or 9 digits, joined: `2080101`. Ordered as text, so a parent sorts before its children.
///
/// Codes are compared and copied by the million, so the digits are stored inline, padded with zero bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    digits: [u8; Code::LONGEST],
    length: u8,
}

/// Why a text is not a classification code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是科目编码；编码应为 3、5、7 或 9 位数字，如 208、20801、2080101")]
pub struct CodeError(pub String);

impl Code {
    /// A code of 3, 5, 7 or 9 ASCII digits that does not begin with 0.
    ///
    /// # Errors
    /// Any other text.
    pub fn new(digits: &str) -> Result<Self, CodeError> {
        let sound = matches!(digits.len(), 3 | 5 | 7 | 9)
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if !sound {
            return Err(CodeError(digits.to_owned()));
        }
        Ok(Self::of(digits.as_bytes()))
    }

    /// The maximum number of digits.
    const LONGEST: usize = 9;

    fn of(digits: &[u8]) -> Self {
        let mut code = Self { digits: [0; Self::LONGEST], length: digits.len() as u8 };
        code.digits[..digits.len()].copy_from_slice(digits);
        code
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..usize::from(self.length)]
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("a code is ASCII digits")
    }

    /// A number that orders codes as their text does: the digits padded with zeros to the longest code, then their number.
    pub(crate) fn ordinal(&self) -> u64 {
        let padded = self.digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit & 0xf));
        padded << 4 | u64::from(self.length)
    }

    /// The code with this ordinal.
    pub(crate) fn of_ordinal(ordinal: u64) -> Self {
        let (mut padded, length) = (ordinal >> 4, (ordinal & 0xf) as usize);
        let mut digits = [0; Self::LONGEST];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (padded % 10) as u8;
            padded /= 10;
        }
        Self::of(&digits[..length])
    }

    /// The level, given by the number of digits.
    pub fn level(&self) -> Level {
        match self.length {
            3 => Level::Category,
            5 => Level::Section,
            7 => Level::Item,
            _ => Level::SubItem,
        }
    }

    /// The code one level up; `None` for a 类.
    pub fn parent(&self) -> Option<Self> {
        let above = self.bytes().len().checked_sub(2).filter(|length| *length >= 3)?;
        Some(Self::of(&self.bytes()[..above]))
    }

    /// Whether `other` lies below this code in the hierarchy, at any distance.
    pub fn is_ancestor_of(&self, other: &Self) -> bool {
        other.length > self.length && other.bytes().starts_with(self.bytes())
    }

    /// This code with its ancestor `old` replaced by `new`: 2060601 moved from 20606 to 20706 is 2070601.
    pub fn moved(&self, old: &Self, new: &Self) -> Option<Self> {
        Self::new(&format!("{new}{}", self.as_str().strip_prefix(old.as_str())?)).ok()
    }

    /// The classification, given by the first digit: 1 revenue, 2 functional, 3 economic, 5 government economic.
    pub fn classification(&self) -> Option<Classification> {
        match self.digits[0] {
            b'1' => Some(Classification::Revenue),
            b'2' => Some(Classification::Functional),
            b'3' => Some(Classification::Economic),
            b'5' => Some(Classification::EconomicGovernment),
            _ => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({:?})", self.as_str())
    }
}

impl Classification {
    /// Every classification.
    pub const ALL: [Self; 6] =
        [Self::Functional, Self::Economic, Self::EconomicGovernment, Self::Revenue, Self::ThreePublic, Self::Project];

    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Functional => "functional",
            Self::Economic => "economic",
            Self::EconomicGovernment => "economic_government",
            Self::Revenue => "revenue",
            Self::ThreePublic => "three_public",
            Self::Project => "project",
        }
    }

    /// The Chinese term.
    pub fn title(self) -> &'static str {
        match self {
            Self::Functional => "支出功能分类",
            Self::Economic => "部门预算支出经济分类",
            Self::EconomicGovernment => "政府预算支出经济分类",
            Self::Revenue => "收入分类",
            Self::ThreePublic => "“三公”经费",
            Self::Project => "项目",
        }
    }

    /// The classification with this name in data.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

impl Level {
    /// Every level, from the total down.
    pub const ALL: [Self; 5] = [Self::Total, Self::Category, Self::Section, Self::Item, Self::SubItem];

    /// The name in data and on the page: `total`, 类, 款, 项, 目.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Category => "类",
            Self::Section => "款",
            Self::Item => "项",
            Self::SubItem => "目",
        }
    }

    /// The level with this name; 合计 means `total` too.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "合计" { Some(Self::Total) } else { Self::ALL.into_iter().find(|level| level.name() == name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_knows_its_level_and_its_parent() {
        let code = Code::new("2080101").unwrap();
        assert_eq!(code.level(), Level::Item);
        assert_eq!(code.parent().unwrap().as_str(), "20801");
        assert_eq!(Code::new("208").unwrap().parent(), None);
        assert!(Code::new("208").unwrap().is_ancestor_of(&code));
        assert!(!code.is_ancestor_of(&code));
        assert_eq!(code.classification(), Some(Classification::Functional));
    }

    #[test]
    fn ordinals_are_in_the_order_of_the_codes_and_lead_back_to_them() {
        let codes = ["101", "208", "20800", "2080000", "20801", "2080101", "208010101", "209", "999999999"];
        let codes: Vec<Code> = codes.iter().filter_map(|digits| Code::new(digits).ok()).collect();
        for one in &codes {
            assert_eq!(Code::of_ordinal(one.ordinal()), *one);
            for other in &codes {
                assert_eq!(one.ordinal().cmp(&other.ordinal()), one.cmp(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in ["", "20", "2080", "20801010101", "abc", "012", "２０８"] {
            assert!(Code::new(text).is_err(), "{text}");
        }
    }
}
