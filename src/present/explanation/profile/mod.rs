//! 单位资料: what a unit provides beyond its tables: reasons, purposes, projects, other figures and its wording.
//!
//! It is a TOML file that `tongbi explain --new-profile` creates. Unknown keys are errors with line and column.

mod amounts;
mod answer;
mod facts;
mod key;
mod reasons;
mod section;
mod words;

pub use amounts::Amounts;
pub(super) use answer::{SAME, amount, shares, wan};
pub(crate) use facts::{ASSETS, FACTS, FactKind, SECTIONS};
pub use facts::{Fact, FactKey};
pub use key::{ProfileKey, ProjectPart};
pub(super) use reasons::trim;
pub use reasons::{Note, Notes};
pub use words::WordingChoices;

use super::super::PresentError;
use super::Form;
use crate::model::{Amount, Place};
use section::{File, Section};
use std::collections::{BTreeMap, BTreeSet};

/// 单位资料.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// 单位名称; `None` for that of the documents.
    pub unit: Option<String>,
    /// 简称, for forms that use it.
    pub short_name: Option<String>,
    /// The shipped form; `None` for that of the unit's place.
    pub form: Option<Form>,
    /// 措辞, where it is not that of the form.
    pub wording: WordingChoices,
    /// 公开日期, for the cover and the signature.
    pub date: Option<String>,
    /// 原因, by 科目, fund or column.
    pub reasons: Notes,
    /// 用途 by 科目.
    pub purposes: Notes,
    /// 上年数 that are not in the input, by table and key.
    pub prior: Amounts,
    /// 年初预算数 of 决算 that are not in the input, by table and key.
    pub budget: Amounts,
    /// 决算数与年初预算数不同的原因, by 科目 or name.
    pub deviations: Notes,
    /// The words for blanks that a template leaves itself.
    pub blanks: BTreeMap<String, Note>,
    /// 项目
    pub projects: Vec<ProjectNote>,
    /// 表外数据 by (节, 名称).
    pub facts: BTreeMap<FactKey, Fact>,
    /// 车辆, 大型设备, 计划购置: lists of 资产. An empty list says that there are none.
    pub assets: BTreeMap<&'static str, Vec<Asset>>,
    /// 其他需说明的事项
    pub remarks: Vec<String>,
    /// 主要职能, one paragraph each.
    pub duties: Vec<String>,
    /// 机构设置及人员情况, one paragraph each.
    pub organisation: Vec<String>,
    /// 主要工作任务及目标, one paragraph each, for forms that have them.
    pub tasks: Vec<String>,
    /// 名词解释, one paragraph each.
    pub glossary: Vec<String>,
    /// 沿用上年: what was taken over from last year's disclosure and nobody has confirmed.
    pub carried: BTreeSet<ProfileKey>,
}

/// 项目说明.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectNote {
    /// 项目名称
    pub name: String,
    /// 立项依据
    pub basis: Vec<String>,
    /// 预算安排规模, if it is not in the tables.
    pub amount: Option<Amount>,
    /// 承担单位
    pub bearer: Option<String>,
    /// 资金分配: purposes and amounts.
    pub allocation: Vec<Allocation>,
    /// 执行时间
    pub period: Option<String>,
    /// 其他说明: labels and texts.
    pub details: Vec<(String, String)>,
    /// The place of the project's name.
    pub place: Place,
}

/// 资金分配.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Its purpose.
    pub text: String,
    /// Its amount.
    pub amount: Option<Amount>,
}

/// 资产 of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// 名称
    pub name: String,
    /// The number, as printed.
    pub count: String,
    /// 单位: 辆, 台（套）; `None` for the one that is usual for its list.
    pub unit: Option<String>,
    /// 价值
    pub value: Option<Amount>,
}

impl ProjectNote {
    /// A project of which nothing is known but its name.
    pub fn of(name: &str, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            basis: Vec::new(),
            amount: None,
            bearer: None,
            allocation: Vec::new(),
            period: None,
            details: Vec::new(),
            place,
        }
    }
}

impl Profile {
    /// An empty profile for a form.
    pub fn of(form: Form) -> Self {
        Self { form: Some(form), ..Self::default() }
    }

