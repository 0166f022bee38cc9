//! 损坏的文件: whatever is wrong with a file of any format that is read, it is read or refused in one line that names it, in
//! a moment; and nothing that a file asks for beyond itself is fetched, resolved or run.

use crate::damaged::{Numbers, damaged};
use crate::office::{page, zip};
use std::time::{Duration, Instant};
use tongbi::source::{LoadOptions, Loaded, load_bytes};

const ROWS: [&[&str]; 5] = [
    &["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    &["208", "社会保障和就业支出", "120.00", "100.00", "20.00"],
    &["20805", "行政事业单位养老支出", "120.00", "100.00", "20.00"],
    &["2080501", "行政单位离退休", "120.00", "100.00", "20.00"],
    &["", "合计", "120.00", "100.00", "20.00"],
];
const TITLE: &str = "2024年一般公共预算支出情况表";
const SENTENCE: &str = "2024年一般公共预算当年拨款120.00万元，比上年增加20.00万元，增长20.00%。";
const COPIES: usize = 200;

fn read(name: &str, bytes: &[u8]) -> Result<Loaded, String> {
    load_bytes(&[(name, bytes)], &LoadOptions::default()).map_err(|error| error.to_string())
}

fn lines(between: &str) -> String {
    let rows = ROWS.map(|row| row.join(between)).join("\n");
    format!("甲市某局2024年单位预算公开\n{TITLE}\n单位：万元\n{rows}\n{SENTENCE}\n")
}

/// A worksheet of an Excel workbook with these cells as texts, and what else stands in it.
fn xlsx(cells: &[&[&str]], head: &str, more: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let row = |row: &&[&str]| {
        let cells = row.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
        format!("<row>{}</row>", cells.collect::<String>())
    };
    let rows: String = cells.iter().map(row).collect();
    let sheet = format!("{head}<worksheet><sheetData>{rows}{more}</sheetData></worksheet>");
    let book = br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let relations = br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let start = br#"<Relationships><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let own: [(&str, &[u8]); 4] = [
        ("_rels/.rels", start),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    zip(&[&own, parts].concat())
}

fn ods(cells: &[&[&str]], head: &str) -> Vec<u8> {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row =
        |row: &&[&str]| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    let rows: String = cells.iter().map(row).collect();
    let content = format!(
        "{head}<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"表\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn docx(cells: &[&[&str]], head: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |row: &&[&str]| {
        let cells = row.iter().map(|text| format!("<w:tc>{}</w:tc>", paragraph(text)));
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    let rows: String = cells.iter().map(row).collect();
    let above = [TITLE, "单位：万元"].map(paragraph).concat();
    let text = format!(
        "{head}<w:document xmlns:w=\"w\"><w:body>{above}<w:tbl>{rows}</w:tbl>{}</w:body></w:document>",
        paragraph(SENTENCE)
    );
    let own: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", text.as_bytes())];
    zip(&[&own, parts].concat())
}

fn ofd() -> Vec<u8> {
    let head = [vec![TITLE], vec!["单位：万元"]];
    let block: Vec<Vec<&str>> = head.into_iter().chain(ROWS.iter().map(|row| row.to_vec())).collect();
    crate::ofd::ofd(&[crate::ofd::page(&block)], "")
}

fn pdf() -> Vec<u8> {
    let sheet = crate::pdf::Sheet::new().text(200, 60, 16, TITLE).text(420, 90, 10, "单位：万元");
    crate::pdf::pdf(&[sheet.table(120, &[80, 160, 70, 70, 70], &ROWS)])
}

fn spreadsheet_xml() -> String {
    let title = vec![TITLE];
    let rows = [title, vec!["单位：万元"]].into_iter().chain(ROWS.iter().map(|row| row.to_vec())).collect();
    crate::system_exports::spreadsheet_xml(&[rows], true)
}

/// The cells of a sheet with its captions.
fn cells() -> Vec<&'static [&'static str]> {
    [&[TITLE] as &[&str], &["单位：万元"]].into_iter().chain(ROWS).collect()
}

/// Damages a file `COPIES` times; each copy is read or refused in one line with its name. How many were read.
fn survives(name: &str, whole: &[u8], main: Option<&str>, numbers: &mut Numbers) -> usize {
    copies_survive(COPIES, Duration::from_secs(10), (name, whole, main), numbers)
}

/// The same with so many copies, each of which may take so long.
fn copies_survive(
    copies: usize,
    patience: Duration,
    (name, whole, main): (&str, &[u8], Option<&str>),
    numbers: &mut Numbers,
) -> usize {
    assert!(read(name, whole).is_ok_and(|loaded| !loaded.items.is_empty()), "{name}: {:?}", read(name, whole).err());
    let mut read_still = 0;
    for number in 0..copies {
        let copy = match main {
            Some(main) => damaged(whole, main, numbers),
            None => {
                let mut copy = whole.to_vec();
                numbers.damage(&mut copy);
                copy
            }
        };
        let begun = Instant::now();
        match read(name, &copy) {
            Ok(_) => read_still += 1,
            Err(message) => {
                let is_one_line = !message.contains(['\n', '\r']) && message.chars().count() < 400;
                let in_chinese = message.chars().any(|c| ('一'..='龥').contains(&c));
                assert!(message.contains(name) && is_one_line && in_chinese, "{name} {number}: {message}");
            }
        }
        assert!(begun.elapsed() < patience, "{name} {number}: {:?}", begun.elapsed());
    }
    read_still
}

#[test]
fn two_hundred_damaged_copies_of_each_text_are_read_or_refused_in_a_line() {
    let json = r#"[{"unit":"甲市某局","year":2024,"table":"general","code":"208","name":"社会保障和就业支出","amount":"1200000.00"},{"unit":"甲市某局","year":2024,"table":"general","code":"20805","name":"养老支出","amount":"1200000.00"}]"#;
    let csv = "unit,year,table,code,name,amount\n甲市某局,2024,general,208,社会保障和就业支出,1200000.00\n甲市某局,2023,general,208,社会保障和就业支出,1000000.00\n";
    let list = "agency_name,fiscal_year,exp_func_code,exp_func_name,dep_bgt_eco_code,dep_bgt_eco_name,pro_name,fund_type_name,amount\n甲市某局,2024,2080501,行政单位离退休,30101,基本工资,,一般公共预算资金,1200000\n甲市某局,2024,2080501,行政单位离退休,30201,办公费,某项目,一般公共预算资金,200000\n";
    let markdown = format!(
        "## {TITLE}\n单位：万元\n\n{}\n\n{SENTENCE}\n",
        ROWS.map(|row| format!("| {} |", row.join(" | "))).join("\n")
    );
    let (tabs, commas) = (lines("\t"), lines(","));
    let (html, xml) = (page(&tabs), spreadsheet_xml());
    let mut numbers = Numbers(20_261_128);
    for (name, text) in [
        ("坏.txt", tabs.as_str()),
        ("坏.csv", &commas),
        ("坏.md", &markdown),
        ("坏.html", &html),
        ("网页.xls", &html),
        ("坏.xls", &xml),
        ("坏.json", json),
        ("数据.csv", csv),
        ("清单.csv", list),
    ] {
        survives(name, text.as_bytes(), None, &mut numbers);
    }
}

#[test]
fn two_hundred_damaged_copies_of_each_package_are_read_or_refused_in_a_line() {
    let mut numbers = Numbers(20_261_129);
    let (cells, csv) = (cells(), lines(","));
    let book = xlsx(&cells, "", "", &[]);
    let parts = [("甲/表.csv", csv.as_bytes()), ("甲/表.xlsx", &book)];
    for (name, whole, main) in [
        ("坏.xlsx", xlsx(&cells, "", "", &[]), "xl/worksheets/sheet1.xml"),
        ("坏.ods", ods(&cells, ""), "content.xml"),
        ("坏.docx", docx(&ROWS, "", &[]), "word/document.xml"),
        ("坏.ofd", ofd(), "Doc_0/Pages/Page_0/Content.xml"),
        ("坏.zip", zip(&parts), "甲/表.csv"),
    ] {
        let read_still = survives(name, &whole, Some(main), &mut numbers);
        assert!(read_still > 0, "{name}: most damage to a text leaves something to read");
    }
}

#[test]
fn an_archive_without_a_file_to_read_is_told_by_its_name() {
    let csv = lines(",");
    for parts in [vec![], vec![("甲/", "")], vec![("__MACOSX/._表.csv", csv.as_str()), (".DS_Store", "x")]] {
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let message = read("附件.zip", &zip(&parts)).unwrap_err();
        assert!(message.contains("附件.zip") && message.contains("请"), "{message}");
    }
    // Beside files that are read it is a remark.
    let empty = zip(&[(".DS_Store", b"x")]);
    let loaded = read("附件.zip", &zip(&[("甲/表.csv", csv.as_bytes()), ("乙.zip", &empty)])).unwrap();
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|text| text.starts_with("附件.zip/乙.zip：压缩包里没有可以读取的文件")), "{told:?}");
}

#[test]
fn two_hundred_damaged_copies_of_each_binary_file_are_read_or_refused_in_a_line() {
    let mut numbers = Numbers(20_261_130);
    survives("坏.pdf", &pdf(), None, &mut numbers);
    let parquet = include_bytes!("fixtures/datasets/duckdb_year_kept/year=2024/data_0.parquet");
    survives("坏.parquet", parquet, None, &mut numbers);
    survives("旧.xls", include_bytes!("fixtures/plain.xls"), None, &mut numbers);
}

#[test]
fn damaged_copies_of_old_documents_are_read_or_refused_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let html = folder.path().join("公开.html");
    std::fs::write(&html, page(&lines("\t"))).unwrap();
    let mut numbers = Numbers(20_261_131);
    for (format, extension) in [("doc:MS Word 97", "doc"), ("rtf:Rich Text Format", "rtf")] {
        let options = ["--infilter=HTML (StarWriter)", "--convert-to", format];
        let Some(path) = crate::opened::converted(&html, &options, extension) else { return };
        let whole = std::fs::read(path).unwrap();
        let name = format!("坏.{extension}");
        // Each takes a program of its own, so these are few.
        copies_survive(6, Duration::from_secs(150), (&name, &whole, None), &mut numbers);
    }
}

