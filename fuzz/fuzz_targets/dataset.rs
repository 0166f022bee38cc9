//! Rows of a dataset, quoting included: read to the end, and its years compared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tongbi::analysis::{CompareOptions, LineItems, compare};

fuzz_target!(|bytes: &[u8]| {
    let head = b"unit,year,phase,table,code,name,measure,amount\n".as_slice();
    let whole = [head, bytes].concat();
    for file in [bytes, &whole] {
        if let Some(loaded) = tongbi_fuzz::load_all(&[("x.csv", file)]) {
            let _ = compare(&LineItems::new(loaded.items), &CompareOptions::default());
        }
    }
});
