//! 对比基数: what a change is measured against (比, 较, 与…相比).

use crate::model::{Base, BaseYear, FiscalYear, Phase};

/// The pattern of a base: a year and what is said of it, or this year's own budget.
pub(super) const PATTERN: &str = r"(?:(?:(?:19|20)\d\d年?度?|上一?年度?|去年|前一?年度?)(?:同期|年初|初|年度|调整后?|代编|快报|预计|全年|累计|部门|单位|财政拨款|财政|预算|执行|决算|支出|收入|完成|安排|批复|实际|发生|数字|算数|数|额|的)*|(?:年初预算|调整后?的?预算|全年预算|预算|决算)(?:数字|数|额|安排)?的?)";

/// Reads the words of a base.
pub(super) fn read(words: &str) -> Base {
    let digits: String = words.chars().filter(char::is_ascii_digit).take(4).collect();
    let stated = digits.parse().ok().and_then(FiscalYear::new);
    let previous = ["上年", "上一年", "去年", "前年", "前一年", "同比"].iter().any(|word| words.contains(word));
    let year = match stated {
        Some(year) => BaseYear::Stated(year),
        None if previous => BaseYear::Previous,
        None => BaseYear::Same,
    };
    let phase = if words.contains("执行") {
        Some(Phase::Estimated)
    } else if words.contains("决算") {
        Some(Phase::Executed)
    } else if words.contains("调整") || words.contains("全年预算") {
        Some(Phase::Adjusted)
    } else if words.contains("预算") || words.contains("预算数") {
        Some(Phase::Approved)
    } else {
        None
    };
    Base { year, phase, comparable: words.contains("口径") || words.contains("可比") }
}
