//! 名称来源: the printed names of figures, and their units.

use super::super::figures::Figure;
use super::super::keys::{Key, Keys};
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
    pub fn printed(self, number: u32, figure: &Figure, keys: &Keys) -> Option<Arc<str>> {
        match self {
            Self::Items(items) => {
                let own = || Some(&keys.key(number).name).filter(|name| !name.is_empty());
                figure.printed_name(items).or_else(own).cloned()
            }
            Self::Lines { names, .. } => names.get(figure.position?).cloned(),
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
