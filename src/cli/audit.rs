//! 审查: the `audit` command. Judges texts and tables; the exit status tells whether anything was found.

use super::format::{self, Format};
use super::reading::{ReadingArgs, project_of};
use super::screen::{Screen, is_stdout};
use super::{output, record};
use crate::Error;
use crate::audit::{self, Audit, Check, Draft, Material, Obligations, Selection, Since, Verdict};
use crate::model::{Warning, WarningKind};
use crate::present::{self, AuditPage, AuditText, PresentError};
use crate::project::{Project, flat_name};
use crate::source::{Limits, Loaded};
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 审查的参数.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required_unless_present = "explain", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出格式：text、md、csv、json、xlsx、parquet、html；不写则按 -o 的扩展名，显示在屏幕上时为 text
    #[arg(
        long,
        value_name = "格式",
        value_parser = Format::parser(Format::AUDIT),
        hide_possible_values = true,
        help_heading = "选项"
    )]
    pub format: Option<Format>,
    /// 何时以退出码 1 结束：figure 有数字或方向错误、有待补充的空，tail 连尾差也算，never 从不
    #[arg(long, value_name = "程度", default_value = "figure", hide_possible_values = true, help_heading = "选项")]
    pub fail_on: FailOn,
    /// 只做这些检查，用逗号分开（名称见 docs/检查项.md）
    #[arg(long, value_name = "检查", value_delimiter = ',', help_heading = "选项")]
    pub only: Vec<String>,
    /// 不报这些检查，用逗号分开
    #[arg(long, value_name = "检查", value_delimiter = ',', help_heading = "选项")]
    pub ignore: Vec<String>,
    /// 这些检查存疑的也算错误，用逗号分开（如 zero_base：上年为零不许写增长100%）
    #[arg(long, value_name = "检查", value_delimiter = ',', help_heading = "选项")]
    pub strict: Vec<String>,
    /// 说明一项检查：比什么、什么时候比、依据和例子（不审文件）
    #[arg(long, value_name = "检查", conflicts_with_all = ["inputs", "output"], help_heading = "选项")]
    pub explain: Option<String>,
    /// 以前已接受的问题，不再报
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub baseline: Option<PathBuf>,
    /// 把这次的问题全部接受，写入文件供 --baseline 用
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub accept: Option<PathBuf>,
    /// 旧稿：说明哪些问题已改正、仍在、新出现，哪些数改了
    #[arg(long, value_name = "旧稿", help_heading = "选项")]
    pub since: Option<PathBuf>,
    /// 把问题作为批注加在 PDF、docx 上，另存为这个文件；有几份有问题时写文件夹，每份一个，并说明每个文件的结果
    #[arg(long, value_name = "文件或文件夹", help_heading = "选项")]
    pub annotate: Option<PathBuf>,
    /// 同 --annotate，只用于 docx，并把知道应为多少的数改过来（修订，可逐条接受或拒绝）
    #[arg(long, value_name = "文件或文件夹", conflicts_with = "annotate", help_heading = "选项")]
    pub fix: Option<PathBuf>,
    /// 另加应查事项（写法同 data/obligations.toml，见 docs/检查项.md）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub obligations: Option<PathBuf>,
    /// 另列台账：每一项应查事项的状态，每一处尾差，文字里的每一个数和它的结论
    #[arg(long, help_heading = "选项")]
    pub ledger: bool,
    /// 写入文件：txt、md、csv、json、xlsx、parquet、html；不写则显示在屏幕上（csv、parquet 另写一份应查事项）
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FailOn {
    Figure,
    Tail,
    Never,
}

