//! A web page in any encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tongbi_fuzz::load("x.html", bytes));
