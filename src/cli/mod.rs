//! 命令行: arguments in, one library call, files and exit status out. The only room that writes.
//!
//! One file per command holds its arguments and its run; `screen` holds what all of them share.

mod args;
mod audit;
mod chart;
mod choice;
mod code;
mod compare;
mod explain;
mod extract;
mod help;
mod output;
mod report;
mod run;
mod screen;

pub use run::run;