/// Runs `audit`. True if there are findings at or above `--fail-on`.
pub(super) fn run(args: &AuditArgs, screen: Screen) -> Result<bool, Error> {
    if let Some(name) = &args.explain {
        output::show(None, explained(check(name)?)?.into_bytes(), Format::Text, screen)?;
        return Ok(false);
    }
    let outputs = args.output.iter().chain(&args.accept).chain(&args.annotate).chain(&args.fix);
    outputs.clone().try_for_each(|path| output::protect(path, &args.inputs))?;
    let format = Format::of(args.format, args.output.as_deref(), Format::AUDIT)?;
    let selection = selection(args)?;
    let loaded = args.reading.load(&args.inputs, screen)?;
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let mut report = audit::judge_by(&material, &obligations(args)?);
    report.user_corrections = Warning::user_corrections(&loaded.warnings);
    report.select(&selection);
    if let Some(path) = &args.since {
        report.since = Some(since(path, args, (&material, &report), &selection, screen)?);
    }
    let bytes = match format {
        Format::Markdown => present::audit_markdown(&report).into_bytes(),
        Format::Csv => present::audit_csv(&report)?.into_bytes(),
        Format::Json => present::audit_json(&report, &loaded.files)?.into_bytes(),
        Format::Xlsx => present::audit_xlsx(&report)?,
        Format::Parquet => present::audit_parquet(&report)?,
        Format::Html => page(args, &report, &loaded).into_bytes(),
        _ => present::audit_text(&report, text_options(args)).into_bytes(),
    };
    let annotated = match (&args.annotate, &args.fix) {
        (Some(path), _) => annotated(path, &report, &loaded, Carriers::NOTES, screen)?,
        (None, Some(path)) => annotated(path, &report, &loaded, Carriers::CORRECTIONS, screen)?,
        (None, None) => Vec::new(),
    };
    let accepted = args.accept.as_ref().map(|path| accepted(path, &report, &selection, screen)).transpose()?;
    let file = args.output.as_deref().filter(|path| !is_stdout(path));
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    files.extend(file.map(|path| (path.to_owned(), output::marked(bytes.clone(), format))));
    if let Some(path) = file.filter(|_| !report.obliged.is_empty()) {
        files.extend(obligations_beside(path, &report, format)?);
    }
    files.extend(args.accept.clone().zip(accepted.map(String::into_bytes)));
    files.iter().try_for_each(|(path, bytes)| output::check(path, bytes, screen))?;
    files.iter().try_for_each(|(path, bytes)| output::write(path, bytes, screen))?;
    write_annotated(&annotated, screen)?;
    if file.is_none() {
        output::show(None, bytes, format, screen)?;
    }
    screen.tell(&loaded.warnings);
    let unread = unread(&loaded);
    if !unread.is_empty() {
        let files = unread.join("、");
        screen.say(&format!("没有审查：{files} 有本程序的标记，却不是您用本程序写在这里的。要审查请直接写出文件名"));
    }
    Ok(reaches(&report, args.fail_on) || !unread.is_empty() && !matches!(args.fail_on, FailOn::Never))
}

/// The page; links to documents are relative to the place of the output.
fn page(args: &AuditArgs, report: &Audit, loaded: &Loaded) -> String {
    let from = args.output.as_deref().filter(|path| !is_stdout(path)).and_then(Path::parent);
    let links = loaded
        .paths
        .iter()
        .filter_map(|(name, path)| Some((name.clone(), output::link(from.unwrap_or(Path::new("")), path)?)));
    let links = links.collect();
    let page =
        AuditPage { items: &loaded.items, warnings: &loaded.warnings, links, ..AuditPage::new(report, &loaded.files) };
    present::audit_page(&page)
}

/// 应查事项 as a file next to the table of findings, which has no columns for them.
fn obligations_beside(path: &Path, report: &Audit, format: Format) -> Result<Option<(PathBuf, Vec<u8>)>, Error> {
    let bytes = match format {
        Format::Csv => present::obligations_csv(report)?.into_bytes(),
        Format::Parquet => present::obligations_parquet(report)?,
        _ => return Ok(None),
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Some((
        path.with_file_name(format!("{stem}-应查事项.{}", path.extension().unwrap_or_default().to_string_lossy())),
        bytes,
    )))
}

/// What became of the findings of an earlier draft (`--since`).
fn since(
    path: &Path,
    args: &AuditArgs,
    (material, audit): (&Material<'_>, &Audit),
    selection: &Selection,
    screen: Screen,
) -> Result<Since, Error> {
    let wrong = |message: String| Error::from(PresentError::Argument(message));
    let real = |path: &Path| path.canonicalize().ok();
    if real(path).is_some_and(|old| args.inputs.iter().any(|new| real(new).as_deref() == Some(&old))) {
        return Err(wrong(format!("--since {}：旧稿和新稿是同一个文件", path.display())));
    }
    let changed = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    if let ([new], Some(old)) = (args.inputs.as_slice(), changed(path))
        && changed(new).is_some_and(|new| new < old)
    {
        screen.say("旧稿的修改时间比新稿晚，请确认没有写反：audit 后面是新稿，--since 后面是旧稿");
    }
    let loaded = args.reading.load(std::slice::from_ref(&path.to_owned()), screen)?;
    let old = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let mut before = audit::judge_by(&old, &obligations(args)?);
    before.select(selection);
    let drafts = (Draft { material: old, audit: &before }, Draft { material: *material, audit });
    Since::of(&drafts.0, &drafts.1).map_err(|message| wrong(format!("--since {}：{message}", path.display())))
}

/// Files that were skipped because they bear our mark, although this user did not write them here. They are reported,
/// since otherwise a mark could hide a document from an audit.
fn unread(loaded: &Loaded) -> Vec<String> {
    let own = loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::OwnOutput);
    let names = own.map(|warning| &warning.place.file);
    let path = |name: &Arc<str>| loaded.paths.get(name).cloned().unwrap_or_else(|| PathBuf::from(&**name));
    names.filter(|name| !record::is_known(&path(name))).map(ToString::to_string).collect()
}

