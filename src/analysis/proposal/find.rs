//! 找对照: finds all proposals with evidence, best first.

use super::wording::MoveSentence;
use super::{Evidence, Item, Pair, Proposal, ProposalKind, ProposalSources, Tables, pair, sum, wording};
use crate::model::{Amount, BridgeEnd, BridgeRow, BudgetTable, Code, FiscalYear, Origin, Paper, Share, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The score from which a proposal may be applied, after somebody has checked it.
pub const SOUND: i32 = 50;

/// The score below which a proposal is likely to be a coincidence of amounts.
const HEARD: i32 = 25;

/// One table of a unit with everything that proposals may be based on.
struct Ground<'a> {
    unit: &'a Arc<str>,
    table: BudgetTable,
    items: &'a [Item],
    /// Whether last year published this table itself.
    published: bool,
    sentences: &'a [MoveSentence],
    known: Vec<&'a BridgeRow>,
    common: BTreeSet<String>,
}

/// All proposals by score, highest first; of those for the same items only the first is sound.
pub(super) fn find(tables: &Tables, span: (FiscalYear, FiscalYear), sources: ProposalSources<'_>) -> Vec<Proposal> {
    let (base, year) = span;
    let mut sentences: BTreeMap<&Arc<str>, Vec<MoveSentence>> = BTreeMap::new();
    for (unit, ..) in tables.keys() {
        let of_unit = |paper: &&Paper| {
            paper.unit.as_ref().is_none_or(|name| name == unit)
                && paper.year.is_none_or(|told| told > base && told <= year)
        };
        sentences.entry(unit).or_insert_with(|| wording::move_sentences(sources.papers.iter().filter(of_unit)));
    }
    let mut list = Vec::new();
    for ((unit, table, classification), items) in tables {
        let in_span = |row: &&BridgeRow| base <= row.from && row.to <= year;
        let of_unit = |row: &&BridgeRow| row.unit.as_ref().is_none_or(|name| name == unit);
        let ground = Ground {
            unit,
            table: *table,
            items,
            published: items.iter().any(|item| item.prior_origin == Some(Origin::Published)),
            sentences: sentences.get(unit).map_or(&[], Vec::as_slice),
            known: sources.known.iter().filter(in_span).filter(of_unit).collect(),
            common: sources
                .common
                .iter()
                .filter(|(of, _)| of == classification)
                .map(|(_, name)| name.clone())
                .collect(),
        };
        list.extend(ground.moved());
        list.extend(ground.split());
        list.extend(ground.renamed());
    }
    list.retain(|proposal| proposal.score() >= HEARD);
    choose(distinct(list))
}

