//! 表: recognises the tables of a document with their line items.

use super::body;
use super::caption::{self, Caption};
use super::column::{AmountColumn, Column, HeaderYear};
use super::compact::compacted;
use super::context::Context;
use super::depth::{self, Depth};
use super::draft::{Draft, Form};
use super::header;
use super::kind::{PanelKind, kinds, panel_classification, tell_levels_apart};
use super::label;
use super::list::Lists;
use super::panel::{self, Panel};
use super::printing::Printing;
use super::recognised::{Recognised, Table};
use super::segment::{Segment, segments};
use super::{content, government, performance, rates, statement, subunit, transposed};
use crate::model::{
    AmountUnit, BudgetTable, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place, PrintedNumber, Scope,
    Warning, WarningKind,
};
use crate::source::unit::is_cut;
use crate::source::{Block, Document, Grid};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The state carried over from one table of a document to the next.
#[derive(Default)]
struct State {
    caption: Caption,
    columns: Vec<Column>,
    amount_unit: Option<AmountUnit>,
    /// The amount unit that the user gave for the table.
    given: Option<AmountUnit>,
    form: performance::OpenForm,
    /// The rows of the last table.
    printing: Printing,
    /// The hierarchy of each panel's rows, for tables that continue on the next page.
    depths: Vec<Depth>,
    /// For each panel, whether its header names the economic classification.
    by_economy: Vec<bool>,
    /// Codes printed without a figure, which are therefore not missing as parents.
    blank: BTreeSet<Code>,
    lists: Lists,
}

/// Recognises every table of a document. `context` is the document's own, completed from other files of the disclosure.
///
/// Tables that are not understood, and figures without a year, are left out with a warning.
pub fn recognise(document: &Document, context: &Context) -> Recognised {
    let mut found = Recognised::default();
    let mut state = State::default();
    let mut lines: Vec<(String, Place)> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, place, .. } | Block::Paragraph { text, place } => {
                if let Some(table) = found.tables.last_mut().filter(|table| table.items.is_empty())
                    && table.empty_statement.is_none()
                    && statement::says_empty(text)
                {
                    table.empty_statement = Some(text.replace('\n', "").into());
                }
                lines.push((text.clone(), place.clone()));
            }
            // 部门：某局 and 金额单位：万元 in one row are a caption, not a table.
            Block::Grid(grid) if caption::is_label(grid) => {
                let texts: Vec<&str> = grid.cells().iter().map(|cell| cell.text.trim()).collect();
                lines.push((texts.join(" "), grid.place.clone()));
            }
            Block::Grid(grid) => {
                for segment in segments(grid) {
                    let mut captions = std::mem::take(&mut lines);
                    // Only the lines closest to the table are its caption.
                    captions.drain(..captions.len().saturating_sub(8));
                    captions.extend(segment.captions.iter().cloned());
                    let compacted = compacted(grid, &segment);
                    let (grid, segment) = compacted.as_ref().map_or((grid, &segment), |(grid, own)| (grid, own));
                    read_segment(grid, segment, &captions, context, &mut state, &mut found);
                    lines.extend(segment.notes.clone());
                }
            }
        }
    }
    tell_levels_apart(&mut found.tables);
    for table in &mut found.tables {
        check_codes(table, &state.blank, &mut found.warnings);
    }
    state.lists.finish(context, &mut found);
    found
}

