//! 批注: the document itself, with every finding as a highlight and a note at its place.

use super::PresentError;
use super::audit::{check_name, effects, effects_head, right_cell};
use crate::audit::{Audit, Judgement, Verdict};
use crate::model::{Bounds, MARK_PDF};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat};

/// The bytes of a PDF with the findings of this file added behind it (增量更新: nothing of the file is changed).
///
/// # Errors
/// A file that is no PDF, is locked, or has no page of a finding.
pub fn annotated_pdf(bytes: &[u8], audit: &Audit, file: &str) -> Result<Vec<u8>, crate::Error> {
    annotate(bytes, audit, file).map_err(|reason| {
        let message = format!("{file}：无法添加批注（{reason}）。请换成没有加密、没有损坏的 PDF 文件");
        PresentError::Argument(message).into()
    })
}

/// A finding's note on a page, with its boxes there.
struct Note<'a> {
    finding: &'a Judgement,
    boxes: Vec<Bounds>,
    name: String,
}

fn annotate(bytes: &[u8], audit: &Audit, file: &str) -> Result<Vec<u8>, lopdf::Error> {
    let before = Document::load_mem(bytes)?;
    let pages = before.get_pages();
    let mut document = IncrementalDocument::create_from(bytes.to_vec(), before);
    for (finding, id) in audit.named().into_iter().filter(|(finding, _)| &*finding.place.file == file) {
        let boxes = finding.place.boxes();
        // A finding about the whole file goes to the first page.
        let first = finding.place.page.unwrap_or(1);
        let mut on: Vec<u32> = boxes.iter().map(|(page, _)| *page).chain((boxes.is_empty()).then_some(first)).collect();
        on.dedup();
        for number in on {
            let Some(page) = pages.get(&number) else { continue };
            let sheet = Sheet::of(document.get_prev_documents(), *page);
            let boxes = boxes.iter().filter(|(page, _)| *page == number).map(|(_, area)| *area).collect();
            let note = Note { finding, boxes, name: format!("tongbi-{id}-{number}") };
            let note = note.dictionary(&sheet, &mut document);
            let note = document.new_document.add_object(note);
            attach(&mut document, *page, note)?;
        }
    }
    let mut saved = Vec::new();
    document.save_to(&mut saved).map_err(lopdf::Error::from)?;
    saved.extend(format!("{MARK_PDF}\n").into_bytes());
    Ok(saved)
}

/// The visible part of a page in tenths of a point, and its rotation for display.
struct Sheet {
    left: i64,
    bottom: i64,
    right: i64,
    top: i64,
    turn: i64,
}

/// A box in PDF coordinates (from the bottom left), in tenths of a point: left, bottom, right, top.
type Rectangle = [i64; 4];

impl Sheet {
    fn of(document: &Document, page: ObjectId) -> Self {
        let corners = inherited(document, page, b"CropBox").or_else(|| inherited(document, page, b"MediaBox"));
        let corners: Vec<i64> = corners
            .and_then(|object| object.as_array().ok().cloned())
            .map(|array| array.iter().filter_map(tenths).collect())
            .unwrap_or_default();
        let turn = inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        let turn = turn.rem_euclid(360);
        match corners.as_slice() {
            [a, b, c, d] => Self { left: *a.min(c), bottom: *b.min(d), right: *a.max(c), top: *b.max(d), turn },
            // A4 if the page has no size.
            _ => Self { left: 0, bottom: 0, right: 5950, top: 8420, turn },
        }
    }

    /// Converts a point of the displayed page, counted from the top left corner, to PDF coordinates.
    fn point(&self, x: i64, y: i64) -> (i64, i64) {
        match self.turn {
            90 => (self.left + y, self.bottom + x),
            180 => (self.right - x, self.bottom + y),
            270 => (self.right - y, self.top - x),
            _ => (self.left + x, self.top - y),
        }
    }

    fn rectangle(&self, bounds: Bounds) -> Rectangle {
        let (a, b) = self.point(bounds.left.into(), bounds.top.into());
        let (c, d) = self.point(bounds.right.into(), bounds.bottom.into());
        [a.min(c), b.min(d), a.max(c), b.max(d)]
    }
}

/// A coordinate of the file in tenths of a point.
fn tenths(number: &Object) -> Option<i64> {
    // The cast saturates on the coordinates of damaged files.
    number.as_float().ok().map(|points| (points * 10.0) as i64)
}

