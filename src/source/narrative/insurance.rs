//! 险种: which of the social insurance funds words and rows are about. Texts name a fund once, as a title, and then only
//! say 基金收入, 保险费收入 or 滚存结余; tables print the items below each fund.

use crate::model::{BudgetTable, Insured, Level, LineItem, Subject, fold, unnumbered, without_territory};
use std::sync::Arc;

/// The fund that a heading or the beginning of a passage names: 三、失业保险。基金收入…, 全市社会保险基金收入…. Empty for all
/// funds together.
pub(super) fn named(plain: &str) -> Option<Arc<str>> {
    let head = plain.split('。').next().unwrap_or_default();
    let title = head.trim_end_matches("基金");
    if title.ends_with("保险") && unnumbered(title) != title && title.chars().count() <= 24 {
        return Some(fund(title).into());
    }
    // Before the first amount of the first sentence.
    let head = head.split(['元', '%']).next().unwrap_or_default();
    let (before, _) = head.split_once("保险基金").or_else(|| head.split_once("社保基金"))?;
    let begin = before
        .rfind(|c: char| ",;:年".contains(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    Some(fund(&before[begin..]).into())
}

/// The name of a fund without numbering, territory and the words 保险 and 基金; empty for 社会保险基金.
fn fund(words: &str) -> String {
    let words = without_territory(unnumbered(words.trim()));
    let words = words.trim_start_matches("统筹的").trim_end_matches("基金").trim_end_matches("保险");
    if matches!(words, "社会" | "社保") { String::new() } else { words.to_owned() }
}

/// The quantity of a fund: its name and what is counted, with the item below it, if it is not the whole.
fn key(fund: &str, side: &str, item: &str) -> String {
    format!("{fund} {side} {item}")
}

/// The quantity that a claim is about, if the claim or its passage names a fund.
pub(super) fn of_subject(subject: &Subject) -> Option<String> {
    let words = fold(&subject.text);
    let (fund, rest) = match words.split_once("保险基金").or_else(|| words.split_once("社保基金")) {
        Some((before, rest)) => (fund(before), rest),
        None => (subject.insurance.as_deref()?.to_owned(), words.trim_start_matches("基金")),
    };
    let rest = rest.replace("预算", "");
    let rest = rest.trim_start_matches('总');
    Some(match rest {
        _ if ["滚存结余", "年末结余", "累计结余"].iter().any(|word| rest.contains(word)) => {
            key(&fund, Insured::Balance.name(), "")
        }
        _ if rest.ends_with("结余") => key(&fund, Insured::read(rest)?.name(), ""),
        "收入" | "支出" => key(&fund, rest, ""),
        _ if rest.ends_with("支出") => key(&fund, "支出", rest),
        // 保险费收入, 委托投资收益
        _ => key(&fund, "收入", rest),
    })
}

/// The quantity that a figure of a social insurance table is.
pub(super) fn of_row(item: &LineItem) -> Option<String> {
    if item.table != BudgetTable::SocialInsurance {
        return None;
    }
    let side = Insured::of(item)?.name();
    let name = fold(&item.name);
    let (first, last) = match name.split_once(':') {
        Some((first, rest)) => (first, rest.rsplit(':').next()),
        None => (name.as_str(), None),
    };
    let mut of = first;
    for end in
        ["合计", "小计", "总计", "年末滚存结余", "年末结余", "本年收支结余", "当年收支结余", "收入", "支出", "预算"]
    {
        of = of.trim_end_matches(end);
    }
    let is_whole = item.level == Level::Total || of.is_empty();
    if !is_whole && !of.contains("保险") {
        return None;
    }
    Some(key(&if is_whole { String::new() } else { fund(of) }, side, last.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_or_the_first_words_of_a_passage_name_the_fund() {
        for (plain, fund) in [
            ("三、失业保险。基金收入5亿元,完成预算的101%。", Some("失业")),
            ("(一)企业职工基本养老保险基金", Some("企业职工基本养老")),
            ("2023年,全省社会保险基金收入69亿元,完成预算的102%。", Some("")),
            ("市本级城乡居民基本医疗保险基金收入3亿元。", Some("城乡居民基本医疗")),
            ("全市一般公共预算支出完成9亿元,其中补助社会保险基金2亿元。", None),
            ("公务接待费3万元。", None),
        ] {
            assert_eq!(named(plain).as_deref(), fund, "{plain}");
        }
    }
}
