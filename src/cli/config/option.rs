//! 可配置的选项: which options of which commands a configuration file may set.

use clap::{Arg, Command};

/// Options that do something once, or say where to look: they stand on the command line only.
pub(super) const ONCE: [&str; 10] =
    ["help", "version", "config", "no-config", "force", "accept", "annotate", "new-profile", "reasons-sheet", "open"];

/// The option of a command by its long name.
pub(super) fn option<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(key))
}

/// Whether a command's options may stand in the file.
pub(super) fn configurable(command: &Command) -> bool {
    !["config", "completions", "help"].contains(&command.get_name())
}
