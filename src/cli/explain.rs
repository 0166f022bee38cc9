//! 情况说明: the `explain` command. Writes 第三部分 from the figures of two years.

use super::choice::wrong;
use super::format::Format;
use super::output;
use super::reading::{BridgeArgs, ReadingArgs, SAMPLE_PROFILE, all_used, project_of};
use super::roll_forward::{self, RollArgs};
use super::screen::{Screen, is_stdout};
use crate::Error;
use crate::analysis::{CompareOptions, LineItems, TrendOptions, compare, execution, trend};
use crate::model::{Phase, Warning};
use crate::present::chart::{ChartOptions, Kind};
use crate::present::explanation::{
    Answers, Content, Explanation, Form, PlacedChart, Profile, SheetRow, Sources, choose_unit, explain, merged_profile,
    new_profile, publish, question_sheet, read_answers,
};
use crate::present::{ChartFigures, placed_charts};
use crate::report::proposals;
use crate::source::{self, Block, Limits, Loaded};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// 情况说明的参数.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// 公开文件或文件夹；不给时用自带示例
    #[arg(value_name = "输入", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 单位资料文件（TOML）：原因、用途、项目、表外数据和措辞
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub profile: Option<PathBuf>,
    /// 去年的公开（docx、pdf、网页或文本）：按今年的表把去年的文字改写成今年的
    #[arg(long, value_name = "去年的公开", help_heading = "选项")]
    pub from: Option<PathBuf>,
    /// 与 --from 合用：不留修订痕迹，直接写成改后的文字（待核对处的批注仍保留）
    #[arg(long, requires = "from", help_heading = "选项")]
    pub clean: bool,
    /// 模板：自带的 central（通用）、xinjiang（新疆）、shanghai（上海）、jiangsu（江苏），或自己的模板文件；不给时按单位所在地选
    #[arg(long, value_name = "模板", help_heading = "选项")]
    pub template: Option<PathBuf>,
    /// 不写说明，写一份带注释的资料文件；已有的资料文件里补上缺的项，原来的内容不动
    #[arg(long, help_heading = "选项")]
    pub new_profile: bool,
    /// 不写说明，写一份待填表（xlsx）：要填的原因、用途、项目、资产等一项一行，数已填好，交各科室填写
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub reasons_sheet: Option<PathBuf>,
    /// 读入填好的待填表；资料文件里已有的优先。与 --reasons-sheet 合用时，把填好的带进新表
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub reasons: Option<PathBuf>,
    /// 输出文件，扩展名 docx、md 或 txt；不写或写 - 则送到标准输出
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 输出格式：txt、md、docx，--from 时还有 json；默认看扩展名，标准输出为 txt
    #[arg(long, value_name = "格式", value_parser = Format::parser(Format::ROLLED))]
    pub format: Option<Format>,
    /// 在说明里附图（只用于 docx）
    #[arg(long, help_heading = "选项")]
    pub charts: bool,
    #[command(flatten)]
    pub bridge: BridgeArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `explain`. The status is 1 if something is left to fill in.
