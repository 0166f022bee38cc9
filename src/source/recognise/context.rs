//! 文件口径: finds the owner, year and phase of a document from its content.

use super::government;
use super::owner;
use crate::model::{AmountUnit, FiscalYear, Phase, Scope};
use crate::source::unit::is_cut;
use crate::source::vocabulary::Vocabulary;
use crate::source::words::fold;
use crate::source::{Block, Document};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// 文件口径. What a document does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// 单位名称 after a label such as 编制单位
    pub unit: Option<Arc<str>>,
    /// The unit named in a title: 某某局2024年部门预算
    pub title_unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
}

/// Reads the context of a document from its titles, captions and table headers, then from the names of its sheets.
pub fn context(document: &Document) -> Context {
    let vocabulary = Vocabulary::shipped();
    let mut context = Context::default();
    let mut titled = Vec::new();
    let mut of_government = false;
    let (texts, sheets) = texts(document);
    let mut above = "";
    for (at, text) in texts.iter().enumerate() {
        let next = texts.get(at + 1).map_or("", String::as_str);
        if let Some((unit, scope)) = owner::labelled_unit_over(text, next)
            && context.unit.as_ref().is_none_or(|known| is_cut(known, &unit))
        {
            context.unit = Some(unit);
            context.scope = context.scope.or(scope);
        }
        let mut folded = fold(text);
        let mut whole = text.clone();
        let speaks = ["预算", "决算", "执行"].iter().any(|word| folded.contains(word));
        // A title over two lines: 某某法院2024年 above 部门预算.
        let broken = speaks && year_in(&folded).is_none() && above.chars().count() <= 30;
        if broken && year_in(&fold(above)).is_some_and(|(_, rest)| ["", "度"].contains(&rest)) {
            whole = format!("{above}{text}");
            folded = fold(&whole);
        }
        if speaks && let Some((year, rest)) = year_in(&folded) {
            let short = folded.chars().count() <= 60;
            if short && titled.is_empty() {
                context.title_unit = owner::titled_unit(&whole, if whole == *text { above } else { "" });
                let place = context.title_unit.as_deref().is_some_and(|name| name.ends_with(government::PLACES));
                context.scope = context.scope.or(place.then_some(Scope::Government));
            }
            titled.push((year, short, rest.to_owned(), folded.clone()));
            // A government may be named in the title of any of its tables.
            if short && government::speaks(text) {
                of_government = true;
                context.title_unit = context.title_unit.take().or_else(|| government::place_in(text).map(Into::into));
            }
        }
        above = text;
    }
    // Short lines are titles; a sentence counts only if no title names a year.
    let best = titled.iter().find(|(_, short, ..)| *short).or_else(|| titled.first());
    if let Some((year, _, rest, whole)) = best {
        context.year = Some(*year);
        context.phase = vocabulary.phase(rest).or_else(|| vocabulary.phase(whole));
        context.scope = context.scope.or_else(|| scope_in(whole));
    }
    context.scope = context.scope.or(of_government.then_some(Scope::Government));
    if context.year.is_none() {
        let years: BTreeSet<FiscalYear> = sheets.iter().filter_map(|sheet| year_of_name(sheet)).collect();
        context.year = years.first().copied().filter(|_| years.len() == 1);
    }
    context
}

/// The year in the name of a sheet, file or folder: `2024年预算`, `甲局2024`. `None` for longer digit strings such as
/// dates (20240315), and if there are two years.
pub(in crate::source) fn year_of_name(name: &str) -> Option<FiscalYear> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9A-Za-z]+").expect("the pattern is constant"));
    let folded = fold(name);
    let runs = YEAR.find_iter(&folded).filter_map(|run| {
        let year = run.as_str().parse::<u16>().ok().filter(|_| run.len() == 4)?;
        FiscalYear::new(year).filter(|_| (1990..=2100).contains(&year))
    });
    let years: BTreeSet<FiscalYear> = runs.collect();
    years.first().copied().filter(|_| years.len() == 1)
}

