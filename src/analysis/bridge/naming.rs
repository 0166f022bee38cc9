//! 名称来源: the printed names of figures, and their units.

use super::super::figures::Figure;
use super::super::keys::{Key, Keys};
use super::super::lineup::printed_name;
use crate::model::LineItem;
use std::sync::Arc;

/// Where the names of figures come from.
#[derive(Clone, Copy)]
pub(in crate::analysis) enum Naming<'a> {
    /// From the items of the figures.
    Items(&'a [LineItem]),
    /// From their keys, which all units share; the position of a printed figure is its key.
    Lines {
        /// The unit of the figures.
        unit: &'a Arc<str>,
        /// The name of each key.
        names: &'a [Arc<str>],
    },
}

impl Naming<'_> {
    /// The printed name of a figure; none if it is not printed.
    pub fn printed(self, number: u32, figure: &Figure, keys: &mut Keys) -> Option<Arc<str>> {
        match self {
            Self::Items(items) => {
                let own = |keys: &Keys| Some(keys.key(number).name.clone()).filter(|name| !name.is_empty());
                printed_name(number, Some(figure), items, keys).or_else(|| own(keys))
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
