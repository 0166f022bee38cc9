//! 包: packs the parts of a .docx into one ZIP. No timestamps are written, so the same parts give the same bytes.

use super::super::PresentError;
use super::body::document;
use super::pages::{self, STYLES};
use super::words::{run, words};
use super::{Block, Docx, Picture, placed};
use crate::model::MARK;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FONTS: &str = include_str!("../../../data/docx/fonts.xml");
const SETTINGS: &str = include_str!("../../../data/docx/settings.xml");
const THEME: &str = include_str!("../../../data/docx/theme.xml");
const FOOTER: &str = include_str!("../../../data/docx/footer.xml");

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The bytes of a .docx.
pub(in super::super) fn write(docx: Docx) -> Result<Vec<u8>, PresentError> {
    let docx = Docx { sections: docx.sections.into_iter().map(pages::settled).collect(), ..docx };
    let pictures: Vec<&Picture> = docx
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .filter_map(|block| match block {
            Block::Picture(picture) => Some(picture),
            _ => None,
        })
        .collect();
    let (document, remarks) = document(&docx);
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types(!remarks.is_empty()).into_bytes()),
        ("_rels/.rels".into(), package_relations().into_bytes()),
        ("docProps/core.xml".into(), core(&docx.title).into_bytes()),
        ("docProps/custom.xml".into(), custom().into_bytes()),
        ("word/document.xml".into(), document.into_bytes()),
        ("word/_rels/document.xml.rels".into(), document_relations(pictures.len(), !remarks.is_empty()).into_bytes()),
        ("word/styles.xml".into(), STYLES.into()),
        ("word/fontTable.xml".into(), FONTS.into()),
        ("word/settings.xml".into(), SETTINGS.into()),
        ("word/footer1.xml".into(), FOOTER.replace("STYLE", "Footer").into_bytes()),
        ("word/footer2.xml".into(), FOOTER.replace("STYLE", "FooterEven").into_bytes()),
        ("word/theme/theme1.xml".into(), THEME.into()),
    ];
    if !remarks.is_empty() {
        parts.push(("word/comments.xml".into(), comments(&remarks).into_bytes()));
    }
    for (number, picture) in (1..).zip(pictures) {
        parts.push((format!("word/media/image{number}.png"), picture.png.clone()));
    }
    Ok(zip(&parts)?)
}

fn zip(parts: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::DEFAULT)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// 批注
fn comments(remarks: &[&str]) -> String {
    let revision = placed::revision(false);
    let comment = |(id, text): (usize, &&str)| {
        let signature = format!("w:id=\"{id}\" w:author=\"{}\" w:date=\"{}\"", revision.author, revision.date);
        format!("<w:comment {signature}><w:p>{}</w:p></w:comment>", run(text, ""))
    };
    let comments: String = remarks.iter().enumerate().map(comment).collect();
    format!(
        "{HEAD}<w:comments xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{comments}</w:comments>\n"
    )
}

fn content_types(has_comments: bool) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut text = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override \
         PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/><Override \
         PartName=\"/docProps/custom.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>"
    );
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("fontTable", "fontTable"),
        ("settings", "settings"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    ] {
        text += &format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{word}.{kind}+xml\"/>");
    }
    if has_comments {
        text += &format!("<Override PartName=\"/word/comments.xml\" ContentType=\"{word}.comments+xml\"/>");
    }
    text += "<Override PartName=\"/word/theme/theme1.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.theme+xml\"/>";
    text + "</Types>\n"
}

fn package_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" \
         Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/><Relationship Id=\"rId3\" \
         Type=\"{RELATIONS}/custom-properties\" Target=\"docProps/custom.xml\"/></Relationships>\n"
    )
}

fn document_relations(pictures: usize, has_comments: bool) -> String {
    let mut text = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let parts = [
        ("Styles", "styles", "styles.xml"),
        ("Fonts", "fontTable", "fontTable.xml"),
        ("Settings", "settings", "settings.xml"),
        ("Footer", "footer", "footer1.xml"),
        ("FooterEven", "footer", "footer2.xml"),
        ("Theme", "theme", "theme/theme1.xml"),
    ];
    for (id, kind, file) in parts {
        text += &format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{file}\"/>");
    }
    if has_comments {
        text += &format!("<Relationship Id=\"rIdComments\" Type=\"{RELATIONS}/comments\" Target=\"comments.xml\"/>");
    }
    for number in 1..=pictures {
        text += &format!(
            "<Relationship Id=\"rIdImage{number}\" Type=\"{RELATIONS}/image\" Target=\"media/image{number}.png\"/>"
        );
    }
    text + "</Relationships>\n"
}

/// Custom property that identifies the document as ours even after it has been edited.
fn custom() -> String {
    let schema = "http://schemas.openxmlformats.org/officeDocument/2006";
    format!(
        "{HEAD}<Properties xmlns=\"{schema}/custom-properties\" xmlns:vt=\"{schema}/docPropsVTypes\"><property \
         fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{MARK}\"><vt:lpwstr>document</vt:lpwstr>\
         </property></Properties>\n"
    )
}

fn core(title: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>\n",
        words(title)
    )
}
