//! 模板里的值: the values in templates. They can be chosen and worded, but not used for computing.

use crate::model::{Amount, BudgetTable, Level, Measure, Ratio};
use crate::present::explanation::content::TableContent;
use crate::present::explanation::marks::marked;
use crate::present::explanation::profile::{Note, Notes, ProfileKey};
use crate::present::explanation::{Item, Wording};
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use minijinja::{Error, ErrorKind, State};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// What all values share: the wording and the notes.
#[derive(Debug)]
pub(super) struct Desk {
    pub wording: Wording,
    pub reasons: Notes,
    pub purposes: Notes,
    /// 年初预算数 of 决算, by table and key.
    pub budget: BTreeMap<(BudgetTable, String), Amount>,
    pub deviations: Notes,
    /// What was taken over from last year.
    pub carried: BTreeSet<ProfileKey>,
}

/// 金额
#[derive(Debug)]
pub(super) struct Money {
    pub amount: Amount,
    /// Its key, if it was taken over from last year.
    pub carried: Option<ProfileKey>,
}

/// 比率
#[derive(Debug)]
pub(super) struct Percent(pub Ratio);

/// What has no value; as a list it has no elements.
#[derive(Debug)]
pub(super) enum Absent {
    /// An unknown value, which prints as a blank.
    Missing { what: String, key: Option<ProfileKey> },
    /// What is known to be none prints as these words.
    Nothing(&'static str),
}

/// 说明项
#[derive(Debug)]
pub(super) struct ItemValue {
    pub item: Item,
    pub desk: Arc<Desk>,
}

/// 表
#[derive(Debug)]
pub(super) struct TableValue {
    pub content: TableContent,
    /// The unit's whole budget.
    pub whole_budget: Option<Amount>,
    pub desk: Arc<Desk>,
}

/// `【待补充：…】`, marked with the key of what is missing.
pub(super) fn blank(what: &str, key: Option<&ProfileKey>) -> String {
    let blank = format!("【待补充：{what}】");
    key.map_or(blank.clone(), |key| marked(key, &blank))
}

impl Object for Money {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(&Wording::default()))
    }
}

impl Object for Percent {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Wording::default().percent(self.0))
    }
}

impl Object for Absent {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &**self {
            Self::Missing { what, key } => f.write_str(&blank(what, key.as_ref())),
            Self::Nothing(words) => f.write_str(words),
        }
    }
}

impl Money {
    pub fn value(amount: Amount) -> Value {
        Value::from_object(Self { amount, carried: None })
    }

    /// The amount in words of the unit's choice.
    pub fn words(&self, words: &Wording) -> String {
        let printed = words.amount(self.amount);
        self.carried.as_ref().map_or(printed.clone(), |key| marked(key, &printed))
    }
}

impl Absent {
    pub fn missing(what: String, key: Option<ProfileKey>) -> Value {
        Value::from_object(Self::Missing { what, key })
    }

    pub fn nothing(words: &'static str) -> Value {
        Value::from_object(Self::Nothing(words))
    }
}

impl ItemValue {
    pub fn value(item: Item, desk: &Arc<Desk>) -> Value {
        Value::from_object(Self { item, desk: desk.clone() })
    }

    /// The reason, with its mark if it was taken over.
    pub fn reason(&self) -> Option<String> {
        self.noted(&self.desk.reasons, ProfileKey::Reason)
    }

    /// Whether the reason begins with 一是, behind which no other 是 is printed.
    pub fn has_several_reasons(&self) -> bool {
        self.desk.reasons.of(&self.item).is_some_and(|note| note.text.starts_with("一是"))
    }

    /// The blank for a reason that is needed.
    pub fn reason_blank(&self) -> String {
        let key = ProfileKey::Reason(self.item.table, self.item.key());
        blank(&format!("{}的增减原因", self.item.label()), Some(&key))
    }

    /// The key of last year's amount.
    pub fn prior_key(&self) -> ProfileKey {
        match self.item.is_running() {
            true => ProfileKey::Fact("operating", "prior"),
            false => ProfileKey::Prior(self.item.table, self.item.key()),
        }
    }

    /// 年初预算数 of 决算.
    fn budget(&self) -> Option<Amount> {
        self.desk.budget.get(&(self.item.table, self.item.key())).copied()
    }

    /// How 决算数 compares with 年初预算数.
    fn deviation(&self) -> Option<Ordering> {
        self.item.current.zip(self.budget()).map(|(current, budget)| current.fen().cmp(&budget.fen()))
    }

    fn noted(&self, notes: &Notes, key: fn(BudgetTable, String) -> ProfileKey) -> Option<String> {
        let Note { text, .. } = notes.of(&self.item)?;
        let key = key(self.item.table, self.item.key());
        Some(if self.desk.carried.contains(&key) { marked(&key, text) } else { text.clone() })
    }

    /// An amount of the item, or a blank.
    fn amount(&self, amount: Option<Amount>, what: &str, key: Option<ProfileKey>) -> Value {
        amount.map_or_else(|| Absent::missing(format!("{}{what}", self.item.label()), key), Money::value)
    }
}

