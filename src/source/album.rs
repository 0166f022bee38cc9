//! 图片成册: pictures of one folder whose names count them (`第1页.jpg`, `page-02.png`) are the pages of one document.

use super::format::{self, Sheet};
use super::gather::Source;
use super::{Limits, SourceError};
use crate::model::{Place, Warning, WarningKind, counting_word, sha256};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// The largest number in a name that is taken for the page it stands on; larger ones only tell the order.
const LAST_PAGE: u64 = 999;

/// 系列: what the names of the pictures of one document have in common: the folder, and what stands before and behind
/// the number.
type Series = (PathBuf, String, String);

/// Binds the pictures among the sources into documents: those that are counted into one, each other into one of its own.
/// A document stands where its first picture stood.
///
/// # Errors
/// The layout of a picture that the user named cannot be restored, or it has more cells than the limit.
pub(super) fn bind(
    sources: Vec<Source>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Source>, SourceError> {
    let names: Vec<_> = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.sheet.is_some())
        .map(|(at, source)| (at, source.folder.clone(), file_name(&source.document.name).to_owned()))
        .collect();
    let series = series(&names);
    let mut albums: BTreeMap<Series, Vec<(u64, Source)>> = BTreeMap::new();
    let mut order = Vec::with_capacity(sources.len());
    for (at, source) in sources.into_iter().enumerate() {
        let Some((series, number)) = series.get(&at) else {
            order.push(Err(source));
            continue;
        };
        match albums.entry(series.clone()) {
            Entry::Occupied(mut album) => album.get_mut().push((*number, source)),
            Entry::Vacant(album) => {
                order.push(Ok(series.clone()));
                album.insert(vec![(*number, source)]);
            }
        }
    }
    let mut bound = Vec::with_capacity(order.len());
    for one in order {
        let source = match one {
            Err(source) => source,
            Ok(series) => match document(albums.remove(&series).unwrap_or_default(), limits, warnings)? {
                Some(source) => source,
                None => continue,
            },
        };
        bound.push(source);
    }
    Ok(bound)
}

/// The document of these pictures; a warning if it cannot be made of pictures that were found.
fn document(
    mut pages: Vec<(u64, Source)>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Source>, SourceError> {
    pages.sort_by_key(|(number, _)| *number);
    let count = pages.len();
    let are_pages = count > 1 && pages.iter().all(|(number, _)| (1..=LAST_PAGE).contains(number));
    let numbers: Vec<u32> = match are_pages {
        // At most LAST_PAGE.
        true => pages.iter().map(|(number, _)| *number as u32).collect(),
        false => (1..).take(count).collect(),
    };
    let prints: String = pages.iter().map(|(_, source)| source.fingerprint.as_str()).collect();
    let named = pages.iter().any(|(_, source)| source.named);
    let mut sources = pages.into_iter().map(|(_, source)| source);
    let Some(mut first) = sources.next() else { return Ok(None) };
    let name: Arc<str> = match count {
        1 => first.document.name.clone(),
        _ => format!("{} 等{count}张图片", first.document.name).into(),
    };
    let sheets = std::iter::once(first.sheet.take()).chain(sources.map(|source| source.sheet)).flatten();
    let sheets: Vec<(u32, Sheet)> = numbers.iter().copied().zip(sheets).collect();
    if let Some(missing) = missing(&numbers) {
        let message = format!("图片按编号作一个文件的各页，编号缺 {missing}。请核对是否少了图片");
        warnings.push(Warning::new(WarningKind::Note, Place::file(name.clone()), message));
    }
    match format::of_sheets(&name, sheets, limits) {
        Ok(document) => {
            let fingerprint = if count == 1 { first.fingerprint } else { sha256(prints.as_bytes()) };
            Ok(Some(Source { document, fingerprint, named, ..first }))
        }
        Err(error) if named => Err(error),
        Err(error) => {
            let message = error.to_string();
            let message = message.strip_prefix(&format!("{name}：")).unwrap_or(&message).to_owned();
            warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name), message));
            Ok(None)
        }
    }
}

