//! 单位: finds whose budget it is, from labels, titles and file names.

use super::place::PLACES;
use super::year::around_year;
use crate::model::{AmountUnit, Scope};
use crate::source::words::squeeze;
use std::sync::Arc;

/// Labels of a unit's name, with the scope that they imply. The bare 单位 labels the amount unit just as often.
const LABELS: [(&str, Option<Scope>); 14] = [
    ("编制单位", None),
    ("编报单位", None),
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
    ("单位", None),
];

/// The unit after `编制单位：`, `部门：` and the like, with the scope that the label implies.
pub(super) fn labelled_unit(text: &str) -> Option<(Arc<str>, Option<Scope>)> {
    let (name, scope, bare) = labelled(text)?;
    let (name, _) = without_amount_unit(&name);
    let is_amount = AmountUnit::from_name(name).is_some();
    let placeholder = name.contains("XX") || name.contains("××");
    let is_valid = !name.is_empty() && !is_amount && !placeholder && name.chars().count() <= 60;
    // 单位：万元公厅: an amount unit with part of a name that ran into it.
    let begins_with_amount_unit = || AmountUnit::ALL.iter().any(|unit| name.starts_with(unit.name()));
    (is_valid && (!bare || names_unit(name) && !begins_with_amount_unit())).then(|| (name.into(), scope))
}

/// As [`labelled_unit`], if the name may be, or continue, in the next cell or line.
pub(super) fn labelled_unit_over(text: &str, next: &str) -> Option<(Arc<str>, Option<Scope>)> {
    let next = squeeze(next);
    let goes_on = next.chars().count() <= 30 && !next.contains(['：', ':', '表']) && !next.is_empty();
    let joined = || {
        let (name, _, _) = labelled(text)?;
        let whole = format!("{}{next}", squeeze(text));
        let whole = labelled_unit(&whole).filter(|(whole, _)| names_unit(whole) && !names_unit(&name))?;
        // A complete name is not extended, and neither is the name of a place.
        (name.is_empty() || next.chars().count() <= 8 && !name.ends_with(PLACES)).then_some(whole)
    };
    goes_on.then(joined).flatten().or_else(|| labelled_unit(text))
}

/// The text after a label, its scope, and whether the label is the bare 单位.
fn labelled(text: &str) -> Option<(String, Option<Scope>, bool)> {
    if !text.contains([':', '：']) {
        return None;
    }
    let text = squeeze(text).replace(':', "：");
    let opened = text.strip_prefix("公开");
    LABELS.into_iter().find_map(|(label, scope)| {
        let rest = text.strip_prefix(label).or_else(|| opened?.strip_prefix(label))?;
        let name = behind_label(rest)?;
        // Longer marks first, so that 金额单位： is not cut before 单位：.
        let marks = ["金额单位", "货币单位", "计量单位", "单位：", "编制日期", "填报日期", "日期：", "（单位", "(单位"];
        let name = marks.iter().fold(name, |name, mark| name.find(mark).map_or(name, |at| &name[..at]));
        // A date after the name: 2024年1月.
        let dated = name.find('年').and_then(|at| name[..at].find(|c: char| c.is_ascii_digit()));
        let name = dated.map_or(name, |at| &name[..at]);
        Some((name.trim_end_matches(['（', '(', '，', ',', '、', '；']).to_owned(), scope, label == "单位"))
    })
}

/// The text behind the colon of a label: 部门（单位）名称：, 填报单位（盖章）：.
fn behind_label(rest: &str) -> Option<&str> {
    fn bracket(rest: &str) -> Option<&str> {
        let (inner, rest) = rest.strip_prefix(['（', '('])?.split_once(['）', ')'])?;
        ["盖章", "公章", "签章", "章", "单位", "部门"].contains(&inner).then_some(rest)
    }
    let rest = bracket(rest).unwrap_or(rest);
    let rest = rest.strip_prefix("名称").unwrap_or(rest);
    bracket(rest).unwrap_or(rest).strip_prefix('：')
}

/// Splits off an amount unit that ran into the end of a name: 某某法院元, 某某局人民币万元.
fn without_amount_unit(name: &str) -> (&str, Option<AmountUnit>) {
    let glued = AmountUnit::ALL.into_iter().find_map(|unit| {
        let rest = name.strip_suffix(unit.name())?;
        let rest = rest.strip_suffix("人民币").unwrap_or(rest).trim_end_matches(['（', '(', '单', '位']);
        names_unit(rest).then_some((rest, Some(unit)))
    });
    glued.unwrap_or((name, None))
}

