//! 表外数据: the list of facts that are not in tables, used for reading profiles, for templates and for new profiles.

use super::super::super::PresentError;
use super::section::Section;
use crate::model::Amount;

/// The kind of value of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// 金额（万元）
    Amount,
    /// A number that is not money: 面积, 台数.
    Number,
    /// Words.
    Text,
}

/// 表外数据 of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// 金额
    Amount(Amount),
    /// A number as printed.
    Number(String),
    /// Words.
    Text(String),
}

/// 节 and 名称, by which templates refer to a fact.
pub type FactKey = (&'static str, &'static str);

/// A fact that a profile may contain.
pub(crate) struct FactName {
    pub section: &'static str,
    pub key: &'static str,
    pub kind: FactKind,
    /// Its section and its name in templates.
    pub title: &'static str,
    pub name: &'static str,
}

const fn fact(
    section: &'static str,
    title: &'static str,
    key: &'static str,
    kind: FactKind,
    name: &'static str,
) -> FactName {
    FactName { section, key, kind, title, name }
}

use FactKind::{Amount as Wan, Number, Text};

/// Every fact, in the order of a new profile.
pub(crate) const FACTS: &[FactName] = &[
    fact("operating", "运行经费", "current", Wan, "本年"),
    fact("operating", "运行经费", "prior", Wan, "上年"),
    fact("procurement", "采购", "total", Wan, "合计"),
    fact("procurement", "采购", "goods", Wan, "货物"),
    fact("procurement", "采购", "works", Wan, "工程"),
    fact("procurement", "采购", "services", Wan, "服务"),
    fact("procurement", "采购", "medium_small", Wan, "中小企业预留"),
    fact("procurement", "采购", "small_micro", Wan, "小微企业预留"),
    fact("assets", "资产", "date", Text, "截止日期"),
    fact("assets", "资产", "house_area", Number, "房屋面积"),
    fact("assets", "资产", "house_value", Wan, "房屋价值"),
    fact("assets", "资产", "vehicle_count", Number, "车辆数"),
    fact("assets", "资产", "vehicle_value", Wan, "车辆价值"),
    fact("assets", "资产", "furniture_value", Wan, "家具价值"),
    fact("assets", "资产", "other_value", Wan, "其他价值"),
    fact("performance", "绩效", "whole_count", Number, "整体目标数"),
    fact("performance", "绩效", "whole_amount", Wan, "整体目标金额"),
    fact("performance", "绩效", "fiscal_count", Number, "财政拨款项目数"),
    fact("performance", "绩效", "fiscal_amount", Wan, "财政拨款项目金额"),
    fact("performance", "绩效", "other_count", Number, "非财政拨款项目数"),
    fact("performance", "绩效", "other_amount", Wan, "非财政拨款项目金额"),
    fact("performance", "绩效", "transfer_count", Number, "转移支付项目数"),
    fact("performance", "绩效", "review_count", Number, "自评项目数"),
    fact("performance", "绩效", "review_amount", Wan, "自评项目金额"),
    fact("performance", "绩效", "review_result", Text, "自评结果"),
    fact("three_public", "三公情况", "abroad_groups", Number, "出国团组数"),
    fact("three_public", "三公情况", "abroad_people", Number, "出国人次"),
    fact("three_public", "三公情况", "vehicles_bought", Number, "购置车辆数"),
    fact("three_public", "三公情况", "vehicles_kept", Number, "车辆保有量"),
    fact("three_public", "三公情况", "receptions", Number, "接待批次"),
    fact("three_public", "三公情况", "guests", Number, "接待人次"),
    fact("staff", "人员", "establishment", Number, "编制"),
    fact("staff", "人员", "total", Number, "实有"),
    fact("staff", "人员", "active", Number, "在职"),
    fact("staff", "人员", "retired", Number, "退休"),
    fact("staff", "人员", "veteran", Number, "离休"),
];

/// A list of assets.
pub(crate) struct AssetList {
    pub key: &'static str,
    /// Its name in templates.
    pub title: &'static str,
    /// What is asked.
    pub question: &'static str,
    /// What the text says if there are none.
    pub none: &'static str,
    /// The usual 单位.
    pub unit: &'static str,
}

/// The lists of assets.
pub(crate) const ASSETS: [AssetList; 3] = [
    AssetList {
        key: "vehicles", title: "车辆", question: "各类车辆的辆数和价值", none: "没有车辆", unit: "辆"
    },
    AssetList {
        key: "equipment",
        title: "设备",
        question: "单位价值50万元、100万元以上大型设备的台数",
        none: "没有单位价值50万元以上大型设备",
        unit: "台（套）",
    },
    AssetList {
        key: "purchases",
        title: "计划购置",
        question: "计划购置的车辆和大型设备",
        none: "没有购置车辆和大型设备的计划",
        unit: "辆",
    },
];

/// The sections of the facts, in order, with their titles.
pub(crate) const SECTIONS: [(&str, &str); 6] = [
    ("operating", "运行经费"),
    ("procurement", "采购"),
    ("assets", "资产"),
    ("performance", "绩效"),
    ("three_public", "三公情况"),
    ("staff", "人员"),
];

/// Reads the facts of a section; other keys are left for the caller.
pub(super) fn read(section: &mut Section<'_>, name: &str) -> Result<Vec<(FactKey, Fact)>, PresentError> {
    let mut facts = Vec::new();
    for fact in FACTS.iter().filter(|fact| fact.section == name) {
        let Some(value) = section.take(fact.key) else { continue };
        let read = match fact.kind {
            FactKind::Amount => Fact::Amount(value.amount()?),
            FactKind::Number => Fact::Number(value.plain_number()?),
            FactKind::Text => Fact::Text(value.text()?),
        };
        facts.push(((fact.title, fact.name), read));
    }
    Ok(facts)
}