/// Two ways of a file to make its reader resolve what it defines: to expand without end, and to fetch a file.
fn doctype(root: &str, secret: &std::path::Path) -> String {
    let grow = |level: usize| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10));
    let levels: String = (1..10).map(grow).collect();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY l0 \"9999999999\">{levels}<!ENTITY file SYSTEM \"file://{}\">]>",
        secret.display()
    )
}

#[test]
fn entities_that_a_file_defines_are_neither_resolved_nor_fetched_by_any_reader() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("机密.txt");
    std::fs::write(&secret, "777777.77").unwrap();
    let rows: Vec<&[&str]> = vec![
        &["科目编码", "科目名称", "合计"],
        &["208", "社会保障和就业支出", "120.00"],
        &["210", "卫生健康支出", "&l9;"],
        &["213", "农林水支出", "&file;"],
        &["215", "&file;支出", "5.00"],
    ];
    let sheet: Vec<&[&str]> = [&[TITLE] as &[&str], &["单位：万元"]].into_iter().chain(rows.iter().copied()).collect();
    let head = |root: &str| doctype(root, &secret);
    let xml = crate::system_exports::spreadsheet_xml(&[sheet.iter().map(|row| row.to_vec()).collect()], false);
    let xml = xml.replace("&amp;", "&");
    let xml = format!("{}{}", head("Workbook"), xml.trim_start_matches(|c| c != '\n').trim_start_matches("\n"));
    let block: Vec<Vec<&str>> = sheet.iter().map(|row| row.to_vec()).collect();
    let (size, objects) = crate::ofd::page(&block);
    let package = crate::ofd::ofd(&[(size, objects)], "");
    let parts = crate::damaged::parts(&package);
    let parts: Vec<(String, Vec<u8>)> = parts
        .into_iter()
        .map(|(name, bytes)| match name.ends_with("Page_0/Content.xml") {
            true => (name, (head("ofd:Page") + &String::from_utf8(bytes).unwrap().replace("&amp;", "&")).into_bytes()),
            false => (name, bytes),
        })
        .collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (name, bytes) in [
        ("表.xls", xml.into_bytes()),
        ("表.ods", ods(&sheet, &head("office:document-content"))),
        ("文.docx", docx(&rows, &head("w:document"), &[])),
        ("文.ofd", zip(&parts)),
    ] {
        let begun = Instant::now();
        let loaded = read(name, &bytes).unwrap_or_else(|message| panic!("{message}"));
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        let said = format!("{:?} {:?}", loaded.items, loaded.warnings);
        assert!(!said.contains("777777") && !said.contains("9999999999"), "{name}: {said}");
        let amounts: Vec<i64> = loaded.items.iter().filter_map(|item| Some(item.amount?.fen())).collect();
        assert_eq!(amounts, [120_000_000, 5_000_000], "{name}: what stands there for itself is read");
        let told = loaded.warnings.iter().filter(|warning| warning.to_string().contains("未计入")).count();
        assert!(told >= 2, "{name}: {:?}", loaded.warnings);
    }
    let begun = Instant::now();
    let message = read("表.xlsx", &xlsx(&sheet, &head("worksheet"), "", &[])).unwrap_err();
    assert!(
        message.starts_with("表.xlsx：工作簿已损坏或不完整") && begun.elapsed() < Duration::from_secs(5),
        "{message}"
    );
}

