//! 表头的词: the meaning of single header words, regardless of context.

use crate::model::{AmountUnit, Measure};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use regex::Regex;
use std::sync::LazyLock;

/// The measure of a word without its phase: 基本支出 of `基本支出预算数`.
pub(super) fn bare_measure(rest: &str) -> Option<Measure> {
    ["预算数", "决算数", "执行数", "金额", "数"]
        .iter()
        .filter_map(|tail| rest.strip_suffix(tail))
        .find_map(|head| Vocabulary::shipped().measure(head.trim_end_matches(['年', '初'])))
}

/// 增减额: 2025年增减变化, 比上年增减额, 2025年预算数比2024年执行数增减. A bare word for growth may name an item (固定资产
/// 增加), so there it takes 增减 or what it is compared with.
static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    let change = r"增\(?减\)?|增/减|增加?\(减少?\)";
    let growth = "增加|减少|增长|变动|变化|升降|差额|差异";
    let tail = r"(?:变化|变动)?(?:情况)?(?:金?额|数|值)?(?:\(.*\))?$";
    Regex::new(&format!(r"^(?:(?:\d{{4}}年?度?|同比|环比)?(?:{change})|.*[比较].*(?:{change}|{growth})){tail}"))
        .expect("the pattern is constant")
});

/// Whether a header is that of a column without amounts: rates and changes (which can be computed), or counts and
/// dates: 债券利率, 期限（年）, 数量（辆）.
pub(super) fn is_no_amount(leaf: &str) -> bool {
    const RATES: [&str; 5] = ["占比", "比重", "增长率", "增减率", "完成率"];
    const OTHER: [&str; 5] = ["利率", "期限", "年限", "日期", "时间"];
    let folded = fold(leaf);
    let bare = bracketed(&folded).map_or(folded.as_str(), |(bare, _)| bare);
    folded.contains(['%', '‰'])
        || counts(leaf)
        || folded.starts_with("是否")
        || RATES.contains(&folded.as_str())
        || CHANGE.is_match(&folded)
        || is_counted(leaf)
        || OTHER.iter().any(|word| bare.ends_with(word))
}

/// Whether a header, or the head of a group of columns, is that of a count: 年末实有人数, 独立编制机构数, 数量（辆）.
pub(super) fn counts(head: &str) -> bool {
    const COUNTS: [&str; 9] = ["人数", "数量", "面积", "机构数", "户数", "辆数", "编制数", "人次数", "批次数"];
    let folded = fold(head);
    let bare = bracketed(&folded).map_or(folded.as_str(), |(bare, _)| bare);
    COUNTS.iter().any(|word| bare.ends_with(word))
}

/// What is counted and no money.
const MEASURES: [&str; 20] = [
    "年",
    "月",
    "天",
    "日",
    "人",
    "户",
    "个",
    "辆",
    "台",
    "套",
    "次",
    "批",
    "人次",
    "批次",
    "件",
    "张",
    "册",
    "平方米",
    "公里",
    "所",
];

/// The unit of a table of counts: 个、人 of `单位：个、人`.
pub(super) fn count_unit(caption: &str) -> Option<String> {
    let folded = fold(caption);
    let (label, unit) = folded.rsplit_once("单位:")?;
    let unit = unit.trim_end_matches(')');
    let counted = || unit.split(['、', ',', '/', ';']).all(|part| MEASURES.contains(&part));
    (label.chars().count() <= 4 && counted()).then(|| unit.to_owned())
}

/// Whether a name says in brackets that it is counted and no money: 期限（年）, 公务用车保有量（辆）.
pub(super) fn is_counted(name: &str) -> bool {
    let folded = fold(name);
    // 单价100万元以上设备: how many of them.
    folded.starts_with("单价")
        || bracketed(&folded).is_some_and(|(_, unit)| MEASURES.contains(&unit.trim_start_matches("单位:")))
}

/// The text before the bracket at the end of a folded text, and the text in it.
fn bracketed(folded: &str) -> Option<(&str, &str)> {
    folded.strip_suffix(')')?.rsplit_once('(')
}

/// A header word without the amount unit after it.
pub(super) fn without_unit(word: &str) -> String {
    let squeezed = squeeze(word);
    if !squeezed.contains(['(', '（']) {
        return squeezed;
    }
    let folded = squeezed.replace('(', "（").replace(')', "）");
    AmountUnit::ALL.iter().fold(folded, |word, unit| {
        word.replace(&format!("（{}）", unit.name()), "").replace(&format!("（单位：{}）", unit.name()), "")
    })
}

#[cfg(test)]
mod tests {
    use super::is_no_amount;

    #[test]
    fn columns_of_changes_are_told_from_items_that_grow() {
        let changes = [
            "增减",
            "增减额",
            "增减变化",
            "2025年增减变化",
            "比上年增减额",
            "较上年增减变动情况",
            "2025年预算数比2024年执行数增减",
            "与上年相比增加（减少）",
            "预算数比上年增加额",
            "增加（减少）额",
            "同比增减额（万元）",
            "比2024年决算数增/减",
        ];
        for word in changes {
            assert!(is_no_amount(word), "{word}");
        }
        for word in ["2025年预算数", "调整数", "固定资产增加", "新增债务限额", "调增", "较大项目支出", "增减挂钩收入"]
        {
            assert!(!is_no_amount(word), "{word}");
        }
    }
}
