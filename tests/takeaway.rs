//! Files for analysts: the workbook, the Word document and the notebook of a unit.

use crate::example::shared;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::sync::Arc;
use tongbi::analysis::{CompareOptions, Comparison, ComparisonRow, LineItems, Trend, TrendOptions, compare, trend};
use tongbi::audit::{Audit, Material, judge};
use tongbi::model::{Amount, AmountUnit, Growth, LineItem};
use tongbi::present::explanation::{Content, Profile, Sources, explain, publish_report};
use tongbi::present::{Takeaway, analysis_ipynb, tables_xlsx};
use tongbi::report::Read;
use tongbi::source::{LoadOptions, Loaded, load, load_texts};

/// Everything that the files are made from.
struct Prepared {
    loaded: Loaded,
    items: LineItems,
    comparison: Comparison,
    trend: Trend,
    audit: Audit,
    read: Read,
}

impl Prepared {
    fn new(loaded: Loaded) -> Self {
        let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
        let comparison = compare(&items, &CompareOptions::default()).unwrap();
        let trend = trend(&items, &TrendOptions::default()).unwrap();
        let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        let read = Read { files: loaded.files.clone(), ..Read::default() };
        Self { loaded, items, comparison, trend, audit, read }
    }

    fn sample() -> Self {
        let read = |year| std::fs::read_to_string(format!("{}/data/sample/{year}.txt", env!("CARGO_MANIFEST_DIR")));
        let texts = [("2023.txt", read(2023).unwrap()), ("2024.txt", read(2024).unwrap())];
        let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Self::new(load_texts(&texts, &LoadOptions::default()).unwrap())
    }

    fn shared(paths: &[&str]) -> Option<Self> {
        let paths: Option<Vec<_>> = paths.iter().map(|path| shared(path)).collect();
        Some(Self::new(load(&paths?, &LoadOptions::default(), &()).unwrap()))
    }

    fn unit(&self) -> &str {
        self.loaded.items.iter().rev().map(|item| &*item.unit).find(|unit| !unit.is_empty()).unwrap_or_default()
    }

    fn takeaway(&self) -> Takeaway<'_> {
        Takeaway {
            unit: self.unit(),
            comparison: &self.comparison,
            items: &self.items,
            trend: Some(&self.trend),
            audit: Some(&self.audit),
            read: &self.read,
            amount_unit: AmountUnit::TenThousand,
        }
    }

    fn document(&self) -> Vec<u8> {
        let sources = Sources {
            items: &self.loaded.items,
            claims: &self.loaded.claims,
            papers: &self.loaded.papers,
            comparison: &self.comparison,
        };
        let content = Content::new(self.unit(), sources, &[]);
        let profile = Profile::default();
        let explanation = explain(&content, &profile, None).unwrap();
        publish_report(&explanation, &content, sources, &profile, &[], Some(&self.audit)).unwrap().bytes
    }
}

/// The files of a package; every part of XML must be well formed.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().to_string();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end)) {
            let text = String::from_utf8(bytes).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
            let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            assert!(!text.contains(forbidden), "{name}: a character that XML does not know");
            parts.insert(name, text);
        }
    }
    parts
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// The cells of 对比, row by row as the comparison has them.
fn compared(workbook: &mut Xlsx<Cursor<Vec<u8>>>) -> Vec<Vec<Data>> {
    let range = workbook.worksheet_range("对比").unwrap();
    let (from, to) = ((4, 0), range.end().unwrap());
    if to.0 < 4 {
        return Vec::new();
    }
    range.range(from, to).rows().map(<[Data]>::to_vec).collect()
}

