//! What the targets share: one file's bytes through the whole of reading, under limits that keep a run quick.

use std::io::{Cursor, Write};
use std::sync::Arc;
use tongbi::audit;
use tongbi::source::ocr::{Engine, Picture, TextBox};
use tongbi::source::{Limits, LoadOptions, Loaded, format, load_bytes, narrative, recognise};

mod revised;

const FONT: &[u8] = include_bytes!("../../data/fonts/NotoSansSC-Regular.otf");

pub use revised::revised;

/// Reads a file as `load` does: format, context, tables, claims. Whatever the bytes, nothing may panic.
pub fn load(name: &str, bytes: &[u8]) {
    let limits = Limits { cells: 200_000, ..Limits::default() };
    let Ok(document) = format::read(&Arc::from(name), bytes, &limits) else { return };
    let _ = narrative::read(&document);
    let _ = recognise::recognise(&document, &recognise::context(&document));
}

/// An OpenDocument workbook with this content.
pub fn ods(content: &[u8]) -> Vec<u8> {
    package(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}

/// An Excel workbook of one sheet with this content.
pub fn xlsx(sheet: &[u8]) -> Vec<u8> {
    package(&[
        (
            "_rels/.rels",
            br#"<Relationships><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// An OFD of one page with these objects.
pub fn ofd(objects: &[u8]) -> Vec<u8> {
    let content = [b"<Page><Content><Layer>".as_slice(), objects, b"</Layer></Content></Page>"].concat();
    package(&[
        ("OFD.xml", b"<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>"),
        ("D.xml", br#"<Document><Pages><Page ID="1" BaseLoc="P.xml"/></Pages></Document>"#),
        ("P.xml", &content),
    ])
}

/// A Word document with this text.
pub fn docx(document: &[u8]) -> Vec<u8> {
    package(&[
        (
            "[Content_Types].xml",
            br#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#,
        ),
        ("word/document.xml", document),
    ])
}

/// Reads files as a user's are read, to the end: archives opened, tables and sentences made into one result.
pub fn load_all(files: &[(&str, &[u8])]) -> Option<Loaded> {
    let limits = Limits { cells: 200_000, bytes: 4 << 20, files: 200, ..Limits::default() };
    load_bytes(files, &LoadOptions { limits, ..LoadOptions::default() }).ok()
}

/// 定框的引擎: finds these boxes in every picture.
#[derive(Debug)]
struct Fixed(Vec<TextBox>);

impl Engine for Fixed {
    fn name(&self) -> Result<String, String> {
        Ok("fixed".to_owned())
    }

    fn boxes(&self, _: &Picture) -> Result<Vec<TextBox>, String> {
        Ok(self.0.clone())
    }
}

/// Reads a picture file in which an engine finds these boxes.
pub fn scan(name: &str, bytes: &[u8], boxes: Vec<TextBox>) {
    let limits = Limits { cells: 200_000, ..Limits::default() };
    let engine: Arc<dyn Engine> = Arc::new(Fixed(boxes));
    let options =
        LoadOptions { limits, engine: Some(engine), borne_out: Some(audit::borne_out), ..LoadOptions::default() };
    let _ = load_bytes(&[(name, bytes)], &options);
}

/// Draws the first two pages of a PDF.
pub fn draw(bytes: &[u8]) {
    for page in 1..=2 {
        let _ = format::page_picture(&Arc::from("x.pdf"), bytes, page, [FONT, FONT]);
    }
}

/// A PDF of one page with this content, and a font that names only a CMap.
pub fn pdf(content: &[u8]) -> Vec<u8> {
    pdf_with_forms(content, &[])
}

/// The same with form XObjects `X0`, `X1`, …, each of which may paint all of them.
pub fn pdf_with_forms(content: &[u8], forms: &[&[u8]]) -> Vec<u8> {
    let named: String = (0..forms.len()).map(|at| format!("/X{at} {} 0 R", 7 + at)).collect();
    let resources = format!("/Resources<</Font<</F1 5 0 R>>/XObject<<{named}>>>>");
    let stream = |head: &str, content: &[u8]| {
        [format!("<<{head}/Length {}>>stream\n", content.len()).as_bytes(), content, b"\nendstream"].concat()
    };
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{resources}/Contents 4 0 R>>").into_bytes(),
        stream("", content),
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>".to_vec(),
    ];
    let form = format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{resources}");
    objects.extend(forms.iter().map(|content| stream(&form, content)));
    let mut file = b"%PDF-1.6\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(
        format!("{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes(),
    );
    file
}

/// A package of these parts. Writing to memory cannot fail.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        // A name that stands there already is refused.
        let Ok(()) = package.start_file(*name, stored) else { continue };
        package.write_all(bytes).expect("in memory");
    }
    package.finish().expect("in memory").into_inner()
}
