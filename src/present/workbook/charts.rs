//! 图: native charts that can be edited in Excel and WPS, and the sheet with their data.

use super::sheet::{HEAD, Listed, back, print_setup, sheet_head};
use super::years;
use crate::analysis::{ComparisonRow, Trend, TrendRow, YearPhase};
use crate::model::Level;
use crate::present::Takeaway;
use crate::present::comparison::{Field, cell};
use crate::present::sheet::clean;
use crate::present::table::xlsx::style::{self, DOWN, LAST_YEAR, THIS_YEAR, UP};
use crate::present::table::{Cell, Column, Digits, Kind, Row, Table};
use crate::present::takeaway::Group;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartPoint, ChartSolidFill, Color, Workbook, Worksheet, XlsxError,
};

const NAME: &str = "图";
const DATA: &str = "图数据";
const FIRST: u32 = HEAD + 1;
/// The maximum number of bars of a chart.
const BARS: usize = 12;
/// The maximum number of lines of a chart.
const LINES: usize = 5;
const LINE_COLORS: [Color; 6] =
    [THIS_YEAR, UP, DOWN, Color::RGB(0x0054_8235), Color::RGB(0x007F_60A8), Color::RGB(0x00BF_9000)];

/// Adds the sheets of charts and of their data, if there is anything to draw.
pub(super) fn add(workbook: &mut Workbook, takeaway: &Takeaway<'_>) -> Result<Vec<Listed>, XlsxError> {
    let mut data = Worksheet::new();
    data.set_name(DATA)?;
    let remark = "图按这里的数画。次序由程序排好；对比表改动后请重新生成报告";
    sheet_head(&mut data, &format!("{} 图的数据", takeaway.unit), remark)?;
    let mut charts = Vec::new();
    let mut column = 0;
    if let Some(group) = takeaway.movers() {
        charts.push(movers(&mut data, column, &group, takeaway)?);
        column += 4;
    }
    if let Some(group) = takeaway.structure() {
        charts.push(structure(&mut data, column, &group, takeaway)?);
        column += 5;
    }
    if let Some((columns, rows)) = lines(takeaway) {
        charts.push(trend(&mut data, column, &columns, &rows, takeaway)?);
    }
    if charts.is_empty() {
        return Ok(Vec::new());
    }
    let count = charts.len();
    let sheet = workbook.add_worksheet().set_name(NAME)?;
    sheet.set_screen_gridlines(false);
    print_setup(sheet);
    // All charts on one page, one below the other.
    sheet.set_portrait().set_print_fit_to_pages(1, 1);
    back(sheet, 0)?;
    let mut row = 2;
    for chart in &mut charts {
        let (height, rows) = chart.1;
        chart.0.set_width(860).set_height(height);
        sheet.insert_chart(row, 0, &chart.0)?;
        row += rows;
    }
    workbook.push_worksheet(data);
    Ok(vec![
        Listed {
            name: NAME.to_owned(),
            what: "变动最大的科目、结构和历年走势，可在表格软件里改".to_owned(),
            rows: count,
        },
        Listed { name: DATA.to_owned(), what: "图的数据".to_owned(), rows: count },
    ])
}

/// A chart, its height in pixels and in rows.
type Drawn = (Chart, (u32, u32));

fn sized(chart: Chart, entries: usize) -> Drawn {
    let height = 150 + 30 * u32::try_from(entries).unwrap_or(12);
    (chart, (height, height / 20 + 2))
}

/// The data of a chart; the first column is text. Unknown figures stay empty, because a chart would draw a dash as
/// zero.
fn data(columns: Vec<(String, usize)>, rows: impl Iterator<Item = Vec<Cell>>, takeaway: &Takeaway<'_>) -> Table {
    let column = |(at, (head, width)): (usize, (String, usize))| {
        Column::new(head, if at == 0 { Kind::Word } else { Kind::Figure }).wide(width)
    };
    let known = |cell: Cell| if cell.is_gap() { Cell::default() } else { cell };
    Table {
        columns: columns.into_iter().enumerate().map(column).collect(),
        rows: rows.map(|row| Row::without_level(row.into_iter().map(known).collect::<Vec<_>>())).collect(),
        digits: Digits::of(takeaway.amount_unit),
        ..Table::default()
    }
}