/// A cell as the digits or the word that a reader sees: amounts in 分, rates in hundredths of a percent.
fn shown(cell: &Data, decimals: u32) -> String {
    match cell {
        Data::Float(number) => {
            let digits = format!("{number:.15}");
            let digits: rust_decimal::Decimal = digits.parse().unwrap();
            let places = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            digits.round_dp_with_strategy(decimals, places).normalize().to_string()
        }
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

fn amount(amount: Option<Amount>) -> String {
    amount.map_or(String::new(), |amount| rust_decimal::Decimal::new(amount.fen(), 6).normalize().to_string())
}

/// A percentage as the fraction that a cell holds.
fn fraction(percent: rust_decimal::Decimal) -> String {
    (percent / rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string()
}

fn expected(row: &ComparisonRow) -> Vec<String> {
    let dash = || "—".to_owned();
    let (rate, status) = match row.growth {
        None => (dash(), "—"),
        Some(Growth::New) => (dash(), "新增"),
        Some(Growth::Gone) => ("-1".into(), "取消"),
        Some(Growth::Flat) => ("0".into(), "持平"),
        Some(Growth::NegativeBase) => (dash(), "基数为负"),
        Some(Growth::Rate(ratio)) => (
            fraction(ratio.percent(2)),
            if row.change.is_some_and(|change| change.fen() > 0) { "增加" } else { "减少" },
        ),
    };
    let share = |ratio: Option<tongbi::model::Ratio>| ratio.map_or_else(dash, |ratio| fraction(ratio.percent(2)));
    let points = |points: Option<tongbi::model::Points>| {
        points.map_or_else(dash, |points| points.value(2).normalize().to_string())
    };
    vec![
        amount(row.prior),
        amount(row.current),
        row.change.map_or_else(dash, |change| amount(Some(change))),
        rate,
        status.to_owned(),
        share(row.share_prior),
        share(row.share_current),
        points(row.share_change),
        points(row.contribution),
    ]
}

/// Every cell of 对比, its cached result if it is a formula, shows what the comparison says.
fn agrees(material: &Prepared) {
    let bytes = tables_xlsx(&material.takeaway()).unwrap();
    let rows = compared(&mut open(&bytes));
    let own = |row: &&ComparisonRow| row.item.unit.is_empty() || *row.item.unit == *material.unit();
    let expected_rows: Vec<&ComparisonRow> = material.comparison.rows.iter().filter(own).collect();
    assert_eq!(rows.len(), expected_rows.len());
    for (cells, row) in rows.iter().zip(expected_rows) {
        let decimals = [6, 6, 6, 4, 0, 4, 4, 2, 2];
        let shown: Vec<String> =
            cells[5..14].iter().zip(decimals).map(|(cell, places)| self::shown(cell, places)).collect();
        assert_eq!(shown, expected(row), "{} {} {}", row.item.table.title(), row.item.name, row.item.measure);
    }
}

#[test]
fn every_formula_of_the_comparison_carries_our_exact_result() {
    agrees(&Prepared::sample());
    let files = ["jiangsu-procuratorate-2017.pdf", "jiangsu-procuratorate-2018.pdf", "jiangsu-procuratorate-2019.pdf"];
    let files = files.map(|file| format!("corpus/pdf/{file}"));
    let seed = ["seed/bazhou-social-insurance-2024.txt"];
    for paths in [&files.each_ref().map(String::as_str)[..], &seed[..]] {
        if let Some(material) = Prepared::shared(paths) {
            agrees(&material);
        }
    }
}

#[test]
fn changes_rates_and_shares_are_live_and_say_where_there_is_no_rate() {
    let bytes = tables_xlsx(&Prepared::sample().takeaway()).unwrap();
    let formulas = open(&bytes).worksheet_formula("对比").unwrap();
    let of = |column: u32| -> Vec<String> {
        (4..40).filter_map(|row| formulas.get_value((row, column)).cloned()).filter(|text| !text.is_empty()).collect()
    };
    assert!(of(7).iter().all(|text| text.contains("ROUND(G") && text.contains("-F")), "{:?}", of(7));
    assert!(of(8).iter().all(|text| text.contains("H") && text.contains("<=0")), "a rate is a number or there is none");
    let words = ["持平", "新增", "基数为负", "取消", "增加", "减少"];
    assert!(of(9).iter().all(|text| words.iter().all(|word| text.contains(word))));
    assert!(of(11).iter().all(|text| text.contains("G$")), "shares hold on to the row of their whole");
    assert_eq!([7, 8, 9].map(|column| of(column).len()), [36; 3]);
}

#[test]
fn the_workbook_is_a_sound_package_with_charts_notes_bars_and_print_setup() {
    let material = Prepared::sample();
    let bytes = tables_xlsx(&material.takeaway()).unwrap();
    assert!(bytes == tables_xlsx(&material.takeaway()).unwrap(), "the same bytes every time");
    let parts = parts(&bytes);
    assert!(parts.keys().filter(|name| name.starts_with("xl/charts/chart")).count() >= 2);
    let sheets: Vec<&String> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).map(|(_, text)| text).collect();
    assert!(sheets.iter().all(|text| text.contains("paperSize=\"9\"") && text.contains("orientation=")));
    assert!(
        sheets.iter().any(|text| text.contains("dataBar")) && sheets.iter().any(|text| text.contains("outlineLevel"))
    );
    let notes: String =
        parts.iter().filter(|(name, _)| name.starts_with("xl/comments")).map(|(_, text)| &**text).collect();
    assert!(notes.contains("推算数") && notes.contains("2024.txt 第"), "where an implied figure was found");
    let names = open(&bytes).sheet_names();
    assert_eq!(names[..3], ["目录", "对比", "图"]);
    assert!(parts.keys().any(|name| name.starts_with("xl/tables/table")), "数据 is a table of Excel's");
    let figures = open(&bytes).worksheet_range("数据").unwrap();
    let amounts = material.items.items().iter().filter(|item| item.amount.is_some()).count();
    assert_eq!(figures.height(), amounts + 1, "one row a figure below the header");
    let head: Vec<String> = figures.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| head.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}: {head:?}"));
    let amount = column("金额（元）");
    assert!(figures.rows().skip(1).all(|row| matches!(row[amount], Data::Float(_) | Data::Int(_))), "numbers only");
    for name in ["年度", "阶段", "范围", "层次", "计入"] {
        column(name);
    }
    for table in ["收入总体情况表", "一般公共预算支出情况表", "“三公”经费支出情况表", "核对发现"]
    {
        assert!(names.iter().any(|name| name == table), "{table}: {names:?}");
    }
}

#[test]
fn hostile_names_stay_text_and_names_of_sheets_stay_legal() {
    let mut material = Prepared::sample();
    let hostile: Arc<str> = format!("=HYPERLINK(\"http://x\")\u{1}\u{0}<b>&'\u{fffe}{}", "很长".repeat(20_000)).into();
    for item in &mut material.loaded.items {
        if item.code.as_ref().is_some_and(|code| code.as_str() == "2080101") {
            item.name = hostile.clone();
        }
        if item.project.is_some() {
            item.project = Some("+cmd|' /C calc'!A0".into());
        }
    }
    material.items = LineItems::from_items(&material.loaded.items);
    for row in material.comparison.rows.iter_mut().step_by(60) {
        row.item.name = hostile.clone();
    }
    let bytes = tables_xlsx(&material.takeaway()).unwrap();
    parts(&bytes);
    let mut workbook = open(&bytes);
    let names = workbook.sheet_names();
    let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), names.len());
    for name in &names {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['*', '?', ':', '[', ']', '\\', '/']), "{name}");
        let formulas = workbook.worksheet_formula(name).unwrap();
        let found = formulas.cells().any(|(_, _, text)| text.contains("HYPERLINK") || text.contains("cmd"));
        assert!(!found, "{name}: a name became a formula");
    }
    notebook_is_sound(&analysis_ipynb(&material.takeaway(), &[]).unwrap());
    parts(&material.document());
}

