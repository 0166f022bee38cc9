//! 新资料文件: writes a commented profile with a line for everything that a unit may have to fill in.

use super::super::content::Content;
use super::super::{Clause, Form, Item};
use super::facts::{FACTS, FactKind, SECTIONS};
use crate::model::{BudgetTable, Level, Measure};

/// A new profile for the unit of `content`, with the figures as comments.
pub fn new_profile(content: &Content, form: Form) -> String {
    let words = form.wording(content.phase).against(content.base);
    let known = Form::NAMES.into_iter().find(|(_, known)| *known == form);
    let form = known.map(|(name, _)| format!("template = \"{name}\"\n")).unwrap_or_default();
    let mut text = format!(
        "# 单位资料：tongbi explain --profile 用。文字写在英文双引号里；空着的会在成文中留下【待补充】。\n\
         unit = {}\n# 自带模板：central（通用）、xinjiang（新疆）、shanghai（上海）、jiangsu（江苏）；删去这一行就按单位所在地选\n{form}# 公开日期，如 2024年2月25日，用于封面和落款\ndate = \"\"\n# 简称，没有可不填\nshort_name = \"\"\n\
         # 其他需说明的事项，一条一段文字\nremarks = []\n# 名词解释，一词一段文字\nglossary = []\n\n{WORDING}\n# 第一部分 单位概况，一段一段文字\n[overview]\n# 主要职能\nduties = []\n\
         # 机构设置及人员情况\norganisation = []\n# 主要工作任务及目标（江苏格式用）\ntasks = []\n\n",
        quote(&content.unit)
    );
    text += "# 增减原因：键是科目编码、科目名称或栏目名称。写“主要原因是”后面的话。\n";
    for table in [
        BudgetTable::Revenue,
        BudgetTable::Expenditure,
        BudgetTable::General,
        BudgetTable::ThreePublic,
        BudgetTable::Other,
    ] {
        let items: Vec<&Item> = content.table(table).all().filter(|item| explained(item)).collect();
        if !items.is_empty() {
            text += &format!("[reasons.{}]\n", table.name());
        }
        for item in items {
            let change = words.change(item, Clause::WHOLE).unwrap_or_default();
            let asked = if words.needs_reason(item) { "（须说明）" } else { "" };
            let key = item.code.as_ref().map_or_else(|| item.name.to_string(), |code| code.to_string());
            text += &format!("# {}：{change}{asked}\n{} = \"\"\n", item.full_name(), quote(&key));
        }
        text.push('\n');
    }
    text += "# 各类支出主要用于什么\n[purposes]\n";
    for item in content.table(BudgetTable::General).rows(Level::Category, "合计") {
        let key = item.code.as_ref().map_or_else(|| item.name.to_string(), |code| code.to_string());
        text += &format!("# {}\n{} = \"\"\n", item.name, quote(&key));
    }
    text.push('\n');
    for project in &content.projects {
        text += &format!(
            "[[projects]]\nname = {}\n# 设立依据，一条一段文字\nbasis = []\n# 承担单位，空着就是本单位\nbearer = \"\"\n\
             # 执行时间，如 2024年1月1日至12月31日\nperiod = \"\"\n\
             # 资金分配，一项一节：\n# [[projects.allocation]]\n# text = \"购置办公设备\"\n# amount = 6.30\n\n",
            quote(&project.name)
        );
    }
    text + &facts()
}

fn facts() -> String {
    let mut text = String::new();
    for (section, title) in SECTIONS {
        text += &format!("# {title}\n[{section}]\n");
        for fact in FACTS.iter().filter(|fact| fact.section == section) {
            let unit = if fact.kind == FactKind::Amount { "（万元）" } else { "" };
            text += &format!("{} = \"\" # {}{unit}\n", fact.key, fact.name);
        }
        if section == "assets" {
            text += "# 车辆、设备、计划购置，一类一节：\n# [[assets.vehicles]]\n# name = \"一般公务用车\"\n# count = 2\n\
                     # value = 51.95\n# [[assets.equipment]]\n# name = \"单位价值100万元以上设备\"\n# count = 0\n";
        }
        text.push('\n');
    }
    text
}

/// Whether texts give a reason for an item: columns of the total row, 项 of the general budget, items of 三公.
pub(in super::super) fn explained(item: &Item) -> bool {
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

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const WORDING: &str = "\
# 措辞，不写就按注释里的第一种
[wording]
# unit = \"万元\"           # 万元、元
# decimals = 2             # 金额小数位
# percent_decimals = 2     # 百分数小数位
# base = \"上年预算\"        # 对比的是什么：上年预算、上年执行数、年初预算；{上年度} 代表上年的年份，如 {上年度}年预算
# new = \"100%\"            # 上年为零：100%、上年无此项、只写金额
# flat = \"增加0\"           # 没有增减：增加0、持平
# flat_threshold = 0       # 增减额不超过多少万元写基本持平
# verb = \"增长\"            # 增长、增加
# numbering = \"1、\"        # 1、 1. （1）
# reason_percent = 10      # 增减率达到百分之几
# reason_amount = 1        # 并且增减额达到多少万元，须说明原因

# 输入里没有的上年数（万元），按表写，键是科目编码、科目名称、栏目名称或合计：
# [prior.general]
# \"合计\" = 712.00
";