fn last(entries: usize) -> u32 {
    FIRST + u32::try_from(entries).unwrap_or(1) - 1
}

fn fill(color: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(style::FONT).set_size(size);
    font
}

fn bars(title: &str) -> Chart {
    let mut chart = Chart::new_bar();
    chart.title().set_name(&*clean(title)).set_font(font(12).set_bold());
    chart.set_alt_text(clean(title));
    // The first row is at the top, and names do not overlap bars to the left.
    chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low).set_font(&font(9));
    chart.x_axis().set_font(&font(9)).set_label_position(ChartAxisLabelPosition::High);
    chart
}

fn movers(sheet: &mut Worksheet, column: u16, group: &Group<'_>, takeaway: &Takeaway<'_>) -> Result<Drawn, XlsxError> {
    let unit = takeaway.amount_unit;
    let rows: Vec<&ComparisonRow> = group.rows.iter().take(BARS).copied().collect();
    let heads = vec![("变动最大的科目".into(), 30), (format!("增减额（{unit}）"), 16), ("增减率".into(), 12)];
    let fields = [Field::Name, Field::Change, Field::Growth];
    let cells = rows.iter().map(|row| fields.map(|field| cell(row, field)).into());
    data(heads, cells, takeaway).write(sheet, (HEAD, column))?;
    let comparison = takeaway.comparison;
    let title = format!(
        "{} {}年比{}年变动最大的{}级科目（{unit}）",
        group.table.title(),
        comparison.year,
        comparison.base,
        group.level.name()
    );
    let mut chart = bars(&title);
    let points: Vec<ChartPoint> = rows
        .iter()
        .map(|row| {
            let down = row.change.is_some_and(|change| change.fen() < 0);
            ChartPoint::new().set_format(&mut fill(if down { DOWN } else { UP }))
        })
        .collect();
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format("+#,##0.00;-#,##0.00;0.00").set_font(&font(9));
    let series = chart.add_series();
    series.set_categories((DATA, FIRST, column, last(rows.len()), column));
    series.set_values((DATA, FIRST, column + 1, last(rows.len()), column + 1));
    series.set_name((DATA, HEAD, column + 1)).set_points(&points).set_gap(40).set_data_label(&label);
    chart.x_axis().set_num_format("#,##0");
    chart.legend().set_hidden();
    Ok(sized(chart, rows.len()))
}

fn structure(
    sheet: &mut Worksheet,
    column: u16,
    group: &Group<'_>,
    takeaway: &Takeaway<'_>,
) -> Result<Drawn, XlsxError> {
    let comparison = takeaway.comparison;
    let rows: Vec<&ComparisonRow> = group.rows.iter().take(BARS).copied().collect();
    let years = [format!("{}年占比", comparison.base), format!("{}年占比", comparison.year)];
    let [base, year] = years;
    let fields = [Field::Name, Field::SharePrior, Field::ShareCurrent];
    let cells = rows.iter().map(|row| fields.map(|field| cell(row, field)).into());
    data(vec![("结构".into(), 30), (base, 12), (year, 12)], cells, takeaway).write(sheet, (HEAD, column))?;
    let shown = if group.rows.len() > BARS { format!("（最大的{BARS}类）") } else { String::new() };
    let mut chart = bars(&format!("{} 各类占比{shown}", group.table.title()));
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format("0.00%").set_font(&font(9));
    for (offset, color) in [(1, LAST_YEAR), (2, THIS_YEAR)] {
        let known =
            |row: &&ComparisonRow| if offset == 1 { row.share_prior.is_some() } else { row.share_current.is_some() };
        if !rows.iter().any(known) {
            continue;
        }
        let series = chart.add_series();
        series.set_categories((DATA, FIRST, column, last(rows.len()), column));
        series.set_values((DATA, FIRST, column + offset, last(rows.len()), column + offset));
        series.set_name((DATA, HEAD, column + offset)).set_format(&mut fill(color)).set_gap(60).set_overlap(0);
        series.set_data_label(&label);
    }
    chart.x_axis().set_num_format("0%");
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    Ok(sized(chart, rows.len() * 2))
}

