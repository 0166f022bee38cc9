//! 填报项: names everything that a unit can be asked for, in profiles, in 填报表 and in marks of the text.

use super::facts::{ASSETS, AssetList, FACTS, FactName};
use crate::model::BudgetTable;
use std::fmt;
use std::str::FromStr;

/// 填报项, written as its path in a profile: `reasons.general.2080101`, `assets.house_area`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProfileKey {
    /// 主要职能
    Duties,
    /// 机构设置及人员情况
    Organisation,
    /// 主要工作任务及目标
    Tasks,
    /// 公开日期
    Date,
    /// 上年数 of an item.
    Prior(BudgetTable, String),
    /// 增减原因 of an item.
    Reason(BudgetTable, String),
    /// 用途 of an item.
    Purpose(BudgetTable, String),
    /// 年初预算数 of an item of 决算.
    Budget(BudgetTable, String),
    /// 决算数与年初预算数不同的原因 of an item of 决算.
    Deviation(BudgetTable, String),
    /// A part of what is said of a project.
    Project(String, ProjectPart),
    /// 表外数据, by section and key.
    Fact(&'static str, &'static str),
    /// A list of assets, by its key.
    Assets(&'static str),
    /// 其他需说明的事项
    Remarks,
    /// 名词解释
    Glossary,
    /// A blank that a template leaves itself, by its words.
    Blank(String),
}

/// 项目说明的一栏.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProjectPart {
    /// 立项依据
    Basis,
    /// 预算安排规模
    Amount,
    /// 承担单位
    Bearer,
    /// 资金分配
    Allocation,
    /// 执行时间
    Period,
    /// 其他说明
    Details,
}

const PARTS: [(&str, ProjectPart); 6] = [
    ("basis", ProjectPart::Basis),
    ("amount", ProjectPart::Amount),
    ("bearer", ProjectPart::Bearer),
    ("allocation", ProjectPart::Allocation),
    ("period", ProjectPart::Period),
    ("details", ProjectPart::Details),
];
const WHOLE: [(&str, ProfileKey); 6] = [
    ("date", ProfileKey::Date),
    ("overview.tasks", ProfileKey::Tasks),
    ("overview.duties", ProfileKey::Duties),
    ("overview.organisation", ProfileKey::Organisation),
    ("remarks", ProfileKey::Remarks),
    ("glossary", ProfileKey::Glossary),
];

impl ProfileKey {
    /// The key of a fact.
    pub(crate) fn of_fact(fact: &FactName) -> Self {
        Self::Fact(fact.section, fact.key)
    }

    /// The fact that it names.
    pub(crate) fn fact(&self) -> Option<&'static FactName> {
        FACTS.iter().find(|fact| *self == Self::of_fact(fact))
    }

    /// The list of assets that it names.
    pub(crate) fn assets(&self) -> Option<&'static AssetList> {
        ASSETS.iter().find(|list| *self == Self::Assets(list.key))
    }
}

impl fmt::Display for ProfileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prior(table, key) => write!(f, "prior.{}.{key}", table.name()),
            Self::Reason(table, key) => write!(f, "reasons.{}.{key}", table.name()),
            Self::Purpose(table, key) => write!(f, "purposes.{}.{key}", table.name()),
            Self::Budget(table, key) => write!(f, "budget.{}.{key}", table.name()),
            Self::Deviation(table, key) => write!(f, "deviations.{}.{key}", table.name()),
            Self::Blank(words) => write!(f, "blanks.{words}"),
            Self::Project(name, part) => {
                let known = PARTS.iter().find(|(_, known)| known == part);
                write!(f, "projects.{name}.{}", known.map_or("", |(word, _)| word))
            }
            Self::Fact(section, key) => write!(f, "{section}.{key}"),
            Self::Assets(key) => write!(f, "assets.{key}"),
            whole => f.write_str(WHOLE.iter().find(|(_, known)| known == whole).map_or("", |(word, _)| word)),
        }
    }
}

/// The error for a text that is no path of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKey;

impl FromStr for ProfileKey {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        if let Some((_, whole)) = WHOLE.into_iter().find(|(word, _)| *word == text) {
            return Ok(whole);
        }
        let (section, rest) = text.split_once('.').ok_or(UnknownKey)?;
        let of_table = |make: fn(BudgetTable, String) -> Self| {
            let (table, key) = rest.split_once('.').ok_or(UnknownKey)?;
            Ok(make(BudgetTable::from_name(table).ok_or(UnknownKey)?, key.to_owned()))
        };
        match section {
            "prior" => of_table(Self::Prior),
            "reasons" => of_table(Self::Reason),
            "purposes" => of_table(Self::Purpose),
            "budget" => of_table(Self::Budget),
            "deviations" => of_table(Self::Deviation),
            "blanks" => Ok(Self::Blank(rest.to_owned())),
            "projects" => {
                let (name, part) = rest.rsplit_once('.').ok_or(UnknownKey)?;
                let (_, part) = PARTS.iter().find(|(word, _)| *word == part).ok_or(UnknownKey)?;
                Ok(Self::Project(name.to_owned(), *part))
            }
            section => {
                let list = ASSETS.iter().find(|list| section == "assets" && list.key == rest);
                let fact = FACTS.iter().find(|fact| (fact.section, fact.key) == (section, rest));
                let list = list.map(|list| Self::Assets(list.key));
                list.or(fact.map(Self::of_fact)).ok_or(UnknownKey)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_as_it_is_written() {
        let facts = FACTS.iter().map(ProfileKey::of_fact);
        let lists = ASSETS.iter().map(|list| ProfileKey::Assets(list.key));
        let parts = PARTS.iter().map(|(_, part)| ProfileKey::Project("一.二期工程".to_owned(), *part));
        let kinds =
            [ProfileKey::Prior, ProfileKey::Reason, ProfileKey::Purpose, ProfileKey::Budget, ProfileKey::Deviation];
        let items = kinds.map(|make| make(BudgetTable::General, "2080101".to_owned()));
        let blank = ProfileKey::Blank("收入来源.一".to_owned());
        let whole = WHOLE.into_iter().map(|(_, key)| key).chain([blank]);
        for key in facts.chain(lists).chain(parts).chain(items).chain(whole) {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for wrong in ["", "reasons", "reasons.nothing.1", "projects.甲", "assets.nothing", "原因"] {
            assert_eq!(wrong.parse::<ProfileKey>(), Err(UnknownKey), "{wrong}");
        }
    }
}
