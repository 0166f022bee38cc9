//! What systems export: Excel 2003 XML, web pages and delimited text under the name of a workbook.

use proptest::prelude::*;
use std::fmt::Write;
use std::sync::Arc;
use tongbi::model::{BudgetTable, Origin};
use tongbi::source::{CellKind, Document, Grid, Limits, LoadOptions, Loaded, format, load_bytes};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
    <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n";

/// A cell, as a number where the workbook has it so.
fn cell(text: &str, numbers: bool) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let plain = text.replace(',', "");
    // A code that begins with 0 is a text in every workbook.
    match numbers && !text.starts_with('0') && plain.parse::<f64>().is_ok() {
        true => format!("<Cell><Data ss:Type=\"Number\">{plain}</Data></Cell>"),
        false if text.trim().is_empty() => "<Cell/>".to_owned(),
        false => format!("<Cell><Data ss:Type=\"String\">{escaped}</Data></Cell>"),
    }
}

/// A workbook of these sheets, each with its rows of cells.
pub fn spreadsheet_xml(sheets: &[Vec<Vec<&str>>], numbers: bool) -> String {
    let mut text = HEAD.to_owned();
    for (at, rows) in sheets.iter().enumerate() {
        let _ = write!(text, "<Worksheet ss:Name=\"Sheet{}\"><Table>", at + 1);
        for row in rows {
            let cells: String = row.iter().map(|text| cell(text, numbers)).collect();
            let _ = write!(text, "<Row>{cells}</Row>");
        }
        text += "</Table></Worksheet>";
    }
    text + "</Workbook>"
}

/// A workbook of one sheet with this content.
fn sheet(content: &str) -> String {
    format!("{HEAD}<Worksheet ss:Name=\"表\">{content}</Worksheet></Workbook>")
}

fn read(name: &str, bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from(name), bytes, &Limits::default()).map_err(|error| error.to_string())
}

fn rows(grid: &Grid) -> Vec<Vec<&str>> {
    (0..grid.rows()).map(|row| (0..grid.columns()).map(|column| grid.text(row, column)).collect()).collect()
}