/// First line of a file of accepted findings.
const ACCEPTED: &str = "# tongbi 已接受的问题，audit --baseline 用；一行一个，删去的行以后会再报\n";

/// The content of the file of accepted findings: its lines stay as they are, new findings are appended.
fn accepted(path: &Path, report: &Audit, selection: &Selection, screen: Screen) -> Result<String, Error> {
    let mut text = if path.exists() { crate::source::read_text(path)? } else { ACCEPTED.to_owned() };
    let is_line = |line: &str| line.is_empty() || line.starts_with('#') || line.matches('\t').count() == 3;
    if let Some((row, _)) = text.lines().enumerate().find(|(_, line)| !is_line(line)) {
        if !screen.force {
            let message = "不像已接受的问题，没有覆盖。请换一个文件名；确定要覆盖，请加 --force";
            return Err(PresentError::Argument(format!("{} 第{}行：{message}", path.display(), row + 1)).into());
        }
        text = ACCEPTED.to_owned();
    }
    let known: BTreeSet<&str> = text.lines().collect();
    let found = report.findings().into_iter().map(audit::Judgement::signature);
    let new: BTreeSet<String> = found.chain(selection.accepted.iter().cloned()).collect();
    let new: Vec<String> = new.into_iter().filter(|line| !known.contains(line.as_str())).collect();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    new.iter().for_each(|line| text += &format!("{line}\n"));
    Ok(text)
}

/// The result of annotating a file.
enum Annotated {
    /// The annotated file is written to `to`, with so many notes.
    Noted { to: PathBuf, bytes: Vec<u8>, notes: usize },
    /// The file is not annotated, for this reason.
    Left(String),
}

/// Formats that carry what is asked for, by their extensions.
#[derive(Clone, Copy)]
struct Carriers {
    /// 批注 or 修订, in words.
    what: &'static str,
    extensions: &'static [&'static str],
    corrected: bool,
}

impl Carriers {
    const NOTES: Self = Self { what: "批注", extensions: &["pdf", "docx"], corrected: false };
    const CORRECTIONS: Self = Self { what: "修订", extensions: &["docx"], corrected: true };

    fn carry(self, name: &str) -> bool {
        self.extensions.contains(&format::extension(Path::new(name)).as_str())
    }

    /// PDF、docx
    fn names(self) -> String {
        self.extensions.iter().map(|name| if *name == "pdf" { "PDF" } else { *name }).collect::<Vec<_>>().join("、")
    }
}

/// Annotates every input with its findings, or says why not. A single file (or the only one with findings) becomes the
/// file `to`; several go into the folder `to`.
fn annotated(
    to: &Path,
    report: &Audit,
    loaded: &Loaded,
    carriers: Carriers,
    screen: Screen,
) -> Result<Vec<(Arc<str>, Annotated)>, Error> {
    let Carriers { what, corrected, .. } = carriers;
    // Notes and problems of each file; a rounding difference is no problem.
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in report.findings() {
        let (notes, problems) = counts.entry(&*finding.place.file).or_default();
        *notes += usize::from(present::is_noted(finding, corrected));
        *problems += usize::from(finding.verdict != Verdict::Tail);
    }
    let counts = |name: &Arc<str>| counts.get(&**name).copied().unwrap_or_default();
    let (notes, problems) = (|name: &Arc<str>| counts(name).0, |name: &Arc<str>| counts(name).1);
    let able: Vec<_> = loaded.paths.iter().filter(|(name, _)| carriers.carry(name)).collect();
    if let (true, Some(name)) = (able.is_empty(), loaded.files.last()) {
        let message =
            format!("{name}：无法添加{what}，可以添加{what}的只有 {} 文件（压缩包要先解压）", carriers.names());
        return Err(PresentError::Argument(message).into());
    }
    let chosen: Vec<_> = match able.as_slice() {
        [_] => able,
        _ => able.into_iter().filter(|(name, _)| notes(name) > 0).collect(),
    };
    let one = chosen.len() == 1;
    let is_file = carriers.carry(&to.to_string_lossy());
    if chosen.len() > 1 && is_file {
        let message = format!("有 {} 份文件要加{what}，请写一个文件夹，例如 {what}", chosen.len());
        return Err(PresentError::Argument(message).into());
    }
    if let [(name, _)] = chosen.as_slice()
        && is_file
        && format::extension(to) != format::extension(Path::new(&***name))
    {
        let message = format!("{name} 加{what}后仍是同样的格式，{} 的扩展名应与它相同", to.display());
        return Err(PresentError::Argument(message).into());
    }
    let mut done = Vec::new();
    for name in &loaded.files {
        let left = |why: String| Annotated::Left(why);
        let fate = match chosen.iter().find(|(chosen, _)| *chosen == name) {
            Some((_, path)) => {
                let bytes = crate::source::read(path, &Limits::default())?;
                let to = if one && (is_file || !to.is_dir()) { to.to_owned() } else { to.join(flat_name(name)) };
                output::protect(&to, std::slice::from_ref(*path))?;
                let bytes = match carriers.carry(name) && name.to_lowercase().ends_with(".pdf") {
                    true => present::annotated_pdf(&bytes, report, name)?,
                    false => {
                        let paper = loaded.papers.iter().find(|paper| paper.file == *name);
                        let first = paper.and_then(|paper| paper.sentences.iter().find(|s| s.place.written.is_some()));
                        let first = first.map(|sentence| &sentence.place);
                        present::annotated_docx(name, &bytes, report, first, corrected, Limits::default().bytes)?
                    }
                };
                output::check(&to, &bytes, screen)?;
                Annotated::Noted { to, bytes, notes: notes(name) }
            }
            None if problems(name) == 0 => left("没有问题".to_owned()),
            None if !carriers.carry(name) => {
                let names = carriers.names();
                left(format!("有 {} 处问题，但这种文件无法添加{what}，可以添加{what}的只有 {names}", problems(name)))
            }
            None => left(format!("有 {} 处问题，但它在压缩包里，请先解压", problems(name))),
        };
        done.push((name.clone(), fate));
    }
    Ok(done)
}

