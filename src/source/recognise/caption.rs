//! 表题: reads the lines above a table: title, owner, year and amount unit.

use super::context::Context;
use super::form_number::{form_number, is_number};
use super::government;
use super::money::{amount_unit, foreign_money};
use super::owner::labelled_unit_over;
use super::word::count_unit;
use super::year::{bare_year, year_in};
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Phase, Place, Scope};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use crate::source::{Cell, Grid};
use std::sync::Arc;

/// 表题.
#[derive(Debug, Clone, Default)]
pub(super) struct Caption {
    pub title: Option<(Arc<str>, Place)>,
    pub table: Option<BudgetTable>,
    /// The last line that looks like a title but is not that of a known table.
    pub unknown: Option<(Arc<str>, Place)>,
    pub unit: Option<Arc<str>>,
    pub scope: Option<Scope>,
    pub amount_unit: Option<AmountUnit>,
    /// The foreign currency of the amounts, as printed.
    pub foreign: Option<String>,
    /// What the table counts, if it has no amounts: 个、人.
    pub counted: Option<String>,
    /// Whether it has the number of a form of the software for final accounts (财决附02表, CS03表).
    pub numbered: bool,
    pub year: Option<FiscalYear>,
    pub phase: Option<Phase>,
}

impl Caption {
    /// Whether it repeats another caption: same title and owner.
    pub fn repeats(&self, other: &Self) -> bool {
        let titles = |caption: &Self| [&caption.title, &caption.unknown].map(|t| t.as_ref().map(|(t, _)| t.clone()));
        let own = titles(self);
        own.iter().any(Option::is_some)
            && own == titles(other)
            && (&self.unit, self.scope, self.year, self.phase) == (&other.unit, other.scope, other.year, other.phase)
    }
}

/// The caption of a table that begins at `place`, with what the user corrected.
pub(super) fn corrected(mut caption: Caption, context: &Context, place: &Place) -> Caption {
    let Some(corrected) = &context.corrected else { return caption };
    let by = &corrected.by;
    if let Some(money) = by.money_at(place) {
        (caption.amount_unit, caption.foreign) = (Some(money), None);
    }
    caption.phase = by.phase.or(caption.phase);
    let names_file = caption.unit.is_none() || caption.unit == corrected.unit;
    if by.unit.is_some() && names_file {
        caption.unit.clone_from(&by.unit);
    }
    if let Some(table) = by.tables.get(&place.to_string()) {
        let title = caption.unknown.take().or_else(|| caption.title.take());
        caption.title = Some(title.unwrap_or_else(|| (table.title().into(), place.clone())));
        caption.table = Some(*table);
    }
    caption
}

/// Whether a grid is a single row of labels and their values.
pub(super) fn is_label(grid: &Grid) -> bool {
    // The value may be in the cell after its label: 填报单位：, 某局.
    let behind_label = |at: usize| at > 0 && grid.cells()[at - 1].text.trim_end().ends_with(['：', ':']);
    let labelled = |(at, cell): (usize, &Cell)| {
        let text = cell.text.trim();
        let short = text.chars().count() <= 50;
        text.is_empty() || short && (text.contains(['：', ':']) || behind_label(at)) && !text.contains('。')
    };
    let names = |text: &str| ["单位", "部门"].iter().any(|word| text.contains(word));
    grid.rows() == 1
        && grid.cells().iter().enumerate().all(labelled)
        && grid.cells().iter().any(|cell| names(&cell.text))
}

/// Reads the lines above a table. The last title counts, since it is closest to the table.
pub(super) fn read(lines: &[(String, Place)]) -> Caption {
    let vocabulary = Vocabulary::shipped();
    let mut caption = Caption::default();
    let mut numbered = None;
    let parts =
        lines.iter().flat_map(|(text, place)| text.lines().flat_map(split_label).map(move |line| (line, place)));
    let parts = whole_titles(parts);
    for (at, (line, place)) in parts.iter().enumerate() {
        let (line, place) = (line.as_str(), *place);
        let folded = fold(line);
        let next = parts.get(at + 1).map_or("", |(next, _)| next);
        if let Some((unit, scope)) = labelled_unit_over(line, next) {
            caption.unit = Some(unit);
            caption.scope = scope.or(caption.scope);
        }
        caption.foreign = foreign_money(line).or(caption.foreign);
        caption.counted = count_unit(line).or(caption.counted);
        if folded.contains("单位")
            && let Some(unit) = amount_unit(line)
        {
            caption.amount_unit = Some(unit);
        }
        let title = folded.chars().count() <= 60 && !folded.contains('。') && !folded.contains('，');
        let labelled = folded.contains("单位:") || folded.contains("部门:");
        let named = vocabulary.table(line).filter(|_| looks_like_title(&folded));
        let unnamed = title && !labelled && looks_like_title(&folded) && !is_number(&folded) && named.is_none();
        if unnamed {
            caption.unknown = Some((squeeze(line).into(), place.clone()));
        }
        if let Some(table) = named.filter(|_| title) {
            caption.title = Some((squeeze(line).trim_start_matches('-').into(), place.clone()));
            caption.table = Some(table);
            caption.unknown = None;
        }
        caption.year = caption.year.or_else(|| bare_year(&folded));
        // 财决01表 is the number of a form of final accounts.
        if is_number(&folded) {
            numbered = vocabulary.phase(&folded).or(numbered);
        }
        caption.numbered |= is_number(&folded) && form_number(&folded).len() < folded.len();
        // A title unknown to the vocabulary still tells the year.
        if title && (named.is_some() || unnamed && year_in(&folded).is_some()) {
            let own = |rest: &str| {
                let rest = rest.replace("一般公共预算", "").replace("经营预算", "").replace("基金预算", "");
                vocabulary.phase(&rest)
            };
            if let Some((year, rest)) = year_in(&folded) {
                caption.year = Some(year);
                caption.phase = own(rest);
            } else {
                // A title without a year is the name of a form. Only 决算 in it tells the phase reliably; 预算 may be
                // part of a fund's name or left over from another form.
                caption.phase = own(&folded).filter(|phase| *phase == Phase::Executed);
            }
        }
    }
    caption.phase = caption.phase.or(numbered);
    caption
}

