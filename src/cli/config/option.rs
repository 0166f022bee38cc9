//! 可配置的选项: which options of which commands a configuration file may set.

use clap::{Arg, Command};

/// Options that are only allowed on the command line: those for a single run, and those that choose the file.
pub(super) const ONCE: [&str; 10] =
    ["help", "version", "config", "no-config", "force", "accept", "annotate", "new-profile", "reasons-sheet", "open"];

/// The option of a command with this long name.
pub(super) fn option<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(key))
}

/// Whether a command's options may be set in the file.
pub(super) fn configurable(command: &Command) -> bool {
    !["config", "completions", "help"].contains(&command.get_name())
}
