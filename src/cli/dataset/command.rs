//! 命令: which comparisons of datasets are scanned, and what is said of them.

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

/// What became of a comparison.
pub(crate) enum Outcome {
    /// It stands in its file.
    Written,
    /// The sums of the groups, to be compared like a document's figures.
    Summed(Box<Loaded>),
    /// It is to be read like documents.
    Other,
}

/// Compares a dataset, where the inputs are one: `file` is where the rows of every unit go.
pub(crate) fn compare(
    (inputs, groups): (&[PathBuf], &GroupArgs),
    options: &CompareOptions,
    file: Option<(&Path, Format)>,
    screen: Screen,
) -> Result<Outcome, Error> {
    let Some(store) = Store::find(inputs)? else { return Ok(Outcome::Other) };
    let Some(by) = by(groups)? else { return Ok(Outcome::Other) };
    let is_sorted = options.sort == Sort::Code && options.top.is_none();
    let kind = if by == By::Unit {
        let Some((path, format)) = file else { return in_memory(&store) };
        match if is_sorted { DatasetKind::of(&store, options.bridge.is_some())? } else { DatasetKind::Any(None) } {
            DatasetKind::Any(overview) => {
                screen.tell(&store.warnings);
                let is_written = rows::compare((&store, overview), options, (path, format), screen)?;
                return Ok(if is_written { Outcome::Written } else { Outcome::Other });
            }
            plain => plain,
        }
    } else if !store.is_plain() || !store.has_one_phase_a_year() || options.bridge.is_some() {
        // Groups of such units stand on each unit's own figures, so the inputs are read whole.
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
    // The sums of all measures are read, so that the wholes of those shown are among them.
    let Some(file) = file.filter(|_| is_sorted) else {
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

/// Few units are read like documents, many are no help on a screen, and no sheet or page holds them.
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

/// Lines up the years of a dataset, where the inputs are one: `file` is where the rows of every unit go.
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
        let is_wanted = !wide && options.sort == Sort::Code && options.top.is_none();
        let (task, overview) = if is_wanted { trend_task(&store, options)? } else { (None, None) };
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

/// A dataset of units that is too large to be held; none of anything else.
pub(crate) fn large(inputs: &[PathBuf], groups: &GroupArgs) -> Result<Option<Store>, Error> {
    let by_unit = by(groups)? == Some(By::Unit);
    let store = if by_unit { Store::find(inputs)? } else { None };
    Ok(store.filter(|store| store.years().values().sum::<usize>() > WHOLE))
}

/// The standings of every unit of a dataset, for a ranking, and what is to be said.
pub(crate) fn standings(
    store: &Store,
    options: &TrendOptions,
    most: usize,
    screen: Screen,
) -> Result<(Standings, Vec<Warning>), Error> {
    screen.tell(&store.warnings);
    let options = &TrendOptions { level: LevelFilter::All, top: None, ..options.clone() };
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

/// 数据集的种类: how a dataset is computed.
enum DatasetKind {
    /// One figure of each thing in these years and phases: in columns. An overview where the footers do not tell the phases.
    Plain(Vec<YearPhase>, Option<Overview>),
    /// Any other, like documents; the overview where it was looked at.
    Any(Option<Overview>),
}

impl DatasetKind {
    /// With a bridge it matters what codes are called, and which the dataset has.
    fn of(store: &Store, is_bridged: bool) -> Result<Self, Error> {
        if !store.is_plain() {
            return Ok(Self::Any(None));
        }
        if store.has_one_phase_a_year() && !is_bridged {
            return Ok(Self::Plain(store.years().into_keys().map(|year| (year, store.phase(year))).collect(), None));
        }
        let surveyed = store.survey()?;
        // A unit's own word for a code is known to its rows only.
        let is_plain = surveyed.is_coded && surveyed.lexicon.has_one_name_a_code();
        let columns = surveyed.survey.columns().collect();
        let overview = Overview::new(surveyed.survey, surveyed.lexicon);
        Ok(if is_plain { Self::Plain(columns, Some(overview)) } else { Self::Any(Some(overview)) })
    }

    /// What years are put on one basis by.
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

/// The trend of a dataset that holds one figure of each thing in every year and phase, in the order of its codes; else
/// the overview where it was looked at.
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
    /// What is to be said, of a bridge too where one was used.
    fn told(&self, bridge: Option<&Bridge>) -> Vec<Warning> {
        // A word that is not understood stands in many row groups; the first of each file says enough.
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

/// What is told of rows that were there twice.
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

/// What a dataset with several figures of one thing cannot be.
const NOT_PLAIN: &str = "数据集里同一项有几个来源或阶段的数，不能按地区汇总；请先筛选成一个阶段、来源为 published 的数据（见 docs/数据集.md）";

const BRIDGED: &str = "--bridge 逐单位换算口径，文档不写地区，不能与 --by region 同用。请改用 --by group 加分组表";

/// What has to be read like documents cannot be put together by a region, which no document says.
fn read_whole(by: &By, bridged: bool) -> Result<Outcome, Error> {
    match by {
        By::Region => Err(wrong(if bridged { BRIDGED } else { NOT_PLAIN })),
        _ => Ok(Outcome::Other),
    }
}

/// How a dataset's rows are put together; none where the options contradict each other.
fn by(args: &GroupArgs) -> Result<Option<By>, Error> {
    Ok(match (args.by, &args.groups) {
        (None | Some(ByArg::Unit), None) => Some(By::Unit),
        (Some(ByArg::Region), None) => Some(By::Region),
        (Some(ByArg::All), None) => Some(By::All),
        (None | Some(ByArg::Group), Some(path)) => Some(By::Groups(analysis::Grouping::Groups(source::groups(path)?))),
        _ => None,
    })
}

/// The sums of years by group, as items: what any command works on that takes documents.
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
