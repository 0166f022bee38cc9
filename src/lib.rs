//! tongbi (同比): year-over-year analysis of Chinese government budget disclosures.

pub mod analysis;
pub mod audit;
pub mod cli;
mod error;
pub mod model;
pub mod present;
pub mod source;

pub use error::{Error, Excerpt};