fn read_segment(
    grid: &Grid,
    segment: &Segment,
    lines: &[(String, Place)],
    context: &Context,
    state: &mut State,
    found: &mut Recognised,
) {
    let place = grid.row_place(segment.header.start.min(grid.rows().saturating_sub(1)));
    let caption = caption::read(lines);
    let (printed, given) = (caption.amount_unit, context.given_money(&place));
    let caption = caption::corrected(caption, context, &place);
    if state.lists.read(grid, segment, &caption, context, found) {
        return;
    }
    let mut columns = header::columns(grid, segment.header.clone());
    let open_groups = content::tell_by_content(&mut columns, grid, segment).is_err();
    let headed = columns.iter().any(|column| matches!(column, Column::Amount(_)));
    let form_goes_on = !headed
        && caption.title.is_none()
        && found.tables.last().is_some_and(|table| table.table == BudgetTable::Performance);
    if performance::is_form(grid, segment) || caption.table == Some(BudgetTable::Performance) || form_goes_on {
        performance::read(grid, segment, &caption, context, &mut state.form, found);
        return;
    }
    if open_groups {
        let message = "这张表的行名分在几栏，组名居中而没有框线，看不出哪几行属于哪一组，没有读入。请在每行写全名称，或给组名加上框线";
        let place = grid.row_place(segment.body.start);
        found.warnings.push(Warning::new(WarningKind::UnrecognisedTable, place, message));
        return;
    }
    let public = |title: &str| context.scope.is_some_and(Scope::is_of_government) || government::speaks(title);
    // A title of another year begins a new table even if it is unknown.
    let other_year = caption.year.is_some() && caption.year != state.caption.year;
    let named =
        caption.title.is_some() || other_year || caption.unknown.as_ref().is_some_and(|(title, _)| public(title));
    let continued = !named && (!headed || same_columns(&columns, &state.columns));
    let follows = continued && grid.columns() == state.columns.len() && !state.columns.is_empty();
    if let Some(unit) = caption.counted.as_ref().filter(|_| caption.amount_unit.is_none()) {
        let message = format!("这张表按{unit}计数，列的不是金额，没有读入");
        let place = grid.row_place(segment.body.start);
        found.warnings.push(Warning::new(WarningKind::UnrecognisedTable, place, message));
        return;
    }
    if !headed && !follows {
        // Figures in key columns, such as serial numbers in a list of units, are not amounts.
        let open = |column: &usize| !matches!(columns.get(*column), Some(Column::Key(_) | Column::Rate(_)));
        let figures = segment.body.clone().any(|row| (0..grid.columns()).filter(open).any(|c| is_figure(grid, row, c)));
        let counts = header::has_counts(grid, segment.header.clone()) && !segment.body.is_empty();
        if figures || counts {
            let message = match counts {
                true => "这张表列的是人数、机构数一类的个数，没有金额，没有读入",
                false => "这张表的表头无法识别，没有读入。请核对表头是否写明科目和金额栏",
            };
            found.warnings.push(Warning::new(
                WarningKind::UnrecognisedTable,
                grid.row_place(segment.body.start),
                message,
            ));
        }
        return;
    }
    // A page may repeat title and header; a table continues until its total.
    let again = caption.repeats(&state.caption) && same_columns(&columns, &state.columns);
    let open = found.tables.last().is_some_and(|table| table.items.last().is_some_and(|i| i.level != Level::Total));
    let continued = continued || again && open;
    if !continued {
        state.depths.clear();
    }
    if headed {
        state.columns = columns;
    }
    state.given = given.or(state.given.filter(|_| continued));
    if state.given.is_some() {
        state.columns.iter_mut().for_each(Column::forget_unit);
    }
    if !continued {
        state.caption = caption;
    } else if state.given.is_some() {
        state.caption.amount_unit = state.given;
    } else if caption.amount_unit.is_some() {
        state.caption.amount_unit = caption.amount_unit;
    }
    let panels = panel::panels(&state.columns);
    if headed {
        state.by_economy = panels.iter().map(|panel| panel.is_headed_by("经济分类", grid, segment)).collect();
    }
    if let Some(money) = &state.caption.foreign {
        let message = format!("这张表的金额单位是{money}，不是人民币，没有读入。请另行折算后再比较");
        let place = grid.row_place(segment.body.start);
        found.warnings.push(Warning::new(WarningKind::UnrecognisedTable, place, message));
        return;
    }
    let kinds = kinds((grid, segment), &panels, &state.caption, context);
    let kind = kinds.panels.first().map_or(BudgetTable::Other, |panel| panel.table);
    let before = state.amount_unit;
    let (amount_unit, odd_unit) = amount_unit(state, &panels);
    if state.given.is_some() {
        // Tables without a unit of their own go by what is printed above them.
        state.amount_unit = printed.or(before);
    }
    let mut table = Table {
        table: kind,
        title: kinds.title.clone().unwrap_or_else(|| kind.title().into()),
        unit: kinds.place.clone().or_else(|| unit(&state.caption, context)),
        year: state.caption.year.or(context.year),
        dated: state.caption.year.is_some(),
        phase: state.caption.phase.or(context.phase).unwrap_or(Phase::Approved),
        items: Vec::new(),
        rates: Vec::new(),
        empty_statement: segment
            .notes
            .iter()
            .find(|(note, _)| statement::says_empty(note))
            .map(|(n, _)| n.as_str().into()),
        place,
    };
    state.depths.resize_with(panels.len(), Depth::default);
    for ((number, panel), levels) in panels.iter().enumerate().zip(&mut state.depths) {
        let PanelKind { table: mut kind, content } = kinds.panels[number];
        let years = transposed::by_year(grid, segment.body.clone(), panel);
        if years.is_some() && transposed::is_three_public(panel) {
            kind = BudgetTable::ThreePublic;
            table.table = kind;
        }
        let classification = panel_classification(panel, (kind, content), number, &state.columns);
        let by_economy = state.by_economy.get(number).copied().unwrap_or(false);
        let form = Form { table: kind, classification, amount_unit, by_economy };
        let by_unit = panel.unit.is_some() && kind != BudgetTable::ThreePublic;
        let items = if let Some(years) = years {
            let of_year = |(row, panel): &(usize, Panel)| {
                let drafts = transposed::read(grid, *row..row + 1, panel, &form, &mut found.warnings);
                finish(drafts, panel, &table, (kind, kinds.scope), &mut found.warnings)
            };
            years.iter().flat_map(of_year).collect()
        } else {
            let drafts = if panel.names.is_empty() && panel.codes.is_empty() && !by_unit {
                transposed::read(grid, segment.body.clone(), panel, &form, &mut found.warnings)
            } else {
                body::read(grid, segment.body.clone(), panel, &form, levels, &mut state.blank, &mut found.warnings)
            };
            table.rates.extend(rates::read(grid, segment.body.clone(), panel, table.year));
            depth::qualify_earlier(&mut found.tables, &table.title, std::mem::take(&mut levels.ambiguous));
            let drafts = subunit::remove_repeated_units(drafts, table.unit.as_deref());
            finish(drafts, panel, &table, (kind, kinds.scope), &mut found.warnings)
        };
        // The total of expenditure by function and by economic category, side by side, is one figure.
        // So are the sums below it (本年支出合计) in the same row.
        let is_repeated = |item: &LineItem| {
            kind != BudgetTable::GeneralBasic && table.items.iter().any(|other| is_same_sum(other, item))
        };
        let items: Vec<_> = items.into_iter().filter(|item| !is_repeated(item)).collect();
        table.items.extend(items);
    }
    // The years of a wide table may be only in its header.
    table.year = table.year.or_else(|| table.items.iter().map(|item| item.year).max());
    if let Some(message) = odd_unit.filter(|_| !table.items.is_empty()) {
        found.warnings.push(Warning::new(WarningKind::Unit, table.place.clone(), message));
        // One warning per document is enough.
        state.amount_unit.get_or_insert(amount_unit);
    }
    match found.tables.last_mut() {
        Some(last)
            if continued
                && last.table == kind
                && last.title == table.title
                && state.printing.is_continued_by(&table.items) =>
        {
            state.printing.add(&table.items);
            last.items.extend(table.items);
            last.rates.extend(table.rates);
        }
        // A grid without title and figures, such as a cover or a list of units, is no table.
        _ if kinds.title.is_none() && table.items.is_empty() => {}
        _ => {
            state.printing = Printing::default();
            state.printing.add(&table.items);
            found.tables.push(table);
        }
    }
}

