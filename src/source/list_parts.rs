//! 清单分册: joins files that hold parts of one list, as systems cut an export that is too long for a sheet.
//!
//! A figure of a unit is a sum over all its rows. Where the rows of a unit and year lie in several files with the same
//! columns, each file alone would give a part of the figure as if it were the whole.

use super::gather::Source;
use super::recognise::{ListOwners, list_owners, year_of_name};
use super::{Block, Document, Grid};
use crate::model::{FiscalYear, Place, Warning, WarningKind};
use crate::source::correction::Correction;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the rows of a list are of: its columns, a unit and a year.
type Owner = (Arc<Vec<String>>, String, String);

/// The rows above which a list's header is not sought.
const HEAD: usize = 20;

/// Joins the files of which some hold rows of the same unit and year in lists with the same columns.
pub(super) fn join(sources: Vec<Source>, warnings: &mut Vec<Warning>) -> Vec<Source> {
    let mut joined: Vec<Option<Source>> = Vec::new();
    let mut known: BTreeMap<Owner, usize> = BTreeMap::new();
    let mut prints: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for source in sources {
        let owners = match source.correction == Correction::default() && source.sheet.is_none() {
            true => owners(&source.document),
            false => BTreeSet::new(),
        };
        let name = source.document.name.clone();
        if !owners.is_empty()
            && let Some(first) = prints.insert(source.fingerprint.clone(), name.clone())
        {
            let message = format!("与 {first} 内容完全相同，只计一次，没有重复读取");
            warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name), message));
            continue;
        }
        let others: BTreeSet<usize> = owners.iter().filter_map(|owner| known.get(owner).copied()).collect();
        let at = others.first().copied().unwrap_or(joined.len());
        let mut rest: Vec<Source> = others.into_iter().skip(1).filter_map(|other| joined[other].take()).collect();
        rest.push(source);
        if at == joined.len() {
            joined.push(rest.pop());
        }
        for part in rest {
            if let Some(whole) = joined[at].as_mut() {
                let message = format!("与 {} 是同一张清单的两部分，合在一起汇总", whole.document.name);
                warnings.push(Warning::new(WarningKind::Note, Place::file(part.document.name.clone()), message));
                append(whole, part);
            }
        }
        // Files that were joined now are one.
        known.values_mut().filter(|place| joined[**place].is_none()).for_each(|place| *place = at);
        owners.into_iter().for_each(|owner| _ = known.insert(owner, at));
    }
    joined.into_iter().flatten().collect()
}

fn append(whole: &mut Source, part: Source) {
    whole.parts.push((part.given, part.document.name));
    whole.parts.extend(part.parts);
    whole.named |= part.named;
    whole.document.blocks.extend(part.document.blocks);
    whole.document.warnings.extend(part.document.warnings);
}

/// What the rows of a document are of, if all its grids are lists whose rows name their units and years.
fn owners(document: &Document) -> BTreeSet<Owner> {
    let mut owners = BTreeSet::new();
    let of_name = year_of_name(document.name.rsplit('/').next().unwrap_or_default());
    for block in &document.blocks {
        match block {
            Block::Grid(grid) if add(grid, of_name, &mut owners) => {}
            Block::Heading { .. } => {}
            _ => return BTreeSet::new(),
        }
    }
    owners
}

/// Adds what the rows of a grid are of; false if it is no list.
fn add(grid: &Grid, of_name: Option<FiscalYear>, owners: &mut BTreeSet<Owner>) -> bool {
    let texts = |row: usize| (0..grid.columns()).map(|column| grid.text(row, column).trim()).collect::<Vec<_>>();
    let head = (0..grid.rows().min(HEAD)).find_map(|row| Some((row, list_owners(&texts(row))?)));
    let Some((head, ListOwners { units, years })) = head else { return false };
    let columns: Arc<Vec<String>> = Arc::new(texts(head).into_iter().map(str::to_owned).collect());
    let said = |row: usize, columns: &[usize]| -> String {
        columns.iter().map(|column| grid.text(row, *column).trim()).collect::<Vec<_>>().join("\u{1f}")
    };
    let dated = !years.is_empty() || of_name.is_some();
    if units.is_empty() || !dated {
        return true;
    }
    for row in head + 1..grid.rows() {
        let (unit, own) = (said(row, &units), said(row, &years));
        let year = if years.is_empty() { of_name.map(|year| year.to_string()).unwrap_or_default() } else { own };
        // Rows without a unit are sums.
        if unit.chars().any(|c| c != '\u{1f}') && texts(row) != *columns {
            owners.insert((columns.clone(), unit, year));
        }
    }
    true
}
