//! 指标分值权重之和为 90 或 100.
//!
//! 条件：绩效目标表里一个项目的权重都是整数、有三个以上时。预算执行率另占 10 分的表样，指标合计为 90；表跨页没有读全时也会不符，只提示。
//!
//! 依据：《项目支出绩效评价管理办法》（财预〔2020〕10号），分值合计为 100。
//!
//! 例：一个项目的指标权重合计 95。
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, LineItem};
use std::collections::BTreeMap;

/// Sums that the forms use: all of it, or all but the ten points of 预算执行率.
const SUMS: [u32; 2] = [90, 100];

/// The weights of one project's indicators, whatever the pages they stand on.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let mut forms: BTreeMap<(&str, &str), Vec<&LineItem>> = BTreeMap::new();
    let of = |item: &&LineItem| item.table == BudgetTable::Performance && item.measure.as_str().contains("权重");
    for item in items.iter().filter(of) {
        if let Some(project) = item.project.as_deref() {
            forms.entry((&item.place.file, project)).or_default().push(item);
        }
    }
    for ((_, project), form) in forms {
        let weights: Option<Vec<u32>> = form.iter().map(|item| item.text.trim().parse().ok()).collect();
        let (Some(weights), Some(first)) = (weights, form.first()) else { continue };
        let sum: u32 = weights.iter().sum();
        if weights.len() < 3 || project.is_empty() {
            continue;
        }
        let opinion = if SUMS.contains(&sum) {
            Opinion::ok("weights")
        } else {
            Opinion::of("weights", Verdict::Note, format!("各指标权重之和为 {sum}，通常为 90 或 100"))
        };
        let text = format!("{}“{project}”指标分值权重", first.table.title());
        ledger.sum(&first.place, text, sum.to_string().into(), opinion);
    }
}
