//! A Word document. Bytes that begin with `<` are packed as the text of one, since hardly any change survives the
//! checksums of a package.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes.first() {
    Some(b'<') => tongbi_fuzz::load("x.docx", &tongbi_fuzz::docx(bytes)),
    _ => tongbi_fuzz::load("x.docx", bytes),
});
