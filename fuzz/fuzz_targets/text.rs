//! The text of a disclosure: reading, recognising and the sentences.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tongbi_fuzz::load("x.txt", bytes));