/// Writes the annotated files and reports the result for each input.
fn write_annotated(annotated: &[(Arc<str>, Annotated)], screen: Screen) -> Result<(), Error> {
    for (name, fate) in annotated {
        match fate {
            Annotated::Noted { to, bytes, notes } => {
                output::put(to, bytes, screen)?;
                screen.written(to, &format!("（{name}，{notes} 处批注）"));
            }
            Annotated::Left(why) => screen.say(&format!("没有写批注：{name} {why}")),
        }
    }
    Ok(())
}

/// On the screen in colour and as wide as the terminal; plain in a file.
fn text_options(args: &AuditArgs) -> AuditText {
    let (ledger, tails) = (args.ledger, matches!(args.fail_on, FailOn::Tail));
    if args.output.as_deref().is_some_and(|path| !is_stdout(path)) {
        return AuditText { ledger, tails, ..AuditText::default() };
    }
    // Longer lines are hard to read.
    const WIDEST: u16 = 120;
    let width = Some(Screen::width()).filter(|width| *width != u16::MAX).map(|width| width.min(WIDEST).into());
    AuditText { ledger, tails, width, colour: true }
}

/// The shipped obligations, with those of `--obligations`.
fn obligations(args: &AuditArgs) -> Result<Obligations, Error> {
    let shipped = Obligations::shipped();
    let Some(path) = &args.obligations else { return Ok(shipped.clone()) };
    let text = crate::source::read_text(path)?;
    let name = path.display().to_string();
    let own = Obligations::parse(&name, &text).map_err(PresentError::Argument)?;
    Ok(shipped.with(&own).map_err(|fault| PresentError::Argument(format!("{name}：{fault}")))?)
}

/// The check with this name.
fn check(name: &str) -> Result<&'static Check, Error> {
    Ok(Check::of(name).ok_or_else(|| PresentError::Argument(audit::no_such_check(name)))?)
}

/// The description of a check, with its message about the wrong example.
fn explained(check: &Check) -> Result<String, Error> {
    let wrong = check.example.wrong();
    let files: Vec<(&str, &str)> = wrong.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let loaded = crate::source::load_texts(&files, &Default::default())?;
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    Ok(present::check_page(check, &audit::judge(&material)).replace("\n- ", "\n"))
}

/// Which checks to report (`--only`, `--ignore`), and the findings that were accepted before (`--baseline`).
fn selection(args: &AuditArgs) -> Result<Selection, Error> {
    args.only.iter().chain(&args.ignore).chain(&args.strict).try_for_each(|name| check(name).map(|_| ()))?;
    let mut accepted: BTreeSet<String> = match &args.baseline {
        Some(path) => {
            crate::source::read_text(path)?.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
        }
        None => Default::default(),
    };
    accepted.extend(project_of(&args.inputs)?.as_ref().map(Project::settled).transpose()?.into_iter().flatten());
    let strict = args.strict.clone();
    Ok(Selection { only: args.only.clone(), ignore: args.ignore.clone(), strict, accepted })
}

fn reaches(report: &Audit, mark: FailOn) -> bool {
    let least = match mark {
        FailOn::Figure => Verdict::Open,
        FailOn::Tail => Verdict::Tail,
        FailOn::Never => return false,
    };
    report.findings().iter().any(|finding| finding.verdict >= least)
}
