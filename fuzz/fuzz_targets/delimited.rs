//! A delimited file: encodings, separators, wide tables and datasets.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tongbi_fuzz::load("x.csv", bytes));