    /// Notes what was taken over, if it was.
    pub(super) fn carry(&mut self, carried: bool, key: impl FnOnce() -> ProfileKey) {
        self.carried.extend(carried.then(key));
    }

    /// Reads a profile; `name` is the file name for messages.
    ///
    /// # Errors
    /// Invalid TOML, an unknown key, or a value of the wrong kind; the message names line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self, crate::Error> {
        Self::parse_for(name, text, None)
    }

    /// Reads a profile for a form, which takes precedence over the form that the profile names.
    ///
    /// # Errors
    /// As [`Profile::parse`].
    pub fn parse_for(name: &str, text: &str, form: Option<Form>) -> Result<Self, crate::Error> {
        let file = File { name, text };
        Ok(read(file.parse()?, form)?)
    }
}

fn read(mut root: Section<'_>, form: Option<Form>) -> Result<Profile, PresentError> {
    let named = root.take("template").map(|value| value.choice(&Form::NAMES)).transpose()?;
    let mut profile = Profile {
        unit: root.text("unit")?,
        short_name: root.text("short_name")?,
        form: form.or(named),
        wording: words::read(root.section("wording")?)?,
        date: root.text("date")?,
        reasons: reasons::read(root.section("reasons")?)?,
        purposes: reasons::read(root.section("purposes")?)?,
        prior: amounts::read(root.section("prior")?)?,
        budget: amounts::read(root.section("budget")?)?,
        deviations: reasons::read(root.section("deviations")?)?,
        blanks: reasons::read_words(root.section("blanks")?)?,
        ..Profile::default()
    };
    for section in root.sections("projects")? {
        profile.projects.push(project(section)?);
    }
    for (name, _) in SECTIONS {
        let mut section = root.section(name)?;
        profile.facts.extend(facts::read(&mut section, name)?);
        if name == "assets" {
            for list in ASSETS {
                if let Some(value) = section.take(list.key) {
                    profile.assets.insert(list.title, value.typed_or(answer::assets, asset)?);
                }
            }
        }
        section.finish()?;
    }
    profile.remarks = root.texts("remarks")?;
    let mut overview = root.section("overview")?;
    profile.duties = overview.texts("duties")?;
    profile.organisation = overview.texts("organisation")?;
    profile.tasks = overview.texts("tasks")?;
    overview.finish()?;
    profile.glossary = root.texts("glossary")?;
    root.finish()?;
    Ok(profile)
}

fn project(mut section: Section<'_>) -> Result<ProjectNote, PresentError> {
    let Some(name) = section.take("name") else { return Err(section.missing("name", "\"某某项目\"")) };
    let place = name.place();
    let note = ProjectNote {
        name: name.text()?,
        basis: section.texts("basis")?,
        amount: section.take("amount").map(|value| value.amount()).transpose()?,
        bearer: section.text("bearer")?,
        allocation: match section.take("allocation") {
            Some(value) => value.typed_or(|text| Ok(shares(text)), allocation)?,
            None => Vec::new(),
        },
        period: section.text("period")?,
        details: match section.take("details") {
            Some(value) if value.is_section() => details(value.section()?)?,
            Some(value) => value.typed(answer::details)?,
            None => Vec::new(),
        },
        place,
    };
    section.finish()?;
    Ok(note)
}

fn details(section: Section<'_>) -> Result<Vec<(String, String)>, PresentError> {
    section.rest().into_iter().map(|entry| Ok((entry.key, entry.value.text()?))).collect()
}

fn allocation(mut section: Section<'_>) -> Result<Allocation, PresentError> {
    let Some(text) = section.text("text")? else { return Err(section.missing("text", "\"购置办公设备\"")) };
    let amount = section.take("amount").map(|value| value.amount()).transpose()?;
    section.finish()?;
    Ok(Allocation { text, amount })
}

fn asset(mut section: Section<'_>) -> Result<Asset, PresentError> {
    let Some(name) = section.text("name")? else { return Err(section.missing("name", "\"一般公务用车\"")) };
    let Some(count) = section.take("count") else { return Err(section.missing("count", "0")) };
    let asset = Asset {
        name,
        count: count.plain_number()?,
        unit: section.text("unit")?,
        value: section.take("value").map(|value| value.amount()).transpose()?,
    };
    section.finish()?;
    Ok(asset)
}