/// The amount unit that ran into the name after a label.
pub(super) fn glued_amount_unit(text: &str) -> Option<AmountUnit> {
    labelled(text).and_then(|(name, _, _)| without_amount_unit(&name).1)
}

/// The unit that the title of a document names: before the year, after it, or alone on the line above.
pub(super) fn titled_unit(title: &str, above: &str) -> Option<Arc<str>> {
    let title = squeeze(title);
    let (before, rest) = around_year(&title)?;
    let end = ["部门预算", "单位预算", "部门决算", "单位决算", "预算", "决算"].iter().find_map(|word| rest.find(word));
    let behind = end.map_or("", |end| rest[..end].trim_start_matches('度'));
    let above = squeeze(above);
    // A name broken over two lines: 某省高级人民 above 法院2024年度部门预算.
    let joined = Some(format!("{above}{before}")).filter(|joined| {
        let odd =
            ["预算", "决算", "公开", "附件", "目录", "部分", "说明", "表"].iter().any(|word| above.contains(word));
        let whole = before.is_empty() || names_unit(before) && before.contains(PLACES) || names_unit(&above);
        !odd && !whole && !above.is_empty() && above.chars().count() <= 20 && names_unit(joined)
    });
    let office =
        joined.or_else(|| [before, behind, &above].into_iter().find(|name| names_unit(name)).map(str::to_owned));
    let office = office.or_else(|| unit_of_table(before).or_else(|| unit_of_table(rest)));
    let office = office.map(Into::into);
    office.or_else(|| government(before, rest.trim_start_matches('度')).map(Into::into))
}

