//! 措辞选项: the section `[wording]` of a profile.

use super::super::super::PresentError;
use super::super::Wording;
use super::super::wording::{FlatWording, NewWording, Numbering, Verb};
use super::section::Section;
use crate::model::AmountUnit;

pub(super) const NEW: [(&str, NewWording); 3] =
    [("100%", NewWording::Hundred), ("上年无此项", NewWording::NoPrior), ("只写金额", NewWording::AmountOnly)];
pub(super) const FLAT: [(&str, FlatWording); 2] = [("增加0", FlatWording::Figures), ("持平", FlatWording::Word)];
const VERBS: [(&str, Verb); 2] = [("增长", Verb::Grow), ("增加", Verb::Add)];
const NUMBERING: [(&str, Numbering); 3] =
    [("1、", Numbering::Comma), ("1.", Numbering::Point), ("（1）", Numbering::Bracket)];
const UNITS: [(&str, AmountUnit); 2] = [("万元", AmountUnit::TenThousand), ("元", AmountUnit::Yuan)];

/// Reads the options; those not given keep the value of `words`.
pub(super) fn read(mut section: Section<'_>, mut words: Wording) -> Result<Wording, PresentError> {
    if let Some(value) = section.take("unit") {
        words.unit = value.choice(&UNITS)?;
    }
    if let Some(value) = section.take("decimals") {
        words.decimals = value.count(6)?;
    }
    if let Some(value) = section.take("percent_decimals") {
        words.percent_decimals = value.count(6)?;
    }
    if let Some(value) = section.take("base") {
        words.base = value.text()?;
    }
    if let Some(value) = section.take("new") {
        words.new = value.choice(&NEW)?;
    }
    if let Some(value) = section.take("flat") {
        words.flat = value.choice(&FLAT)?;
    }
    if let Some(value) = section.take("flat_threshold") {
        words.flat_threshold = value.amount()?;
    }
    if let Some(value) = section.take("verb") {
        words.verb = value.choice(&VERBS)?;
    }
    if let Some(value) = section.take("numbering") {
        words.numbering = value.choice(&NUMBERING)?;
    }
    if let Some(value) = section.take("reason_percent") {
        words.reason_percent = value.percent()?;
    }
    if let Some(value) = section.take("reason_amount") {
        words.reason_amount = value.amount()?;
    }
    section.finish()?;
    Ok(words)
}