impl Object for ItemValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let item = &self.item;
        Some(match key.as_str()? {
            "名称" => Value::from(&*item.name),
            "全称" => Value::from(item.full_name()),
            "类名" => Value::from(item.path.first().map(|(_, name)| name.to_string()).unwrap_or_default()),
            "款项" => Value::from(item.name_below_category()),
            "方向" => Value::from(item.direction()),
            "原因" => match self.reason() {
                Some(text) => Value::from(text),
                None if self.desk.wording.needs_reason(item) => Value::from(self.reason_blank()),
                None => Value::from(""),
            },
            "有原因" => Value::from(self.reason().is_some()),
            "编码" => Value::from(item.code.as_ref().map(ToString::to_string).unwrap_or_default()),
            "本年" => self.amount(
                item.current,
                "本年数",
                item.is_running().then_some(ProfileKey::Fact("operating", "current")),
            ),
            "上年" => self.amount(item.prior, "上年数", Some(self.prior_key())),
            "占比" => match item.share {
                Some(share) => Value::from_object(Percent(share)),
                None => Absent::missing(format!("{}占比", item.label()), None),
            },
            "年初预算" => {
                let key = ProfileKey::Budget(item.table, item.key());
                self.amount(self.budget(), "年初预算数", Some(key))
            }
            "完成率" => {
                let ratio = self.budget().and_then(|budget| Ratio::new(item.current?.fen(), budget.fen()));
                ratio.map_or_else(|| Value::from(""), |ratio| Value::from_object(Percent(ratio)))
            }
            "比年初预算" => Value::from(match self.deviation() {
                Some(Ordering::Greater) => "大于",
                Some(Ordering::Less) => "小于",
                Some(Ordering::Equal) => "等于",
                None => "",
            }),
            "差异原因" => match self.noted(&self.desk.deviations, ProfileKey::Deviation) {
                Some(text) => Value::from(text),
                None if self.deviation().is_some_and(Ordering::is_ne) => {
                    let key = ProfileKey::Deviation(item.table, item.key());
                    Absent::missing(format!("{}的决算数与年初预算数不同的原因", item.label()), Some(key))
                }
                None => Value::from(""),
            },
            "有数" => Value::from(item.has_current()),
            "上年有数" => Value::from(item.has_prior()),
            "有增减" => Value::from(item.change.is_some()),
            "用途" => match self.noted(&self.desk.purposes, ProfileKey::Purpose) {
                Some(text) => Value::from(text),
                None => {
                    let key = ProfileKey::Purpose(item.table, item.key());
                    Absent::missing(format!("{}的用途", item.label()), Some(key))
                }
            },
            _ => return None,
        })
    }
}

impl TableValue {
    fn level(&self, level: Level, measure: &str) -> Value {
        let rows = self.content.rows(level, measure);
        Value::from(rows.into_iter().map(|item| ItemValue::value(item.clone(), &self.desk)).collect::<Vec<_>>())
    }

    /// Whether these parts of the total need a footnote about rounding.
    fn tail(&self, parts: &[&Item]) -> Value {
        let words = &self.desk.wording;
        let Some(whole) = self.content.total.current.filter(|_| parts.len() > 1) else { return Value::from(false) };
        let amounts: Vec<Amount> = parts.iter().filter_map(|item| item.current).collect();
        let shares: Vec<Ratio> = parts.iter().filter_map(|item| item.share).collect();
        Value::from(words.has_tail(&amounts, whole) || words.shares_have_tail(&shares))
    }

    fn level_tail(&self, level: Level) -> Value {
        self.tail(&self.content.rows(level, Measure::TOTAL))
    }

    fn column_tail(&self) -> Value {
        self.tail(&self.parts_of_total())
    }

    /// The columns of the total row that add up to the total.
    fn parts_of_total(&self) -> Vec<&Item> {
        let columns = || self.content.measures.iter();
        let parts: Vec<&Item> = columns().filter(|item| is_part_of_total(&item.name, self.content.table)).collect();
        if self.content.table == BudgetTable::Revenue && !parts.iter().any(|item| item.has_current()) {
            // Some forms print only 财政拨款 instead of its funds.
            return columns().collect();
        }
        parts
    }
}

/// Whether a column of the total row is one of the parts that add up to the total.
fn is_part_of_total(name: &str, table: BudgetTable) -> bool {
    const EXPENDITURE: [&str; 7] =
        ["基本支出", "项目支出", "单位预留机动经费", "上缴上级支出", "经营支出", "对附属单位补助支出", "结转下年"];
    match table {
        BudgetTable::Revenue => name != "财政拨款小计",
        BudgetTable::Totals | BudgetTable::Expenditure | BudgetTable::General => EXPENDITURE.contains(&name),
        BudgetTable::GeneralBasic => matches!(name, "人员经费" | "公用经费"),
        _ => false,
    }
}

impl Object for TableValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(match key.as_str()? {
            "合计" => ItemValue::value(self.content.total.clone(), &self.desk),
            "有数" => Value::from(self.content.total.has_current()),
            "占总数" => {
                let share = self.content.total.current.zip(self.whole_budget);
                match share.and_then(|(part, whole)| Ratio::new(part.fen(), whole.fen())) {
                    Some(share) => Value::from_object(Percent(share)),
                    None => Absent::missing(format!("{}占总数的比重", self.content.table.title()), None),
                }
            }
            "已公开" => Value::from(self.content.published),
            "栏目" => {
                let items = self.content.measures.iter().map(|item| ItemValue::value(item.clone(), &self.desk));
                Value::from(items.collect::<Vec<_>>())
            }
            "分项" => {
                let items = self.parts_of_total().into_iter().map(|item| ItemValue::value(item.clone(), &self.desk));
                Value::from(items.collect::<Vec<_>>())
            }
            "类" => self.level(Level::Category, "合计"),
            "款" => self.level(Level::Section, "合计"),
            "项" => self.level(Level::Item, "合计"),
            "栏目尾差" => self.column_tail(),
            "类尾差" => self.level_tail(Level::Category),
            "项尾差" => self.level_tail(Level::Item),
            _ => return None,
        })
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        let name = args.first().and_then(Value::as_str).unwrap_or_default();
        match method {
            "取栏目" => Ok(ItemValue::value(self.content.measure(name), &self.desk)),
            "取行" => Ok(ItemValue::value(self.content.row(name), &self.desk)),
            "取款" => Ok(self.level(Level::Section, name)),
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}
