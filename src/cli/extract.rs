//! 导出: documents in, tidy line items out.

use super::args::ReadingArgs;
use super::output;
use super::screen::{Screen, wrong};
use crate::Error;
use crate::analysis::LineItems;
use crate::present;
use clap::Args;
use std::path::PathBuf;

/// 导出的参数.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出文件，扩展名 csv、json、xlsx 或 parquet
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `extract`.
pub(super) fn run(args: &ExtractArgs, screen: Screen) -> Result<(), Error> {
    output::spare(&args.output, &args.inputs)?;
    let loaded = screen.load(&args.inputs, &args.reading)?;
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match extension.as_str() {
        "csv" => present::items_csv(&loaded.items)?.into_bytes(),
        "json" => present::items_json(&loaded.items)?.into_bytes(),
        "parquet" => present::items_parquet(&LineItems::from_items(&loaded.items)?)?,
        "xlsx" => present::items_xlsx(&loaded.items)?,
        _ => return Err(wrong(format!("输出文件 {} 的扩展名应为 csv、json、xlsx 或 parquet", args.output.display()))),
    };
    output::write(&args.output, &bytes)?;
    screen.tell(&loaded.warnings);
    for table in loaded.tables.iter().filter(|table| table.items == 0) {
        let sentence = table.empty_statement.as_deref().map_or("文件没有说明为何为空", |_| "文件说明为空表");
        screen.say(&format!("空表：{}年 {}（{}），{sentence}", table.year, table.title, table.place));
    }
    screen.say(&format!(
        "已写入 {}：{} 条明细，{} 张表",
        args.output.display(),
        loaded.items.len(),
        loaded.tables.len()
    ));
    Ok(())
}