/// Whether two panels print the same total, or the same sum in one row.
fn is_same_sum(one: &LineItem, other: &LineItem) -> bool {
    let meaning = |item: &LineItem| {
        let of = (item.unit.clone(), item.scope, item.table, item.year, item.phase, item.classification);
        (of, item.measure.clone(), item.project.clone(), item.amount)
    };
    let total = one.level == Level::Total && other.level == Level::Total;
    let row = one.place.row == other.place.row && one.place.row.is_some() && one.name == other.name;
    // Other rows of panels with the same names (政府债务, 其中：政府一般债务) are not one figure because they are equal.
    let sum = row && label::is_sum(&one.name) && one.code.is_none() && other.code.is_none() && one.level == other.level;
    (total || sum) && meaning(one) == meaning(other)
}

/// The owner of a table: that of its caption, unless it is the document's owner truncated.
fn unit(caption: &Caption, context: &Context) -> Option<Arc<str>> {
    let own = caption.unit.clone();
    match (&own, &context.unit) {
        (Some(own), Some(whole)) if is_cut(own, whole) => context.unit.clone(),
        (None, _) => context.unit.clone(),
        _ => own,
    }
}

/// Whether two headers have the same meaning column by column.
fn same_columns(one: &[Column], other: &[Column]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| match (one, other) {
            (Column::Amount(one), Column::Amount(other)) => {
                (&one.measure, one.year, one.phase, one.scope) == (&other.measure, other.year, other.phase, other.scope)
            }
            (Column::Rate(one), Column::Rate(other)) => one.kind == other.kind,
            (one, other) => one == other,
        })
}