/// An entry of a page, or inherited from its ancestors.
fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    // Page trees are shallow; the limit ends circular ones.
    for _ in 0..32 {
        if let Ok(found) = node.get(key) {
            return Some(document.dereference(found).ok()?.1.clone());
        }
        node = document.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

impl Note<'_> {
    /// The annotation: a highlight of its boxes, or an icon in the corner of the page if it has none.
    fn dictionary(&self, sheet: &Sheet, document: &mut IncrementalDocument) -> Dictionary {
        let wrong = self.finding.verdict >= Verdict::Form;
        let colour: [i64; 3] = if wrong { [10, 7, 6] } else { [10, 9, 5] };
        let mut note = dictionary(&[("Type", name("Annot")), ("F", Object::Integer(4)), ("T", words("tongbi"))]);
        note.set("C", reals(&colour));
        note.set("NM", Object::string_literal(self.name.as_str()));
        note.set("Contents", words(&contents(self.finding)));
        let boxes: Vec<Rectangle> = self.boxes.iter().map(|bounds| sheet.rectangle(*bounds)).collect();
        let around = |one: Rectangle, other: Rectangle| {
            [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
        };
        match boxes.iter().copied().reduce(around) {
            Some(all) => {
                let quads: Vec<i64> = boxes
                    .iter()
                    .flat_map(|[left, bottom, right, top]| [*left, *top, *right, *top, *left, *bottom, *right, *bottom])
                    .collect();
                note.set("Subtype", name("Highlight"));
                note.set("Rect", reals(&all));
                note.set("QuadPoints", reals(&quads));
                let form = document.new_document.add_object(appearance(&boxes, all, colour));
                note.set("AP", Object::Dictionary(dictionary(&[("N", Object::Reference(form))])));
            }
            None => {
                let ((a, b), (c, d)) = (sheet.point(200, 200), sheet.point(400, 400));
                note.set("Subtype", name("Text"));
                note.set("Name", name("Comment"));
                note.set("Rect", reals(&[a.min(c), b.min(d), a.max(c), b.max(d)]));
            }
        }
        note
    }
}

/// The appearance for viewers that do not draw highlights themselves: translucent boxes.
fn appearance(boxes: &[Rectangle], all: Rectangle, colour: [i64; 3]) -> Stream {
    let decimal =
        |tenths: i64| format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10);
    let list = |numbers: &[i64]| numbers.iter().map(|number| decimal(*number)).collect::<Vec<_>>().join(" ");
    let mut content = format!("/M gs {} rg\n", list(&colour));
    for [left, bottom, right, top] in boxes {
        content += &format!("{} re f\n", list(&[*left, *bottom, right - left, top - bottom]));
    }
    let multiply = dictionary(&[("Type", name("ExtGState")), ("BM", name("Multiply"))]);
    let states = dictionary(&[("M", Object::Dictionary(multiply))]);
    let resources = dictionary(&[("ExtGState", Object::Dictionary(states))]);
    let form = dictionary(&[
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", reals(&all)),
        ("Resources", Object::Dictionary(resources)),
    ]);
    Stream::new(form, content.into_bytes())
}

fn name(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}

fn dictionary(entries: &[(&str, Object)]) -> Dictionary {
    entries.iter().map(|(key, value)| (key.as_bytes().to_vec(), value.clone())).collect()
}

/// What a note says of a finding.
pub(super) fn contents(finding: &Judgement) -> String {
    let mut text = format!("{}（{}）：{}", finding.verdict.title(), check_name(finding.code), finding.because);
    if !finding.printed.is_empty() {
        text = format!("【{}】{text}", finding.printed);
    }
    let (cause, corrected) = (finding.likely_cause.as_deref(), finding.corrected.as_deref());
    for (label, more) in [("可能原因", cause), ("应为", right_cell(finding)), ("修改建议", corrected)] {
        if let Some(more) = more {
            text += &format!("\n{label}：{more}");
        }
    }
    if let Some(head) = effects_head(finding) {
        text += &format!("\n{head}：\n{}", effects(None, finding).join("\n"));
    }
    text
}

/// An array of numbers that are given in tenths.
fn reals(tenths: &[i64]) -> Object {
    Object::Array(tenths.iter().map(|number| Object::Real(*number as f32 / 10.0)).collect())
}

/// A PDF text string: UTF-16 with a byte-order mark.
fn words(text: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// Adds an annotation to a page's list, which may be an object of its own.
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
