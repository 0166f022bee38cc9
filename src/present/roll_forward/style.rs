//! 文风: how a text prints its figures.

use super::rolled::RollForward;
use super::verbs::{self, Pair};
use crate::model::{Amount, AmountUnit, Claim, Direction, Figure, PrintedNumber, Ratio, Role, grouped};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The decimals of a figure whose predecessor needed no rounding.
const EXACT: u32 = 2;

/// 文风: the format of most figures of a text.
pub(super) struct Style {
    /// The usual decimals of amounts by unit, and of rates (`None`).
    decimals: BTreeMap<Option<AmountUnit>, u32>,
    /// Whether the text omits trailing zeros (237 beside 267.8).
    trims: bool,
    /// The unit of changes.
    pub unit: AmountUnit,
    /// Pairs of verbs for a change and for its rate.
    pub verbs: (Pair, Pair),
    /// Whether thousands are separated.
    separated: bool,
    /// Whether the text says 增长100% of growth from zero.
    pub new_is_hundred: bool,
}

impl Style {
    pub(super) fn of(text: &RollForward<'_>) -> Self {
        let mut counts: BTreeMap<Option<AmountUnit>, BTreeMap<u32, usize>> = BTreeMap::new();
        let mut pairs: BTreeMap<(Pair, Pair), usize> = BTreeMap::new();
        let (mut large, mut grouped) = (0, 0);
        let (mut short, mut padded) = (false, false);
        let mut rates_padded = false;
        let mut new_is_hundred = false;
        for rolled in text.rolled {
            let claim = &text.claims[rolled.claim];
            for figure in &claim.figures {
                let Some(number) = &figure.number else { continue };
                let is_large = number.raw().chars().take_while(|c| *c != '.').filter(char::is_ascii_digit).count() > 3;
                large += usize::from(is_large);
                grouped += usize::from(is_large && number.raw().contains([',', '，']));
                if number.mantissa() != 0 {
                    short |= number.decimals() < 2;
                    let pads = number.decimals() > 0 && number.mantissa() % 10 == 0;
                    padded |= pads;
                    rates_padded |= pads && number.unit().is_none();
                }
                *counts.entry(number.unit()).or_default().entry(number.decimals()).or_default() += 1;
            }
            if let Some(pair) = pair(claim) {
                *pairs.entry(pair).or_default() += 1;
            }
            new_is_hundred |= says_hundred(claim);
        }
        // 6% beside 6.25% is a rate without its zeros.
        if let Some(rates) = counts.get_mut(&None).filter(|_| !rates_padded)
            && let Some(longest) = rates.keys().next_back().copied().filter(|longest| *longest > 0)
        {
            let whole = rates.remove(&0).unwrap_or_default();
            *rates.entry(longest).or_default() += whole;
        }
        let most = |counts: BTreeMap<u32, usize>| counts.into_iter().max_by_key(|(_, count)| *count);
        let units = counts.iter().filter_map(|(unit, counts)| Some(((*unit)?, counts.values().sum::<usize>())));
        let unit = units.max_by_key(|(_, count)| *count).map_or(AmountUnit::TenThousand, |(unit, _)| unit);
        let decimals = counts.into_iter().filter_map(|(unit, counts)| Some((unit, most(counts)?.0))).collect();
        let verbs = pairs.into_iter().max_by_key(|(_, count)| *count).map_or(verbs::USUAL, |(pair, _)| pair);
        Self { decimals, trims: short && !padded, unit, verbs, separated: grouped * 2 > large, new_is_hundred }
    }

    /// The usual decimals of amounts in a unit, or of rates.
    fn usual(&self, unit: Option<AmountUnit>) -> u32 {
        self.decimals.get(&unit).copied().unwrap_or(2)
    }