fn is_figure(grid: &Grid, row: usize, column: usize) -> bool {
    PrintedNumber::parse(grid.text(row, column)).is_ok_and(|number| number.is_some())
}

/// The amount unit of a table: its own, else the last one printed, else 万元. The message says what is wrong with it,
/// which matters only if the table has figures.
fn amount_unit(state: &mut State, panels: &[Panel]) -> (AmountUnit, Option<String>) {
    let columns: Vec<AmountUnit> =
        panels.iter().flat_map(|p| &p.amounts).filter_map(|(_, column)| column.unit).collect();
    let differs = |unit: AmountUnit| columns.iter().copied().find(|other| *other != unit);
    if let Some(unit) = state.caption.amount_unit {
        state.amount_unit = Some(unit);
        let message = |other| format!("表题写的单位是{unit}，有的表头写的是{other}；该栏按{other}计。请核对");
        return (unit, differs(unit).map(message));
    }
    if let Some(&unit) = columns.first() {
        let message = |other| format!("这张表有两种金额单位（{unit}、{other}），各栏按自己表头写的单位计。请核对");
        return (unit, differs(unit).map(message));
    }
    let missing = || "没有写明金额单位，按万元处理。请在表题或表头写明，如“单位：元”".to_owned();
    state.amount_unit.map_or_else(|| (AmountUnit::TenThousand, Some(missing())), |unit| (unit, None))
}

