//! 数据集: a partitioned dataset compared or lined up unit by unit, or summed, in bounded memory.
//!
//! Row groups are read, segments of units computed and encoded by every processor; this thread cuts the segments and
//! writes what is finished, in order. At no time are more than a few row groups and segments held. `plain` computes
//! figures of one kind as integers; `parts` hands batches of units to what documents are computed by.

mod command;
mod merge;
mod out;
mod parts;
mod plain;
mod pool;
mod spill;
mod sums;
mod whole;

pub(super) use command::{Outcome, compare, large, trend};
pub(super) use whole::standings;

use super::screen::Screen;
use crate::analysis::{self, LevelFilter, units::Repeats, units::TrendTask};
use crate::model::{BudgetTable, FiscalYear, Warning};
use crate::present::units::{Group, Shape};
use crate::source::dataset::store::Grouping;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::Path;

/// What is computed of a dataset of one kind.
struct Task {
    /// The years, in order; of a comparison two.
    years: Vec<FiscalYear>,
    by: By,
    table: Option<BudgetTable>,
    work: Work,
}

/// 汇总方式: whose figures are put together.
#[derive(Clone, PartialEq, Eq)]
enum By {
    Unit,
    Region,
    All,
    /// A table of groups.
    Groups(analysis::Grouping),
}

impl By {
    /// By what the rows are read: units are told apart whatever they are put together by.
    fn reading(&self) -> Grouping {
        if *self == Self::Region { Grouping::UnitOfRegion } else { Grouping::Unit }
    }
}

enum Work {
    Compare { level: LevelFilter },
    Trend(TrendTask),
}

/// What came out, beside the file.
#[derive(Default)]
struct Done {
    rows: usize,
    units: usize,
    /// Rates too large to be kept.
    beyond: usize,
    /// Rows that were there twice.
    repeats: Repeats,
    warnings: Vec<Warning>,
}

/// Which file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Parquet,
    Csv,
}

impl Task {
    /// The columns of its result.
    fn shape(&self) -> Shape {
        let group = match self.by {
            By::Unit => Group::Unit,
            By::Region => Group::Region,
            By::All => Group::None,
            By::Groups(_) => Group::Named,
        };
        match self.work {
            Work::Compare { .. } => Shape::comparison(group),
            Work::Trend(_) => Shape::trend(group),
        }
    }

    /// The first and the last year.
    fn ends(&self) -> (FiscalYear, FiscalYear) {
        let (first, last) = (self.years.first(), self.years.last());
        first.copied().zip(last.copied()).expect("a task has years")
    }
}

impl Format {
    /// By the extension; none where it is neither.
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        match extension.as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// 进度: rows computed so far, on standard error and only where that is a terminal.
fn bar(screen: Screen, rows: usize) -> ProgressBar {
    let bar = ProgressBar::new(rows as u64);
    if screen.quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("计算 {bar:30} {percent}% {human_pos}/{human_len} 行，还需 {eta}")
    {
        bar.set_style(style);
    }
    bar
}
