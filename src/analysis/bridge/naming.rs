//! 名称来源: what the sources of figures call them, and whose figures they are.

use super::super::figures::Figure;
use super::super::keys::{Key, Keys};
use super::super::lineup::printed_name;
use crate::model::LineItem;
use std::sync::Arc;

/// What figures are called by their sources.
#[derive(Clone, Copy)]
pub(in crate::analysis) enum Naming<'a> {
    /// By the items that they come from.
    Items(&'a [LineItem]),
    /// By their keys, which every unit shares; a figure that a unit prints itself has its key for a position.
    Lines {
        /// The unit of the figures at hand.
        unit: &'a Arc<str>,
        /// The name of each key.
        names: &'a [Arc<str>],
    },
}

impl Naming<'_> {
    /// The name that a figure is printed under; none of one that is not printed.
    pub fn printed(self, number: u32, figure: &Figure, keys: &mut Keys) -> Option<Arc<str>> {
        match self {
            Self::Items(items) => {
                printed_name(number, Some(figure), items, keys).or_else(|| keys.key(number).name.clone())
            }
            Self::Lines { names, .. } => {
                names.get(number as usize).filter(|_| figure.position == number as usize).cloned()
            }
        }
    }

    /// The unit of a key.
    pub fn unit<'k>(&'k self, key: &'k Key) -> &'k Arc<str> {
        match self {
            Self::Items(_) => &key.unit,
            Self::Lines { unit, .. } => unit,
        }
    }
}
