//! The picture of a page of a PDF. Bytes that do not begin like one are the content of its only page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes.starts_with(b"%PDF") {
    true => tongbi_fuzz::draw(bytes),
    false => tongbi_fuzz::draw(&tongbi_fuzz::pdf(bytes)),
});
