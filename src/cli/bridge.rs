//! 对照建议: the `bridge` command. Proposes which codes of two years may be the same item, for a person to check.

use super::format::Format;
use super::output;
use super::reading::{ReadingArgs, all_speak, all_used};
use super::screen::{Screen, is_stdout};
use super::two_years::TwoYearsArgs;
use crate::Error;
use crate::analysis::{LineItems, ProposalSources, SOUND, propose};
use crate::model::Catalog;
use crate::present;
use crate::source;
use clap::Args;
use std::path::PathBuf;

/// 对照建议的参数.
#[derive(Debug, Args)]
pub struct BridgeCommandArgs {
    /// 公开文件或文件夹
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub years: TwoYearsArgs,
    /// 输出格式：table、csv、json；不写则按 -o 的扩展名，显示在屏幕上时为 table
    #[arg(
        long,
        value_name = "格式",
        value_parser = Format::parser(Format::LISTS),
        hide_possible_values = true,
        help_heading = "选项"
    )]
    pub format: Option<Format>,
    /// 写入文件：csv（删去不对的行后给 --bridge 用）、txt、json；不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `bridge`.
pub(super) fn run(args: &BridgeCommandArgs, screen: Screen) -> Result<(), Error> {
    args.output.iter().try_for_each(|path| output::protect(path, &args.inputs))?;
    let format = Format::of(args.format, args.output.as_deref(), Format::LISTS)?;
    let span = args.years.read()?;
    let loaded = args.reading.load(&args.inputs, screen)?;
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let known = source::known_changes()?;
    let common = Catalog::shipped().common_names();
    let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
    let proposals = propose(&items, span, sources)?;
    all_speak(&loaded)?;
    all_used(&loaded, &[proposals.base, proposals.year], args.years.are_chosen(), screen)?;
    let file = args.output.as_deref().filter(|path| !is_stdout(path));
    let width = if file.is_some() { u16::MAX } else { Screen::width() };
    let text = match format {
        Format::Csv => present::proposals_csv(&proposals)?,
        Format::Json => present::proposals_json(&proposals)?,
        _ => present::proposals_table(&proposals, width),
    };
    match file {
        Some(path) => output::put(path, &output::marked(text.into_bytes(), format), screen)?,
        None => output::print(&text)?,
    }
    screen.tell(&loaded.warnings);
    screen.tell(&proposals.warnings);
    if let Some(path) = file {
        let sound = proposals.list.iter().filter(|proposal| proposal.sound).count();
        let others = proposals.list.len() - sound;
        screen.say(&format!(
            "{} 条建议已写入 {}：{sound} 条可用，{others} 条不足 {SOUND} 分、有冲突或缺份额，行前有 #，--bridge 不读。请逐条核对，删去不对的行",
            proposals.list.len(),
            path.display()
        ));
    }
    Ok(())
}
