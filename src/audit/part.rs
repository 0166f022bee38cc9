//! 分组审查: files of different units are independent of one another, so they are judged separately and in parallel.

use super::material::Material;
use super::sets::Sets;
use super::{Audit, Judgement, Obligations, root, scanned, standing};
use crate::model::{Cells, Claim, LineItem, Paper};
use crate::parallel;
use std::collections::BTreeMap;

/// Indices of the items, claims and papers that belong together.
#[derive(Debug, Default)]
struct Part {
    items: Vec<usize>,
    claims: Vec<usize>,
    papers: Vec<usize>,
}

/// Judges every part separately; the result is the same as judging everything at once.
pub(super) fn judge_apart(material: &Material<'_>, obligations: &Obligations) -> Audit {
    let parts = parts(material);
    if parts.len() < 2 {
        return judge_together(material, obligations);
    }
    let judged: Vec<Audit> = parallel::map(&parts, |part| judge_part(part, material, obligations));
    let mut audit = Audit::default();
    let mut lines: Vec<&[Judgement]> = vec![&[]; material.claims.len()];
    for (part, judged) in parts.iter().zip(&judged) {
        let mut rest = &judged.claims[..];
        for claim in &part.claims {
            let (own, others) = rest.split_at(material.claims[*claim].figures.len().min(rest.len()));
            (lines[*claim], rest) = (own, others);
        }
    }
    audit.claims = lines.into_iter().flatten().cloned().collect();
    for part in judged {
        audit.sums += part.sums;
        audit.tables.extend(part.tables);
        audit.notes.extend(part.notes);
        audit.obliged.extend(part.obliged);
    }
    audit.sort();
    audit
}

/// Judges disclosures that may be related.
fn judge_together(material: &Material<'_>, obligations: &Obligations) -> Audit {
    let Material { items, claims, papers } = *material;
    let printed = scanned::as_printed(items);
    let (mut audit, looks) = root::traced(&Material { items: &printed, claims, papers }, obligations);
    scanned::hold_back(&mut audit, material);
    let cells = Cells::of(&printed, papers);
    audit.name_quantities(claims, &cells);
    let judged = standing::Judged { looks: &looks, audit: &audit, claims, papers };
    audit.obliged = judged.obliged(obligations, &cells);
    audit
}

fn judge_part(part: &Part, material: &Material<'_>, obligations: &Obligations) -> Audit {
    let items: Vec<LineItem> = part.items.iter().map(|at| material.items[*at].clone()).collect();
    let claims: Vec<Claim> = part.claims.iter().map(|at| material.claims[*at].clone()).collect();
    let papers: Vec<Paper> = part.papers.iter().map(|at| material.papers[*at].clone()).collect();
    judge_together(&Material { items: &items, claims: &claims, papers: &papers }, obligations)
}

/// The parts, in the order of their first item, claim or paper.
fn parts(material: &Material<'_>) -> Vec<Part> {
    let Material { items, claims, papers } = *material;
    let mut sets = Sets::default();
    // `Name` keeps files and units apart: a unit and a file may have the same name.
    let items: Vec<usize> =
        items.iter().map(|item| sets.join(Name::File(&item.place.file), Name::Unit(&item.unit))).collect();
    let papers: Vec<usize> = papers
        .iter()
        .map(|paper| sets.join(Name::File(&paper.file), Name::Unit(paper.unit.as_deref().unwrap_or_default())))
        .collect();
    let claims: Vec<usize> = claims.iter().map(|claim| sets.number(Name::File(&claim.place.file))).collect();
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    for (at, set) in items.into_iter().enumerate() {
        parts.entry(sets.root(set)).or_default().items.push(at);
    }
    for (at, set) in claims.into_iter().enumerate() {
        parts.entry(sets.root(set)).or_default().claims.push(at);
    }
    for (at, set) in papers.into_iter().enumerate() {
        parts.entry(sets.root(set)).or_default().papers.push(at);
    }
    parts.into_values().collect()
}

/// A name by which items, claims and papers are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    File(&'a str),
    Unit(&'a str),
}
