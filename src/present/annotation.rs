//! 批注: the document itself, with every finding as a highlight and a note at its place.

use super::PresentError;
use crate::audit::{Audit, Judgement, Verdict};
use crate::model::Bounds;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat};

/// The bytes of a PDF with the findings of this file added behind it (增量更新: nothing of the file is changed).
///
/// # Errors
/// A file that is no PDF, is locked, or has no page of a finding.
pub fn annotated_pdf(bytes: &[u8], audit: &Audit, file: &str) -> Result<Vec<u8>, crate::Error> {
    annotate(bytes, audit, file).map_err(|reason| {
        let message = format!("{file}：加不了批注（{reason}）。请换成没有加密、没有损坏的 PDF 文件");
        PresentError::Argument(message).into()
    })
}

fn annotate(bytes: &[u8], audit: &Audit, file: &str) -> Result<Vec<u8>, lopdf::Error> {
    let before = Document::load_mem(bytes)?;
    let pages = before.get_pages();
    let mut document = IncrementalDocument::create_from(bytes.to_vec(), before);
    for finding in audit.findings().into_iter().filter(|finding| &*finding.place.file == file) {
        // What is said of the file as a whole stands on its first page.
        let page = finding.place.page.unwrap_or(1);
        if let Some(page) = pages.get(&page) {
            let sheet = Sheet::of(document.get_prev_documents(), *page);
            let note = document.new_document.add_object(note(finding, &sheet));
            attach(&mut document, *page, note)?;
        }
    }
    let mut saved = Vec::new();
    document.save_to(&mut saved).map_err(lopdf::Error::from)?;
    Ok(saved)
}

/// The visible part of a page, in whole points: left, top (from the bottom of the page).
struct Sheet {
    left: i64,
    top: i64,
    turned: bool,
}

impl Sheet {
    fn of(document: &Document, page: ObjectId) -> Self {
        let corners = inherited(document, page, b"CropBox").or_else(|| inherited(document, page, b"MediaBox"));
        let corners: Vec<i64> = corners
            .and_then(|object| object.as_array().ok().cloned())
            .map(|array| array.iter().filter_map(|number| number.as_float().ok()).map(|number| number as i64).collect())
            .unwrap_or_default();
        let turned = inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0) % 360 != 0;
        match corners.as_slice() {
            [left, bottom, right, top] => Self { left: *left.min(right), top: *top.max(bottom), turned },
            _ => Self { left: 0, top: 842, turned },
        }
    }

    /// A box of the page as PDF counts: from the bottom left.
    fn rectangle(&self, bounds: Bounds) -> [i64; 4] {
        let point = |tenths: i32| i64::from(tenths) / 10;
        [
            self.left + point(bounds.left),
            self.top - point(bounds.bottom),
            self.left + point(bounds.right),
            self.top - point(bounds.top),
        ]
    }
}

/// An entry of a page, or of the nodes above it.
fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    // A tree of pages is not deep; one that goes round in circles ends here.
    for _ in 0..32 {
        if let Ok(found) = node.get(key) {
            return Some(document.dereference(found).ok()?.1.clone());
        }
        node = document.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

fn note(finding: &Judgement, sheet: &Sheet) -> Dictionary {
    let mut note = Dictionary::new();
    note.set("Type", Object::Name(b"Annot".to_vec()));
    let wrong = finding.verdict >= Verdict::Form;
    let colour = if wrong { [1.0, 0.7, 0.65] } else { [1.0, 0.93, 0.55] };
    note.set("C", Object::Array(colour.map(Object::Real).to_vec()));
    note.set("F", 4);
    note.set("T", words("tongbi"));
    note.set("Contents", words(&contents(finding)));
    match finding.place.bounds.filter(|_| !sheet.turned) {
        Some(bounds) => {
            let [left, bottom, right, top] = sheet.rectangle(bounds);
            note.set("Subtype", Object::Name(b"Highlight".to_vec()));
            note.set("Rect", integers(&[left, bottom, right, top]));
            note.set("QuadPoints", integers(&[left, top, right, top, left, bottom, right, bottom]));
        }
        None => {
            let (left, top) = (sheet.left + 20, sheet.top - 20);
            note.set("Subtype", Object::Name(b"Text".to_vec()));
            note.set("Rect", integers(&[left, top - 20, left + 20, top]));
        }
    }
    note
}

fn contents(finding: &Judgement) -> String {
    let mut text = format!("{}（{}）：{}", finding.verdict.title(), finding.code, finding.because);
    if !finding.printed.is_empty() {
        text = format!("【{}】{text}", finding.printed);
    }
    for (label, more) in [("可能原因", &finding.likely_cause), ("改为", &finding.corrected)] {
        if let Some(more) = more {
            text += &format!("\n{label}：{more}");
        }
    }
    text
}

fn integers(numbers: &[i64]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Integer(*number)).collect())
}

/// Text as PDF wants Chinese: UTF-16 with its mark.
fn words(text: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// Adds a note to the list of a page's notes, wherever that list stands.
fn attach(document: &mut IncrementalDocument, page: ObjectId, note: ObjectId) -> Result<(), lopdf::Error> {
    document.opt_clone_object_to_new_document(page)?;
    let listed = document.new_document.get_dictionary(page)?.get(b"Annots").ok().cloned();
    let note = Object::Reference(note);
    match listed {
        Some(Object::Reference(list)) => {
            document.opt_clone_object_to_new_document(list)?;
            document.new_document.get_object_mut(list)?.as_array_mut()?.push(note);
        }
        Some(Object::Array(mut list)) => {
            list.push(note);
            document.new_document.get_object_mut(page)?.as_dict_mut()?.set("Annots", Object::Array(list));
        }
        _ => document.new_document.get_object_mut(page)?.as_dict_mut()?.set("Annots", Object::Array(vec![note])),
    }
    Ok(())
}
