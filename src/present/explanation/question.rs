//! 待填事项: everything that a unit is asked for, once each, with what is known of it. 待填表 and new profiles are written
//! from this list.

use super::completed::{asked, completed};
use super::profile::{ASSETS, FACTS, FactKind, ProfileKey, ProjectPart};
use super::{Content, Item, Open, Profile, explain};
use crate::model::{BudgetTable, Level, Measure};
use crate::present::roll_forward::moved;
use std::collections::BTreeSet;

/// 状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionState {
    /// 待填: the text has a blank for it.
    Missing,
    /// 请核对: it was taken over from last year.
    Carried,
    /// 可填: the text does without it, or has it.
    Optional,
}

/// 待填事项
#[derive(Debug, Clone)]
pub struct Question {
    /// What the answer is known by.
    pub key: ProfileKey,
    /// 状态
    pub state: QuestionState,
    /// The kind of answer: 增减原因, 用途.
    pub kind: String,
    /// What it is asked of: an item, a project.
    pub subject: String,
    /// The heading that it stands under, without unit and year; empty if the text does not ask for it.
    pub heading: String,
    /// The figures of both years.
    pub item: Option<Item>,
    /// What last year's disclosure says.
    pub last_year: Option<String>,
    /// What the profile answers.
    pub answer: Option<String>,
}

impl QuestionState {
    /// The Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Missing => "待填",
            Self::Carried => "请核对",
            Self::Optional => "可填",
        }
    }
}

/// Everything that is asked of a unit: what the text leaves open in its order, then what it does without or has already.
///
/// # Errors
/// As [`explain`].
pub fn questions(
    content: &Content,
    profile: &Profile,
    template: Option<(&str, &str)>,
) -> Result<Vec<Question>, crate::Error> {
    let content = &content.clone().with_amounts(profile);
    let explanation = explain(content, profile, template)?;
    let whole = completed(profile, content);
    let items = asked(content, &whole);
    let of = |key: ProfileKey, open: Option<&Open>| {
        let item = item(content, &items, &key);
        let last_year = content.stated.prior.profile.answer(&key);
        let last_year = match &key {
            ProfileKey::Fact("assets", "date") | ProfileKey::Project(_, ProjectPart::Period) => {
                last_year.map(|text| moved(&text, content.base, content.year))
            }
            _ => last_year,
        };
        let state = match open {
            Some(Open { missing: Some(_), .. }) => QuestionState::Missing,
            Some(_) => QuestionState::Carried,
            None => QuestionState::Optional,
        };
        Question {
            state,
            kind: kind(&key),
            subject: subject(&key, item.as_ref()),
            heading: open.map(|open| plain_heading(&open.heading, content)).unwrap_or_default(),
            item,
            last_year,
            answer: profile.answer(&key),
            key,
        }
    };
    let mut known = BTreeSet::new();
    let mut found: Vec<Question> = Vec::new();
    for open in &explanation.open {
        if known.insert(open.key.clone()) {
            found.push(of(open.key.clone(), Some(open)));
        }
    }
    for key in every_key(content, &items) {
        if known.insert(key.clone()) {
            found.push(of(key, None));
        }
    }
    Ok(found)
}

/// A heading without the unit and the year, which all have.
fn plain_heading(heading: &str, content: &Content) -> String {
    heading.replacen(&*content.unit, "", 1).replacen(&format!("{}年", content.year), "", 1)
}

/// Every key that a unit's text may use.
fn every_key(content: &Content, items: &[Item]) -> Vec<ProfileKey> {
    let mut keys = vec![ProfileKey::Duties, ProfileKey::Organisation];
    let reasons = items.iter().filter(|item| is_explained(item));
    keys.extend(reasons.map(|item| ProfileKey::Reason(item.table, item.key())));
    let purposes = content.table(BudgetTable::General).rows(Level::Category, Measure::TOTAL).into_iter();
    keys.extend(purposes.map(|item| ProfileKey::Purpose(item.table, item.key())));
    let parts =
        [ProjectPart::Basis, ProjectPart::Bearer, ProjectPart::Allocation, ProjectPart::Period, ProjectPart::Details];
    for project in &content.projects {
        keys.extend(parts.map(|part| ProfileKey::Project(project.name.to_string(), part)));
    }
    // 三公情况 and 自评 are told of 决算 only, which ask for them themselves.
    let facts = FACTS.iter().filter(|fact| fact.section != "three_public" && !fact.key.starts_with("review"));
    keys.extend(facts.map(ProfileKey::of_fact));
    keys.extend(ASSETS.iter().map(|list| ProfileKey::Assets(list.key)));
    keys.extend([ProfileKey::Remarks, ProfileKey::Glossary, ProfileKey::Date]);
    keys
}

/// Whether texts give a reason for an item: columns of the total row, 项 of the general budget, items of 三公.
fn is_explained(item: &Item) -> bool {
    let told = match item.table {
        BudgetTable::Totals | BudgetTable::FiscalTotals => item.level == Level::Total && &*item.name == Measure::TOTAL,
        BudgetTable::GeneralBasic
        | BudgetTable::GeneralProject
        | BudgetTable::Performance
        | BudgetTable::Procurement => false,
        BudgetTable::Other => item.name.contains("运行经费"),
        BudgetTable::General => matches!(item.level, Level::Total | Level::Item),
        BudgetTable::ThreePublic => item.level != Level::Total || &*item.name == Measure::TOTAL,
        _ => item.level == Level::Total,
    };
    told && item.change.is_some()
}

