//! 错开: places labels as close as possible to their ideal positions without overlap.

/// The centres of labels with the ideal positions `wanted` and these heights, between `top` and `bottom`.
///
/// Minimises the sum of squared displacements (isotonic regression). The order is kept; labels with equal positions
/// keep the order of the list. There must be enough room for all labels.
pub(super) fn spread(wanted: &[f64], heights: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    // The distance of each label from the first if all touch.
    let mut offsets = vec![0.0; order.len()];
    for rank in 1..order.len() {
        offsets[rank] = offsets[rank - 1] + (heights[order[rank - 1]] + heights[order[rank]]) / 2.0;
    }
    // Clusters of touching labels: the sum of their ideal positions less the offsets, and their number.
    let mut clusters: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut last = (wanted[*index] - offsets[rank], 1);
        while let Some(before) = clusters.pop() {
            if before.0 / before.1 as f64 <= last.0 / last.1 as f64 {
                clusters.push(before);
                break;
            }
            last = (before.0 + last.0, before.1 + last.1);
        }
        clusters.push(last);
    }
    let (Some(first), Some(last), Some(reach)) = (order.first(), order.last(), offsets.last()) else {
        return Vec::new();
    };
    let highest = bottom - heights[*last] / 2.0 - reach;
    let lowest = top + heights[*first] / 2.0;
    let mut places = vec![0.0; wanted.len()];
    let starts = clusters.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    for ((rank, index), start) in order.iter().enumerate().zip(starts) {
        places[*index] = start.min(highest).max(lowest) + offsets[rank];
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_and_crowded_ones_move_apart() {
        assert_eq!(spread(&[10.0, 50.0], &[10.0; 2], (0.0, 100.0)), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 50.0], &[10.0; 2], (0.0, 100.0)), [45.0, 55.0]);
        assert_eq!(spread(&[99.0, 98.0], &[10.0; 2], (0.0, 100.0)), [95.0, 85.0]);
        assert_eq!(spread(&[50.0, 50.0], &[30.0, 10.0], (0.0, 100.0)), [40.0, 60.0]);
        assert_eq!(spread(&[], &[], (0.0, 100.0)), Vec::<f64>::new());
    }
}
