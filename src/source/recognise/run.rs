//! 相邻金额栏: runs of adjacent amount columns, and the header words shared by all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Cuts the columns into runs of adjacent amount columns; every other column is a run by itself.
pub(super) fn runs(columns: usize, is_amount: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for column in 0..columns {
        match runs.last_mut() {
            Some(run) if is_amount(column) && is_amount(column - 1) => run.end = column + 1,
            _ => runs.push(column..column + 1),
        }
    }
    runs
}

/// 共有词: the number of columns of a run that have each word.
pub(super) struct SharedWords<'a> {
    counts: BTreeMap<&'a str, usize>,
    columns: usize,
}

impl<'a> SharedWords<'a> {
    pub(super) fn of(stacks: &'a [Vec<String>]) -> Self {
        let mut counts = BTreeMap::new();
        for stack in stacks {
            let words: BTreeSet<&str> = stack.iter().map(String::as_str).collect();
            words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
        Self { counts, columns: stacks.len() }
    }

    /// Whether every column has the word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.counts.get(word) == Some(&self.columns)
    }
}
