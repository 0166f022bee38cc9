//! Changes to somebody's Word document: see `tongbi_fuzz::revised`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tongbi_fuzz::revised(bytes, tongbi_fuzz::docx));
