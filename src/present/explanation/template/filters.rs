//! 过滤器: the filters of templates: 金额, 万元, 百分比, 增减, 原因, 顿号.

use super::values::{Absent, ItemValue, Money, Percent, blank};
use crate::model::AmountUnit;
use crate::present::explanation::wording::{Clause, Wording};
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind};
use std::sync::Arc;

/// Adds every filter to an environment.
pub(super) fn add(environment: &mut Environment<'_>, wording: &Arc<Wording>) {
    let words = wording.clone();
    environment.add_filter("金额", move |value: Value| amount(&value, &words));
    let words = Arc::new(Wording { unit: AmountUnit::TenThousand, ..(**wording).clone() });
    environment.add_filter("万元", move |value: Value| amount(&value, &words));
    let words = wording.clone();
    environment.add_filter("百分比", move |value: Value| match value.downcast_object_ref::<Percent>() {
        Some(ratio) => Ok(words.percent(ratio.0)),
        None => missing(&value, "百分比"),
    });
    let words = wording.clone();
    environment.add_filter("增减", move |value: Value, options: Kwargs| change(&value, options, &words));
    environment.add_filter("原因", reason);
    environment.add_filter("顿号", |values: Vec<Value>| {
        values.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
    });
}

fn amount(value: &Value, words: &Wording) -> Result<String, Error> {
    match value.downcast_object_ref::<Money>() {
        Some(money) => Ok(money.words(words)),
        None => missing(value, "金额"),
    }
}

/// The mark of a missing value; any other value is a mistake in the template.
fn missing(value: &Value, wanted: &str) -> Result<String, Error> {
    match value.downcast_object_ref::<Absent>() {
        Some(Absent::Missing { what, key }) => Ok(blank(what, key.as_ref())),
        _ => Err(Error::new(ErrorKind::InvalidOperation, format!("过滤器要的是{wanted}，给的是“{value}”"))),
    }
}

fn item<'v>(value: &'v Value, filter: &str) -> Result<&'v ItemValue, Error> {
    value.downcast_object_ref::<ItemValue>().ok_or_else(|| {
        Error::new(ErrorKind::InvalidOperation, format!("“{filter}”只用于表的合计、栏目或行，给的是“{value}”"))
    })
}

/// 增减. `基数=false` leaves out the base, which the sentence has named already; `率=false` leaves out the rate.
fn change(value: &Value, options: Kwargs, words: &Wording) -> Result<String, Error> {
    let option = |name: &str| Ok::<bool, Error>(options.get::<Option<bool>>(name)?.unwrap_or(true));
    let (base, rate) = (option("基数")?, option("率")?);
    options.assert_all_used()?;
    let item = item(value, "增减")?;
    let clause = words.change(&item.item, Clause { base, rate });
    Ok(clause
        .unwrap_or_else(|| blank(&format!("{}的上年数，或比上年增减", item.item.label()), Some(&item.prior_key()))))
}

/// `，主要原因是…` with the profile's reason. Without one: the template's own words if both years are zero, else a mark if
/// the change needs a reason.
fn reason(value: Value, otherwise: Option<String>) -> Result<String, Error> {
    let item = item(&value, "原因")?;
    Ok(match (item.reason(), otherwise) {
        (Some(text), _) if item.has_several_reasons() => format!("，主要原因{text}"),
        (Some(text), _) => format!("，主要原因是{text}"),
        (None, Some(text)) if item.item.current.is_some_and(|amount| amount.fen() == 0) && !item.item.has_prior() => {
            format!("，主要原因是{text}")
        }
        _ if item.desk.wording.needs_reason(&item.item) => {
            format!("，主要原因是{}", item.reason_blank())
        }
        _ => String::new(),
    })
}
