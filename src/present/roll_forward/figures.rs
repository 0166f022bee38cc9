//! 数: replaces figures and the verbs that go with them.

use super::rolled::RollForward;
use super::sheet::{Sheet, why};
use super::style::Style;
use super::verbs;
use crate::analysis::{RolledClaim, RolledFigure, Unrolled};
use crate::model::{Amount, BudgetTable, Claim, Direction, Figure, Growth, PrintedNumber, Ratio, Role};
use std::ops::Range;

/// Printed as 增长100% by texts that express growth from zero in this way.
pub(super) const HUNDRED: RolledFigure = RolledFigure::Rate(Growth::New);

/// Replaces every figure of the claims.
pub(super) fn roll(of: &RollForward<'_>, style: &Style, sheet: &mut Sheet) {
    for rolled in of.rolled {
        let claim = &of.claims[rolled.claim];
        let again = of.is_again();
        Statement { claim, rolled, style, again, sheet }.write();
    }
}

struct Statement<'a> {
    claim: &'a Claim,
    rolled: &'a RolledClaim,
    style: &'a Style,
    /// Whether text and new figures are of the same year; then statements hold unless their figures change.
    again: bool,
    sheet: &'a mut Sheet,
}

impl Statement<'_> {
    fn write(mut self) {
        let nothing = |amount: Option<Amount>| amount.is_some_and(|amount| amount.fen() == 0);
        let settled = self.comes_to_rest();
        let changed = self.changed_amounts();
        for (at, figure) in self.claim.figures.iter().enumerate() {
            if settled.contains(&at) {
                continue;
            }
            match self.rolled.figures.get(at) {
                Some(Ok(value)) => self.figure(figure, *value),
                Some(Err(Unrolled::NoRate(Growth::New))) if self.style.new_is_hundred => self.figure(figure, HUNDRED),
                Some(Err(reason)) if self.again && !changed && !matches!(reason, Unrolled::Differs(_)) => {}
                // Figures of projects are replaced although the claim is unbound, and marked for checking.
                Some(Err(reason @ Unrolled::Alike(alike))) if alike.table == BudgetTable::GeneralProject => {
                    self.figure(figure, RolledFigure::Amount(alike.amount));
                    self.keep(figure, why(reason));
                }
                Some(Err(reason)) => self.keep(figure, why(reason)),
                None => {}
            }
        }
        if let Some(name) = &self.rolled.renamed {
            let note = format!("今年的表中这个科目名称是“{name}”，请核对");
            self.remark(note);
        }
        let is_item = self.claim.subject.code.is_some() || !self.claim.subject.path.is_empty();
        if is_item
            && (!self.again || changed)
            && nothing(self.rolled.current)
            && nothing(self.rolled.prior)
            && self.rolled.prior.is_some()
        {
            self.remark("今年和上年都是 0，如不再公开可删去此句".to_owned());
        }
    }

    /// Whether an amount of the claim has changed.
    fn changed_amounts(&self) -> bool {
        self.claim.figures.iter().zip(&self.rolled.figures).any(|(figure, new)| match (figure.amount(), new) {
            (Some(old), Ok(RolledFigure::Amount(new) | RolledFigure::Change(new))) => {
                old.fen().abs() != new.fen().abs() && !old.agrees(*new)
            }
            _ => false,
        })
    }

    /// Adds a note to the first figure of the claim.
    fn remark(&mut self, note: String) {
        if let Some(figure) = self.claim.figures.first() {
            self.sheet.open(&self.claim.place, &self.claim.text, figure.span.clone(), note);
        }
    }

    fn keep(&mut self, figure: &Figure, note: String) {
        self.sheet.open(&self.claim.place, &self.claim.text, figure.span.clone(), note);
    }

    fn figure(&mut self, figure: &Figure, value: RolledFigure) {
        let Some(number) = &figure.number else { return self.word(figure, value) };
        let Some(digits) = digits(self.style, value, number) else {
            return self.keep(figure, "这个数的写法没有认出来，请改写".to_owned());
        };
        let text = self.claim.text.get(figure.span.clone()).unwrap_or_default();
        let Some(range) = digits_of(text) else {
            return self.keep(figure, format!("按今年的表应为 {digits}，请改写"));
        };
        let turned = match (value.direction(), &figure.verb) {
            (Some(direction), Some(verb)) if direction != Direction::Flat => {
                let old = self.claim.text.get(verb.clone()).unwrap_or_default();
                match verbs::turned(old, direction) {
                    Some(new) => Some((verb.clone(), new)),
                    None => return self.keep(figure, format!("按今年的表应为 {digits}，增减方向请核对")),
                }
            }
            (Some(direction), None) if direction != Direction::Flat && says_other(&figure.role, direction) => {
                return self.keep(figure, format!("按今年的表应为 {digits}，增减方向请核对"));
            }
            _ => None,
        };
        if let Some((range, new)) = turned {
            self.replace(range, new);
        }
        self.replace(figure.span.start + range.start..figure.span.start + range.end, digits);
    }

    /// Replaces words, if the new ones differ.
    fn replace(&mut self, range: Range<usize>, new: String) {
        self.sheet.edit(&self.claim.place, &self.claim.text, range, new);
    }

    /// Replaces a change that has become zero (增加5.00万元，增长10.00%) by 持平. Returns the figures this takes care of.
    fn comes_to_rest(&mut self) -> Vec<usize> {
        let flat = |at: usize| matches!(self.rolled.figures.get(at), Some(Ok(value)) if value.direction() == Some(Direction::Flat));
        let figures = &self.claim.figures;
        let Some(first) = (0..figures.len()).find(|at| flat(*at) && figures[*at].number.is_some()) else {
            return Vec::new();
        };
        // A text that already said 增加0.00万元 keeps its wording.
        let was_nothing = figures[first].number.as_ref().is_some_and(|number| number.mantissa() == 0);
        let Some(verb) = figures[first].verb.clone().filter(|_| !was_nothing) else { return Vec::new() };
        let text = &self.claim.text;
        // 小于上年预算数22.00万元 becomes 等于上年预算数.
        if figures[first].comparison.as_ref() == Some(&verb) {
            let old = text.get(verb.clone()).unwrap_or_default();
            let Some(new) = verbs::turned(old, Direction::Flat) else { return Vec::new() };
            self.replace(verb.start..figures[first].span.end, new);
            return vec![first];
        }
        let mut last = first;
        while let Some(next) = figures.get(last + 1)
            && flat(last + 1)
            && let Some(between) = text.get(figures[last].span.end..next.span.start)
            && ["，", ",", "、", "（", "(", ""].contains(&between.trim_end_matches(|c: char| c.is_alphabetic()))
        {
            last += 1;
        }
        let end = figures[last].span.end;
        // The closing bracket after the rate is replaced too.
        let open = text.get(verb.start..end).unwrap_or_default();
        let closes = open.contains(['（', '(']) && text.get(end..).is_some_and(|rest| rest.starts_with(['）', ')']));
        let end = if closes { end + text[end..].chars().next().map_or(0, char::len_utf8) } else { end };
        if let Some(comparison) = figures[first].comparison.clone()
            && comparison.end <= verb.start
            && let Some(word @ ("比" | "较")) = text.get(comparison.start..comparison.start + "比".len())
        {
            self.replace(comparison.start..comparison.start + word.len(), "与".to_owned());
        }
        self.replace(verb.start..end, "持平".to_owned());
        (first..=last).collect()
    }

    /// Replaces 持平 that no longer holds by the change, in the text's own verbs.
    fn word(&mut self, figure: &Figure, value: RolledFigure) {
        let RolledFigure::Change(change) = value else { return };
        let direction = match change.fen().signum() {
            0 => return,
            1 => Direction::Up,
            _ => Direction::Down,
        };
        let is_flat_word = matches!(figure.role, Role::Change(Some(Direction::Flat)));
        if !is_flat_word {
            // 减少为3.00万元: only the verb is to be replaced.
            let Some(verb) = figure.verb.clone() else { return };
            let old = self.claim.text.get(verb.clone()).unwrap_or_default();
            match verbs::turned(old, direction) {
                Some(new) => self.replace(verb, new),
                None => self.keep(figure, "增减方向请核对".to_owned()),
            }
            return;
        }
        let amount = self.style.plain_amount(change);
        let amount = amount.trim_start_matches('-');
        // 等于上年预算数: the verb precedes the base of the comparison.
        if figure.comparison.as_ref() == Some(&figure.span) {
            let old = self.claim.text.get(figure.span.clone()).unwrap_or_default();
            match verbs::turned(old, direction) {
                Some(new) => self.replace(figure.span.clone(), format!("{new}{amount}")),
                None => self.keep(figure, "增减方向请核对".to_owned()),
            }
            return self.changed(figure);
        }
        let of = |(up, down): verbs::Pair| if direction == Direction::Up { up } else { down };
        let mut words = format!("{}{amount}", of(self.style.verbs.0));
        let growth = self.rolled.prior.zip(self.rolled.current).and_then(|(p, c)| Growth::between(p.fen(), c.fen()));
        let rate = match growth {
            Some(Growth::New) if self.style.new_is_hundred => Ratio::new(1, 1),
            growth => growth.and_then(Growth::rate),
        };
        if let Some(rate) = rate {
            words += &format!("，{}{}", of(self.style.verbs.1), self.style.plain_percent(rate));
        }
        if let Some(comparison) = figure.comparison.clone() {
            let base = self.claim.text.get(comparison.clone()).unwrap_or_default();
            if let Some(word) = ["与", "同", "和"].into_iter().find(|word| base.starts_with(word))
                && !base.ends_with("相比")
                && !base.ends_with("比较")
            {
                self.replace(comparison.start..comparison.start + word.len(), "比".to_owned());
            }
        }
        self.replace(figure.span.clone(), words);
        self.changed(figure);
    }

    /// Asks for a reason: last year's text gives none for what did not change.
    fn changed(&mut self, figure: &Figure) {
        self.keep(figure, "去年持平，今年有变化，请补充原因".to_owned());
    }
}

