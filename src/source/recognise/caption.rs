//! 表题: what the lines above a table say: its title, whose, which year, which amount unit.

use super::context::{amount_unit, labelled_unit, year_in};
use super::government;
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Phase, Place, Scope};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use std::sync::Arc;

/// 表题.
#[derive(Debug, Clone, Default)]
pub(super) struct Caption {
    pub title: Option<(Arc<str>, Place)>,
    pub table: Option<BudgetTable>,
    /// The last line that looks like a title and is of no table that is known.
    pub unknown: Option<(Arc<str>, Place)>,
    pub unit: Option<Arc<str>>,
    pub scope: Option<Scope>,
    pub amount_unit: Option<AmountUnit>,
    pub year: Option<FiscalYear>,
    pub phase: Option<Phase>,
}

/// Reads the lines above a table; the last title counts, since it stands nearest.
pub(super) fn read(lines: &[(String, Place)]) -> Caption {
    let vocabulary = Vocabulary::shipped();
    let mut caption = Caption::default();
    let parts = lines.iter().flat_map(|(text, place)| text.lines().flat_map(apart).map(move |line| (line, place)));
    for (line, place) in parts {
        let folded = fold(line);
        if let Some((unit, scope)) = labelled_unit(line) {
            caption.unit = Some(unit);
            caption.scope = scope.or(caption.scope);
        }
        if folded.contains("单位")
            && let Some(unit) = amount_unit(line)
        {
            caption.amount_unit = Some(unit);
        }
        let title = folded.chars().count() <= 60 && !folded.contains('。') && !folded.contains('，');
        let labelled = folded.contains("单位:") || folded.contains("部门:");
        if title && !labelled && looks_like_title(&folded) && !is_number(&folded) && vocabulary.table(line).is_none() {
            caption.unknown = Some((squeeze(line).into(), place.clone()));
        }
        if title && let Some(table) = vocabulary.table(line).filter(|_| looks_like_title(&folded)) {
            caption.title = Some((squeeze(line).trim_start_matches('-').into(), place.clone()));
            caption.table = Some(table);
            caption.unknown = None;
            let own = |rest: &str| {
                let rest = rest.replace("一般公共预算", "").replace("经营预算", "").replace("基金预算", "");
                vocabulary.phase(&rest)
            };
            if let Some((year, rest)) = year_in(&folded) {
                caption.year = Some(year);
                caption.phase = own(rest);
            } else {
                // A title without a year is a form's own name, and only the forms of final accounts name their phase
                // reliably: 预算 in a form's name may be left from last year's or be part of a fund.
                caption.phase = own(&folded).filter(|phase| *phase == Phase::Executed);
            }
        }
    }
    caption
}

/// A title and the line below it, where a page's lines were joined: `…预算表单位名称：甲`.
fn apart(line: &str) -> impl Iterator<Item = &str> {
    const LABELS: [&str; 9] =
        ["单位名称", "编制单位", "编制部门", "填报单位", "填报部门", "预算单位", "部门", "金额单位", "单位"];
    let labelled = |rest: &str| {
        let label = LABELS.iter().find_map(|label| rest.strip_prefix(label));
        label.is_some_and(|rest| rest.trim_start().starts_with(['：', ':']))
    };
    let mut ends = line.match_indices(['表', '）', ')']).map(|(at, end)| at + end.len());
    let cut = ends.find(|&at| labelled(line[at..].trim_start())).unwrap_or(line.len());
    [&line[..cut], &line[cut..]].into_iter().filter(|part| !part.trim().is_empty())
}

/// Whether a title is nothing but a table's number: 表五, 附表3, 公开05表, 表5(续).
fn is_number(folded: &str) -> bool {
    let rest = folded.replace(['表', '附', '件', '公', '开', '续', '(', ')', ':', '-', '、', '.', '之', '第'], "");
    rest.chars().all(|c| c.is_ascii_digit() || "〇一二三四五六七八九十百".contains(c))
}

/// A title of a table, not of a section of text: it ends in 表, or says so before a bracket.
fn looks_like_title(folded: &str) -> bool {
    folded.ends_with('表')
        // 2025年全市一般公共预算收入完成情况
        || folded.ends_with("情况") && year_in(folded).is_some() && government::speaks(folded)
        || folded.contains("表(")
        || folded.contains("表:")
        || folded.contains("表一")
        || folded.ends_with("表二")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_told_from_the_line_that_a_page_joined_to_it() {
        let line = "行政经费及“三公”经费预算表单位名称：甲市博物馆 单位：万元".to_owned();
        let caption = read(&[(line, Place::file("x"))]);
        assert_eq!(caption.table, Some(BudgetTable::ThreePublic));
        assert_eq!((caption.unit.as_deref(), caption.amount_unit), (Some("甲市博物馆"), Some(AmountUnit::TenThousand)));
    }
}