/// Joins titles that were broken over two lines: …支出 above 表, …预算 above 表（续）, 2025年甲新区 above
/// 政府性基金预算收入执行情况表.
fn whole_titles<'a>(lines: impl Iterator<Item = (&'a str, &'a Place)>) -> Vec<(String, &'a Place)> {
    let mut whole: Vec<(String, &Place)> = Vec::new();
    for (line, place) in lines {
        let folded = fold(line);
        let titled = folded.chars().count() <= 60 && folded.contains('表') && looks_like_title(&folded);
        let own = Vocabulary::shipped().table(line).is_some();
        let tail = folded.chars().count() <= 8 && !own;
        let undated = !is_number(&folded) && year_in(&folded).is_none();
        if let (true, Some((above, _))) = (titled, whole.last_mut())
            && (tail && is_title_without_end(above) || undated && begins_title(above, own))
        {
            above.push_str(line.trim());
            continue;
        }
        whole.push((line.to_owned(), place));
    }
    whole
}

/// Whether a line is the beginning of a title, with its year. If the next line is a title by itself (`own`), the rest
/// must be the name of a place, else anything that is not a sentence.
fn begins_title(line: &str, own: bool) -> bool {
    let folded = fold(line);
    let bare = folded.trim_start_matches(|c: char| c.is_ascii_digit() || "〇零○一二三四五六七八九".contains(c));
    let dated = folded.len() > bare.len() && bare.starts_with('年') && year_in(&folded).is_some();
    let rest = bare.trim_start_matches(['年', '度', '末']);
    let open = |rest: &str| !rest.is_empty() && !rest.contains([':', '。', ',', '表']) && rest.chars().count() <= 60;
    dated && if own { government::is_place(rest) } else { open(rest) }
}

/// Whether a line is a table's title without its last word.
fn is_title_without_end(line: &str) -> bool {
    let folded = fold(line);
    let words = ["收入", "支出", "收支", "预算", "决算", "情况", "经费", "执行", "平衡", "明细", "汇总", "总"];
    folded.chars().count() <= 60
        && !folded.contains([':', '。', ',', '表'])
        && words.iter().any(|word| folded.ends_with(word))
}

/// Splits a title from the label that a page joined to it: `…预算表单位名称：甲`.
fn split_label(line: &str) -> impl Iterator<Item = &str> {
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

/// Whether a line looks like the title of a table rather than of a section: it ends with 表, perhaps before a bracket.
fn looks_like_title(folded: &str) -> bool {
    folded.ends_with('表')
        // 2025年全市一般公共预算收入完成情况
        || folded.ends_with("情况") && year_in(folded).is_some() && government::speaks(folded)
        || folded.contains("表(")
        || folded.contains("表:")
        || folded.ends_with("表续")
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

    #[test]
    fn a_title_broken_over_two_lines_is_one_and_every_title_tells_its_year() {
        let read =
            |lines: &[&str]| read(&lines.iter().map(|line| ((*line).to_owned(), Place::file("x"))).collect::<Vec<_>>());
        let caption = read(&["2025年甲市一般公共预算支出", "表", "单位：万元"]);
        assert_eq!((caption.table, caption.year.map(FiscalYear::get)), (Some(BudgetTable::General), Some(2025)));
        assert_eq!(&*caption.title.unwrap().0, "2025年甲市一般公共预算支出表");
        let caption = read(&["2024年甲省省本级资金分类汇总表", "单位：万美元"]);
        assert_eq!((caption.table, caption.year.map(FiscalYear::get)), (None, Some(2024)));
        assert_eq!(caption.foreign.as_deref(), Some("万美元"));
    }
}