#[test]
fn an_empty_comparison_and_a_single_year_still_make_whole_files() {
    let mut material = Prepared::sample();
    material.comparison.rows.clear();
    material.loaded.items.clear();
    material.items = LineItems::from_items(&[]);
    material.trend.rows.clear();
    let bytes = tables_xlsx(&Takeaway { audit: None, trend: None, ..material.takeaway() }).unwrap();
    parts(&bytes);
    assert_eq!(open(&bytes).sheet_names(), ["目录", "对比"]);
    notebook_is_sound(&analysis_ipynb(&material.takeaway(), &[]).unwrap());
    let text = std::fs::read_to_string(format!("{}/data/sample/2024.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let single = Prepared::new(load_texts(&[("2024.txt", &text)], &LoadOptions::default()).unwrap());
    agrees(&single);
    notebook_is_sound(&analysis_ipynb(&single.takeaway(), &[]).unwrap());
    parts(&single.document());
}

#[test]
fn an_amount_beyond_fifteen_digits_stands_as_text_and_is_not_calculated() {
    let mut material = Prepared::sample();
    let row = &mut material.comparison.rows[0];
    row.current = Some(Amount::from_fen(i64::MAX - 1));
    let bytes = tables_xlsx(&material.takeaway()).unwrap();
    let rows = compared(&mut open(&bytes));
    assert_eq!(rows[0][6], Data::String("9223372036854.775806".into()));
    let formulas = open(&bytes).worksheet_formula("对比").unwrap();
    assert!(formulas.get_value((4, 7)).is_none_or(String::is_empty));
}

/// What nbformat 4.5 asks of a notebook, as its schema has it.
fn notebook_is_sound(text: &str) -> Value {
    let notebook: Value = serde_json::from_str(text).unwrap();
    assert_eq!((notebook["nbformat"].as_u64(), notebook["nbformat_minor"].as_u64()), (Some(4), Some(5)));
    assert_eq!(notebook["metadata"]["kernelspec"]["name"], "python3");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(keys(&notebook), set(&["cells", "metadata", "nbformat", "nbformat_minor"]));
    let lines = |value: &Value| value.as_array().unwrap().iter().all(|line| line.is_string());
    let mut ids = BTreeSet::new();
    for cell in notebook["cells"].as_array().unwrap() {
        let id = cell["id"].as_str().unwrap();
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        assert!((1..=64).contains(&id.len()) && id.chars().all(legal) && ids.insert(id.to_owned()), "{id}");
        assert!(lines(&cell["source"]) && cell["metadata"].is_object());
        if cell["cell_type"] == "markdown" {
            assert_eq!(keys(cell), set(&["cell_type", "id", "metadata", "source"]));
            continue;
        }
        assert_eq!(cell["cell_type"], "code");
        assert_eq!(keys(cell), set(&["cell_type", "execution_count", "id", "metadata", "outputs", "source"]));
        for output in cell["outputs"].as_array().unwrap() {
            let expected: &[&str] = match output["output_type"].as_str().unwrap() {
                "stream" => &["name", "output_type", "text"],
                "execute_result" => &["data", "execution_count", "metadata", "output_type"],
                "display_data" => &["data", "metadata", "output_type"],
                other => panic!("{other}"),
            };
            assert_eq!(keys(output), set(expected));
        }
    }
    notebook
}

#[test]
fn the_notebook_keeps_to_nbformat_and_embeds_what_its_cells_print() {
    let material = Prepared::sample();
    let svg = "<?xml version=\"1.0\"?>\n<svg width=\"10\" height=\"5\" viewBox=\"0 0 10 5\"><path d=\"M0 0\"/></svg>\n";
    let pictures = [(tongbi::present::chart::Kind::Share, svg)];
    let text = analysis_ipynb(&material.takeaway(), &pictures).unwrap();
    assert!(text == analysis_ipynb(&material.takeaway(), &pictures).unwrap());
    let notebook = notebook_is_sound(&text);
    let output = |id: &str, kind: &str| -> String {
        let cells = notebook["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell["id"] == id).unwrap();
        let output = &cell["outputs"][0];
        let text = if kind == "text" { &output["text"] } else { &output["data"][kind] };
        text.as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
    };
    assert!(output("headline", "text/plain").contains("收入总体情况表\t一般公共预算\t699.00\t740.60\t+41.60\t+5.95%"));
    assert!(output("headline", "text/html").contains("<td style=\"text-align:right\">+5.95%</td>"));
    assert!(output("movers", "text/plain").contains("2080501\t行政单位离退休\t17.98\t86.40\t+68.42\t+380.53%"));
    assert!(output("structure", "text/plain").contains("208\t社会保障和就业支出\t671.37\t87.05%\t88.99%"));
    assert!(output("check", "text").contains("不一致的有 0 行"));
    assert_eq!(output("charts", "image/svg+xml"), "<svg width=\"100%\" viewBox=\"0 0 10 5\"><path d=\"M0 0\"/></svg>");
}

#[test]
fn the_document_has_both_years_beside_the_text_numbered_captions_and_the_findings() {
    let material = Prepared::sample();
    let bytes = material.document();
    assert!(bytes == material.document(), "the same bytes every time");
    let parts = parts(&bytes);
    let text = &parts["word/document.xml"];
    assert!(text.contains("SEQ 图") && text.contains("SEQ 对比表"), "captions are numbered by Word");
    assert!(text.contains("descr=\"") && text.contains("<w:tblHeader/>") && text.contains("w:orient=\"landscape\""));
    let captions = text.matches("SEQ 对比表").count();
    assert!(captions >= 5, "{captions}");
    let of = |item: &LineItem| item.text.to_string();
    assert!(material.loaded.items.iter().map(of).any(|figure| figure == "740.60"));
    for words in ["核对发现（供修改，公开前请删去本节）", "+41.60", "+5.95%", "97.50%"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(text.contains("<w:highlight w:val=\"yellow\"/>"), "what is left to be filled in is painted");
}
