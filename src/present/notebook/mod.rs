//! 笔记本: `analysis.ipynb`, which loads `data/` with Polars for Python, compares it by the Python package where that is
//! installed, and recomputes the headline figures in 分. The
//! outputs are stored in it, so that it can be read without running it; running it gives the same outputs.
//!
//! The code of the cells is in `data/notebook/`; [`answers`] computes their outputs.

mod answers;
mod file;

use super::chart::Kind;
use super::comparison::years;
use super::table::escaped;
use super::takeaway;
use super::{PresentError, Takeaway};
use crate::audit::Verdict;
use crate::model::{BudgetTable, Origin};
use file::{Cell, Output};
use serde_json::{Value, json};

const DATA: &str = include_str!("../../../data/notebook/data.py");
const PRELUDE: &str = include_str!("../../../data/notebook/prelude.py");
const HEADLINE: &str = include_str!("../../../data/notebook/headline.py");
const MOVERS: &str = include_str!("../../../data/notebook/movers.py");
const STRUCTURE: &str = include_str!("../../../data/notebook/structure.py");
const CHECK: &str = include_str!("../../../data/notebook/check.py");
const ITEMS: &str = include_str!("../../../data/notebook/items.py");
const CHARTS: &str = include_str!("../../../data/notebook/charts.py");
const PLOT: &str = include_str!("../../../data/notebook/plot.py");
const FINDINGS: &str = include_str!("../../../data/notebook/findings.py");

/// The notebook of a unit. `pictures` are the report's charts as SVG, as in `charts/`.
///
/// # Errors
/// None in practice: every value is text.
pub fn analysis_ipynb(takeaway: &Takeaway<'_>, pictures: &[(Kind, &str)]) -> Result<String, crate::Error> {
    let comparison = takeaway.comparison;
    let mut cells = vec![
        Cell::text("title", &title(takeaway)),
        Cell::code("data", &data(takeaway)?, vec![Output::printed(answers::read(takeaway))]),
        Cell::code("constants", &constants(takeaway, pictures)?, Vec::new()),
        Cell::code("prelude", PRELUDE, Vec::new()),
        Cell::text("headline-text", "## 总体\n\n两年都公开了的合计行。金额单位：万元。"),
        Cell::code("headline", HEADLINE, vec![answers::headline(takeaway)]),
    ];
    if let Some(group) = takeaway.movers() {
        let text = format!(
            "## 变动最大的{}级科目\n\n{}，按增减额的大小排列，前十项。",
            group.level.name(),
            group.table.title()
        );
        cells.push(Cell::text("movers-text", &text));
        cells.push(Cell::code("movers", MOVERS, vec![answers::movers(takeaway, &group)]));
    }
    if let Some(group) = takeaway.structure() {
        let text = format!("## 结构\n\n{}各类占合计的比重。", group.table.title());
        cells.push(Cell::text("structure-text", &text));
        cells.push(Cell::code("structure", STRUCTURE, vec![answers::structure(takeaway, &group)]));
    }
    cells.push(Cell::text("check-text", "## 重新计算\n\n用两年的金额把每一行重算一遍，与报告里的数核对。"));
    cells.push(Cell::code("check", CHECK, vec![Output::printed(answers::check(takeaway))]));
    if !pictures.is_empty() {
        cells.push(Cell::text("charts-text", "## 图\n\n报告附带的图，`charts/` 里另有 PNG。"));
        let outputs = pictures.iter().map(|(_, svg)| Output::svg(svg)).collect();
        cells.push(Cell::code("charts", CHARTS, outputs));
    }
    if takeaway.audit.is_some() {
        cells.push(Cell::text("findings-text", "## 核对发现\n\n公开文字和各表互相核对的结果，重的在前，最多二十条。"));
        cells.push(Cell::code("findings", FINDINGS, answers::findings(takeaway)));
    }
    cells
        .push(Cell::text("items-text", "## 明细\n\n读到的数，按年度、表和取得方式计数。明细在 `data/items.parquet`。"));
    cells.push(Cell::code("items", ITEMS, vec![answers::items(takeaway)]));
    if takeaway.movers().is_some() {
        // The cell that is not run comes last, so that running all cells does not change the numbers of the others.
        let text = "## 自己画图\n\n用变动最大的科目画一张图：装了 tongbi 包的一行就能画，没有装的用 matplotlib。";
        cells.push(Cell::text("plot-text", text));
        cells.push(Cell::idle("plot", PLOT));
    }
    let name = format!("{} {}年与{}年对比", takeaway.unit, comparison.year, comparison.base);
    let text = serde_json::to_string_pretty(&file::notebook(&name, cells)).map_err(PresentError::from)?;
    Ok(text + "\n")
}

