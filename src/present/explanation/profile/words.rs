//! 措辞选项: the section `[wording]` of a profile.

use super::super::super::PresentError;
use super::super::Wording;
use super::super::wording::{FlatWording, NewWording, Numbering, Verb};
use super::section::Section;
use crate::model::{Amount, AmountUnit};
use rust_decimal::Decimal;

pub(super) const NEW: [(&str, NewWording); 3] =
    [("100%", NewWording::Hundred), ("上年无此项", NewWording::NoPrior), ("只写金额", NewWording::AmountOnly)];
pub(super) const FLAT: [(&str, FlatWording); 2] = [("增加0", FlatWording::Figures), ("持平", FlatWording::Word)];
const VERBS: [(&str, Verb); 2] = [("增长", Verb::Grow), ("增加", Verb::Add)];
const NUMBERING: [(&str, Numbering); 3] =
    [("1、", Numbering::Comma), ("1.", Numbering::Point), ("（1）", Numbering::Bracket)];
const UNITS: [(&str, AmountUnit); 2] = [("万元", AmountUnit::TenThousand), ("元", AmountUnit::Yuan)];

/// 措辞选项: what a profile chooses; the rest is as the form has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordingChoices {
    unit: Option<AmountUnit>,
    decimals: Option<u32>,
    percent_decimals: Option<u32>,
    base: Option<String>,
    new: Option<NewWording>,
    flat: Option<FlatWording>,
    flat_threshold: Option<Amount>,
    verb: Option<Verb>,
    numbering: Option<Numbering>,
    reason_percent: Option<Decimal>,
    reason_amount: Option<Amount>,
}

impl WordingChoices {
    /// The wording of a form with these choices.
    pub(in super::super) fn on(&self, words: Wording) -> Wording {
        Wording {
            unit: self.unit.unwrap_or(words.unit),
            decimals: self.decimals.unwrap_or(words.decimals),
            percent_decimals: self.percent_decimals.unwrap_or(words.percent_decimals),
            base: self.base.clone().unwrap_or(words.base),
            new: self.new.unwrap_or(words.new),
            flat: self.flat.unwrap_or(words.flat),
            flat_threshold: self.flat_threshold.unwrap_or(words.flat_threshold),
            verb: self.verb.unwrap_or(words.verb),
            numbering: self.numbering.unwrap_or(words.numbering),
            reason_percent: self.reason_percent.unwrap_or(words.reason_percent),
            reason_amount: self.reason_amount.unwrap_or(words.reason_amount),
        }
    }
}

/// Reads the options.
pub(super) fn read(mut section: Section<'_>) -> Result<WordingChoices, PresentError> {
    let choices = WordingChoices {
        unit: section.take("unit").map(|value| value.choice(&UNITS)).transpose()?,
        decimals: section.take("decimals").map(|value| value.count(6)).transpose()?,
        percent_decimals: section.take("percent_decimals").map(|value| value.count(6)).transpose()?,
        base: section.text("base")?,
        new: section.take("new").map(|value| value.choice(&NEW)).transpose()?,
        flat: section.take("flat").map(|value| value.choice(&FLAT)).transpose()?,
        flat_threshold: section.take("flat_threshold").map(|value| value.amount()).transpose()?,
        verb: section.take("verb").map(|value| value.choice(&VERBS)).transpose()?,
        numbering: section.take("numbering").map(|value| value.choice(&NUMBERING)).transpose()?,
        reason_percent: section.take("reason_percent").map(|value| value.percent()).transpose()?,
        reason_amount: section.take("reason_amount").map(|value| value.amount()).transpose()?,
    };
    section.finish()?;
    Ok(choices)
}
