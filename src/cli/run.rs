//! 执行: one library call a command.

use super::args::{ChartArgs, Cli, Command, CompareArgs, ExtractArgs, FormatArg, ReportArgs, SortArg};
use super::output;
use crate::Error;
use crate::analysis::{CompareOptions, LevelFilter, LineItems, MeasureFilter, Sort, compare};
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Level, Measure, Warning};
use crate::present::chart::{Chart, ChartOptions, Kind};
use crate::present::{self, PresentError, Read, ReadTable, TextOptions};
use crate::source::vocabulary::Vocabulary;
use crate::source::{self, LoadOptions, Loaded};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The sample that the program carries.
const SAMPLE: [(&str, &str); 2] = [
    ("data/sample/2023.txt", include_str!("../../data/sample/2023.txt")),
    ("data/sample/2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// Runs the command line: 0 done, 2 could not run.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let done = match cli.command {
        None => report(&ReportArgs { output: "notebooks-out".into(), ..ReportArgs::default() }),
        Some(Command::Report(args)) => report(&args),
        Some(Command::Extract(args)) => extract(&args),
        Some(Command::Compare(args)) => compare_command(&args),
        Some(Command::Chart(args)) => chart(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("错误：{error}");
            ExitCode::from(2)
        }
    }
}

/// Help goes to standard output; a wrong call is one Chinese sentence.
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::{ContextKind, ErrorKind};
    if !error.use_stderr() {
        // A closed pipe behind --help is nobody's error.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let about = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = about(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项或命令"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", about(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("“{argument}”的值“{}”不对", about(ContextKind::InvalidValue))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        _ => "命令写法不对".to_owned(),
    };
    eprintln!("错误：{message}。用 tongbi --help 查看用法");
    ExitCode::from(2)
}

fn wrong(what: impl Into<String>) -> Error {
    PresentError::Argument(what.into()).into()
}

fn year(year: Option<u16>) -> Result<Option<FiscalYear>, Error> {
    year.map(|year| FiscalYear::new(year).ok_or_else(|| wrong(format!("{year} 不是年度，请写如 2024")))).transpose()
}

fn load(inputs: &[PathBuf], input_year: Option<u16>) -> Result<Loaded, Error> {
    let options = LoadOptions { year: year(input_year)?, ..LoadOptions::default() };
    let loaded =
        if inputs.is_empty() { source::load_texts(&SAMPLE, &options)? } else { source::load(inputs, &options, &())? };
    Ok(loaded)
}

fn tell(warnings: &[Warning]) {
    const SHOWN: usize = 20;
    for warning in warnings.iter().take(SHOWN) {
        eprintln!("提示：{warning}");
    }
    if warnings.len() > SHOWN {
        eprintln!("提示：另有 {} 条提示，见报告或导出的明细", warnings.len() - SHOWN);
    }
}

fn extract(args: &ExtractArgs) -> Result<(), Error> {
    let loaded = load(&args.inputs, args.input_year)?;
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match extension.as_str() {
        "csv" => present::items_csv(&loaded.items)?.into_bytes(),
        "json" => present::items_json(&loaded.items)?.into_bytes(),
        "parquet" => present::items_parquet(&LineItems::from_items(&loaded.items)?)?,
        _ => return Err(wrong(format!("输出文件 {} 的扩展名应为 csv、json 或 parquet", args.output.display()))),
    };
    output::write(&args.output, &bytes)?;
    tell(&loaded.warnings);
    for table in loaded.tables.iter().filter(|table| table.items == 0) {
        let sentence = table.empty_statement.as_deref().map_or("文件没有说明为何为空", |_| "文件说明为空表");
        eprintln!("空表：{}年 {}（{}），{sentence}", table.year, table.title, table.place);
    }
    eprintln!("已写入 {}：{} 条明细，{} 张表", args.output.display(), loaded.items.len(), loaded.tables.len());
    Ok(())
}

fn compare_command(args: &CompareArgs) -> Result<(), Error> {
    let options = compare_options(args)?;
    let unit = AmountUnit::from_name(&args.unit)
        .ok_or_else(|| wrong(format!("金额单位“{}”不对，应为 元、千元、万元、百万元 或 亿元", args.unit)))?;
    let loaded = load(&args.inputs, args.input_year)?;
    let comparison = compare(&LineItems::from_items(&loaded.items)?, &options)?;
    let one_measure = args.measure.is_some();
    let text_options = TextOptions { unit, one_measure, width: 100 };
    let text = match args.format {
        FormatArg::Table => present::terminal(&comparison, text_options),
        FormatArg::Md => present::markdown(&comparison, text_options),
        FormatArg::Csv => present::comparison_csv(&comparison)?,
        FormatArg::Json => present::comparison_json(&comparison)?,
    };
    match &args.output {
        Some(path) => output::write(path, text.as_bytes())?,
        None => output::print(&text)?,
    }
    tell(&loaded.warnings);
    tell(&comparison.warnings);
    Ok(())
}

