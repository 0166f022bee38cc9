//! 损坏的 Word 文档: whatever is wrong with a document that is to be changed, the program says so or writes one that can be
//! read.

use crate::rolling::{THIS, folder, last, table, tongbi};
use std::io::Read;
use std::time::{Duration, Instant};

#[path = "../fuzz/src/revised.rs"]
mod revised;

/// Numbers that only look random.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let start = self.below(bytes.len());
            let range = start..(start + 1 + self.below(400)).min(bytes.len());
            match self.below(5) {
                0 => drop(bytes.drain(range)),
                1 => {
                    let (copy, at) = (bytes[range].to_vec(), self.below(bytes.len()));
                    drop(bytes.splice(at..at, copy));
                }
                2 => bytes.truncate(start),
                3 if !bytes.is_empty() => bytes[start] ^= 1 << self.below(8),
                _ => bytes[range].fill(b'<'),
            }
        }
    }
}

/// The parts of a package.
pub fn parts(docx: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let count = package.len();
    let part = |at| {
        let mut part = package.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    (0..count).map(part).collect()
}

/// A damaged copy of a package: one in six as a whole, one in six in any of its parts, the others in this one.
pub fn damaged(package: &[u8], main: &str, numbers: &mut Numbers) -> Vec<u8> {
    let mut parts = parts(package);
    let at = match numbers.below(6) {
        0 => {
            let mut copy = package.to_vec();
            numbers.damage(&mut copy);
            return copy;
        }
        1 => numbers.below(parts.len()),
        _ => parts.iter().position(|(name, _)| name == main).unwrap(),
    };
    numbers.damage(&mut parts[at].1);
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    crate::office::zip(&parts)
}

fn damaged_documents_are_told_or_changed(count: usize) {
    let wrong = last().replace("增长5.26%，主要原因是人员增加；", "增长5.62%，主要原因是人员增加；");
    let folder = folder(&[
        ("去年.txt", &wrong),
        ("去年表.txt", &table(2023, crate::rolling::LAST)),
        ("今年.txt", &table(2024, THIS)),
    ]);
    let path = |name: &str| folder.path().join(name);
    let (_, told, _) =
        tongbi(folder.path(), &["explain", "--from", "去年.txt", "去年表.txt", "--clean", "-o", "去年.docx"]);
    let whole = std::fs::read(path("去年.docx")).unwrap_or_else(|_| panic!("{told}"));
    let mut numbers = Numbers(20_261_127);
    let mut written = 0;
    for number in 0..count {
        std::fs::write(path("坏.docx"), damaged(&whole, "word/document.xml", &mut numbers)).unwrap();
        for (call, output) in [
            (&["explain", "--from", "坏.docx", "去年表.txt", "今年.txt", "-o", "稿.docx"][..], "稿.docx"),
            (&["audit", "坏.docx", "去年表.txt", "--fix", "改.docx"], "改.docx"),
        ] {
            let (_, told, status) = tongbi(folder.path(), call);
            assert!(matches!(status, Some(0..=2)) && !told.contains("panicked"), "{number} {call:?} {status:?} {told}");
            let made = std::fs::read(path(output));
            assert!(status != Some(2) || made.is_err(), "{number} {call:?} {told}");
            if let Ok(made) = made {
                written += 1;
                let read = tongbi::source::format::read(&output.into(), &made, &Default::default());
                assert!(read.is_ok(), "{number} {call:?} {:?}", read.err());
                std::fs::remove_file(path(output)).unwrap();
            }
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 5, "{number} {left:?}");
    }
    assert!(written > count / 10, "{written} of {count}");
}

#[test]
fn twelve_damaged_documents_are_told_or_changed() {
    damaged_documents_are_told_or_changed(12);
}

#[test]
#[ignore = "some minutes"]
fn two_hundred_damaged_documents_are_told_or_changed() {
    damaged_documents_are_told_or_changed(200);
}

/// The body of the fuzz target over as many damaged documents as `goes_on` lets pass.
fn changed_while(goes_on: impl Fn(usize) -> bool) -> usize {
    let folder = folder(&[("去年.txt", &last())]);
    let (_, told, _) =
        tongbi(folder.path(), &["explain", "--from", "去年.txt", "去年.txt", "--clean", "-o", "去年.docx"]);
    let whole = std::fs::read(folder.path().join("去年.docx")).unwrap_or_else(|_| panic!("{told}"));
    let main = crate::revising::part(&whole, "word/document.xml").into_bytes();
    let (mut numbers, mut count) = (Numbers(20_261_127), 0);
    while goes_on(count) {
        let document = match numbers.below(4) {
            0 => damaged(&whole, "word/document.xml", &mut numbers),
            _ => {
                let mut text = main.clone();
                numbers.damage(&mut text);
                text
            }
        };
        let choices: Vec<u8> = (0..revised::CHOICES).map(|_| numbers.below(256) as u8).collect();
        let package = |text: &[u8]| {
            let parts = parts(&whole);
            let part = |(name, bytes): &(String, Vec<u8>)| {
                (name.clone(), if name == "word/document.xml" { text.to_vec() } else { bytes.clone() })
            };
            let parts: Vec<(String, Vec<u8>)> = parts.iter().map(part).collect();
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            crate::office::zip(&parts)
        };
        revised::revised(&[choices, document].concat(), package);
        count += 1;
    }
    count
}

#[test]
fn any_changes_to_damaged_documents_leave_a_document_or_an_error() {
    changed_while(|count| count < 200);
}

#[test]
#[ignore = "ten minutes"]
fn ten_minutes_of_changes_to_damaged_documents_leave_a_document_or_an_error() {
    let end = Instant::now() + Duration::from_secs(600);
    println!("{} documents", changed_while(|_| Instant::now() < end));
}
