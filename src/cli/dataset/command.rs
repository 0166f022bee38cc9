//! 命令: decides how a dataset is computed, and reports the result.

use super::columns::{self, totals};
use super::rows::{self, WHOLE};
use super::{By, Computed, Format, NameOf, Task, Work};
use crate::Error;
use crate::analysis::stream::{Overview, Repeats, TrendTask, UnitBasis, total_items};
use crate::analysis::{
    self, AnalysisError, CompareOptions, LevelFilter, RowFilter, Sort, Standings, TrendOptions, YearPhase,
};
use crate::cli::choice::wrong;
use crate::cli::grouping::{ByArg, GroupArgs};
use crate::cli::screen::Screen;
use crate::model::{Bridge, BudgetTable, Catalog, Code, FiscalYear, Lines, Names, Place, Warning, WarningKind};
use crate::source::dataset::store::Store;
use crate::source::{self, Loaded};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

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
        match DatasetKind::of(&store, options.bridge.is_some())? {
            DatasetKind::Any(overview) => {
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
        DatasetKind::of(&store, false)?
    };
    let (base, year) = kind.compared(options)?;
    screen.tell(&store.warnings);
    let basis = kind.basis(options.bridge.as_ref(), |bridge, names| UnitBasis::of_two(bridge, names, [base, year]));
    let filter = options.filter();
    let work = Work::Compare(filter.clone(), basis);
    let task = Task::new(&store, kind, vec![base, year], (by, options.table), work)?;
    // All measures are summed, since the shares of the measures shown may refer to others.
    let Some(file) = file else {
        return Ok(Outcome::Summed(Box::new(summed(&store, &task)?)));
    };
    let computed = match task.by {
        By::Unit => columns::by_unit(&store, &task, file, screen)?,
        _ => columns::by_group(&store, (&task, &filter), file, screen)?,
    };
    let note = |message| Warning::new(WarningKind::Note, Place::default(), message);
    screen.tell(&analysis::other_phase(base, year).into_iter().map(note).collect::<Vec<_>>());
    screen.tell(&computed.told(options.bridge.as_deref()));
    let unit = match task.by {
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
            screen.tell(&computed.told(options.bridge.as_deref()));
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
    let kind = DatasetKind::of(&store, false)?;
    let columns = kind.columns().to_vec();
    let task = Task::new(&store, kind, columns, (by, options.table), Work::Compare(RowFilter::default(), None))?;
    Ok(Outcome::Summed(Box::new(summed(&store, &task)?)))
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
            Ok((standings, computed.told(options.bridge.as_deref())))
        }
        (None, overview) => {
            let (standings, summary) = rows::standings((store, overview), options, most, screen)?;
            Ok((standings, summary.warnings))
        }
    }
}

/// 数据集的种类: how a dataset can be computed.
enum DatasetKind {
    /// One figure per key, in these years and phases: can be computed in columns. With an overview if the footers do
    /// not tell the phases.
    Plain(Vec<YearPhase>, Option<Overview>),
    /// Any other: computed as documents are. With an overview if one was made.
    Any(Option<Overview>),
}

impl DatasetKind {
    /// Determines the kind of a dataset. A bridge needs its codes and their names.
    fn of(store: &Store, is_bridged: bool) -> Result<Self, Error> {
        if !store.is_plain() {
            return Ok(Self::Any(None));
        }
        if store.has_one_phase_a_year() && !is_bridged {
            return Ok(Self::Plain(store.years().into_keys().map(|year| (year, store.phase(year))).collect(), None));
        }
        let surveyed = store.survey()?;
        // A code with several names rules out computing in columns.
        let is_plain = surveyed.is_coded && surveyed.lexicon.has_one_name_a_code();
        let columns = surveyed.survey.columns().collect();
        let overview = Overview::new(surveyed.survey, surveyed.lexicon);
        Ok(if is_plain { Self::Plain(columns, Some(overview)) } else { Self::Any(Some(overview)) })
    }

    /// The basis to which the years are converted.
    fn basis(
        &self,
        bridge: Option<&Arc<Bridge>>,
        of: impl FnOnce(Arc<Bridge>, Names) -> UnitBasis,
    ) -> Option<UnitBasis> {
        let Self::Plain(_, Some(overview)) = self else { return None };
        Some(of(bridge?.clone(), overview.resolver().names(&[])))
    }

    /// The years and phases that can be computed in columns.
    fn columns(&self) -> &[YearPhase] {
        match self {
            Self::Plain(columns, _) => columns,
            Self::Any(_) => &[],
        }
    }

