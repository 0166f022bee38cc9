//! 疑似改列: items that probably only moved to other codes, drawn as one item rather than as 新增 and 取消.

use super::figure::Figure;
use super::{ChartError, Lang};
use crate::analysis::{Proposal, ProposalKind, SOUND};
use crate::model::{BridgeEnd, Growth};
use std::collections::BTreeSet;

/// Combines the rows of every proposal that is well founded and of which all old items are gone and all new ones are
/// new. Returns how many rows were formed.
pub(super) fn combine(figures: &mut Vec<Figure>, proposals: &[&Proposal], lang: Lang) -> Result<usize, ChartError> {
    let mut count = 0;
    // Proposals are sorted by score; a row that one has taken is no longer there for the next.
    let moves = |proposal: &&&Proposal| proposal.score() >= SOUND && proposal.kind != ProposalKind::Renamed;
    for proposal in proposals.iter().filter(moves) {
        let rows = |end: fn(&crate::analysis::Pair) -> &BridgeEnd, figures: &[Figure]| -> Option<BTreeSet<usize>> {
            proposal.pairs.iter().map(|pair| figures.iter().position(|figure| is(figure, end(pair)))).collect()
        };
        let found = rows(|pair| &pair.old, figures).zip(rows(|pair| &pair.new, figures));
        let gone = |index: &usize| figures[*index].growth == Some(Growth::Gone);
        let new = |index: &usize| figures[*index].growth == Some(Growth::New);
        let Some((old, new)) = found.filter(|(old, fresh)| old.iter().all(gone) && fresh.iter().all(new)) else {
            continue;
        };
        let row = combined(figures, &old, &new, lang)?;
        let mut index = 0;
        figures.retain(|_| {
            index += 1;
            !old.contains(&(index - 1)) && !new.contains(&(index - 1))
        });
        figures.push(row);
        count += 1;
    }
    Ok(count)
}

fn is(figure: &Figure, end: &BridgeEnd) -> bool {
    match &end.code {
        Some(code) => figure.code == code.as_str(),
        None => figure.code.is_empty() && figure.name == *end.name,
    }
}

fn combined(
    figures: &[Figure],
    old: &BTreeSet<usize>,
    new: &BTreeSet<usize>,
    lang: Lang,
) -> Result<Figure, ChartError> {
    let of = |rows: &BTreeSet<usize>| rows.iter().map(|index| figures[*index].clone()).collect::<Vec<_>>();
    let (old, new) = (of(old), of(new));
    let names = |rows: &[Figure], and: &str| rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(and);
    // An item that kept its name is told by its old code.
    let before = |and: &str| match names(&old, and) {
        same if same == names(&new, and) => old.iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(and),
        other => other,
    };
    let name = match lang {
        Lang::Zh => format!("{}（疑似原{}）", names(&new, "、"), before("、")),
        Lang::En => format!("{} (probably {} before)", names(&new, ", "), before(", ")),
    };
    let code = new.first().map(|row| row.code.clone()).unwrap_or_default();
    let item = new.first().and_then(|row| row.item.clone());
    Ok(Figure { item, ..Figure::sum(&[old, new].concat(), code, name)? })
}
