//! What the targets share: one file's bytes through the whole of reading, under limits that keep a run quick.

use std::io::{Cursor, Write};
use std::sync::Arc;
use tongbi::source::{Limits, format, narrative, recognise};

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
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// Writing to memory cannot fail.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        package.start_file(*name, stored).expect("in memory");
        package.write_all(bytes).expect("in memory");
    }
    package.finish().expect("in memory").into_inner()
}