fn warnings(document: &Document) -> Vec<String> {
    document.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn rows_and_cells_stand_where_their_index_puts_them() {
    let content = "<Table><Column ss:Index=\"2\" ss:Width=\"80\"/><Column/>\
        <Row><Cell ss:MergeAcross=\"2\"><Data ss:Type=\"String\">2024年收支总表</Data></Cell><Cell><Data ss:Type=\"String\">单位：元</Data></Cell></Row>\
        <Row ss:Index=\"4\"><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">项目</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"String\">预算数</Data></Cell></Row>\
        <Row ss:Span=\"2\"/>\
        <Row><Cell><Data ss:Type=\"String\">合计</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"Number\">12.50</Data></Cell></Row></Table>";
    let document = read("表.xls", sheet(content).as_bytes()).unwrap();
    let grid = document.grids().next().unwrap();
    assert_eq!((grid.rows(), grid.columns()), (8, 4));
    assert_eq!(grid.covering(0, 2).unwrap().text, "2024年收支总表");
    assert_eq!(grid.text(0, 3), "单位：元");
    assert_eq!(grid.covering(4, 0).unwrap().text, "项目");
    assert_eq!((grid.text(3, 2), grid.text(7, 2)), ("预算数", "12.5"));
    let amount = grid.starting_at(7, 2).unwrap();
    assert_eq!((amount.kind, amount.place.to_string().as_str()), (CellKind::Number, "表.xls 工作表“表” C8"));
}

#[test]
fn values_read_as_the_spreadsheet_shows_them() {
    let styles = "<Styles><Style ss:ID=\"Default\"><Alignment ss:Vertical=\"Center\"/></Style>\
        <Style ss:ID=\"rate\"><NumberFormat ss:Format=\"Percent\"/></Style>\
        <Style ss:ID=\"code\"><NumberFormat ss:Format=\"00\"/></Style>\
        <Style ss:ID=\"month\"><NumberFormat ss:Format=\"yyyy\\-mm\"/></Style>\
        <Style ss:ID=\"deep\"><Alignment ss:Indent=\"2\"/></Style><Style ss:ID=\"deeper\" ss:Parent=\"deep\"/></Styles>";
    let cells = [
        ("", "Number", "1234.5600000000001", "1234.56", CellKind::Number),
        ("", "Number", "\n 7E2 \n", "700", CellKind::Number),
        ("", "Number", "1,234.50", "1,234.50", CellKind::Text),
        ("rate", "Number", "0.0595", "5.95%", CellKind::Number),
        ("code", "Number", "5", "05", CellKind::Number),
        ("month", "DateTime", "2024-03-01T00:00:00.000", "2024年3月", CellKind::Text),
        ("", "Boolean", "1", "TRUE", CellKind::Text),
        ("", "Error", "#REF!", "#REF!", CellKind::Error),
        (
            "",
            "String",
            "<B xmlns=\"http://www.w3.org/TR/REC-html40\">教育<Font>支出</Font></B>&#10;甲&amp;乙",
            "教育支出\n甲&乙",
            CellKind::Text,
        ),
        ("", "String", "1&x;2", "1&x;2", CellKind::Text),
        ("deeper", "String", "<![CDATA[　退休费]]>", "退休费", CellKind::Text),
    ];
    let row = |(style, kind, data, ..): &(&str, &str, &str, &str, CellKind)| {
        let style = if style.is_empty() { String::new() } else { format!(" ss:StyleID=\"{style}\"") };
        format!(
            "<Row><Cell{style}><Data ss:Type=\"{kind}\">{data}</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell></Row>"
        )
    };
    let table: String = cells.iter().map(row).collect();
    // An entity that the file defines is not resolved.
    let head = HEAD.replace("<Workbook", "<!DOCTYPE Workbook [<!ENTITY x \"9\">]><Workbook");
    let text = format!("{head}{styles}<Worksheet ss:Name=\"表\"><Table>{table}</Table></Worksheet></Workbook>");
    let document = read("表.xls", text.as_bytes()).unwrap();
    let grid = document.grids().next().unwrap();
    let found: Vec<_> = grid.cells().iter().map(|cell| (cell.text.as_str(), cell.kind)).collect();
    assert_eq!(found, cells.map(|(.., text, kind)| (text, kind)));
    assert_eq!(grid.cells()[10].indent, 6, "two levels and one full-width space");
}

#[test]
fn hidden_sheets_rows_and_columns_are_left_out_unless_asked_for() {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let row = |head: &str, texts: [&str; 3]| format!("<Row{head}>{}</Row>", texts.map(cell).concat());
    let table = [
        "<Column/><Column ss:Hidden=\"1\" ss:AutoFitWidth=\"0\"/>".to_owned(),
        row("", ["科目", "旧数", "新数"]),
        row(" ss:Hidden=\"1\"", ["甲", "1", "2"]),
        row(" ss:Height=\"0\"", ["乙", "3", "4"]),
        row("", ["丙", "5", "6"]),
    ];
    let shown = format!("<Worksheet ss:Name=\"新\"><Table>{}</Table></Worksheet>", table.concat());
    let old = format!(
        "<Worksheet ss:Name=\"旧\"><Table>{}</Table><WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>",
        row("", ["旧", "7", "8"])
    );
    let document = read("表.xls", format!("{HEAD}{shown}{old}</Workbook>").as_bytes()).unwrap();
    let grids: Vec<_> = document.grids().map(rows).collect();
    assert_eq!(grids, [[["科目", "新数"], ["丙", "6"]]]);
    assert_eq!(
        warnings(&document),
        [
            "表.xls 工作表“新”：有 2 行、1 列是隐藏的，没有读入。如要读入，请加 --hidden",
            "表.xls 工作表“旧”：这是隐藏的工作表，没有读入。如要读入，请加 --hidden",
        ]
    );
}

#[test]
fn formulas_without_a_result_are_calculated_from_where_they_stand() {
    let number = |value: &str| format!("<Cell><Data ss:Type=\"Number\">{value}</Data></Cell>");
    let formula = |text: &str| format!("<Cell ss:Formula=\"{text}\"/>");
    let rows = [
        format!("{}{}", number("0.1"), number("5")),
        format!("{}{}", number("0.2"), number("7")),
        format!("{}{}{}", formula("=SUM(R[-2]C:R[-1]C)"), formula("=R1C2+R[-1]C"), formula("=SUM(C[-1])")),
        format!("{}{}", formula("=RC[-1]"), "<Cell ss:Formula=\"=RC\"><Data ss:Type=\"Number\">3</Data></Cell>"),
    ];
    let table: String = rows.iter().map(|row| format!("<Row>{row}</Row>")).collect();
    let document = read("表.xls", sheet(&format!("<Table>{table}</Table>")).as_bytes()).unwrap();
    let grid = document.grids().next().unwrap();
    assert_eq!((grid.text(2, 0), grid.text(2, 1), grid.text(3, 1)), ("0.3", "12", "3"));
    // 5 + 7 + 12 + 3
    assert_eq!(grid.text(2, 2), "27");
    let told = warnings(&document);
    assert!(told[0].contains("有 3 个公式没有存下结果，已按公式算出"), "{told:?}");
    assert!(told[1].contains("A4") && told[1].contains("没有存下结果，也无法计算"), "{told:?}");
}

#[test]
fn every_encoding_and_prefix_of_one_workbook_reads_the_same() {
    let rows = vec![vec!["科目编码", "科目名称", "2024年"], vec!["208", "社会保障和就业支出", "1.50"]];
    let text = spreadsheet_xml(std::slice::from_ref(&rows), false);
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let prefixed = text
        .replace("<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" ", "<ss:Workbook ")
        .replace("</", "</ss:")
        .replace("<Worksheet", "<ss:Worksheet")
        .replace("<Table", "<ss:Table")
        .replace("<Row", "<ss:Row")
        .replace("<Cell", "<ss:Cell")
        .replace("<Data", "<ss:Data");
    let files: [(&str, Vec<u8>); 6] = [
        ("表.xls", text.clone().into_bytes()),
        ("表.xml", format!("\u{feff}{text}").into_bytes()),
        ("表.xls", encoding_rs::GB18030.encode(&text.replace("UTF-8", "gb2312")).0.into_owned()),
        // What a file declares may be wrong.
        ("表.xls", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ("表.xlsx", utf16),
        ("表.xls", prefixed.as_bytes()[prefixed.find("<ss:Workbook").unwrap()..].to_vec()),
    ];
    for (name, bytes) in files {
        let document = read(name, &bytes).unwrap();
        assert_eq!(document.grids().map(self::rows).collect::<Vec<_>>(), std::slice::from_ref(&rows));
        assert_eq!(warnings(&document), [""; 0]);
    }
}

/// The blocks of a text that belong together: rows of a table below the lines above it.
pub fn tables(text: &str) -> Vec<Vec<Vec<&str>>> {
    let mut tables: Vec<Vec<Vec<&str>>> = vec![Vec::new()];
    let mut in_table = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let is_row = line.contains('\t');
        if in_table && !is_row {
            tables.push(Vec::new());
        }
        in_table = is_row;
        tables.last_mut().unwrap().push(line.split('\t').collect());
    }
    tables
}

/// The same as sheets: the sentence that a table is empty stands below it.
fn sheets(text: &str) -> Vec<Vec<Vec<&str>>> {
    let mut sheets = tables(text);
    for at in 1..sheets.len() {
        if sheets[at].first().is_some_and(|row| row[0].contains("为空表")) {
            let sentence = sheets[at].remove(0);
            sheets[at - 1].push(sentence);
        }
    }
    sheets
}

/// What a reader sees of the tables: kind, title, number of figures, and what an empty one says.
fn summaries(loaded: &Loaded) -> Vec<String> {
    let own = loaded
        .tables
        .iter()
        .map(|table| format!("{:?} {} {} {}", table.table, table.title, table.items, table.empty_statement.is_some()));
    own.collect()
}

#[test]
fn the_sample_in_every_container_of_a_system_gives_the_items_of_its_tables() {
    let text = include_str!("../data/sample/2024.txt");
    let load = |name: &str, bytes: &[u8]| {
        let mut loaded = load_bytes(&[(name, bytes)], &LoadOptions::default()).unwrap();
        // What the sentences add (运行经费, 政府采购) stands in tables of its own.
        let beside = |table| matches!(table, BudgetTable::Other | BudgetTable::Procurement);
        loaded.items.retain(|item| item.origin == Origin::Published && !beside(item.table));
        loaded
    };
    let expected = load("公开.txt", text.as_bytes());
    let kinds: std::collections::BTreeSet<_> = expected.tables.iter().map(|table| table.table).collect();
    assert_eq!(kinds.len(), 12, "T1 to T12: {kinds:?}");
    let numbered = |loaded: &Loaded| {
        let number = |item: &tongbi::model::LineItem| {
            // A number in a spreadsheet has lost the zeros at its end.
            let mut item = item.clone();
            (item.text, item.place) = ("".into(), Default::default());
            item.amount = item.amount.map(|amount| tongbi::model::Amount::from_fen(amount.fen()));
            format!("{item:?}")
        };
        loaded.items.iter().map(number).collect::<Vec<_>>()
    };
    let separated = text.lines().map(|line| {
        let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        line.split('\t').map(quoted).collect::<Vec<_>>().join(",")
    });
    let separated = separated.collect::<Vec<_>>().join("\n");
    let wide = spreadsheet_xml(&sheets(text), false).replace("<Cell>", "<Cell ss:MergeAcross=\"2\">");
    let containers = [
        ("Excel 2003 XML of texts", spreadsheet_xml(&sheets(text), false)),
        ("Excel 2003 XML of numbers", spreadsheet_xml(&sheets(text), true)),
        // Each cell over several columns, as in a web page saved as a workbook.
        ("laid out", wide.replace("<Cell/>", "<Cell ss:MergeAcross=\"2\"/>")),
        ("web page", crate::office::page(text)),
        ("comma-separated", separated),
        ("tab-separated", text.to_owned()),
    ];
    for (container, bytes) in containers {
        let found = load("公开.xls", bytes.as_bytes());
        let [wanted, own] = match container {
            "Excel 2003 XML of numbers" => [numbered(&expected), numbered(&found)],
            _ => [&expected, &found].map(crate::office::items),
        };
        let differing: Vec<_> = wanted.iter().zip(&own).filter(|(wanted, own)| wanted != own).take(3).collect();
        assert_eq!(differing, [], "{container}: {} of {}", own.len(), wanted.len());
        assert_eq!(own.len(), wanted.len(), "{container}");
        assert_eq!(summaries(&found), summaries(&expected), "{container}");
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(200))]

    #[test]
    fn no_damage_to_an_excel_2003_xml_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>(), cut in 0.0..1.0f64) {
        let rows = vec![vec!["2024年支出表"], vec!["科目编码", "科目名称", "预算数"], vec!["208", "社会保障", "1.50"]];
        let whole = spreadsheet_xml(&[rows], true).replace("<Cell>", "<Cell ss:Index=\"7\" ss:MergeAcross=\"2\" ss:Formula=\"=R[-1]C\">");
        let mut bytes = whole.into_bytes();
        let position = (at * bytes.len() as f64) as usize;
        bytes[position] = byte;
        let _ = read("坏.xls", &bytes);
        bytes.truncate((cut * bytes.len() as f64) as usize);
        let _ = read("短.xls", &bytes);
    }

    #[test]
    fn no_content_of_an_excel_2003_xml_makes_its_reader_panic(content in "(<(Table|Row|Column)( ss:(Index|Span)=\"[0-9]{0,12}\")?( ss:Hidden=\"1\")?/?>|</(Table|Row|Cell)>|<Cell( ss:(Index|MergeAcross|MergeDown)=\"[0-9]{0,12}\"){0,2}( ss:Formula=\"=[RC0-9+:\\[\\]-]{0,9}\")?/?>|<Data ss:Type=\"(Number|String|DateTime|Error)\">[-#!&;0-9T一]{0,9}</Data>){0,20}") {
        let _ = read("x.xls", sheet(&content).as_bytes());
    }
}
