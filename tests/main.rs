//! All integration tests in one binary: one link instead of many.

mod charts;
mod comparing;
mod example;
mod narrative;
mod properties;
mod reading;
