//! 年度: finds years in titles, sentences and names.

use crate::model::FiscalYear;
use crate::source::words::fold;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The first year of a folded text (`2024年`, `二〇二四年`), or the last of a span of years, and the text after 年.
pub(super) fn year_in(folded: &str) -> Option<(FiscalYear, &str)> {
    for (at, _) in folded.match_indices('年') {
        let before: Vec<char> = folded[..at].chars().rev().take(4).collect();
        if before.len() < 4 {
            continue;
        }
        let mut year = 0u16;
        let digits = before.iter().rev().all(|c| {
            let digit =
                c.to_digit(10).or_else(|| "〇一二三四五六七八九".chars().position(|d| d == *c).map(|d| d as u32));
            let digit = digit.or_else(|| matches!(c, '零' | '○' | 'o').then_some(0));
            digit.is_some_and(|digit| {
                year = year * 10 + digit as u16;
                true
            })
        });
        let start = at - before.iter().map(|c| c.len_utf8()).sum::<usize>();
        let ascii = before.last().is_some_and(char::is_ascii_digit);
        if digits
            && !(ascii && goes_on(&folded[..start]))
            && let Some(year) = FiscalYear::new(year)
        {
            let rest = &folded[at + '年'.len_utf8()..];
            // The last year of a span (2019年—2024年) is the document's.
            let span = rest.trim_start_matches('度').strip_prefix(['-', '—', '–', '~', '～', '至', '到']);
            return span.and_then(year_in).filter(|(last, _)| *last > year).or(Some((year, rest)));
        }
    }
    None
}

/// Whether digits behind this text go on with a number in it, which is not the number of a form (表5 2024年, 表5-1 2024年).
fn goes_on(before: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let bare = before.trim_end_matches(is_digit);
    let number = before.len() - bare.len();
    let form = bare.strip_suffix(['-', '.', '_']).map_or(bare, |front| front.trim_end_matches(is_digit));
    number > 0 && (number > 2 || !["表", "附件", "附", "公开"].iter().any(|word| form.ends_with(word)))
}

/// The year of a text that is nothing but a year or its end: `2023年度`, `（2023年）`, `决算年度：2023年`, `2023年12月31日`.
pub(super) fn bare_year(folded: &str) -> Option<FiscalYear> {
    const LABELS: [&str; 6] = ["预算年度", "决算年度", "会计年度", "报表年度", "所属年度", "年度"];
    let bare = folded.trim_matches(['(', ')']);
    let bare = LABELS.iter().find_map(|label| bare.strip_prefix(label)?.strip_prefix(':')).unwrap_or(bare);
    let (before, rest) = around_year(bare)?;
    year_in(bare).map(|(year, _)| year).filter(|_| before.is_empty() && ["", "度", "12月31日", "末"].contains(&rest))
}

/// The text before and after the first year of a squeezed title: 甲局 and 部门预算 of 甲局2024年部门预算.
pub(super) fn around_year(title: &str) -> Option<(&str, &str)> {
    let (_, rest) = year_in(title)?;
    let before = title[..title.len() - rest.len()].trim_end_matches('年');
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || "〇一二三四五六七八九零○".contains(c));
    Some((before, rest))
}

/// The year in the name of a sheet, file or folder: `2024年预算`, `甲局2024`, `FY2024`, `二〇二四年表`, `24年预算`. `None` for
/// longer digit strings such as dates (20240315), and if there are two years.
pub(in crate::source) fn year_of_name(name: &str) -> Option<FiscalYear> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9A-Za-z]+").expect("the pattern is constant"));
    static SHORT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9第近满])([12][0-9])年(?:$|[度初预决部单收支表公财政一汇各)(._\-])")
            .expect("the pattern is constant")
    });
    let folded = fold(name);
    let mut years: BTreeSet<FiscalYear> = YEAR
        .find_iter(&folded)
        .filter_map(|run| {
            let digits = run.as_str().strip_prefix("fy").unwrap_or(run.as_str());
            let year = digits.parse::<u16>().ok().filter(|_| digits.len() == 4)?;
            FiscalYear::new(year).filter(|_| (1990..=2100).contains(&year))
        })
        .collect();
    if years.is_empty() {
        years.extend(year_in(&folded).map(|(year, _)| year));
    }
    if years.is_empty() {
        let short =
            SHORT.captures_iter(&folded).filter_map(|found| FiscalYear::new(2000 + found[1].parse::<u16>().ok()?));
        years.extend(short);
    }
    years.first().copied().filter(|_| years.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_read_from_a_title_and_not_from_a_number() {
        assert_eq!(year_in("2024年单位预算公开").unwrap().0.get(), 2024);
        assert_eq!(year_in("二〇二四年部门预算").unwrap().0.get(), 2024);
        assert_eq!(year_in("2019—2024年收支情况表").unwrap().0.get(), 2024);
        assert_eq!(year_in("2019年至2024年收支情况表").unwrap().0.get(), 2024);
        assert_eq!(year_in("12024年"), None);
        for text in ["表52024年支出表", "表5-12024年支出表", "附件122024年支出表", "表5二〇二四年支出表"]
        {
            assert_eq!(year_in(text).map(|(year, _)| year.get()), Some(2024), "{text}");
        }
        for text in ["表2412024年", "图表12-1232024年", "第12024年"] {
            assert_eq!(year_in(text), None, "{text}");
        }
        for text in ["2023年度", "(2023年)", "二〇二三年度", "决算年度:2023年"] {
            assert_eq!(bare_year(text).map(FiscalYear::get), Some(2023), "{text}");
        }
        for text in ["2023年预算数", "2023年12月", "截至2023年", "12023年"] {
            assert_eq!(bare_year(text), None, "{text}");
        }
        assert_eq!(year_in("本年"), None);
    }

    #[test]
    fn a_name_tells_a_year_where_one_stands_alone_in_it() {
        let year = |name| year_of_name(name).map(FiscalYear::get);
        assert_eq!(year("甲局2024年部门预算"), Some(2024));
        assert_eq!(year("2023"), Some(2023));
        assert_eq!(year("2023-甲局"), Some(2023));
        for name in
            ["FY2024", "二〇二四年表", "甲局二○二四年度预算", "24年预算", "预算表（24年）", "甲局24年", "2024-24年预算"]
        {
            assert_eq!(year(name), Some(2024), "{name}");
        }
        for name in
            ["20240315", "2023-2024对比", "A2024x", "甲局", "1024号", "第24年", "近10年预算", "20年规划", "124年"]
        {
            assert_eq!(year(name), None, "{name}");
        }
    }
}
