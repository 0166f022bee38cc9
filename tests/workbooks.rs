//! Workbooks with wrong sizes, and OpenDocument sheets: their content is read, without allocating memory for the size
//! that they claim.

use proptest::prelude::*;
use std::io::Write;
use std::sync::Arc;
use tongbi::source::{Block, CellKind, Document, Grid, Limits, format};

const XLS: &[u8] = include_bytes!("fixtures/plain.xls");
const ODS: &[u8] = include_bytes!("fixtures/plain.ods");

fn read(name: &str, bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from(name), bytes, &Limits::default()).map_err(|error| error.to_string())
}

fn grid(document: &Document, index: usize) -> &Grid {
    let grids = document.blocks.iter().filter_map(|b| if let Block::Grid(grid) = b { Some(grid) } else { None });
    grids.into_iter().nth(index).unwrap()
}

/// An OpenDocument workbook of one sheet with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"表\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(bytes).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn an_opendocument_sheet_keeps_merged_repeated_and_padded_cells() {
    let document = read("表.ods", ODS).unwrap();
    let sheet = grid(&document, 0);
    assert_eq!((sheet.rows(), sheet.columns()), (5, 4), "a million empty rows at the end cost nothing");
    assert_eq!(sheet.covering(0, 3).unwrap().text, "2024年一般公共预算支出情况表");
    let row = |row: usize| (0..4).map(|column| sheet.text(row, column)).collect::<Vec<_>>();
    assert_eq!(row(3), ["", "合计", "10.5", "10.5"]);
    assert_eq!(row(4), ["208", "社会保障 &就业支出", "10.5", "#REF!"]);
    assert_eq!(sheet.starting_at(3, 3).unwrap().kind, CellKind::Number);
    assert_eq!(sheet.starting_at(4, 3).unwrap().kind, CellKind::Error);
    assert_eq!(sheet.starting_at(4, 3).unwrap().place.to_string(), "表.ods 工作表“表5” D5");
    assert_eq!(document.blocks.len(), 2, "the hidden sheet is left out");
    let code = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"5\"><text:p>05</text:p></table:table-cell></table:table-row>";
    assert_eq!(grid(&read("码.ods", &ods(code)).unwrap(), 0).text(0, 0), "05");
    assert!(document.warnings[0].message.contains("隐藏的工作表"));
}

#[test]
fn cells_and_rows_repeated_without_end_are_refused_in_words() {
    let bomb = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>1</text:p></table:table-cell></table:table-row>";
    let message = read("弹.ods", &ods(bomb)).unwrap_err();
    assert_eq!(message, "弹.ods：单元格数超过上限 4000000。请删去多余的行列，或按年度、单位拆成几个文件后分批处理");
    // Repeats that mean nothing cost nothing.
    let row = "<table:table-row><table:table-cell table:number-columns-repeated=\"4294967295\"/><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>";
    read("空.ods", &ods(&row.repeat(3))).unwrap();
}

#[test]
fn a_package_that_unpacks_to_gigabytes_is_refused_in_words() {
    let zeros = vec![b' '; 200 << 20];
    let limits = Limits { bytes: 10 << 20, ..Limits::default() };
    let bomb = zipped(&[("xl/workbook.xml", &zeros), ("xl/worksheets/sheet1.xml", b"<a/>")]);
    assert!(bomb.len() < 1 << 20);
    let message = format::read(&Arc::from("弹.xlsx"), &bomb, &limits).unwrap_err().to_string();
    assert!(message.starts_with("弹.xlsx：解压后的字节数超过上限 41943040。"), "{message}");
}

/// The fixture with one record of this type replaced by these bytes from its data's offset on.
fn patched(kind: [u8; 4], offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut xls = XLS.to_vec();
    let at = xls.windows(4).position(|window| window == kind).unwrap() + 4 + offset;
    xls[at..at + bytes.len()].copy_from_slice(bytes);
    xls
}

