//! 改法: what each figure of a failed sum, comparison or quotient would have to be if all others are right.

use super::Operand;
use super::Share;
use super::cause::{Slip, likeliest};
use super::finding::sum_of_parts;
use super::interval::ends;
use crate::model::{Amount, PrintedNumber, divide_half_away};
use ethnum::I256;

/// The amounts of one figure that would resolve a finding.
pub(super) struct Proposal<'f> {
    pub said: &'f Operand,
    /// The one to try, in 分.
    pub right: i128,
    /// Bounds of all of them, in half 分.
    pub bounds: (i128, i128),
    /// The slip that turns `right` into the printed amount, if it was chosen for that.
    pub slip: Option<Slip>,
}

impl Proposal<'_> {
    /// Whether some amount satisfies both; `other` is a proposal for the same figure.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.bounds.0 <= other.bounds.1 && other.bounds.0 <= self.bounds.1
    }

    /// Whether an amount satisfies it.
    pub(super) fn allows(&self, amount: Amount) -> bool {
        let (low, high) = ends(amount);
        low <= self.bounds.1 && self.bounds.0 <= high
    }

    /// Whether it comes from a sum or comparison, which determines the amount except for rounding.
    pub(super) fn is_of_sum(&self) -> bool {
        !matches!(self.said.share, Share::Term { .. })
    }
}

/// The proposals of a finding; `ratio` is the printed quotient, scaled to one hundredth if it is a percentage.
pub(super) fn proposals<'f>(operands: &'f [Operand], ratio: Option<(&PrintedNumber, u32)>) -> Vec<Proposal<'f>> {
    let terms = operands.iter().any(|operand| matches!(operand.share, Share::Term { .. }));
    match ratio.filter(|_| terms) {
        Some((printed, scale)) => {
            operands.iter().filter_map(|said| of_quotient(said, operands, printed, scale)).collect()
        }
        None => of_sum(operands),
    }
}

fn of_sum(operands: &[Operand]) -> Vec<Proposal<'_>> {
    let Some(whole) = operands.iter().find(|operand| operand.share == Share::Whole) else { return Vec::new() };
    let fen = |operand: &Operand| i128::from(operand.amount.fen());
    let sum = sum_of_parts(operands);
    let steps: i128 = operands.iter().map(|operand| i128::from(operand.amount.resolution())).sum();
    let is_sum = operands.iter().any(|operand| matches!(operand.share, Share::Added | Share::Taken));
    let gap = sum - fen(whole);
    let same = operands.iter().find(|operand| operand.share == Share::Same);
    let proposals = operands.iter().filter_map(|said| {
        let right = match said.share {
            Share::Whole if is_sum => sum,
            Share::Whole => fen(same?),
            Share::Added => fen(said) - gap,
            Share::Taken => fen(said) + gap,
            Share::Same => fen(whole),
            Share::Term { .. } => return None,
        };
        // Half a rounding step of each of the other figures.
        let give = steps - i128::from(said.amount.resolution());
        Some(Proposal { said, right, bounds: (right * 2 - give, right * 2 + give), slip: None })
    });
    proposals.filter(|proposal| proposal.right != fen(proposal.said)).collect()
}

/// Solves (a·x + A) ÷ (b·x + B) = ratio for x, for all values that round to the other printed figures.
fn of_quotient<'f>(
    said: &'f Operand,
    operands: &[Operand],
    printed: &PrintedNumber,
    scale: u32,
) -> Option<Proposal<'f>> {
    let Share::Term { above: a, below: b } = said.share else { return None };
    // The bounds of the rest of the numerator and of the denominator, in half 分.
    let rest = |factor: fn(Share) -> i8| {
        let others = operands.iter().filter(|other| !std::ptr::eq(*other, said));
        others.fold((0, 0), |(low, high), other| {
            let (one, two) = ends(other.amount);
            match factor(other.share) {
                0 => (low, high),
                factor if factor < 0 => (low - two, high - one),
                _ => (low + one, high + two),
            }
        })
    };
    let (numerator, denominator) = (rest(Share::above), rest(Share::below));
    let unit = I256::from(10i64.checked_pow(printed.decimals() + scale)?) * 2;
    let mantissa = I256::from(printed.mantissa()) * 2;
    let mut found: Option<(I256, I256)> = None;
    for ratio in [mantissa - 1, mantissa + 1] {
        let divisor = unit * I256::from(a) - ratio * I256::from(b);
        if divisor == 0 {
            return None;
        }
        for numerator in [numerator.0, numerator.1] {
            for denominator in [denominator.0, denominator.1] {
                let value = divide_half_away(ratio * I256::from(denominator) - unit * I256::from(numerator), divisor);
                found = Some(found.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
            }
        }
    }
    let (low, high) = found?;
    let bounds = (i128::try_from(low).ok()?, i128::try_from(high).ok()?);
    let step = said.amount.resolution();
    let allows = |amount: Amount| bounds.0 <= ends(amount).1 && ends(amount).0 <= bounds.1;
    let (slip, right) = match likeliest(said.amount, allows) {
        Some((slip, right)) => (Some(slip), right.fen()),
        None => {
            let middle = divide_half_away((low + high) / 2, I256::from(step) * 2);
            (None, i64::try_from(middle).ok()?.checked_mul(step)?)
        }
    };
    let proposal = Proposal { said, right: right.into(), bounds, slip };
    (bounds.0 >= 0 && right != said.amount.fen()).then_some(proposal)
}