/// Completes the drafts of a panel with unit, year, phase and measure.
fn finish(
    drafts: Vec<Draft>,
    panel: &Panel,
    table: &Table,
    (kind, scope): (BudgetTable, Scope),
    warnings: &mut Vec<Warning>,
) -> Vec<LineItem> {
    let mut items = Vec::new();
    let mut yearless = None;
    for draft in drafts {
        let column: &AmountColumn = &panel.amounts[draft.column].1;
        let year = match column.year {
            Some(HeaderYear::Absolute(year)) => Some(year),
            Some(HeaderYear::Relative(-1)) => table.year.and_then(FiscalYear::previous),
            Some(HeaderYear::Relative(_)) | None => table.year,
        };
        let Some(year) = year else {
            yearless.get_or_insert(draft.place);
            continue;
        };
        // An earlier year's column restates what that year published.
        let restated = table.year.is_some_and(|own| year < own);
        items.push(LineItem {
            unit: draft.unit.map_or_else(|| table.unit.clone().unwrap_or_default(), Into::into),
            scope: column.scope.unwrap_or(scope),
            year,
            phase: column.phase.unwrap_or(table.phase),
            table: kind,
            classification: draft.classification,
            code: draft.code,
            parent: None,
            level: draft.level,
            name: draft.name.into(),
            project: draft.project.map(Into::into),
            measure: measure(
                draft.measure.map_or_else(|| column.measure.clone(), |name| Measure::new(&name)),
                kind,
                table,
            ),
            amount: draft.amount,
            text: draft.text.into(),
            origin: if restated { Origin::Restated } else { Origin::Published },
            place: draft.place,
        });
    }
    if let Some(place) = yearless {
        let message =
            "看不出这张表是哪个年度的，没有读入。请在标题或表头写明年度（如“2024年”），或用 --input-year 指定";
        warnings.push(Warning::new(WarningKind::Year, place, message));
    }
    items
}

/// The measure of a figure; in tables that are identified by their title it includes the title.
fn measure(own: Measure, kind: BudgetTable, table: &Table) -> Measure {
    if !kind.is_identified_by_title() {
        return own;
    }
    let title = government::subject(table.title.split(['：', ':']).next_back().unwrap_or_default());
    let ends = ["支出预算表", "支出决算表", "预算表", "决算表", "执行情况表", "情况表", "简表", "表"];
    // 支出 of 收入支出决算表 is no end by itself.
    let both = title.contains("收入支出");
    let ends = ends.iter().filter(|tail| !(both && tail.starts_with("支出")));
    let end = ends.filter_map(|tail| title.find(tail)).find(|end| *end > 0);
    Measure::of_title(&title[..end.unwrap_or(title.len())], &own)
}

/// Warns of codes printed twice in one column (both count), and of codes without their parent.
fn check_codes(table: &mut Table, blank: &BTreeSet<Code>, warnings: &mut Vec<Warning>) {
    let mut seen = std::collections::BTreeMap::new();
    let mut last_row = None;
    for item in table.items.iter().filter(|item| item.code.is_some()) {
        let key =
            (item.code.clone(), item.project.clone(), item.measure.clone(), item.year, item.phase, item.unit.clone());
        if let Some(first) = seen.insert(key, &item.place)
            && first.row != item.place.row
            && last_row.replace((item.place.page, item.place.row)) != Some((item.place.page, item.place.row))
        {
            let code = item.code.as_ref().map(ToString::to_string).unwrap_or_default();
            let message =
                format!("{}中科目 {code} {} 重复出现（另一处：{first}），两处都计入。请核对", table.title, item.name);
            warnings.push(Warning::new(WarningKind::DuplicateCode, item.place.clone(), message));
        }
    }
    let mut printed = std::collections::BTreeMap::new();
    for item in &table.items {
        if let Some(code) = &item.code {
            printed.entry(code).or_insert(item);
        }
    }
    // A table of a single level has no parents.
    let highest = printed.keys().map(|code| code.level()).min();
    for (&code, &item) in &printed {
        let missing = |parent: Code| !printed.contains_key(&parent) && !blank.contains(&parent);
        if highest < Some(code.level()) && code.parent().is_some_and(missing) {
            let parent = code.parent().map(|parent| parent.to_string()).unwrap_or_default();
            let message = format!("{}中科目 {code} {} 没有上级科目 {parent}，汇总时由下级推得", table.title, item.name);
            warnings.push(Warning::new(WarningKind::Orphan, item.place.clone(), message));
        }
    }
}
