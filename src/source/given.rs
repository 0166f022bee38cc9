//! 给出的输入: what each input that the user named gave, and whether a year had to be taken from a name.

use super::loaded::{Given, Loaded};
use crate::model::{FiscalYear, LineItem, Place, Warning, WarningKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The input that the user named, and a document in it.
pub(super) type Origin = (Arc<str>, Arc<str>);

/// 推定的年度: the hint that the year of a file that names none was taken from a name; `what` is 文件名 or 文件夹名.
pub(super) fn year_of_name(file: &Arc<str>, year: FiscalYear, what: &str, name: &str) -> Warning {
    assumed(file, year, &format!("按{what}“{name}”"))
}

/// The hint that the year of a file that names none was taken from a file around it.
pub(super) fn year_of_neighbour(file: &Arc<str>, year: FiscalYear) -> Warning {
    assumed(file, year, "按同一单位的其他文件")
}

fn assumed(file: &Arc<str>, year: FiscalYear, by: &str) -> Warning {
    let message = format!("没有写明年度，{by}认作 {year} 年。不对的请在标题里写明年度");
    Warning::new(WarningKind::Year, Place::file(file.clone()), message)
}

/// What each input gave. `datasets` are the ends of the items of each dataset, which come first.
pub(super) fn given(origins: &[Origin], loaded: &Loaded, datasets: &[(Arc<str>, usize)]) -> Vec<Given> {
    let mut years: BTreeMap<&Arc<str>, BTreeSet<FiscalYear>> = BTreeMap::new();
    let mut add = |file, items: &[LineItem]| years.entry(file).or_default().extend(items.iter().map(|item| item.year));
    let mut start = 0;
    for (name, end) in datasets {
        add(name, &loaded.items[start..*end]);
        start = *end;
    }
    loaded.items[start..].chunk_by(|one, next| one.place.file == next.place.file).for_each(|items| {
        add(&items[0].place.file, items);
    });
    let claims = loaded.claims.iter().map(|claim| &claim.place.file);
    let speaking: BTreeSet<&Arc<str>> = claims.chain(loaded.tables.iter().map(|table| &table.place.file)).collect();
    let mut given: Vec<Given> = Vec::new();
    let mut places: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    for (name, document) in origins {
        let years = years.get(document).cloned().unwrap_or_default();
        let speaks = !years.is_empty() || speaking.contains(document);
        let at = *places.entry(name).or_insert_with(|| {
            given.push(Given { name: name.clone(), documents: Vec::new(), speaks: false });
            given.len() - 1
        });
        given[at].documents.push((document.clone(), years));
        given[at].speaks |= speaks;
    }
    given
}

/// The first input that has nothing to do with a budget: it gave no figure, and no text of it speaks of one.
pub(super) fn stranger(loaded: &Loaded) -> Option<Arc<str>> {
    const WORDS: [&str; 6] = ["预算", "决算", "财政拨款", "经费", "支出", "收入"];
    let texts: BTreeMap<&Arc<str>, bool> = loaded
        .papers
        .iter()
        .map(|paper| {
            let speaks = |text: &str| WORDS.iter().any(|word| text.contains(word));
            (&paper.file, !paper.tables.is_empty() || paper.sentences.iter().any(|sentence| speaks(&sentence.text)))
        })
        .collect();
    // A document that is read no second time is the same as one that was.
    let is_strange = |document: &Arc<str>| texts.get(document) == Some(&false);
    let mut silent = loaded.given.iter().filter(|given| !given.speaks);
    let strange = silent.find(|given| given.documents.iter().all(|(document, _)| is_strange(document)))?;
    Some(strange.name.clone())
}
