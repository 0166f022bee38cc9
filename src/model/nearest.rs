//! 相近的词: what somebody who mistyped a word probably meant.

/// The name that is most similar to `word`, or that contains it or is contained in it; `None` if none is similar.
///
/// ```
/// use tongbi::model::nearest;
/// assert_eq!(nearest("wterfall", ["waterfall", "瀑布图"]), Some("waterfall"));
/// assert_eq!(nearest("爆布图", ["waterfall", "瀑布图"]), Some("瀑布图"));
/// assert_eq!(nearest("饼图", ["waterfall", "瀑布图"]), None);
/// ```
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let word = word.trim().to_lowercase();
    let length = word.chars().count();
    let distance = |name: &str| strsim::damerau_levenshtein(&word, &name.to_lowercase());
    // At most two typing errors; fewer in short words, where any word would match.
    let close = names.clone().into_iter().min_by_key(|name| distance(name));
    let close = close.filter(|name| distance(name) <= 2 && distance(name) * 2 < length);
    let within =
        |name: &&str| length >= 2 && name.chars().count() >= 2 && (name.contains(&word) || word.contains(name));
    close.or_else(|| names.into_iter().filter(within).min_by_key(|name| distance(name)))
}
