//! 错开: places labels as near as possible to where they belong, none over another.

/// The centres of labels that want to stand at `wanted`, `pitch` apart at least, between `top` and `bottom`.
///
/// The sum of squared displacements is the least possible (isotonic regression); the order is kept, and equal
/// wishes keep the order of the list. The room must hold all labels.
pub(super) fn spread(wanted: &[f64], pitch: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    // Clusters of labels that touch: the sum of their wishes without the pitch, and how many they are.
    let mut clusters: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut last = (wanted[*index] - rank as f64 * pitch, 1);
        while let Some(before) = clusters.pop() {
            if before.0 / before.1 as f64 <= last.0 / last.1 as f64 {
                clusters.push(before);
                break;
            }
            last = (before.0 + last.0, before.1 + last.1);
        }
        clusters.push(last);
    }
    let highest = bottom - pitch / 2.0 - wanted.len().saturating_sub(1) as f64 * pitch;
    let lowest = top + pitch / 2.0;
    let mut places = vec![0.0; wanted.len()];
    let starts = clusters.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    for ((rank, index), start) in order.iter().enumerate().zip(starts) {
        places[*index] = start.min(highest).max(lowest) + rank as f64 * pitch;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_and_crowded_ones_move_apart() {
        assert_eq!(spread(&[10.0, 50.0], 10.0, (0.0, 100.0)), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 50.0], 10.0, (0.0, 100.0)), [45.0, 55.0]);
        assert_eq!(spread(&[99.0, 98.0], 10.0, (0.0, 100.0)), [95.0, 85.0]);
        assert_eq!(spread(&[], 10.0, (0.0, 100.0)), Vec::<f64>::new());
    }
}
