//! Forms within forms of a PDF: lines of `---` part the content of the page from that of each form.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.split("\n---\n").map(str::as_bytes);
    let page = parts.next().unwrap_or_default();
    let forms: Vec<_> = parts.take(16).collect();
    tongbi_fuzz::load("x.pdf", &tongbi_fuzz::pdf_with_forms(page, &forms));
});
