//! 送审材料: the content of disclosures, as input of the audit.

use crate::model::{Claim, LineItem, Paper};

/// 送审材料: the content of disclosures. Without papers, headings and sentences are not judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Material<'a> {
    /// Figures of the tables.
    pub items: &'a [LineItem],
    /// Claims of the texts.
    pub claims: &'a [Claim],
    /// The files.
    pub papers: &'a [Paper],
}
