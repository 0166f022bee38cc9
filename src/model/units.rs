//! 单位批次: line items that come as batches of whole units, wherever they come from.

use super::{LineItem, Warning};

/// 单位批次: the line items of whole units. What is costly about making items is done by [`Units::items`], which any
/// thread may call.
pub trait Units: Send {
    /// How many rows the items are made of, for a progress bar.
    fn count(&self) -> usize;

    /// The items of each unit together, and what could not be read.
    ///
    /// # Errors
    /// The rows are no line items at all.
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
