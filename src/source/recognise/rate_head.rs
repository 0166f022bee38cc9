//! 百分比栏的表头: what a column of percentages compares the amounts of its rows with.

use super::year::year_in;
use crate::model::{Base, BaseYear, Phase, RateKind};
use crate::source::base;
use crate::source::words::fold;
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// 百分比栏.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RateColumn {
    pub kind: RateKind,
    /// What is said to be compared, folded: 执行数 of 执行数为预算数的%. Often empty.
    pub of: String,
    /// The header words above the last one.
    pub above: Vec<String>,
    /// The header as printed, from top to bottom.
    pub head: Arc<str>,
}

/// The words that end the header of a rate without %.
const RATES: [&str; 9] = ["增长率", "增减率", "变动率", "增幅", "增长幅度", "增减幅度", "占比", "比重", "完成率"];

static GROWTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<of>.*?)(?:[比较](?P<base>[^比较]*?))?(?P<same>按?(?:同|可比)口径|可比)?(?:增\(?减\)?|增/减|增长|增加|增幅|升降|变动|变化|[+＋±][,、/]?[-－]?)(?:\(?(?:下降|减少|降低)\)?)?(?:率|幅度|比例|百分比|情况)?$")
        .expect("the pattern is constant")
});
static QUOTIENT: LazyLock<Regex> = LazyLock::new(|| {
    let year = "(?:[^占完成为是达]*年度?|上期)";
    let kind = "(?:年初|年度|全年|当年|本年|变动|调整后?的?)*(?:预算|计划|任务|决算|执行|完成|实际|同期)(?:调整|安排|执行|完成|收入|支出)?(?:数|额)?";
    Regex::new(&format!(
        r"^(?P<of>.*?)(?:占|完成|为|是|达)(?P<base>{year}(?:{kind})?|{kind})的?(?:比例|比重|百分比|百分数)?$"
    ))
    .expect("the pattern is constant")
});
static COMPLETION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<of>)(?P<base>.*?(?:预算|计划)?)(?:数|的)*(?:完成|执行)(?:率|比例|百分比|进度)$")
        .expect("the pattern is constant")
});

/// The meaning of a header, given its words from bottom to top; `None` if it is not that of a column of rates.
pub(super) fn rate_column(stack: &[String]) -> Option<RateColumn> {
    let leaf = fold(stack.first()?);
    if !leaf.contains('%') && !RATES.iter().any(|end| bare(&leaf).ends_with(end)) {
        return None;
    }
    let whole: String = stack.iter().rev().map(|word| fold(word)).collect();
    // 金额 and % below 比上年增减: the word above says what the percentage is.
    let (kind, of) = kind(bare(&leaf).as_str()).or_else(|| kind(bare(&whole).as_str()))?;
    let head: String = stack.iter().rev().map(String::as_str).collect::<Vec<_>>().join("/");
    Some(RateColumn { kind, of, above: stack[1..].to_vec(), head: head.as_str().into() })
}

/// The meaning of a row of percentages below the amounts that it is about; `None` if it names amounts itself, which may be
/// others (税收收入占比).
pub(super) fn rate_row(label: &str) -> Option<RateKind> {
    let words = bare(&fold(label));
    let (kind, of) = kind(&words)?;
    let is_bare = kind != RateKind::Share || ["占比", "比重", "所占比重", "所占比例"].contains(&words.as_str());
    (of.is_empty() && is_bare).then_some(kind)
}

/// A folded header without the sign of percent.
fn bare(header: &str) -> String {
    header.replace("(%)", "").replace('%', "")
}

