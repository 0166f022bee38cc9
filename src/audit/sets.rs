//! 分组: what is related, directly or through others, is one set.

use std::collections::BTreeMap;

/// Disjoint sets of names (union-find); each set is identified by its lowest number.
#[derive(Debug)]
pub(super) struct Sets<T> {
    numbers: BTreeMap<T, usize>,
    above: Vec<usize>,
    /// The last pair joined and its number, cached because consecutive items usually come from the same table.
    last: Option<(T, T, usize)>,
}

impl<T> Default for Sets<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), above: Vec::new(), last: None }
    }
}

impl<T: Ord + Clone> Sets<T> {
    pub(super) fn number(&mut self, name: T) -> usize {
        *self.numbers.entry(name).or_insert_with(|| {
            self.above.push(self.above.len());
            self.above.len() - 1
        })
    }

    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }

    /// Merges the sets of both names and returns a number in the merged set.
    pub(super) fn join(&mut self, one: T, other: T) -> usize {
        if let Some((.., number)) = self.last.as_ref().filter(|(first, second, _)| *first == one && *second == other) {
            return *number;
        }
        let (number, second) = (self.number(one.clone()), self.number(other.clone()));
        let (first, second) = (self.root(number), self.root(second));
        self.above[first.max(second)] = first.min(second);
        self.last = Some((one, other, number));
        number
    }
}
