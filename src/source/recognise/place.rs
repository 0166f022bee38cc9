//! 地方: the words by which a text means a whole area (全市) or its own level (市本级).

use crate::model::Scope;
use crate::source::words::{fold, numbering};

/// Last characters of the names of places.
pub(super) const PLACES: [char; 9] = ['省', '市', '县', '区', '旗', '州', '盟', '镇', '乡'];

/// The scope of a word that is nothing but a scope, such as the header of a column: 全市, 其中：市本级.
pub(super) fn scope_of_word(word: &str) -> Option<Scope> {
    let folded = fold(word);
    let bare = numbering(&folded).1.trim_matches(['(', ')']);
    let (scope, rest) = match (whole_word(bare), own_word(bare)) {
        (Some(word), None) => (Scope::Government, bare.replace(word, "")),
        (None, Some(word)) => (Scope::OwnLevel, bare.replace(word, "")),
        _ => return None,
    };
    ["", "合计", "小计", "数", "政府"].contains(&rest.as_str()).then_some(scope)
}

/// The words for a level before the words for a year or phase, and the rest: 全市2025年执行数, 市本级执行数, 县区2025年执行数.
/// The scope is `None` for the levels below, whose money is not that of the government itself.
pub(super) fn level_before(word: &str) -> Option<(Option<Scope>, String, String)> {
    const BELOW: [&str; 8] = ["县(市、区)级", "县(市、区)", "县市区", "县区级", "区县级", "县区", "区县", "市县"];
    let folded = fold(word);
    let below = || BELOW.into_iter().find(|name| folded.starts_with(name)).map(|name| (None, name));
    let whole =
        || whole_word(&folded).filter(|name| folded.starts_with(name)).map(|name| (Some(Scope::Government), name));
    let own = || own_word(&folded).filter(|name| folded.starts_with(name)).map(|name| (Some(Scope::OwnLevel), name));
    let (scope, name) = below().or_else(whole).or_else(own)?;
    let rest = folded[name.len()..].to_owned();
    (!rest.is_empty()).then(|| (scope, name.to_owned(), rest))
}

/// The word for the whole area in a text: 全省, 全市.
pub(super) fn whole_word(folded: &str) -> Option<&str> {
    folded.match_indices('全').find_map(|(at, _)| {
        let place = folded[at + '全'.len_utf8()..].chars().next().filter(|c| PLACES.contains(c))?;
        folded.get(at..at + '全'.len_utf8() + place.len_utf8())
    })
}

/// The word for the own level in a text: 市本级, 省级, 本级.
pub(super) fn own_word(folded: &str) -> Option<&str> {
    folded.match_indices('级').find_map(|(at, _)| {
        let end = at + '级'.len_utf8();
        let before = &folded[..at];
        let from = before.strip_suffix('本').unwrap_or(before);
        let place = from.chars().next_back().filter(|c| PLACES.contains(c));
        // 市级以上 and 各市级 mean other governments.
        let others = folded[end..].starts_with("以") || from.ends_with("各市") || from.ends_with("各县");
        let start = match place {
            Some(place) if !others => from.len() - place.len_utf8(),
            None if from.len() < before.len() => from.len(),
            _ => return None,
        };
        folded.get(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_only_a_scope_names_it() {
        assert_eq!(scope_of_word("其中：市本级"), Some(Scope::OwnLevel));
        assert_eq!(scope_of_word("全市"), Some(Scope::Government));
        assert_eq!(scope_of_word("全市收入预算"), None);
    }
}
