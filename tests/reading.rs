//! Reading: what a user gets from files of each format, well-formed or not.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use std::sync::Arc;
use tongbi::source::{Block, CellKind, Document, Grid, Limits, format};

fn read(name: &str, bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from(name), bytes, &Limits::default()).map_err(|error| error.to_string())
}

fn grids(document: &Document) -> Vec<&Grid> {
    let blocks = document.blocks.iter();
    blocks.filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("表5").unwrap();
    sheet.merge_range(1, 1, 1, 3, "科目编码", &Format::new()).unwrap();
    sheet.write_number(2, 1, 205.0).unwrap();
    sheet.write_number_with_format(2, 2, 8.0, &Format::new().set_num_format("00")).unwrap();
    sheet.write_string(2, 3, "03").unwrap();
    sheet.write_number(2, 4, 0.1 + 0.2).unwrap();
    let hidden = book.add_worksheet().set_name("底稿").unwrap();
    hidden.write_string(0, 0, "草稿").unwrap().set_hidden(true);
    book.add_worksheet().set_name("空表").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_keeps_codes_merged_cells_and_the_names_of_its_cells() {
    let document = read("表.xlsx", &workbook()).unwrap();
    assert_eq!(document.blocks.len(), 2, "one sheet with a heading; the hidden and the empty one are left out");
    let grid = grids(&document)[0];
    assert_eq!((grid.rows(), grid.columns()), (2, 4));
    assert_eq!(grid.covering(0, 2).unwrap().text, "科目编码");
    let row: Vec<&str> = (0..4).map(|column| grid.text(1, column)).collect();
    assert_eq!(row, ["205", "08", "03", "0.3"]);
    assert_eq!(grid.starting_at(1, 0).unwrap().kind, CellKind::Number);
    assert_eq!(grid.starting_at(1, 3).unwrap().place.to_string(), "表.xlsx 工作表“表5” E3");
    assert_eq!(
        document.warnings[0].to_string(),
        "表.xlsx 工作表“底稿”：这是隐藏的工作表，没有读入。如要读入，请加 --hidden"
    );
}

#[test]
fn a_sheet_that_claims_all_rows_and_columns_costs_what_it_holds() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "甲").unwrap().write_string(1_048_575, 16_383, "乙").unwrap();
    let document = read("大.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let grid = grids(&document)[0];
    assert_eq!((grid.rows(), grid.columns()), (2, 2));
    assert_eq!(grid.starting_at(1, 1).unwrap().place.to_string(), "大.xlsx 工作表“Sheet1” XFD1048576");
}

#[test]
fn every_encoding_of_a_table_gives_the_same_cells() {
    let text = "年度,科目编码,科目名称,金额\n2024,205,教育支出,1.95\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let plain = read("表.csv", text.as_bytes()).unwrap();
    for bytes in [gb, utf16, format!("\u{feff}{text}").into_bytes()] {
        let document = read("表.csv", &bytes).unwrap();
        assert_eq!(grids(&document)[0].cells(), grids(&plain)[0].cells());
        assert!(document.warnings.is_empty());
    }
}

#[test]
fn every_message_says_what_is_wrong_and_what_to_do() {
    let readable =
        "可以读取：pdf、ofd、docx、doc、wps、rtf、html、txt、md、csv、tsv、xlsx、xls、ods、json、parquet、zip";
    let locked: Vec<u8> = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: Vec<(&str, Vec<u8>, String)> = vec![
        ("空.txt", Vec::new(), "空.txt：文件是空的。请重新导出后再试".into()),
        ("空白.csv", b" \n\n".to_vec(), "空白.csv：文件是空的。请重新导出后再试".into()),
        ("密.xlsx", locked, "密.xlsx：文件有打开密码。请在 Office 或 WPS 中取消密码，另存后再试".into()),
        (
            "图.png",
            b"\x89PNG\r\n\x1a\n".to_vec(),
            format!(
                "图.png：不支持这种格式（图片）。请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”）。{readable}"
            ),
        ),
        ("包.zip", b"PK\x03\x04aaaa".to_vec(), format!("包.zip：不支持这种格式（压缩包）。请先解压。{readable}")),
    ];
    for (name, bytes, message) in cases {
        assert_eq!(read(name, &bytes).unwrap_err(), message);
    }
    let book = workbook();
    let message = read("坏.xlsx", &book[..book.len() / 2]).unwrap_err();
    assert!(message.starts_with("坏.xlsx：工作簿已损坏或不完整（"), "{message}");
    assert!(message.ends_with("）。请用 Excel 或 WPS 打开后另存为 xlsx"), "{message}");
}

#[test]
fn limits_end_a_reading_with_the_place() {
    let limits = Limits { cells: 3, ..Limits::default() };
    let error = format::read(&"表.csv".into(), b"a,b\nc,d\n", &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "表.csv 第1行：单元格数超过上限 3。请删去多余的行列，或按年度、单位拆成几个文件后分批处理"
    );
    let limits = Limits { text: 3, ..Limits::default() };
    let error = format::read(&"文.txt".into(), "收支总预算。\n".as_bytes(), &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "文.txt 第1行：一个单元格或段落的字数超过上限 3。请检查文件是否缺少换行或引号没有成对"
    );
}

#[test]
fn the_blank_official_forms_load_without_an_error() {
    for path in crate::needs::shared_files("corpus/xls") {
        let document = read(&path.display().to_string(), &std::fs::read(&path).unwrap()).unwrap();
        assert!(!grids(&document).is_empty(), "{}", path.display());
    }
}

#[test]
fn sound_material_gives_no_warning() {
    let example = crate::needs::shared("seed/bazhou-social-insurance-2024.txt");
    for path in example.into_iter().chain(crate::needs::shared_files("corpus/xls")) {
        let loaded = tongbi::source::load(&[path], &Default::default(), &()).unwrap();
        assert_eq!(loaded.warnings, [], "a cover or a blank form is nothing odd");
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(64))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), name in "[a-z]\\.(txt|csv|xls|xlsx|ods)") {
        let _ = read(&name, &bytes);
    }

    #[test]
    fn no_damage_to_a_workbook_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>()) {
        let mut bytes = workbook();
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        let _ = read("坏.xlsx", &bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[一二、（）。，表目录0-9|\\-\t\n\" ]{0,300}") {
        let _ = read("x.txt", text.as_bytes());
        let _ = read("x.csv", text.as_bytes());
    }
}
