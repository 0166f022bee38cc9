//! 工作台: what was read of the project and what was made of it. It is made again when the project has changed, whoever
//! changed it.

use crate::Error;
use crate::analysis::{CompareOptions, Proposal};
use crate::audit::{Selection, borne_out};
use crate::model::{Bridge, FiscalYear};
use crate::present::{Edition, Extent, IndexEntry, Words, proposal_csv};
use crate::project::{Input, Project, Reader, UnitReport, read_of, unit_edition, unit_report, unit_results};
use crate::report::{Read, Report, proposals};
use crate::source::ocr::Engine;
use crate::source::{LoadOptions, Progress, Split, UnitMaterial};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// 读取的进度.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    /// The number of files to read.
    pub total: usize,
    /// The number of files that have been read.
    pub read: usize,
    /// The last of them.
    pub name: String,
}

/// 读过的项目.
pub(super) struct Reading {
    /// The inputs that it was made of.
    pub inputs: Vec<Input>,
    /// What was read, or why nothing could be.
    pub outcome: Result<Content, String>,
}

/// What was read.
pub(super) struct Content {
    /// Files, tables and warnings.
    pub read: Read,
    /// What each file holds.
    pub holds: BTreeMap<Arc<str>, Holds>,
    /// The units.
    pub split: Split,
}

/// What one file holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Holds {
    pub units: BTreeSet<String>,
    pub years: BTreeSet<String>,
    pub tables: usize,
    pub figures: usize,
}

/// What a view asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The unit; the first one if none is named.
    pub unit: Option<String>,
    /// 基期和本期
    pub pair: (Option<FiscalYear>, Option<FiscalYear>),
}

/// What can be made of a reading, by what it was made of.
type Made<K, V> = Mutex<Vec<(Arc<Reading>, K, Arc<V>)>>;

/// What an edition depends on besides what was read: unit, years, and the lists of the project.
type EditionKey = (usize, Wanted, Vec<(String, String)>);

/// How many results are kept.
const KEPT: usize = 24;

/// 工作台
pub(super) struct Desk {
    project: Project,
    engine: Option<Arc<dyn Engine>>,
    reader: Reader,
    last: Mutex<Option<Arc<Reading>>>,
    /// Held while the project is read, so that it is read once.
    turn: Mutex<()>,
    reports: Made<(usize, Wanted, Option<Bridge>), Report>,
    proposals: Made<(usize, Wanted), Vec<(Proposal, String)>>,
    editions: Made<EditionKey, Edition>,
    entries: Made<Option<Bridge>, Vec<IndexEntry>>,
    reached: watch::Sender<Reached>,
}

