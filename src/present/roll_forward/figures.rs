//! 数: replaces figures and the verbs that go with them.

use super::rolled::RollForward;
use super::sheet::{Sheet, why};
use super::style::Style;
use super::verbs;
use crate::analysis::{RolledClaim, RolledFigure, Unrolled};
use crate::model::{
    Amount, AmountUnit, BudgetTable, Claim, Direction, Figure, Growth, PrintedNumber, Ratio, Role, amount_in_words,
    decimal_in_words,
};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A bracket that repeats the amount before it, in words or in digits.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[（(]\s*(?:(?:人民币)?[大小]写\s*[:：]?)?\s*[¥￥]?(?P<amount>(?:人民币)?[\d零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][^（(，。；;：:]*?[元圆角分整正])\s*[)）]")
        .expect("the pattern is constant")
});

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
                Some(Err(reason)) if self.again && !changed && !matches!(reason, Unrolled::Differs(..)) => {}
                // Figures of projects are replaced although the claim is unbound, and marked for checking.
                Some(Err(reason @ Unrolled::Alike(alike))) if alike.table == BudgetTable::GeneralProject => {
                    self.figure(figure, RolledFigure::Amount(alike.amount));
                    self.keep(figure, why(reason));
                }
                Some(Err(reason @ Unrolled::Adjusted(share))) => {
                    self.figure(figure, RolledFigure::Ratio(*share));
                    self.keep(figure, why(reason));
                }
                Some(Err(reason @ Unrolled::Apart(value))) => {
                    self.figure(figure, *value);
                    self.keep(figure, why(reason));
                }
                Some(Err(Unrolled::Differs(cell, Some(value)))) => {
                    self.keep(figure, self.differs(figure, *cell, *value))
                }
                Some(Err(Unrolled::OtherShare(share))) => {
                    let note = self.proposed(figure, RolledFigure::Ratio(*share));
                    self.keep(figure, format!("去年的占比与表不一致{note}，请核对"));
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

    /// Note on a figure that last year's tables contradict, of which a `cell` prints the current amount.
    fn differs(&self, figure: &Figure, cell: Amount, value: RolledFigure) -> String {
        let printed = self.style.plain_amount(cell);
        let what = if figure.role == Role::Current { "文中的数" } else { "这句话的本年数" };
        format!("{what}与原来的表不一致，原来的表中是 {printed}{}，请核对", self.proposed(figure, value))
    }

    /// What a figure would be by this year's tables.
    fn proposed(&self, figure: &Figure, value: RolledFigure) -> String {
        let Some(number) = &figure.number else { return String::new() };
        let unit = number.unit().map_or("%".to_owned(), |unit| unit.to_string());
        let verb = match (value, value.direction()) {
            (RolledFigure::Change(_), Some(direction)) => verbs::of(self.style.verbs.0, direction),
            (RolledFigure::Rate(_), Some(direction)) => verbs::of(self.style.verbs.1, direction),
            _ => "",
        };
        let digits = digits(self.style, value, (number, self.rolled.exact));
        digits.map_or(String::new(), |digits| format!("，按今年的表应为{verb} {digits}{unit}"))
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
        let text = self.claim.text.get(figure.span.clone()).unwrap_or_default();
        let exact = self.rolled.exact;
        let Some((range, digits)) = printed(self.style, value, (number, exact), text) else {
            let digits = digits(self.style, value, (number, exact));
            return self.keep(
                figure,
                match digits {
                    Some(digits) => format!("按今年的表应为 {digits}，请改写"),
                    None => "这个数的写法未能识别，请改写".to_owned(),
                },
            );
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
        self.said_again(figure, value);
    }

    /// Replaces an amount that a bracket behind the figure repeats in another form: 300.00万元（大写：叁佰万元整）.
    fn said_again(&mut self, figure: &Figure, value: RolledFigure) {
        let Some(behind) = self.claim.text.get(figure.span.end..) else { return };
        let Some(words) = AGAIN.captures(behind).and_then(|found| found.name("amount")) else { return };
        let span = figure.span.end + words.start()..figure.span.end + words.end();
        let amount = |number: &PrintedNumber| {
            let unit = number.unit().or(figure.number.as_ref()?.unit()).unwrap_or(AmountUnit::TenThousand);
            Some(Amount::from_printed(number, unit).ok()?.0)
        };
        let number = PrintedNumber::parse(words.as_str()).ok().flatten();
        let (Some(number), Some(said)) = (number, figure.amount()) else { return };
        if amount(&number).is_none_or(|again| !again.agrees(said)) {
            return self.sheet.open(&self.claim.place, &self.claim.text, span, "与前面的数不同，请核对".to_owned());
        }
        match printed(self.style, value, (&number, self.rolled.exact), words.as_str()) {
            Some((range, new)) => self.replace(span.start + range.start..span.start + range.end, new),
            None => {
                let note = "前面的数已改，这里的写法未能照改，请改写".to_owned();
                self.sheet.open(&self.claim.place, &self.claim.text, span, note);
            }
        }
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
        let mut words = format!("{}{amount}", verbs::of(self.style.verbs.0, direction));
        let growth = self.rolled.prior.zip(self.rolled.current).and_then(|(p, c)| Growth::between(p.fen(), c.fen()));
        let rate = match growth {
            Some(Growth::New) if self.style.new_is_hundred => Ratio::new(1, 1),
            growth => growth.and_then(Growth::rate),
        };
        if let Some(rate) = rate {
            words += &format!("，{}{}", verbs::of(self.style.verbs.1, direction), self.style.plain_percent(rate));
        }
        if let Some(comparison) = figure.comparison.clone() {
            let base = self.claim.text.get(comparison.clone()).unwrap_or_default();
            if let Some(word) = ["与", "同", "和"].into_iter().find(|word| base.starts_with(word))
                && !base.starts_with("同比")
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

/// Digits of a value, printed in the style of the number `like` that they replace, which may be exact; a change without
/// its sign.
fn digits(style: &Style, value: RolledFigure, (like, exact): (&PrintedNumber, bool)) -> Option<String> {
    Some(match value {
        RolledFigure::Amount(amount) => style.amount(amount, like, exact),
        RolledFigure::Change(change) => style.amount(change, like, exact).trim_start_matches('-').to_owned(),
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

/// The part of a printed figure that its new value replaces, and the value written like it: 754.43 in 754.43万元, the
/// whole of 伍拾万元 and 2亿9950万元. `None` if it cannot be written like this.
pub(super) fn printed(
    style: &Style,
    value: RolledFigure,
    like: (&PrintedNumber, bool),
    text: &str,
) -> Option<(Range<usize>, String)> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if !text.contains(is_digit) {
        return Some((0..text.len(), in_words(style, value, like, text)?));
    }
    let digits = digits(style, value, like)?;
    let start = text.find(|c: char| is_digit(c) || c == '-')?;
    let end = text.rfind(is_digit).map(|at| at + text[at..].chars().next().map_or(0, char::len_utf8))?;
    let old = &text[start..end];
    if let Some((mark, ratio)) = [('亿', 8), ('万', 4)].into_iter().find(|(mark, _)| old.contains(*mark)) {
        let unit = &text[end..];
        let power = ratio - if unit.starts_with('万') { 4 } else { 0 };
        let whole = digits.replace(',', "").parse::<i64>().ok()?;
        let (high, low) = (whole / 10i64.pow(power), whole % 10i64.pow(power));
        let new = match (high, low) {
            (0, low) => format!("{low}{unit}"),
            (high, 0) => format!("{high}{mark}元"),
            (high, low) => format!("{high}{mark}{low}{unit}"),
        };
        return Some((start..text.len(), new));
    }
    let is_part = |c: char| is_digit(c) || matches!(c, '.' | ',' | '-' | '．' | '，');
    // 百分之11.11, but 三分之2 is no number of its own.
    let fraction = text[..start].contains("分之") && !text.starts_with("百分之");
    // 2亿九千万元 goes on in words.
    let goes_on = text[end..].contains(|c| "一二三四五六七八九两壹贰叁肆伍陆柒捌玖拾".contains(c));
    let is_wide = old.contains(|c: char| ('０'..='９').contains(&c));
    let widened = |c: char| char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
    let digits = if is_wide { digits.chars().map(widened).collect() } else { digits };
    (old.chars().all(is_part) && !fraction && !goes_on).then_some((start..end, digits))
}

/// A value in words like a figure in words: 伍拾万元, 百分之十一点一.
fn in_words(style: &Style, value: RolledFigure, like: (&PrintedNumber, bool), text: &str) -> Option<String> {
    if let Some(rate) = text.strip_prefix("百分之") {
        let formal = rate.contains(|c| "壹贰叁肆伍陆柒捌玖拾".contains(c));
        let number = PrintedNumber::parse(&digits(style, value, like)?).ok()??;
        let (mut mantissa, mut decimals) = (number.mantissa(), number.decimals());
        while decimals > 0 && mantissa % 10 == 0 {
            (mantissa, decimals) = (mantissa / 10, decimals - 1);
        }
        return Some(format!("百分之{}", decimal_in_words(mantissa, decimals, formal)));
    }
    match value {
        RolledFigure::Amount(amount) => amount_in_words(amount.fen(), text),
        RolledFigure::Change(change) => amount_in_words(change.fen().abs(), text),
        RolledFigure::Rate(_) | RolledFigure::Ratio(_) => None,
    }
}
