//! 重复来源: a dataset may have been extracted from a file that is read as well; its figures count once.

use crate::model::{Place, Warning, WarningKind};
use crate::source::Loaded;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Takes out the rows of datasets whose figures another input of this run has already given.
///
/// `datasets` names each dataset and where its rows end in [`Loaded::items`]; the items behind the last one were
/// read from disclosures. A disclosure is believed before a dataset, an earlier dataset before a later one.
pub(super) fn drop_repeats(loaded: &mut Loaded, datasets: &[(Arc<str>, usize)]) {
    let Some(&(_, first)) = datasets.last() else { return };
    // Whose figures of which file have been taken, and from which input.
    let mut owners: BTreeMap<(Arc<str>, Arc<str>), Arc<str>> = BTreeMap::new();
    for item in &loaded.items[first..] {
        let file = &item.place.file;
        owners.entry((file.clone(), item.unit.clone())).or_insert_with(|| file.clone());
    }
    let mut repeated = BTreeSet::new();
    let mut start = 0;
    for (name, end) in datasets {
        let mut other = None;
        for (index, item) in loaded.items.iter().enumerate().take(*end).skip(start) {
            let owner = owners.entry((item.place.file.clone(), item.unit.clone())).or_insert_with(|| name.clone());
            if whole(owner) != whole(name) {
                repeated.insert(index);
                other.get_or_insert_with(|| owner.clone());
            }
        }
        if let Some(other) = other {
            let message = format!("有明细与 {other} 来自同一份文件，以 {other} 为准，没有重复计入");
            loaded.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name.clone()), message));
        }
        start = *end;
    }
    let mut index = 0;
    loaded.items.retain(|_| {
        index += 1;
        !repeated.contains(&(index - 1))
    });
}

/// The dataset that a file is of: the years of a partitioned one are parts of it, and none repeats another.
fn whole(name: &str) -> &str {
    name.find("year=").filter(|at| *at == 0 || name[..*at].ends_with('/')).map_or(name, |at| &name[..at])
}
