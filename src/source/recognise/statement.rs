//! 空表说明: recognises sentences that say a table is empty.

use crate::source::words::fold;

/// Whether a sentence says that a table has no data: `没有使用…安排的支出，…为空表`, `故本表无数据`.
pub(super) fn says_empty(text: &str) -> bool {
    let text = fold(text);
    let plain = ["空表", "本表无数据", "此表无数据", "无数据", "表为空", "无相关收支项目", "没有数据"];
    let none = ["没有", "无", "未安排", "未使用", "不涉及"];
    let matter =
        ["安排的支出", "拨款支出", "预算支出", "收支", "预算安排", "拨款安排", "结转结余", "相关支出", "此项", "该项"];
    plain.iter().any(|word| text.contains(word))
        || none.iter().any(|word| text.contains(word)) && matter.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_several_provinces_say_that_a_table_is_empty() {
        for text in [
            "本中心 2024 年没有使用政府性基金预算拨款安排的支出，政府性基金预算支出情况表为空表。",
            "注：本局无政府性基金预算财政拨款支出，故本表无数据。",
            "此表为空",
            "说明：本部门无相关收支项目。",
        ] {
            assert!(says_empty(text), "{text}");
        }
        assert!(!says_empty("三、支出预算 759.57 万元，其中基本支出 641.60 万元。"));
    }
}