fn compare_options(args: &CompareArgs) -> Result<CompareOptions, Error> {
    let table = match &args.table {
        None => None,
        Some(name) => Some(
            BudgetTable::from_name(name)
                .or_else(|| BudgetTable::ALL.into_iter().find(|table| table.title() == name))
                .or_else(|| Vocabulary::shipped().table(name))
                .ok_or_else(|| wrong(format!("没有“{name}”这张表。可用：{}", table_names())))?,
        ),
    };
    let level = match args.level.as_str() {
        "all" | "全部" => LevelFilter::All,
        name => LevelFilter::One(
            Level::from_name(name).ok_or_else(|| wrong(format!("级次“{name}”不对，应为 all、total、类、款、项")))?,
        ),
    };
    let measure = match args.measure.as_deref() {
        None | Some("all" | "全部") => MeasureFilter::All,
        Some(name) => MeasureFilter::One(Vocabulary::shipped().measure(name).unwrap_or_else(|| Measure::new(name))),
    };
    let sort = match args.sort {
        SortArg::Code => Sort::Code,
        SortArg::Change => Sort::Change,
        SortArg::Growth => Sort::Growth,
    };
    Ok(CompareOptions { base: year(args.base)?, year: year(args.year)?, table, measure, level, sort, top: args.top })
}

fn table_names() -> String {
    BudgetTable::ALL.map(BudgetTable::name).join("、")
}

fn chart(args: &ChartArgs) -> Result<(), Error> {
    let kind = Kind::from_name(&args.kind)?;
    let loaded = load(&args.inputs, args.input_year)?;
    let comparison = compare(&LineItems::from_items(&loaded.items)?, &CompareOptions::default())?;
    let chart = Chart::from_comparison(&comparison, kind, &ChartOptions::default())?;
    tell(&loaded.warnings);
    tell(chart.warnings());
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "svg" => output::write(&args.output, chart.svg()?.as_bytes()),
        "png" => output::write(&args.output, &chart.png(args.width.clamp(200, 10_000))?),
        _ => Err(wrong(format!("输出文件 {} 的扩展名应为 svg 或 png", args.output.display()))),
    }
}

/// The charts that a comparison of two years always has.
const REPORT_CHARTS: [Kind; 4] = [Kind::Waterfall, Kind::Variance, Kind::Columns, Kind::Share];

fn report(args: &ReportArgs) -> Result<(), Error> {
    let loaded = load(&args.inputs, args.input_year)?;
    let items = LineItems::from_items(&loaded.items)?;
    let comparison = compare(&items, &CompareOptions::default())?;
    let unit = loaded.items.iter().rev().map(|item| &*item.unit).find(|unit| !unit.is_empty()).unwrap_or_default();
    let folder = args.output.join(format!("{}-{}", output::folder_name(unit), comparison.year));
    let mut warnings = loaded.warnings.clone();
    warnings.extend(comparison.warnings.iter().cloned());
    let read = Read {
        files: loaded.files.clone(),
        tables: loaded
            .tables
            .iter()
            .map(|table| ReadTable {
                year: table.year,
                table: table.table,
                title: table.title.clone(),
                items: table.items,
                note: table.empty_statement.clone(),
            })
            .collect(),
        warnings,
    };
    let write = |name: &str, text: String| output::write(&Path::new(&folder).join(name), text.as_bytes());
    write("summary.md", present::summary(unit, &comparison, &read))?;
    write("comparison.csv", present::comparison_csv(&comparison)?)?;
    write("comparison.json", present::comparison_json(&comparison)?)?;
    write("items.csv", present::items_csv(&loaded.items)?)?;
    for kind in REPORT_CHARTS {
        let chart = Chart::from_comparison(&comparison, kind, &ChartOptions::default())?;
        write(&format!("charts/{}.svg", kind.name()), chart.svg()?)?;
    }
    tell(&read.warnings);
    output::print(&format!("报告已写入 {}\n", folder.display()))
}