fn kind(words: &str) -> Option<(RateKind, String)> {
    if let Some(found) = QUOTIENT.captures(words).or_else(|| COMPLETION.captures(words)) {
        return Some((RateKind::Quotient(base(&found["base"], false)), found["of"].to_owned()));
    }
    if let Some(found) = GROWTH.captures(words) {
        let base = base(found.name("base").map_or("", |words| words.as_str()), found.name("same").is_some());
        // Growth without a base is that over last year.
        let of_last_year = base.year == BaseYear::Same && base.phase.is_none();
        let year = if of_last_year { BaseYear::Previous } else { base.year };
        return Some((RateKind::Growth(Base { year, ..base }), found["of"].to_owned()));
    }
    let is_share = words.ends_with("占比") || words.ends_with("比重") || words.starts_with('占');
    is_share.then(|| (RateKind::Share, String::new()))
}

/// The base that words name. 预算 alone may be any budget of the year, so that it has no phase.
fn base(words: &str, comparable: bool) -> Base {
    let read = base::read(words);
    let year = year_in(words).map_or(read.year, |(year, _)| BaseYear::Stated(year));
    let phase = read.phase.filter(|phase| *phase != Phase::Approved || words.contains("年初"));
    Base { year, phase, comparable: comparable || read.comparable }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FiscalYear;

    fn read(words: &[&str]) -> Option<(RateKind, String)> {
        let stack: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        rate_column(&stack).map(|column| (column.kind, column.of))
    }

    #[test]
    fn headers_of_several_provinces_tell_what_a_percentage_is_of() {
        let base = |year, phase| Base { year, phase, comparable: false };
        let (last, own) = (BaseYear::Previous, BaseYear::Same);
        let stated = |year| BaseYear::Stated(FiscalYear::new(year).unwrap());
        let growth = |year, phase| RateKind::Growth(base(year, phase));
        let quotient = |year, phase| RateKind::Quotient(base(year, phase));
        for (words, kind, of) in [
            (vec!["占预算%", "2023年决算数"], quotient(own, None), ""),
            (vec!["完成预算%"], quotient(own, None), ""),
            (vec!["占年初预算的%"], quotient(own, Some(Phase::Approved)), ""),
            (vec!["占调整预算%"], quotient(own, Some(Phase::Adjusted)), ""),
            (vec!["完成2025年预算数的%", "比较"], quotient(stated(2025), None), ""),
            (vec!["执行数为调整预算数%"], quotient(own, Some(Phase::Adjusted)), "执行数"),
            (vec!["预算数为上年执行数的%"], quotient(last, Some(Phase::Estimated)), "预算数"),
            (vec!["为上年决算数的％"], quotient(last, Some(Phase::Executed)), ""),
            (vec!["预算完成率（%）"], quotient(own, None), ""),
            (vec!["完成率"], quotient(own, None), ""),
            (vec!["比上年增长%", "2023年决算数"], growth(last, None), ""),
            (vec!["增长%", "2025年执行数"], growth(last, None), ""),
            (vec!["%", "比上年增减"], growth(last, None), ""),
            (vec!["执行数比上年+,-%"], growth(last, None), "执行数"),
            (vec!["增（减）%"], growth(last, None), ""),
            (vec!["预算数比上年执行数增长%"], growth(last, Some(Phase::Estimated)), "预算数"),
            (vec!["比2024年决算数增长%"], growth(stated(2024), Some(Phase::Executed)), ""),
            (
                vec!["二○二五年执行数比二○二四年决算数增减%"],
                growth(stated(2024), Some(Phase::Executed)),
                "二○二五年执行数",
            ),
            (vec!["占比（%）"], RateKind::Share, ""),
            (vec!["所占比重%"], RateKind::Share, ""),
            (vec!["占结余合计%"], RateKind::Share, ""),
        ] {
            assert_eq!(read(&words), Some((kind, of.to_owned())), "{words:?}");
        }
        let same = Base { year: last, phase: None, comparable: true };
        for words in ["比上年同口径增长%", "按可比口径增长%", "可比增长%"] {
            assert_eq!(read(&[words]), Some((RateKind::Growth(same), String::new())), "{words}");
        }
        for words in [["利率（%）"], ["权重（%）"], ["增减额"], ["2025年预算数"], ["执行数"]] {
            assert_eq!(read(&words), None, "{words:?}");
        }
    }
}
