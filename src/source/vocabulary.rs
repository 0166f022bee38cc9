//! 词表: the meaning of printed titles, headers and row names, read from `data/vocabulary.toml`.

use super::words::fold;
use crate::model::{BudgetTable, Measure, Phase};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// 词表.
#[derive(Debug)]
pub struct Vocabulary {
    measures: BTreeMap<String, Measure>,
    three_public: BTreeMap<String, String>,
    columns: BTreeMap<String, KeyColumn>,
    grand_totals: Vec<String>,
    subtotals: Vec<String>,
    this_year: Vec<String>,
    last_year: Vec<String>,
    phases: Vec<(Phase, Vec<String>)>,
    tables: Vec<TableRule>,
    lists: Lists,
}

/// 栏的用途: the content of a column without amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyColumn {
    /// 类
    Category,
    /// 款
    Section,
    /// 项
    Item,
    /// 目
    SubItem,
    /// 科目编码, in one column or split over several
    Code,
    /// 科目名称
    Name,
    /// 项目名称
    Project,
    /// 项目代码
    ProjectCode,
    /// 单位名称
    Unit,
    /// 单位代码
    UnitCode,
    /// 序号, 备注, rates and other columns that are not read
    Ignore,
}

/// 清单的栏: what a column of a list from 预算管理一体化系统 tells of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListColumn {
    /// 支出功能分类
    Functional,
    /// 政府预算支出经济分类
    Government,
    /// 部门预算支出经济分类
    Economic,
    /// 收入分类
    Revenue,
    /// 单位
    Unit,
    /// 项目
    Project,
    /// 资金性质
    Fund,
    /// 项目类别: 人员, 公用, 其他运转, 特定目标
    Part,
    /// 预算年度
    Year,
    /// 是否删除
    Deleted,
    /// 序号
    Serial,
}

/// The words of such lists.
#[derive(Debug)]
struct Lists {
    columns: BTreeMap<String, ListColumn>,
    /// Amount columns by name: the phase, if the name tells it, and the rank among names of the same phase.
    amounts: BTreeMap<String, (Option<Phase>, usize)>,
    funds: Vec<ListValue>,
    parts: Vec<ListValue>,
    three_public: Vec<ListItem>,
}

/// A “三公” item and the economic classes that are it.
#[derive(Debug, Deserialize)]
struct ListItem {
    item: String,
    codes: Vec<String>,
}

/// A value in a list: what it means, how its code begins, and words of its name.
#[derive(Debug, Deserialize)]
struct ListValue {
    measure: String,
    codes: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
struct WireLists {
    columns: BTreeMap<ListColumn, Vec<String>>,
    amounts: Vec<WireAmounts>,
    funds: Vec<ListValue>,
    parts: Vec<ListValue>,
    three_public: Vec<ListItem>,
}

#[derive(Deserialize)]
struct WireAmounts {
    #[serde(default)]
    phase: Option<String>,
    names: Vec<String>,
}

/// 合计行的种类.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalName {
    /// 总计, 合计, 收入总计
    Grand,
    /// 本年收入合计: the total only if the panel has no grand total.
    Subtotal,
}

