//! All integration tests in one binary: one link instead of many.

// Functions beside the tests may unwrap too: a failure there is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod annotation;
mod architecture;
mod audit;
mod bad_input;
mod bridge;
mod bridge_proposals;
mod catalog;
mod charts;
mod check_list;
mod checks;
mod claims;
mod comparing;
mod datasets;
mod example;
mod explained_audit;
mod explained_example;
mod explained_forms;
mod explained_property;
mod explaining;
mod exports;
mod folders;
mod forms;
mod forms_of_units;
mod help;
mod manners;
mod mutations;
mod narrative;
mod office;
mod pdf;
mod properties;
mod provinces;
mod published;
mod reading;
mod report;
mod schema;
mod seed_claims;
mod takeaway;
mod trend_groups;
mod trend_output;
mod trend_property;
mod web;
mod wide;
mod workbooks;
