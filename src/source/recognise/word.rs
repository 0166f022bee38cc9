//! 表头的词: what single words of a header say, whatever stands around them.

use crate::model::{AmountUnit, Measure};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};

/// `基本支出预算数` means 基本支出: the word without its phase.
pub(super) fn bare_measure(rest: &str) -> Option<Measure> {
    ["预算数", "决算数", "执行数", "金额", "数"]
        .iter()
        .filter_map(|tail| rest.strip_suffix(tail))
        .find_map(|head| Vocabulary::shipped().measure(head.trim_end_matches(['年', '初'])))
}

/// Whether a column holds rates or changes, which follow from the amounts.
pub(super) fn is_rate(leaf: &str) -> bool {
    let folded = fold(leaf);
    folded.contains('%')
        || ["占比", "比重", "增长率", "增减率", "增减", "增减额", "增减变化", "完成率"].contains(&folded.as_str())
}

/// A word of a header without the amount unit behind it.
pub(super) fn without_unit(word: &str) -> String {
    let folded = squeeze(word).replace('(', "（").replace(')', "）");
    AmountUnit::ALL.iter().fold(folded, |word, unit| {
        word.replace(&format!("（{}）", unit.name()), "").replace(&format!("（单位：{}）", unit.name()), "")
    })
}
