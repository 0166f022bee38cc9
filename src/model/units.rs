//! 单位批次: line items in batches of whole units, whatever their source.

use super::{LineItem, Warning};

/// 单位批次: the line items of whole units. The expensive part of building them is left to [`Units::items`], which may
/// be called on any thread.
pub trait Units: Send {
    /// The number of source rows, for a progress bar.
    fn count(&self) -> usize;

    /// The items, grouped by unit, with warnings about rows that could not be read.
    ///
    /// # Errors
    /// The rows are not line items.
    fn items(self) -> Result<(Vec<LineItem>, Vec<Warning>), crate::Error>;
}

impl Units for Vec<LineItem> {
    fn count(&self) -> usize {
        self.len()
    }

    fn items(self) -> Result<(Vec<LineItem>, Vec<Warning>), crate::Error> {
        Ok((self, Vec::new()))
    }
}
