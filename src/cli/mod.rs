//! 命令行: arguments in, one library call, files and exit status out. The only room that writes.

mod args;
mod output;
mod run;

pub use run::run;