#[test]
fn an_xls_that_claims_or_reaches_more_than_a_sheet_is_refused_before_memory_is_taken() {
    assert!(read("好.xls", XLS).is_ok());
    // DIMENSIONS: the last row and column that the sheet says it has.
    let claims = patched([0x00, 0x02, 0x0E, 0x00], 4, &[0xFF, 0xFF, 0xFF, 0x7F]);
    assert!(read("大.xls", &claims).unwrap_err().starts_with("大.xls：工作簿已损坏或不完整"));
    // LABELSST: a cell far away.
    let reaches = patched([0xFD, 0x00, 0x0A, 0x00], 0, &[0xFF, 0xFF, 0xFF, 0xFF]);
    assert!(read("远.xls", &reaches).unwrap_err().starts_with("远.xls：单元格数超过上限"));
    // A table of sectors in which the directory follows itself.
    let mut loops = XLS.to_vec();
    let directory = u32::from_le_bytes(loops[48..52].try_into().unwrap());
    let table = u32::from_le_bytes(loops[76..80].try_into().unwrap());
    let at = (table as usize + 1) * 512 + directory as usize * 4;
    loops[at..at + 4].copy_from_slice(&directory.to_le_bytes());
    assert!(read("环.xls", &loops).unwrap_err().starts_with("环.xls：工作簿已损坏或不完整"));
}

proptest! {
    #![proptest_config(crate::chance::cases(512))]

    #[test]
    fn no_damage_to_an_xls_makes_its_reader_panic(at in 0..XLS.len(), bytes in prop::collection::vec(any::<u8>(), 1..5)) {
        let mut xls = XLS.to_vec();
        for (at, byte) in (at..XLS.len()).zip(bytes) {
            xls[at] = byte;
        }
        let _ = read("坏.xls", &xls);
        let _ = read("短.xls", &xls[..at]);
    }

    #[test]
    fn no_damage_to_an_ods_makes_its_reader_panic(at in 0..ODS.len(), byte in any::<u8>()) {
        let mut bytes = ODS.to_vec();
        bytes[at] = byte;
        let _ = read("坏.ods", &bytes);
    }

    #[test]
    fn no_content_of_an_ods_makes_its_reader_panic(rows in "(<table:table-row( table:number-rows-repeated=\"[0-9]{0,12}\")?>|<table:table-cell( office:value=\"[-0-9.e]{0,9}\" office:value-type=\"float\")?( table:number-columns-spanned=\"[0-9]{0,10}\")?/?>|</table:table-row>|</table:table-cell>|<text:p>[#!&;0-9一]{0,5}</text:p>|<text:s/>){0,20}") {
        let _ = read("x.ods", &ods(&rows));
    }
}

#[test]
fn formulas_of_an_ods_without_a_result_are_calculated_or_told() {
    let formula = |text: &str| format!("<table:table-cell table:formula=\"{text}\"/>");
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    let words = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let rows = [
        row(&[words("合计"), formula("of:=SUM([.B2:.B3])"), formula("of:=[.B1]-[.B2];2")]),
        row(&[words("甲"), number("0.1"), formula("of:=IF([.B2]&gt;0;&quot;有&quot;;&quot;&quot;)")]),
        row(&[words("乙"), number("0.2"), formula("of:=VLOOKUP([.A1];[.A2:.B3];2)")]),
    ];
    let document = read("表.ods", &ods(&rows.concat())).unwrap();
    let sheet = grid(&document, 0);
    assert_eq!((sheet.text(0, 1), sheet.text(1, 2)), ("0.3", "有"));
    let told: Vec<String> = document.warnings.iter().map(|warning| warning.to_string()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("有 2 个公式没有存下结果，已按公式算出"), "{told:?}");
    assert!(told[1].contains("C1") && told[2].contains("C3") && told[2].contains("VLOOKUP"), "{told:?}");
}
