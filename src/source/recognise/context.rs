//! 文件口径: whose document this is, of which year and which phase, told from its content.

use super::government;
use crate::model::{AmountUnit, FiscalYear, Phase, Scope};
use crate::source::unit::is_cut;
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use crate::source::{Block, Document};
use std::sync::Arc;

/// 文件口径. What a document does not say stays `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// 单位名称 behind a label such as 编制单位
    pub unit: Option<Arc<str>>,
    /// The unit that a title without a label names: 某某局2024年部门预算
    pub title_unit: Option<Arc<str>>,
    /// 部门, 单位 or 政府
    pub scope: Option<Scope>,
    /// 年度
    pub year: Option<FiscalYear>,
    /// 预算 or 决算
    pub phase: Option<Phase>,
}

/// Reads the context of a document from its titles, captions and table heads.
pub fn context(document: &Document) -> Context {
    let vocabulary = Vocabulary::shipped();
    let mut context = Context::default();
    let mut titled = Vec::new();
    let mut above = String::new();
    let mut of_government = false;
    for text in texts(document) {
        if let Some((unit, scope)) = labelled_unit(&text)
            && context.unit.as_ref().is_none_or(|known| is_cut(known, &unit))
        {
            context.unit = Some(unit);
            context.scope = context.scope.or(scope);
        }
        let folded = fold(&text);
        let speaks = ["预算", "决算", "执行"].iter().any(|word| folded.contains(word));
        if speaks && let Some((year, rest)) = year_in(&folded) {
            let short = folded.chars().count() <= 60;
            if short && titled.is_empty() {
                context.title_unit = titled_unit(&text, &above);
                let place = context.title_unit.as_deref().is_some_and(|name| name.ends_with(PLACES));
                context.scope = context.scope.or(place.then_some(Scope::Government));
            }
            titled.push((year, short, rest.to_owned(), folded.clone()));
            // A government's tables name it in any of their titles.
            if short && government::speaks(&text) {
                of_government = true;
                context.title_unit = context.title_unit.take().or_else(|| government::place_in(&text).map(Into::into));
            }
        }
        above = text;
    }
    // A short line is a title; a sentence only counts where no title names a year.
    let best = titled.iter().find(|(_, short, ..)| *short).or_else(|| titled.first());
    if let Some((year, _, rest, whole)) = best {
        context.year = Some(*year);
        context.phase = vocabulary.phase(rest).or_else(|| vocabulary.phase(whole));
        context.scope = context.scope.or_else(|| scope_in(whole));
    }
    context.scope = context.scope.or(of_government.then_some(Scope::Government));
    context
}

/// Every short text of a document in reading order: paragraphs' lines and the cells of grids' first rows.
fn texts(document: &Document) -> Vec<String> {
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => texts.push(text.clone()),
            Block::Paragraph { text, .. } => texts.push(text.replace('\n', "")),
            Block::Grid(grid) => {
                let cells = grid.cells().iter().filter(|cell| cell.row < 6);
                texts.extend(cells.map(|cell| cell.text.clone()));
            }
        }
    }
    texts
}

/// The unit after `编制单位：`, `部门：` and the like, with the scope that the label tells.
pub(super) fn labelled_unit(text: &str) -> Option<(Arc<str>, Option<Scope>)> {
    const LABELS: [(&str, Option<Scope>); 12] = [
        ("编制单位", None),
        ("编制部门", Some(Scope::Department)),
        ("填报单位", None),
        ("填报部门", Some(Scope::Department)),
        ("单位名称", None),
        ("部门名称", Some(Scope::Department)),
        ("预算单位", None),
        ("预算部门", Some(Scope::Department)),
        ("预算主管部门", Some(Scope::Department)),
        ("决算单位", None),
        ("决算部门", Some(Scope::Department)),
        ("部门", Some(Scope::Department)),
    ];
    let text = squeeze(text).replace(':', "：");
    for (label, scope) in LABELS {
        let rest = text.strip_prefix(label).or_else(|| text.strip_prefix(&format!("公开{label}")));
        if let Some(name) = rest.and_then(|rest| rest.strip_prefix('：')) {
            // The longer mark first: what is cut off before 单位： would leave its 金额 to the name.
            let name = ["金额单位：", "货币单位：", "计量单位：", "单位：", "编制日期", "日期："]
                .iter()
                .fold(name, |name, mark| name.find(mark).map_or(name, |at| &name[..at]));
            let is_amount = AmountUnit::from_name(name).is_some();
            let placeholder = name.contains("XX") || name.contains("××");
            if !name.is_empty() && !is_amount && !placeholder && name.chars().count() <= 60 {
                return Some((name.into(), scope));
            }
        }
    }
    None
}

/// The unit that the title of a document names: before the year, behind it, or alone on the line above.
fn titled_unit(title: &str, above: &str) -> Option<Arc<str>> {
    let title = squeeze(title);
    let (_, rest) = year_in(&title)?;
    let before = title[..title.len() - rest.len()].trim_end_matches('年');
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || "〇一二三四五六七八九零○".contains(c));
    let end = ["部门预算", "单位预算", "部门决算", "单位决算", "预算", "决算"].iter().find_map(|word| rest.find(word));
    let behind = end.map_or("", |end| rest[..end].trim_start_matches('度'));
    let office = [before, behind, &squeeze(above)].into_iter().find(|name| names_unit(name)).map(Into::into);
    office.or_else(|| government(before, rest.trim_start_matches('度')).map(Into::into))
}

