//! 命令行: arguments in, one library call, files and exit status out. The only room that writes.
//!
//! Each command has a file with its arguments and `run`. `reading`, `rows`, `two_years`, `grouping` and `table_args` hold
//! options that commands share, `screen` prints messages. An output goes through `output`
//! (one file) or `folder`, which write by `staged`, `target` and `leftovers`.

mod args;
mod audit;
mod bridge;
mod chart;
mod code;
mod compare;
mod completions;
mod config;
mod dataset;
mod double_click;
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
mod ocr;
mod opening;
mod output;
mod paint;
mod reading;
mod record;
mod report;
mod roll_forward;
mod rows;
mod run;
mod screen;
mod serve;
mod staged;
mod step;
mod table_args;
mod target;
mod trend;
mod two_years;
mod usage;
mod user;

pub use memory::Memory;
pub use ocr::OcrArgs;
pub use reading::{BridgeArgs, ReadingArgs};
pub use report::{ReportArgs, Reports, report};
pub use run::run;
pub use two_years::TwoYearsArgs;

use crate::project::choice;
