//! Documents of Word 97–2003, WPS and RTF, read through LibreOffice.

use crate::office::{items, page};
use std::path::PathBuf;
use tongbi::source::{LoadOptions, Loaded, load_bytes};

fn read(name: &str, bytes: &[u8]) -> Loaded {
    load_bytes(&[(name, bytes)], &LoadOptions::default()).unwrap()
}

/// The sample as a document of another format.
fn saved(folder: &tempfile::TempDir, text: &str, format: &str, extension: &str) -> Option<PathBuf> {
    let html = folder.path().join("公开.html");
    std::fs::write(&html, page(text)).unwrap();
    crate::opened::converted(&html, &["--infilter=HTML (StarWriter)", "--convert-to", format], extension)
}

#[test]
fn the_sample_saved_as_doc_wps_or_rtf_gives_the_items_of_its_text() {
    let text = include_str!("../data/sample/2024.txt");
    let expected = items(&read("公开.txt", text.as_bytes()));
    let folder = tempfile::tempdir().unwrap();
    for (format, extension, names) in [
        ("doc:MS Word 97", "doc", &["公开.doc", "公开.wps", "公开.docx"][..]),
        ("rtf:Rich Text Format", "rtf", &["公开.rtf", "公开.doc"]),
    ] {
        let Some(path) = saved(&folder, text, format, extension) else { return };
        let bytes = std::fs::read(path).unwrap();
        for name in names {
            let loaded = read(name, &bytes);
            assert_eq!(items(&loaded), expected, "{name}");
            assert!(loaded.items.iter().all(|item| &*item.place.file == *name));
        }
        // In an archive, beside a file that cannot be read.
        let mut damaged = bytes.clone();
        damaged.truncate(bytes.len() / 3);
        let zip = crate::office::zip(&[("甲/公开.doc", &bytes), ("乙/公开.doc", &damaged[..damaged.len().min(2000)])]);
        let loaded = read("附件.zip", &zip);
        assert_eq!(items(&loaded).len(), expected.len());
    }
}

#[test]
fn a_document_that_only_has_the_name_of_a_doc_is_read_as_what_it_is() {
    let text = include_str!("../data/sample/2024.txt");
    let expected = items(&read("公开.txt", text.as_bytes()));
    assert_eq!(items(&read("公开.doc", page(text).as_bytes())), expected);
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = saved(&folder, text, "docx:MS Word 2007 XML", "docx") else { return };
    assert_eq!(items(&read("公开.doc", &std::fs::read(path).unwrap())), expected);
}
