//! A workbook; its bytes tell whether it is xlsx, xls, xlsb or ods.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tongbi_fuzz::load("x.xls", bytes));
