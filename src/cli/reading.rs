//! 读入: options and progress of reading, for every command that reads documents.

use super::choice::{self, fiscal_year, wrong};
use super::ocr::OcrArgs;
use super::screen::Screen;
use crate::Error;
use crate::audit::borne_out;
use crate::model::{Bridge, FiscalYear};
use crate::project::{Project, Reader};
use crate::source::ocr::BorneOut;
use crate::source::{self, LoadOptions, Loaded, Progress};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

/// The sample documents in the binary.
const SAMPLE: [(&str, &str); 2] = [
    ("data/sample/2023.txt", include_str!("../../data/sample/2023.txt")),
    ("data/sample/2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// The profile of the sample.
pub(super) const SAMPLE_PROFILE: (&str, &str) =
    ("data/sample/profile.toml", include_str!("../../data/sample/profile.toml"));

/// Options of commands that read documents.
#[derive(Debug, Clone, Args, Default)]
pub struct ReadingArgs {
    /// 输入没有写明年度时按这一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub input_year: Option<u16>,
    /// 输入没有写明单位时按这个名称
    #[arg(long, value_name = "名称", help_heading = "选项")]
    pub input_unit: Option<String>,
    /// 工作簿里隐藏的工作表、行和列也读入
    #[arg(long, help_heading = "选项")]
    pub hidden: bool,
    /// How scanned pages are read.
    #[command(flatten)]
    pub ocr: OcrArgs,
}

impl ReadingArgs {
    /// Reads the inputs, or the sample if there are none.
    pub(super) fn load(&self, inputs: &[PathBuf], screen: Screen) -> Result<Loaded, Error> {
        if inputs.is_empty() {
            return source::load_texts(&SAMPLE, &self.options(screen)?);
        }
        self.load_with(&[], inputs, screen)
    }

    /// Reads the inputs together with files in memory.
    pub(super) fn load_with(
        &self,
        memory: &[(&str, &[u8])],
        inputs: &[PathBuf],
        screen: Screen,
    ) -> Result<Loaded, Error> {
        self.load_by(&self.options(screen)?, memory, inputs, screen)
    }

    /// Reads the inputs together with a draft in memory, whose tables they print again.
    pub(super) fn load_again(
        &self,
        (name, draft): (&Arc<str>, &[u8]),
        inputs: &[PathBuf],
        screen: Screen,
    ) -> Result<Loaded, Error> {
        let options = LoadOptions { superseded: Some(name.clone()), ..self.options(screen)? };
        self.load_by(&options, &[(name, draft)], inputs, screen)
    }

    fn load_by(
        &self,
        options: &LoadOptions,
        memory: &[(&str, &[u8])],
        inputs: &[PathBuf],
        screen: Screen,
    ) -> Result<Loaded, Error> {
        if inputs.iter().any(|input| input.as_os_str() == "-") && std::io::stdin().is_terminal() {
            screen.say("正在等键盘输入，结束请按 Ctrl-D（Windows 按 Ctrl-Z 再回车）");
        }
        let project = project_of(inputs)?.filter(|_| memory.is_empty());
        let load = |progress: &dyn Progress| match &project {
            Some(project) => Reader::default().read(project, options, progress),
            None => source::load_with(memory, inputs, options, progress),
        };
        load(&screen.steps("读入"))
    }

    /// How to read, for callers that print nothing.
    ///
    /// # Errors
    /// A year, a name or a command that is none.
    pub fn silent(&self) -> Result<LoadOptions, Error> {
        self.options(Screen::SILENT)
    }

    /// How to read, scanned pages included.
    fn options(&self, screen: Screen) -> Result<LoadOptions, Error> {
        let year = fiscal_year(self.input_year)?;
        let unit = self.input_unit.as_deref().map(choice::unit).transpose()?;
        let (engine, borne_out) = (self.ocr.engine(screen)?, Some(borne_out as BorneOut));
        Ok(LoadOptions { year, unit, hidden: self.hidden, engine, borne_out, ..LoadOptions::default() })
    }
}

/// The project, if that is the input.
pub(super) fn project_of(inputs: &[PathBuf]) -> Result<Option<Project>, Error> {
    match inputs {
        [folder] if Project::is_project(folder) => Project::open(folder).map(Some),
        _ => Project::is_alone(inputs).map(|()| None),
    }
}

/// Refuses an input that the user named and that holds no figure at all.
pub(super) fn all_speak(loaded: &Loaded) -> Result<(), Error> {
    match loaded.given.iter().find(|given| !given.speaks) {
        Some(given) => Err(wrong(format!("{}：没有读到可以对比的数。请核对是否给错了文件，或去掉它", given.name))),
        None => Ok(()),
    }
}

/// Refuses an input that the user named and that has neither figure nor text of `used`, the years of the result, so that
/// a wrong file is noticed; files of other years in a folder or archive are told. If the user chose both years, that is
/// his intention.
pub(super) fn all_used(loaded: &Loaded, used: &[FiscalYear], chosen: bool, screen: Screen) -> Result<(), Error> {
    let is_idle = |years: &BTreeSet<FiscalYear>| !years.is_empty() && used.iter().all(|year| !years.contains(year));
    let span = list(&used.iter().copied().collect());
    // A text without tables is of the year that it names.
    let texts: BTreeMap<&Arc<str>, FiscalYear> =
        loaded.papers.iter().filter_map(|paper| Some((&paper.file, paper.year?))).collect();
    let years_of = |(document, years): &(Arc<str>, BTreeSet<FiscalYear>)| {
        let of_text = texts.get(document).filter(|_| years.is_empty());
        years.iter().chain(of_text).copied().collect::<BTreeSet<FiscalYear>>()
    };
    let (mut idle, mut others) = (Vec::new(), BTreeSet::new());
    for given in loaded.given.iter().filter(|_| !chosen) {
        let documents = given.documents.iter().map(|document| (document, years_of(document)));
        let (unused, in_use): (Vec<_>, Vec<_>) = documents.partition(|(_, years)| is_idle(years));
        let years: BTreeSet<FiscalYear> = unused.iter().flat_map(|(_, years)| years).copied().collect();
        if in_use.is_empty() {
            let what = if unused.iter().all(|((_, items), _)| items.is_empty()) { "文字" } else { "数" };
            return Err(wrong(format!(
                "{}：只有 {} 年的{what}，用的是 {span} 年，这个文件未使用。请去掉它；要比别的年度用 tongbi compare 的 --base 和 --year，看多年变化用 tongbi trend",
                given.name,
                list(&years)
            )));
        }
        idle.extend(unused.iter().map(|((name, _), _)| name));
        others.extend(years);
    }
    if let Some(first) = idle.first() {
        let files = if idle.len() == 1 { first.to_string() } else { format!("{first} 等 {} 个文件", idle.len()) };
        let others = list(&others);
        screen.say(&format!(
            "读取提示：{files}是 {others} 年的，这里用的是 {span} 年，没有用到。看多年变化用 tongbi trend"
        ));
    }
    Ok(())
}

fn list(years: &BTreeSet<FiscalYear>) -> String {
    years.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// Options of commands that can convert last year's figures to this year's codes.
#[derive(Debug, Args, Default)]
pub struct BridgeArgs {
    /// 口径对照表（CSV，见 tongbi bridge），以前年度的数转到本年科目后再比；official 是官方调整；可多次使用
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub bridge: Vec<PathBuf>,
}

impl BridgeArgs {
    /// The bridge of all files together, and of what was ticked in the project that is the input; `None` if there is none.
    pub(super) fn read(&self, inputs: &[PathBuf], screen: Screen) -> Result<Option<Arc<Bridge>>, Error> {
        let mut whole = project_of(inputs)?.map(|project| project.bridge()).transpose()?.flatten();
        for path in &self.bridge {
            let (bridge, warnings) = source::read_bridge(path)?;
            screen.tell(&warnings);
            whole = Some(match whole {
                Some(others) => source::join_bridges(others, bridge)?,
                None => bridge,
            });
        }
        Ok(whole.map(Arc::new))
    }
}
