//! 改列: items that this year's tables may have under another code. Their new figures are those of the tables, but whether
//! the money is gone or only called otherwise is for the drafter to say.

use super::rolled::RollForward;
use super::sheet::Sheet;
use super::style::Style;
use crate::analysis::{Proposal, ProposalKind};
use crate::model::{Amount, BridgeEnd, Classification, Code, Level, LineItem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Marks items that became nothing, or something, while another one may be the same money.
pub(super) fn mark(of: &RollForward<'_>, style: &Style, sheet: &mut Sheet) {
    if of.is_again() {
        return;
    }
    for rolled in of.rolled {
        let claim = &of.claims[rolled.claim];
        let Some(figure) = claim.current() else { continue };
        let (Some(code), Some(old), Some(new)) = (&rolled.code, figure.amount(), rolled.current) else { continue };
        let note = match (old.fen(), new.fen()) {
            (0, 0) => None,
            (0, _) => origin(of, style, code),
            (_, 0) => heirs(of, style, code),
            _ => None,
        };
        if let Some(note) = note {
            sheet.open(&claim.place, &claim.text, figure.span.clone(), note);
        }
    }
}

/// What last year's item may be called this year, or what is new beside it.
fn heirs(of: &RollForward<'_>, style: &Style, code: &Code) -> Option<String> {
    let is_of = |end: &BridgeEnd| end.code.as_ref().is_some_and(|old| old.as_str().starts_with(code.as_str()));
    let pairs = moved(of).flat_map(|proposal| &proposal.pairs).filter(|pair| is_of(&pair.old));
    if let Some(heirs) = listed(style, pairs.map(|pair| (&pair.new, pair.current))) {
        return Some(format!("今年的表中没有这个科目，可能改列为{heirs}，请核对是取消还是改列"));
    }
    let beside: Vec<String> = beside(of, code).map(|(code, name)| format!("“{name}”（{code}）")).collect();
    (!beside.is_empty())
        .then(|| format!("今年的表中没有这个科目，同一款今年新增{}，请核对是取消还是改列", beside.join("、")))
}

/// What this year's item may have been called last year.
pub(super) fn origin(of: &RollForward<'_>, style: &Style, code: &Code) -> Option<String> {
    let pairs = moved(of).flat_map(|proposal| &proposal.pairs).filter(|pair| pair.new.code.as_ref() == Some(code));
    let olds = listed(style, pairs.map(|pair| (&pair.old, pair.prior)))?;
    Some(format!("上年可能列在{olds}，请核对上年数和增减"))
}

/// Items with their amounts, one behind the other; none for none.
fn listed<'a>(style: &Style, ends: impl Iterator<Item = (&'a BridgeEnd, Option<Amount>)>) -> Option<String> {
    let one = |(end, amount): (&BridgeEnd, Option<Amount>)| {
        named(end) + &amount.map_or_else(String::new, |amount| style.plain_amount(amount))
    };
    let ends: Vec<String> = ends.map(one).collect();
    (!ends.is_empty()).then(|| ends.join("、"))
}

fn moved<'a>(of: &RollForward<'a>) -> impl Iterator<Item = &'a Proposal> {
    of.moves.iter().filter(|proposal| proposal.kind != ProposalKind::Renamed)
}

fn named(end: &BridgeEnd) -> String {
    end.code.as_ref().map_or_else(|| format!("“{}”", end.name), |code| format!("“{}”（{code}）", end.name))
}

/// The 项 of the same 款 that are new this year.
fn beside<'a>(of: &RollForward<'a>, code: &Code) -> impl Iterator<Item = (Code, Arc<str>)> + use<'a> {
    let mut new: BTreeMap<Code, Arc<str>> = BTreeMap::new();
    let of_section = |item: &&LineItem| {
        let own = of.paper.unit.as_ref().is_none_or(|unit| *unit == item.unit);
        let other = item.code.as_ref().filter(|other| other.level() == Level::Item && other.parent() == code.parent());
        own && item.classification == Classification::Functional
            && other.is_some()
            && item.amount.is_some_and(|amount| amount.fen() != 0)
    };
    let section: Vec<&LineItem> = of.items.iter().filter(of_section).collect();
    for item in section.iter().filter(|item| item.year == of.to && code.level() == Level::Item) {
        let Some(other) = &item.code else { continue };
        if section.iter().all(|old| old.year != of.from || old.code != item.code) {
            new.entry(other.clone()).or_insert_with(|| item.name.clone());
        }
    }
    new.into_iter()
}