/// The years of the comparison's phase, and the lines: the total and the largest items of the movers' table.
fn lines<'a>(takeaway: &Takeaway<'a>) -> Option<(Vec<YearPhase>, Vec<&'a TrendRow>)> {
    let trend: &'a Trend = years::of(takeaway)?;
    let phase = takeaway.comparison.phase;
    let columns: Vec<YearPhase> = trend.columns.iter().copied().filter(|column| column.1 == phase).collect();
    let latest = *columns.last().filter(|_| columns.len() > 2)?;
    let group = takeaway.structure()?;
    let total = |row: &&TrendRow| {
        row.item.measure.is_total() && row.item.table == group.table && takeaway.is_own(&row.item.unit)
    };
    let side = group.rows.first()?.item.classification;
    let own: Vec<&TrendRow> = trend.rows.iter().filter(total).filter(|row| row.item.classification == side).collect();
    let size = |row: &TrendRow| std::cmp::Reverse(row.figures.get(&latest).map_or(0, |figure| figure.amount.fen()));
    let mut parts: Vec<&TrendRow> = own.iter().filter(|row| row.item.level == Level::Category).copied().collect();
    parts.sort_by_key(|row| size(row));
    let whole = own.iter().find(|row| row.item.level == Level::Total).copied();
    let rows: Vec<&TrendRow> = whole.into_iter().chain(parts.into_iter().take(LINES)).collect();
    (!rows.is_empty()).then_some((columns, rows))
}

fn trend(
    sheet: &mut Worksheet,
    column: u16,
    columns: &[YearPhase],
    rows: &[&TrendRow],
    takeaway: &Takeaway<'_>,
) -> Result<Drawn, XlsxError> {
    let unit = takeaway.amount_unit;
    let mut names = vec![("年度".to_owned(), 12)];
    names.extend(rows.iter().map(|row| (row.item.name.to_string(), 18)));
    let cells = columns.iter().map(|year| {
        let amount = |row: &&TrendRow| Cell::amount(row.figures.get(year).map(|figure| figure.amount));
        std::iter::once(Cell::text(format!("{}年{}", year.0, year.1))).chain(rows.iter().map(amount)).collect()
    });
    data(names, cells, takeaway).write(sheet, (HEAD, column))?;
    let table = rows.first().map(|row| row.item.table.title()).unwrap_or_default();
    let title = format!("{table} 历年{}（{unit}）", takeaway.comparison.phase);
    let mut chart = Chart::new_line();
    chart.title().set_name(&*clean(&title)).set_font(font(12).set_bold());
    chart.set_alt_text(clean(&title)).show_empty_cells_as(ChartEmptyCells::Gaps);
    for (color, at) in LINE_COLORS.iter().cycle().take(rows.len()).zip(column + 1..) {
        let mut line = ChartFormat::new();
        line.set_line(ChartLine::new().set_color(*color).set_width(2));
        let series = chart.add_series();
        series.set_categories((DATA, FIRST, column, last(columns.len()), column));
        series.set_values((DATA, FIRST, at, last(columns.len()), at));
        series.set_name((DATA, HEAD, at)).set_format(&mut line);
    }
    chart.x_axis().set_font(&font(9));
    chart.y_axis().set_num_format("#,##0").set_font(&font(9)).set_min(0);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    Ok(sized(chart, 8))
}
