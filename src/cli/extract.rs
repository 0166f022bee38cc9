//! 导出: documents in, tidy line items out.

use super::args::ReadingArgs;
use super::beside::write_folder;
use super::output;
use super::screen::Screen;
use crate::Error;
use crate::analysis::LineItems;
use crate::present;
use crate::source::Loaded;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 导出的参数.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出文件，扩展名 csv、json、xlsx 或 parquet；- 为标准输出，要写 --format
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 输出格式：csv、json、xlsx、parquet；默认看扩展名
    #[arg(long, value_name = "格式")]
    pub format: Option<ExtractFormat>,
    /// 写成分区数据集，-o 是文件夹：year 每年一个（year=2024/part-000.parquet），其他软件可直接读
    #[arg(long, value_name = "分区", hide_possible_values = true)]
    pub partition: Option<PartitionArg>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// 输出格式.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExtractFormat {
    Csv,
    Json,
    Xlsx,
    Parquet,
}

/// 分区
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PartitionArg {
    Year,
}

/// Runs `extract`.
pub(super) fn run(args: &ExtractArgs, screen: Screen) -> Result<(), Error> {
    output::spare(&args.output, &args.inputs)?;
    if args.partition.is_some() {
        let loaded = screen.load(&args.inputs, &args.reading)?;
        let files = present::items_by_year(&loaded.items)?;
        write_folder(&args.output, &files, |name| name.starts_with("year=") || name.starts_with(['.', '_']))?;
        tell(args, &loaded, screen);
        return Ok(());
    }
    let format = format(args)?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let bytes = match format {
        ExtractFormat::Csv => present::items_csv(&loaded.items)?.into_bytes(),
        ExtractFormat::Json => present::items_json(&loaded.items)?.into_bytes(),
        ExtractFormat::Parquet => present::items_parquet(&LineItems::from_items(&loaded.items))?,
        ExtractFormat::Xlsx => present::items_xlsx(&loaded.items)?,
    };
    output::write(&args.output, &bytes)?;
    tell(args, &loaded, screen);
    Ok(())
}

/// What was written and what was not understood.
fn tell(args: &ExtractArgs, loaded: &Loaded, screen: Screen) {
    screen.tell(&loaded.warnings);
    for table in loaded.tables.iter().filter(|table| table.items == 0) {
        let sentence = table.empty_statement.as_deref().map_or("文件没有说明为何为空", |_| "文件说明为空表");
        screen.say(&format!("空表：{}年 {}（{}），{sentence}", table.year, table.title, table.place));
    }
    screen.say(&format!(
        "已写入 {}：{} 条明细，{} 张表",
        output::name(&args.output),
        loaded.items.len(),
        loaded.tables.len()
    ));
}

/// The format that is asked for, or that the extension says.
fn format(args: &ExtractArgs) -> Result<ExtractFormat, Error> {
    match (args.format, output::extension(&args.output).as_str()) {
        (Some(format), _) => Ok(format),
        (None, "csv") => Ok(ExtractFormat::Csv),
        (None, "json") => Ok(ExtractFormat::Json),
        (None, "xlsx") => Ok(ExtractFormat::Xlsx),
        (None, "parquet") => Ok(ExtractFormat::Parquet),
        (None, _) => Err(output::unknown_format(&args.output, "csv、json、xlsx 或 parquet")),
    }
}