pub(super) fn run(args: &ExplainArgs, screen: Screen) -> Result<ExitCode, Error> {
    let wording = args.profile.iter().chain(&args.template).chain(&args.reasons).chain(&args.from);
    let given: Vec<PathBuf> = args.inputs.iter().chain(wording).chain(&args.bridge.bridge).cloned().collect();
    args.output.iter().try_for_each(|path| output::protect(path, &given))?;
    if let Some(from) = &args.from {
        let (inputs, reading, output) = (&args.inputs, &args.reading, args.output.as_deref());
        let args = RollArgs { from, inputs, reading, output, format: args.format, clean: args.clean };
        return roll_forward::run(&args, screen);
    }
    let format = format(args)?;
    let (profile, template) = words(args.profile.as_deref(), args.template.as_deref(), args.inputs.is_empty())?;
    let loaded = args.reading.load(&args.inputs, screen)?;
    screen.tell(&loaded.warnings);
    let options = CompareOptions { bridge: args.bridge.read(&args.inputs, screen)?, ..CompareOptions::default() };
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let items = items.with_user_corrections(&loaded.warnings);
    let comparison = compare(&items, &options)?;
    all_used(&loaded, &[comparison.base, comparison.year], false, screen)?;
    if options.bridge.is_some() {
        screen.tell(&comparison.warnings);
    }
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let unit = choose_unit(sources, profile.unit.as_deref())?;
    let project = project_of(&args.inputs)?;
    let profile = match project.as_ref().filter(|_| args.profile.is_none() && args.reasons.is_none()) {
        Some(project) => project.profile_for(&unit, profile.form)?,
        None => profile,
    };
    let content = content(&loaded, sources, &unit);
    let answers = match &args.reasons {
        Some(path) => answers(path, &content)?,
        None => Answers::default(),
    };
    let (profile, unused) = profile.with_answers(&answers);
    unused.iter().for_each(|warning| screen.say(&warning.to_string()));
    let template = template.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    if let Some(path) = &args.reasons_sheet {
        return write_sheet(path, &question_sheet(&content, &profile, template, &answers)?, screen);
    }
    if args.new_profile {
        return write_profile(args.output.as_deref(), &content, &profile, screen);
    }
    if profile.form.is_none() && template.is_none() {
        let form = if content.phase == Phase::Executed { "决算的通用" } else { content.form.title() };
        screen.say(&format!("按{form}格式编写，可用 --template 指定"));
    }
    let explanation = explain(&content, &profile, template)?;
    let bytes = match format {
        Format::Markdown => in_file(args, explanation.markdown(), format),
        Format::Docx => {
            let charts = project.map(|project| project.charts(&unit)).transpose()?.unwrap_or_default();
            let (placed, failed) = placed(&charts, &items, &options, sources)?;
            screen.tell(&failed);
            let publication = publish(&explanation, &content, sources, &profile, args.charts, &placed)?;
            screen.tell(&publication.warnings);
            publication.bytes
        }
        _ => in_file(args, explanation.text(), format),
    };
    write(args, &bytes, screen)?;
    screen.tell(&explanation.warnings);
    Ok(finish(&explanation, unused.is_empty(), screen))
}

/// The charts that were put into the text, drawn from the same figures as those of a report.
fn placed(
    charts: &[(Kind, ChartOptions)],
    items: &LineItems,
    options: &CompareOptions,
    sources: Sources<'_>,
) -> Result<(Vec<PlacedChart>, Vec<Warning>), Error> {
    if charts.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let comparison = sources.comparison;
    let trend = trend(items, &TrendOptions { bridge: options.bridge.clone(), ..TrendOptions::default() })?;
    let execution = execution(items, &CompareOptions::default())?;
    let proposals = match options.bridge {
        Some(_) => Vec::new(),
        None => proposals(items, (comparison.base, comparison.year), sources.papers)?,
    };
    let figures = ChartFigures { comparison, trend: &trend, execution: execution.as_ref(), proposals: &proposals };
    Ok(placed_charts(charts, figures))
}

/// Reads the profile, and the user's own template with its name if there is one.
pub(super) fn words(
    profile: Option<&Path>,
    template: Option<&Path>,
    sample: bool,
) -> Result<(Profile, Option<(String, String)>), Error> {
    let form = template.and_then(|name| Form::from_name(name.to_str()?));
    let profile = match profile {
        Some(path) => self::profile(path, form)?,
        None if sample => Profile::parse_for(SAMPLE_PROFILE.0, SAMPLE_PROFILE.1, form)?,
        None => Profile { form, ..Profile::default() },
    };
    let own = match template {
        Some(path) if form.is_none() => Some((path.display().to_string(), source::read_text(path)?)),
        _ => None,
    };
    Ok((profile, own))
}

fn format(args: &ExplainArgs) -> Result<Format, Error> {
    let format = match args.new_profile {
        true => Format::Text,
        false => Format::of(args.format, args.output.as_deref(), Format::EXPLANATION)?,
    };
    if format == Format::Json {
        return Err(wrong("json 只用于 --from".to_owned()));
    }
    if args.charts && format != Format::Docx {
        return Err(wrong("图只能附在 Word 文档里，请用 -o 文件名.docx".to_owned()));
    }
    Ok(format)
}

/// Reads a profile. `form` takes precedence over the form that the profile names.
pub(super) fn profile(path: &Path, form: Option<Form>) -> Result<Profile, Error> {
    Profile::parse_for(&path.display().to_string(), &source::read_text(path)?, form)
}