impl Ground<'_> {
    /// Pairs of different items with more evidence than their place in the classification.
    fn moved(&self) -> Vec<Proposal> {
        let mut list = Vec::new();
        let before = self.items.iter().filter(|item| item.leaf && item.prior.is_some_and(|amount| amount.fen() != 0));
        for old in before {
            for new in
                self.items.iter().filter(|item| item.leaf && item.current.is_some_and(|amount| amount.fen() != 0))
            {
                if old.end == new.end {
                    continue;
                }
                let one_sided = old.vanishes() && new.appears(self.published);
                // Most pairs of a large table have no evidence at all.
                if !one_sided && self.sentences.is_empty() && self.known.is_empty() {
                    continue;
                }
                let mut evidence = self.stated(old, new);
                if one_sided {
                    evidence.extend(pair::evidence(old, new, self.published, &self.common));
                }
                if !evidence.iter().any(speaks) || (!one_sided && !evidence.iter().any(decides)) {
                    continue;
                }
                list.push(self.proposal(ProposalKind::Moved, vec![one(old, new)], evidence, !old.vanishes()));
            }
        }
        rivals(&mut list);
        divided(&mut list);
        list
    }

    /// The evidence of texts and lists for a pair.
    fn stated(&self, old: &Item, new: &Item) -> Vec<Evidence> {
        let same = |end: &BridgeEnd, other: &BridgeEnd| match (&end.code, &other.code) {
            (Some(one), Some(other)) => one == other,
            _ => fold(&end.name) == fold(&other.name),
        };
        let known = self.known.iter().find(|row| same(&row.old, &old.end) && same(&row.new, &new.end));
        let known = known.map(|row| Evidence::Known(row.source.clone()));
        wording::evidence(self.sentences, &old.end.name, &new.end.name).into_iter().chain(known).collect()
    }

    /// Items of one side whose amounts add up to an item of the other.
    fn split(&self) -> Vec<Proposal> {
        let vanished = || self.items.iter().filter(|item| item.vanishes());
        let appeared = || self.items.iter().filter(|item| item.appears(self.published));
        let olds: Vec<(&Item, Amount)> = vanished().filter_map(|item| Some((item, item.prior?))).collect();
        let news: Vec<(&Item, Amount)> = appeared().filter_map(|item| Some((item, item.current?))).collect();
        let mut list = Vec::new();
        for (kind, wholes, parts) in [(ProposalKind::Split, &olds, &news), (ProposalKind::Merged, &news, &olds)] {
            for (whole, amount) in wholes {
                let found = sum::parts_of(*amount, parts);
                for parts in &found {
                    let all = parts.iter().map(|(_, amount)| amount.fen()).sum();
                    let pairs = parts.iter().filter_map(|(part, amount)| match kind {
                        ProposalKind::Split => Some(Pair { share: Share::new(amount.fen(), all)?, ..one(whole, part) }),
                        _ => Some(one(part, whole)),
                    });
                    let pairs: Vec<Pair> = pairs.collect();
                    if pairs.len() < parts.len() {
                        continue;
                    }
                    let mut evidence = vec![Evidence::OneSided, Evidence::SumsUp];
                    let near = parts.iter().map(|(part, _)| near(whole, part)).min_by_key(|near| points(near.as_ref()));
                    evidence.extend(near.flatten());
                    let ends = |(part, _): &(&Item, Amount)| match kind {
                        ProposalKind::Split => self.stated(whole, part),
                        _ => self.stated(part, whole),
                    };
                    evidence.extend(parts.iter().flat_map(ends).max_by_key(Evidence::points));
                    evidence.extend((found.len() > 1).then_some(Evidence::Others(found.len() - 1)));
                    list.push(self.proposal(kind, pairs, evidence, false));
                }
            }
        }
        list
    }

    /// Codes with another name in last year's tables, if no money moved.
    fn renamed(&self) -> Vec<Proposal> {
        let mut list = Vec::new();
        for item in self.items.iter().filter(|item| item.current.is_some()) {
            let (Some(code), Some(name)) = (&item.end.code, &item.old_name) else { continue };
            let stays = |row: &&&BridgeRow| row.old.code.as_ref() == Some(code) && row.new.code.as_ref() == Some(code);
            let mut evidence: Vec<Evidence> =
                self.known.iter().find(stays).map(|row| Evidence::Known(row.source.clone())).into_iter().collect();
            let is_code = |name: &str| name == code.as_str();
            if fold(name) != fold(&item.end.name) && !is_code(name) && !is_code(&item.end.name) {
                let words = pair::share_words(&fold(name), &fold(&item.end.name));
                evidence.push(if words { Evidence::Renamed } else { Evidence::Reused });
            }
            if evidence.is_empty() {
                continue;
            }
            let old = BridgeEnd::new(Some(code.clone()), name);
            let pair = Pair { old, prior: item.prior, ..one(item, item) };
            // Names of codes are the same for all units.
            list.push(Proposal { unit: None, ..self.proposal(ProposalKind::Renamed, vec![pair], evidence, false) });
        }
        list
    }

    fn proposal(&self, kind: ProposalKind, pairs: Vec<Pair>, evidence: Vec<Evidence>, partial: bool) -> Proposal {
        let mut evidence = evidence;
        evidence.sort_by_key(|evidence| -evidence.points());
        let unit = Some(self.unit.clone()).filter(|unit| !unit.is_empty());
        Proposal { kind, unit, table: self.table, pairs, evidence, partial, sound: false }
    }
}

fn one(old: &Item, new: &Item) -> Pair {
    let (prior, current) = (old.prior, new.current);
    Pair { old: old.end.clone(), new: new.end.clone(), share: Share::WHOLE, prior, current }
}

fn near(one: &Item, other: &Item) -> Option<Evidence> {
    let found = pair::evidence(one, other, false, &BTreeSet::new());
    found.into_iter().find(|evidence| matches!(evidence, Evidence::SameSection | Evidence::SameCategory))
}

