//! 标尺: scales amounts to pixels so that bars and the labels next to them fit.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// A value axis between two pixels.
pub(super) struct Scale {
    axis: RangedCoordf64,
    pixels: (i32, i32),
}

/// A bar from `from` to `to` with labels that take `before` pixels at its left end and `after` at its right end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) before: f64,
    pub(super) after: f64,
}

impl Scale {
    /// The largest scale at which all `spans` with their labels fit between `left` and `right`.
    ///
    /// `anchor` is a value that is always on the axis: 0, or the start of a truncated axis.
    pub(super) fn fit(spans: &[Span], anchor: f64, (left, right): (f64, f64)) -> Self {
        let room = right - left;
        let reach = spans.iter().flat_map(|span| [span.from, span.to]).map(|v| (v - anchor).abs()).fold(0.0, f64::max);
        let needs = |per_pixel: f64| {
            let side = |v: f64| (v - anchor) * per_pixel;
            let before = spans.iter().map(|s| s.before - side(s.from.min(s.to))).fold(0.0, f64::max);
            let after = spans.iter().map(|s| s.after + side(s.from.max(s.to))).fold(0.0, f64::max);
            (before, after)
        };
        let (mut low, mut high) = (0.0, if reach > 0.0 { room / reach } else { 0.0 });
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let (before, after) = needs(middle);
            if before + after <= room { low = middle } else { high = middle }
        }
        let origin = left + needs(low).0;
        // Without any length the scale is 0 and everything is at the anchor. If labels alone fill the width, lengths
        // still get a tiny scale.
        let per_pixel = match reach > 0.0 {
            true => low.max(1e-3 * room / reach),
            false => 1.0,
        };
        let range = anchor - (origin - left) / per_pixel..anchor + (right - origin) / per_pixel;
        Self { axis: range.into(), pixels: ((left * 4.0).round() as i32, (right * 4.0).round() as i32) }
    }

    /// The x of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        f64::from(self.axis.map(&value, self.pixels)) / 4.0
    }
}

/// `value` rounded down, in steps that suit `range`.
pub(super) fn round_down(value: f64, range: f64) -> f64 {
    let mut step = 1.0;
    while step * 100.0 < range {
        step *= 10.0;
    }
    let step =
        [50.0, 20.0, 10.0, 5.0, 2.0, 1.0].map(|m| m * step).into_iter().find(|s| *s <= range / 2.0).unwrap_or(1.0);
    (value / step).floor() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_on_both_sides_stay_inside() {
        let spans = [
            Span { from: 0.0, to: 100.0, before: 0.0, after: 80.0 },
            Span { from: -50.0, to: 0.0, before: 70.0, after: 0.0 },
        ];
        let scale = Scale::fit(&spans, 0.0, (10.0, 410.0));
        assert!(scale.at(100.0) + 80.0 <= 410.5 && scale.at(100.0) + 80.0 > 405.0);
        assert!(scale.at(-50.0) - 70.0 >= 9.5);
    }

    #[test]
    fn nothing_to_show_is_no_division_by_zero() {
        let scale = Scale::fit(&[Span { from: 0.0, to: 0.0, before: 5.0, after: 5.0 }], 0.0, (0.0, 100.0));
        assert_eq!(scale.at(0.0), 5.0);
    }

    #[test]
    fn labels_wider_than_the_room_leave_amounts_of_any_size_on_the_paper() {
        let span = Span { from: 0.0, to: 9e17, before: 80.0, after: 80.0 };
        let scale = Scale::fit(&[span], 0.0, (0.0, 100.0));
        assert!((scale.at(9e17) - scale.at(0.0)).abs() < 1.0);
    }

    #[test]
    fn a_cut_axis_begins_at_a_round_number() {
        assert_eq!(round_down(594.0, 152.0), 550.0);
        assert_eq!(round_down(600.0, 252.0), 600.0);
    }
}