/// Writes a new 待填表.
fn write_sheet(path: &Path, bytes: &[u8], screen: Screen) -> Result<ExitCode, Error> {
    if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("xlsx")) {
        return Err(wrong(format!("待填表 {} 的扩展名应为 xlsx", path.display())));
    }
    if let Err(refused) = output::check(path, bytes, screen) {
        // Filled in by somebody: its answers go into a new sheet, with everything that is asked now.
        let name = path.display();
        return Err(match path.is_file() {
            true => wrong(format!("{refused}。要把填好的带进新表：--reasons {name} --reasons-sheet 新表.xlsx")),
            false => refused,
        });
    }
    output::put(path, bytes, screen)?;
    screen.written(path, "：待填表，填好后用 --reasons 读入");
    Ok(ExitCode::SUCCESS)
}

/// Writes a new profile, or adds what is missing to the one that is there.
fn write_profile(path: Option<&Path>, content: &Content, profile: &Profile, screen: Screen) -> Result<ExitCode, Error> {
    let path = path.unwrap_or(Path::new("-"));
    let fresh = new_profile(content, profile)?;
    let name = path.display().to_string();
    let mut added = 0;
    let merged = |old: &[u8]| {
        // What is no profile is left to its owner.
        let (text, lines) = merged_profile(content, &name, std::str::from_utf8(old).ok()?).ok()?;
        added = lines;
        Some(text.into_bytes())
    };
    let note = match output::put_or_merge(path, fresh.as_bytes(), merged, screen)? {
        true => format!("：原来的内容不动，补上 {added} 项"),
        false => String::new(),
    };
    screen.written(path, &note);
    Ok(ExitCode::SUCCESS)
}

/// Reads a completed 待填表, in any format that has tables. Rows that a filter hides are read as well.
pub(super) fn answers(path: &Path, content: &Content) -> Result<Answers, Error> {
    let name: Arc<str> = path.display().to_string().into();
    let limits = Limits::default();
    let document = source::format::read_hidden(&name, &source::read(path, &limits)?, &limits)?;
    let mut rows = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, place, .. } | Block::Paragraph { text, place } => {
                rows.push(SheetRow { place: place.clone(), cells: vec![text.clone()] });
            }
            Block::Grid(grid) => rows.extend((0..grid.rows()).map(|row| SheetRow {
                place: grid.row_place(row),
                cells: (0..grid.columns()).map(|column| grid.text(row, column).to_owned()).collect(),
            })),
        }
    }
    read_answers(&name, &rows, content)
}

/// The content of a unit's 情况说明.
pub(super) fn content(loaded: &Loaded, sources: Sources<'_>, unit: &str) -> Content {
    let year = sources.comparison.year;
    let empty = loaded.tables.iter().filter(|table| table.items == 0 && table.year == year && *table.unit == *unit);
    let empty: Vec<_> = empty.map(|table| table.table).collect();
    Content::new(unit, sources, &empty)
}

/// The bytes of a text, marked as our output if it goes to a file.
fn in_file(args: &ExplainArgs, text: String, format: Format) -> Vec<u8> {
    let file = args.output.as_deref().filter(|path| !is_stdout(path));
    if file.is_some() { output::marked(text.into_bytes(), format) } else { text.into_bytes() }
}

fn write(args: &ExplainArgs, bytes: &[u8], screen: Screen) -> Result<(), Error> {
    output::write(args.output.as_deref().unwrap_or(Path::new("-")), bytes, screen)
}

fn finish(explanation: &Explanation, all_used: bool, screen: Screen) -> ExitCode {
    if explanation.open.is_empty() {
        return if all_used { ExitCode::SUCCESS } else { ExitCode::from(1) };
    }
    for open in &explanation.open {
        let what = if open.missing.is_some() { "待补充：" } else { "" };
        screen.say(&format!("{what}{open}"));
    }
    screen.say(&format!(
        "共 {} 处待补充或待核对。用 --reasons-sheet 待填.xlsx 写出待填表，填好后加 --reasons 待填.xlsx；已有的文件不会被覆盖",
        explanation.open.len()
    ));
    ExitCode::from(1)
}
