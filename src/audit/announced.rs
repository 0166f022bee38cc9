//! 表的张数: compares the number of tables announced in the text or the contents with the actual number. Reported
//! under the check `contents`.

use crate::audit::Verdict;
use crate::audit::heading::{bare_heading, count};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Paper, Place};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// Matches announcements such as 公开表共十一张 and 共11张表.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    let number = "([0-9]{1,2}|[一二三四五六七八九十]{1,3})";
    let tables = "(?:公开|预算|决算|预决算|报|附|表格)*表格?";
    let pattern =
        format!("{tables}[(:,]?共计?有?{number}[张个](?:[),。;]|$)|共计?有?{number}[张个]{tables}(?:[),。;]|$)");
    Regex::new(&pattern).expect("the pattern is constant")
});

/// Remarks on an announced number only where the actual one is certain: the contents list the tables one by one, and
/// the file prints equally many distinct titles.
pub(super) fn check(paper: &Paper, unit: &str, ledger: &mut Ledger) {
    let titles = |texts: &mut dyn Iterator<Item = &str>| -> BTreeSet<String> {
        texts.map(|text| bare_heading(text, unit)).collect()
    };
    let entries = paper.contents.iter().map(|entry| &*entry.text).filter(|text| text.ends_with('表'));
    let listed = titles(&mut entries.filter(|text| !text.starts_with('第')));
    let printed = titles(&mut paper.tables.iter().map(|table| &*table.title));
    if listed.len() < 3 || listed.len() != printed.len() {
        return;
    }
    let entries = paper.contents.iter().map(|entry| (&entry.place, &entry.text));
    let texts = entries.chain(paper.sentences.iter().map(|sentence| (&sentence.place, &sentence.text)));
    for (place, text) in texts {
        if let Some(said) = announced(text).filter(|said| *said != listed.len()) {
            remark((place, text), said, listed.len(), ledger);
        }
    }
}

fn announced(text: &str) -> Option<usize> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '（' { '(' } else { c }).collect();
    let plain = plain.replace('）', ")").replace('，', ",").replace('；', ";").replace('：', ":");
    let found = ANNOUNCED.captures(&plain)?;
    let number = found.get(1).or(found.get(2))?.as_str();
    number.parse().ok().or_else(|| count(number))
}

fn remark((place, text): (&Place, &Arc<str>), said: usize, there: usize, ledger: &mut Ledger) {
    let because = format!("写的是 {said} 张表，目录列出和文件里印出的都是 {there} 张");
    ledger.remark(place, text, 0..0, Opinion::of("contents", Verdict::Note, because));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_tables_is_read_in_digits_and_words_and_other_numbers_are_not() {
        for text in [
            "公开表共十一张。",
            "第二部分 2024年部门预算表（共11张）",
            "部门预算公开共11张表。",
            "本部门公开报表共计 11 张。",
        ] {
            assert_eq!(announced(text), Some(11), "{text}");
        }
        for text in ["购置办公桌共11张。", "本部门共有11个内设机构。", "表共十一页。", "共11张表中有3张空表"]
        {
            assert_eq!(announced(text), None, "{text}");
        }
    }
}