fn title(takeaway: &Takeaway<'_>) -> String {
    let comparison = takeaway.comparison;
    let files: Vec<String> = takeaway.read.files.iter().map(|file| format!("- {}\n", escaped(file))).collect();
    format!(
        "# {} {}年{}与{}年{}对比\n\n数据在旁边的 `data/`，取自：\n\n{}\n\
         不运行也能看，每一格的结果已经附上；要运行，先装 Polars：`pip install polars jupyter`。\
         装了 tongbi 的 Python 包的，对比由它现算，没有装的读 `data/comparison.csv`，结果相同。\
         金额按分用整数计算，比率最后一步四舍五入，不经过浮点数。",
        escaped(takeaway.unit),
        comparison.year,
        comparison.phase,
        comparison.base,
        comparison.base_phase,
        files.concat()
    )
}

/// The first cell: whose report it is, of which years, and its data.
fn data(takeaway: &Takeaway<'_>) -> Result<String, PresentError> {
    let (unit, comparison) = (serde_json::to_string(takeaway.unit)?, takeaway.comparison);
    Ok(format!("UNIT, YEARS = {unit}, ({}, {})\n\n{DATA}", comparison.base, comparison.year))
}

/// The constants that other cells refer to. JSON strings, lists and objects are valid Python.
fn constants(takeaway: &Takeaway<'_>, pictures: &[(Kind, &str)]) -> Result<String, PresentError> {
    let comparison = takeaway.comparison;
    let titles: serde_json::Map<String, Value> =
        BudgetTable::ALL.iter().map(|table| (table.name().to_owned(), table.title().into())).collect();
    // Few disclosures are scans: the others need no word for their figures.
    let occurs = |origin: &Origin| {
        *origin != Origin::Scanned || takeaway.items.items().iter().any(|item| item.origin == *origin)
    };
    let origins = Origin::ALL.into_iter().filter(occurs);
    let origins: serde_json::Map<String, Value> =
        origins.map(|origin| (origin.name().to_owned(), origin.title().into())).collect();
    let [base, year] = years(comparison);
    let mut lines = vec![
        ("BASE", json!(base)),
        ("YEAR", json!(year)),
        ("HEADLINE", json!(takeaway::HEADLINE.map(BudgetTable::name))),
    ];
    if let Some(group) = takeaway.movers() {
        lines.push(("MOVERS", json!([group.table.name(), group.level.name()])));
    }
    if let Some(group) = takeaway.structure() {
        lines.push(("STRUCTURE", json!(group.table.name())));
    }
    if !pictures.is_empty() {
        lines.push(("CHARTS", json!(pictures.iter().map(|(kind, _)| kind.name()).collect::<Vec<_>>())));
    }
    lines.push(("TITLES", Value::Object(titles)));
    lines.push(("ORIGINS", Value::Object(origins)));
    if takeaway.audit.is_some() {
        let verdicts: serde_json::Map<String, Value> =
            Verdict::ALL.iter().map(|verdict| (verdict.name().to_owned(), verdict.title().into())).collect();
        lines.push(("VERDICTS", Value::Object(verdicts)));
    }
    let mut text = "# 要列出的表，各种名称。\n".to_owned();
    for (name, value) in lines {
        text += &format!("{name} = {}\n", serde_json::to_string(&value)?);
    }
    Ok(text)
}