    /// An amount with its unit, in the style of the text.
    pub(super) fn plain_amount(&self, amount: Amount) -> String {
        let usual = self.usual(Some(self.unit));
        let digits = amount.print(self.unit, usual).replace(',', "");
        format!("{}{}", separated(&trimmed(&digits, self.least(usual)), self.separated), self.unit)
    }

    /// A rate with percent sign and without minus sign, in the style of the text.
    pub(super) fn plain_percent(&self, rate: Ratio) -> String {
        let usual = self.usual(None);
        format!("{}%", trimmed(&rate.percent(usual).abs().to_string(), self.least(usual)))
    }

    /// How many decimals are printed even if zero, given the usual number of decimals.
    fn least(&self, decimals: u32) -> u32 {
        if self.trims { 0 } else { decimals }
    }

    /// Digits of an amount, in the style of the text and of the number that they replace. A number that was `exact`
    /// (3亿元) is not replaced by one that had to be rounded to its decimals.
    pub(super) fn amount(&self, amount: Amount, like: &PrintedNumber, exact: bool) -> String {
        let unit = like.unit().unwrap_or(self.unit);
        let decimals = self.usual(Some(unit)).max(like.decimals()).max(if exact { EXACT } else { 0 });
        let digits = amount.print(unit, decimals).replace(',', "");
        separated(&trimmed(&digits, self.least(like.decimals())), self.separates(like))
    }

    /// Whether to separate thousands: as in the number replaced or, if that is too small to tell, as elsewhere in the
    /// text.
    fn separates(&self, like: &PrintedNumber) -> bool {
        let digits = like.raw().chars().take_while(|c| *c != '.').filter(char::is_ascii_digit).count();
        if digits > 3 { like.raw().contains([',', '，']) } else { self.separated }
    }

    /// Digits of a rate in percent.
    pub(super) fn percent(&self, of: impl Fn(u32) -> Decimal, like: &PrintedNumber) -> String {
        let decimals = self.usual(None).max(like.decimals()).min(9);
        separated(&trimmed(&of(decimals).to_string(), self.least(like.decimals())), self.separates(like))
    }
}

/// Digits without trailing zeros beyond `least` decimals.
pub(super) fn trimmed(digits: &str, least: u32) -> String {
    let Some((whole, decimals)) = digits.split_once('.') else { return digits.to_owned() };
    let kept = decimals.trim_end_matches('0').len().max(least as usize).min(decimals.len());
    if kept == 0 { whole.to_owned() } else { format!("{whole}.{}", &decimals[..kept]) }
}

/// Digits with or without thousands separators.
pub(super) fn separated(digits: &str, with: bool) -> String {
    if !with {
        return digits.to_owned();
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, decimals) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    format!("{sign}{}{decimals}", grouped(whole))
}

/// The pairs of verbs that a claim uses for a change and for its rate.
fn pair(claim: &Claim) -> Option<(Pair, Pair)> {
    let verb = |role: fn(&Role) -> Option<Direction>| {
        let figure = claim.figures.iter().find(|figure| figure.number.is_some() && role(&figure.role).is_some())?;
        verbs::pair(claim.text.get(figure.verb.clone()?)?)
    };
    let change = verb(|role| if let Role::Change(direction) = role { *direction } else { None })?;
    let rate = verb(|role| if let Role::Rate(direction) = role { *direction } else { None })?;
    Some((change, rate))
}

/// Whether a claim says 增长100% where the change equals the whole amount.
fn says_hundred(claim: &Claim) -> bool {
    let amount = |role: fn(&Role) -> bool| claim.figure(role).and_then(Figure::amount);
    let hundred = claim.figures.iter().any(|figure| {
        let number = figure.number.as_ref();
        matches!(figure.role, Role::Rate(Some(Direction::Up)))
            && number.is_some_and(|n| n.mantissa() == 100 * 10i64.pow(n.decimals().min(9)))
    });
    let change = amount(|role| matches!(role, Role::Change(Some(Direction::Up))));
    hundred && change.is_some() && change == amount(|role| *role == Role::Current)
}