/// Digits of a value, printed in the style of the number `like` that they replace; a change without its sign.
pub(super) fn digits(style: &Style, value: RolledFigure, like: &PrintedNumber) -> Option<String> {
    Some(match value {
        RolledFigure::Amount(amount) => style.amount(amount, like),
        RolledFigure::Change(change) => style.amount(change, like).trim_start_matches('-').to_owned(),
        RolledFigure::Rate(growth) => {
            let rate = if growth == Growth::New { Ratio::new(1, 1) } else { growth.rate() }?;
            style.percent(|decimals| rate.percent(decimals).abs(), like)
        }
        RolledFigure::Ratio(ratio) if like.unit().is_none() => style.percent(|decimals| ratio.percent(decimals), like),
        RolledFigure::Ratio(_) => return None,
    })
}

/// Whether a figure's words do not already state this direction.
fn says_other(role: &Role, direction: Direction) -> bool {
    !matches!(role, Role::Change(Some(old)) | Role::Rate(Some(old)) if *old == direction)
}

/// Range of the digits in a printed figure: 754.43 in 754.43万元. `None` for a number in words.
pub(super) fn digits_of(text: &str) -> Option<Range<usize>> {
    let start = text.find(|c: char| c.is_ascii_digit() || c == '-')?;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let end = text[start..].find(|c: char| !is_part(c)).map_or(text.len(), |length| start + length);
    let plain = text.chars().all(|c| !('０'..='９').contains(&c)) && !text.contains("分之");
    plain.then_some(start..end)
}
