//! 列名: updates sentences that list names of items without figures: 人员经费主要包括：基本工资、津贴补贴、奖金。

use super::rolled::RollForward;
use super::sheet::Sheet;
use crate::model::plain_name;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// Names between 包括 or a similar verb and the end of the clause.
static LIST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:包括|包含|分别为|分别是)[:：]?(?P<names>[^，,。；;：:\d]+)").expect("the pattern is constant")
});

/// Where last year's text named all items with figures, names all items with figures in this year's tables.
pub(super) fn roll(of: &RollForward<'_>, sheet: &mut Sheet) {
    for sentence in of.paper.sentences.iter().filter(|sentence| sentence.heading.is_none()) {
        for found in LIST.captures_iter(&sentence.text) {
            let Some(names) = found.name("names") else { continue };
            // 等 marks an incomplete list.
            let some = names.as_str().trim_end().strip_suffix('等');
            let listed: Vec<&str> = some.unwrap_or(names.as_str()).split('、').map(str::trim).collect();
            let plain: BTreeSet<String> = listed.iter().map(|name| plain_name(name)).collect();
            if listed.len() < 2 || plain.len() != listed.len() {
                continue;
            }
            let same = of.groups.iter().filter(|group| group.old == plain);
            let new: BTreeSet<&Vec<Arc<str>>> = same.map(|group| &group.new).filter(|new| !new.is_empty()).collect();
            let spelt = |name: &Arc<str>| {
                let old = listed.iter().find(|old| plain_name(old) == plain_name(name));
                old.map_or_else(|| name.to_string(), |old| (*old).to_owned())
            };
            if let (Some(names_now), 1, None) = (new.first(), new.len(), some) {
                let words = names_now.iter().map(spelt).collect::<Vec<_>>().join("、");
                let is_same = names_now.iter().map(|name| plain_name(name)).collect::<BTreeSet<_>>() == plain;
                if !is_same {
                    sheet.edit(&sentence.place, &sentence.text, names.range(), words);
                }
            } else if let Some(gone) = gone(of, &plain) {
                let note = format!("所列的{}现在没有数，请核对", gone.into_iter().collect::<Vec<_>>().join("、"));
                sheet.open(&sentence.place, &sentence.text, names.range(), note);
            }
        }
    }
}

/// The listed names that are gone from this year's tables; `None` unless one of last year's groups has them all.
fn gone(of: &RollForward<'_>, listed: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let has_all = of.groups.iter().filter(|group| listed.is_subset(&group.old));
    let gone = has_all.map(|group| {
        let new: BTreeSet<String> = group.new.iter().map(|name| plain_name(name)).collect();
        listed.difference(&new).cloned().collect::<BTreeSet<String>>()
    });
    gone.min_by_key(BTreeSet::len).filter(|gone| !gone.is_empty())
}