/// The figures that a key is about.
fn item(content: &Content, items: &[Item], key: &ProfileKey) -> Option<Item> {
    match key {
        ProfileKey::Prior(table, key)
        | ProfileKey::Reason(table, key)
        | ProfileKey::Purpose(table, key)
        | ProfileKey::Budget(table, key)
        | ProfileKey::Deviation(table, key) => {
            let found = items.iter().find(|item| item.table == *table && item.key() == *key).cloned();
            Some(found.unwrap_or_else(|| content.table(*table).row(key)))
        }
        ProfileKey::Project(name, _) => {
            let project = content.projects.iter().find(|project| *project.name == **name)?;
            Some(Item::of_amounts(BudgetTable::GeneralProject, name, project.amount, None))
        }
        _ => None,
    }
}

/// What is asked.
fn kind(key: &ProfileKey) -> String {
    let kind = match key {
        ProfileKey::Duties => "主要职能",
        ProfileKey::Organisation => "机构设置及人员情况",
        ProfileKey::Tasks => "主要工作任务及目标",
        ProfileKey::Remarks => "其他需说明的事项",
        ProfileKey::Glossary => "名词解释",
        ProfileKey::Date => "公开日期",
        ProfileKey::Prior(..) => "上年数",
        ProfileKey::Reason(..) => "增减原因",
        ProfileKey::Purpose(..) => "用途",
        ProfileKey::Budget(..) => "年初预算数",
        ProfileKey::Deviation(..) => "决算与年初预算不同的原因",
        ProfileKey::Project(_, ProjectPart::Basis) => "项目设立依据",
        ProfileKey::Project(_, ProjectPart::Amount) => "项目预算安排规模",
        ProfileKey::Project(_, ProjectPart::Bearer) => "项目承担单位",
        ProfileKey::Project(_, ProjectPart::Allocation) => "项目资金分配",
        ProfileKey::Project(_, ProjectPart::Period) => "项目执行时间",
        ProfileKey::Project(_, ProjectPart::Details) => "项目补贴情况",
        ProfileKey::Fact(..) => key.fact().map_or("", |fact| fact.title),
        ProfileKey::Assets(_) => "资产",
        ProfileKey::Blank(_) => "补充",
    };
    kind.to_owned()
}

fn subject(key: &ProfileKey, item: Option<&Item>) -> String {
    match (key, item) {
        (ProfileKey::Project(name, _), _) | (ProfileKey::Blank(name), _) => name.clone(),
        (ProfileKey::Fact(..), _) => key.fact().map_or("", |fact| fact.name).to_owned(),
        (ProfileKey::Assets(_), _) => key.assets().map_or("", |list| list.question).to_owned(),
        (_, Some(item)) if item.path.is_empty() => {
            let label = item.label();
            let table = item.table.title();
            if label.contains(table) || item.is_running() { label } else { format!("{table}：{label}") }
        }
        (_, Some(item)) => item.full_name(),
        (_, None) => String::new(),
    }
}

impl ProfileKey {
    /// How an answer is written.
    pub fn hint(&self) -> &'static str {
        const AMOUNT: &str = "金额，万元";
        match self {
            ProfileKey::Duties | ProfileKey::Organisation | ProfileKey::Tasks => "一段一行",
            ProfileKey::Remarks => "一条一行，没有的写“无”",
            ProfileKey::Glossary => "一词一行",
            ProfileKey::Date => "如 2024年2月25日",
            ProfileKey::Prior(..) | ProfileKey::Budget(..) | ProfileKey::Project(_, ProjectPart::Amount) => AMOUNT,
            ProfileKey::Reason(..) | ProfileKey::Deviation(..) => "“主要原因是”后面的话",
            ProfileKey::Purpose(..) => "“主要用于”后面的话",
            ProfileKey::Project(_, ProjectPart::Basis) => "一条一行",
            ProfileKey::Project(_, ProjectPart::Bearer) => "不填就是本单位",
            ProfileKey::Project(_, ProjectPart::Period) => "如 2024年1月1日至12月31日",
            ProfileKey::Project(_, ProjectPart::Allocation) => "一项一行，如 购置办公设备6.30万元",
            ProfileKey::Project(_, ProjectPart::Details) => {
                "补贴人数、标准、范围、方式、程序，一项一行，如 补贴人数：8人；不是补贴的写“无”"
            }
            ProfileKey::Fact(..) => match self.fact().map(|fact| fact.kind) {
                Some(FactKind::Amount) => AMOUNT,
                Some(FactKind::Number) => "数字",
                _ => "文字",
            },
            ProfileKey::Assets("purchases") => "一类一行，如 执法执勤用车1辆；没有的写“无”",
            ProfileKey::Assets(_) => "一类一行，如 一般公务用车2辆，价值51.95万元；没有的写“无”",
            ProfileKey::Blank(_) => "写在这个地方的话",
        }
    }

    /// Whether an answer may have several lines.
    pub fn is_list(&self) -> bool {
        use ProjectPart::{Allocation, Basis, Details};
        matches!(
            self,
            Self::Duties
                | Self::Organisation
                | Self::Tasks
                | Self::Remarks
                | Self::Glossary
                | Self::Assets(_)
                | Self::Project(_, Basis | Allocation | Details)
        )
    }
}