/// The unit in what stands before or behind the year in the title of a table: 甲县财政局支出预算总表（ of a title that
/// ends with 2024年）, 度甲县财政局收支总表, 度支出预算总表（甲县财政局）.
fn unit_of_table(part: &str) -> Option<String> {
    const WORDS: [&str; 12] = [
        "部门",
        "单位",
        "收支",
        "收入",
        "支出",
        "财政拨款",
        "一般公共预算",
        "政府性基金",
        "国有资本",
        "项目",
        "预算",
        "决算",
    ];
    let part = part.trim_start_matches('度');
    let own = |name: &str| {
        let several =
            name.starts_with(['全', '各']) || name.contains("级") && !name.contains("本级") || name.ends_with("机关");
        let named = names_unit(name) && name.contains(PLACES) || names_short(name);
        (named && !several).then(|| name.to_owned())
    };
    let head = |text: &str| WORDS.iter().filter_map(|word| text.find(word)).collect::<std::collections::BTreeSet<_>>();
    part.split(['（', '(', '）', ')', '：', ':'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .find_map(|text| own(text).or_else(|| head(text).into_iter().find_map(|at| own(&text[..at]))))
}

/// Whether a text is a name of three characters: 财政局, 县医院.
fn names_short(text: &str) -> bool {
    let vague = text.starts_with(['我', '本', '该', '各', '全', '某', '原', '新', '同', '年', '第']);
    text.chars().count() == 3
        && text.ends_with(['局', '厅', '委', '院', '馆', '校', '站', '所'])
        && !vague
        && text.chars().all(|c| ('一'..='龥').contains(&c))
}

/// The place whose government a title names: 甲县一般公共预算收入预算表, 甲市本级政府性基金支出决算表. Titles of a
/// unit's own tables name 财政拨款, or expenditure only.
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

/// Whether a text is the name of an office, rather than a place or a phrase.
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

/// The unit in the name of a file or folder: `3.某某局2024年部门预算`, `某某局`.
pub(in crate::source) fn unit_of_name(name: &str) -> Option<Arc<str>> {
    let name = squeeze(name);
    let name = name.strip_prefix("附件").unwrap_or(&name);
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || "._-—、：: ".contains(c));
    let name = name.trim_start_matches(['年', '度']);
    let year = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (before, behind) = name.split_at(year);
    let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['年', '度']);
    let ends = ["部门预算", "单位预算", "部门决算", "单位决算", "预算", "决算"];
    let cut = |part: &str| {
        let end = ends.iter().find_map(|word| part.find(word)).unwrap_or(part.len());
        part[..end].trim_matches(['-', '_', '—', '（', '(', ' ']).to_owned()
    };
    [cut(before), cut(behind)].into_iter().find(|name| names_unit(name)).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_its_unit_whatever_is_glued_to_it() {
        let unit = |text| labelled_unit(text).map(|(unit, _)| unit.to_string());
        assert_eq!(unit("编制单位：甲县 财政局").as_deref(), Some("甲县财政局"));
        assert_eq!(unit("部门：江苏省某院    单位：万元").as_deref(), Some("江苏省某院"));
        for text in [
            "单位名称：甲市中级人民法院单位：元",
            "单位名称：甲市中级人民法院元",
            "编制单位：甲市中级人民法院（单位：元）",
            "填报单位:甲市中级人民法院金额单位:万元",
            "部门名称：甲市中级人民法院人民币万元",
            "单位：甲市中级人民法院",
            "编制单位：甲市中级人民法院 2024年1月",
            "公开部门：甲市中级人民法院",
            "公开单位名称：甲市中级人民法院",
            "部门（单位）名称：甲市中级人民法院",
            "单位（部门）：甲市中级人民法院",
            "填报单位（盖章）：甲市中级人民法院",
            "单位名称(公章):甲市中级人民法院　　单位：万元",
        ] {
            assert_eq!(unit(text).as_deref(), Some("甲市中级人民法院"), "{text}");
        }
        for text in ["单位：万元", "单位：元", "单位：个", "单位：万元公厅", "金额单位：万元", "编制单位：XX局"]
        {
            assert_eq!(unit(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_may_have_its_name_in_the_next_cell_or_half_of_it() {
        let unit = |text, next| labelled_unit_over(text, next).map(|(unit, _)| unit.to_string());
        assert_eq!(unit("填报单位：", "甲市中级人民法院").as_deref(), Some("甲市中级人民法院"));
        assert_eq!(unit("编制单位：甲市中级人民", "法院").as_deref(), Some("甲市中级人民法院"));
        assert_eq!(unit("编制单位：甲市财政局", "科目编码").as_deref(), Some("甲市财政局"));
        assert_eq!(unit("编制单位：甲市", "财政局").as_deref(), Some("甲市"));
        assert_eq!(unit("编制单位：", "单位：万元"), None);
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
        assert_eq!(unit("法院2024年度部门预算", "甲省高级人民").as_deref(), Some("甲省高级人民法院"));
        assert_eq!(unit("会办公厅2024年部门预算", "中国共产党甲省委员").as_deref(), Some("中国共产党甲省委员会办公厅"));
        assert_eq!(unit("甲县财政局2024年部门预算", "附件1").as_deref(), Some("甲县财政局"));
        assert_eq!(unit("示例局2024年支出预算总表", "").as_deref(), Some("示例局"));
        for title in [
            "甲县财政局2024年支出预算总表",
            "2024年甲县财政局支出预算总表",
            "2024年度甲县财政局财政拨款收支总表",
            "甲县财政局（2024年）支出预算总表",
            "甲县财政局支出预算总表（2024年）",
            "甲县财政局一般公共预算支出预算表（2024年度）",
            "2024年支出预算总表（甲县财政局）",
            "（甲县财政局）2024年收支预算总表",
            "2024年度部门收支预算总表：甲县财政局",
            "2024年甲县财政局部门收支预算总表",
        ] {
            assert_eq!(unit(title, "").as_deref(), Some("甲县财政局"), "{title}");
        }
        for title in [
            "2024年支出预算总表",
            "2024年全市各部门收支预算总表",
            "2024年省级党政机关支出预算表",
            "2024年义务教育学校支出预算表",
            "我局2024年支出预算总表",
            "2024年部门预算支出经济分类预算表（试行）",
            "支出预算总表（2024年）",
        ] {
            assert_eq!(unit(title, ""), None, "{title}");
        }
    }

    #[test]
    fn the_name_of_a_file_may_tell_the_unit() {
        let unit = |name| unit_of_name(name).map(|unit| unit.to_string());
        for name in [
            "甲市中级人民法院2024年部门预算",
            "3.甲市中级人民法院",
            "附件2：2024年度甲市中级人民法院部门决算公开表",
            "甲市中级人民法院_2024",
        ] {
            assert_eq!(unit(name).as_deref(), Some("甲市中级人民法院"), "{name}");
        }
        for name in ["2024年部门预算公开", "预算表", "20240315", "收入支出总表", "新建文件夹"] {
            assert_eq!(unit(name), None, "{name}");
        }
    }
}
