//! 命令: decides how a dataset is computed, and reports the result.

use super::Format;
use super::columns;
use super::rows::{self, WHOLE};
use crate::Error;
use crate::analysis::stream::Overview;
use crate::analysis::{self, CompareOptions, LevelFilter, RowFilter, Sort, Standings, TrendOptions};
use crate::cli::choice::wrong;
use crate::cli::grouping::{ByArg, GroupArgs};
use crate::cli::screen::Screen;
use crate::dataset::{By, Kind, Task, Work, sum_items};
use crate::model::{Code, Place, Warning, WarningKind};
use crate::source::dataset::store::Store;
use crate::source::{self, Loaded};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The outcome of a comparison.
pub(crate) enum Outcome {
    /// It has been written to its file.
    Written,
    /// The sums of groups, to be compared like the figures of documents.
    Summed(Box<Loaded>),
    /// The inputs have to be read as documents are.
    Other,
}

/// Compares a dataset, if the inputs are one; `file` receives the rows of all units.
pub(crate) fn compare(
    (inputs, groups): (&[PathBuf], &GroupArgs),
    options: &CompareOptions,
    file: Option<(&Path, Format)>,
    screen: Screen,
) -> Result<Outcome, Error> {
    let Some(store) = Store::find(inputs)? else { return Ok(Outcome::Other) };
    let Some(by) = by(groups)? else { return Ok(Outcome::Other) };
    let kind = if by == By::Unit {
        let Some((path, format)) = file else { return in_memory(&store) };
        match Kind::of(&store, options.bridge.is_some(), None)? {
            Kind::Any(overview) => {
                screen.tell(&store.warnings);
                let is_written = rows::compare((&store, overview), options, (path, format), screen)?;
                return Ok(if is_written { Outcome::Written } else { Outcome::Other });
            }
            plain => plain,
        }
    } else if !store.is_plain() || !store.has_one_phase_a_year() || options.bridge.is_some() {
        // The figures of each unit have to be determined before they are added, so the inputs are read as a whole.
        return read_whole(&by, options.bridge.is_some());
    } else {
        Kind::of(&store, false, None)?
    };
    let task = Task::comparison(&store, kind, options)?;
    screen.tell(&store.warnings);
    // All measures are summed, since the shares of the measures shown may refer to others.
    let Some(file) = file else {
        return Ok(Outcome::Summed(Box::new(summed(&store, (&task, &by))?)));
    };
    let computed = match by {
        By::Unit => columns::by_unit(&store, &task, file, screen)?,
        _ => columns::by_group(&store, (&task, &by, &options.filter()), file, screen)?,
    };
    let (base, year) = (task.columns[0], task.columns[1]);
    let note = |message| Warning::new(WarningKind::Note, Place::default(), message);
    screen.tell(&analysis::other_phase(base, year).into_iter().map(note).collect::<Vec<_>>());
    screen.tell(&computed.warnings(options.bridge.as_deref()));
    let unit = match by {
        By::Unit => format!("{} 个单位，", computed.units),
        By::Region => format!("{} 个地区，", computed.units),
        By::Groups(_) => format!("{} 个组，", computed.units),
        By::All => String::new(),
    };
    screen.say(&format!("已写入 {}：{}年与{}年对比，{unit}{} 行", file.0.display(), base.0, year.0, computed.rows));
    Ok(Outcome::Written)
}

/// Small datasets are read as documents are; large ones would fit neither on a screen nor into a worksheet or page.
fn in_memory(store: &Store) -> Result<Outcome, Error> {
    let rows: usize = store.years().values().sum();
    if rows > WHOLE {
        let message = format!(
            "数据集有 {rows} 行，屏幕、工作簿和网页都列不下；请写成 parquet 或 csv（-o 结果.parquet），或用 --by all 看汇总"
        );
        return Err(wrong(message));
    }
    Ok(Outcome::Other)
}

