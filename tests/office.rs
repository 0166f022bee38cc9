//! Word documents are read as a reader sees them in print.

use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;
use tongbi::source::{Block, Document, Limits, Loaded, format, load};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const STYLES: &str = r#"<w:styles xmlns:w="w">
<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="3"><w:name w:val="Mine"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="T"><w:name w:val="toc 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
</w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#;

/// A docx with this body.
fn docx(body: &str) -> Vec<u8> {
    let text = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let notes = "<w:footnotes><w:footnote w:type=\"separator\"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>\
                 <w:footnote w:id=\"1\"><w:p><w:r><w:t>脚注。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", text.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/endnotes.xml", notes.replace("footnote", "endnote").replace("脚注", "尾注").as_bytes()),
    ])
}

fn read(bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from("公开.docx"), bytes, &Limits::default()).map_err(|error| error.to_string())
}

/// The blocks in short: `1# heading`, `paragraph`, `[cells | of a row / next row]`.
pub fn outline(document: &Document) -> Vec<String> {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Heading { level, text, .. } => format!("{level}# {text}"),
        Block::Paragraph { text, .. } => text.clone(),
        Block::Grid(grid) => {
            let row = |r| (0..grid.columns()).map(|c| grid.text(r, c)).collect::<Vec<_>>().join("|");
            format!("[{}]", (0..grid.rows()).map(row).collect::<Vec<_>>().join("/"))
        }
    });
    blocks.collect()
}

/// The blocks of a body, without its notes.
fn body(body: &str) -> Vec<String> {
    let mut outline = outline(&read(&docx(body)).unwrap());
    assert_eq!(outline.pop().as_deref(), Some("尾注。"));
    assert_eq!(outline.pop().as_deref(), Some("脚注。"));
    outline
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

#[test]
fn numbers_that_word_makes_stand_before_their_headings() {
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let text = [
        styled("T", "收支总体情况 3"),
        styled("1", "收支总体情况"),
        styled("2", "收入"),
        styled("2", "支出"),
        styled("1", "支出情况"),
        styled("2", "结构"),
        styled("3", "单位概况"),
    ];
    let expected = [
        "收支总体情况 3",
        "2# 一、收支总体情况",
        "3# （一）收入",
        "3# （二）支出",
        "2# 二、支出情况",
        "3# （一）结构",
        "1# 单位概况",
    ];
    assert_eq!(body(&text.concat()), expected);
}

#[test]
fn tracked_changes_read_as_accepted() {
    let text = "<w:p><w:r><w:t>预算数</w:t></w:r><w:del><w:r><w:delText>100.00</w:delText></w:r></w:del>\
                <w:ins><w:r><w:t>120.00</w:t></w:r></w:ins><w:r><w:t>万元。</w:t></w:r></w:p>\
                <w:p><w:moveFrom><w:r><w:t>搬走。</w:t></w:r></w:moveFrom></w:p>\
                <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前一段，</w:t></w:r></w:p>\
                <w:p><w:moveTo><w:r><w:t>后一段。</w:t></w:r></w:moveTo></w:p>\
                <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>";
    assert_eq!(body(text), ["预算数120.00万元。", "前一段，后一段。"]);
    let rows = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}{}</w:tr></w:tbl>",
        tc("", &p("甲")),
        tc("", &p("1")),
        tc("", &p("乙")),
        tc("", &p("2"))
    );
    assert_eq!(body(&rows), ["[甲|1]"]);
}

#[test]
fn merged_cells_cover_their_area_and_places_count_tables_and_rows() {
    let table = format!(
        "{}<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        p("单位：万元"),
        tc("<w:vMerge w:val=\"restart\"/>", &p("科目")),
        tc("<w:gridSpan w:val=\"2\"/>", &p("支出")),
        tc("<w:vMerge/>", &p("")),
        tc("", &p("基本")),
        tc("", &format!("{}{}", p("项"), p("目"))),
        tc("", &p("教育")),
        tc("", &p("1.00")),
        tc("", &p("2.00")),
    );
    let document = read(&docx(&table)).unwrap();
    assert_eq!(outline(&document)[..2], ["单位：万元", "[科目|支出|/|基本|项\n目/教育|1.00|2.00]"]);
    let Block::Grid(grid) = &document.blocks[1] else { panic!("a grid was expected") };
    assert_eq!(grid.covering(1, 0).unwrap().text, "科目");
    assert_eq!(grid.covering(0, 2).unwrap().text, "支出");
    assert_eq!(grid.starting_at(2, 1).unwrap().place.to_string(), "公开.docx 第1张表 第3行 第2列");
    let Block::Paragraph { place, .. } = &document.blocks[0] else { panic!("a paragraph was expected") };
    assert_eq!(place.to_string(), "公开.docx 第1段");
}

#[test]
fn a_frame_is_taken_apart_and_a_table_in_it_stays_one() {
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", tc("", &p("项目")), tc("", &p("1.00")));
    let frame = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", &format!("{}{inner}<w:p/>", p("一、说明"))));
    assert_eq!(body(&frame), ["2# 一、说明", "[项目|1.00]"]);
}

#[test]
fn a_text_box_is_read_once_and_line_breaks_and_entities_stay() {
    let text = "<w:p><w:r><w:t>甲&amp;乙&#25968;</w:t><w:br/><w:t xml:space=\"preserve\">第二行 </w:t></w:r>\
                <mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框内。</w:t></w:r></w:p></w:txbxContent>\
                </mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框内。</w:t></w:r></w:p></w:txbxContent>\
                </mc:Fallback></mc:AlternateContent></w:p>";
    assert_eq!(body(text), ["甲&乙数", "第二行", "框内。"]);
}