    /// The two years and phases to compare.
    fn compared(&self, options: &CompareOptions) -> Result<(YearPhase, YearPhase), Error> {
        if let Self::Plain(_, Some(overview)) = self {
            let (base, year) = options.years_of(overview.survey())?;
            let phases = overview.survey().compared_phases(base, year).ok_or(AnalysisError::NoData)?;
            return Ok(((base, phases.0), (year, phases.1)));
        }
        let years: Vec<FiscalYear> = self.columns().iter().map(|(year, _)| *year).collect();
        let (base, year) = options.years_among(&years, *years.last().ok_or(AnalysisError::NoData)?)?;
        let column = |year| self.columns().iter().copied().find(|column| column.0 == year).ok_or(AnalysisError::NoData);
        Ok((column(base)?, column(year)?))
    }
}

/// The trend of a dataset, if it can be computed in columns; else the overview, if one was made.
fn trend_task(store: &Store, options: &TrendOptions) -> Result<(Option<Task>, Option<Overview>), Error> {
    let is_shown = |(year, phase): &YearPhase| {
        options.from.is_none_or(|from| *year >= from)
            && options.to.is_none_or(|to| *year <= to)
            && options.phase.is_none_or(|wanted| *phase == wanted)
    };
    let kind = DatasetKind::of(store, options.bridge.is_some())?;
    let columns: Vec<YearPhase> = kind.columns().iter().copied().filter(is_shown).collect();
    if !(1..=TrendTask::MOST).contains(&columns.len()) {
        let (DatasetKind::Plain(_, overview) | DatasetKind::Any(overview)) = kind;
        return Ok((None, overview));
    }
    let trend = TrendTask {
        columns: columns.clone(),
        from_first: options.from.is_some(),
        to_last: options.to.is_some(),
        filter: options.filter(),
        basis: kind.basis(options.bridge.as_ref(), |bridge, names| UnitBasis::of_years(bridge, names, columns.clone())),
    };
    Ok((Some(Task::new(store, kind, columns, (By::Unit, options.table), Work::Trend(trend))?), None))
}

impl Task {
    fn new(
        store: &Store,
        kind: DatasetKind,
        columns: Vec<YearPhase>,
        (by, table): (By, Option<BudgetTable>),
        work: Work,
    ) -> Result<Self, Error> {
        let basis = match &work {
            Work::Compare(_, basis) => basis,
            Work::Trend(trend) => &trend.basis,
        };
        let name_of: NameOf = if let Some(basis) = basis.clone() {
            Arc::new(move |code| basis.name_of(code))
        } else if store.has_names() {
            let overview = match kind {
                DatasetKind::Plain(_, Some(overview)) => overview,
                _ => rows::overview(store)?,
            };
            Arc::new(move |code| overview.resolver().name(code))
        } else {
            Arc::new(|code| Catalog::shipped().name(code).map(Arc::from))
        };
        let phases = columns.iter().map(|(_, phase)| *phase).collect();
        Ok(Self { columns, phases, name_of, by, table, work })
    }
}

impl Computed {
    /// The warnings, including those about a bridge.
    fn told(&self, bridge: Option<&Bridge>) -> Vec<Warning> {
        // An unknown word may occur in many row groups, with the same warning.
        let warnings: BTreeSet<&Warning> = self.warnings.iter().collect();
        let mut warnings: Vec<Warning> = warnings.into_iter().cloned().collect();
        warnings.extend(repeated(&self.repeats));
        warnings.extend(self.bridge_use.iter().zip(bridge).flat_map(|(used, bridge)| used.warnings(bridge)));
        if self.beyond > 0 {
            let message = format!("有 {} 个比率超过 18 位数字（上年数太小），结果中留空", self.beyond);
            warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
        }
        warnings
    }
}

/// Warnings about rows that repeat others.
fn repeated(repeats: &Repeats) -> Vec<Warning> {
    let tell = |message: String| Warning::new(WarningKind::DuplicateCode, Place::default(), message);
    let mut warnings: Vec<Warning> = repeats.examples.iter().cloned().map(tell).collect();
    let (alike, differing) = (repeats.alike, repeats.differing);
    if alike + differing > warnings.len() {
        warnings
            .push(tell(format!("数据集里重复的行：数相同的 {alike} 行，数不同的 {differing} 行，都没有相加。请核对")));
    }
    warnings
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
fn summed(store: &Store, task: &Task) -> Result<Loaded, Error> {
    let lines = Mutex::new(Lines::default());
    let summed = totals(store, task, &lines)?;
    let lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut items = Vec::new();
    for (totals, (year, phase)) in summed.years.iter().zip(&task.columns) {
        let mut own = total_items(totals, &lines, *year)?;
        own.iter_mut().for_each(|item| item.phase = *phase);
        items.extend(own);
    }
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
        item.unit = task.by.shown(&item.unit);
    }
    let warnings = summed.warnings.into_iter().chain(repeated(&summed.repeats)).collect();
    Ok(Loaded { items, names, warnings, ..Loaded::default() })
}