#[derive(Debug)]
struct TableRule {
    table: BudgetTable,
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

#[derive(Deserialize)]
struct Wire {
    measures: Vec<Vec<String>>,
    three_public: Vec<Vec<String>>,
    columns: BTreeMap<String, Vec<String>>,
    totals: BTreeMap<String, Vec<String>>,
    years: BTreeMap<String, Vec<String>>,
    phases: Vec<WirePhase>,
    tables: Vec<WireTable>,
    lists: WireLists,
}

#[derive(Deserialize)]
struct WirePhase {
    phase: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct WireTable {
    table: String,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

/// What the names of “三公” items are made of, a pattern an item.
static THREE_PUBLIC: LazyLock<[(&str, Regex); 5]> = LazyLock::new(|| {
    let vehicle = "(?:公务用车|公务车辆?|公车|车辆)";
    let running = "(?:运行(?:(?:及|和|、)?维护)?|运维|维护)";
    let money = r"(?:经费|费用|费|支出|预算|决算|数)*(?:\(小计\))?";
    let of = |words: String| Regex::new(&format!("^{words}{money}$")).expect("the pattern is constant");
    [
        ("因公出国（境）费", of(r"(?:因公)?(?:临时)?出国(?:\(境\))?".into())),
        ("公务接待费", of("(?:国内)?公务接待".into())),
        ("公务用车购置及运行费", of(format!("{vehicle}购置费?(?:及|和|与|、)(?:公务用车|车辆)?{running}"))),
        ("公务用车购置费", of(format!("{vehicle}购置"))),
        ("公务用车运行费", of(format!("{vehicle}{running}"))),
    ]
});

impl Vocabulary {
    /// The vocabulary shipped with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Vocabulary> = LazyLock::new(|| {
            let wire: Wire = toml::from_str(include_str!("../../data/vocabulary.toml"))
                .expect("data/vocabulary.toml is part of the program and a test reads it");
            Vocabulary::from_wire(wire)
        });
        &SHIPPED
    }

    fn from_wire(wire: Wire) -> Self {
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let list = |map: &BTreeMap<String, Vec<String>>, key: &str| map.get(key).map(|w| folded(w)).unwrap_or_default();
        let mut measures = BTreeMap::new();
        for group in &wire.measures {
            let measure = Measure::new(&group[0]);
            measures.extend(group.iter().map(|word| (fold(word), measure.clone())));
        }
        let mut three_public = BTreeMap::new();
        for group in &wire.three_public {
            three_public.extend(group.iter().map(|word| (fold(word), group[0].clone())));
        }
        let mut columns = BTreeMap::new();
        for (name, words) in &wire.columns {
            if let Some(kind) = KeyColumn::from_name(name) {
                columns.extend(words.iter().map(|word| (fold(word), kind)));
            }
        }
        Self {
            measures,
            three_public,
            columns,
            grand_totals: list(&wire.totals, "grand"),
            subtotals: list(&wire.totals, "subtotal"),
            this_year: list(&wire.years, "this"),
            last_year: list(&wire.years, "last"),
            phases: wire
                .phases
                .iter()
                .filter_map(|rule| Some((Phase::from_name(&rule.phase)?, folded(&rule.words))))
                .collect(),
            tables: wire
                .tables
                .iter()
                .filter_map(|rule| {
                    let table = BudgetTable::from_name(&rule.table)?;
                    Some(TableRule { table, all: folded(&rule.all), any: folded(&rule.any), none: folded(&rule.none) })
                })
                .collect(),
            lists: Lists::from_wire(wire.lists),
        }
    }

    /// What a column of a list with this header tells; `None` for an amount or anything else.
    pub fn list_column(&self, header: &str) -> Option<ListColumn> {
        list_names(header).find_map(|name| self.lists.columns.get(&name).copied())
    }

    /// The phase and rank of an amount column of a list.
    pub fn list_amount(&self, header: &str) -> Option<(Option<Phase>, usize)> {
        list_names(header).find_map(|name| self.lists.amounts.get(&name).copied())
    }

    /// The fund that 资金性质 means, from its name or the beginning of its code.
    pub fn list_fund(&self, code: &str, name: &str) -> Option<Measure> {
        let named = self.measure(name).filter(|measure| !measure.is_total());
        named.or_else(|| ListValue::with_code(&self.lists.funds, code))
    }

    /// 人员经费, 公用经费, 项目支出 or 基本支出: what 项目类别 means.
    pub fn list_part(&self, code: &str, name: &str) -> Option<Measure> {
        let name = fold(name);
        let named = self.lists.parts.iter().find(|value| value.words.iter().any(|word| name.contains(word.as_str())));
        named.map(|value| Measure::new(&value.measure)).or_else(|| ListValue::with_code(&self.lists.parts, code))
    }

