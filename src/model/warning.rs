//! 提示: readable but odd; travels beside the value.

use super::Place;
use std::fmt;

/// 提示: something a person should know, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// What sort of oddity, for counting and tests.
    pub kind: WarningKind,
    /// Where.
    pub place: Place,
    /// One plain Chinese sentence: what was found and, where there is one, the way out.
    pub message: String,
}

/// 提示类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningKind {
    /// A table that was not understood and is left out.
    UnrecognisedTable,
    /// A row or column of a known table that was not understood and is left out.
    UnrecognisedPart,
    /// A cell that should hold a number and does not.
    BadNumber,
    /// A formula without a stored result that could not be calculated.
    Uncalculated,
    /// Digits below a 分 were rounded.
    Rounded,
    /// The amount unit is not printed, or is printed twice differently.
    Unit,
    /// The fiscal year had to be guessed or is contradictory.
    Year,
    /// The same code (and project) stands twice.
    DuplicateCode,
    /// A table is printed twice, with other figures.
    RepeatedTable,
    /// A code whose parent is not printed.
    Orphan,
    /// One code, two names.
    NameConflict,
    /// Two origins of one figure disagree.
    OriginConflict,
    /// A claim whose subject could not be tied to a table.
    UnboundClaim,
    /// A file that was left out, and why.
    SkippedFile,
    /// A file or folder that this program wrote, left out of the folder that was given.
    OwnOutput,
    /// Anything else worth knowing.
    Note,
}

impl Warning {
    /// A warning of `kind` at `place`.
    pub fn new(kind: WarningKind, place: Place, message: impl Into<String>) -> Self {
        Self { kind, place, message: message.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.file.is_empty() {
            // About several files at once.
            true => f.write_str(&self.message),
            false => write!(f, "{}：{}", self.place, self.message),
        }
    }
}