#[test]
fn broken_and_oversized_documents_are_refused_in_words() {
    let whole = docx(&p("甲"));
    let broken = "公开.docx：文档已损坏或不完整（压缩结构不完整）。请用 Word 或 WPS 打开后另存为 docx";
    assert_eq!(read(&whole[..whole.len() / 2]).unwrap_err(), broken);
    let without = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/styles.xml", b"<a/>")]);
    let named = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a><b></a>")]);
    assert!(read(&without).unwrap_err().contains("缺少正文部分"));
    assert!(read(&named).unwrap_err().contains("内部记录错乱"));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(5_000);
    let message = read(&docx(&deep)).unwrap_err();
    assert!(message.starts_with("公开.docx：表格或标签的嵌套层数超过上限 32。"), "{message}");
    let bomb = docx(&" ".repeat(80 << 20));
    assert!(bomb.len() < 1 << 20);
    let message = read(&bomb).unwrap_err();
    assert_eq!(message, "公开.docx：解压后的字节数超过上限 67108864。请按年度、单位拆成几个文件后分批处理");
    let wide = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", &p("1")).repeat(40));
    let limits = Limits { cells: 30, ..Limits::default() };
    let message = format::read(&"宽.docx".into(), &docx(&wide), &limits).unwrap_err().to_string();
    assert!(message.starts_with("宽.docx：单元格数超过上限 30。"), "{message}");
}

#[test]
fn documents_of_other_programs_are_named_with_the_way_out() {
    let compound = |stream: &str| -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain(name).collect()
    };
    let remedy = "请安装 LibreOffice 后再试，或用 Word、WPS 打开后另存为 docx。";
    let word = &format!("不支持这种格式（Word 97-2003 或 WPS 文档）。{remedy}");
    let rtf = &format!("不支持这种格式（RTF 文档）。{remedy}");
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("说明.doc", compound("WordDocument"), word),
        ("说明.wps", compound("WordDocument"), word),
        ("说明.docx", compound("WordDocument"), word),
        ("说明.rtf", b"{\\rtf1 a}".to_vec(), rtf),
        ("演示.ppt", compound("PowerPoint Document"), "不支持这种格式（演示文稿）。请把其中的表格和文字另存为 docx。"),
        (
            "扫描.jpg",
            b"\xFF\xD8\xFF\xE0".to_vec(),
            "不支持这种格式（图片）。请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”）。",
        ),
    ];
    for (name, bytes, message) in cases {
        let error = format::read(&name.into(), &bytes, &Limits::default()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name}：{message}")), "{error}");
    }
}

/// A page with the lines of a text: rows of cells between tabs as tables, the rest as paragraphs.
pub fn page(text: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut page = "<html><head><meta charset=\"utf-8\"><title>公开</title></head><body>\n".to_owned();
    let mut in_table = false;
    for line in text.lines() {
        let is_row = line.contains('\t');
        if is_row != in_table {
            page += if is_row { "<table border=1>\n" } else { "</table>\n" };
            in_table = is_row;
        }
        if is_row {
            let cells = line.split('\t').map(|cell| format!("<td>{}</td>", escape(cell.trim())));
            let _ = writeln!(page, "<tr>{}</tr>", cells.collect::<String>());
        } else {
            let _ = writeln!(page, "<p>{}</p>", escape(line.trim()));
        }
    }
    page + if in_table { "</table></body></html>" } else { "</body></html>" }
}

/// Every line item without its place.
pub fn items(loaded: &Loaded) -> Vec<String> {
    loaded
        .items
        .iter()
        .map(|item| {
            let mut item = item.clone();
            item.place = Default::default();
            format!("{item:?}")
        })
        .collect()
}

pub fn load_file(path: &Path) -> Loaded {
    load(&[path.to_owned()], &Default::default(), &()).unwrap()
}

#[test]
fn the_example_saved_as_docx_gives_the_same_line_items() {
    let Some(seed) = crate::needs::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let folder = tempfile::tempdir().unwrap();
    let html = folder.path().join("公开.html");
    std::fs::write(&html, page(&std::fs::read_to_string(&seed).unwrap())).unwrap();
    let options = ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"];
    let Some(docx) = crate::opened::converted(&html, &options, "docx") else { return };
    assert_eq!(items(&load_file(&docx)), items(&load_file(&seed)));
}

proptest! {
    #![proptest_config(crate::chance::cases(200))]

    #[test]
    fn no_damage_to_a_document_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>(), cut in 0.0..1.0f64) {
        let table = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", tc("<w:gridSpan w:val=\"2\"/>", &p("甲")), tc("", &p("1")));
        let text = format!("<w:document><w:body>{}{table}</w:body></w:document>", p("一、甲"));
        // The text itself is damaged, and then the package.
        let mut inner = text.into_bytes();
        let position = (at * inner.len() as f64) as usize;
        inner[position] = byte;
        let files: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &inner)];
        let mut bytes = zip(&files);
        let _ = read(&bytes);
        let position = (at * bytes.len() as f64) as usize;
        bytes[position] = byte;
        let _ = read(&bytes);
        bytes.truncate((cut * bytes.len() as f64) as usize);
        let _ = read(&bytes);
    }
}