/// The pages that are missing before the last one, as words: `2、5 等 7 页`.
fn missing(numbers: &[u32]) -> Option<String> {
    const SHOWN: usize = 5;
    let there: BTreeSet<u32> = numbers.iter().copied().collect();
    let missing: Vec<u32> = (1..*there.last()?).filter(|number| !there.contains(number)).collect();
    let shown = missing.iter().take(SHOWN).map(u32::to_string).collect::<Vec<_>>().join("、");
    match missing.len() {
        0 => None,
        1..=SHOWN => Some(shown),
        count => Some(format!("{shown} 等 {count} 页")),
    }
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The series of each picture and its number there. Names are counted by their last number (`图2-3`), else by their first
/// (`03 支出表`); a number counts nothing if only one name has it, or if two have the same.
fn series(names: &[(usize, PathBuf, String)]) -> BTreeMap<usize, (Series, u64)> {
    let mut found = BTreeMap::new();
    for number_of in [last_number, first_number] {
        let mut candidates: BTreeMap<Series, Vec<(usize, u64)>> = BTreeMap::new();
        for (at, folder, name) in names.iter().filter(|(at, ..)| !found.contains_key(at)) {
            if let Some((before, behind, number)) = number_of(name) {
                candidates.entry((folder.clone(), before, behind)).or_default().push((*at, number));
            }
        }
        for (series, members) in candidates {
            let different: BTreeSet<u64> = members.iter().map(|(_, number)| *number).collect();
            if members.len() > 1 && different.len() == members.len() {
                found.extend(members.into_iter().map(|(at, number)| (at, (series.clone(), number))));
            }
        }
    }
    for (at, folder, name) in names {
        found.entry(*at).or_insert_with(|| ((folder.clone(), name.clone(), at.to_string()), 1));
    }
    found
}

/// What stands before and behind the last number of a name, and the number.
fn last_number(name: &str) -> Option<(String, String, u64)> {
    let (stem, extension) = parted(name);
    let (range, number) = runs(stem).into_iter().rev().find_map(|run| Some((run.clone(), counting(stem, &run)?)))?;
    Some((stem[..range.start].to_owned(), format!("{}.{extension}", &stem[range.end..]), number))
}

/// The number that a name begins with; what stands behind it may differ.
fn first_number(name: &str) -> Option<(String, String, u64)> {
    let (stem, extension) = parted(name);
    let run = runs(stem).into_iter().next().filter(|run| run.start == 0)?;
    Some((String::new(), format!("….{extension}"), counting(stem, &run)?))
}

/// A name and its extension, which is spelled in one way.
fn parted(name: &str) -> (&str, String) {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let extension = extension.to_lowercase();
    (stem, if extension == "jpeg" { "jpg".to_owned() } else { extension })
}

/// The numbers in a name: digits, or Chinese numerals up to 九十九 between 第 and 页.
fn runs(stem: &str) -> Vec<Range<usize>> {
    let digits = |c: char| c.is_ascii_digit();
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in stem.char_indices().filter(|(_, c)| digits(*c)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    let word = stem.find('第').and_then(|at| {
        let from = at + '第'.len_utf8();
        Some(from..from + stem[from..].find('页')?)
    });
    runs.extend(word.filter(|word| numeral(&stem[word.clone()]).is_some()));
    runs
}

fn numeral(word: &str) -> Option<u64> {
    (1..100).find(|number| counting_word(*number) == word).map(u64::from)
}

/// The number of this run, if it can count pages: no year, month or quarter.
fn counting(stem: &str, run: &Range<usize>) -> Option<u64> {
    let text = &stem[run.clone()];
    let number = text.parse().ok().or_else(|| numeral(text))?;
    let names_a_time = stem[run.end..].starts_with(['年', '月', '日', '季', '期']);
    let is_year = text.len() == 4 && (1900..=2100).contains(&number);
    (!names_a_time && !is_year).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of pictures of one series, in order; those of others are parted by a bar.
    fn bound(names: &[&str]) -> String {
        let listed: Vec<_> =
            names.iter().enumerate().map(|(at, name)| (at, PathBuf::from("甲"), (*name).to_owned())).collect();
        let mut albums: BTreeMap<Series, Vec<(u64, &str)>> = BTreeMap::new();
        for (at, (series, number)) in series(&listed) {
            albums.entry(series).or_default().push((number, names[at]));
        }
        let mut albums: Vec<Vec<(u64, &str)>> = albums.into_values().collect();
        albums.iter_mut().for_each(|album| album.sort());
        albums.sort_by_key(|album| album.iter().map(|(_, name)| names.iter().position(|one| one == name)).min());
        let shown = |album: &Vec<(u64, &str)>| album.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" ");
        albums.iter().map(shown).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn names_that_count_are_pages_in_their_order_and_years_months_and_names_are_none() {
        for (names, expected) in [
            (&["page10.png", "page2.png", "page1.png"][..], "page1.png page2.png page10.png"),
            (&["第十一页.jpg", "第二页.JPG", "第一页.jpeg"], "第一页.jpeg 第二页.JPG 第十一页.jpg"),
            (&["公开(2).jpg", "公开(1).jpg"], "公开(1).jpg 公开(2).jpg"),
            (&["02 支出表1.png", "01 封面.png", "03 支出表2.png"], "01 封面.png 02 支出表1.png 03 支出表2.png"),
            (
                &["微信图片_20240301101501.jpg", "微信图片_20240301101459.jpg"],
                "微信图片_20240301101459.jpg 微信图片_20240301101501.jpg",
            ),
            (&["2023.png", "2024.png"], "2023.png | 2024.png"),
            (&["2023年决算.png", "2024年决算.png"], "2023年决算.png | 2024年决算.png"),
            (
                &["2024年决算1.png", "2024年决算2.png", "2023年决算1.png"],
                "2024年决算1.png 2024年决算2.png | 2023年决算1.png",
            ),
            (&["1月.png", "2月.png"], "1月.png | 2月.png"),
            (&["收入.png", "支出.png"], "收入.png | 支出.png"),
            (&["1.png", "01.png"], "1.png | 01.png"),
            (&["1.png", "1.jpg", "2.png", "2.jpg"], "1.png 2.png | 1.jpg 2.jpg"),
        ] {
            assert_eq!(bound(names), expected);
        }
    }

    #[test]
    fn missing_pages_are_told() {
        assert_eq!(missing(&[1, 2, 3]), None);
        assert_eq!(missing(&[2, 4]).as_deref(), Some("1、3"));
        assert_eq!(missing(&[1, 9]).as_deref(), Some("2、3、4、5、6 等 7 页"));
    }
}