fn points(evidence: Option<&Evidence>) -> i32 {
    evidence.map_or(0, Evidence::points)
}

/// Whether a piece of evidence is specific to these two items.
fn speaks(evidence: &Evidence) -> bool {
    !matches!(evidence, Evidence::OneSided | Evidence::SameSection | Evidence::SameCategory | Evidence::Hinted { .. })
}

/// Whether a piece of evidence suffices even if the amounts do not support it.
fn decides(evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Stated { .. } | Evidence::Known(_))
}

/// Marks items that a text or list moves to several others, without saying how much went to each.
fn divided(list: &mut [Proposal]) {
    let told = |proposal: &Proposal| {
        let told = |e: &Evidence| matches!(e, Evidence::MentionedTogether { .. }) || decides(e);
        proposal.pairs.first().filter(|_| proposal.evidence.iter().any(told)).map(|pair| pair.old.clone())
    };
    let olds: Vec<Option<BridgeEnd>> = list.iter().map(told).collect();
    for (at, proposal) in list.iter_mut().enumerate() {
        let heirs = olds.iter().flatten().filter(|old| Some(*old) == olds[at].as_ref()).count();
        proposal.partial |= heirs > 1;
    }
}

/// Weakens the evidence of an amount that fits several items.
fn rivals(list: &mut [Proposal]) {
    let by_amount = |proposal: &Proposal| {
        proposal.evidence.iter().any(|e| matches!(e, Evidence::EqualAmounts | Evidence::StatedBase))
    };
    let ends: Vec<Option<(BridgeEnd, BridgeEnd)>> = list
        .iter()
        .map(|proposal| {
            let pair = proposal.pairs.first().filter(|_| by_amount(proposal))?;
            Some((pair.old.clone(), pair.new.clone()))
        })
        .collect();
    for (at, proposal) in list.iter_mut().enumerate() {
        let Some((old, new)) = &ends[at] else { continue };
        let others = ends.iter().flatten().filter(|(one, other)| (one == old) != (other == new)).count();
        proposal.evidence.extend((others > 0).then_some(Evidence::Others(others)));
    }
}

/// Keeps one proposal for the same pairs of a unit, that of the table with the highest score.
fn distinct(list: Vec<Proposal>) -> Vec<Proposal> {
    let mut best: BTreeMap<_, Proposal> = BTreeMap::new();
    for proposal in list {
        let ends: Vec<(BridgeEnd, BridgeEnd)> =
            proposal.pairs.iter().map(|pair| (pair.old.clone(), pair.new.clone())).collect();
        match best.entry((proposal.unit.clone(), ends)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(proposal);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                if entry.get().score() < proposal.score() {
                    entry.insert(proposal);
                }
            }
        }
    }
    best.into_values().collect()
}

/// Sorts by score and marks sound proposals: no item moves twice, and none receives two items unless a text or list says so.
fn choose(mut list: Vec<Proposal>) -> Vec<Proposal> {
    // Stable: equal scores stay in the order of units and codes.
    list.sort_by_key(|proposal| (-proposal.score(), proposal.kind));
    let mut gone: BTreeSet<(Option<Arc<str>>, BridgeKey)> = BTreeSet::new();
    let mut filled = gone.clone();
    for proposal in &mut list {
        let unit = &proposal.unit;
        let key = |end: &BridgeEnd| (unit.clone(), key(end));
        let told = proposal.evidence.iter().any(decides);
        let is_free = proposal.pairs.iter().all(|pair| {
            !gone.contains(&key(&pair.old))
                && (told || pair.old.code == pair.new.code || !filled.contains(&key(&pair.new)))
        });
        if proposal.score() < SOUND || proposal.partial || !is_free {
            continue;
        }
        gone.extend(proposal.pairs.iter().map(|pair| key(&pair.old)));
        filled.extend(proposal.pairs.iter().map(|pair| key(&pair.new)));
        proposal.sound = true;
    }
    list
}

type BridgeKey = (Option<Code>, String);

fn key(end: &BridgeEnd) -> BridgeKey {
    (end.code.clone(), if end.code.is_some() { String::new() } else { fold(&end.name) })
}