    /// The “三公” item that an economic class is.
    pub fn list_three_public(&self, code: &str) -> Option<&str> {
        let of_code = |item: &&ListItem| item.codes.iter().any(|own| own == code);
        self.lists.three_public.iter().find(of_code).map(|item| item.item.as_str())
    }

    /// Whether a class may hold “三公” items besides others: 302 and 502, but not 301.
    pub fn list_holds_three_public(&self, code: &str) -> bool {
        let codes = || self.lists.three_public.iter().flat_map(|item| &item.codes);
        codes().any(|own| own.len() > code.len() && own.starts_with(code))
    }

    /// The measure of a header, if the vocabulary knows the word.
    pub fn measure(&self, header: &str) -> Option<Measure> {
        self.measures.get(&fold(header)).cloned()
    }

    /// The normalised name of a “三公” item: one of the list, or words that say the same and nothing else (因公出国,
    /// 公车运行及维护).
    pub fn three_public(&self, name: &str) -> Option<&str> {
        let name = fold(name);
        let listed = self.three_public.get(&name).map(String::as_str);
        listed.or_else(|| THREE_PUBLIC.iter().find(|(_, words)| words.is_match(&name)).map(|(item, _)| *item))
    }

    /// The content of a column with this header; `None` if the header is not that of a key column.
    pub fn key_column(&self, header: &str) -> Option<KeyColumn> {
        self.columns.get(&fold(header)).copied()
    }

    /// The kind of total that a row with this name is; `None` if it is none.
    pub fn total(&self, name: &str) -> Option<TotalName> {
        let name = fold(name);
        // 税收返还和转移支付总计
        if self.grand_totals.contains(&name) || name.ends_with("总计") && !name.starts_with("其中") {
            Some(TotalName::Grand)
        } else {
            self.subtotals.contains(&name).then_some(TotalName::Subtotal)
        }
    }

    /// The phase that a title or header names.
    pub fn phase(&self, text: &str) -> Option<Phase> {
        let text = fold(text);
        self.phases.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(phase, _)| *phase)
    }

    /// The year that a header names relative to the document's: 0 for 本年, −1 for 上年.
    pub fn relative_year(&self, header: &str) -> Option<i16> {
        let header = fold(header);
        let starts = |words: &[String]| words.iter().any(|word| header.starts_with(word));
        if starts(&self.last_year) { Some(-1) } else { starts(&self.this_year).then_some(0) }
    }

    /// The table with this title.
    pub fn table(&self, title: &str) -> Option<BudgetTable> {
        let title = fold(title);
        let has = |word: &String| title.contains(word.as_str());
        self.tables
            .iter()
            .find(|rule| {
                rule.all.iter().all(has)
                    && (rule.any.is_empty() || rule.any.iter().any(has))
                    && !rule.none.iter().any(has)
            })
            .map(|rule| rule.table)
    }
}

impl Lists {
    fn from_wire(wire: WireLists) -> Self {
        let mut amounts = BTreeMap::new();
        for WireAmounts { phase, names } in &wire.amounts {
            let phase = phase.as_deref().and_then(Phase::from_name);
            amounts.extend(names.iter().enumerate().map(|(rank, name)| (list_name(name), (phase, rank))));
        }
        let columns =
            wire.columns.iter().flat_map(|(column, names)| names.iter().map(|name| (list_name(name), *column)));
        Self {
            columns: columns.collect(),
            amounts,
            funds: wire.funds,
            parts: wire.parts,
            three_public: wire.three_public,
        }
    }
}

impl ListValue {
    fn with_code(values: &[Self], code: &str) -> Option<Measure> {
        let begins = |value: &&Self| value.codes.iter().any(|head| code.starts_with(head.as_str()));
        values.iter().find(begins).map(|value| Measure::new(&value.measure))
    }
}

/// The normal form of a field's name, whose case and separators differ: `exp_func_code`, `expFuncCode`, `EXP_FUNC_CODE`.
fn list_name(name: &str) -> String {
    fold(name).chars().filter(|c| !matches!(c, '_' | '-')).collect()
}

