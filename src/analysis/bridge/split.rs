//! 分摊: splits an amount by shares into whole 分 that add up to it.

use crate::model::{Share, common_denominator};

/// The parts of `fen` by `shares`, whose sum is 1. Each part is truncated to whole 分; the remaining 分 go one by one to the
/// largest remainders, of equals to the earlier share. `None` if the shares have no common denominator, which
/// [`Bridge`](crate::model::Bridge) excludes.
pub(super) fn split(fen: i64, shares: &[Share]) -> Option<Vec<i64>> {
    let common = i128::from(common_denominator(shares.iter().copied())?);
    let whole = i128::from(fen.unsigned_abs());
    let weight = |share: &Share| i128::from(share.numerator()) * (common / i128::from(share.denominator()));
    let exact: Vec<i128> = shares.iter().map(|share| whole * weight(share)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|exact| exact / common).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|&at| (-(exact[at] % common), at));
    let missing = usize::try_from(whole - parts.iter().sum::<i128>()).ok()?;
    for at in order.into_iter().take(missing) {
        parts[at] += 1;
    }
    let sign = i128::from(fen.signum());
    parts.into_iter().map(|part| i64::try_from(sign * part).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_goes_to_the_largest_remainders() {
        let thirds = [Share::new(1, 3).unwrap(); 3];
        assert_eq!(split(100, &thirds).unwrap(), [34, 33, 33]);
        assert_eq!(split(-101, &thirds).unwrap(), [-34, -34, -33]);
        let uneven = [Share::new(1, 10).unwrap(), Share::new(9, 10).unwrap()];
        assert_eq!(split(9, &uneven).unwrap(), [1, 8]);
        assert_eq!(
            split(i64::MIN, &uneven).unwrap().iter().map(|part| i128::from(*part)).sum::<i128>(),
            i128::from(i64::MIN)
        );
    }
}