/// The content of a mutex. What a panic left there is whole: it is replaced, never changed.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    pub(super) fn new(project: Project, engine: Option<Arc<dyn Engine>>) -> Self {
        Self {
            project,
            engine,
            reader: Reader::default(),
            last: Mutex::new(None),
            turn: Mutex::new(()),
            reports: Mutex::new(Vec::new()),
            proposals: Mutex::new(Vec::new()),
            editions: Mutex::new(Vec::new()),
            entries: Mutex::new(Vec::new()),
            reached: watch::Sender::new(Reached::default()),
        }
    }

    pub(super) fn project(&self) -> &Project {
        &self.project
    }

    /// The progress of reading.
    pub(super) fn reached(&self) -> watch::Receiver<Reached> {
        self.reached.subscribe()
    }

    /// The project as it is now.
    pub(super) fn reading(&self) -> Result<Arc<Reading>, Error> {
        let _turn = held(&self.turn);
        let inputs = self.project.entries::<Input>()?;
        if let Some(last) = held(&self.last).as_ref().filter(|last| last.inputs == inputs) {
            return Ok(last.clone());
        }
        self.reached.send_replace(Reached::default());
        let outcome = match inputs.iter().all(|input| input.left_out) {
            true => Err("还没有放入文件。".to_owned()),
            false => self.content().map_err(|error| error.to_string()),
        };
        let reading = Arc::new(Reading { inputs, outcome });
        *held(&self.last) = Some(reading.clone());
        Ok(reading)
    }

    fn content(&self) -> Result<Content, Error> {
        let options = LoadOptions { engine: self.engine.clone(), borne_out: Some(borne_out), ..LoadOptions::default() };
        let loaded = self.reader.read(&self.project, &options, &Told(&self.reached))?;
        let mut holds: BTreeMap<Arc<str>, Holds> = BTreeMap::new();
        for (file, units) in &loaded.owners {
            let units = units.iter().filter(|unit| !unit.is_empty()).map(ToString::to_string);
            holds.entry(file.clone()).or_default().units.extend(units);
        }
        for table in &loaded.tables {
            let held = holds.entry(table.place.file.clone()).or_default();
            held.tables += 1;
            held.years.insert(format!("{}年{}", table.year, table.phase));
        }
        for paper in &loaded.papers {
            let of = paper.year.zip(paper.phase).map(|(year, phase)| format!("{year}年{phase}"));
            holds.entry(paper.file.clone()).or_default().years.extend(of);
        }
        for item in &loaded.items {
            holds.entry(item.place.file.clone()).or_default().figures += 1;
        }
        Ok(Content { read: read_of(&loaded), holds, split: loaded.split() })
    }

    /// The unit that is wanted, by its index.
    pub(super) fn unit(content: &Content, wanted: &Wanted) -> usize {
        let is_it = |unit: &UnitMaterial| wanted.unit.as_deref().is_some_and(|name| unit.title() == name);
        content.split.units.iter().position(is_it).unwrap_or(0)
    }

    /// The results of a unit, with every finding.
    pub(super) fn report(
        &self,
        (reading, content): (&Arc<Reading>, &Content),
        wanted: &Wanted,
    ) -> Result<Arc<Report>, Error> {
        let at = Self::unit(content, wanted);
        let bridge = self.project.bridge()?;
        made(&self.reports, reading, (at, wanted.clone(), bridge.clone()), || {
            let options = CompareOptions { bridge: bridge.map(Arc::new), ..Self::compare(wanted) };
            unit_results(&content.split.units[at], &options)
        })
    }

    /// 对照建议: the changes of codes between the two years that a report compares, each with its rows of a bridge.
    pub(super) fn proposals(
        &self,
        (reading, content): (&Arc<Reading>, &Content),
        wanted: &Wanted,
        report: &Report,
    ) -> Result<Arc<Vec<(Proposal, String)>>, Error> {
        let at = Self::unit(content, wanted);
        made(&self.proposals, reading, (at, wanted.clone()), || {
            let span = (report.comparison.base, report.comparison.year);
            let list = match report.alone {
                Some(_) => Vec::new(),
                None => proposals(&report.items, span, &report.papers)?,
            };
            let with_rows = |proposal: Proposal| {
                let rows = proposal_csv(&proposal, span)?;
                Ok((proposal, rows))
            };
            list.into_iter().map(with_rows).collect()
        })
    }

    /// The options of the comparison that is wanted.
    fn compare(wanted: &Wanted) -> CompareOptions {
        let (base, year) = match wanted.pair {
            (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
            pair => pair,
        };
        CompareOptions { base, year, ..CompareOptions::default() }
    }

    /// The report of a unit with its text and charts, as the command writes it.
    pub(super) fn edition(
        &self,
        (reading, content): (&Arc<Reading>, &Content),
        wanted: &Wanted,
    ) -> Result<Arc<Edition>, Error> {
        let report = self.report((reading, content), wanted)?;
        let key = (Self::unit(content, wanted), wanted.clone(), self.project.fingerprints()?);
        made(&self.editions, reading, key, || {
            let profile = self.project.profile_for(&report.title, None)?;
            let words = Words { profile, charts: self.project.charts(&report.title)?, ..Words::default() };
            unit_edition((*report).clone(), &words, &Selection::accepting(self.project.settled()?))
        })
    }

    /// Every unit with its change and findings, settled ones included, computed on all processors.
    pub(super) fn entries(&self, (reading, content): (&Arc<Reading>, &Content)) -> Result<Arc<Vec<IndexEntry>>, Error> {
        let bridge = self.project.bridge()?;
        made(&self.entries, reading, bridge.clone(), || {
            let options = CompareOptions { bridge: bridge.map(Arc::new), ..CompareOptions::default() };
            let entry = |unit: &UnitMaterial| match unit_results(unit, &options) {
                Ok(report) => IndexEntry::of_report(&report, &unit.title()),
                Err(error) => IndexEntry::failed(&unit.title(), error.to_string()),
            };
            Ok(crate::parallel::map(&content.split.units, entry))
        })
    }

    /// The report folder of a unit, of the years that the command chooses.
    pub(super) fn files(
        &self,
        (reading, content): (&Arc<Reading>, &Content),
        wanted: &Wanted,
    ) -> Result<UnitReport, Error> {
        let wanted = Wanted { unit: wanted.unit.clone(), ..Wanted::default() };
        let edition = self.edition((reading, content), &wanted)?;
        let material = &content.split.units[Self::unit(content, &wanted)];
        unit_report((*edition).clone(), material, &self.project.fingerprints()?, Extent::Whole)
    }
}

/// The result with this key, made if it is not kept.
fn made<K: PartialEq, V>(
    kept: &Made<K, V>,
    reading: &Arc<Reading>,
    key: K,
    make: impl FnOnce() -> Result<V, Error>,
) -> Result<Arc<V>, Error> {
    let is_it = |(of, known, _): &(Arc<Reading>, K, Arc<V>)| Arc::ptr_eq(of, reading) && *known == key;
    if let Some((.., value)) = held(kept).iter().find(|one| is_it(one)) {
        return Ok(value.clone());
    }
    let value = Arc::new(make()?);
    let mut kept = held(kept);
    // Results of an earlier reading are of no use.
    kept.retain(|one| Arc::ptr_eq(&one.0, reading));
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((reading.clone(), key, value.clone()));
    Ok(value)
}

/// Passes progress on.
struct Told<'a>(&'a watch::Sender<Reached>);

impl Progress for Told<'_> {
    fn begin(&self, files: usize) {
        self.0.send_replace(Reached { total: files, ..Reached::default() });
    }

    fn done(&self, count: usize, name: &str) -> Result<(), Error> {
        self.0.send_modify(|reached| {
            reached.read += count;
            name.clone_into(&mut reached.name);
        });
        Ok(())
    }
}