/// Computes the trend of a dataset, if the inputs are one; `file` receives the rows of all units.
pub(crate) fn trend(
    (inputs, groups): (&[PathBuf], &GroupArgs),
    (options, wide): (&TrendOptions, bool),
    file: Option<(&Path, Format)>,
    screen: Screen,
) -> Result<Outcome, Error> {
    let Some(store) = Store::find(inputs)? else { return Ok(Outcome::Other) };
    let Some(by) = by(groups)? else { return Ok(Outcome::Other) };
    if by == By::Unit {
        let Some((path, format)) = file else { return in_memory(&store) };
        screen.tell(&store.warnings);
        // A wide table has no fixed columns.
        let (task, overview) = if wide { (None, None) } else { trend_task(&store, options)? };
        if let Some(task) = task {
            let computed = columns::by_unit(&store, &task, (path, format), screen)?;
            screen.tell(&computed.warnings(options.bridge.as_deref()));
            let (first, last) = task.ends();
            let (units, rows) = (computed.units, computed.rows);
            let what = format!("{first}年至{last}年的趋势，{units} 个单位，{rows} 行");
            screen.say(&format!("已写入 {}：{what}", path.display()));
            return Ok(Outcome::Written);
        }
        let is_written = rows::trend((&store, overview), (options, wide), (path, format), screen)?;
        return Ok(if is_written { Outcome::Written } else { Outcome::Other });
    }
    if !store.is_plain() || !store.has_one_phase_a_year() || options.bridge.is_some() {
        return read_whole(&by, options.bridge.is_some());
    }
    screen.tell(&store.warnings);
    let kind = Kind::of(&store, false, None)?;
    let columns = kind.columns().to_vec();
    let task = Task::new(&store, kind, columns, options.table, Work::Compare(RowFilter::default(), None))?;
    Ok(Outcome::Summed(Box::new(summed(&store, (&task, &by))?)))
}

/// The dataset, if the inputs are one of units that does not fit into memory.
pub(crate) fn large(inputs: &[PathBuf], groups: &GroupArgs) -> Result<Option<Store>, Error> {
    let by_unit = by(groups)? == Some(By::Unit);
    let store = if by_unit { Store::find(inputs)? } else { None };
    Ok(store.filter(|store| store.years().values().sum::<usize>() > WHOLE))
}

/// The standings of all units of a dataset, for a ranking, and warnings.
pub(crate) fn standings(
    store: &Store,
    options: &TrendOptions,
    most: usize,
    screen: Screen,
) -> Result<(Standings, Vec<Warning>), Error> {
    screen.tell(&store.warnings);
    let options = &TrendOptions { level: LevelFilter::All, sort: Sort::Code, top: None, ..options.clone() };
    match trend_task(store, options)? {
        (Some(task), _) => {
            let (standings, computed) = columns::standings(store, &task, most, screen)?;
            Ok((standings, computed.warnings(options.bridge.as_deref())))
        }
        (None, overview) => {
            let (standings, summary) = rows::standings((store, overview), options, most, screen)?;
            Ok((standings, summary.warnings))
        }
    }
}

/// The trend of a dataset, if it can be computed in columns; else the overview, if one was made.
fn trend_task(store: &Store, options: &TrendOptions) -> Result<(Option<Task>, Option<Overview>), Error> {
    Task::trend(store, Kind::of(store, options.bridge.is_some(), None)?, options)
}

/// The message for a dataset with several figures per key.
const NOT_PLAIN: &str = "数据集里同一项有几个来源或阶段的数，不能按地区汇总；请先筛选成一个阶段、来源为 published 的数据（见 docs/数据集.md）";

/// The message for groups by region with a bridge.
const BRIDGED: &str = "--bridge 逐单位换算口径，文档不写地区，不能与 --by region 同用。请改用 --by group 加分组表";

/// Chooses to read the inputs as documents; refuses groups by region, which documents do not state.
fn read_whole(by: &By, bridged: bool) -> Result<Outcome, Error> {
    match by {
        By::Region => Err(wrong(if bridged { BRIDGED } else { NOT_PLAIN })),
        _ => Ok(Outcome::Other),
    }
}

/// How units are grouped; none if the options contradict each other.
fn by(args: &GroupArgs) -> Result<Option<By>, Error> {
    Ok(match (args.by, &args.groups) {
        (None | Some(ByArg::Unit), None) => Some(By::Unit),
        (Some(ByArg::Region), None) => Some(By::Region),
        (Some(ByArg::All), None) => Some(By::All),
        (None | Some(ByArg::Group), Some(path)) => Some(By::Groups(analysis::Grouping::Groups(source::groups(path)?))),
        _ => None,
    })
}

/// The sums of years by group as line items, for commands that work on documents.
fn summed(store: &Store, (task, by): (&Task, &By)) -> Result<Loaded, Error> {
    let (mut items, warnings) = sum_items(store, (task, by))?;
    let mut codes: BTreeSet<Code> = items.iter().filter_map(|item| item.code.clone()).collect();
    while let Some(above) = codes.iter().filter_map(Code::parent).find(|code| !codes.contains(code)) {
        codes.insert(above);
    }
    let names: BTreeMap<Code, Arc<str>> =
        codes.into_iter().filter_map(|code| Some((code.clone(), (task.name_of)(&code)?))).collect();
    for item in &mut items {
        if let Some(name) = item.code.as_ref().and_then(|code| names.get(code)) {
            item.name = name.clone();
        }
    }
    Ok(Loaded { items, names, warnings, ..Loaded::default() })
}