#[test]
fn macros_and_links_to_other_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("外部.csv");
    std::fs::write(&other, "777777.77").unwrap();
    let link = format!("<externalLink><externalBook id=\"file://{}\"/></externalLink>", other.display());
    let relations = format!(
        "<Relationships><Relationship Id=\"x\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath\" Target=\"file://{}\" TargetMode=\"External\"/></Relationships>",
        other.display()
    );
    let parts: [(&str, &[u8]); 3] = [
        ("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1Sub Auto_Open()"),
        ("xl/externalLinks/externalLink1.xml", link.as_bytes()),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", relations.as_bytes()),
    ];
    let linked = "<row><c t=\"inlineStr\"><is><t>210</t></is></c><c t=\"inlineStr\"><is><t>卫生健康支出</t></is></c><c><f>[1]Sheet1!A1</f></c></row>";
    let cells = cells();
    let plain = read("表.xlsx", &xlsx(&cells, "", "", &[])).unwrap();
    for name in ["表.xlsm", "表.xlsx"] {
        let loaded = read(name, &xlsx(&cells, "", linked, &parts)).unwrap();
        assert_eq!(loaded.items.len(), plain.items.len(), "{name}: {:?}", loaded.warnings);
        let told = loaded.warnings.iter().map(ToString::to_string).collect::<String>();
        assert!(told.contains("C8") && !told.contains("777777"), "{name}: {told}");
    }
    let plain = read("文.docx", &docx(&ROWS, "", &[])).unwrap();
    let parts: [(&str, &[u8]); 2] =
        [("word/vbaProject.bin", b"Sub AutoOpen()"), ("word/_rels/document.xml.rels", relations.as_bytes())];
    for name in ["文.docm", "文.docx"] {
        assert_eq!(read(name, &docx(&ROWS, "", &parts)).unwrap().items.len(), plain.items.len(), "{name}");
    }
}