/// How the names of places end.
const PLACES: [char; 9] = ['省', '市', '县', '区', '旗', '州', '盟', '镇', '乡'];

/// The place whose government a title speaks of: 甲县一般公共预算收入预算表, 甲市本级政府性基金支出决算表. A unit's
/// own tables speak of 财政拨款 and of spending alone.
fn government<'a>(before: &'a str, rest: &'a str) -> Option<&'a str> {
    const BUDGETS: [&str; 4] = ["一般公共预算", "政府性基金", "国有资本经营", "社会保险基金"];
    let at = BUDGETS.iter().filter_map(|budget| rest.find(budget)).min()?;
    let behind = &rest[at..];
    let public = ["收入", "收支"].iter().any(|side| behind.contains(side)) && !behind.contains("财政拨款");
    let place = if at == 0 { before } else { &rest[..at] };
    let place =
        ["全省", "全市", "全县", "全区"].iter().fold(place, |place, tail| place.strip_suffix(tail).unwrap_or(place));
    let place = ["本级", "级", "财政"].iter().fold(place, |place, tail| place.strip_suffix(tail).unwrap_or(place));
    let named = place.ends_with(PLACES);
    (public && named && (2..=20).contains(&place.chars().count())).then_some(place)
}

/// Whether a text is the name of an office, and not a place or a phrase.
pub(super) fn names_unit(text: &str) -> bool {
    const ENDS: [&str; 32] = [
        "局",
        "厅",
        "委",
        "委员会",
        "办",
        "办公室",
        "办公厅",
        "院",
        "处",
        "站",
        "所",
        "中心",
        "协会",
        "联合会",
        "校",
        "学",
        "馆",
        "大队",
        "支队",
        "总队",
        "部",
        "团",
        "园",
        "社",
        "人民政府",
        "公司",
        "机关",
        "人大",
        "政协",
        "会",
        "（本级）",
        "(本级)",
    ];
    let length = text.chars().count();
    (4..=40).contains(&length)
        && ENDS.iter().any(|end| text.ends_with(end))
        && !text.chars().any(|c| c.is_ascii_digit() || c.is_ascii_punctuation() && !"()".contains(c))
        && !text.contains(['，', '。', '；', '：', '、', '第', '“', '《'])
}

/// The amount unit that a caption or header names: `单位：万元`, `金额单位:元`, `（万元）`.
pub(super) fn amount_unit(text: &str) -> Option<AmountUnit> {
    let text = fold(text);
    let units = [
        AmountUnit::Million,
        AmountUnit::TenThousand,
        AmountUnit::Thousand,
        AmountUnit::HundredMillion,
        AmountUnit::Yuan,
    ];
    units.into_iter().find(|unit| {
        let name = unit.name();
        text.contains(&format!("单位:{name}"))
            || text.contains(&format!("单位:人民币{name}"))
            || text.contains(&format!("({name})"))
            || text.contains(&format!("单位({name})"))
            || text == name
    })
}

/// The first year of a folded text, and what follows it: `2024年`, `2024年度`, `二〇二四年`.
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
            // Of a span of years (2019年—2024年) the last one is the document's.
            let span = rest.trim_start_matches('度').strip_prefix(['-', '—', '–', '~', '～', '至', '到']);
            return span.and_then(year_in).filter(|(last, _)| *last > year).or(Some((year, rest)));
        }
    }
    None
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
    fn a_title_names_its_unit_before_or_behind_the_year_or_above() {
        let unit = |title, above| titled_unit(title, above).map(|unit| unit.to_string());
        assert_eq!(unit("甲省委办公厅 2017 年度部门预算", "").as_deref(), Some("甲省委办公厅"));
        assert_eq!(unit("2024年度甲市乙区财政局部门决算", "").as_deref(), Some("甲市乙区财政局"));
        assert_eq!(unit("2024年度部门决算", "甲市乙区财政局").as_deref(), Some("甲市乙区财政局"));
        assert_eq!(unit("甲市乙区2025年区级部门预算", ""), None);
        assert_eq!(unit("第二部分 甲县财政局2017年度部门预算表", ""), None);
        assert_eq!(unit("甲省2018年度省级部门预算公开报表", "目录"), None);
        assert_eq!(unit("2024年甲县一般公共预算收入预算表", "").as_deref(), Some("甲县"));
        assert_eq!(unit("甲省乙市本级2024年政府性基金收支预算总表", "").as_deref(), Some("甲省乙市"));
        assert_eq!(unit("2024年一般公共预算支出预算表", ""), None);
    }

    #[test]
    fn units_and_amount_units_are_told_apart() {
        assert_eq!(labelled_unit("编制单位：甲县 财政局").unwrap().0.as_ref(), "甲县财政局");
        assert_eq!(labelled_unit("部门：江苏省某院    单位：万元").unwrap().0.as_ref(), "江苏省某院");
        assert_eq!(labelled_unit("单位：万元"), None);
        assert_eq!(amount_unit("单位：万元"), Some(AmountUnit::TenThousand));
        assert_eq!(amount_unit("金额单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("2024年预算数（千元）"), Some(AmountUnit::Thousand));
        assert_eq!(amount_unit("编制单位：甲"), None);
    }
}
