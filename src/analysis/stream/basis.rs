//! 同口径的材料: a bridge, and what the whole dataset tells for its use.

use crate::analysis::YearPhase;
use crate::model::{Bridge, Code, Line, Names, fold};
use std::collections::BTreeSet;
use std::sync::Arc;

/// 同口径的材料: a bridge, and what the whole dataset tells for its use.
#[derive(Debug, Clone)]
pub struct UnitBasis {
    pub(super) bridge: Arc<Bridge>,
    /// The names of codes, the same for all units.
    pub(super) names: Names,
    /// The years and phases, in order.
    pub(super) columns: Vec<YearPhase>,
    /// How many of the last of them determine the codes of a unit.
    pub(super) telling: usize,
}

impl UnitBasis {
    /// For two years, of which the later one determines the codes.
    pub fn of_two(bridge: Arc<Bridge>, names: Names, columns: [YearPhase; 2]) -> Self {
        Self { bridge, names, columns: columns.to_vec(), telling: 1 }
    }

    /// For any number of years; the own last year of a unit determines its codes.
    pub fn of_years(bridge: Arc<Bridge>, names: Names, columns: Vec<YearPhase>) -> Self {
        Self { bridge, names, telling: columns.len(), columns }
    }

    /// The bridge.
    pub fn bridge(&self) -> &Bridge {
        &self.bridge
    }

    /// The name of a code in the dataset, else in the bridge.
    pub fn name_of(&self, code: &Code) -> Option<Arc<str>> {
        let of_row = || {
            let rows = self.bridge.rows().iter().filter(|row| !row.new.name.is_empty());
            rows.filter(|row| row.new.code.as_ref() == Some(code)).map(|row| row.new.name.clone()).next()
        };
        self.names.get(code).cloned().or_else(of_row)
    }

    /// The lines to which figures of a line may be moved.
    pub(super) fn targets(&self, line: &Line) -> Vec<Line> {
        let Some(own) = &line.code else { return Vec::new() };
        let name = self.names.get(own).map(|name| fold(name));
        let mut codes = BTreeSet::new();
        for row in self.bridge.rows() {
            let fits = match &row.old.code {
                Some(old) => old == own || old.is_ancestor_of(own),
                None => name.as_ref().is_some_and(|name| *name == fold(&row.old.name)),
            };
            if !fits {
                continue;
            }
            match &row.new.code {
                Some(new) => {
                    let moved = row.old.code.as_ref().and_then(|old| own.moved(old, new));
                    // A table that is less deep receives it at its own level.
                    let above = std::iter::successors(Some(new.clone()), Code::parent);
                    codes.extend(moved.into_iter().chain(above));
                }
                None => {
                    let name = fold(&row.new.name);
                    codes.extend(self.names.iter().filter(|(_, own)| fold(own) == name).map(|(code, _)| code.clone()));
                }
            }
        }
        codes.into_iter().map(|code| Line { level: code.level(), code: Some(code), ..line.clone() }).collect()
    }
}
