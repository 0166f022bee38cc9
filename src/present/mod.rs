//! 呈现: the only way out. Formats differ only where formats differ; none of them computes.

pub mod chart;
mod error;

pub(crate) use error::PresentError;