/// The texts of a document in reading order (headings, paragraphs and the first rows of grids), and separately the
/// names of its sheets.
fn texts(document: &Document) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut sheets) = (Vec::new(), Vec::new());
    for block in &document.blocks {
        match block {
            Block::Heading { text, place, .. } if place.sheet.is_some() => sheets.push(text.clone()),
            Block::Heading { text, .. } => texts.push(text.clone()),
            Block::Paragraph { text, .. } => texts.push(text.replace('\n', "")),
            Block::Grid(grid) => {
                let cells = grid.cells().iter().filter(|cell| cell.row < 6);
                texts.extend(cells.map(|cell| cell.text.clone()));
            }
        }
    }
    (texts, sheets)
}

/// The amount unit that a caption or header names: `单位：万元`, `金额单位:元`, `（万元）`.
pub(super) fn amount_unit(text: &str) -> Option<AmountUnit> {
    // Every unit is one of 元.
    if !text.contains('元') {
        return None;
    }
    let text = fold(text);
    // 单位名称：某某法院元: the amount unit ran into the name.
    let glued = super::owner::glued_amount_unit(&text);
    let unit = AmountUnit::ALL.into_iter().rev().find(|unit| {
        let name = unit.name();
        text.contains(&format!("单位:{name}"))
            || text.contains(&format!("单位:人民币{name}"))
            || text.contains(&format!("({name})"))
            || text.contains(&format!("单位({name})"))
            || text == name
    });
    unit.or(glued)
}

/// The foreign currency that a caption or header names: `单位：万美元`, `（欧元）`.
pub(super) fn foreign_money(text: &str) -> Option<String> {
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:单位|金额)[:(](?:人民币)?([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))|^\(?([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))\)?$|\(([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))\)")
            .expect("the pattern is constant")
    });
    if !text.contains(['元', '镑', '币']) {
        return None;
    }
    let folded = fold(text);
    let found = FOREIGN.captures(&folded)?;
    found.iter().skip(1).flatten().next().map(|money| money.as_str().to_owned())
}

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
        let preceded = folded[..at].chars().rev().nth(4).is_some_and(|c| c.is_ascii_digit());
        if digits
            && !preceded
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

/// The text before and after the first year of a squeezed title: 甲局 and 部门预算 of 甲局2024年部门预算.
pub(super) fn around_year(title: &str) -> Option<(&str, &str)> {
    let (_, rest) = year_in(title)?;
    let before = title[..title.len() - rest.len()].trim_end_matches('年');
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || "〇一二三四五六七八九零○".contains(c));
    Some((before, rest))
}

fn scope_in(folded: &str) -> Option<Scope> {
    if ["部门预算", "部门决算"].iter().any(|word| folded.contains(word)) {
        Some(Scope::Department)
    } else if ["单位预算", "单位决算"].iter().any(|word| folded.contains(word)) {
        Some(Scope::Unit)
    } else {
        ["政府预算", "政府决算", "财政预算", "财政决算"].iter().any(|w| folded.contains(w)).then_some(Scope::Government)
    }
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
        assert_eq!(year_in("本年"), None);
    }

    #[test]
    fn amount_units_are_told_from_names_and_from_foreign_money() {
        assert_eq!(amount_unit("单位：万元"), Some(AmountUnit::TenThousand));
        assert_eq!(amount_unit("金额单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("2024年预算数（千元）"), Some(AmountUnit::Thousand));
        assert_eq!(amount_unit("编制单位：甲"), None);
        assert_eq!(amount_unit("单位名称：甲市中级人民法院元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("单位：亿元"), Some(AmountUnit::HundredMillion));
        for text in ["单位：万美元", "金额单位:万美元", "（万美元）", "2024年预算数（万美元）"]
        {
            assert_eq!((amount_unit(text), foreign_money(text).as_deref()), (None, Some("万美元")), "{text}");
        }
        assert_eq!(foreign_money("单位：万元"), None);
        assert_eq!(foreign_money("其中：外币贷款"), None);
    }

    #[test]
    fn a_name_tells_a_year_where_one_stands_alone_in_it() {
        let year = |name| year_of_name(name).map(FiscalYear::get);
        assert_eq!(year("甲局2024年部门预算"), Some(2024));
        assert_eq!(year("2023"), Some(2023));
        assert_eq!(year("2023-甲局"), Some(2023));
        for name in ["20240315", "2023-2024对比", "A2024x", "甲局", "1024号"] {
            assert_eq!(year(name), None, "{name}");
        }
    }
}
