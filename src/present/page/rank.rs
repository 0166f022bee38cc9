//! 名次: ranks of a column's values, by which the page sorts without reading numbers.

/// The rank of each value from the smallest, equal for equal values; `-` if there is no value.
pub(super) fn ranks<T: Ord>(values: &[Option<T>]) -> Vec<String> {
    let mut sorted: Vec<&T> = values.iter().flatten().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let place = |value: &T| sorted.binary_search(&value).unwrap_or_else(|place| place);
    values.iter().map(|value| value.as_ref().map_or_else(|| "-".to_owned(), |value| place(value).to_string())).collect()
}

/// The ranks of several columns, joined for each row.
pub(super) fn joined(columns: &[Vec<String>], row: usize) -> String {
    columns.iter().map(|column| column.get(row).map_or("-", String::as_str)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_rank_and_none_has_none() {
        assert_eq!(ranks(&[Some(5), None, Some(-1), Some(5)]), ["1", "-", "0", "1"]);
        assert_eq!(joined(&[ranks(&[Some(2), Some(1)]), ranks(&[None, Some(1)])], 1), "0 0");
    }
}
