//! 命令行: arguments in, one library call, files and exit status out. The only room that writes.
//!
//! One file per command holds its arguments and its run; `screen` holds what all of them share.

mod args;
mod audit;
mod bridge;
mod chart;
mod choice;
mod code;
mod compare;
mod completions;
mod config;
mod dataset;
mod explain;
mod extract;
mod fault;
mod folder;
mod format;
mod grouping;
mod help;
mod interrupt;
mod leftovers;
mod lock;
mod manifest;
mod memory;
mod output;
mod paint;
mod reading;
mod record;
mod report;
mod rows;
mod run;
mod screen;
mod staged;
mod step;
mod table_args;
mod target;
mod trend;
mod usage;
mod user;

pub use memory::Memory;
pub use run::run;
