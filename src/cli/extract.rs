//! 导出: the `extract` command. Turns documents into tidy line items.

use super::choice::wrong;
use super::folder::{self, is_ours};
use super::format::Format;
use super::lock::Work;
use super::manifest::{self, DATASET};
use super::output;
use super::reading::ReadingArgs;
use super::screen::Screen;
use super::target::refused;
use crate::Error;
use crate::analysis::LineItems;
use crate::present;
use crate::present::folder::{ReportFile, listing};
use crate::source::Loaded;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
    #[arg(long, value_name = "格式", value_parser = Format::parser(Format::ITEMS))]
    pub format: Option<Format>,
    /// 写成分区数据集，-o 是文件夹：year 每年一个（year=2024/part-000.parquet），其他软件可直接读
    #[arg(long, value_name = "分区", hide_possible_values = true)]
    pub partition: Option<PartitionArg>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// 分区
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PartitionArg {
    Year,
}

/// Runs `extract`.
pub(super) fn run(args: &ExtractArgs, screen: Screen) -> Result<(), Error> {
    output::protect(&args.output, &args.inputs)?;
    if args.partition.is_some() {
        let loaded = args.reading.load(&args.inputs, screen)?;
        write_dataset(&args.output, &loaded, screen)?;
        tell(args, &loaded, screen);
        return Ok(());
    }
    let format = Format::of(args.format, Some(&args.output), Format::ITEMS)?;
    let loaded = args.reading.load(&args.inputs, screen)?;
    let items = LineItems::from_items(&loaded.items);
    let bytes = match format {
        Format::Json => present::items_json(&items)?.into_bytes(),
        Format::Parquet => present::items_parquet(&items)?,
        Format::Xlsx => present::items_xlsx(&items)?,
        _ => present::items_csv(&items)?.into_bytes(),
    };
    output::put(&args.output, &bytes, screen)?;
    tell(args, &loaded, screen);
    Ok(())
}

/// Reports what was written, which tables were empty, and what was not understood.
fn tell(args: &ExtractArgs, loaded: &Loaded, screen: Screen) {
    screen.tell(&loaded.warnings);
    for table in loaded.tables.iter().filter(|table| table.items == 0) {
        let sentence = table.empty_statement.as_deref().map_or("文件没有说明为何为空", |_| "文件说明为空表");
        screen.say(&format!("空表：{}年 {}（{}），{sentence}", table.year, table.title, table.place));
    }
    let (name, items, tables) = (output::name(&args.output), loaded.items.len(), loaded.tables.len());
    screen.say(&format!("已写入 {name}：{items} 条明细，{tables} 张表"));
}

/// Writes a partitioned dataset. It replaces an earlier one; files that others have put into the folder are kept.
fn write_dataset(path: &Path, loaded: &Loaded, screen: Screen) -> Result<(), Error> {
    let path = std::path::absolute(path).map_err(|reason| refused(path, reason))?;
    let by_year = present::items_by_year(&LineItems::from_items(&loaded.items))?;
    let mut files: Vec<ReportFile> = by_year.into_iter().map(|(path, bytes)| ReportFile { path, bytes }).collect();
    files.push(ReportFile { path: DATASET.into(), bytes: listing(&files)?.into_bytes() });
    let above = path.parent().unwrap_or(Path::new("."));
    let work = Work::begin(above, screen).map_err(|reason| refused(above, reason))?;
    if !is_ours(&path, DATASET)? {
        let message =
            "里有别的文件，又没有本程序的清单（_manifest.json），未作改动。请换一个文件夹，或先移走里面的文件";
        return Err(wrong(format!("{} {message}", path.display())));
    }
    let years = |paths: &mut dyn Iterator<Item = &String>| -> BTreeSet<String> {
        paths.filter_map(|path| Some(path.split('/').next()?.strip_prefix("year=")?.to_owned())).collect()
    };
    let before = manifest::written(&path, DATASET).unwrap_or_default();
    let gone = &years(&mut before.keys()) - &years(&mut files.iter().map(|file| &file.path));
    let kept = folder::replace(&path, DATASET, &files, &work)?;
    if !gone.is_empty() {
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        screen.say(&format!("注意：原来的数据集有 {} 年，这次的输入没有，已不在数据集里", gone.join("、")));
    }
    kept.iter().for_each(|name| screen.say(&format!("注意：{}：写后有人改过，改动稿留着", path.join(name).display())));
    Ok(())
}
