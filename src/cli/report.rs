//! 报告: the `report` command. Writes a folder for each unit, and for several units a page that lists them.

use super::choice::wrong;
use super::lock::Work;
use super::manifest::REPORT;
use super::reading::{BridgeArgs, ReadingArgs, SAMPLE_PROFILE, project_of};
use super::screen::{Screen, is_stdout};
use super::target::refused;
use super::two_years::TwoYearsArgs;
use super::{explain, folder, leftovers, opening, output};
use crate::Error;
use crate::analysis::{CompareOptions, Comparison};
use crate::audit::Selection;
use crate::model::{Warning, WarningKind, sha256};
use crate::present::explanation::{Profile, Sources};
use crate::present::folder::REPORT_PAGE;
use crate::present::{Extent, IndexEntry, SharedFonts, Words, findings_xlsx, index_page};
use crate::project::{Project, UnitReport, base_name, folder_name, unit_edition, unit_report, unit_results};
use crate::source::{Limits, Loaded, Progress, UnitMaterial};
use clap::Args;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 报告的参数.
#[derive(Debug, Args, Default)]
pub struct ReportArgs {
    /// 公开文件或文件夹；不给时用自带示例
    #[arg(value_name = "输入", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 报告放在哪个文件夹下
    #[arg(short, long, value_name = "文件夹", default_value = "notebooks-out", help_heading = "选项")]
    pub output: PathBuf,
    /// 基期和本期
    #[command(flatten)]
    pub years: TwoYearsArgs,
    /// 单位资料文件（TOML）：情况说明里的原因、用途等
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub profile: Option<PathBuf>,
    /// 读入填好的待填表（由 explain --reasons-sheet 写出）；资料文件里已有的优先
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub reasons: Option<PathBuf>,
    /// 情况说明的模板：xinjiang、shanghai、jiangsu，或自己的模板文件
    #[arg(long, value_name = "模板", help_heading = "选项")]
    pub template: Option<PathBuf>,
    /// 输入有多个单位时，每个单位也写出 Word 稿、笔记本和图片文件（只有一个单位时总是写出）
    #[arg(long, help_heading = "选项")]
    pub all_files: bool,
    /// 生成后用浏览器打开
    #[arg(long, help_heading = "选项")]
    pub open: bool,
    /// 口径对照表
    #[command(flatten)]
    pub bridge: BridgeArgs,
    /// 读入选项
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// What was made: the folders of all units, and the pages to open.
#[derive(Debug)]
pub struct Reports {
    /// The page of the only unit, or the one that lists all units.
    pub page: PathBuf,
    /// Warnings that belong to no report.
    warnings: Vec<Warning>,
    done: Vec<Written>,
    failed: Vec<String>,
    /// 注意: changed files beside the reports that were kept under another name.
    kept: Vec<String>,
    files: usize,
}

impl Reports {
    /// 提示: all warnings, and the reasons why a unit has no report.
    pub fn warnings(&self) -> Vec<String> {
        let warnings = self.warnings.iter().chain(self.done.iter().flat_map(|done| &done.warnings));
        self.failed.iter().chain(&self.kept).cloned().chain(warnings.map(ToString::to_string)).collect()
    }
}

/// The options, evaluated once for all units.
struct Settings {
    compare: CompareOptions,
    words: Words,
    /// Names and values of the options that were given, for the manifest.
    given: Vec<(String, String)>,
    /// The project that the inputs come from.
    project: Option<Project>,
    /// Whether the words are those that were typed in the project.
    typed: bool,
    /// What each folder holds.
    extent: Extent,
}

/// A report that has been written to its folder.
#[derive(Debug)]
struct Written {
    entry: IndexEntry,
    folder: PathBuf,
    warnings: Vec<Warning>,
    pending: usize,
}

/// Runs `report`. The status is 1 if the report of one of several units failed.
pub(super) fn run(args: &ReportArgs, config: Option<String>, screen: Screen) -> Result<ExitCode, Error> {
    if is_stdout(&args.output) {
        return Err(wrong("报告是一个文件夹，不能写到标准输出。请用 -o 文件夹"));
    }
    let mut settings = settings(args, args.inputs.is_empty(), screen)?;
    settings.given.extend(config.map(|file| ("config".to_owned(), file)));
    let loaded = args.reading.load(&args.inputs, screen)?;
    let reports = write(args, settings, loaded, screen, &screen.steps("生成报告"))?;
    tell(screen, &reports);
    output::print(&summary(&reports))?;
    if args.open {
        opening::open(&reports.page.canonicalize().unwrap_or(reports.page), screen);
    }
    Ok(if reports.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Makes the reports of what was read, for callers that print nothing.
///
/// # Errors
/// An option that is wrong, no unit that has a report, a folder that cannot be written, or an error of `progress`.
pub fn report(args: &ReportArgs, loaded: Loaded, progress: &dyn Progress) -> Result<Reports, Error> {
    let screen = Screen::SILENT;
    write(args, settings(args, false, screen)?, loaded, screen, progress)
}

/// Writes the reports of all units, and for several units the page that lists them.
fn write(
    args: &ReportArgs,
    mut settings: Settings,
    mut loaded: Loaded,
    screen: Screen,
    progress: &dyn Progress,
) -> Result<Reports, Error> {
    // Skipped outputs of earlier runs are mentioned on the screen only; in the report they would make every run differ.
    let own: Vec<Warning> = loaded.warnings.extract_if(.., |warning| warning.kind == WarningKind::OwnOutput).collect();
    screen.tell(&own);
    let files = loaded.files.len();
    let split = loaded.split();
    let several = split.units.len() > 1;
    if several && !args.all_files {
        settings.extent = Extent::OneOfMany;
    }
    let profiled = profile_unit(args, &settings.words.profile, &split.units)?;
    let work = Work::begin(&args.output, screen).map_err(|reason| refused(&args.output, reason))?;
    progress.begin(split.units.len());
    let (mut entries, mut done, mut taken) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut fonts = SharedFonts::default();
    for material in &split.units {
        let is_profiled = profiled.as_ref().is_none_or(|unit| **unit == *material.unit);
        match make(args, material, &settings, is_profiled, (&mut taken, &mut fonts, &work)) {
            Ok(made) => done.push(made),
            Err(error) if several => entries.push(IndexEntry::failed(&material.title(), error.to_string())),
            Err(error) => return Err(error),
        }
        progress.done(1, &material.title())?;
    }
    let failed: Vec<String> =
        entries.iter().filter_map(|entry| Some(failure(entry, entry.made.as_ref().err()?))).collect();
    if let (true, Some(first)) = (done.is_empty(), failed.first()) {
        return Err(wrong(format!("{} 个单位都未能生成报告。{first}", failed.len())));
    }
    entries.extend(done.iter().map(|done| done.entry.clone()));
    let (mut warnings, mut kept) = (split.warnings, Vec::new());
    let page = if several {
        let index = index_page(&entries, files, &warnings, settings.extent)?;
        fonts.add(&index);
        let found = || entries.iter().flat_map(|entry| entry.found().iter().map(|one| (&*entry.title, one)));
        if found().next().is_some() {
            kept.extend(put_beside(&args.output.join("findings.xlsx"), &findings_xlsx(found())?, screen)?);
        }
        let path = args.output.join("index.html");
        kept.extend(put_beside(&path, index.as_bytes(), screen)?);
        let (files, lacks) = fonts.files()?;
        warnings.extend(lacks);
        for (name, bytes) in files {
            kept.extend(put_beside(&args.output.join(name), &bytes, screen)?);
        }
        path
    } else {
        done.first().map_or_else(|| args.output.clone(), |done| done.folder.join(REPORT_PAGE))
    };
    Ok(Reports { page, warnings, done, failed, kept, files })
}

/// Writes a file beside the reports; one that somebody has changed is kept under another name, which is told.
fn put_beside(path: &Path, content: &[u8], screen: Screen) -> Result<Option<String>, Error> {
    let kept = match output::check(path, content, screen) {
        Ok(_) => None,
        Err(_) => leftovers::set_aside(path).map_err(|reason| refused(path, reason))?,
    };
    output::put(path, content, screen)?;
    Ok(kept.map(|kept| format!("{} 有人改过，留为 {}", path.display(), kept.display())))
}

fn failure(entry: &IndexEntry, reason: &str) -> String {
    format!("{}未能生成报告：{reason}", entry.title)
}

/// Evaluates the options; with `sample` the profile is that of the sample. Files are listed with name and fingerprint.
fn settings(args: &ReportArgs, sample: bool, screen: Screen) -> Result<Settings, Error> {
    let (profile, template) = explain::words(args.profile.as_deref(), args.template.as_deref(), sample)?;
    let (base, year) = args.years.read()?;
    let mut given = Vec::new();
    let mut give = |name: &str, value: Option<String>| given.extend(value.map(|value| (name.to_owned(), value)));
    give("base", args.years.base.map(|year| year.to_string()));
    give("year", args.years.year.map(|year| year.to_string()));
    give("input-year", args.reading.input_year.map(|year| year.to_string()));
    give("input-unit", args.reading.input_unit.clone());
    give("all-files", args.all_files.then(|| "true".to_owned()));
    give("hidden", args.reading.hidden.then(|| "true".to_owned()));
    let file = |path: &PathBuf| -> Result<String, Error> {
        let bytes = crate::source::read(path, &Limits::default())?;
        Ok(format!("{} sha256:{}", base_name(&path.to_string_lossy()), sha256(&bytes)))
    };
    let of_sample = || {
        let (name, text) = SAMPLE_PROFILE;
        sample.then(|| format!("{} sha256:{}", base_name(name), sha256(text.as_bytes())))
    };
    give("profile", args.profile.as_ref().map(file).transpose()?.or_else(of_sample));
    give("reasons", args.reasons.as_ref().map(file).transpose()?);
    let own_template = args.template.as_ref().filter(|_| template.is_some()).map(file).transpose()?;
    give("template", own_template.or_else(|| Some(args.template.as_ref()?.display().to_string())));
    for bridge in &args.bridge.bridge {
        let shipped = bridge.as_os_str() == "official";
        give("bridge", Some(if shipped { "official".to_owned() } else { file(bridge)? }));
    }
    let compare =
        CompareOptions { base, year, bridge: args.bridge.read(&args.inputs, screen)?, ..CompareOptions::default() };
    let project = project_of(&args.inputs)?;
    let lists = project.as_ref().map(Project::fingerprints).transpose()?.unwrap_or_default();
    // A profile that is given takes the place of what was typed.
    given.extend(lists.into_iter().filter(|(name, _)| name != "profile" || args.profile.is_none()));
    let typed = project.is_some() && args.profile.is_none();
    let words = Words { profile, template, charts: Vec::new() };
    Ok(Settings { compare, words, given, project, typed, extent: Extent::Whole })
}

impl Settings {
    /// The words of a unit of a project: what was typed for it, unless a profile was given, and the charts of its text.
    fn of_project(&self, project: &Project, material: &UnitMaterial, words: &Words) -> Result<Words, Error> {
        let (title, profile) = (material.title(), words.profile.clone());
        let profile = if self.typed { project.profile_for(&title, profile.form)? } else { profile };
        Ok(Words { profile, charts: project.charts(&title)?, ..words.clone() })
    }
}

/// The unit that the profile is for, if there are several: its reasons hold for no other unit.
fn profile_unit(args: &ReportArgs, profile: &Profile, units: &[UnitMaterial]) -> Result<Option<String>, Error> {
    if units.len() < 2 {
        return Ok(None);
    }
    let names =
        || units.iter().map(|unit| &*unit.unit).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("、");
    if args.reasons.is_some() {
        return Err(wrong(format!("待填表是一个单位的，输入里有多个单位：{}。请只给出这个单位的文件", names())));
    }
    if args.profile.is_none() {
        return Ok(None);
    }
    match &profile.unit {
        Some(unit) if units.iter().any(|known| *known.unit == **unit) => Ok(Some(unit.to_string())),
        Some(unit) => Err(wrong(format!("资料文件写的单位是“{unit}”，输入里没有它。输入里有：{}", names()))),
        None => Err(wrong(format!("输入里有多个单位：{}。请在资料文件里用 unit = \"单位名称\" 写明是哪一个", names()))),
    }
}

/// Computes the report of a unit and writes it to its folder.
fn make(
    args: &ReportArgs,
    material: &UnitMaterial,
    settings: &Settings,
    is_profiled: bool,
    (taken, fonts, work): (&mut BTreeSet<String>, &mut SharedFonts, &Work),
) -> Result<Written, Error> {
    let title = material.title();
    let own = Words {
        profile: Profile { form: settings.words.profile.form, ..Profile::default() },
        ..settings.words.clone()
    };
    let words = if is_profiled { &settings.words } else { &own };
    let (words, selection) = match &settings.project {
        Some(project) => (&settings.of_project(project, material, words)?, Selection::accepting(project.settled()?)),
        None => (words, Selection::default()),
    };
    let results = unit_results(material, &settings.compare)?;
    let (answered, unused) = answered(args, material, &results.comparison, words)?;
    let edition = unit_edition(results, &answered, &selection)?;
    let UnitReport { edition, files, mut warnings } = unit_report(edition, material, &settings.given, settings.extent)?;
    if settings.extent == Extent::OneOfMany {
        let pages = files.iter().filter(|file| file.path == REPORT_PAGE);
        pages.for_each(|page| fonts.add(&String::from_utf8_lossy(&page.bytes)));
    }
    let (name, passed) = free_name(&args.output, &title, edition.report.comparison.year.get(), taken)?;
    let path = args.output.join(&name);
    warnings.splice(
        0..0,
        passed.map(|taken| {
            let place = crate::model::Place::file(args.output.join(taken).display().to_string());
            let message =
                format!("这个文件夹里有别的文件，又没有本程序的清单（manifest.json），未作改动；报告放在旁边的 {name}");
            Warning::new(crate::model::WarningKind::Note, place, message)
        }),
    );
    let kept = folder::replace(&path, REPORT, &files, work)?;
    let kept = kept.into_iter().map(|name| {
        let place = crate::model::Place::file(path.join(&name).display().to_string());
        let message = "上次的报告里这个文件有人改过，改动稿留在这里，没有覆盖";
        Warning::new(crate::model::WarningKind::Note, place, message)
    });
    warnings.splice(0..0, kept);
    warnings.extend(unused);
    warnings.extend(edition.read.warnings.iter().cloned());
    let pending = edition.explanation.open.len();
    Ok(Written { entry: IndexEntry::of(&edition, &name), folder: path, warnings, pending })
}

/// The words of a unit with the answers of a completed 待填表, and those answers that could not be used.
fn answered<'w>(
    args: &ReportArgs,
    material: &UnitMaterial,
    comparison: &Comparison,
    words: &'w Words,
) -> Result<(Cow<'w, Words>, Vec<Warning>), Error> {
    let Some(path) = &args.reasons else { return Ok((Cow::Borrowed(words), Vec::new())) };
    let loaded = &material.loaded;
    let sources = Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison };
    let answers = explain::answers(path, &explain::content(loaded, sources, &material.unit))?;
    let (profile, unused) = words.profile.clone().with_answers(&answers);
    Ok((Cow::Owned(Words { profile, ..words.clone() }), unused))
}

/// A folder name that is used neither by another unit of this run nor by somebody else's folder, and the first name
/// that was taken by the latter. Long names are cut.
fn free_name(
    within: &Path,
    title: &str,
    year: u16,
    taken: &mut BTreeSet<String>,
) -> Result<(String, Option<String>), Error> {
    let plain = folder_name(title);
    let name = |number: usize| match number {
        1 => format!("{plain}-{year}"),
        number => format!("{plain}_{number}-{year}"),
    };
    let mut passed = None;
    for name in (1..).map(name) {
        // Some file systems ignore case.
        if taken.contains(&name.to_lowercase()) {
            continue;
        }
        if folder::is_ours(&within.join(&name), REPORT)? {
            taken.insert(name.to_lowercase());
            return Ok((name, passed));
        }
        passed.get_or_insert(name);
    }
    Ok((name(1), passed))
}

/// Prints warnings. For several units only their number is printed; the warnings are in the reports.
fn tell(screen: Screen, reports: &Reports) {
    screen.tell(&reports.warnings);
    let several = reports.done.len() + reports.failed.len() > 1;
    if several {
        let count: usize = reports.done.iter().map(|done| done.warnings.len()).sum();
        if count > 0 {
            screen.say(&format!("各单位共 {count} 条读取提示，见各自的报告"));
        }
    }
    for done in reports.done.iter().filter(|_| !several) {
        screen.tell(&done.warnings);
        if done.pending > 0 {
            screen.say(&format!(
                "情况说明里有 {} 处待补充；用 tongbi explain 加同样的输入和 --reasons-sheet 待填.xlsx 写出待填表，填好后加 --reasons 待填.xlsx",
                done.pending
            ));
        }
    }
    reports.failed.iter().chain(&reports.kept).for_each(|reason| screen.say(&format!("注意：{reason}")));
}

/// The closing message.
fn summary(reports: &Reports) -> String {
    let Reports { done, page, files, .. } = reports;
    let (wrong, hints) =
        done.iter().map(|done| done.entry.findings()).fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    let failed = match reports.failed.len() {
        0 => String::new(),
        failed => format!("，{failed} 个未能生成"),
    };
    format!(
        "{} 个单位、{files} 个文件{failed}；审查发现错误 {wrong} 处、提示 {hints} 处\n报告已写入 {}\n",
        done.len(),
        page.display()
    )
}