/// The names under which a column's header may be listed: without the table in front (`t.exp_func_code`,
/// `S_EXPFUNCCODE`), without the amount unit, and without the words that say whether the column holds codes or names.
fn list_names(header: &str) -> impl Iterator<Item = String> {
    let folded = fold(header);
    let own = folded.rsplit('.').next().unwrap_or_default();
    let own = own.split('(').next().unwrap_or_default();
    let bare = own.split_once('_').filter(|(table, _)| table.len() <= 2).map(|(_, rest)| rest);
    let names: Vec<String> = [Some(own), bare].into_iter().flatten().map(list_name).collect();
    names.into_iter().flat_map(|name| {
        // exp_func_code1 to exp_func_code3: 类, 款 and 项.
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let ends = ["codename", "code", "name", "编码", "代码", "名称"];
        let mut stem = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        stem = stem.strip_suffix("科目").unwrap_or(stem);
        let stem = stem.to_owned();
        [name, stem]
    })
}

impl KeyColumn {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "category" => Self::Category,
            "section" => Self::Section,
            "item" => Self::Item,
            "sub_item" => Self::SubItem,
            "code" => Self::Code,
            "name" => Self::Name,
            "project" => Self::Project,
            "project_code" => Self::ProjectCode,
            "unit" => Self::Unit,
            "unit_code" => Self::UnitCode,
            "ignore" => Self::Ignore,
            _ => return None,
        })
    }

    /// Whether the column holds a code or a part of one.
    pub fn is_code(self) -> bool {
        matches!(self, Self::Category | Self::Section | Self::Item | Self::SubItem | Self::Code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_several_provinces_mean_the_same_tables() {
        let words = Vocabulary::shipped();
        for (title, table) in [
            ("单位收支总体情况表", BudgetTable::Totals),
            ("公开01表：收支预算总表", BudgetTable::Totals),
            ("2025年部门财务收支预算总表", BudgetTable::Totals),
            ("收入支出决算总表", BudgetTable::Totals),
            ("单位收入总体情况表", BudgetTable::Revenue),
            ("收入决算表", BudgetTable::Revenue),
            ("支出预算总表", BudgetTable::Expenditure),
            ("财政拨款收支预算总体情况表", BudgetTable::FiscalTotals),
            ("财政拨款收入支出决算总表", BudgetTable::FiscalTotals),
            ("一般公共预算财政拨款支出决算表", BudgetTable::General),
            ("2025年部门一般公共预算支出功能分类预算表", BudgetTable::General),
            ("2025年部门一般公共预算基本支出部门预算经济分类预算表", BudgetTable::GeneralBasic),
            ("一般公共预算项目支出情况表", BudgetTable::GeneralProject),
            ("政府性基金预算财政拨款收入支出决算表", BudgetTable::Fund),
            ("一般公共预算“三公”经费、会议费、培训费支出预算表", BudgetTable::ThreePublic),
            ("公开11表：一般公共预算机关运行经费支出预算表", BudgetTable::Other),
            ("上年结转结余情况明细表", BudgetTable::Carryover),
            ("项目支出绩效目标表", BudgetTable::Performance),
            ("政府采购支出预算表", BudgetTable::Procurement),
        ] {
            assert_eq!(words.table(title), Some(table), "{title}");
        }
        assert_eq!(words.table("主要职能"), None);
    }

    #[test]
    fn headers_of_several_provinces_mean_the_same_measures() {
        let words = Vocabulary::shipped();
        assert_eq!(words.measure("财政拨款(补助)小计").unwrap().as_str(), "财政拨款小计");
        assert_eq!(words.measure("总 计").unwrap().as_str(), "合计");
        assert_eq!(words.key_column("功能分类 科目编码"), Some(KeyColumn::Code));
        assert_eq!(words.total("收入总计"), Some(TotalName::Grand));
        assert_eq!(words.phase("2024年执行数"), Some(Phase::Estimated));
        assert_eq!(words.relative_year("上年预算数"), Some(-1));
    }
}
