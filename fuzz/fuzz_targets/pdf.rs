//! A PDF. Bytes that do not begin like one are the content of its only page, since hardly any change of a whole file
//! reaches what its streams paint.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes.starts_with(b"%PDF") {
    true => tongbi_fuzz::load("x.pdf", bytes),
    false => tongbi_fuzz::load("x.pdf", &tongbi_fuzz::pdf(bytes)),
});
