//! 单位名称: decides which names denote the same unit, and which spelling is used.

use super::words::fold;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Full forms and the short forms that official titles use.
const SHORT: [(&str, &str); 5] = [
    ("中国共产党", "中共"),
    ("人民代表大会", "人大"),
    ("政治协商会议", "政协"),
    ("常务委员会", "常委会"),
    ("委员会", "委"),
];

/// The normal form of a unit's name: spacing, character width and the use of short forms do not matter.
pub(super) fn key(name: &str) -> String {
    let short = SHORT.iter().fold(fold(name), |name, (full, short)| name.replace(full, short));
    // Titles of party organs often omit 中共.
    short.strip_prefix("中共").filter(|rest| rest.chars().count() >= 4).map_or_else(|| short.clone(), str::to_owned)
}

/// Whether a name is the beginning of another one, truncated by a cell that is too narrow. A missing bracket such as
/// （本级） denotes another unit.
pub(super) fn is_cut(name: &str, whole: &str) -> bool {
    let (name, whole) = (fold(name), fold(whole));
    whole.strip_prefix(&name).is_some_and(|rest| {
        name.chars().count() >= 6 && (1..=3).contains(&rest.chars().count()) && !rest.contains(['(', ')'])
    })
}

/// 统一名称: uses the first spelling of each unit throughout.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_key: BTreeMap<String, Arc<str>>,
    /// Results of [`Self::unified`], cached: a large dataset asks for the same name a million times.
    known: BTreeMap<Arc<str>, Arc<str>>,
}

impl Names {
    /// The spelling to use for this name.
    pub(super) fn unified(&mut self, name: &Arc<str>) -> Arc<str> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let unified = match name.is_empty() {
            true => name.clone(),
            false => self.by_key.entry(key(name)).or_insert_with(|| name.clone()).clone(),
        };
        self.known.insert(name.clone(), unified.clone());
        unified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cut_short_is_told_from_a_part_of_a_department() {
        assert!(is_cut("中国共产党甲省委员会办", "中国共产党甲省委员会办公厅"));
        assert!(!is_cut("甲县财政局", "甲县财政局（本级）"));
        assert!(!is_cut("甲省某市教育局", "甲省某市教育局第一幼儿园"));
        assert!(!is_cut("甲县财政局", "甲县财政局"));
    }

    #[test]
    fn spaces_widths_and_short_forms_do_not_make_another_unit() {
        let same = |one, other| assert_eq!(key(one), key(other));
        same("甲县财政局（本级）", "甲 县 财政局(本级)");
        same("甲县ＡＢ中心", "甲县AB中心");
        same("中国共产党甲省委员会办公厅", "中共甲省委办公厅");
        same("甲省委办公厅", "中共甲省委办公厅");
        same("甲市卫生健康委员会", "甲市卫生健康委");
        assert_ne!(key("甲县财政局（本级）"), key("甲县财政局"));
        let mut names = Names::default();
        assert_eq!(&*names.unified(&"甲县财政局（本级）".into()), "甲县财政局（本级）");
        assert_eq!(&*names.unified(&"甲县财政局(本级)".into()), "甲县财政局（本级）");
    }
}
